"""The accounts of an office that uses one desk from several machines: names, roles, passwords, sign-ins.

They stand in the desk's own book (`desk.sqlite`). Whoever has the machine may add and remove them on the
console, also while the desk runs. A copy (`desk_账号.json`) is written with every change of them: from it
they come back where the book was damaged or lost.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cascade import durable
from cascade.desk import passwords
from cascade.desk.desk_book import opened_book
from cascade.desk.desk_roles import DeskRole

FIRST_LASTS = timedelta(days=3)  # in which a first password must be changed
_KEPT = 20_000  # sign-ins, of which the oldest go
_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, department TEXT NOT NULL, hash TEXT NOT NULL,
    made TEXT NOT NULL, first INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS browsers (
    digest TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (digest, name)
);
CREATE TABLE IF NOT EXISTS sign_ins (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL,
    place TEXT NOT NULL
);"""
_one_at_a_time = threading.Lock()  # a scrypt takes 32 MB


@dataclass(frozen=True, slots=True)
class DeskAccount:
    """Somebody who may sign in.

    `department` is the only lead department whose indicators they see, "" for all. `made` is the ISO time at
    which the password was given; a `first` one must be changed.
    """

    name: str
    role: DeskRole
    department: str
    hash: str
    made: str
    first: bool

    @property
    def expired(self) -> bool:
        """Whether a first password was not used in time."""
        return self.first and datetime.now() - datetime.fromisoformat(self.made) > FIRST_LASTS


@dataclass(frozen=True, slots=True)
class SignIn:
    """What happened at the door: `name` is an account's, `place` the address that it came from."""

    at: str
    name: str
    what: str
    place: str


class Accounts:
    """The accounts of one workbooks folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._copy = path.with_name(f"{path.stem}_账号.json")

    def all(self) -> list[DeskAccount]:
        """All accounts by name."""
        if not self._path.exists() and not self._copy.exists():
            return []
        with self._opened() as book:
            return [_account(row) for row in book.execute("SELECT * FROM accounts ORDER BY name")]

    def account(self, name: str) -> DeskAccount | None:
        """The account with a name."""
        with self._opened() as book:
            row = book.execute("SELECT * FROM accounts WHERE name = ?", (name,)).fetchone()
        return _account(row) if row else None

    def add(self, name: str, role: DeskRole, department: str) -> str:
        """Add an account, or give it a new first password; return that."""
        password = passwords.first_password()
        with self._changing() as book:
            book.execute(
                "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?, 1)",
                (name, role, department, passwords.kept(password), _now()),
            )
        return password

    def remove(self, name: str) -> bool:
        """Remove an account; whether there was one."""
        with self._changing() as book:
            book.execute("DELETE FROM browsers WHERE name = ?", (name,))
            return book.execute("DELETE FROM accounts WHERE name = ?", (name,)).rowcount > 0

    def change(self, name: str, password: str) -> None:
        """Give an account another password."""
        with _one_at_a_time:
            hash_ = passwords.kept(password)
        with self._changing() as book:
            book.execute(
                "UPDATE accounts SET hash = ?, made = ?, first = 0 WHERE name = ?", (hash_, _now(), name)
            )

    def has(self, name: str, password: str) -> DeskAccount | None:
        """The account with this name and password; it takes as long to find that there is none."""
        found = self.account(name)
        with _one_at_a_time:
            right = passwords.fits(password, found.hash if found else None)
        return found if right else None

    def knows(self, browser: str, name: str) -> bool:
        """Whether somebody has signed in by this name from the browser with this secret before."""
        with self._opened() as book:
            key = (_digest(browser), name)
            return bool(book.execute("SELECT 1 FROM browsers WHERE digest = ? AND name = ?", key).fetchone())

    def remember(self, browser: str, name: str) -> None:
        """Keep that somebody has signed in from a browser."""
        with self._opened() as book:
            book.execute("INSERT OR IGNORE INTO browsers VALUES (?, ?)", (_digest(browser), name))

    def note(self, name: str, what: str, place: str) -> None:
        """Enter what happened at the door, in Chinese."""
        with self._opened() as book:
            cursor = book.execute(
                "INSERT INTO sign_ins (at, name, what, place) VALUES (?, ?, ?, ?)",
                (_now(), name, what, place),
            )
            book.execute("DELETE FROM sign_ins WHERE number <= ?", ((cursor.lastrowid or 0) - _KEPT,))

    def note_refusal(self, name: str, what: str, place: str) -> None:
        """Enter that somebody asked for what they may not do; the same again within a minute is one entry."""
        late = (datetime.now() - timedelta(minutes=1)).isoformat(timespec="seconds")
        with self._opened() as book:
            values = (name, what, late)
            before = "SELECT 1 FROM sign_ins WHERE name = ? AND what = ? AND at > ? LIMIT 1"
            again = book.execute(before, values).fetchone()
        if not again:
            self.note(name, what, place)

    def sign_ins(self, most: int) -> list[SignIn]:
        """What happened at the door last, the newest first."""
        with self._opened() as book:
            rows = book.execute(
                "SELECT at, name, what, place FROM sign_ins ORDER BY number DESC LIMIT ?", (most,)
            )
            return [SignIn(*row) for row in rows]

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """Open the book to change accounts, of which the copy then tells: at once with it, or neither."""
        with self._opened() as book:
            yield book
            rows = book.execute("SELECT * FROM accounts ORDER BY name")
            durable.write(self._copy, json.dumps([[*row] for row in rows], ensure_ascii=False).encode())

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open the book; one without accounts gets those of the copy, for it has lost them."""
        with opened_book(self._path, _SCHEMA) as book:
            if not book.execute("SELECT 1 FROM accounts LIMIT 1").fetchone():
                book.executemany("INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)", self._copied())
            yield book

    def _copied(self) -> Sequence[Sequence[object]]:
        """The rows of the copy; none where there is none, or where it is damaged, too."""
        try:
            rows: list[list[object]] = json.loads(self._copy.read_bytes())
        except (FileNotFoundError, ValueError):
            return []
        return rows


def _account(row: sqlite3.Row) -> DeskAccount:
    fields = dict(row)
    return DeskAccount(**fields | {"role": DeskRole(fields["role"]), "first": bool(fields["first"])})


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _now() -> str:
    return datetime.now().isoformat(timespec="seconds")
