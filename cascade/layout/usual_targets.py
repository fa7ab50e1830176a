"""What the usual target of a column says about the numbers that it takes."""

from decimal import Decimal
from typing import Any, NamedTuple

from cascade.indicators import PERCENT, Direction, Indicator
from cascade.judging.open_cells import NEGATIVE
from cascade.judging.percentages import doubted_below, is_below_one, refused_below
from cascade.model import Plan


class UsualTarget(NamedTuple):
    """A usual target, and the upper bound of its range, which is the target itself where it is none."""

    target: Decimal
    most: Decimal


def usual_target(plan: Plan, indicator: Indicator, city: str) -> UsualTarget | None:
    """The city's target; for a city without one the least of the others; None where no city has one."""
    if own := plan.target(indicator.code, city):
        return UsualTarget(own.value, own.most)
    others = (plan.target(indicator.code, each.code) for each in plan.cities)
    return min((UsualTarget(each.value, each.most) for each in others if each), default=None)


def taken(indicator: Indicator, usual: UsualTarget | None) -> dict[str, Any]:
    """Which numbers of an indicator its usual target lets a column take."""
    percent = indicator.unit == PERCENT
    # a growth that is limited may well be a fall; only a difference can be below zero
    may_fall = indicator.direction is not Direction.AT_LEAST and "-" in indicator.measure
    negative = usual is not None and NEGATIVE.holds(cell=usual.target)
    takes: dict[str, Any] = {
        "negative": negative or indicator.below_zero or may_fall,
        "direct": percent and not indicator.is_rate,
    }
    if not percent:
        return takes
    target, most = usual or (None, None)
    limit = None if indicator.direction is Direction.AT_LEAST else most
    bounds = target, limit, indicator.is_rate and limit is None  # a breakdown warns of shares below targets
    return takes | {
        "below_one": is_below_one(target),
        "refused": refused_below(*bounds),
        "doubted": doubted_below(*bounds),
    }
