"""The self-check of a form sheet: totals, gaps, what is wrong in a column, and how much is still open.

It shows the office that fills in a form, before sending, what the collection would find.
"""

from decimal import Decimal
from functools import cached_property
from itertools import groupby

from cascade.form import column_rules, sheet_state
from cascade.form.column_rules import FAR_FROM, INPUT, OWN, SPARE, TABLE, Blocks, Hint
from cascade.form.computed_columns import computed
from cascade.form.contents import Contents
from cascade.form.total_row import total_rule
from cascade.formula import Formula, Live, Operand, Ref, Span, added
from cascade.indicators import Comparison, Direction
from cascade.judging.plausibility import (
    ABOVE_WHOLE,
    AMOUNT_FAR_ABOVE_TARGET,
    FAR_APART,
    FEWER,
    WHOLE,
    last_year,
    rate_far_from_target,
)
from cascade.judging.targets import FALLS_SHORT, FURTHEST_OUTSIDE, GAPS_MISSED, bounded, exact_places, gap
from cascade.layout import Column, Line, Role
from cascade.returns.round_goals import THIS_ROUND

_MOST_LAST = 40  # numbers of last period that a formula repeats within Excel's 8,192 characters


class SelfCheck:
    """The formulas for totals, gaps, self-checks and status of a form sheet; totals and checks are cached."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._totals: dict[str, Live] = {}
        self._checks: dict[str, Live] = {}

    def total(self, column: Column) -> Live:
        """The total of an open column over counties and zones."""
        if column.field not in self._totals:
            cells = self._contents.all_leaves(column)
            self._totals[column.field] = total_rule(column).live(cells=cells)
        return self._totals[column.field]

    def gap(self, column: Column) -> Live:
        """The total minus the city's target; empty without a target."""
        contents, places = self._contents, exact_places(column.places)
        goal, upper = contents.goal_cell(column), contents.upper(contents.sheet.city, column)
        if column.rate and column.direction is Direction.WITHIN:  # the total is the lowest share only
            rule = bounded(FURTHEST_OUTSIDE, upper).given(blank="", places=places)
            return rule.live(cells=contents.all_leaves(column), target=goal)
        rule = bounded(gap(column.direction), upper).given(blank="", places=places)
        return rule.live(total=self._total_cell(column), target=goal)

    def check(self, column: Column) -> Live:
        """The self-check of an open column: 通过, 提示 (a hint), or what is still to be done."""
        if column.field not in self._checks:
            rule = self._rule(column)
            operands = {name: self._operand(name, column) for name in rule.names}
            self._checks[column.field] = rule.live(**operands)
        return self._checks[column.field]

    def status(self) -> Live:
        """How many things are still open."""
        return sheet_state.status(self._contents, self._check_row(), self._blank, self._rates_below())

    def progress(self) -> Live:
        """How many cells are filled, and how many self-checks passed."""
        return sheet_state.progress(self._contents, self._check_row(), self._blank)

    def _rates_below(self) -> Live | None:
        """How many of a breakdown's rates have counties below the city's target; None if it has no rates.

        The gap of a rate is that of its weakest county. Rates with one direction stand side by side.
        """
        contents, inputs = self._contents, self._contents.sheet.inputs
        if contents.sheet.line(Line.GAP) is None:
            return None
        counts = []
        for (rate, side), run in groupby(inputs, lambda each: (each.rate, each.direction)):
            if rate:
                columns = list(run)
                first, last = (contents.at(Line.GAP, each) for each in (columns[0], columns[-1]))
                gaps = Span(f"{first}:{last}", [self.gap(each).value for each in columns])
                counts.append(GAPS_MISSED[side].live(gaps=gaps))
        return added(*counts) if counts else None

    @cached_property
    def _blank(self) -> Live:
        return sheet_state.blank_cells(self._contents)

    def _rule(self, column: Column) -> Formula:
        beside_target = self._contents.beside(column, Role.TARGET) is not None
        in_breakdown = self._contents.sheet.line(Line.TARGET) is not None
        judgement = self._shares(column) if in_breakdown else self._results(column)
        if whole := self._contents.whole(column):
            judgement = column_rules.part(judgement, f"地多于第{whole.number}项", self._blocks(column))
        return column_rules.check(column.rule, beside_target, self._blocks(column), judgement)

    def _shares(self, column: Column) -> Formula:
        """The judgement of a breakdown's column: its shares against the city's target."""
        blocks, upper = self._blocks(column), self._contents.upper(self._contents.sheet.city, column)
        passed = column_rules.unless_small(column.doubted_below, blocks)
        if self._contents.goal(column) is None:
            return passed
        if column.rate:
            share = column.share and not self._has_goal_above_whole(column)
            return column_rules.rate_shares(column.direction, upper, column.fraction, share, blocks, passed)
        whole = self._contents.layout.levels.own_whole
        return column_rules.amount_shares(column.direction, upper, column.places, blocks, whole, passed)

    def _results(self, column: Column) -> Formula:
        """The judgement of a progress form's column: hints where its numbers are not plausible."""
        target, value = (self._contents.beside(column, role) for role in (Role.TARGET, Role.VALUE))
        if target is None or column.choices:
            return column_rules.PASS
        if value is None:
            passed = column_rules.unless_small(column.doubted_below, self._blocks(column))
            return column_rules.hinted(self._amount_hints(column, target), passed)
        inputs = self._inputs(column)
        judgement = column_rules.hinted(self._rate_hints(column, value, inputs))
        return column_rules.incomplete(len(inputs), judgement, self._blocks(column))

    def _amount_hints(self, column: Column, target: Column) -> list[Hint]:
        fewer = (self._rows(FEWER.renamed(value="cell"), column), "地少于上期")
        hints = [
            *([] if column.falls else [fewer]),
            (self._rows(AMOUNT_FAR_ABOVE_TARGET.renamed(value="cell"), column), column_rules.FAR_ABOVE),
            (
                self._rows(FAR_APART.renamed(value="cell", other="last"), column),
                FAR_FROM.format(other="上期"),
            ),
        ]
        if target.comparison is Comparison.LIMIT:
            hints.append(self._over_limit(column, "cell", "total"))
        return hints

    def _over_limit(self, column: Column, result: str, whole: str) -> Hint:
        """How many regions exceed their limits; where no county has one, whether the city's sum does.

        `result` and `whole` name the cells that hold a region's result and the city's.
        """
        target = self._contents.judged_by(column)
        assert target
        words = f"地超过{THIS_ROUND if target.role is Role.ROUND_TARGET else ''}限额"
        exceeded, leaves = FALLS_SHORT[target.direction], self._contents.all_leaves(target).values
        if column.own or any(limit is not None for limit in leaves) or self._contents.goal(target) is None:
            return self._rows(exceeded.renamed(share=result, target=target.role.value), column), words
        over = column_rules.OVER.given(exceeded=exceeded.renamed(share=whole, target="goal"))
        return over.renamed(total=whole), words

    def _rate_hints(self, column: Column, value: Column, inputs: list[Column]) -> list[Hint]:
        hints: list[Hint] = []
        if value.share and not self._has_goal_above_whole(column) and column == inputs[0]:
            hints.append((self._rows(ABOVE_WHOLE, column), f"地超过{WHOLE}%"))
        if column.field in last_year(value.measure, {each.field: each for each in inputs}):
            hints.append((self._rows(FAR_APART.renamed(value="cell"), column), FAR_FROM.format(other="上年")))
        last = self._last(column)
        if any((*last, self._own_last(column))) and len(last) <= _MOST_LAST:
            hints.append((column_rules.far_from_last(column.own), FAR_FROM.format(other="上期")))
        hints.append((column_rules.far_from_sisters(self._tables), FAR_FROM.format(other="各地")))
        if column == inputs[0]:
            far = rate_far_from_target(value.unit, value.measure, value.comparison)
            hints.append((self._rows(far, column), FAR_FROM.format(other="目标")))
        if value.comparison is Comparison.LIMIT and column == inputs[0]:
            hints.append(self._over_limit(column, "value", "result"))
        if column == inputs[-1]:
            hints.append((column_rules.not_computable(len(inputs), self._blocks(column)), "地算不出"))
        return hints

    def _rows(self, condition: Formula, column: Column) -> Formula:
        return column_rules.rows(condition, self._blocks(column))

    def _last(self, column: Column) -> tuple[Decimal, ...]:
        """The table's numbers of last period for an input of a rate, 0 where there is none."""
        contents = self._contents
        regions = (contents.row(row).region for row in contents.leaf_rows[0])
        values = (contents.value(region, column.field, Role.LAST) for region in regions)
        return tuple(value if isinstance(value, Decimal) else Decimal(0) for value in values)

    def _own_last(self, column: Column) -> Decimal:
        """The city's own number of last period, 0 where there is none."""
        value = self._contents.value(self._contents.sheet.city, column.field, Role.LAST)
        return value if isinstance(value, Decimal) else Decimal(0)

    def _has_goal_above_whole(self, column: Column) -> bool:
        goal = self._contents.goal(column)
        return isinstance(goal, Decimal) and ABOVE_WHOLE.holds(value=goal)

    def _inputs(self, column: Column) -> list[Column]:
        return [each for each in self._contents.group(column) if each.role is Role.INPUT]

    @property
    def _tables(self) -> Blocks:
        """The blocks of counties and zones."""
        return (TABLE, SPARE) if self._contents.spare_rows else (TABLE,)

    def _blocks(self, column: Column) -> Blocks:
        """The blocks of rows in which a column is open."""
        if column.own and column.choices:
            return (OWN,)
        return (*self._tables, OWN) if column.own else self._tables

    def _operand(self, name: str, column: Column) -> Operand:
        """The operand for a name in the formula of a self-check."""
        contents = self._contents
        match name:
            case "counties":  # the cells that must be filled in
                return contents.span(contents.own_rows if column.own else contents.county_rows, column)
            case "leaves":
                return contents.all_leaves(column)
            case "total":
                return self._total_cell(column)
            case "result":
                return self._result_cell(column)
            case "said":
                return contents.said(column)
            case "goal":
                return self._goal(column)
            case "before":
                return Span.of_constants(self._last(column))
            case "own_before":
                return Span.of_constants((self._own_last(column),))
        rows = {SPARE: contents.spare_rows, OWN: contents.own_rows, TABLE: contents.leaf_rows[0]}
        block = next(each for each in rows if name.startswith(each))
        beside = self._beside(name.removeprefix(block), column)
        span = contents.span(rows[block], beside)
        if beside.role is not Role.VALUE:
            return span
        values = [computed(contents, row, beside, contents.cells(row)).value for row in rows[block]]
        return Span(span.reference, values)

    def _goal(self, column: Column) -> Ref:
        """The cell of the city's own target: in a row of its own, or in a progress form's total row."""
        contents, target = self._contents, self._contents.judged_by(column)
        if target is None:
            return contents.goal_cell(column)
        return Ref(contents.at(Line.TOTAL, target), contents.goal(target))

    def _beside(self, name: str, column: Column) -> Column:
        """The column of the cell that a rule calls by this name."""
        if name == "cell":
            return column
        if name.startswith(INPUT):
            return self._inputs(column)[int(name.removeprefix(INPUT))]
        if name == "parent" and (whole := self._contents.whole(column)):
            return whole
        value = self._contents.beside(column, Role.VALUE)
        if name == "other" and value is not None:
            inputs = {each.field: each for each in self._inputs(column)}
            return inputs[last_year(value.measure, inputs)[column.field]]
        found = self._contents.beside(column, Role(name))
        assert found
        return found

    def _total_cell(self, column: Column) -> Ref:
        return Ref(self._contents.at(Line.TOTAL, column), self.total(column).value)

    def _result_cell(self, column: Column) -> Ref:
        """The cell of the city's own value of a rate, computed from the totals of its inputs."""
        contents, value = self._contents, self._contents.beside(column, Role.VALUE)
        row = contents.sheet.line(Line.TOTAL) or 0
        assert value
        totals = {(each.field, each.role): self._total_cell(each) for each in self._inputs(column)}
        return Ref(contents.cell(row, value), computed(contents, row, value, totals).value)

    def _check_row(self) -> Span:
        """The self-checks of a sheet, from the first open column to the last."""
        sheet = self._contents.sheet
        ends = sheet.inputs[0], sheet.inputs[-1]
        first, last = (self._contents.at(Line.CHECK, column) for column in ends)
        columns = sheet.columns[sheet.columns.index(ends[0]) : sheet.columns.index(ends[1]) + 1]
        values = [self.check(each).value if each.role is Role.INPUT else None for each in columns]
        return Span(f"{first}:{last}", values)
