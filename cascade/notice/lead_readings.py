"""What the text of a notice says of lead departments, weighed: plain, doubtful, or against the table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cascade.notice.departments import is_short_for, read_departments, read_lead
from cascade.notice.framed_tables import Slot
from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.lead_statements import Word
from cascade.notice.phrases import read_name

_OTHERS = "通知里不止一处说到，单位不一样"


@dataclass(frozen=True, slots=True)
class LeadReading:
    """What one statement says of one indicator, by its place among the lines.

    `general` tells that the statement is about all indicators or the rest. `place` and `quote` are where the
    notice says it, `table` the name of the table that lists who leads what ("" where it is not one of those);
    `unsure` says in Chinese why a person must look.
    """

    at: int
    lead: str
    word: Word
    general: bool
    place: str
    quote: str
    unsure: str = ""
    table: str = ""

    @property
    def source(self) -> str:
        """Where the notice says it, and the words."""
        return f"{self.place}“{self.quote}”"


def with_readings(
    lines: Sequence[IndicatorLine], readings: Iterable[LeadReading]
) -> tuple[list[IndicatorLine], list[str]]:
    """The lines with the leads that the text gives, and Chinese remarks that quote what was read plainly."""
    whole = _WholeNames(lines, readings)
    of_line: dict[int, list[LeadReading]] = {}
    for each in whole.readings:
        of_line.setdefault(each.at, []).append(each)
    given: dict[str, dict[str, str]] = {}
    result = list(lines)
    for at, found in sorted(of_line.items()):
        line = lines[at]
        best, why = _weighed(found)
        if line.lead.text and not line.lead_from_above:
            if reason := _against(line, best, why):
                result[at] = replace(line, lead_unsure=reason)
            continue
        slot = Slot(best.lead, best.lead, best.place)
        result[at] = replace(line, lead=slot, lead_from_above=False, lead_unsure=why)
        if not why:
            given.setdefault(best.table or best.source, {})[read_name(line.name).name] = best.lead
    return result, [*(_remark(*each) for each in given.items()), *whole.remarks]


def _remark(source: str, leads: Mapping[str, str]) -> str:
    """Say where the notice names the lead departments of some indicators."""
    if len(leads) == 1:
        ((name, lead),) = leads.items()
        return f"“{name}”的牵头单位 {lead} 取自{source}"
    given = "、".join(f"{name}（{lead}）" for name, lead in leads.items())
    return f"{len(leads)} 项的牵头单位取自{source}：{given}"


def _weighed(found: Sequence[LeadReading]) -> tuple[LeadReading, str]:
    """The reading that counts, and in Chinese why a person must look ("" where it is plain).

    What names the indicator counts before what is about all, what is plain before what is not, and 牵头
    before 责任单位.
    """
    own = [each for each in found if not each.general] or list(found)
    plain = [each for each in own if not each.unsure] or own
    strongest = min(each.word for each in plain)
    best = [each for each in plain if each.word is strongest]
    others = {each.lead: each for each in reversed(best)}
    if len(others) > 1:
        sources = "，".join(dict.fromkeys(f"{each.source}说是{each.lead}" for each in best))
        return best[0], f"{_OTHERS}：{sources}；请核对"
    first = best[0]
    return first, f"{first.source}{first.unsure}，照此拟，请核对" if first.unsure else ""


def _against(line: IndicatorLine, best: LeadReading, why: str) -> str:
    """Why a person must look at a lead of the table which the text plainly contradicts; else ""."""
    named = read_departments(read_lead(line.lead.lines)[0]).names
    if why or best.general or best.word is not Word.LEADS or not named:
        return ""
    if all(any(_are_one(name, each) for each in named) for name in best.lead.split("、")):
        return ""
    return f"表里写的是“{line.lead.text}”，{best.source}说是{best.lead}，两处不同，拟照表里的，请核对"


def _are_one(name: str, other: str) -> bool:
    return name == other or is_short_for(name, other) or is_short_for(other, name)


class _WholeNames:
    """The readings with every department under one name: the whole one where the notice also shortens it."""

    def __init__(self, lines: Sequence[IndicatorLine], readings: Iterable[LeadReading]) -> None:
        found = list(readings)
        texts = [read_lead(line.lead.lines)[0] for line in lines if line.lead.text]
        known = {name for text in texts for name in read_departments(text).names}
        known |= {name for each in found for name in each.lead.split("、")}
        self._whole: dict[str, str] = {}
        for short in sorted(known):
            longer = [name for name in known if is_short_for(short, name)]
            if len(longer) == 1:
                self._whole[short] = longer[0]
        self._used: dict[str, str] = {}
        self.readings = [replace(each, lead=self._named(each.lead)) for each in found]

    def _named(self, lead: str) -> str:
        names = lead.split("、")
        self._used |= {name: self._whole[name] for name in names if name in self._whole}
        return "、".join(dict.fromkeys(self._whole.get(name, name) for name in names))

    @property
    def remarks(self) -> list[str]:
        """That short names were written out."""
        return [
            f"通知里“{short}”和“{whole}”看来是同一个单位，牵头单位统一写“{whole}”"
            for short, whole in self._used.items()
        ]
