"""Who is furthest ahead and behind on 总览, and how a miss is shown that rounding would hide."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from cascade.formula import value_of
from cascade.indicators import Direction, Indicator
from cascade.returns.sums import results
from cascade.summary.detail import Detail
from cascade.summary.highlights import furthest
from cascade.summary.province import DIFFERENCE, LIGHT, Province
from cascade.summary.province_sheet import looks
from cascade.theme import completion_format, gap_format
from tests.support.provinces import Told, amount, province, rate

ONE, TWO = "520100", "520200"


def stood(indicator: Indicator, said: Mapping[str, tuple[str, ...]]) -> Province:
    """The province in June when each city's only county has said these numbers, by input."""
    plan = province([indicator], ("甲市", "乙市"), counties=1)
    facts = Told(plan).facts(1)
    inputs = [each.code for each in indicator.inputs]
    numbers = {
        city: {(f"{city[:4]}01", code): Decimal(each) for code, each in zip(inputs, texts, strict=True)}
        for city, texts in said.items()
    }
    facts = replace(facts, values=results(plan, facts.round, numbers))
    return Province(facts, Detail(facts, "县级明细", plan.indicators, 6))


@pytest.mark.parametrize(
    ("said", "ahead", "behind"),
    [
        # a rate's target is 8 %, so 107.996 / 100 misses it by 0.004
        ({ONE: ("107.996", "100"), TWO: ("108.5", "100")}, "乙市 +0.50", "甲市 不足0.01"),
        ({ONE: ("108.77", "100"), TWO: ("109", "100")}, "乙市 +1.00", "—"),
        ({ONE: ("107", "100"), TWO: ("106", "100")}, "—", "乙市 -2.00"),
        ({ONE: ("108", "100"), TWO: ("108", "100")}, "—", "—"),
        ({ONE: ("107", "100"), TWO: ("107", "100")}, "—", "甲市等2市 -1.00"),
        ({ONE: ("108.004", "100"), TWO: ("108", "100")}, "甲市 不足0.01", "—"),
    ],
)
def test_only_who_is_ahead_is_ahead_and_only_who_is_behind_is_behind(
    said: Mapping[str, tuple[str, ...]], ahead: str, behind: str
) -> None:
    stands, indicator = stood(rate(1), said), rate(1)
    assert [value_of(furthest(stands, indicator, way)) for way in (True, False)] == [ahead, behind]


def test_an_amount_is_behind_time_elapsed_by_its_full_value() -> None:
    indicator = amount(2)
    stands = stood(indicator, {ONE: ("29.9",), TWO: ("29.97",)})
    assert value_of(furthest(stands, indicator, ahead=False)) == "甲市 -0.2"
    stands = stood(indicator, {ONE: ("29.99",), TWO: ("31",)})
    assert value_of(furthest(stands, indicator, ahead=False)) == "甲市 不足0.1"


def test_a_hidden_miss_is_never_shown_as_zero() -> None:
    indicator = rate(1)
    stands = stood(indicator, {ONE: ("107.996", "100"), TWO: ("108.5", "100")})
    contents = [value_of(each) for each in stands.contents(indicator, ONE)]
    assert (contents[DIFFERENCE], contents[LIGHT]) == (Decimal("-0.004"), "▼ 未达标")
    _, more = looks(stands, indicator, DIFFERENCE, ONE, contents[DIFFERENCE])
    assert more["num_format"] == '[>=0]0.00;[<=-0.005]-0.00;"不足0.01"'


def test_the_formats_of_gaps_and_completions() -> None:
    assert gap_format(1) == '[>=0]0.0;[<=-0.05]-0.0;"不足0.1"'
    assert gap_format(0) == '[>=0]0;[<=-0.5]-0;"不足1"'
    assert gap_format(2, "+", "个百分点") == (
        '[>=0]+0.00"个百分点";[<=-0.005]-0.00"个百分点";"不足0.01个百分点"'
    )
    assert completion_format(1) == '[<99.95]0.0;[<100]"不足100";0.0'


@pytest.mark.parametrize(
    ("number", "said", "least", "most"),
    [
        (2, ("30", "45"), "甲市 50.0%", "乙市 75.0%"),
        (2, ("30", "30"), "甲市等2市 50.0%", "—"),  # nobody has used more than the others
        (1, ("30", "1"), "甲市 50.0%", "乙市 超限"),  # 乙市's limit is zero
        (1, ("30", "0"), "乙市 0.0%", "甲市 50.0%"),
    ],
)
def test_of_a_limit_who_has_used_least_and_most(
    number: int, said: tuple[str, str], least: str, most: str
) -> None:
    limit = amount(number, direction=Direction.AT_MOST)
    stands = stood(limit, {ONE: said[:1], TWO: said[1:]})
    assert [value_of(furthest(stands, limit, way)) for way in (True, False)] == [least, most]
