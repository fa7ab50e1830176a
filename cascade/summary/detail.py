"""The tables of counties: 县级明细 with all indicators, a lead department's or a city's with its own.

All tables share one description of rows and columns. The first table of a workbook contains the reported
numbers; the others refer to it. The rows of cities and of the province are formulas over the rows below them.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from cascade.formula import ABOVE, FIRST_BELOW, ROW, Formula, Live, Ref, Span, Value, formula, summed
from cascade.formula.measure import Measure
from cascade.grid import on_sheet, range_address
from cascade.indicators import Indicator
from cascade.judging.lights import PARTIAL, missed_city
from cascade.judging.results import completion_of
from cascade.judging.targets import MARK_SHORT, PROVINCE_TOTAL, SHORT_COUNTIES, TOTAL, WEAKEST, bounded, gap
from cascade.judging.words import done_count, signed
from cascade.model import Region
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.detail_columns import ColumnKind, DetailColumn
from cascade.summary.detail_moves import Cells, MovingTable, Operand
from cascade.summary.detail_rows import DetailRow, RowBlock, missing_word
from cascade.summary.number_texts import of_target
from cascade.summary.wording import OUTDATED

SUBTOTAL = "合计"
_MOST_CITIES = 1000  # a sum of more cells would exceed Excel's 8,192 characters for a formula
_SUM, _HALF = formula("SUM(cells)"), formula("SUM(cells) / 2")

_Key = TypeVar("_Key", bound=Hashable)


class Detail(MovingTable):
    """A table with its contents. `source` is the table that contains the numbers, None for this one."""

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
        super().__init__(facts, name, indicators, first_row, cities, gaps)
        self.source = source
        # The number formats of its columns (see `SharedFormats`): tables with the same rows share them.
        self.formats: dict[tuple[ColumnKind, str], str] = source.formats if source else {}

    def _cells(self, block: int, at: int) -> Cells:
        here, column = self.blocks[block], self.column(at)
        match column.kind:
            case ColumnKind.NUMBER:
                if here.is_leaves or self.is_own(column.indicator):
                    return self._reported(here, column)
                return (
                    Cells.of([self._province_total(at)]) if here.is_province else self._totals(block, column)
                )
            case ColumnKind.WORD:
                return Cells.of([self._chosen(row, at) for row in here.rows])
            case ColumnKind.TARGET | ColumnKind.WHOLE_TARGET:
                return self._targets(here, column)
            case ColumnKind.VALUE:
                return self._measured(block, column)
            case ColumnKind.COMPLETION | ColumnKind.IN_ALL:
                return self._completions(block, column)
            case ColumnKind.GAP:
                return self._gaps(block, at)
            case ColumnKind.LIGHT:
                return self._lights(block, column.indicator)

    def in_all(self, indicator: Indicator, region: str) -> Ref | None:
        """The cell of the completion of the whole target, None where that is the only target."""
        by_round = self.facts.by_round(indicator)
        return self.outside(region, ColumnKind.IN_ALL, indicator.code) if by_round else None

    def _chosen(self, row: DetailRow, at: int) -> Value | Live:
        """The word that a city has chosen; for the province, how many have chosen the one for done."""
        plan, code = self.facts.plan, self.column(at).indicator.code
        if row.city is None:
            asked = sum(bool(plan.word_target(code, city.code)) for city in plan.cities)
            return done_count(plan.choices, asked).live(words=self._below_province(at)) if asked else NONE
        if row.city is not row.region:
            return None
        word = self.facts.words.get((row.region.code, code), "")
        if not word:
            return missing_word(self.facts, row, self.column(at).indicator)
        if self.source is not None:
            return self.source.outside(row.region.code, ColumnKind.WORD, code).live()
        return signed(word, plan.choices)

    def _targets(self, block: RowBlock, column: DetailColumn) -> Cells:
        """Targets; `NONE` for a county that has no share (不分解) in an accepted breakdown."""
        facts, code = self.facts, column.indicator.code
        if block.is_leaves and not facts.is_progress and not facts.plan.two_levels:
            return Cells([None] * len(block.rows))  # the round asks for them
        goals = ((region, self.goal(region, column)) for region in block.codes)
        return Cells(
            [
                goal.value if goal else NONE if (region, code) in facts.shares else None
                for region, goal in goals
            ]
        )

    def _reported(self, block: RowBlock, column: DetailColumn) -> Cells:
        numbers = self._numbers(column)
        values = self._or_words(block, column, numbers)
        if self.source is None:
            return Cells(values)
        cell = on_sheet(self.source.name, self.source.letters(column.kind, column.field) + ROW)
        missing = [place for place, code in enumerate(block.codes) if code not in numbers]
        return Cells(values, cell).with_constants({place: values[place] for place in missing})

    def _totals(self, block: int, column: DetailColumn) -> Cells:
        """The totals of cities; where nothing adds up, what their weakest county has."""
        here, indicator = self.blocks[block], column.indicator
        words = [missing_word(self.facts, row, indicator) for row in here.rows]
        cells = Operand(column.kind, column.field, FIRST_BELOW)
        return self._by_rule(block, words, lambda word: self._total(column).given(word=word), cells=cells)

    def _total(self, column: DetailColumn) -> Formula:
        if self.facts.is_progress or column.indicator.adds_up:
            return TOTAL.given(places=column.places)
        return WEAKEST[column.indicator.direction]

    def _province_total(self, at: int) -> Live:
        column, below = self.column(at), self._below_province(at)
        word = missing_word(self.facts, self.rows[0], column.indicator)
        if not self.facts.is_progress and not column.indicator.adds_up:
            return WEAKEST[column.indicator.direction].live(cells=below, word=word)
        cities = self._over_cities(at)
        return PROVINCE_TOTAL.live(cells=below, cities=cities, word=word, places=column.places)

    def _over_cities(self, at: int) -> Live:
        """The sum of the cities' own cells.

        A formula cannot hold more than `_MOST_CITIES` addresses. It then sums the whole column: a number is
        in it twice, in its leaf and in its city's total, so it takes half; a gap is in its city's row only,
        and so is every number of a plan without counties.
        """
        column = self.column(at)
        if len(self.cities) <= _MOST_CITIES:
            return summed([self.ref(city.code, column.kind, column.field) for city in self.cities])
        values = [each for block in range(1, len(self.blocks)) for each in self._values(block, at)]
        below = Span(range_address(self.first_row + 1, at, self.last_row, at), values)  # in whatever order
        twice = column.kind is ColumnKind.NUMBER and not self.facts.plan.two_levels
        return (_HALF if twice else _SUM).live(cells=below)

    def _measured(self, block: int, column: DetailColumn) -> Cells:
        here, indicator = self.blocks[block], column.indicator
        if here.is_province and indicator.is_own:
            return self._reported(here, column)
        inputs = {each.code: Operand(ColumnKind.NUMBER, each.code) for each in indicator.inputs}
        numbers, facts = self._numbers(column), self.facts
        text, values = self._moved(Measure.parse(indicator.measure), block, here.places, **inputs)
        constants: dict[int, Value] = {}
        for place, row in enumerate(here.rows):
            code = row.region.code
            if code not in numbers and (word := missing_word(facts, row, indicator)) != NONE:
                constants[place] = word
            elif facts.has_mismatched_inputs(indicator, code):
                constants[place] = NONE
        return Cells(values, text).with_constants(constants)

    def _completions(self, block: int, column: DetailColumn) -> Cells:
        indicator, here, facts = column.indicator, self.blocks[block], self.facts
        kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
        target = ColumnKind.WHOLE_TARGET if column.kind is ColumnKind.IN_ALL else ColumnKind.TARGET
        goals = (self.goal(code, column) for code in here.codes)
        made = self._by_rule(
            block,
            [goal.upper if goal else None for goal in goals],
            lambda upper: completion_of(indicator, upper),
            result=Operand(kind, indicator.result_field),
            target=Operand(target, indicator.code),
        )
        whole = {
            row.region: facts.is_whole(indicator, row.region.code)
            for row in here.rows
            if row.city is row.region
        }
        return made.with_constants(
            {place: OUTDATED for place, row in enumerate(here.rows) if not whole.get(row.region, True)}
        )

    def _lights(self, block: int, indicator: Indicator) -> Cells:
        here, facts = self.blocks[block], self.facts
        whole = not here.is_province or facts.is_whole(indicator, here.codes[0])
        rule = facts.lights.rule(indicator, whole)
        return self._by_rule(
            block,
            [facts.has_few(indicator, code) for code in here.codes],
            lambda few: of_target(indicator.decimals + 2) if few else rule,
            done=Operand(ColumnKind.COMPLETION, indicator.code),
            in_all=Operand(ColumnKind.IN_ALL, indicator.code),
            result=Operand(ColumnKind.NUMBER, indicator.result_field),
            target=Operand(ColumnKind.TARGET, indicator.code),
        )

    def _gaps(self, block: int, at: int) -> Cells:
        """A city's total of shares minus its target; where nothing adds up, how many counties fall short."""
        here, facts, column = self.blocks[block], self.facts, self.column(at)
        indicator, side = column.indicator, column.indicator.direction
        if here.is_leaves and indicator.adds_up:
            return Cells([None] * len(here.rows))
        share, target = (Operand(kind, indicator.code) for kind in (ColumnKind.NUMBER, ColumnKind.TARGET))
        uppers = [facts.upper(indicator, (row.city or row.region).code) for row in here.rows]
        rule, operands = SHORT_COUNTIES[side], {"shares": share._replace(row=FIRST_BELOW), "target": target}
        if here.is_leaves:
            rule = MARK_SHORT[side].given(mark=missed_city(indicator, facts.plan.levels))
            operands = {"share": share, "target": target._replace(row=ABOVE)}
        elif indicator.adds_up:
            rule = gap(side).given(blank=NONE, places=column.places)
            operands = {"total": share, "target": target}
        if here.is_province and not indicator.adds_up:
            made = Cells.of([self._over_cities(at)])
        else:
            made = self._by_rule(block, uppers, lambda upper: bounded(rule, upper), **operands)
        if here.is_leaves:
            return made
        partial = PARTIAL if here.is_province else OUTDATED  # no part is compared with a whole target
        parts = (place for place, code in enumerate(here.codes) if not facts.is_whole(indicator, code))
        return made.with_constants(dict.fromkeys(parts, partial))

    def _by_rule(
        self, block: int, keys: Sequence[_Key], rule: Callable[[_Key], Formula | str], /, **operands: Operand
    ) -> Cells:
        """A formula over some of the operands, or a word, in all rows of a block; a row's key says which."""
        values: list[Value] = [None] * len(keys)
        formulas: list[str | None] = [None] * len(keys)
        for key in dict.fromkeys(keys):
            places = [place for place, each in enumerate(keys) if each == key]
            one, text = rule(key), None
            if isinstance(one, str):
                shown: Sequence[Value] = [one] * len(places)
            else:
                used = {name: each for name, each in operands.items() if name in one.names}
                text, shown = self._moved(one, block, places, **used)
            for place, value in zip(places, shown, strict=True):
                values[place], formulas[place] = value, text
        return Cells(values, formulas)
