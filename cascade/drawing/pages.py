"""How a sheet goes onto paper: one page wide while the text stays readable, else broken between groups of
columns, with the region columns and the header repeated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cascade.theme import Theme, column_points, display_width

_ROW_POINTS = 15.0  # the height of a row for which none was set
_FEW = 5  # rows that are too few for a page of their own
_ROW_SLACK = 1.03  # rows come out this much higher where heights are rounded to pixels
_FOOTER_INCHES = 0.25  # what the footer takes from the page
_SLACK = 1.1  # columns come out this much wider where fonts are substituted or widths not rounded


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages a sheet is split into.

    `breaks` are the columns and `row_breaks` the rows (1-based) after which a page ends; `scale` is the
    print scale, or None where the sheet is left to shrink to one page wide, with a text still readable;
    `single` has it shrink to one page, however long it is.
    """

    breaks: tuple[int, ...]
    scale: int | None
    row_breaks: tuple[int, ...] = ()
    single: bool = False


def page_width(theme: Theme) -> float:
    """The points that a page surely has for columns."""
    return theme.printable[0] / _SLACK


def page_height(theme: Theme) -> float:
    """The points that a page surely has for rows."""
    return (theme.printable[1] - 72 * _FOOTER_INCHES) / _ROW_SLACK


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
    paper = page_width(theme)
    smallest = smallest_point / theme.body_size
    if sum(points) * smallest <= paper or len(groups) < 2:
        return Pages((), None)
    repeated = sum(points[:fixed])
    sizes = [sum(points[first - 1 : last]) for first, last in groups]
    room = paper / smallest - repeated
    count = max(2, len(_greedy(sizes, room)))
    widest = _widest_run(sizes, count)
    limit = max(widest, paper - repeated)  # what goes onto a page without shrinking it further
    breaks = tuple(groups[end - 1][1] for end in _ends(sizes, count, limit)[:-1])
    return Pages(breaks, min(100, int(paper / (repeated + widest) * 100)))


def _widest_run(sizes: Sequence[float], count: int) -> float:
    """The widest (or highest) run when neighbours are split into at most `count` runs as evenly as can be."""
    low, high = max(sizes), sum(sizes)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_greedy(sizes, middle)) <= count else (middle, high)
    edges = [0, *_greedy(sizes, high)]
    return max(sum(sizes[start:end]) for start, end in pairwise(edges))


def _greedy(sizes: Sequence[float], widest: float) -> list[int]:
    """The ends (half-open) of runs no wider than `widest`, the first ones as full as can be."""
    ends, width = [], 0.0
    for at, size in enumerate(sizes):
        if at and not _fits(width + size, widest):
            ends.append(at)
            width = 0.0
        width += size
    return [*ends, len(sizes)]


def _ends(sizes: Sequence[float], count: int, limit: float) -> tuple[int, ...]:
    """The ends (half-open) of `count` runs no wider than a limit, the narrowest as wide as can be.

    There has to be a way to split them so. Of several the one with the first runs the widest.
    """
    edges = [0.0, *accumulate(sizes)]
    least, most = 0.0, edges[-1] / count  # of the narrowest
    while most - least > 1e-6 * edges[-1] / count:
        middle = (least + most) / 2
        least, most = (middle, most) if _ways(edges, middle, limit)[0] >> count & 1 else (least, middle)
    ways, ends = _ways(edges, least, limit), [0]
    for left in range(count - 1, -1, -1):
        ends.append(max(end for end in _runs(edges, ends[-1], least, limit) if ways[end] >> left & 1))
    return tuple(ends[1:])


def _ways(edges: Sequence[float], least: float, limit: float) -> list[int]:
    """Into how many runs, none narrower or wider than that, what is behind each edge can be split.

    A bit is set for each possible number.
    """
    ways = [0] * (len(edges) - 1) + [1]
    for start in range(len(edges) - 2, -1, -1):
        for end in _runs(edges, start, least, limit):
            ways[start] |= ways[end] << 1
    return ways


def _runs(edges: Sequence[float], start: int, least: float, limit: float) -> Iterator[int]:
    """Where a run that begins at an edge may end."""
    for end in range(start + 1, len(edges)):
        width = edges[end] - edges[start]
        if not _fits(width, limit):
            return
        if width >= least:
            yield end


def _fits(width: float, limit: float) -> bool:
    return width <= limit * (1 + 1e-9)


def _scale(widths: Sequence[float], theme: Theme) -> int:
    """The print scale that makes a sheet one page wide."""
    return min(100, int(page_width(theme) / sum(map(column_points, widths)) * 100))


def with_row_breaks(
    pages: Pages,
    widths: Sequence[float],
    heights: Mapping[int, float],
    header: tuple[int, int],
    blocks: Sequence[tuple[int, int]],
    theme: Theme,
) -> Pages:
    """The same pages, ending between blocks of rows (first and last, 1-based) wherever a block fits a page.

    A sheet that nearly fits one page is shrunk to it while its text stays readable; a last page that would
    be nearly empty gets a block more. Spreadsheets heed such breaks only at a fixed scale, so the sheet gets
    one.
    """
    scale = pages.scale or _scale(widths, theme)

    def height(first: int, last: int) -> float:
        return sum(heights.get(row, _ROW_POINTS) for row in range(first, last + 1))

    limit, total = page_height(theme) / scale * 100, height(1, blocks[-1][1])
    if limit < total <= page_height(theme) * theme.body_size / theme.smallest_official_point:
        return Pages(pages.breaks, int(page_height(theme) / total * 100))  # still readable
    repeated = height(*header)
    used, breaks = height(1, header[1]), []
    for first, last in blocks:
        needed = height(first, last)
        if used + needed > limit and repeated + needed <= limit:
            breaks.append(first - 1)
            used = repeated
        used = used + needed if used + needed <= limit else repeated + (used + needed) % limit
    if breaks and (few := blocks[-1][1] - _FEW) < breaks[-1]:
        before = [first - 1 for first, _ in blocks if max([header[1], *breaks[:-1]]) < first - 1 <= few]
        breaks[-1:] = before[-1:] or breaks[-1:]
    return Pages(pages.breaks, scale, tuple(breaks))


def fit_or_break(
    pages: Pages,
    widths: Sequence[float],
    heights: Mapping[int, float],
    header: tuple[int, int],
    blocks: Sequence[tuple[int, int]],
    smallest_point: float,
    theme: Theme,
) -> Pages:
    """The same pages, or one where all of it stays readable on one; else rows are spread as evenly as can be.

    Each row has a height, and is one of those above the header, of the header, or of a block.
    """
    smallest = smallest_point / theme.body_size
    if not pages.breaks and sum(heights.values()) * smallest <= page_height(theme):
        return Pages((), None, single=True)
    scale = pages.scale or _scale(widths, theme)
    sizes = [sum(heights[row] for row in range(first, last + 1)) for first, last in blocks]
    sizes[0] += sum(heights[row] for row in range(1, header[0]))
    room = page_height(theme) / scale * 100
    room -= sum(heights[row] for row in range(header[0], header[1] + 1))
    counts = range(1, len(sizes) + 1)
    count = next((each for each in counts if _widest_run(sizes, each) <= room), len(sizes))
    ends = _ends(sizes, count, max(room, *sizes))
    return Pages(pages.breaks, scale, tuple(blocks[end - 1][1] for end in ends[:-1]))


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
    page.set_margins(left=margin, right=margin, top=margin, bottom=margin + _FOOTER_INCHES)
    page.center_horizontally()
    page.repeat_rows(header[0] - 1, header[1] - 1)
    if fixed:
        page.repeat_columns(0, fixed - 1)
    left, right = (text.replace("&", "&&") for text in footer)
    size = f"&{theme.body_size:g} "  # the space keeps it apart from a text that begins with a digit
    page.set_footer(f'&L&"{theme.body_font},Regular"{size}{left}&C{size}第 &P 页，共 &N 页&R{size}{right}')
    if pages.scale is None:
        page.fit_to_pages(1, 1 if pages.single else 0)
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
