"""What a person sees in a cell beside what it stores: by its number format, and by parts of other fonts."""

import re
from decimal import Decimal
from typing import NamedTuple

from cascade.formula import formula
from cascade.grid import GENERAL, Cell, CellStyle
from cascade.number_formats import shown_as, text_shown_as
from cascade.quantity import Sense, decimal_places, understand
from cascade.shapes import NumberRule

_PRECISE = formula("ABS(seen - meant) <= 0.5 * step")  # no coarser than the indicator's decimals
_ROUNDED = formula("seen = ROUND(meant, places)")
_ZERO = ("-", "–", "—")  # how accounting formats show a zero
_MONEY, _YUAN = str.maketrans("", "", "¥￥"), "元"
_FRACTION = re.compile(r"(-?)(?:(\d+) )?(\d+)/([1-9]\d*)", re.ASCII)
_NUMERAL = re.compile(r"[-+−＋－]?[0-9０-９][0-9０-９.,．，\s]*")


def shown_otherwise(stored: Decimal, meant: Decimal, style: CellStyle, rule: NumberRule) -> str | None:
    """What a cell shows for its number if a person reads another number, or none, from it; else None.

    `meant` is the number in the column's unit: 12 for a `stored` 0.12 that is shown as 12%.
    """
    if style.number_format == GENERAL:
        return None
    seen = shown_as(style.number_format, stored).strip()
    return None if _says(seen, meant, rule) else seen


def text_shown_otherwise(text: str, meant: Decimal, style: CellStyle, rule: NumberRule) -> str | None:
    """The same for a text that means a number."""
    seen = text_shown_as(style.number_format, text)
    return None if seen == text or _says(seen.strip(), meant, rule) else seen.strip()


def _says(seen: str, meant: Decimal, rule: NumberRule) -> bool:
    """Whether a person reads the number that is meant, as precisely as the indicator has it."""
    if seen in _ZERO:
        return not meant
    if meant < 0 and seen.startswith("(") and seen.endswith(")"):
        seen = f"-{seen[1:-1]}"
    if _YUAN in rule.unit:
        seen = seen.translate(_MONEY)
    if ratio := _FRACTION.fullmatch(seen):
        sign, whole, top, bottom = ratio.groups()
        number = (Decimal(whole or 0) + Decimal(top) / Decimal(bottom)) * (-1 if sign else 1)
    else:
        read = understand(seen, rule.unit)
        if read.value is None or read.sense is Sense.UNCLEAR:
            return False
        number = read.value
        if not _ROUNDED.holds(seen=number, meant=meant, places=decimal_places(number)):
            return False
    return _PRECISE.holds(seen=number, meant=meant, step=Decimal(1).scaleb(-rule.decimals))


class Marks(NamedTuple):
    """What fonts do to a cell's text: strike all of it out, or mark the `part` of its number in some way."""

    struck: bool
    part: str = ""
    how: str = ""


def marks(cell: Cell) -> Marks:
    """The marks of a text in runs; a run without a font of its own has the cell's font."""
    style = cell.style
    runs = [
        (
            run.text,
            style.struck if run.struck is None else run.struck,
            style.raised if run.raised is None else run.raised,
        )
        for run in cell.runs
    ]
    filled = [(struck, raised) for text, struck, raised in runs if text.strip()]
    struck, raised = (all(each) for each in zip(*filled, strict=True)) if filled else (False, False)
    numeral = _NUMERAL.search("".join(text for text, _, _ in runs))
    first, last = numeral.span() if numeral else (0, 0)
    at = 0
    for text, is_struck, is_raised in runs:
        part = text[max(first - at, 0) : max(last - at, 0)].strip()
        at += len(text)
        if part and is_struck and not struck:
            return Marks(False, part, "划了删除线")
        if part and is_raised and not raised:
            return Marks(False, part, "是上标或下标")
    return Marks(struck)
