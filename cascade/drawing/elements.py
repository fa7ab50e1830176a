"""The XML of cells and rows, written in one piece and not attribute by attribute."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, cast

from xlsxwriter.format import Format

from cascade.drawing.excel_limits import check_formula
from cascade.formula import MARKS, ROW, Value
from cascade.grid import column_letters

SharedIndices = Callable[[Sequence[str]], Mapping[str, int]]  # of some cells' texts among the shared ones

NUMBER, SHARED_TEXT = "", ' t="s"'  # the types of cells that are no formulas
END = "</v></c>"  # of the element of every cell that holds something
_LONGEST = 32_767  # UTF-16 units that a cell can hold
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
_LAST_ROW = "1048576"


class Column(NamedTuple):
    """What the cells of a column show, how they look, and their formulas without "="; a constant has none.

    What all have in common stands once.
    """

    values: Sequence[Value]
    styles: Format | Sequence[Format]
    formulas: str | Sequence[str | None] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one height (points) and outline level, by their numbers; the columns from the first on.

    Formulas may hold `MARKS`, which no XML holds, where a row's number belongs: the first is their own row's,
    the further ones stand for what `others` says of each row.
    """

    numbers: Sequence[int]
    columns: Sequence[Column]
    height: float
    level: int = 0
    others: Sequence[Sequence[str]] = ()

    def elements(self, indices: SharedIndices) -> Iterator[tuple[int, str]]:
        """Each row's number and element."""
        outline = f' outlineLevel="{self.level}"' if self.level else ""
        points = int(self.height * 4 / 3 + 0.5) * 0.75  # whole pixels, like xlsxwriter
        start = f'<row r="{ROW}" ht="{points:.16g}" customHeight="1"{outline}>'
        columns = [
            _cells(letters + ROW, column, indices)
            for letters, column in zip(_letters(len(self.columns)), self.columns, strict=True)
        ]
        others = self.others or [()] * len(self.numbers)
        for number, further, cells in zip(self.numbers, others, zip(*columns, strict=True), strict=True):
            element = f"{start}{''.join(cells)}</row>"
            for mark, row in zip(MARKS, (str(number), *further), strict=False):
                element = element.replace(mark, row)
            yield number, element


def _cells(place: str, column: Column, indices: SharedIndices) -> list[str]:
    """The elements of a column's cells, with `MARKS` for the numbers of rows."""
    values, styles, formulas = column
    kinds = [*map(type, values)]
    if formulas is None or isinstance(formulas, str):
        if isinstance(styles, Format) and len({*kinds}) == 1:
            return _alike(place, values, styles, formulas, indices)
        formulas = [formulas] * len(values)
    looks = [styles] * len(values) if isinstance(styles, Format) else styles
    places: dict[tuple[Format, str | None, type], list[int]] = {}
    for at, key in enumerate(zip(looks, formulas, kinds, strict=True)):
        places.setdefault(key, []).append(at)
    cells = [""] * len(values)
    for (style, formula, _), some in places.items():
        elements = _alike(place, [values[at] for at in some], style, formula, indices)
        for at, element in zip(some, elements, strict=True):
            cells[at] = element
    return cells


def _alike(
    place: str, values: Sequence[Value], style: Format, formula: str | None, indices: SharedIndices
) -> list[str]:
    """The elements of cells of one format, formula, and kind of value."""
    if formula is not None:
        _check_in_any_row(formula)
    if isinstance(values[0], Decimal):
        numbers, text = cast(Sequence[Decimal], values), number_text if formula is None else result_digits
        start = cell_start(place, style, NUMBER, formula)
        return [f"{start}{each}{END}" for each in map(text, numbers)]
    texts = [each or "" for each in cast(Sequence[str | None], values)]
    if formula is not None:
        results = [typed_result(result(each)) for each in texts]
        starts = {kind: cell_start(place, style, kind, formula) for kind, _ in results}
        return [f"{starts[kind]}{each}{END}" for kind, each in results]
    blank, start = blank_element(place, style), cell_start(place, style, SHARED_TEXT)
    shared = indices([*filter(None, texts)])
    return [f"{start}{shared[each]}{END}" if each else blank for each in texts]


def _check_in_any_row(formula: str) -> None:
    """Raise ValueError for a formula that Excel would remove if the numbers of its rows had most digits."""
    for mark in MARKS:
        formula = formula.replace(mark, _LAST_ROW)
    check_formula(formula)


@lru_cache(maxsize=64)
def _letters(columns: int) -> tuple[str, ...]:
    """The letters of the first columns."""
    return tuple(map(column_letters, range(1, columns + 1)))


def blank_element(place: str, style: Format) -> str:
    """The element of an empty cell."""
    return f'<c r="{place}" s="{_number(style)}"/>'


def cell_start(place: str, style: Format, kind: str, formula: str | None = None) -> str:
    """The start of the element of a cell that holds something: all that stands before its value."""
    computed = "" if formula is None else f"<f>{_escape_xml(formula)}</f>"
    return f'<c r="{place}" s="{_number(style)}"{kind}>{computed}<v>'


def _number(style: Format) -> int:
    """The number of a format in the workbook, which it gets when it is first used."""
    number: int = style.xf_index or style._get_xf_index()  # type: ignore[no-untyped-call]
    return number


@lru_cache(maxsize=16_384)
def result_digits(number: Decimal | float) -> str:
    """A number as the result of a formula. xlsxwriter's 16 digits are sometimes another double."""
    return repr(float(number) + 0.0)  # never -0.0, which a cache could not tell from 0.0


@lru_cache(maxsize=16_384)
def number_text(number: Decimal | float) -> str:
    """A constant number."""
    return result_digits(number).removesuffix(".0")


def typed_result(result: float | str) -> tuple[str, str]:
    """The type of a formula's cell, and the text of its result."""
    if isinstance(result, str):
        # The type also for "": SheetJS would read a 0.
        return ' t="e"' if result in _ERRORS else ' t="str"', _escape_xml(result)
    return NUMBER, result_digits(result)


def result(value: Decimal | str) -> float | str:
    """A formula's result as a workbook keeps it."""
    return float(value) if isinstance(value, Decimal) else escaped(writable(value))


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
