"""How far a result is on the good side of what it is held to, so that all indicators can be compared.

A margin is positive on the good side: an amount's lead over what is expected by now, a level's distance
from its target, the part of a limit that is still free. That of a range has the sign of the side.
"""

from decimal import Decimal
from functools import cache

from cascade.formula import Formula, Value, formula
from cascade.indicators import PERCENT, Comparison, Direction, Indicator
from cascade.judging.results import (
    EXCEEDED,
    PLACES,
    ahead,
    completion_places,
    completion_unit,
    places_apart,
)
from cascade.judging.targets import SHORTFALL, bounded
from cascade.quantity import NONE

_FREE = formula(
    "IF(ISNUMBER(done), ROUND(100 - done, places), IF(done = exceeded, exceeded, none))",
    places=PLACES,
    exceeded=EXCEEDED,
    none=NONE,
)
_DONE = {  # the completion that has a `margin`
    Comparison.SHARE: formula("margin + expected"),
    Comparison.LIMIT: formula("100 - margin"),
}
_SAME = formula("margin")
_OUTSIDE = formula("-ABS(margin)")
_PART_OF_TARGET = formula("IF(target = 0, key, key / ABS(target) * 100)")
POINTS = "百分点"  # the unit of most margins


def margin(indicator: Indicator, expected: Decimal) -> Formula:
    """The margin of a completion `done` where `expected` per cent are expected by now.

    In points (`margin_unit`), rounded for comparison; a word where there is no completion.
    """
    return _FREE if indicator.is_limit else ahead(indicator, expected)


def margin_unit(indicator: Indicator) -> str:
    """The unit of an indicator's margin: points, or that of a level."""
    return completion_unit(indicator) if indicator.is_level else POINTS


def margin_places(indicator: Indicator, *margins: Value) -> int:
    """The decimals that some margins share: those of a level, one of a share's points.

    There are more where a miss would look like zero.
    """
    side = Direction.WITHIN if indicator.comparison is Comparison.WITHIN else Direction.AT_LEAST
    return places_apart(completion_places(indicator), margins, [Decimal(0)], side)


@cache
def by_margin(indicator: Indicator, rule: Formula, expected: Decimal) -> Formula:
    """A rule for a completion `done` as a rule for its `margin`, such as that of a light."""
    done = _DONE.get(indicator.comparison, _SAME)
    return rule.given(done=done.given(expected=expected) if "expected" in done.names else done)


def shortfall(indicator: Indicator, upper: Decimal | None) -> Formula:
    """What a `total` lacks to its `target`, or has too much, in the indicator's unit."""
    return bounded(SHORTFALL[indicator.direction], upper)


@cache
def in_points(indicator: Indicator) -> Formula:
    """A `margin` on the one axis of all indicators: 0 is on schedule or on target, negative is behind.

    It is the margin in points; of a level in another unit than per cent its part of the `target` in per cent,
    of a range how far the result is outside it, on either side.
    """
    key = _OUTSIDE if indicator.direction is Direction.WITHIN else _SAME
    in_unit = indicator.is_level and indicator.unit != PERCENT
    return _PART_OF_TARGET.given(key=key) if in_unit else key


def severity(indicator: Indicator, margin: Decimal | str, target: Decimal | None) -> Decimal:
    """A key that sorts who is behind, the worst (most negative) first.

    It is the margin in points (`in_points`).
    """
    if isinstance(margin, str):  # over a limit of zero
        return Decimal("-Infinity")
    rule, quantities = in_points(indicator), {"margin": margin, "target": target or Decimal(0)}
    key = rule.value(**{name: quantities[name] for name in rule.names})
    assert isinstance(key, Decimal)  # of numbers
    return key
