"""How notices word the deadline of a report that they want every month, quarter, half-year or term."""

from datetime import date

import pytest

from cascade.notice.deadlines import A_TERM, deadline_in

HOLIDAYS = "报送期限按工作日推算，只除去了星期六和星期日，没有除去法定节假日，请核对"
WHICH_MONTH = "没有说报的是当月还是上月，拟为当月的进展"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("每月终了后10日内报送完成情况", "2024-06-10"),
        ("每月终了10日内报送完成情况", "2024-06-10"),
        ("每月（季）终了后10日内报送完成情况", "2024-06-10"),
        ("每个月结束之后的五日内报送进展", "2024-06-05"),
        ("月度终了后的前8天报送进展", "2024-06-08"),
        ("每月月末后十五日内上报进展", "2024-06-15"),
        ("每月进展于月后6日前报送", "2024-06-06"),
        ("每月结束后一周内报送进展", "2024-06-07"),
        ("每月终了后半个月内报送进展", "2024-06-15"),
        ("次月5日前报送进展", "2024-06-05"),
        ("于下月3号前报送本月进展", "2024-06-03"),
        ("于下个月初3日前报送进展", "2024-06-03"),
        ("翌月上旬报送进展", "2024-06-10"),
        ("每月5日前报送上月进展", "2024-06-05"),
        ("每月1—5日报送上月进展", "2024-06-05"),
        ("每月25日前报送上月进展", "2024-06-25"),
        ("每月上旬报送进展", "2024-06-10"),
        ("每月月底前报送进展", "2024-05-31"),
    ],
)
def test_after_a_month(text: str, due: str) -> None:
    found = deadline_in(text, 1)
    assert found
    assert [day.isoformat() for day in found.dates(date(2024, 5, 31))] == ["2024-05-31", due]
    assert found.unsure == ""


@pytest.mark.parametrize(
    ("text", "day", "unsure"),
    [
        ("每月28日前报送当月进展", "2024-02-28", ""),
        ("每月进展于当月31日前报送", "2024-02-29", ""),
        ("每月25日前报送进展", "2024-02-25", WHICH_MONTH),
    ],
)
def test_on_a_day_of_the_month_itself(text: str, day: str, unsure: str) -> None:
    found = deadline_in(text, 1)
    assert found
    assert [each.isoformat() for each in found.dates(date(2024, 2, 29))] == [day, day]
    assert found.unsure == unsure


@pytest.mark.parametrize(
    ("text", "months", "due"),
    [
        ("每季度终了后15日内报送进展", 3, "2024-07-15"),
        ("每季度终了之日起15日内报送进展", 3, "2024-07-15"),
        ("每季度首月10日前报送上季度进展", 3, "2024-07-10"),
        ("下一个季度第一个月的8日前报送", 3, "2024-07-08"),
        ("季后12日内报送进展", 3, "2024-07-12"),
        ("每季度末报送进展", 3, "2024-06-30"),
        ("每半年终了后20日内报送进展", 6, "2024-07-20"),
        ("上半年、全年结束后15日内报送进展", 6, "2024-07-15"),
        ("每半年报送一次，次月10日前报市局", 6, "2024-07-10"),
        ("年度终了后20日内报送总结", 12, "2024-07-20"),
        ("每学期结束后10日内报送", A_TERM, "2024-07-10"),
    ],
)
def test_after_a_longer_period(text: str, months: int, due: str) -> None:
    found = deadline_in(text, months)
    assert found
    assert [day.isoformat() for day in found.dates(date(2024, 6, 30))] == ["2024-06-30", due]


@pytest.mark.parametrize("text", ["每月结束后5个工作日内报送进展", "次月第5个工作日前报送进展"])
def test_working_days_know_weekends_and_say_that_they_know_no_holidays(text: str) -> None:
    found = deadline_in(text, 1)
    assert found
    assert found.dates(date(2024, 5, 31)) == (date(2024, 5, 31), date(2024, 6, 7))  # a Friday and the next
    assert found.unsure == HOLIDAYS


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("每月定期报送进展", 1),
        ("每月报送截至月底的进展", 1),
        ("3月后10日内报送进展", 1),
        ("两个月后10日内报送进展", 1),
        ("每季度终了后15日内报送进展", 1),
        ("每月终了后10日内报送进展", 3),
        ("每半年终了后10日内报送进展", 12),
    ],
)
def test_no_deadline(text: str, months: int) -> None:
    assert deadline_in(text, months) is None
