"""Writing a cell: a number, a text, a formula with its result, or nothing; never anything by guess."""

import re
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767  # characters that a cell can hold
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Value = Decimal | str | None


@dataclass(frozen=True, slots=True)
class Live:
    """A formula and its result. `array` formulas look at a whole range cell by cell."""

    formula: str
    value: Decimal | str
    array: bool = False


def put(page: Worksheet, row: int, column: int, value: Value | Live, style: Format) -> None:
    """Write a value into a cell; rows and columns count from 1.

    Text is written as text, whatever it looks like: nothing a city types becomes a formula or a link.
    Raises ValueError outside of what a sheet has: xlsxwriter would leave the cell out and say nothing.
    """
    at = (row - 1, column - 1)
    failed: int
    if isinstance(value, Live):
        result = float(value.value) if isinstance(value.value, Decimal) else _escaped(_writable(value.value))
        if value.array:
            failed = page.write_array_formula(*at, *at, f"{{={value.formula}}}", style, result)
        else:
            failed = page.write_formula(*at, f"={value.formula}", style, result)
    elif isinstance(value, Decimal):
        failed = page.write_number(*at, float(value), style)
    elif value:
        failed = page.write_string(*at, _writable(value), style)
    else:
        failed = page.write_blank(*at, None, style)
    if failed:
        raise ValueError(f"{page.name} has no cell in row {row} and column {column}")


def _writable(text: str) -> str:
    """The text without what a workbook cannot hold: lone surrogates, and more than a cell takes."""
    if text.isascii():
        return text[:LONGEST]
    return text.encode("utf-8", "replace").decode("utf-8")[:LONGEST]


def _escaped(text: str) -> str:
    """The text of a formula's result as the file holds it: what XML cannot hold, and what looks so escaped.

    xlsxwriter does this for texts, but not for results.
    """
    return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
