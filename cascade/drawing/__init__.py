"""Write cells and set up pages, for every workbook that the program draws."""

from cascade.drawing.books import DrawnSheet, Workbook
from cascade.drawing.elements import DrawnColumn, Rows
from cascade.drawing.pages import (
    Pages,
    page_height,
    page_width,
    place_title,
    plan_pages,
    set_up_page,
    widened,
)
from cascade.drawing.panes import MOST_FROZEN, WINDOW, frozen, note_height, room_beside, split_note
from cascade.drawing.row_pages import fit_or_break, rows_that_fit, tightened, with_row_breaks
from cascade.drawing.styles import Styles

__all__ = [
    "MOST_FROZEN",
    "WINDOW",
    "DrawnColumn",
    "DrawnSheet",
    "Pages",
    "Rows",
    "Styles",
    "Workbook",
    "fit_or_break",
    "frozen",
    "note_height",
    "page_height",
    "page_width",
    "place_title",
    "plan_pages",
    "room_beside",
    "rows_that_fit",
    "set_up_page",
    "split_note",
    "tightened",
    "widened",
    "with_row_breaks",
]
