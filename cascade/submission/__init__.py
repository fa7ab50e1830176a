"""From the cells of a return to what the city says: numbers, zone names, explanations.

Only what stands in a cell is judged here, by itself. Whether the numbers make sense together is
`cascade.checks`' business.
"""

from cascade.submission.read_return import read, typed, unfilled

__all__ = ["read", "typed", "unfilled"]
