"""What stands in a cell: a number, a text, a formula with its result, or nothing; never anything by guess."""

import re
from decimal import Decimal
from typing import NamedTuple

LONGEST = 32_767  # UTF-16 units that a cell can hold
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Value = Decimal | str | None


class Live(NamedTuple):
    """A formula and its result. `array` formulas look at a whole range cell by cell."""

    formula: str
    value: Decimal | str
    array: bool = False


def writable(text: str) -> str:
    """The text without what a workbook cannot hold: lone surrogates, and more than a cell takes."""
    if text.isprintable() and len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le", "replace")
    return units[: 2 * LONGEST].decode("utf-16-le", "ignore")


def escaped(text: str) -> str:
    """The text of a formula's result as the file holds it: what XML cannot hold, and what looks so escaped.

    xlsxwriter does this for texts, but not for results.
    """
    return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
