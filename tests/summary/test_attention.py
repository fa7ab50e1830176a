"""需要关注: who is behind, the worst first; what is lacking, needed per month, and said by the city."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from cascade import theme
from cascade.indicators import Direction, Indicator
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_pack
from cascade.theme import LINE_POINTS, display_width
from tests.support.provinces import amount, of_one_county, rate

ONE, TWO = "520100", "520200"
LIMIT = amount(5, direction=Direction.AT_MOST)


def stood(
    period: int | None, said: Mapping[Indicator, tuple[str, str]], words: Mapping[str, str] | None = None
) -> Facts:
    """Two cities of one county each, with what they say in words."""
    facts = of_one_county(period, said)
    receipts = tuple(replace(each, explanations=words) for each in facts.receipts)
    return replace(facts, receipts=receipts)


def table(facts: Facts, paper: bool = False) -> list[dict[str, Any]]:
    """The lines of the sheet by heading, as they are shown without a recalculation."""
    data = draw_pack(facts, theme.load()) if paper else draw(facts, theme.load())
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True)["需要关注"]
    headings = [str(cell.value).replace("\n", "") for cell in sheet[3]]
    lines = []
    for row in sheet.iter_rows(min_row=4):
        if str(row[0].value).isdigit():
            lines.append({heading: cell.value for heading, cell in zip(headings, row, strict=True)})
    return lines


SAID = {amount(2): ("3", "29"), rate(3): ("107", "109"), amount(4): ("6", "60"), LIMIT: ("75", "30")}


def test_a_line_for_each_result_that_is_behind_the_worst_first() -> None:
    lines = table(stood(1, SAID, {"K04": "=1+1"}))
    assert [(line["序号"], line["设区市"], line["项"]) for line in lines] == [
        ("1", "甲市", "2"),
        ("2", "甲市", "4"),
        ("3", "甲市", "5"),
        ("4", "甲市", "3"),
    ]
    worst = lines[0]
    assert worst["指标"] == "新建标准厂房2号工程"
    assert (worst["目标"], worst["本期"], worst["完成率（%）"]) == (60, 3, 5)
    assert (worst["较序时或目标"], worst["评价"], worst["还差或超出"]) == (-45, "▼ 滞后", 57)
    assert worst["月均需完成"] == 9.5  # 57 in the six months that are left
    assert lines[1]["说明"] == "=1+1"  # a text, no formula
    assert (lines[2]["评价"], lines[2]["完成率（%）"], lines[2]["还差或超出"]) == ("▼ 超限", 125, 15)
    assert lines[2]["月均需完成"] == "—"
    assert (lines[3]["完成率（%）"], lines[3]["月均需完成"]) == ("—", "—")
    assert lines[3]["还差或超出"] == 1


def test_numbers_refer_to_the_whole_table_and_what_a_city_says_is_no_formula() -> None:
    data = draw(stood(1, SAID, {"K02": "=1+1"}), theme.load())
    sheet = openpyxl.load_workbook(BytesIO(data))["需要关注"]
    line = [cell for cell in sheet[4] if cell.value is not None]
    live = [str(cell.value) for cell in line if cell.data_type == "f"]
    assert all("'全省汇总'!" in each or "'完成率与排名'!" in each for each in live)
    assert [cell.data_type for cell in line if cell.value == "=1+1"] == ["s"]
    assert len(live) == 9  # city, name, target, result, completion, margin, light, lacking, per month


def test_a_breakdown_lists_shortfalls_then_rates_that_counties_miss() -> None:
    said = {rate(3): ("7.5", "8"), amount(2): ("57", "60"), amount(4): ("60", "30")}
    lines = table(stood(None, said))
    found = [
        (line["设区市"], line["项"], line["情况"], line["还差"], line["低于本市目标的县（市、区）"])
        for line in lines
    ]
    assert found == [
        ("乙市", "4", "▼ 有缺口", 30, "—"),
        ("甲市", "2", "▼ 有缺口", 3, "—"),
        ("甲市", "3", "△ 低于目标", 0.5, "第1县 7.5%"),
    ]
    assert "说明" not in lines[0]  # nobody explains anything


def test_nothing_behind_is_one_line_and_no_page() -> None:
    facts = stood(1, {amount(2): ("60", "60")})
    book = openpyxl.load_workbook(BytesIO(draw(facts, theme.load())), data_only=True)
    assert book["需要关注"]["A3"].value == "各市都没有滞后或未达标的指标"
    pack = openpyxl.load_workbook(BytesIO(draw_pack(facts, theme.load())))
    assert "需要关注" not in pack.sheetnames


def test_a_pack_holds_those_that_fit_and_says_how_many_do_not() -> None:
    said = {amount(number): ("1", "2") for number in range(2, 42)}
    facts = stood(1, said)
    assert len(table(facts)) == 80
    assert len(table(facts, paper=True)) == 39
    sheet = openpyxl.load_workbook(BytesIO(draw_pack(facts, theme.load())))["需要关注"]
    notes = [str(cell.value) for row in sheet.iter_rows(min_row=43) for cell in row if cell.value]
    assert "共 80 项次，本表列最落后的 39 项次，其余 41 项次见“全省汇总”。" in notes[0]


def test_rows_get_lower_where_all_lines_then_stand_on_the_page() -> None:
    """A paper for the meeting left two of fifteen lines out that would have fitted."""
    said = {amount(number): ("1", "2") for number in range(2, 24)}
    assert len(table(stood(1, said), paper=True)) == 44
    said = {amount(number): ("1", "2") for number in range(2, 27)}
    assert len(table(stood(1, said), paper=True)) == 39  # of 50, which lower rows would not hold either


def test_the_name_of_a_unit_stands_on_one_line() -> None:
    facts = of_one_county(1, {amount(2): ("1", "2")}, ("散货码头公司", "乙市"))
    sheet = openpyxl.load_workbook(BytesIO(draw_pack(facts, theme.load())))["需要关注"]
    assert sheet.column_dimensions["B"].width >= display_width("散货码头公司") + 2
    assert sheet.row_dimensions[4].height < 2 * LINE_POINTS + 4


def test_columns_hold_long_units() -> None:
    """They shrank to 6.7 points: 元/平方米·月 took the room of 家."""
    unit = "元/平方米·月"  # 12 characters wide
    facts = stood(1, {amount(2, unit=unit): ("1", "2"), amount(3): ("1", "2")})
    sheet = openpyxl.load_workbook(BytesIO(draw_pack(facts, theme.load())))["需要关注"]
    letters = {str(cell.value): get_column_letter(at) for at, cell in enumerate(sheet[3], start=1)}
    widths = {word: sheet.column_dimensions[letter].width for word, letter in letters.items()}
    assert widths["单位"] >= 12 + 2
    assert widths["还差"] >= 12 + 8
