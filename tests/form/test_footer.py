"""The rows below the counties of a form sheet."""

from io import BytesIO

import openpyxl
import pytest

from tests.support.forms import BREAKDOWN, JUNE, layout, written


@pytest.mark.parametrize(
    ("round_", "row", "labels"),
    [
        (BREAKDOWN, 13, ["合计（比率为县级最低）", "差额（合计－目标）", "自检"]),
        (JUNE, 12, ["合计", "自检"]),
    ],
)
def test_the_total_says_what_it_is_for_a_rate(round_: str, row: int, labels: list[str]) -> None:
    page = openpyxl.load_workbook(BytesIO(written(layout(round_, "330900")))).worksheets[1]
    assert [page.cell(row + at, 2).value for at in range(len(labels))] == labels
