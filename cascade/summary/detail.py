"""The tables of counties: 县级明细 with all indicators, a lead department's or a city's with its own.

All tables share one description of rows and columns. The first table of a workbook contains the reported
numbers; the others refer to it. The rows of cities and of the province are formulas over the rows below them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache

from cascade.formula import Live, Ref, Span, Value, formula, summed, value_of
from cascade.formula.measure import Measure
from cascade.grid import column_letters, on_sheet, range_address
from cascade.indicators import Indicator
from cascade.judging.lights import PARTIAL, missed_city
from cascade.judging.results import completion_of
from cascade.judging.targets import MARK_SHORT, PROVINCE_TOTAL, SHORT_COUNTIES, TOTAL, WEAKEST, bounded, gap
from cascade.judging.words import done_count, signed
from cascade.model import Region
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.returns.round_goals import Goal
from cascade.summary.detail_columns import ColumnKind, DetailColumn, columns_of
from cascade.summary.detail_rows import DetailRow, rows_of
from cascade.summary.number_texts import of_target
from cascade.summary.wording import OUTDATED, REPORTED

_FIXED = ("city", "county", "code")  # the first columns; a plan of two levels has no counties
SUBTOTAL = "合计"
_MOST_CITIES = 1000  # a sum of more cells would exceed Excel's 8,192 characters for a formula
_SUM, _HALF = formula("SUM(cells)"), formula("SUM(cells) / 2")


class Detail:
    """A table of regions over some indicators. Rows and columns count from 1.

    `source` is the table that contains the numbers, None for this one. `cities` limits the table to some
    cities, without the province. With `gaps` a breakdown also shows targets and gaps.
    """

    def __init__(
        self,
        facts: Facts,
        name: str,
        indicators: Sequence[Indicator],
        first_row: int,
        source: "Detail | None" = None,
        cities: Sequence[Region] = (),
        gaps: bool = False,
    ) -> None:
        self.facts = facts
        self.name = name
        self.indicators = tuple(indicators)
        self.first_row = first_row
        self.source = source
        self.cities = tuple(cities) or facts.plan.cities
        self.whole = not cities
        self.gaps = gaps
        self._remembered = lru_cache(maxsize=1024)(self._content)  # a cell looks at others in its row

    @cached_property
    def numbers(self) -> tuple[Indicator, ...]:
        """The indicators of numbers, by which cities are compared."""
        return tuple(each for each in self.indicators if not each.is_words)

    @property
    def fixed(self) -> int:
        """How many columns name the regions."""
        return len(_FIXED) - self.facts.plan.two_levels

    @cached_property
    def columns(self) -> tuple[DetailColumn, ...]:
        """The columns after the fixed ones."""
        return columns_of(self.facts, self.indicators, self.gaps)

    @cached_property
    def rows(self) -> tuple[DetailRow, ...]:
        """The province first, then each city with its leaves below it."""
        return rows_of(self.facts, self.cities, self.whole)

    @cached_property
    def _row_of(self) -> dict[str, tuple[int, DetailRow]]:
        return {row.region.code: (at, row) for at, row in enumerate(self.rows, start=self.first_row)}

    @cached_property
    def _column_of(self) -> dict[tuple[ColumnKind, str], tuple[int, DetailColumn]]:
        columns = enumerate(self.columns, start=self.fixed + 1)
        return {(column.kind, column.field): (at, column) for at, column in columns}

    @property
    def last_row(self) -> int:
        """The number of the last row."""
        return self.first_row + len(self.rows) - 1

    def ref(self, region: str, kind: ColumnKind, field: str) -> Ref:
        """A cell, for formulas on the same sheet."""
        (number, row), (at, column) = self._row_of[region], self._column_of[kind, field]
        return Ref(f"{column_letters(at)}{number}", self._value(row, column))

    def outside(self, region: str, kind: ColumnKind, field: str) -> Ref:
        """A cell, for formulas on other sheets."""
        cell = self.ref(region, kind, field)
        return Ref(on_sheet(self.name, cell.reference), cell.value)

    def area_of_leaves(self, city: str, kind: ColumnKind, field: str) -> str:
        """The address of the cells of a city's leaves, for formulas on other sheets."""
        (at, _), (first, last) = self._column_of[kind, field], self._rows_of_leaves(city)
        return on_sheet(self.name, range_address(first, at, last, at))

    def leaves(self, city: str, column: DetailColumn) -> Span:
        """The cells of a city's leaves in a column of numbers."""
        return self._down(column, *self._rows_of_leaves(city))

    def _rows_of_leaves(self, city: str) -> tuple[int, int]:
        at, row = self._row_of[city]
        return (at, at) if row.is_leaf else (at + 1, at + row.leaf_count)

    def leaves_outside(self, region: str, kind: ColumnKind, field: str) -> Span:
        """The cells of a city's leaves, or of all leaves for the province, for formulas on other sheets.

        The province's span includes the cities' own rows, which change neither lowest nor highest.
        """
        column = self._column_of[kind, field][1]
        whole = region == self.facts.plan.province
        span = self._below_province(column) if whole else self.leaves(region, column)
        return Span(on_sheet(self.name, str(span.reference)), span.values)

    def _below_province(self, column: DetailColumn) -> Span:
        return self._down(column, self.first_row + 1, self.last_row)

    def _down(self, column: DetailColumn, first: int, last: int) -> Span:
        at, _ = self._column_of[column.kind, column.field]
        rows = self.rows[first - self.first_row : last - self.first_row + 1]
        numbers, words = self._numbers(column), column.kind is ColumnKind.WORD
        values = [self._value(row, column) if words else numbers.get(row.region.code, NONE) for row in rows]
        return Span(range_address(first, at, last, at), values)  # the cell of a missing number shows a word

    def _word(self, row: DetailRow, column: DetailColumn) -> str:
        """The word for a missing number: the city's state; `NONE` where a region has reported without it."""
        if row.status != REPORTED:
            return row.status
        outdated = row.city is not None and (row.region.code, column.indicator.code) in self.facts.outdated
        return OUTDATED if outdated else NONE

    def _numbers(self, column: DetailColumn) -> Mapping[str, Decimal]:
        return self.facts.values.get(column.field, {})

    def _value(self, row: DetailRow, column: DetailColumn) -> Value:
        """What a cell shows."""
        if column.kind in (ColumnKind.NUMBER, ColumnKind.VALUE):
            number = self._numbers(column).get(row.region.code)
            return self._word(row, column) if number is None else number
        return value_of(self.content(row, column))

    def content(self, row: DetailRow, column: DetailColumn) -> Value | Live:
        """The content of the cell of a row and a column."""
        return self._remembered(row.region.code, column.kind, column.field)

    def _content(self, region: str, kind: ColumnKind, field: str) -> Value | Live:
        (_, row), (_, column) = self._row_of[region], self._column_of[kind, field]
        indicator = column.indicator
        if kind is ColumnKind.NUMBER:
            reported = row.is_leaf or self._is_own(indicator)
            return self._reported(row, column) if reported else self._total(row, column)
        if kind is ColumnKind.WORD:
            return self._chosen(row, column)
        if kind in (ColumnKind.TARGET, ColumnKind.WHOLE_TARGET):
            return self._target(region, column)
        if kind is ColumnKind.VALUE:
            return self._measured(row, column)
        if kind in (ColumnKind.COMPLETION, ColumnKind.IN_ALL):
            return self._completion(row, column)
        if kind is ColumnKind.GAP:
            return self._gap(row, column)
        if self.facts.has_few(indicator, region):
            result = self.ref(region, ColumnKind.NUMBER, indicator.result_field)
            target = self.ref(region, ColumnKind.TARGET, indicator.code)
            return of_target(indicator.decimals + 2).live(result=result, target=target)
        whole = row.city is not None or self.facts.is_whole(indicator, region)
        done = self.ref(region, ColumnKind.COMPLETION, indicator.code)
        return self.facts.lights.live(indicator, done, whole, self.in_all(indicator, region, outside=False))

    def in_all(self, indicator: Indicator, region: str, outside: bool = True) -> Ref | None:
        """The cell of the completion of the whole target, None where that is the only target."""
        if not self.facts.by_round(indicator):
            return None
        found = self.outside if outside else self.ref
        return found(region, ColumnKind.IN_ALL, indicator.code)

    def goal(self, region: str, column: DetailColumn) -> Goal | None:
        """The target that a column of targets or completions is about."""
        in_all = column.kind in (ColumnKind.WHOLE_TARGET, ColumnKind.IN_ALL)
        return (self.facts.whole_goal if in_all else self.facts.goal)(column.indicator, region)

    def _chosen(self, row: DetailRow, column: DetailColumn) -> Value | Live:
        """The word that a city has chosen; for the province, how many have chosen the one for done."""
        plan, code = self.facts.plan, column.indicator.code
        if row.city is None:
            asked = sum(bool(plan.word_target(code, city.code)) for city in plan.cities)
            return done_count(plan.choices, asked).live(words=self._below_province(column)) if asked else NONE
        if row.city is not row.region:
            return None
        word = self.facts.words.get((row.region.code, code), "")
        if not word:
            return self._word(row, column)
        if self.source is not None:
            return self.source.outside(row.region.code, column.kind, column.field).live()
        return signed(word, plan.choices)

    def _target(self, region: str, column: DetailColumn) -> Value:
        """A target; `NONE` for a county that has no share (不分解) in an accepted breakdown."""
        if goal := self.goal(region, column):
            return goal.value
        return NONE if (region, column.indicator.code) in self.facts.shares else None

    def _is_own(self, indicator: Indicator) -> bool:
        """Whether every row holds a reported figure; a breakdown's shares never do."""
        return self.facts.is_progress and indicator.is_own

    def _reported(self, row: DetailRow, column: DetailColumn) -> Value | Live:
        number = self._numbers(column).get(row.region.code)
        if number is None:
            return self._word(row, column)
        if self.source is None:
            return number
        return self.source.outside(row.region.code, column.kind, column.field).live()

    def _total(self, row: DetailRow, column: DetailColumn) -> Live:
        below = self._below_province(column) if row.city is None else self.leaves(row.region.code, column)
        word = self._word(row, column)
        if not self.facts.is_progress and not column.indicator.adds_up:
            return WEAKEST[column.indicator.direction].live(cells=below, word=word)
        if row.city is None:
            cities = self._over_cities(column)
            return PROVINCE_TOTAL.live(cells=below, cities=cities, word=word, places=column.places)
        return TOTAL.live(cells=below, word=word, places=column.places)

    def _over_cities(self, column: DetailColumn) -> Live:
        """The sum of the cities' own cells.

        A formula cannot hold more than `_MOST_CITIES` addresses. It then sums the whole column: a number is
        in it twice, in its leaf and in its city's total, so it takes half; a gap is in its city's row only,
        and so is every number of a plan without counties.
        """
        if len(self.cities) <= _MOST_CITIES:
            return summed([self.ref(city.code, column.kind, column.field) for city in self.cities])
        at, _ = self._column_of[column.kind, column.field]
        values = [self._value(row, column) for row in self.rows[1:]]
        below = Span(range_address(self.first_row + 1, at, self.last_row, at), values)
        twice = column.kind is ColumnKind.NUMBER and not self.facts.plan.two_levels
        return (_HALF if twice else _SUM).live(cells=below)

    def _measured(self, row: DetailRow, column: DetailColumn) -> Value | Live:
        region, indicator = row.region.code, column.indicator
        if (word := self._word(row, column)) != NONE and region not in self._numbers(column):
            return word
        if row.city is None and indicator.is_own:
            return self._reported(row, column)
        if self.facts.has_mismatched_inputs(indicator, region):
            return NONE
        inputs = {each.code: self.ref(region, ColumnKind.NUMBER, each.code) for each in indicator.inputs}
        return Measure.parse(indicator.measure).live(inputs)

    def _gap(self, row: DetailRow, column: DetailColumn) -> Live | str | None:
        """A city's total of shares minus its target; where nothing adds up, how many counties fall short."""
        indicator, region = column.indicator, row.region.code
        if row.is_leaf and indicator.adds_up:
            return None
        if not row.is_leaf and not self.facts.is_whole(indicator, region):
            return PARTIAL if row.city is None else OUTDATED  # no part is compared with a whole target
        owner = row.city.code if row.city else region
        target, upper = self.ref(owner, ColumnKind.TARGET, indicator.code), self.facts.upper(indicator, owner)
        share = self.ref(region, ColumnKind.NUMBER, indicator.code)
        if row.is_leaf:
            mark = missed_city(indicator, self.facts.plan.levels)
            short = bounded(MARK_SHORT[indicator.direction], upper)
            return short.given(mark=mark).live(share=share, target=target)
        if indicator.adds_up:
            rule = bounded(gap(indicator.direction), upper).given(blank=NONE, places=column.places)
            return rule.live(total=share, target=target)
        if row.city is None:
            return self._over_cities(column)
        shares = self.leaves(region, self._column_of[ColumnKind.NUMBER, indicator.code][1])
        return bounded(SHORT_COUNTIES[indicator.direction], upper).live(shares=shares, target=target)

    def _completion(self, row: DetailRow, column: DetailColumn) -> Live | str:
        indicator, region = column.indicator, row.region.code
        if row.city is row.region and not self.facts.is_whole(indicator, region):
            return OUTDATED
        kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
        result = self.ref(region, kind, indicator.result_field)
        in_all, goal = column.kind is ColumnKind.IN_ALL, self.goal(region, column)
        kind = ColumnKind.WHOLE_TARGET if in_all else ColumnKind.TARGET
        rule = completion_of(indicator, goal.upper if goal else None)
        return rule.live(result=result, target=self.ref(region, kind, indicator.code))
