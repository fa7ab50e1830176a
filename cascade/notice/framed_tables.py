"""The tables of a notice without what stands within their frames, one table where the notice splits it.

A table may have titles, units and notes in rows of its own, go on over pages with its header repeated, or
stand in two columns side by side.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

from cascade.notice.document import NoticeDocument, TextCell, TextTable
from cascade.notice.phrases import joined, read_target, without_footnotes

_HEADER_ROWS = 6  # how many rows a header may have
_LONGEST_TITLE = 80  # characters
_TITLE = re.compile("(?:目标|任务|指标|计划|分解|单位[:：]|(?<!填)表).*(?<![。；：:])$")
_CORRECTION = re.compile("(?:更正|修正|调整|修改|修订|变更)(?:后)?(?:的|为|如下|内容)+[^，。；]{0,8}[:：]?$")
_NOTES = ("注", "备注", "说明", "※", "*", "＊", "填表", "填报", "审核", "制表")
_DITTO = {"〃", "″", "同上", "如上"}
_SIGNED = re.compile(
    "(?:单位)?(?:填表|填报|制表|审核|复核|审批|经办|负责|分管|联系|主管|统计).{0,6}[:：]|日期[:：]"
)


class Slot(NamedTuple):
    """One place of a target table.

    `text` is in one line, `lines` with its line breaks. `place` says in Chinese where the cell begins in the
    notice: all places that a merged cell covers share it. `raised` and `stored` are as in `TextCell`.
    """

    text: str
    lines: str
    place: str
    raised: str = ""
    stored: str = ""


Rows = tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True, slots=True)
class FramedTable:
    """A table without the titles, units and notes that stand within its frame (`captions`).

    `corrects` tells that its rows replace those of the table before; `corrected_by` names tables that did.
    """

    name: str
    rows: Rows
    captions: tuple[str, ...]
    corrects: bool = False
    corrected_by: tuple[str, ...] = ()


def framed_tables(document: NoticeDocument) -> list[FramedTable]:
    """The tables, with those joined that are parts of one."""
    whole = _join_pages(list(_with_captions(document)))
    return [part for each in whole for part in _apart(replace(each, rows=_stacked(_once(each.rows))))]


def is_value(text: str) -> bool:
    """Whether a text is a target that is a number, or the sign of none."""
    wording = read_target(text)
    return wording.value is not None or wording.none


def _with_captions(document: NoticeDocument) -> Iterator[FramedTable]:
    """The tables; their captions begin with the short paragraphs right above that may be their titles."""
    above: list[str] = []
    corrects = False
    for block in document.blocks:
        if isinstance(block, TextTable):
            table = _unframed(block)
            yield replace(table, captions=(*above, *table.captions), corrects=corrects)
            above, corrects = [], False
            continue
        corrects = corrects or _CORRECTION.search(joined(block)) is not None
        if len(block) <= _LONGEST_TITLE and _TITLE.search(block):
            above.append(joined(block))
        else:
            above = []


def _unframed(table: TextTable) -> FramedTable:
    rows: list[tuple[Slot, ...]] = []
    for line in table.rows:
        above = rows[-1] if rows else ()
        rows.append(_without_ditto([_slot(cell, table.name) for cell in line], above))
    captions: list[str] = []
    while len(rows) > 1 and len(rows[0]) > 1 and (text := _only_text(rows[0])) and not _heads_values(rows):
        captions.append(text)
        rows.pop(0)
    while len(rows) > 1 and len(rows[-1]) > 1 and _is_note(rows[-1]):
        captions.append("　".join({slot.place: slot.text for slot in rows.pop() if slot.text}.values()))
    return FramedTable(table.name, tuple(rows), tuple(captions))


def _without_ditto(row: Sequence[Slot], above: Sequence[Slot]) -> tuple[Slot, ...]:
    """A row with the texts of the one above where it says 同上."""
    if not above:
        return tuple(row)
    return tuple(
        slot._replace(text=before.text, lines=before.lines) if slot.text in _DITTO else slot
        for slot, before in zip(row, above, strict=True)
    )


def _slot(cell: TextCell, table: str) -> Slot:
    text, mark = without_footnotes(joined(cell.text))
    place = f"{table}{cell.address or f'第{cell.top + 1}行第{cell.left + 1}列'}"
    return Slot(text, cell.text, place, cell.raised + mark, cell.stored)


def _only_text(row: Sequence[Slot]) -> str:
    """The text of a row that holds one cell only; "" for any other row."""
    full = {slot.place: slot.text for slot in row if slot.text}
    return next(iter(full.values())) if len(full) == 1 else ""


def _heads_values(rows: Sequence[Sequence[Slot]]) -> bool:
    """Whether the one text of the first row heads a column of values, beside no head of the others."""
    at = next((column for column, slot in enumerate(rows[0]) if slot.text), 0)
    return at > 0 and is_value(rows[1][at].text)


def _is_note(row: Sequence[Slot]) -> bool:
    if all(_SIGNED.match(slot.text) for slot in row if slot.text):
        return any(slot.text for slot in row)
    text = _only_text(row)
    return (
        text.startswith(_NOTES)
        or len(text) > _LONGEST_TITLE
        or (bool(text) and row[0].place == row[-1].place)
    )


def _join_pages(tables: Sequence[FramedTable]) -> list[FramedTable]:
    """Join a table with the next one where that continues it: with the same header, or with none.

    A table of the same rows under the same header is another one.
    """
    whole: list[FramedTable] = []
    for table in tables:
        before = whole[-1] if whole else None
        if before and table.rows and before.rows and len(table.rows[0]) == len(before.rows[0]):
            repeated = _repeated_rows(before.rows, table.rows)
            if repeated and table.corrects:
                whole[-1] = _corrected(before, table, repeated)
                continue
            if repeated and _is_another(before.rows[repeated:], table.rows[repeated:]):
                repeated = 0
            elif repeated or _lacks_header(before.rows, table.rows):
                rows = before.rows + table.rows[repeated:]
                whole[-1] = replace(before, rows=rows, captions=before.captions + table.captions)
                continue
        whole.append(table)
    return whole


def _corrected(before: FramedTable, table: FramedTable, head: int) -> FramedTable:
    """A table with those rows replaced that a later one has again, and with its further rows."""
    later = {_label(row): row for row in table.rows[head:]}
    body = [later.pop(_label(row), row) for row in before.rows[head:]]
    rows = (*before.rows[:head], *body, *later.values())
    return replace(before, rows=rows, corrected_by=(*before.corrected_by, table.name))


def _is_another(rows: Rows, others: Rows) -> bool:
    """Whether a table with the header of another one has most of its rows' names again: it does not go on."""
    first, second = ({_label(row) for row in each} for each in (rows, others))
    return len(first & second) * 2 > len(second)


def _label(row: Sequence[Slot]) -> str:
    return next((slot.text for slot in row if slot.text and not is_value(slot.text)), "")


def texts_of_row(row: Sequence[Slot]) -> list[str]:
    """The texts of a row or column."""
    return [slot.text for slot in row]


def _repeated_rows(rows: Rows, others: Rows) -> int:
    """How many rows of a header stand again at the top of another table."""
    count = 0
    for row, other in zip(rows[:_HEADER_ROWS], others, strict=False):
        if texts_of_row(row) != texts_of_row(other):
            break
        count += 1
    return count if count and not any(is_value(slot.text) and slot.text for slot in others[0][1:]) else 0


def _lacks_header(rows: Rows, others: Rows) -> bool:
    """Whether a table begins with values where another begins with headings."""
    first = [slot.text for slot in others[0] if slot.text]
    values = sum(is_value(text) for text in first)
    headings = [slot.text for slot in rows[0] if slot.text]
    return values * 2 >= len(first) > 2 and not any(is_value(text) for text in headings)


def _once(rows: Rows) -> Rows:
    """The rows without those that repeat the header further down, as a print of many pages does."""
    top = [texts_of_row(row) for row in rows[:_HEADER_ROWS]]
    header = list(takewhile(lambda texts: not any(map(is_value, texts)), top))
    below = (
        row for row in rows[len(header) :] if texts_of_row(row) not in header or not any(texts_of_row(row))
    )
    return (*rows[: len(header)], *below)


def _stacked(rows: Rows) -> Rows:
    """A table printed in two or three columns of itself (乡镇, 任务, 乡镇, 任务), one below the other."""
    header = texts_of_row(rows[0]) if rows else []
    for parts in (2, 3):
        width = len(header) // parts
        if width > 1 and header == header[:width] * parts and len(set(header[:width])) == width:
            head = 1
            while head < len(rows) and texts_of_row(rows[head]) == texts_of_row(rows[head])[:width] * parts:
                head += 1
            halves = [row[at : at + width] for at in range(0, len(header), width) for row in rows[head:]]
            return tuple(row[:width] for row in rows[:head]) + tuple(
                half for half in halves if any(texts_of_row(half))
            )
    return rows


def _apart(table: FramedTable) -> list[FramedTable]:
    """The tables that stand side by side in one: 县区, 造林, 县区, 治沙 are two."""
    header = table.rows[0] if table.rows else ()
    starts = [at for at, slot in enumerate(header) if slot.text and slot.text == header[0].text]
    starts = [at for at in starts if not at or header[at - 1].place != header[at].place]
    ends = [*starts[1:], len(header)]
    if len(starts) < 2 or any(end - start < 2 for start, end in zip(starts, ends, strict=True)):
        return [table]
    parts = [tuple(row[start:end] for row in table.rows) for start, end in zip(starts, ends, strict=True)]
    return [replace(table, rows=tuple(row for row in part if any(texts_of_row(row)))) for part in parts]
