"""What a cell shows for its content, and what a pointer over its link reads."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from cascade.drawing import Content
from cascade.formula import Live, Value
from cascade.quantity import shown
from cascade.theme import display_width

_FIXED_DECIMALS = re.compile(r'(?:\[[^]]*\])?(?:"[^"]*")?\+?0\.(0+)(?:;|$)')


def text_of(value: Value | Live, number_format: str = "") -> str:
    """The text that a cell shows for a value, without a mark of its format before it.

    A fixed number format hides further decimals, and shows as many of a whole number.
    """
    content = value.value if isinstance(value, Live) else value
    if not isinstance(content, Decimal):
        return content or ""
    decimals = _fixed_decimals(number_format)
    return shown(content)[:12] if decimals is None else f"{content:.{decimals}f}"


def widest(cells: Iterable[Content]) -> int:
    """The width of the widest text that some cells show.

    Of numbers with the same fixed decimals only the least and the greatest need to be looked at.
    """
    words: set[str] = set()
    numbers: dict[str, list[Decimal]] = {}
    for content, style in cells:
        value = content.value if isinstance(content, Live) else content
        if value is None:
            continue
        if isinstance(value, Decimal):
            numbers.setdefault(style.num_format, []).append(value)
        else:
            words.add(value)
    for number_format, some in numbers.items():
        ends = some if _fixed_decimals(number_format) is None else (min(some), max(some))
        words.update(text_of(each, number_format) for each in ends)
    return max(map(display_width, words), default=0)


def tip(to: str) -> str:
    """What a pointer over a link reads: the sheet that a click leads to."""
    return f"转到“{to.rpartition('!')[0].strip(chr(39))}”"


@cache
def _fixed_decimals(number_format: str) -> int | None:
    """The decimals of a format whose first section is a number with fixed ones, after a condition or mark."""
    found = _FIXED_DECIMALS.match(number_format)
    return len(found[1]) if found else None
