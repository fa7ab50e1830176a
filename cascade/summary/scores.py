"""The contents of 得分与排名: the indicators that have a weight in rows, cities in columns, totals below.

A city's points are formulas over its cells in the table of counties, the weights and the steps on the sheet.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from cascade.formula import Live, Ref, Span, Value, formula, value_of
from cascade.goals import Step
from cascade.grid import address, range_address
from cascade.indicators import Indicator, Scoring
from cascade.judging.points import FULL, LACKING, RANK, RATE, TOTAL, Earned, in_order, points
from cascade.judging.schedule import term
from cascade.returns.facts import Facts
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind
from cascade.summary.detail_sheet import FIRST_ROW as FIRST_DETAIL_ROW
from cascade.summary.wording import OUTDATED, REPORTED, city_status

NAME = "得分与排名"
FIXED = 4  # number, indicator, rule, weight
WEIGHT = 4  # the column of weights, and below the table that of a step's points
BOUND = 3  # the column of a step's completion, below the table
HEADER, STATUS, FIRST_ROW = 3, 4, 5
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
        self._ranks = ranks
        self._known: dict[tuple[str, str], Value | Live] = {}

    @property
    def last_row(self) -> int:
        """The row of the last indicator."""
        return FIRST_ROW + len(self.indicators) - 1

    def row(self, item: Indicator | ScoreItem) -> int:
        """The number of the row of an indicator or an item."""
        if isinstance(item, ScoreItem):
            return self.last_row + 1 + list(ScoreItem).index(item)
        return FIRST_ROW + self.indicators.index(item)

    def column(self, city: str) -> int:
        """The number of a city's column."""
        return FIXED + 1 + self.cities.index(city)

    @cached_property
    def stepped(self) -> dict[Indicator, tuple[Step, ...]]:
        """The steps of the indicators that score by steps, the best first."""
        by_steps = (each for each in self.indicators if each.scoring is Scoring.STEPS)
        return {each: in_order(each, self.facts.plan.steps) for each in by_steps}

    @property
    def steps_heading(self) -> int:
        """The row above the first step."""
        return self.row(ScoreItem.RANK) + 2

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
            "weight": Ref(f"$D{self.row(indicator)}", indicator.weight),
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

    def _cell(self, item: ScoreItem, city: str) -> Ref:
        return Ref(address(self.row(item), self.column(city)), value_of(self.content(item, city)))

    def _down(self, city: str) -> Span:
        at = self.column(city)
        values = [value_of(self.points(each, city)) for each in self.indicators]
        return Span(range_address(FIRST_ROW, at, self.last_row, at), values)

    @property
    def whole(self) -> Live:
        """The sum of all weights."""
        return _SUM.live(weights=self._weights)

    @property
    def _weights(self) -> Span:
        cells = f"$D${FIRST_ROW}:$D${self.last_row}"
        return Span(cells, [each.weight for each in self.indicators])

    @cached_property
    def _rates(self) -> Span:
        row = self.row(ScoreItem.RATE)
        across = range_address(row, FIXED + 1, row, FIXED + len(self.cities))
        return Span(across, [self._cell(ScoreItem.RATE, city).value for city in self.cities])
