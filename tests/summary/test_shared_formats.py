"""The numbers of a column, or of an indicator's row, share their decimals: points stand under each other."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from cascade import theme
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_city, draw_lead
from tests.support.provinces import amount, of_one_county, rate

WEIGHT = amount(2, unit="万吨", decimals=1)
ROBOTS = amount(3, unit="台")
SAID = {rate(1): ("109", "107.25"), WEIGHT: ("3", "29.5"), ROBOTS: ("7", "12")}


def stood(period: int | None) -> Facts:
    """A round of two cities; the counties' targets of the second amount are 30 and 30.25."""
    facts = of_one_county(period, SAID)
    return replace(facts, shares={**facts.shares, ("520101", "K02"): Decimal("30.25")})


def formats(data: bytes, sheet: str, first: int) -> dict[tuple[str, str], set[str]]:
    """The number formats of a table's numbers by indicator and label; its rows begin at a row."""
    table: Any = openpyxl.load_workbook(BytesIO(data), data_only=True)[sheet]
    found: dict[tuple[str, str], set[str]] = {}
    name = ""
    for column in table.iter_cols(min_col=4):
        name = str(column[first - 4].value or name)
        label = str(column[first - 3].value)
        numbers = [cell for cell in column[first - 1 :] if isinstance(cell.value, int | float)]
        if numbers:
            found[name.split("．")[0], label] = {cell.number_format for cell in numbers}
    return found


@pytest.mark.parametrize("sheet", ["县级明细", "省工信厅"])
def test_every_column_of_counties_has_one_format(sheet: str) -> None:
    found = formats(draw(stood(0), theme.load()), sheet, 6)
    assert {key: shown for key, shown in found.items() if len(shown) > 1} == {}
    assert found["2", "目标"] == {"0.00_)"}  # 30.25 in one county, 60 in the city
    assert found["2", "本期"] == {"0.0_)"}  # 3 and 29.5
    assert found["3", "本期"] == {"0_)"}


def test_a_department_and_a_city_show_the_same_decimals() -> None:
    facts = stood(0)
    found = formats(draw_lead(facts, theme.load(), "省工信厅"), "省工信厅", 6)
    assert (found["2", "本期"], found["3", "本期"]) == ({"0.0_)"}, {"0_)"})
    page: Any = openpyxl.load_workbook(BytesIO(draw_lead(facts, theme.load(), "省工信厅")))["部门一览"]
    assert {page.cell(row, 3).number_format for row in (5, 6, 7)} == {"0.0_)"}
    city = facts.plan.cities[1]
    own: Any = openpyxl.load_workbook(BytesIO(draw_city(facts, theme.load(), city, {})))["本市汇总"]
    row = next(row for row in own.iter_rows(min_row=4) if row[0].value == "2")
    assert row[3].value == "目标"
    assert own.cell(row[0].row + 1, 5).number_format == own.cell(row[0].row + 1, 8).number_format == "0.0_)"


def test_shares_of_a_breakdown_have_one_format() -> None:
    facts = of_one_county(None, {rate(1): ("8", "9.5"), WEIGHT: ("61", "60.5")})
    found = formats(draw(facts, theme.load()), "县级明细", 6)
    assert {key: shown for key, shown in found.items() if len(shown) > 1} == {}
    assert {"0.0_)"} in (found["1", label] for number, label in found if number == "1")


def test_a_column_of_counties_shows_its_closest_miss() -> None:
    facts = of_one_county(0, {rate(1): ("107.996", "108.5"), ROBOTS: ("59.98", "12")})  # of 8 and of 60
    found = formats(draw(facts, theme.load()), "县级明细", 6)
    assert found["1", "本期"] == {'[>=0]0.000_);[<=-0.0005]-0.000_);"0.000"_)'}  # 7.996 and 8.500
    assert found["1", "较目标"] == {'[>=0]0.000_);[<=-0.0005]-0.000_);"不足0.001"_)'}
    assert found["3", "完成率"] == {'[<99.995]0.00_);[<100]"不足100"_);0.00_)'}  # 99.97 of the city's target
