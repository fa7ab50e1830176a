"""Write workbooks with xlsxwriter, without the work that our workbooks never need.

This overrides private methods, so xlsxwriter's version is pinned; a test compares every part of our workbooks
with the part that plain xlsxwriter writes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
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

from cascade.drawing.excel_limits import check_formula, check_validation
from cascade.formula import Live, Value
from cascade.grid import column_letters

Content = tuple[Value | Live, Format]  # a cell's content and its format

_LONGEST = 32_767  # UTF-16 units that a cell can hold
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
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
            self.write_array_formula(*at, *at, f"{{={value.formula}}}", style, _result(value))
        else:
            self.table[row - 1][column - 1] = self._as_kept(value, style)

    def put_row(self, row: int, cells: Sequence[Content], height: float, level: int = 0) -> None:
        """Write a whole row from the first column on, and flush it: it does not stay in memory.

        `height` is in points, `level` the outline level. Flush rows from top to bottom, and write nothing
        else into them; their cells hold no array formulas. Raises ValueError like `put`.
        """
        self._check_reach(row, 1)
        self._check_reach(row, len(cells))
        if row <= self._last_flushed:
            raise ValueError(f"{self.name}: row {row} comes after row {self._last_flushed}")
        self.outline_row_level = max(self.outline_row_level, level)
        outline = f' outlineLevel="{level}"' if level else ""
        points = int(height * 4 / 3 + 0.5) * 0.75  # whole pixels, like xlsxwriter
        elements = [f'<row r="{row}" ht="{points:.16g}" customHeight="1"{outline}>']
        for letters, (value, style) in zip(_letters(len(cells)), cells, strict=True):
            number = style.xf_index or style._get_xf_index()  # type: ignore[no-untyped-call]
            start = f'<c r="{letters}{row}" s="{number}"'
            if value is None or value == "":
                elements.append(start + "/>")
            elif isinstance(value, Decimal):
                elements.append(_number_element(start, float(value)))
            elif isinstance(value, Live):
                check_formula(value.formula)
                elements.append(_formula_element(start, value.formula, _result(value)))
            else:
                elements.append(_text_element(start, self._shared_index(value)))
        elements.append("</row>")
        if row != self._last_flushed + 1 or not self._runs or self._runs[-1].length > _IN_MEMORY:
            self._runs.append(_FlushedRows(row, row))
        run = self._runs[-1]
        run.last = row
        run.length += self._flushed.write("".join(elements).encode())

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
            return CellFormulaTuple(value.formula, style, _result(value))
        return CellStringTuple(self._shared_index(value), style)

    def _shared_index(self, text: str) -> int:
        """The index of a text among the workbook's shared strings."""
        index: int = self.str_table._get_shared_string_index(_writable(text))  # type: ignore[attr-defined]
        return index

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a cell's element; for the usual kinds in one piece, not attribute by attribute."""
        if isinstance(cell, _Cell) and cell.format is not None:
            self._out.write(_element(_cell_start(row + 1, col + 1, cell.format), cell))
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


@lru_cache(maxsize=64)
def _letters(columns: int) -> tuple[str, ...]:
    """The letters of the first columns."""
    return tuple(map(column_letters, range(1, columns + 1)))


def _cell_start(row: int, column: int, style: Any) -> str:
    """The start of a cell's element; rows and columns count from 1."""
    return f'<c r="{column_letters(column)}{row}" s="{style._get_xf_index()}"'


def _element(start: str, cell: _Cell) -> str:
    """The element of a cell that xlsxwriter has kept, given its start."""
    if isinstance(cell, CellNumberTuple):
        return _number_element(start, cell.number)
    if isinstance(cell, CellStringTuple):
        return _text_element(start, cell.string)
    if isinstance(cell, CellFormulaTuple):
        return _formula_element(start, cell.formula, cell.value)
    return start + "/>"


def _number_element(start: str, number: float) -> str:
    digits = repr(number).removesuffix(".0")  # xlsxwriter's 16 digits are sometimes another double
    return f"{start}><v>{digits}</v></c>"


def _text_element(start: str, shared: int) -> str:
    return f'{start} t="s"><v>{shared}</v></c>'


def _formula_element(start: str, formula: str, result: float | str) -> str:
    kind = ""
    if isinstance(result, str):
        kind = ' t="e"' if result in _ERRORS else ' t="str"'  # also for "": SheetJS would read a 0
        result = _escape_xml(result)
    return f"{start}{kind}><f>{_escape_xml(formula)}</f><v>{result}</v></c>"


def _result(live: Live) -> float | str:
    return float(live.value) if isinstance(live.value, Decimal) else escaped(_writable(live.value))


def _escape_xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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


def _writable(text: str) -> str:
    """A text without lone surrogates, cut to the length that a cell can hold."""
    if text.isprintable() and len(text) <= _LONGEST // 2:
        return text
    units = text.encode("utf-16-le", "replace")
    return units[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def escaped(text: str) -> str:
    """Escape in a formula's text result what XML cannot hold, and what looks like such an escape.

    xlsxwriter does this for texts, but not for results.
    """
    return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
