"""How far a result is on the good side, and that a light's rule says the same of a margin."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.indicators import Direction, Indicator, Pace
from cascade.judging.lights import Lights
from cascade.judging.margins import (
    by_margin,
    in_points,
    margin_of,
    margin_places,
    margin_unit,
    severity,
    shortfall,
)
from cascade.judging.results import completion_of
from tests.support.provinces import SHORT, amount, province, rate

LIMIT = amount(2, direction=Direction.AT_MOST)
LIMIT_OF_RATE = rate(8, direction=Direction.AT_MOST)
BELOW = rate(3, direction=Direction.AT_MOST, below_zero=True)
RANGE = rate(4, direction=Direction.WITHIN)
LEVEL = rate(5, unit="吨", decimals=2)
KINDS = (amount(1), LIMIT, BELOW, RANGE, LEVEL, rate(6), amount(7, pace=Pace.YEAR_END))
HALF = Decimal(50)


@pytest.mark.parametrize(
    ("indicator", "done", "expected", "unit", "places"),
    [
        (amount(1), Decimal("41.8"), Decimal("-8.2"), "百分点", 1),
        (amount(1), Decimal("100"), Decimal("50"), "百分点", 1),
        (rate(6), Decimal("-0.31"), Decimal("-0.31"), "百分点", 1),
        (LEVEL, Decimal("1.5"), Decimal("1.5"), "吨", 2),
        (RANGE, Decimal("-0.5"), Decimal("-0.5"), "百分点", 1),
        (amount(1), "—", "—", "百分点", 1),
    ],
)
def test_a_margin_is_positive_on_the_good_side(
    indicator: Indicator, done: Decimal | str, expected: Decimal | str, unit: str, places: int
) -> None:
    assert margin_of(indicator, HALF, done=done) == expected
    assert (margin_unit(indicator), margin_places(indicator)) == (unit, places)


@pytest.mark.parametrize(
    ("indicator", "result", "target", "expected", "unit", "places", "key"),
    [
        (LIMIT, "80", "100", "20", "个", 0, "20"),
        (LIMIT, "972", "960", "-12", "个", 0, "-1.25"),  # 12 of 960
        (LIMIT, "0", "0", "0", "个", 0, "0"),
        (LIMIT, "1", "0", "-1", "个", 0, "-100"),  # no part of nothing
        (LIMIT_OF_RATE, "60.9", "60", "-0.9", "百分点", 1, "-0.9"),  # 101.5 per cent of the limit
        (LIMIT_OF_RATE, "55.5", "60", "4.5", "百分点", 1, "4.5"),
        (LIMIT_OF_RATE, "60.04", "60", "-0.04", "百分点", 2, "-0.04"),
    ],
)
def test_of_a_limit_it_is_what_is_left_in_the_indicators_unit(
    indicator: Indicator, result: str, target: str, expected: str, unit: str, places: int, key: str
) -> None:
    numbers = {"result": Decimal(result), "target": Decimal(target)}
    found = margin_of(indicator, HALF, done=completion_of(indicator).value(**numbers), **numbers)
    assert isinstance(found, Decimal)
    assert (found, margin_unit(indicator), margin_places(indicator, found)) == (
        Decimal(expected),
        unit,
        places,
    )
    rule = in_points(indicator)
    known = {"margin": found, "target": Decimal(target)}
    assert rule.value(**{name: known[name] for name in rule.names}) == Decimal(key)
    assert margin_of(indicator, HALF, done="已报3/5", **numbers) == "—"


@given(
    done=st.decimals(-200, 300, places=6) | st.sampled_from([Decimal(100), Decimal("58.064516"), HALF]),
    expected=st.sampled_from([Decimal(0), HALF, Decimal("58.0645161290"), Decimal(100)]),
    indicator=st.sampled_from(KINDS),
)
def test_a_margin_has_the_light_of_its_completion(
    done: Decimal, expected: Decimal, indicator: Indicator
) -> None:
    light = Lights(province(KINDS, SHORT), Decimal(80), expected).of(indicator)
    assert light is not None
    numbers = {"result": done * 3, "target": Decimal(300)}  # per cent of 300
    apart = margin_of(indicator, expected, done=done, **numbers)
    rule = by_margin(indicator, light, expected)
    known = {"margin": apart, "target": Decimal(300)}
    assert rule.value(**{name: known[name] for name in rule.names}) == light.value(done=done)


@pytest.mark.parametrize(("result", "light"), [("0", "● 限额内"), ("1", "▼ 超限")])
def test_the_margin_of_a_limit_of_zero_has_its_light(result: str, light: str) -> None:
    rule = Lights(province(KINDS, SHORT), Decimal(80), HALF).of(LIMIT)
    assert rule is not None
    margin = Decimal(0) - Decimal(result)
    assert by_margin(LIMIT, rule, HALF).value(margin=margin, target=Decimal(0)) == light


def test_what_is_furthest_behind_comes_first() -> None:
    assert severity(amount(1), Decimal("-33.2"), Decimal(950)) == Decimal("-33.2")
    assert severity(rate(6), Decimal("-0.3"), Decimal(8)) == Decimal("-0.3")
    assert severity(LEVEL, Decimal("-2"), Decimal(8)) == Decimal(-25)  # per cent of the target
    assert severity(RANGE, Decimal("0.7"), Decimal(6)) == Decimal("-0.7")  # above a range is no better
    assert severity(LIMIT, Decimal(-1), Decimal(0)) == Decimal("-Infinity")
    assert severity(LIMIT, Decimal(-12), Decimal(960)) == Decimal("-1.25")


@pytest.mark.parametrize(
    ("indicator", "upper", "total", "expected"),
    [
        (amount(1), None, "397", "553"),
        (LIMIT, None, "960", "10"),
        (RANGE, Decimal(1000), "1003", "3"),
        (RANGE, Decimal(1000), "940", "10"),
    ],
)
def test_what_is_lacking_is_told_in_the_indicators_unit(
    indicator: Indicator, upper: Decimal | None, total: str, expected: str
) -> None:
    rule = shortfall(indicator, upper)
    assert rule.value(total=Decimal(total), target=Decimal(950), places=6) == Decimal(expected)
