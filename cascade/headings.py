"""Headings of tables, and titles: broken into lines between their words."""

import re
from collections.abc import Iterator
from functools import lru_cache

from cascade.theme import OPENING, POINTS, display_width, laid, lines_needed, pieces, wrapped

_PHRASE = re.compile(r" |[（(][^（()）]*[）)]|[^ 、，；（(]+[、，；]?|.")
_TITLE_PARTS = re.compile(  # where a title may part: no word is broken, and no date
    r"(?<=年)(?![\d度底内初末间])|(?<!截至)(?=\d{4}年)|(?=截至)|(?<=的)|(?<=[、，；）》])|(?<=..省)(?![级直委厅属内])"
    r"|(?<=指标)(?!任务|体系|完成)|(?<=任务)(?!分解|清单|完成|指标|目标(?!分解))|(?<=目标)(?!任务|责任|分解|完成)"
    r"|(?<=工作)(?!任务|目标|要点|进展)"
)
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
    return balanced(value, room) if display_width(value) <= _SHORT else value, needed


def balanced(value: str, room: int) -> str:
    """A text in as many lines as it takes within `room` characters, all of about the same length."""
    room = max(room, 2)
    lines = wrapped(value, room).count("\n")
    return next(
        found for width in range(2, room + 1) if (found := wrapped(value, width)).count("\n") == lines
    )


def parted(title: str, room: int) -> str:
    """A title in as few lines of `room` characters as its words allow, all of about the same length."""
    parts = [part for each in _TITLE_PARTS.split(title) for part in _whole_or_broken(each, room)]
    lines = laid(parts, room).count("\n")
    widest = max(map(display_width, parts), default=0)
    return next(
        found for width in range(widest, room + 1) if (found := laid(parts, width)).count("\n") == lines
    )


def _whole_or_broken(phrase: str, room: int) -> Iterator[str]:
    yield from [phrase] if display_width(phrase) <= room else pieces(phrase, room)


def _phrases(line: str, room: int) -> Iterator[str]:
    """Split a line between its brackets and clauses, and these only where they are wider than `room`."""
    for phrase in _PHRASE.findall(line):
        yield from _whole_or_broken(phrase, room)
