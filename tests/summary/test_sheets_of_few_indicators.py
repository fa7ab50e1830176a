"""What stands where on the sheets of a summary of few indicators, as openpyxl reads it."""

from functools import cache
from io import BytesIO

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cascade import theme
from cascade.summary import draw
from tests.support.provinces import stories

CITIES = ["贵阳市", "遵义市", "六盘水市", "安顺市", "毕节市"]


@cache
def book(story: str, period: int) -> Workbook:
    """The summary of a province of five cities, for the progress round of a number."""
    return openpyxl.load_workbook(BytesIO(draw(stories()[story].facts(period), theme.load())))


def column(sheet: Worksheet, number: int) -> dict[int, object]:
    """The texts of a column by row, without the formulas."""
    cells = [row[number - 1] for row in sheet.iter_rows(min_row=3)]
    return {each.row: each.value for each in cells if each.value and not str(each.value).startswith("=")}


def widths(sheet: Worksheet) -> dict[str, float]:
    """The columns' widths in characters by the first column that has one, without the padding of a cell."""
    return {letter: round(each.width - 0.71, 1) for letter, each in sheet.column_dimensions.items()}


def test_the_rows_of_the_ranking() -> None:
    """The fourth indicator counts at the end of the year only, so it had no rank in June."""
    sheet = book("some", 2)["完成率与排名"]
    assert [cell.value for cell in sheet[3]] == ["序号", "关键性量化指标", "项目", *CITIES, "某某省"]
    assert [cell.value for cell in sheet[4]] == [None, "报送情况", None, *["已报"] * 5, "已报5/5"]
    done, rank = ["完成率（%）", "较序时（百分点）", "评价"], ["名次", "名次较上期"]
    assert list(column(sheet, 3).values()) == [
        *["项目", "● 达标、跟上、已完成", "△ 略滞后", "▼ 滞后、未达标、超限"],
        *[*done, *rank, "月均需完成（个）"],
        *["较目标（百分点）", "评价", *rank],
        *[*done, *rank, "月均限额（个）"],
        *[*done, "名次", "月均需完成（个）"],
    ]
    assert widths(sheet) == {"A": 6.0, "B": 34.0, "C": 23.0, "D": 10.6}


def test_a_ranking_of_one_indicator_counts_no_lights_and_one_of_the_first_round_no_moves() -> None:
    sheet = book("one indicator", 0)["完成率与排名"]
    rows = ["完成率（%）", "较序时（百分点）", "评价", "名次", "月均需完成（个）"]
    assert column(sheet, 3) == {3: "项目"} | dict(enumerate(rows, start=5))


def test_the_columns_of_the_history_are_wide_enough_for_a_name() -> None:
    sheet = book("some", 2)["历次完成情况"]
    assert [cell.value for cell in sheet[3]][6:] == [*CITIES, "某某省"]
    assert widths(sheet) == {"A": 6.0, "B": 26.0, "C": 18.0, "D": 14.0, "E": 12.0, "F": 10.0, "G": 9.6}


def test_the_columns_of_the_counties_are_as_wide_as_what_stands_in_them() -> None:
    """Their headings have more lines instead."""
    sheet = book("some", 2)["县级明细"]
    assert [sheet.cell(4, at).value for at in (9, 10)] == [
        "研发经费支出\n（本期）",
        "研发经费支出\n（上年同期）",
    ]
    found = widths(sheet)
    assert [found[letter] for letter in "ABCDEFGHI"] == [10.0, 14.0, 8.0, 7.0, 8.9, 8.0, 11.0, 7.0, 13.0]


def test_a_chart_fills_the_row_below_its_heading() -> None:
    charts = [each.anchor for each in book("some", 2)["图表"]._charts]
    assert sorted({(each._from.row, each.to.row, each.to.rowOff) for each in charts}) == [
        *[(3, 4, 0), (6, 7, 0), (9, 10, 0), (12, 13, 0)]
    ]


def test_the_notes_of_the_province_stand_below_its_table() -> None:
    notes = {row: text for row, text in column(book("some", 2)["全省汇总"], 2).items() if row > 20}
    assert list(notes) == [22, 23, 24, 25]
    assert [str(text)[:4] for text in notes.values()] == ["注：", "1．第 ", "2．序时", "3．第 "]
