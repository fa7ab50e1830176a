"""One indicator as a target table has it, and what the headings below its name mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cascade.notice.framed_tables import Slot
from cascade.notice.header_words import (
    FULL_YEAR,
    Heading,
    is_generic,
    month_of,
    names_a_period,
    role_of,
    says_only_when,
    without_brackets,
)
from cascade.notice.phrases import is_part, is_unit, numbered, read_target, unit_in

EMPTY = Slot("", "", "")
_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:度|目标|任务|计划)*")
ALL_YEARS = 9999  # comes after the years of a plan of several
_LAST_MONTH = 12
_SUB_NUMBER = re.compile(r"(?:\d+\s*[（(]\s*\d+\s*[)）]|\d+[.．-]\d+|[（(]\s*\d+\s*[)）]|[①-⑳])")
_SHORTEST, _SHORT = 2, 4  # characters: a heading below another one is then no name by itself (数量, 面积)


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator as a table has it; `targets` are by the regions' names, `phases` by month or year.

    `by_periods` tells that headings of the phases name periods such as 二季度, which may count by themselves.
    `levels` are the headings that together name it, the most general first. `part` tells that it is a part of
    the indicator above it. `lead_unsure` says in Chinese why a person must look at `lead`, `unsure` why its
    targets may not be the whole plan's. `about` is what the table's title is about, `table_units` are those
    that it names once for all, `unit_by_order` is the one at the indicator's place among them.
    `beside_others` tells that other tables have titles about something else, `same_name` that another
    indicator is called the same, `named_from` in Chinese what
    names it whose own heading does not.
    """

    levels: tuple[Slot, ...]
    targets: dict[str, Slot]
    number: str = ""
    unit: Slot = EMPTY
    lead: Slot = EMPTY
    lead_from_above: bool = False
    lead_unsure: str = ""
    notes: tuple[str, ...] = ()
    definition: str = ""
    source: str = ""
    weight: str = ""
    trend: str = ""
    headline: Slot = EMPTY
    phases: dict[int, dict[str, Slot]] = field(default_factory=dict)
    by_periods: bool = False
    shared: frozenset[str] = frozenset()  # places of targets that cover several regions or indicators
    turned: bool = False
    about: str = ""
    beside_others: bool = False
    same_name: bool = False
    table_units: tuple[str, ...] = ()
    unit_by_order: str = ""
    named_from: str = ""
    unsure: str = ""

    @property
    def name(self) -> str:
        """The indicator's name as printed."""
        last = numbered(self.levels[-1].text)[1]
        if len(self.levels) == 1 or is_part(last):
            return last
        above = numbered(self.levels[-2].text)[1]
        if is_part(above):
            return f"其中：{last}"
        unit = unit_in(above)
        above = without_brackets(above) if unit else above
        if is_generic(above) or not (unit or _is_incomplete(last)):
            return last
        apart = unit and not unit_in(last) and len(last) > _SHORTEST
        return f"{above}：{last}" if apart else above + last

    @property
    def unit_of_group(self) -> str:
        """The unit in the brackets of a heading above the last."""
        return next((unit for level in self.levels[-2::-1] if (unit := unit_in(level.text))), "")

    @property
    def part(self) -> bool:
        """Whether the indicator is a part of the one above it."""
        return (
            any(is_part(level.text) for level in self.levels[-2:])
            or _SUB_NUMBER.fullmatch(self.number) is not None
        )


def _is_incomplete(text: str) -> bool:
    return len(without_brackets(text)) <= _SHORT


def fold_levels(
    lines: Sequence[IndicatorLine], title: str, year: str, remarks: list[str]
) -> list[IndicatorLine]:
    """The lines with the headings of targets, quarters, years and weights below an indicator understood.

    `title` is the table's: it names the indicators whose own heading names none (目标任务).
    """
    lines = _with_parts([replace(_named_by_title(line, title), about=title) for line in lines])
    folded: list[IndicatorLine] = []
    groups: dict[tuple[str, ...], list[str]] = {}
    for line in lines:
        groups.setdefault(_above(line), []).append(line.levels[-1].text)
    for line in lines:
        last, peers = line.levels[-1].text, groups[_above(line)]
        before = folded[-1] if folded and folded[-1].levels == line.levels[:-1] else None
        if before and role_of(last) is Heading.WEIGHT and (weight := _one_text(line.targets)):
            folded[-1] = replace(before, weight=weight)
        elif _is_left_out(last, peers, year):
            remarks.append(f"“{''.join(slot.text for slot in line.levels)[:30]}”一项没有写入方案")
        elif len(line.levels) > 1 and (phase := _phase(last, peers, year)):
            if before:
                folded.pop()
            by_periods = names_a_period(last) or (before is not None and before.by_periods)
            folded.append(replace(_with_phase(line, phase, before), by_periods=by_periods))
        elif len(line.levels) > 1 and names_nothing(last):
            folded.append(replace(line, levels=line.levels[:-1], unit=_unit_in(last, line)))
        else:
            folded.append(line)
    return folded


def _with_parts(lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    """The lines; those are parts (其中) that everywhere add up to the 合计 before them under one heading."""
    groups: dict[tuple[str, ...], list[IndicatorLine]] = {}
    for line in lines:
        groups.setdefault(_above(line), []).append(line)
    parts = {
        id(line)
        for above, (whole, *rest) in groups.items()
        if above and role_of(whole.levels[-1].text) is Heading.HEADLINE
        if _add_up(whole, rest)
        or _add_up(whole, [line for line in rest if not is_part(line.levels[-1].text)])
        for line in rest
    }
    return [_as_part(line) if id(line) in parts else line for line in lines]


def _add_up(whole: IndicatorLine, rest: Sequence[IndicatorLine]) -> bool:
    """Whether the targets of several lines add up to those of another in every region."""
    named = all(
        not names_nothing(line.levels[-1].text) and not month_of(line.levels[-1].text) for line in rest
    )
    if not named or len({unit_in(line.levels[-1].text) for line in (whole, *rest)}) > 1 or len(rest) < 2:
        return False
    for region, slot in whole.targets.items():
        values = [read_target(line.targets[region].text).value for line in rest]
        if None in values or sum(filter(None, values)) != read_target(slot.text).value:
            return False
    return True


def _as_part(line: IndicatorLine) -> IndicatorLine:
    last = line.levels[-1]
    text = last.text if is_part(last.text) else f"其中：{last.text}"
    return replace(line, levels=(*line.levels[:-1], last._replace(text=text)))


def _named_by_title(line: IndicatorLine, title: str) -> IndicatorLine:
    heading = line.levels[-1].text
    nameless = names_nothing(heading) or says_only_when(heading) or _YEAR.fullmatch(heading)
    is_base = role_of(heading) is Heading.BASE and _YEAR.fullmatch(heading) is None
    if not (title and len(line.levels) == 1 and nameless) or is_base:
        return line
    above = Slot(title, title, "标题")
    return replace(line, levels=(above, *line.levels), named_from="标题")


def _above(line: IndicatorLine) -> tuple[str, ...]:
    return tuple(slot.place for slot in line.levels[:-1])


def _phase(last: str, peers: Sequence[str], year: str) -> int:
    """The month, or the year of a plan of several, that a heading below an indicator stands for; else 0."""
    years = [found[1] for peer in peers if (found := _YEAR.fullmatch(peer))]
    if not year and len(years) > 1:
        if found := _YEAR.fullmatch(last):
            return int(found[1])
        return ALL_YEARS if role_of(last) is Heading.HEADLINE else 0
    if len(peers) < 2 or not any(0 < month_of(peer) < _LAST_MONTH for peer in peers):
        return 0
    return FULL_YEAR if role_of(last) is Heading.HEADLINE else month_of(last)


def names_nothing(heading: str) -> bool:
    """Whether a heading only says that targets follow, and perhaps their unit."""
    bare = without_brackets(heading)
    is_only_unit = bare == heading if unit_in(heading) else is_unit(bare)
    return is_generic(bare) or is_only_unit or _YEAR.fullmatch(bare) is not None


def _unit_in(heading: str, line: IndicatorLine) -> Slot:
    """The unit that a heading is, or has in brackets, where the line has none of its own."""
    unit = heading if is_unit(heading) else unit_in(heading)
    return line.unit if line.unit.text or not unit else line.levels[-1]._replace(text=unit)


def _one_text(targets: dict[str, Slot]) -> str:
    """The text that all cells have; "" where they differ."""
    texts = {slot.text for slot in targets.values()}
    return texts.pop() if len(texts) == 1 else ""


def _with_phase(line: IndicatorLine, month: int, before: IndicatorLine | None) -> IndicatorLine:
    """The indicator with one more month or quarter; the last one's targets are those of the year."""
    whole_year = {FULL_YEAR: before.targets} if before and not before.phases else {}
    phases = (before.phases if before else {}) | whole_year | {month: line.targets}
    latest = line if before is None or month == max(phases) else before
    return replace(
        line, levels=line.levels[:-1], phases=phases, targets=latest.targets, headline=latest.headline
    )


def _is_left_out(last: str, peers: Sequence[str], year: str) -> bool:
    """Whether a heading below an indicator is about something else than this plan's targets."""
    if len(peers) == 1:
        return False
    years = [found[1] for peer in peers if (found := _YEAR.fullmatch(peer))]
    found = _YEAR.fullmatch(last)
    if found:
        return year in years and found[1] != year
    return role_of(last) in (Heading.BASE, Heading.WEIGHT, Heading.NOTES, Heading.LEAD)
