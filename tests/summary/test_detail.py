"""The tables of counties: totals by the addresses of what they add up, whatever cities write beside them."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cascade import theme
from cascade.formula import Live
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_lead
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind
from tests.support import gnumeric, libreoffice
from tests.support.formulas import compare
from tests.support.provinces import SHORT, Told, amount, province, rate

ZONE, CITY, PROVINCE = "520100A1", "520100", "520000"


@pytest.fixture
def facts() -> Facts:
    """A breakdown in which a city reports 1,300 more for a spare row that it calls 合计."""
    told = Told(province([amount(1), rate(2), amount(3)], SHORT)).facts(None)
    more = {ZONE: Decimal(1300), CITY: Decimal(1300), PROVINCE: Decimal(1300)}
    values = {field: dict(numbers) for field, numbers in told.values.items()}
    for field in ("K01", "K03"):
        values[field] |= {region: values[field].get(region, 0) + number for region, number in more.items()}
    first, *others = told.receipts
    return replace(told, receipts=(replace(first, names={ZONE: "合计"}), *others), values=values)


def test_a_spare_row_called_total_is_added_up_once(facts: Facts) -> None:
    detail = Detail(facts, "县级明细", facts.plan.indicators, 6)
    column = next(each for each in detail.columns if each.kind is ColumnKind.NUMBER)
    total = detail.content(detail.rows[0], column)
    assert isinstance(total, Live)
    assert total.value == facts.value("K01", PROVINCE)
    assert total.formula == 'IF(COUNT(D7:D27)=0,"—",ROUND(SUM(D7,D12,D16,D20,D24),6))'


def test_so_many_cities_that_no_formula_holds_their_addresses(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cascade.summary.detail._MOST_CITIES", len(facts.plan.cities) - 1)
    detail = Detail(facts, "县级明细", facts.plan.indicators, 6, gaps=True)
    totals = {
        column.field: detail.content(detail.rows[0], column)
        for column in detail.columns
        if column.kind is ColumnKind.NUMBER
    }
    assert totals["K01"] == Live(
        'IF(COUNT(E7:E27)=0,"—",ROUND(SUM(E7:E27)/2,6))', facts.values["K01"][PROVINCE]
    )
    misses = next(each for each in detail.columns if each.field == "K02" and each.kind is ColumnKind.GAP)
    counted = detail.content(detail.rows[0], misses)
    assert isinstance(counted, Live)
    assert counted.formula == "SUM(I7:I27)"
    by_city = [detail.content(row, misses) for row in detail.rows if row.city is row.region]
    assert counted.value == sum(
        each.value for each in by_city if isinstance(each, Live) and isinstance(each.value, Decimal)
    )


@pytest.mark.parametrize("most", [1000, 2])
def test_every_program_adds_up_the_same(
    most: int, facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cascade.summary.detail._MOST_CITIES", most)
    paths = [tmp_path / "summary.xlsx", tmp_path / "lead.xlsx"]
    paths[0].write_bytes(draw(facts, theme.load()))
    paths[1].write_bytes(draw_lead(facts, theme.load(), facts.plan.leads[0]))
    for program in (libreoffice, gnumeric):
        out = tmp_path / program.__name__
        out.mkdir()
        for path, computed in program.recalculate(paths, out).items():
            assert compare(path, computed)[1] == []
