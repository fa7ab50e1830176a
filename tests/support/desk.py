"""A desk as a person starts it: a process of its own, reached over HTTP or with a real browser."""

import json
import re
import secrets
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from cascade.desk.access import Door
from cascade.desk.entrance import Address, Entrance
from tests.support.forked import PROJECT
from tests.support.forked_desk import ForkedDesk

DESK = ("cascade", "desk")  # the module that starts the desk, and its first word
TOOK = 60  # seconds that nothing may take
_seats: dict[BrowserContext, "RunningDesk"] = {}  # where people sit, or have sat


@dataclass(frozen=True)
class Answer:
    """What the desk answers; `cookies` are those that it gives, as `name=value`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class RunningDesk:
    """A desk that runs; `key` is the address that lets one browser in, `cookie` that of `let_in`.

    `line` is the host and port to connect to, where browsers know the desk by others; `trust` what its
    certificate is checked with.
    """

    process: "subprocess.Popen[str] | ForkedDesk"
    key: str
    cookie: str = ""
    line: str = ""
    trust: ssl.SSLContext | None = None
    token: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        return urlsplit(self.key).netloc

    @property
    def base(self) -> str:
        return f"{urlsplit(self.key).scheme}://{self.host}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, with the cookie if it was let in; `headers` replace what a browser would send."""
        origin = {"Origin": self.base} if method != "GET" else {}
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        line, usual = self.line or self.host, {"Host": self.host, **origin, **cookie}
        connection = (
            HTTPSConnection(line, timeout=TOOK, context=self.trust)
            if self.trust
            else HTTPConnection(line, timeout=TOOK)
        )
        try:
            connection.request(method, path, body, {**usual, **(headers or {})})
            answer = connection.getresponse()
            given = answer.headers.get_all("Set-Cookie") or ()
            cookies = tuple(each.partition(";")[0] for each in given)
            return Answer(answer.status, dict(answer.getheaders()), answer.read(), cookies)
        finally:
            connection.close()

    def post(self, path: str, **values: str) -> Answer:
        """Send a form, with the session's token unless another is given."""
        form = urlencode({"token": self.token, **values}).encode()
        return self.ask(path, "POST", form, {"Content-Type": "application/x-www-form-urlencoded"})

    def let_in(self) -> None:
        """Use the one-time address, as a browser does."""
        self._sit(self.ask(self.key.removeprefix(self.base)))

    def signed_in(self, name: str, password: str) -> "RunningDesk":
        """The same desk as somebody sees it who has signed in."""
        mine = replace(self, cookie="", token="")
        mine._sit(mine.post("/sign-in", name=name, password=password))
        return mine

    def _sit(self, answer: Answer) -> None:
        assert answer.status == 303, answer.text
        self.cookie = "; ".join(answer.cookies)
        found = re.search(r'data-token="([^"]+)"', self.ask("/account").text)  # a page, or says there is none
        assert found
        self.token = found[1]


def here(home: Path, host: str = "127.0.0.1:1") -> Entrance:
    """The entrance of a desk on this machine, without accounts."""
    return Entrance(Address("http", (host,)), Door(home / ".desk.json"))


def drop_files(desk: RunningDesk, path: str, files: Mapping[str, bytes]) -> Answer:
    """Send files by name, as a form does."""
    edge = secrets.token_hex(8)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        + data
        + b"\r\n"
        for name, data in files.items()
    ]
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "X-Desk-Token": desk.token}
    return desk.ask(path, "POST", b"".join(parts) + f"--{edge}--\r\n".encode(), headers)


@contextmanager
def running_desk(
    workbooks: Path,
    *words: object,
    module: str = "",
    line: str = "",
    trust: ssl.SSLContext | None = None,
    start: bool = False,
) -> Iterator[RunningDesk]:
    """A desk that is ended afterwards; with `start` in a Python that is started for it.

    It is started as users start it, unless a `module` of the tests is named.
    """
    name, *first = [module] if module else DESK
    given = [*first, "--no-browser", "--workbooks", str(workbooks), *map(str, words)]
    process = _started(name, given) if start or sys.platform == "win32" else ForkedDesk(name, given)
    try:
        assert process.stdout
        told, found = "", None
        while not found and (said := process.stdout.readline()):
            told, found = told + said, re.search(r"https?://\S+", said)
        assert found, told
        yield RunningDesk(process, found[0], line=line, trust=trust)
    finally:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def _started(module: str, words: Sequence[str]) -> "subprocess.Popen[str]":
    command, pipe = [sys.executable, "-m", module, *words], subprocess.PIPE
    return subprocess.Popen(command, cwd=PROJECT, stdout=pipe, stderr=subprocess.STDOUT, text=True)


def second_seat(desk: RunningDesk, home: Path) -> RunningDesk:
    """Another browser at the same desk, let in by the address that a second start finds."""
    told = json.loads((home / ".desk.json").read_text("utf-8"))
    other = RunningDesk(desk.process, told["address"])
    other.let_in()
    return other


def seated(browser: Browser, desk: RunningDesk, width: int = 1366) -> Page:
    """A person who has opened the desk in a browser window of their own.

    They take over from somebody whose desk has ended, of whom no page and no cookie is kept: to make room for
    one more person takes Chromium longer than a page does.
    """
    left = [each for each, at in _seats.items() if at.process.poll() is not None and each in browser.contexts]
    context = left[0] if left else browser.new_context()
    _seats[context] = desk
    old, page = context.pages, context.new_page()
    for each in old:
        each.close()
    context.clear_cookies()
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(desk.key)
    return page


def work_done(page: Page) -> str:
    """Wait until the work on the page has ended; return what it has told."""
    ended = "() => document.querySelector('#main:not([data-work])')"
    page.wait_for_function(ended, polling=50, timeout=TOOK * 1000)  # else every frame is drawn
    return page.inner_text("main")


def wait_until(true: object, seconds: float = TOOK) -> None:
    """Wait until a function says yes."""
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def work_ended(desk: RunningDesk, address: str) -> bool:
    """Wait until the work has ended, or the desk with it; return whether it ended by itself."""
    ended: list[bool] = []

    def over() -> bool:
        with suppress(OSError, HTTPException):
            if "data-work" not in desk.ask(address).text:
                ended.append(True)
            return bool(ended)
        return desk.process.poll() is not None

    wait_until(over, 120)
    return bool(ended)
