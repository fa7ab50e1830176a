"""Parse cell references as the format writes them: `F12`, `B2:D9`."""

import re

from cascade.grid import Area, column_letters, column_number
from cascade.xlsx.limits import LAST_COLUMN, LAST_ROW

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})").fullmatch

# The numbers of the columns A to ZZ: a lookup is faster than `column_number`.
COLUMNS = {column_letters(number): number for number in range(1, 703)}


def cell_place(text: str) -> tuple[int, int] | None:
    """Row and column of a cell reference; None where a sheet has no such cell."""
    match = _CELL(text)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def area(text: str) -> Area | None:
    """The rectangle of a reference such as `B2:D9` or `B2`; None where a sheet has no such rectangle."""
    first, colon, last = text.partition(":")
    top_left = cell_place(first)
    bottom_right = cell_place(last) if colon else top_left
    if top_left is None or bottom_right is None:
        return None
    top, left = top_left
    bottom, right = bottom_right
    return Area(top, left, bottom, right) if top <= bottom and left <= right else None
