"""Draw 全省汇总 (see `province`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from cascade.formula import Value, value_of
from cascade.grid import Area, address
from cascade.indicators import Direction, Indicator
from cascade.judging.lights import BAD, FAIR, GOOD, HAS_SIGN, STYLES
from cascade.judging.results import completion_places
from cascade.quantity import shown
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
from cascade.theme import LINE_POINTS, display_width, lines_needed, marked, number_format, worded_format

_NAME_WIDTH, _LEAD_WIDTH, _CELL, _ROW = 27.0, 15.0, 10.5, 16.0
_FIXED_WIDTHS = (6.0, 8.0, 10.0)  # about: number, unit, item
_NUMBER, _NARROW_NAME, _NARROWEST_CELL, _NARROW_ROW = 4.6, 14.0, 8.5, 13.5
_FOLDED = 2.0  # points more for an item on several lines, which else would touch the rules
_LINES = 2  # that a name takes at most where there is room for a wider column
_DIGITS = 1.0  # characters of a column for one of a target, whose digits are narrow, and for the rules
WIDEST_WORDS = 14.0  # of a column, for the sake of a target in words
_UNITS_NOTE = "单位见目标。"
_SIGNS_NOTE = "▼、△：没有达到要求。"
_APART = {"top": 2}  # a thicker line above each indicator
_GAP = {
    Direction.AT_LEAST: f'"{GOOD} +"General;"{BAD} -"General;"{GOOD} "General',
    Direction.AT_MOST: f'"{BAD} +"General;"{GOOD} -"General;"{GOOD} "General',
    Direction.WITHIN: f'"{BAD} +"General;"{BAD} -"General;"{GOOD} "General',
}


@dataclass(frozen=True, slots=True)
class _ProvinceWidths:
    """Widths in characters: of the name, of the items, and of the regions' cells, none where these fit.

    With such widths the sheet is `narrow`: it leaves out leads and units, which the targets show, too; signs
    stand before the completions instead of a row of their own.
    """

    name: float = _NAME_WIDTH
    item: float = 0.0
    cells: tuple[float, ...] = ()

    @property
    def narrow(self) -> bool:
        return bool(self.cells)


def _shape(page: SummaryPage, province: Province) -> _ProvinceWidths:
    """The usual shape; on paper the narrow one where that is fewer pages wide."""
    regions, facts = province.regions, province.facts
    usual = sum(_FIXED_WIDTHS) + _NAME_WIDTH + _LEAD_WIDTH
    if not page.on_paper or any(each.is_words for each in facts.indicators):
        return _ProvinceWidths()
    needed = [max(_NARROWEST_CELL, *_text_widths(province, region)) for region in regions]
    room = page.room(FIXED + len(regions))
    items = max(display_width(text) for each in facts.indicators for text in province.items(each))
    left = room - _NUMBER - _NARROW_NAME - sum(needed)
    item = items + 1.0 if items + 1.0 <= left else ceil(items / 2) + 2.5  # on one line, or on two
    spare = left - item
    across = ceil(sum(needed) / (room - _NUMBER - _NARROW_NAME - item))
    if across >= ceil(_CELL * len(regions) / (page.room(FIXED + len(regions) + 1) - usual)):
        return _ProvinceWidths()
    name, names = _NARROW_NAME, [each.indented for each in facts.indicators]
    while spare >= 1.0 and max(lines_needed(each, name) for each in names) > _LINES:
        name, spare = name + 1.0, spare - 1.0
    for at, width in ((1, _NUMBER), (NAME_COLUMN, name), (3, 0.0), (FIXED, item)):
        page.widen(at, width)
    more = max(0.0, spare) / len(regions)
    return _ProvinceWidths(name, item, tuple(each + more for each in needed))


def _text_widths(province: Province, region: str) -> Iterator[float]:
    """How wide the targets of a region are, and in a breakdown its gaps with their signs."""
    for each in province.facts.indicators:
        yield _DIGITS * display_width(target_text(province.facts, each, region))
        apart = value_of(province.contents(each, region)[DIFFERENCE])
        if isinstance(apart, Decimal) and not province.facts.is_progress:
            yield _DIGITS * display_width(f"{BAD}{shown(apart)}") + 0.4


def draw_province(page: SummaryPage, province: Province) -> None:
    """Draw the sheet."""
    facts, shape = province.facts, _shape(page, province)
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
    note = basis(facts) + (_UNITS_NOTE if shape.narrow else "")
    note += _SIGNS_NOTE if shape.narrow and facts.is_progress else ""
    page.finish(province_title(facts), note, end, header, FIXED, groups, blocks, footer)


def _header(page: SummaryPage, province: Province, shape: _ProvinceWidths) -> None:
    facts, fit = province.facts, not shape.narrow
    page.widen(NAME_COLUMN, shape.name)
    for at, text in enumerate(("序号", "关键性量化指标", "单位", "项目"), start=1):
        page.put(HEADER, at, text, "head", fit=fit and at != NAME_COLUMN)
    page.merge((STATUS, 1, STATUS, FIXED), "报送情况", "unit")
    widths = shape.cells or [_CELL] * len(province.regions)
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
        page.widen(lead, _LEAD_WIDTH)
    page.height(HEADER, 18.0 if shape.narrow else 22.0)
    page.height(STATUS, 17.0 if shape.narrow else 20.0)
    if shape.narrow:
        texts = [(province.place_of_region(each)[1], facts.plan.name(each)) for each in province.regions]
        page.wrapped(HEADER, texts)


def _lead_column(province: Province) -> int:
    return province.place_of_region(province.facts.plan.province)[1] + 1


def _indicator(
    page: SummaryPage, province: Province, indicator: Indicator, shape: _ProvinceWidths
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
    texts = [(indicator.indented, shape.name)]
    if not shape.narrow:
        merged.append((lead, indicator.lead, "unit"))
        texts.append((indicator.lead, _LEAD_WIDTH))
    for at, text, style in merged:
        page.merge((first, at, last, at), text, style, **_APART)
    for item, text in enumerate(items):
        page.put(first + item, FIXED, text, "label", fit=not shape.narrow, **_apart(item))
    _figures(page, province, indicator, shape)
    if not facts.is_progress:
        row = first + DIFFERENCE
        colour_gaps(page, indicator, Area(row, FIXED + 1, row, lead - 1))
    elif shape.narrow:
        _signs(page, province, indicator)
    rows = [row for row in range(first, last + 1) if page.heights.get(row) != 0.0]
    lines = max(lines_needed(text, width) for text, width in texts)
    least = _NARROW_ROW if shape.narrow else _ROW
    for row in rows:
        page.height(row, max(least, LINE_POINTS * lines / len(rows) + (0.5 if shape.narrow else 2.0)))
        if shape.narrow and (folded := lines_needed(items[row - first], shape.item)) > 1:
            page.height(row, LINE_POINTS * folded + _FOLDED)
    return first, last


def _signs(page: SummaryPage, province: Province, indicator: Indicator) -> None:
    """Hide the row of the lights, and write the signs of those that are bad before the completions."""
    (row, first), (light, last) = (
        province.place(indicator, item, region)
        for item, region in ((DIFFERENCE, province.regions[0]), (LIGHT, province.regions[-1]))
    )
    page.hide_row(light)
    plain = _completed(province, indicator)
    for sign in (BAD, FAIR):
        has_sign = HAS_SIGN.given(sign=sign).text(light=address(light, first))
        page.colour(Area(row, first, row, last), has_sign, STYLES[sign], num_format=marked(plain, sign))


def _figures(page: SummaryPage, province: Province, indicator: Indicator, shape: _ProvinceWidths) -> None:
    """Draw the regions' cells of an indicator."""
    facts = province.facts
    for region in province.regions:
        for item, content in enumerate(province.contents(indicator, region)):
            style, more = looks(province, indicator, item, region, value_of(content))
            more |= {"indent": 0} if shape.narrow and item == TARGET else {}
            if shape.narrow and item == DIFFERENCE and not facts.is_progress:
                more["num_format"] = re.sub("[ +]", "", more["num_format"])  # the sign is beside it
            to = province.behind(indicator, region) if item == REPORT else ""
            cell = province.place(indicator, item, region)
            page.put(*cell, content, style, fit=not shape.narrow, to=to, **more | _apart(item))
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
    more: dict[str, Any] = {"num_format": _number_format(province, indicator, item, region, in_all)}
    if indicator.is_words:
        style = "locked" if item == TARGET else "check"
        more |= {"shrink": False, "text_wrap": True} if item == TARGET else {}
    if signed:
        style, more = "check", more | {"shrink": True, "text_wrap": False}
    if isinstance(value, str):  # centre words; grey for a city without a return
        more |= {"align": "center"} | greyed(not whole and value == city_status(facts, region))
    return style, more


def _number_format(province: Province, indicator: Indicator, item: int, region: str, in_all: bool) -> str:
    """The number format of a cell; all results of an indicator show the same decimals."""
    facts = province.facts
    if indicator.is_words:
        return "General"
    if item == TARGET:
        words = target_text(facts, indicator, region, in_all)
        goal = (facts.whole_goal if in_all else facts.goal)(indicator, region)
        return worded_format(words, goal.value if goal and words else None)
    if item == LIGHT:
        return "General"
    digits = number_format(province.places(indicator))
    if not facts.is_progress:
        signs = _GAP[indicator.direction].replace("General", digits) if indicator.adds_up else COUNT_FORMAT
        return signs if item == DIFFERENCE else digits
    return _completed(province, indicator) if item == DIFFERENCE else digits


def _completed(province: Province, indicator: Indicator) -> str:
    completions = province.outcome.completions
    return completed_format(indicator, completions.places(indicator, completion_places(indicator)))


def province_title(facts: Facts) -> str:
    """The title of the sheet."""
    return f"{facts.plan.title}{facts.round.name}{facts.plan.levels.whole_sheet}表"


def greyed(missing: bool) -> dict[str, Any]:
    """The format options of a cell of a city without a return."""
    return {"bg_color": "missing"} if missing else {}


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
