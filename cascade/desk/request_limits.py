"""What a request may bring and how long it may take, and how it is read: in blocks, never held in memory.

A request that is refused before anybody has read it still brings its bytes. The server would read them at
once and whole, to keep the connection: whoever sends 200 MB to a closed door would cost 200 MB.
"""

import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from socket import socket
from typing import Any, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from cheroot.makefile import MakeFile
from cheroot.server import HeaderReader, HTTPConnection, HTTPRequest, HTTPServer

from cascade.desk import uploads

_DRAINED = 2 * uploads.MOST  # bytes that are read to no purpose, so that a browser reads the answer
_BLOCK = 1 << 16
_PATIENCE = 10.0  # seconds that the desk waits for a request and for who takes the answer, all in all,
_RATE = 16 * 1024  # and a second more for so many bytes that come or go
_Bytes = TypeVar("_Bytes")


class _Headers(HeaderReader):
    """Reads headers; says of one that continues none what the server says of other faulty ones."""

    def __call__(self, rfile: Any, hdict: Any = None) -> Any:
        """Read headers. Raises ValueError, which the server answers with 400."""
        try:
            return super().__call__(rfile, hdict)
        except UnboundLocalError:
            raise ValueError("a continuation of no header") from None


class _Request(HTTPRequest):
    header_reader = _Headers()

    def send_headers(self) -> None:
        """Send the headers of an answer; one that says so closes the connection."""
        self.close_connection = self.close_connection or (b"Connection", b"close") in self.outheaders
        super().send_headers()


class _Waiting:
    """How long one side was waited for, and how many bytes that has brought."""

    def __init__(self) -> None:
        self._seconds, self._bytes = 0.0, 0

    def moved(self, move: Callable[[_Bytes], int], data: _Bytes) -> int:
        """Move some bytes; return how many. Raises TimeoutError where that has taken too long already."""
        if self._seconds > _PATIENCE + self._bytes / _RATE:
            raise TimeoutError("timed out")  # the server knows it by these words
        began = time.monotonic()
        try:
            count = move(data)
        finally:
            self._seconds += time.monotonic() - began
        self._bytes += count
        return count


class _PatientSocket:
    """A socket that is waited for, but not for ever: who sends a byte now and then does not hold a thread."""

    def __init__(self, line: Any) -> None:
        self._line = line
        self.begin()

    def begin(self) -> None:
        """Begin to count anew, for the next request."""
        self._coming, self._going = _Waiting(), _Waiting()

    def recv_into(self, buffer: bytearray) -> int:
        """Receive some bytes; return how many. Raises TimeoutError."""
        return self._coming.moved(self._line.recv_into, buffer)

    def send(self, data: bytes) -> int:
        """Send some bytes; return how many. Raises TimeoutError."""
        return self._going.moved(self._line.send, data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)


_PLAIN = "这里只接受加密的连接：请把网址开头的 http:// 写成 https://。".encode()


class Connection(HTTPConnection):
    """A connection whose requests are read by these limits, after the first words of encryption."""

    RequestHandlerClass = _Request
    _greeted = False

    def __init__(self, server: HTTPServer, sock: Any, makefile: Any = MakeFile) -> None:
        self._patient = _PatientSocket(sock)
        super().__init__(server, self._patient, makefile)
        self.socket = sock

    def communicate(self) -> bool:
        """Answer one request; return whether the connection stays open for another."""
        if isinstance(self.socket, ssl.SSLSocket) and not self._greeted:
            try:
                self.socket.do_handshake()
            except OSError as error:
                if "HTTP_REQUEST" in str(error):
                    _tell_plainly(self.socket)
                return False
            self._greeted = True
        self._patient.begin()
        return bool(super().communicate())  # type: ignore[no-untyped-call]


def _tell_plainly(line: ssl.SSLSocket) -> None:
    """Answer on a connection that should have been encrypted, and is not."""
    head = f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(_PLAIN)}\r\nConnection: close\r\n"
    kind = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    with suppress(OSError):
        socket.sendall(line, (head + kind).encode() + _PLAIN)  # SSLSocket's own would encrypt


class BodyLimits:
    """A web application whose requests are read in blocks. One without a length is refused."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, then read what it still brings; close the connection where that is too much."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if environ.get("wsgi.input_terminated"):  # in chunks, each of which the server reads whole
            return _refused("411 Length Required", start_response)
        if not length.isdecimal():
            return _refused("400 Bad Request", start_response)
        said: list[Any] = []

        def start(*words: Any) -> Any:
            said[:] = words

        answer = self._application(environ, start)
        status, headers, *more = said
        closes = int(length) > _DRAINED or not _drained(environ)
        start_response(status, [*headers, ("Connection", "close")] if closes else headers, *more)
        return answer


def _drained(environ: WSGIEnvironment) -> bool:
    """Read what a request still brings; return whether all of it came."""
    try:
        while environ["wsgi.input"].read(_BLOCK):
            pass
    except OSError:
        return False
    return True


def _refused(status: str, start_response: StartResponse) -> Iterable[bytes]:
    start_response(status, [("Connection", "close"), ("Content-Length", "0")])
    return [b""]
