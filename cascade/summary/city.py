"""本市汇总: a city's indicators in rows and its counties in columns, for the city's own workbook.

Every number refers to the table of the city's counties. Only ranks are plain numbers: the completions of the
other cities are not in this workbook.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cascade.drawing import page_height
from cascade.grid import Area, absolute_address, address
from cascade.indicators import Indicator
from cascade.judging.lights import FAIR, STYLES
from cascade.judging.targets import NUMBER_SHORT, bounded
from cascade.levels import indicators_word
from cascade.outcome.completions import Completions
from cascade.quantity import NONE
from cascade.summary.cell_texts import text_of
from cascade.summary.conditional_formats import colour_gaps, colour_lights, colour_marks
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind, DetailColumn
from cascade.summary.detail_rows import DetailRow
from cascade.summary.ranking_sheet import MOVE_FORMAT
from cascade.summary.shared_formats import SharedFormats
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import page_footer, target_text
from cascade.theme import LINE_POINTS, display_width, lines_needed, marked
from cascade.worded_format import worded_format

_HEADER, _FIRST_ROW = 3, 4
_TARGET, _GAP = 4, 6  # columns of a breakdown
_STYLES = {
    ColumnKind.TARGET: "locked",
    ColumnKind.WHOLE_TARGET: "locked",
    ColumnKind.LIGHT: "check",
    ColumnKind.GAP: "check",
}
_NUMBER_WIDTH, _NAME_WIDTH, _UNIT_WIDTH, _COUNTY_WIDTH = 6.0, 26.0, 7.0, 9.0
_ABOVE = 90.0  # points of title, note and header
_BESIDE = 1.6  # characters beside a number
_MARK = 3.4  # characters of a mark before a number
_NARROW_NUMBER, _NARROWEST_NAME, _NARROWEST_COUNTY = 4.6, 14.0, 6.4


@dataclass(frozen=True, slots=True)
class _CitySheet:
    """The sheet and the table that it refers to; `headings` are those of the columns before the counties."""

    page: SummaryPage
    detail: Detail
    headings: tuple[str, ...]
    formats: SharedFormats

    @property
    def first(self) -> int:
        """The column of the first county."""
        return len(self.headings) + 1

    @property
    def city(self) -> DetailRow:
        return self.detail.rows[0]

    @property
    def counties(self) -> Sequence[DetailRow]:
        return self.detail.rows[1:]

    def point(self, at: tuple[int, int], row: DetailRow, column: DetailColumn, **looks: Any) -> None:
        """Write a reference to the cell of a row and a column of the table."""
        source = self.detail.outside(row.region.code, column.kind, column.field)
        content = None if source.value is None else source.live()
        style = _STYLES.get(column.kind, "figure")
        if row is self.city and style == "figure":
            style = "total"
        looks = {"num_format": self._format(column, row)} | looks
        if self.page.on_paper and column.kind is ColumnKind.TARGET:
            looks["room"] = False
        if isinstance(source.value, str):
            looks["align"] = "center"
        self.page.put(*at, content, style, fit=False, font_size=self.page.theme.body_size, **looks)

    def width(self, row: DetailRow, column: DetailColumn) -> float:
        """How wide a column must be for a number, with a mark before it."""
        region, indicator = row.region.code, column.indicator
        if column.kind is ColumnKind.TARGET:
            return display_width(target_text(self.detail.facts, indicator, region)) + _BESIDE
        value = self.detail.outside(region, column.kind, column.field).value
        mark = _MARK if row is self.city or not indicator.adds_up else 0.0
        return display_width(text_of(value, self.formats.of(column))) + mark + _BESIDE

    def _format(self, column: DetailColumn, row: DetailRow) -> str:
        if column.kind in (ColumnKind.TARGET, ColumnKind.WHOLE_TARGET) and row is self.city:
            facts, region, in_all = self.detail.facts, row.region.code, column.kind is ColumnKind.WHOLE_TARGET
            goal, words = (
                self.detail.goal(region, column),
                target_text(facts, column.indicator, region, in_all),
            )
            return worded_format(words, goal.value) if goal and words else "General"
        return self.formats.of(column)


def draw_city(page: SummaryPage, detail: Detail, title: str, note: str) -> None:
    """Draw the sheet for the only city of a table."""
    progress, indicators = detail.facts.is_progress, detail.indicators
    levels = detail.facts.plan.levels_of(detail.rows[0].region.code)
    headings = (
        ("项目", levels.own, f"{levels.whole}名次", "名次较上期")
        if progress
        else (f"{levels.own}目标", "分解数", f"差额／低于目标的{levels.leaf_short}")
    )
    headings = ("序号", indicators_word(detail.facts.plan.title), "单位", *headings)
    sheet = _CitySheet(page, detail, headings, SharedFormats(detail))
    widths = _widths(sheet)
    _header(sheet, widths)
    narrow = not widths[2]
    blocks: list[tuple[int, int]] = []
    for indicator in indicators:
        row = blocks[-1][1] + 1 if blocks else _FIRST_ROW
        last = _progress(sheet, indicator, row) if progress else _breakdown(sheet, indicator, row)
        page.tall(row, last, 1, indicator.number, "unit", fit=not narrow)
        page.tall(row, last, 2, indicator.indented, "name", fit=False)
        page.tall(row, last, 3, indicator.unit, "unit", fit=not narrow)
        height = _row_height(indicator, widths[1], last - row + 1)
        for at in range(row, last + 1):
            page.height(at, height)
        blocks.append((row, last))
    columns, last = sheet.first + len(sheet.counties) - 1, blocks[-1][1]
    fixed, footer = (4 if progress else 3), page_footer(detail.facts)
    colour_lights(page, Area(_FIRST_ROW, fixed + 1, last, columns))
    groups = [(fixed + 1, sheet.first - 1), *((at, at) for at in range(sheet.first, columns + 1))]
    note += "　单位见目标" if narrow else ""
    page.finish(title, note, columns, (_HEADER, _HEADER), fixed, groups, blocks, footer)


def _widths(sheet: _CitySheet) -> Sequence[float]:
    """The widths of the columns; on paper those that make a breakdown fewer pages, if any do.

    These leave out the units, which the targets show, too.
    """
    page, many = sheet.page, len(sheet.headings) + len(sheet.counties)
    usual = [_NUMBER_WIDTH, _NAME_WIDTH, _UNIT_WIDTH, *[_COUNTY_WIDTH] * (many - 3)]
    if not page.on_paper or sheet.detail.facts.is_progress:
        return usual
    texts = list(_text_widths(sheet))
    usual[3:] = [max(_COUNTY_WIDTH, each) for each in texts]
    if _is_one_page(sheet, usual):
        return usual
    needed = [max(_NARROWEST_COUNTY, each) for each in texts]
    spare = page.room(many) - _NARROW_NUMBER - sum(needed)
    name = max(display_width(each.indented) for each in sheet.detail.indicators) + 2.0
    if spare < _NARROWEST_NAME:  # two pages wide, but of rows of one line
        return [_NARROW_NUMBER, name, 0.0, *needed]
    name = min(name, spare)
    return [_NARROW_NUMBER, name, 0.0, *(each + (spare - name) / len(needed) for each in needed)]


def _is_one_page(sheet: _CitySheet, widths: Sequence[float]) -> bool:
    page = sheet.page
    rows = sum(_row_height(each, widths[1]) for each in sheet.detail.indicators)
    smallest = page.theme.body_size / page.theme.smallest_official_point
    high = rows + _ABOVE + page.above_title <= page_height(page.theme) * smallest
    return high and sum(widths) <= page.room(len(widths))


def _row_height(indicator: Indicator, name: float, rows: int = 1) -> float:
    return max(17.0, LINE_POINTS * lines_needed(indicator.indented, name) / rows + 4)


def _text_widths(sheet: _CitySheet) -> Iterator[float]:
    """What the columns of a breakdown's numbers need: the city's three, then the counties'."""
    detail, city = sheet.detail, sheet.city
    of_city = [[each for each in detail.columns if each.indicator == one] for one in detail.indicators]
    for columns in zip(*of_city, strict=True):
        yield max(sheet.width(city, each) for each in columns)
    shares = [each for each in detail.columns if each.kind is ColumnKind.NUMBER]
    for county in sheet.counties:
        yield max(sheet.width(county, each) for each in shares)


def _header(sheet: _CitySheet, widths: Sequence[float]) -> None:
    page = sheet.page
    texts = [*enumerate((*sheet.headings, *(row.region.name for row in sheet.counties)), start=1)]
    for (at, text), width in zip(texts, widths, strict=True):
        page.put(_HEADER, at, text, "head", fit=False)
        page.widen(at, width)
    page.wrapped(_HEADER, [(at, text) for at, text in texts if widths[at - 1]])


def _progress(sheet: _CitySheet, indicator: Indicator, row: int) -> int:
    """Draw rows for target, result, completion and light; returns the last row."""
    columns = [
        each
        for each in sheet.detail.columns
        if each.indicator == indicator and (each.kind is not ColumnKind.NUMBER or not indicator.is_rate)
    ]
    for at, column in enumerate(columns, start=row):
        done = column.kind in (ColumnKind.COMPLETION, ColumnKind.IN_ALL)
        unit = "（%）" if done and not indicator.is_level else ""
        sheet.page.put(at, 4, column.label.replace("\n", "") + unit, "label")
        for to, each in zip((5, *range(sheet.first, 999)), sheet.detail.rows, strict=False):
            sheet.point((at, to), each, column)
    last = row + len(columns) - 1
    _standing(sheet, indicator, row, last)
    return last


def _standing(sheet: _CitySheet, indicator: Indicator, row: int, last: int) -> None:
    """Write the city's rank, of how many, and its change."""
    completions, city = Completions(sheet.detail.facts), sheet.city.region.code
    ranks, move = completions.ranks(indicator), completions.moves(indicator).get(city)
    rank = Decimal(ranks[city]) if city in ranks else NONE
    formats = (f'0"/{len(ranks)}"', MOVE_FORMAT)
    for at, value, shown in zip(
        (6, 7), (rank, NONE if move is None else Decimal(move)), formats, strict=True
    ):
        sheet.page.tall(row, last, at, "", "total", fit=False)
        sheet.page.put(row, at, value, "total", fit=False, align="center", num_format=shown)


def _breakdown(sheet: _CitySheet, indicator: Indicator, row: int) -> int:
    """Draw one row: the city's target, the total of its shares, the gap, and every county's share."""
    columns = [each for each in sheet.detail.columns if each.indicator == indicator]
    for at, column in enumerate(columns, start=4):
        sheet.point((row, at), sheet.city, column)
    (share,) = [each for each in columns if each.kind is ColumnKind.NUMBER]
    last = sheet.first + len(sheet.counties) - 1
    for at, county in enumerate(sheet.counties, start=sheet.first):
        sheet.point((row, at), county, share)
    gap = Area(row, _GAP, row, _GAP)
    colour_gaps(sheet.page, indicator, gap)
    colour_marks(sheet.page, gap)
    if not indicator.adds_up:
        upper = sheet.detail.facts.upper(indicator, sheet.city.region.code)
        falls_short = bounded(NUMBER_SHORT[indicator.direction], upper).text(
            share=address(row, sheet.first), target=absolute_address(row, _TARGET)
        )
        counties = Area(row, sheet.first, row, last)
        shape = marked(sheet.formats.of(share), FAIR)
        sheet.page.colour(counties, falls_short, STYLES[FAIR], num_format=shape, room=True)
    return row
