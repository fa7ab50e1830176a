"""A round as it stands after a run: what summary and report are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from cascade.catalogue import Severity
from cascade.judging.lights import Lights
from cascade.judging.schedule import elapsed, is_judged
from cascade.model import Indicator, Plan, Region, Round, RoundKind
from cascade.returns.earlier_rounds import Period
from cascade.returns.receipt import Change, Receipt, changes
from cascade.returns.settling import counting, predecessors, status_receipts
from cascade.returns.sums import Values, mismatched_regions


@dataclass(frozen=True)
class Facts:
    """A round as it stands after a run.

    `receipts` are settled; `earlier` are the progress rounds before in which a return was accepted, the
    oldest first; `shares` are the county targets of the accepted breakdowns by (region, indicator); `made` is
    when the run took place and `today` the day by which lateness is told.
    """

    plan: Plan
    round: Round
    receipts: tuple[Receipt, ...]
    values: Values
    earlier: tuple[Period, ...]
    shares: Mapping[tuple[str, str], Decimal | None]
    run: int
    made: datetime
    today: date

    @property
    def is_progress(self) -> bool:
        """Whether the round reports results, not shares."""
        return self.round.kind is RoundKind.PROGRESS

    @cached_property
    def counted(self) -> dict[str, Receipt]:
        """The return that counts of each city that has one."""
        return counting(self.receipts)

    @cached_property
    def status_receipts(self) -> dict[str, Receipt]:
        """The return that tells where each city stands; a city of which none does is missing."""
        return status_receipts(self.receipts)

    @cached_property
    def missing(self) -> tuple[Region, ...]:
        """The cities without an accepted return."""
        return tuple(city for city in self.plan.cities if city.code not in self.counted)

    @property
    def complete(self) -> bool:
        """Whether every city has an accepted return."""
        return not self.missing

    def late(self, receipt: Receipt) -> bool:
        """Whether a file came after the day on which the round was due."""
        return receipt.late(self.round.due.isoformat())

    def before(self, receipt: Receipt) -> Receipt | None:
        """The return that its city sent before this one, if both hold numbers."""
        return self._before.get((receipt.file, receipt.sha256))

    def changes(self, receipt: Receipt) -> tuple[Change, ...]:
        """What a return says otherwise than the one before it."""
        earlier = self.before(receipt)
        return changes(earlier, receipt) if earlier else ()

    @cached_property
    def _before(self) -> dict[tuple[str, str], Receipt]:
        return predecessors(self.receipts)

    @cached_property
    def files(self) -> int:
        """How many files the numbers come from: a return may be put together from several."""
        counted = self.counted.values()
        return len({each.sha256 or receipt.sha256 for receipt in counted for each in receipt.records})

    def lacking(self, city: str) -> int:
        """How many numbers are missing from a return that a person has accepted in spite of its errors."""
        receipt = self.counted[city]
        wrong = {(each.region, each.field) for each in receipt.findings if each.severity is Severity.ERROR}
        return len({(region, field) for region, field in wrong if region and field} - receipt.said.keys())

    def leaves(self, city: Region) -> tuple[Region, ...]:
        """A city's counties, then the functional zones that it has named or reported numbers for."""
        return self._leaves[city.code]

    @cached_property
    def _leaves(self) -> dict[str, tuple[Region, ...]]:
        return {city.code: tuple(self._leaves_of(city)) for city in self.plan.cities}

    def _leaves_of(self, city: Region) -> Iterator[Region]:
        counties, receipt = self.plan.counties(city.code), self.counted.get(city.code)
        yield from counties
        if receipt is not None:
            names = receipt.names or {}
            zones = {*names, *(each.region for each in receipt.records)} - {each.code for each in counties}
            for code in sorted(zones):
                yield Region(code=code, name=names.get(code) or code, parent=city.code)

    def value(self, field: str, region: str) -> Decimal | None:
        """A result by field (or indicator) and region."""
        return self.values.get(field, {}).get(region)

    def has_mismatched_inputs(self, indicator: Indicator, region: str) -> bool:
        """Whether the inputs of a measure would be summed over different counties: one of them lacks some.

        Only a return that a person has accepted in spite of its errors can be so.
        """
        return region in self._mismatched[indicator.code]

    @cached_property
    def _mismatched(self) -> dict[str, set[str]]:
        return {
            each.code: mismatched_regions(self.plan, each, self.values)
            for each in self.plan.indicators
            if each.is_rate
        }

    def target(self, indicator: Indicator, region: str) -> Decimal | None:
        """The target of the province, a city or a county."""
        if region == self.plan.province:
            return self.plan.province_target(indicator)
        if target := self.plan.target(indicator.code, region):
            return target.value
        return self.shares.get((region, indicator.code))

    def indicator_of(self, field: str) -> str:
        """The code of the indicator that a field (an input or an indicator) belongs to."""
        return self.plan.input[field].indicator if field in self.plan.input else field

    @cached_property
    def period(self) -> Period:
        """This round as a period among the others."""
        return Period(self.round, self.values, frozenset(self.counted))

    @cached_property
    def elapsed(self) -> Decimal:
        """The share of the plan's year that has passed by the round's date, in per cent (序时进度)."""
        return self.elapsed_in(self.period)

    def elapsed_in(self, period: Period) -> Decimal:
        """The share of the plan's year that has passed by the date of a round, in per cent."""
        return elapsed(self.plan.year, period.round.as_of)

    def is_judged(self, indicator: Indicator, period: Period | None = None) -> bool:
        """Whether an indicator is judged in this round, or was in another one."""
        return is_judged(indicator, self.elapsed_in(period or self.period))

    @cached_property
    def lights(self) -> Lights:
        """The lights of the results of this round."""
        return Lights(self.plan, self.elapsed)
