"""Formulas and validations at Excel's limits are written, those beyond are refused."""

import io
from typing import Any

import pytest

from cascade.drawing import Column, DrawnSheet, Rows, Workbook
from cascade.formula import Live

NESTED = "IF(1," * 64 + "1" + ")" * 64
WITHIN = {
    "length": f'"{"汉" * 8_189}"',
    "nesting": NESTED,
    "brackets": f"{'(' * 90}{NESTED}{')' * 90}",
    "arguments": f"SUM({','.join(['A1'] * 255)})",
    "texts": "CONCATENATE(" + '"a",' * 254 + '"a")',
    "commas outside": ",".join(["A1"] * 300),
    "commas in a text": f'SUM(A1,"{"," * 300}")',
    "commas in an array": f"SUM({{{','.join(['1'] * 300)}}})",
}
REFUSED = r"a formula of|functions nested|a function of"
BEYOND = {
    "length": f'"{"汉" * 8_190}"',
    "nesting": f"IF(1,{NESTED})",
    "arguments": f"SUM({','.join(['A1'] * 256)})",
    "arguments within": f"IF(1,SUM({','.join(['A1'] * 256)}),2)",
}


@pytest.fixture
def sheet() -> DrawnSheet:
    return Workbook(io.BytesIO(), {"in_memory": True}).add_sheet("表")


def written(sheet: DrawnSheet, formula: str) -> None:
    style = Workbook(io.BytesIO()).add_format()
    sheet.put(1, 1, Live(formula, "1"), style)
    sheet.put(2, 1, Live(formula, "1", array=True), style)
    sheet.conditional_format(0, 0, 0, 0, {"type": "formula", "criteria": formula, "format": style})
    sheet.put_rows(Rows([3], [Column(["1"], style, formula)], 20))


@pytest.mark.parametrize("name", WITHIN)
def test_a_formula_at_the_limit_is_written(name: str, sheet: DrawnSheet) -> None:
    written(sheet, WITHIN[name])


@pytest.mark.parametrize("name", BEYOND)
def test_a_formula_beyond_the_limit_is_refused_wherever_it_stands(name: str, sheet: DrawnSheet) -> None:
    style, live = Workbook(io.BytesIO()).add_format(), Live(BEYOND[name], "1")
    with pytest.raises(ValueError, match=REFUSED):
        sheet.put(1, 1, live, style)
    with pytest.raises(ValueError, match=REFUSED):
        sheet.put_rows(Rows([1], [Column(["1"], style, live.formula)], 20))
    with pytest.raises(ValueError, match=REFUSED):
        sheet.conditional_format(0, 0, 0, 0, {"type": "formula", "criteria": live.formula, "format": style})


@pytest.mark.parametrize(
    ("most", "key"),
    [
        (255, "value"),
        (32, "input_title"),
        (255, "input_message"),
        (32, "error_title"),
        (224, "error_message"),
    ],
)
def test_a_validation_beyond_the_limit_is_refused(most: int, key: str, sheet: DrawnSheet) -> None:
    options: dict[str, Any] = {"validate": "custom", "value": "1"}
    assert sheet.data_validation(0, 0, 0, 0, options | {key: "1" * most}) == 0
    with pytest.raises(ValueError, match=r"more than|a validation of"):
        sheet.data_validation(0, 0, 0, 0, options | {key: "1" * (most + 1)})
