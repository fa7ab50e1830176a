"""Write the cells of a sheet of the summary, in columns that grow with what they hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format

from cascade.drawing import DrawnSheet, Rows, Styles, Workbook, page_width, widened
from cascade.formula import Live, Value
from cascade.grid import Area
from cascade.summary.cell_texts import text_of, tip, widest
from cascade.theme import LINE_POINTS, Theme, column_points, display_width, lines_needed, width_needed

HIGHEST = 409.0  # points; no spreadsheet has higher rows
_MOST_LINKS = 65_530  # that a sheet can have; further cells get none
_FILLED = 0.8  # of the paper's width, from which on no column gets wider
_WIDEST = 1.6  # times the width that a column needs


class PageCells:
    """One sheet. Rows and columns count from 1; a column is as wide as the widest `fit` text in it.

    Without `links` no click leads anywhere.
    """

    def __init__(self, book: Workbook, name: str, styles: Styles, theme: Theme, links: bool) -> None:
        self.book = book
        self.sheet: DrawnSheet = book.add_sheet(name)
        self.name = name
        self.styles = styles
        self.theme = theme
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self._links = 0 if links else _MOST_LINKS
        self._below = 4.0 if links else 2.0  # points between paragraphs, on paper fewer
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

        The link is written first, and the content over it, as in any other cell. A text that may wrap must
        then be a formula: LibreOffice does not wrap the text of a link.
        """
        if to and self._links < _MOST_LINKS:
            self._links += 1
            self.sheet.write_url(row - 1, column - 1, f"internal:{to}", None, text_of(value), tip=tip(to))
        self.sheet.put(row, column, value, self.styles.get(style, **more))
        if fit:
            self.widen(column, display_width(text_of(value, str(more.get("num_format", "")))) + 2.0)

    def put_rows(self, *parts: Rows) -> None:
        """Write whole rows from the first column on."""
        for part in parts:
            self._heights.update(dict.fromkeys(part.numbers, part.height))
        self.sheet.put_rows(*parts)

    def fit_down(
        self,
        column: int,
        values: Sequence[Value],
        styles: Format | Sequence[Format],
        margin: float = 2.0,
    ) -> None:
        """Widen a column to fit what cells below each other show in one format, or each in its own."""
        shapes: dict[str, list[Value]] = {}
        if isinstance(styles, Format):
            shapes[styles.num_format] = [*values]
        else:
            for value, style in zip(values, styles, strict=True):
                shapes.setdefault(style.num_format, []).append(value)
        for shape, some in shapes.items():
            self.widen(column, widest(some, shape, self._widths.get(column, 0.0) - margin) + margin)

    def widen(self, column: int, width: float) -> None:
        """Make a column at least so many characters wide."""
        self._widths[column] = max(self._widths.get(column, 0.0), width)

    def widen_over(self, first: int, last: int, text: str, lines: int) -> None:
        """Widen columns evenly until a text over them takes at most so many lines."""
        lacking = width_needed(text, lines) - sum(self.widths(last)[first - 1 :])
        for column in range(first, last + 1) if lacking > 0 else ():
            self.widen(column, self.widths(column)[-1] + lacking / (last - first + 1))

    def fill_page(self, columns: int, fixed: int) -> None:
        """Widen the columns beside the fixed ones where a table leaves much of the paper's width free."""
        widths, paper = self.widths(columns), page_width(self.theme)
        if sum(map(column_points, widths)) < _FILLED * paper:
            wished = [*widths[:fixed], *(_WIDEST * each for each in widths[fixed:])]
            for column, width in enumerate(widened(widths, wished, paper), start=1):
                self.widen(column, width)

    def tall(self, first: int, last: int, column: int, text: str, style: str, fit: bool = True) -> None:
        """Write a text into one cell that reaches over several rows."""
        if last > first:
            self.sheet.merge_range(first - 1, column - 1, last - 1, column - 1, text, self.styles.get(style))
        else:
            self.put(first, column, text, style, fit=False)
        if fit:
            self.widen(column, display_width(text) + 2.0)

    def merge(self, area: tuple[int, int, int, int], value: Value | Live, style: str, **more: Any) -> None:
        """Write into one cell merged over an area: first row and column, last row and column."""
        top, left, bottom, right = (each - 1 for each in area)
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", self.styles.get(style, **more))
        self.put(area[0], area[1], value, style, fit=False, **more)

    def paragraph(
        self, row: int, column: int, text: str, width: float, style: str = "text", **more: Any
    ) -> None:
        """Write a wrapped text into cells merged from `column` on, at most `width` characters wide."""
        last, room = column, self._widths.get(column, 9.0)
        while (next_ := self._widths.get(last + 1)) is not None and room + next_ <= width:
            last, room = last + 1, room + next_  # a hidden column is 0 wide
        self.merge((row, column, row, last), text, style, **more)
        self.height(row, self.height_of(text, room))

    def height_of(self, text: str, width: float) -> float:
        """The points that a paragraph takes within so many characters."""
        return LINE_POINTS * lines_needed(text, width - 3.0) + self._below

    def notes(self, first: int, reach: tuple[int, int], texts: Sequence[str]) -> None:
        """Write quiet paragraphs below a table, from a row on, within the columns of `reach`."""
        column, end = reach
        look = {"font_size": self.theme.body_size, "text_wrap": True}
        for row, text in enumerate(texts, start=first):
            self.paragraph(row, column, text, sum(self.widths(end)[column - 1 :]), "quiet", **look)

    def wrapped(self, row: int, texts: Sequence[tuple[int, str]], least: int = 1) -> None:
        """Make a row high enough for texts (by column) that are wrapped in their columns."""
        needed = [lines_needed(text, self._widths.get(column, 9.0)) for column, text in texts]
        self.height(row, LINE_POINTS * max([least, *needed]) + 4)

    def height(self, row: int, points: float) -> None:
        """Make a row at least so many points high."""
        self._heights[row] = min(HIGHEST, max(self._heights.get(row, 0.0), points))
        self.sheet.set_row(row - 1, self._heights[row])

    def lower(self, row: int, points: float) -> None:
        """Make a row so many points high, however high it was."""
        self._heights[row] = points
        self.sheet.set_row(row - 1, points)

    def hide_row(self, row: int) -> None:
        """Hide a row; its cells are there for formulas."""
        self._heights[row] = 0.0
        self.sheet.set_row(row - 1, 0.0, None, {"hidden": True})

    def hide_column(self, column: int) -> None:
        """Hide a column, however wide it has grown; its cells are there for formulas."""
        self._widths[column] = 0.0

    def colour(self, area: Area, condition: str, style: str, **more: Any) -> None:
        """Give the cells of an area a style where a condition (a formula for the first cell) is true."""
        rule = {"type": "formula", "criteria": condition, "format": self.styles.get(style, **more)}
        self.sheet.conditional_format(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, rule)

    @property
    def heights(self) -> Mapping[int, float]:
        """The heights in points of the rows for which one was set."""
        return self._heights

    def widths(self, columns: int) -> list[float]:
        """The widths of the first columns."""
        return [self._widths.get(column, 9.0) for column in range(1, columns + 1)]
