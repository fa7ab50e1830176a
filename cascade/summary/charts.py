"""图表, in a lead department's workbook: per indicator a chart of the cities, and of the province over time.

A city that is behind has a dark column, all others a light one: two series, whose cells 图表数据 holds. Which
city is in which is settled when the sheet is drawn. The other series read 历次完成情况.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.chart import Chart

from cascade.drawing import page_height, page_width
from cascade.formula import Live, Ref, Value
from cascade.grid import Area, address, on_sheet
from cascade.indicators import Indicator
from cascade.judging.lights import BAD
from cascade.judging.results import completion_unit, completion_word
from cascade.outcome.judged import Judgements
from cascade.returns.round_goals import THIS_ROUND
from cascade.summary.chart_data import ChartData
from cascade.summary.detail_columns import completed_format
from cascade.summary.history import NAME as DATA
from cascade.summary.history import History
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, page_footer, schedule_word
from cascade.theme import LINE_POINTS, characters, column_points, lines_needed

NAME = "图表"
_FIRST_ROW, _LEFT, _RIGHT = 3, 1, 3
_BETWEEN, _GAP = 2.0, 8.0  # space between two charts: characters across, points down
_CARD = 200.0  # least points of a row of charts with heading and gap; the rows share a page's height
_ABOVE = 68.0  # points of title and note on every page
_PIXELS = 96 / 72
_LABELLED = 16  # columns; the labels of more would run into each other, and the tables have the numbers
_OTHERS = "其他"
_DARK, _LIGHT = ("behind", "behind_ink"), ("bar", "ink")  # colours of columns and of the labels in them
_NOTE = "比率类为高于目标的百分点，0 即目标。没有数的不画。"
_LIMITS_NOTE = "控制指标为占限额的百分数，100 即限额。"
_ROUNDS_NOTE = "有分期目标的与该期目标比，100 即该期目标。"


def draw_charts(page: SummaryPage, history: History, data: ChartData, title: str) -> None:
    """Draw the sheet: one indicator per row if there are earlier rounds to show, else two."""
    facts, indicators = history.facts, history.detail.numbers
    charts = Charts(page, history, data)
    step = 1 if charts.trends else 2
    blocks: list[tuple[int, int]] = []
    for start in range(0, len(indicators), step):
        row = blocks[-1][1] + 1 if blocks else _FIRST_ROW
        charts.draw_row(row, indicators[start : start + step])
        blocks.append((row, row + 2))
    lines = f"柱为各{facts.plan.levels.units}，深色的落后，虚线为{charts.schedule}；"
    note = lines + _NOTE + (_LIMITS_NOTE if any(each.is_limit for each in indicators) else "")
    note += _ROUNDS_NOTE if facts.any_by_round else ""
    page.finish(title, basis(facts) + note, _RIGHT, (1, 2), 0, blocks=blocks, footer=page_footer(facts))


class Charts:
    """The charts of a sheet, in one style. The sheet prints at 100 %: sizes here are sizes on paper."""

    def __init__(self, page: SummaryPage, history: History, data: ChartData) -> None:
        self._page = page
        self._data = data
        self._outcome = Judgements(history.facts)
        self._history = history
        self._levels = history.facts.plan.levels
        width, height = page_width(page.theme), page_height(page.theme)
        self._width = characters((width - column_points(_BETWEEN)) / 2) // 1
        self._card = (height - _ABOVE) / ((height - _ABOVE) // _CARD)
        for at, wide in ((_LEFT, self._width), (_LEFT + 1, _BETWEEN), (_RIGHT, self._width)):
            page.widen(at, wide)
        self._colour = page.theme.colour
        self._font = {
            "name": page.theme.body_font,
            "size": page.theme.smallest_official_point,
            "color": self._colour["ink"],
        }

    @property
    def schedule(self) -> str:
        """What the dashed lines show."""
        return schedule_word(self._history.facts, *self._history.periods)

    @property
    def trends(self) -> bool:
        """Whether there are earlier rounds to draw."""
        return len(self._history.periods) > 1

    def draw_row(self, row: int, indicators: Sequence[Indicator]) -> None:
        """Draw both charts of one indicator, or one chart each of two indicators, below their names."""
        texts = [f"{each.number}．{each.title}（{each.lead}）" for each in indicators]
        width = 2 * self._width + _BETWEEN if self.trends else self._width
        heading = LINE_POINTS * max(lines_needed(text, width) for text in texts) + 6
        for height, at in ((heading, row), (self._card - heading - _GAP, row + 1), (_GAP, row + 2)):
            self._page.height(at, height)
        if self.trends:
            self._page.merge((row, _LEFT, row, _RIGHT), texts[0], "label")
            self._place(self._way(indicators[0]), row + 1, _RIGHT, f"{indicators[0].name}：历次")
        for each, text, column in zip(indicators, texts, (_LEFT, _RIGHT), strict=False):
            if not self.trends:
                self._page.put(row, column, text, "label", fit=False)
            self._place(self._cities(each), row + 1, column, f"{each.name}：各{self._levels.units}")

    def _place(self, chart: Chart | None, row: int, column: int, description: str) -> None:
        """Insert a chart that fills a cell; for None, write that there is nothing to draw."""
        if chart is None:
            self._page.put(row, column, "没有可画的数", "unit", fit=False, bg_color="paper")
            return
        width, height = int(self._width * 7) + 5, int(self._page.heights[row] * _PIXELS)
        chart.set_size({"width": width, "height": height})
        self._page.sheet.insert_chart(row - 1, column - 1, chart, {"description": description})

    def _cities(self, indicator: Indicator) -> Chart | None:
        """A column chart of the cities' completions, with a line at what is expected; None if empty."""
        history = self._history
        cities = history.regions[:-1]
        done = [history.completions.of(indicator, city) for city in cities]
        if not (drawn := [number for number in done if number is not None]):
            return None
        by_round = history.facts.by_round(indicator)  # then 100 % is the line
        chart, timed = self._chart("column"), self._timed(indicator) and not by_round
        measured = _measured(indicator, THIS_ROUND if by_round else "")
        block = self._data.block(
            f"第 {indicator.number} 项{measured}",
            (self._levels.unit, self._late_word(indicator), _OTHERS),
            [self._columns(indicator, city) for city in cities],
        )
        # at the foot of a column, where the line at what is expected does not cross them
        labels = self._labels(indicator) | ({"position": "inside_base"} if timed else {})
        names = block.down(1, "categories")
        for column, name, fill, ink in ((2, self._late_word(indicator), *_DARK), (3, _OTHERS, *_LIGHT)):
            font = self._font | ({"color": self._colour[ink]} if timed else {})
            chart.add_series(
                {"name": name, "fill": {"color": self._colour[fill]}, "gap": 45, "overlap": 100}
                | {"border": {"none": True}}  # one would cross the label of a low column
                | {"data_labels": labels | {"font": font} if len(done) <= _LABELLED else {}}
                | names
                | block.down(column, "values")
            )
        if timed:
            line = self._chart("line")
            self._time_line(line, _range(history.names), _range(history.elapsed))
            chart.combine(line)
        return self._finished(chart, indicator, f"各{self._levels.units}{measured}", drawn, legend=True)

    def _columns(self, indicator: Indicator, city: str) -> tuple[Value | Live, ...]:
        """A city's name, and its completion in the column of those behind, or of the others."""
        history = self._history
        done = history.completions.of(indicator, city)
        cell = address(*history.cell(indicator, -1, city))
        shown = None if done is None else Ref(on_sheet(DATA, cell), done).live()
        behind = self._outcome.judged(indicator, city).sign == BAD
        return history.label(city), shown if behind else None, None if behind else shown

    def _late_word(self, indicator: Indicator) -> str:
        """The plan's word for a city that is behind at an indicator."""
        plan = self._history.facts.plan
        if indicator.is_limit:
            return plan.word_over_limit
        return plan.word_unmet if indicator.is_level else plan.word_behind

    def _way(self, indicator: Indicator) -> Chart | None:
        """A line chart of the province's completions by round, beside what was expected; None if empty."""
        history, province = self._history, self._history.regions[-1]
        done = [history.completions.of(indicator, province, each) for each in history.periods]
        if not (drawn := [number for number in done if number is not None]):
            return None
        chart, rounds = self._chart("line"), _range(history.rounds(indicator))
        colour = self._colour["accent"]
        chart.add_series(
            {
                "name": f"{self._levels.whole}{_measured(indicator)}",
                "categories": rounds,
                "values": _range(history.of_rounds(indicator, province)),
                "values_data": _cached(done),
                "line": {"color": colour, "width": 2.25},
                "marker": {
                    "type": "circle",
                    "size": 7,
                    "fill": {"color": colour},
                    "border": {"color": colour},
                },
                "data_labels": self._labels(indicator) | {"position": "above"},
            }
        )
        if timed := self._timed(indicator):
            self._time_line(chart, rounds, _range(history.times(indicator)))
        title = f"{self._levels.whole}历次{_measured(indicator)}"
        return self._finished(chart, indicator, title, drawn, timed)

    def _chart(self, kind: str) -> Chart:
        chart = self._page.book.add_chart({"type": kind})
        assert chart  # None only for an unknown kind
        return chart

    def _timed(self, indicator: Indicator) -> bool:
        timed = not (indicator.is_level or indicator.is_limit)
        return timed and self._history.facts.is_judged(indicator)

    def _time_line(self, chart: Chart, categories: list[Any], values: list[Any]) -> None:
        line = {"color": self._colour["ink"], "width": 1.5, "dash_type": "dash"}
        chart.add_series(
            {"name": f"{self.schedule}（%）", "categories": categories, "values": values, "line": line}
            | {"marker": {"type": "none"}}
        )

    def _labels(self, indicator: Indicator) -> dict[str, Any]:
        return {
            "value": True,
            "num_format": completed_format(indicator, self._history.completions.places(indicator, 1), "+"),
            "font": self._font,
        }

    def _finished(
        self, chart: Chart, indicator: Indicator, title: str, drawn: Sequence[Decimal], legend: bool
    ) -> Chart:
        """Add title, axes and, for several series, a `legend` to a chart; `drawn` are its numbers."""
        worded = f"{title}，越低越好" if indicator.is_limit else title
        chart.set_title(
            {"name": worded, "name_font": self._font | {"size": self._page.theme.body_size, "bold": True}}
        )
        axis = {"color": self._colour["ink"], "width": 1.25}  # this line is the target of a rate
        level = self._font | {"rotation": 0}  # wrap names instead of rotating them
        chart.set_x_axis(
            {"num_font": level, "label_position": "low", "line": axis, "major_tick_mark": "none"}
        )
        grid = {"visible": True, "line": {"color": self._colour["missing"], "width": 0.75}}
        numbers = "0.0" if indicator.is_level else "0"
        chart.set_y_axis(
            {"num_font": self._font, "num_format": numbers, "line": {"none": True}, "major_gridlines": grid}
            | _limits(drawn)
        )
        chart.set_legend({"position": "bottom", "font": self._font} if legend else {"none": True})
        chart.set_chartarea({"border": {"color": self._colour["rule"]}})
        return chart


def _limits(drawn: Sequence[Decimal]) -> dict[str, int]:
    """Axis limits that include zero: it is a rate's target, and columns with another base mislead."""
    if min(drawn) >= 0:
        return {"min": 0}
    return {"max": 0} if max(drawn) <= 0 else {}


def _measured(indicator: Indicator, of: str = "") -> str:
    return f"{completion_word(indicator, of)}（{completion_unit(indicator)}）"


def _cached(done: Sequence[Decimal | None]) -> list[float | None]:
    """The values that a chart caches for viewers; xlsxwriter would cache 0 for an empty cell."""
    return [None if number is None else float(number) for number in done]


def _range(area: Area) -> list[Any]:
    """A range of 历次完成情况 as xlsxwriter's charts take it."""
    return [DATA, area.top - 1, area.left - 1, area.bottom - 1, area.right - 1]
