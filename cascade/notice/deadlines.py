"""How long after the end of a month, a quarter or another period a notice wants its report."""

import re
from calendar import SATURDAY
from datetime import date, timedelta
from typing import NamedTuple

from cascade.notice.notice_facts import small_number

A_TERM = 0  # months: a school term has no fixed number of them

_FEW_DAYS = 20  # a report due so early in a month is about the months before it
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_TO = "[-—－–~～至到]+"
_COUNT = (
    rf"[，,]?的?[前第]?(?:{_N}[日号]?{_TO})?"
    rf"(?:(?P<number>{_N})(?P<unit>个?工作[日天]|[日号天])|(?P<words>上旬|中旬|[一两二]周|半个?月))"
)
_DAYS = {"上旬": 10, "中旬": 20, "一周": 7, "两周": 14, "二周": 14, "半个月": 15, "半月": 15}
_ENDED = r"(?:（[^）]{1,4}）)?(?:(?:结束|终了|终结|期满|届满)(?:[之以]?后|(?:之日)?起)?|[终末底]?[之以]?后)"
_NEXT = "下(?:一个?|个)?"
_FOLLOWING = (
    rf"(?:[次翌]月|{_NEXT}月|(?:次|{_NEXT})季度?(?:首月|第一个月)?|季度?的?(?:首月|第一个月)|期[满末]?后)初?"
)
_PERIODS = {
    1: r"(?:每个|(?<![\d个一二三四五六七八九十]))月[度份]?",
    2: "(?:每(?:两|二|2)个?月|双月)",
    3: "季度?",
    6: "半年度?(?:[、和及与]全年)?",
    12: "(?<!半)年[度终]?",
    A_TERM: "学期",
}
_AFTER = {months: re.compile(f"{period}{_ENDED}{_COUNT}") for months, period in _PERIODS.items()}
_IN_NEXT = re.compile(_FOLLOWING + _COUNT)
_IN_LAST = re.compile(
    rf"(?:季|季度|半年|半年度)(?:末月|最后一个?月|末|第三个月)的?(?P<number>{_N})(?P<unit>[日号])"
)
_EVERY_MONTH = re.compile(f"(?:每个?|按|逐|当|本)月(?:于|度|的)?{_COUNT}")
_OF_THE_MONTH = re.compile("[当本]月")
_OF_LAST_MONTH = re.compile("[上前]一?个?月")
_AT_END = {
    1: re.compile("(?<![0-9至止截])月[末底](?!的)"),
    2: re.compile("双月[末底]"),
    3: re.compile("(?<![至止])季度?[末底]"),
    6: re.compile("(?<![至止])半年度?[末底]"),
}


class Deadline(NamedTuple):
    """When the report of a period is due: so many days after its end, or on a day of its last month.

    `unsure` says in Chinese what a person must check, "" for nothing.
    """

    days: int
    working: bool = False
    within: bool = False
    unsure: str = ""

    def dates(self, last: date) -> tuple[date, date]:
        """To which day the report of a period counts that ends with a day, and when it is due."""
        if self.within:
            day = last.replace(day=min(self.days, last.day))
            return day, day
        due, left = last, self.days
        while left:
            due += timedelta(days=1)
            left -= not self.working or due.weekday() < SATURDAY
        return last, due


def deadline_in(sentence: str, months: int) -> Deadline | None:
    """The deadline in a sentence for the report of every so many months; None where it is not understood."""
    if months in (3, 6) and (found := _IN_LAST.search(sentence)):
        return Deadline(_days(found), within=True)
    if months == 1 and (found := _EVERY_MONTH.search(sentence)):
        return _on_a_day_of_the_month(sentence, found)
    found = _AFTER[months].search(sentence)
    if found is None and months != 12:  # what ends with a year is said of the year
        found = _IN_NEXT.search(sentence)
    if found:
        return _counted(found)
    return Deadline(0) if months in _AT_END and _AT_END[months].search(sentence) else None


def counts_to(due: date) -> date:
    """The day up to which a report counts that is due on a day: early in a month the month before ends it."""
    return due - timedelta(days=due.day) if due.day <= _FEW_DAYS else due


def _on_a_day_of_the_month(sentence: str, found: re.Match[str]) -> Deadline:
    """每月5日前 is about the month before, 每月25日前 about the same, unless the sentence says otherwise."""
    counted = _counted(found)
    if counted.working or _OF_LAST_MONTH.search(sentence):
        return counted
    if _OF_THE_MONTH.search(sentence):
        return Deadline(counted.days, within=True)
    if counted.days <= _FEW_DAYS:
        return counted
    return Deadline(counted.days, within=True, unsure="没有说报的是当月还是上月，拟为当月的进展")


def _counted(found: re.Match[str]) -> Deadline:
    if "工作" not in (found["unit"] or ""):
        return Deadline(_days(found))
    unsure = "报送期限按工作日推算，只除去了星期六和星期日，没有除去法定节假日，请核对"
    return Deadline(_days(found), working=True, unsure=unsure)


def _days(found: re.Match[str]) -> int:
    return small_number(found["number"]) if found["number"] else _DAYS[found["words"]]
