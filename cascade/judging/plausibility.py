"""What deserves a second look: numbers that a slip of the pen or another unit makes too large or too small.

The thresholds stand here only; the form's self-check and the intake both use these rules. A rule over single
values also applies to every cell of a range, for it uses IF and no AND or OR.
"""

from decimal import Decimal
from functools import cache

from cascade.formula import Formula, formula
from cascade.formula.measure import Measure
from cascade.model import Indicator

SLIP = 10  # a zero too many or too few; no county grows tenfold within a year
OTHER_UNIT = 100  # 万元 for 亿元 is 10,000 times; counties of one city differ by less than 100
SISTERS = 3  # other counties with a number: the middle one of fewer says little
RATE_TARGETS = 5  # 60 typed as 600 is ten times; a county rarely takes on more than twice its city's rate
WHOLE = 100  # per cent: no share is more, and no growth more than doubles what it began with
_PLACES = 9  # decimals to which we round before comparing: drops binary rounding errors

FEWER = formula("value < last")  # a cumulative amount has gone down
FAR_ABOVE_TARGET = formula("(target > 0) * (ROUND(value - times * target, places) > 0)", places=_PLACES)
AMOUNT_FAR_ABOVE_TARGET = FAR_ABOVE_TARGET.given(times=SLIP)
SHARE_FAR_ABOVE_TARGET = FAR_ABOVE_TARGET.given(times=RATE_TARGETS)  # a breakdown's rate
ABOVE_WHOLE = formula("ROUND(value, places) > whole", places=_PLACES, whole=WHOLE)
RATE_FAR_ABOVE_TARGET = formula(
    "far * (above)", far=FAR_ABOVE_TARGET.given(times=SLIP), above=ABOVE_WHOLE
)
FAR_APART = formula(  # neither is zero, and one is at least ten times the other
    "(value * other > 0) * ((ROUND(ABS(value) - times * ABS(other), places) >= 0)"
    " + (ROUND(ABS(other) - times * ABS(value), places) >= 0))",
    times=SLIP,
    places=_PLACES,
)
_POSITIVE = formula('IF(ISNUMBER(cell), IF(cell > 0, cell, ""), "")')
_MANY = formula('COUNTIF(cells, ">0")')
FAR_FROM_SISTERS = formula(
    "(value > 0) * ((ROUND(value - times * below, places) >= 0) + (ROUND(above - times * value, places) >= 0))",
    times=OTHER_UNIT,
    places=_PLACES,
)
