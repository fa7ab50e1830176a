"""The axis of a chart includes zero, from which its columns are measured."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from cascade import theme
from cascade.summary import draw_lead
from cascade.summary.charts import _limits
from tests.support.provinces import Told, amount, province, stories


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
    facts = stories()["forty"].facts(2)
    book = openpyxl.load_workbook(BytesIO(draw_lead(facts, theme.load(), facts.plan.leads[1])))
    charts = [each.anchor for each in book["图表"]._charts]  # type: ignore[attr-defined]
    places = {(each._from.row, each.to.row, each.to.rowOff) for each in charts}
    assert sorted(places) == [(at, at + 1, 0) for at in range(3, 3 + 3 * 13, 3)]


def charts_of(told: Told) -> list[bytes]:
    """The charts of the first department's workbook in the first round, as XML."""
    facts = told.facts(0)
    with ZipFile(BytesIO(draw_lead(facts, theme.load(), facts.plan.leads[0]))) as book:
        return [book.read(name) for name in book.namelist() if name.startswith("xl/charts/chart")]


@pytest.mark.parametrize(("cities", "labelled"), [(16, True), (17, False), (29, False)])
def test_columns_have_labels_as_long_as_these_do_not_run_into_each_other(cities: int, labelled: bool) -> None:
    names = [f"第{at}镇" for at in range(1, cities + 1)]
    charts = charts_of(Told(province([amount(at) for at in range(1, 6)], names, counties=1)))
    assert len(charts) == 5  # none over time in the first round
    assert {b"<c:showVal" in chart for chart in charts} == {labelled}
