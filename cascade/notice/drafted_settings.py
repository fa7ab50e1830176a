"""Draft the table `plan` and the rounds from what a notice says of itself."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cascade.notice.doubts import Doubt
from cascade.notice.notice_facts import NoticeFacts
from cascade.notice.progress_rounds import expected_shares, names_of_rounds, progress_rounds, receiver
from cascade.notice.region_rows import BREAKS_DOWN, DraftedRegions, without_breakdown
from cascade.notice.target_tables import TargetTable
from cascade.notice.titles import is_correction, plan_title
from cascade.plan.problems import listed

Row = dict[str, str]
_OF_BREAKDOWN = tuple(("rounds", 0, column) for column in ("id", "kind", "due"))  # its round comes first
_NOTHING_SAID = "通知没有写什么时候报进展，批次和日期是拟的"
_NAMED_BY_TITLE = (
    "名称由通知的标题缩写而来，印在每张表上；编号是程序拟的，用作文件夹名（字母、数字、连字符），不用改"
)
_OF_CORRECTION = (
    "这是调整、更正或补充的通知，方案里只有它写到的目标；原通知下达、这里没有的，请对照原通知补上。"
)
_DAYS_TO_BREAK_DOWN = 16  # from the notice's day to the due date of the breakdown that is suggested


def draft_settings(
    facts: NoticeFacts, tables: Sequence[TargetTable], regions: DraftedRegions, lead_title: str
) -> tuple[Row, list[Doubt]]:
    """The row of the table `plan`, with the cells that a person must decide."""
    code, name = regions.top
    row = {
        "id": f"{code}-{facts.year}".strip("-"),
        "title": plan_title(facts, *(table.captions for table in tables)),
        "issuer": facts.issuer or name,
        "document": facts.document,
        "contact": facts.contact,
        "province": code,
        "unit_level": regions.unit_level,
        "leaf_level": regions.leaf_level,
        "receiver": receiver(facts)[0],
        "lead_title": lead_title or ("责任部门" if regions.unit_level != "设区市" else ""),
    }
    named = _OF_CORRECTION if is_correction(facts.title) else ""
    doubts = [Doubt(column, named + _NAMED_BY_TITLE) for column in ("title", "id")]
    if not facts.issuer:
        doubts.append(Doubt("issuer", "通知里没有找到下达单位，请填写全称"))
    if facts.quoted_document:
        doubts.append(Doubt("document", "文号出现在正文里，也可能是引用的别的文件，请核对"))
    if not regions.top_source:
        why = "名称取自下达单位" if name in facts.issuer else "看不出是哪个地区下达的，名称是拟的"
        told = f"{why}；代码是程序拟的，不用改。名称不对的，请连同地区表第一行一起改"
        doubts.append(Doubt("province", told))
    doubts += _about_upper_regions(tables)
    if _asks_for_names(facts, regions):
        if regions.leaf_level:
            reason = f"通知要求分解到{facts.breaks_down_to}，而名单不在通知里。要分解的，请在地区表补上名单"
            reason += "" if facts.due else "，并核对分解批次的报送期限（是拟的）"
            reason += "；不分解、由各地直接填报的，请清空这一格，删去分解批次"
            doubts.append(Doubt("leaf_level", reason, also=_OF_BREAKDOWN))
        else:
            asked = f"通知要求 {facts.due} 前报分解方案，而再下级的名单不在通知里"
            reason = f"{asked}；请填再下级的名称，并在地区表补上，否则按两级填报"
            doubts.append(Doubt("leaf_level", reason))
    period, more = _period(facts)
    return row | period, doubts + more


def _about_upper_regions(tables: Sequence[TargetTable]) -> Iterator[Doubt]:
    """The question who reports where a table has regions of two levels."""
    groups = {
        each.name: listed([table.rows[table.names_row][at].text for at in each.below], "个")
        for table in tables
        for each in table.upper
    }
    if groups:
        said = "；".join(f"{name}（{below}）" for name, below in groups.items())
        reason = f"通知的表有两级：{said}。拟由后一级直接填报，{'、'.join(groups)}和小计没有写入方案"
        yield Doubt("unit_level", f"{reason}；要由前一级填报的，请改地区表和目标")


def _asks_for_names(facts: NoticeFacts, regions: DraftedRegions) -> bool:
    """Whether the notice asks for a breakdown to regions that it does not name."""
    asked = facts.due is not None or bool(regions.leaf_level)
    return not regions.from_table and regions.unit_level in BREAKS_DOWN and asked


def _period(facts: NoticeFacts) -> tuple[Row, list[Doubt]]:
    """Year, start and end of the plan."""
    if not facts.year:
        return {}, [Doubt("year", "通知里没有找到年度，请填写")]
    row: Row = {"year": facts.year}
    doubts = []
    if facts.year_from != "标题":
        doubts.append(Doubt("year", f"标题里没有年度，取自{facts.year_from}，请核对"))
    start, end = facts.span
    if (start.month, start.day, end.year) != (1, 1, start.year):
        row |= {"start": start.isoformat(), "end": end.isoformat()}
        reason = "标题里的时间不是一个自然年，起止日期是拟的，请核对"
        doubts += [Doubt("start", reason), Doubt("end", reason)]
    return row, doubts


def draft_rounds(facts: NoticeFacts, regions: DraftedRegions) -> list[tuple[Row, list[Doubt]]]:
    """A breakdown round where the plan has three levels, and the progress rounds."""
    rounds: list[tuple[Row, list[Doubt]]] = []
    if regions.leaf_level:
        row = {"id": "breakdown", "kind": "breakdown", "name": "目标分解"}
        start = facts.dated or (facts.span[0] if facts.year else date.today())
        due = facts.due or start + timedelta(days=_DAYS_TO_BREAK_DOWN)
        is_asked = _asks_for_names(facts, regions)  # then one question of the settings is about all this
        doubts = []
        if facts.due is None and not is_asked:
            reason = f"通知没有写分解方案的报送期限，是拟的；{without_breakdown(regions)}"
            doubts.append(Doubt("due", reason))
        if not regions.from_table and not is_asked:
            reason = f"{regions.leaf_level}的名单补进地区表后才能下发这个批次；不分解的请删去这一行"
            doubts.insert(0, Doubt("id", reason))
        rounds.append((row | {"due": due.isoformat()}, doubts))
    return [*rounds, *_of_progress(facts)] if facts.year else rounds


def _of_progress(facts: NoticeFacts) -> Iterator[tuple[Row, list[Doubt]]]:
    found, words = progress_rounds(facts)
    shares = expected_shares(facts)
    for each, name in zip(found, names_of_rounds(found, facts), strict=True):
        row = {"id": f"progress-{each.as_of.isoformat()}", "kind": "progress"}
        row |= {"name": name, "as_of": each.as_of.isoformat()}
        row |= {"due": each.due.isoformat()}
        share, words_on_share = shares.get(each.as_of, ("", ""))
        row["expected"] = share
        doubts = [Doubt("expected", f"通知说“{words_on_share}”，应完成进度照此拟")] if share else []
        if each.unsure:
            why = f"通知说“{words}”，{each.unsure}" if words else _NOTHING_SAID
            doubts += [Doubt(column, f"{why}；多余的批次整行删去") for column in ("as_of", "due")]
        yield row, doubts
