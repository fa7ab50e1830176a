"""Draw 总览 (see `overview`): sentences, a table in which only what is not good is filled, a legend."""

from typing import Any

from cascade.drawing import page_height, page_width, widened
from cascade.formula import Live, Value, value_of
from cascade.grid import Area, address
from cascade.indicators import Comparison, Direction, Indicator
from cascade.judging.lights import BAD, FAIR
from cascade.quantity import NONE
from cascade.summary.cell_texts import text_of
from cascade.summary.conditional_formats import colour_lights
from cascade.summary.detail_columns import lead_format
from cascade.summary.figure_sentences import largest_gaps
from cascade.summary.highlights import headline, missing_cities, most_behind
from cascade.summary.overview import FIXED, HEADLINE, NAME, TURNED_FIXED, Overview
from cascade.summary.overview_words import late_word, legend, units_text
from cascade.summary.province import DIFFERENCE, REPORT, TARGET, Province
from cascade.summary.province_looks import greyed, looks
from cascade.summary.summary_page import SummaryPage
from cascade.summary.turned_overview import draw_turned_headings
from cascade.summary.wording import (
    REPORTED,
    as_of,
    city_status,
    coverage,
    is_worded_limit,
    page_footer,
    titled,
)
from cascade.theme import (
    LINE_POINTS,
    column_points,
    display_width,
    gap_format,
    lines_needed,
    number_format,
    range_format,
)

_NAME, _CELL, _ROOMY = 2, 7.3, 8.5  # and the width of a column that has room beside its numbers
_AROUND = 2.0  # characters of room beside a number
_WIDTHS = (  # of a name and a region's cell, rising
    (26.0, 6.6),
    (26.0, _CELL),
    (44.0, _CELL),
    (44.0, 9.5),
    (56.0, 14.0),
)
_WHOLE_PIXELS = 0.98  # columns are rounded to pixels
_LOWEST, _HIGHEST, _TITLE_AND_NOTE = 15.5, 26.0, 60.0  # points
_SENTENCE, _PRINTED = 15.5, 14.0  # points of a sentence on a line, and of one on paper
_FILLED = {BAD: "behind", FAIR: "fair"}


def draw_overview(page: SummaryPage, province: Province) -> None:
    """Draw the sheet."""
    overview = Overview(province)
    facts, frame = overview.facts, overview.frame
    draw_headings = draw_turned_headings if frame.turned else _headings
    last_row, columns = draw_headings(page, overview)
    for indicator in overview.indicators:
        _indicator(page, overview, indicator)
    _counts(page, overview)
    fixed = TURNED_FIXED if frame.turned else FIXED
    step = len(overview.items)  # columns of an indicator, where the table is turned
    groups = [(at, min(at + step - 1, columns)) for at in range(fixed + 1, columns + 1, step)]
    reach = page.text_columns(columns, fixed, groups, smallest=page.theme.smallest_overview_point)
    _sentences(page, overview, reach)
    first_row = frame.cell(0, overview.regions[0])[0]
    notes = list(legend(overview))
    for row, text in enumerate(notes, start=last_row + 1):
        page.paragraph(row, reach[0], text, sum(page.widths(reach[1])[reach[0] - 1 :]))
    _spread(page, first_row, last_row, columns)
    title = titled(facts, NAME)
    blocks = [(at, at) for at in range(first_row, last_row)]
    blocks.append((last_row, last_row + len(notes)))
    header = (overview.header, first_row - 1)
    if page.on_paper and _goes_on(page):
        header = (overview.units_row, first_row - 1)
        units = f"{facts.round.name}总览　{units_text(overview)}"
        page.put(
            overview.units_row, 1, units, "quiet", fit=False, align="right", font_size=page.theme.body_size
        )
    page.finish(
        title,
        as_of(facts),
        columns,
        header,
        fixed,
        groups,
        blocks,
        page_footer(facts),
        whole=True,
        smallest=page.theme.smallest_overview_point,
        table=(first_row, last_row),
    )


def _headings(page: SummaryPage, overview: Overview) -> tuple[int, int]:
    """Draw the headings of a table with regions across; returns the table's last row and column."""
    facts, province, header = overview.facts, overview.province, overview.header
    first = overview.frame.cell(0, overview.regions[0])[0]
    last_row, columns = overview.frame.cell(overview.counts_line, overview.regions[-1])
    _set_widths(page, overview, columns)
    whole = facts.plan.levels.whole
    reported = f"{whole}本期" if facts.is_progress else f"{whole}合计"
    texts = ("序号", "指标", "单位", f"{whole}目标", reported if facts.complete else "已报合计")
    for at, text in enumerate(texts, start=1):
        page.tall(header, first - 1, at, text, "head", fit=False)
    for region in overview.regions:
        at, city = overview.frame.cell(0, region)[1], region != facts.plan.province
        name = province.city(region)
        page.put(header, at, name.live(), "head", fit=False)
        status = city_status(facts, region) if city else coverage(facts)
        if first - 1 > header:
            look: dict[str, Any] = (
                {}
                if status == REPORTED or not city
                else {"bg_color": "behind", "font_color": "behind_ink", "bold": True}
            )
            page.put(header + 1, at, "" if status == REPORTED else status, "unit", fit=False, **look)
    page.wrapped(
        header, [(overview.frame.cell(0, each)[1], facts.plan.name(each)) for each in overview.regions]
    )
    label = f"▼ {late_word(overview)}（项）"
    page.merge((last_row, 1, last_row, FIXED), label, "label")
    for indicator in overview.indicators:
        row = overview.frame.cell(overview.line(indicator), overview.regions[0])[0]
        page.put(row, 1, indicator.number, "unit", fit=False, bg_color="paper")
        name = province.name(indicator)
        page.put(row, _NAME, name.live(), "name", fit=False, to=name.reference, bg_color="paper")
        page.put(row, 3, indicator.unit, "unit", fit=False, bg_color="paper")
        for at, item in enumerate((TARGET, REPORT), start=4):
            _outside(page, overview, indicator, item, facts.plan.province, (row, at))
        lines = lines_needed(indicator.indented, page.widths(_NAME)[-1])
        page.height(row, LINE_POINTS * lines + 2)
    return last_row, columns


def _indicator(page: SummaryPage, overview: Overview, indicator: Indicator) -> None:
    """Draw the cells of an indicator, and fill those that are not good."""
    facts, frame = overview.facts, overview.frame
    for region in overview.regions:
        for item in overview.items[:-1]:
            at = frame.cell(overview.line(indicator, item), region)
            _outside(page, overview, indicator, item, region, at)
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
        at = frame.cell(overview.line(indicator), region)
        page.put(*at, content, style, fit=False, **more | _indent(page, at[1]))
    line = overview.line(indicator)
    area = Area(*frame.cell(line, overview.regions[0]), *frame.cell(line, overview.regions[-1]))
    if indicator.is_words:
        colour_lights(page, area)
        return
    cells = [(region, frame.cell(line, region)) for region in overview.regions]
    areas = [(overview.regions[0], area)]
    if indicator.is_limit:  # every limit has a condition of its own
        areas = [(region, Area(*at, *at)) for region, at in cells]
    for sign, style in _FILLED.items():
        marked = _format(overview, indicator, mark=f"{sign} ")
        for region, where in areas:
            if condition := overview.has_sign(indicator, sign, region):
                first = address(where.top, where.left)
                page.colour(where, condition.text(margin=first), style, num_format=marked)


def _outside(
    page: SummaryPage, overview: Overview, indicator: Indicator, item: int, region: str, at: tuple[int, int]
) -> None:
    """Write a target or a result as 全省汇总 shows it, but a target without its unit: that has a column."""
    if indicator.is_words and item == REPORT and region == overview.facts.plan.province:
        page.put(*at, NONE, "unit", fit=False, bg_color="paper")
        return
    figure = overview.province.outside(indicator, item, region)
    style, more = looks(overview.province, indicator, item, region, figure.value)
    if item == TARGET and not indicator.is_words and indicator.direction is not Direction.WITHIN:
        more["num_format"] = '"≤"General' if is_worded_limit(overview.facts, indicator) else "General"
    needed = display_width(text_of(figure.value, more["num_format"])) + _AROUND
    more |= {"bg_color": "paper", "bold": False} | _indent(page, at[1], needed)
    page.put(*at, figure.live(), style, fit=False, **more)


def _indent(page: SummaryPage, column: int, needed: float = _ROOMY) -> dict[str, Any]:
    """The format option that leaves room at the right of numbers where the column has some."""
    return {"indent": int(page.widths(column)[-1] >= needed)}


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
        at = overview.frame.cell(overview.counts_line, region)
        page.put(*at, overview.behind(region), "total", fit=False, align="center")


def _sentences(page: SummaryPage, overview: Overview, reach: tuple[int, int]) -> None:
    """Write the sentences above the table, and the units in which it counts, within columns."""
    facts, counts, (first, last) = overview.facts, overview.counts, reach
    lines: list[tuple[int, Live | str, str]] = [(HEADLINE, headline(overview, counts), "status")]
    if not facts.complete:
        lines.append((overview.missing_row, missing_cities(facts), "status"))
    lines.append((overview.behind_row, most_behind(overview, counts), "heading"))
    gaps = enumerate(largest_gaps(overview), start=overview.behind_row + 1)
    lines += [(row, text, "plain") for row, text in gaps]
    for row, text, style in lines:
        look = {"font_color": "behind"} if row == overview.missing_row and not facts.complete else {}
        page.merge((row, first, row, last), text, style, text_wrap=True, valign="vcenter", **look)
        needed = lines_needed(str(value_of(text)), sum(page.widths(last)[first - 1 :]) * 0.9)
        page.height(row, LINE_POINTS * (needed - 1) + (_PRINTED if page.on_paper else _SENTENCE))
    page.merge(
        (overview.units_row, first, overview.units_row, last),
        units_text(overview),
        "quiet",
        align="right",
        font_size=page.theme.body_size,
    )
    page.height(overview.units_row, _SENTENCE)


def _set_widths(page: SummaryPage, overview: Overview, columns: int) -> None:
    """Share the width of a page out to the columns."""
    facts, theme = overview.facts, page.theme
    target = max([7.5, *(_shown_width(overview, each, TARGET) for each in facts.plan.numbers)])
    reported = max([9.0, *(_shown_width(overview, each, REPORT) for each in facts.plan.numbers)])
    room = page_width(theme) * theme.body_size / theme.smallest_overview_point * _WHOLE_PIXELS
    widths, *wider = (
        [5.0, name, 6.0, target, reported, *(cell for _ in range(columns - FIXED))] for name, cell in _WIDTHS
    )
    if sum(map(column_points, widths)) > room:  # several pages across leave room for longer lines
        widths = wider[2]
    for wished in wider:
        widths = widened(widths, wished, room)
    for at, width in enumerate(widths, start=1):
        page.widen(at, width)


def _shown_width(overview: Overview, indicator: Indicator, item: int) -> float:
    """The width that the province's target or result takes, within bounds."""
    province = overview.facts.plan.province
    value = overview.province.outside(indicator, item, province).value
    _, more = looks(overview.province, indicator, item, province, value)
    return min(14.0, display_width(text_of(value, more["num_format"] if item == REPORT else "")) + 2.0)


def _goes_on(page: SummaryPage) -> bool:
    """Whether the rows need a second page, which must then say what it shows."""
    theme = page.theme
    room = page_height(theme) * theme.body_size / theme.smallest_overview_point
    return sum(page.heights.values()) + _TITLE_AND_NOTE > room


def _spread(page: SummaryPage, first: int, last: int, columns: int) -> None:
    """Make the rows of the table as high as the page allows."""
    for row in range(first, last + 1):
        page.height(row, _LOWEST)
    scale = min(1.0, page_width(page.theme) / sum(map(column_points, page.widths(columns))))
    free = page_height(page.theme) / scale - sum(page.heights.values()) - _TITLE_AND_NOTE
    more = max(0.0, free / (last - first + 1))
    for row in range(first, last + 1):
        page.height(row, max(page.heights[row], min(_HIGHEST, page.heights[row] + more)))
