"""全省汇总 on paper: no item of its narrow table takes more than two lines; the whole's target is worded."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cascade import theme
from cascade.goals import Target
from cascade.model import Plan
from cascade.summary import draw_pack
from cascade.theme import lines_needed
from tests.support.provinces import Told, amount, province, rate


def plan_of(cities: int) -> Plan:
    """Ten indicators, two of them rates of at least so many per cent."""
    rates = {at: rate(at, name="污水收集率", headline=Decimal("8.5"), decimals=2) for at in (3, 9)}
    indicators = [rates.get(number) or amount(number, unit="万人次") for number in range(1, 11)]
    plan = province(
        indicators, [f"城{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌'[at]}市" for at in range(cities)]
    )
    worded = [_worded(each) if each.indicator in ("K03", "K09") else each for each in plan.targets]
    return plan.model_copy(update={"targets": tuple(worded)})


def _worded(target: Target) -> Target:
    return target.model_copy(update={"text": f"{target.value}.0以上"})


def sheet_of(plan: Plan) -> Worksheet:
    paper = draw_pack(Told(plan).facts(None), replace(theme.load(), paper="A4"))
    return openpyxl.load_workbook(BytesIO(paper))["全省汇总"]


@pytest.mark.parametrize("cities", [14, 21])
def test_an_item_takes_at_most_two_lines_in_a_row_high_enough(cities: int) -> None:
    sheet = sheet_of(plan_of(cities))
    width = sheet.column_dimensions["D"].width
    lines = {
        (str(cell.value), lines_needed(str(cell.value), width), sheet.row_dimensions[cell.row].height >= 29)
        for cell in sheet["D"][4:34]
        if lines_needed(str(cell.value), width) > 1
    }
    assert {text for text, _, _ in lines} <= {"县级最低–最高", "低于目标的县"}
    assert {(needed, high) for _, needed, high in lines} <= {(2, True)}


def test_the_whole_has_a_target_worded_as_its_cities_have() -> None:
    sheet = sheet_of(plan_of(14))
    whole = [cell.number_format for cell in sheet["S"][4:34:3]]
    assert [sheet["S3"].value, *whole[:3]] == ["某某省", "0_)", "0_)", '0.0"以上"_)']
