"""Results of cities and the province from what the counties reported.

The rule of the whole program: inputs add up, measures are computed from the sums, and no rate is ever
added or averaged. In a breakdown a rate has no components; what counts of it is the weakest county.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cascade.formula.measure import Measure
from cascade.model import Direction, Indicator, Plan, Round, RoundKind

Values = dict[str, dict[str, Decimal]]  # by field or indicator, then by region


def results(plan: Plan, round_: Round, reported: Mapping[str, Mapping[tuple[str, str], Decimal]]) -> Values:
    """Every value of a round by field and region, from the accepted numbers of each city.

    `reported` maps a city to its leaves' numbers by (region, field). The result holds the leaves' own
    numbers, the cities' and the province's; in a progress round also each measure, under its indicator's
    code, for every region that has all of its inputs. What does not exist is absent.
    """
    values: Values = {}
    for city in (each.code for each in plan.cities if each.code in reported):
        mine: Values = {}
        for (region, field), number in reported[city].items():
            mine.setdefault(field, {})[region] = number
        for field, numbers in mine.items():
            total = _combined(plan, round_, field, numbers.values())
            values.setdefault(field, {}).update(numbers | {city: total})
    for field, by_region in values.items():
        cities = [by_region[city.code] for city in plan.cities if city.code in by_region]
        by_region[plan.province] = _combined(plan, round_, field, cities)
    if round_.kind is RoundKind.PROGRESS:
        values |= _measures(plan, values)
    return values


def _combined(plan: Plan, round_: Round, field: str, numbers: Iterable[Decimal]) -> Decimal:
    """Several regions' numbers of a field as one: their sum, or the weakest target of a rate."""
    if round_.kind is RoundKind.BREAKDOWN and plan.indicator[field].is_rate:
        return weakest(plan.indicator[field], numbers)
    return sum(numbers, Decimal(0))


def weakest(indicator: Indicator, numbers: Iterable[Decimal]) -> Decimal:
    """The number furthest on the bad side: the lowest, or the highest where less is better."""
    return min(numbers) if indicator.direction is Direction.AT_LEAST else max(numbers)


def mismatched_regions(plan: Plan, indicator: Indicator, values: Values) -> set[str]:
    """The regions in which an indicator's inputs are summed over different leaves, up to the province."""
    first, *others = [set(values.get(each.code, {})) for each in indicator.inputs]
    mismatched = first.union(*others) - first.intersection(*others)
    cities = {city.code for city in plan.cities}
    above = {plan.city_of(region) for region in mismatched - cities - {plan.province}}
    return mismatched | above | ({plan.province} if mismatched else set())


def _measures(plan: Plan, values: Values) -> Values:
    measures: Values = {}
    for indicator in plan.indicators:
        measure = Measure.parse(indicator.measure)
        fields = [each.code for each in indicator.inputs]
        regions = set.intersection(*(set(values.get(field, {})) for field in fields))
        for region in regions - mismatched_regions(plan, indicator, values):
            result = measure.value({field: values[field][region] for field in fields})
            if result is not None:
                measures.setdefault(indicator.code, {})[region] = result
    return measures
