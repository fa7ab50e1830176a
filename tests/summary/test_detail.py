"""The tables of counties: totals by the addresses of what they add up, whatever cities write beside them."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from cascade import theme
from cascade.export.tidy_tables import values_table
from cascade.formula import MARKS, Live, Ref, Span, Value
from cascade.formula.measure import Measure
from cascade.grid import range_address
from cascade.judging.lights import missed_city
from cascade.judging.results import completion_of
from cascade.judging.targets import MARK_SHORT, SHORT_COUNTIES, TOTAL, gap
from cascade.outcome.judged import Judgements
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_city, draw_lead
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind, DetailColumn
from cascade.summary.detail_rows import DetailRow, missing_word
from cascade.summary.wording import REPORTED, county_note
from tests.support import gnumeric, libreoffice
from tests.support.formulas import compare
from tests.support.provinces import SHORT, Told, amount, province, rate, stories

ZONE, CITY, PROVINCE = "520100A1", "520100", "520000"


class Written(NamedTuple):
    """A formula and its value as they stand in a cell."""

    formula: str
    value: Value


def content(detail: Detail, row: DetailRow, column: DetailColumn) -> Written | Value:
    """What stands in a cell of a table."""
    block, place = detail.place(row.region.code)
    values, formulas = detail.cells(block, detail.column_number(column.kind, column.field))
    formula = formulas if formulas is None or isinstance(formulas, str) else formulas[place]
    if formula is None:
        return values[place]
    here = detail.blocks[block]
    for mark, number in zip(MARKS, (str(here.numbers[place]), *here.others[place]), strict=False):
        formula = formula.replace(mark, number)
    return Written(formula, values[place])


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
    total = content(detail, detail.rows[0], column)
    assert isinstance(total, Written)
    assert total.value == facts.value("K01", PROVINCE)
    assert total.formula == 'IF(COUNT(D7:D27)=0,"—",ROUND(SUM(D7,D12,D16,D20,D24),6))'


def test_so_many_cities_that_no_formula_holds_their_addresses(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cascade.summary.detail._MOST_CITIES", len(facts.plan.cities) - 1)
    detail = Detail(facts, "县级明细", facts.plan.indicators, 6, gaps=True)
    totals = {
        column.field: content(detail, detail.rows[0], column)
        for column in detail.columns
        if column.kind is ColumnKind.NUMBER
    }
    assert totals["K01"] == (
        'IF(COUNT(E7:E27)=0,"—",ROUND(SUM(E7:E27)/2,6))',
        facts.values["K01"][PROVINCE],
    )
    misses = next(each for each in detail.columns if each.field == "K02" and each.kind is ColumnKind.GAP)
    counted = content(detail, detail.rows[0], misses)
    assert isinstance(counted, Written)
    assert counted.formula == "SUM(I7:I27)"
    by_city = [content(detail, row, misses) for row in detail.rows if row.city is row.region]
    assert counted.value == sum(
        each.value for each in by_city if isinstance(each, Written) and isinstance(each.value, Decimal)
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
        found = content(detail, rows[region], lights[code])
        return found.value if isinstance(found, Written) else found

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


@pytest.mark.parametrize("period", [None, 1])
@pytest.mark.parametrize("story", ["some", "two missing", "a limit of zero", "forty"])
def test_a_formula_that_moves_down_is_the_formula_of_each_cell(story: str, period: int | None) -> None:
    facts = stories()[story].facts(period)
    source = Detail(facts, "县级明细", facts.plan.indicators, 6)
    moved = 0
    for detail in (source, Detail(facts, "牵头", facts.plan.indicators, 6, source=source, gaps=True)):
        for column, row in product(detail.columns, detail.rows):
            if (plain := _plain(detail, row, column)) is not None:
                assert content(detail, row, column) == plain, (row.region.code, column)
                moved += isinstance(plain, Written)
    assert moved > 40


def _plain(detail: Detail, row: DetailRow, column: DetailColumn) -> Written | str | None:
    """A cell's formula over the cells that it refers to, one by one; None for a cell of another sort."""
    live = _live(detail, row, column)
    if isinstance(live, Live):
        assert not live.array
        return Written(live.formula, live.value)
    return live


def _live(detail: Detail, row: DetailRow, column: DetailColumn) -> Live | str | None:
    indicator, region, facts = column.indicator, row.region.code, detail.facts
    target = Ref("", None)
    if facts.is_progress or detail.gaps:
        target = detail.ref(region, ColumnKind.TARGET, indicator.code)
    kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
    match column.kind:
        case ColumnKind.NUMBER if detail.source and row.is_leaf:
            number = facts.value(column.field, region)
            return (
                row.status
                if number is None
                else detail.source.outside(region, column.kind, column.field).live()
            )
        case ColumnKind.NUMBER if row.city is row.region and (facts.is_progress or indicator.adds_up):
            return TOTAL.live(
                cells=_leaves(detail, row, column),
                word=missing_word(facts, row, indicator),
                places=column.places,
            )
        case ColumnKind.GAP if (
            not indicator.adds_up and row.city and facts.is_whole(indicator, row.city.code)
        ):
            share = next(
                each
                for each in detail.columns
                if each.kind is ColumnKind.NUMBER and each.field == column.field
            )
            target = detail.ref(row.city.code, ColumnKind.TARGET, indicator.code)
            if row.is_leaf:
                mark = MARK_SHORT[indicator.direction].given(mark=missed_city(indicator, facts.plan.levels))
                return mark.live(share=detail.ref(region, ColumnKind.NUMBER, share.field), target=target)
            return SHORT_COUNTIES[indicator.direction].live(shares=_leaves(detail, row, share), target=target)
        case ColumnKind.VALUE if row.status == REPORTED:
            inputs = {
                each.code: detail.ref(region, ColumnKind.NUMBER, each.code) for each in indicator.inputs
            }
            return Measure.parse(indicator.measure).live(inputs)
        case ColumnKind.COMPLETION:
            result = detail.ref(region, kind, indicator.result_field)
            return completion_of(indicator).live(result=result, target=target)
        case ColumnKind.LIGHT if not facts.has_few(indicator, region):
            done = detail.ref(region, ColumnKind.COMPLETION, indicator.code)
            return facts.lights.live(indicator, done, row.city is not None or facts.complete)
        case ColumnKind.GAP if not row.is_leaf and indicator.adds_up and (row.city or facts.complete):
            total = detail.ref(region, ColumnKind.NUMBER, indicator.code)
            return gap(indicator.direction).given(blank=NONE, places=6).live(total=total, target=target)
    return None


def _leaves(detail: Detail, row: DetailRow, column: DetailColumn) -> Span:
    """The cells of a column in the rows of a city's counties."""
    (first, last), at = (
        detail.rows_of_leaves(row.region.code),
        detail.column_number(column.kind, column.field),
    )
    below = detail.rows[first - detail.first_row : last + 1 - detail.first_row]
    return Span(
        range_address(first, at, last, at),
        [detail.facts.value(column.field, each.region.code) for each in below],
    )
