"""Draw 全省汇总 (see `province`)."""

from typing import Any

from cascade.formula import Value, value_of
from cascade.grid import Area
from cascade.indicators import Direction, Indicator
from cascade.judging.lights import BAD, GOOD
from cascade.judging.results import completion_places
from cascade.returns.facts import Facts
from cascade.summary.conditional_formats import colour_gaps, colour_lights
from cascade.summary.detail_columns import COUNT_FORMAT, completed_format
from cascade.summary.notes import notes
from cascade.summary.province import (
    DIFFERENCE,
    FIRST_ROW,
    FIXED,
    HEADER,
    LIGHT,
    NAME_COLUMN,
    REPORT,
    STATUS,
    TARGET,
    Province,
)
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import REPORTED, basis, city_status, coverage, page_footer, target_text
from cascade.theme import LINE_POINTS, display_width, lines_needed, number_format, worded_format

_NAME_WIDTH, _LEAD_WIDTH, _ROW = 27.0, 15.0, 16.0
WIDEST_WORDS = 14.0  # of a column, for the sake of a target in words
_APART = {"top": 2}  # a thicker line above each indicator
_GAP = {
    Direction.AT_LEAST: f'"{GOOD} +"General;"{BAD} -"General;"{GOOD} "General',
    Direction.AT_MOST: f'"{BAD} +"General;"{GOOD} -"General;"{GOOD} "General',
    Direction.WITHIN: f'"{BAD} +"General;"{BAD} -"General;"{GOOD} "General',
}


def draw_province(page: SummaryPage, province: Province) -> None:
    """Draw the sheet."""
    facts = province.facts
    _header(page, province)
    blocks = [_indicator(page, province, indicator) for indicator in facts.indicators]
    last, lead = blocks[-1][1], _lead_column(province)
    colour_lights(page, Area(FIRST_ROW, FIXED + 1, last, lead - 1))
    groups = [(at, at) for at in range(FIXED + 1, lead - 1)] + [(lead - 1, lead)]
    reach = page.text_columns(lead, FIXED, groups, NAME_COLUMN)
    blocks.append(draw_notes(page, facts, last + 2, reach))
    header, footer = (HEADER, STATUS), page_footer(facts)
    page.finish(province_title(facts), basis(facts), lead, header, FIXED, groups, blocks, footer)


def _header(page: SummaryPage, province: Province) -> None:
    facts = province.facts
    page.widen(NAME_COLUMN, _NAME_WIDTH)
    for at, text in enumerate(("序号", "关键性量化指标", "单位", "项目"), start=1):
        page.put(HEADER, at, text, "head", fit=at != NAME_COLUMN)
    page.merge((STATUS, 1, STATUS, FIXED), "报送情况", "unit")
    for region in province.regions:
        (_, at), whole = province.place_of_region(region), region == facts.plan.province
        page.put(HEADER, at, facts.plan.name(region), "head")
        status = coverage(facts) if whole else city_status(facts, region)
        page.put(STATUS, at, status, "unit", **greyed(not whole and status != REPORTED))
        page.widen(at, 10.5)
    lead = _lead_column(province)
    page.put(HEADER, lead, facts.plan.levels.lead, "head", fit=False)
    page.put(STATUS, lead, None, "unit")
    page.widen(lead, _LEAD_WIDTH)
    page.height(HEADER, 22)
    page.height(STATUS, 20)


def _lead_column(province: Province) -> int:
    return province.place_of_region(province.facts.plan.province)[1] + 1


def _indicator(page: SummaryPage, province: Province, indicator: Indicator) -> tuple[int, int]:
    """Draw an indicator; returns its first and last row."""
    facts, items = province.facts, province.items(indicator)
    first, _ = province.place_of_name(indicator)
    last, lead = first + len(items) - 1, _lead_column(province)
    merged = (
        (1, indicator.number, "unit"),
        (NAME_COLUMN, indicator.indented, "name"),
        (3, indicator.unit, "unit"),
    )
    for at, text, style in (*merged, (lead, indicator.lead, "unit")):
        page.merge((first, at, last, at), text, style, **_APART)
    for item, text in enumerate(items):
        page.put(first + item, FIXED, text, "label", **_apart(item))
    for region in province.regions:
        for item, content in enumerate(province.contents(indicator, region)):
            style, more = looks(province, indicator, item, region, value_of(content))
            to = province.behind(indicator, region) if item == REPORT else ""
            cell = province.place(indicator, item, region)
            page.put(*cell, content, style, to=to, **more | _apart(item))
        texts = (target_text(facts, indicator, region, in_all) for in_all in (False, True))
        width = max(map(display_width, texts)) + 1.0
        page.widen(cell[1], min(width, WIDEST_WORDS) if indicator.is_words else width)
    if indicator.is_words:
        goals = [facts.plan.word_target(indicator.code, region) for region in province.regions]
        page.height(first, LINE_POINTS * max(lines_needed(goal, WIDEST_WORDS) for goal in goals) + 4)
    if not facts.is_progress:
        row = first + DIFFERENCE
        colour_gaps(page, indicator, Area(row, FIXED + 1, row, lead - 1))
    about = ((indicator.indented, _NAME_WIDTH), (indicator.lead, _LEAD_WIDTH))
    lines = max(lines_needed(text, width) for text, width in about)
    for row in range(first, last + 1):
        page.height(row, max(_ROW, LINE_POINTS * lines / len(items) + 2))
    return first, last


def _apart(item: int) -> dict[str, Any]:
    return _APART if item == TARGET else {}


def looks(
    province: Province, indicator: Indicator, item: int, region: str, value: Value
) -> tuple[str, dict[str, Any]]:
    """The style and the format options of a cell; a target shows the notice's wording."""
    facts, whole = province.facts, region == province.facts.plan.province
    signed = item == DIFFERENCE and not facts.is_progress
    at_whole = province.whole_target(indicator)
    in_all = at_whole is not None and item >= at_whole
    if in_all:
        item = TARGET if item == at_whole else DIFFERENCE
    style = {TARGET: "locked", REPORT: "total" if whole else "figure", LIGHT: "check"}.get(item, "figure")
    more: dict[str, Any] = {"num_format": _number_format(facts, indicator, item, region, in_all)}
    if indicator.is_words:
        style = "locked" if item == TARGET else "check"
        more |= {"shrink": False, "text_wrap": True} if item == TARGET else {}
    if signed:
        style, more = "check", more | {"shrink": True, "text_wrap": False}
    if isinstance(value, str):  # centre words; grey for a city without a return
        more |= {"align": "center"} | greyed(not whole and value == city_status(facts, region))
    return style, more


def _number_format(facts: Facts, indicator: Indicator, item: int, region: str, in_all: bool) -> str:
    """Reported numbers show all of their decimals; computed rates a fixed number."""
    if indicator.is_words:
        return "General"
    if item == TARGET:
        words = target_text(facts, indicator, region, in_all)
        goal = (facts.whole_goal if in_all else facts.goal)(indicator, region)
        return worded_format(words, goal.value if goal and words else None)
    if item == LIGHT:
        return "General"
    if not facts.is_progress:
        signs = _GAP[indicator.direction] if indicator.adds_up else COUNT_FORMAT
        return signs if item == DIFFERENCE else "General"
    if item == DIFFERENCE:
        return completed_format(indicator, completion_places(indicator))
    return number_format(indicator.decimals) if indicator.is_rate else "General"


def province_title(facts: Facts) -> str:
    """The title of the sheet."""
    return f"{facts.plan.title}{facts.round.name}{facts.plan.levels.whole_sheet}表"


def greyed(missing: bool) -> dict[str, Any]:
    """The format options of a cell of a city without a return."""
    return {"bg_color": "missing"} if missing else {}


def draw_notes(page: SummaryPage, facts: Facts, first: int, reach: tuple[int, int]) -> tuple[int, int]:
    """Write the notes below the table, within the columns of `reach`; returns their first and last row."""
    column, end = reach
    room = min(page.first_page, sum(page.widths(end)[column - 1 :]))
    last = first - 1
    for last, note in enumerate(notes(facts), start=first):
        page.paragraph(last, column, note, room)
    return first, last
