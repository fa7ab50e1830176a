"""The look-ups of a plan, and what its models take."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from cascade.goals import Target
from cascade.indicators import Indicator, Input
from cascade.model import Office, Plan, Region, Round, RoundKind

OUTPUT = Input(code="K01a", indicator="K01", name="产值", unit="亿元", decimals=2)
COST = Input(code="K02a", indicator="K02", name="费用", unit="亿元", decimals=2)
BASE = Input(code="K02b", indicator="K02", name="营业收入", unit="亿元", decimals=2)
AMOUNT: dict[str, Any] = {
    "code": "K01",
    "number": "1",
    "name": "产值",
    "unit": "亿元",
    "decimals": 2,
    "lead": "乙厅",
}
RATE: dict[str, Any] = {
    "code": "K02",
    "number": "2",
    "name": "强度",
    "unit": "%",
    "decimals": 1,
    "lead": "甲厅",
}


def amount(**more: Any) -> Indicator:
    return Indicator(**(AMOUNT | {"measure": "K01a", "inputs": (OUTPUT,)} | more))


def rate(**more: Any) -> Indicator:
    return Indicator(**(RATE | {"measure": "K02a / K02b * 100", "inputs": (COST, BASE)} | more))


def plan(**more: Any) -> Plan:
    facts: dict[str, Any] = {
        "id": "plan-2020",
        "title": "计划",
        "issuer": "省办",
        "year": 2020,
        "province": "330000",
        "spare_rows": 2,
        "indicators": (amount(), rate(), amount(code="K03", number="3")),
        "regions": (
            Region(code="330000", name="浙江省"),
            Region(code="330100", name="杭州市", parent="330000"),
            Region(code="330102", name="上城区", parent="330100"),
            Region(code="330106", name="西湖区", parent="330100"),
            Region(code="330200", name="宁波市", parent="330000"),
        ),
        "targets": (
            Target(indicator="K01", region="330100", value=Decimal("12.5"), text="12.5亿元"),
            Target(indicator="K01", region="330200", value=Decimal(0), text="0"),
            Target(indicator="K02", region="330100", value=Decimal(3), text="3%"),
        ),
        "rounds": (Round(id="june", kind=RoundKind.PROGRESS, name="6月进展", due=date(2020, 7, 15)),),
        "offices": (Office(region="330100", name="杭州专班", to=("hz@example.invalid",)),),
    }
    return Plan(**(facts | more))


def test_an_amount_is_its_one_input_and_all_else_is_a_rate() -> None:
    assert (amount().is_rate, amount().result_field, amount().gap_unit) == (False, "K01a", "亿元")
    assert (rate().is_rate, rate().result_field, rate().gap_unit) == (True, "K02", "百分点")
    assert (amount(measure="K01a / 2").is_rate, amount(measure="K01a / 2").result_field) == (True, "K01")
    assert rate(measure="K02a").is_rate
    assert len({amount(), amount(name="另一个名称")}) == 2
    assert hash(amount()) == hash(amount(name="另一个名称"))


def test_amounts_add_up_unless_every_level_reports_its_own() -> None:
    every = (amount(), rate(), amount(adds="own"), amount(pace="direct"))
    assert [each.adds_up for each in every] == [True, False, False, True]


def test_a_unit_of_two_levels_is_its_own_only_county() -> None:
    regions = [Region(code="330000", name="某区"), Region(code="330100", name="甲镇", parent="330000")]
    of = plan(regions=tuple(regions), targets=())
    assert of.two_levels
    assert [each.code for each in of.counties("330100")] == ["330100"]
    assert (of.city_of("330100"), of.zones("330100")) == ("330100", ())
    assert not plan().two_levels
    assert plan().city_of("330102") == "330100"


def test_regions_are_found_by_their_codes() -> None:
    of = plan()
    assert [each.name for each in of.cities] == ["杭州市", "宁波市"]
    assert [each.code for each in of.counties("330100")] == ["330102", "330106"]
    assert (of.counties("330200"), of.counties("999999")) == ((), ())
    assert of.region("330102").name == of.name("330102") == "上城区"
    assert of.name("330100A1") == "330100A1"
    with pytest.raises(KeyError):
        of.region("330100A1")


def test_spare_rows_belong_to_the_city_whose_code_they_begin_with() -> None:
    of = plan()
    assert of.zones("330200") == ("330200A1", "330200A2")
    assert [of.city_of(leaf) for leaf in ("330106", "330100A1", "330200A2")] == ["330100", "330100", "330200"]
    assert plan(spare_rows=0).zones("330200") == ()


def test_fields_lead_to_their_indicators() -> None:
    of = plan()
    assert [of.indicator_of(field) for field in ("K01a", "K02b", "K02", "K99")] == [
        amount(),
        rate(),
        rate(),
        None,
    ]
    assert of.input["K02b"] == BASE
    assert of.leads == ("乙厅", "甲厅")
    assert of.round("june").name == "6月进展"
    with pytest.raises(KeyError):
        of.round("july")


def test_offices_and_targets_are_found_or_none() -> None:
    of = plan()
    office, target = of.office("330100"), of.target("K01", "330100")
    assert (office and office.name, of.office("330200")) == ("杭州专班", None)
    assert (target and target.text, of.target("K03", "330100")) == ("12.5亿元", None)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (amount(), Decimal("12.5")),
        (amount(headline=Decimal(20), reconcile=True), Decimal(20)),
        (amount(headline=Decimal(20)), Decimal("12.5")),  # a stock: its shares are this year's additions
        (amount(reconcile=True), Decimal("12.5")),
        (amount(code="K03"), None),
        (rate(), None),
        (rate(headline=Decimal(3), reconcile=True), Decimal(3)),
        (rate(headline=Decimal(3)), Decimal(3)),  # some cities' targets are lower, and the whole has its own
    ],
)
def test_the_provinces_target_is_its_headline_or_the_sum(
    indicator: Indicator, expected: Decimal | None
) -> None:
    assert plan().province_target(indicator) == expected


def test_shares_of_nothing_add_up_to_zero() -> None:
    zero = (Target(indicator="K01", region="330200", value=Decimal(0), text="0"),)
    assert plan(targets=zero).province_target(amount()) == 0


@pytest.mark.parametrize(("least", "most", "name"), [(0, 9, "spare_rows"), (0, 100, "near_limit")])
def test_a_plan_takes_its_bounds(least: int, most: int, name: str) -> None:
    for value in (least, most):
        assert getattr(plan(**{name: value}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValidationError):
            plan(**{name: value})


def test_a_field_takes_its_bounds() -> None:
    for decimals in (0, 6):
        assert amount(decimals=decimals, inputs=(OUTPUT.model_copy(),)).decimals == decimals
        assert Input(**(OUTPUT.model_dump() | {"decimals": decimals})).decimals == decimals
    for decimals in (-1, 7):
        with pytest.raises(ValidationError):
            amount(decimals=decimals)
        with pytest.raises(ValidationError):
            Input(**(OUTPUT.model_dump() | {"decimals": decimals}))
    assert amount(number="4（1）").number == "4（1）"
    with pytest.raises(ValidationError):
        amount(number="")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2020, 1, 1), date(2020, 12, 31), "2020 年"),
        (date(2021, 1, 1), date(2023, 12, 31), "2021—2023 年"),
        (date(2020, 9, 1), date(2021, 8, 31), "2020 年 9 月至 2021 年 8 月"),
    ],
)
def test_the_period_in_words(start: date, end: date, words: str) -> None:
    facts = {name: value for name, value in plan().model_dump().items() if name not in ("start", "end")}
    assert Plan(**facts, start=start, end=end).period == words


def test_what_need_not_be_said_has_its_usual_value() -> None:
    facts = plan().model_dump()
    del facts["spare_rows"]
    usual = Plan(**facts)
    assert (usual.spare_rows, usual.on_schedule, usual.behind) == (5, Decimal(0), Decimal(-10))
    assert (amount().reconcile, amount().headline, OUTPUT.negative) == (False, None, False)


def test_a_model_cannot_be_changed_and_takes_nothing_unknown() -> None:
    with pytest.raises(ValidationError):
        amount().name = "x"
    with pytest.raises(ValidationError):
        amount(colour="red")
    assert amount(name=" 产值 ").name == "产值"


@pytest.mark.parametrize("field", ["name", "lead"])
def test_a_text_that_is_needed_is_not_empty(field: str) -> None:
    assert getattr(amount(**{field: "x"}), field) == "x"
    with pytest.raises(ValidationError):
        amount(**{field: " "})
