"""Count the working days to a due date, with China's holidays."""

import warnings
from calendar import SATURDAY
from datetime import date, timedelta

with warnings.catch_warnings(action="ignore"):  # it warns that next year's holidays are not announced yet
    import chinese_calendar

_UNANNOUNCED = "（节假日安排未公布，按周一至周五计算）"


def days_left(today: date, due: date) -> tuple[str, str]:
    """The working days (or days) to or since the due date, and a note where holidays are not announced."""
    if today == due:
        return "今天截止", ""
    first, last = (today, due) if today < due else (due, today)
    days = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    known = [_is_workday(day) for day in days]
    note = "" if None not in known else _UNANNOUNCED
    count = sum(
        day.weekday() < SATURDAY if each is None else each for day, each in zip(days, known, strict=True)
    )
    words = f"{count} 个工作日" if count else f"{len(days)} 天"  # on a weekend no working day is left
    return (f"还有 {words}" if today < due else f"已超过截止时间 {words}"), note


def _is_workday(day: date) -> bool | None:
    """Whether a day is a working day; None in a year whose holidays are unknown."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
