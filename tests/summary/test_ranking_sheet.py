"""The rows of 完成率与排名, by indicator."""

from tests.support.provinces import SHORT
from tests.support.small_summary import column_texts, column_widths, small_summary


def test_the_rows_of_the_ranking() -> None:
    """The fourth indicator counts at the end of the year only, so it had no rank in June."""
    sheet = small_summary("some", 2)["完成率与排名"]
    assert [cell.value for cell in sheet[3]] == ["序号", "指标", "项目", *SHORT, "某某省"]
    assert [cell.value for cell in sheet[4]] == [None, "报送情况", None, *["已报"] * 5, "已报5/5"]
    done, rank = ["完成率（%）", "较序时（百分点）", "评价"], ["名次", "名次较上期"]
    assert list(column_texts(sheet, 3).values()) == [
        *["项目", "● 达标、跟上、已完成、限额内", "△ 略滞后、接近限额", "▼ 滞后、未达标、超限"],
        *[*done, *rank, "月均需完成（个）"],
        *["较目标（百分点）", "评价", *rank],
        *["占限额（%）", "评价", *rank, "剩余限额（个）"],
        *[*done, "名次", "月均需完成（个）"],
    ]
    assert column_widths(sheet) == {"A": 6.0, "B": 22.7, "C": 31.0, "D": 16.9}


def test_a_ranking_of_one_indicator_counts_no_lights_and_one_of_the_first_round_no_moves() -> None:
    sheet = small_summary("one indicator", 0)["完成率与排名"]
    rows = ["完成率（%）", "较序时（百分点）", "评价", "名次", "月均需完成（个）"]
    assert column_texts(sheet, 3) == {3: "项目"} | dict(enumerate(rows, start=5))
