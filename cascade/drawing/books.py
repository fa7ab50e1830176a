"""Write workbooks with xlsxwriter, without the work that our workbooks never need.

This overrides private methods, so xlsxwriter's version is pinned; a test compares every part of our workbooks
with the part that plain xlsxwriter writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
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

from cascade.drawing.elements import (
    END,
    NUMBER,
    SHARED_TEXT,
    Rows,
    blank_element,
    cell_start,
    number_text,
    result,
    typed_result,
    writable,
)
from cascade.drawing.excel_limits import check_formula, check_validation
from cascade.formula import Live, Value
from cascade.grid import column_letters

_Cell = CellNumberTuple | CellStringTuple | CellBlankTuple | CellFormulaTuple
_WHOLE_SHEET = "A1:XFD1048576"
_IN_MEMORY = 1024 * 1024  # bytes of flushed rows that a sheet keeps in memory; the rest goes to disk


@dataclass(slots=True)
class _FlushedRows:
    """Consecutive flushed rows, and their length in bytes."""

    first: int
    last: int
    length: int = 0


class DrawnSheet(Worksheet):
    """A worksheet in which every cell has a format. Rows and columns count from 1."""

    def __init__(self) -> None:
        super().__init__()
        self._flushed = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (as long as the sheet)
        self._runs: list[_FlushedRows] = []

    def put(self, row: int, column: int, value: Value | Live, style: Format) -> None:
        """Write a value into a cell.

        A text stays text, whatever it looks like: nothing that a city types becomes a formula or a link.
        Raises ValueError in a row that is already flushed, beyond the end of the sheet, where xlsxwriter
        would drop the cell silently, and for a formula beyond Excel's limits.
        """
        self._check_reach(row, column)
        if row <= self._last_flushed and any(run.first <= row <= run.last for run in self._runs):
            raise ValueError(f"{self.name}: row {row} is already flushed")
        if isinstance(value, Live):
            check_formula(value.formula)
        if isinstance(value, Live) and value.array:
            at = (row - 1, column - 1)
            self.write_array_formula(*at, *at, f"{{={value.formula}}}", style, result(value.value))
        else:
            self.table[row - 1][column - 1] = self._as_kept(value, style)

    def put_rows(self, *parts: Rows) -> None:
        """Write whole rows, and flush them from top to bottom: they do not stay in memory.

        Flush no row above others, and write nothing else into them; their cells hold no array formulas.
        Raises ValueError like `put`.
        """
        elements: dict[int, str] = {}
        for part in (each for each in parts if each.numbers):
            for number in (min(part.numbers), max(part.numbers)):
                self._check_reach(number, 1)
                self._check_reach(number, len(part.columns))
            self.outline_row_level = max(self.outline_row_level, part.level)
            elements.update(part.elements(self._shared_indices))
        numbers = sorted(elements)
        if numbers and numbers[0] <= self._last_flushed:
            raise ValueError(f"{self.name}: row {numbers[0]} comes after row {self._last_flushed}")
        for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0]):
            rows = [number for _, number in run]
            self._flush(rows[0], rows[-1], "".join(elements[row] for row in rows))

    def _flush(self, first: int, last: int, text: str) -> None:
        """Write the elements of consecutive rows."""
        if first != self._last_flushed + 1 or not self._runs or self._runs[-1].length > _IN_MEMORY:
            self._runs.append(_FlushedRows(first, last))
        run = self._runs[-1]
        run.last = last
        run.length += self._flushed.write(text.encode())

    def conditional_format(self, *area_and_options: Any) -> int:  # type: ignore[override]
        """Add a conditional format; raise ValueError for a formula beyond Excel's limits."""
        check_formula(str(area_and_options[-1].get("criteria", "")))
        return super().conditional_format(*area_and_options)

    def data_validation(self, *area_and_options: Any) -> int:  # type: ignore[override]
        """Add a data validation; raise ValueError for one beyond Excel's limits."""
        check_validation(area_and_options[-1])
        return super().data_validation(*area_and_options)

    @property
    def _last_flushed(self) -> int:
        """The last flushed row, 0 for none."""
        return self._runs[-1].last if self._runs else 0

    def _check_reach(self, row: int, column: int) -> None:
        if self._check_dimensions(row - 1, column - 1):
            raise ValueError(f"{self.name} has no cell in row {row} and column {column}")

    def _as_kept(self, value: Value | Live, style: Format) -> _Cell:
        """A cell as xlsxwriter keeps it until it writes the workbook: charts look it up."""
        if isinstance(value, Decimal):
            return CellNumberTuple(float(value), style)
        if not value:
            return CellBlankTuple(style)
        if isinstance(value, Live):
            return CellFormulaTuple(value.formula, style, result(value.value))
        return CellStringTuple(self._shared_indices([value])[value], style)

    def _shared_indices(self, texts: Sequence[str]) -> dict[str, int]:
        """The indices of the texts of some cells among the workbook's shared strings."""
        table: Any = self.str_table
        indices = {text: table._get_shared_string_index(writable(text)) for text in dict.fromkeys(texts)}
        table.count += len(texts) - len(indices)
        return indices

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a cell's element; for the usual kinds in one piece, not attribute by attribute."""
        if isinstance(cell, _Cell) and cell.format is not None:
            self._out.write(_element(f"{column_letters(col + 1)}{row + 1}", cell.format, cell))
        else:
            super()._write_cell(row, col, cell)

    def _write_rows(self) -> None:
        """Write all rows: the flushed ones, between those that xlsxwriter keeps."""
        bounds: Any = self  # the stubs say they are always None
        whole = first, last = bounds.dim_rowmin, bounds.dim_rowmax
        self._flushed.seek(0)
        for run in self._runs:
            bounds.dim_rowmin, bounds.dim_rowmax = first, run.first - 2
            super()._write_rows()
            self._out.write(self._flushed.read(run.length).decode())
            first = run.last
        bounds.dim_rowmin, bounds.dim_rowmax = first, last
        super()._write_rows()
        bounds.dim_rowmin, bounds.dim_rowmax = whole
        self._flushed.close()

    @property
    def _out(self) -> TextIO:
        """The open file of the sheet's part."""
        return cast(TextIO, self.fh)

    def _calculate_spans(self) -> None:
        """Leave out the first and last column of every 16 rows: no program needs them."""
        self.row_spans = {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """A formula without equals sign and braces.

        xlsxwriter searches every formula for 130 functions newer than Excel 2007, which took half the time of
        drawing a form. Our formulas use none of them, because WPS lacks many (a test checks it).
        """
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")


def _element(place: str, style: Format, cell: _Cell) -> str:
    """The element of a cell that xlsxwriter has kept."""
    if isinstance(cell, CellNumberTuple):
        return f"{cell_start(place, style, NUMBER)}{number_text(cell.number)}{END}"
    if isinstance(cell, CellStringTuple):
        return f"{cell_start(place, style, SHARED_TEXT)}{cell.string}{END}"
    if isinstance(cell, CellFormulaTuple):
        kind, text = typed_result(cell.value)
        return f"{cell_start(place, style, kind, cell.formula)}{text}{END}"
    return blank_element(place, style)


class Workbook(xlsxwriter.Workbook):
    """A workbook with sheets of class `DrawnSheet`, in the fonts that its formats name.

    A text that begins with = or http:// stays a text: names of a plan may.
    xlsxwriter marks a format in the default font as the theme's font; Excel would then show the theme's
    (Calibri) and not the one that is named.
    """

    worksheet_class = DrawnSheet

    def __init__(self, filename: Any, options: Mapping[str, Any] | None = None) -> None:
        given = dict(options or {})
        font = {"font_name": "Calibri", "font_size": 11} | given.get("default_format_properties", {})
        given |= {"default_format_properties": font | {"font_scheme": "none"}}
        super().__init__(filename, given | {"strings_to_formulas": False, "strings_to_urls": False})

    def add_sheet(self, name: str, typed: bool = False) -> DrawnSheet:
        """Append a sheet, without Excel's green triangles where all is well.

        Codes and serial numbers are texts, and a row of totals has another formula than its neighbours. On a
        sheet into which people type (`typed`) only the first column, which holds codes, may be texts.
        """
        sheet = cast(DrawnSheet, self.add_worksheet(name))
        texts = "A1:A1048576" if typed else _WHOLE_SHEET
        formulas = {"formula_differs": _WHOLE_SHEET, "formula_range": _WHOLE_SHEET}
        sheet.ignore_errors({"number_stored_as_text": texts} | formulas)
        return sheet
