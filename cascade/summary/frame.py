"""Which way a table of regions lies: indicators down and regions across, or turned for many regions.

29 towns with two indicators would spread over three nearly empty pages; turned, they stand on one.
"""

from collections.abc import Sequence
from functools import cached_property

from cascade.grid import Area

MOST_ACROSS = {"A3": 16, "A4": 13}  # regions that stand side by side on a page, by paper


class Frame:
    """The cells of a table by line (an indicator's item, from 0) and region.

    `across` is the first cell (row and column) of a table whose regions stand across, `down` that of a turned
    one. The last of the regions is the issuer. On smaller `paper` fewer stand across.
    """

    def __init__(
        self,
        regions: Sequence[str],
        lines: int,
        across: tuple[int, int],
        down: tuple[int, int],
        paper: str = "A3",
    ) -> None:
        self.turned = len(regions) > max(MOST_ACROSS[paper], lines)
        self._regions = regions
        self._row, self._column = down if self.turned else across

    @cached_property
    def _places(self) -> dict[str, int]:
        return {region: at for at, region in enumerate(self._regions)}

    def cell(self, line: int, region: str) -> tuple[int, int]:
        """Row and column of a cell."""
        at = self._places[region]
        along = (at, line) if self.turned else (line, at)
        return self._row + along[0], self._column + along[1]

    def of_line(self, line: int) -> Area:
        """The cells of a line in all regions but the issuer."""
        return Area(*self.cell(line, self._regions[0]), *self.cell(line, self._regions[-2]))

    def of_region(self, region: str, first: int, last: int) -> Area:
        """The cells of a region from one line to another."""
        return Area(*self.cell(first, region), *self.cell(last, region))
