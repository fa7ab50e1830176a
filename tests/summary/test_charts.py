"""The axis of a chart includes zero, from which its columns are measured."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from cascade import theme
from cascade.summary import draw
from cascade.summary.charts import _limits
from tests.support.provinces import Told, amount, province
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


@pytest.mark.parametrize(("cities", "labelled"), [(16, True), (17, False), (29, False)])
def test_columns_have_labels_as_long_as_these_do_not_run_into_each_other(cities: int, labelled: bool) -> None:
    told = Told(province([amount(1)], [f"第{at}镇" for at in range(1, cities + 1)], counties=1))
    with ZipFile(BytesIO(draw(told.facts(0), theme.load()))) as book:
        chart = book.read("xl/charts/chart1.xml")
    assert (b"<c:showVal" in chart) is labelled
