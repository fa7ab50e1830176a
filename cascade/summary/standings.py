"""How cities stand against each other: completions, ranks and their change, and what is left to do.

Ranks compare completions (amounts) or points on the good side of the target (rates), rounded as they are
in the sheets. Earlier rounds are held against the targets that hold now.
"""

from collections.abc import Mapping
from decimal import Decimal

from cascade.model import Direction, Indicator
from cascade.quantity import rounded
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts
from cascade.summary.lights import PLACES


class Standings:
    """What cities and the province have reached in this round and those before."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def done(self, indicator: Indicator, region: str, period: Period | None = None) -> Decimal | None:
        """Per cent of an amount's target, or points on the good side of a rate's; None where there is none.

        The province has none where a city is missing: part of the sum is not held against the whole target.
        """
        facts = self._facts
        at = period or facts.period
        if region == facts.plan.province and len(at.cities) < len(facts.plan.cities):
            return None
        value = at.values.get(indicator.result_field, {}).get(region)
        target = facts.target(indicator, region)
        if value is None or target is None:
            return None
        if indicator.is_rate:
            return rounded(indicator.surplus(value, target), PLACES)
        return rounded(value / target * 100, PLACES) if target else None

    def ranks(self, indicator: Indicator, period: Period | None = None) -> dict[str, int]:
        """The cities' ranks from 1; equal ones share a rank, and the next is left out. {} if not judged."""
        if not self._facts.judged(indicator, period):
            return {}
        found = {city.code: self.done(indicator, city.code, period) for city in self._facts.plan.cities}
        return _ranked({city: done for city, done in found.items() if done is not None}, indicator)

    def moves(self, indicator: Indicator) -> dict[str, int]:
        """By how many ranks each city has risen since the last accepted round."""
        earlier = self._facts.earlier
        before = self.ranks(indicator, earlier[-1]) if earlier else {}
        return {city: before[city] - rank for city, rank in self.ranks(indicator).items() if city in before}

    def ahead(self, indicator: Indicator, region: str) -> Decimal | None:
        """Completion less time elapsed in points; of a limit the other way round, so that more is better."""
        done = self.done(indicator, region)
        if done is None:
            return None
        ahead = rounded(done - self._facts.elapsed, PLACES)
        return -ahead if less_is_better(indicator) else ahead

    def to_go(self, indicator: Indicator, region: str) -> Decimal | None:
        """How much an amount still lacks of its target (of a limit: what is left of it), a month."""
        value = self._facts.value(indicator.result_field, region)
        target, months = self._facts.target(indicator, region), self._facts.months_left
        if self.done(indicator, region) is None or value is None or target is None or not months:
            return None
        return rounded((target - value) / months, PLACES)


def less_is_better(indicator: Indicator) -> bool:
    """A limit's completion is better the lower; a rate's surplus already points the right way."""
    return indicator.direction is Direction.AT_MOST and not indicator.is_rate


def _ranked(results: Mapping[str, Decimal], indicator: Indicator) -> dict[str, int]:
    sign = 1 if less_is_better(indicator) else -1
    ordered = sorted(sign * value for value in results.values())
    return {city: ordered.index(sign * value) + 1 for city, value in results.items()}
