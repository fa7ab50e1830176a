"""Share the rows of a sheet out to pages: each full before the next, none of a small rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from math import ceil

from cascade.drawing.pages import Pages, greedy, page_height, page_width
from cascade.theme import LINE_POINTS, Theme, column_points

_ROW_POINTS = 15.0  # the height of a row without a set height
_LEAST_ROWS, _LEAST_BLOCKS = 3, 2  # of a table on its last page
_SMALL_REST, _STEPS = 0.2, 8  # of a page, to be brought onto the others; tries at lower rows


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
    smallest = min(natural, ceil(theme.smallest_official_point / theme.body_size * 100))
    starts = [header[1] + 1, *(first for first, _ in blocks[1:]), blocks[-1][1] + 1]
    sizes = [_height(heights, first, end - 1) for first, end in pairwise(starts)]
    above, repeated = _height(heights, 1, header[0] - 1), _height(heights, *header)
    sizes[0] += above

    def room(scale: int) -> float:
        return page_height(theme) / scale * 100 - repeated

    if max(sizes) > room(smallest):
        filled = _filled(sizes, room(natural))
        return Pages(pages.breaks, natural, tuple(starts[end] - 1 for end in filled[:-1]))
    scales = [each for each in range(natural, smallest - 1, -1) if max(sizes) <= room(each)]
    counts = {scale: len(greedy(sizes, room(scale))) for scale in scales}
    scale = min(scales, key=lambda each: (counts[each], -each))
    ends = _full(sizes, room(scale), blocks)
    return Pages(pages.breaks, scale, tuple(starts[end] - 1 for end in ends[:-1]))


def tightened(
    paged: Callable[[Mapping[int, float]], Pages],
    heights: Mapping[int, float],
    table: tuple[int, int],
    theme: Theme,
) -> Mapping[int, float]:
    """Heights of rows with which a sheet takes a page less, where its last page holds a small rest.

    The rows from the first to the last of the `table` lose no more than the air around their lines. `paged`
    are the pages of the sheet for some heights of rows.
    """
    usual = paged(heights)
    if not usual.row_breaks or not usual.scale:
        return heights
    rest = _height(heights, usual.row_breaks[-1] + 1, max(heights))
    if rest > _SMALL_REST * page_height(theme) / usual.scale * 100:
        return heights
    for step in range(1, _STEPS + 1):
        lower = {row: _lowered(height, step / _STEPS) for row, height in heights.items()}
        tried = {row: lower[row] if table[0] <= row <= table[1] else heights[row] for row in heights}
        if len(paged(tried).row_breaks) < len(usual.row_breaks):
            return tried
    return heights


def _lowered(height: float, share: float) -> float:
    """The height of a row without a share of the air around its lines."""
    air = max(0.0, height - LINE_POINTS * max(1, int(height / LINE_POINTS)))
    return height - share * air


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
    """The ends (half-open) of pages that are full, but for the last: never one block or a row or two alone.

    The last block may hold notes, too: it counts as no more rows than the first.
    """
    ends = [0, *greedy(sizes, room)]
    rows = [last - first + 1 for first, last in blocks]
    rows[-1] = min(rows[-1], rows[0])
    while len(ends) > 2 and (sum(rows[ends[-2] :]) < _LEAST_ROWS or len(rows) - ends[-2] < _LEAST_BLOCKS):
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


def _scale(widths: Sequence[float], theme: Theme) -> int:
    """The print scale in per cent that makes a sheet one page wide."""
    return min(100, int(page_width(theme) / sum(map(column_points, widths)) * 100))
