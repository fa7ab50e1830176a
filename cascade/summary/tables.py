"""Drawing the tables of counties (see `detail`) on their sheets."""

from typing import Any

from cascade.drawing import Live, Value
from cascade.summary.detail import FIXED, SUBTOTAL, Column, Detail, Kind, Row
from cascade.summary.facts import NONE, REPORTED, Facts
from cascade.summary.lights import colour_lights
from cascade.summary.page import Page
from cascade.theme import display_width, number_format

FIRST_ROW = 6  # below title, note and three header rows
_HEAD = 3


def draw_table(page: Page, detail: Detail, title: str, note: str, outline: bool) -> None:
    """Draw a table: header, province, cities and their leaves; with an outline for a department's sheet."""
    for at, column in enumerate(detail.columns, start=FIXED + 1):
        page.widen(at, _least_width(column))
    _header(page, detail)
    for at, row in enumerate(detail.rows, start=detail.first_row):
        _row(page, detail, at, row)
        page.height(at, 17 if row.is_leaf else 20, level=int(outline and row.is_leaf))
    last = FIXED + len(detail.columns)
    for at, column in enumerate(detail.columns, start=FIXED + 1):
        if column.kind is Kind.LIGHT:
            colour_lights(page.sheet, page.styles, (detail.first_row, at, detail.last_row, at))
    if outline:
        page.sheet.outline_settings(True, False, True, False)
    else:
        page.sheet.autofilter(FIRST_ROW - 2, 0, detail.last_row - 1, last - 1)
    header, groups, blocks = (_HEAD, FIRST_ROW - 1), _groups(detail), detail.city_blocks
    page.finish(title, note, last, header, FIXED, groups, blocks, detail.facts.footer, protect=not outline)


def _header(page: Page, detail: Detail) -> None:
    for at, text in enumerate(("设区市", "县（市、区）", "编码"), start=1):
        page.tall(_HEAD, FIRST_ROW - 1, at, text, "head")
    titles = []
    for first, last in _groups(detail):
        indicator = detail.columns[first - FIXED - 1].indicator
        text = f"{indicator.number}．{indicator.name}"
        if last > first:
            page.sheet.merge_range(_HEAD - 1, first - 1, _HEAD - 1, last - 1, text, page.styles.get("head"))
        else:
            page.put(_HEAD, first, text, "head", fit=False)
        titles.append((text, sum(page.widths(last)[first - 1 :])))
    lines = max(-(-display_width(text) // max(int(width) - 1, 1)) for text, width in titles)
    page.height(_HEAD, 13.5 * lines + 4)
    labels = []
    for at, column in enumerate(detail.columns, start=FIXED + 1):
        label = column.label or column.indicator.lead
        page.put(_HEAD + 1, at, label, "unit", fit=False)
        page.put(_HEAD + 2, at, column.unit, "unit", fit=False)
        labels.append((at, label))
    page.wrapped(_HEAD + 1, labels)


def _row(page: Page, detail: Detail, at: int, row: Row) -> None:
    facts = detail.facts
    style = "name" if row.is_leaf else "label"
    if row.city is None:
        names = (row.region.name, facts.coverage)
    elif row.is_leaf:
        names = (row.city.name, row.region.name)
    else:
        names = (row.region.name, SUBTOTAL)
    for column, text in enumerate(names, start=1):
        page.put(at, column, text, style)
    page.put(at, 3, row.region.code, "code")
    for number, each in enumerate(detail.columns, start=FIXED + 1):
        content = detail.content(row, each)
        value = content.value if isinstance(content, Live) else content
        page.put(at, number, content, _style(each, row), **_looks(each, facts, row, value))


def _style(column: Column, row: Row) -> str:
    if column.kind is Kind.LIGHT:
        return "check"
    return "locked" if column.kind is Kind.TARGET else "figure" if row.is_leaf else "total"


def _looks(column: Column, facts: Facts, row: Row, value: Value) -> dict[str, Any]:
    """What refines a cell's style: fixed decimals of computed values, and words in place of numbers."""
    looks: dict[str, Any] = {}
    if column.kind in (Kind.VALUE, Kind.COMPLETION):
        looks["num_format"] = number_format(column.decimals)
    if isinstance(value, str) and column.kind is not Kind.LIGHT:
        looks["align"] = "center"
        if row.city is not None and value not in (NONE, REPORTED) and facts.status(row.city.code) == value:
            looks["bg_color"] = "missing"
    return looks


def _least_width(column: Column) -> float:
    return 10.0 if column.kind is Kind.LIGHT else 8.8


def _groups(detail: Detail) -> list[tuple[int, int]]:
    """First and last column of each indicator."""
    spans: dict[str, tuple[int, int]] = {}
    for at, column in enumerate(detail.columns, start=FIXED + 1):
        code = column.indicator.code
        spans[code] = (spans.get(code, (at, at))[0], at)
    return list(spans.values())
