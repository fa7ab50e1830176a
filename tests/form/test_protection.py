"""Validations of a form's open cells, as Excel reads them."""

import re
from io import BytesIO

import openpyxl
import pytest

from tests.support.forms import BREAKDOWN, CITIES, JUNE, SEPTEMBER, layout, written

CELL = re.compile(r"\b[A-Z]{1,3}\d+\b")


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE, SEPTEMBER])
def test_a_validation_that_looks_at_another_cell_does_not_ignore_blanks(round_: str) -> None:
    """Excel takes anything where a cell of such a formula is blank, unless it is told not to."""
    ignoring, looking = [], 0
    for city in CITIES:
        for sheet in openpyxl.load_workbook(BytesIO(written(layout(round_, city)))).worksheets:
            for each in sheet.data_validations.dataValidation:
                own = str(each.sqref).partition(":")[0]
                if set(CELL.findall(each.formula1)) - {own}:
                    looking += 1
                    ignoring += [(sheet.title, own)] if each.allowBlank else []
    assert ignoring == []
    assert (looking > 0) is (round_ != BREAKDOWN)
