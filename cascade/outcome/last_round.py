"""How the cities stood in the last accepted round, to compare this one with.

Earlier results are compared with the current targets, by the lights of their own date.
"""

from collections.abc import Iterator
from decimal import Decimal

from cascade.judging.points import FULL, LACKING, MISSING, RATE, TOTAL, in_order, points
from cascade.outcome.judged import Judgements
from cascade.quantity import NONE
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts


class LastRound:
    """The last accepted round before this one, for `facts.earlier` that is not empty."""

    def __init__(self, judgements: Judgements) -> None:
        self._facts: Facts = judgements.facts
        self._judgements = judgements
        self.period: Period = self._facts.earlier[-1]

    def counts(self, city: str) -> dict[str, int]:
        """How many of a city's indicators that are no parts carried each sign; {} if it had not reported."""
        return self._judgements.counts_in(self.period, city) if city in self.period.cities else {}

    def rate(self, city: str) -> Decimal | str:
        """The part of its full points that a city had earned, in per cent; `NONE` without."""
        if city not in self.period.cities:
            return NONE
        earned = list(self._earned(city))
        told = [each for each, _ in earned]
        weights = [weight for _, weight in earned]
        return RATE.value(
            total=TOTAL.value(points=told),
            full=FULL.given(later="").value(points=told, weights=weights),
            lacking=LACKING.given(outdated=MISSING).value(points=told),
        )

    def _earned(self, city: str) -> Iterator[tuple[Decimal | str, Decimal]]:
        """A city's points, or a word, beside the weight, of every indicator that was judged."""
        plan = self._facts.plan
        for each in plan.indicators:
            if each.weight is None or not self._facts.is_judged(each, self.period):
                continue
            rule = points(each, steps := in_order(each, plan.steps))
            goal = self._facts.goal(each, city, self.period)
            known = {
                "result": self.period.values.get(each.result_field, {}).get(city),
                "target": goal.value if goal else None,
                "done": self._judgements.completions.shown(each, city, self.period),
                "weight": each.weight,
            }
            for number, step in enumerate(steps, start=1):
                known |= {f"bound{number}": step.completion, f"gained{number}": step.points}
            yield rule.value(**{name: known[name] for name in rule.names}), each.weight
