"""How cities stood in the last accepted round: counts of lights, and the part of full points."""

from dataclasses import replace
from decimal import Decimal

from cascade.indicators import Indicator, Scoring
from cascade.outcome.judged import Judgements
from cascade.outcome.last_round import LastRound
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts
from cascade.returns.sums import results
from tests.support.provinces import PROGRESS, Told, amount, province

ONE, TWO = "520100", "520200"


def last(indicators: list[Indicator], numbers: dict[str, tuple[int, ...]]) -> LastRound:
    """A June after a March in which cities reached so much of 60."""
    facts: Facts = Told(province(indicators, ("甲市", "乙市"), counties=1)).facts(1)
    said = {
        city: {
            (f"{city[:4]}01", f"{each.code}a"): Decimal(n) for each, n in zip(indicators, found, strict=True)
        }
        for city, found in numbers.items()
    }
    period = Period(PROGRESS[0], results(facts.plan, PROGRESS[0], said), frozenset(said))
    facts = replace(facts, earlier=(period,))
    return LastRound(Judgements(facts))


def test_the_lights_are_those_of_its_own_date() -> None:
    """By March 15 of 60 are on schedule, and 9 only a little behind."""
    found = last([amount(2), amount(3), amount(4)], {ONE: (15, 9, 8)})
    assert found.counts(ONE) == {"●": 1, "△": 1, "▼": 1}
    assert found.counts(TWO) == {}  # it had not reported


def test_points_are_those_that_the_plan_gives() -> None:
    weights = {"weight": Decimal(10), "scoring": Scoring.COMPLETION, "cap": Decimal(100)}
    found = last([amount(2, **weights), amount(3, **weights)], {ONE: (15, 45)})
    assert found.rate(ONE) == Decimal(50)  # 2.5 and 7.5 of 20
    assert found.rate(TWO) == "—"
