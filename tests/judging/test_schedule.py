"""Time elapsed, and when an indicator is judged against it."""

from datetime import date
from decimal import Decimal

import pytest

from cascade.indicators import Pace
from cascade.judging.schedule import elapsed, is_judged, months_left, overdue
from tests.support.provinces import amount

YEAR = (date(2020, 1, 1), date(2020, 12, 31))
SCHOOL_YEAR = (date(2020, 9, 1), date(2021, 8, 31))
AUTUMN_AND_WINTER = (date(2017, 10, 1), date(2018, 3, 31))
THREE_YEARS = (date(2021, 1, 1), date(2023, 12, 31))
FROM_MIDMONTH = (date(2020, 6, 16), date(2020, 7, 15))  # 15 of 30 days, then 15 of 31


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (None, "0"),
        (date(2019, 12, 31), "0"),
        (date(2020, 1, 31), "8.3333333333"),
        (date(2020, 2, 29), "16.6666666667"),
        (date(2020, 6, 30), "50"),
        (date(2020, 9, 30), "75"),
        (date(2020, 12, 31), "100"),
        (date(2021, 1, 1), "100"),
    ],
)
def test_time_elapsed_is_counted_in_months(day: date | None, share: str) -> None:
    assert round(elapsed(*YEAR, day), 10) == Decimal(share)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2020, 5, 29), ""),
        (date(2020, 5, 30), ""),
        (date(2020, 5, 31), "逾期 1 天"),
        (date(2020, 7, 29), "逾期 60 天"),
        (date(2020, 7, 30), "逾期"),
        (date(2026, 11, 29), "逾期"),
    ],
)
def test_days_overdue_are_counted_while_people_count_them(today: date, words: str) -> None:
    assert overdue(date(2020, 5, 30), today) == words


@pytest.mark.parametrize(
    ("period", "day", "share"),
    [
        (SCHOOL_YEAR, date(2020, 8, 31), "0"),
        (SCHOOL_YEAR, date(2020, 12, 31), "33.3333333333"),
        (SCHOOL_YEAR, date(2021, 8, 31), "100"),
        (AUTUMN_AND_WINTER, date(2017, 12, 31), "50"),
        (AUTUMN_AND_WINTER, date(2018, 2, 14), "75"),
        (THREE_YEARS, date(2022, 6, 30), "50"),
        (FROM_MIDMONTH, date(2020, 6, 30), "50.8196721311"),  # 0.5 / (0.5 + 15 / 31)
    ],
)
def test_a_plan_need_not_be_of_a_year(period: tuple[date, date], day: date, share: str) -> None:
    assert round(elapsed(*period, day), 10) == Decimal(share)


@pytest.mark.parametrize(
    ("period", "day", "months"),
    [
        (YEAR, None, "12"),
        (YEAR, date(2020, 6, 30), "6"),
        (YEAR, date(2020, 9, 30), "3"),
        (YEAR, date(2020, 12, 31), "0"),
        (SCHOOL_YEAR, date(2020, 12, 31), "8"),
        (THREE_YEARS, date(2022, 6, 30), "18"),
    ],
)
def test_months_left(period: tuple[date, date], day: date | None, months: str) -> None:
    assert months_left(*period, day) == Decimal(months)


@pytest.mark.parametrize(
    ("pace", "share", "judged"),
    [(Pace.EVEN, "0", True), (Pace.YEAR_END, "75", False), (Pace.YEAR_END, "75.1", True)],
)
def test_a_year_end_indicator_is_judged_in_the_last_quarter_only(
    pace: Pace, share: str, judged: bool
) -> None:
    assert is_judged(amount(1, pace=pace), Decimal(share)) is judged
