"""Compute the formulas that people type into open cells, if that is safe.

A formula is safe if it uses only numbers and cells of the same workbook with + - * / brackets and SUM. This
module ignores the result that a file stores: it may be stale or forged.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import count

from cascade.formula.evaluator import Step, compiled
from cascade.formula.functions import FUNCTIONS
from cascade.formula.parser import parse
from cascade.formula.tokens import NUMBER, REFERENCE, Grammar, Misread
from cascade.formula.tree import Call, Node, Reference, children
from cascade.formula.values import Array, NotComputable, number
from cascade.grid import Cell, CellKind, Sheet, position
from cascade.quantity import as_meant, significant

_LARGEST_RANGE = 10_000  # cells
_DEEPEST = 50  # nested brackets, and formulas that refer to formulas
_MOST = 20_000  # cells read for one formula: sums of sums grow exponentially
_GRAMMAR = Grammar(
    re.compile(
        rf"(?P<gap>\s+)|(?P<number>{NUMBER})|(?P<function>SUM\s*(?=\())|(?P<reference>{REFERENCE})"
        r"|(?P<sign>[-+*/(),])",
        re.IGNORECASE,
    ),
    deepest=_DEEPEST,
    functions={"SUM": FUNCTIONS["SUM"]},
    unary_plus=True,
)


def as_typed(cell: Cell) -> str:
    """The formula of a cell as it was typed, with its "="; "" where there is none."""
    return "" if cell.formula is None else f"={cell.formula}"


def compute(sheet: Sheet, cell: Cell, sheets: Mapping[str, Sheet]) -> Decimal:
    """The value of a cell's formula, to 15 significant digits.

    Raises NotComputable for a formula that uses anything else, or refers to a cell without a number.
    """
    try:
        cells = _ReferencedCells(sheet, sheets, (), count())
        return significant(cells.number(sheet, (cell.row, cell.column)))
    except (ArithmeticError, Misread, RecursionError):
        raise NotComputable(cell.formula) from None


@dataclass
class _ReferencedCells:
    """The cells to which one formula refers; it must not refer to the cells of `path`, which led to it."""

    here: Sheet
    sheets: Mapping[str, Sheet]
    path: tuple[tuple[str, int, int], ...]
    looked_at: Iterator[int]

    def __getitem__(self, reference: Reference) -> Decimal | Array:
        """The number of a cell, or those of a range. Raises NotComputable."""
        sheet = self.sheets.get(reference.sheet) if reference.sheet else self.here
        if sheet is None:
            raise NotComputable("no such sheet")
        if reference.last:
            return self._range(sheet, position(reference.first), position(reference.last))
        return self.number(sheet, position(reference.first))

    def number(self, sheet: Sheet, at: tuple[int, int]) -> Decimal:
        """The number in a cell. An empty one raises: a spreadsheet takes it as 0, but nobody reported 0."""
        if next(self.looked_at) > _MOST:
            raise NotComputable("too many cells")
        cell = sheet.cells.get(at)
        if cell is None:
            raise NotComputable("an empty cell")
        if cell.formula is not None:
            return self._further(sheet, cell.formula, (sheet.name, *at))
        if cell.kind is not CellKind.NUMBER:
            raise NotComputable("a cell without a number")
        try:
            return as_meant(cell.text)
        except ValueError:
            raise NotComputable("a number too large") from None

    def _further(self, sheet: Sheet, formula: str, key: tuple[str, int, int]) -> Decimal:
        """The value of another cell's formula."""
        if key in self.path or len(self.path) >= _DEEPEST:
            raise NotComputable("formulas lead in a circle, or too far")
        cells = _ReferencedCells(sheet, self.sheets, (*self.path, key), self.looked_at)
        result: Decimal = number(_parsed(formula)(cells))
        return result

    def _range(self, sheet: Sheet, first: tuple[int, int], last: tuple[int, int]) -> Array:
        """The numbers of a range; like a spreadsheet, it ignores text and empty cells."""
        (top, left), (bottom, right) = first, last
        if (bottom - top + 1) * (right - left + 1) > _LARGEST_RANGE:
            raise NotComputable("a range too large")
        places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        return Array([self.number(sheet, at) for at in places if not _counts_nothing(sheet.cells.get(at))])


def _counts_nothing(cell: Cell | None) -> bool:
    return cell is None or (cell.formula is None and cell.kind is CellKind.TEXT)


@lru_cache(maxsize=1024)  # the cells of a row, and the same cell of many returns, have much the same formulas
def _parsed(formula: str) -> Step:
    root = parse(formula, _GRAMMAR)
    _check_ranges(root)
    return compiled(root)


def _check_ranges(node: Node, in_sum: bool = False) -> None:
    """Raise NotComputable for a range that is not directly an argument of SUM."""
    if isinstance(node, Reference) and node.last and not in_sum:
        raise NotComputable("a range outside SUM")
    for child in children(node):
        _check_ranges(child, isinstance(node, Call))
