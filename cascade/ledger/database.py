"""The ledger's tables: open, read and write them, and rebuild them from the journal."""

import errno
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from cascade.ledger import journal
from cascade.ledger.dispatches import Dispatch, Sending
from cascade.ledger.entries import (
    CorrectionCopy,
    Decision,
    DecisionKind,
    Issued,
    Mail,
    ReceiptTexts,
    Row,
    Summary,
    in_force,
    issued_entry,
    issued_row,
    receipt_entry,
    receipt_row,
    texts_of,
)
from cascade.ledger.file_names import home_of, renamed
from cascade.ledger.schema import LACKING, REMADE, REPLAY, SCHEMA, VERSION, WRITE
from cascade.returns.receipt import Receipt, ReceiptKey

LEDGER, JOURNAL = "ledger.sqlite", "journal.jsonl"
WAIT = 30.0  # seconds to wait while another program holds the ledger; our commands wait at the lock
SPOOLED = 1 << 20  # bytes of the journal that are held in memory until the ledger is committed
# SQLite's error codes: the system's error number and a text for people
_MEANINGS = {
    sqlite3.SQLITE_FULL: (errno.ENOSPC, "磁盘已满"),
    sqlite3.SQLITE_BUSY: (errno.EBUSY, "正被别的程序使用"),
    sqlite3.SQLITE_READONLY: (errno.EACCES, "不能写入"),
    sqlite3.SQLITE_CANTOPEN: (errno.EACCES, "不能打开"),
    sqlite3.SQLITE_PERM: (errno.EACCES, "不能打开"),
    sqlite3.SQLITE_IOERR: (errno.EIO, "读写出错"),
}


class Ledger:
    """One plan's ledger. Use it inside `opened`, which writes all entries of its block or none."""

    def __init__(
        self, connection: sqlite3.Connection, home: Path, lines: IO[bytes], rebuilt: bool = False
    ) -> None:
        """Entries are also written to `lines`, for the journal; `home` is the plan's folder. `rebuilt` says
        that the ledger was missing or broken and `opened` has just rebuilt it from its journal."""
        self._db = connection
        self._home = home
        self._lines = lines
        self.rebuilt = rebuilt

    def _write(self, table: str, row: Row) -> None:
        self._db.execute(WRITE[table], row)
        self._lines.write(journal.line((table, row)))

    def issue(self, form: Issued) -> None:
        """Enter an issued form."""
        self._write("issued", issued_row(form))

    def issued(self, ticket: str) -> Issued | None:
        """The issued form with this ticket, None where the plan has none."""
        row = self._db.execute("SELECT * FROM issued WHERE ticket = ?", (ticket,)).fetchone()
        return issued_entry(dict(row)) if row else None

    def issued_rows(self, round_id: str) -> Iterator[Row]:
        """The forms issued in a round, as rows of which `issued_entry` makes forms."""
        rows = self._db.execute("SELECT * FROM issued WHERE round = ?", (round_id,))
        return map(dict, rows)

    def latest_issued(self, round_id: str, city: str) -> Issued | None:
        """The newest whole form issued to a city in a round, None where there is none."""
        row = self._db.execute(
            "SELECT * FROM issued WHERE round = ? AND city = ? AND whole = ''"
            " ORDER BY version DESC, rowid DESC LIMIT 1",
            (round_id, city),
        ).fetchone()
        return issued_entry(dict(row)) if row else None

    def latest_versions(self, round_id: str) -> dict[str, int]:
        """The newest version of each city's form in a round, by city."""
        rows = self._db.execute(
            "SELECT city, MAX(version) FROM issued WHERE round = ? AND whole = '' GROUP BY city", (round_id,)
        )
        return {row["city"]: row[1] for row in rows}

    def issues(self, round_id: str) -> tuple[tuple[str, str, int, str, str], ...]:
        """Time, city, version, share and SHA-256 of every form issued in a round, in order."""
        rows = self._db.execute(
            "SELECT at, city, version, share, sha256 FROM issued WHERE round = ? ORDER BY rowid", (round_id,)
        )
        return tuple(tuple(row) for row in rows)

    def versions(self, round_id: str, city: str) -> dict[str, int]:
        """The versions of a city's form in a round, by the SHA-256 of the file."""
        rows = self._db.execute(
            "SELECT sha256, version FROM issued WHERE round = ? AND city = ?", (round_id, city)
        )
        return {row["sha256"]: row["version"] for row in rows}

    def shares(self, whole: str) -> tuple[Issued, ...]:
        """The shares issued of the form with the ticket `whole`, in the order of their numbers."""
        rows = self._db.execute("SELECT * FROM issued WHERE whole = ? ORDER BY rowid", (whole,))
        return tuple(issued_entry(dict(row)) for row in rows)

    def note_plan(self, place: str, at: str) -> None:
        """Enter where the plan lies from which this ledger is used, unless it is the place known already."""
        if place != self.plan_place():
            self._write("plans", {"place": place, "at": at})

    def plan_place(self) -> str:
        """Where the plan lies, from the workbooks folder or absolute; "" where no command has noted it."""
        row = self._db.execute("SELECT place FROM plans ORDER BY rowid DESC LIMIT 1").fetchone()
        return str(row["place"]) if row else ""

    def publish(self, summary: Summary) -> None:
        """Enter a summary that is about to be published."""
        self._write("summaries", asdict(summary))

    def last_summary(self, round_id: str) -> Summary | None:
        """The summary of a round with the highest number, None where there is none."""
        row = self._db.execute(
            "SELECT * FROM summaries WHERE round = ? ORDER BY number DESC LIMIT 1", (round_id,)
        ).fetchone()
        return Summary(**dict(row)) if row else None

    def summaries(self, round_id: str) -> tuple[Summary, ...]:
        """The summaries of a round, in order."""
        rows = self._db.execute("SELECT * FROM summaries WHERE round = ? ORDER BY number", (round_id,))
        return tuple(Summary(**dict(row)) for row in rows)

    def next_collection(self, round_id: str) -> int:
        """The number of a new collection of a round: one above that of its newest receipts."""
        last = self._db.execute("SELECT MAX(run) FROM returns WHERE round = ?", (round_id,)).fetchone()[0]
        return (last or 0) + 1

    def receive(self, receipt: Receipt, texts: ReceiptTexts | None = None) -> None:
        """Enter the receipt of a file, its `texts` if known; it replaces one of the same file and bytes."""
        self._write("returns", receipt_row(receipt, self._home, texts or texts_of(receipt)))

    def rounds(self) -> dict[str, int]:
        """How many files were received in each round, by its id."""
        return dict(self._db.execute("SELECT round, COUNT(*) FROM returns GROUP BY round ORDER BY round"))

    def receipts(
        self, round_id: str, known: Mapping[ReceiptKey, Receipt] | None = None
    ) -> tuple[Receipt, ...]:
        """The receipts of a round in order, each by its file alone; none of the `known` is read again."""
        rows = self._db.execute(
            "SELECT * FROM returns WHERE round = ? ORDER BY received, run, id", (round_id,)
        )
        keyed = (((str(self._home / row["file"]), row["sha256"], row["run"]), row) for row in rows)
        return tuple((known or {}).get(key) or receipt_entry(dict(row), self._home) for key, row in keyed)

    def decide(self, decision: Decision) -> Decision:
        """Enter an operator's decision; return it with its number and the last collection before it."""
        (last,) = self._db.execute(
            "SELECT MAX(number) FROM decisions WHERE round = ?", (decision.round,)
        ).fetchone()
        (run,) = self._db.execute(
            "SELECT MAX(run) FROM returns WHERE round = ?", (decision.round,)
        ).fetchone()
        decision = replace(decision, number=(last or 0) + 1, run=run or 0)
        self._write("decisions", asdict(decision) | {"kind": decision.kind.value})
        return decision

    def decisions(self, round_id: str) -> tuple[Decision, ...]:
        """All decisions of a round, in order."""
        rows = self._db.execute("SELECT * FROM decisions WHERE round = ? ORDER BY number", (round_id,))
        return tuple(Decision(**dict(row) | {"kind": DecisionKind(row["kind"])}) for row in rows)

    def decisions_in_force(self, round_id: str) -> tuple[Decision, ...]:
        """The decisions of a round that nobody has taken back, in order."""
        return in_force(self.decisions(round_id))

    def fetch(self, mail: Mail) -> None:
        """Enter a fetched mail whose attachments are stored."""
        self._write("mails", asdict(mail))

    def mails(self, round_id: str) -> tuple[Mail, ...]:
        """The mails fetched for a round, in order."""
        rows = self._db.execute("SELECT * FROM mails WHERE round = ? ORDER BY rowid", (round_id,))
        return tuple(Mail(**dict(row)) for row in rows)

    def correct(self, copy: CorrectionCopy) -> None:
        """Enter a correction copy that was written."""
        self._write("corrections", asdict(copy))

    def correction_copies(self, round_id: str) -> dict[str, CorrectionCopy]:
        """The newest correction copies of a round, by city."""
        rows = self._db.execute("SELECT * FROM corrections WHERE round = ?", (round_id,))
        return {row["city"]: CorrectionCopy(**dict(row)) for row in rows}

    def dispatch(self, message: Dispatch) -> None:
        """Enter an outgoing message, or its new state."""
        self._write("post", asdict(message))

    def dispatches(self, round_id: str) -> tuple[Dispatch, ...]:
        """The outgoing messages of a round."""
        rows = self._db.execute("SELECT * FROM post WHERE round = ?", (round_id,))
        return tuple(Dispatch(**dict(row) | {"state": Sending(row["state"])}) for row in rows)


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """Open a ledger; create it where it is missing, rebuild it from its journal where it is lost or broken.

    The block is one transaction: its entries go to the journal first, then to the ledger; if the block
    raises, nothing is written. Raises OSError when the disk or another program is in the way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with as_os_error(path), _connected(path) as (connection, rebuilt):
        if not path.with_name(JOURNAL).exists():
            journal.write_anew(path.with_name(JOURNAL), _entries(connection))
        with SpooledTemporaryFile(SPOOLED) as lines:
            with connection:
                yield Ledger(connection, home_of(path), lines, rebuilt)
                if written := lines.tell():
                    lines.seek(0)
                    journal.append_lines(path.with_name(JOURNAL), lines)
                    sys.audit("cascade.step", "journal written")
            if written:
                sys.audit("cascade.step", "ledger committed")


@contextmanager
def _connected(path: Path) -> Iterator[tuple[sqlite3.Connection, bool]]:
    """A connection to an undamaged ledger, and whether it has just been rebuilt from its journal."""
    connection = sqlite3.connect(path, timeout=WAIT)
    try:
        made = _prepare(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        if type(error) is not sqlite3.DatabaseError:  # a lock or the disk: the ledger itself is undamaged
            raise
        aside = (path.with_name(f"{path.name}.损坏{number}") for number in range(1, 1000))
        path.replace(next(each for each in aside if not each.exists()))
        sys.audit("cascade.step", "broken ledger put aside")
        connection = sqlite3.connect(path, timeout=WAIT)
        made = _prepare(connection, path)
    with closing(connection):
        yield connection, made and path.with_name(JOURNAL).exists()


def _prepare(connection: sqlite3.Connection, path: Path) -> bool:
    """Check the ledger; fill it from its journal if it is empty or of an older version of the program.

    Returns whether it was empty. Raises sqlite3.DatabaseError if it is damaged.
    """
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = FULL")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        if (found := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(found)
        return False
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        lines = path.with_name(JOURNAL)
        entries = list(_entries(connection)) if version and not lines.exists() else journal.replay(lines)
        for table in REMADE:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        for table, row in entries:
            if table == "returns":
                row |= {"file": renamed(row["file"], row["round"], home_of(path))}
            connection.execute(REPLAY[table], LACKING.get(table, {}) | row)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    sys.audit("cascade.step", "ledger made")
    return bool(version == 0)


def _entries(connection: sqlite3.Connection) -> Iterator[journal.Entry]:
    """Yield every entry of a ledger in the form that its journal has."""
    there = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in (each for each in REPLAY if each in there):
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid"):
            yield table, dict(row)


@contextmanager
def as_os_error(path: Path) -> Iterator[None]:
    """Turn an error of SQLite with its file into an OSError (PermissionError, …) that names `path`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF  # without the details of an extended code
        if code not in _MEANINGS:  # a bug
            raise
        raise OSError(*_MEANINGS[code], str(path)) from error
