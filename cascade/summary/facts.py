"""All that a summary is made of, and how cities and results are worded."""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from cascade.findings import Severity
from cascade.model import Indicator, Pace, Plan, Region, Round, RoundKind
from cascade.quantity import rounded, shown
from cascade.returns.receipts import Receipt, State, counting, speaking
from cascade.returns.sums import Values, torn_regions

REPORTED, MISSING, CORRECTING, HELD = "已报", "未报", "已收待改", "待核实"
SOME_SHARES = "已收部分分表"  # shares of a form have come, others are still missing
UNREADABLE, ANNEX = "无法读取", "附件"
STATE_WORDS: Mapping[State, str] = {  # what leaders read of a return; of a city the same words
    State.ACCEPTED: REPORTED,
    State.SENT_BACK: CORRECTING,
    State.HELD: HELD,
    State.REFUSED: UNREADABLE,
    State.ANNEX: ANNEX,
}
NONE = "—"  # what does not exist: no share, no target, no result
_AT_LEAST_OR_MOST = r"(?:及?以上|及?以下|以内)"  # how the notice says which side of a number is meant


@dataclass(frozen=True, slots=True)
class Period:
    """What a progress round has come to, and the cities whose accepted returns that covers."""

    round: Round
    values: Values
    cities: frozenset[str]


@dataclass(frozen=True)
class Facts:
    """A round as it stands after a run. `receipts` are settled; `earlier` are the progress rounds before
    in which a return was accepted, the oldest first; `shares` the county targets of the accepted
    breakdowns by (region, indicator)."""

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
    def speaking(self) -> dict[str, Receipt]:
        """The return that tells where each city stands; a city of which none does is missing."""
        return speaking(self.receipts)

    def status(self, city: str) -> str:
        """Where a city stands, in a word."""
        if receipt := self.speaking.get(city):
            return REPORTED if receipt.state is State.ACCEPTED else STATE_WORDS[receipt.state]
        shares = any(each.region == city and each.state is State.ACCEPTED for each in self.receipts)
        return SOME_SHARES if shares else MISSING

    @property
    def coverage(self) -> str:
        """How many cities the totals cover, e.g. `已报10/11`."""
        return f"{REPORTED}{len(self.counted)}/{len(self.plan.cities)}"

    @property
    def basis(self) -> str:
        """What the numbers are based on, in a sentence."""
        as_of = f"数据截至 {self.round.as_of}，" if self.round.as_of else ""
        when = f"第 {self.run} 次收集（{self.made:%Y-%m-%d %H:%M}）"
        decided = "、".join(self.plan.name(city) for city, each in self.counted.items() if each.overruled)
        overruled = f"其中人工决定接收：{decided}。" if decided else ""
        return f"{as_of}依据{when}，计入上报表 {self.files} 份，{self.coverage}。{overruled}"

    @cached_property
    def files(self) -> int:
        """How many files the numbers come from: a return may be put together from several."""
        counted = self.counted.values()
        return len({each.sha256 or receipt.sha256 for receipt in counted for each in receipt.records})

    def lacking(self, city: str) -> int:
        """How many numbers are missing from a return that a person has accepted all the same."""
        receipt = self.counted[city]
        wrong = {(each.region, each.field) for each in receipt.findings if each.severity is Severity.ERROR}
        return len({(region, field) for region, field in wrong if region and field} - receipt.said.keys())

    @property
    def note(self) -> str:
        """What the numbers of the tables of counties are based on, and how rates are summed up in them."""
        return self.basis + ("" if self.is_progress else "比率类的合计为县级最低。")

    @property
    def footer(self) -> str:
        """What every printed page says of where its numbers come from."""
        return f"第 {self.run} 次汇总 {self.made:%Y-%m-%d %H:%M} {self.coverage}"

    @property
    def complete(self) -> bool:
        """Whether every city has an accepted return."""
        return len(self.counted) == len(self.plan.cities)

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

    def indicator_of(self, field: str) -> str:
        """The code of the indicator that a field (an input or an indicator) belongs to."""
        return self.plan.input[field].indicator if field in self.plan.input else field

    def target_text(self, indicator: Indicator, region: str) -> str:
        """The target of the province or a city as the notice words it, "" where there is none.

        The province's stands in the indicator's name (`增长10%以上`); one that is a sum of shares does not.
        """
        if region != self.plan.province:
            target = self.plan.target(indicator.code, region)
            return target.text if target else ""
        number = self.plan.province_target(indicator)
        if number is None:
            return ""
        plain = f"{shown(number)}{indicator.unit}"
        worded = re.search(rf"(?<![\d.]){re.escape(plain)}{_AT_LEAST_OR_MOST}?", indicator.name)
        return worded[0] if worded else plain

    @cached_property
    def period(self) -> Period:
        """This round as a period among the others."""
        return Period(self.round, self.values, frozenset(self.counted))

    @cached_property
    def elapsed(self) -> Decimal:
        """The share of the plan's year that has passed by the round's date, in per cent (序时进度)."""
        return self.elapsed_at(self.round.as_of)

    def elapsed_at(self, day: date | None) -> Decimal:
        """The share of the plan's year that has passed by a day, in per cent.

        Counted in months, the running month by its days: 30 June is exactly 50.
        """
        if day is None or day.year < self.plan.year:
            return Decimal(0)
        if day.year > self.plan.year:
            return Decimal(100)
        month = day.month - 1 + Decimal(day.day) / calendar.monthrange(day.year, day.month)[1]
        return month * 100 / 12

    @property
    def months_left(self) -> Decimal:
        """How many months of the plan's year are left."""
        return rounded((100 - self.elapsed) * 12 / 100, 10)

    def judged(self, indicator: Indicator, period: Period | None = None) -> bool:
        """Whether the indicator is judged in this round (or another): a year-end one in the last quarter."""
        elapsed = self.elapsed_at(period.round.as_of) if period else self.elapsed
        return indicator.pace is Pace.EVEN or elapsed > 75
