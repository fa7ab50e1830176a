"""The self-check of a form sheet: totals, gaps, what is wrong in a column, and how much is still open.

It shows the office that fills in a form, before sending, what the collection would find.
"""

from collections.abc import Iterable
from functools import cache

from cascade.form.contents import Contents
from cascade.formula import Formula, Live, Operand, Ref, Span, added, formula
from cascade.judging.open_cells import wrong_cells
from cascade.judging.plausibility import FEWER
from cascade.judging.targets import (
    AMPLE,
    COUNT_SHORT,
    GAP,
    MISS_SIDE,
    MORE_THAN_AMPLE,
    SHORT_SIDE,
    SHORTFALL,
    TOTAL,
    WEAKEST,
    WEAKEST_WORD,
    exact_places,
)
from cascade.judging.zone_names import taken, totals
from cascade.layout import Column, Line, Role
from cascade.model import Direction

PASSED = "通过"
HINT = "提示："
MISSING = "缺"
_WRONG, _NOT_SHARED = "红色格请更正", "没有分解"
DONE = "已全部填完，自检通过，可以报送。"

_BOTH = formula("first + second")
_CHECK = formula(
    'IFERROR(IF(COUNTBLANK(counties) > 0, missing & COUNTBLANK(counties) & "格", '
    "IF(wrong > 0, again, judgement)), again)",
    missing=MISSING,
    again=_WRONG,
)
_PASSED = formula("passed", passed=PASSED)
_AMOUNT = formula(
    'IF(total = "", nothing, IF(shortfall > 0, side & shortfall, IF(more_than_ample, hint, passed)))',
    nothing=_NOT_SHARED,
    hint=f"{HINT}超目标{AMPLE}倍",
    passed=PASSED,
)
_RATE = formula("IF(COUNT(leaves) = 0, nothing, judgement)", nothing=_NOT_SHARED)
_HINT = formula("IF(count > 0, hint & count & words, passed)", hint=HINT, passed=PASSED)
_UNLESS_ALL = formula("IF(count = COUNT(leaves), every, some)")
_FEWER = formula("SUMPRODUCT(ISNUMBER(value) * ISNUMBER(last) * fewer)", fewer=FEWER)
_FAILING = formula(
    'columns - COUNTIF(checks, passed & "*") - COUNTIF(checks, hint & "*") - COUNTIF(checks, missing & "*")',
    passed=PASSED,
    hint=HINT,
    missing=MISSING,
)
# Only open columns have a code, so one term counts the open cells of a whole sheet
_BLANK = formula('SUMPRODUCT((codes <> "") * (cells = ""))')
_NAMELESS = formula('SUMPRODUCT((names = "") * (codes <> "") * (cells <> ""))')  # numbers without a name
_STATUS = formula(
    "IFERROR(IF(open = 0, done, "
    '"还有 " & open & " 项待完成（未填的格、未通过的自检、功能区名称）。"), again)',
    done=DONE,
    again="有的格是错误值，请更正。",
)


def total_rule(column: Column) -> Formula:
    """The total of an open column's `cells`: their sum, or the weakest rate; empty without numbers."""
    if column.rate:
        return WEAKEST[column.direction].given(word="")
    return TOTAL.given(word="", places=exact_places(column.places))


def weakest_word(columns: Iterable[Column]) -> str:
    """Which rate a total shows for the rates among some columns: 最低, 最高, 最低或最高; "" without rates."""
    sides = {column.direction for column in columns if column.rate}
    return "或".join(word for side, word in WEAKEST_WORD.items() if side in sides)


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
        goal = self._contents.goal_cell(column)
        rule = GAP.given(blank="", places=exact_places(column.places))
        return rule.live(total=self._total_cell(column), target=goal)

    def check(self, column: Column) -> Live:
        """The self-check of an open column: 通过, 提示 (a hint), or what is still to be done."""
        if column.field not in self._checks:
            rule = self._rule(column)
            operands = {name: self._operand(name, column) for name in rule.names}
            self._checks[column.field] = rule.live(**operands)
        return self._checks[column.field]

    def status(self) -> Live:
        """How many things are still open: empty cells, failing self-checks, missing and wrong zone names."""
        contents, codes = self._contents, self._contents.codes
        blank = _BLANK.live(codes=codes, cells=contents.data_cells(contents.county_rows))
        failing = _FAILING.live(columns=len(contents.sheet.inputs), checks=self._check_row())
        nameless = [
            _NAMELESS.live(names=contents.names(rows), codes=codes, cells=contents.data_cells(rows))
            for rows in contents.zone_rows
        ]
        wrong = [totals().live(names=contents.names(rows)) for rows in contents.zone_rows]
        wrong += [self._taken_name(row) for rows in contents.zone_rows for row in rows]
        return _STATUS.live(open=added(blank, failing, *nameless, *wrong))

    def wrong_name(self, row: int) -> Live:
        """More than 0 where the name of a zone is that of a total, of a county or of another zone."""
        return added(totals().live(names=self._contents.names([row])), self._taken_name(row))

    def _taken_name(self, row: int) -> Live:
        """1 where the name of a zone is that of a county, the city or another zone, else 0."""
        contents = self._contents
        table, *spare = map(contents.names, contents.leaf_rows)
        operands: dict[str, Operand] = {"table": table, "name": contents.cells(row)["", Role.NAME]}
        if spare:
            operands["spare"] = spare[0]
        return taken(self._has_spare).live(city=contents.layout.city_name, **operands)

    def _rule(self, column: Column) -> Formula:
        sheet, beside_target = self._contents.sheet, self._contents.beside(column, Role.TARGET) is not None
        wrong = _over_blocks(wrong_cells(column.rule, beside_target), self._has_spare)
        judgement = self._results(column) if sheet.line(Line.TARGET) is None else self._shares(column)
        return _CHECK.given(wrong=wrong, judgement=judgement)

    def _shares(self, column: Column) -> Formula:
        """The judgement of a breakdown's column: its shares against the city's target."""
        if self._contents.goal(column) is None:
            return _PASSED
        if column.rate:
            return _rates(column.direction, column.fraction, self._has_spare)
        return _amounts(column.direction, exact_places(column.places))

    def _results(self, column: Column) -> Formula:
        """The judgement of a progress form's column: a hint where a cumulative amount went down."""
        last = self._contents.beside(column, Role.LAST)
        if last is None or last.rate:
            return _PASSED
        return _HINT.given(count=_FEWER.renamed(value="cells"), words="地少于上期")

    @property
    def _has_spare(self) -> bool:
        return bool(self._contents.spare_rows)

    def _operand(self, name: str, column: Column) -> Operand:
        """The operand for a name in the formula of a self-check."""
        contents = self._contents
        match name:
            case "counties":
                return contents.span(contents.county_rows, column)
            case "leaves":
                return contents.all_leaves(column)
            case "total":
                return self._total_cell(column)
            case "goal":
                return contents.goal_cell(column)
        rows = contents.spare_rows if name.startswith("spare") else contents.leaf_rows[0]
        roles = {"targets": Role.TARGET, "spare_targets": Role.TARGET, "last": Role.LAST}
        beside = contents.beside(column, roles[name]) if name in roles else column
        assert beside
        return contents.span(rows, beside)

    def _total_cell(self, column: Column) -> Ref:
        return Ref(self._contents.at(Line.TOTAL, column), self.total(column).value)

    def _check_row(self) -> Span:
        """The self-checks of a sheet, from the first open column to the last."""
        sheet = self._contents.sheet
        first, last = (
            self._contents.at(Line.CHECK, column) for column in (sheet.inputs[0], sheet.inputs[-1])
        )
        columns = sheet.columns[
            sheet.columns.index(sheet.inputs[0]) : sheet.columns.index(sheet.inputs[-1]) + 1
        ]
        values = [self.check(each).value if each.role is Role.INPUT else None for each in columns]
        return Span(f"{first}:{last}", values)


@cache
def _over_blocks(count: Formula, has_spare: bool) -> Formula:
    """Extend a count over the table's rows to the spare rows below it, if there are any."""
    table = count.renamed(**{name: f"{name}s" for name in count.names & {"cell", "target"}})
    if not has_spare:
        return table
    spare = {name: f"spare_{name}s" for name in count.names & {"cell", "target"}}
    return _BOTH.given(first=table, second=count.renamed(**spare))


@cache
def _amounts(direction: Direction, places: int) -> Formula:
    """Judge an amount: the counties together must reach the city's target; far above it, give a hint."""
    shortfall = SHORTFALL[direction].given(places=places)
    ample = MORE_THAN_AMPLE.given(places=places)
    side = SHORT_SIDE[direction]
    return _AMOUNT.given(shortfall=shortfall, more_than_ample=ample, side=side).renamed(target="goal")


@cache
def _rates(direction: Direction, fraction: bool, has_spare: bool) -> Formula:
    """Judge a rate: counties that miss the city's target are a hint; all, in a `fraction`, an error."""
    side = MISS_SIDE[direction]
    count = _over_blocks(COUNT_SHORT[direction].renamed(target="goal", shares="cell"), has_spare)
    judgement = _HINT.given(count=count, words=f"地{side}于目标")
    if fraction:
        judgement = _UNLESS_ALL.given(count=count, every=f"全部{side}于目标", some=judgement)
    return _RATE.given(judgement=judgement)
