"""A sheet of the summary that is being drawn: cells, widths that follow from content, title and paper."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cascade.drawing import (
    Live,
    Styles,
    Value,
    place_title,
    plan_pages,
    put,
    set_up_page,
    with_row_breaks,
)
from cascade.quantity import shown
from cascade.theme import Theme, display_width, lines_needed

LINE_POINTS = 13.5
HIGHEST = 409.0  # points; no spreadsheet has higher rows
_PROTECTION = {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True}


class Page:
    """One sheet. Rows and columns count from 1; a column is as wide as the widest `fit` text in it."""

    def __init__(self, book: Workbook, name: str, styles: Styles, theme: Theme) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.name = name
        self.styles = styles
        self.theme = theme
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self.sheet.hide_gridlines(2)

    def put(
        self,
        row: int,
        column: int,
        value: Value | Live,
        style: str,
        fit: bool = True,
        to: str = "",
        **more: Any,
    ) -> None:
        """Write a cell; with `fit` its column grows to hold it. `to` is the place that a click leads to.

        A link belongs to the cell, not to what stands in it: that is written after it, as it is anywhere. A
        text that may be wrapped has to be a formula then: LibreOffice wraps no text that is a link.
        """
        if to:
            self.sheet.write_url(
                row - 1, column - 1, f"internal:{to}", None, text_of(value), tip=f"转到 {to}"
            )
        put(self.sheet, row, column, value, self.styles.get(style, **more))
        if fit:
            self.widen(column, display_width(text_of(value, str(more.get("num_format", "")))) + 2.0)

    def widen(self, column: int, width: float) -> None:
        """Make a column at least so many characters wide."""
        self._widths[column] = max(self._widths.get(column, 0.0), width)

    def tall(self, first: int, last: int, column: int, text: str, style: str) -> None:
        """Write a text into one cell merged over several rows."""
        self.merge((first, column, last, column), text, style)
        self.widen(column, display_width(text) + 2.0)

    def merge(self, area: tuple[int, int, int, int], value: Value | Live, style: str, **more: Any) -> None:
        """Write into one cell merged over an area: first row and column, last row and column."""
        top, left, bottom, right = (each - 1 for each in area)
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", self.styles.get(style, **more))
        self.put(area[0], area[1], value, style, fit=False, **more)

    def paragraph(self, row: int, column: int, text: str, width: float, **more: Any) -> None:
        """Write a text that is wrapped over the columns from `column` on that fit into `width` characters."""
        last, room = column, self._widths.get(column, 9.0)
        while room + (next_ := self._widths.get(last + 1, 0.0)) <= width and next_:
            last, room = last + 1, room + next_
        self.merge((row, column, row, last), text, "text", **more)
        self.height(row, LINE_POINTS * lines_needed(text, room - 3.0) + 4)

    def wrapped(self, row: int, texts: Sequence[tuple[int, str]], least: int = 1) -> None:
        """Make a row high enough for texts (by column) that are wrapped in their columns."""
        needed = [lines_needed(text, self._widths.get(column, 9.0)) for column, text in texts]
        self.height(row, LINE_POINTS * max([least, *needed]) + 4)

    def height(self, row: int, points: float, level: int = 0) -> None:
        """Make a row at least so many points high, and set its level in the outline."""
        self._heights[row] = min(HIGHEST, max(self._heights.get(row, 0.0), points))
        self.sheet.set_row(row - 1, self._heights[row], None, {"level": level})

    def widths(self, columns: int) -> list[float]:
        """The widths of the first columns."""
        return [self._widths.get(column, 9.0) for column in range(1, columns + 1)]

    def finish(
        self,
        title: str,
        note: str,
        columns: int,
        header: tuple[int, int],
        fixed: int,
        groups: Sequence[tuple[int, int]] = (),
        blocks: Sequence[tuple[int, int]] = (),
        footer: str = "",
        protect: bool = True,
    ) -> None:
        """Set widths, title (row 1), note (row 2), frozen panes and paper; then protect the sheet.

        `groups` are the columns and `blocks` the rows (first and last) that a page should not split.
        """
        self._make_room(title, columns, fixed)
        widths = self.widths(columns)
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)
        pages = plan_pages(widths, groups, fixed, self.theme.smallest_summary_point, self.theme)
        column, looks = place_title(title, widths, pages, fixed, self.theme)
        put(self.sheet, 1, column, title, self.styles.get("title", **looks))
        self.height(1, 32)
        put(self.sheet, 2, fixed + 1 if pages.breaks else 1, note, self.styles.get("plain"))
        self.height(2, 18)
        self.sheet.freeze_panes(header[1], fixed)
        if blocks:
            pages = with_row_breaks(pages, widths, self._heights, header, blocks, self.theme)
        set_up_page(self.sheet, pages, header, fixed, (footer, self.name), self.theme)
        if protect:
            self.sheet.protect("", _PROTECTION)

    def _make_room(self, title: str, columns: int, fixed: int) -> None:
        """Widen the columns of a narrow sheet until its title fits above them."""
        needed = display_width(title) * self.theme.title_size / self.theme.body_size
        lacking = needed - sum(self.widths(columns))
        first = fixed if columns > fixed else 0
        for column in range(first + 1, columns + 1) if lacking > 0 else ():
            self.widen(column, self.widths(columns)[column - 1] + lacking / (columns - first))


def text_of(value: Value | Live, number_format: str = "") -> str:
    """What is shown of a value; a fixed number format hides further decimals."""
    content = value.value if isinstance(value, Live) else value
    if not isinstance(content, Decimal):
        return content or ""
    _, point, decimals = number_format.partition("0.")
    return f"{content:.{len(decimals)}f}" if point and not decimals.strip("0") else shown(content)[:12]
