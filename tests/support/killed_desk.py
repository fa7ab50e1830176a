"""A desk that is killed with SIGKILL at a chosen event of the disk: `python -m tests.support.killed_desk`.

It counts from the moment at which the file `arm` beside the workbooks folder was written last: at as many
events as it holds bytes, the desk dies. What it has counted stands in the file `trace`, a line an event.
POSIX only.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from cascade.desk.start import main

_DISK = {"os.rename", "os.remove", "os.mkdir", "cascade.step"}


def arm(home: Path, at: int) -> None:
    """Let the desk over this workbooks folder die at the n-th event from now."""
    home.with_name("arm").write_bytes(b"x" * at)


def trace(home: Path) -> list[str]:
    """The events since it was armed."""
    path = home.with_name("trace")
    return path.read_text("utf-8").splitlines() if path.exists() else []


def disarm(home: Path) -> None:
    """Let the next desk live."""
    home.with_name("arm").unlink(missing_ok=True)


def _listen(home: Path) -> None:
    """Count the events of the disk below a folder, and those that the code itself lists."""
    armed = home.with_name("arm")
    told = os.open(home.with_name("trace"), os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    seen = since = 0

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen, since
        if not _counts(event, arguments, str(home)):
            return
        try:
            status = os.stat(armed)
        except FileNotFoundError:
            return
        seen, since = (seen if since == status.st_mtime_ns else 0) + 1, status.st_mtime_ns
        os.write(told, f"{event} {arguments[0]!r}\n".encode())
        if seen >= status.st_size:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(listen)


def _counts(event: str, arguments: tuple[Any, ...], home: str) -> bool:
    if event == "cascade.step":
        return True
    if not arguments or not str(arguments[0]).startswith(home):
        return False
    return event in _DISK or (event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR)))


if __name__ == "__main__":
    _listen(Path(sys.argv[sys.argv.index("--workbooks") + 1]))
    sys.exit(main())
