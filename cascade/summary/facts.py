"""All that a summary is made of, and how cities and results are worded."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from cascade.model import Indicator, Pace, Plan, Region, Round, RoundKind
from cascade.receipts import Receipt, State, counting, speaking
from cascade.results import Values, torn_regions

REPORTED, MISSING, CORRECTING, HELD = "已报", "未报", "已收待改", "待核实"
NONE = "—"  # what does not exist: no share, no target, no result


@dataclass(frozen=True)
class Facts:
    """A round as it stands after a run. `receipts` are settled; `last` are the results of the progress
    round before; `shares` the county targets of the accepted breakdowns by (region, indicator)."""

    plan: Plan
    round: Round
    receipts: tuple[Receipt, ...]
    values: Values
    last: Values
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
    def speaking(self) -> dict[str, Receipt]:
        """The return that tells where each city stands; a city of which none does is missing."""
        return speaking(self.receipts)

    def status(self, city: str) -> str:
        """Where a city stands, in a word."""
        receipt = self.speaking.get(city)
        if receipt is None:
            return MISSING
        return {State.ACCEPTED: REPORTED, State.SENT_BACK: CORRECTING}.get(receipt.state, HELD)

    @property
    def coverage(self) -> str:
        """How many cities the totals cover, e.g. `已报10/11`."""
        return f"{REPORTED}{len(self.counted)}/{len(self.plan.cities)}"

    @property
    def basis(self) -> str:
        """What the numbers are based on, in a sentence."""
        as_of = f"数据截至 {self.round.as_of}，" if self.round.as_of else ""
        decided = "、".join(self.plan.name(city) for city, each in self.counted.items() if each.overruled)
        overruled = f"人工决定接收：{decided}。" if decided else ""
        return f"{as_of}依据第 {self.run} 次收集（{self.made:%Y-%m-%d %H:%M}），{self.coverage}。{overruled}"

    @property
    def footer(self) -> str:
        """What every printed page says of where its numbers come from."""
        return f"第 {self.run} 次汇总 {self.made:%Y-%m-%d %H:%M} {self.coverage}"

    @property
    def complete(self) -> bool:
        """Whether every city has an accepted return."""
        return len(self.counted) == len(self.plan.cities)

    def leaves(self, city: Region) -> tuple[Region, ...]:
        """A city's counties, then the functional zones that it has named."""
        receipt = self.counted.get(city.code)
        names = (receipt.names if receipt else None) or {}
        zones = (Region(code=code, name=names[code], parent=city.code) for code in sorted(names))
        return (*self.plan.counties(city.code), *zones)

    def value(self, field: str, region: str) -> Decimal | None:
        """A result by field (or indicator) and region."""
        return self.values.get(field, {}).get(region)

    def torn(self, indicator: Indicator, region: str) -> bool:
        """Whether a measure's sums would not cover the same counties: some inputs of one of them are missing.

        Only a return that a person has accepted in spite of its errors can be so.
        """
        return region in self._torn[indicator.code]

    @cached_property
    def _torn(self) -> dict[str, set[str]]:
        return {
            each.code: torn_regions(self.plan, each, self.values)
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

    @cached_property
    def elapsed(self) -> Decimal:
        """The share of the plan's year that has passed by the round's date, in per cent (序时进度).

        Counted in months, the running month by its days: 30 June is exactly 50.
        """
        day = self.round.as_of
        if day is None or day.year < self.plan.year:
            return Decimal(0)
        if day.year > self.plan.year:
            return Decimal(100)
        month = day.month - 1 + Decimal(day.day) / calendar.monthrange(day.year, day.month)[1]
        return month * 100 / 12

    def judged(self, indicator: Indicator) -> bool:
        """Whether the indicator is judged in this round: a year-end one only in the last quarter."""
        return indicator.pace is Pace.EVEN or self.elapsed > 75
