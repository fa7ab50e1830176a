"""The columns of 历次完成情况."""

from tests.support.provinces import SHORT
from tests.support.small_summary import column_widths, small_summary


def test_the_columns_of_the_history_are_wide_enough_for_a_name() -> None:
    sheet = small_summary("some", 2)["历次完成情况"]
    assert [cell.value for cell in sheet[3]][6:] == [*SHORT, "某某省"]
    assert column_widths(sheet) == {
        "A": 6.0,
        "B": 26.0,
        "C": 12.0,
        "D": 14.0,
        "E": 12.0,
        "F": 10.0,
        "G": 15.1,
    }
