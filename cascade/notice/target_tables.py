"""Find the tables of a notice that share targets out, and turn each into one shape: regions across.

A table may be split over pages, have titles and notes within its frame, and list its regions downwards.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cascade.notice.document import NoticeDocument, TextCell, TextTable
from cascade.notice.header_words import Heading, lists_people, region_score, role_of
from cascade.notice.phrases import joined, read_target, without_footnotes

_HEADER_ROWS, _LABEL_COLUMNS = 6, 5  # how deep to look for the names of regions
_SURE = 3  # points: two names of regions, of which one is surely one
_LONGEST_TITLE = 80  # characters
_TITLE = re.compile("(?:目标|任务|指标|计划|分解|单位[:：]|表).*(?<![。；：:])$")
_NOTES = ("注", "备注", "说明", "※", "*", "＊", "填表", "填报", "审核", "制表")


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
    """A table without the titles, units and notes that stand within its frame (`captions`)."""

    name: str
    rows: Rows
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A table with regions across: their names stand in `names_row`, the indicators begin in row `body`.

    `region_columns` are the columns of the regions in order. `turned` tells that the notice itself lists the
    regions downwards.
    """

    name: str
    rows: Rows
    captions: tuple[str, ...]
    names_row: int
    body: int
    region_columns: tuple[int, ...]
    turned: bool


def find_target_tables(document: NoticeDocument) -> tuple[list[TargetTable], list[str]]:
    """The tables with targets, and a Chinese remark on every other one."""
    found: list[TargetTable] = []
    remarks = []
    for table in _join_pages(list(_framed_tables(document))):
        oriented = _oriented(table)
        if oriented is not None:
            found.append(oriented)
        elif len(table.rows) > 1:
            texts = [*table.captions[-1:], *dict.fromkeys(slot.text for slot in table.rows[0] if slot.text)]
            remarks.append(f"{table.name}（{'、'.join(texts)[:24]}）看不出是目标分解表，没有写入方案")
    return found, remarks


def _framed_tables(document: NoticeDocument) -> Iterator[FramedTable]:
    """The tables; their captions begin with the short paragraphs right above that may be their titles."""
    above: list[str] = []
    for block in document.blocks:
        if isinstance(block, TextTable):
            table = _unframed(block)
            yield replace(table, captions=(*above, *table.captions))
            above = []
        elif len(block) <= _LONGEST_TITLE and _TITLE.search(block):
            above.append(joined(block))
        else:
            above = []


def is_value(text: str) -> bool:
    """Whether a text is a target that is a number, or the sign of none."""
    wording = read_target(text)
    return wording.value is not None or wording.none


def begins(rows: Rows, row: int, column: int) -> bool:
    """Whether a cell begins in a row, and does not continue the one above."""
    return row == 0 or rows[row - 1][column].place != rows[row][column].place


def _unframed(table: TextTable) -> FramedTable:
    rows = [tuple(_slot(cell, table.name) for cell in row) for row in table.rows]
    captions: list[str] = []
    while len(rows) > 1 and len(rows[0]) > 1 and (text := _only_text(rows[0])):
        captions.append(text)
        rows.pop(0)
    while len(rows) > 1 and len(rows[-1]) > 1 and _is_note(rows[-1]):
        captions.append(_only_text(rows.pop()))
    return FramedTable(table.name, tuple(rows), tuple(captions))


def _slot(cell: TextCell, table: str) -> Slot:
    text, mark = without_footnotes(joined(cell.text))
    place = f"{table}{cell.address or f'第{cell.top + 1}行第{cell.left + 1}列'}"
    return Slot(text, cell.text, place, cell.raised + mark, cell.stored)


def _only_text(row: Sequence[Slot]) -> str:
    """The text of a row that holds one cell only; "" for any other row."""
    full = {slot.place: slot.text for slot in row if slot.text}
    return next(iter(full.values())) if len(full) == 1 else ""


def _is_note(row: Sequence[Slot]) -> bool:
    text = _only_text(row)
    return (
        text.startswith(_NOTES)
        or len(text) > _LONGEST_TITLE
        or (bool(text) and row[0].place == row[-1].place)
    )


def _join_pages(tables: Sequence[FramedTable]) -> list[FramedTable]:
    """Join a table with the next one where that continues it: with the same header, or with none."""
    whole: list[FramedTable] = []
    for table in tables:
        before = whole[-1] if whole else None
        if before and table.rows and before.rows and len(table.rows[0]) == len(before.rows[0]):
            repeated = _repeated_rows(before.rows, table.rows)
            if repeated or _lacks_header(before.rows, table.rows):
                rows = before.rows + table.rows[repeated:]
                whole[-1] = FramedTable(before.name, rows, before.captions + table.captions)
                continue
        whole.append(table)
    return [FramedTable(each.name, _stacked(_once(each.rows)), each.captions) for each in whole]


def _texts(row: Sequence[Slot]) -> list[str]:
    return [slot.text for slot in row]


def _repeated_rows(rows: Rows, others: Rows) -> int:
    """How many rows of a header stand again at the top of another table."""
    count = 0
    while count < min(len(rows), len(others), _HEADER_ROWS) and _texts(rows[count]) == _texts(others[count]):
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
    header = [_texts(row) for row in rows[:_HEADER_ROWS] if not any(is_value(s.text) for s in row if s.text)]
    kept = [
        row
        for at, row in enumerate(rows)
        if at < _HEADER_ROWS or _texts(row) not in header or not any(_texts(row))
    ]
    return tuple(kept)


def _stacked(rows: Rows) -> Rows:
    """A table printed in two or three columns of itself (乡镇, 任务, 乡镇, 任务), one below the other."""
    header = _texts(rows[0]) if rows else []
    for parts in (2, 3):
        width = len(header) // parts
        if width > 1 and header == header[:width] * parts and len(set(header[:width])) == width:
            head = 1
            while head < len(rows) and _texts(rows[head]) == _texts(rows[head])[:width] * parts:
                head += 1
            halves = [row[at : at + width] for at in range(0, len(header), width) for row in rows[head:]]
            return tuple(row[:width] for row in rows[:head]) + tuple(
                half for half in halves if any(_texts(half))
            )
    return rows


def _oriented(table: FramedTable) -> TargetTable | None:
    """The table with regions across; None where it shares nothing out."""
    rows = table.rows
    if len(rows) < 2 or len(rows[0]) < 2 or lists_people(_texts(rows[0])):
        return None
    turned = tuple(zip(*rows, strict=True))
    across, names_row = _best_line(rows[:_HEADER_ROWS])
    down, names_column = _best_line(turned[:_LABEL_COLUMNS])
    if max(across, down) < _SURE:
        found = _by_headings(rows)
        if found is None:
            return None
        across, names_row, down, names_column = found
    if across >= down:
        return _laid_out(table, rows, names_row, turned=False)
    return _laid_out(table, turned, names_column, turned=True)


def _best_line(lines: Rows) -> tuple[int, int]:
    """The points of the row (or column) that names most regions, and its number."""
    points = [sum(region_score(text) for text in {slot.text for slot in line}) for line in lines]
    best = max(points, default=0)
    return best, points.index(best) if points else 0


def _by_headings(rows: Rows) -> tuple[int, int, int, int] | None:
    """Points and numbers as in `_oriented`, by the headings, where no name is known as a region's."""
    roles = [role_of(slot.text) for slot in rows[0]]
    values = [sum(is_value(row[column].text) for row in rows[1:]) for column in range(len(rows[0]))]
    if not any(
        count * 2 > len(rows) - 1 for at, count in enumerate(values) if roles[at] is not Heading.NUMBER
    ):
        return None
    leads = (
        () if Heading.NAME in roles[:_LABEL_COLUMNS] else (Heading.LEAD,)
    )  # 责任单位: they get the targets
    for column, role in enumerate(roles[:_LABEL_COLUMNS]):
        if role in (Heading.REGION, Heading.UNIT, *leads) and values[column] == 0:
            return 0, 0, 1, column
    if Heading.NAME in roles[:_LABEL_COLUMNS]:
        group = next(
            (at for at in range(min(_HEADER_ROWS, len(rows)) - 1, -1, -1) if _is_heading(rows[at])), 0
        )
        return 1, group, 0, 0
    return None


def _is_heading(row: Sequence[Slot]) -> bool:
    return not any(is_value(slot.text) for slot in row)


def _laid_out(table: FramedTable, rows: Rows, names_row: int, *, turned: bool) -> TargetTable | None:
    """The table with its rows and columns told apart; None where nothing is left for one of them."""
    columns = _region_columns(rows, names_row)
    body = _first_body_row(rows, names_row, columns)
    if not columns or body >= len(rows):
        return None
    return TargetTable(table.name, rows, table.captions, names_row, body, columns, turned)


def _region_columns(rows: Rows, names_row: int) -> tuple[int, ...]:
    """The columns under names of regions, and those between them or in their group without another role."""
    names = [slot.text for slot in rows[names_row]]
    named = [column for column, name in enumerate(names) if region_score(name)]
    free = [
        column
        for column, name in enumerate(names)
        if name and role_of(name) in (Heading.NONE, Heading.REGION)
    ]
    if not named:
        return tuple(
            column for column in free if any(is_value(row[column].text) for row in rows[names_row + 1 :])
        )
    groups = {rows[names_row - 1][column].place for column in named} if names_row else set[str]()
    return tuple(
        column
        for column in sorted({*named, *free})
        if column in named
        or named[0] < column < named[-1]
        or (names_row and rows[names_row - 1][column].place in groups)
    )


def _first_body_row(rows: Rows, names_row: int, columns: Sequence[int]) -> int:
    """The first row below the header: its label cells begin there, or it holds values."""
    labels = range(min(columns, default=0))
    for row in range(names_row + 1, len(rows)):
        line = rows[row]
        if all(not begins(rows, row, column) for column in columns):
            continue  # the names of the regions reach down to here
        if any(is_value(line[column].text) for column in columns if line[column].text):
            if not _counts_columns(line):
                return row
        elif any(begins(rows, row, column) and line[column].text for column in labels):
            return row
    return len(rows)


def _counts_columns(line: Sequence[Slot]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 …, or 甲, 乙, 1, 2."""
    numbers = [slot.text for slot in line if slot.text.isdecimal()]
    counted = [str(at) for at in range(int(numbers[0]), int(numbers[0]) + len(numbers))] if numbers else []
    return len(numbers) > 2 and numbers == counted and all(len(slot.text) < 3 for slot in line)
