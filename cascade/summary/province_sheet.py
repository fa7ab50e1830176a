"""Draw 全省汇总 (see `province`)."""

from typing import Any

from cascade.formula import value_of
from cascade.grid import Area, address
from cascade.indicators import Indicator
from cascade.judging.lights import BAD, FAIR, HAS_SIGN, STYLES
from cascade.levels import indicators_word
from cascade.returns.facts import Facts
from cascade.summary.conditional_formats import colour_gaps, colour_lights
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
from cascade.summary.province_looks import completed_as, greyed, looks, without_good
from cascade.summary.province_widths import CELL, LEAD_WIDTH, ProvinceWidths, narrow_unit, widths_on
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import (
    REPORTED,
    basis,
    city_status,
    coverage,
    doubt_mark,
    page_footer,
    target_text,
    titled,
)
from cascade.theme import LINE_POINTS, display_width, lines_needed, marked

_AROUND_WORDS = 0.5  # characters of room beside words, which are centred
WIDEST_WORDS = 14.0  # of a column, for the sake of a target in words
_UNITS_NOTE = "单位见目标。"
SIGNS_NOTE = "▼、△：没有达到要求。"
_APART = {"top": 2}  # a thicker line above each indicator


def draw_province(page: SummaryPage, province: Province) -> None:
    """Draw the sheet."""
    facts, shape = province.facts, widths_on(page, province)
    lead = _lead_column(province)
    _header(page, province, shape)
    blocks = [_indicator(page, province, indicator, shape) for indicator in facts.indicators]
    last, end = blocks[-1][1], lead - shape.narrow
    if not shape.narrow:
        colour_lights(page, Area(FIRST_ROW, FIXED + 1, last, lead - 1))
    groups = [(at, at) for at in range(FIXED + 1, lead - 1)] + [(lead - 1, end)]
    page.fill_page(end, FIXED)
    reach = page.text_columns(end, FIXED, groups, 1 if shape.narrow else NAME_COLUMN)
    blocks[-1] = (blocks[-1][0], draw_notes(page, facts, last + 1, reach, shape.narrow)[1])
    header, footer = (HEADER, STATUS), page_footer(facts)
    note = basis(facts) + (_UNITS_NOTE if shape.narrow and not narrow_unit(province) else "")
    note += SIGNS_NOTE if shape.narrow and facts.is_progress else ""
    note += doubt_mark(facts)
    page.finish(
        province_title(facts), note, end, header, FIXED, groups, blocks, footer, table=(FIRST_ROW, last)
    )


def _header(page: SummaryPage, province: Province, shape: ProvinceWidths) -> None:
    facts, fit = province.facts, not shape.narrow
    page.widen(NAME_COLUMN, shape.name)
    for at, text in enumerate(("序号", indicators_word(facts.plan.title), "单位", "项目"), start=1):
        page.put(HEADER, at, text, "head", fit=fit and at != NAME_COLUMN)
    page.merge((STATUS, 1, STATUS, FIXED), "报送情况", "unit")
    widths = shape.cells or [CELL] * len(province.regions)
    for region, width in zip(province.regions, widths, strict=True):
        (_, at), whole = province.place_of_region(region), region == facts.plan.province
        page.put(HEADER, at, facts.plan.name(region), "head", fit=fit)
        status = coverage(facts) if whole else city_status(facts, region)
        page.put(STATUS, at, status, "unit", fit=fit, **greyed(not whole and status != REPORTED))
        page.widen(at, width)
    lead = _lead_column(province)
    if not shape.narrow:
        page.put(HEADER, lead, facts.plan.levels.lead, "head", fit=False)
        page.put(STATUS, lead, None, "unit")
        page.widen(lead, LEAD_WIDTH)
    page.height(HEADER, 18.0 if shape.narrow else 22.0)
    page.height(STATUS, 17.0 if shape.narrow else 20.0)
    if page.on_paper and facts.complete:  # all would say the same
        page.hide_row(STATUS)
    if shape.narrow:
        texts = [(province.place_of_region(each)[1], facts.plan.name(each)) for each in province.regions]
        texts.append((NAME_COLUMN, indicators_word(facts.plan.title)))
        page.wrapped(HEADER, texts)


def _lead_column(province: Province) -> int:
    return province.place_of_region(province.facts.plan.province)[1] + 1


def _indicator(
    page: SummaryPage, province: Province, indicator: Indicator, shape: ProvinceWidths
) -> tuple[int, int]:
    """Draw an indicator; returns its first and last row."""
    facts, items = province.facts, province.items(indicator)
    first, _ = province.place_of_name(indicator)
    last, lead = first + len(items) - 1, _lead_column(province)
    merged = [
        (1, indicator.number, "unit"),
        (NAME_COLUMN, indicator.indented, "name"),
        (3, indicator.unit, "unit"),
    ]
    if not shape.narrow:
        merged.append((lead, indicator.lead, "unit"))
    for at, text, style in merged:
        page.merge((first, at, last, at), text, style, **_APART)
    for item, text in enumerate(items):
        page.put(first + item, FIXED, text, "label", fit=not shape.narrow, **_apart(item))
    _figures(page, province, indicator, shape)
    if not facts.is_progress:
        row = first + DIFFERENCE
        colour_gaps(page, indicator, Area(row, FIXED + 1, row, lead - 1))
    elif shape.narrow:
        put_signs(page, province, indicator, shape.roomy)
    for row, height in enumerate(shape.heights(province, indicator), start=first):
        if height:
            page.height(row, height)
    return first, last


def put_signs(page: SummaryPage, province: Province, indicator: Indicator, room: bool = True) -> None:
    """Hide the lights, and write the signs of those that are bad before the completions."""
    first, last = province.regions[0], province.regions[-1]
    row, column = light = province.place(indicator, LIGHT, first)
    if province.frame.turned:
        page.hide_column(column)
    else:
        page.hide_row(row)
    area = Area(*province.place(indicator, DIFFERENCE, first), *province.place(indicator, DIFFERENCE, last))
    plain = completed_as(province, indicator)
    for sign in (BAD, FAIR):
        has_sign = HAS_SIGN.given(sign=sign).text(light=address(*light))
        page.colour(area, has_sign, STYLES[sign], num_format=marked(plain, sign), room=room)


def _figures(page: SummaryPage, province: Province, indicator: Indicator, shape: ProvinceWidths) -> None:
    """Draw the regions' cells of an indicator."""
    facts = province.facts
    for region in province.regions:
        for item, content in enumerate(province.contents(indicator, region)):
            style, more = looks(province, indicator, item, region, value_of(content))
            if not shape.roomy:
                more["room"] = False
            if page.on_paper and item == DIFFERENCE and not facts.is_progress:
                more["num_format"] = without_good(more["num_format"])
            if item == REPORT and shape.folds(province, indicator):
                more |= {"shrink": False, "text_wrap": True, "align": "center"}
            to = province.behind(indicator, region) if item == REPORT else ""
            cell = province.place(indicator, item, region)
            text = value_of(content)
            if isinstance(text, str) and not shape.narrow:
                page.widen(cell[1], display_width(text) + _AROUND_WORDS)
            fit = not shape.narrow and not isinstance(text, str)
            page.put(*cell, content, style, fit=fit, to=to, **more | _apart(item))
        if not shape.narrow:
            texts = (target_text(facts, indicator, region, in_all) for in_all in (False, True))
            width = max(map(display_width, texts)) + 1.0
            page.widen(cell[1], min(width, WIDEST_WORDS) if indicator.is_words else width)
    if indicator.is_words:
        goals = [facts.plan.word_target(indicator.code, region) for region in province.regions]
        first, _ = province.place_of_name(indicator)
        page.height(first, LINE_POINTS * max(lines_needed(goal, WIDEST_WORDS) for goal in goals) + 4)


def _apart(item: int) -> dict[str, Any]:
    return _APART if item == TARGET else {}


def province_title(facts: Facts) -> str:
    """The title of the sheet."""
    return titled(facts, f"{facts.plan.levels.whole_sheet}表")


def draw_notes(
    page: SummaryPage, facts: Facts, first: int, reach: tuple[int, int], narrow: bool = False
) -> tuple[int, int]:
    """Write the notes below the table, within the columns of `reach`; returns their first and last row.

    On paper, below a table of one page, they take its whole width; below a `narrow` one the first stands
    beside the word 注.
    """
    column, end = reach
    width = sum(page.widths(end)[column - 1 :])
    head, *texts = notes(facts)
    if narrow and texts:
        head, texts = head + texts[0], texts[1:]
    room = width if page.on_paper and width <= page.room(end) + 1.0 else min(page.first_page, width)
    last = first - 1
    for last, note in enumerate([head, *texts], start=first):
        page.paragraph(last, column, note, room)
    return first, last
