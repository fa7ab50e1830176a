"""需要关注: a line for each region and indicator that is behind, the worst first.

Which lines there are, and in what order, is settled when the summary is drawn; every number is a formula over
the cells of 全省汇总 or 完成率与排名.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cascade.drawing import page_height, rows_that_fit
from cascade.formula import Live, Value, value_of
from cascade.headings import heading
from cascade.indicators import Comparison
from cascade.judging.lights import BAD, breakdown_light
from cascade.judging.margins import margin_unit, shortfall
from cascade.judging.ranks import to_go_places
from cascade.judging.results import places_apart
from cascade.judging.targets import exact_places
from cascade.outcome.judged import Judged
from cascade.quantity import NONE
from cascade.summary.attention_words import (
    AttentionColumn,
    breakdown_columns,
    counties_short,
    notes,
    progress_columns,
    said,
    share_cell,
)
from cascade.summary.detail_columns import LACKING
from cascade.summary.highlights import nobody_behind
from cascade.summary.overview import Overview
from cascade.summary.province import DIFFERENCE, LIGHT, REPORT, TARGET, Province
from cascade.summary.province_looks import completed_as, looks
from cascade.summary.ranking import Ranking, RankingItem
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import as_of, page_footer, target_text, titled
from cascade.theme import (
    LINE_POINTS,
    display_width,
    gap_format,
    lines_needed,
    number_format,
    range_format,
)

NAME = "需要关注"
_HEADER, _FIRST_ROW = 3, 4
_NAMES = 0.6  # of the width that is left, the most that the indicators' names take
_DIGITS, _WIDEST = "-00.0", 26.0  # about, of a number before its unit; of a column with units
_LEAST, _LEAST_SAID = 20.0, 16.0
_WIDER = 1.3  # the columns of a narrow table get so many times wider at most
_ROW, _LOW_ROW = 18.0, 14.5  # points of a row of one line; where all lines then fit
_WIDEST_REGION = 20.0
_WRAPPED = ("region", "name", "short", "said")  # the keys of the columns whose texts wrap
_ABOVE = 54.0  # points of title and note

Cell = tuple[Value | Live, str, dict[str, Any]]  # content, style, format options


def draw_attention(
    page: SummaryPage, province: Province, ranking: Ranking | None, pages: int | None = None
) -> None:
    """Draw the sheet; `ranking` says what is needed per month in a progress round.

    With `pages` it has as many lines as go onto so many pages, the worst.
    """
    facts = province.facts
    behind = province.outcome.behind(province.regions[:-1])
    title = titled(facts, f"{NAME}的指标")
    if not behind:
        page.widen(1, page.room() * 0.6)
        page.put(_HEADER, 1, nobody_behind(facts), "status", fit=False)
        page.finish(title, as_of(facts), 1, (_HEADER, _HEADER), 0, footer=page_footer(facts))
        return
    lines = _AttentionCells(province, ranking, any(said(province, each) for each in behind))
    lines.widen(behind)
    if page.on_paper and sum(each.width or _LEAST for each in lines.columns) > page.room(len(lines.columns)):
        lines.leave_out("unit")  # targets show it, too
    _headings(page, lines.columns, [each.indicator.indented for each in behind])
    heights = _row_heights(page, lines, behind) if pages is None else _fitting(page, lines, behind, pages)
    shown = behind[: len(heights)]
    for row, (each, height) in enumerate(zip(shown, heights, strict=True), start=_FIRST_ROW):
        _line(page, lines, row, each)
        page.height(row, height)
    columns, last = len(lines.columns), _FIRST_ROW + len(shown) - 1
    below = notes(province, len(shown), len(behind))
    page.notes(last + 1, (1, columns), below)
    blocks = [(row, row) for row in range(_FIRST_ROW, last)] + [(last, last + len(below))]
    apart = {(each.indicator.code, each.margin, each.lacking) for each in shown}
    order = "　由重到轻排列" if len(apart) > 1 else ""
    note, footer = as_of(facts) + order, page_footer(facts)
    header, table = (_HEADER, _HEADER), (_FIRST_ROW, last)
    page.finish(title, note, columns, header, 0, blocks=blocks, footer=footer, table=table)


def is_anything_behind(province: Province) -> bool:
    """Whether the sheet has a line, so that it is worth a page."""
    return bool(province.outcome.behind(province.regions[:-1]))


class _AttentionCells:
    """What the cells of the lines hold."""

    def __init__(self, province: Province, ranking: Ranking | None, said: bool) -> None:
        self.province = province
        self.facts = province.facts
        self._ranking = ranking
        self._overview = Overview(province)
        self.columns = (progress_columns if self.facts.is_progress else breakdown_columns)(self.facts)
        if not said:
            self.leave_out("said")

    def leave_out(self, key: str) -> None:
        """Leave out a column."""
        self.columns = [each for each in self.columns if each.key != key]

    def widen(self, behind: Sequence[Judged]) -> None:
        """Widen the columns that hold units until they hold those of some lines."""
        self.columns = [
            replace(column, width=max(column.width, *(self._width(column.key, each) for each in behind)))
            for column in self.columns
        ]

    def _width(self, key: str, each: Judged) -> float:
        """What a region's name or a text with a unit takes; 0 in other columns."""
        indicator = each.indicator
        texts = {
            "region": self.facts.plan.name(each.region),
            "target": target_text(self.facts, indicator, each.region),
            "unit": indicator.unit,
            "margin": f"{_DIGITS} {margin_unit(indicator)}",
            "lacking": f"{_DIGITS} {indicator.gap_unit if indicator.is_level else indicator.unit}",
            "monthly": f"{_DIGITS} {indicator.unit}",
        }
        widest = _WIDEST_REGION if key == "region" else _WIDEST
        return min(widest, display_width(texts[key]) + 2.0) if key in texts else 0.0

    def cell(self, key: str, each: Judged) -> Cell:
        """The content of a cell, its style and its format options."""
        if key in ("target", "result"):
            return self._figure(TARGET if key == "target" else REPORT, each)
        indicator, city = each.indicator, self.province.city(each.region)
        texts: dict[str, Cell] = {
            "region": (city.live(), "name", {"bold": True}),
            "number": (indicator.number, "unit", {}),
            "name": (self.province.name(indicator).live(), "name", {}),
            "unit": (indicator.unit, "unit", {}),
            "said": (said(self.province, each), "name", {}),
            "short": (counties_short(self.province, each), "name", {}),
        }
        if key in texts:
            content, style, more = texts[key]
            return content, style, more | {"bg_color": "paper"}
        rules = {
            "done": self._done,
            "margin": self._margin,
            "light": self._light,
            "lacking": self._lacking,
            "monthly": self._monthly,
        }
        content, more = rules[key](each)
        centred = {"align": "center"} if key == "light" or content == NONE else {}
        return content, "figure", more | centred

    def _figure(self, item: int, each: Judged) -> Cell:
        """A target or a result, as 全省汇总 shows it."""
        source = self.province.outside(each.indicator, item, each.region)
        _, more = looks(self.province, each.indicator, item, each.region, source.value)
        return source.live(), "figure", more

    def _done(self, each: Judged) -> tuple[Value | Live, dict[str, Any]]:
        if each.indicator.is_level:
            return NONE, {}
        done = self.province.outside(each.indicator, DIFFERENCE, each.region)
        return done.live(), {"num_format": completed_as(self.province, each.indicator)}

    def _margin(self, each: Judged) -> tuple[Value | Live, dict[str, Any]]:
        content, unit = self._overview.margin(each.indicator, each.region), f" {margin_unit(each.indicator)}"
        places = self._overview.places(each.indicator)
        shape = (
            range_format(places, unit)
            if each.indicator.comparison is Comparison.WITHIN
            else gap_format(places, "+", unit)
        )
        return content, {"num_format": shape, "bold": True}

    def _light(self, each: Judged) -> tuple[Value | Live, dict[str, Any]]:
        look = {"font_color": "behind" if each.sign == BAD else "fair_ink", "bold": True}
        if self.facts.is_progress:
            return self.province.outside(each.indicator, LIGHT, each.region).live(), look
        apart = self.province.outside(each.indicator, DIFFERENCE, each.region)
        return breakdown_light(self.facts.plan, each.indicator).live(gap=apart), look

    def _lacking(self, each: Judged) -> tuple[Value | Live, dict[str, Any]]:
        indicator = each.indicator
        if each.lacking is None:
            return NONE, {}
        goal = self.facts.goal(indicator, each.region)
        rule = shortfall(indicator, goal.upper if goal else None)
        result = self.province.outside(indicator, REPORT, each.region)
        cells = {
            "total": share_cell(self.province, indicator, each.short[0]) if each.short else result,
            "target": self.province.outside(indicator, TARGET, each.region),
        }
        least = self._overview.places(indicator) if indicator.is_level else self.province.places(indicator)
        shape = number_format(places_apart(least, [each.lacking], [Decimal(0)]))
        unit = indicator.gap_unit if indicator.is_rate or indicator.is_level else indicator.unit
        content = rule.given(places=exact_places(indicator.decimals + 2)).live(**cells)
        over = LACKING[indicator.direction]
        return content, {"num_format": f'{over and chr(34) + over + chr(34)}{shape}" {unit}"', "bold": True}

    def _monthly(self, each: Judged) -> tuple[Value | Live, dict[str, Any]]:
        indicator, item = each.indicator, RankingItem.TO_GO
        if self._ranking is None or indicator.is_limit or item not in self._ranking.items(indicator):
            return NONE, {}
        monthly = self._ranking.outside(indicator, item, each.region)
        if isinstance(monthly.value, str):  # 还需 1家
            return monthly.live(), {"align": "center"}
        last = self.facts.months_left <= 1  # it is what is lacking, and reads like it
        places = self.province.places(indicator) if last else to_go_places(indicator, monthly.value)
        return monthly.live(), {"num_format": f'{number_format(places)}" {indicator.unit}"'}


def _headings(page: SummaryPage, columns: Sequence[AttentionColumn], names: Sequence[str]) -> None:
    """Write the headings; names and the cities' words share the width that the other columns leave."""
    room, fixed = page.room(len(columns)), sum(each.width for each in columns)
    said = any(each.key == "said" for each in columns)
    longest = max(map(display_width, names))
    most = max((room - fixed) * _NAMES, min(longest / 2 + 1.5, room - fixed - _LEAST_SAID))  # on two lines
    name = max(_LEAST, min(longest + 3.0, most if said else room - fixed))
    wider = 1.0 if said else max(1.0, min(_WIDER, room / (fixed + name)))
    widths = {"name": name * wider, "said": max(_LEAST_SAID, room - fixed - name)}
    for at, each in enumerate(columns, start=1):
        width = widths.get(each.key, each.width * wider)
        page.widen(at, width)
        broken = each.heading if "\n" in each.heading else heading(each.heading, width)[0]
        page.put(_HEADER, at, broken, "head", fit=False)
    page.wrapped(_HEADER, [(at, each.heading) for at, each in enumerate(columns, start=1)])


def _fitting(page: SummaryPage, lines: _AttentionCells, behind: Sequence[Judged], pages: int) -> list[float]:
    """The heights of the rows that go onto so many pages, with the notes below the last.

    Rows get lower where all of them then fit onto so many, or onto fewer.
    """
    smallest = page.theme.body_size / page.theme.smallest_official_point
    room = page_height(page.theme) * smallest - _ABOVE - page.heights[_HEADER]
    width = sum(page.widths(len(lines.columns)))
    below = sum(
        LINE_POINTS * lines_needed(note, width - 3.0) + 4 for note in notes(lines.province, 0, len(behind))
    )
    for number in range(1, pages + 1):
        for row in (_ROW, _LOW_ROW):
            heights = _row_heights(page, lines, behind, row)
            if rows_that_fit(heights, room, number, below) == len(behind):
                return heights
    heights = _row_heights(page, lines, behind)
    return heights[: rows_that_fit(heights, room, pages, below)]


def _row_heights(
    page: SummaryPage, lines: _AttentionCells, behind: Sequence[Judged], row: float = _ROW
) -> list[float]:
    """The heights of rows that hold their lines, and of one line are so many points high."""
    texts = ([lines_needed(text, page.widths(at)[-1]) for at, text in _names(lines, each)] for each in behind)
    return [LINE_POINTS * (max(each) - 1) + row for each in texts]


def _line(page: SummaryPage, lines: _AttentionCells, row: int, each: Judged) -> None:
    for at, column in enumerate(lines.columns, start=1):
        if column.key == "at":
            page.put(row, at, str(row - _HEADER), "unit", fit=False, bg_color="paper")
            continue
        content, style, more = lines.cell(column.key, each)
        page.put(row, at, content, style, fit=False, **more)


def _names(lines: _AttentionCells, each: Judged) -> list[tuple[int, str]]:
    """The texts of a line that may wrap, by column."""
    keys = {column.key: at for at, column in enumerate(lines.columns, start=1)}
    return [(keys[key], str(value_of(lines.cell(key, each)[0]) or "")) for key in _WRAPPED if key in keys]
