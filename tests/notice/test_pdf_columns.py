"""Tables of a PDF as `pdftotext -layout` gives them."""

import pytest

from cascade.grid import Refused
from cascade.notice.document import TextTable
from cascade.notice.pdf_columns import read_columns

BODY = """
兰山区              120       30.5       12000

罗庄区              80        20         6000
合计               200       50.5       18000
"""


def rows(text: str) -> list[list[str]]:
    (table,) = (each for each in read_columns(text).blocks if isinstance(each, TextTable))
    return [[cell.text for cell in row] for row in table.rows]


def test_heads_in_two_lines_are_joined_by_where_they_stand() -> None:
    heads = """关于下达目标的通知
县区               规上工业增加值   技改投资（亿元）   城镇新增就业
                 （亿元）                 （人）
"""
    assert rows(heads + BODY) == [
        ["县区", "规上工业增加值（亿元）", "技改投资（亿元）", "城镇新增就业（人）"],
        *(
            ["兰山区", "120", "30.5", "12000"],
            ["罗庄区", "80", "20", "6000"],
            ["合计", "200", "50.5", "18000"],
        ),
    ]


@pytest.mark.parametrize(
    "heads",
    [
        "县区               工业      投资\n规上               增加值（亿元）\n",
        "                 规上工业       民生\n县区               增加值（亿元）\n",
        "县区   投资    就业\n                 （亿元）\n",
    ],
)
def test_heads_that_cannot_be_joined_are_refused(heads: str) -> None:
    with pytest.raises(Refused):
        read_columns(heads + BODY)
