"""What a summary has to show, worked out from what the cities have said; nothing of `cascade` is imported.

Rules (issue 5): an amount is held against the time elapsed, a rate against its target alone; a year-end
indicator is neither judged nor ranked before the last quarter; without a target, or with one of zero, an
amount has no completion. Ranks compare what is shown to six decimals, and equal ones share a rank.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from tests.support.oracle.form import Said
from tests.support.oracle.results import expected_breakdown, expected_progress
from tests.support.oracle.tables import PROVINCE, Indicator, Tables

NONE, MISSING, PARTIAL = "—", "未报", "未报齐"
Shown = Fraction | str | None  # a number, a word, or an empty cell


class Standing:
    """A round as it stands: `filings` are what the cities that count have said, `shares` the breakdown's.

    `elapsed` is the share of the year in per cent, `last` the progress round before.
    """

    def __init__(
        self,
        tables: Tables,
        filings: Mapping[str, Said],
        shares: Mapping[str, Said],
        elapsed: int | None = None,
        last: "Standing | None" = None,
    ) -> None:
        self.tables = tables
        self.filings = filings
        self.shares = shares
        self.elapsed = elapsed
        self.last = last
        assert all(each.at_least for each in tables.indicators)

    @property
    def complete(self) -> bool:
        return len(self.filings) == len(self.tables.cities)

    @cached_property
    def values(self) -> dict[str, dict[str, Fraction]]:
        expected = expected_breakdown if self.elapsed is None else expected_progress
        found = expected(self.tables, self.filings)
        return {field: {r: Fraction(v) for r, v in by_region.items()} for field, by_region in found.items()}

    def city(self, region: str) -> str:
        return region[:4] + "00"

    def reports(self, region: str) -> bool:
        """Whether a region's city has an accepted return; the province always says something."""
        return region == PROVINCE or self.city(region) in self.filings

    def number(self, field: str, region: str) -> Shown:
        """A reported number or a sum."""
        if not self.reports(region):
            return MISSING
        return self.values.get(field, {}).get(region, NONE)

    def target(self, indicator: Indicator, region: str) -> Shown:
        if region == PROVINCE:
            if indicator.headline is not None or indicator.rate:
                return None if indicator.headline is None else Fraction(indicator.headline)
            return sum(
                (Fraction(self.tables.targets[city, indicator.code]) for city in self.tables.cities),
                Fraction(),
            )
        if region in self.tables.cities:
            return Fraction(self.tables.targets[region, indicator.code])
        if self.elapsed is None:
            return None
        share = self.shares[self.city(region)][region, indicator.code]
        return Fraction(share) if isinstance(share, Decimal) else NONE

    def result(self, indicator: Indicator, region: str) -> Shown:
        """An amount's number or a rate's value."""
        return self.number(indicator.code if indicator.rate else indicator.inputs[0][0], region)

    def done(self, indicator: Indicator, region: str) -> Shown:
        """Per cent of an amount's target, or points above a rate's."""
        value, target = self.result(indicator, region), self.target(indicator, region)
        if not isinstance(value, Fraction) or not isinstance(target, Fraction):
            return NONE
        if indicator.rate:
            return value - target
        return value / target * 100 if target else NONE

    def judged(self, indicator: Indicator) -> bool:
        assert self.elapsed is not None
        return not indicator.year_end or self.elapsed > 75

    def few(self, indicator: Indicator, region: str) -> bool:
        """Whether a county has a target of one to four things, of which no light is given."""
        target = self.target(indicator, region)
        whole = region in (PROVINCE, *self.tables.cities)
        counted = not indicator.rate and not indicator.decimals
        return counted and not whole and isinstance(target, Fraction) and 0 < target < 5

    def light(self, indicator: Indicator, region: str) -> str:
        if region == PROVINCE and not self.complete:
            return PARTIAL
        if not self.judged(indicator):
            return "年末评"
        done = self.done(indicator, region)
        if not isinstance(done, Fraction):
            return NONE
        if self.few(indicator, region):
            return "/".join(_plain(each(indicator, region)) for each in (self.result, self.target))
        if indicator.rate:
            return "● 达标" if done >= 0 else "▼ 未达标"
        assert self.elapsed is not None
        if done >= 100:
            return "● 已完成"
        return "● 达序时" if done >= self.elapsed else "△ 略滞后" if done >= self.elapsed - 10 else "▼ 滞后"

    # ------------------------------------------------------------------------------------- the ranking's rows

    def ranked(self, indicator: Indicator) -> dict[str, int]:
        if not self.judged(indicator):
            return {}
        done = {city: self.done(indicator, city) for city in self.filings}
        known = {city: round(value, 6) for city, value in done.items() if isinstance(value, Fraction)}
        return {city: 1 + sum(other > value for other in known.values()) for city, value in known.items()}

    def shown_done(self, indicator: Indicator, region: str) -> Shown:
        """The completion where regions are compared: not of a province of which a part is missing."""
        if region == PROVINCE and not self.complete:
            return PARTIAL
        return self.done(indicator, region) if self.reports(region) else MISSING

    def ahead(self, indicator: Indicator, region: str) -> Shown:
        done = self.shown_done(indicator, region)
        assert self.elapsed is not None
        return done - self.elapsed if isinstance(done, Fraction) else PARTIAL if done == PARTIAL else NONE

    def rank(self, indicator: Indicator, region: str) -> Shown:
        if region == PROVINCE:
            return None
        ranked = self.ranked(indicator)
        return Fraction(ranked[region]) if region in ranked else NONE

    def move(self, indicator: Indicator, region: str) -> Shown:
        """How many ranks the city has risen since the last accepted round."""
        if region == PROVINCE:
            return None
        assert self.last
        now, before = self.ranked(indicator), self.last.ranked(indicator)
        return Fraction(before[region] - now[region]) if region in now and region in before else NONE

    def to_go(self, indicator: Indicator, region: str) -> Shown:
        """What is lacking of the target, a month that is left."""
        done = self.shown_done(indicator, region)
        assert self.elapsed is not None
        if done == PARTIAL:
            return PARTIAL
        months = Fraction(12 * (100 - self.elapsed), 100)
        value, target = self.result(indicator, region), self.target(indicator, region)
        if not isinstance(done, Fraction) or not months:
            return NONE
        assert isinstance(value, Fraction)
        assert isinstance(target, Fraction)
        if value >= target:
            return "已完成"
        few = not indicator.decimals and target - value < months  # less than one a month
        return f"还需 {target - value}{indicator.unit}" if few else (target - value) / months

    def lights(self, sign: str, region: str, indicators: list[Indicator]) -> Shown:
        """How many of the region's lights have a sign."""
        if region == PROVINCE and not self.complete:
            return PARTIAL
        if not self.reports(region):
            return MISSING
        return Fraction(sum(self.light(each, region).startswith(sign) for each in indicators))

    # ------------------------------------------------------------------------------------------ a breakdown's

    def gap(self, indicator: Indicator, region: str) -> Shown:
        """What an amount's shares exceed the target by; how many counties are below their city's rate."""
        leaf = region not in self.tables.cities and region != PROVINCE
        if leaf:
            return ("△ 低于本市" if self._below(indicator, region) else None) if indicator.rate else None
        if region == PROVINCE and not self.complete:
            return PARTIAL
        if indicator.rate:
            below = [
                each for city in self.filings for each in self._leaves(city) if self._below(indicator, each)
            ]
            mine = [each for each in below if region in (PROVINCE, self.city(each))]
            return Fraction(len(mine)) if self.reports(region) else NONE
        number, target = self.number(indicator.code, region), self.target(indicator, region)
        return number - target if isinstance(number, Fraction) and isinstance(target, Fraction) else NONE

    def _leaves(self, city: str) -> set[str]:
        return {region for region, _ in self.filings[city]}

    def _below(self, indicator: Indicator, leaf: str) -> bool:
        share = self.number(indicator.code, leaf)
        return isinstance(share, Fraction) and share < self.tables.targets[self.city(leaf), indicator.code]


def _plain(number: Shown) -> str:
    assert isinstance(number, Fraction)
    return f"{float(number):.2f}".rstrip("0").rstrip(".")
