"""The axis of a chart includes zero, from which its columns are measured."""

from decimal import Decimal

import pytest

from cascade.summary.charts import _limits
from tests.support.small_summary import small_summary


@pytest.mark.parametrize(
    ("drawn", "limits"),
    [
        (["0", "50"], {"min": 0}),
        (["12.5"], {"min": 0}),
        (["0"], {"min": 0}),
        (["-3", "0"], {"max": 0}),
        (["-3", "-1"], {"max": 0}),
        (["-3", "1"], {}),
    ],
)
def test_an_axis_begins_or_ends_at_zero_where_all_is_on_one_side(
    drawn: list[str], limits: dict[str, int]
) -> None:
    assert _limits([Decimal(each) for each in drawn]) == limits


def test_a_chart_fills_the_row_below_its_heading() -> None:
    sheet = small_summary("some", 2)["图表"]
    charts = [each.anchor for each in sheet._charts]  # type: ignore[attr-defined]
    places = {(each._from.row, each.to.row, each.to.rowOff) for each in charts}
    assert sorted(places) == [(3, 4, 0), (6, 7, 0), (9, 10, 0), (12, 13, 0)]
