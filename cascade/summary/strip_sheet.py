"""Draw 完成分布 (see `strip`): a table whose rows go on in a chart beside it, one dot a region.

A chart is as high as the rows beside it; every axis has its own, and more rows than a page holds get several.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from xlsxwriter.chart import Chart

from cascade.drawing import page_height, page_width
from cascade.formula import Live, joined
from cascade.indicators import Comparison, Indicator
from cascade.judging.lights import BAD, counted, sign_words
from cascade.judging.margins import POINTS, margin_unit
from cascade.summary.chart_data import ChartData
from cascade.summary.chart_looks import ChartLooks
from cascade.summary.detail_columns import margin_format
from cascade.summary.highlights import missing_cities
from cascade.summary.labels import Dot, brief_names, placed
from cascade.summary.number_texts import signed
from cascade.summary.province import LIGHT
from cascade.summary.strip import COLUMNS, DARK, MOST_NAMED, NAME, OTHER, Strip, X
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import doubt_note, listed, page_footer, schedule_word
from cascade.theme import characters, column_points, display_width, lines_needed

_HEADER, _FIRST_ROW = 3, 4
_NUMBER, _NAME_COLUMN, _WHOLE, _BEHIND, _CHART = range(1, 6)
_LAST = _CHART + 5  # the chart lies over several columns, so that the title finds a middle
_WIDTHS = (5.0, 20.0, 9.5, 7.5)
_WIDEST_NAME, _SHARE = 60.0, 0.48  # characters; of the page's width that is left to the chart
_LOWEST, _HIGHEST, _AXIS = 18.0, 42.0, 22.0  # points: of a row, and of the row with the axis
_ABOVE = 122.0  # points of title, note and header
_LINE = 1.35  # the height of a line by the size of its type
_MARGIN = 0.012  # of the chart's width, at either side of the axis
_TYPE, _BEYOND = 9.0, 4.0  # points: of the names in the chart; that they reach beyond their row
_MOST_TOLD = 4  # clipped points that are named


def draw_strip(page: SummaryPage, strip: Strip, data: ChartData, title: str) -> None:
    """Draw the sheet."""
    _headings(page, strip)
    room = page_height(page.theme) - _ABOVE - len(strip.groups) * _AXIS
    lowest = _lowest(page, strip)
    pages = ceil(len(strip.indicators) / (room // lowest))
    fewest = ceil(len(strip.indicators) / pages)
    height = max(lowest, min(_HIGHEST, room / fewest))
    row, blocks, unnamed = _FIRST_ROW, [], 0
    for indicators in _charts(strip, fewest):
        for at, indicator in enumerate(indicators, start=row):
            _row(page, strip, indicator, at)
            page.height(at, height)
        axis = row + len(indicators)
        page.height(axis, _AXIS)
        if len(strip.groups) > 1:
            page.merge((axis, 1, axis, _BEHIND), _group(strip, indicators), "status", align="right")
        picture = _Picture(page, strip, indicators, height)
        picture.draw(data, row)
        unnamed += picture.unnamed
        blocks.append((row, axis))
        row = axis + 1
    for at, text in enumerate(_notes(strip, unnamed), start=row):
        page.merge((at, 1, at, _LAST), text, "plain")
        page.height(at, 16.0)
        blocks[-1] = blocks[-1][0], at
    note = "　".join(_note(strip))
    footer = page_footer(strip.facts)
    page.finish(title, note, _LAST, (_HEADER, _HEADER), 0, (), blocks, footer)


def _charts(strip: Strip, most: int) -> Iterator[Sequence[Indicator]]:
    """Yield the rows of each chart, at most so many."""
    for group in strip.groups:
        for first in range(0, len(group), most):
            yield group[first : first + most]


def _group(strip: Strip, indicators: Sequence[Indicator]) -> str:
    """What the rows of an axis have in common, and what 0 on it means."""
    kinds = dict.fromkeys(
        "比率和时点数" if each.is_level else "控制指标" if each.is_limit else "数量类" for each in indicators
    )
    kind = "、".join(kinds)
    return f"以上为{kind}，粗竖线为{_zero(strip, indicators)}"


def _headings(page: SummaryPage, strip: Strip) -> None:
    facts = strip.facts
    levels = facts.plan.levels
    names = max(display_width(each.indented) for each in strip.indicators) + 2.0
    for at, width in enumerate(_WIDTHS, start=1):
        page.widen(at, width)
    others = sum(map(column_points, (_WIDTHS[0], *_WIDTHS[2:])))
    widest = characters(page_width(page.theme) * (1 - _SHARE) - others)
    page.widen(_NAME_COLUMN, min(names, widest, _WIDEST_NAME))
    left = page_width(page.theme) - sum(map(column_points, page.widths(_BEHIND)))
    for at in range(_CHART, _LAST + 1):
        page.widen(at, characters(left, _LAST - _CHART + 1) / (_LAST - _CHART + 1))
    texts = ("项", "指标", f"{levels.whole}\n（百分点）", "落后\n（个）")
    for at, text in enumerate(texts, start=1):
        page.put(_HEADER, at, text, "head", fit=False)
    reach = (_HEADER, _CHART, _HEADER, _LAST)
    zero = f"为{_zero(strip, strip.indicators)}：" if len(strip.groups) == 1 else ""
    page.merge(reach, f"粗竖线{zero}左边落后，右边超前（百分点）", "head")
    page.height(_HEADER, 32.0)


def _lowest(page: SummaryPage, strip: Strip) -> float:
    """The height that every row needs for its name."""
    size = page.theme.smallest_official_point
    room = page.widths(_NAME_COLUMN)[-1] * page.theme.body_size / size
    lines = max(lines_needed(each.indented, room) for each in strip.indicators)
    return max(_LOWEST, lines * size * _LINE + 2)


def _zero(strip: Strip, indicators: Sequence[Indicator]) -> str:
    """What 0 on the axis of some indicators means."""
    facts = strip.facts
    timed = any(each.comparison is Comparison.SHARE for each in indicators)
    limits = any(each.is_limit for each in indicators)
    others = any(each.is_level for each in indicators)
    words = [*([schedule_word(facts)] * timed), *(["目标"] * others), *(["限额"] * limits)]
    return "、".join(words)


def _note(strip: Strip) -> Iterator[str]:
    facts = strip.facts
    late = sign_words(facts.plan)[2]
    yield f"数据截至 {facts.round.as_of}"
    yield f"◆ {facts.plan.levels.whole}　● 深色并标名：{late}　○ 浅色：其他"
    if not facts.complete:
        yield missing_cities(facts)


def _row(page: SummaryPage, strip: Strip, indicator: Indicator, row: int) -> None:
    """Draw an indicator's number and name, the province's margin, and how many cities are behind."""
    facts, name = strip.facts, strip.province.name(indicator).live()
    page.put(row, _NUMBER, indicator.number, "unit", fit=False, bg_color="paper")
    size = page.theme.smallest_official_point
    page.put(row, _NAME_COLUMN, name, "name", fit=False, bg_color="paper", font_size=size)
    whole = strip.margin(indicator, facts.plan.province)
    shape = margin_format(indicator, whole.value, strip.places(indicator))
    page.put(row, _WHOLE, whole.live(), "figure", fit=False, num_format=shape, bold=True)
    late = counted(BAD, [strip.province.across(indicator, LIGHT)])
    page.put(row, _BEHIND, late, "figure", fit=False, align="center")


def _notes(strip: Strip, unnamed: int) -> Iterator[Live | str]:
    """What the chart leaves out: points beyond its ends, and names that find no place."""
    if strip.clipped:
        told = [_told(strip, *each) for each in strip.clipped[:_MOST_TOLD]]
        between = [piece for each in told for piece in ("；", each)][1:]
        more = f"等 {len(strip.clipped)} 个点" if len(strip.clipped) > _MOST_TOLD else ""
        yield joined("超出图幅、画在图边的：", *between, f"{more}。")
    in_unit = [each for each in strip.indicators if margin_unit(each) != POINTS]
    if in_unit:
        of_nothing = "；限额为 0 的，超出的画在 -100" if any(each.is_limit for each in in_unit) else ""
        yield f"第 {listed(in_unit)} 项的图上位置，为与目标、限额之差占它的百分数{of_nothing}。"
    if doubted := doubt_note(strip.province.facts):
        yield doubted
    if any(strip.names_worst_only(each) for each in strip.indicators):
        yield f"一项中落后超过 {MOST_NAMED} 个的，只标最落后的几个，其余见“总览”。"
    if unnamed:
        yield f"点太密，有 {unnamed} 个深色点没有标名，见“总览”。"


def _told(strip: Strip, indicator: Indicator, region: str) -> Live:
    """A point and its number: `杭州市第 5 项 +250.0`."""
    apart = strip.margin(indicator, region)
    number = signed(strip.places(indicator)).live(number=apart)
    return joined(strip.province.city(region), f"第 {indicator.number} 项 ", number)


class _Picture:
    """The chart beside the rows of some indicators; all lengths are in points."""

    def __init__(
        self, page: SummaryPage, strip: Strip, indicators: Sequence[Indicator], height: float
    ) -> None:
        self._page, self._strip, self._indicators = page, strip, indicators
        self._row_height = height
        self._width = sum(map(column_points, page.widths(_LAST)[_CHART - 1 :]))
        self._height = height * len(indicators)
        self.unnamed = 0

    def draw(self, data: ChartData, row: int) -> None:
        """Write the cells of the chart, and insert it beside the rows from `row` on."""
        strip, many = self._strip, len(self._indicators)
        heights = {each: many - at for at, each in enumerate(self._indicators)}
        first, last = (f"第 {self._indicators[at].number} 项" for at in (0, -1))
        what = f"{NAME}：{first}至{last}"
        rows = [line for each in self._indicators for line in strip.rows(each, heights[each])]
        cities = data.block(f"{what}，各{strip.facts.plan.levels.units}", COLUMNS, rows)
        wholes = [strip.row_of_whole(each, heights[each]) for each in self._indicators]
        whole = data.block(f"{what}，{strip.facts.plan.levels.whole}", COLUMNS[:-1], wholes)
        looks = ChartLooks(self._page)
        chart = looks.chart("scatter")
        dark, light = ("behind", "behind"), ("bar", "quiet")
        for name, column, wide, colours in (("其他", OTHER, 7, light), ("落后", DARK, 8, dark)):
            look = looks.marker("circle", wide, *colours)
            chart.add_series(
                {"name": name} | look | cities.down(X, "categories") | cities.down(column, "values")
            )
        look = looks.marker("diamond", 13, "ink", "paper")
        chart.add_series(
            {"name": strip.facts.plan.levels.whole}
            | look
            | whole.down(X, "categories")
            | whole.down(DARK, "values")
        )
        self._name_points(chart, looks, data, what, heights)
        self._finish(chart, looks)
        size = self._width, self._height + _AXIS
        looks.place(
            chart, row, _CHART, size, f"{what}：各{strip.facts.plan.levels.units}超前或落后多少，落后的标名"
        )

    def _name_points(
        self, chart: Chart, looks: ChartLooks, data: ChartData, what: str, heights: dict[Indicator, int]
    ) -> None:
        """Write the names of the cities that are behind beside their points, where they find a place."""
        strip, facts = self._strip, self._strip.facts
        names = [facts.plan.name(city) for city in strip.cities]
        short = brief_names(names, facts.plan.levels.unit)
        dots, whose = [], []
        worst = {each: strip.named(each) for each in self._indicators}
        for indicator in self._indicators:
            for region in (*strip.cities, facts.plan.province):
                if (at := strip.point(indicator, region)) is None:
                    continue
                named = region in worst[indicator]
                across, up = self._paper(at), (heights[indicator] - 0.5) * self._row_height
                dots.append(Dot(across, up, short[facts.plan.name(region)] if named else ""))
                whose.append((indicator, region))
        reach = self._row_height / 2 + _BEYOND
        found = placed(dots, _TYPE, (self._width * (1 - 2 * _MARGIN), self._height), reach)
        rows: list[tuple[str, Decimal, Decimal]] = []
        for dot, place in zip(dots, found, strict=True):
            if place is not None:
                x, y = self._axes(*place)
                rows.append((dot.name, x, y))
        self.unnamed = sum(bool(each.name) for each in dots) - len(rows)
        if not rows:
            return
        block = data.block(f"{what}，标名的位置", ("地区", "图上位置（百分点）", "行"), rows)
        nothing: dict[str, Any] = {"marker": {"type": "none"}, "line": {"none": True}, "name": "标名"}
        labels = looks.labels([each[0] for each in rows], "center", size=_TYPE, bold=True)
        chart.add_series(nothing | labels | block.down(2, "categories") | block.down(3, "values"))

    def _paper(self, at: Decimal) -> float:
        """Where a point of the axis lies on paper, from the left end of the axis."""
        low, high, _ = self._strip.axis(self._indicators[0])
        part = (min(max(at, low), high) - low) / (high - low)
        return float(part) * self._width * (1 - 2 * _MARGIN)

    def _axes(self, x: float, y: float) -> tuple[Decimal, Decimal]:
        """A place on paper as numbers of both axes."""
        low, high, _ = self._strip.axis(self._indicators[0])
        part = Decimal(x / (self._width * (1 - 2 * _MARGIN)))
        place = low + part * (high - low), Decimal(y / self._row_height + 0.5)
        return place[0].quantize(Decimal("0.01")), place[1].quantize(Decimal("0.01"))

    def _finish(self, chart: Chart, looks: ChartLooks) -> None:
        """Set the axes: a line at 0, a rule between two rows, and no frame."""
        (low, high, step), many = self._strip.axis(self._indicators[0]), len(self._indicators)
        fine = {"color": looks.colour["missing"], "width": 0.75}
        chart.set_x_axis(
            {"min": float(low), "max": float(high), "major_unit": int(step), "num_font": looks.font}
            | {"num_format": "+0;-0;0", "label_position": "low", "line": {"none": True}}
            | {"major_gridlines": {"visible": True, "line": fine}, "major_tick_mark": "none"}
        )
        rule = {"color": looks.colour["missing"], "width": 0.75}  # names cross it
        zero = {"color": looks.colour["ink"], "width": 1.75}
        chart.set_y_axis(
            {"min": 0.5, "max": many + 0.5, "major_unit": 1, "label_position": "none", "line": zero}
            | {"major_gridlines": {"visible": True, "line": rule}, "major_tick_mark": "none"}
            | {"crossing": "min"}
        )
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
        part = self._height / (self._height + _AXIS)
        layout = {"x": _MARGIN, "y": 0.0, "width": 1 - 2 * _MARGIN, "height": part}
        chart.set_plotarea({"layout": layout})
