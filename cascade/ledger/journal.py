"""The journal beside the ledger: every entry as a line of JSON, written and synced before the ledger commits.

A lost or broken ledger is made again from it. An entry that the ledger never got, because the program was
killed in between, does no harm: the same file is entered again at the next run, under the same key.
"""

import json
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

Entry = tuple[str, dict[str, Any]]  # table and row

written = json.JSONEncoder(ensure_ascii=False).encode  # as all JSON of the ledger is


def line(entry: Entry) -> bytes:
    """An entry as a line of the journal."""
    return f"{written(entry)}\n".encode("utf-8", "surrogatepass")


def append(path: Path, entries: Iterable[Entry]) -> None:
    """Append entries durably."""
    append_lines(path, map(line, entries))


def append_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Append lines durably. A line that a kill has torn is closed first, so that it spoils no other."""
    coming = iter(lines)
    first = next(coming, None)
    if first is None:
        return
    with path.open("ab+") as file:
        if file.tell() and not _ends_a_line(file):
            file.write(b"\n")
        file.writelines(chain((first,), coming))
        file.flush()
        os.fsync(file.fileno())


def write_anew(path: Path, entries: Iterable[Entry]) -> None:
    """Write a whole journal, which is there in full or not at all."""
    beside = path.with_name(f"{path.name}.part")
    beside.unlink(missing_ok=True)
    append(beside, entries)
    if beside.exists():
        beside.replace(path)


def _ends_a_line(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def replay(path: Path) -> Iterator[Entry]:
    """Every whole entry in order; a torn line is passed over, wherever in a character it was torn."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                table, row = json.loads(line.decode("utf-8", "surrogatepass"))
            except ValueError:
                continue
            yield table, row
