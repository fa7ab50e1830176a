"""How many decimals the results of an indicator share, wherever a round shows them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cascade.indicators import Indicator
from cascade.judging.results import places_apart
from cascade.quantity import decimal_places
from cascade.returns.facts import Facts
from cascade.returns.round_goals import Goal

_MOST_MORE = 2  # decimals that counties may report beyond an indicator's


def result_places(facts: Facts, indicator: Indicator) -> int:
    """The decimals that the results of an indicator of numbers share: those of cities and of the issuer.

    They are its own, of an amount all that are told, and more where a result would look like its target. In a
    breakdown they are those of the counties' shares, of targets and gaps, too.
    """
    wholes = (*(city.code for city in facts.plan.cities), facts.plan.province)
    goals = {each: facts.goal(indicator, each) for each in wholes}
    if facts.is_progress:
        results = facts.values.get(indicator.result_field, {})
        results = {each: results[each] for each in wholes if each in results}
        return _apart(_told(indicator, results.values()), results, goals)
    shares = facts.values.get(indicator.code, {})
    targets = [bound for goal in goals.values() if goal for bound in goal if bound is not None]
    least = max([_told(indicator, shares.values()), *map(decimal_places, targets)])
    if not indicator.adds_up:  # a county's share is held to its city's target
        goals |= {leaf.code: goals[city.code] for city in facts.plan.cities for leaf in facts.leaves(city)}
    return _apart(least, shares, goals)


def _told(indicator: Indicator, numbers: Iterable[Decimal]) -> int:
    """The decimals of some numbers of an indicator; of a rate its own, however many are told."""
    least = indicator.decimals
    if indicator.is_rate:
        return least
    return max(least, min(least + _MOST_MORE, max(map(decimal_places, numbers), default=0)))


def _apart(places: int, results: Mapping[str, Decimal], goals: Mapping[str, Goal | None]) -> int:
    """The decimals, at least `places`, with which every result stands on its own side of its goal."""
    for region, result in results.items():
        if goal := goals.get(region):
            places = places_apart(places, [result], goal)
    return places
