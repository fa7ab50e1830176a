"""The contents of 历次完成情况: completions by region and round. The charts read its cells.

A cell without a completion stays empty: a chart would draw any text as zero.
"""

from functools import cached_property

from cascade.formula import Live, Ref, Span, Value
from cascade.grid import address, on_sheet, range_address
from cascade.indicators import Indicator
from cascade.judging.results import ROUNDED
from cascade.outcome.completions import Completions
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind
from cascade.summary.wording import REPORTED, city_status

NAME = "历次完成情况"
ROUND, TIME, FIXED = 4, 6, 6  # the columns of a round's name and of its schedule; the last fixed one
HEADER, ELAPSED, FIRST_ROW = 3, 4, 5


class History:
    """The sheet's cells by indicator, period and region; the periods are the rounds so far, this one last."""

    def __init__(self, facts: Facts, detail: Detail) -> None:
        self.facts = facts
        self.detail = detail
        self.completions = Completions(facts)
        self.periods = (*facts.earlier, facts.period)
        self.regions = (*(city.code for city in facts.plan.cities), facts.plan.province)

    def rows(self, indicator: Indicator) -> tuple[int, int]:
        """First and last row of an indicator: it has a row for each period."""
        first = FIRST_ROW + self.detail.numbers.index(indicator) * len(self.periods)
        return first, first + len(self.periods) - 1

    def column(self, region: str) -> int:
        """The number of a region's column; the province's is the last."""
        return self._columns[region]

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {region: at for at, region in enumerate(self.regions, start=FIXED + 1)}

    def label(self, region: str) -> str:
        """A region's name, with the state of a city that is no part of the numbers."""
        name, facts = self.facts.plan.name(region), self.facts
        reported = region == facts.plan.province or city_status(facts, region) == REPORTED
        return name if reported else f"{name}（{city_status(facts, region)}）"

    def last_time(self, indicator: Indicator, city: str) -> tuple[Ref, Span]:
        """The completions of a city and of all cities in the last accepted round, for other sheets."""
        row, cities, period = self.rows(indicator)[1] - 1, self.regions[:-1], self.periods[-2]
        values = [self.completions.of(indicator, each, period) for each in cities]
        across = range_address(row, self.column(cities[0]), row, self.column(cities[-1]))
        cell = on_sheet(NAME, address(row, self.column(city)))
        return Ref(cell, values[cities.index(city)]), Span(on_sheet(NAME, across), values)

    def content(self, indicator: Indicator, period: Period, region: str) -> Value | Live:
        """A cell's content: a number for an earlier round, a formula for this one, None if there is none."""
        done = self.completions.of(indicator, region, period)
        if done is None or period is not self.facts.period:
            return done
        return ROUNDED.live(done=self.detail.outside(region, ColumnKind.COMPLETION, indicator.code))
