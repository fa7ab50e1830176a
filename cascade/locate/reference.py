"""Resolve the references that defined names hold, such as `'分解表'!$F$9:$F$21`."""

import re
from functools import lru_cache

from cascade.grid import Area, Grid, Sheet, position

_REFERENCE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d{1,7})"
    r"(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d{1,7}))?",
    re.ASCII,
)
_LONGEST_CACHED = 100  # characters


def named_cells(grid: Grid, name: str, sheet: Sheet) -> Area | None:
    """The cells of a defined name; None where it is missing, no plain reference, or on another sheet."""
    reference = grid.names.get(name, "")
    found = _parse_cached(reference) if len(reference) <= _LONGEST_CACHED else _parse(reference)
    return found[1] if found and found[0] == sheet.name else None


def _parse(reference: str) -> tuple[str, Area] | None:
    """The sheet and area of a reference; None unless it is one plain area of one sheet."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    sheet = match["plain"] or match["quoted"].replace("''", "'")
    top, left = position(match["left"] + match["top"])
    bottom, right = position(match["right"] + match["bottom"]) if match["bottom"] else (top, left)
    return sheet, Area(top, left, bottom, right)


_parse_cached = lru_cache(maxsize=1024)(_parse)  # all forms of a round hold the same names
