"""How many decimals the results of an indicator share, wherever a round shows them."""

from collections.abc import Mapping
from decimal import Decimal

from cascade.indicators import Indicator
from cascade.judging.results import places_apart
from cascade.quantity import decimal_places
from cascade.returns.facts import Facts
from cascade.returns.round_goals import Goal


def result_places(facts: Facts, indicator: Indicator) -> int:
    """The decimals that the results of an indicator of numbers share: those of cities and of the issuer.

    They are its own, and more where a result that misses its target would look like it. In a breakdown they
    are those of the counties' shares, of targets and gaps, too.
    """
    wholes = (*(city.code for city in facts.plan.cities), facts.plan.province)
    goals = {each: facts.goal(indicator, each) for each in wholes}
    if facts.is_progress:
        results = facts.values.get(indicator.result_field, {})
        results = {each: results[each] for each in wholes if each in results}
        return _apart(indicator, indicator.decimals, results, goals)
    shares = facts.values.get(indicator.code, {})
    targets = [bound for goal in goals.values() if goal for bound in goal if bound is not None]
    least = max([indicator.decimals, *map(decimal_places, targets)])
    if not indicator.adds_up:  # a county's share is held to its city's target
        goals |= {leaf.code: goals[city.code] for city in facts.plan.cities for leaf in facts.leaves(city)}
    return _apart(indicator, least, shares, goals)


def _apart(
    indicator: Indicator, places: int, results: Mapping[str, Decimal], goals: Mapping[str, Goal | None]
) -> int:
    """The decimals, at least `places`, with which every result that misses its goal is seen to do so."""
    for region, result in results.items():
        if goal := goals.get(region):
            places = places_apart(places, [result], goal, indicator.direction)
    return places
