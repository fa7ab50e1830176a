"""What the self-check of a form's column says: what is wrong or not plausible, or that it has passed.

A rule is written for one row: `cell` is the column's own cell, the other names of `BY_ROW` are cells beside
it. It then applies to all blocks of rows: those of the table, the spare rows below it, and the total row
where the city fills in its own number there.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from cascade.formula import Formula, chained, formula
from cascade.indicators import Direction
from cascade.judging.open_cells import wrong_cells
from cascade.judging.percentages import SMALL
from cascade.judging.plausibility import (
    ABOVE_WHOLE,
    FAR_APART,
    FAR_FROM_SISTERS,
    HAS_SISTERS,
    LARGER_THAN_ALL,
    MEDIAN,
    SHARE_FAR_ABOVE_TARGET,
    WHOLE,
)
from cascade.judging.targets import (
    ABOVE_CITY,
    COUNT_SHORT,
    MISSED,
    MORE_THAN_AMPLE,
    PART_ABOVE_WHOLE,
    SHORT_SIDE,
    SHORTFALL,
    SIDE_OF_RANGE,
    bounded,
    exact_places,
)
from cascade.quantity import NONE, shown
from cascade.shapes import NumberRule

PASSED, HINT, MISSING = "通过", "提示：", "缺"
FAR_ABOVE, FAR_FROM = (
    "地远高于目标",
    "地与{other}相差悬殊",
)  # behind how many: each may be by another multiple
_WRONG, _NOT_SHARED = "红色格请更正", "没有分解"
BY_ROW = frozenset(("cell", "target", "round_target", "last", "other", "value", "parent"))
INPUT = "input"  # begins the name of an indicator's input: input0, input1, …
TABLE, SPARE, OWN = "table_", "spare_", "own_"  # before a name: its cells in a block of rows
Blocks = tuple[str, ...]  # the prefixes of the blocks that a sheet has, `TABLE` first

_BOTH, _ALL = formula("first + second"), formula("first * second")
_CHECK = formula(
    'IFERROR(IF(COUNTBLANK(counties) > 0, missing & COUNTBLANK(counties) & "格", '
    "IF(wrong > 0, again, judgement)), again)",
    missing=MISSING,
    again=_WRONG,
)
PASS = formula("passed", passed=PASSED)
_PART = formula("IF(count > 0, count & words, further)")
_AMOUNT = formula(
    'IF(total = "", nothing, IF(shortfall > 0, side & shortfall, IF(more_than_ample, hint, further)))',
    nothing=_NOT_SHARED,
)
_TIMES = formula(
    'hint & IF(target = 0, "合计多于目标", "合计是" & most & "的" & ROUND(total / target, 1) & "倍")',
    hint=HINT,
)
_RATE = formula("IF(COUNT(leaves) = 0, nothing, judgement)", nothing=_NOT_SHARED)
_HINT = formula("IF(count > 0, hint & count & words, further)", hint=HINT)
_INCOMPLETE = formula('IF(count > 0, count & "格未填齐", further)')
_UNLESS_ALL = formula("IF(count = COUNT(leaves), every, some)")
_SEVERAL = formula("IF(COUNT(leaves) > 1, count, 0)")
OVER = formula("IF(COUNT(total, goal) < 2, 0, IF(exceeded, 1, 0))")  # a city's limit
_COUNTED, _WHERE = formula("SUM(IF(condition, 1, 0))"), formula("IF(ISNUMBER(cell), condition, 0)")
_IS_NUMBER = formula("ISNUMBER(cell)")
_LACKING = formula("SUM(IF(ISNUMBER(cell), 0, IF(given > 0, 1, 0)))")
_NOT_COMPUTABLE = formula("SUM((value = none) * complete)", none=NONE)
_POSITIVE = formula('IF(ISNUMBER(cell), IF(cell > 0, cell, ""), "")')
_POSITIVES = formula('COUNTIF(cell, ">0")')
_MEDIAN_OF_TWO = formula("MEDIAN(cells, spare, outside)")
_FROM_SISTERS = formula("IF(enough, far, 0)", enough=HAS_SISTERS)

Hint = tuple[Formula, str]  # a count of rows, and the words behind it


def check(rule: NumberRule, beside_target: bool, blocks: Blocks, judgement: Formula) -> Formula:
    """The self-check of a column: first empty and wrong cells, then the `judgement` of its numbers."""
    wrong = over_blocks(wrong_cells(rule, beside_target), blocks)
    return _CHECK.given(wrong=wrong, judgement=judgement)


@cache
def over_blocks(count: Formula, blocks: Blocks) -> Formula:
    """Extend a count over rows to all blocks of rows."""
    by_row = [name for name in count.names if name in BY_ROW or name.startswith(INPUT)]
    return chained(_BOTH, [count.renamed(**{name: block + name for name in by_row}) for block in blocks])


@cache
def rows(condition: Formula, blocks: Blocks) -> Formula:
    """In how many rows a condition holds; not where a cell that it looks at has no number."""
    guarded = condition
    for name in sorted(condition.names & BY_ROW):
        guarded = _WHERE.renamed(cell=name).given(condition=guarded)
    return over_blocks(_COUNTED.given(condition=guarded), blocks)


def hinted(hints: Sequence[Hint], judgement: Formula = PASS) -> Formula:
    """The first hint whose count is not zero; the `judgement` where all are."""
    for count, words in reversed(hints):
        judgement = _HINT.given(count=count, words=words, further=judgement)
    return judgement


@cache
def part(judgement: Formula, words: str, blocks: Blocks) -> Formula:
    """First whether numbers are larger than those of which they are a part (其中), then a `judgement`."""
    count = rows(PART_ABOVE_WHOLE.renamed(part="cell", whole="parent"), blocks)
    return _PART.given(count=count, words=words, further=judgement)


def unless_small(doubted: Decimal, blocks: Blocks) -> Formula:
    """`PASSED`, or how many numbers are so small that they may be typed percentages (0.03 for 3%)."""
    if not doubted:
        return PASS
    return hinted([(rows(SMALL.given(doubted=doubted), blocks), f"地小于{shown(doubted)}%")])


@cache
def far_from_sisters(blocks: Blocks) -> Formula:
    """How many numbers of a column are far from the median of the others, if there are enough others."""
    table = _POSITIVE.renamed(cell=f"{TABLE}cell")
    median = MEDIAN.given(cells=table)
    if SPARE in blocks:
        median = _MEDIAN_OF_TWO.given(cells=table, spare=_POSITIVE.renamed(cell=f"{SPARE}cell"))
    below, above = median.given(outside=0), median.given(outside=LARGER_THAN_ALL)
    far = rows(FAR_FROM_SISTERS.renamed(value="cell"), blocks).given(below=below, above=above)
    return _FROM_SISTERS.given(positives=over_blocks(_POSITIVES, blocks), far=far)


def far_from_last(own: bool) -> Formula:
    """How many numbers of the table's rows are far from those of last period, `before`.

    With `own`, the city's own number is compared with its last one, `own_before`, too.
    """
    table = rows(FAR_APART.renamed(value="cell", other="before"), (TABLE,))
    if not own:
        return table
    return _BOTH.given(
        first=table, second=rows(FAR_APART.renamed(value="cell", other=f"{OWN}before"), (OWN,))
    )


@cache
def incomplete(inputs: int, judgement: Formula, blocks: Blocks) -> Formula:
    """How many cells of an input lack a number that other inputs of the region have; else `judgement`."""
    given = chained(_BOTH, [_IS_NUMBER.renamed(cell=f"{INPUT}{at}") for at in range(inputs)])
    count = over_blocks(_LACKING.given(given=given), blocks)
    return _INCOMPLETE.given(count=count, further=judgement)


@cache
def not_computable(inputs: int, blocks: Blocks) -> Formula:
    """In how many rows a rate has all inputs, and no value."""
    numbers = [_IS_NUMBER.renamed(cell=f"{INPUT}{at}") for at in range(inputs)]
    return over_blocks(_NOT_COMPUTABLE.given(complete=chained(_ALL, numbers)), blocks)


@cache
def amount_shares(
    direction: Direction, upper: Decimal | None, places: int, blocks: Blocks, whole: str, passed: Formula
) -> Formula:
    """Judge an amount of a breakdown: together the counties must reach the city's target `goal`.

    `upper` is the upper bound of a range, `whole` the word for the whole city, e.g. 全市; `passed` is said
    where nothing else is.
    """
    most, words = "goal" if upper is None else "upper", f"地超过{whole}目标"
    times = _TIMES.given(most="目标" if upper is None else "上限").renamed(target=most)
    shortfall = SHORTFALL[direction].given(places=exact_places(places))
    ample = MORE_THAN_AMPLE.given(places=exact_places(places)).renamed(target=most)
    above = rows(ABOVE_CITY.renamed(share="cell", target=most), blocks)
    further = _HINT.given(count=_SEVERAL.given(count=above), words=words, further=passed)
    side = SIDE_OF_RANGE if direction is Direction.WITHIN else SHORT_SIDE[direction]
    judged = _AMOUNT.given(shortfall=shortfall, more_than_ample=ample, hint=times, side=side, further=further)
    return bounded(judged, upper).renamed(target="goal")


@cache
def rate_shares(
    direction: Direction,
    upper: Decimal | None,
    fraction: bool,
    share: bool,
    blocks: Blocks,
    passed: Formula,
) -> Formula:
    """Judge a rate of a breakdown: counties that miss the `goal` are a hint; all, in a `fraction`, an error.

    Counties on both sides of a range, up to `upper`, may give a city inside it. `share`: more than 100 % is
    not possible. `passed` is said where nothing else is.
    """
    most = "goal" if upper is None else "upper"
    bounds = {direction: "goal"} if upper is None else {Direction.AT_LEAST: "goal", Direction.AT_MOST: most}
    shorts = {
        MISSED[side]: over_blocks(COUNT_SHORT[side].renamed(target=bound, shares="cell"), blocks)
        for side, bound in bounds.items()
    }
    far = rows(SHARE_FAR_ABOVE_TARGET.renamed(value="cell", target=most), blocks)
    hints = [(far, FAR_ABOVE), *((short, f"地{side}目标") for side, short in shorts.items())]
    if share:
        hints.insert(0, (rows(ABOVE_WHOLE.renamed(value="cell"), blocks), f"地超过{WHOLE}%"))
    judgement = hinted(hints, passed)
    for side, short in shorts.items() if fraction else ():
        judgement = _UNLESS_ALL.given(count=short, every=f"全部{side}目标", some=judgement)
    return bounded(_RATE.given(judgement=judgement), upper)
