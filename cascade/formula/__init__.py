"""One formula, one value: a formula's text, the tree it is parsed into, and what it gives.

A plan's measures, the formulas that a city types, and all live cells of forms and summaries are read by one
parser, written by one writer and computed by one evaluator, with the functions of one table.
"""

from cascade.formula.formulas import Formula, Operand, added, formula, joined, summed
from cascade.formula.operands import Live, Ref, Span, Value, value_of
from cascade.formula.values import NotComputable

__all__ = [
    "Formula",
    "Live",
    "NotComputable",
    "Operand",
    "Ref",
    "Span",
    "Value",
    "added",
    "formula",
    "joined",
    "summed",
    "value_of",
]
