"""The ledger (台账): what was issued and what was received, in one SQLite file per plan.

One row a form and one row a return; layouts, findings and records are JSON, decimals text.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cascade.filing import Record
from cascade.findings import Finding, Severity
from cascade.layout import Layout
from cascade.receipts import Receipt, State

_SCHEMA = """
CREATE TABLE IF NOT EXISTS issued (
    ticket TEXT PRIMARY KEY, round TEXT NOT NULL, city TEXT NOT NULL, version INTEGER NOT NULL,
    content TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, layout TEXT NOT NULL
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
"""
_RECEIVE = """
INSERT INTO returns (round, file, sha256, received, run, region, ticket, verdict, findings, filing)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (round, file, sha256) DO UPDATE SET region = excluded.region, ticket = excluded.ticket,
    verdict = excluded.verdict, findings = excluded.findings, filing = excluded.filing
"""


@dataclass(frozen=True, slots=True)
class Issued:
    """A form that was issued. `content` is the digest of all it was drawn from, `at` an ISO time."""

    ticket: str
    round: str
    city: str
    version: int
    content: str
    sha256: str
    at: str
    layout: Layout


class Ledger:
    """One plan's ledger. Use it inside `opened`, which commits or rolls back as a whole."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def issue(self, form: Issued) -> None:
        """Enter a form that was issued."""
        row = (form.ticket, form.round, form.city, form.version, form.content, form.sha256, form.at)
        layout = form.layout.model_dump_json(exclude_defaults=True)
        self._db.execute("INSERT INTO issued VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, layout))

    def issued(self, ticket: str) -> Issued | None:
        """The form of a ticket, None where this plan has issued none."""
        row = self._db.execute("SELECT * FROM issued WHERE ticket = ?", (ticket,)).fetchone()
        return _issued(row) if row else None

    def latest_issued(self, round_id: str, city: str) -> Issued | None:
        """The form that a city works with in a round."""
        row = self._db.execute(
            "SELECT * FROM issued WHERE round = ? AND city = ? ORDER BY version DESC LIMIT 1",
            (round_id, city),
        ).fetchone()
        return _issued(row) if row else None

    def start_run(self, round_id: str, at: str) -> int:
        """Number a new collection of a round, from 1."""
        number = "SELECT COALESCE(MAX(run), 0) + 1 FROM runs WHERE round = :round"
        rows = self._db.execute(
            f"INSERT INTO runs VALUES (:round, ({number}), :at) RETURNING run", {"round": round_id, "at": at}
        )
        return int(rows.fetchone()[0])

    def receive(self, receipt: Receipt) -> None:
        """Enter a file that was received, or what reading it again has shown."""
        findings = json.dumps([asdict(each) for each in receipt.findings], ensure_ascii=False)
        filing = {
            "records": [asdict(each) for each in receipt.records],
            "names": dict(receipt.names or {}),
            "explanations": dict(receipt.explanations or {}),
        }
        self._db.execute(
            _RECEIVE,
            (
                receipt.round,
                receipt.file,
                receipt.sha256,
                receipt.received,
                receipt.run,
                receipt.region,
                receipt.ticket,
                receipt.state.value,
                findings,
                json.dumps(filing, ensure_ascii=False, default=str),
            ),
        )

    def receipts(self, round_id: str) -> tuple[Receipt, ...]:
        """All that was received in a round, in the order of receipt, each with its own verdict."""
        rows = self._db.execute(
            "SELECT * FROM returns WHERE round = ? ORDER BY received, run, id", (round_id,)
        )
        return tuple(_receipt(row) for row in rows)


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """Open a ledger, making it if need be; what is done inside is kept as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=30)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(_SCHEMA)
        with connection:
            yield Ledger(connection)
    finally:
        connection.close()


def _issued(row: sqlite3.Row) -> Issued:
    columns = dict(row)
    return Issued(**columns | {"layout": Layout.model_validate_json(columns["layout"])})


def _receipt(row: sqlite3.Row) -> Receipt:
    filing: dict[str, Any] = json.loads(row["filing"])
    return Receipt(
        round=row["round"],
        file=row["file"],
        sha256=row["sha256"],
        received=row["received"],
        run=row["run"],
        region=row["region"],
        ticket=row["ticket"],
        state=State(row["verdict"]),
        findings=tuple(
            Finding(**each | {"severity": Severity(each["severity"])}) for each in json.loads(row["findings"])
        ),
        records=tuple(_record(each) for each in filing["records"]),
        names=filing["names"],
        explanations=filing["explanations"],
    )


def _record(entry: dict[str, Any]) -> Record:
    value = entry["value"]
    return Record(**entry | {"value": None if value is None else Decimal(value)})
