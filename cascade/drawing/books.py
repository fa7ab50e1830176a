"""The workbooks that the program draws: xlsxwriter's, without the work that ours never need.

What is overridden is not public, and xlsxwriter's version is pinned; a test holds every part of our workbooks
equal to what xlsxwriter makes of them by itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import Any, TextIO, cast

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from cascade.formula import Live, Value
from cascade.grid import column_letters

Content = tuple[Value | Live, Format]  # what a cell holds, and its look

_LONGEST = 32_767  # UTF-16 units that a cell can hold
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
_Cell = CellNumberTuple | CellStringTuple | CellBlankTuple | CellFormulaTuple
_IN_MEMORY = 1024 * 1024  # bytes of rows written at once that a sheet has in memory, the others on disk


@dataclass(slots=True)
class _Run:
    """Some rows below each other that were written at once, and how many bytes they are."""

    first: int
    last: int
    length: int = 0


class DrawnSheet(Worksheet):
    """A worksheet whose every cell has a format.

    Rows and columns count from 1.
    """

    def __init__(self) -> None:
        super().__init__()
        self._written = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (as long as the sheet)
        self._runs: list[_Run] = []

    def put(self, row: int, column: int, value: Value | Live, style: Format) -> None:
        """Write a value into a cell.

        Text is written as text, whatever it looks like: nothing a city types becomes a formula or a link.
        Raises ValueError outside of what a sheet has, where xlsxwriter would leave the cell out and say
        nothing, and in a row that was written at once.
        """
        self._reach(row, column)
        if row <= self._last and any(run.first <= row <= run.last for run in self._runs):
            raise ValueError(f"{self.name}: row {row} was written at once")
        if isinstance(value, Live) and value.array:
            at = (row - 1, column - 1)
            self.write_array_formula(*at, *at, f"{{={value.formula}}}", style, _result(value))
        else:
            self.table[row - 1][column - 1] = self._kept(value, style)

    def put_row(self, row: int, cells: Sequence[Content], height: float, level: int = 0) -> None:
        """Write a row at once, all cells from the first column on, with its height in points and its level in
        the outline.

        It does not stay in memory. Such rows come from top to bottom; nothing else may be written into them,
        and no array formula is among their cells. Raises ValueError as `put` does.
        """
        self._reach(row, 1)
        self._reach(row, len(cells))
        if row <= self._last:
            raise ValueError(f"{self.name}: row {row} comes after row {self._last}")
        self.outline_row_level = max(self.outline_row_level, level)
        outline = f' outlineLevel="{level}"' if level else ""
        points = int(height * 4 / 3 + 0.5) * 0.75  # whole pixels, as xlsxwriter's
        elements = [f'<row r="{row}" ht="{points:.16g}" customHeight="1"{outline}>']
        for at, (value, style) in enumerate(cells, start=1):
            begun = _begun(row, at, style)
            if isinstance(value, Decimal):
                elements.append(_number(begun, float(value)))
            elif not value:
                elements.append(begun + "/>")
            elif isinstance(value, Live):
                elements.append(_formula(begun, value.formula, _result(value)))
            else:
                elements.append(_words(begun, self._shared(value)))
        elements.append("</row>")
        if row != self._last + 1 or not self._runs or self._runs[-1].length > _IN_MEMORY:
            self._runs.append(_Run(row, row))
        run = self._runs[-1]
        run.last = row
        run.length += self._written.write("".join(elements).encode())

    @property
    def _last(self) -> int:
        """The last row that was written at once."""
        return self._runs[-1].last if self._runs else 0

    def _reach(self, row: int, column: int) -> None:
        if self._check_dimensions(row - 1, column - 1):
            raise ValueError(f"{self.name} has no cell in row {row} and column {column}")

    def _kept(self, value: Value | Live, style: Format) -> _Cell:
        """A cell as xlsxwriter keeps it until the book is written: charts look it up."""
        if isinstance(value, Decimal):
            return CellNumberTuple(float(value), style)
        if not value:
            return CellBlankTuple(style)
        if isinstance(value, Live):
            return CellFormulaTuple(value.formula, style, _result(value))
        return CellStringTuple(self._shared(value), style)

    def _shared(self, text: str) -> int:
        """The number of a text among those of the book."""
        index: int = self.str_table._get_shared_string_index(_writable(text))  # type: ignore[attr-defined]
        return index

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a cell's element. The usual kinds are written at once, not attribute by attribute."""
        if isinstance(cell, _Cell) and cell.format is not None:
            self._out.write(_element(_begun(row + 1, col + 1, cell.format), cell))
        else:
            super()._write_cell(row, col, cell)

    def _write_rows(self) -> None:
        """Write all rows: those that were written at once between those that xlsxwriter keeps."""
        bounds: Any = self  # they are not always None
        whole = first, last = bounds.dim_rowmin, bounds.dim_rowmax
        self._written.seek(0)
        for run in self._runs:
            bounds.dim_rowmin, bounds.dim_rowmax = first, run.first - 2
            super()._write_rows()
            self._out.write(self._written.read(run.length).decode())
            first = run.last
        bounds.dim_rowmin, bounds.dim_rowmax = first, last
        super()._write_rows()
        bounds.dim_rowmin, bounds.dim_rowmax = whole
        self._written.close()

    @property
    def _out(self) -> TextIO:
        """What the sheet's part is written to; there is none before."""
        return cast(TextIO, self.fh)

    def _calculate_spans(self) -> None:
        """Leave the first and last column of each 16 rows unsaid: nobody needs to be told."""
        self.row_spans = {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """A formula without equals sign and braces.

        xlsxwriter looks in each for the names of some 130 functions that came after Excel 2007, which took
        half of the time of drawing a form. WPS lacks many of them, so ours use none (a test says so).
        """
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")


def _begun(row: int, column: int, style: Any) -> str:
    """How the element of a cell begins; rows and columns count from 1."""
    return f'<c r="{column_letters(column)}{row}" s="{style._get_xf_index()}"'


def _element(begun: str, cell: _Cell) -> str:
    """The element of a cell that xlsxwriter has kept, from how it begins."""
    if isinstance(cell, CellNumberTuple):
        return _number(begun, cell.number)
    if isinstance(cell, CellStringTuple):
        return _words(begun, cell.string)
    if isinstance(cell, CellFormulaTuple):
        return _formula(begun, cell.formula, cell.value)
    return begun + "/>"


def _number(begun: str, number: float) -> str:
    digits = repr(number).removesuffix(".0")  # xlsxwriter's 16 digits are sometimes another double
    return f"{begun}><v>{digits}</v></c>"


def _words(begun: str, shared: int) -> str:
    return f'{begun} t="s"><v>{shared}</v></c>'


def _formula(begun: str, formula: str, result: float | str) -> str:
    kind = ""
    if isinstance(result, str):
        kind = (' t="e"' if result in _ERRORS else ' t="str"') if result else ""
        result = _marked_up(result)
    return f"{begun}{kind}><f>{_marked_up(formula)}</f><v>{result}</v></c>"


def _result(live: Live) -> float | str:
    return float(live.value) if isinstance(live.value, Decimal) else escaped(_writable(live.value))


def _marked_up(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Workbook(xlsxwriter.Workbook):
    """A workbook of ours."""

    worksheet_class = DrawnSheet

    def add_sheet(self, name: str) -> DrawnSheet:
        """A new sheet behind those that there are."""
        return cast(DrawnSheet, self.add_worksheet(name))


def _writable(text: str) -> str:
    """The text without what a workbook cannot hold: lone surrogates, and more than a cell takes."""
    if text.isprintable() and len(text) <= _LONGEST // 2:
        return text
    units = text.encode("utf-16-le", "replace")
    return units[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def escaped(text: str) -> str:
    """The text of a formula's result as the file holds it: what XML cannot hold, and what looks so escaped.

    xlsxwriter does this for texts, but not for results.
    """
    return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
