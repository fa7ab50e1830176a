"""The values of formulas, and how a spreadsheet converts one kind of value to another.

An empty cell is 0 in arithmetic and "" in a text. A text in arithmetic is an error, even if it
looks like a number: spreadsheet programs do not agree on that.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cascade.quantity import shown, significant


class NotComputable(ArithmeticError):
    """An error value: text in arithmetic, a divisor of zero, nothing found. IFERROR catches it."""


Item = Decimal | Fraction | str | bool | None | NotComputable  # None is an empty cell
ZERO, ONE = Decimal(0), Decimal(1)
NUMBERS = frozenset((Decimal, Fraction))
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


@dataclass(slots=True)
class Array:
    """The values of a range, or of a formula computed cell by cell: row by row, `width` in a row."""

    items: Sequence[Item]
    width: int = 1

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.items) // self.width


Result = Item | Array
Rule = Callable[..., Any]  # from the values of some arguments to one value


def element_by_element(rule: Rule, *operands: Result) -> Result:
    """Apply a rule to single values, or to arrays element by element; an error stays in its element.

    A single value, row or column is repeated to the size of the others. Raises ValueError for sizes that do
    not match.
    """
    arrays = [each for each in operands if each.__class__ is Array]
    if not arrays:
        result: Item = rule(*operands)
        return result
    height, width = max(each.height for each in arrays), max(each.width for each in arrays)
    results: list[Item] = []
    for items in zip(*[_stretched(each, height, width) for each in operands], strict=True):
        try:
            results.append(rule(*items))
        except NotComputable as error:
            results.append(error)
        except ArithmeticError as error:
            results.append(NotComputable(*error.args))
    return Array(results, width)


def _stretched(operand: Result, height: int, width: int) -> Sequence[Item]:
    """The values of an operand, repeated to fill so many rows and columns."""
    if not isinstance(operand, Array):
        return [operand] * (height * width)
    items = operand.items
    if operand.width == 1 and width > 1:
        items = [item for item in items for _ in range(width)]
    elif operand.width != width:
        raise ValueError("ranges of different sizes cannot be taken element by element")
    if operand.height == 1:
        items = list(items) * height
    if len(items) != height * width:
        raise ValueError("ranges of different sizes cannot be taken element by element")
    return items


def number(item: Result) -> Any:  # a Decimal or a Fraction
    """The value as a number for arithmetic. Raises NotComputable."""
    kind = item.__class__
    if kind is Decimal or kind is Fraction:
        return item
    if item is None:
        return ZERO
    if kind is bool:
        return ONE if item else ZERO
    if isinstance(item, NotComputable):
        raise item
    raise NotComputable(f"not a number: {item!r}")


def is_number(item: Result) -> bool:
    """Whether a cell with this value holds a number."""
    return item.__class__ in NUMBERS


def text(item: Result) -> str:
    """The value as text: a number as a cell without a number format shows it. Raises NotComputable."""
    if isinstance(item, str):
        return item
    if item is None:
        return ""
    if isinstance(item, bool):
        return "TRUE" if item else "FALSE"
    if isinstance(item, Decimal):
        return shown(significant(item))
    raise item if isinstance(item, NotComputable) else NotComputable(f"no single value: {item!r}")


def truth(item: Result) -> bool:
    """The value as a condition. Raises NotComputable."""
    return item if isinstance(item, bool) else bool(number(item))


def compare(left: Item, right: Item) -> int:
    """-1, 0 or 1: numbers come before texts, texts before FALSE and TRUE; letter case does not matter.

    Programs order texts differently, so rely only on whether they are equal. An empty cell compares as 0, ""
    or FALSE, by the kind of the other value. Raises NotComputable for errors.
    """
    if left.__class__ is str and right.__class__ is str:
        first: Any = left.casefold()
        second: Any = right.casefold()
    elif is_number(left) and is_number(right):
        first, second = same_kind(left, right)
    else:
        first, second = _rank(left, right), _rank(right, left)
    return int(first > second) - int(first < second)


def _rank(item: Item, other: Item) -> tuple[int, Any]:
    """The sort key of a value: its kind, then the value; an empty cell takes the kind of `other`."""
    if isinstance(item, NotComputable):
        raise item
    if item is None:
        item = "" if isinstance(other, str) else False if isinstance(other, bool) else ZERO
    if isinstance(item, bool):
        return 2, item
    return (1, item.casefold()) if isinstance(item, str) else (0, item)


def same_kind(left: Result, right: Result) -> tuple[Any, Any]:
    """Two values as numbers that can be computed with each other: decimals, or fractions where one is."""
    first, second = number(left), number(right)
    if first.__class__ is not second.__class__:
        return Fraction(first), Fraction(second)
    return first, second
