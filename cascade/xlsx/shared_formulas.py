"""Write out the formulas that several cells share, so that every cell holds its own text."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from cascade.grid import Area, Cell, column_letters, column_number, in_words
from cascade.xlsx import limits
from cascade.xlsx.markup import Part
from cascade.xlsx.references import area

# The pattern skips texts, quoted sheet names and bracketed parts. Whatever else looks like a reference is
# one, unless it continues as a longer word, a function (LOG10) or a sheet (A1!B2).
_REFERENCE = re.compile(
    r"""
    "(?:[^"]|"")*" | '(?:[^']|'')*' | \[(?:[^\[\]]|\[[^\[\]]*\])*\]
    | (?<![\w.\\$?]) (?:
        (?P<cell>\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6})
        | (?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})
        | (?P<rows>\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6})
    ) (?![\w.\\(!\[?])
    """,
    re.VERBOSE,
)
_STEP = re.compile(r"(\$?)(?:([A-Z]+)|([0-9]+))")


class _Relative(NamedTuple):
    """The relative part of a reference: a column or a row, counted from 0."""

    number: int
    is_column: bool


class _SharedFormula:
    """The formula of the first cell, cut into fixed text and relative parts."""

    def __init__(self, text: str, row: int, column: int) -> None:
        self._row, self._column = row, column
        self._pieces: list[str | _Relative] = []
        done = 0
        for match in _REFERENCE.finditer(text):
            if match.lastgroup:
                self._pieces.append(text[done : match.start()])
                self._cut(match[0])
                done = match.end()
        self._pieces.append(text[done:])

    def __len__(self) -> int:
        return len(self._pieces)

    def at(self, row: int, column: int) -> str:
        """The formula of another cell. Beyond an edge it continues at the opposite one, as in Excel."""
        down, right = row - self._row, column - self._column
        written = []
        for piece in self._pieces:
            if isinstance(piece, str):
                written.append(piece)
            elif piece.is_column:
                written.append(column_letters((piece.number + right) % limits.LAST_COLUMN + 1))
            else:
                written.append(str((piece.number + down) % limits.LAST_ROW + 1))
        return "".join(written)

    def _cut(self, reference: str) -> None:
        """Cut a reference into parts; keep names that only look like one (XFE1, A1048577)."""
        pieces: list[str | _Relative] = []
        for dollar, letters, digits in _STEP.findall(reference):
            number = column_number(letters) if letters else int(digits)
            if number > (limits.LAST_COLUMN if letters else limits.LAST_ROW):
                self._pieces.append(reference)
                return
            if pieces and ":" in reference:
                pieces.append(":")
            pieces.append(f"${letters}{digits}" if dollar else _Relative(number - 1, bool(letters)))
        self._pieces.extend(pieces)


class Formulas:
    """The shared formulas and array formulas of one sheet."""

    def __init__(self, part: Part) -> None:
        self._part, self._allowance = part, part.allowance
        self._shared: dict[str, _SharedFormula] = {}
        self._waiting: list[tuple[int, int, str]] = []
        self._arrays: list[tuple[Area, str]] = []

    def written(self, attrs: Mapping[str, str], text: str, row: int, column: int) -> str:
        """The text of a formula whose `<f>` element has attributes."""
        kind = attrs.get("t")
        if kind == "shared":
            return self._shared_text(attrs.get("si", ""), text, row, column)
        if kind in ("array", "dataTable"):
            if kind == "dataTable":
                text = f"TABLE({attrs.get('r1', '')},{attrs.get('r2', '')})"
            covered = area(attrs.get("ref", ""))
            if covered is not None:
                self._allowance.spend(limits.ARRAYS, 1)
                self._arrays.append((covered, text))
        return text

    def finish(self, cells: dict[tuple[int, int], Cell]) -> None:
        """Give cells the formulas that the file writes elsewhere.

        These are shared formulas whose first cell comes later, and array formulas in all cells that they
        cover; without them such numbers would look typed. Raises `Refused`, F03 for a cell that names no
        existing shared formula.
        """
        for row, column, key in self._waiting:
            cell = cells[row, column]
            shared = self._shared.get(key)
            if shared is None:
                raise self._part.damaged(f"单元格 {in_words(cell.address)}的共享公式不存在")
            cells[row, column] = cell._replace(formula=self._expand(shared, row, column))
        for covered, text in self._arrays:
            rows, columns = covered.bottom - covered.top + 1, covered.right - covered.left + 1
            self._allowance.spend(limits.ARRAYED, rows * columns)
            for row in range(covered.top, covered.bottom + 1):
                for column in range(covered.left, covered.right + 1):
                    if (row, column) in cells:
                        cells[row, column] = cells[row, column]._replace(formula=text)

    def _shared_text(self, key: str, text: str, row: int, column: int) -> str:
        shared = self._shared.get(key)
        if text:
            if shared is None:
                shared = self._shared[key] = _SharedFormula(text, row, column)
                self._allowance.spend(limits.SHARED, len(shared))
            return text
        if shared is None:
            self._waiting.append((row, column, key))
            return ""
        return self._expand(shared, row, column)

    def _expand(self, shared: _SharedFormula, row: int, column: int) -> str:
        self._allowance.spend(limits.SHARED, len(shared))
        text = shared.at(row, column)
        self._allowance.spend(limits.CHARACTERS, len(text))
        return text
