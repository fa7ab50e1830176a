"""The tables of counties: totals by the addresses of what they add up, whatever cities write beside them."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cascade import theme
from cascade.export.tidy_tables import values_table
from cascade.formula import Live, value_of
from cascade.formula.tree import Binding
from cascade.outcome.judged import Judgements
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_city, draw_lead
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind
from cascade.summary.wording import county_note
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
        'IF(COUNT(E7:E27)=0,"—",ROUND(SUM(E7:E27)/2,6))', facts.values["K01"][PROVINCE], binding=Binding.ATOM
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


@pytest.fixture
def few() -> Facts:
    """A round in which the first county of every city has a target of two."""
    told = Told(province([amount(1), rate(2), amount(3)], SHORT)).facts(0)
    first = [f"{city.code[:4]}01" for city in told.plan.cities]
    return replace(told, shares={**told.shares, **{(county, "K01"): Decimal(2) for county in first}})


def test_a_county_with_a_target_under_five_has_no_light_but_its_numbers(few: Facts) -> None:
    detail = Detail(few, "县级明细", few.plan.indicators, 6)
    lights = {each.field: each for each in detail.columns if each.kind is ColumnKind.LIGHT}
    rows = {row.region.code: row for row in detail.rows}

    def light(region: str, code: str) -> object:
        return value_of(detail.content(rows[region], lights[code]))

    assert [light("520101", code) for code in ("K01", "K02", "K03")] == ["5/2", "▼ 未达标", "▼ 滞后"]
    assert light("520102", "K01") == "△ 略滞后"  # its target is 30
    assert light("520103", "K01") == "—"  # it has none
    assert str(light(CITY, "K01"))[0] in "●△▼"  # a city answers for its own target of 60
    note = "第 1 项目标不足 5 的县（市、区）只列“本期/目标”，不评价，本市照常评价。"
    assert note in county_note(few, few.plan.indicators)
    assert note not in county_note(few, few.plan.indicators[1:])


def test_a_county_without_a_light_is_neither_counted_nor_behind(few: Facts) -> None:
    outcome = Judgements(few)
    first, *_ = few.plan.indicators
    judged = outcome.judged(first, "520101")
    assert (judged.light, judged.sign, judged.lacking) == ("目标不足5", "", Decimal(-3))
    assert outcome.judged(first, "520102").sign == "△"
    assert outcome.counts("520101") == {"●": 0, "△": 0, "▼": 2}
    assert {each.indicator.number for each in outcome.behind(["520101"])} == {"2", "3"}
    values = values_table(few)
    table = values[(values["region_code"] == "520101") & (values["field"] == "K01a")]
    assert table["light"].to_list() == ["目标不足5"]


@pytest.mark.parametrize("drawn", ["draw_lead", "draw_city"])
def test_every_program_writes_a_result_over_a_small_target_alike(
    drawn: str, few: Facts, tmp_path: Path
) -> None:
    path = tmp_path / f"{drawn}.xlsx"
    look = theme.load()
    lead, city = few.plan.leads[0], few.plan.cities[0]
    path.write_bytes(draw_lead(few, look, lead) if drawn == "draw_lead" else draw_city(few, look, city, {}))
    for program in (libreoffice, gnumeric):
        out = tmp_path / program.__name__
        out.mkdir()
        ((_, computed),) = program.recalculate([path], out).items()
        assert compare(path, computed)[1] == []
    written = {
        each.value for sheet in openpyxl.load_workbook(path, data_only=True) for row in sheet for each in row
    }
    assert "5/2" in written
