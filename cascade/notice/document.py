"""A notice as read from a file: its paragraphs and tables in order, before anything gets a meaning.

Every reader of a format gives a `NoticeDocument`. A table is a rectangle of cells: a merged cell stands at
every place that it covers, with the place where it begins.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from cascade.xlsx import limits

_POWERS = {"2": "²", "3": "³"}
_METRES = ("m", "M", "米")


class TextCell(NamedTuple):
    """The text of a cell at one place; `\\n` parts its lines.

    `top` and `left` are where a merged cell begins, counted from 0; `address` is that place in a
    spreadsheet, e.g. `D5`. `raised` holds superscripts that are no part of a unit, such as the sign of a
    footnote. `stored` is the number that a spreadsheet holds where its format shows another.
    """

    text: str
    top: int
    left: int
    raised: str = ""
    stored: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table; its rows have one length. `name` says in Chinese where it stands, e.g. `表1`."""

    name: str
    rows: tuple[tuple[TextCell, ...], ...]

    @property
    def is_text(self) -> bool:
        """Whether no row has two cells with a text: the rows are paragraphs then."""
        return all(len({(cell.top, cell.left) for cell in row if cell.text}) < 2 for row in self.rows)


@dataclass(frozen=True, slots=True)
class NoticeDocument:
    """The paragraphs (texts that are not blank) and the tables of a notice, in its order."""

    blocks: tuple[str | TextTable, ...]

    @property
    def tables(self) -> tuple[TextTable, ...]:
        """The tables alone."""
        return tuple(block for block in self.blocks if isinstance(block, TextTable))


def without_marks(pieces: Iterable[tuple[str, bool]]) -> tuple[str, str]:
    """Join pieces of a cell's text; the raised ones that are the sign of a footnote come second.

    A raised 2 or 3 after a metre is a power; digits after a Latin letter belong to it: PM2.5, SO2.
    """
    text = raised = ""
    for piece, lifted in pieces:
        power = _POWERS.get(piece.strip())
        if lifted and power and text[-1:] in _METRES:
            text += power
        elif lifted and not (
            piece.strip().replace(".", "").isdecimal() and text[-1:].isascii() and text[-1:].isalpha()
        ):
            raised += piece.strip()
        else:
            text += piece
    return text, raised


class TableBuilder:
    """Collects the cells of one table and resolves what they span. Raises `Refused` F09 beyond the limits."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], TextCell] = {}

    def free_column(self, row: int, column: int = 0) -> int:
        """The first column from `column` on that nothing covers in a row."""
        while (row, column) in self._cells:
            column += 1
        return column

    def at(self, row: int, column: int) -> TextCell | None:
        """The cell at a place."""
        return self._cells.get((row, column))

    def place(
        self, cell: TextCell, rows: Iterable[int], columns: Iterable[int], *, over: bool = False
    ) -> None:
        """Let a cell cover a rectangle; where another stands, that stays unless `over`."""
        columns = tuple(columns)
        for row in rows:
            for column in columns:
                if column >= limits.COLUMNS.most:
                    raise limits.COLUMNS.refused()
                if over or (row, column) not in self._cells:
                    self._cells[row, column] = cell
            if len(self._cells) > limits.CELLS.most:
                raise limits.CELLS.refused()

    def table(self, name: str) -> TextTable:
        """The table, without its empty rows and columns."""
        full = {place: cell for place, cell in self._cells.items() if cell.text}
        rows = sorted({row for row, _ in full})
        columns = sorted({column for _, column in full})
        lines = tuple(
            tuple(self._at_new_place(row, column, rows, columns) for column in columns) for row in rows
        )
        return TextTable(name, lines)

    def _at_new_place(self, row: int, column: int, rows: list[int], columns: list[int]) -> TextCell:
        cell = self._cells.get((row, column)) or TextCell("", row, column)
        return cell._replace(top=bisect_left(rows, cell.top), left=bisect_left(columns, cell.left))


def parted_at_blank_rows(cells: Mapping[tuple[int, int], TextCell]) -> Iterator[TableBuilder]:
    """The tables of a sheet, one below the other with blank rows between."""
    full = sorted({row for (row, _), cell in cells.items() if cell.text})
    for _, run in groupby(enumerate(full), key=lambda pair: pair[1] - pair[0]):
        rows = {row for _, row in run}
        builder = TableBuilder()
        for (row, column), cell in cells.items():
            if row in rows:
                builder.place(cell, (row,), (column,))
        yield builder
