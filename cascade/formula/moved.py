"""A formula over cells of a table: its text is written once, then moved down the table row by row."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from cascade.formula.operands import Live, Value
from cascade.formula.tree import Binding
from cascade.formula.values import Array

# The numbers of rows in the reference of an operand, e.g. `F\0`: of the formula's own row, of the row above
# that belongs to it, and of the first and the last below.
ROW, ABOVE, FIRST_BELOW, LAST_BELOW = MARKS = "\0\1\2\3"


class Moved:
    """A formula whose references are written; `value` gives its value for the values of its operands."""

    def __init__(
        self,
        text: str,
        value: Callable[[Mapping[str, Value | Array]], Decimal | str],
        array: bool,
        binding: Binding,
    ) -> None:
        self._text, self._value, self._array, self._binding = text, value, array, binding

    def live(self, rows: Sequence[str], values: Mapping[str, Value | Array]) -> Live:
        """The formula in a row whose operands have these values; `rows` are what the first `MARKS` stand for.

        Raises as `Formula.value` does.
        """
        text = self._text
        for mark, number in zip(MARKS, rows, strict=False):
            text = text.replace(mark, number)
        return Live(text, self._value(values), self._array, self._binding)
