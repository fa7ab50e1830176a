"""How far a due date is, in working days; holidays and make-up days are those that have been announced."""

import warnings
from datetime import date, timedelta

with warnings.catch_warnings(action="ignore"):  # it says in English that next year is not announced yet
    import chinese_calendar

UNANNOUNCED = "（节假日安排未公布，按周一至周五计算）"


def deadline(today: date, due: date) -> tuple[str, str]:
    """How far `due` is, in words, and a note where holidays are not known ("" where they are)."""
    if today == due:
        return "今天截止", ""
    first, last = (today, due) if today < due else (due, today)
    days = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    known = [_workday(day) for day in days]
    note = "" if None not in known else UNANNOUNCED
    count = sum(day.weekday() < 5 if each is None else each for day, each in zip(days, known, strict=True))
    return (f"还有 {count} 个工作日" if today < due else f"已超过截止时间 {count} 个工作日"), note


def _workday(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year that it does not know
        return None
