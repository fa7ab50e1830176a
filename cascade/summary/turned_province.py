"""Draw 全省汇总 turned: cities in rows and indicators in columns (see `frame`)."""

from typing import Any

from cascade.formula import value_of
from cascade.grid import Area
from cascade.indicators import Indicator
from cascade.summary.cell_texts import text_of
from cascade.summary.conditional_formats import colour_gaps, colour_lights
from cascade.summary.province import (
    DIFFERENCE,
    HEADER,
    REPORT,
    TARGET,
    TURNED_FIRST_ROW,
    TURNED_FIXED,
    Province,
)
from cascade.summary.province_looks import greyed, looks, without_good
from cascade.summary.province_sheet import SIGNS_NOTE, WIDEST_WORDS, draw_notes, province_title, put_signs
from cascade.summary.province_widths import ROOMY_CELL
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import (
    REPORTED,
    basis,
    city_status,
    coverage,
    doubt_mark,
    page_footer,
    target_text,
)
from cascade.theme import LINE_POINTS, display_width, lines_needed

_LEAD, _ITEMS = HEADER + 1, HEADER + 2  # rows: the indicators' leads and units; what the columns hold
_LEAST, _MOST, _ROW = 9.0, 16.0, 18.0  # widths of a column; the height of a row
_NARROW, _SIGN, _AROUND = 7.0, 2.0, 1.4  # the width of a narrow column; more for a sign; beside a text
_APART = {"left": 2}  # a thicker line before each indicator


def draw_turned(page: SummaryPage, province: Province) -> None:
    """Draw the sheet."""
    facts = province.facts
    narrow = page.on_paper and facts.is_progress and not any(each.is_words for each in facts.indicators)
    _regions(page, province)
    groups = [_indicator(page, province, each, narrow) for each in facts.indicators]
    last, columns = province.place_of_region(facts.plan.province)[0], groups[-1][1]
    if narrow:
        page.fill_page(columns, TURNED_FIXED)
    else:
        colour_lights(page, Area(TURNED_FIRST_ROW, TURNED_FIXED + 1, last, columns))
    _headings(page, province, groups, narrow)
    blocks = [(row, row) for row in range(TURNED_FIRST_ROW, last + 1)]
    reach = page.text_columns(columns, TURNED_FIXED, groups)
    blocks[-1] = (last, draw_notes(page, facts, last + 1, reach, narrow)[1])
    header, footer = (HEADER, _ITEMS), page_footer(facts)
    note = basis(facts) + (SIGNS_NOTE if narrow else "") + doubt_mark(facts)
    rows = TURNED_FIRST_ROW, last
    title = province_title(facts)
    page.finish(title, note, columns, header, TURNED_FIXED, groups, blocks, footer, table=rows)


def _regions(page: SummaryPage, province: Province) -> None:
    """Draw the first two columns: the names of cities and province, and the state of their returns."""
    facts = province.facts
    page.tall(HEADER, _ITEMS, 1, facts.plan.levels.unit, "head", fit=False)
    page.tall(HEADER, _ITEMS, TURNED_FIXED, "报送情况", "head", fit=False)
    for region in province.regions:
        (row, column), whole = province.place_of_region(region), region == facts.plan.province
        page.put(row, column, facts.plan.name(region), "label" if whole else "name", fit=False)
        page.widen(column, display_width(facts.plan.name(region)) + _AROUND)
        status = coverage(facts) if whole else city_status(facts, region)
        page.put(row, TURNED_FIXED, status, "unit", fit=False, **greyed(not whole and status != REPORTED))
        page.widen(TURNED_FIXED, display_width(status) + _AROUND)
        page.height(row, _ROW)
    page.hide_states(TURNED_FIXED, facts.complete)


def _indicator(page: SummaryPage, province: Province, indicator: Indicator, narrow: bool) -> tuple[int, int]:
    """Draw the numbers of an indicator; returns its first and last column.

    On paper the table is `narrow`: signs stand before the completions instead of a column of their own.
    """
    facts, items = province.facts, province.items(indicator)
    _, first = province.place_of_name(indicator)
    lines = sum(len(province.items(each)) for each in facts.indicators)
    usual = (page.room(lines + TURNED_FIXED) - 24.0) / lines
    for region in province.regions:
        for item, content in enumerate(province.contents(indicator, region)):
            style, more = looks(province, indicator, item, region, value_of(content))
            to = province.behind(indicator, region) if item == REPORT else ""
            if page.on_paper and item == DIFFERENCE and not facts.is_progress:
                more["num_format"] = without_good(more["num_format"])
            apart: dict[str, Any] = _APART if item == TARGET else {}
            cell = province.place(indicator, item, region)
            page.put(*cell, content, style, fit=not narrow, to=to, **more | apart)
            if narrow and item in (REPORT, DIFFERENCE):
                wide = display_width(text_of(value_of(content), more["num_format"])) + _AROUND
                page.widen(cell[1], min(ROOMY_CELL, wide))
        goal = target_text(facts, indicator, region)
        width = display_width(goal) + 1.0
        if narrow:
            width = min(ROOMY_CELL, width)
        page.widen(first, min(width, WIDEST_WORDS) if indicator.is_words else width)
        if (at := province.whole_target(indicator)) is not None:
            page.widen(first + at, display_width(target_text(facts, indicator, region, True)) + 1.0)
        if indicator.is_words:
            page.height(
                province.place(indicator, TARGET, region)[0],
                LINE_POINTS * lines_needed(goal, WIDEST_WORDS) + 4,
            )
    for column in range(first, first + len(items)):
        page.widen(column, _NARROW if narrow else max(_LEAST, min(_MOST, usual)))
    if narrow:
        page.widen(first + DIFFERENCE, page.widths(first + DIFFERENCE)[-1] + _SIGN)
        put_signs(page, province, indicator)
    if not facts.is_progress:
        line = province.frame.of_line(province.line(indicator, DIFFERENCE))
        colour_gaps(page, indicator, Area(line.top, line.left, line.bottom + 1, line.right))
    return first, first + len(items) - 1


def _headings(page: SummaryPage, province: Province, groups: list[tuple[int, int]], narrow: bool) -> None:
    """Draw the names of the indicators, their leads and units, and what their columns hold."""
    plan = province.facts.plan
    for indicator, (first, last) in zip(province.facts.indicators, groups, strict=True):
        room = sum(page.widths(last)[first - 1 :])
        unit = f"单位：{indicator.unit}　" if indicator.unit else ""
        lead = "" if narrow else f"{plan.levels.lead_short}：{indicator.lead}"
        about = f"第 {indicator.number} 项　{unit}{lead}".rstrip("　")
        for row, text, style in ((HEADER, indicator.indented, "head"), (_LEAD, about, "unit")):
            page.merge((row, first, row, last), text, style, **_APART)
            page.height(row, LINE_POINTS * lines_needed(text, room) + 6)
        labels = list(enumerate(province.items(indicator), start=first))
        for column, text in labels:
            apart: dict[str, Any] = _APART if column == first else {}
            page.put(_ITEMS, column, text, "unit", fit=False, **apart)
        page.wrapped(_ITEMS, [each for each in labels if page.widths(each[0])[-1]])
