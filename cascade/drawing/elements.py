"""The XML of cells and rows, written in one piece and not attribute by attribute."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xlsxwriter.format import Format

from cascade.drawing.excel_limits import check_formula
from cascade.formula import Live, Value
from cascade.grid import column_letters

# What the cells of a column hold, and how they look: all alike, or one by one.
Column = tuple[Sequence[Value | Live], Format | Sequence[Format]]

_LONGEST = 32_767  # UTF-16 units that a cell can hold
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
_ROW = "\0"  # where an element has the number of its row; no XML holds this character


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one height (points) and outline level, by their numbers; the columns from the first on."""

    numbers: Sequence[int]
    columns: Sequence[Column]
    height: float
    level: int = 0

    def elements(self, shared_index: Callable[[str], int]) -> Iterator[tuple[int, str]]:
        """Each row's number and element; `shared_index` gives the index of a text among the shared ones."""
        outline = f' outlineLevel="{self.level}"' if self.level else ""
        points = int(self.height * 4 / 3 + 0.5) * 0.75  # whole pixels, like xlsxwriter
        start = f'<row r="{_ROW}" ht="{points:.16g}" customHeight="1"{outline}>'
        columns = [
            _cells(letters, *column, shared_index)
            for letters, column in zip(_letters(len(self.columns)), self.columns, strict=True)
        ]
        for number, cells in zip(self.numbers, zip(*columns, strict=True), strict=True):
            yield number, f"{start}{''.join(cells)}</row>".replace(_ROW, str(number))


def _cells(
    letters: str,
    contents: Sequence[Value | Live],
    styles: Format | Sequence[Format],
    shared_index: Callable[[str], int],
) -> list[str]:
    """The elements of a column's cells."""
    if isinstance(styles, Format):
        start = cell_start(letters, _ROW, styles)
        if all(each is None for each in contents):
            return [start + "/>"] * len(contents)
        return [_element(start, each, shared_index) for each in contents]
    return [
        _element(cell_start(letters, _ROW, style), each, shared_index)
        for each, style in zip(contents, styles, strict=True)
    ]


def _element(start: str, content: Value | Live, shared_index: Callable[[str], int]) -> str:
    if isinstance(content, Live):
        check_formula(content.formula)
        return formula_element(start, content.formula, result(content))
    if isinstance(content, Decimal):
        return number_element(start, float(content))
    return text_element(start, shared_index(content)) if content else start + "/>"


@lru_cache(maxsize=64)
def _letters(columns: int) -> tuple[str, ...]:
    """The letters of the first columns."""
    return tuple(map(column_letters, range(1, columns + 1)))


def cell_start(letters: str, row: object, style: Format) -> str:
    """The start of a cell's element."""
    number = style.xf_index or style._get_xf_index()  # type: ignore[no-untyped-call]
    return f'<c r="{letters}{row}" s="{number}"'


def number_element(start: str, number: float) -> str:
    """The element of a number, given its start."""
    digits = repr(number).removesuffix(".0")  # xlsxwriter's 16 digits are sometimes another double
    return f"{start}><v>{digits}</v></c>"


def text_element(start: str, shared: int) -> str:
    """The element of a text, by its index among the shared ones."""
    return f'{start} t="s"><v>{shared}</v></c>'


def formula_element(start: str, formula: str, result: float | str) -> str:
    """The element of a formula with its result."""
    kind, shown = "", str(result)
    if isinstance(result, str):
        kind = ' t="e"' if result in _ERRORS else ' t="str"'  # also for "": SheetJS would read a 0
        shown = _escape_xml(result)
    return f"{start}{kind}><f>{_escape_xml(formula)}</f><v>{shown}</v></c>"


def result(live: Live) -> float | str:
    """A formula's result as a workbook keeps it."""
    return float(live.value) if isinstance(live.value, Decimal) else escaped(writable(live.value))


def _escape_xml(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def writable(text: str) -> str:
    """A text without lone surrogates, cut to the length that a cell can hold."""
    if text.isprintable() and len(text) <= _LONGEST // 2:
        return text
    units = text.encode("utf-16-le", "replace")
    return units[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def escaped(text: str) -> str:
    """Escape in a formula's text result what XML cannot hold, and what looks like such an escape.

    xlsxwriter does this for texts, but not for results.
    """
    return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
