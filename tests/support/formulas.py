"""Compares what a workbook says its formulas come to with what another program made of them."""

import math
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

TOLERANCE = 1e-9


class Difference(NamedTuple):
    """A formula cell whose cached value is not what the other program computed."""

    sheet: str
    cell: str
    formula: str
    cached: object
    computed: object


def compare(original: Path, recalculated: Path) -> tuple[int, list[Difference]]:
    """How many formula cells `original` has, and those whose cached value differs in `recalculated`.

    Numbers may differ by 1e-9 (of themselves, if large). A formula that comes to an empty text ("") has no
    value in the file, which differs from 0, as True does from 1.
    """
    formulas = openpyxl.load_workbook(original)
    cached = openpyxl.load_workbook(original, data_only=True)
    computed = openpyxl.load_workbook(recalculated, data_only=True)
    count, differences = 0, []
    for sheet in formulas.worksheets:
        for cell, formula in _formulas(sheet).items():
            before, after = (_value(book[sheet.title][cell]) for book in (cached, computed))
            count += 1
            if not _same(before, after):
                differences.append(Difference(sheet.title, cell, formula, before, after))
    return count, differences


def _formulas(sheet: Worksheet) -> dict[str, str]:
    """Every cell with a formula; an array formula stands in all cells of its range."""
    found: dict[str, str] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, ArrayFormula):
                left, top, right, bottom = range_boundaries(cell.value.ref)
                area = sheet.iter_rows(top, bottom, left, right)
                found |= {each.coordinate: str(cell.value.text) for line in area for each in line}
            elif cell.data_type == "f":
                found[cell.coordinate] = str(cell.value)
    return found


def _value(cell: Cell) -> Any:
    """A cell's cached value. An empty text may stand there as an empty number: xlsxwriter's do."""
    return "" if cell.value is None else cell.value


def _same(before: Any, after: Any) -> bool:
    numbers = isinstance(before, int | float) and isinstance(after, int | float)
    if numbers and isinstance(before, bool) == isinstance(after, bool):
        return math.isclose(before, after, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return type(before) is type(after) and bool(before == after)
