"""Drawing the tables of counties (see `detail`) on their sheets."""

from typing import Any

from cascade.drawing import Live, Value
from cascade.summary.detail import FIXED, SUBTOTAL, Column, Detail, Kind, Row
from cascade.summary.facts import NONE, REPORTED, Facts
from cascade.summary.gaps import colour_gaps, gap_format
from cascade.summary.lights import colour_lights
from cascade.summary.page import LINE_POINTS, Page
from cascade.theme import display_width, lines_needed, number_format

FIRST_ROW = 6  # below title, note and three header rows
_HEAD = 3
_WIDEST_LABEL = 13.0
_LEAST_WIDTHS = {Kind.LIGHT: 10.0, Kind.GAP: 10.0, Kind.COMPLETION: 8.0, Kind.TARGET: 7.0}


def draw_table(page: Page, detail: Detail, title: str, note: str, outline: bool) -> None:
    """Draw a table: header, province, cities and their leaves; with an outline for a department's sheet."""
    for at, column in enumerate(detail.columns, start=FIXED + 1):
        page.widen(at, max(_LEAST_WIDTHS.get(column.kind, 8.8), _label_width(column.label)))
    for at, row in enumerate(detail.rows, start=detail.first_row):
        _row(page, detail, at, row, outline)
        page.height(at, 17 if row.is_leaf else 20, level=int(outline and row.is_leaf))
    _header(page, detail)
    _colour(page, detail)
    last = FIXED + len(detail.columns)
    if outline:  # a city's row stands above its counties, and so does the sign that folds them
        page.sheet.outline_settings(symbols_below=False)
    else:
        page.sheet.autofilter(FIRST_ROW - 2, 0, detail.last_row - 1, last - 1)
    header, groups, blocks = (_HEAD, FIRST_ROW - 1), _groups(detail), detail.city_blocks
    page.finish(title, note, last, header, FIXED, groups, blocks, detail.facts.footer, protect=not outline)


def _label_width(label: str) -> float:
    """How wide a label of several lines makes its column: not so that each line has to be wrapped again."""
    first, *others = label.split("\n")
    return min(_WIDEST_LABEL, max(map(display_width, (first, *others))) + 1.0) if others else 0.0


def _header(page: Page, detail: Detail) -> None:
    for at, text in enumerate(("设区市", "县（市、区）", "编码"), start=1):
        page.tall(_HEAD, FIRST_ROW - 1, at, text, "head")
    lines = 1
    for first, last in _groups(detail):
        indicator = detail.columns[first - FIXED - 1].indicator
        text = f"{indicator.number}．{indicator.name}"
        if last > first:
            page.wide(_HEAD, first, last, text, "head")
        else:
            page.put(_HEAD, first, text, "head", fit=False)
        lines = max(lines, lines_needed(text, sum(page.widths(last)[first - 1 :])))
    page.height(_HEAD, LINE_POINTS * lines + 4)
    for at, column in enumerate(detail.columns, start=FIXED + 1):
        page.put(_HEAD + 1, at, column.label, "unit", fit=False)
        page.put(_HEAD + 2, at, column.unit, "unit", fit=False)
    page.wrapped(_HEAD + 1, [(at, each.label) for at, each in enumerate(detail.columns, start=FIXED + 1)])


def _colour(page: Page, detail: Detail) -> None:
    for at, column in enumerate(detail.columns, start=FIXED + 1):
        area = (detail.first_row, at, detail.last_row, at)
        if column.kind is Kind.LIGHT:
            colour_lights(page.sheet, page.styles, area)
        elif column.kind is Kind.GAP:
            colour_gaps(page.sheet, page.styles, column.indicator, area)


def _row(page: Page, detail: Detail, at: int, row: Row, outline: bool) -> None:
    facts = detail.facts
    style = "name" if row.is_leaf else "label"
    if row.city is None:
        names = (row.region.name, facts.coverage)
    elif row.is_leaf:
        names = (row.city.name, row.region.name)
    else:
        names = (row.region.name, SUBTOTAL)
    for column, text in enumerate(names, start=1):
        repeated: dict[str, Any] = {"font_color": "quiet"} if outline and column == 1 and row.is_leaf else {}
        page.put(at, column, text, style, **repeated)
    page.put(at, 3, row.region.code, "code", font_size=page.theme.body_size)
    for number, each in enumerate(detail.columns, start=FIXED + 1):
        content = detail.content(row, each)
        value = content.value if isinstance(content, Live) else content
        page.put(at, number, content, _style(each, row, value), **_looks(page, each, facts, row, value))


def _style(column: Column, row: Row, value: Value) -> str:
    if column.kind is Kind.LIGHT or (column.kind is Kind.GAP and value):
        return "check"
    if column.kind is Kind.TARGET and value is not None:
        return "locked"
    return "figure" if row.is_leaf else "total"


def _looks(page: Page, column: Column, facts: Facts, row: Row, value: Value) -> dict[str, Any]:
    """What refines a cell's style: fixed decimals of computed values, and words in place of numbers."""
    looks: dict[str, Any] = {}
    if column.kind in (Kind.VALUE, Kind.COMPLETION):
        looks["num_format"] = number_format(column.decimals)
    if column.kind is Kind.GAP:
        looks["num_format"] = gap_format(column.indicator)
    if column.kind in (Kind.LIGHT, Kind.GAP):
        looks["font_size"] = page.theme.body_size
    elif isinstance(value, str):
        looks["align"] = "center"
        if row.city is not None and value not in (NONE, REPORTED) and facts.status(row.city.code) == value:
            looks["bg_color"] = "missing"
    return looks


def _groups(detail: Detail) -> list[tuple[int, int]]:
    """First and last column of each indicator."""
    spans: dict[str, tuple[int, int]] = {}
    for at, column in enumerate(detail.columns, start=FIXED + 1):
        code = column.indicator.code
        spans[code] = (spans.get(code, (at, at))[0], at)
    return list(spans.values())
