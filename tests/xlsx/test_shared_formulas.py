"""Shared formulas are written out for every cell, as openpyxl's translator writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from cascade.xlsx import read
from tests.support.raw_workbook import pack, parts

FORMULAS = [
    "B5+C5",
    "SUM($B5:D$9)",
    "$B$5",
    'IF(B5=0,"B5",C5/B5)',
    "Sheet1!B5+'A 1''B2'!C7",
    "SUM(B:B)",
    "SUM($B:D)",
    "SUM(5:7)",
    "SUM($5:7)",
    "LOG10(B5)+LOG10",
    "ATAN2(B5,C5)",
    "Table1[[#This Row],[B5]]+B6",
    "[1]Sheet1!B5",
    "B5:C7 C6:D9",
    "Rate.B5+B5.rate+_B5",
    '"a""B5"&B5',
    "B5%+1E5+2.5",
    "OFFSET(B5,1,1):C9",
    "县B5+B5",
    "-B5^2",
    "{1,2;3,4}*B5",
]


def shared(formula: str, row: int, column: str) -> str | None:
    """The formula of a cell that shares the one in F10, as the reader gives it."""
    escaped = formula.replace("&", "&amp;").replace("<", "&lt;")
    first = f'<row r="10"><c r="F10"><f t="shared" ref="A1:Z99" si="0">{escaped}</f><v>1</v></c></row>'
    other = f'<row r="{row}"><c r="{column}{row}"><f t="shared" si="0"/><v>1</v></c></row>'
    (page,) = read(pack(parts(first + other))).sheets
    return next(cell.formula for cell in page.cells.values() if cell.row == row)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(("row", "column"), [(11, "F"), (12, "H"), (9, "E"), (40, "AB")])
def test_as_openpyxl_translates(formula: str, row: int, column: str) -> None:
    expected = Translator(f"={formula}", origin="F10").translate_formula(f"{column}{row}")
    assert f"={shared(formula, row, column)}" == expected


@given(
    st.lists(
        st.builds(
            "{}{}{}{}".format,
            st.sampled_from(["", "$"]),
            st.sampled_from(["F", "G", "AA", "ZZ", "XFA"]),
            st.sampled_from(["", "$"]),
            st.integers(10, 999),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_references_of_all_kinds(references: list[str]) -> None:
    formula = "+".join(references)
    expected = Translator(f"={formula}", origin="F10").translate_formula("G14")
    assert f"={shared(formula, 14, 'G')}" == expected


def test_beyond_the_edge_it_goes_on_at_the_other() -> None:
    """Excel keeps relative references as offsets around the sheet; openpyxl has no answer here."""
    assert shared("A1", 9, "E") == "XFD1048576"


def test_names_that_only_look_like_references() -> None:
    assert shared("XFE5+B1048577+B5", 11, "F") == "XFE5+B1048577+B6"


def test_the_first_cell_may_come_later() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" si="0"/><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0" ref="A1:A2">B2*2</f><v>1</v></c></row>'
    )
    (page,) = read(pack(parts(rows))).sheets
    assert [cell.formula for cell in page.cells.values()] == ["B1*2", "B2*2"]


def test_an_array_formula_is_every_covered_cells() -> None:
    """The other cells of an array look typed: they hold a number and no formula."""
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2*2</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="B2"><v>3</v></c><c r="C2"><v>4</v></c></row>'
    )
    (page,) = read(pack(parts(rows))).sheets
    assert {cell.address: cell.formula for cell in page.cells.values()} == {
        "A1": "C1:D2*2",
        "B1": "C1:D2*2",
        "B2": "C1:D2*2",
        "C2": None,
    }


def test_a_data_table_is_a_formula() -> None:
    rows = '<row r="1"><c r="A1"><f t="dataTable" ref="A1:A1" r1="B1" r2="B2"/><v>1</v></c></row>'
    (page,) = read(pack(parts(rows))).sheets
    assert page.cells[1, 1].formula == "TABLE(B1,B2)"
