"""The journal beside the ledger: every entry as a line of JSON, written and synced before the ledger commits.

The program rebuilds a lost or broken ledger from it. If the program is killed after writing the journal, the
ledger lacks an entry; that does no harm, because the next run enters the same file under the same key.
"""

import json
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

Entry = tuple[str, dict[str, Any]]  # table and row

written = json.JSONEncoder(ensure_ascii=False).encode  # all JSON in the ledger is written this way


def line(entry: Entry) -> bytes:
    """The journal's line for an entry, in UTF-8."""
    return f"{written(entry)}\n".encode("utf-8", "surrogatepass")


def append(path: Path, entries: Iterable[Entry]) -> None:
    """Append entries and sync the file. Raises OSError."""
    append_lines(path, map(line, entries))


def append_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Append lines and sync the file; first end a line that an interrupted run left unfinished."""
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
    """Write a new journal beside `path` and rename it into place, so that `path` never holds half of it."""
    beside = path.with_name(f"{path.name}.part")
    beside.unlink(missing_ok=True)
    append(beside, entries)
    if beside.exists():
        beside.replace(path)


def _ends_a_line(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def replay(path: Path, start: int = 0) -> Iterator[Entry]:
    """Yield every complete entry in order; skip unfinished lines, even those cut inside a character.

    `start` is the length in bytes that the journal had when its earlier entries were known.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(start)
        for line in file:
            try:
                table, row = json.loads(line.decode("utf-8", "surrogatepass"))
            except ValueError:
                continue
            yield table, row
