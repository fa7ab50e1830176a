"""Drawing a form: the workbook that one city receives for one round, or gets back to correct."""

from cascade.form.correction import Mark
from cascade.form.paper import draw
from cascade.form.studio import Lot, Order, Studio

__all__ = ["Lot", "Mark", "Order", "Studio", "draw"]
