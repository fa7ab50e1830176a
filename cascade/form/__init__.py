"""Drawing a form: the workbook that one city receives for one round."""

from cascade.form.book import draw

__all__ = ["draw"]
