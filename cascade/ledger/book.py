"""The ledger's tables, and opening and rebuilding them."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cascade.ledger import journal
from cascade.ledger.entries import (
    Decision,
    Issued,
    Kind,
    Row,
    issued_entry,
    issued_row,
    receipt_entry,
    receipt_row,
)
from cascade.ledger.trouble import as_os_error
from cascade.receipts import Receipt

JOURNAL = "journal.jsonl"
WAIT = 30.0  # seconds for another program to let go of the ledger itself; commands wait at the lock
_VERSION = 1  # written when the tables have been made and filled: without it they count for nothing

_SCHEMA = """
CREATE TABLE IF NOT EXISTS issued (
    ticket TEXT PRIMARY KEY, round TEXT NOT NULL, city TEXT NOT NULL, version INTEGER NOT NULL,
    content TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, layout TEXT NOT NULL,
    whole TEXT NOT NULL, split TEXT NOT NULL, share TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS runs (
    round TEXT NOT NULL, run INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (round, run)
) STRICT;
CREATE TABLE IF NOT EXISTS returns (
    id INTEGER PRIMARY KEY, round TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    received TEXT NOT NULL, run INTEGER NOT NULL, region TEXT NOT NULL, ticket TEXT NOT NULL,
    verdict TEXT NOT NULL, findings TEXT NOT NULL, filing TEXT NOT NULL,
    UNIQUE (round, file, sha256)
) STRICT;
CREATE TABLE IF NOT EXISTS decisions (
    id INTEGER PRIMARY KEY, round TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, city TEXT NOT NULL,
    sha256 TEXT NOT NULL, because TEXT NOT NULL, UNIQUE (round, at, kind, city, sha256)
) STRICT;
"""

# What was entered last holds: the journal may have an entry that a kill kept from the ledger, and then the
# one that the next run made in its stead. A return that is entered again keeps its place in the order.
_WRITE = {
    "issued": "INSERT OR REPLACE INTO issued VALUES"
    " (:ticket, :round, :city, :version, :content, :sha256, :at, :layout, :whole, :split, :share)",
    "runs": "INSERT OR REPLACE INTO runs VALUES (:round, :run, :at)",
    "returns": "INSERT INTO returns"
    " (round, file, sha256, received, run, region, ticket, verdict, findings, filing) VALUES"
    " (:round, :file, :sha256, :received, :run, :region, :ticket, :verdict, :findings, :filing)"
    " ON CONFLICT (round, file, sha256) DO UPDATE SET received = excluded.received, run = excluded.run,"
    " region = excluded.region, ticket = excluded.ticket, verdict = excluded.verdict,"
    " findings = excluded.findings, filing = excluded.filing",
    "decisions": "INSERT OR IGNORE INTO decisions (round, at, kind, city, sha256, because)"
    " VALUES (:round, :at, :kind, :city, :sha256, :because)",
}


class Ledger:
    """One plan's ledger. Use it inside `opened`, which keeps what is done as a whole or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self.written: list[journal.Entry] = []

    def _write(self, table: str, row: Row) -> None:
        self._db.execute(_WRITE[table], row)
        self.written.append((table, row))

    def issue(self, form: Issued) -> None:
        """Enter a form that was issued."""
        self._write("issued", issued_row(form))

    def issued(self, ticket: str) -> Issued | None:
        """The form of a ticket, None where this plan has issued none."""
        row = self._db.execute("SELECT * FROM issued WHERE ticket = ?", (ticket,)).fetchone()
        return issued_entry(dict(row)) if row else None

    def latest_issued(self, round_id: str, city: str) -> Issued | None:
        """The form, as a whole, that a city works with in a round."""
        row = self._db.execute(
            "SELECT * FROM issued WHERE round = ? AND city = ? AND whole = ''"
            " ORDER BY version DESC, rowid DESC LIMIT 1",
            (round_id, city),
        ).fetchone()
        return issued_entry(dict(row)) if row else None

    def versions(self, round_id: str, city: str) -> dict[str, int]:
        """The versions of a city's form in a round, by the SHA-256 of the file."""
        rows = self._db.execute(
            "SELECT sha256, version FROM issued WHERE round = ? AND city = ?", (round_id, city)
        )
        return {row["sha256"]: row["version"] for row in rows}

    def shares(self, whole: str) -> tuple[Issued, ...]:
        """The shares in which a form has been issued, in the order of their numbers."""
        rows = self._db.execute("SELECT * FROM issued WHERE whole = ? ORDER BY rowid", (whole,))
        return tuple(issued_entry(dict(row)) for row in rows)

    def start_run(self, round_id: str, at: str) -> int:
        """Number a new collection of a round, from 1."""
        last = self._db.execute("SELECT MAX(run) FROM runs WHERE round = ?", (round_id,)).fetchone()[0]
        self._write("runs", {"round": round_id, "run": (last or 0) + 1, "at": at})
        return (last or 0) + 1

    def receive(self, receipt: Receipt) -> None:
        """Enter a file that was received, or what reading it again has shown."""
        self._write("returns", receipt_row(receipt))

    def receipts(self, round_id: str) -> tuple[Receipt, ...]:
        """All that was received in a round, in the order of receipt, each with its own verdict."""
        rows = self._db.execute(
            "SELECT * FROM returns WHERE round = ? ORDER BY received, run, id", (round_id,)
        )
        return tuple(receipt_entry(dict(row)) for row in rows)

    def decide(self, decision: Decision) -> None:
        """Enter what a person has decided."""
        row = {name: getattr(decision, name) for name in ("round", "at", "city", "sha256", "because")}
        self._write("decisions", row | {"kind": decision.kind.value})

    def decisions(self, round_id: str) -> tuple[Decision, ...]:
        """All decisions of a round, in order."""
        rows = self._db.execute(
            "SELECT round, at, kind, city, sha256, because FROM decisions WHERE round = ? ORDER BY id",
            (round_id,),
        )
        return tuple(Decision(**dict(row) | {"kind": Kind(row["kind"])}) for row in rows)


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """Open a ledger, making it if need be, from its journal where it is gone or broken.

    What is done inside is kept as a whole, in the journal first, or not at all. Raises OSError where the
    disk or another program is in the way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with as_os_error(path), closing(_connected(path)) as connection:
        if not path.with_name(JOURNAL).exists():
            journal.write_anew(path.with_name(JOURNAL), _entries(connection))
        with connection:
            ledger = Ledger(connection)
            yield ledger
            journal.append(path.with_name(JOURNAL), ledger.written)
            sys.audit("cascade.step", "journal written")
        sys.audit("cascade.step", "ledger committed")


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=WAIT)
    try:
        _prepare(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        if type(error) is not sqlite3.DatabaseError:  # a lock or the disk: the ledger itself is whole
            raise
        path.replace(_aside(path))
        sys.audit("cascade.step", "broken ledger put aside")
        connection = sqlite3.connect(path, timeout=WAIT)
        _prepare(connection, path)
    connection.row_factory = sqlite3.Row
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """See that the ledger is whole. One that is new, lost or empty is made from its journal in one go."""
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
        if (found := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(found)
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        for table, row in journal.replay(path.with_name(JOURNAL)):
            connection.execute(_WRITE[table], row)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    sys.audit("cascade.step", "ledger made")


def _entries(connection: sqlite3.Connection) -> Iterator[journal.Entry]:
    """All that a ledger holds, as its journal would have it."""
    for table in _WRITE:
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid"):
            yield table, dict(row)


def _aside(path: Path) -> Path:
    """A free name for a broken ledger, which is kept."""
    candidates = (path.with_name(f"{path.name}.损坏{number}") for number in range(1, 1000))
    return next(each for each in candidates if not each.exists())
