"""Draw the whole workbook of a form: instructions, form sheets, and the sheet for the stamp."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from cascade.drawing import Styles, Workbook, set_up_page
from cascade.form import body, footer, header
from cascade.form.canvas import Canvas
from cascade.form.contents import FIXED, Contents
from cascade.form.correction import LIST_NAME, Mark, draw_list, mark_cells
from cascade.form.first_view import set_first_views
from cascade.form.instructions import draw_instructions
from cascade.form.protection import protect
from cascade.form.sizes import sheet_sizes
from cascade.form.stamp import draw_stamp, for_stamp
from cascade.grid import PAPER_ONLY, address
from cascade.layout import Key, Layout, Line
from cascade.layout.carriers import TICKET_LABEL, TICKET_PROPERTY, defined_names
from cascade.theme import Theme

_DRAWERS: dict[Line, Callable[[Canvas, int], None]] = {
    Line.TITLE: header.title,
    Line.STATUS: header.status,
    Line.LEAD: header.lead,
    Line.INDICATOR: header.indicator,
    Line.LABEL: header.label,
    Line.UNIT: header.unit,
    Line.CODES: header.codes,
    Line.TARGET: header.target,
    Line.COUNTY: body.region,
    Line.ZONE: body.region,
    Line.ZONES: body.zones,
    Line.TOTAL: footer.totals,
    Line.GAP: footer.gaps,
    Line.CHECK: footer.checks,
    Line.EXPLANATION: footer.explanation,
    Line.SIGN: footer.sign,
    Line.TICKET: footer.ticket,
    Line.ZONE_HEADING: body.zone_heading,
    Line.BLANK: body.blank,
}


def draw(
    layout: Layout,
    ticket: str,
    issued: datetime,
    instructions: str,
    theme: Theme,
    typed: Mapping[Key, Decimal | str] | None = None,
    marks: Sequence[Mark] = (),
) -> bytes:
    """Draw a form as the bytes of an .xlsx file; the same arguments give the same bytes.

    `instructions` is the text of the first sheet, one row per line. `typed` are values to fill into open
    cells, by key. With `marks` the workbook is a correction copy: it begins with a list of the marks, and
    shows each at its cell.
    """
    lines = tuple(line for line in instructions.split("\n") if line.strip())
    drawn = [Contents(layout, sheet, typed or {}) for sheet in layout.sheets]
    title = layout.title or layout.sheets[0].title
    buffer = BytesIO()
    measured_by = {"font_name": theme.number_font, "font_size": theme.body_size}  # unit of column widths
    book = Workbook(buffer, {"in_memory": True, "default_format_properties": measured_by})
    book.set_properties({"title": title, "subject": layout.round, "created": issued})
    book.set_custom_property(TICKET_PROPERTY, ticket, "text")
    styles = Styles(book, theme)
    marks = sorted(marks, key=lambda mark: not mark.wrong)
    listed = book.add_sheet(LIST_NAME) if marks else None
    if listed:
        draw_list(listed, f"{title}：需更正的问题", marks, drawn, styles, theme)
    first = book.add_sheet("填报说明")
    pages = [book.add_sheet(contents.sheet.name, typed=True) for contents in drawn]
    canvases = [
        Canvas(page, contents, ticket, styles, theme, each)
        for page, contents, each in zip(pages, drawn, sheet_sizes(drawn, theme), strict=True)
    ]
    for canvas in canvases:
        _draw_sheet(canvas, marks)
    set_first_views(canvases, marks, listed or first)
    if for_stamp(layout):
        draw_stamp(book.add_sheet(PAPER_ONLY), title, canvases, theme)
    draw_instructions(first, lines, canvases, styles, theme)
    _define_names(book, layout)
    book.close()
    return buffer.getvalue()


def _define_names(book: Workbook, layout: Layout) -> None:
    for name, (sheet, area) in defined_names(layout).items():
        start, end = (
            _absolute(address(*corner)) for corner in ((area.top, area.left), (area.bottom, area.right))
        )
        quoted = "'" + sheet.replace("'", "''") + "'"
        book.define_name(name, f"{quoted}!{start}" + (f":{end}" if end != start else ""))


def _draw_sheet(canvas: Canvas, marks: Sequence[Mark]) -> None:
    page, contents, sheet = canvas.page, canvas.contents, canvas.contents.sheet
    for at, width in enumerate(canvas.widths):
        page.set_column(at, at, width)
    for at, row in enumerate(sheet.rows, start=1):
        _DRAWERS[row.line](canvas, at)
    mark_cells(page, contents, marks, canvas.styles)
    protect(canvas)
    page.hide_gridlines(2)
    page.set_zoom(90)
    last_row, codes = sheet.line(Line.TICKET), sheet.line(Line.CODES)
    assert last_row
    assert codes
    page.print_area(0, 0, last_row - 1, len(sheet.columns) - 1)
    footer = (f"{TICKET_LABEL}{canvas.ticket}", sheet.name)
    set_up_page(page, canvas.sizes.pages, (sheet.header_row, codes), FIXED, footer, canvas.theme)


def _absolute(reference: str) -> str:
    letters = reference.rstrip("0123456789")
    return f"${letters}${reference[len(letters) :]}"
