"""本市汇总: a city's indicators down and its counties across, for the workbook cut out for the city.

Every number points to the table of its counties; the ranks alone are plain numbers, for what they are
compared with is not in the workbook.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cascade.formula import Live, Value
from cascade.grid import address
from cascade.model import Direction, Indicator
from cascade.summary.detail import Column, Detail, Kind, Row
from cascade.summary.gaps import colour_gaps, gap_format
from cascade.summary.lights import FAIR, colour_lights
from cascade.summary.ranking import MOVE
from cascade.summary.standings import Standings
from cascade.summary.summary_page import Page
from cascade.summary.wording import NONE, page_footer
from cascade.theme import LINE_POINTS, lines_needed, number_format, worded_format

NAME = "本市汇总"
_HEADER, _FIRST_ROW = 3, 4
_NAME_WIDTH, _COUNTY_WIDTH = 26.0, 9.0


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The sheet and the table that it points to; `headings` are those of the columns before the counties'."""

    page: Page
    detail: Detail
    headings: tuple[str, ...]

    @property
    def first(self) -> int:
        """The column of the first county."""
        return len(self.headings) + 1

    @property
    def city(self) -> Row:
        return self.detail.rows[0]

    @property
    def counties(self) -> Sequence[Row]:
        return self.detail.rows[1:]

    def point(self, at: tuple[int, int], row: Row, column: Column, **looks: Any) -> None:
        """Show what stands where a row and a column of the table meet."""
        content = self.detail.content(row, column)
        value = content.value if isinstance(content, Live) else content
        source = self.detail.outside(row.region.code, column.kind, column.field)
        pointed: Value | Live = None if value is None else Live(source, value)
        style = {Kind.TARGET: "locked", Kind.LIGHT: "check", Kind.GAP: "check"}.get(column.kind, "figure")
        if row is self.city and style == "figure":
            style = "total"
        looks = {"num_format": self._format(column, row)} | looks
        if isinstance(value, str):
            looks["align"] = "center"
        self.page.put(*at, pointed, style, fit=False, font_size=self.page.theme.body_size, **looks)

    def _format(self, column: Column, row: Row) -> str:
        if column.kind is Kind.TARGET and row is self.city:
            target = self.detail.facts.plan.target(column.indicator.code, row.region.code)
            return worded_format(target.text) if target else "General"
        if column.kind is Kind.GAP:
            return gap_format(column.indicator)
        return number_format(column.decimals) if column.kind in (Kind.VALUE, Kind.COMPLETION) else "General"


def draw_city(page: Page, detail: Detail, title: str, note: str) -> None:
    """Draw the sheet of the one city that a table is about."""
    progress, indicators = detail.facts.is_progress, detail.indicators
    headings = (
        ("项目", "本市", "全省名次", "名次较上期")
        if progress
        else ("本市目标", "分解数", "差额／低于目标的县")
    )
    sheet = _Sheet(page, detail, ("序号", "关键性量化指标", "单位", *headings))
    _header(sheet)
    blocks: list[tuple[int, int]] = []
    for indicator in indicators:
        row = blocks[-1][1] + 1 if blocks else _FIRST_ROW
        last = _progress(sheet, indicator, row) if progress else _breakdown(sheet, indicator, row)
        page.tall(row, last, 1, str(indicator.number), "unit")
        page.tall(row, last, 2, indicator.name, "name", fit=False)
        page.tall(row, last, 3, indicator.unit, "unit")
        height = max(17.0, LINE_POINTS * lines_needed(indicator.name, _NAME_WIDTH) / (last - row + 1) + 4)
        for at in range(row, last + 1):
            page.height(at, height)
        blocks.append((row, last))
    columns, last = sheet.first + len(sheet.counties) - 1, blocks[-1][1]
    fixed, footer = (4 if progress else 3), page_footer(detail.facts)
    colour_lights(page.sheet, page.styles, (_FIRST_ROW, fixed + 1, last, columns))
    groups = [(fixed + 1, sheet.first - 1), *((at, at) for at in range(sheet.first, columns + 1))]
    page.finish(title, note, columns, (_HEADER, _HEADER), fixed, groups, blocks, footer)


def _header(sheet: _Sheet) -> None:
    page = sheet.page
    texts = [*enumerate((*sheet.headings, *(row.region.name for row in sheet.counties)), start=1)]
    for at, text in texts:
        page.put(_HEADER, at, text, "head", fit=False)
        page.widen(at, {1: 6.0, 2: _NAME_WIDTH, 3: 7.0}.get(at, _COUNTY_WIDTH))
    page.wrapped(_HEADER, texts)


def _progress(sheet: _Sheet, indicator: Indicator, row: int) -> int:
    """A row each for target, result, completion and light; returns the last row."""
    columns = [
        each
        for each in sheet.detail.columns
        if each.indicator == indicator and (each.kind is not Kind.NUMBER or not indicator.is_rate)
    ]
    for at, column in enumerate(columns, start=row):
        unit = "（%）" if column.kind is Kind.COMPLETION and not indicator.is_rate else ""
        sheet.page.put(at, 4, column.label + unit, "label")
        for to, each in zip((5, *range(sheet.first, 999)), sheet.detail.rows, strict=False):
            sheet.point((at, to), each, column)
    last = row + len(columns) - 1
    _standing(sheet, indicator, row, last)
    return last


def _standing(sheet: _Sheet, indicator: Indicator, row: int, last: int) -> None:
    """The city's rank among how many, and its change."""
    standings, city = Standings(sheet.detail.facts), sheet.city.region.code
    ranks, move = standings.ranks(indicator), standings.moves(indicator).get(city)
    rank = Decimal(ranks[city]) if city in ranks else NONE
    formats = (f'0"/{len(ranks)}"', MOVE)
    for at, value, shown in zip(
        (6, 7), (rank, NONE if move is None else Decimal(move)), formats, strict=True
    ):
        sheet.page.tall(row, last, at, "", "total", fit=False)
        sheet.page.put(row, at, value, "total", fit=False, align="center", num_format=shown)


def _breakdown(sheet: _Sheet, indicator: Indicator, row: int) -> int:
    """One row: what was given to the city, what it has shared out, the gap, and each county's share."""
    columns = [each for each in sheet.detail.columns if each.indicator == indicator]
    for at, column in enumerate(columns, start=4):
        sheet.point((row, at), sheet.city, column)
    (share,) = [each for each in columns if each.kind is Kind.NUMBER]
    last = sheet.first + len(sheet.counties) - 1
    for at, county in enumerate(sheet.counties, start=sheet.first):
        sheet.point((row, at), county, share)
    styles, page = sheet.page.styles, sheet.page.sheet
    colour_gaps(page, styles, indicator, (row, 6, row, 6))
    if indicator.is_rate:  # counties that fall short of the city's target
        corner, sign = address(row, sheet.first), "<" if indicator.direction is Direction.AT_LEAST else ">"
        criteria = f"=AND(ISNUMBER({corner}),{corner}{sign}$D${row})"
        marked = styles.get("fair", num_format=f'"{FAIR} "General')
        rule = {"type": "formula", "criteria": criteria, "format": marked}
        page.conditional_format(row - 1, sheet.first - 1, row - 1, last - 1, rule)
    return row
