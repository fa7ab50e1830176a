"""What deserves a second look: numbers that a slip of the pen or another unit made too large or too small.

The thresholds stand here only. A form's self-check and the intake use these rules alike, so a rule over
single values also holds for every cell of a range: it has products in place of AND, and sums of OR.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from cascade.formula import Formula, formula
from cascade.formula.measure import Measure
from cascade.indicators import PERCENT, Comparison, Indicator, is_earlier
from cascade.judging.targets import AMPLE
from cascade.quantity import converted
from cascade.shapes import Shape

SLIP = 10  # a zero too many or too few; nothing that a county reports grows tenfold within a year
OTHER_UNIT = 100  # 万元 for 亿元 is 10,000 times; the counties of one city differ by less than 100
SISTERS = 3  # so many other counties must have a number: the middle one of fewer says little
RATE_SLIP = 5  # of a target: 600 for 60 is ten times; counties rarely take on twice their city's rate
WHOLE = 100  # per cent: no share is larger
_PLACES = 9  # decimals to which we round before comparing: drops binary rounding errors
LARGER_THAN_ALL = 10**15  # a spreadsheet's numbers are smaller

FEWER = formula("value < last")  # a cumulative amount has gone down
_FAR_ABOVE = formula("(target > 0) * (ROUND(value - times * target, places) > 0)", places=_PLACES)
AMOUNT_FAR_ABOVE_TARGET = _FAR_ABOVE.given(times=SLIP)
SHARE_FAR_ABOVE_TARGET = _FAR_ABOVE.given(times=RATE_SLIP)  # a breakdown's rate
ABOVE_WHOLE = formula("ROUND(value - whole, places) > 0", places=_PLACES, whole=WHOLE)
_RATE_FAR = formula(  # on either side: a decline of a millionfold input is far below its target
    "(target <> 0) * (ROUND(ABS(value) - times * ABS(target), places) > 0)", times=SLIP, places=_PLACES
)
_PERCENTAGE_FAR = formula(
    "far * (ROUND(ABS(value) - whole, places) > 0)", far=_RATE_FAR, whole=WHOLE, places=_PLACES
)
_RATIO_FAR = formula(  # what it is made of was reported in two units, or with a zero too few
    "far + (target > 0) * (value > 0) * (ROUND(target - times * value, places) >= 0)",
    times=SLIP,
    places=_PLACES,
)
_A_TENTH_IS_ENOUGH = formula(
    "AND(share > 0, ROUND(total - share + share / times - target, places) >= 0)", times=SLIP, places=_PLACES
)
FAR_APART = formula(  # neither is zero, and one is at least ten times the other
    "(value * other > 0) * ((ROUND(ABS(value) - times * ABS(other), places) >= 0)"
    " + (ROUND(ABS(other) - times * ABS(value), places) >= 0))",
    times=SLIP,
    places=_PLACES,
)
FAR_FROM_SISTERS = formula(
    "(value > 0) * ((ROUND(value - times * below, places) >= 0)"
    " + (ROUND(above - times * value, places) >= 0))",
    times=OTHER_UNIT,
    places=_PLACES,
)
A_HUNDREDTH = formula(  # of its target, or less: no shortfall of one unit
    "AND(total > 0, ROUND(target - times * total, places) >= 0)", times=OTHER_UNIT, places=_PLACES
)
HAS_SISTERS = formula("positives > sisters", sisters=SISTERS)  # of so many numbers, each has enough others
# The median of the others, for a number that is larger than it: one number above the middle and 0 below it
# leave it where it is. Likewise for a number that is smaller.
MEDIAN = formula("MEDIAN(cells, outside)")
MEDIAN_BELOW, MEDIAN_ABOVE = MEDIAN.given(outside=0), MEDIAN.given(outside=LARGER_THAN_ALL)


def may_have_a_zero_too_many(share: Decimal, total: Decimal, target: Decimal, places: int) -> bool:
    """Whether a share of an amount with so many decimals may be ten times what it should be, or more.

    It is far above the whole target, or a tenth of it would still leave a `total` that attains the target. A
    count with a zero too many ends in one.
    """
    if AMOUNT_FAR_ABOVE_TARGET.holds(value=share, target=target):
        return True
    ends_in_zero = bool(places) or share % SLIP == 0
    return ends_in_zero and _A_TENTH_IS_ENOUGH.holds(share=share, total=total, target=target)


def slip_of_unit(unit: str) -> str:
    """An example in brackets of a number typed in a smaller unit, "" for a unit that is not so mistaken."""
    smaller = "万元" if unit == "亿元" else unit.removeprefix("万") if unit.startswith("万") else ""
    return f"（如把{smaller}填在{unit}栏）" if smaller else ""


def other_unit(total: Decimal, target: Decimal, unit: str) -> str:
    """The unit in 万 or 亿 more or less in which an amount's total comes near its target; "" if none does."""
    base = unit.removeprefix("万").removeprefix("亿")
    for other in (base, f"万{base}", f"亿{base}"):
        meant = converted(total, other, unit) if other != unit else None
        if meant and target > 0 and target / AMPLE <= meant <= target * AMPLE:
            return other
    return ""


@cache
def rate_far_from_target(unit: str, measure: str, comparison: Comparison) -> Formula:
    """Whether a rate's result is far from its target; a percentage must be over 100, or below -100.

    A ratio is also far that is at most a tenth of the least that is wanted; a change may well be.
    """
    far = _PERCENTAGE_FAR if unit == PERCENT else _RATE_FAR
    small = comparison is Comparison.ABOVE and Measure.parse(measure).is_ratio
    return _RATIO_FAR.given(far=far) if small else far


def last_year(measure: str, inputs: Mapping[str, Shape]) -> dict[str, str]:
    """The inputs of a change with their counterparts of the other year; {} where their units differ.

    `inputs` are the shapes of the measure's inputs by code. See `Measure.counterparts`. What looks like a
    decline is one where it compares ratios, or where names of inputs say so; others may be a 合格率.
    """
    parsed = Measure.parse(measure)
    if not inputs.keys() >= set(parsed.names):
        return {}
    found, falling = parsed.counterparts, parsed.counterparts_of_decline
    if len(falling) > 1 or any(is_earlier(inputs[each].heading) for pair in falling.items() for each in pair):
        found = falling
    return found if all(inputs[now].unit == inputs[then].unit for now, then in found.items()) else {}


def is_share(indicator: Indicator, target: Decimal | None) -> bool:
    """Whether a rate is a part of a whole in per cent, so that it cannot be over 100.

    Part and whole have one unit. A rate with a target over 100 compares two things of one kind.
    """
    units = {each.unit for each in indicator.inputs}
    if indicator.unit != PERCENT or len(units) != 1 or not Measure.parse(indicator.measure).is_share:
        return False
    return target is None or not ABOVE_WHOLE.holds(value=target)
