"""The indicators of a notice: those of all its tables and of its text, each region under one name."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.notice_facts import NoticeFacts
from cascade.notice.past_figures import is_table_of_past
from cascade.notice.phased_targets import since_the_beginning
from cascade.notice.phrases import is_unit
from cascade.notice.region_names import with_one_name_each, with_regions_of_offices, with_whole_apart
from cascade.notice.table_columns import read_lines
from cascade.notice.target_tables import TargetTable
from cascade.notice.target_texts import apart_by_amount, apart_by_side
from cascade.notice.targets_in_text import lines_in_text
from cascade.notice.titles import table_subject

_TABLE_UNIT = re.compile(r"(?:计量)?单位[:：]\s*([^\s；;）)]+)")
_NOTE = re.compile("注|备注|说明|※|[*＊]")
_LONGEST_NOTE = 80  # characters


def read_indicators(
    tables: Sequence[TargetTable], facts: NoticeFacts, remarks: list[str]
) -> list[IndicatorLine]:
    """Read the tables and the sentences that share targets out; `remarks` gets what is left aside."""
    lines: list[IndicatorLine] = []
    of_past = [table for table in tables if is_table_of_past((table.name, *table.captions), facts.year)]
    of_past = of_past if len(of_past) < len(tables) else []
    remarks += [f"{table.name}是往年的完成情况，没有写入方案" for table in of_past]
    for table in tables:
        if table in of_past:
            continue
        title = table_subject(table.captions, facts)
        found, more = read_lines(table, title, facts.year, several=bool(facts.last_year))
        found = [each for line in found for each in apart_by_amount(line)]
        found = [each for line in found for each in apart_by_side(line)]
        found = [since_the_beginning(line, remarks) for line in found]
        lines += _with_units(found, _table_units(table, facts))
        remarks += [*more, *_notes(table)]
    lines += lines_in_text(facts, table_subject((), facts), lines, remarks)
    if len({line.about for line in lines}) > 1:
        lines = [replace(line, beside_others=True) for line in lines]
    lines = with_regions_of_offices(with_one_name_each(lines), remarks)
    lines = _merged(with_whole_apart(lines, facts.title, remarks))
    times = Counter(line.name for line in lines if not line.part)
    return [replace(line, same_name=times[line.name] > 1) for line in lines]


def _table_units(table: TargetTable, facts: NoticeFacts) -> tuple[str, ...]:
    """The units that a table names once for all: 单位：万亩、万吨."""
    for text in (*table.captions, *facts.paragraphs):
        if found := _TABLE_UNIT.search(text):
            units = tuple(re.split("[、，,]", found[1]))
            if all(is_unit(unit) for unit in units):
                return units
    return ()


def _with_units(lines: Sequence[IndicatorLine], units: tuple[str, ...]) -> list[IndicatorLine]:
    """The lines with the units of their table, each with its own where there are as many."""
    of_lines = units if 1 < len(units) == len(lines) else ("",) * len(lines)
    found = zip(lines, of_lines, strict=True)
    return [replace(line, table_units=units, unit_by_order=unit) for line, unit in found]


def _notes(table: TargetTable) -> list[str]:
    """Remarks that repeat the notes below a table, which no cell of a plan takes."""
    return [f"{table.name}下面的{text[:_LONGEST_NOTE]}" for text in table.captions if _NOTE.match(text)]


def _merged(lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    """The lines with those joined that several tables have for other regions each."""
    merged: dict[tuple[str, str], IndicatorLine] = {}
    for at, line in enumerate(lines):
        key = (line.name, line.number)
        if key in merged and not set(merged[key].targets) & set(line.targets):
            merged[key].targets.update(line.targets)
        else:
            merged[key if key not in merged else (line.name, f"{line.number}#{at}")] = line
    return list(merged.values())
