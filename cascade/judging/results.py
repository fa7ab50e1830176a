"""The completion of a result: an amount in per cent of its target, a rate in points on the good side."""

from decimal import Decimal
from functools import cache

from cascade.formula import Formula, formula
from cascade.indicators import Direction, Indicator
from cascade.quantity import NONE, rounded

PLACES = 6  # decimals to which we round results before comparing: drops binary rounding errors

_COMPLETION = formula(
    "IF(COUNT(result, target) < 2, blank, IF(target = 0, none, result / target * 100))", none=NONE
)
EXCEEDED = "超限"  # in place of a completion: a limit of zero has no per cent
_COMPLETION_OF_LIMIT = formula(
    "IF(COUNT(result, target) < 2, blank, "
    "IF(target = 0, IF(result > 0, exceeded, 0), result / target * 100))",
    exceeded=EXCEEDED,
)
_SURPLUS = {
    Direction.AT_LEAST: formula("IF(COUNT(result, target) < 2, blank, result - target)"),
    Direction.AT_MOST: formula("IF(COUNT(result, target) < 2, blank, target - result)"),
}
ROUNDED = formula("ROUND(done, places)", places=PLACES)  # a completion as it is compared
_COMPARABLE = formula("IF(ISNUMBER(done), rounded, word)", rounded=ROUNDED)
_UNLESS_EXCEEDED = formula("IF(done = exceeded, exceeded, word)", exceeded=EXCEEDED)
_LEAD = formula("ROUND(done - elapsed, places)", places=PLACES)
_LEAD_ON_LIMIT = formula("ROUND(elapsed - done, places)", places=PLACES)
_AHEAD = formula("IF(ISNUMBER(done), lead, none)", none=NONE)


@cache
def completion(rate: bool, direction: Direction, blank: str = NONE) -> Formula:
    """The completion of a `result` against its `target`; `blank` if one of them is missing.

    An amount: per cent of the target, `NONE` for a target of zero. A limit of zero is kept to (0) or
    exceeded (`EXCEEDED`). A rate: points on the good side.
    """
    if rate:
        return _SURPLUS[direction].given(blank=blank)
    return (_COMPLETION_OF_LIMIT if direction is Direction.AT_MOST else _COMPLETION).given(blank=blank)


def completion_of(indicator: Indicator) -> Formula:
    """The completion of an indicator over `result` and `target`, as the summary shows it."""
    return completion(indicator.is_rate, indicator.direction)


@cache
def comparable(limit: bool, word: str) -> Formula:
    """A completion `done` as it is compared; a `word` where there is none."""
    whole = _COMPARABLE.given(word=_UNLESS_EXCEEDED) if limit else _COMPARABLE
    return whole.given(word=word)


def is_limit(indicator: Indicator) -> bool:
    """Whether an indicator is a limit on an amount: the lower its completion, the better.

    A rate's surplus points the right way by itself.
    """
    return indicator.direction is Direction.AT_MOST and not indicator.is_rate


def lead(indicator: Indicator, elapsed: Decimal) -> Formula:
    """Points by which a completion `done` is ahead of time elapsed (per cent); a rate's, of its target."""
    if indicator.is_rate:
        return ROUNDED
    return (_LEAD_ON_LIMIT if is_limit(indicator) else _LEAD).given(elapsed=rounded(elapsed, 10))


def ahead(indicator: Indicator, elapsed: Decimal) -> Formula:
    """The lead of a cell `done`, `NONE` where it holds no number."""
    return _AHEAD.given(lead=lead(indicator, elapsed))
