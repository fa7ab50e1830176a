"""The web server of the desk: cheroot, kept from being held up by slow, silent and vanished connections.

Cheroot gives a new connection a thread before anything has come over it. Browsers open connections ahead of
time and say nothing, so a few of them would hold up everybody. Here a connection waits among the idle ones.
"""

import ctypes
import logging
import sys
from contextlib import suppress

from cheroot.server import HTTPConnection
from cheroot.wsgi import Server

from cascade.desk.request_limits import Connection

_THREADS = 40  # requests that are answered at once: a slow one holds its thread for the time it is allowed
_WAITING = 200  # connections that are idle, and as many that wait for a thread: Windows can watch 512
_HEADERS = 64 * 1024  # bytes of the headers of a request
_ARENA_MAX = -8  # glibc's M_ARENA_MAX


def share_one_heap() -> None:
    """Let all threads take memory from one heap. Without effect where the C library has no other way.

    glibc gives threads heaps of their own, and each keeps what the largest of its requests took: some
    thousand acts cost 420 MB instead of 200.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


class DeskServer(Server):
    """The server at an address (host and port); port 0 is a free one."""

    ConnectionClass = Connection
    max_request_header_size = _HEADERS
    keep_alive_conn_limit = _WAITING

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, None, numthreads=_THREADS, request_queue_size=_WAITING)

    def process_conn(self, conn: HTTPConnection) -> None:
        """Give a connection a thread; a new one waits first until something comes over it."""
        if conn.last_used is None and self.can_add_keepalive_connection:
            self.put_conn(conn)
        elif self.requests.qsize < _WAITING:
            super().process_conn(conn)
        else:
            conn.close()

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Write what no person can mend to the desk's log instead of the window."""
        logging.getLogger("cascade").log(level, "%s", msg, exc_info=sys.exc_info() if traceback else None)
