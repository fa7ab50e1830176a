"""The contents of 得分与排名: the indicators that have a weight in rows, cities in columns, totals below.

With many cities the table is turned (see `frame`).

A city's points are formulas over its cells in the table of counties, the weights and the steps on the sheet.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from cascade.formula import Live, Ref, Span, Value, formula, value_of
from cascade.goals import Step
from cascade.grid import absolute_address, address, area_address, on_sheet
from cascade.indicators import Indicator, Scoring
from cascade.judging.points import FULL, LACKING, RANK, RATE, TOTAL, Earned, in_order, points
from cascade.judging.schedule import term
from cascade.returns.facts import Facts
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind
from cascade.summary.detail_sheet import FIRST_ROW as FIRST_DETAIL_ROW
from cascade.summary.frame import Frame
from cascade.summary.wording import OUTDATED, REPORTED, city_status

NAME = "得分与排名"
FIXED = 4  # number, indicator, rule, weight
WEIGHT = 4  # the column of weights, and below the table that of a step's points
BOUND = 3  # the column of a step's completion, below the table
HEADER, STATUS, FIRST_ROW = 3, 4, 5
TURNED_FIXED, TURNED_RULE, TURNED_WEIGHT, TURNED_FIRST_ROW = 2, 4, 5, 6  # the rows of rules and weights
_SUM = formula("SUM(weights)")


class ScoreItem(StrEnum):
    """A row below the points of a city."""

    TOTAL = "total"
    FULL = "full"
    LACKING = "lacking"
    RATE = "rate"
    RANK = "rank"


_OUTSIDE = (ScoreItem.TOTAL, ScoreItem.FULL, ScoreItem.RATE, ScoreItem.RANK)


def scored(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Those of some indicators that earn points."""
    return tuple(each for each in indicators if each.weight is not None)


def earned(facts: Facts) -> dict[str, Earned]:
    """What every city has earned in a round; {} where the plan gives no points."""
    if not facts.has_points:
        return {}
    indicators = scored(facts.plan.indicators)
    scores = Scores(
        facts, Detail(facts, facts.plan.levels.leaves_sheet, facts.plan.indicators, FIRST_DETAIL_ROW)
    )
    return {
        city: Earned(
            {each.code: value_of(scores.points(each, city)) for each in indicators},
            *(value_of(scores.content(item, city)) for item in _OUTSIDE),
        )
        for city in scores.cities
    }


class Scores:
    """The sheet's cells by indicator and city."""

    def __init__(
        self, facts: Facts, detail: Detail, city: str = "", ranks: Mapping[str, Value] | None = None
    ) -> None:
        """The points for a table: of all cities, or of one `city`, whose rank is in `ranks`."""
        self.facts = facts
        self.detail = detail
        self.indicators = scored(detail.indicators)
        self.cities = (city,) if city else tuple(city.code for city in facts.plan.cities)
        self._places = {each.code: at for at, each in enumerate(self.indicators)}
        self._ranks = ranks
        lines = len(self.indicators) + len(ScoreItem)
        across, down = (FIRST_ROW, FIXED + 1), (TURNED_FIRST_ROW, TURNED_FIXED + 1)
        self.frame = Frame((*self.cities, facts.plan.province), lines, across, down)
        items = (*(each.code for each in self.indicators), *ScoreItem)
        self._lines = {item: at for at, item in enumerate(items)}
        self._known: dict[tuple[str, str], Value | Live] = {}

    def line(self, item: Indicator | ScoreItem) -> int:
        """The line of an indicator or an item, from 0."""
        return self._lines[item if isinstance(item, ScoreItem) else item.code]

    def cell(self, item: Indicator | ScoreItem, city: str) -> tuple[int, int]:
        """Row and column of a city's cell."""
        return self.frame.cell(self.line(item), city)

    def weight_cell(self, item: Indicator | ScoreItem) -> tuple[int, int]:
        """Row and column of an indicator's weight, or of the sum of all (`ScoreItem.FULL`)."""
        row, column = self.cell(item, self.cities[0])
        return (TURNED_WEIGHT, column) if self.frame.turned else (row, WEIGHT)

    @property
    def end(self) -> tuple[int, int]:
        """Row and column of the table's last cell."""
        return self.cell(ScoreItem.RANK, self.cities[-1])

    @cached_property
    def stepped(self) -> dict[Indicator, tuple[Step, ...]]:
        """The steps of the indicators that score by steps, the best first."""
        by_steps = (each for each in self.indicators if each.scoring is Scoring.STEPS)
        return {each: in_order(each, self.facts.plan.steps) for each in by_steps}

    @property
    def steps_heading(self) -> int:
        """The row above the first step."""
        return self.end[0] + 2

    def step_row(self, indicator: Indicator, at: int) -> int:
        """The number of the row of an indicator's step, counted from 0."""
        lengths = accumulate((len(each) for each in self.stepped.values()), initial=self.steps_heading + 1)
        first = dict(zip(self.stepped, lengths, strict=False))[indicator]
        return first + at

    def points(self, indicator: Indicator, city: str) -> Value | Live:
        """A city's points, or a word that says why there are none."""
        key = indicator.code, city
        if key not in self._known:
            self._known[key] = self._points(indicator, city)
        return self._known[key]

    def _points(self, indicator: Indicator, city: str) -> Value | Live:
        if word := self._word(city):
            return word
        if not self.facts.is_judged(indicator):
            return term(self.facts.plan).not_judged
        if not self.facts.is_whole(indicator, city):
            return OUTDATED
        kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
        cells = {
            "result": self.detail.outside(city, kind, indicator.result_field),
            "target": self.detail.outside(city, ColumnKind.TARGET, indicator.code),
            "done": self.detail.outside(city, ColumnKind.COMPLETION, indicator.code),
            "weight": Ref(absolute_address(*self.weight_cell(indicator)), indicator.weight),
        }
        steps = self.stepped.get(indicator, ())
        for number, step in enumerate(steps, start=1):
            row = self.step_row(indicator, number - 1)
            cells[f"bound{number}"] = Ref(f"$C${row}", step.completion)
            cells[f"gained{number}"] = Ref(f"$D${row}", step.points)
        rule = points(indicator, steps)
        return rule.live(**{name: cell for name, cell in cells.items() if name in rule.names})

    def _word(self, city: str) -> str:
        status = city_status(self.facts, city)
        return "" if status == REPORTED else status

    def content(self, item: ScoreItem, city: str) -> Value | Live:
        """What stands below a city's points."""
        if word := self._word(city):
            return word
        column = self._down(city)
        if item is ScoreItem.TOTAL:
            return TOTAL.live(points=column)
        if item is ScoreItem.FULL:
            return FULL.given(later=term(self.facts.plan).not_judged).live(
                points=column, weights=self._weights
            )
        if item is ScoreItem.LACKING:
            return LACKING.given(outdated=OUTDATED).live(points=column)
        if item is ScoreItem.RATE:
            parts = (ScoreItem.TOTAL, ScoreItem.FULL, ScoreItem.LACKING)
            return RATE.live(**{each.value: self._cell(each, city) for each in parts})
        if self._ranks is not None:  # the other cities are not in this workbook
            return self._ranks[city]
        return RANK.live(rate=self._cell(ScoreItem.RATE, city), rates=self._rates)

    def outside(self, item: ScoreItem, city: str) -> Ref:
        """A cell below a city's points, for formulas on other sheets."""
        cell = self._cell(item, city)
        return Ref(on_sheet(NAME, cell.reference), cell.value)

    def _cell(self, item: ScoreItem, city: str) -> Ref:
        return Ref(address(*self.cell(item, city)), value_of(self.content(item, city)))

    def _down(self, city: str) -> Span:
        values = [value_of(self.points(each, city)) for each in self.indicators]
        return Span(area_address(self.frame.of_region(city, 0, len(self.indicators) - 1)), values)

    @property
    def whole(self) -> Live:
        """The sum of all weights."""
        return _SUM.live(weights=self._weights)

    @property
    def _weights(self) -> Span:
        first, last = self.weight_cell(self.indicators[0]), self.weight_cell(self.indicators[-1])
        return Span(
            f"{absolute_address(*first)}:{absolute_address(*last)}", [each.weight for each in self.indicators]
        )

    @cached_property
    def _rates(self) -> Span:
        rates = area_address(self.frame.of_line(self.line(ScoreItem.RATE)))
        return Span(rates, [self._cell(ScoreItem.RATE, city).value for city in self.cities])
