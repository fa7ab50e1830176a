"""What deserves a second look in a progress round: less than last period, far above target, far from last."""

from cascade.formula import formula

FEWER = formula("value < last")  # a cumulative amount has gone down
FAR_ABOVE_TARGET = formula("value > 10 * target")  # a slip of the pen, or of the unit
FAR_FROM_LAST = formula("OR(value >= 10 * last, value * 10 <= last)")
