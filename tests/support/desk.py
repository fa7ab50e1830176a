"""A desk as a person starts it: a process of its own, reached over HTTP or with a real browser."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.forked import PROJECT

TOOK = 60  # seconds that nothing may take


@dataclass(frozen=True)
class Answer:
    """What the desk answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class RunningDesk:
    """A desk that runs; `key` is the address that lets one browser in, `cookie` that of `let_in`."""

    process: "subprocess.Popen[str]"
    key: str
    cookie: str = ""
    token: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        return urlsplit(self.key).netloc

    @property
    def base(self) -> str:
        return f"http://{self.host}"

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
        connection = HTTPConnection(self.host, timeout=TOOK)
        try:
            connection.request(method, path, body, {**origin, **cookie, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def post(self, path: str, **values: str) -> Answer:
        """Send a form, with the session's token unless another is given."""
        form = urlencode({"token": self.token, **values}).encode()
        return self.ask(path, "POST", form, {"Content-Type": "application/x-www-form-urlencoded"})

    def let_in(self) -> None:
        """Use the one-time address, as a browser does."""
        answer = self.ask(self.key.removeprefix(self.base))
        assert answer.status == 302, answer.text
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        found = re.search(r'data-token="([^"]+)"', self.ask("/").text)
        assert found
        self.token = found[1]


@contextmanager
def running_desk(
    workbooks: Path, *words: object, module: str = "cascade.desk.start"
) -> Iterator[RunningDesk]:
    """Start a desk, and end it afterwards."""
    command = [sys.executable, "-m", module, "--no-browser", "--workbooks", str(workbooks)]
    with subprocess.Popen(
        [*command, *map(str, words)], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line + process.stdout.read()
            yield RunningDesk(process, found[0])
        finally:
            process.kill()


def seated(browser: Browser, desk: RunningDesk, width: int = 1366) -> tuple[BrowserContext, Page]:
    """A person who has opened the desk in a browser window of their own."""
    context = browser.new_context(viewport={"width": width, "height": 768}, accept_downloads=True)
    page = context.new_page()
    page.goto(desk.key)
    return context, page


def work_done(page: Page) -> str:
    """Wait until the work on the page has ended; return what it has told."""
    page.wait_for_function("() => document.querySelector('#main:not([data-work])')", timeout=TOOK * 1000)
    return page.inner_text("main")


def wait_until(true: object, seconds: float = TOOK) -> None:
    """Wait until a function says yes."""
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)
