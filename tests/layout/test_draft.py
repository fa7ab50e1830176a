"""What the plan's units and targets make of a form's columns: form and intake take the same numbers."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import pytest

from cascade import checks, locate, submission, theme, xlsx
from cascade.form import draw
from cascade.formula import Formula
from cascade.goals import Target
from cascade.indicators import Direction, Indicator
from cascade.judging.open_cells import acceptable
from cascade.layout import Layout, Role, draft
from cascade.model import Plan, Round
from cascade.returns.city_history import CityHistory
from tests.support.forms import plan as real_plan
from tests.support.provinces import BREAKDOWN, PROGRESS, amount, province, rate

CITIES = ("520100", "520200", "520300")
ISSUED = datetime(2021, 2, 1, 9)


def plan_of(unit: str, targets: Mapping[str, str], **more: object) -> Plan:
    """A plan of one rate (or, with `measure`, amount) in a unit, with targets for some of its cities."""
    made = (amount if "measure" in more else rate)(1, unit=unit, decimals=2, **more)
    if not made.is_rate:
        inputs = [each.model_copy(update={"unit": unit, "decimals": 2}) for each in made.inputs]
        made = made.model_copy(update={"inputs": tuple(inputs)})
    plan = province([made], ("甲市", "乙市", "丙市"))
    given = [
        Target(indicator="K01", region=city, value=Decimal(value), text=f"{value}{unit}")
        for city, value in targets.items()
    ]
    return plan.model_copy(update={"targets": tuple(given)})


def found(plan: Plan, form: Layout, round_: Round, values: list[str]) -> list[tuple[str, str]]:
    """Code and region of what is found where the counties of the first city report some numbers."""
    field = form.fields[0]
    counties = [each.code for each in plan.counties(CITIES[0])]
    typed = {(region, field, Role.INPUT): Decimal(v) for region, v in zip(counties, values, strict=True)}
    ticket = "520100-B-1-XXXXXXX"
    data = draw(form, ticket, ISSUED, "说明\n# 一\n请填。", theme.load(), typed)
    placement = locate.place(xlsx.read(data), form, {})
    filing, odd = submission.read(form, placement, plan, round_, CityHistory())
    return [(each.code, each.region) for each in (*odd, *checks.check(filing))]


def unexplained(rule: Formula, number: str) -> bool:
    """Whether a number is acceptable where the city has explained nothing."""
    known = {"cell": Decimal(number), "said": None}
    return rule.holds(**{name: known[name] for name in rule.names})


# unit | targets of the cities | numbers of the first city's three counties | what is found
RATES = """
吨标准煤/万元 | 0.34 0.4 0.5 | 0.34 0.35 0.4    |
吨标准煤/万元 | 0.34 - -     | 0.34 0.3 0.34    | S04 520102
个/百万人     | 12 12 12     | 12 0.5 13        | S04 520102
%             | 0.8 0.8 0.8  | 0.8 0.85 1.2     |
%             | 0.8 10 10    | 0.8 0.9 1        |
%             | 10 0.8 0.8   | 10 0.9 11        | C07 520102
%             | 1 1 1        | 1 0.99 1.5       | C07 520102
%             | 0.99 1 1     | 1 0.99 1.5       |
%             | - 0.8 0.9    | 0.5 0.8 0.9      |
%             | - 5 10       | 5 0.8 9          | C07 520102
%             | - - -        | 5 0.8 9          | C07 520102
%             | -3 -3 -3     | -3 -2.5 4        |
%             | -3 -3 -3     | -3 -5 -0.5       | S04 520102
%             | -3 -3 -3     | -3 0.5 0         |
%             | 0 0 0        | 0 0.5 1          |
%             | 10 -3 -3     | 10 -3 12         | C08 520102
"""


@pytest.mark.parametrize("row", RATES.strip().split("\n"))
def test_a_rates_numbers_are_as_its_unit_and_target_are(row: str) -> None:
    unit, targets, values, expected = (part.strip() for part in row.split("|"))
    known = {city: each for city, each in zip(CITIES, targets.split(), strict=True) if each != "-"}
    plan = plan_of(unit, known)
    form = draft(plan, BREAKDOWN, CITIES[0], CityHistory())
    codes = [code for code, _ in (pair.split() for pair in expected.split(";") if pair)]
    assert found(plan, form, BREAKDOWN, values.split()) == [
        tuple(p.split()) for p in expected.split(";") if p
    ]
    rule = acceptable(form.shapes["K01"].rule, beside_target=False)
    refused = [value for value in values.split() if not unexplained(rule, value)]
    assert len(refused) == len([code for code in codes if code.startswith("C")])


@pytest.mark.parametrize(
    ("target", "values", "codes"),
    [
        ("60", ["60", "0.6", "55"], [("C07", "520102")]),
        ("0.8", ["0.8", "0.6", "0.9"], []),
        ("-3", ["-3", "0.5", "-2"], []),
    ],
)
def test_a_percentage_that_is_reported_as_such_is_judged_like_a_rate(
    target: str, values: list[str], codes: list[tuple[str, str]]
) -> None:
    plan = plan_of("%", dict.fromkeys(CITIES, target), measure="K01a")
    for round_ in (BREAKDOWN, PROGRESS[0]):
        form = draft(plan, round_, CITIES[0], CityHistory())
        assert [each for each in found(plan, form, round_, values) if each[0][0] == "C"] == codes
        (shape,) = form.shapes.values()
        rule = acceptable(shape.rule, beside_target=False)
        assert [unexplained(rule, value) for value in values].count(False) == len(codes)


def test_an_amount_may_fall_where_its_target_does() -> None:
    plan = plan_of("万吨", dict.fromkeys(CITIES, "-300"), measure="K01a")
    form = draft(plan, BREAKDOWN, CITIES[0], CityHistory())
    assert found(plan, form, BREAKDOWN, ["-100", "-100", "-100"]) == []
    assert found(plan, form, BREAKDOWN, ["-100", "-100", "-150"]) == [("S01", CITIES[0])]
    progress = draft(plan, PROGRESS[0], CITIES[0], CityHistory())
    assert found(plan, progress, PROGRESS[0], ["-40", "-50", "-60"]) == []


def test_a_rate_is_compared_with_its_target_in_its_own_unit() -> None:
    for unit, gap in (("%", "百分点"), ("吨标准煤/万元", "吨标准煤/万元")):
        form = draft(plan_of(unit, dict.fromkeys(CITIES, "0.34")), PROGRESS[0], CITIES[0], CityHistory())
        assert [c.unit for c in form.sheets[0].columns if c.role is Role.COMPLETION] == [gap]


def test_a_form_is_the_same_whoever_collects_it() -> None:
    """The word of the collector stands in texts only: it gives no form another ticket."""
    for level in ("", "市州"):
        said = real_plan().model_dump() | {"unit_level": level}
        office, bureau = (Plan(**said | {"receiver": each}) for each in ("市效能办", "市工信局"))
        mine, theirs = (draft(each, each.rounds[0], "330900", CityHistory()) for each in (office, bureau))
        assert (mine.levels.ours, theirs.levels.ours) == ("我办", "我局")
        assert mine.content == theirs.content


def test_the_content_of_a_form_is_what_version_1_0_made_of_it() -> None:
    made = {
        round_.id: hashlib.sha256(
            draft(real_plan(), round_, "330900", CityHistory()).content.encode()
        ).hexdigest()
        for round_ in real_plan().rounds
    }
    assert (
        made
        == {  # computed by version 1.0 (commit 01c5ee5): with another content every city gets a new form
            "breakdown": "ffdca73f1ff8ffbd740e0871943d45e1aa71eb36af812e8459cf833c7e8ebc69",
            "progress-2020-06-30": "03b7ead57b3d636bac9772de1df36cd3867639a87dc61f3cdf47780c7517829a",
            "progress-2020-09-30": "7a5fa2e70d5805f8ae8a0d662b38aaddadae8074bd3b3b5c87b5041ca071a070",
            "progress-2020-12-31": "df68f6321aecb1f9f2037cbda8bd431664d50df7e4cdcee3fa6db0e8a6aea46f",
        }
    )


@pytest.mark.parametrize(
    ("indicator", "other", "negative"),
    [
        (rate(1), "8", False),
        (rate(1, direction=Direction.AT_MOST), "8", True),
        (rate(1, direction=Direction.WITHIN), "8", True),
        (rate(1, direction=Direction.AT_MOST, measure="K01a / K01b * 100"), "8", False),
        (rate(1), "-1", True),
        (amount(1, direction=Direction.AT_MOST), "8", False),
        (amount(1, direction=Direction.AT_MOST), "-1", True),
    ],
)
def test_a_growth_that_is_limited_may_be_a_fall(indicator: Indicator, other: str, negative: bool) -> None:
    """The first city's target is positive; `other` is the second's."""
    plan = province([indicator], CITIES[:2])
    targets = (plan.targets[0], plan.targets[1].model_copy(update={"value": Decimal(other)}))
    turned = Plan.model_validate({**dict(plan), "targets": targets})
    form = draft(turned, BREAKDOWN, plan.cities[0].code, CityHistory())
    assert form.shapes["K01"].negative is negative


def test_a_breakdown_gives_none_to_the_counties_of_a_city_without_a_target() -> None:
    """An untouched form is one finding still, and filled in but for that column none."""
    plan = plan_of("家", {"520100": "5", "520200": "5"}, measure="K01a")
    two = province([amount(1), amount(2)], ("甲市", "乙市", "丙市"))
    targets = [each for each in two.targets if (each.indicator, each.region) != ("K01", CITIES[0])]
    two = two.model_copy(update={"targets": tuple(targets)})
    form = draft(two, BREAKDOWN, CITIES[0], CityHistory())
    counties = [each.code for each in two.counties(CITIES[0])]
    given = [each for each in form.given if each.role is Role.INPUT]
    assert [(each.region, each.field, each.text) for each in given] == [
        (each, "K01", "/") for each in counties
    ]
    assert all(each.role is not Role.INPUT for each in draft(plan, BREAKDOWN, CITIES[1], CityHistory()).given)
    shares = {(county, "K02", Role.INPUT): Decimal(20) for county in counties}
    for typed, expected in (({}, ["C22"]), (shares, [])):
        data = draw(form, "520100-B-1-XXXXXXX", ISSUED, "说明\n# 一\n请填。", theme.load(), typed)
        filing, odd = submission.read(
            form, locate.place(xlsx.read(data), form, {}), two, BREAKDOWN, CityHistory()
        )
        assert [each.code for each in (*odd, *checks.check(filing))] == expected
