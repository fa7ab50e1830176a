"""Draft the table `plan` and the rounds from what a notice says of itself."""

from collections.abc import Sequence
from datetime import date, timedelta

from cascade.notice.doubts import Doubt
from cascade.notice.notice_facts import NoticeFacts, plan_title
from cascade.notice.region_rows import BREAKS_DOWN, DraftedRegions

Row = dict[str, str]
_DAYS_TO_REPORT = 15  # from a quarter's end to the due date that is suggested
_DAYS_TO_BREAK_DOWN = 16  # from the notice's day to the due date of the breakdown that is suggested
_QUARTERS = {3: "一季度进展", 6: "上半年进展", 9: "前三季度进展", 12: "全年进展"}


def draft_settings(
    facts: NoticeFacts, captions: Sequence[str], regions: DraftedRegions, lead_title: str
) -> tuple[Row, list[Doubt]]:
    """The row of the table `plan`, with the cells that a person must decide."""
    code, name = regions.top
    row = {
        "id": f"{code}-{facts.year}".strip("-"),
        "title": plan_title(facts, captions),
        "issuer": facts.issuer or name,
        "document": facts.document,
        "contact": facts.contact,
        "province": code,
        "unit_level": regions.unit_level,
        "leaf_level": regions.leaf_level,
        "lead_title": lead_title or ("责任部门" if regions.unit_level != "设区市" else ""),
    }
    doubts = [
        Doubt("id", "方案编号是编的，用作文件夹名；可改为好记的字母、数字和连字符，如 zhejiang-2020"),
        Doubt("title", "方案名称由通知的标题缩写而来，会印在每张表上，请核对"),
    ]
    if not facts.issuer:
        doubts.append(Doubt("issuer", "通知里没有找到下达单位，请填写全称"))
    if facts.quoted_document:
        doubts.append(Doubt("document", "文号出现在正文里，也可能是引用的别的文件，请核对"))
    if not regions.top_source:
        doubts.append(
            Doubt("province", "看不出是哪个地区下达的，代码和名称是编的；请连同地区表第一行一起改正")
        )
    if not regions.from_table and regions.unit_level in BREAKS_DOWN:
        reason = "通知没有说还要往下分解，拟为两级，由下级直接填报；要分解的请填再下级的名称，并在地区表补上"
        if facts.breaks_down_to:
            reason = f"通知要求分解到{facts.breaks_down_to}，而名单不在通知里；请在地区表补上，否则按两级填报"
        elif facts.due:
            asked = f"通知要求 {facts.due} 前报分解方案，而再下级的名单不在通知里"
            reason = f"{asked}；请填再下级的名称，并在地区表补上，否则按两级填报"
        doubts.append(Doubt("leaf_level", reason))
    period, more = _period(facts)
    return row | period, doubts + more


def _period(facts: NoticeFacts) -> tuple[Row, list[Doubt]]:
    """Year, start and end of the plan."""
    if not facts.year:
        return {}, [Doubt("year", "通知里没有找到年度，请填写")]
    row: Row = {"year": facts.year}
    doubts = []
    if facts.year_from != "标题":
        doubts.append(Doubt("year", f"标题里没有年度，取自{facts.year_from}，请核对"))
    start, end = _span(facts)
    if (start.month, start.day, end.year) != (1, 1, start.year):
        row |= {"start": start.isoformat(), "end": end.isoformat()}
        reason = "标题里的时间不是一个自然年，起止日期是拟的，请核对"
        doubts += [Doubt("start", reason), Doubt("end", reason)]
    return row, doubts


def _span(facts: NoticeFacts) -> tuple[date, date]:
    """The first and the last day of the plan."""
    year, last = int(facts.year), int(facts.last_year or facts.year)
    if facts.school_year:
        return date(year, 9, 1), date(max(last, year + 1), 8, 31)
    if facts.winter:
        return date(year, 10, 1), date(max(last, year + 1), 3, 31)
    return date(year, 1, 1), date(max(last, year), 12, 31)


def draft_rounds(facts: NoticeFacts, regions: DraftedRegions) -> list[tuple[Row, list[Doubt]]]:
    """A breakdown round where the plan has three levels, and progress rounds by quarter as a suggestion."""
    rounds: list[tuple[Row, list[Doubt]]] = []
    if regions.leaf_level:
        row = {"id": "breakdown", "kind": "breakdown", "name": "目标分解"}
        start = facts.dated or (_span(facts)[0] if facts.year else date.today())
        due = facts.due or start + timedelta(days=_DAYS_TO_BREAK_DOWN)
        doubts = [Doubt("due", "通知没有写分解方案的报送期限，是拟的")] if facts.due is None else []
        if not regions.from_table:
            reason = f"{regions.leaf_level}的名单补进地区表后才能下发这个批次；不分解的请删去这一行"
            doubts.insert(0, Doubt("id", reason))
        rounds.append((row | {"due": due.isoformat()}, doubts))
    why = (
        f"通知说“{facts.reports[:40]}”，拟为每季一次"
        if facts.reports
        else "通知没有写什么时候报进展，拟为每季一次"
    )
    for first, end in enumerate(_quarter_ends(facts)):
        row = {"id": f"progress-{end.isoformat()}", "kind": "progress", "name": _name_of_round(facts, end)}
        row |= {"as_of": end.isoformat(), "due": (end + timedelta(days=_DAYS_TO_REPORT)).isoformat()}
        reasons = {
            "as_of": f"{why}；不需要的批次请删去",
            "due": f"各进展批次的报送期限都拟为截止后 {_DAYS_TO_REPORT} 天，请逐个核对",
        }
        rounds.append((row, [] if first else [Doubt(column, reason) for column, reason in reasons.items()]))
    return rounds


def _quarter_ends(facts: NoticeFacts) -> list[date]:
    """The ends of quarters within the plan, and its last day, that come after the notice's own day.

    A plan of several years has the ends of its years instead.
    """
    if not facts.year:
        return []
    start, last = _span(facts)
    months = ((12, 31),) if last.year - start.year > 1 else ((3, 31), (6, 30), (9, 30), (12, 31))
    ends = {date(year, *day) for year in range(start.year, last.year + 1) for day in months} | {last}
    later = [end for end in sorted(ends) if start < end <= last and (not facts.dated or end > facts.dated)]
    return later or [last]


def _name_of_round(facts: NoticeFacts, end: date) -> str:
    start, last = _span(facts)
    if start.year == last.year:
        return _QUARTERS[end.month]
    return f"截至{end.year}年{end.month}月底进展"
