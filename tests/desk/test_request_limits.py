"""Requests that nobody's browser sends: nothing is done, no traceback, little memory."""

import random
import re
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from cascade.desk.app import make_app
from cascade.desk.workplace import ACTS, Desk
from tests.support.bad_files import BAD_FILES
from tests.support.desk import Answer, RunningDesk, here, running_desk, wait_until
from tests.support.giants import giants
from tests.support.hostile_forms import hostile_forms
from tests.support.hostile_requests import FORM, HostileRequest, Seat, hostile_requests
from tests.support.office import BREAKDOWN, Office, issued_office
from tests.support.people import LOOKING, PASSWORD, REVIEWING, add, open_office
from tests.support.sample import count

MEMORY = 300 << 20
ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"


@dataclass
class Watched:
    """A desk whose books are watched."""

    desk: RunningDesk
    office: Office
    seat: Seat

    def books(self) -> dict[str, object]:
        """All that only an act may change."""
        home = self.office.home.parent
        files = (each for each in home.rglob("*") if each.is_file())
        passing = ("desk.sqlite", "lock.", ".desk.json")
        return {
            str(each.relative_to(home)): (each.stat().st_size, each.stat().st_mtime_ns)
            for each in files
            if not each.name.startswith(passing) and ".coming" not in each.parts
        }

    @property
    def memory(self) -> int:
        """The most memory that the desk has held, where the system tells it."""
        status = Path(f"/proc/{self.desk.process.pid}/status")
        if status.exists():
            (most,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())
            return int(most) << 10
        return int(psutil.Process(self.desk.process.pid).memory_info().rss)

    def send(self, raw: bytes, more: int = 0) -> bytes:
        """Send the bytes of a request and then `more` zeros; return all that comes back."""
        host, port = self.seat.host.split(":")
        with socket.create_connection((host, int(port)), timeout=60) as line:
            told = b""
            try:
                line.sendall(raw)
                for _ in range(more >> 20):
                    line.sendall(bytes(1 << 20))
                line.shutdown(socket.SHUT_WR)
            except OSError:  # the desk has hung up: what it said before may still be there
                pass
            try:
                while block := line.recv(1 << 16):
                    told += block
            except OSError:
                pass
            return told


ASKS = ("use", "overrule", "withdraw", "as", "undo", "aside", "settle", "send", "remind", "nothing")
OPEN = ("/enter", "/desk.css", "/desk.js", "/favicon.ico")  # for everybody
HARMLESS = ("/leave", "/p/{}/{}/act/{}")


def routes(home: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every address to look at and to act by, with `{}` for its parts; only acts that ask for something."""
    app = make_app(Desk(home, home / "mail.toml"), here(home))
    found: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for each in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "{}", each.rule)
        for method in found:
            if method in (each.methods or ()) and path not in (*OPEN, *HARMLESS):
                found[method].add(path)
    acts = {f"/p/{{}}/{{}}/act/{name}" for name in ASKS}
    return tuple(sorted(found["GET"])), tuple(sorted(found["POST"] | acts))


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    home = tmp_path_factory.mktemp("敌")
    office = issued_office(home / "工作簿", home / "zhejiang-2020")
    office.fill(BREAKDOWN, "330100")
    office.collect(BREAKDOWN)
    found = routes(tmp_path_factory.mktemp("路"))
    with running_desk(office.home, "--mail", home / "mail.toml", start=True) as desk:
        desk.let_in()
        yield Watched(desk, office, Seat(desk.host, desk.cookie, desk.token, *found))
        desk.process.kill()
        assert desk.process.stdout
        assert "Traceback" not in desk.process.stdout.read()
        assert not (office.home / "运行记录.log").exists()


def test_hostile_requests_do_nothing(watched: Watched) -> None:
    before, seen = watched.books(), Counter[tuple[str, str]]()
    for each in hostile_requests(watched.seat, count(150, 5000), seed=16):
        answer = watched.send(each.raw)
        seen[each.kind, _status(answer)] += 1
        _check(watched, each, answer)
    wait_until(lambda: not watched.desk.ask(f"{ROUND}/version").text.count("[["), 120)
    assert watched.books() == before
    assert watched.memory < MEMORY, watched.memory >> 20
    assert watched.desk.ask("/").status == 200
    for kind in ("wrong host", "no session", "other origin", "bad token"):
        assert {status[:1] for (mine, status) in seen if mine == kind} <= {"4"}, seen


def _status(answer: bytes) -> str:
    return answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.") else "none"


def _check(watched: Watched, request: HostileRequest, answer: bytes) -> None:
    status = _status(answer)
    assert status == "505" or not status.startswith("5"), (request.kind, request.raw[:600], answer[:600])
    for secret in (b"Traceback", str(watched.office.home.parent).encode(), b"root:x:"):
        assert secret not in answer, (request.kind, request.raw[:600], answer[:2000])
    assert b"<script>alert" not in answer


PROGRAMS_WORDS = re.compile(
    r"Traceback|\wError\b|Exception|Errno|NoneType|object at 0x|<script>alert|运行记录"
)


def usual(watched: Watched) -> dict[str, str]:
    """What a page of the desk would send, for every field that is about something."""
    with sqlite3.connect(watched.office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        ((file,),) = ledger.execute("SELECT sha256 FROM returns LIMIT 1")
    return {
        "city": "330100",
        "file": str(file),
        "number": "1",
        "because": "会上决定",
        "how": "drafts",
        "to-330100": "a@example.invalid",
        "office.address": "office@example.invalid",
        "smtp.host": "127.0.0.1",
        "smtp.port": "1",
        "smtp.security": "tls",
        "fate": "again",
        "name": "甲",
    }


def places(watched: Watched, file: str) -> Iterator[tuple[str, str]]:
    """Method and address of all pages and acts, each about what is there."""
    letters = ("send", "remind", "correction", "nothing")
    there = {"{}/act/{}": tuple(ACTS), "/letters/{}": letters, "/city/{}": ("c330100",)}
    there |= {f"/{each}/{{}}": (file,) for each in ("file", "original", "brought")}
    every = [("GET", each) for each in watched.seat.routes]
    every += [("POST", each) for each in (*watched.seat.acts, *HARMLESS[1:])]
    for method, route in every:
        kind, parts = next(((kind, parts) for kind, parts in there.items() if kind in route), ("{}", ("{}",)))
        for part in parts:
            path = route.replace(kind, kind[:-2] + part).replace("{}", "zhejiang-2020", 1)
            yield method, path.replace("{}", BREAKDOWN, 1).replace("{}", "1")


def test_whatever_is_typed_into_every_field_is_done_or_refused_in_chinese(watched: Watched) -> None:
    """All pages and acts, odd values in all fields by turns: a look, or what is refused, changes nothing."""
    known, draw = usual(watched), random.Random(17)
    _type_into(watched, list(dict.fromkeys(places(watched, known["file"]))), known, draw)


def test_so_it_is_where_people_sign_in(watched: Watched, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A reviewer, somebody who only looks, a stranger; in a short run at some of the pages."""
    home = tmp_path_factory.mktemp("账号")
    office = watched.office.copy(home / "工作簿")
    known, draw = usual(watched) | {"old": PASSWORD, "new": "短", "again": "短"}, random.Random(18)
    with open_office(office.home, "--mail", home / "mail.toml") as people:
        people.join(LOOKING, add(office.home, LOOKING, "--role", "查看"))
        for desk in (people.seat(REVIEWING), people.seat(LOOKING), people.desk):
            seat = replace(watched.seat, host=desk.host, cookie=desk.cookie, token=desk.token)
            there = Watched(desk, office, seat)
            every = list(dict.fromkeys(places(there, known["file"])))
            own = [each for each in every if each[1].startswith(("/account", "/sign-in"))]
            _type_into(there, [*own, *draw.sample(every, count(8, len(every)))], known, draw)
        people.desk.process.kill()
        assert people.desk.process.stdout
        assert "Traceback" not in people.desk.process.stdout.read()


def _type_into(
    watched: Watched, every: Sequence[tuple[str, str]], known: Mapping[str, str], draw: random.Random
) -> None:
    """Send odd values to every method and address."""
    desk, books, token = watched.desk, watched.books(), {"X-Desk-Token": watched.desk.token}
    for method, path in every:
        looks = method == "GET"
        for each in hostile_forms(known, count(1, 60), draw):
            if looks:
                answer = desk.ask(f"{path}?{each.query}")
            else:
                answer = desk.ask(path, method, each.body, {**token, "Content-Type": each.content})
            about = (method, path, each.odd, each.content)
            _check_told(answer, about)
            if answer.status == 303 and not looks:
                work = answer.headers["Location"]
                wait_until(lambda work=work: "data-work" not in desk.ask(work).text)
                _check_told(desk.ask(work), about)
                books = watched.books()
            else:
                assert watched.books() == books, about


def _check_told(answer: Answer, about: object) -> None:
    """An answer is no failure of the desk's, and a page says what it says in Chinese."""
    assert answer.status < 500, (about, answer.body)
    if answer.headers.get("Content-Type", "").startswith("text/html") and answer.status != 303:
        assert not PROGRAMS_WORDS.search(answer.text), (about, answer.text)
        assert re.search("[\u4e00-\u9fff]{4}", answer.text), (about, answer.text)


@pytest.mark.parametrize("megabytes", [201, 500])
def test_too_much_is_refused_in_chinese_and_costs_no_memory(watched: Watched, megabytes: int) -> None:
    before, size = watched.books(), megabytes << 20
    head = _head(watched.seat, size, "multipart/form-data; boundary=b")
    answer = watched.send(head, size)
    if megabytes < 400:  # beyond that the connection is closed, and what was said may be lost
        assert _status(answer) == "413"
        assert "文件太大：一次最多 200 MB。请分几次放入。" in answer.decode()
    assert watched.books() == before
    assert watched.memory < MEMORY, watched.memory >> 20


def test_a_stranger_cannot_fill_the_memory(watched: Watched) -> None:
    """The server would read all that a refused request brings at once."""
    size = 190 << 20
    peak = 0
    for content in (FORM, "multipart/form-data; boundary=b"):
        head = _head(watched.seat, size, content).replace(watched.seat.cookie.encode(), b"x=y")
        assert _status(watched.send(head, size)) == "401"
        peak = max(peak, watched.memory)
    assert peak < MEMORY, peak >> 20


def test_a_large_drop_streams(watched: Watched) -> None:
    """150 MB come to the disk; the memory stays small; what came in half is swept away."""
    before, size = watched.books(), 150 << 20
    start = b'--b\r\nContent-Disposition: form-data; name="files"; filename="x.bin"\r\n\r\n'
    head = _head(watched.seat, len(start) + size, "multipart/form-data; boundary=b")
    assert _status(watched.send(head + start, size)) == "400"  # its end never came
    assert watched.memory < MEMORY, watched.memory >> 20
    assert watched.books() == before


HOSTILE_NAMES = (
    "../../../出来.xlsx",
    "..\\..\\出来.xlsx",
    "/etc/出来.xlsx",
    "C:\\出来.xlsx",
    "CON.xlsx",
    "<script>alert(1)</script>.xlsx",
    "{{7*7}}.xlsx",
    "\u202exslx.出来",
    "=cmd|' /C calc'!A0.xlsx",
    "名" * 300 + ".xlsx",
    ".desk.json",
    "~$锁.xlsx",
    " ",
)


def test_hostile_names_and_contents_stay_in_the_inbox(watched: Watched) -> None:
    """Each bad file under a hostile name, in one drop: kept below the inbox, told as text."""
    office, seat = watched.office, watched.seat
    inbox = office.folder(BREAKDOWN, "received")
    small = [each.make() for each in BAD_FILES[: -len(list(giants()))]]
    before = {each for each in office.home.parent.rglob("*") if not each.is_relative_to(office.home)}
    parts, had = b"", set(inbox.iterdir())
    for number, data in enumerate(small):
        name = HOSTILE_NAMES[number % len(HOSTILE_NAMES)]
        head = f'--edge16\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        parts += head.encode() + data + b"\r\n"
    body = parts + b"--edge16--\r\n"
    answer = watched.send(_head(seat, len(body), "multipart/form-data; boundary=edge16") + body)
    assert _status(answer) == "303", answer[:600]
    path = re.search(rb"Location: (\S+)", answer)
    assert path
    wait_until(lambda: "data-work" not in watched.desk.ask(path[1].decode()).text, 240)
    (folder,) = set(inbox.iterdir()) - had
    assert len([each for each in folder.iterdir() if each.is_file()]) == len(small)
    assert {each for each in office.home.parent.rglob("*") if not each.is_relative_to(office.home)} == before
    assert [
        each for each in office.home.rglob("*") if "出来" in each.name and folder not in each.parents
    ] == []
    for page in (path[1].decode(), f"{ROUND}/", f"{ROUND}/city/strangers", f"{ROUND}/story"):
        told = watched.desk.ask(page)
        assert told.status == 200
        assert "<script>alert" not in told.text
        assert "49.xlsx" not in told.text
    assert watched.memory < MEMORY, watched.memory >> 20


def _head(seat: Seat, size: int, content: str) -> bytes:
    lines = (
        f"POST {ROUND}/drop HTTP/1.1",
        f"Host: {seat.host}",
        f"Origin: http://{seat.host}",
        f"Cookie: {seat.cookie}",
        f"X-Desk-Token: {seat.token}",
        f"Content-Type: {content}",
        f"Content-Length: {size}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode()
