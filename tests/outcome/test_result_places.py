"""The decimals that an indicator's results share."""

from dataclasses import replace
from decimal import Decimal

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


def test_an_amount_has_all_decimals_that_are_told_up_to_two_more() -> None:
    for period in (None, 0):
        assert result_places(of_one_county(period, {WEIGHT: ("61", "60")}), WEIGHT) == 1
        assert result_places(of_one_county(period, {WEIGHT: ("61.25", "60")}), WEIGHT) == 2
        assert result_places(of_one_county(period, {WEIGHT: ("61.12345", "60")}), WEIGHT) == 3


def test_a_gap_has_the_decimals_of_the_target() -> None:
    facts = of_one_county(None, {WEIGHT: ("61", "60")})
    targets = tuple(each.model_copy(update={"value": Decimal("60.25")}) for each in facts.plan.targets)
    plan = facts.plan.model_copy(update={"targets": targets})
    assert result_places(replace(facts, plan=plan), WEIGHT) == 2
