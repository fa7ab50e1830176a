"""Tables whose cells list regions with their targets (和平街道2个，七里沟街道3个): a column a region."""

from collections.abc import Sequence
from dataclasses import replace

from cascade.notice.framed_tables import FramedTable, Rows, Slot, is_value
from cascade.notice.targets_in_text import regions_in

_FEWEST = 2  # regions in a cell
_NO_TARGET = "/"


def by_region(table: FramedTable) -> FramedTable:
    """The table with a column for every region, where the cells of one of its columns list them.

    What a cell says of no region in particular stands for all of them.
    """
    if len(table.rows) < 2:
        return table
    for at in range(1, len(table.rows[0])):
        body = [row[at] for row in table.rows[1:]]
        found = [regions_in(slot.lines) for slot in body]
        if not is_value(table.rows[0][at].text) and sum(len(each) >= _FEWEST for each in found) * 2 > len(
            body
        ):
            return replace(table, rows=_turned(table.rows, at, found))
    return table


def _turned(rows: Rows, at: int, found: Sequence[dict[str, str]]) -> Rows:
    names = dict.fromkeys(name for targets in found for name in targets)
    head = (
        *rows[0][:at],
        *(rows[0][at]._replace(text=name, place=f"{rows[0][at].place}“{name}”") for name in names),
    )
    body = [
        (*row[:at], *_cells(row[at], targets, names)) for row, targets in zip(rows[1:], found, strict=True)
    ]
    rests = [row[at + 1 :] for row in rows]
    return tuple((*front, *rest) for front, rest in zip([head, *body], rests, strict=True))


def _cells(slot: Slot, targets: dict[str, str], names: dict[str, None]) -> list[Slot]:
    """The cell of every region from a cell that lists some."""
    if not targets:
        return [slot] * len(names)
    said = ((name, targets.get(name, _NO_TARGET)) for name in names)
    return [slot._replace(text=text, lines=text, place=f"{slot.place}“{name}{text}”") for name, text in said]
