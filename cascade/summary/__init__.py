"""The provincial summary (汇总表): live formulas over the county sheet, written with their values."""

from cascade.summary.extracts import SummarySplit, draw_city, draw_lead
from cascade.summary.scores import earned
from cascade.summary.summary_book import draw, draw_pack

__all__ = ["SummarySplit", "draw", "draw_city", "draw_lead", "draw_pack", "earned"]
