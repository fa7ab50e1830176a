"""The provincial summary (汇总表): live formulas over the county sheet, each with its result beside it."""

from cascade.summary.book import draw
from cascade.summary.facts import Facts

__all__ = ["Facts", "draw"]
