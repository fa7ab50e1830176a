"""The sizes of a form's sheets: column widths, pages, and the place and size of the title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cascade.drawing import MOST_FROZEN, Pages, place_title, plan_pages
from cascade.form.contents import FIXED, Contents
from cascade.headings import heading
from cascade.layout import Column, Line, Role
from cascade.quantity import shown
from cascade.theme import LINE_POINTS, Theme, display_width

_CODE_WIDTH = 10.0
_COLUMN_WIDTH = 10.5
_OPEN_WIDTH = 12.0
_WIDEST_GOAL = 30.0  # that a column grows so that a target in words needs one line
_WIDEST_HEADING, _STEP = 45.0, 0.5  # that a column grows so that its headings need few lines
_WIDEST_NAME = 48.0  # of the column of names, which stays in view: beyond, the name shrinks
_NARROWEST_SHEET = 100.0  # so that status and sign-off have room on a sheet of one indicator

_LEAST_HEAD: Mapping[Line, float] = {  # points of the rows that stay in view
    Line.TITLE: 21.0,
    Line.STATUS: 12.0,
    Line.UNIT: 12.75,
    Line.CODES: 9.75,
    Line.INDICATOR: 3.5,  # this and the next beside `LINE_POINTS` for every line
    Line.LABEL: 2.75,
    Line.TARGET: 1.5,
}
# Points that they have more where the window has room: on paper no line touches another.
_AIR: Mapping[Line, float] = {
    Line.TITLE: 3.0,
    Line.STATUS: 4.5,
    Line.UNIT: 2.25,
    Line.CODES: 2.25,
    Line.INDICATOR: 3.75,
    Line.LABEL: 3.75,
    Line.TARGET: 3.0,
}
_BELOW_TITLE = 8.0  # points that the row of a title has more than its letters, so that no line touches them
_ROUNDED = 2.0  # points by which rows of whole pixels may be higher


_Heading = tuple[int, int, str]  # the first and the last column (from 1) that a text stands over


@dataclass(frozen=True, slots=True)
class SheetSizes:
    """The columns' widths in characters, the pages, and the title's column (from 1) and style.

    `head` are the heights in points of the rows that stay in view, of headings those beside their lines.
    """

    widths: tuple[float, ...]
    head: Mapping[Line, float]
    pages: Pages
    title_column: int
    title_style: dict[str, Any]


def sheet_sizes(drawn: Sequence[Contents], theme: Theme) -> list[SheetSizes]:
    """The sizes of each sheet of a form, from its contents."""
    numbers = _numbers(drawn[0])
    return [_sheet_sizes(contents, numbers, theme) for contents in drawn]


_Numbers = dict[tuple[str, Role], list[tuple[str, Decimal]]]  # (region, number) pairs by field and role


def _numbers(contents: Contents) -> _Numbers:
    """All numbers in a form."""
    found: _Numbers = {}
    for region, field, role in contents.filled:
        value = contents.value(region, field, role)
        if isinstance(value, Decimal):
            found.setdefault((field, role), []).append((region, value))
    return found


def _sheet_sizes(contents: Contents, numbers: _Numbers, theme: Theme) -> SheetSizes:
    sheet = contents.sheet
    widths = _column_widths(contents, numbers, theme)
    pages = plan_pages(widths, sheet.groups, FIXED, theme.smallest_point, theme)
    column, style = place_title(sheet.title, widths, pages, FIXED, theme)
    head = _head(contents, widths)
    style |= {"font_size": min(style["font_size"], head[Line.TITLE] - _BELOW_TITLE), "valign": "top"}
    return SheetSizes(tuple(widths), head, pages, column, style)


def _head(contents: Contents, widths: Sequence[float]) -> Mapping[Line, float]:
    """The heights of the rows that stay in view, with as much air as the window has room for."""
    sheet = contents.sheet
    lines = _lines(_names(contents), widths) + _lines(_headings_below(contents), widths)
    spare = MOST_FROZEN - _ROUNDED - _least(contents) - LINE_POINTS * lines
    air = sum(_AIR.get(row.line, 0.0) for row in sheet.rows)
    part = max(0.0, min(1.0, spare / air))
    return {line: points + part * _AIR[line] for line, points in _LEAST_HEAD.items()}


def _least(contents: Contents) -> float:
    """The points of what stays in view without the lines of headings."""
    return sum(_LEAST_HEAD.get(row.line, 0.0) for row in contents.sheet.rows)


def _names(contents: Contents) -> list[_Heading]:
    """The names of the indicators."""
    sheet = contents.sheet
    return [(first, last, sheet.columns[first - 1].title) for first, last in sheet.groups]


def _column_widths(contents: Contents, numbers: _Numbers, theme: Theme) -> list[float]:
    """The width of each column in characters: it fits its numbers, and the sheet fits its title."""
    sheet = contents.sheet
    names = [row.name for row in sheet.rows] + ["合计（比率为", "差额（合计－目标）"]
    name_width = min(_WIDEST_NAME, max(display_width(name) for name in names) + 2.0)
    regions = {sheet.city, *(row.region for row in sheet.leaves)}
    columns = sheet.columns[FIXED:]
    roomy = sheet.line(Line.TARGET) is None
    widths = [_CODE_WIDTH, name_width] + [_column_width(each, roomy, regions, numbers) for each in columns]
    for at, column in enumerate(sheet.columns):
        if column.role.is_target and isinstance(goal := contents.goal(column), str):
            widths[at] = max(widths[at], min(_WIDEST_GOAL, display_width(goal) + 2.0))
    widths = _wide_enough(contents, widths)
    title = display_width(sheet.title) * theme.title_size / theme.body_size
    spare = max(_NARROWEST_SHEET, title) - sum(widths)
    if spare > 0:
        more = spare / (len(widths) - FIXED)
        widths[FIXED:] = [width + more for width in widths[FIXED:]]
    return widths


def _wide_enough(contents: Contents, widths: Sequence[float]) -> list[float]:
    """Widen the columns of long headings, so that what is frozen leaves room for the table.

    Two rows of headings share the lines that there is room for: the names of the indicators, and below them
    the labels of their columns, or the targets in words. Of all ways to share, this takes the narrowest.
    """
    names, below = _names(contents), _headings_below(contents)
    room = int((MOST_FROZEN - _least(contents)) / LINE_POINTS)
    ways = [_widened(_widened(widths, names, most), below, room - most) for most in range(1, room)]
    return min(ways, key=lambda way: (max(room, _lines(names, way) + _lines(below, way)), sum(way)))


def _headings_below(contents: Contents) -> list[_Heading]:
    """The texts of the second row of headings."""
    columns = list(enumerate(contents.sheet.columns, start=1))[FIXED:]
    if contents.sheet.line(Line.LABEL):
        return [(at, at, each.label) for at, each in columns]
    goals = [(at, contents.goal(each)) for at, each in columns if each.role is Role.TARGET]
    return [(at, at, goal) for at, goal in goals if isinstance(goal, str)]


def _lines(headings: Sequence[_Heading], widths: Sequence[float]) -> int:
    """The lines that a row of headings needs, at least one."""
    return max((_lines_over(text, widths[first - 1 : last]) for first, last, text in headings), default=1)


def _lines_over(text: str, widths: Sequence[float]) -> int:
    """The lines that a heading needs over columns of these widths."""
    return heading(text, sum(widths))[1]


def _widened(widths: Sequence[float], headings: Sequence[_Heading], most: int) -> list[float]:
    """Widths with which headings need at most so many lines, as far as columns may grow."""
    found = list(widths)
    for first, last, text in headings:
        span = slice(first - 1, last)
        while _lines_over(text, found[span]) > most and min(found[span]) < _WIDEST_HEADING:
            found[span] = [min(max(width, _WIDEST_HEADING), width + _STEP) for width in found[span]]
    return found


def _column_width(column: Column, roomy: bool, regions: set[str], numbers: _Numbers) -> float:
    wide = roomy and (column.role is Role.INPUT or column.role.is_computed)
    least = _OPEN_WIDTH if wide else _COLUMN_WIDTH
    mine = numbers.get((column.field, column.role), ())
    return max(
        [least, *(len(_displayed(value, column)) + 3.5 for region, value in mine if region in regions)]
    )


def _displayed(value: Decimal, column: Column) -> str:
    """A number as its cell shows it: computed ones with a fixed number of decimals."""
    return f"{value:.{column.decimals}f}" if column.role is Role.LAST and column.rate else shown(value)
