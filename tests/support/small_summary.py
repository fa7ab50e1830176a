"""The summaries of imagined provinces of five cities, as openpyxl reads their sheets."""

from functools import cache
from io import BytesIO

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cascade import theme
from cascade.summary import draw
from tests.support.provinces import stories


@cache
def small_summary(story: str, period: int) -> Workbook:
    """The summary of a province of five cities, for the progress round of a number."""
    return openpyxl.load_workbook(BytesIO(draw(stories()[story].facts(period), theme.load())))


def column_texts(sheet: Worksheet, number: int) -> dict[int, object]:
    """The texts of a column by row, without the formulas."""
    cells = [row[number - 1] for row in sheet.iter_rows(min_row=3)]
    return {each.row: each.value for each in cells if each.value and not str(each.value).startswith("=")}


def column_widths(sheet: Worksheet) -> dict[str, float]:
    """The columns' widths in characters by the first column that has one, without the padding of a cell."""
    return {letter: round(each.width - 0.71, 1) for letter, each in sheet.column_dimensions.items()}
