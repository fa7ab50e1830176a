"""Compute the results of cities and the province from what the counties reported.

Inputs add up, and measures are computed from the sums; the program never adds or averages rates. In a
breakdown a rate has no inputs, so a city's or the province's result is the target of the weakest county.
Where every level reports its own figure nothing is computed: the province's stands in the plan.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cascade.formula.measure import Measure
from cascade.indicators import Direction, Indicator
from cascade.model import Plan, Round, RoundKind

Values = dict[str, dict[str, Decimal]]  # by field or indicator, then by region


def results(plan: Plan, round_: Round, reported: Mapping[str, Mapping[tuple[str, str], Decimal]]) -> Values:
    """Every value of a round by field and region, in the field's unit.

    `reported` maps a city to the accepted numbers of its counties and zones by (region, field). The result
    holds these numbers and the results of cities and province; in a progress round also the measures, by
    indicator code, of every region whose inputs are complete. A value that does not exist is absent.
    """
    values: Values = {}
    own = own_fields(plan, round_)
    for city in (each.code for each in plan.cities if each.code in reported):
        mine: Values = {}
        for (region, field), number in reported[city].items():
            mine.setdefault(field, {})[region] = number
        for field, numbers in mine.items():
            total = {} if field in own else {city: _combined(plan, round_, field, numbers.values())}
            values.setdefault(field, {}).update(numbers | total)
    for field, by_region in values.items():
        cities = [by_region[city.code] for city in plan.cities if city.code in by_region]
        if field not in own:
            by_region[plan.province] = _combined(plan, round_, field, cities)
    if round_.kind is RoundKind.PROGRESS:
        values |= _measures(plan, values)
        for indicator in (each for each in plan.indicators if each.is_own):
            if figure := plan.figure(round_.id, indicator.code):
                for field in {indicator.code, indicator.result_field}:
                    values.setdefault(field, {})[plan.province] = figure.value
    return values


def own_fields(plan: Plan, round_: Round) -> frozenset[str]:
    """The fields of which every level reports its own number; in a breakdown all numbers are shares."""
    if round_.kind is RoundKind.BREAKDOWN:
        return frozenset()
    return frozenset(each.code for every in plan.indicators if every.is_own for each in every.inputs)


def _combined(plan: Plan, round_: Round, field: str, numbers: Iterable[Decimal]) -> Decimal:
    """Combine several regions' numbers of a field: their sum, or the weakest where shares do not add up."""
    if round_.kind is RoundKind.BREAKDOWN and not plan.indicator[field].adds_up:
        return weakest(plan.indicator[field], numbers)
    return sum(numbers, Decimal(0))


def weakest(indicator: Indicator, numbers: Iterable[Decimal]) -> Decimal:
    """The worst of some numbers: the lowest, or the highest where less is better."""
    return max(numbers) if indicator.direction is Direction.AT_MOST else min(numbers)


def mismatched_regions(plan: Plan, indicator: Indicator, values: Values) -> set[str]:
    """The regions that lack some inputs of an indicator, and the cities and the province above them."""
    first, *others = [set(values.get(each.code, {})) for each in indicator.inputs]
    mismatched = first.union(*others) - first.intersection(*others)
    if indicator.is_own:
        return mismatched
    cities = {city.code for city in plan.cities}
    above = {plan.city_of(region) for region in mismatched - cities - {plan.province}}
    return mismatched | above | ({plan.province} if mismatched else set())


def _measures(plan: Plan, values: Values) -> Values:
    """The measure of each indicator in every region whose inputs cover the same counties."""
    measures: Values = {}
    for indicator in plan.numbers:
        measure = Measure.parse(indicator.measure)
        fields = [each.code for each in indicator.inputs]
        mismatched = mismatched_regions(plan, indicator, values)
        for region in (each for each in values.get(fields[0], {}) if each not in mismatched):
            result = measure.value({field: values[field][region] for field in fields})
            if result is not None:
                measures.setdefault(indicator.code, {})[region] = result
    return measures
