"""Workbooks saved by real programs: read cell for cell as openpyxl reads them."""

import datetime
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from cascade.grid import Cell, CellKind, Grid, Refused
from cascade.xlsx import read

FOLDER = Path(__file__).parents[3] / "shared" / "real-workbooks"
WORKBOOKS = sorted(FOLDER.glob("*.xlsx"))

# What is refused of them, and rightly: a sheet that is not there, a data connection, two parts of one name.
REFUSED = {"excel-07005f10.xlsx": "F03", "excel-0ed4cebe.xlsx": "F06", "excel-online-a89d8116.xlsx": "F10"}
READABLE = [path for path in WORKBOOKS if path.name not in REFUSED]

pytestmark = pytest.mark.skipif(not WORKBOOKS, reason=f"没有 {FOLDER}")


def witness(path: Path, values: bool) -> Any:
    """A workbook as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=values)


def same_value(cell: Cell, value: object) -> bool:
    """Whether a cell's text says the value that openpyxl made of it."""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return cell.kind in (CellKind.NUMBER, CellKind.DATE)  # a date is openpyxl's reading of the number
    if isinstance(value, bool):
        return cell == cell._replace(kind=CellKind.BOOLEAN, text=str(value).upper())
    if isinstance(value, int | float):
        return cell.kind is CellKind.NUMBER and float(cell.text) == value
    if value is None:
        return cell.text == ""
    return cell.kind in (CellKind.TEXT, CellKind.ERROR) and cell.text in (value, unescape(str(value)))


def written(value: object) -> str | None:
    """The formula that openpyxl found in a cell."""
    if isinstance(value, ArrayFormula):
        return (value.text or "").removeprefix("=")
    if isinstance(value, DataTableFormula):
        return f"TABLE({value.r1 or ''},{value.r2 or ''})"
    return value.removeprefix("=") if isinstance(value, str) else None


def differences(grid: Grid, path: Path) -> list[str]:
    """Each cell in which the reader and openpyxl differ."""
    values, formulas = witness(path, values=True), witness(path, values=False)
    sheets = [each for each in values if isinstance(each, Worksheet)]
    assert [each.name for each in grid.sheets] == [each.title for each in sheets]
    found = []
    for page, sheet in zip(grid.sheets, sheets, strict=True):
        theirs = {place: each.value for place, each in held(sheet).items() if each.value is not None}
        written_there = held(formulas[sheet.title])
        their_formulas = {place: each.value for place, each in written_there.items() if each.data_type == "f"}
        arrays = covered(formulas[sheet.title])
        places = page.cells.keys() | theirs.keys() | their_formulas.keys()
        for place in sorted(places):
            cell = page.cells.get(place)
            value = theirs.get(place)
            formula = written(their_formulas.get(place))
            if cell is None or not same_value(cell, value):
                found.append(f"{page.name} {place}: {cell} — {value!r}")
            elif formula is not None and cell.formula != formula:
                found.append(f"{page.name} {place}: {cell.formula!r} — {formula!r}")
            elif formula is None and cell.formula is not None and place not in arrays:
                found.append(f"{page.name} {place}: {cell.formula!r} — none")
    return found


def held(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    """The cells of a sheet by row and column; walking its rows would make a cell of every empty place."""
    return sheet._cells


def covered(sheet: Worksheet) -> set[tuple[int, int]]:
    """The places that an array formula covers: openpyxl sees a formula in the first only."""
    formulas = [each.value for each in held(sheet).values()]
    areas = [CellRange(each.ref) for each in formulas if isinstance(each, ArrayFormula | DataTableFormula)]
    return {place for each in areas for row in each.rows for place in row}


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_reads_what_openpyxl_reads(path: Path) -> None:
    assert differences(read(path.read_bytes()), path) == []


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_is_not_sound(name: str) -> None:
    with pytest.raises(Refused) as refused:
        read((FOLDER / name).read_bytes())
    assert refused.value.code == REFUSED[name]


def test_nearly_all_are_read() -> None:
    assert len(WORKBOOKS) == 145
    assert len(READABLE) == 142


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_names_and_hidden_parts_as_openpyxl_sees_them(path: Path) -> None:
    grid, book = read(path.read_bytes()), witness(path, values=False)
    for name, defined in book.defined_names.items():
        assert grid.names[name] == defined.attr_text
    for page, sheet in zip(grid.sheets, (each for each in book if isinstance(each, Worksheet)), strict=True):
        assert page.hidden == (sheet.sheet_state != "visible")
        hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
        assert page.hidden_rows == hidden
        merges = {(each.top, each.left, each.bottom, each.right) for each in page.merges}
        assert merges == {(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges}
