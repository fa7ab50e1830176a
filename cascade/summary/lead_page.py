"""部门一览: one page for a department of few indicators: its cities, ranks, bars, counties behind.

A panel an indicator: the cities with their bars, below them the counties that are furthest behind. An only
indicator has a second panel, in which these go on. All numbers refer to the other sheets of the workbook.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cascade.drawing import page_height, page_width
from cascade.formula import Live, Ref, Value, value_of
from cascade.grid import Area, address, on_sheet
from cascade.indicators import Comparison, Indicator
from cascade.judging.lights import BAD
from cascade.judging.margins import live_margin, margin_places, shortfall
from cascade.judging.ranks import to_go_places
from cascade.judging.results import completion_places, completion_unit, completion_word
from cascade.judging.targets import exact_places
from cascade.outcome.judged import Judged, Judgements
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.chart_data import ChartData
from cascade.summary.chart_looks import ChartLooks
from cascade.summary.conditional_formats import colour_lights
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import (
    LACKING,
    ColumnKind,
    completed_format,
    lacking_format,
    margin_format,
)
from cascade.summary.ranking import Ranking, RankingItem
from cascade.summary.ranking_sheet import MOVE_FORMAT
from cascade.summary.shared_formats import SharedFormats
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, leaves_note, page_footer, schedule_word
from cascade.theme import LINE_POINTS, Theme, characters, column_points, lines_needed, number_format

NAME = "部门一览"
_MOST = {"A3": 2, "A4": 1}  # indicators that fit a page side by side
_MOST_CITIES = 20
_FEWEST_BESIDE = 12  # counties for whose sake there is a second panel
_HEADER, _LABELS, _FIRST_ROW = 3, 4, 5
_WIDTHS = (18.0, 9.0, 9.0, 9.0, 11.0, 6.0, 6.0, 11.0)  # of a panel's columns, before that of the bars
_BARS, _GAP, _PANEL = 9, 10, 10  # columns of a panel, from 1: the bars, the space behind it, how many
_LEAST_BARS, _SPACE = 13.0, 1.0
_LOWEST, _HIGHEST, _ABOVE = 16.0, 34.0, 120.0  # points: of a row; title, note and headings
_LIGHT, _CENTRED = 4, (5, 6)  # columns of a panel behind the name: the light; rank and move
_ITEMS = (RankingItem.DONE, RankingItem.LIGHT, RankingItem.RANK, RankingItem.MOVE, RankingItem.TO_GO)


def fits(facts: Facts, indicators: Sequence[Indicator], theme: Theme) -> bool:
    """Whether all of a department's indicators stand on one page."""
    few = 0 < len(indicators) <= _MOST[theme.paper] and not any(each.is_words for each in indicators)
    return facts.is_progress and few and len(facts.plan.cities) <= _MOST_CITIES


@dataclass(frozen=True)
class _Panel:
    """An indicator's place on the page: its first column, and its counties that are behind."""

    indicator: Indicator
    left: int
    behind: Sequence[Judged]


def draw_lead_page(page: SummaryPage, detail: Detail, ranking: Ranking, data: ChartData, title: str) -> None:
    """Draw the sheet."""
    _LeadPage(page, detail, ranking, data).draw(title)


class _LeadPage:
    """The sheet as it is drawn."""

    def __init__(self, page: SummaryPage, detail: Detail, ranking: Ranking, data: ChartData) -> None:
        self._page, self._detail, self._ranking, self._data = page, detail, ranking, data
        self._facts = facts = detail.facts
        self._outcome, self._shared = Judgements(facts), SharedFormats(detail)
        self._rows = {row.region.code: row for row in detail.rows}
        self._cities = [city.code for city in facts.plan.cities]
        self._whole_row = _FIRST_ROW + len(self._cities)
        self._counties_row = self._whole_row + 2  # their labels; a row of space is above
        self._room = page_height(page.theme) - _ABOVE
        self._last = int(self._room / _LOWEST) + _FIRST_ROW - 1  # row that the page holds

    def draw(self, title: str) -> None:
        """Draw all panels, and set up the page."""
        panels = list(self._panels())
        self._set_widths(len(panels))
        below = max(0, self._last - self._counties_row)  # counties under the cities
        used, left_out = self._whole_row, 0
        for at, panel in enumerate(panels):
            if at < len(self._detail.numbers):
                self._head(panel)
                self._draw_cities(panel)
                shown = panel.behind[:below]
                top = self._counties_row
            else:
                shown = panel.behind[: self._last - _LABELS]
                top = _LABELS
            self._draw_counties(panel, shown, top)
            left_out += (
                len(panel.behind) - len(shown) if len(panels) == len(self._detail.numbers) or at else 0
            )
            used = max(used, top + len(shown) if shown else used)
        self._set_heights(used)
        for panel in panels[: len(self._detail.numbers)]:
            self._draw_bars(panel)
        columns = len(panels) * _PANEL - 1
        blocks = [(row, row) for row in range(_FIRST_ROW, used + 1)]
        note = basis(self._facts) + self._note(left_out)
        footer = page_footer(self._facts)
        self._page.finish(title, note, columns, (_HEADER, _LABELS), 0, (), blocks, footer, whole=True)

    def _panels(self) -> Iterator[_Panel]:
        plan = self._facts.plan
        leaves = (
            []
            if plan.two_levels
            else [leaf.code for city in plan.cities for leaf in self._facts.leaves(city)]
        )
        behind = self._outcome.behind(leaves)
        for at, indicator in enumerate(self._detail.numbers):
            mine = [each for each in behind if each.indicator == indicator]
            yield _Panel(indicator, at * _PANEL + 1, mine)
        below = max(0, self._last - self._counties_row)
        more = len(mine) - below >= _FEWEST_BESIDE
        if len(self._detail.numbers) == 1 and more and self._page.theme.paper == "A3":
            yield _Panel(indicator, _PANEL + 1, mine[below:])

    def _note(self, left_out: int) -> str:
        levels = self._facts.plan.levels
        more = f"另有 {left_out} 个落后的{levels.leaf}没有列出，见“{self._detail.name}”。" if left_out else ""
        few = leaves_note(self._facts, self._detail.numbers, self._facts.plan.cities)
        return f"深色条为落后的{levels.units}。{few}{more}"

    def _set_widths(self, panels: int) -> None:
        page = self._page
        widths = (*_WIDTHS, _LEAST_BARS, _SPACE)
        free = page_width(page.theme) - panels * sum(map(column_points, widths))
        bars = _LEAST_BARS + max(0.0, characters(free / panels, 1))
        for panel in range(panels):
            for at, width in enumerate((*_WIDTHS, min(bars, _LEAST_BARS * 4), _SPACE), start=1):
                if panel < panels - 1 or at < _GAP:
                    page.widen(panel * _PANEL + at, width)

    def _set_heights(self, last: int) -> None:
        free = self._room / (last - _LABELS)
        for row in range(_FIRST_ROW, last + 1):
            self._page.height(row, max(_LOWEST, min(_HIGHEST, free)))

    def _head(self, panel: _Panel) -> None:
        """Write the indicator's name, and what the columns hold."""
        page, indicator, levels = self._page, panel.indicator, self._facts.plan.levels
        text = f"{indicator.number}．{indicator.title}（{indicator.unit}）"
        page.merge((_HEADER, panel.left, _HEADER, panel.left + _BARS - 1), text, "head")
        width = sum(page.widths(panel.left + _BARS - 1)[panel.left - 1 :])
        page.height(_HEADER, LINE_POINTS * lines_needed(text, width) + 8)
        done = f"{completion_word(indicator)}\n（{completion_unit(indicator)}）"
        to_go = "剩余限额" if indicator.is_limit else "月均需\n完成"
        labels = (levels.unit, "目标", "本期", done, "评价", "名次", "较上\n期", to_go)
        for at, label in enumerate((*labels, completion_word(indicator))):
            page.put(_LABELS, panel.left + at, label, "unit", fit=False)
        page.height(_LABELS, 2 * LINE_POINTS + 6)

    def _draw_cities(self, panel: _Panel) -> None:
        """Write the numbers of the cities and of the province."""
        page, indicator, whole = self._page, panel.indicator, self._facts.plan.province
        formats = (*self._shared_formats(indicator), *self._formats(indicator))
        for row, region in enumerate((*self._cities, whole), start=_FIRST_ROW):
            style = "total" if region == whole else "figure"
            name = "label" if region == whole else "name"
            page.put(row, panel.left, self._facts.plan.name(region), name, fit=False)
            contents = [*self._target_and_result(indicator, region)]
            contents += [self._ranked(indicator, item, region) for item in _ITEMS]
            for at, (content, shape) in enumerate(zip(contents, formats, strict=True), start=1):
                look: dict[str, Any] = {"num_format": shape}
                if isinstance(value_of(content), str) or at in _CENTRED:
                    look["align"] = "center"
                kind = "check" if at == _LIGHT else style
                page.put(
                    row, panel.left + at, content, kind, fit=False, font_size=page.theme.body_size, **look
                )
        light = panel.left + 1 + _ITEMS.index(RankingItem.LIGHT) + 1
        colour_lights(page, Area(_FIRST_ROW, light, self._whole_row, light))

    def _target_and_result(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
        for each, field in ((ColumnKind.TARGET, indicator.code), (kind, indicator.result_field)):
            cell = self._detail.outside(region, each, field)
            yield None if cell.value is None else cell.live()

    def _ranked(self, indicator: Indicator, item: RankingItem, region: str) -> Value | Live:
        """A cell of 完成率与排名."""
        if item not in self._ranking.items(indicator):
            return NONE
        cell = self._ranking.outside(indicator, item, region)
        return None if cell.value is None else cell.live()

    def _shared_formats(self, indicator: Indicator) -> list[str]:
        """The number formats of targets and results."""
        kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
        keys = (ColumnKind.TARGET, indicator.code), (kind, indicator.result_field)
        columns = {(each.kind, each.field): each for each in self._detail.columns}
        return [self._shared.of(columns[key]) for key in keys]

    def _formats(self, indicator: Indicator) -> tuple[str, ...]:
        places = self._outcome.completions.places(indicator, completion_places(indicator))
        done = completed_format(indicator, places, "+")
        item, ranking = RankingItem.TO_GO, self._ranking
        regions = ranking.regions if item in ranking.items(indicator) else ()
        monthly = to_go_places(indicator, *(ranking.outside(indicator, item, each).value for each in regions))
        return done, "General", "0", MOVE_FORMAT, number_format(monthly)

    def _draw_counties(self, panel: _Panel, shown: Sequence[Judged], top: int) -> None:
        """Write the counties that are behind below their labels, which are in the row `top`."""
        if not shown:
            return
        page, indicator, levels = self._page, panel.indicator, self._facts.plan.levels
        timed = indicator.comparison is Comparison.SHARE
        than = schedule_word(self._facts).removesuffix("进度") if timed else "目标"
        if top == _LABELS:
            text = f"{indicator.number}．{indicator.title}：落后的{levels.leaf}（续）"
            page.merge((_HEADER, panel.left, _HEADER, panel.left + _BARS - 1), text, "head")
        lacking = LACKING[indicator.direction].strip() or "还差"
        labels = (f"落后的{levels.leaf}", "目标", "本期", completion_word(indicator), lacking, f"较{than}")
        for at, label in enumerate(labels[:-1]):
            page.put(top, panel.left + at, label, "unit", fit=False)
        page.merge((top, panel.left + 5, top, panel.left + 7), labels[-1], "unit")
        for row, each in enumerate(shown, start=top + 1):
            self._county(panel, each, row)

    def _county(self, panel: _Panel, each: Judged, row: int) -> None:
        page, indicator, facts = self._page, panel.indicator, self._facts
        told = self._rows[each.region]
        name = f"{told.city.name}{told.region.name}" if told.city else told.region.name
        page.put(row, panel.left, name, "name", fit=False, bg_color="paper", shrink=True, text_wrap=False)
        kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
        target = self._detail.outside(each.region, ColumnKind.TARGET, indicator.code)
        result = self._detail.outside(each.region, kind, indicator.result_field)
        done = self._detail.outside(each.region, ColumnKind.COMPLETION, indicator.code)
        goal = facts.goal(indicator, each.region)
        rule = shortfall(indicator, goal.upper if goal else None)
        lacking = rule.given(places=exact_places(indicator.decimals + 2)).live(total=result, target=target)
        expected = facts.expected_of(indicator)
        apart = live_margin(indicator, expected, done=done, result=result, target=target)
        shapes = (
            *self._shared_formats(indicator),
            completed_format(indicator, completion_places(indicator, done.value), "+"),
            lacking_format(indicator, lacking.value),
        )
        for at, (content, shape) in enumerate(
            zip((target.live(), result.live(), done.live(), lacking), shapes, strict=True), start=1
        ):
            page.put(row, panel.left + at, content, "figure", fit=False, num_format=shape)
        area = (row, panel.left + 5, row, panel.left + 7)
        shape = margin_format(indicator, apart.value, margin_places(indicator, apart.value))
        page.merge(area, apart, "figure", num_format=shape, bold=True)

    def _draw_bars(self, panel: _Panel) -> None:
        """Draw a bar beside each city, dark where it is behind."""
        page, indicator = self._page, panel.indicator
        rows: list[tuple[Value | Live, ...]] = []
        for row, city in enumerate(self._cities, start=_FIRST_ROW):
            done = self._ranking.outside(indicator, RankingItem.DONE, city)
            here = Ref(on_sheet(page.name, address(row, panel.left + 3)), done.value)
            shown = here.live() if not isinstance(done.value, str) else None
            late = self._outcome.judged(indicator, city).sign == BAD
            name = self._facts.plan.name(city)
            rows.append((name, shown if late else None, None if late else shown))
        title = f"{NAME}：第 {indicator.number} 项{completion_word(indicator)}"
        block = self._data.block(title, (self._facts.plan.levels.unit, "落后", "其他"), rows)
        looks = ChartLooks(page)
        chart = looks.chart("bar")
        labels = {"value": True, "num_format": self._formats(indicator)[0], "font": looks.font}
        for column, name, fill in ((2, "落后", "behind"), (3, "其他", "bar")):
            chart.add_series(
                {"name": name, "fill": {"color": looks.colour[fill]}, "gap": 60, "overlap": 100}
                | {"border": {"none": True}, "data_labels": labels | {"position": "outside_end"}}
                | block.down(1, "categories")
                | block.down(column, "values")
            )
        drawn = [float(value) for line in rows for each in line[1:] if (value := value_of(each)) is not None]
        chart.set_x_axis(looks.hidden_axis(**({"min": 0} if min(drawn, default=0) >= 0 else {})))
        chart.set_y_axis(looks.hidden_axis(reverse=True))
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
        chart.set_plotarea({"layout": {"x": 0.0, "y": 0.0, "width": 0.78, "height": 1.0}})
        height = sum(page.heights[row] for row in range(_FIRST_ROW, self._whole_row))
        size = column_points(page.widths(panel.left + _BARS - 1)[-1]), height
        looks.place(
            chart,
            _FIRST_ROW,
            panel.left + _BARS - 1,
            size,
            f"{indicator.name}：各{self._facts.plan.levels.units}",
        )
