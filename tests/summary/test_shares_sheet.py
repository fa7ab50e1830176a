"""分县表: every city's target, shares and gap, and its counties' shares below them, several cities a page."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cascade import theme
from cascade.indicators import Direction
from cascade.returns.facts import Facts
from cascade.summary import draw_pack, printable
from tests.support.provinces import SHORT, Told, amount, of_one_county, province, rate, stories
from tests.support.validator import validate

SAID = {
    rate(1): ("7.96", "9.333"),  # of 8 %
    amount(2): ("59", "60"),  # of 60
    amount(3, direction=Direction.AT_MOST): ("61", "58"),
    amount(4, unit="万吨", decimals=1): ("60.25", "60"),
}


def drawn(facts: Facts, paper: str = "A4") -> bytes:
    return draw_pack(facts, replace(theme.load(), paper=paper))


def sheet_of(facts: Facts) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(drawn(facts)), data_only=True)["分县表"]


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    return sheet_of(of_one_county(None, SAID))


def test_a_city_has_its_target_its_shares_and_its_gap_above_its_counties(sheet: Any) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=12, max_col=6)]
    assert rows == [
        ["单位", None, "%", "个", "个", "万吨"],
        ["甲市", "目标", 8, 60, 60, 60],
        [None, "分解数", 7.96, 59, 61, 60.25],
        [None, "差额／县数", 1, -1, 1, 0.25],
        [None, "第1县", 7.96, 59, 61, 60.25],
        ["乙市", "目标", 8, 60, 60, 60],
        [None, "分解数", 9.333, 60, 58, 60],
        [None, "差额／县数", 0, 0, -2, 0],
        [None, "第1县", 9.333, 60, 58, 60],
    ]


def test_the_numbers_of_an_indicator_share_their_decimals(sheet: Any) -> None:
    """They are its own, and of the rate here one more: 8.0 would hide that 7.96 misses 8."""
    shown = {
        column: {sheet.cell(row, column).number_format for row in (6, 8, 10, 12)} for column in range(3, 7)
    }
    assert shown == {3: {"0.00_)"}, 4: {"0_)"}, 5: {"0_)"}, 6: {"0.0_)"}}
    assert [sheet.cell(5, column).number_format for column in range(3, 7)] == [
        "0.00_)",
        "0_)",
        '"≤"0_)',
        "0.0_)",
    ]


def test_a_note_says_what_stands_for_a_rate(sheet: Any) -> None:
    assert "比率类的分解数为县级最低，县数为低于本市目标的县数" in sheet["A2"].value


def test_a_city_that_has_not_reported_is_left_out() -> None:
    facts = stories()["two missing"].facts(None)
    names = [row[0].value for row in sheet_of(facts).iter_rows(min_row=5) if row[0].value]
    assert names == ["遵义市", "六盘水市", "毕节市"]


def test_only_a_breakdown_with_counties_has_it() -> None:
    plan = province([amount(1)], SHORT)
    assert "分县表" in printable(plan, plan.rounds[0])
    assert "分县表" not in printable(plan, plan.rounds[1])
    without = province([amount(1)], SHORT, counties=0)
    assert "分县表" not in printable(without, without.rounds[0])


def test_a_city_beyond_a_page_is_named_on_each(tmp_path: Path) -> None:
    facts = Told(province([amount(1), rate(2)], SHORT[:2], counties=70)).facts(None)
    path = tmp_path / "材料.xlsx"
    path.write_bytes(drawn(facts))
    sheet: Any = openpyxl.load_workbook(path)["分县表"]
    breaks = [each.id for each in sheet.row_breaks.brk]
    starts = [5, *(each + 1 for each in breaks)]
    assert len(breaks) >= 3
    assert all(sheet.cell(row, 1).value in SHORT for row in starts)
    assert validate([path]) == {path: []}


def test_no_page_goes_on_with_fewer_than_three_rows_of_a_city() -> None:
    def pieces(counties: int) -> list[int]:
        """The numbers of rows beside each name of the only city, which has three rows above its counties."""
        facts = Told(province([amount(1), rate(2)], SHORT[:1], counties)).facts(None)
        merged = (each for each in sheet_of(facts).merged_cells.ranges if each.min_col == each.max_col == 1)
        return [each.size["rows"] for each in sorted(merged, key=lambda each: each.min_row)]

    most = pieces(70)[0]
    assert pieces(most - 2) == [most - 2, 3]  # not one row
    assert pieces(most - 1) == [most - 1, 3]
    assert pieces(most) == [most, 3]


def test_a_narrow_table_stands_upright() -> None:
    facts = Told(province([amount(1), rate(2)], SHORT, counties=6)).facts(None)
    sheet = sheet_of(facts)
    assert sheet.page_setup.orientation == "portrait"
    assert [each.id for each in sheet.row_breaks.brk] == []


def test_the_number_of_the_annex_cuts_nothing_of_a_long_title() -> None:
    """A centred title runs over the cells to its left, up to the first that is not empty."""
    indicators = [(rate if at % 2 else amount)(at) for at in range(1, 13)]
    facts = Told(province(indicators, SHORT)).facts(None)
    long = facts.plan.model_copy(update={"title": f"【演示·数字虚构】{facts.plan.title}"})
    sheet = sheet_of(replace(facts, plan=long))
    assert sheet["A1"].value == "附表2"
    assert [cell.column for cell in sheet[1] if cell.value][1:] != []
    assert [each.coord for each in sheet.merged_cells.ranges if each.min_row == 1] == []


def test_a_functional_zone_is_marked() -> None:
    plan = province([amount(1)], SHORT[:2], counties=1).model_copy(update={"spare_rows": 1})
    facts = Told(plan).facts(None)
    zone = f"{plan.cities[0].code}A1"
    receipts = [
        replace(each, names={zone: "经开区"} if each.region in zone else {}) for each in facts.receipts
    ]
    page = sheet_of(replace(facts, receipts=tuple(receipts)))
    names = [row[1].value for row in page.iter_rows(min_row=5) if row[1].value]
    county = facts.leaves(plan.cities[0])[0].name
    assert names[:5] == ["目标", "分解数", "差额", county, "经开区*"]
    assert str(page["A2"].value).endswith("*功能区，不含在所在县、区内")
