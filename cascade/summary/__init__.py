"""The provincial summary (汇总表): live formulas over the county sheet, each with its result beside it."""

from cascade.summary.book import draw, draw_pack
from cascade.summary.extracts import Split, draw_city, draw_lead
from cascade.summary.facts import Facts, Period

__all__ = ["Facts", "Period", "Split", "draw", "draw_city", "draw_lead", "draw_pack"]
