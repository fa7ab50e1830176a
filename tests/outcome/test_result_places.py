"""The decimals that an indicator's results share."""

from dataclasses import replace
from decimal import Decimal

from cascade.indicators import Direction
from cascade.outcome.result_places import result_places
from tests.support.provinces import amount, of_one_county, rate

WEIGHT = amount(2, unit="万吨", decimals=1)


def test_a_rate_has_its_own_decimals_however_many_are_told() -> None:
    told = of_one_county(None, {rate(1): ("10.333", "9.25")})  # of 8 %
    assert result_places(told, rate(1)) == 1


def test_a_share_that_misses_its_city_is_not_shown_as_its_target() -> None:
    told = of_one_county(None, {rate(1): ("7.98", "9.5")})
    assert result_places(told, rate(1)) == 2
    reached = of_one_county(0, {rate(1): ("107.996", "109")})
    assert result_places(reached, rate(1)) == 3


def test_a_rate_that_is_just_above_its_target_has_its_own_decimals() -> None:
    assert result_places(of_one_county(None, {rate(1): ("8.02", "9.5")}), rate(1)) == 1
    assert result_places(of_one_county(0, {rate(1): ("108.004", "109")}), rate(1)) == 1
    limit = rate(1, direction=Direction.AT_MOST)
    assert result_places(of_one_county(None, {limit: ("8.02", "7.98")}), limit) == 2


def test_an_amount_has_its_own_decimals_unless_they_hide_a_miss() -> None:
    for period in (None, 0):
        assert result_places(of_one_county(period, {WEIGHT: ("61.25", "60")}), WEIGHT) == 1
        assert result_places(of_one_county(period, {WEIGHT: ("60.001", "60")}), WEIGHT) == 1
        assert result_places(of_one_county(period, {WEIGHT: ("59.96", "60")}), WEIGHT) == 2
        assert result_places(of_one_county(period, {WEIGHT: ("59.999", "60")}), WEIGHT) == 3
    limit = amount(2, unit="万吨", decimals=1, direction=Direction.AT_MOST)
    assert result_places(of_one_county(None, {limit: ("60.001", "59.999")}), limit) == 3


def test_a_gap_has_the_decimals_of_the_target() -> None:
    facts = of_one_county(None, {WEIGHT: ("61", "60")})
    targets = tuple(each.model_copy(update={"value": Decimal("60.25")}) for each in facts.plan.targets)
    plan = facts.plan.model_copy(update={"targets": targets})
    assert result_places(replace(facts, plan=plan), WEIGHT) == 2
