"""The rounds before a round: the returns accepted in them, their sums, and what they say about a city."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from cascade.model import Plan, Round, RoundKind
from cascade.returns.city_history import CityHistory
from cascade.returns.receipt import Receipt
from cascade.returns.sums import Values, results

Accepted = Mapping[str, Receipt]  # the return that counts, by city; other cities are absent


@dataclass(frozen=True, slots=True)
class Period:
    """The results of a progress round, and the cities whose accepted returns they cover.

    `outdated` are the (region, indicator) whose figures are not whole because the plan has changed; `words`
    are those chosen in place of numbers (see `chosen_words`).
    """

    round: Round
    values: Values
    cities: frozenset[str]
    outdated: frozenset[tuple[str, str]] = frozenset()
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)


def chosen_words(accepted: Accepted) -> dict[tuple[str, str], str]:
    """The words that cities have chosen in place of a number, by (region, indicator)."""
    records = (each for receipt in accepted.values() for each in receipt.records)
    return {(each.region, each.field): each.word for each in records if each.word}


def outdated_figures(plan: Plan, accepted: Accepted) -> frozenset[tuple[str, str]]:
    """The (region, indicator) of which accepted returns lack a number because the plan has changed.

    With the counties come their city and the province, whose figures are then not whole.
    """
    found: set[tuple[str, str]] = set()
    for city, receipt in accepted.items():
        codes = {code for _, code in receipt.outdated}
        found |= receipt.outdated | {(above, code) for above in (city, plan.province) for code in codes}
    return frozenset(found)


def progress_before(plan: Plan, round_: Round) -> list[Round]:
    """The progress rounds before a round, the oldest first."""
    dated = [
        (each.as_of, each)
        for each in plan.rounds
        if each.kind is RoundKind.PROGRESS and each.as_of and round_.as_of and each.as_of < round_.as_of
    ]
    return [each for _, each in sorted(dated, key=lambda pair: pair[0])]


@dataclass(frozen=True)
class EarlierRounds:
    """The returns accepted before a round, in breakdowns and in progress rounds, the oldest round first."""

    plan: Plan
    breakdowns: tuple[Accepted, ...] = ()
    progress: tuple[tuple[Round, Accepted], ...] = ()

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The results of the progress rounds in which a return was accepted, the oldest first."""
        return tuple(
            Period(
                round_,
                results(self.plan, round_, {city: each.numbers for city, each in accepted.items()}),
                frozenset(accepted),
                outdated_figures(self.plan, accepted),
                chosen_words(accepted),
            )
            for round_, accepted in self.progress
            if accepted
        )

    @cached_property
    def shares(self) -> Mapping[tuple[str, str], Decimal | None]:
        """The county targets of all cities by (region, indicator), None for 不分解."""
        shares: dict[tuple[str, str], Decimal | None] = {}
        for city in self.plan.cities:
            shares |= self._shares(city.code)
        return shares

    def _shares(self, city: str) -> Mapping[tuple[str, str], Decimal | None]:
        """A city's county targets: those of its breakdown, or the plan's where it reports for itself."""
        if self.plan.two_levels:
            numbers = [each.code for each in self.plan.indicators if not each.is_words]
            targets = {code: self.plan.target(code, city) for code in numbers}
            return {(city, code): target.value if target else None for code, target in targets.items()}
        breakdown = self._breakdown(city)
        return breakdown.said if breakdown else {}

    def history(self, city: str) -> CityHistory:
        """What the rounds say about a city."""
        breakdown = self._breakdown(city)
        return CityHistory(
            shares=self._shares(city),
            last=self._last(city),
            zones=dict((breakdown.names if breakdown else None) or {}),
        )

    def _breakdown(self, city: str) -> Receipt | None:
        """The city's accepted breakdown, None where there is none."""
        return next((accepted[city] for accepted in self.breakdowns if city in accepted), None)

    def _last(self, city: str) -> dict[tuple[str, str], Decimal]:
        """A city's numbers and whole sums in the last progress round in which its return was accepted."""
        period = next((each for each in reversed(self.periods) if city in each.cities), None)
        if period is None:
            return {}
        numbers = next(accepted[city].numbers for round_, accepted in self.progress if round_ is period.round)
        inputs = [
            code
            for code, each in self.plan.input.items()
            if city in period.values.get(code, {}) and (city, each.indicator) not in period.outdated
        ]
        return numbers | {(city, code): period.values[code][city] for code in inputs}
