"""How a sheet goes onto paper: one page wide while the text stays readable, else broken between groups of
columns, with the region columns and the header repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cascade.theme import Theme, column_points, display_width

_ROW_POINTS = 15.0  # the height of a row for which none was set
_SLACK = 1.1  # columns come out this much wider where fonts are substituted or widths not rounded


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages a sheet is split into.

    `breaks` are the columns and `row_breaks` the rows (1-based) after which a page ends; `scale` is the
    print scale, or None where the sheet is left to shrink to one page wide, with a text still readable.
    """

    breaks: tuple[int, ...]
    scale: int | None
    row_breaks: tuple[int, ...] = ()


def plan_pages(
    widths: Sequence[float],
    groups: Sequence[tuple[int, int]],
    fixed: int,
    smallest_point: float,
    theme: Theme,
) -> Pages:
    """Split a sheet into pages as equal as can be.

    `widths` are the columns' in characters; `groups` the first and last column (1-based) of what must stay
    together; the first `fixed` columns are repeated on every page; `smallest_point` is the size below
    which body text may not fall.
    """
    points = [column_points(width) for width in widths]
    paper = theme.printable[0] / _SLACK
    smallest = smallest_point / theme.body_size
    if sum(points) * smallest <= paper or len(groups) < 2:
        return Pages((), None)
    repeated = sum(points[:fixed])
    sizes = [sum(points[first - 1 : last]) for first, last in groups]
    runs = max(2, len(_ends(sizes, paper / smallest - repeated)))
    widest = _widest_run(sizes, runs)
    breaks = tuple(groups[end - 1][1] for end in _ends(sizes, widest)[:-1])
    return Pages(breaks, min(100, int(paper / (repeated + widest) * 100)))


def _widest_run(sizes: Sequence[float], count: int) -> float:
    """The widest run when neighbours are split into at most `count` runs as evenly as can be."""
    low, high = max(sizes), sum(sizes)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_ends(sizes, middle)) <= count else (middle, high)
    edges = [0, *_ends(sizes, high)]
    return max(sum(sizes[start:end]) for start, end in pairwise(edges))


def _ends(sizes: Sequence[float], widest: float) -> list[int]:
    """The ends (half-open) of runs no wider than `widest`, the first ones as full as can be."""
    ends, width = [], 0.0
    for at, size in enumerate(sizes):
        if at and width + size > widest * (1 + 1e-9):
            ends.append(at)
            width = 0.0
        width += size
    return [*ends, len(sizes)]


def with_row_breaks(
    pages: Pages,
    widths: Sequence[float],
    heights: Mapping[int, float],
    header: tuple[int, int],
    blocks: Sequence[tuple[int, int]],
    theme: Theme,
) -> Pages:
    """The same pages, ending between blocks of rows (first and last, 1-based) wherever a block fits a page.

    Spreadsheets heed such breaks only at a fixed scale, so the sheet gets one.
    """
    paper_width, paper_height = (each / _SLACK for each in theme.printable)
    scale = pages.scale or min(100, int(paper_width / sum(map(column_points, widths)) * 100))
    room = paper_height / scale * 100

    def height(first: int, last: int) -> float:
        return sum(heights.get(row, _ROW_POINTS) for row in range(first, last + 1))

    repeated = height(*header)
    used, breaks = height(1, header[1]), []
    for first, last in blocks:
        needed = height(first, last)
        if used + needed > room and repeated + needed <= room:
            breaks.append(first - 1)
            used = repeated
        used = used + needed if used + needed <= room else repeated + (used + needed) % room
    return Pages(pages.breaks, scale, tuple(breaks))


def set_up_page(
    page: Worksheet, pages: Pages, header: tuple[int, int], fixed: int, footer: tuple[str, str], theme: Theme
) -> None:
    """Set paper, margins, scale, breaks, repeated rows and columns and the footer.

    `header` are the first and last row (1-based) that every page repeats; `footer` are the texts at the
    left and at the right of the page number.
    """
    page.set_landscape()
    page.set_paper(theme.paper_index)
    margin = theme.margin_inches
    page.set_margins(left=margin, right=margin, top=margin, bottom=margin + 0.25)
    page.center_horizontally()
    page.repeat_rows(header[0] - 1, header[1] - 1)
    if fixed:
        page.repeat_columns(0, fixed - 1)
    left, right = (text.replace("&", "&&") for text in footer)
    size = f"&{theme.small_size:g} "  # the space keeps it apart from a text that begins with a digit
    page.set_footer(f'&L&"{theme.body_font},Regular"{size}{left}&C{size}第 &P 页，共 &N 页&R{size}{right}')
    if pages.scale is None:
        page.fit_to_pages(1, 0)
    else:
        page.set_print_scale(pages.scale)
        page.set_v_pagebreaks(list(pages.breaks))
        page.set_h_pagebreaks(list(pages.row_breaks))


def place_title(
    title: str, widths: Sequence[float], pages: Pages, fixed: int, theme: Theme
) -> tuple[int, dict[str, Any]]:
    """The column (1-based) of a title, and the format properties that put it over the first page.

    It is centred without merging cells: it stands in the middle column and flows out on both sides. On a
    sheet that is broken it begins behind the `fixed` columns, or it would be repeated with them.
    """
    last = pages.breaks[0] if pages.breaks else len(widths)
    first = fixed if pages.breaks else 0
    room = sum(widths[first:last])
    size = theme.title_size * min(1.0, room * theme.body_size / theme.title_size / display_width(title))
    if pages.breaks:
        return fixed + 1, {"align": "left", "font_size": size}
    centres = [sum(widths[:at]) + widths[at] / 2 for at in range(last)]
    middle = min(range(last), key=lambda at: abs(centres[at] - room / 2)) + 1
    return middle, {"align": "center", "font_size": size}
