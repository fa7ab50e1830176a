"""Draw the tables of counties (see `detail`)."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any

from xlsxwriter.format import Format

from cascade.drawing import Column, Rows
from cascade.formula import Value
from cascade.grid import Area
from cascade.indicators import Direction, Indicator
from cascade.quantity import shown_range
from cascade.summary.conditional_formats import colour_gaps, colour_lights, colour_marks
from cascade.summary.detail import SUBTOTAL, Detail
from cascade.summary.detail_columns import ColumnKind, DetailColumn
from cascade.summary.detail_rows import DetailRow, RowBlock
from cascade.summary.shared_formats import SharedFormats
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import REPORTED, coverage, page_footer
from cascade.theme import LINE_POINTS, display_width, lines_needed, width_needed
from cascade.worded_format import worded_format

FIRST_ROW = 6  # below title, note and three header rows
_HEAD = 3
_HEADER_LINES = ((2, 2), (3, 1))  # of names and labels, as many as may be frozen
_WIDEST_LABEL = 13.0
_USUAL_WIDTH = 8.8
_TARGETS = (ColumnKind.TARGET, ColumnKind.WHOLE_TARGET)
_LEAST_WIDTHS = {
    ColumnKind.LIGHT: 10.0,
    ColumnKind.WORD: 13.0,
    ColumnKind.GAP: 10.0,
    ColumnKind.COMPLETION: 8.0,
    ColumnKind.TARGET: 7.0,
    ColumnKind.WHOLE_TARGET: 7.0,
    ColumnKind.IN_ALL: 8.0,
}


def draw_table(page: SummaryPage, detail: Detail, title: str, note: str, outline: bool) -> None:
    """Draw a table: header, province, cities and their leaves; `outline` makes the leaves foldable.

    A city without counties has nothing to fold.
    """
    outline = outline and not detail.facts.plan.two_levels
    for at, column in enumerate(detail.columns, start=detail.fixed + 1):
        page.widen(at, max(_LEAST_WIDTHS.get(column.kind, _USUAL_WIDTH), _label_width(column.label)))
    looks = _TableFormats(page, outline, detail)
    first = 0
    for band in detail.bands:
        page.put_rows(*(_block(page, detail, first + at, looks, outline) for at in range(len(band))))
        first += len(band)
    if not page.on_paper:
        _fit_header(page, detail)
    _header(page, detail)
    _colour(page, detail)
    last = detail.fixed + len(detail.columns)
    if outline:  # the sign that folds counties is beside their city's row, above them
        page.sheet.outline_settings(symbols_below=False)
    else:
        page.sheet.autofilter(FIRST_ROW - 2, 0, detail.last_row - 1, last - 1)
    header, groups, blocks = (_HEAD, FIRST_ROW - 1), _groups(detail), _city_blocks(detail)
    footer = page_footer(detail.facts)
    if not page.on_paper:
        page.stand_up(sum(page.heights.values()))
    page.finish(title, note, last, header, detail.fixed, groups, blocks, footer, protect=not outline)


def _block(page: SummaryPage, detail: Detail, at: int, looks: "_TableFormats", outline: bool) -> Rows:
    """The rows of a block, column by column, each of which grows to hold them."""
    block = detail.blocks[at]
    names = [(*_names(detail, row), row.region.code) for row in block.rows]
    styles = looks.names(block.is_leaves)[-len(names[0]) :]
    columns: list[Column] = []
    for number, (words, style) in enumerate(zip(zip(*names, strict=True), styles, strict=True), start=1):
        columns.append(Column(words, style))
        page.fit_down(number, words, style)
    for number in range(detail.fixed + 1, detail.fixed + 1 + len(detail.columns)):
        values, formulas = detail.cells(at, number)
        shown = looks.cells(block, number, values)
        columns.append(Column(values, shown, formulas))
        page.fit_down(number, values, shown)
    height, level = (17, int(outline)) if block.is_leaves else (20, 0)
    return Rows(block.numbers, columns, height, level, block.others)


def _city_blocks(detail: Detail) -> list[tuple[int, int]]:
    """First and last row of each city with its leaves."""
    rows = enumerate(detail.rows, start=detail.first_row)
    return [(at, at + row.leaf_count) for at, row in rows if row.city is row.region]


def _label_width(label: str) -> float:
    """The width at which the lines of a label do not wrap, up to `_WIDEST_LABEL`; 0 for a single line."""
    first, *others = label.split("\n")
    return min(_WIDEST_LABEL, max(map(display_width, (first, *others))) + 1.0) if others else 0.0


def indicator_heading(indicator: Indicator) -> str:
    """An indicator's number and name above its columns."""
    return f"{indicator.number}．{indicator.title}"


def _fit_header(page: SummaryPage, detail: Detail) -> None:
    """Widen columns on a screen until the header leaves two thirds of a window to the table."""
    broken = any("\n" in each.label for each in detail.columns)
    possible = [(names, labels) for names, labels in _HEADER_LINES if labels > broken]
    ways = (_header_widths(page, detail, *lines) for lines in possible)
    for at, width in enumerate(min(ways, key=sum), start=detail.fixed + 1):
        page.widen(at, width)


def _header_widths(page: SummaryPage, detail: Detail, names: int, labels: int) -> list[float]:
    """The columns' widths at which the indicators' names and the columns' labels take so many lines."""
    fixed, columns = detail.fixed, detail.columns
    widths = page.widths(fixed + len(columns))[fixed:]
    for at, column in enumerate(columns):
        widths[at] = max(widths[at], width_needed(column.label, labels), width_needed(column.unit, 1))
    for first, last in _groups(detail):
        span = slice(first - fixed - 1, last - fixed)
        lacking = width_needed(indicator_heading(columns[span][0].indicator), names) - sum(widths[span])
        if lacking > 0:
            widths[span] = [each + lacking / (last - first + 1) for each in widths[span]]
    return widths


def _header(page: SummaryPage, detail: Detail) -> None:
    plan, levels = detail.facts.plan, detail.facts.plan.levels
    names = (levels.unit,) if plan.two_levels else (levels.unit, levels.leaf)
    for at, text in enumerate((*names, "编码"), start=1):
        page.tall(_HEAD, FIRST_ROW - 1, at, text, "head")
    lines = 1
    for first, last in _groups(detail):
        indicator = detail.columns[first - detail.fixed - 1].indicator
        text = indicator_heading(indicator)
        page.merge((_HEAD, first, _HEAD, last), text, "head")
        lines = max(lines, lines_needed(text, sum(page.widths(last)[first - 1 :])))
    page.height(_HEAD, LINE_POINTS * lines + 4)
    for at, column in enumerate(detail.columns, start=detail.fixed + 1):
        page.put(_HEAD + 1, at, column.label, "unit", fit=False)
        page.put(_HEAD + 2, at, column.unit, "unit", fit=False)
    below = list(enumerate(detail.columns, start=detail.fixed + 1))
    page.wrapped(_HEAD + 1, [(at, each.label) for at, each in below])
    page.wrapped(_HEAD + 2, [(at, each.unit) for at, each in below])


def _colour(page: SummaryPage, detail: Detail) -> None:
    for at, column in enumerate(detail.columns, start=detail.fixed + 1):
        area = Area(detail.first_row, at, detail.last_row, at)
        if column.kind in (ColumnKind.LIGHT, ColumnKind.WORD):
            colour_lights(page, area)
        elif column.kind is ColumnKind.GAP:
            colour_gaps(page, column.indicator, area)
            colour_marks(page, area)


def _names(detail: Detail, row: DetailRow) -> tuple[str, ...]:
    """The names of a row: city and county (or 合计), or the province and its coverage.

    Without counties there is one name only.
    """
    if detail.facts.plan.two_levels:
        return (f"{row.region.name}（{coverage(detail.facts)}）" if row.city is None else row.region.name,)
    if row.city is None:
        return row.region.name, coverage(detail.facts)
    return row.city.name, row.region.name if row.is_leaf else SUBTOTAL


class _Holds(StrEnum):
    """The kinds of contents that differ in format; a status is the word for a city without numbers."""

    NOTHING = "nothing"
    NUMBER = "number"
    WORD = "word"
    STATUS = "status"


class _TableFormats:
    """The formats of a table's cells, cached."""

    def __init__(self, page: SummaryPage, outline: bool, detail: Detail) -> None:
        self._detail = detail
        self._styles, self._size = page.styles, page.theme.body_size
        self._shared = SharedFormats(detail)
        self._repeated = {"font_color": "quiet"} if outline else {}
        self._known: dict[tuple[int, bool, _Holds], Format] = {}

    def names(self, of_leaves: bool) -> tuple[Format, Format, Format]:
        """The formats of the first three columns; counties repeat their city's name."""
        code = self._styles.get("code", font_size=self._size)
        if not of_leaves:
            label = self._styles.get("label")
            return label, label, code
        return self._styles.get("name", **self._repeated), self._styles.get("name"), code

    def cells(self, block: RowBlock, at: int, values: Sequence[Value]) -> Format | list[Format]:
        """The formats of the cells of a column in a block: one where all look alike."""
        column, kinds = self._detail.column(at), set(map(type, values))
        if column.kind in _TARGETS and column.indicator.direction is Direction.WITHIN:
            return [self._target(block, at, *each) for each in zip(block.rows, values, strict=True)]
        if kinds == {NoneType} or kinds == {Decimal}:
            return self._of(at, block.is_leaves, _Holds.NUMBER if Decimal in kinds else _Holds.NOTHING)
        rows = zip(block.rows, values, strict=True)
        return [self._of(at, block.is_leaves, _held(value, row.status)) for row, value in rows]

    def _target(self, block: RowBlock, at: int, row: DetailRow, value: Value) -> Format:
        """The format of a target, which may be a range."""
        goal = self._detail.goal(row.region.code, self._detail.column(at))
        if goal and goal.upper is not None and isinstance(value, Decimal):
            words = worded_format(shown_range(value, goal.upper), value)
            return self._styles.get("locked", num_format=words)
        return self._of(at, block.is_leaves, _held(value, row.status))

    def _of(self, at: int, is_leaf: bool, holds: "_Holds") -> Format:
        key = at, is_leaf, holds
        if key not in self._known:
            self._known[key] = self._format(self._detail.column(at), is_leaf, holds)
        return self._known[key]

    def _format(self, column: DetailColumn, is_leaf: bool, holds: _Holds) -> Format:
        looks: dict[str, Any] = {}
        if (shape := self._shared.of(column)) != "General":
            looks["num_format"] = shape
        if column.kind in (ColumnKind.LIGHT, ColumnKind.GAP, ColumnKind.WORD) and holds is not _Holds.STATUS:
            looks["font_size"] = self._size
        elif holds in (_Holds.WORD, _Holds.STATUS):
            looks["align"] = "center"
            if holds is _Holds.STATUS:
                looks["bg_color"] = "missing"
        return self._styles.get(_style(column, is_leaf, holds), **looks)


def _held(value: Value, status: str) -> _Holds:
    """What a cell holds that shows a value; `status` is that of its city."""
    if value is None or value == "":
        return _Holds.NOTHING
    if isinstance(value, Decimal):
        return _Holds.NUMBER
    return _Holds.STATUS if value == status != REPORTED else _Holds.WORD


def _style(column: DetailColumn, is_leaf: bool, holds: _Holds) -> str:
    if column.kind is ColumnKind.LIGHT:
        return "check"
    if column.kind in (ColumnKind.GAP, ColumnKind.WORD) and holds is not _Holds.NOTHING:
        return "check"
    if column.kind in _TARGETS and holds is not _Holds.NOTHING:
        return "locked"
    return "figure" if is_leaf else "total"


def _groups(detail: Detail) -> list[tuple[int, int]]:
    """First and last column of each indicator."""
    spans: dict[str, tuple[int, int]] = {}
    for at, column in enumerate(detail.columns, start=detail.fixed + 1):
        code = column.indicator.code
        spans[code] = (spans.get(code, (at, at))[0], at)
    return list(spans.values())
