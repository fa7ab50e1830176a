"""Time elapsed, and when an indicator is judged against it."""

from datetime import date
from decimal import Decimal

import pytest

from cascade.judging.schedule import elapsed, is_judged, months_left, overdue
from cascade.model import Pace
from tests.support.provinces import amount


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
    assert round(elapsed(2020, day), 10) == Decimal(share)


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


@pytest.mark.parametrize(("share", "months"), [("0", "12"), ("50", "6"), ("75", "3"), ("100", "0")])
def test_months_left(share: str, months: str) -> None:
    assert months_left(Decimal(share)) == Decimal(months)


@pytest.mark.parametrize(
    ("pace", "share", "judged"),
    [(Pace.EVEN, "0", True), (Pace.YEAR_END, "75", False), (Pace.YEAR_END, "75.1", True)],
)
def test_a_year_end_indicator_is_judged_in_the_last_quarter_only(
    pace: Pace, share: str, judged: bool
) -> None:
    assert is_judged(amount(1, pace=pace), Decimal(share)) is judged
