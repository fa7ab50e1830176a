"""The desk's own book (`desk.sqlite`) as a file: opened for one transaction, put aside where it is damaged.

It tells who did what at the desk, and who may sign in. What counts stands in the ledgers.
"""

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cascade import durable
from cascade.ledger import as_os_error

_WAIT = 30.0  # seconds to wait while another process writes
_DAMAGED = "损坏"
_one_at_a_time = threading.Lock()  # puts a damaged book aside


@contextmanager
def opened_book(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """Open the book, in which the tables of a schema are made where they are missing, for one transaction.

    One that is no book at all is put aside for a new one. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with as_os_error(path), closing(_connected(path, schema)) as book, book:
        book.row_factory = sqlite3.Row
        try:
            yield book
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            raise OSError(errno.EIO, f"{_DAMAGED}了，关闭程序再打开就会修好", str(path)) from error


def mend(path: Path) -> str:
    """Put a damaged book aside; return in Chinese what has been done, "" for nothing. Raises OSError."""
    if not path.exists():
        return ""
    with as_os_error(path):
        try:
            with closing(sqlite3.connect(path, timeout=_WAIT)) as book:
                if book.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                    return ""
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
    aside = durable.put_away(path, path.parent, _DAMAGED)
    return (
        f"{path.name} {_DAMAGED}了，已另存为 {aside.name}，从头记起：网页上做过什么，要看那一份。"
        "台账和收到的文件不受影响；账号照备份恢复，请加 --users 核对，缺的重新添加。"
    )


def _connected(path: Path, schema: str) -> sqlite3.Connection:
    book = sqlite3.connect(path, timeout=_WAIT)
    try:
        return _with_tables(book, schema)
    except sqlite3.DatabaseError as error:
        book.close()
        if not _is_damage(error):
            raise
    with _one_at_a_time:
        mend(path)
    return _with_tables(sqlite3.connect(path, timeout=_WAIT), schema)


def _with_tables(book: sqlite3.Connection, schema: str) -> sqlite3.Connection:
    for each in schema.split(";"):  # executescript would end the transaction
        book.execute(each)
    return book


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is damaged: neither locked, nor on a full disk, nor wrongly asked."""
    return type(error) is sqlite3.DatabaseError
