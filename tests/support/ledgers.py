"""A ledger as other programs see it: its tables, read with SQLite, and what its journal makes of them."""

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from cascade.ledger import opened
from tests.support.office import Office

Row = dict[str, Any]


def ledger_of(office: Office) -> Path:
    return office.home / "zhejiang-2020" / "ledger.sqlite"


def table(ledger: Path, name: str) -> list[Row]:
    """A table of the ledger, without what depends on when and where it was entered."""
    database = sqlite3.connect(ledger)
    database.row_factory = sqlite3.Row
    rows = [dict(row) for row in database.execute(f"SELECT * FROM {name}")]
    database.close()
    for row in rows:
        row.pop("id", None)
        if "file" in row:
            row["file"] = Path(row["file"]).name
    return sorted(rows, key=lambda row: json.dumps(row, ensure_ascii=False))


def rebuilt(office: Office, scratch: Path) -> dict[str, list[Row]]:
    """The tables of a ledger that is made from the journal alone."""
    scratch.mkdir()
    shutil.copy(ledger_of(office).with_name("journal.jsonl"), scratch)
    with opened(scratch / "ledger.sqlite"):
        pass
    found = tables(scratch / "ledger.sqlite")
    shutil.rmtree(scratch)
    return found


def tables(ledger: Path) -> dict[str, list[Row]]:
    return {name: table(ledger, name) for name in ("issued", "returns", "decisions")}


def entered(office: Office) -> list[Row]:
    """The forms that the ledger knows; none where a kill came before there was any."""
    return table(ledger_of(office), "issued") if ledger_of(office).exists() and _has_tables(office) else []


def _has_tables(office: Office) -> bool:
    database = sqlite3.connect(ledger_of(office))
    (count,) = database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    database.close()
    return bool(count)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
