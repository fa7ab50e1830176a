"""Completions of regions in this round and earlier ones, and the cities' ranks by completion.

Earlier results are compared with the current targets, those by round with the target by their round.
"""

from decimal import Decimal

from cascade.indicators import Indicator
from cascade.judging.ranks import ranked
from cascade.judging.results import (
    comparable,
    completion_goal,
    completion_of,
    completion_side,
    places_apart,
)
from cascade.quantity import NONE, plain
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts
from cascade.returns.round_goals import Goal


class Completions:
    """The completions of cities and the province, rounded for comparison."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._wholes = {facts.plan.province, *(city.code for city in facts.plan.cities)}
        self._known: dict[tuple[str, str, str], Decimal | str] = {}
        self._places: dict[tuple[str, str, int], int] = {}

    def of(self, indicator: Indicator, region: str, period: Period | None = None) -> Decimal | None:
        """Per cent of a target or a limit, a level's distance from its target; None where there is none."""
        done = self.shown(indicator, region, period)
        return done if isinstance(done, Decimal) else None

    def shown(self, indicator: Indicator, region: str, period: Period | None = None) -> Decimal | str:
        """A completion, or the word in its place: `EXCEEDED` or `NONE`.

        The province has none while a city is missing, and no city or province while the plan's changes leave
        numbers out: a sum over some regions must not be compared with the whole target.
        """
        at = period or self._facts.period
        key = at.round.id, indicator.code, region
        if key not in self._known:
            goal = self._facts.goal(indicator, region, at)
            self._known[key] = self._computed(indicator, region, at, goal)
        return self._known[key]

    def in_all(self, indicator: Indicator, region: str) -> Decimal | str:
        """This round's completion of the target of the plan's whole period, or a word; see `shown`."""
        goal = self._facts.whole_goal(indicator, region)
        return self._computed(indicator, region, self._facts.period, goal)

    def places(self, indicator: Indicator, least: int, period: Period | None = None) -> int:
        """The decimals, at least so many, that the completions of cities and the province share.

        They are enough to show of each that misses its target that it does.
        """
        at = period or self._facts.period
        key = at.round.id, indicator.code, least
        if key not in self._places:
            done = [self.shown(indicator, each, at) for each in self._wholes]
            if at is self._facts.period and self._facts.by_round(indicator):
                done += [self.in_all(indicator, each) for each in self._wholes]
            goal, side = completion_goal(indicator), completion_side(indicator)
            self._places[key] = places_apart(least, done, [goal], side)
        return self._places[key]

    def _computed(
        self, indicator: Indicator, region: str, period: Period, goal: Goal | None
    ) -> Decimal | str:
        facts = self._facts
        own = region == facts.plan.province and indicator.is_own  # the issuer's, which covers all cities
        if region == facts.plan.province and not own and len(period.cities) < len(facts.plan.cities):
            return NONE
        if region in self._wholes and not own and (region, indicator.code) in period.outdated:
            return NONE
        result = period.values.get(indicator.result_field, {}).get(region)
        target, upper = goal or (None, None)
        done = completion_of(indicator, upper).value(result=result, target=target)
        compared = comparable(indicator.is_limit, NONE).value(done=done)
        return plain(compared) if isinstance(compared, Decimal) else compared

    def ranks(self, indicator: Indicator, period: Period | None = None) -> dict[str, int]:
        """The ranks of the cities that have a completion; {} if the indicator is not judged yet."""
        if not self._facts.is_judged(indicator, period):
            return {}
        cities = self._facts.plan.cities
        return ranked({city.code: self.shown(indicator, city.code, period) for city in cities}, indicator)

    def moves(self, indicator: Indicator) -> dict[str, int]:
        """By how many ranks each city has risen since the last accepted round."""
        earlier = self._facts.earlier
        before = self.ranks(indicator, earlier[-1]) if earlier else {}
        return {city: before[city] - rank for city, rank in self.ranks(indicator).items() if city in before}
