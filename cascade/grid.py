"""What a workbook holds once it has been read: plain cells, before anything is given a meaning.

The reader (`cascade.xlsx`) produces a `Grid`; everything that looks for meaning starts from one.
Rows and columns count from 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

_tuple = tuple.__new__  # makes a named tuple in half the time of calling it


class CellKind(StrEnum):
    """What stands in a cell. A formula that was never calculated is EMPTY with a formula."""

    EMPTY = "empty"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    ERROR = "error"
    DATE = "date"


class FormatClass(StrEnum):
    """What a cell's number format makes of its number."""

    GENERAL = "general"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TEXT = "text"


class Cell(NamedTuple):
    """One cell. `text` is the exact text of its value as the file holds it (a number's digits too).

    `kind` is DATE for an ISO date cell (t="d") only: a number that a format shows as a date is a NUMBER
    whose `format` is DATE. `formula` has no leading "="; a shared formula is already written out for
    its own cell.

    A named tuple because a return is thousands of cells: one takes 0.15 µs to make, a frozen dataclass 0.8.
    """

    row: int
    column: int
    kind: CellKind
    text: str
    formula: str | None = None
    format: FormatClass = FormatClass.GENERAL

    @property
    def address(self) -> str:
        """The cell's address in A1 notation, e.g. `F12`."""
        return address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: tuple[int, int]) -> bool:
        row, column = place
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its cells by (row, column), and what is hidden or merged in it.

    Only cells with a value or a formula are held.
    """

    name: str
    hidden: bool = False
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merges: tuple[Area, ...] = ()

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """A sheet travels between processes by the columns of its table of cells: in half the time."""
        fields = tuple(zip(*self.cells.values(), strict=True))
        rest = (self.hidden_rows, self.hidden_columns, self.merges)
        return _unpickle_sheet, (self.name, self.hidden, fields, *rest)

    def is_hidden_column(self, column: int) -> bool:
        """Whether a column is out of sight by itself."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def _unpickle_sheet(name: str, hidden: bool, fields: tuple[tuple[object, ...], ...], *rest: Any) -> Sheet:
    """Make a sheet again from what `Sheet.__reduce__` gave to another process."""
    cells = [_tuple(Cell, each) for each in zip(*fields, strict=True)]
    return Sheet(name, hidden, {(cell.row, cell.column): cell for cell in cells}, *rest)


@dataclass(frozen=True, slots=True)
class Grid:
    """A workbook as read. `names` maps each defined name to its reference text, e.g. `分解表!$F$9:$F$21`.

    `properties` are the custom document properties of type string; `external` is whether the workbook
    links to other workbooks.
    """

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    external: bool = False


class Refused(Exception):
    """A file that cannot be read as a return: the finding code that says why, and its facts.

    The facts fill the wording of the code in `cascade.catalogue`.
    """

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@lru_cache(maxsize=1 << 14)
def address(row: int, column: int) -> str:
    """The address of a cell in A1 notation. The same few thousand occur in every return of a round."""
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def position(cell: str) -> tuple[int, int]:
    """Row and column of an address in A1 notation: `F12` is (12, 6)."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]), column
