"""Formulas that people type into open cells: computed again where that is safe, never trusted.

Safe is what uses only numbers and cells of the same workbook with + - * / brackets and SUM. The result a
file claims is not looked at: it may be stale or forged.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation
from itertools import count

from cascade.grid import Cell, CellKind, Sheet, position
from cascade.quantity import as_meant, significant

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*|\.\d+)"
    r"|(?P<sum>SUM\s*\()"
    r"|(?:(?:'(?P<quoted>(?:[^'\[\]]|'')+)'|(?P<plain>[^\W\d][\w.]*))!)?"
    r"(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?::(?P<end>\$?[A-Z]{1,3}\$?\d{1,7}))?(?![\w(])"
    r"|(?P<sign>[-+*/(),]))",
    re.IGNORECASE,
)
_LARGEST_RANGE = 10_000  # cells
_DEEPEST = 50  # brackets, and formulas that lead to formulas
_MOST = 20_000  # cells looked at for one formula: sums of sums grow without end


class NotComputable(Exception):
    """The formula uses something else, or leads to a cell that holds no number."""


def compute(sheet: Sheet, cell: Cell, sheets: Mapping[str, Sheet]) -> Decimal:
    """The value of a cell's formula, to 15 significant digits. Raises NotComputable."""
    try:
        return significant(_Evaluation(sheets, (), count()).cell(sheet, (cell.row, cell.column)))
    except (DivisionByZero, InvalidOperation, RecursionError):
        raise NotComputable from None


class _Evaluation:
    """Evaluates formulas along one path of cells, which may not lead back into itself."""

    def __init__(
        self, sheets: Mapping[str, Sheet], path: tuple[tuple[str, int, int], ...], looked_at: Iterator[int]
    ) -> None:
        self._sheets = sheets
        self._path = path
        self._looked_at = looked_at

    def cell(self, sheet: Sheet, at: tuple[int, int]) -> Decimal:
        """The number in a cell. A spreadsheet takes an empty one for 0; here nobody has said 0."""
        if next(self._looked_at) > _MOST:
            raise NotComputable
        cell = sheet.cells.get(at)
        if cell is None:
            raise NotComputable
        if cell.formula is not None:
            key = (sheet.name, *at)
            if key in self._path or len(self._path) >= _DEEPEST:
                raise NotComputable
            further = _Evaluation(self._sheets, (*self._path, key), self._looked_at)
            return _Expression(cell.formula, sheet, further).value()
        if cell.kind is not CellKind.NUMBER:
            raise NotComputable
        try:
            return as_meant(cell.text)
        except ValueError:
            raise NotComputable from None

    def total(self, sheet: Sheet, first: tuple[int, int], last: tuple[int, int]) -> Decimal:
        """The sum of a range, in which text and empty cells count nothing, as in a spreadsheet."""
        (top, left), (bottom, right) = first, last
        if (bottom - top + 1) * (right - left + 1) > _LARGEST_RANGE:
            raise NotComputable
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        places = [(row, column) for row in rows for column in columns]
        return sum(
            (self.cell(sheet, at) for at in places if not _counts_nothing(sheet.cells.get(at))), Decimal(0)
        )

    def sheet(self, name: str, here: Sheet) -> Sheet:
        """The sheet of a reference."""
        if not name:
            return here
        if name not in self._sheets:
            raise NotComputable
        return self._sheets[name]


def _counts_nothing(cell: Cell | None) -> bool:
    return cell is None or (cell.formula is None and cell.kind is CellKind.TEXT)


class _Expression:
    """A formula being read from left to right."""

    def __init__(self, text: str, here: Sheet, evaluation: _Evaluation) -> None:
        self._tokens = _tokens(text)
        self._here = here
        self._evaluation = evaluation
        self._at = 0

    def value(self) -> Decimal:
        result = self._sum(0)
        if self._at != len(self._tokens):
            raise NotComputable
        return result

    def _next(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, signs: str) -> str:
        token = self._next()
        if token is not None and token["sign"] and token["sign"] in signs:
            self._at += 1
            return token["sign"]
        return ""

    def _sum(self, depth: int) -> Decimal:
        result = self._product(depth)
        while sign := self._take("+-"):
            other = self._product(depth)
            result = result + other if sign == "+" else result - other
        return result

    def _product(self, depth: int) -> Decimal:
        result = self._factor(depth)
        while sign := self._take("*/"):
            other = self._factor(depth)
            result = result * other if sign == "*" else result / other
        return result

    def _factor(self, depth: int) -> Decimal:
        if depth > _DEEPEST:
            raise NotComputable
        if sign := self._take("+-"):
            value = self._factor(depth + 1)
            return -value if sign == "-" else value
        if self._take("("):
            value = self._sum(depth + 1)
            return self._closed(value)
        token = self._next()
        if token is None or token["sign"]:
            raise NotComputable
        self._at += 1
        if token["number"]:
            return Decimal(token["number"])
        if token["sum"]:
            return self._closed(self._summed(depth))
        if token["end"]:
            raise NotComputable  # a range outside SUM
        return self._evaluation.cell(self._sheet(token), _place(token["cell"]))

    def _summed(self, depth: int) -> Decimal:
        result = Decimal(0)
        while True:
            token = self._next()
            if token is not None and token["end"]:
                self._at += 1
                result += self._evaluation.total(
                    self._sheet(token), _place(token["cell"]), _place(token["end"])
                )
            else:
                result += self._sum(depth + 1)
            if not self._take(","):
                return result

    def _closed(self, value: Decimal) -> Decimal:
        if not self._take(")"):
            raise NotComputable
        return value

    def _sheet(self, token: re.Match[str]) -> Sheet:
        name = (token["quoted"] or "").replace("''", "'") or token["plain"] or ""
        return self._evaluation.sheet(name, self._here)


def _place(reference: str) -> tuple[int, int]:
    return position(reference.replace("$", "").upper())


def _tokens(text: str) -> list[re.Match[str]]:
    """The tokens of a formula. Raises NotComputable for anything that is none of them."""
    tokens, at, text = [], 0, text.strip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise NotComputable
        tokens.append(token)
        at = token.end()
    return tokens
