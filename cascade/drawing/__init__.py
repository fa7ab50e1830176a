"""Write cells and set up pages, for every workbook that the program draws."""

from cascade.drawing.books import Content, DrawnSheet, Workbook
from cascade.drawing.pages import (
    Pages,
    fit_or_break,
    page_height,
    page_width,
    place_title,
    plan_pages,
    rows_that_fit,
    set_up_page,
    widened,
    with_row_breaks,
)
from cascade.drawing.styles import Styles

__all__ = [
    "Content",
    "DrawnSheet",
    "Pages",
    "Styles",
    "Workbook",
    "fit_or_break",
    "page_height",
    "page_width",
    "place_title",
    "plan_pages",
    "rows_that_fit",
    "set_up_page",
    "widened",
    "with_row_breaks",
]
