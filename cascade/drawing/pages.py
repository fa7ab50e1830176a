"""Fit a sheet onto paper: one page wide while the text stays readable, else broken between column groups.

Every page repeats the region columns and the header.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cascade.theme import Theme, column_points, display_width

_ROW_POINTS = 15.0  # the height of a row without a set height
_LEAST_ROWS = 3  # of a table on its last page
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
    count = max(2, len(_greedy(sizes, room)))
    widest = _widest_run(sizes, count)
    limit = max(widest, paper - repeated)  # the width that fits on a page at this scale
    breaks = tuple(groups[end - 1][1] for end in _ends(sizes, count, limit)[:-1])
    return Pages(breaks, min(100, int(paper / (repeated + widest) * 100)))


def _widest_run(sizes: Sequence[float], count: int) -> float:
    """The largest run when a sequence is split into at most `count` runs as evenly as possible."""
    low, high = max(sizes), sum(sizes)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_greedy(sizes, middle)) <= count else (middle, high)
    edges = [0, *_greedy(sizes, high)]
    return max(sum(sizes[start:end]) for start, end in pairwise(edges))


def _greedy(sizes: Sequence[float], widest: float) -> list[int]:
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


def _scale(widths: Sequence[float], theme: Theme) -> int:
    """The print scale in per cent that makes a sheet one page wide."""
    return min(100, int(page_width(theme) / sum(map(column_points, widths)) * 100))


def with_row_breaks(
    pages: Pages,
    widths: Sequence[float],
    heights: Mapping[int, float],
    header: tuple[int, int],
    blocks: Sequence[tuple[int, int]],
    theme: Theme,
) -> Pages:
    """Fill page after page with the blocks of rows (first and last, 1-based); see `_full`.

    The sheet shrinks while its text stays readable, where that saves a page. Spreadsheets respect such breaks
    at a fixed scale only, so the pages get one. A block longer than a page is split where the page ends.
    """
    natural = pages.scale or _scale(widths, theme)
    starts = [header[1] + 1, *(first for first, _ in blocks[1:]), blocks[-1][1] + 1]
    sizes = [_height(heights, first, end - 1) for first, end in pairwise(starts)]
    above, repeated = _height(heights, 1, header[0] - 1), _height(heights, *header)
    sizes[0] += above

    def room(scale: int) -> float:
        return page_height(theme) / scale * 100 - repeated

    if max(sizes) > room(natural):
        filled = _filled(sizes, room(natural))
        return Pages(pages.breaks, natural, tuple(starts[end] - 1 for end in filled[:-1]))
    smallest = ceil(theme.smallest_official_point / theme.body_size * 100)
    scales = range(natural, min(natural, smallest) - 1, -1)
    counts = {scale: len(_greedy(sizes, room(scale))) for scale in scales}
    scale = min(scales, key=lambda each: (counts[each], -each))
    ends = _full(sizes, room(scale), blocks)
    return Pages(pages.breaks, scale, tuple(starts[end] - 1 for end in ends[:-1]))


def rows_that_fit(heights: Iterable[float], room: float, pages: int, below: float) -> int:
    """How many of the first rows fit onto so many pages of a `room`, with what stands `below` on the last."""
    number, used, count = 1, 0.0, 0
    for height in heights:
        if number < pages and used + height > room:
            number, used = number + 1, 0.0
        if number == pages and used + height > room - below:
            break
        used, count = used + height, count + 1
    return count


def _full(sizes: Sequence[float], room: float, blocks: Sequence[tuple[int, int]]) -> list[int]:
    """The ends (half-open) of pages that are full, but for the last: a row or two never stand there alone.

    The last block may hold notes, too: it counts as no more rows than the first.
    """
    ends = [0, *_greedy(sizes, room)]
    rows = [last - first + 1 for first, last in blocks]
    rows[-1] = min(rows[-1], rows[0])
    while len(ends) > 2 and sum(rows[ends[-2] :]) < _LEAST_ROWS:
        if ends[-2] - 1 == ends[-3] or sum(sizes[ends[-2] - 1 :]) > room:
            break
        ends[-2] -= 1
    return ends[1:]


def _filled(sizes: Sequence[float], room: float) -> list[int]:
    """The ends (half-open) of pages filled one after the other; a size beyond the room runs over pages."""
    ends, used = [], 0.0
    for at, size in enumerate(sizes):
        if at and used + size > room and size <= room:
            ends.append(at)
            used = 0.0
        used = used + size if used + size <= room else (used + size) % room
    return [*ends, len(sizes)]


def _height(heights: Mapping[int, float], first: int, last: int) -> float:
    return sum(heights.get(row, _ROW_POINTS) for row in range(first, last + 1))


def fit_or_break(
    pages: Pages,
    widths: Sequence[float],
    heights: Mapping[int, float],
    header: tuple[int, int],
    blocks: Sequence[tuple[int, int]],
    smallest_point: float,
    theme: Theme,
) -> Pages:
    """Fit a sheet on one page while its text stays readable, else fill one page after the other.

    `heights` (points) holds every row: above the header, of the header, or of a block.
    """
    smallest = smallest_point / theme.body_size
    if not pages.breaks and sum(heights.values()) * smallest <= page_height(theme):
        return Pages((), None, single=True)
    scale = pages.scale or _scale(widths, theme)
    sizes = [_height(heights, first, last) for first, last in blocks]
    sizes[0] += _height(heights, 1, header[0] - 1)
    room = page_height(theme) / scale * 100 - _height(heights, *header)
    ends = _full(sizes, room, blocks)
    return Pages(pages.breaks, scale, tuple(blocks[end - 1][1] for end in ends[:-1]))


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
