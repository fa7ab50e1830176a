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


@pytest.mark.parametrize(("round_", "area"), [(BREAKDOWN, "C15:T15"), (JUNE, "C13:L13")])
def test_every_self_check_is_coloured_by_how_it_begins(round_: str, area: str) -> None:
    page = openpyxl.load_workbook(BytesIO(written(layout(round_, "330900")))).worksheets[1]
    cell = area.partition(":")[0]
    (rules,) = [found.rules for found in page.conditional_formatting if str(found.sqref) == area]
    assert [(rule.formula, bool(rule.stopIfTrue)) for rule in rules] == [
        ([f'LEFT({cell},2)="通过"'], True),
        ([f'LEFT({cell},3)="提示："'], True),
        ([f'LEFT({cell},1)="缺"'], True),
        ([f'{cell}<>""'], False),
    ]


def test_what_a_city_fills_in_is_open_and_the_rest_is_locked() -> None:
    page = openpyxl.load_workbook(BytesIO(written(layout(BREAKDOWN, "330900")))).worksheets[1]
    assert page.protection.sheet
    wanted = {"C8": False, "T11": False, "B23": False, "C23": False, "C7": True, "A8": True, "C13": True}
    assert {cell: page[cell].protection.locked for cell in wanted} == wanted
