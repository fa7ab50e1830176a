"""The completion of a result: how it compares with its target (see `Comparison`)."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from itertools import product

from cascade.formula import Formula, Value, formula
from cascade.indicators import PERCENT, Comparison, Direction, Indicator
from cascade.judging.targets import bounded
from cascade.quantity import NONE, rounded

PLACES = 6  # decimals to which we round results before comparing: drops binary rounding errors
EXCEEDED = "超限"  # in place of a completion: a limit of zero has no per cent

_COMPLETIONS = {
    Comparison.SHARE: formula(
        "IF(COUNT(result, target) < 2, blank, IF(target = 0, none, result / target * 100))", none=NONE
    ),
    Comparison.LIMIT: formula(
        "IF(COUNT(result, target) < 2, blank, "
        "IF(target = 0, IF(result > 0, exceeded, 0), result / target * 100))",
        exceeded=EXCEEDED,
    ),
    Comparison.ABOVE: formula("IF(COUNT(result, target) < 2, blank, result - target)"),
    Comparison.BELOW: formula("IF(COUNT(result, target) < 2, blank, target - result)"),
    Comparison.WITHIN: formula(
        "IF(COUNT(result, target, upper) < 3, blank, "
        "IF(result < target, result - target, IF(result > upper, result - upper, 0)))"
    ),
}
_WORDS = {
    Comparison.SHARE: "{of}完成率",
    Comparison.LIMIT: "占{of}限额",
    Comparison.WITHIN: "较{of}区间",
}
_GOOD = {Direction.AT_LEAST: Decimal(1), Direction.AT_MOST: Decimal(-1)}  # the sign of what is no miss
ROUNDED = formula("ROUND(done, places)", places=PLACES)  # a completion as it is compared
_COMPARABLE = formula("IF(ISNUMBER(done), rounded, word)", rounded=ROUNDED)
_UNLESS_EXCEEDED = formula("IF(done = exceeded, exceeded, word)", exceeded=EXCEEDED)
_LEAD = formula("ROUND(done - expected, places)", places=PLACES)
_AHEAD = formula("IF(ISNUMBER(done), lead, none)", none=NONE)


@cache
def completion(comparison: Comparison, upper: Decimal | None = None, blank: str = NONE) -> Formula:
    """The completion of a `result` against its `target`; `blank` if one of them is missing.

    Per cent of the target, `NONE` for a target of zero; per cent of a limit, where a limit of zero is kept
    to (0) or exceeded (`EXCEEDED`); the distance of a level from its target, positive on the good side; the
    distance from a range up to `upper`, negative below it, 0 inside.
    """
    return bounded(_COMPLETIONS[comparison].given(blank=blank), upper)


def completion_of(indicator: Indicator, upper: Decimal | None = None) -> Formula:
    """The completion of an indicator over `result` and `target`, as the summary shows it."""
    return completion(indicator.comparison, upper)


@cache
def comparable(limit: bool, word: str) -> Formula:
    """A completion `done` as it is compared; a `word` where there is none."""
    whole = _COMPARABLE.given(word=_UNLESS_EXCEEDED) if limit else _COMPARABLE
    return whole.given(word=word)


def completion_word(indicator: Indicator, of: str = "") -> str:
    """What people call an indicator's completion; `of` says whose target, where there are several."""
    return _WORDS.get(indicator.comparison, "较{of}目标").format(of=of)


def completion_unit(indicator: Indicator) -> str:
    """The unit of an indicator's completion: per cent, or that of a distance from the target."""
    return indicator.gap_unit if indicator.is_level else PERCENT


def completion_goal(indicator: Indicator) -> Decimal:
    """The completion of a result that is exactly its target."""
    return Decimal(0) if indicator.is_level else Decimal(100)


def completion_side(indicator: Indicator) -> Direction:
    """On which side of its goal an indicator's completion is good: a level's distance is positive there."""
    if indicator.is_limit:
        return Direction.AT_MOST
    return Direction.WITHIN if indicator.comparison is Comparison.WITHIN else Direction.AT_LEAST


def completion_places(indicator: Indicator, *done: Value) -> int:
    """The decimals that some completions share, such that none looks like its goal that misses it."""
    places = indicator.decimals if indicator.is_level else 1
    return places_apart(places, done, [completion_goal(indicator)], completion_side(indicator))


def places_apart(
    places: int,
    numbers: Iterable[Value],
    goals: Iterable[Value],
    side: Direction = Direction.WITHIN,
) -> int:
    """The decimals, at least `places`, with which numbers that miss a goal are shown on their side of it.

    94.98 beside a goal of 95 takes two, where 95.0 would hide that it misses; 95.02 takes no more, unless it
    exceeds a limit. `side` is where a number is good; of WITHIN neither is. Numbers that are equal as they
    are compared take no more; neither do words.
    """
    for number, goal in product(numbers, goals):
        if isinstance(number, Decimal) and isinstance(goal, Decimal) and abs(number - goal) < 1:
            apart = rounded(number - goal, PLACES)
            missed = apart and _GOOD.get(side) != apart.compare(Decimal(0))
            while missed and places < PLACES and apart * (rounded(number, places) - goal) <= 0:
                places += 1
    return places


def lead(indicator: Indicator, expected: Decimal) -> Formula:
    """Points by which a completion `done` is ahead of what is expected by now (per cent).

    Only an amount's share of its target is compared with it; all others are as they are.
    """
    if indicator.comparison is not Comparison.SHARE:
        return ROUNDED
    return _LEAD.given(expected=rounded(expected, 10))


def ahead(indicator: Indicator, expected: Decimal) -> Formula:
    """The lead of a cell `done`, `NONE` where it holds no number."""
    return _AHEAD.given(lead=lead(indicator, expected))
