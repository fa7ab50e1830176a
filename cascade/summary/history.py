"""The contents of 历次完成情况: completions by region and round. The charts read its cells.

Regions stand across, or down where they are many (see `frame`). A cell without a
completion stays empty: a chart would draw any text as zero.
"""

from functools import cached_property

from cascade.formula import Live, Ref, Span, Value
from cascade.grid import Area, address, area_address, on_sheet
from cascade.indicators import Indicator
from cascade.judging.results import ROUNDED
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts
from cascade.summary.completions import Completions
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind
from cascade.summary.frame import Frame

NAME = "历次完成情况"
ROUND, TIME, FIXED = 4, 6, 6  # the columns of a round's name and of its schedule; the last fixed one
HEADER, ELAPSED, FIRST_ROW = 3, 4, 5
TURNED_ROUND, TURNED_TIME, TURNED_FIRST_ROW, TURNED_FIXED = 4, 6, 7, 2  # rows, and the last fixed column


class History:
    """The sheet's cells by indicator, period and region; the periods are the rounds so far, this one last."""

    def __init__(self, facts: Facts, detail: Detail) -> None:
        self.facts = facts
        self.detail = detail
        self.completions = Completions(facts)
        self.periods = (*facts.earlier, facts.period)
        self.regions = (*(city.code for city in facts.plan.cities), facts.plan.province)
        lines = len(detail.numbers) * len(self.periods)
        across, down = (FIRST_ROW, FIXED + 1), (TURNED_FIRST_ROW, TURNED_FIXED + 1)
        self.frame = Frame(self.regions, lines, across, down)

    def lines(self, indicator: Indicator) -> tuple[int, int]:
        """First and last line of an indicator: it has a line for each period."""
        first = self._first_lines[indicator.code]
        return first, first + len(self.periods) - 1

    @cached_property
    def _first_lines(self) -> dict[str, int]:
        return {each.code: at * len(self.periods) for at, each in enumerate(self.detail.numbers)}

    def cell(self, indicator: Indicator, at: int, region: str) -> tuple[int, int]:
        """Row and column of a region's completion in a period, counted from 0 (-1 is this round)."""
        first, last = self.lines(indicator)
        return self.frame.cell((last + 1 if at < 0 else first) + at, region)

    def of_cities(self, indicator: Indicator, at: int = -1) -> Area:
        """The cells of all cities in a period, by default this round."""
        first, last = self.regions[0], self.regions[-2]
        return Area(*self.cell(indicator, at, first), *self.cell(indicator, at, last))

    @property
    def names(self) -> Area:
        """The cells of the cities' names."""
        return self._beside_cities(1 if self.frame.turned else HEADER)

    @property
    def elapsed(self) -> Area:
        """The cells of the cities that say what is expected by this round."""
        return self._beside_cities(TURNED_FIXED if self.frame.turned else ELAPSED)

    def _beside_cities(self, at: int) -> Area:
        """The cells of a fixed column or header row, beside or above the cities."""
        line = self.frame.of_line(0)
        if self.frame.turned:
            return Area(line.top, at, line.bottom, at)
        return Area(at, line.left, at, line.right)

    def of_rounds(self, indicator: Indicator, region: str) -> Area:
        """The cells of a region in all periods."""
        return self.frame.of_region(region, *self.lines(indicator))

    def rounds(self, indicator: Indicator) -> Area:
        """The cells of the names of all periods."""
        return self._beside_rounds(indicator, TURNED_ROUND if self.frame.turned else ROUND)

    def times(self, indicator: Indicator) -> Area:
        """The cells of what is expected by all periods."""
        return self._beside_rounds(indicator, TURNED_TIME if self.frame.turned else TIME)

    def _beside_rounds(self, indicator: Indicator, at: int) -> Area:
        """The cells of a header row or fixed column, above or beside an indicator's periods."""
        area = self.of_rounds(indicator, self.regions[0])
        if self.frame.turned:
            return Area(at, area.left, at, area.right)
        return Area(area.top, at, area.bottom, at)

    def last_time(self, indicator: Indicator, city: str) -> tuple[Ref, Span]:
        """The completions of a city and of all cities in the last accepted round, for other sheets."""
        cities, period = self.regions[:-1], self.periods[-2]
        values = [self.completions.of(indicator, each, period) for each in cities]
        cells = on_sheet(NAME, area_address(self.of_cities(indicator, -2)))
        cell = on_sheet(NAME, address(*self.cell(indicator, -2, city)))
        return Ref(cell, values[cities.index(city)]), Span(cells, values)

    def content(self, indicator: Indicator, period: Period, region: str) -> Value | Live:
        """A cell's content: a number for an earlier round, a formula for this one, None if there is none."""
        done = self.completions.of(indicator, region, period)
        if done is None or period is not self.facts.period:
            return done
        return ROUNDED.live(done=self.detail.outside(region, ColumnKind.COMPLETION, indicator.code))
