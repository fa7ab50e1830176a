"""The axis of a chart includes zero, from which its columns are measured."""

from decimal import Decimal

import pytest

from cascade.summary.charts import _limits


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
