"""The desk's own book (`desk.sqlite`): what people did here, and what of it did not end.

The ledger holds what counts; this book only tells who pressed what and what came of it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cascade.desk.desk_book import opened_book

_SCHEMA = """
CREATE TABLE IF NOT EXISTS actions (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, plan TEXT NOT NULL, round TEXT NOT NULL,
    city TEXT NOT NULL, what TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '', code INTEGER,
    told TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE IF NOT EXISTS made (number INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sources (number INTEGER PRIMARY KEY, digest TEXT NOT NULL)"""
_INTERRUPTED = """
WHERE ended = '' AND number <= ? AND NOT EXISTS (
    SELECT 1 FROM actions AS again WHERE again.number > actions.number AND again.ended != ''
    AND (again.plan, again.round, again.city) = (actions.plan, actions.round, actions.city)
    AND again.what = actions.what
) ORDER BY number"""
_OF_SAME_SOURCE = """
WHERE code = 0 AND number IN (
    SELECT earlier.number FROM sources AS own JOIN sources AS earlier USING (digest)
    WHERE own.number = ? AND earlier.number < own.number
) ORDER BY number DESC"""
_MOST = 2**63 - 1  # that SQLite counts to
DONE_CODES = (0, 1)  # the exit codes of what was done: 1 says that the round still waits for something


@dataclass(frozen=True, slots=True)
class DeskAction:
    """What somebody did: `what` in Chinese, about a round, and a city where it concerns one.

    `ended` is the ISO time of its end, "" while it goes on or where the machine stopped; `code` is the exit
    code that the same command has on the console.
    """

    who: str
    plan: str
    round: str
    city: str
    what: str
    number: int = 0
    at: str = ""
    ended: str = ""
    code: int | None = None
    told: Sequence[object] = ()


class Records:
    """The book of one workbooks folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, action: DeskAction) -> int:
        """Enter an action before it begins; return its number."""
        row = (_now(), action.who, action.plan, action.round, action.city, action.what)
        with self._opened() as book:
            cursor = book.execute(
                "INSERT INTO actions (at, who, plan, round, city, what) VALUES (?, ?, ?, ?, ?, ?)", row
            )
            return int(cursor.lastrowid or 0)

    def end(self, number: int, code: int, told: Sequence[object], made: Iterable[str] = ()) -> None:
        """Enter how an action ended, what it told, and the digests of the files that it made."""
        with self._opened() as book:
            book.execute(
                "UPDATE actions SET ended = ?, code = ?, told = ? WHERE number = ?",
                (_now(), code, json.dumps(list(told), ensure_ascii=False), number),
            )
            book.executemany("INSERT INTO made VALUES (?, ?)", [(number, each) for each in made])

    def made(self, number: int) -> set[str]:
        """The digests of the files that an action made."""
        with self._opened() as book:
            rows = book.execute("SELECT digest FROM made WHERE number = ?", (number,)).fetchall()
        return {row["digest"] for row in rows}

    def note_source(self, number: int, digest: str) -> None:
        """Enter the digest of the file from which an action makes something."""
        with self._opened() as book:
            book.execute("INSERT INTO sources VALUES (?, ?)", (number, digest))

    def of_same_source(self, number: int) -> list[DeskAction]:
        """What was done before an action from the very same file and went well, the newest first."""
        return list(self._read(_OF_SAME_SOURCE, (number,)))

    def note(self, action: DeskAction) -> None:
        """Enter an action that is done at once."""
        self.end(self.begin(action), 0, ())

    @property
    def last(self) -> int:
        """The number of the last action, 0 where there was none."""
        with self._opened() as book:
            return int(book.execute("SELECT COALESCE(MAX(number), 0) FROM actions").fetchone()[0])

    def action(self, number: int) -> DeskAction | None:
        """An action by its number, None where there is none, as for one that no book can hold."""
        if number > _MOST:
            return None
        return next(self._read("WHERE number = ?", (number,)), None)

    def actions(self, plan: str, round_: str) -> list[DeskAction]:
        """What was done in a round or with its whole plan, the newest first."""
        where = "WHERE plan = ? AND round IN (?, '') ORDER BY number DESC"
        return list(self._read(where, (plan, round_)))

    def interrupted(self, last: int) -> list[DeskAction]:
        """The actions up to a number that did not end, for the machine stopped, and that nobody did again."""
        return list(self._read(_INTERRUPTED, (last,)))

    def last_ended(self, plan: str, round_: str, what: str) -> int:
        """The number of the last action of a kind in a round that ended by itself, 0 for none."""
        where = "WHERE plan = ? AND round = ? AND what = ? AND ended != ''"
        with self._opened() as book:
            row = book.execute(f"SELECT MAX(number) FROM actions {where}", (plan, round_, what)).fetchone()
        return int(row[0] or 0)

    def _read(self, where: str, values: Sequence[object]) -> Iterator[DeskAction]:
        with self._opened() as book:
            rows = book.execute(f"SELECT * FROM actions {where}", values).fetchall()
        for row in rows:
            yield DeskAction(**dict(row) | {"told": json.loads(row["told"])})

    def _opened(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened_book(self._path, _SCHEMA)


def _now() -> str:
    return datetime.now().isoformat(timespec="seconds")
