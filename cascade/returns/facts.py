"""A round as it stands after a collection: everything that the summary and the report show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from cascade.indicators import Indicator
from cascade.judging.lights import Lights
from cascade.judging.schedule import WHOLE, elapsed, is_judged, months_left, overdue
from cascade.judging.targets import is_few
from cascade.model import Plan, Region, Round, RoundKind
from cascade.returns.earlier_rounds import Period, chosen_words, outdated_figures
from cascade.returns.receipt import Change, Receipt, changes
from cascade.returns.round_goals import Goal, round_goal
from cascade.returns.settling import counting, predecessors, status_receipts, withdrawn_last
from cascade.returns.sums import Values, mismatched_regions, own_fields


@dataclass(frozen=True)
class Facts:
    """A round as it stands after a collection.

    `receipts` are settled; `values` are the round's results. `earlier` are the earlier progress rounds in
    which a return was accepted, the oldest first; `shares` are the county targets of the accepted breakdowns
    by (region, indicator), None for 不分解. `number` is the summary's (第n次), `made` when it was given.
    `now` is the time of the collection; its day is the one of `--today`. `closed` says that nobody is asked
    for anything any more. `deadline` is the day after which a return is late, None where nobody can be.
    `renewable` says that the plan asks those missing for something else than their forms do.
    """

    plan: Plan
    round: Round
    receipts: tuple[Receipt, ...]
    values: Values
    earlier: tuple[Period, ...]
    shares: Mapping[tuple[str, str], Decimal | None]
    number: int
    made: datetime
    now: datetime
    closed: bool = False
    deadline: date | None = None
    renewable: bool = False

    @property
    def today(self) -> date:
        """The day by which lateness is judged."""
        return self.now.date()

    @property
    def is_progress(self) -> bool:
        """Whether the round reports results; a breakdown reports shares of targets."""
        return self.round.kind is RoundKind.PROGRESS

    @property
    def has_points(self) -> bool:
        """Whether the round's results earn points: the plan gives some indicator a weight."""
        return self.is_progress and any(each.weight is not None for each in self.plan.indicators)

    @cached_property
    def counted(self) -> dict[str, Receipt]:
        """The return that counts, by city; a city without one is absent."""
        return counting(self.receipts)

    @cached_property
    def status_receipts(self) -> dict[str, Receipt]:
        """The return that shows a city's status, by city; a city without one is absent."""
        return status_receipts(self.receipts)

    @cached_property
    def withdrawn(self) -> dict[str, Receipt]:
        """The withdrawn return that a city sends anew, by city: nothing else of it counts or waits."""
        return withdrawn_last(self.receipts)

    @cached_property
    def words(self) -> Mapping[tuple[str, str], str]:
        """The words that cities have chosen in place of a number, by (region, indicator)."""
        return chosen_words(self.counted)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators that the round collects: a breakdown shares out numbers only."""
        return self.plan.indicators if self.is_progress else self.plan.numbers

    @cached_property
    def leads(self) -> tuple[str, ...]:
        """The lead departments of these indicators, in order."""
        return tuple(dict.fromkeys(each.lead for each in self.indicators))

    @cached_property
    def missing(self) -> tuple[Region, ...]:
        """The cities without an accepted return."""
        return tuple(city for city in self.plan.cities if city.code not in self.counted)

    @property
    def complete(self) -> bool:
        """Whether every city has an accepted return."""
        return not self.missing

    @cached_property
    def outdated(self) -> frozenset[tuple[str, str]]:
        """The (region, indicator) whose figures are not whole because the plan has changed."""
        return outdated_figures(self.plan, self.counted)

    @cached_property
    def doubted(self) -> frozenset[tuple[str, str]]:
        """The (region, indicator) of which a number that counts is in doubt, those of the whole included."""
        found = {(city, code) for city, each in self.counted.items() for code in each.doubted(self.plan)}
        return frozenset(found | {(self.plan.province, code) for _, code in found})

    def is_whole(self, indicator: Indicator, region: str) -> bool:
        """Whether a figure of a city or the province is of all its counties, as far as they have reported.

        That of the province is not while a city is missing, unless the issuer reports its own figure.
        """
        if region == self.plan.province and self.is_progress and indicator.is_own:
            return True
        missing = region == self.plan.province and not self.complete
        return not missing and (region, indicator.code) not in self.outdated

    @property
    def overdue(self) -> str:
        """How long a return that has not come is overdue, in words; "" where none is awaited (any more)."""
        return "" if self.closed or not self.deadline else overdue(self.deadline, self.today)

    def late(self, receipt: Receipt) -> bool:
        """Whether a file came after the deadline."""
        return receipt.late(self.deadline)

    def before(self, receipt: Receipt) -> Receipt | None:
        """The return that the same city sent before this one, None unless both hold numbers."""
        return self._before.get(receipt.key)

    def changes(self, receipt: Receipt) -> tuple[Change, ...]:
        """The numbers that differ between a return and the one before it."""
        return changes(earlier, receipt) if (earlier := self.before(receipt)) else ()

    @cached_property
    def _before(self) -> dict[tuple[str, str, int], Receipt]:
        return predecessors(self.receipts)

    @cached_property
    def files(self) -> int:
        """How many files the numbers come from: several files may make up one return."""
        counted = self.counted.values()
        return len({each.sha256 or receipt.sha256 for receipt in counted for each in receipt.records})

    def lacking(self, city: str) -> int:
        """How many numbers are missing from a return that an operator accepted in spite of its errors."""
        receipt, counties = self.counted[city], self.plan.counties(city)
        fields = set(self.plan.input if self.is_progress else self.plan.indicator)
        own = own_fields(self.plan, self.round)
        if self.is_progress:
            own |= {each.code for each in self.plan.indicators if each.is_words}
        asked = {(county.code, field) for county in counties for field in fields - own}
        asked |= {(city, field) for field in own}
        asked |= {(each.region, each.field) for each in receipt.unread}  # of functional zones, too
        return len(asked - receipt.said.keys())

    def leaves(self, city: Region) -> tuple[Region, ...]:
        """A city's counties, then the functional zones that it has named or has reported numbers for."""
        return self._leaves[city.code]

    @cached_property
    def _leaves(self) -> dict[str, tuple[Region, ...]]:
        return {city.code: tuple(self._leaves_of(city)) for city in self.plan.cities}

    def _leaves_of(self, city: Region) -> Iterator[Region]:
        yield from self.plan.counties(city.code)
        if receipt := self.counted.get(city.code):
            names = receipt.names or {}
            known = {city.code, *(each.code for each in self.plan.counties(city.code))}
            for code in sorted({*names, *(each.region for each in receipt.records)} - known):
                # unchecked, for a spare row's code may be longer than a code of the plan
                yield Region.model_construct(code=code, name=names.get(code) or code, parent=city.code)

    def value(self, field: str, region: str) -> Decimal | None:
        """The result of a field or indicator in a region, None where it does not exist."""
        return self.values.get(field, {}).get(region)

    def has_few(self, indicator: Indicator, region: str) -> bool:
        """Whether a county's target is too small for the light that it would have; a city's never is."""
        whole = region == self.plan.province or self.plan.two_levels or region in self._leaves
        if whole or not self.is_judged(indicator):
            return False
        goal = self.goal(indicator, region)
        return is_few(indicator, goal.value if goal else None)

    def has_mismatched_inputs(self, indicator: Indicator, region: str) -> bool:
        """Whether the inputs of an indicator's measure cover different counties, so that it has no value.

        Only a return that an operator accepted in spite of its errors can cause this.
        """
        return region in self._mismatched[indicator.code]

    def cities_lacking_inputs(self, indicator: Indicator) -> tuple[Region, ...]:
        """The cities that have no result of an indicator because some inputs of it were not reported."""
        mismatched = self._mismatched.get(indicator.code, set())
        lacking = (city for city in self.plan.cities if city.code in mismatched)
        return tuple(city for city in lacking if self.is_whole(indicator, city.code))

    @cached_property
    def _mismatched(self) -> dict[str, set[str]]:
        rates = [each for each in self.plan.indicators if each.is_rate]
        return {each.code: mismatched_regions(self.plan, each, self.values) for each in rates}

    def by_round(self, indicator: Indicator, period: Period | None = None) -> bool:
        """Whether the plan says what is to be reached by a round, by default this one (分期目标)."""
        round_id = (period or self.period).round.id
        return indicator.code in self.plan.judged_by_round.get(round_id, ())

    @property
    def without_figure(self) -> list[Indicator]:
        """The indicators of which the issuer has not entered its own figure for this progress round."""
        own = [each for each in self.indicators if each.is_own and self.is_progress]
        return [each for each in own if self.plan.figure(self.round.id, each.code) is None]

    @property
    def unfilled(self) -> str:
        """These indicators in words, `四川省的第 3 项“机械化率”`; "" for none."""
        named = "、".join(f"第 {each.number} 项“{each.title}”" for each in self.without_figure)
        return named and f"{self.plan.name(self.plan.province)}的{named}"

    @property
    def any_by_round(self) -> tuple[Indicator, ...]:
        """The indicators of which the plan says what is to be reached by this round."""
        return tuple(each for each in self.indicators if self.by_round(each))

    def goal(self, indicator: Indicator, region: str, period: Period | None = None) -> Goal | None:
        """What a result is judged by: the target by a round, by default this one, else the whole target."""
        if self.by_round(indicator, period):
            round_id = (period or self.period).round.id
            return round_goal(self.plan, round_id, indicator, region, self.shares)
        return self.whole_goal(indicator, region)

    def whole_goal(self, indicator: Indicator, region: str) -> Goal | None:
        """The target of the plan's whole period."""
        if region == self.plan.province:
            target = self.plan.province_target(indicator)
            return None if target is None else Goal(target, self.plan.province_upper(indicator))
        if found := self.plan.target(indicator.code, region):
            return Goal(found.value, found.upper)
        share = self.shares.get((region, indicator.code))
        return None if share is None else Goal(share)

    def target(self, indicator: Indicator, region: str) -> Decimal | None:
        """The target of the province, a city or a county for the plan's whole period; None for none."""
        return goal.value if (goal := self.whole_goal(indicator, region)) else None

    def upper(self, indicator: Indicator, region: str) -> Decimal | None:
        """The upper bound of the province's or a city's range; None where the target is no range."""
        return goal.upper if (goal := self.whole_goal(indicator, region)) else None

    def indicator_of(self, field: str) -> str:
        """The code of the indicator that a field (an input or an indicator) belongs to."""
        return self.plan.input[field].indicator if field in self.plan.input else field

    @cached_property
    def period(self) -> Period:
        """This round's results as a period, to compare with the earlier ones."""
        return Period(self.round, self.values, frozenset(self.counted), self.outdated, self.words)

    @cached_property
    def elapsed(self) -> Decimal:
        """The part of the plan's period that has passed by the round's date, in per cent (序时进度)."""
        return self.elapsed_in(self.period)

    def elapsed_in(self, period: Period) -> Decimal:
        """The part of the plan's period that has passed by a round's date, in per cent."""
        return elapsed(self.plan.start, self.plan.end, period.round.as_of)

    @cached_property
    def expected(self) -> Decimal:
        """The part of a target that is expected by the round's date, in per cent (应完成进度)."""
        return self.expected_in(self.period)

    def expected_in(self, period: Period) -> Decimal:
        """The part of a target that is expected by a round's date: the plan's, else the time elapsed."""
        given = period.round.expected
        return self.elapsed_in(period) if given is None else given

    def expected_of(self, indicator: Indicator, period: Period | None = None) -> Decimal:
        """The part of an indicator's `goal` that is expected by a round: all of a target by round."""
        return WHOLE if self.by_round(indicator, period) else self.expected_in(period or self.period)

    @cached_property
    def months_left(self) -> Decimal:
        """How many months of the plan's period are left after the round's date."""
        return months_left(self.plan.start, self.plan.end, self.round.as_of)

    def is_judged(self, indicator: Indicator, period: Period | None = None) -> bool:
        """Whether an indicator is judged in a period, by default this round; by a round's target always."""
        passed = self.elapsed_in(period) if period else self.elapsed
        return self.by_round(indicator, period) or is_judged(indicator, passed)

    @cached_property
    def lights(self) -> Lights:
        """The rules that give the results of this round their lights."""
        return Lights(self.plan, self.elapsed, self.expected, frozenset(e.code for e in self.any_by_round))
