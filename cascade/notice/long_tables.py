"""Tables with a row for every region and indicator (乡镇, 任务, 目标): turned into a row an indicator."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cascade.notice.framed_tables import FramedTable, Rows, Slot, is_value
from cascade.notice.header_words import Heading, region_score, role_of, without_brackets
from cascade.notice.indicator_lines import names_nothing
from cascade.notice.phrases import unit_in

_NO_TARGETS = (Heading.NUMBER, Heading.WEIGHT, Heading.BASE)
_LEADS = (Heading.LEAD, Heading.HELPER)
_COUNTS = ("数量", "个数", "总数", "规模")
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
    if len(names) != 1 or not (values and regions) or any(is_value(slot.text) for slot in head):
        return table
    if any(region_score(head[at].text) for at in values):
        return table
    name, region = names[0], regions[-1]
    pairs = [(row[name].text, row[region].text) for row in body]
    again = len({text for text, _ in pairs}) < len(pairs)  # then the offices of one task have it to do
    if len(pairs) < 2 or len(set(pairs)) < len(pairs) or not (again or roles[region] not in _LEADS):
        return table
    others = [at for at in range(len(head)) if at not in (name, region, *values, *_numbers(roles))]
    return replace(table, rows=_turned(table.rows, name, region, values, others))


def _is_region(text: str) -> bool:
    return region_score(text) > 0 or role_of(text) in (Heading.HEADLINE, Heading.SUBTOTAL)


def _numbers(roles: Sequence[Heading]) -> list[int]:
    return [at for at, role in enumerate(roles) if role is Heading.NUMBER]


def _most(body: Sequence[Sequence[Slot]], column: int, fits: Callable[[str], bool]) -> bool:
    """Whether most texts of a column are of a kind."""
    texts = [row[column].text for row in body if row[column].text]
    return sum(map(fits, texts)) * 2 > len(texts)


def _turned(rows: Rows, name: int, region: int, values: Sequence[int], others: Sequence[int]) -> Rows:
    """A row an indicator: its name, what the other columns say of it, and a target for every region.

    Where there are several values, each region has several columns with a heading each; the heading of the
    only one completes the names.
    """
    head, *body = rows
    order = {row[region].text: row[region] for row in body}
    labels = (head[name], *(head[at] for at in others))
    found = [(*labels, *(slot for slot in order.values() for _ in values))]
    if len(values) > 1:
        found.append((*labels, *(head[at] for _ in order for at in values)))
    rest = "" if len(values) > 1 else _rest_of_name(head[values[0]].text)
    for text in dict.fromkeys(row[name].text for row in body):
        lines = {row[region].text: row for row in body if row[name].text == text}
        said = (_together([row[at] for row in lines.values()]) for at in others)
        targets = (lines[each][at] if each in lines else _NONE for each in order for at in values)
        slot = next(iter(lines.values()))[name]
        found.append((slot._replace(text=slot.text + rest), *said, *targets))
    return tuple(found)


def _rest_of_name(heading: str) -> str:
    """What the heading of the targets adds to the names: ：总投资（万元）, or （个） of 任务数（个）."""
    if not names_nothing(heading) and without_brackets(heading) not in _COUNTS:
        return f"：{heading}"
    return f"（{unit}）" if (unit := unit_in(heading)) else ""


def _together(slots: Sequence[Slot]) -> Slot:
    """What several cells say, once each."""
    texts = "、".join(dict.fromkeys(slot.text for slot in slots if slot.text))
    return slots[0]._replace(text=texts, lines=texts)
