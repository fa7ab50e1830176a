"""Draw a sheet of the summary: cells, column widths that fit the contents, title and paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cascade.drawing import (
    Content,
    DrawnSheet,
    Pages,
    Styles,
    Workbook,
    fit_or_break,
    page_width,
    place_title,
    plan_pages,
    set_up_page,
    with_row_breaks,
)
from cascade.formula import Live, Value
from cascade.grid import Area
from cascade.summary.cell_texts import text_of, tip
from cascade.theme import LINE_POINTS, Theme, characters, display_width, lines_needed

_MOST_LINKS = 65_530  # that a sheet can have; further cells get none
HIGHEST = 409.0  # points; no spreadsheet has higher rows
_ALLOWED = ("format_cells", "format_columns", "format_rows", "autofilter", "objects")  # charts may be copied
_PROTECTION = dict.fromkeys(_ALLOWED, True)
_NUMBER = "— &P —"  # of the pages of official papers
_HEADER = 3  # the row below title and note
_TITLE, _ANNEX = 32.0, 42.0  # points of a title, and of one below the word 附件
_MOST_FROZEN = 260.0  # points of rows: of a window of 1366 × 768 more than a third stays for the table

Spans = Sequence[tuple[int, int]]  # first and last number of rows or columns that belong together


@dataclass(frozen=True, slots=True)
class Medium:
    """What a workbook is for: one to print (`on_paper`) has no links, and black rules.

    With `bare_feet` nothing but the number stands at the foot of a page.
    """

    on_paper: bool = False
    bare_feet: bool = False


class SummaryPage:
    """One sheet. Rows and columns count from 1; a column is as wide as the widest `fit` text in it."""

    def __init__(
        self, book: Workbook, name: str, styles: Styles, theme: Theme, medium: Medium, annex: str = ""
    ) -> None:
        self.book = book
        self.sheet: DrawnSheet = book.add_sheet(name)
        self.name = name
        self.styles = styles
        self.theme = theme
        self._medium, self._annex = medium, annex
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self.pages = 1  # how many it takes on paper, once it is finished
        self._links = _MOST_LINKS if medium.on_paper else 0
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

    def put_row(self, row: int, cells: Sequence[Content], height: float, level: int = 0) -> None:
        """Write a whole row from the first column on, with its height (points) and its outline level."""
        self._heights[row] = height
        self.sheet.put_row(row, cells, height, level)

    def fit(self, first: int, cells: Sequence[Content], margin: float = 2.0) -> None:
        """Widen the columns from `first` on to fit the cells of a row."""
        widths = self._widths
        for column, (value, style) in enumerate(cells, start=first):
            needed = display_width(text_of(value, style.num_format)) + margin
            if needed > widths.get(column, 0.0):
                widths[column] = needed

    def widen(self, column: int, width: float) -> None:
        """Make a column at least so many characters wide."""
        self._widths[column] = max(self._widths.get(column, 0.0), width)

    def tall(self, first: int, last: int, column: int, text: str, style: str, fit: bool = True) -> None:
        """Write a text into one cell that reaches over several rows."""
        if last > first:
            self.sheet.merge_range(first - 1, column - 1, last - 1, column - 1, text, self.styles.get(style))
        else:
            self.put(first, column, text, style, fit=False)
        if fit:
            self.widen(column, display_width(text) + 2.0)

    def wide(self, row: int, first: int, last: int, text: str, style: str) -> None:
        """Write a text into one cell that reaches over several columns."""
        self.sheet.merge_range(row - 1, first - 1, row - 1, last - 1, text, self.styles.get(style))

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
        self.height(row, LINE_POINTS * lines_needed(text, room - 3.0) + 4)

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

    def hide_row(self, row: int) -> None:
        """Hide a row; its cells are there for formulas."""
        self._heights[row] = 0.0
        self.sheet.set_row(row - 1, 0.0, None, {"hidden": True})

    def colour(self, area: Area, condition: str, style: str, **more: Any) -> None:
        """Give the cells of an area a style where a condition (a formula for the first cell) is true."""
        rule = {"type": "formula", "criteria": condition, "format": self.styles.get(style, **more)}
        self.sheet.conditional_format(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, rule)

    @property
    def on_paper(self) -> bool:
        """Whether the sheet is only to be printed."""
        return self._medium.on_paper

    @property
    def above_title(self) -> float:
        """How many points the word 附件 takes above the title."""
        return _ANNEX - _TITLE if self._annex else 0.0

    @property
    def heights(self) -> Mapping[int, float]:
        """The heights in points of the rows for which one was set."""
        return self._heights

    def room(self, columns: int = 1, smallest: float = 0.0) -> float:
        """How many characters fit into so many columns of a page without text below the smallest size.

        That is the usual one, or `smallest` points.
        """
        smallest = smallest or self.theme.smallest_official_point
        return characters(page_width(self.theme) * self.theme.body_size / smallest, columns)

    @property
    def first_page(self) -> float:
        """How many characters of a line are surely on the first page, however many pages there are."""
        return 0.6 * self.room()

    def widths(self, columns: int) -> list[float]:
        """The widths of the first columns."""
        return [self._widths.get(column, 9.0) for column in range(1, columns + 1)]

    def text_columns(
        self, columns: int, fixed: int, groups: Spans, usual: int = 1, smallest: float = 0.0
    ) -> tuple[int, int]:
        """The columns for texts beside a table: of the first page, without those that every page repeats.

        The type is at least as large as usual, or `smallest` points.
        """
        breaks = self._pages(columns, fixed, groups, smallest).breaks
        return (fixed + 1, breaks[0]) if breaks else (usual, columns)

    def _pages(self, columns: int, fixed: int, groups: Spans, smallest: float) -> Pages:
        smallest = smallest or self.theme.smallest_official_point
        return plan_pages(self.widths(columns), groups, fixed, smallest, self.theme)

    def finish(
        self,
        title: str,
        note: str,
        columns: int,
        header: tuple[int, int],
        fixed: int,
        groups: Spans = (),
        blocks: Spans = (),
        footer: str = "",
        protect: bool = True,
        whole: bool = False,
        unit: str = "",
        smallest: float = 0.0,
    ) -> None:
        """Set widths, title (row 1), note (row 2), frozen panes and paper; then protect the sheet.

        `unit` is that of the whole table; it stands at the right of the note. No text gets smaller than the
        usual size for leaders, or `smallest` points.

        `groups` are the columns and `blocks` the rows (first and last) that a page should not split. `whole`:
        the sheet shrinks to one page while its text stays readable.
        """
        self._make_room(title, columns, fixed)
        widths = self.widths(columns)
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width, None, {} if width else {"hidden": True})
        smallest = smallest or self.theme.smallest_official_point
        pages = plan_pages(widths, groups, fixed, smallest, self.theme)
        self._title(title, pages, columns, fixed)
        at = fixed + 1 if pages.breaks else 1  # else every page would repeat it with the fixed columns
        end = pages.breaks[0] if pages.breaks else columns
        self._note(note, at, end if not unit else max(at, end - 1))
        if unit:
            self.put(2, end, unit, "quiet", fit=False, align="right", font_size=self.theme.body_size)
        frozen = sum(self._heights.get(row, 15.0) for row in range(1, header[1] + 1))
        self.sheet.freeze_panes(header[1] if frozen <= _MOST_FROZEN else 0, fixed)
        if self._medium.bare_feet and header[0] <= _HEADER:
            header = (1, header[1])  # no foot says what a page shows: its title does
        if whole:
            pages = fit_or_break(pages, widths, self._heights, header, blocks, smallest, self.theme)
        elif blocks:
            pages = with_row_breaks(pages, widths, self._heights, header, blocks, self.theme)
        self.set_up(pages, header, fixed, footer)
        self.pages = (len(pages.breaks) + 1) * (len(pages.row_breaks) + 1)
        if protect:
            self.sheet.protect("", _PROTECTION)

    def set_up(self, pages: Pages, header: tuple[int, int], fixed: int, footer: str) -> None:
        """Set up the paper: what repeats, and the foot of every page."""
        texts = ("", "") if self._medium.bare_feet else (footer, self.name)
        set_up_page(self.sheet, pages, header, fixed, texts, self.theme, number=_NUMBER)

    def _title(self, title: str, pages: Pages, columns: int, fixed: int) -> None:
        """Write the title over the first page, on several lines if it would become too small."""
        column, looks = place_title(title, self.widths(columns), pages, fixed, self.theme)
        half = display_width(title) * looks["font_size"] / self.theme.body_size / 2
        centre = sum(self.widths(column)) - self.widths(column)[-1] / 2
        room = sum(self.widths(columns))
        if looks["align"] == "center" and half > min(centre, room - centre) + 1:
            column, looks = 1, looks | {"align": "left"}  # its beginning or end would be cut off
        named = f"{self._annex}　{self.name}" if pages.breaks and self._medium.bare_feet else self._annex
        if named and column == 1:
            title = f"{named}　{title}"
        elif named:  # on every page, where the title is on the first one only
            self.put(1, 1, named.strip(), "heading", fit=False, valign="top")
            self.height(1, _ANNEX)
            looks |= {"valign": "bottom"}
        size = max(looks["font_size"], self.theme.body_size + 2)
        if size == looks["font_size"]:
            self.sheet.put(1, column, title, self.styles.get("title", **looks))
            self.height(1, _TITLE)
            return
        last = pages.breaks[0] if pages.breaks else columns
        room = sum(self.widths(last)[column - 1 :]) * self.theme.body_size / size
        self.merge((1, column, 1, last), title, "title", **looks | {"font_size": size, "text_wrap": True})
        self.height(1, 1.5 * size * lines_needed(title, room) + 4)

    def _note(self, note: str, first: int, last: int) -> None:
        """Write the note over the columns of the first page, on several lines if it is longer."""
        lines = lines_needed(note, sum(self.widths(last)[first - 1 :]))
        reach = (2, first, 2, last if lines > 1 else first)
        self.merge(reach, note, "quiet", font_size=self.theme.body_size, text_wrap=lines > 1)
        self.height(2, max(18.0, LINE_POINTS * lines + 4))

    def _make_room(self, title: str, columns: int, fixed: int) -> None:
        """Widen the columns of a narrow sheet until its title fits above them, or they fill the paper."""
        needed = display_width(title) * self.theme.title_size / self.theme.body_size
        lacking = min(needed, characters(page_width(self.theme), columns)) - sum(self.widths(columns))
        first = fixed if columns > fixed else 0
        for column in range(first + 1, columns + 1) if lacking > 0 else ():
            self.widen(column, self.widths(columns)[column - 1] + lacking / (columns - first))
