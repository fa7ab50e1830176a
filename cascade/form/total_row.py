"""What the total row of a form shows: sums, or the weakest of rates, which never add up."""

from collections.abc import Iterable

from cascade.formula import Formula
from cascade.judging.targets import TOTAL, WEAKEST, WEAKEST_WORD, exact_places
from cascade.layout import Column


def total_rule(column: Column) -> Formula:
    """The total of an open column's `cells`: their sum, or the weakest rate; empty without numbers."""
    if column.rate:
        return WEAKEST[column.direction].given(word="")
    return TOTAL.given(word="", places=exact_places(column.places))


def weakest_word(columns: Iterable[Column]) -> str:
    """Which rate a total shows for the rates among some columns: 最低, 最高, 最低或最高; "" without rates."""
    sides = {column.direction for column in columns if column.rate}
    return "或".join(word for side, word in WEAKEST_WORD.items() if side in sides)
