"""What a sheet shows on a laptop of 1366×768, computed from the written file.

Excel at 100 % leaves about 1,300 × 520 pixels for cells. A row has its points × 4/3 pixels, a column of `w`
characters 7w pixels, with the padding in `w` already.
"""

from dataclasses import dataclass
from math import floor

from tests.support.linter.book import Book, SheetPart, corner
from tests.support.window import WINDOW

WIDTH, HEIGHT = WINDOW
_ROW, _COLUMN = 20, 64  # pixels of rows and columns without a size


@dataclass(frozen=True)
class Screen:
    """The first view of a sheet: pixels of what is frozen, and the rows and columns seen whole behind it."""

    frozen_height: int
    frozen_width: int
    rows: int
    columns: int
    selected: str
    top_left: str

    @property
    def leaves_two_thirds(self) -> bool:
        """Whether what is frozen leaves two thirds of the window in both directions."""
        return self.frozen_height * 3 <= HEIGHT and self.frozen_width * 3 <= WIDTH


def column_pixels(sheet: SheetPart, column: int) -> int:
    """The width of a column."""
    for each in sheet.all("col"):
        if int(each.attrib["min"]) <= column <= int(each.attrib["max"]):
            return floor(float(each.attrib["width"]) * 7 + 0.5)
    return _COLUMN


def row_pixels(sheet: SheetPart, row: int) -> int:
    """The height of a row."""
    return floor(sheet.heights[row] * 4 / 3 + 0.5) if row in sheet.heights else _ROW


def screen(sheet: SheetPart) -> Screen:
    """The first view of a sheet."""
    view, pane = sheet.one("sheetView"), sheet.one("pane")
    assert view is not None
    down = int(pane.attrib.get("ySplit", 0)) if pane is not None else 0
    across = int(pane.attrib.get("xSplit", 0)) if pane is not None else 0
    height = sum(row_pixels(sheet, row) for row in range(1, down + 1))
    width = sum(column_pixels(sheet, column) for column in range(1, across + 1))
    active = [each.attrib for each in sheet.all("selection")][-1:]
    top_left = pane.attrib["topLeftCell"] if pane is not None else view.attrib.get("topLeftCell", "A1")
    first_row, first_column = corner(top_left)
    rows = columns = 0
    used = height
    while (used := used + row_pixels(sheet, first_row + rows)) <= HEIGHT:
        rows += 1
    used = width
    while (used := used + column_pixels(sheet, first_column + columns)) <= WIDTH:
        columns += 1
    selected = active[0].get("activeCell", "A1") if active else "A1"
    return Screen(height, width, rows, columns, selected, top_left)


def first_sheet(book: Book) -> SheetPart:
    """The sheet on which a workbook opens."""
    views = [each for each in book.workbook.iter() if each.tag.endswith("}workbookView")]
    return book.sheets[int(views[0].attrib.get("activeTab", 0))]
