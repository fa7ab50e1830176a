"""A formula over cells of its own row: its text is written once, then moved down a table row by row."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from cascade.formula.operands import Live, Value
from cascade.formula.tree import Binding

ROW = "\0"  # the number of the row, in the reference of an operand: `F\0`


class Moved:
    """A formula whose references are written; `value` gives its value for the values of its operands."""

    def __init__(
        self, text: str, value: Callable[[Mapping[str, Value]], Decimal | str], array: bool, binding: Binding
    ) -> None:
        self._pieces = text.split(ROW)
        self._value, self._array, self._binding = value, array, binding

    def live(self, row: int, values: Mapping[str, Value]) -> Live:
        """The formula in a row whose operands have these values. Raises as `Formula.value` does."""
        return Live(str(row).join(self._pieces), self._value(values), self._array, self._binding)
