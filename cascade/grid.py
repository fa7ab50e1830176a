"""The plain content of a workbook as read, before any cell gets a meaning.

The reader (`cascade.xlsx`) produces a `Grid`. Rows and columns count from 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

PAPER_ONLY = "盖章打印"  # the sheet of a form that a city prints and stamps: it is never read back
GENERAL = "General"  # the number format that shows a number as it is
_tuple = tuple.__new__  # builds a named tuple in half the time of a call


class CellKind(StrEnum):
    """The type of a cell's value. A cell with a formula that was never calculated is EMPTY."""

    EMPTY = "empty"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    ERROR = "error"
    DATE = "date"


class CellStyle(NamedTuple):
    """How a cell shows what it holds: the code of its number format, and what its font does.

    `raised` fonts are superscript or subscript.
    """

    number_format: str = GENERAL
    struck: bool = False
    raised: bool = False


class Run(NamedTuple):
    """A part of a cell's text with a font of its own; None where it has the cell's font."""

    text: str
    struck: bool | None = None
    raised: bool | None = None


class Cell(NamedTuple):
    """One cell. `text` is the exact text of its value in the file, for a number its digits.

    `kind` is DATE for an ISO date cell (t="d") only: a number that a format shows as a date is a NUMBER.
    `formula` has no leading "="; for a shared formula it is this cell's own text. `runs` are the parts of a
    text of several fonts, else empty.

    A named tuple, because a return has thousands of cells: it takes 0.15 µs, a frozen dataclass 0.8 µs.
    """

    row: int
    column: int
    kind: CellKind
    text: str
    formula: str | None = None
    style: CellStyle = CellStyle()
    runs: tuple[Run, ...] = ()

    @property
    def address(self) -> str:
        """The cell's address in A1 notation, e.g. `F12`."""
        return address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, with both ends."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: tuple[int, int]) -> bool:
        row, column = place
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its cells by (row, column), its hidden rows and columns, its merged areas.

    `cells` holds cells with a value or a formula only; `hidden_columns` are ranges, with both ends.
    `comments` (批注) are by address; those without an author are a program's and not among them.
    """

    name: str
    hidden: bool = False
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merges: tuple[Area, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Pickle a sheet as columns of cell fields: that takes half the time."""
        fields = tuple(zip(*self.cells.values(), strict=True))
        rest = (self.hidden_rows, self.hidden_columns, self.merges, self.comments)
        return _unpickle_sheet, (self.name, self.hidden, fields, *rest)

    def is_hidden_column(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def _unpickle_sheet(name: str, hidden: bool, fields: tuple[tuple[object, ...], ...], *rest: Any) -> Sheet:
    cells = [_tuple(Cell, each) for each in zip(*fields, strict=True)]
    return Sheet(name, hidden, {(cell.row, cell.column): cell for cell in cells}, *rest)


@dataclass(frozen=True, slots=True)
class Grid:
    """A workbook as read. `names` maps defined names to reference texts, e.g. `分解表!$F$9:$F$21`.

    `properties` are the custom document properties that are texts; `external` says whether the workbook links
    to other workbooks.
    """

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    external: bool = False


class Refused(Exception):
    """A file cannot be read as a return. `code` is the finding that says why, `facts` fill its wording."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@lru_cache(maxsize=1 << 14)
def address(row: int, column: int) -> str:
    """The address of a cell in A1 notation. All returns of a round share the same few thousand."""
    return f"{column_letters(column)}{row}"


def absolute_address(row: int, column: int) -> str:
    """The address of a cell that stays as it is wherever a formula is copied to, e.g. `$F$12`."""
    return f"${column_letters(column)}${row}"


def range_address(top: int, left: int, bottom: int, right: int) -> str:
    """The address of a range in A1 notation, e.g. `F9:F21`."""
    return f"{address(top, left)}:{address(bottom, right)}"


def area_address(area: Area) -> str:
    """The address of a rectangle of cells in A1 notation."""
    return range_address(area.top, area.left, area.bottom, area.right)


def on_sheet(sheet: str, cells: str) -> str:
    """The address of a cell or a range as other sheets write it, e.g. `'分解表'!F12`."""
    return "'" + sheet.replace("'", "''") + f"'!{cells}"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27. `letters` are capitals A to Z."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def in_words(cell: str) -> str:
    """An address as people read it: `K14` is `K列14行`, which is no indicator's code; "" stays ""."""
    letters = cell.rstrip("0123456789")
    return f"{letters}列{cell[len(letters) :]}行" if cell else ""


def position(cell: str) -> tuple[int, int]:
    """Row and column of an address in A1 notation: `F12` is (12, 6)."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)
