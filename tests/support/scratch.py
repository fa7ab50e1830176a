"""Where the tests' temporary files lie."""

import os
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ENOUGH = 4 * 1024**3  # bytes; a whole run leaves half a gigabyte


def lie_in_memory() -> None:
    """Let temporary files lie in memory where there is enough of it, unless TMPDIR says where they do.

    To wait for the disk, which hundreds of collections and ledgers do, takes a tenth of the tests' time.
    Programs that tests start do the same. Linux only: elsewhere everything stays as it is.
    """
    if "TMPDIR" in os.environ or not _MEMORY.is_dir():
        return
    disk = os.statvfs(_MEMORY)
    if disk.f_bavail * disk.f_frsize >= _ENOUGH and not disk.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # looked up anew
