"""What a cell shows for its content, and what a pointer over its link reads."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from cascade.formula import Live, Value
from cascade.quantity import shown
from cascade.theme import display_width

_WIDE = 2  # the width of the widest characters
_FIXED_DECIMALS = re.compile(r'(?:\[[^]]*\])?(?:"[^"]*")?\+?0\.(0+)(?:_\))?(?:;|$)')


def text_of(value: Value | Live, number_format: str = "") -> str:
    """The text that a cell shows for a value, without a mark of its format before it.

    A fixed number format hides further decimals, and shows as many of a whole number.
    """
    content = value.value if isinstance(value, Live) else value
    if not isinstance(content, Decimal):
        return content or ""
    decimals = _fixed_decimals(number_format)
    return shown(content)[:12] if decimals is None else f"{content:.{decimals}f}"


def widest(values: Sequence[Value], number_format: str, least: float = 0.0) -> float:
    """The width of the widest text that some cells show, or `least` where none is wider.

    Of numbers with fixed decimals only the least and the greatest need to be looked at.
    """
    words = {each for each in values if isinstance(each, str)}
    numbers = [each for each in values if isinstance(each, Decimal)]
    if numbers and _fixed_decimals(number_format) is not None:
        numbers = [min(numbers), max(numbers)]
    else:  # what is shown is no longer than all digits, but for an exponent
        numbers = [each for each in numbers if len(text := str(each)) > least or "E" in text]
    words.update(text_of(each, number_format) for each in numbers)
    for word in sorted(words, key=len, reverse=True):
        if _WIDE * len(word) <= least:
            break
        least = max(least, display_width(word))
    return least


def tip(to: str) -> str:
    """What a pointer over a link reads: the sheet that a click leads to."""
    return f"转到“{to.rpartition('!')[0].strip(chr(39))}”"


@cache
def _fixed_decimals(number_format: str) -> int | None:
    """The decimals of a format whose first section is a number with fixed ones, after a condition or mark."""
    found = _FIXED_DECIMALS.match(number_format)
    return len(found[1]) if found else None
