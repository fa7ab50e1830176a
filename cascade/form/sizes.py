"""The sizes of a form's sheets: column widths, pages, and the place and size of the title."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cascade.drawing import Pages, place_title, plan_pages
from cascade.form.contents import FIXED, Contents
from cascade.layout import Column, Line, Role, SheetLayout
from cascade.quantity import shown
from cascade.theme import Theme, display_width, lines_needed

_CODE_WIDTH = 10.0
_COLUMN_WIDTH = 10.5
_OPEN_WIDTH = 12.0
_MOST_HEADER_LINES = 9  # frozen above the table, of which a window of 1366 × 768 has to show some rows
_WIDEST = 30.0  # that a column grows for the sake of its heading
_NARROWEST_SHEET = 100.0  # so that status and sign-off have room on a sheet of one indicator


@dataclass(frozen=True, slots=True)
class SheetSizes:
    """The columns' widths in characters, the pages, and the title's column (from 1) and style."""

    widths: tuple[float, ...]
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
    return SheetSizes(tuple(widths), pages, column, style)


def _column_widths(contents: Contents, numbers: _Numbers, theme: Theme) -> list[float]:
    """The width of each column in characters: it fits its numbers, and the sheet fits its title."""
    sheet = contents.sheet
    names = [row.name for row in sheet.rows] + ["合计（比率为", "差额（合计－目标）"]
    name_width = max(display_width(name) for name in names) + 2.0
    regions = {sheet.city, *(row.region for row in sheet.leaves)}
    columns = sheet.columns[FIXED:]
    roomy = sheet.line(Line.TARGET) is None
    widths = [_CODE_WIDTH, name_width] + [_column_width(each, roomy, regions, numbers) for each in columns]
    for at, column in enumerate(sheet.columns):
        if column.role.is_target and isinstance(goal := contents.goal(column), str):
            widths[at] = max(widths[at], min(_WIDEST, display_width(goal) + 2.0))
    while _header_lines(sheet, widths) > _MOST_HEADER_LINES and max(widths) < _WIDEST:
        widths[FIXED:] = [width * 1.1 for width in widths[FIXED:]]
    title = display_width(sheet.title) * theme.title_size / theme.body_size
    spare = max(_NARROWEST_SHEET, title) - sum(widths)
    if spare > 0:
        more = spare / (len(widths) - FIXED)
        widths[FIXED:] = [width + more for width in widths[FIXED:]]
    return widths


def _header_lines(sheet: SheetLayout, widths: Sequence[float]) -> int:
    """How many lines the names of departments, indicators and columns need above the table."""
    columns = list(enumerate(sheet.columns[FIXED:], start=FIXED))
    leads = max(lines_needed(each.lead, widths[at]) for at, each in columns)
    labels = max(lines_needed(each.label, widths[at]) for at, each in columns)
    spans = [(sheet.columns[first - 1].title, sum(widths[first - 1 : last])) for first, last in sheet.groups]
    return leads + labels + max(lines_needed(title, width) for title, width in spans)


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
