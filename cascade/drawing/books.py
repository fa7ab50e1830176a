"""The workbooks that the program draws: xlsxwriter's, without the work that ours never need.

What is overridden is not public, and xlsxwriter's version is pinned; a test holds every part of our workbooks
equal to what xlsxwriter makes of them by itself.
"""

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from cascade.grid import column_letters

_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


class Sheet(Worksheet):
    """A worksheet whose every cell has a format."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """A formula without equals sign and braces.

        xlsxwriter looks in each for the names of some 130 functions that came after Excel 2007, which took
        half of the time of drawing a form. WPS lacks many of them, so ours use none (a test says so).
        """
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a cell's element. The usual kinds are written at once, not attribute by attribute."""
        kind = type(cell)
        if cell.format is None or kind not in _USUAL:
            super()._write_cell(row, col, cell)
            return
        begun = f'<c r="{column_letters(col + 1)}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind is CellNumberTuple:
            element = f"{begun}><v>{cell.number:.16G}</v></c>"
        elif kind is CellStringTuple:
            element = f'{begun} t="s"><v>{cell.string}</v></c>'
        elif kind is CellBlankTuple:
            element = f"{begun}/>"
        else:
            value, words = cell.value, isinstance(cell.value, str)
            kind_of_value = (' t="e"' if value in _ERRORS else ' t="str"') if words and value else ""
            formula, result = _escaped(cell.formula), _escaped(value) if words else value
            element = f"{begun}{kind_of_value}><f>{formula}</f><v>{result}</v></c>"
        self.fh.write(element)  # type: ignore[attr-defined]  # there is one while the book is written


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_USUAL = {CellNumberTuple, CellStringTuple, CellBlankTuple, CellFormulaTuple}


class Workbook(xlsxwriter.Workbook):
    """A workbook of ours."""

    worksheet_class = Sheet
