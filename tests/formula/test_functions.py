"""The functions by hand; the witnesses of `test_evaluator.py` try them in other programs."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from cascade.formula import NotComputable, Value, formula
from tests.support import libreoffice
from tests.support.programs import need

CELLS: Sequence[Value] = [Decimal(2), None, "● 好", "", Decimal("0.5"), "●", Decimal(2)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SUM(x)", "4.5"),
        ("COUNT(x)", "3"),
        ("COUNTA(x)", "6"),
        ("COUNTBLANK(x)", "2"),
        ('COUNTIF(x, "●*")', "2"),
        ('COUNTIF(x, "●")', "1"),
        ('COUNTIF(x, "?")', "1"),
        ('COUNTIF(x, "<>")', "6"),
        ('COUNTIF(x, "=")', "1"),
        ('COUNTIF(x, "<>2")', "5"),
        ('COUNTIF(x, "<" & 2)', "1"),
        ("COUNTIF(x, 2)", "2"),
        ('SUMIF(x, ">1", x)', "4"),
        ("MIN(x)", "0.5"),
        ("MAX(x, 3)", "3"),
        ("RANK(2, x)", "1"),
        ("RANK(0.5, x)", "3"),
        ("RANK(2, x, 1)", "2"),
        ("SMALL(x, 2)", "2"),
        ("INDEX(x, 5)", "0.5"),
        ('MATCH("●", x, 0)', "6"),
        ("SUMPRODUCT(x, x)", "8.25"),
        ('SUM(IF(x = "", 1, 0))', "2"),
        ('SMALL(IF(x <> "", {1;2;3;4;5;6;7}), 3)', "5"),
    ],
)
def test_over_a_range(text: str, value: str) -> None:
    assert formula(text).value(x=CELLS) == Decimal(value)


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [
        ("2.675", 2, "2.68"),
        ("-2.675", 2, "-2.68"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("-0.4", 0, "0"),
        ("125", -1, "130"),
        ("1E+20", 10, "100000000000000000000"),
        ("1.23456789012345678901234567890", 20, "1.23456789012345678901"),
    ],
)
def test_halves_are_rounded_away_from_zero(number: str, places: int, rounded: str) -> None:
    found = formula("ROUND(x, places)", places=places).value(x=Decimal(number))
    assert (found, str(found).startswith("-0")) == (Decimal(rounded), False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('LEFT("● 好", 1)', "●"),
        ('MID("、甲、乙", 2, 200)', "甲、乙"),
        ('TEXT(2.5, "0")', "3"),
        ('TEXT(1.005, "0.00")', "1.01"),
        ('TEXT(0 - 0.001, "0.00")', "0.00"),
        ('TEXT("无", "0.00")', "无"),
        ('TEXT(1234567890123.45, "0.00")', "1234567890123.45"),
        ('TEXT(1234567890123.456, "0.00")', "1234567890123.46"),  # spreadsheets show 15 digits, then zeros
        ('TEXT(12345678901234.56, "0.00")', "12345678901234.60"),
        ('TEXT(8123456789012.345, "0.000")', "8123456789012.350"),
        ('TEXT(812345678901234.5, "0.0")', "812345678901235.0"),
        ('TEXT(99999999999999.95, "0.00")', "100000000000000.00"),
        ('TEXT(325000000000.005, "0.00")', "325000000000.01"),
        ('IF("Abc" = "aBC", "同", "异")', "同"),
        ('IF("Abc" <> "aBC", "异", "同")', "同"),
    ],
)
def test_texts(text: str, value: str) -> None:
    assert formula(text).value() == value


@pytest.mark.parametrize(
    "text", ["SMALL(x, 4)", "RANK(7, x)", 'MATCH("无", x, 0)', "INDEX(x, 8)", "INDEX(x, 1, 2)", "INDEX(x, 0)"]
)
def test_what_is_not_there_is_an_error(text: str) -> None:
    with pytest.raises(NotComputable):
        formula(text).value(x=CELLS)


@pytest.mark.parametrize(
    "text",
    ["SUM(x = 2)", "MATCH(2, x, 1)", 'TEXT(SUM(x), "yyyy")', 'COUNTIF(x, "<a")'],
    ids=["sum", "match", "text", "if"],
)
def test_what_programs_read_differently_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"conditions in an array|equal value|number format|no number"):
        formula(text).value(x=CELLS)


LONG = (
    "123456789012345 1234567890123.45 12345678901234.5 123456789012345.6 12345678901234.56 1234567890123.456 "
    "-12345678901234.56 99999999999999.95 325000000000.005 8123456789012.345 81234567890123.45 "
    "812345678901234.5"
)


def test_libreoffice_shows_fifteen_digits_of_a_number(tmp_path: Path) -> None:
    """Excel and LibreOffice show 15 digits and zeros; Gnumeric shows more, so it is no witness here."""
    need("soffice")
    path, rule = tmp_path / "digits.xlsx", formula("TEXT(x, places)")
    cases = [(Decimal(number), places) for number in LONG.split() for places in ("0", "0.00", "0.000")]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数")
        for row, (number, places) in enumerate(cases):
            sheet.write_number(row, 0, float(number))
            sheet.write_formula(row, 1, f'=TEXT(A{row + 1},"{places}")', None, "")
    shown = libreoffice.recalculate([path], tmp_path)[path]["数"]
    ours = [rule.value(x=number, places=places) for number, places in cases]
    assert [shown[f"B{row}"] for row in range(1, len(cases) + 1)] == ours
