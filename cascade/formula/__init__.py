"""One formula, one value: parse a formula once, then write its text and compute its value from one tree.

One parser reads, one writer writes and one evaluator computes a plan's measures, the formulas that a city
types, and all live cells of forms and summaries; all three use one table of functions.
"""

from cascade.formula.formulas import Formula, Operand, added, chained, formula, joined, summed
from cascade.formula.moved import ABOVE, FIRST_BELOW, LAST_BELOW, MARKS, ROW, Moved
from cascade.formula.operands import Live, Ref, Span, Value, value_of
from cascade.formula.values import Array, NotComputable

__all__ = [
    "ABOVE",
    "FIRST_BELOW",
    "LAST_BELOW",
    "MARKS",
    "ROW",
    "Array",
    "Formula",
    "Live",
    "Moved",
    "NotComputable",
    "Operand",
    "Ref",
    "Span",
    "Value",
    "added",
    "chained",
    "formula",
    "joined",
    "summed",
    "value_of",
]
