"""Messages tell of which indicator and region a cell is: in every plan, whatever its inputs are called."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import cycle

import pytest

from cascade import checks, locate, submission, theme, xlsx
from cascade.findings import Finding
from cascade.form import draw
from cascade.layout import Column, Key, Layout, Role, draft
from cascade.model import Plan, Round
from cascade.plan import load
from cascade.returns.city_history import CityHistory
from cascade.returns.receipt import field_name
from tests.support.oracle.tables import PLAN

PLANS = PLAN.parent
WRONG = (
    *("约12", "0.03", "-5", "=B2*2", "12①", "/", "2020年", "3台", "0.1234567", "N/A", "1e3", "１２", "20 30"),
    *(Decimal("999999999"), Decimal("0.01"), Decimal(101), Decimal(0), None, Decimal(7), Decimal("7.5")),
)


@pytest.mark.parametrize(
    ("title", "heading", "told"),
    [
        ("1．城镇新增就业人数", "本年累计", "本年累计（城镇新增就业人数）"),
        ("1．城镇新增就业人数", "城镇新增就业人数", "城镇新增就业人数"),
        ("1．失业人员", "失业人员（期末）", "失业人员（期末）"),
        ("2．其中：技工", "技工", "技工"),
        ("（三）．绿地率", "绿地面积", "绿地面积（绿地率）"),
    ],
)
def test_a_heading_is_told_with_its_indicator(title: str, heading: str, told: str) -> None:
    number = title.split("．")[0]
    column = Column(role=Role.INPUT, field="K01a", number=number, title=title, heading=heading)
    assert column.told == told


def history(plan: Plan, city: str) -> CityHistory:
    """Every county has a share of 10 of everything, and reported 5 last time."""
    counties = [each.code for each in plan.counties(city)]
    inputs = [each.code for indicator in plan.numbers for each in indicator.inputs]
    return CityHistory(
        shares={(county, code): Decimal(10) for county in counties for code in plan.indicator},
        last={(region, field): Decimal(5) for region in (*counties, city) for field in inputs},
    )


def mistakes(form: Layout, shift: int) -> dict[Key, Decimal | str]:
    """All open cells of a form with what may be wrong, one after the other, beginning with the `shift`-th."""
    contents = cycle(WRONG[shift:] + WRONG[:shift])
    keys = [
        (region, column.field, Role.INPUT)
        for sheet in form.sheets
        for column in sheet.inputs
        for region in [*(row.region for row in sheet.leaves), *([sheet.city] if column.own else [])]
    ]
    return {key: content for key, content in zip(keys, contents, strict=False) if content is not None}


def found_in(plan: Plan, round_: Round, form: Layout, typed: dict[Key, Decimal | str]) -> Iterator[Finding]:
    data = draw(form, "330100-B-1-XC8FS0V", datetime(2020, 5, 8), "说明\n# 一\n请填。", theme.load(), typed)
    placement = locate.place(xlsx.read(data), form, {})
    filing, odd = submission.read(form, placement, plan, round_, history(plan, form.city))
    yield from (*placement.findings, *odd, *checks.check(filing))


@pytest.mark.parametrize("name", ["zhejiang-2020", "zhaohua-2017", "example-kinds"])
def test_every_finding_about_an_indicator_names_it_and_its_region(name: str) -> None:
    plan, bare, seen = load(PLANS / name).plan, str.maketrans("“”", "‘’"), set()
    for round_ in plan.rounds:
        city = plan.cities[-1].code
        form = draft(plan, round_, city, history(plan, city))
        names = {row.region: row.name for sheet in form.sheets for row in sheet.leaves} | {
            city: form.city_name
        }
        for shift in range(0, len(WRONG), 3):
            for each in found_in(plan, round_, form, mistakes(form, shift)):
                if each.field:
                    indicator = plan.indicator.get(each.field) or plan.indicator_of(each.field)
                    assert indicator
                    assert indicator.name.removeprefix("其中：").translate(bare) in each.message, each
                if each.region and each.code not in ("E01",):
                    assert (
                        names[each.region] or each.region
                    ) in each.message or each.region in each.message, each
                seen.add(each.code)
    assert {"C02", "C04"} <= seen
    assert len(seen) >= 6


def test_a_field_in_a_list_is_told_with_its_indicator() -> None:
    plan = load(PLANS / "zhaohua-2017").plan
    told = {field: field_name(plan, field) for field in ("K01a", "K01", "K99", "")}
    assert told == {"K01a": "本年累计（城镇新增就业人数）", "K01": "城镇新增就业人数", "K99": "", "": ""}
