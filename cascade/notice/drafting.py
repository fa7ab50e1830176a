"""From a notice as read to a drafted plan: what the notice says, and marks where a person must decide."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cascade.notice.document import NoticeDocument
from cascade.notice.doubts import Doubt
from cascade.notice.drafted_indicator import (
    DraftedIndicator,
    Numbering,
    apart,
    draft_indicator,
    is_part_of,
    maybe_a_part,
)
from cascade.notice.drafted_settings import draft_rounds, draft_settings
from cascade.notice.header_words import FULL_YEAR, region_score
from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.leads_in_text import LeadsInText, with_leads_from_text
from cascade.notice.notice_facts import NoticeFacts, read_facts
from cascade.notice.plan_faults import unmarked_faults
from cascade.notice.progress_rounds import receiver
from cascade.notice.read_indicators import read_indicators
from cascade.notice.region_rows import (
    BREAKS_DOWN,
    NOT_A_DIVISION,
    DraftedRegions,
    doubt_about_leaves,
    draft_regions,
    is_like_a_division,
)
from cascade.notice.table_columns import lead_title
from cascade.notice.target_tables import find_target_tables
from cascade.notice.target_texts import NO_TARGET
from cascade.notice.targets_for_all import read_for_all
from cascade.plan.drafted import NoticeDraft, OpenCell
from cascade.plan.problems import listed

_PLAIN_NUMBER = re.compile(r"(\d{1,3})[.．、]?")
_SUB_NUMBER = re.compile(r"(?:(\d{1,3})\s*)?[（(](\d{1,3})[)）]|(\d{1,3})[.．-](\d{1,3})")
_PHASES = {3: "一季度", 6: "上半年", 9: "前三季度", 12: "年底"}
_NO_UNIT = "从名称看不出用什么单位（个、村、户、公里之类），请按牵头单位的口径填上"
_ORDER = ("plan", "rounds", "indicators", "inputs", "targets", "regions", "offices", "round_targets")


class NoTargets(Exception):
    """The notice has no table that shares targets out; the remarks say what its tables are."""

    def __init__(self, remarks: Sequence[str]) -> None:
        super().__init__(remarks)
        self.remarks = tuple(remarks)


@dataclass
class _Sheets:
    """The rows, marks and remarks that the draft gathers."""

    rows: dict[str, list[Mapping[str, str]]] = field(default_factory=lambda: {name: [] for name in _ORDER})
    marks: list[OpenCell] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, table: str, row: Mapping[str, str], doubts: Iterable[Doubt] = ()) -> None:
        """Add a row, and a mark for every doubt about one of its columns."""
        at = len(self.rows[table])
        self.rows[table].append({column: text for column, text in row.items() if text})
        for doubt in doubts:
            text = row.get(doubt.column, "")
            self.marks.append(OpenCell(table, at, doubt.column, doubt.reason, text, doubt.place, doubt.also))


def draft_plan(document: NoticeDocument, file_title: str) -> NoticeDraft:
    """Draft a plan from a notice; `file_title` is the file's name without ending. Raises NoTargets."""
    tables, remarks = find_target_tables(document)
    captions = [caption for table in tables for caption in table.captions]
    facts = read_facts(document, captions, file_title)
    lines = read_indicators(tables, facts, remarks)
    if not lines:
        tables, lines = read_for_all(document, facts, remarks)
    if not lines:
        raise NoTargets(remarks)
    leads = with_leads_from_text(lines, document, [table.name for table in tables])
    lines = leads.lines
    read = tuple(f"{name}（" for name in leads.tables)
    remarks = [*leads.remarks, *(each for each in remarks if not (read and each.startswith(read)))]
    names = list(dict.fromkeys(name for line in lines for name in line.targets))
    regions = draft_regions(names, facts, captions)
    sheets = _Sheets()
    drafted = _draft_indicators(lines, facts.document)
    sheets.add("plan", *draft_settings(facts, tables, regions, lead_title(tables) or leads.title))
    for row, doubts in draft_rounds(facts, regions):
        sheets.add("rounds", row, doubts)
    _add_indicators(sheets, drafted, facts, regions, leads)
    _add_regions(sheets, regions, facts)
    remarks += [remark for each in drafted for remark in each.remarks]
    if sheets.rows["plan"][0].get("receiver"):
        who, words = receiver(facts)
        remarks.append(f"收表单位 {who} 取自通知的“{words}”")
    if (
        not regions.leaf_level
        and regions.unit_level in BREAKS_DOWN
        and not facts.breaks_down_to
        and not facts.due
    ):
        remarks.append(f"通知没有说还要往下分解，拟为由各{regions.unit_level}直接填报")
    if regions.invented:
        remarks.append(f"{listed(regions.invented, '个')}的代码是程序拟的，只要不重复就可以用")
    remarks += sheets.remarks
    sheets.marks += unmarked_faults(sheets.rows, sheets.marks)
    marks = _gathered(sorted(sheets.marks, key=lambda mark: (_ORDER.index(mark.table), mark.row)))
    kept = {name: tuple(rows) for name, rows in sheets.rows.items() if rows}
    return NoticeDraft(kept, tuple(marks), tuple(dict.fromkeys(remarks)))


def _draft_indicators(lines: Sequence[IndicatorLine], document: str) -> list[DraftedIndicator]:
    numbers = _numbers(lines)
    drafted: list[DraftedIndicator] = []
    parent: DraftedIndicator | None = None
    for at, line in enumerate(lines):
        whole = parent if line.part else None
        if whole and (unit := whole.row.get("unit")):
            line = replace(line, table_units=(unit,), unit_by_order="")
        place = Numbering(f"K{at + 1:02d}", numbers[at], whole.row["code"] if whole else "")
        found = draft_indicator(line, place, document)
        if whole and not is_part_of(found, whole):
            found = apart(found)
        elif parent and at and lines[at - 1].part and not line.part and not line.number:
            found = maybe_a_part(found, parent)
        drafted.append(found)
        if not line.part:
            parent = found
    return drafted


def _numbers(lines: Sequence[IndicatorLine]) -> list[str]:
    """The numbers of the notice where every one is clear and stands once, else 1, 2, 3 …, parts as 4（1）."""
    read, main, part = [], 0, 0
    for line in lines:
        sub = _SUB_NUMBER.fullmatch(line.number)
        plain = _PLAIN_NUMBER.fullmatch(line.number)
        if sub or line.part:
            part += 1
            above, inner = (
                (sub[1] or sub[3] or str(main), sub[2] or sub[4]) if sub else (str(main), str(part))
            )
            read.append(f"{above}（{inner}）")
        else:
            main, part = int(plain[1]) if plain else main + 1, 0
            read.append(str(main))
    return read if len(set(read)) == len(read) else [str(at) for at in range(1, len(lines) + 1)]


def _add_indicators(
    sheets: _Sheets,
    drafted: Sequence[DraftedIndicator],
    facts: NoticeFacts,
    regions: DraftedRegions,
    leads: LeadsInText,
) -> None:
    weights = [each for each in drafted if each.row.get("weight")]
    no_leads = not any(each.row["lead"] for each in drafted)
    for at, each in enumerate(drafted):
        row, doubts = dict(each.row), [doubt for doubt in each.doubts if doubt.column != "target"]
        if weights and each is weights[0]:
            doubts.append(Doubt("scoring", "通知有分值，各项的计分办法都拟为按完成率；另有办法的请逐项改"))
        if not row["lead"]:
            row["lead"] = regions.top[1] if no_leads and not facts.issuer else facts.issuer
            if not no_leads or at == 0:
                rest = "，各项都暂写下达单位" if no_leads else "，暂写下达单位"
                others = range(1, len(drafted)) if no_leads else ()
                also = tuple(("indicators", other, "lead") for other in others)
                said = f"；通知里说到牵头的话没有对上指标：{'；'.join(leads.unread)}" if leads.unread else ""
                why = f"没有从通知里认出牵头单位{rest}，请对照通知改为实际的牵头单位{said}"
                doubts.append(Doubt("lead", why, also=also))
        above = len(sheets.rows["inputs"])
        guessed = tuple(("inputs", above + number, column) for number, column in each.guessed)
        same = (("inputs", above, "unit"),) if each.is_amount and each.inputs else ()
        settled = {"measure": guessed, "adds": (("indicators", at, "pace"),), "unit": same}
        doubts = [replace(doubt, also=settled.get(doubt.column, doubt.also)) for doubt in doubts]
        sheets.add("indicators", row, doubts)
        for entry in each.inputs:
            unknown = not entry["unit"] and not each.is_amount
            sheets.add("inputs", entry, [Doubt("unit", _NO_UNIT)] if unknown else ())
        _add_targets(sheets, each, regions)
        _add_round_targets(sheets, row["code"], leads.lines[at], regions)


def _add_targets(sheets: _Sheets, drafted: DraftedIndicator, regions: DraftedRegions) -> None:
    """A row for every unit: those that the notice's table does not name have no target."""
    doubts = {doubt.region: doubt for doubt in drafted.doubts if doubt.column == "target"}
    absent = [name for name in regions.codes if name not in drafted.targets]
    if absent:
        reason = f"这一项的表里没有{listed(absent, '个')}，拟为不下达（/），请核对"
        doubts[absent[0]] = Doubt("target", reason)
    for name, code in regions.codes.items():
        row = {
            "indicator": drafted.row["code"],
            "region": code,
            "target": drafted.targets.get(name, NO_TARGET),
        }
        sheets.add("targets", row, [doubts[name]] if name in doubts else ())


def _add_round_targets(sheets: _Sheets, code: str, line: IndicatorLine, regions: DraftedRegions) -> None:
    """The targets of a quarter or a year, for the progress round that ends with it.

    Those of the whole period are the indicator's targets already.
    """
    ends = {row["as_of"]: row["id"] for row in sheets.rows["rounds"] if "as_of" in row}
    missing = []
    for phase, targets in line.phases.items():
        texts = {name: slot.text for name, slot in targets.items() if slot.text}
        whole = {name: slot.text for name, slot in line.targets.items() if slot.text}
        if phase >= max(_PHASES) and texts == whole:
            continue
        end = f"{phase}-12-31" if phase > FULL_YEAR else f"-{min(phase, max(_PHASES)):02d}-"
        found = next((id_ for day, id_ in ends.items() if end in day), None)
        if found is None:
            missing.append(_PHASES.get(phase) or f"{phase}{'年' if phase > FULL_YEAR else '月'}")
        for name, text in texts.items() if found else ():
            row = {"round": found or "", "indicator": code, "region": regions.codes[name], "target": text}
            sheets.add("round_targets", row)
    if missing:
        sheets.remarks.append(f"{'、'.join(missing)}的分期目标没有对应的批次，没有写入方案")


def _add_regions(sheets: _Sheets, regions: DraftedRegions, facts: NoticeFacts) -> None:
    units = set(regions.codes.values())
    leaves = (
        doubt_about_leaves(regions, facts.year) if any(parent in units for *_, parent in regions.rows) else ""
    )
    known = regions.top_source and any(map(region_score, regions.codes))
    unknown = {regions.codes[name] for name in regions.invented if known and is_like_a_division(name)}
    strange = {regions.codes[name] for name in regions.invented if known and not region_score(name)}
    for code, name, parent in regions.rows:
        doubts = [Doubt("name", leaves)] if parent in units else []
        if code in unknown:
            doubts.append(Doubt("name", NOT_A_DIVISION))
        if code in strange:
            doubts.append(Doubt("name", "看不出这是不是填报单位，请核对；不是的，连同它的目标删去"))
        sheets.add("regions", {"code": code, "name": name, "parent": parent}, doubts)
    named = 0
    for code, name, parent in regions.rows:
        if parent == regions.top[0]:
            office = name + facts.addressed if facts.addressed and is_like_a_division(name) else ""
            sheets.add("offices", {"region": code, "name": office})
            named += bool(office)
    if named:
        sheets.remarks.append(f"联系单位的名称（…{facts.addressed}）取自通知的抬头，各地另有名称的请改")


def _gathered(marks: Iterable[OpenCell]) -> list[OpenCell]:
    """The marks with those made one question that have one table and one reason."""
    found: dict[tuple[str, str], OpenCell] = {}
    for mark in marks:
        key = (mark.table, mark.reason)
        first = found.get(key)
        place = "、".join(dict.fromkeys(each for each in (first.place, mark.place) if each)) if first else ""
        found[key] = replace(first, place=place, also=(*first.also, *mark.cells)) if first else mark
    return list(found.values())
