"""Draw 总览 (see `overview`): sentences, a table in which only what is not good is filled, a legend."""

from collections.abc import Sequence
from typing import Any

from cascade.drawing import page_height, page_width
from cascade.formula import Live, Value, value_of
from cascade.grid import Area, address
from cascade.indicators import Comparison, Indicator
from cascade.judging.lights import BAD, FAIR
from cascade.summary.conditional_formats import colour_lights
from cascade.summary.detail_columns import lead_format
from cascade.summary.figure_sentences import largest_gaps
from cascade.summary.highlights import headline, missing_cities, most_behind
from cascade.summary.overview import HEADLINE, NAME, Overview
from cascade.summary.overview_headings import (
    draw_headings,
    draw_turned_headings,
    put_outside,
    room_beside,
)
from cascade.summary.overview_words import legend, units_text
from cascade.summary.province import DIFFERENCE, Province
from cascade.summary.province_looks import greyed, looks
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import REPORTED, UNDERLINED, as_of, city_status, page_footer, titled
from cascade.theme import (
    LINE_POINTS,
    column_points,
    gap_format,
    lines_needed,
    number_format,
    range_format,
)

_LOWEST, _HIGHEST, _TITLE_AND_NOTE = 15.5, 26.0, 60.0  # points
_SENTENCE, _PRINTED = 15.5, 14.0  # points of a sentence on a line, and of one on paper
_FILLED = {BAD: "behind", FAIR: "fair"}


def draw_overview(page: SummaryPage, province: Province) -> None:
    """Draw the sheet."""
    overview = Overview(province)
    facts, shape = overview.facts, overview.shape
    page.lay(shape.upright, shape.smallest)
    page.set_sizes(shape.widths, overview.header, (*filter(None, shape.headings), *shape.rows))
    (draw_turned_headings if shape.turned else draw_headings)(page, overview)
    for indicator in overview.indicators:
        _indicator(page, overview, indicator)
    _counts(page, overview)
    fixed, columns, last_row = len(shape.fixed), len(shape.widths), overview.last_row
    groups = [(at, at + shape.block - 1) for at in range(fixed + 1, columns, shape.block)]
    groups = shape.spans if len(shape.parts) > 1 else [*groups, (columns, columns)]
    reach = [page.text_columns(columns, fixed, groups)] if not page.on_paper else shape.spans
    _sentences(page, overview, reach)
    notes = list(legend(overview, UNDERLINED))
    for first, last in reach:
        for row, text in enumerate(notes, start=last_row + 1):
            page.paragraph(row, first, text, sum(page.widths(last)[first - 1 :]))
    if not page.on_paper:
        _spread(page, overview.first_row, last_row, columns)
    blocks = [(at, at) for at in range(overview.first_row, last_row)]
    page.finish(
        titled(facts, NAME),
        as_of(facts),
        columns,
        (overview.units_row if page.on_paper else overview.header, overview.first_row - 1),
        fixed if len(shape.parts) == 1 else 0,
        groups,
        [*blocks, (last_row, last_row + len(notes))],
        page_footer(facts),
        table=(overview.first_row, last_row),
    )


def _indicator(page: SummaryPage, overview: Overview, indicator: Indicator) -> None:
    """Draw the cells of an indicator, and fill those that are not good."""
    facts = overview.facts
    for region in overview.regions:
        for item in overview.items[:-1]:
            at = overview.place(overview.line(indicator, item), region)
            put_outside(page, overview, indicator, item, region, at)
        content = overview.margin(indicator, region)
        style, more = looks(overview.province, indicator, DIFFERENCE, region, value_of(content))
        if not indicator.is_words:
            more["num_format"] = _format(overview, indicator, value_of(content))
        whole = region == facts.plan.province
        missing = not whole and city_status(facts, region) != REPORTED
        more |= greyed(missing) | ({"bold": True} if whole else {})
        if not indicator.is_words:
            style = "figure"
        elif not missing:
            more["bg_color"] = "paper"
        if facts.is_progress and not facts.is_judged(indicator):
            more["font_color"] = "quiet"
        at = overview.place(overview.line(indicator), region)
        more |= room_beside(overview, indicator, DIFFERENCE, at[1])
        page.put(*at, content, style, fit=False, **more)
    for area in overview.areas(overview.line(indicator)):
        _fill(page, overview, indicator, area)


def _fill(page: SummaryPage, overview: Overview, indicator: Indicator, area: Area) -> None:
    """Fill the margins of an area that are not good."""
    if indicator.is_words:
        colour_lights(page, area)
        return
    for sign, style in _FILLED.items():
        marked = _format(overview, indicator, mark=f"{sign} ")
        for region, where in _areas(overview, indicator, area):
            if condition := overview.has_sign(indicator, sign, region):
                first = address(where.top, where.left)
                room = room_beside(overview, indicator, DIFFERENCE, where.left)
                page.colour(where, condition.text(margin=first), style, num_format=marked, **room)


def _areas(overview: Overview, indicator: Indicator, area: Area) -> list[tuple[str, Area]]:
    """The areas that share a condition, with the region that has it: every limit has one of its own."""
    if not indicator.is_limit:
        return [(overview.regions[0], area)]
    cells = [(region, overview.place(overview.line(indicator), region)) for region in overview.regions]
    return [(region, Area(*at, *at)) for region, at in cells if area.left <= at[1] <= area.right]


def _format(overview: Overview, indicator: Indicator, margin: Value = None, mark: str = "") -> str:
    """The number format of a margin or gap; of an indicator that is not judged yet, of its completion.

    With a `mark` it is that of all margins that bear it.
    """
    places = overview.places(indicator)
    if not overview.facts.is_progress:
        before = mark and f'"{mark}"'
        if not indicator.adds_up:
            return f"{before}0"
        digits, least = number_format(places), f"0.{'0' * places}5"
        return f'[>={least}]{before}+{digits};[<=-{least}]{before}-{digits};"{mark}0"'
    if not overview.facts.is_judged(indicator):
        return f'{number_format(places)}"%"'
    if indicator.comparison is Comparison.WITHIN:
        return range_format(places, mark=mark)
    return gap_format(places, "+", mark=mark) if mark else lead_format(places, margin)


def _counts(page: SummaryPage, overview: Overview) -> None:
    """Write how many indicators of every region are behind."""
    for region in overview.regions:
        at = overview.place(overview.counts_line, region)
        page.put(*at, overview.behind(region), "total", fit=False, align="center")


def _sentences(page: SummaryPage, overview: Overview, reach: Sequence[tuple[int, int]]) -> None:
    """Write the sentences above the table, and the units in which it counts, over its parts."""
    facts, counts = overview.facts, overview.counts
    lines: list[tuple[int, Live | str, str]] = [(HEADLINE, headline(overview), "status")]
    if not facts.complete:
        lines.append((overview.missing_row, missing_cities(facts), "status"))
    lines.append((overview.behind_row, most_behind(overview, counts), "heading"))
    for row, text, style in lines:
        look = {"font_color": "behind"} if row == overview.missing_row and not facts.complete else {}
        _sentence(page, row, reach[0], text, style, **look)
    for row, gap in enumerate(largest_gaps(overview), start=overview.gaps_row):
        _sentence(page, row, reach[min(1, len(overview.shape.parts) - 1)], gap, "plain")
    goes_on = page.on_paper and overview.shape.pages > len(overview.shape.parts)
    units = (f"{facts.round.name}总览　" if goes_on else "") + units_text(overview)
    right: dict[str, Any] = {"align": "right", "font_size": page.theme.body_size}
    for span in reach:
        _sentence(page, overview.units_row, span, units, "quiet", **right)


def _sentence(
    page: SummaryPage, row: int, reach: tuple[int, int], text: Live | str, style: str, **look: Any
) -> None:
    """Write a sentence over columns, in as many lines as it takes."""
    first, last = reach
    page.merge((row, first, row, last), text, style, text_wrap=True, valign="vcenter", **look)
    needed = lines_needed(str(value_of(text)), sum(page.widths(last)[first - 1 :]) * 0.9)
    page.height(row, LINE_POINTS * (needed - 1) + (_PRINTED if page.on_paper else _SENTENCE))


def _spread(page: SummaryPage, first: int, last: int, columns: int) -> None:
    """Make the rows of the table as high as the page allows."""
    for row in range(first, last + 1):
        page.height(row, _LOWEST)
    scale = min(1.0, page_width(page.theme) / sum(map(column_points, page.widths(columns))))
    free = page_height(page.theme) / scale - sum(page.heights.values()) - _TITLE_AND_NOTE
    more = max(0.0, free / (last - first + 1))
    for row in range(first, last + 1):
        page.height(row, max(page.heights[row], min(_HIGHEST, page.heights[row] + more)))
