"""Last year's figures beside the targets: no part of the plan, but their headings may name the targets."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cascade.notice.framed_tables import Slot
from cascade.notice.header_words import without_brackets
from cascade.notice.indicator_lines import IndicatorLine, names_nothing
from cascade.notice.phrases import unit_in

_OF_A_YEAR = re.compile(
    r"(?:截[至止])?(?:((?:19|20)\d\d)年|上年|去年|上一年)(?:度|末|底|同期)?+(?![-—－–~～至到\d前])"
    r"(?:累计|预计|实际|已)*(?:完成|实现|达到)?(?P<what>.*?)(?:实际|预计|完成|实绩|基数|现状|目标|任务|计划)*(?:情况|数|值|额)?"
)
_TITLE_OF_PAST = re.compile(
    r"((?:19|20)\d\d)年(?!.*(?:目标|任务|计划|分解)).*(?:完成|执行|落实|进展|实绩)|(?:上年|去年)度?.*(?:完成|执行|情况|实绩)"
)
_BEFORE_CHANGE = re.compile(
    "(?:调整|变更|更正|修订|修改|核减|核增)(?:之)?前.*|原(?:定|下达|来的?)?(?:目标|任务|计划|指标)(?:任务|计划|数|值|量)*"
)
_DIFFERENCE = re.compile("(?:比?调整|增减|变动|核增|核减)(?:变化|情况|幅度|数|额|量|值)*")
_GOES_ON = re.compile("续建|结转|跨年|遗留|转入")  # 2025年续建项目 of a plan of 2026
_ANY = re.compile("(?:现有|期末|年末|存|总)?[数量]?|规模|个数|户数")  # no name
_CHANGE = re.compile(
    r"(?:(?:19|20)\d\d年|同比|[较比](?:上年|去年|(?:19|20)\d\d年)(?:同期)?)?"
    r"(?P<word>(?:同比|环比|增长|增幅|增速|增量|净增|新增|增加|增减|下降|降幅|提高)(?:幅度|率|额|数|量|值)?)(?:目标|任务|计划)?"
)


def is_past(heading: str, year: str) -> bool:
    """Whether a heading is about a time before the plan's year, or before a correction."""
    if _BEFORE_CHANGE.fullmatch(without_brackets(heading)):
        return True
    said = _OF_A_YEAR.fullmatch(without_brackets(heading))
    if said is None or _GOES_ON.search(heading):
        return False
    return said[1] is None or (bool(year) and int(said[1]) < int(year))


def is_table_of_past(texts: Sequence[str], year: str) -> bool:
    """Whether the name or a title of a table says that it tells what an earlier year has reached."""
    said = [found for text in texts if (found := _TITLE_OF_PAST.search(text))]
    return any(found[1] is None or found[1] < year for found in said)


def _year_in(heading: str) -> str:
    """The year with which a heading begins; "" for none."""
    said = _OF_A_YEAR.fullmatch(without_brackets(heading))
    return (said[1] or "") if said else ""


def without_past(lines: Sequence[IndicatorLine], year: str, remarks: list[str]) -> list[IndicatorLine]:
    """The lines of a table without those of past figures, each of which a remark names.

    So it goes with those of later years where others are of the plan's own.

    A heading that names nothing by itself, such as 2026年目标 or 增幅, gets the name of the one before it.
    """
    heads = [[level.text for level in line.levels] for line in lines]
    past = [any(is_past(head, year) for head in each) for each in heads]
    if any(_BEFORE_CHANGE.fullmatch(without_brackets(head)) for each in heads for head in each):
        changes = [_DIFFERENCE.fullmatch(without_brackets(each[-1])) is not None for each in heads]
        past = [is_old or is_change for is_old, is_change in zip(past, changes, strict=True)]
    years = [max(_year_in(level.text) for level in line.levels) for line in lines]
    if year and year in years:
        remarks += [
            f"“{line.name[:30]}”是以后年度的数，没有写入方案"
            for line, of in zip(lines, years, strict=True)
            if of > year
        ]
        lines = [line for line, of in zip(lines, years, strict=True) if of <= year]
        past = [is_old for is_old, of in zip(past, years, strict=True) if of <= year]
    if all(past):
        return list(lines)
    kept: list[IndicatorLine] = []
    before = Slot("", "", "")
    for at, (line, is_old) in enumerate(zip(lines, past, strict=True)):
        heading = line.levels[-1]
        behind = lines[at + 1].levels[-1] if at + 1 < len(lines) and past[at + 1] else Slot("", "", "")
        alone = all(names_nothing(level.text) for level in line.levels[:-1])
        if is_old:
            remarks.append(
                f"“{''.join(slot.text for slot in line.levels)[:30]}”是往年或调整前的数，没有写入方案"
            )
        else:
            kept.append(_named_by(behind, _named_by(before, line)) if alone else line)
        if not alone:
            before = before._replace(text="")
        elif is_old or not (names_nothing(heading.text) or _CHANGE.fullmatch(without_brackets(heading.text))):
            before = heading
    return kept


def _named_by(before: Slot, line: IndicatorLine) -> IndicatorLine:
    """The line with the name of the heading beside it in front, where its own names nothing."""
    heading = line.levels[-1]
    change = _CHANGE.fullmatch(without_brackets(heading.text))
    said = _OF_A_YEAR.fullmatch(without_brackets(before.text))
    name = said["what"] if said else without_brackets(before.text)
    if (
        line.named_from
        or not (change or (said and names_nothing(heading.text)))
        or names_nothing(name)
        or _ANY.fullmatch(name)
    ):
        return line
    if change:
        brackets = heading.text[len(without_brackets(heading.text)) :]
        heading = heading._replace(text=change["word"] + brackets)
    unit = unit_in(before.text) if not change and not unit_in(heading.text) else ""
    return replace(
        line,
        levels=(before._replace(text=name), heading),
        unit=before._replace(text=unit) if unit and not line.unit.text else line.unit,
        named_from=f"旁边的“{before.text[:20]}”",
    )
