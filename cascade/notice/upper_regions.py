"""Regions of two levels in one table: those of the upper one, and the columns that hold only their sums."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from cascade.notice.framed_tables import Rows, Slot
from cascade.notice.header_words import Heading, region_score, role_of
from cascade.notice.phrases import is_listed, is_part, read_target
from cascade.quantity import shown

_TOWN = re.compile(r".+(?:镇|乡|街道|街道办|办事处|苏木|村|社区)")
_SUM = (Heading.SUBTOTAL, Heading.HEADLINE)


class UpperRegion(NamedTuple):
    """A region of the upper level: the column of its sum, None where there is none, and those below it."""

    name: str
    column: int | None
    below: tuple[int, ...]


def with_lone_names(rows: Rows, names_row: int) -> Rows:
    """The rows with a region's name moved down to the row of names where the table has nothing below it."""
    if not names_row:
        return rows
    above, names = rows[names_row - 1], list(rows[names_row])
    for at, slot in enumerate(above):
        following = next((each for each in range(at + 1, len(above)) if above[each].text), len(above))
        below = [names[each].text for each in range(at, following)]
        if region_score(slot.text) and not any(below):
            names[at] = slot
    return (*rows[:names_row], tuple(names), *rows[names_row + 1 :])


def upper_regions(rows: Rows, names_row: int, columns: Sequence[int]) -> tuple[UpperRegion, ...]:
    """The regions of the upper level: in the row above the names, or among them before their own towns."""
    return _in_row_above(rows, names_row, columns) or _among_names(rows, names_row, columns)


def _in_row_above(rows: Rows, names_row: int, columns: Sequence[int]) -> tuple[UpperRegion, ...]:
    if not names_row or not columns:
        return ()
    groups: dict[str, list[int]] = {}
    group = Slot("", "", "")
    for at in range(columns[0] - 1 if columns[0] else 0, len(rows[names_row])):
        above = rows[names_row - 1][at]
        group = above if above.text else group
        if group.place != rows[names_row][at].place and region_score(group.text):
            groups.setdefault(group.text, []).append(at)
    found = []
    for name, places in groups.items():
        sums = [at for at in places if at not in columns and _is_sum(rows[names_row][at].text)]
        below = tuple(at for at in places if at in columns)
        if below and (sums or len(below) > 1):
            found.append(UpperRegion(name, sums[0] if sums else None, below))
    return tuple(found)


def _is_sum(name: str) -> bool:
    return not name or (role_of(name) in _SUM and not is_part(name))


def _among_names(rows: Rows, names_row: int, columns: Sequence[int]) -> tuple[UpperRegion, ...]:
    """Regions before towns, and heads such as 二、园区 or 市区, to which those behind add up in most rows."""
    kinds = [at for at, slot in enumerate(rows[names_row]) if at and role_of(slot.text) is Heading.REGION]
    names = {at: rows[names_row][at].text for at in sorted({*columns, *kinds})}
    heads = {at for at, name in names.items() if at in kinds or is_listed(name)}
    found = []
    for number, at in enumerate(names):
        below = []
        for each in list(names)[number + 1 :]:
            if each in heads or not (at in heads or _TOWN.fullmatch(names[each])):
                break
            below.append(each)
        sums = [said == total for _, said, total in _sums(rows[names_row + 1 :], at, below)]
        if len(below) > 1 and not _TOWN.fullmatch(names[at]) and sum(sums) * 2 > len(sums):
            found.append(UpperRegion(names[at], at, tuple(below)))
    return tuple(found)


def _sums(rows: Rows, column: int, below: Sequence[int]) -> list[tuple[Slot, Decimal, Decimal]]:
    """Of every row with numbers only: the cell of a sum, its number, and the sum of the columns below."""
    found = []
    for row in rows:
        values = [read_target(row[at].text).value for at in (column, *below)]
        said, *parts = [value for value in values if value is not None] or [Decimal(0)]
        if len(parts) == len(below):
            found.append((row[column], said, sum(parts, Decimal(0))))
    return found


def remarks_on_sums(rows: Rows, upper: Sequence[UpperRegion]) -> list[str]:
    """Remarks on the sums of upper regions that are not those of the numbers below them."""
    return [
        f"{slot.place}是{each.name}的小计 {shown(said)}，下面各处加起来是 {shown(total)}，请核对通知"
        for each in upper
        if each.column is not None
        for slot, said, total in _sums(rows, each.column, each.below)
        if said != total
    ]
