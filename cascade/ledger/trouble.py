"""SQLite's own words for a full disk, a busy file and the like, said as the system says them: OSError."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEANINGS = {
    sqlite3.SQLITE_FULL: (errno.ENOSPC, "磁盘已满"),
    sqlite3.SQLITE_BUSY: (errno.EBUSY, "正被别的程序使用"),
    sqlite3.SQLITE_READONLY: (errno.EACCES, "不能写入"),
    sqlite3.SQLITE_CANTOPEN: (errno.EACCES, "不能打开"),
    sqlite3.SQLITE_PERM: (errno.EACCES, "不能打开"),
    sqlite3.SQLITE_IOERR: (errno.EIO, "读写出错"),
}


@contextmanager
def as_os_error(path: Path) -> Iterator[None]:
    """Whatever keeps SQLite from its file becomes an OSError (PermissionError, …) that names it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF  # without the details of an extended code
        if code not in _MEANINGS:  # a fault of the program
            raise
        raise OSError(*_MEANINGS[code], str(path)) from error
