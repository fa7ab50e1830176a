"""Fit a sheet onto paper: one page wide while the text stays readable, else broken between column groups.

Every page repeats the region columns and the header.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cascade.theme import Theme, column_points, display_width

_ROW_SLACK = 1.03  # rows get this much higher where programs round heights to pixels
_FOOTER_INCHES = 0.25  # the height of the footer
_TOLERANCE = 1 + 1e-9  # of sums of widths
_SLACK = 1.1  # columns get this much wider with substituted fonts


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a sheet.

    A page ends after the columns `breaks` and the rows `row_breaks` (1-based). `scale` is the print scale in
    per cent; None lets the sheet shrink to the width of one page, and with `single` to one page.
    """

    breaks: tuple[int, ...]
    scale: int | None
    row_breaks: tuple[int, ...] = ()
    single: bool = False


def page_width(theme: Theme) -> float:
    """The width in points that a page surely offers."""
    return theme.printable[0] / _SLACK


def page_height(theme: Theme) -> float:
    """The height in points that a page surely offers."""
    return (theme.printable[1] - 72 * _FOOTER_INCHES) / _ROW_SLACK


def plan_pages(
    widths: Sequence[float],
    groups: Sequence[tuple[int, int]],
    fixed: int,
    smallest_point: float,
    theme: Theme,
) -> Pages:
    """Split a sheet into pages of widths as equal as possible.

    `widths` are the widths of the columns in characters; `groups` are the first and last columns (1-based) of
    columns that stay together; every page repeats the first `fixed` columns; `smallest_point` is the smallest
    size of body text in points.
    """
    points = [column_points(width) for width in widths]
    paper = page_width(theme)
    smallest = smallest_point / theme.body_size
    if sum(points) * smallest <= paper or len(groups) < 2:
        return Pages((), None)
    repeated = sum(points[:fixed])
    sizes = [sum(points[first - 1 : last]) for first, last in groups]
    room = paper / smallest - repeated
    count = max(2, len(greedy(sizes, room)))
    widest = _widest_run(sizes, count)
    limit = max(widest, paper - repeated)  # the width that fits on a page at this scale
    breaks = tuple(groups[end - 1][1] for end in _ends(sizes, count, limit)[:-1])
    return Pages(breaks, min(100, int(paper / (repeated + widest) * 100)))


def _widest_run(sizes: Sequence[float], count: int) -> float:
    """The largest run when a sequence is split into at most `count` runs as evenly as possible."""
    low, high = max(sizes), sum(sizes)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if len(greedy(sizes, middle)) <= count else (middle, high)
    edges = [0, *greedy(sizes, high)]
    return max(sum(sizes[start:end]) for start, end in pairwise(edges))


def greedy(sizes: Sequence[float], widest: float) -> list[int]:
    """The ends (half-open) of runs no larger than `widest`, filled from the first run on."""
    ends, width = [], 0.0
    for at, size in enumerate(sizes):
        if at and width + size > widest * _TOLERANCE:
            ends.append(at)
            width = 0.0
        width += size
    return [*ends, len(sizes)]


def _ends(sizes: Sequence[float], count: int, limit: float) -> tuple[int, ...]:
    """The ends (half-open) of `count` runs up to `limit`, with the smallest run as large as possible.

    Such a split must exist. Of several, this takes the one with the largest first runs.
    """
    edges = [0.0, *accumulate(sizes)]
    least, most = 0.0, edges[-1] / count  # bounds of the smallest run
    while most - least > 1e-6 * edges[-1] / count:
        middle = (least + most) / 2
        least, most = (middle, most) if _ways(edges, middle, limit)[0] >> count & 1 else (least, middle)
    ways, ends = _ways(edges, least, limit), [0]
    for left in range(count - 1, -1, -1):
        ends.append(max(end for end in _runs(edges, ends[-1], least, limit) if ways[end] >> left & 1))
    return tuple(ends[1:])


def _ways(edges: Sequence[float], least: float, limit: float) -> list[int]:
    """For every edge, the numbers of runs between `least` and `limit` into which the rest can be split.

    The numbers are the set bits of an integer.
    """
    ways = [0] * (len(edges) - 1) + [1]
    for start in range(len(edges) - 2, -1, -1):
        for end in _runs(edges, start, least, limit):
            ways[start] |= ways[end] << 1
    return ways


def _runs(edges: Sequence[float], start: int, least: float, limit: float) -> range:
    """The edges at which a run from `start` may end; edges rise."""
    shortest = bisect_left(edges, edges[start] + least, start + 1)
    return range(shortest, bisect_right(edges, edges[start] + limit * _TOLERANCE, start + 1))


def set_up_page(
    page: Worksheet,
    pages: Pages,
    header: tuple[int, int],
    fixed: int,
    footer: tuple[str, str],
    theme: Theme,
    number: str = "第 &P 页，共 &N 页",
) -> None:
    """Set paper, margins, scale, breaks, repeated rows and columns, and the footer.

    `header` is the first and the last row (1-based) that every page repeats; `footer` are the texts to the
    left and the right of the page's `number` (&P, of &N pages).
    """
    if not theme.portrait:
        page.set_landscape()
    page.set_paper(theme.paper_index)
    margin = theme.margin_inches
    page.set_margins(left=margin, right=margin, top=margin, bottom=margin + _FOOTER_INCHES)
    page.center_horizontally()
    page.repeat_rows(header[0] - 1, header[1] - 1)
    if fixed:
        page.repeat_columns(0, fixed - 1)
    left, right = (text.replace("&", "&&") for text in footer)
    # Each section names its font, else Excel takes the default one; the space keeps size and digits apart.
    font = f'&"{theme.body_font},Regular"&{theme.body_size:g} '
    beside = [f"&{side}{font}{text}" if text else "" for side, text in (("L", left), ("R", right))]
    page.set_footer(f"{beside[0]}&C{font}{number}{beside[1]}")
    if pages.scale is None:
        page.fit_to_pages(1, 1 if pages.single else 0)
    else:
        page.set_print_scale(pages.scale)
        page.set_v_pagebreaks(list(pages.breaks))
        page.set_h_pagebreaks(list(pages.row_breaks))


def place_title(
    title: str, widths: Sequence[float], pages: Pages, fixed: int, theme: Theme
) -> tuple[int, dict[str, Any]]:
    """The column (1-based) of a title, and the format properties that centre it over the first page.

    The title is centred without merged cells: it stands in the middle column and overflows on both sides. On
    a sheet with breaks it keeps clear of the `fixed` columns, which every page repeats: where it would reach
    into them, it begins behind them.
    """
    last = pages.breaks[0] if pages.breaks else len(widths)
    first = fixed if pages.breaks else 0
    page, left = sum(widths[:last]), sum(widths[:first])
    wide = display_width(title) / theme.body_size  # characters for each point of the title's size
    size = theme.title_size * min(1.0, (page - left) / theme.title_size / wide)
    centres = [sum(widths[:at]) + widths[at] / 2 for at in range(last)]
    middle = min(range(first, last), key=lambda at: abs(centres[at] - page / 2))
    half = size * wide / 2
    if pages.breaks and not left + half <= centres[middle] <= page - half:
        return fixed + 1, {"align": "left", "font_size": size}
    return middle + 1, {"align": "center", "font_size": size}


def widened(least: Sequence[float], most: Sequence[float], paper: float) -> list[float]:
    """Widen columns from `least` towards `most`, all by one fraction, until they fill the paper."""
    needed, wanted = (sum(map(column_points, widths)) for widths in (least, most))
    share = min(1.0, max(0.0, (paper - needed) / (wanted - needed))) if wanted > needed else 0.0
    return [low + share * (high - low) for low, high in zip(least, most, strict=True)]
