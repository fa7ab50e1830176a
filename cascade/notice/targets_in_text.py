"""Targets that stand in a sentence: 全市600家，其中婺城区80家，金东区70家，兰溪市90家."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from cascade.divisions import is_known
from cascade.notice.framed_tables import Slot
from cascade.notice.header_words import region_at_start, region_score
from cascade.notice.indicator_lines import EMPTY, IndicatorLine
from cascade.notice.notice_facts import NoticeFacts
from cascade.notice.phrases import read_name, read_target

_FEWEST, _FEWEST_KNOWN = 3, 2  # regions that are a sharing out: of any names, of known ones
_LONGEST_QUOTE = 60  # characters
_PIECES = re.compile(
    r"[，、；;,]|(?<=\d[\u4e00-\u9fa5%])：|(?<=\d[\u4e00-\u9fa5]{2})：|[（(](?![一二三四五六七八九十\d])"
)
_SENTENCE_ENDS = re.compile(r"\s*(?:[。；;\n]\s*)+(?:[（(]?\d{1,2}[)）、.．](?!\d)\s*)?")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_COUNTED = re.compile(
    r"(?P<before>[^\d≥≤]*?(?:(?:(?:19|20)\d\d年|PM\s?(?:2\.5|10))[^\d≥≤]*)?)(?P<target>[≥≤]?\d.*?)[）)]?"
)
_LISTED = re.compile(r"^.*(?:其中|包括)[:：]?|^[（(]?(?:[一二三四五六七八九十]+|\d+)[)）、.．]|\s+")
_SIDE = re.compile("((?:不低于|不少于|不超过|不高于|控制在|力争|至少|超过|低于|))\n")
_LEAD_ENDS = re.compile("[，：:（(]*(?:其中)?[，：:（(]*$")
_LINKING = re.compile(
    r"^(?:[各均：:]|(?:19|20)\d\d年度?)+|(?:总?任务|总?目标|指标)?(?:分别)?(?:为|是|完成|达到?|共|[:：])*$"
)
_NO_NAME = re.compile(
    r"^[（(]?(?:[一二三四五六七八九十]+|\d+)[)）、.．]|(?:19|20)\d\d年度?|[全我本][省市县区州]|各[地县市区（）、]+"
    r"|(?:下达|确定|安排|(?:目标|任务)*分解|另外|计划|力争|全年|今年|现将)+(?:给|到)?"
    r"|(?:的?(?:年度)?(?:总?任务|总?目标|指标)(?:总?数)?)?(?:如下|为|是|共|合计|总数|完成|达到?|[:：])*$"
)
_EVERYWHERE = re.compile(
    r"[^，]*各[^，：]{1,8}?(?:不低于|不少于|不超过|达到|控制在|完成)[^，]*\d[^，]*|.*分别[为是达到]+\d.*"
)
_THERE_IS = re.compile("(?:现|共|拥)?有")
_SHARED = re.compile("共|合计|总计")
_PAST = re.compile("去年|上年|已完成|累计完成|完成了")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_FROM_TEXT = "这一项取自正文，不在表里，请核对名称、单位和各地的数"


class _Item(NamedTuple):  # the words stand between a region and its number, and may name an indicator
    region: str
    words: str
    target: str


_NOTHING = _Item("", "", "")


def lines_in_text(
    facts: NoticeFacts, title: str, known: Sequence[IndicatorLine], remarks: list[str]
) -> list[IndicatorLine]:
    """The indicators that sentences share out, without those that the tables have (`known`).

    `title` names one that neither its sentence nor a heading names; `remarks` gets those about the past.
    """
    found: list[IndicatorLine] = []
    heading = title
    for text in _sentences(facts.paragraphs):
        lines = [replace(line, about=title) for line in _lines(text, heading, known)]
        years = _YEAR.findall(text)
        if lines and (_PAST.search(text) or (years and max(years) < facts.year)):
            remarks.append(f"正文里的“{text[:_LONGEST_QUOTE]}”是往年的数，没有写入方案")
        elif lines:
            found += lines
        elif said := _EVERYWHERE.search(text):
            remarks.append(f"正文里的“{said[0][:_LONGEST_QUOTE]}”没有写入方案，是目标的请补上")
        heading = (re.fullmatch(r"[^\d，：]{2,30}(?<!通知)", text) and _NO_NAME.sub("", text)) or title
    return found


def regions_in(text: str) -> dict[str, str]:
    """The targets by region that a cell lists and nothing else; empty where it says anything besides."""
    found: dict[str, str] = {}
    for part in filter(None, _SENTENCE_ENDS.split(_THOUSANDS.sub("", text))):
        items = list(_items(part))
        if not items or len({each.words for each in items}) > 1:
            return {}
        if not all(region_score(each.region) for each in items):
            return {}
        found |= {each.region: each.target for each in items}
    return found


def _sentences(paragraphs: Sequence[str]) -> list[str]:
    """The sentences; one that begins with a region and its number goes on the one before."""
    texts: list[str] = []
    for part in filter(None, _SENTENCE_ENDS.split(_THOUSANDS.sub("", "\n" + "\n".join(paragraphs)))):
        first = next(_items(part), None)
        if texts and first and part.startswith((first.region, "其中")):
            texts[-1] += f"，{part}"
        else:
            texts.append(part)
    return texts


def _lines(text: str, heading: str, known: Sequence[IndicatorLine]) -> Iterator[IndicatorLine]:
    """The indicators for which a sentence has the numbers of several regions."""
    names = {region for line in known for region in line.targets}
    groups: dict[tuple[str, str], dict[str, Slot]] = {}
    slot = Slot("", "", f"正文“{text[:_LONGEST_QUOTE]}”")
    lead = _LEAD_ENDS.sub("", text[: text.find(next(_items(text), _NOTHING).region)])
    before = [(piece, _counted(piece)) for piece in reversed(_PIECES.split(lead))]
    whole = next((counted for _, counted in before if counted), None)
    names_before = (_NO_NAME.sub("", counted["before"] if counted else piece) for piece, counted in before)
    above = next(filter(None, names_before), heading)
    for region, words, target in _items(text):
        region = next((name for name in names if name.startswith(region) or region.startswith(name)), region)
        unit = "" if words else read_target(target).unit.lstrip("十百千万亿")
        groups.setdefault((words, unit), {}).setdefault(region, slot._replace(text=target, lines=target))
    for (words, unit), targets in groups.items():
        if _THERE_IS.match(words):
            continue
        said = whole if whole and not words and read_target(whole["target"]).unit.endswith(unit) else None
        headline = slot._replace(text=said["target"]) if said else EMPTY
        are_known = all(region in names or is_known(region) for region in targets)
        fewest = _FEWEST_KNOWN if are_known or _add_up(targets, headline) else _FEWEST
        if len(targets) >= fewest and not any(_has(line, targets) for line in known):
            name = slot._replace(text=words or above)
            yield IndicatorLine((name,), targets, headline=headline, unsure=_FROM_TEXT)


def counted_in(text: str) -> Iterator[tuple[str, str]]:
    """The names and the targets that the parts of a text have; "" as the target of any other part."""
    for piece in filter(None, _PIECES.split(text)):
        found = _counted(piece)
        before, side, _ = _SIDE.split(_LISTED.sub("", found["before"] if found else piece) + "\n")
        name = _LINKING.sub("", _NO_NAME.sub("", before))
        yield (name, side + found["target"]) if found and name else (piece, "")


def _counted(piece: str) -> re.Match[str] | None:
    """The words and the number of a text that is both; 2026年造林 is none."""
    found = _COUNTED.fullmatch(piece)
    return found if found and read_target(found["target"]).value is not None else None


def _add_up(targets: Mapping[str, Slot], whole: Slot) -> bool:
    """Whether targets are the parts of a whole."""
    values = [read_target(slot.text).value or Decimal(0) for slot in targets.values()]
    return sum(values) == read_target(whole.text).value


def _has(line: IndicatorLine, targets: Mapping[str, Slot]) -> bool:
    """Whether a line has most of some targets, in the same unit where both say one."""
    unit = line.unit.text or read_name(line.name).unit
    others = {read_target(slot.text).unit for slot in targets.values()} - {""}
    if unit and others and not any(unit in each or each in unit for each in others):
        return False
    values = {region: read_target(slot.text).value for region, slot in line.targets.items()}
    same = [region for region, slot in targets.items() if values.get(region) == read_target(slot.text).value]
    return len(same) * 2 > len(targets)


def _items(text: str) -> Iterator[_Item]:
    """The numbers behind the names of regions; 各 and 分别 give several regions theirs."""
    last, named, waiting = _NOTHING, list[str](), list[str]()
    for piece in _PIECES.split(text):
        found = _counted(piece)
        before, side, _ = _SIDE.split(_LISTED.sub("", found["before"] if found else piece) + "\n")
        name, colon, rest = before.rpartition("：")
        rest = rest[next((at for at in range(1, len(rest) - 2) if is_known(rest[at:])), 0) :]  # 造林婺城区
        name = name if colon and region_at_start(name) == name else region_at_start(rest)
        rest = rest.removeprefix(name)
        if found is None:
            named = [*named, name] if name and not rest and not colon else []
            continue
        target, words = side + found["target"], _LINKING.sub("", rest)
        waiting = [] if name and "分别" not in rest else [*named, name] if name else waiting
        each_one = [*named, name] if name and not _SHARED.search(rest) else [name or last.region]
        regions = [waiting.pop(0)] if waiting else each_one
        same = last.region and not words and read_target(target).unit == read_target(last.target).unit
        last, named = _Item(regions[-1], last.words if same else words, target), []
        yield from (last._replace(region=each) for each in regions if each)
