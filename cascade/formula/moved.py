"""A formula over cells of a table: its text is written once for all rows, with marks for their numbers."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from cascade.formula.operands import Value
from cascade.formula.values import Array

# Where the reference of an operand has the number of a row, e.g. `F\0`: of the formula's own row, of the row
# above that belongs to it, and of the first and the last below.
ROW, ABOVE, FIRST_BELOW, LAST_BELOW = MARKS = "\0\1\2\3"


class Moved(NamedTuple):
    """A formula whose references are written, without "=".

    `value` gives its value in a row for the values of its operands there; it raises as `Formula.value` does.
    """

    text: str
    value: Callable[[Mapping[str, Value | Array]], Decimal | str]
