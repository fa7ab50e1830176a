"""Resolve the references that defined names hold, such as `'分解表'!$F$9:$F$21`."""

import re
from functools import lru_cache

from cascade.grid import Area, CellKind, Grid, Sheet, position
from cascade.layout import SheetLayout
from cascade.layout.carriers import field_name, target_name
from cascade.locate.codes import FoundSheet

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


def named_column(grid: Grid, name: str, found: FoundSheet) -> int:
    """The column that a defined name leads to, 0 where it leads to none on this sheet."""
    named = named_cells(grid, name, found.sheet)
    return named.left + found.stale if named else 0


def stale_columns(grid: Grid, found: FoundSheet, sheet: SheetLayout) -> int:
    """By how many columns the defined names lag behind the codes, 0 where they agree or contradict.

    All lag by the same number, and the first of them leads to a column without any number: columns were
    inserted in front. Had the numbers been moved without their codes, the names would have gone with them.
    """
    inputs = {column.field: named_column(grid, field_name(column.field), found) for column in sheet.inputs}
    lags = {found.columns[field] - at for field, at in inputs.items() if at and field in found.columns}
    targets = (named_column(grid, target_name(column.indicator), found) for column in sheet.columns)
    first = min((at for at in (*inputs.values(), *targets) if at), default=0)
    if len(lags) != 1 or min(lags) <= 0:
        return 0
    cells = (found.sheet.cells.get((row, first)) for row in found.rows.values())
    return 0 if any(cell and cell.kind is CellKind.NUMBER for cell in cells) else min(lags)


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
