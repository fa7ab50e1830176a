"""What Excel shows of a sheet on a laptop."""

from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

WINDOW = 1300, 520  # pixels of cells that Excel shows at 100 % on a screen of 1366 × 768


def frozen_pixels(sheet: Worksheet) -> tuple[int, int]:
    """The width and the height in pixels of what is frozen."""
    letters, first_row = coordinate_from_string(sheet.freeze_panes or "A1")
    widths = {
        column: 0 if each.hidden else int(each.width * 7 + 0.5)
        for each in sheet.column_dimensions.values()
        for column in range(each.min or 1, (each.max or 1) + 1)
    }
    across = sum(widths.get(column, 64) for column in range(1, column_index_from_string(letters)))
    heights = (sheet.row_dimensions[row].height or 15.0 for row in range(1, first_row))
    return across, round(sum(heights) * 4 / 3)
