"""Slow, silent and vanished connections: a person's page comes all the same, and none stays for good."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from select import select
from threading import Event, Thread

import pytest

from cascade.desk import request_limits, serving
from cascade.desk.app import make_app
from cascade.desk.serving import DeskServer
from cascade.desk.workplace import Desk
from tests.support.desk import RunningDesk, here, wait_until
from tests.support.office import BREAKDOWN, Office, with_few_indicators

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
MANY = 20  # connections of a kind at once
SOON = 5  # seconds after which a page has come
BIG = bytes(30 << 20)
Kind = Callable[[RunningDesk], tuple[bytes, bytes]]  # what is sent at once, and what by and by


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = tmp_path_factory.mktemp("慢")
    office = Office(home / "工作簿", with_few_indicators(home / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    big = office.home / "zhejiang-2020" / BREAKDOWN / "export" / "大.csv"
    big.parent.mkdir()
    big.write_bytes(BIG)
    return office


@pytest.fixture(scope="module")
def let_in(desk: RunningDesk) -> RunningDesk:
    desk.let_in()
    return desk


def head(desk: RunningDesk, method: str, path: str, *more: str) -> bytes:
    lines = (f"{method} {path} HTTP/1.1", f"Host: {desk.host}", f"Cookie: {desk.cookie}", *more)
    return ("\r\n".join(lines) + "\r\n").encode()


def silent(desk: RunningDesk) -> tuple[bytes, bytes]:
    """A connection that a browser opens ahead of time: it says nothing."""
    return b"", b""


def slow_headers(desk: RunningDesk) -> tuple[bytes, bytes]:
    return b"GET / HT", b"TP/1.1\r\nX: " + b"x" * 1000


def slow_body(desk: RunningDesk) -> tuple[bytes, bytes]:
    origin, token = f"Origin: {desk.base}", f"X-Desk-Token: {desk.token}"
    kind = "Content-Type: multipart/form-data; boundary=b"
    start = b'--b\r\nContent-Disposition: form-data; name="files"; filename="x.bin"\r\n\r\n'
    told = head(desk, "POST", f"{ROUND}/drop", origin, token, kind, f"Content-Length: {10 << 20}")
    return told + b"\r\n" + start, b"x" * 1000


def refused_slow_body(desk: RunningDesk) -> tuple[bytes, bytes]:
    """What a stranger sends is read to no purpose."""
    told = f"POST /leave HTTP/1.1\r\nHost: {desk.host}\r\nContent-Length: {10 << 20}\r\n\r\n"
    return told.encode(), b"x" * 1000


def idle_afterwards(desk: RunningDesk) -> tuple[bytes, bytes]:
    return head(desk, "GET", "/desk.css") + b"\r\n", b""


def never_reads(desk: RunningDesk) -> tuple[bytes, bytes]:
    """Somebody asks for 30 MB and takes none of them."""
    return head(desk, "GET", f"{ROUND}/file/{sha256(BIG).hexdigest()}") + b"\r\n", b""


def hangs_up(desk: RunningDesk) -> tuple[bytes, bytes]:
    """The line is dead half-way through the headers: nothing more comes, and no end."""
    return head(desk, "GET", "/")[:-20], b""


KINDS = (silent, slow_headers, slow_body, refused_slow_body, idle_afterwards, never_reads, hangs_up)


@contextmanager
def crowd(desk: RunningDesk, at_once: bytes, slowly: bytes) -> Iterator[None]:
    """Hold many connections that send some bytes at once, and others one by one."""
    end, (name, port) = Event(), desk.host.split(":")
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection((name, int(port)))) for _ in range(MANY)]
        for line in lines:
            line.sendall(at_once)
        sending = Thread(target=trickle, args=(lines, slowly, end))
        sending.start()
        try:
            yield
        finally:
            end.set()
            sending.join()


def trickle(lines: list[socket.socket], slowly: bytes, end: Event) -> None:
    for at in range(len(slowly)):
        for line in lines:
            with suppress(OSError):  # the desk has hung up
                line.send(slowly[at : at + 1])
        if end.wait(0.3):
            return


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_page_comes_soon_beside_slow_connections(let_in: RunningDesk, kind: Kind) -> None:
    with crowd(let_in, *kind(let_in)):
        time.sleep(0.3)  # until the desk has taken them on
        for _ in range(3):
            began = time.monotonic()
            assert let_in.ask(f"{ROUND}/").status == 200
            assert time.monotonic() - began < SOON


# ------------------------------------------------------------ a server in this process, which waits less long


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningDesk]:
    """A desk that waits a third of a second for a request, and half a second for each kilobyte."""
    monkeypatch.setattr(request_limits, "_PATIENCE", 0.3)
    monkeypatch.setattr(request_limits, "_RATE", 2000)
    monkeypatch.setattr(serving, "_WAITING", 30)
    served = DeskServer(("127.0.0.1", 0))
    served.timeout = 1
    served.prepare()
    host = "{}:{}".format(*served.bind_addr)
    entrance = here(tmp_path, host)
    served.wsgi_app = make_app(Desk(tmp_path, tmp_path / "mail.toml"), entrance)
    running = Thread(target=served.serve)
    running.start()
    try:
        with subprocess.Popen("true", text=True) as nothing:
            desk = RunningDesk(nothing, entrance.door.opened_at(f"http://{host}"))
        desk.let_in()
        yield desk
    finally:
        served.stop()
        running.join()


def slowly_sent(desk: RunningDesk, at_once: bytes, slowly: bytes, at_a_time: int) -> bytes:
    """Send bytes at once, then some every tenth of a second; return what comes back before the end."""
    name, port = desk.host.split(":")
    with socket.create_connection((name, int(port))) as line:
        line.sendall(at_once)
        for at in range(0, len(slowly), at_a_time):
            if select([line], [], [], 0.1)[0]:
                break
            line.sendall(slowly[at : at + at_a_time])
        told = b""
        with suppress(ConnectionError):
            while block := line.recv(1 << 16):
                told += block
        return told


def test_nobody_holds_a_connection_byte_by_byte(server: RunningDesk) -> None:
    assert slowly_sent(server, *slow_headers(server), 1).startswith(b"HTTP/1.1 408 Request Timeout")
    form = "Content-Type: application/x-www-form-urlencoded"
    origin, length = f"Origin: {server.base}", f"Content-Length: {10 << 20}"
    told = slowly_sent(server, head(server, "POST", "/leave", origin, form, length) + b"\r\n", b"x" * 100, 1)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert "没有传完，什么也没有办：连接断了，或者太久没有动静。请再试一次。" in told.decode()
    assert b"Connection: close" in told
    assert slowly_sent(server, *refused_slow_body(server), 1).startswith(b"HTTP/1.1 403 ")
    assert server.ask("/").status == 200


def test_whoever_is_only_slow_is_waited_for(server: RunningDesk) -> None:
    """Several times as long as the desk waits for who sends nothing."""
    body = b"token=" + server.token.encode() + b"&x=" + b"y" * 20_000
    form = "Content-Type: application/x-www-form-urlencoded"
    told = head(server, "POST", "/leave", f"Origin: {server.base}", form, f"Content-Length: {len(body)}")
    began = time.monotonic()
    answer = slowly_sent(server, told + b"Connection: close\r\n\r\n", body, 1000)
    assert answer.startswith(b"HTTP/1.1 303 "), answer
    assert time.monotonic() - began > 1.5


def test_more_connections_than_may_wait(server: RunningDesk) -> None:
    """The desk hangs up on some, and soon has room again."""
    name, port = server.host.split(":")

    def answered() -> bool:
        with suppress(OSError, HTTPException):
            return server.ask("/").status == 200
        return False

    with ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(socket.create_connection((name, int(port))))
        wait_until(answered, SOON)
