"""Compare shares and totals with a target: totals, gaps, shortfalls, and totals far above it.

The sum of amounts must reach the target. Rates never add up: the weakest county is the total, and the
counties that fall short of the city's target are counted. The rules for `Direction.WITHIN` compare with a
range from `target` to `upper`; `bounded` gives them the upper bound.
"""

from collections.abc import Iterable
from decimal import Decimal

from cascade.formula import Formula, formula
from cascade.formula.measure import Measure
from cascade.indicators import Comparison, Direction, Indicator
from cascade.quantity import NONE

_EXACT = 6  # least decimals to which we round sums, so that binary rounding errors never show

TOTAL = formula("IF(COUNT(cells) = 0, word, ROUND(SUM(cells), places))")
OF_ROUND = formula(  # a county's target by a round: as much of its whole target as its city's
    "IF(COUNT(share, part, target) < 3, none, IF(target = 0, none, ROUND(share * part / target, places)))",
    none=NONE,
)
PROVINCE_TOTAL = formula("IF(COUNT(cells) = 0, word, ROUND(cities, places))")  # `cities`: sum of their totals
WEAKEST = {
    Direction.AT_LEAST: formula("IF(COUNT(cells) = 0, word, MIN(cells))"),
    Direction.AT_MOST: formula("IF(COUNT(cells) = 0, word, MAX(cells))"),
    Direction.WITHIN: formula("IF(COUNT(cells) = 0, word, MIN(cells))"),
}
GAP = formula("IF(COUNT(total, target) < 2, blank, ROUND(total - target, places))")
_OUTSIDE = formula("IF(total < target, total - target, IF(total > upper, total - upper, 0))")
GAP_OF_RANGE = formula(
    "IF(COUNT(total, target) < 2, blank, ROUND(outside, places))", outside=_OUTSIDE
)  # negative: below the range; positive: above it
FURTHEST_OUTSIDE = formula(  # of several shares of a rate
    "IF(OR(COUNT(cells) = 0, COUNT(target) = 0), blank, ROUND(outside, places))",
    outside=formula(
        "IF(target - MIN(cells) >= MAX(cells) - upper, below, above)",
        below=_OUTSIDE.given(total=formula("MIN(cells)")),
        above=_OUTSIDE.given(total=formula("MAX(cells)")),
    ),
)
SHORTFALL = {  # positive: so much is missing, or too much
    Direction.AT_LEAST: formula("ROUND(target - total, places)"),
    Direction.AT_MOST: formula("ROUND(total - target, places)"),
    Direction.WITHIN: formula("ROUND(ABS(outside), places)", outside=_OUTSIDE),
}
WEAKEST_WORD = {Direction.AT_LEAST: "最低", Direction.AT_MOST: "最高", Direction.WITHIN: "最低"}
SHORT_SIDE = {Direction.AT_LEAST: "少", Direction.AT_MOST: "多"}  # in words: on which side of the target
SIDE_OF_RANGE = formula(  # of a total outside a range from `target` up
    "IF(total < target, less, more)",
    less=SHORT_SIDE[Direction.AT_LEAST],
    more=SHORT_SIDE[Direction.AT_MOST],
)
GAPS_MISSED = {  # how many of the gaps of some rates are of counties that fall short
    Direction.AT_LEAST: formula('COUNTIF(gaps, "<0")'),
    Direction.AT_MOST: formula('COUNTIF(gaps, ">0")'),
    Direction.WITHIN: formula('COUNTIF(gaps, "<0") + COUNTIF(gaps, ">0")'),
}
MISSED = {Direction.AT_LEAST: "低于", Direction.AT_MOST: "高于", Direction.WITHIN: "不在"}  # before 目标
AMPLE = Decimal("1.2")  # more than so many times the target is probably a slip of the pen or of the unit
# Of a negative target (less by 300) any part is more than the whole: neither rule can judge it.
MORE_THAN_AMPLE = formula("AND(target >= 0, ROUND(total - ample * target, places) > 0)", ample=AMPLE)
ABOVE_CITY = formula("AND(target >= 0, share > target)")  # one county's share is more than the city's target
FEW = 5  # of so few things one more or less is 20 points: a county's target below it is not judged
_FEW_OF_A_COUNTY = formula("AND(target > 0, target < few)", few=FEW)
PART_ABOVE_WHOLE = formula("part > whole")  # 其中
FALLS_SHORT = {
    Direction.AT_LEAST: formula("share < target"),
    Direction.AT_MOST: formula("share > target"),
    Direction.WITHIN: formula("OR(share < target, share > upper)"),
}
NUMBER_SHORT = {
    side: formula("AND(ISNUMBER(share), falls_short)", falls_short=falls_short)
    for side, falls_short in FALLS_SHORT.items()
}
MARK_SHORT = {  # a `mark` beside a share that falls short
    side: formula('IF(COUNT(share, target) < 2, "", IF(falls_short, mark, ""))', falls_short=falls_short)
    for side, falls_short in FALLS_SHORT.items()
}
COUNT_SHORT = {  # how many shares of a rate fall short
    Direction.AT_LEAST: formula('COUNTIF(shares, "<" & target)'),
    Direction.AT_MOST: formula('COUNTIF(shares, ">" & target)'),
    Direction.WITHIN: formula('COUNTIF(shares, "<" & target) + COUNTIF(shares, ">" & upper)'),
}
SHORT_COUNTIES = {
    side: formula("IF(OR(COUNT(shares) = 0, COUNT(target) = 0), none, counted)", none=NONE, counted=counted)
    for side, counted in COUNT_SHORT.items()
}
SHORT_IN_PROVINCE = formula("IF(COUNT(counts) = 0, none, SUM(counts))", none=NONE)


def is_few(indicator: Indicator, target: Decimal | None) -> bool:
    """Whether a county's target is too small for a light: fewer than `FEW` of what is counted one by one.

    Only an amount without decimals is: 0.4 亿元 can be reached in parts. A city answers for its target,
    however small.
    """
    counted = indicator.comparison is Comparison.SHARE and indicator.adds_up and not indicator.decimals
    return counted and target is not None and _FEW_OF_A_COUNTY.holds(target=target)


def gap(direction: Direction) -> Formula:
    """How far a `total` is from its target, as people read it: above (positive), below, outside a range."""
    return GAP_OF_RANGE if direction is Direction.WITHIN else GAP


def bounded(rule: Formula, upper: Decimal | None) -> Formula:
    """A rule with the upper bound of the range that it compares with, if it is one for ranges."""
    if "upper" not in rule.names:
        return rule
    return rule.given(upper=NONE if upper is None else upper)


def is_fraction_of_sums(indicator: Indicator) -> bool:
    """Whether a city's rate lies between its counties' rates; its own figure need not."""
    return not indicator.is_own and Measure.parse(indicator.measure).is_fraction_of_sums


def exact_places(places: int) -> int:
    """The decimals to which a sum is rounded: all that may be reported (`places`), but at least six."""
    return max(places, _EXACT)


def weakest_word(sides: Iterable[Direction]) -> str:
    """Which rate a total shows for rates with targets on some sides: 最低, 最高, 最低或最高; "" for none."""
    there = set(sides)
    return "或".join(dict.fromkeys(word for side, word in WEAKEST_WORD.items() if side in there))
