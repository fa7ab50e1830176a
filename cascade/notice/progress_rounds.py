"""The progress rounds that a notice asks for: up to which days the reports count, and when they are due."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cascade.notice.departments import read_departments
from cascade.notice.notice_facts import NoticeFacts, small_number

_USUAL_DAYS = 15  # from the last day that a report counts to the due date that is suggested
_FEW_DAYS = 20  # a report due so early in a month is about the months before it

_SENTENCE = re.compile(r"[^。；\n]+")
_REPORTED = re.compile(
    r"报送|上报|填报|通报|调度|报告|报[^，。；]{0,16}(?:办|局|厅|委|处|科|中心|室|府|部|组)"
)
_PROGRESS = re.compile(r"进展|进度|完成情况|落实情况|执行情况|工作情况|推进情况|总结|自评|每|按[月季]")
_BREAKDOWN = re.compile(r"分解|责任目标|实施方案|备案|方案报")
_ONLY_REACHED = re.compile(r"(?:完成|达到|超过)[^报，]*(?:\d|全面|全部|任务|目标)[^报，]*$")
_N = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = re.compile(
    r"(?:((?:19|20)\d\d)年|(次年|翌年|第二年))?\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日|(底|末))|(一|二|三|四)季度(?:末|底)|(年)(?:底|末))(?!起|后|以后)"
)
_MONTHLY = re.compile("每月|按月|月度|逐月|月报")
_QUARTERLY = re.compile("每(?:个)?季|按季|季度|逐季|季报")
_HALF_YEARLY = re.compile("每半年|半年(?:报|一次|度)|按半年")
_BY_TERM = re.compile("每(?:个)?学期|学期[末结]")
_LATER = re.compile(
    rf"(?:季度?(?:结束|终了|终)?后|季后|月后|次月|下月|下(?:一)?(?:个)?季度(?:首月|第一个月)?|季度?首月|每月){_N}(?:个工作)?[日号天]"
)
_IN_LAST_MONTH = re.compile(rf"季度?(?:末月|最后一个?月|末|第三个月)的?{_N}[日号]")
_OF_THE_YEAR = re.compile("(?:全年|年度)[^，。；]{0,8}(?:目标|任务|计划)|序时进度")
_SHARE_BY = re.compile(
    r"(?:(\d{1,2})月(?:底|末)|前?([一二三四])季度末?|前(三)季度|上半年)[^，。；、]{0,4}?(?:完成|达到|不低于|超过)"
    r"[^，。；、\d]{0,14}(\d{1,3}(?:\.\d+)?)[%％]"
)
_SENT_TO = re.compile(r"(?:[径报]送|反馈)?[至到送报]([^，。；、（）()\d]{2,20}?)(?=备案|汇总|[，。；（(]|$)")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})月?\s*[-—－–~～至到]+\s*(\d{1,2})月(?![\d底末])")
_NAMES = {3: "一季度进展", 6: "上半年进展", 9: "前三季度进展", 12: "全年进展"}


class ProgressRound(NamedTuple):
    """A round of reports.

    `said` tells that the notice gives its due date; `months` is its word for the months, such as 1—11月, ""
    for none.
    """

    as_of: date
    due: date
    said: bool
    months: str = ""


def progress_rounds(facts: NoticeFacts) -> tuple[tuple[ProgressRound, ...], str, bool]:
    """The rounds of a plan, the notice's words on them, "" for none, and whether it says the very days."""
    start, end = facts.span
    for sentence, quote in _on_reports(facts.paragraphs):
        if days := sorted(set(_stated_days(sentence, start, end))):
            rounds = [_named_in(quote, ProgressRound(_counted_to(day), day, True)) for day in days]
            return tuple(rounds), quote, True
        for pattern, months in ((_MONTHLY, 1), (_QUARTERLY, 3), (_HALF_YEARLY, 6)):
            if pattern.search(sentence):
                ends = _month_ends(start, end, months, facts.dated)
                return tuple(_due_after(each, sentence) for each in ends), quote, False
        if _BY_TERM.search(sentence):
            return tuple(_due_after(each, "") for each in _term_ends(start, end)), quote, False
    if facts.school_year:
        ends = _term_ends(start, end)
    else:
        ends = _month_ends(start, end, 12 if end.year - start.year > 1 else 3, facts.dated)
    return tuple(_due_after(each, "") for each in ends), "", False


def receiver(facts: NoticeFacts) -> tuple[str, str]:
    """The one office that gets the reports, if it is not the issuer, and the notice's words; else ""."""
    for _, quote in _on_reports(facts.paragraphs):
        for found in _SENT_TO.finditer(quote):
            names = read_departments(found[1]).names
            rest = iter(facts.issuer)
            if len(names) == 1 and not all(character in rest for character in names[0]):
                return names[0], quote
    return "", ""


def expected_shares(facts: NoticeFacts) -> dict[date, tuple[str, str]]:
    """The share of the targets, in percent, that a notice wants by the end of a month, and its words."""
    found = {}
    for text in facts.paragraphs:
        for sentence in _SENTENCE.findall(text):
            for said in _SHARE_BY.finditer(sentence) if _OF_THE_YEAR.search(sentence) else ():
                month = int(said[1] or 0) or "一二三四".find(said[2] or said[3] or "二") * 3 + 3
                if 1 <= month <= 12 and facts.span[0].year == facts.span[1].year:
                    last = calendar.monthrange(facts.span[0].year, month)[1]
                    found[date(facts.span[0].year, month, last)] = (said[4], said[0])
    return found


def name_of_round(each: ProgressRound, facts: NoticeFacts) -> str:
    """What a round is called: 上半年进展, 1—11月进展 where the notice says so, 截至2020年2月底进展."""
    (start, end), as_of = facts.span, each.as_of
    if each.months:
        return f"{each.months}进展"
    if (as_of + timedelta(days=1)).day != 1:
        return f"截至{as_of.year}年{as_of.month}月{as_of.day}日进展"
    if start.year == end.year and (start.month, end.month) == (1, 12) and as_of.month in _NAMES:
        return _NAMES[as_of.month]
    return f"截至{as_of.year}年{as_of.month}月底进展"


def _on_reports(paragraphs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sentences that ask for reports of what has been reached: what they ask, and all their words."""
    for text in paragraphs:
        for sentence in _SENTENCE.findall(text):
            if _REPORTED.search(sentence) and _PROGRESS.search(sentence):
                asked = [part for part in re.split("[，,]", sentence) if not _BREAKDOWN.search(part)]
                yield "，".join(asked), sentence


def _stated_days(sentence: str, start: date, end: date) -> Iterator[date]:
    """The days before which something is wanted; the years follow from the plan's period."""
    if "前" not in sentence and "分别于" not in sentence:
        return
    reports = "，".join(part for part in re.split("[，,]", sentence) if not _ONLY_REACHED.search(part))
    for year, next_year, month, day, _, quarter, year_end in _DAY.findall(reports):
        number = 12 if year_end else "一二三四".index(quarter) * 3 + 3 if quarter else int(month)
        if not 1 <= number <= 12:
            continue
        years = [int(year)] if year else [end.year + 1] if next_year else range(start.year, end.year + 1)
        for each in years:
            last = calendar.monthrange(each, number)[1]
            if int(day or last) <= last:
                found = date(each, number, int(day or last))
                if start < found <= end + timedelta(days=90):
                    yield found


def _named_in(sentence: str, each: ProgressRound) -> ProgressRound:
    """A round with the notice's word for its months; they tell to which day it counts, whenever it is due."""
    for found in _MONTHS.finditer(sentence):
        last = int(found[2])
        before = [day for day in _DAY.finditer(sentence, 0, found.start()) if day[3]]
        is_its = before and (int(before[-1][3]), int(before[-1][4] or 0)) == (each.due.month, each.due.day)
        year = each.due.year if last <= each.due.month else each.due.year - 1
        if is_its and 1 <= last <= 12:
            day = date(year, last, calendar.monthrange(year, last)[1])
            return each._replace(as_of=day, months=f"{int(found[1])}—{last}月")
    return each


def _counted_to(due: date) -> date:
    """The day up to which a report counts that is due on a day: early in a month the month before ends it."""
    return due - timedelta(days=due.day) if due.day <= _FEW_DAYS else due


def _due_after(as_of: date, sentence: str) -> ProgressRound:
    """The round that ends with a month; its due date as the sentence says."""
    if found := _IN_LAST_MONTH.search(sentence):
        day = as_of.replace(day=min(small_number(found[1]), as_of.day))
        return ProgressRound(day, day, True)
    if found := _LATER.search(sentence):
        return ProgressRound(as_of, as_of + timedelta(days=small_number(found[1])), "工作日" not in found[0])
    if re.search("季度?[末底]前?|月[末底]前", sentence):
        return ProgressRound(as_of, as_of, True)
    return ProgressRound(as_of, as_of + timedelta(days=_USUAL_DAYS), False)


def _month_ends(start: date, end: date, months: int, dated: date | None) -> list[date]:
    """The ends of every so many months within the plan, after the notice's day, and the plan's last day."""
    found = {end}
    for year in range(start.year, end.year + 1):
        for month in range(months, 13, months):
            found.add(date(year, month, calendar.monthrange(year, month)[1]))
    later = [day for day in sorted(found) if start < day <= end and (dated is None or day > dated)]
    return later or [end]


def _term_ends(start: date, end: date) -> list[date]:
    """The ends of the school terms within the plan: January and its last day."""
    return [*(date(year, 1, 31) for year in range(start.year + 1, end.year + 1)), end]
