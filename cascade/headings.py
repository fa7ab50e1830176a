"""Headings of tables: broken into lines between their words."""

import re
from collections.abc import Iterator
from functools import lru_cache

from cascade.theme import OPENING, POINTS, display_width, laid, lines_needed, pieces, width_needed, wrapped

_PHRASE = re.compile(r" |[（(][^（()）]*[）)]|[^ 、，；（(]+[、，；]?|.")
_SHORT = 12  # characters of a heading made of a few words


@lru_cache(maxsize=4096)
def heading(value: str, width: float) -> tuple[str, int]:
    """A heading for a column of `width` characters, and the number of its lines.

    Spreadsheets break Chinese text anywhere, even behind an opening bracket or before a comma. So a heading
    with such signs has line breaks of its own, which part no words between them where there is room; so has
    a short one, whose lines are equally long: 全省 and 目标.
    """
    needed = lines_needed(value, width)
    if needed == 1:
        return value, needed
    room = int(max(width, 2))
    if any(sign in value for sign in OPENING + POINTS):
        broken = "\n".join(laid(_phrases(line, room), room) for line in value.split("\n"))
        return broken, broken.count("\n") + 1
    if room < display_width(value) <= _SHORT:
        lines = wrapped(value, room).count("\n") + 1
        value = wrapped(value, width_needed(value, lines) - 1)
    return value, needed


def _phrases(line: str, room: int) -> Iterator[str]:
    """Split a line between its brackets and clauses, and these only where they are wider than `room`."""
    for phrase in _PHRASE.findall(line):
        yield from [phrase] if display_width(phrase) <= room else pieces(phrase, room)
