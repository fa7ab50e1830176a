"""The whole workbook of a form: instructions first, then its sheets, then the sheet for the stamp."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from cascade.drawing import Sheet, Styles, Workbook, plan_pages, set_up_page
from cascade.form.canvas import Canvas
from cascade.form.contents import FIXED, Contents
from cascade.form.correction import LIST_NAME, Mark, draw_list, mark_cells
from cascade.form.instructions import draw_instructions
from cascade.form.lines import DRAWERS
from cascade.form.rules import guard
from cascade.form.stamp import STAMP_NAME, draw_stamp, for_stamp
from cascade.grid import address
from cascade.layout import Column, Key, Layout, Line, Role
from cascade.layout.carriers import TICKET_LABEL, TICKET_PROPERTY, defined_names
from cascade.quantity import shown
from cascade.theme import Theme, display_width

CODE_WIDTH = 10.0
COLUMN_WIDTH = 10.5
OPEN_WIDTH = 12.0
NARROWEST_SHEET = 100.0  # so that counter and sign-off have room on a sheet of one indicator


def draw(
    layout: Layout,
    ticket: str,
    issued: datetime,
    instructions: str,
    theme: Theme,
    typed: Mapping[Key, Decimal | str] | None = None,
    marks: Sequence[Mark] = (),
) -> bytes:
    """The form as the bytes of an .xlsx file; the same arguments give the same bytes.

    `instructions` is the text of the first sheet, a line a row. `typed` are values that already stand in
    open cells, by key. With `marks` it is a correction copy: a list of them comes first, and they stand at
    their cells.
    """
    buffer = BytesIO()
    measured_by = {"font_name": theme.number_font, "font_size": theme.body_size}  # column widths are
    book = Workbook(buffer, {"in_memory": True, "default_format_properties": measured_by})
    title = layout.title or layout.sheets[0].title
    book.set_properties({"title": title, "subject": layout.round, "created": issued})
    book.set_custom_property(TICKET_PROPERTY, ticket, "text")
    styles = Styles(book, theme)
    drawn = [Contents(layout, sheet, typed or {}) for sheet in layout.sheets]
    if marks:
        draw_list(book.add_sheet(LIST_NAME), f"{title}：需更正的问题", marks, drawn, styles, theme)
    first = book.add_sheet("填报说明")
    canvases = [
        _draw_sheet(book.add_sheet(contents.sheet.name), contents, ticket, styles, theme, marks)
        for contents in drawn
    ]
    if for_stamp(layout):
        draw_stamp(book.add_sheet(STAMP_NAME), title, canvases)
    draw_instructions(first, instructions, drawn, styles, theme)
    for name, (sheet, area) in defined_names(layout).items():
        start, end = (
            _absolute(address(*corner)) for corner in ((area.top, area.left), (area.bottom, area.right))
        )
        quoted = "'" + sheet.replace("'", "''") + "'"
        book.define_name(name, f"={quoted}!{start}" + (f":{end}" if end != start else ""))
    book.close()
    return buffer.getvalue()


def _draw_sheet(
    page: Sheet, contents: Contents, ticket: str, styles: Styles, theme: Theme, marks: Sequence[Mark]
) -> Canvas:
    sheet = contents.sheet
    widths = column_widths(contents, theme)
    pages = plan_pages(widths, sheet.groups, FIXED, theme.smallest_point, theme)
    canvas = Canvas(page, contents, ticket, styles, theme, widths, pages)
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    for at, row in enumerate(sheet.rows, start=1):
        DRAWERS[row.line](canvas, at)
    mark_cells(page, contents, marks, styles)
    guard(canvas)
    top = sheet.lines(Line.COUNTY)[0]
    page.freeze_panes(top - 1, FIXED)
    page.set_selection(top - 1, FIXED, top - 1, FIXED)
    page.hide_gridlines(2)
    page.set_zoom(90)
    last_row, codes = sheet.line(Line.TICKET), sheet.line(Line.CODES)
    assert last_row
    assert codes
    page.print_area(0, 0, last_row - 1, len(sheet.columns) - 1)
    set_up_page(page, pages, (sheet.header_row, codes), FIXED, (f"{TICKET_LABEL}{ticket}", sheet.name), theme)
    return canvas


def column_widths(contents: Contents, theme: Theme) -> list[float]:
    """The width of each column in characters, from what stands in it and so that the title has room."""
    sheet = contents.sheet
    names = [row.name for row in sheet.rows] + ["合计（比率为", "差额（合计－目标）"]
    name_width = max(display_width(name) for name in names) + 2.0
    widths = [CODE_WIDTH, name_width] + [_column_width(contents, column) for column in sheet.columns[FIXED:]]
    title = display_width(sheet.title) * theme.title_size / theme.body_size
    spare = max(NARROWEST_SHEET, title) - sum(widths)
    if spare > 0:
        each = spare / (len(widths) - FIXED)
        widths[FIXED:] = [width + each for width in widths[FIXED:]]
    return widths


def _column_width(contents: Contents, column: Column) -> float:
    wide = column.role in (Role.INPUT, Role.VALUE, Role.COMPLETION) and not contents.sheet.line(Line.TARGET)
    least = OPEN_WIDTH if wide else COLUMN_WIDTH
    numbers = contents.values((Line.COUNTY, Line.ZONE), column)
    numbers.append(contents.value(contents.sheet.city, column.field, column.role))
    texts = [_displayed(value, column) for value in numbers if isinstance(value, Decimal)]
    return max([least, *(len(text) + 3.5 for text in texts)])


def _displayed(value: Decimal, column: Column) -> str:
    """A number as its cell shows it: computed ones with a fixed number of decimals."""
    return f"{value:.{column.decimals}f}" if column.role is Role.LAST and column.rate else shown(value)


def _absolute(reference: str) -> str:
    letters = reference.rstrip("0123456789")
    return f"${letters}${reference[len(letters) :]}"
