"""Time elapsed (序时进度) in a plan's year, when an indicator is judged against it, and days overdue."""

import calendar
from datetime import date
from decimal import Decimal

from cascade.model import Indicator, Pace
from cascade.quantity import rounded

_WHOLE_YEAR, _MONTHS = Decimal(100), 12
_COUNTED = 60  # days before and after a due date that people count; farther away the date says more
LAST_QUARTER = Decimal(75)  # a year-end indicator is judged only after this much of the year (per cent)


def elapsed(year: int, day: date | None) -> Decimal:
    """The share of a year that has passed by a day, in per cent; 0 without a day.

    It counts months, and the current month by its days: 30 June is exactly 50.
    """
    if day is None or day.year < year:
        return Decimal(0)
    if day.year > year:
        return _WHOLE_YEAR
    month = day.month - 1 + Decimal(day.day) / calendar.monthrange(day.year, day.month)[1]
    return month * 100 / _MONTHS


def months_left(elapsed: Decimal) -> Decimal:
    """How many months of the year are left, from the share that has passed (per cent)."""
    return rounded((_WHOLE_YEAR - elapsed) * _MONTHS / 100, 10)


def is_judged(indicator: Indicator, elapsed: Decimal) -> bool:
    """Whether an indicator is judged at this time: a year-end one in the last quarter only (notice, K13)."""
    return indicator.pace is Pace.EVEN or elapsed > LAST_QUARTER


def is_near(due: date, today: date) -> bool:
    """Whether a due date is near enough that people count the days to it or since it."""
    return abs((due - today).days) <= _COUNTED


def overdue(due: date, today: date) -> str:
    """How long a due date has passed: `逾期 3 天`, `逾期` where nobody counts the days any more, else ""."""
    if today <= due:
        return ""
    return f"逾期 {(today - due).days} 天" if is_near(due, today) else "逾期"
