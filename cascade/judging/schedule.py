"""Time elapsed (序时进度) of a plan's period, when an indicator is judged against it, and days overdue."""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cascade.indicators import Indicator, Pace
from cascade.model import Plan
from cascade.quantity import rounded

WHOLE, _MONTHS = Decimal(100), 12
_COUNTED = 60  # days before and after a due date that people count; farther away the date says more
LAST_QUARTER = Decimal(75)  # a year-end indicator is judged only after this much of the period (per cent)


class Term(NamedTuple):
    """The words for a plan's period: all of it, within it, its end, not judged before it, until its last
    quarter.
    """

    whole: str
    within: str
    end: str
    not_judged: str
    early: str


_YEAR = Term("全年", "年内", "年末", "年末评", "第四季度前")
_OTHER = Term("全期", "方案期内", "期末", "期末评", "方案期的最后四分之一以前")


def term(plan: Plan) -> Term:
    """The words for a plan's period, which need not be a year."""
    return _YEAR if plan.is_year else _OTHER


@lru_cache(maxsize=64)
def elapsed(start: date, end: date, day: date | None) -> Decimal:
    """The share of the period from `start` to `end` that has passed by a day, in per cent; 0 without a day.

    It counts months, and the current month by its days: 30 June is exactly 50 of a calendar year.
    """
    if day is None or day < start:
        return Decimal(0)
    if day >= end:
        return WHOLE
    return _months(start, day) * 100 / _months(start, end)


def months_left(start: date, end: date, day: date | None) -> Decimal:
    """How many months of the period are left after a day."""
    left = WHOLE - elapsed(start, end, day)
    return rounded(left * _months(start, end) / 100, 10)


def _months(start: date, day: date) -> Decimal:
    """The months from `start` to `day`, both included; parts of a month by its days."""
    return _months_since_year_0(day) - _months_since_year_0(start - timedelta(days=1))


def _months_since_year_0(day: date) -> Decimal:
    days = calendar.monthrange(day.year, day.month)[1]
    return day.year * _MONTHS + day.month - 1 + Decimal(day.day) / days


def is_judged(indicator: Indicator, elapsed: Decimal) -> bool:
    """Whether an indicator is judged at this time: a year-end one in the last quarter only (notice, K13)."""
    return indicator.pace is not Pace.YEAR_END or elapsed > LAST_QUARTER


def is_near(due: date, today: date) -> bool:
    """Whether a due date is near enough that people count the days to it or since it."""
    return abs((due - today).days) <= _COUNTED


def overdue(due: date, today: date) -> str:
    """How long a due date has passed: `逾期 3 天`, `逾期` where nobody counts the days any more, else ""."""
    if today <= due:
        return ""
    return f"逾期 {(today - due).days} 天" if is_near(due, today) else "逾期"
