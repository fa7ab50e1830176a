"""Tables with a row for every region and indicator (乡镇, 任务, 目标): turned into a row an indicator."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cascade.notice.framed_tables import FramedTable, Rows, Slot, is_value
from cascade.notice.header_words import Heading, region_score, role_of

_NO_TARGETS = (Heading.NUMBER, Heading.WEIGHT, Heading.BASE)
_NONE = Slot("/", "/", "")


def by_indicator(table: FramedTable) -> FramedTable:
    """The table with a column for every region, where it has a row for every region and indicator."""
    if len(table.rows) < 2:
        return table
    head, *body = table.rows
    roles = [role_of(slot.text) for slot in head]
    values = [at for at, role in enumerate(roles) if role not in _NO_TARGETS and _most(body, at, is_value)]
    regions = [at for at in range(len(head)) if _most(body, at, _is_region)]
    names = [at for at, role in enumerate(roles) if role is Heading.NAME and at not in (*values, *regions)]
    if not (len(values) == len(names) == 1 and regions) or any(is_value(slot.text) for slot in head):
        return table
    name, region, value = names[0], regions[-1], values[0]
    pairs = [(row[name].text, row[region].text) for row in body]
    repeated = [len(set(texts)) < len(pairs) for texts in zip(*pairs, strict=True)]
    if not all(repeated) or len(set(pairs)) < len(pairs):
        return table
    others = [at for at in range(len(head)) if at not in (name, region, value, *_numbers(roles))]
    return replace(table, rows=_turned(table.rows, name, region, value, others))


def _is_region(text: str) -> bool:
    return region_score(text) > 0 or role_of(text) in (Heading.HEADLINE, Heading.SUBTOTAL)


def _numbers(roles: Sequence[Heading]) -> list[int]:
    return [at for at, role in enumerate(roles) if role is Heading.NUMBER]


def _most(body: Sequence[Sequence[Slot]], column: int, fits: Callable[[str], bool]) -> bool:
    """Whether most texts of a column are of a kind."""
    texts = [row[column].text for row in body if row[column].text]
    return sum(map(fits, texts)) * 2 > len(texts)


def _turned(rows: Rows, name: int, region: int, value: int, others: Sequence[int]) -> Rows:
    """A row an indicator: its name, what the other columns say of it, and a target for every region."""
    head, *body = rows
    regions = {row[region].text: row[region] for row in reversed(body)}
    order = list(dict.fromkeys(row[region].text for row in body))
    found = [(head[name], *(head[at] for at in others), *(regions[each] for each in order))]
    for text in dict.fromkeys(row[name].text for row in body):
        lines = [row for row in body if row[name].text == text]
        targets = {row[region].text: row[value] for row in lines}
        said = (_together([row[at] for row in lines]) for at in others)
        found.append((lines[0][name], *said, *(targets.get(each, _NONE) for each in order)))
    return tuple(found)


def _together(slots: Sequence[Slot]) -> Slot:
    """What several cells say, once each."""
    texts = "、".join(dict.fromkeys(slot.text for slot in slots if slot.text))
    return slots[0]._replace(text=texts, lines=texts)
