"""Understand the cells of a return: numbers, zone names, explanations.

This package judges each cell by itself. `cascade.checks` judges whether the numbers make sense together.
"""

from cascade.submission.read_return import read, typed

__all__ = ["read", "typed"]
