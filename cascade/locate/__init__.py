"""Find the cells of an issued form in a returned workbook by the form's carriers, never by addresses."""

from cascade.locate.identity import Identity, identify
from cascade.locate.placement import OpenCells, Place, Placement, place

__all__ = ["Identity", "OpenCells", "Place", "Placement", "identify", "place"]
