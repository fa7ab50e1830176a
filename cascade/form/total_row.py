"""What the total row of a form shows: sums, or the weakest of rates, which never add up."""

from cascade.formula import Formula
from cascade.judging.targets import TOTAL, WEAKEST, exact_places
from cascade.layout import Column


def total_rule(column: Column) -> Formula:
    """The total of an open column's `cells`: their sum, or the weakest rate; empty without numbers."""
    if column.rate:
        return WEAKEST[column.direction].given(word="")
    return TOTAL.given(word="", places=exact_places(column.places))
