"""The progress rounds that a notice asks for: up to which days the reports count, and when they are due."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cascade.notice.deadlines import A_TERM, Deadline, counts_to, deadline_in
from cascade.notice.departments import read_departments
from cascade.notice.notice_facts import NoticeFacts

_USUAL_DAYS = 15  # from the last day that a report counts to the due date that is suggested
_FOLLOWED = "批次和日期照此拟"
_NO_DEADLINE = "没有认出报送期限，报送期限是拟的，请照通知核对"

_BEGUN = re.compile(r"[自从](?:20\d\d年)?(1[0-2]|[1-9])月(?:份|底)?(?:起|开始)")
_EARLY = 3  # a month so early in which the whole year is reported is one of the next year

_SENTENCE = re.compile(r"[^。；\n]+")
_REPORTED = re.compile(
    r"报送|上报|填报|通报|调度|报告|函告|反馈|提交|发送|报[上当本](?:个?月|季度?)|报[^，。；]{0,16}(?:办|局|厅|委|处|科|中心|室|府|部|组)"
)
_PROGRESS = re.compile(
    r"进展|进度|完成情况|落实情况|执行情况|工作情况|推进情况|总结|自评|每|按[月季]|半年[、和及与]全年"
)
_BREAKDOWN = re.compile(r"分解|责任目标|实施方案|备案|方案报")
_ONLY_REACHED = re.compile(r"(?:完成|达到|超过)[^报，]*(?:\d|全面|全部|任务|目标)[^报，]*$")
_DAY = re.compile(
    r"(?:((?:19|20)\d\d)年|(次年|翌年|第二年))?\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日|(底|末))|(一|二|三|四)季度(?:末|底)|(年)(?:底|末)(?!（\d))(?!起|后|以后)"
)
_EVERY = (  # months
    (2, re.compile("每(?:两|二|2)个?月|隔月|双月")),
    (1, re.compile(r"每个?月|按月|月度|逐月|月报|(?<![\d一二三四五六七八九十次翌])月[后终]")),
    (1, re.compile("^(?!.*(?:季|半年|学期)).*(?:[次翌]月|[上当本]月.{0,6}(?:情况|进[展度]|数据))")),
    (3, re.compile("每(?:个)?季|按季|季度|逐季|季报|季[后末终]")),
    (6, re.compile("每半年|半年(?:报|一次|度)|按半年|半年[、和及与]全年|半年(?:结束|终了)")),
    (A_TERM, re.compile("每(?:个)?学期|学期[末结终]")),
    (12, re.compile("年[度终]?(?:结束|终了)")),
)
_OF_OTHERS = re.compile("通报|公布|公示")  # what the issuer does with the reports
_OF_THE_YEAR = re.compile("(?:全年|年度)[^，。；]{0,8}(?:目标|任务|计划)|序时进度")
_SHARE_BY = re.compile(
    r"(?:(\d{1,2})月(?:底|末)|前?([一二三四])季度末?|前(三)季度|上半年)[^，。；、]{0,4}?(?:完成|达到|不低于|超过)"
    r"[^，。；、\d]{0,14}(\d{1,3}(?:\.\d+)?)[%％]"
)
_SENT = "报送|发送|径送|上报|报告|函告|提交|反馈"
_OFFICE = r"(?![我本])([^，。；、（）()\d至到给送报]{2,20}?)"  # 报送完成情况至市水利局 names 市水利局
_SENT_TO = re.compile(
    rf"(?:{_SENT}|(?<!抄)[至到给送报]){_OFFICE}(?=备案|汇总|[，。；（(]|$)|向{_OFFICE}(?:{_SENT})"
)
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})月?\s*[-—－–~～至到]+\s*(\d{1,2})月(?![\d底末])")
_WHOLE_YEAR = re.compile(
    "全年(?:度|的)?(?:目标|任务|指标|工作)*(?:完成|进展|进度|执行|落实|推进)?(?:情况|进展|总结)|年度总结"
)
_NAMES = {3: "一季度进展", 6: "上半年进展", 9: "前三季度进展", 12: "全年进展"}


class ProgressRound(NamedTuple):
    """A round of reports.

    `unsure` says in Chinese what of its dates the notice does not say, "" where it says them; `months` is
    its word for the months, such as 1—11月, "" for none.
    """

    as_of: date
    due: date
    unsure: str = ""
    months: str = ""


class _Series(NamedTuple):
    """Reports of every so many months, and the notice's words on them."""

    months: int
    deadline: Deadline | None
    words: str


def progress_rounds(facts: NoticeFacts) -> tuple[tuple[ProgressRound, ...], str]:
    """The rounds of a plan, and the notice's words on them, "" for none."""
    start, end = facts.span
    asked = list(_on_reports(facts.paragraphs))
    stated = [
        (_named_in(quote, ProgressRound(counts_to(day), day)), quote)
        for sentence, quote in asked
        for day in sorted(set(_stated_days(sentence, start, end)))
    ]
    series = _series(asked, facts.paragraphs)
    first = stated[0][1] if stated else ""
    of_year_only = all(each.as_of == end for each, _ in stated)
    words = [quote for _, quote in asked]
    if series and (series.deadline or of_year_only or words.index(series.words) < words.index(first)):
        begun = _BEGUN.search(series.words)
        first_month = date(start.year, int(begun[1]), 1) if begun and start.month == 1 else start
        ends = [day for day in _ends(facts, series.months) if day >= first_month]
        rounds = [_due_after(day, series.deadline) for day in ends]
        return tuple(_with_stated(rounds, [each for each, _ in stated], asked)), series.words
    if stated:
        days = [each for each, quote in stated if quote == first]
        return tuple(
            each._replace(unsure="" if each.as_of == each.due else _FOLLOWED) for each in days
        ), first
    months = A_TERM if facts.school_year else 12 if end.year - start.year > 1 else 3
    return tuple(_due_after(day, None) for day in _ends(facts, months)), words[0] if words else ""


def _series(asked: Sequence[tuple[str, str]], paragraphs: Sequence[str]) -> _Series | None:
    """The series that a notice asks for, one with a deadline first; else another sentence may give it."""
    found = [
        _Series(months, _deadline(sentence, months), quote)
        for sentence, quote in asked
        for months, pattern in _EVERY
        if pattern.search(sentence)
    ]
    if timely := [each for each in found if each.deadline]:
        return timely[0]
    found = [each for each in found if each.months != 12]  # 年终了 alone asks for no series
    if not found:
        return None
    others = (
        each for each in _sentences(paragraphs) if _REPORTED.search(each) and not _BREAKDOWN.search(each)
    )
    deadlines = (_deadline(each, found[0].months) for each in others)
    return found[0]._replace(deadline=next(filter(None, deadlines), None))


def _deadline(sentence: str, months: int) -> Deadline | None:
    """The deadline for those who report, not for the issuer who tells everybody what came."""
    own = [part for part in re.split("[，,]", sentence) if not _OF_OTHERS.search(part)]
    return deadline_in("，".join(own), months)


def _with_stated(
    rounds: list[ProgressRound], stated: Sequence[ProgressRound], asked: Sequence[tuple[str, str]]
) -> list[ProgressRound]:
    """The rounds of a series, of which the notice gives some due dates apart, above all the last one's."""
    by_year = next((found for sentence, _ in asked if (found := deadline_in(sentence, 12))), None)
    if by_year:
        rounds = [*rounds[:-1], _due_after(rounds[-1].as_of, by_year)]
    known = {each.as_of: each for each in stated}
    return [known.get(each.as_of, each) for each in rounds]


def receiver(facts: NoticeFacts) -> tuple[str, str]:
    """The one office that gets the reports, if it is not the issuer, and the notice's words; else ""."""
    for _, quote in _on_reports(facts.paragraphs):
        for found in _SENT_TO.finditer(quote):
            names = read_departments(found[1] or found[2]).names
            rest = iter(facts.issuer)
            if len(names) == 1 and not all(character in rest for character in names[0]):
                return names[0], quote
    return "", ""


def expected_shares(facts: NoticeFacts) -> dict[date, tuple[str, str]]:
    """The share of the targets, in percent, that a notice wants by the end of a month, and its words."""
    found = {}
    for sentence in _sentences(facts.paragraphs):
        for said in _SHARE_BY.finditer(sentence) if _OF_THE_YEAR.search(sentence) else ():
            month = int(said[1] or 0) or "一二三四".find(said[2] or said[3] or "二") * 3 + 3
            if 1 <= month <= 12 and facts.span[0].year == facts.span[1].year:
                last = calendar.monthrange(facts.span[0].year, month)[1]
                found[date(facts.span[0].year, month, last)] = (said[4], said[0])
    return found


def names_of_rounds(rounds: Sequence[ProgressRound], facts: NoticeFacts) -> list[str]:
    """What the rounds are called: 上半年进展, 1—11月进展 where the notice says so, 截至2020年2月底进展.

    Quarters name the rounds of a series by quarters only: 截至2020年3月底进展 beside 截至2020年2月底进展.
    """
    start, end = facts.span
    is_a_year = start.year == end.year and (start.month, end.month) == (1, 12)
    quarters = is_a_year and all(each.as_of.month in _NAMES for each in rounds if not each.months)
    says_year = any(_WHOLE_YEAR.search(quote) for _, quote in _on_reports(facts.paragraphs))
    return [
        name_of_round(each.as_of, quarters or (says_year and each.as_of == end), each.months)
        for each in rounds
    ]


def name_of_round(as_of: date, by_quarter: bool, months: str = "") -> str:
    """What a round is called by the months that it reports, else by a quarter's end or by its last day."""
    if months:
        return f"{months}进展"
    if (as_of + timedelta(days=1)).day != 1:
        return f"截至{as_of.year}年{as_of.month}月{as_of.day}日进展"
    if by_quarter:
        return _NAMES[as_of.month]
    return f"截至{as_of.year}年{as_of.month}月底进展"


def _sentences(paragraphs: Sequence[str]) -> Iterator[str]:
    for text in paragraphs:
        yield from _SENTENCE.findall(text)


def _on_reports(paragraphs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sentences that ask for reports of what has been reached: what they ask, and all their words."""
    for sentence in _sentences(paragraphs):
        if _REPORTED.search(sentence) and _PROGRESS.search(sentence):
            asked = [part for part in re.split("[，,]", sentence) if not _BREAKDOWN.search(part)]
            yield "，".join(asked), sentence


def _stated_days(sentence: str, start: date, end: date) -> Iterator[date]:
    """The days before which something is wanted; the years follow from the plan's period."""
    if "前" not in sentence and "分别于" not in sentence:
        return
    reports = "，".join(part for part in re.split("[，,]", sentence) if not _ONLY_REACHED.search(part))
    for said in _DAY.finditer(reports):
        year, next_year, month, day, _, quarter, year_end = said.groups("")
        around = re.split("[，、]", reports[: said.end()])[-1] + re.split("[，、]", reports[said.end() :])[0]
        number = 12 if year_end else "一二三四".index(quarter) * 3 + 3 if quarter else int(month)
        if not 1 <= number <= 12:
            continue
        is_next = next_year or (number <= _EARLY and end.month == 12 and _WHOLE_YEAR.search(around))
        years = [int(year)] if year else [end.year + 1] if is_next else range(start.year, end.year + 1)
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


def _due_after(last: date, deadline: Deadline | None) -> ProgressRound:
    """The round of a period that ends with a day."""
    if deadline:
        return ProgressRound(*deadline.dates(last), deadline.unsure)
    return ProgressRound(last, last + timedelta(days=_USUAL_DAYS), _NO_DEADLINE)


def _ends(facts: NoticeFacts, months: int) -> list[date]:
    """The ends of the periods of so many months within the plan, after the notice's day."""
    start, end = facts.span
    return _term_ends(start, end) if months == A_TERM else _month_ends(start, end, months, facts.dated)


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
