"""The operands and the results of formulas: cells, ranges, and formulas with their values."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cascade.formula.tree import Binding
from cascade.formula.values import ZERO, Array
from cascade.grid import position
from cascade.quantity import shown

Value = Decimal | str | None


class Live(NamedTuple):
    """A formula, without "=", and its value. An `array` formula takes a range cell by cell.

    `binding` is how tightly its text holds together where it becomes part of another formula.
    """

    formula: str
    value: Decimal | str
    array: bool = False
    binding: Binding = Binding.NONE


def value_of(content: Value | Live) -> Value:
    """What a cell with this content shows."""
    return content.value if isinstance(content, Live) else content


class Ref(NamedTuple):
    """A cell: its reference, e.g. `F12`, `$F12` or `'分解表'!F12`, and its value."""

    reference: str
    value: Value

    def live(self) -> Live:
        """A formula that consists of the reference only. An empty cell shows as 0."""
        return Live(self.reference, ZERO if self.value is None else self.value, False, Binding.ATOM)


class Span(NamedTuple):
    """A range, e.g. `F9:F21`, and the values of its cells, row by row.

    A function that takes any number of ranges allows several references, e.g. `("F9:F21", "F30:F34")`.
    """

    @classmethod
    def of_constants(cls, values: Sequence[Decimal]) -> "Span":
        """A column of numbers that stand in the formula itself: `{1;2;3}`."""
        return cls(f"{{{';'.join(map(shown, values))}}}", values)

    reference: str | tuple[str, ...]
    values: Sequence[Value]

    def array(self) -> Array:
        """The values in rows and columns. Raises ValueError if they are too many or too few."""
        references = (self.reference,) if isinstance(self.reference, str) else self.reference
        if references[0].startswith("{"):
            return Array(self.values)
        sizes = [size(each) if ":" in each else _ONE_CELL for each in references]
        if sum(rows * columns for rows, columns in sizes) != len(self.values):
            raise ValueError(f"{self.reference} has not {len(self.values)} cells")
        return Array(self.values, sizes[0][1] if len(sizes) == 1 else 1)


_ONE_CELL = 1, 1
_RANGE = re.compile(r"(?:.*!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?", re.DOTALL)


@lru_cache(maxsize=4096)
def size(reference: str) -> tuple[int, int]:
    """How many rows and columns a range has. Raises ValueError for any other text."""
    match = _RANGE.fullmatch(reference)
    if match is None:
        raise ValueError(f"no range of cells: {reference}")
    left, top, right, bottom = match.groups()
    first, last = position(left + top), position((right or left) + (bottom or top))
    return last[0] - first[0] + 1, last[1] - first[1] + 1
