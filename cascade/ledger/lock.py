"""Let one command at a time work on a plan: a second one waits, then fails and says which one is running.

The lock is an exclusive SQLite transaction: every system has it, and it ends when the process ends, even if
the process is killed.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from cascade.ledger.database import as_os_error

WAIT = 30.0  # seconds


class Locked(Exception):
    """Another command holds the lock; the text says which one and since when."""


@contextmanager
def locked(folder: Path, command: str, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock of a plan's folder; `command` tells others who holds it.

    Raises Locked when the lock is not free within `wait` seconds, OSError when it cannot be opened.
    """
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "lock.txt"
    with as_os_error(folder), closing(_connection(folder, wait)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise Locked(_holder(note)) from None
        now = datetime.now().isoformat(" ", timespec="seconds")
        note.write_text(f"{command}，进程 {os.getpid()}，{now} 开始", encoding="utf-8")
        try:
            yield
        finally:
            with suppress(OSError):
                note.unlink()


def _connection(folder: Path, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(folder / "lock.sqlite", timeout=wait, isolation_level=None)


def _holder(note: Path) -> str:
    """The holder's own note about itself, or a stand-in where it cannot be read."""
    try:
        return note.read_text(encoding="utf-8")
    except OSError:
        return "另一个命令"
