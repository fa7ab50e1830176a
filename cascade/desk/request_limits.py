"""What a request may bring, and how it is read: in blocks, so that it is never held in memory.

A request that is refused before anybody has read it still brings its bytes. The server would read them at
once and whole, to keep the connection: whoever sends 200 MB to a closed door would cost 200 MB.
"""

import ssl
from collections.abc import Iterable
from contextlib import suppress
from socket import socket
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from cheroot.server import HeaderReader, HTTPConnection, HTTPRequest

from cascade.desk import uploads

_DRAINED = 2 * uploads.MOST  # bytes that are read to no purpose, so that a browser reads the answer
_BLOCK = 1 << 16


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


_PLAIN = "这里只接受加密的连接：请把网址开头的 http:// 写成 https://。".encode()


class Connection(HTTPConnection):
    """A connection whose requests are read by these limits, after the first words of encryption."""

    RequestHandlerClass = _Request
    _greeted = False

    def communicate(self) -> bool:
        """Answer a request; whether the connection stays open. Whoever does not encrypt is told to."""
        if not self._greeted and isinstance(self.socket, ssl.SSLSocket):
            try:
                self.socket.do_handshake()
            except OSError as error:
                if "HTTP_REQUEST" in str(error):
                    _tell_plainly(self.socket)
                return False
        self._greeted = True
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
        too_long = int(length) > _DRAINED

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")] if too_long else headers, *more)

        answer = self._application(environ, start)
        if not too_long:
            with suppress(OSError):  # whoever sends no more will not read the answer either
                while environ["wsgi.input"].read(_BLOCK):
                    pass
        return answer


def _refused(status: str, start_response: StartResponse) -> Iterable[bytes]:
    start_response(status, [("Connection", "close"), ("Content-Length", "0")])
    return [b""]
