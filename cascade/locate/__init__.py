"""Finding a form again in what came back, by the four things it carries; never by raw addresses."""

from cascade.locate.identity import Identity, identify
from cascade.locate.placement import OpenCells, Place, Placement, place

__all__ = ["Identity", "OpenCells", "Place", "Placement", "identify", "place"]
