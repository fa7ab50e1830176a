"""Finish a sheet of the summary: title, note, frozen panes and paper."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from cascade.drawing import (
    MOST_FROZEN,
    Pages,
    Styles,
    Workbook,
    fit_or_break,
    frozen,
    note_height,
    page_height,
    page_width,
    place_title,
    plan_pages,
    set_up_page,
    split_note,
    tightened,
    with_row_breaks,
)
from cascade.headings import parted
from cascade.summary.medium import Medium
from cascade.summary.page_cells import PageCells
from cascade.theme import Theme, characters, column_points, display_width, lines_needed

_ALLOWED = ("format_cells", "format_columns", "format_rows", "autofilter", "objects")  # charts may be copied
_PROTECTION = dict.fromkeys(_ALLOWED, True)
_ROW_POINTS = 15.0  # the height of a row without a set height
_NUMBER = "— &P —"  # of the pages of official papers
_HEADER = 3  # the row below title and note
_STRETCH = 1.6  # times its height that a row takes at most where there is room
_TITLE, _ANNEX = 32.0, 42.0  # points of a title, and of one below the word 附表

Spans = Sequence[tuple[int, int]]  # first and last number of rows or columns that belong together


def on_one_line(title: str) -> str:
    """A title without the place where it may part."""
    return title.replace("\n", "")


class SummaryPage(PageCells):
    """One sheet with its title and its paper."""

    def __init__(
        self, book: Workbook, name: str, styles: Styles, theme: Theme, medium: Medium, annex: str = ""
    ) -> None:
        super().__init__(book, name, styles, theme, links=not medium.on_paper)
        self._medium, self._annex = medium, annex
        self.pages = 1  # how many it takes on paper, once it is finished

    @property
    def on_paper(self) -> bool:
        """Whether the sheet is only to be printed."""
        return self._medium.on_paper

    @property
    def above_title(self) -> float:
        """How many points the word 附表 takes above the title."""
        return _ANNEX - _TITLE if self._annex else 0.0

    def hide_states(self, column: int, complete: bool) -> None:
        """Leave out on paper the column of the returns' states, where all would say the same."""
        if self.on_paper and complete:
            self.hide_column(column)

    def stand_up(self, high: float) -> None:
        """Turn the paper for a narrow table that is so many points high, where that fills it better."""
        upright = replace(self.theme, portrait=True)
        smallest = self.theme.body_size / self.theme.smallest_official_point
        narrow = sum(map(column_points, self._widths.values())) <= page_width(upright) * smallest
        if narrow and high > page_height(self.theme) * smallest:
            self.theme = upright

    def lay(self, upright: bool, smallest: float) -> None:
        """Turn the paper, or not, for a table whose text gets no smaller than so many points."""
        self.theme = replace(self.theme, portrait=upright, smallest_official_point=smallest)

    def room(self, columns: int = 1) -> float:
        """How many characters fit into so many columns of a page without text below the smallest size."""
        smallest = self.theme.smallest_official_point
        return characters(page_width(self.theme) * self.theme.body_size / smallest, columns)

    @property
    def first_page(self) -> float:
        """How many characters of a line are surely on the first page, however many pages there are."""
        return 0.6 * self.room()

    def text_columns(self, columns: int, fixed: int, groups: Spans, usual: int = 1) -> tuple[int, int]:
        """The columns for texts beside a table: of the first page, without those that every page repeats."""
        breaks = self._pages(columns, fixed, groups).breaks
        return (fixed + 1, breaks[0]) if breaks else (usual, columns)

    def _pages(self, columns: int, fixed: int, groups: Spans) -> Pages:
        theme = self.theme
        return plan_pages(self.widths(columns), groups, fixed, theme.smallest_official_point, theme)

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
        table: tuple[int, int] | None = None,
    ) -> None:
        """Set widths, title (row 1), note (row 2), frozen panes and paper; then protect the sheet.

        `unit` is that of the whole table; it stands at the right of the note. No text gets smaller than the
        usual size for leaders. Every page of several beside each other has the title.

        `groups` are the columns and `blocks` the rows (first and last) that a page should not split. `whole`:
        the sheet shrinks to one page while its text stays readable. On paper the rows from the first to the
        last of the `table` get lower where that saves the page of a small rest, and higher where the pages
        have room.
        """
        self._make_room(title, columns, fixed)
        widths = self.widths(columns)
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width, None, {} if width else {"hidden": True})
        pages = self._pages(columns, fixed, groups)
        self._title(title, pages, columns, fixed)
        at = fixed + 1 if pages.breaks else 1  # else every page would repeat it with the fixed columns
        end = pages.breaks[0] if pages.breaks else columns
        ends = (at, end if not unit else max(at, end - 1))
        for first, last in [ends, *self._beside(pages, columns, fixed)[1:]]:
            self._note(note, first, last, header[1])
        if unit:
            self.put(2, end, unit, "quiet", fit=False, align="right", font_size=self.theme.body_size)
        self.sheet.freeze_panes(*frozen(self._heights_to(header[1]), widths, fixed))
        if self._medium.bare_feet and header[0] <= _HEADER:
            header = (1, header[1])  # no foot says what a page shows: its title does
        table = table if self.on_paper else None
        if blocks:
            pages = self._broken(pages, widths, header, blocks, whole, table)
        if table and pages.scale:
            self._stretch(table, pages.row_breaks, header, page_height(self.theme) * 100 / pages.scale)
        self.set_up(pages, header, fixed, footer)
        self.pages = (len(pages.breaks) + 1) * (len(pages.row_breaks) + 1)
        if protect:
            self.sheet.protect("", _PROTECTION)

    def _broken(
        self,
        pages: Pages,
        widths: Sequence[float],
        header: tuple[int, int],
        blocks: Spans,
        whole: bool,
        table: tuple[int, int] | None,
    ) -> Pages:
        """Break pages between blocks of rows; rows of a `table` get lower where that saves a page.

        A `whole` sheet shrinks to one page while its text stays readable.
        """
        smallest = self.theme.smallest_official_point

        def paged(heights: Mapping[int, float]) -> Pages:
            if not whole:
                return with_row_breaks(pages, widths, heights, header, blocks, self.theme)
            return fit_or_break(pages, widths, heights, header, blocks, smallest, self.theme)

        if table:
            lower = tightened(paged, self._heights, table, self.theme)
            for row in range(table[0], table[1] + 1):
                if lower[row] < self._heights[row]:
                    self.lower(row, lower[row])
        return paged(self._heights)

    def set_up(self, pages: Pages, header: tuple[int, int], fixed: int, footer: str) -> None:
        """Set up the paper: what repeats, and the foot of every page."""
        texts = ("", "") if self._medium.bare_feet else (footer, self.name)
        set_up_page(self.sheet, pages, header, fixed, texts, self.theme, number=_NUMBER)

    def _stretch(
        self, rows: tuple[int, int], row_breaks: Sequence[int], header: tuple[int, int], room: float
    ) -> None:
        """Make table rows higher, all by one factor, until the fullest page takes its `room` points."""
        last = max(self._heights)
        edges = [0, *row_breaks, last]
        factor = _STRETCH
        for first, end in pairwise(edges):
            shown = {*range(first + 1, end + 1), *range(header[0], header[1] + 1)}
            table = sum(self._heights.get(row, _ROW_POINTS) for row in shown if rows[0] <= row <= rows[1])
            rest = sum(self._heights.get(row, _ROW_POINTS) for row in shown) - table
            factor = min(factor, (room - rest) / table) if table else factor
        for row in range(rows[0], rows[1] + 1) if factor > 1 else ():
            if points := self._heights.get(row, _ROW_POINTS):  # else it is hidden
                self.height(row, points * factor)

    def _title(self, title: str, pages: Pages, columns: int, fixed: int) -> None:
        """Write the title over each page: on one line, else on two, if it would become too small.

        It begins in the first column, where people look for it, unless every page would repeat it there.
        """
        line = on_one_line(title)
        column, looks = place_title(line, self.widths(columns), pages, fixed, self.theme)
        if not (self._annex or pages.breaks):
            self._title_over((1, columns, columns), title, "", looks)
            return
        half = display_width(line) * looks["font_size"] / self.theme.body_size / 2
        centre = sum(self.widths(column)) - self.widths(column)[-1] / 2
        room = sum(self.widths(columns))
        left = centre - (self.widths(1)[0] if self._annex else 0.0)
        if looks["align"] == "center" and half > min(left, room - centre) + 1:
            column, looks = 1, looks | {"align": "left"}  # its beginning or end would be cut off
        before = self._annex if column == 1 else ""
        if self._annex and not before:
            reach = fixed if pages.breaks else 1  # else the title, which overflows, would be cut off there
            self.merge((1, 1, 1, reach), self._annex, "heading", valign="top")
            self.height(1, _ANNEX)
            looks |= {"valign": "bottom"}
        if not (beside := self._beside(pages, columns, fixed)):
            end = pages.breaks[0] if pages.breaks else columns
            self._title_over((column, column, end), title, before, looks)
        for first, last in beside:
            self._title_over((first, last, last), title, before, looks | {"align": "center"})

    def _title_over(
        self, reach: tuple[int, int, int], title: str, before: str, looks: dict[str, Any]
    ) -> None:
        """Write the title and what stands `before` it over columns: first, last on one line, and on two."""
        column, end, last = reach
        room = sum(self.widths(last)[column - 1 :]) * self.theme.body_size  # in characters of one point
        line = on_one_line(title)
        if before:
            line = f"{before}　{line}"
            looks |= {"font_size": min(looks["font_size"], room / display_width(line))}
        smallest = self.theme.body_size + 2
        if looks["font_size"] >= smallest:
            self.merge((1, column, 1, end), line, "title", **looks)
            self.height(1, _TITLE)
            return
        lines = [each for each in (before, *title.split("\n")) if each]
        size = min(self.theme.title_size, *(room / display_width(each) for each in lines))
        looks |= {"font_size": max(size, smallest), "text_wrap": True}
        title = "\n".join(parted(each, int(room / looks["font_size"])) for each in lines)
        self.merge((1, column, 1, last), title, "title", **looks)
        needed = lines_needed(title, room / looks["font_size"] + 1)
        self.height(1, 1.5 * looks["font_size"] * needed + 4)

    def _beside(self, pages: Pages, columns: int, fixed: int) -> list[tuple[int, int]]:
        """The first and last column of each of several pages beside each other; none of a screen."""
        edges = pairwise([fixed, *pages.breaks, columns]) if self.on_paper and pages.breaks else ()
        return [(first + 1, last) for first, last in edges]

    def _note(self, note: str, first: int, last: int, header: int) -> None:
        """Write the note over columns of a page, on several lines if it is longer.

        On a screen its later sentences go below the table where the rows to the end of the `header` would
        fill too much of a window.
        """
        width = sum(self.widths(last)[first - 1 :])
        if not self._medium.on_paper:
            room = MOST_FROZEN - sum(self._heights_to(header)) + _ROW_POINTS
            note, later = split_note(note, width, room)
            if later:
                self.notes((self.sheet.dim_rowmax or 0) + 2, (first, last), [later])
        lines = lines_needed(note, width)
        reach = (2, first, 2, last if lines > 1 else first)
        self.merge(reach, note, "quiet", font_size=self.theme.body_size, text_wrap=lines > 1)
        self.height(2, note_height(note, width))

    def _heights_to(self, row: int) -> list[float]:
        """The heights in points of the rows from the first to `row`."""
        return [self._heights.get(each, _ROW_POINTS) for each in range(1, row + 1)]

    def _make_room(self, title: str, columns: int, fixed: int) -> None:
        """Widen the columns of a narrow sheet until its title fits above them, or they fill the paper."""
        needed = display_width(on_one_line(title)) * self.theme.title_size / self.theme.body_size
        lacking = min(needed, characters(page_width(self.theme), columns)) - sum(self.widths(columns))
        first = fixed if columns > fixed else 0
        for column in range(first + 1, columns + 1) if lacking > 0 else ():
            self.widen(column, self.widths(columns)[column - 1] + lacking / (columns - first))
