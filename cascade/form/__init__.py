"""Drawing a form: the workbook that one city receives for one round, or gets back to correct."""

from cascade.form.book import draw
from cascade.form.correction import Mark

__all__ = ["Mark", "draw"]
