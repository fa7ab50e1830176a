"""The completion of a result: an amount in per cent of its target, a rate in points on the good side."""

from decimal import Decimal
from functools import cache

from cascade.formula import Formula, formula
from cascade.model import Direction, Indicator
from cascade.quantity import NONE, rounded

PLACES = 6  # decimals to which we round results before comparing: drops binary rounding errors

_COMPLETION = formula(
    "IF(COUNT(result, target) < 2, blank, IF(target = 0, none, result / target * 100))", none=NONE
)
_SURPLUS = {
    Direction.AT_LEAST: formula("IF(COUNT(result, target) < 2, blank, result - target)"),
    Direction.AT_MOST: formula("IF(COUNT(result, target) < 2, blank, target - result)"),
}
ROUNDED = formula("ROUND(done, places)", places=PLACES)  # a completion as it is compared
COMPARABLE = formula("IF(ISNUMBER(done), rounded, word)", rounded=ROUNDED)  # a `word` where there is none
_LEAD = formula("ROUND(done - elapsed, places)", places=PLACES)
_LEAD_ON_LIMIT = formula("ROUND(elapsed - done, places)", places=PLACES)
_AHEAD = formula("IF(ISNUMBER(done), lead, none)", none=NONE)


@cache
def completion(rate: bool, direction: Direction, blank: str = NONE) -> Formula:
    """The completion of a `result` against its `target`; `blank` if one of them is missing.

    An amount: per cent of the target, `NONE` for a target of zero. A rate: points on the good side.
    """
    return (_SURPLUS[direction] if rate else _COMPLETION).given(blank=blank)


def completion_of(indicator: Indicator) -> Formula:
    """The completion of an indicator over `result` and `target`, as the summary shows it."""
    return completion(indicator.is_rate, indicator.direction)


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
