"""Targets that every region shall reach alike: of tables, else of sentences, that name no regions.

The regions are those that the text lists, or all below the one that shares its targets out (各县区).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cascade.notice.document import NoticeDocument
from cascade.notice.framed_tables import FramedTable, Slot, framed_tables, is_value
from cascade.notice.header_words import Heading, region_score, role_of
from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.notice_facts import NoticeFacts
from cascade.notice.read_indicators import read_indicators
from cascade.notice.region_names import region_of
from cascade.notice.region_rows import division_named, divisions_below
from cascade.notice.target_tables import TargetTable, oriented
from cascade.notice.targets_in_text import counted_in

_FEWEST = 2  # regions of a list
_SENTENCE = re.compile("[^。；\n]+")
_LISTED = re.compile("[、，,；;：:]|[和及与](?=.*[市县区旗州盟镇乡街道])")
_BEFORE = re.compile("^.*(?:到|至|给|为|包括|印发)")
_ALL_BELOW = re.compile(r"各(?:设区市|市(?!县)|地市|州市|市（州）|县|区|旗)")
_ON_REPORTS = re.compile("报送|上报|报[^，]{0,8}[局委办厅]|联络员|会议|[选委]派|参会")
_IN_SENTENCE = re.compile(r".*各(?:地|[设县市区镇乡街旗][县市区镇乡街道旗（）、]*)(?:要|应|均|都)?")
_LONGEST_QUOTE = 60  # characters
_FOR_ALL = (
    "通知没有写各地的数，地区名单取自{source}，拟为每处都是这个数；"
    "这是各地合起来的数的，请填各地的数，并把它写作总目标"
)
_TARGETS = (Heading.HEADLINE, Heading.NAME, Heading.NONE)


def regions_addressed(facts: NoticeFacts) -> tuple[list[str], str]:
    """The regions that the text lists, else all below the issuer's where it says 各县区; and where from."""
    for sentence in _sentences(facts):
        parts = [_BEFORE.sub("", part) for part in _LISTED.split(sentence)]
        names = [region_of(part) for part in parts]
        listed = [name for name in names if region_score(name) > 1]
        if len(set(listed)) >= _FEWEST and len(listed) * 2 > len(parts):
            return list(dict.fromkeys(listed)), "正文"
    top = division_named(facts, ())
    if top and any(_ALL_BELOW.match(text) for text in facts.paragraphs):
        return [each.name for each in divisions_below(top.code, facts)], "国标 GB/T 2260"
    return [], ""


def _sentences(facts: NoticeFacts) -> Iterator[str]:
    return (each for text in facts.paragraphs for each in _SENTENCE.findall(text))


def tables_for_all(document: NoticeDocument, names: Sequence[str]) -> list[TargetTable]:
    """The tables of indicators with one target each, with a column of that target for every region."""
    found = (_for_all(table, names) for table in framed_tables(document))
    return [table for each in found if each and (table := oriented(each))]


def _for_all(table: FramedTable, names: Sequence[str]) -> FramedTable | None:
    roles = [role_of(slot.text) for slot in table.rows[0]]
    if len(table.rows) < 2 or Heading.NAME not in roles:
        return None
    first = roles.index(Heading.NAME) + 1
    columns = [at for at in range(first, len(roles)) if roles[at] in _TARGETS]
    numbers = (at for at in columns if sum(is_value(row[at].text) for row in table.rows[1:]))
    at = next(numbers, next(iter(columns), None))
    if at is None:
        return None
    rows = []
    for row in table.rows:
        slots = [row[at]._replace(place=f"{row[at].place}（{name}）") for name in names]
        if row is table.rows[0]:
            slots = [slot._replace(text=name) for slot, name in zip(slots, names, strict=True)]
        rows.append((*row[:at], *slots, *row[at + 1 :]))
    return replace(table, rows=tuple(rows))


def lines_for_all(facts: NoticeFacts, names: Sequence[str], remarks: list[str]) -> Iterator[IndicatorLine]:
    """The indicators that sentences about all regions name with a number each."""
    for sentence in _sentences(facts):
        said = _IN_SENTENCE.match(sentence)
        pairs = list(counted_in(sentence[said.end() :])) if said and not _ON_REPORTS.search(sentence) else []
        for name, target in pairs if any(target for _, target in pairs) else ():
            slot = Slot(name, name, f"正文“{sentence[:_LONGEST_QUOTE]}”")
            if target:
                targets = dict.fromkeys(names, slot._replace(text=target, lines=target))
                yield IndicatorLine((slot,), targets)
            else:
                remarks.append(f"正文里的“{name}”没有写入方案，是目标的请补上")


def read_for_all(
    document: NoticeDocument, facts: NoticeFacts, remarks: list[str]
) -> tuple[list[TargetTable], list[IndicatorLine]]:
    """The tables and the indicators whose targets are those of every region; `remarks` gets what is left."""
    names, source = regions_addressed(facts)
    if not names:
        return [], []
    tables = tables_for_all(document, names)
    read = tuple(f"{table.name}（" for table in tables)
    remarks[:] = [each for each in remarks if not (read and each.startswith(read))]
    lines = read_indicators(tables, facts, remarks) or list(lines_for_all(facts, names, remarks))
    return tables, [replace(line, unsure=_FOR_ALL.format(source=source)) for line in lines]
