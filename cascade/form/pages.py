"""How a form sheet goes onto paper: one page wide while the text stays readable, else broken between
indicators, with the region columns and the header repeated."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from cascade.layout import Line, SheetLayout
from cascade.theme import Theme, column_points

FIXED = 2  # the code and name columns, repeated on every page
_SLACK = 1.1  # columns come out this much wider where fonts are substituted or widths not rounded


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages a sheet is split into from left to right.

    `breaks` are the columns (1-based) after which a page ends; `scale` is the print scale, or None where
    the sheet fits one page wide by shrinking to a text that is still readable.
    """

    breaks: tuple[int, ...]
    scale: int | None


def plan_pages(sheet: SheetLayout, widths: list[float], theme: Theme) -> Pages:
    """Split a sheet of the given column widths (characters) into pages as equal as can be."""
    points = [column_points(width) for width in widths]
    paper = theme.printable[0] / _SLACK
    smallest = theme.smallest_point / theme.body_size
    if sum(points) * smallest <= paper:
        return Pages((), None)
    fixed = sum(points[:FIXED])
    groups = _groups(sheet)
    sizes = [sum(points[first - 1 : last]) for first, last in groups]
    for count in range(2, len(groups) + 1):
        chunks = _partition(sizes, count)
        widest = fixed + max(sum(sizes[first:last]) for first, last in chunks)
        if widest * smallest <= paper:
            break
    breaks = tuple(groups[last - 1][1] for _, last in chunks[:-1])
    return Pages(breaks, min(100, int(paper / widest * 100)))


def _groups(sheet: SheetLayout) -> list[tuple[int, int]]:
    """First and last column of each indicator."""
    spans: dict[str, tuple[int, int]] = {}
    for at, column in enumerate(sheet.columns, start=1):
        if column.indicator:
            spans[column.indicator] = (spans.get(column.indicator, (at, at))[0], at)
    return list(spans.values())


def _partition(sizes: list[float], count: int) -> list[tuple[int, int]]:
    """The split into `count` runs of neighbours whose widest run is narrowest, as half-open index pairs."""

    @cache
    def best(start: int, parts: int) -> tuple[float, tuple[int, ...]]:
        """The widest run and the ends of the runs, when the rest from `start` is split into `parts`."""
        if parts == 1:
            return sum(sizes[start:]), (len(sizes),)
        splits = []
        for end in range(start + 1, len(sizes) - parts + 2):
            widest, ends = best(end, parts - 1)
            splits.append((max(sum(sizes[start:end]), widest), (end, *ends)))
        return min(splits)

    ends = best(0, count)[1]
    return list(pairwise((0, *ends)))


def set_up(page: Worksheet, sheet: SheetLayout, pages: Pages, ticket: str, theme: Theme) -> None:
    """Set paper, margins, scale, breaks, repeated rows and columns, print area and footer."""
    page.set_landscape()
    page.set_paper(theme.paper_index)
    margin = theme.margin_inches
    page.set_margins(left=margin, right=margin, top=margin, bottom=margin + 0.25)
    page.center_horizontally()
    last_row, codes = sheet.line(Line.TICKET), sheet.line(Line.CODES)
    assert last_row
    assert codes
    page.print_area(0, 0, last_row - 1, len(sheet.columns) - 1)
    page.repeat_rows(sheet.header_row - 1, codes - 1)
    page.repeat_columns(0, FIXED - 1)
    page.set_footer(f'&L&"{theme.body_font},Regular"&8模板编号 {ticket}&C&8第 &P 页，共 &N 页&R&8{sheet.name}')
    if pages.scale is None:
        page.fit_to_pages(1, 0)
    else:
        page.set_print_scale(pages.scale)
        page.set_v_pagebreaks(list(pages.breaks))


def middle_column(widths: list[float], last: int) -> int:
    """The column (1-based) in whose middle a centred title looks centred over columns 1 to `last`."""
    half = sum(widths[:last]) / 2
    centres = [sum(widths[:at]) + widths[at] / 2 for at in range(last)]
    return min(range(last), key=lambda at: abs(centres[at] - half)) + 1


def first_page_columns(pages: Pages, sheet: SheetLayout) -> int:
    """The last column (1-based) on the first page."""
    return pages.breaks[0] if pages.breaks else len(sheet.columns)


