"""Draw a form: the workbook that a city fills in for a round, or gets back to correct."""

from cascade.form.correction import Mark
from cascade.form.form_book import draw

__all__ = ["Mark", "draw"]
