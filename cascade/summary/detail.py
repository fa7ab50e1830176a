"""The tables of counties: 县级明细 with all indicators, a lead department's or a city's with its own.

All tables share one description of rows and columns. The first table of a workbook contains the reported
numbers; the others refer to it. The rows of cities and of the province are formulas over the rows below them.
The cells of a column are made block by block, with one formula that moves down the rows of a block.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cascade.formula import ROW, Formula, Live, Ref, Span, Value, formula, summed, value_of
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
from cascade.summary.detail_columns import ColumnKind, DetailColumn
from cascade.summary.detail_rows import DetailRow, RowBlock, missing_word
from cascade.summary.detail_table import DetailTable
from cascade.summary.number_texts import of_target
from cascade.summary.wording import OUTDATED

SUBTOTAL = "合计"
_MOST_CITIES = 1000  # a sum of more cells would exceed Excel's 8,192 characters for a formula
_MOST_KNOWN = 512  # columns of blocks whose cells are remembered
_SUM, _HALF = formula("SUM(cells)"), formula("SUM(cells) / 2")

Contents = Sequence[Value | Live]  # of the cells of a column in a block


class Detail(DetailTable):
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
        self._known: dict[tuple[int, int], Contents] = {}  # a cell looks at others in its row

    def cells(self, block: int, at: int) -> Contents:
        """The contents of the cells of a column (its number) in a block."""
        if (block, at) not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[block, at] = self._cells(block, at)
        return self._known[block, at]

    def content(self, row: DetailRow, column: DetailColumn) -> Value | Live:
        """The content of the cell of a row and a column."""
        block, place = self.place(row.region.code)
        return self.cells(block, self.column_number(column.kind, column.field))[place]

    def ref(self, region: str, kind: ColumnKind, field: str) -> Ref:
        """A cell, for formulas on the same sheet."""
        (block, place), at = self.place(region), self.column_number(kind, field)
        number = self.blocks[block].first + place
        return Ref(f"{column_letters(at)}{number}", self._values(block, at)[place])

    def outside(self, region: str, kind: ColumnKind, field: str) -> Ref:
        """A cell, for formulas on other sheets."""
        cell = self.ref(region, kind, field)
        return Ref(on_sheet(self.name, cell.reference), cell.value)

    def leaves_outside(self, region: str, kind: ColumnKind, field: str) -> Span:
        """The cells of a city's leaves, or of all leaves for the province, for formulas on other sheets.

        The province's span includes the cities' own rows, which change neither lowest nor highest.
        """
        at, whole = self.column_number(kind, field), region == self.facts.plan.province
        cells, values = self._below_province(at) if whole else self._leaves(region, at)
        return Span(on_sheet(self.name, str(cells)), values)

    def _leaves(self, city: str, at: int) -> Span:
        return self._down(at, *self.rows_of_leaves(city))

    def _below_province(self, at: int) -> Span:
        return self._down(at, self.first_row + 1, self.last_row)

    def _down(self, at: int, first: int, last: int) -> Span:
        column = self.column(at)
        rows = self.rows[first - self.first_row : last - self.first_row + 1]
        if column.kind is ColumnKind.WORD:
            values = [value_of(self.content(row, column)) for row in rows]
        else:
            numbers = self._numbers(column)
            values = [numbers.get(row.region.code, NONE) for row in rows]
        return Span(range_address(first, at, last, at), values)  # the cell of a missing number shows a word

    def _numbers(self, column: DetailColumn) -> Mapping[str, Decimal]:
        return self.facts.values.get(column.field, {})

    def _values(self, block: int, at: int) -> Sequence[Value]:
        """What the cells of a column show in a block."""
        column = self.column(at)
        if column.kind in (ColumnKind.NUMBER, ColumnKind.VALUE):
            numbers, rows = self._numbers(column), self.blocks[block].rows
            found = (numbers.get(row.region.code) for row in rows)
            return [
                missing_word(self.facts, row, column.indicator) if each is None else each
                for row, each in zip(rows, found, strict=True)
            ]
        return [value_of(each) for each in self.cells(block, at)]

    def _moved(
        self, rule: Formula | Measure, block: int, /, **operands: Ref | tuple[ColumnKind, str]
    ) -> list[Live]:
        """A rule in all rows of a block; an operand is a column of the table, or the same cell for all."""
        numbers = self.blocks[block].numbers
        references: dict[str, str] = {}
        columns: list[Sequence[Value]] = []
        for name, operand in operands.items():
            if isinstance(operand, Ref):
                references[name] = operand.reference
                columns.append([operand.value] * len(numbers))
            else:
                at = self.column_number(*operand)
                references[name] = column_letters(at) + ROW
                columns.append(self._values(block, at))
        moved, names = rule.moved(**references), tuple(references)
        rows = zip(numbers, zip(*columns, strict=True), strict=True)
        return [moved.live(number, dict(zip(names, values, strict=True))) for number, values in rows]

    def _cells(self, block: int, at: int) -> Contents:
        here, column = self.blocks[block], self.column(at)
        match column.kind:
            case ColumnKind.NUMBER:
                if here.is_leaves or self.is_own(column.indicator):
                    return self._reported(here, column)
                return [self._total(here.rows[0], at)]
            case ColumnKind.WORD:
                return [self._chosen(row, at) for row in here.rows]
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

    def _targets(self, block: RowBlock, column: DetailColumn) -> Contents:
        """Targets; `NONE` for a county that has no share (不分解) in an accepted breakdown."""
        facts, code = self.facts, column.indicator.code
        if block.is_leaves and not facts.is_progress and not facts.plan.two_levels:
            return [None] * len(block.rows)  # the round asks for them
        goals = ((region, self.goal(region, column)) for region in block.codes)
        return [
            goal.value if goal else NONE if (region, code) in facts.shares else None for region, goal in goals
        ]

    def _reported(self, block: RowBlock, column: DetailColumn) -> Contents:
        numbers, indicator = self._numbers(column), column.indicator
        found = [(row, numbers.get(row.region.code)) for row in block.rows]
        if self.source is None:
            return [
                missing_word(self.facts, row, indicator) if number is None else number
                for row, number in found
            ]
        letters, first = (
            self.source.letters(column.kind, column.field),
            self.source.row_number(block.codes[0]),
        )
        cells = on_sheet(self.source.name, letters)
        return [
            missing_word(self.facts, row, indicator) if number is None else Ref(f"{cells}{at}", number).live()
            for at, (row, number) in enumerate(found, start=first)
        ]

    def _total(self, row: DetailRow, at: int) -> Live:
        column, whole = self.column(at), row.city is None
        below = self._below_province(at) if whole else self._leaves(row.region.code, at)
        word = missing_word(self.facts, row, column.indicator)
        if not self.facts.is_progress and not column.indicator.adds_up:
            return WEAKEST[column.indicator.direction].live(cells=below, word=word)
        if whole:
            cities = self._over_cities(at)
            return PROVINCE_TOTAL.live(cells=below, cities=cities, word=word, places=column.places)
        return TOTAL.live(cells=below, word=word, places=column.places)

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
        below = Span(range_address(self.first_row + 1, at, self.last_row, at), values)
        twice = column.kind is ColumnKind.NUMBER and not self.facts.plan.two_levels
        return (_HALF if twice else _SUM).live(cells=below)

    def _measured(self, block: int, column: DetailColumn) -> Contents:
        here, indicator = self.blocks[block], column.indicator
        if here.rows[0].city is None and indicator.is_own:
            return self._reported(here, column)
        inputs = {each.code: (ColumnKind.NUMBER, each.code) for each in indicator.inputs}
        made: list[Value | Live] = [*self._moved(Measure.parse(indicator.measure), block, **inputs)]
        for place, row in enumerate(here.rows):
            word = missing_word(self.facts, row, indicator)
            if word != NONE and row.region.code not in self._numbers(column):
                made[place] = word
            elif self.facts.has_mismatched_inputs(indicator, row.region.code):
                made[place] = NONE
        return made

    def _completions(self, block: int, column: DetailColumn) -> Contents:
        indicator, here = column.indicator, self.blocks[block]
        first = here.rows[0]
        if first.city is first.region and not self.facts.is_whole(indicator, first.region.code):
            return [OUTDATED]
        kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
        result, target = (kind, indicator.result_field), (ColumnKind.TARGET, indicator.code)
        if column.kind is ColumnKind.IN_ALL:
            target = ColumnKind.WHOLE_TARGET, indicator.code
        goals = [self.goal(code, column) for code in here.codes]
        rules = [completion_of(indicator, goal.upper if goal else None) for goal in goals]
        done = {rule: self._moved(rule, block, result=result, target=target) for rule in set(rules)}
        return [done[rule][place] for place, rule in enumerate(rules)]

    def _lights(self, block: int, indicator: Indicator) -> Contents:
        here, facts = self.blocks[block], self.facts
        rule = facts.lights.rule(
            indicator, here.rows[0].city is not None or facts.is_whole(indicator, here.codes[0])
        )
        operands = {
            "done": (ColumnKind.COMPLETION, indicator.code),
            "in_all": (ColumnKind.IN_ALL, indicator.code),
        }
        lights: Contents = [str(rule)] * len(here.rows)
        if isinstance(rule, Formula):
            lights = self._moved(
                rule, block, **{name: operands[name] for name in operands if name in rule.names}
            )
        few = [facts.has_few(indicator, code) for code in here.codes]
        if not any(few):
            return lights
        result, target = (ColumnKind.NUMBER, indicator.result_field), (ColumnKind.TARGET, indicator.code)
        told = self._moved(of_target(indicator.decimals + 2), block, result=result, target=target)
        return [told[place] if each else lights[place] for place, each in enumerate(few)]

    def _gaps(self, block: int, at: int) -> Contents:
        """A city's total of shares minus its target; where nothing adds up, how many counties fall short."""
        here, indicator = self.blocks[block], self.column(at).indicator
        row, region = here.rows[0], here.codes[0]
        if here.is_leaves and indicator.adds_up:
            return [None] * len(here.rows)
        if not here.is_leaves and not self.facts.is_whole(indicator, region):
            return [PARTIAL if row.city is None else OUTDATED]  # no part is compared with a whole target
        owner = row.city.code if row.city else region
        target, upper = self.ref(owner, ColumnKind.TARGET, indicator.code), self.facts.upper(indicator, owner)
        share = ColumnKind.NUMBER, indicator.code
        if here.is_leaves:
            mark = missed_city(indicator, self.facts.plan.levels)
            short = bounded(MARK_SHORT[indicator.direction], upper).given(mark=mark)
            return self._moved(short, block, share=share, target=target)
        if indicator.adds_up:
            rule = bounded(gap(indicator.direction), upper).given(blank=NONE, places=self.column(at).places)
            return self._moved(rule, block, total=share, target=target)
        if row.city is None:
            return [self._over_cities(at)]
        shares = self._leaves(region, self.column_number(*share))
        return [bounded(SHORT_COUNTIES[indicator.direction], upper).live(shares=shares, target=target)]
