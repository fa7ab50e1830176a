"""How far a result is on the good side of what it is held to, so that all indicators can be compared.

A margin is positive on the good side: an amount's lead over what is expected by now, a level's distance
from its target, what is left of a limit. That of a range has the sign of the side.
"""

from decimal import Decimal
from functools import cache

from cascade.formula import Formula, Live, Ref, Value, formula
from cascade.indicators import PERCENT, Comparison, Direction, Indicator
from cascade.judging.results import (
    EXCEEDED,
    PLACES,
    ahead,
    places_apart,
)
from cascade.judging.targets import SHORTFALL, bounded
from cascade.quantity import NONE

_LEFT = formula(
    "IF(ISNUMBER(done), left, IF(done = exceeded, left, none))",
    left=formula("ROUND(target - result, places)", places=PLACES),
    exceeded=EXCEEDED,
    none=NONE,
)
_DONE = {  # the completion that has a `margin`
    Comparison.SHARE: formula("margin + expected"),
    Comparison.LIMIT: formula(
        "IF(target = 0, IF(margin < 0, exceeded, 0), 100 - margin / target * 100)", exceeded=EXCEEDED
    ),
}
_SAME = formula("margin")
_OUTSIDE = formula("-ABS(margin)")
_PART_OF_TARGET = formula("IF(target = 0, key, key / ABS(target) * 100)")
_PART_OF_LIMIT = formula("IF(target = 0, IF(margin < 0, -100, 0), margin / target * 100)")
POINTS = "百分点"  # the unit of most margins


def margin(indicator: Indicator, expected: Decimal) -> Formula:
    """The margin of a completion `done` where `expected` per cent are expected by now.

    In points or the indicator's unit (`margin_unit`), rounded for comparison; a word where there is no
    completion. That of a limit also looks at `result` and `target`.
    """
    return _LEFT if indicator.is_limit else ahead(indicator, expected)


def margin_of(indicator: Indicator, expected: Decimal, **quantities: Value) -> Decimal | str:
    """The margin of values: `done`, `result` and `target`; see `margin`."""
    rule = margin(indicator, expected)
    found = rule.value(**{name: quantities[name] for name in rule.names})
    assert isinstance(found, Decimal | str)  # no margin is empty
    return found


def live_margin(indicator: Indicator, expected: Decimal, **cells: Ref) -> Live:
    """The margin of cells: `done`, `result` and `target`; see `margin`."""
    rule = margin(indicator, expected)
    return rule.live(**{name: cells[name] for name in rule.names})


def is_distance(indicator: Indicator) -> bool:
    """Whether the margin is a distance from the target in the indicator's unit, not a lead in points."""
    return indicator.is_level or indicator.is_limit


def margin_unit(indicator: Indicator) -> str:
    """The unit of an indicator's margin: points, or that of a level or limit."""
    return indicator.gap_unit if is_distance(indicator) else POINTS


def margin_places(indicator: Indicator, *margins: Value) -> int:
    """The decimals that some margins share: those of a level or limit, one of a share's points.

    There are more where a miss would look like zero.
    """
    side = Direction.WITHIN if indicator.comparison is Comparison.WITHIN else Direction.AT_LEAST
    return places_apart(indicator.decimals if is_distance(indicator) else 1, margins, [Decimal(0)], side)


@cache
def by_margin(indicator: Indicator, rule: Formula, expected: Decimal) -> Formula:
    """A rule for a completion `done` as a rule for its `margin`, such as that of a light.

    That of a limit also looks at the `target`.
    """
    done = _DONE.get(indicator.comparison, _SAME)
    return rule.given(done=done.given(expected=expected) if "expected" in done.names else done)


def shortfall(indicator: Indicator, upper: Decimal | None) -> Formula:
    """What a `total` lacks to its `target`, or has too much, in the indicator's unit."""
    return bounded(SHORTFALL[indicator.direction], upper)


@cache
def in_points(indicator: Indicator) -> Formula:
    """A `margin` on the one axis of all indicators: 0 is on schedule or on target, negative is behind.

    It is the margin in points; of a level or limit in another unit than per cent its part of the `target` in
    per cent, of a range how far the result is outside it, on either side. What exceeds a limit of zero is no
    part of it: it counts as the whole of one.
    """
    if indicator.is_limit and indicator.unit != PERCENT:
        return _PART_OF_LIMIT
    key = _OUTSIDE if indicator.direction is Direction.WITHIN else _SAME
    in_unit = indicator.is_level and indicator.unit != PERCENT
    return _PART_OF_TARGET.given(key=key) if in_unit else key


def severity(indicator: Indicator, margin: Decimal, target: Decimal | None) -> Decimal:
    """A key that sorts who is behind, the worst (most negative) first.

    It is the margin in points (`in_points`); over a limit of zero is the worst of all.
    """
    if indicator.is_limit and not target:
        return Decimal("-Infinity")
    rule, quantities = in_points(indicator), {"margin": margin, "target": target or Decimal(0)}
    key = rule.value(**{name: quantities[name] for name in rule.names})
    assert isinstance(key, Decimal)  # of numbers
    return key
