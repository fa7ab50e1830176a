"""落后项数变化: how many indicators of every city were behind in the last round, and are in this one.

A line leads from the one number to the other; those that have got worse are dark. The numbers of this round
refer to 总览; which lines are dark, and the names at their ends, are settled when the sheet is drawn.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from xlsxwriter.chart import Chart

from cascade.drawing import page_height, page_width
from cascade.formula import Live, Ref, Value, formula, value_of
from cascade.grid import address, on_sheet
from cascade.summary.chart_data import ChartData
from cascade.summary.chart_looks import ChartLooks
from cascade.summary.labels import brief_names, name_width
from cascade.summary.overview import NAME as OVERVIEW
from cascade.summary.overview import Overview
from cascade.summary.province import Province
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import page_footer
from cascade.theme import characters, column_points

NAME = "落后项数变化"
COLUMNS = ("地区", "上期位置", "本期位置", "上期落后（项）", "本期落后（项）")
_FEWEST = 2  # cities and indicators that make a picture
_HEADER, _FIRST_ROW = 3, 4
_WIDTHS = (16.0, 13.0, 13.0, 11.0, 1.0)
_CHART, _LAST = 6, 11  # the columns of the chart
_LOWEST, _HIGHEST, _ABOVE = 15.0, 34.0, 110.0  # points
_HEADING_BELOW, _LOWEST_BELOW, _HIGHEST_BELOW = 22.0, 170.0, 340.0  # points, below another table
_AROUND = 130.0  # points of title and note above, rows of space, and the note below
_LOW_CHART = 250.0  # points; a chart of less begins above 0, to keep the lines apart
_PART = 0.95  # of the page's height for the chart
_SIDE, _OFF = (
    0.6,
    Decimal("0.03"),
)  # of the distance between both rounds: the room for names at either side; names from dots
_LINE = 13.0  # points between two names above each other
_MOST_LINES = 20  # across the chart
_MOVE = formula("now - before")
_MOVE_FORMAT = '"多 "0;"少 "0;"持平"'


class Slope:
    """The cities' numbers of indicators behind, those with the most now first."""

    def __init__(self, province: Province) -> None:
        self.facts = province.facts
        self.province = province
        self.overview = Overview(province)

    @cached_property
    def before(self) -> dict[str, int]:
        """How many were behind in the last round, of every city that has reported in both."""
        facts = self.facts
        if not facts.is_progress or not facts.earlier:
            return {}
        last, outcome = facts.earlier[-1], self.overview.outcome
        both = [city.code for city in facts.plan.cities if city.code in last.cities & facts.counted.keys()]
        return {city: outcome.late_in(last, city) for city in both}

    @cached_property
    def cities(self) -> Sequence[str]:
        """The cities in the order of the table."""
        return sorted(self.before, key=lambda city: (-self.now(city), -self.before[city]))

    @property
    def tells(self) -> bool:
        """Whether there are several lines, of which at least one is not always at nothing."""
        judged = sum(self.facts.is_judged(each) for each in self.facts.plan.numbers if not each.parent)
        some = any(self.before[city] or self.now(city) for city in self.before)
        return some and len(self.before) >= _FEWEST and judged >= _FEWEST

    def now(self, city: str) -> int:
        """How many are behind in this round."""
        return int(Decimal(self.cell(city).value or 0))

    def cell(self, city: str) -> Ref:
        """The cell of 总览 with the number of this round."""
        overview = self.overview
        at = address(*overview.frame.cell(overview.counts_line, city))
        return Ref(on_sheet(OVERVIEW, at), value_of(overview.behind(city)))


def draw_slope(page: SummaryPage, slope: Slope, data: ChartData, title: str) -> None:
    """Draw the sheet: a table of the cities, and the lines beside it."""
    facts, last = slope.facts, slope.facts.earlier[-1]
    for at, width in enumerate(_WIDTHS, start=1):
        page.widen(at, width)
    many = _LAST - _CHART + 1
    left = page_width(page.theme) - sum(map(column_points, _WIDTHS))
    for at in range(_CHART, _LAST + 1):
        page.widen(at, characters(left, many) / many)
    texts = (facts.plan.levels.unit, f"上期\n{last.round.as_of}", f"本期\n{facts.round.as_of}", "变化（项）")
    for at, text in enumerate(texts, start=1):
        page.put(_HEADER, at, text, "head", fit=False)
    page.merge((_HEADER, _CHART, _HEADER, _LAST), _heading(slope), "head")
    page.height(_HEADER, 32.0)
    room = page_height(page.theme) - _ABOVE
    cities = slope.cities[: _most_listed(page)] if page.on_paper else slope.cities
    height = max(_LOWEST, min(_HIGHEST, room / len(cities)))
    for row, city in enumerate(cities, start=_FIRST_ROW):
        _city(page, slope, city, row)
        page.height(row, height)
    end = _FIRST_ROW + len(cities)  # the row below the table, which makes room for the chart
    rest = max(_LOWEST, room * _PART - height * len(cities))
    page.height(end, rest)
    page.put(end, _LAST, None, "plain", fit=False)
    size = (
        sum(map(column_points, page.widths(_LAST)[_CHART - 1 :])),
        height * len(cities) + rest,
    )
    _Lines(page, slope, size, page.theme.smallest_official_point).draw(data, _FIRST_ROW, _CHART)
    blocks = [(row, row) for row in range(_FIRST_ROW, end + 1)]
    footer = page_footer(facts)
    left_out = len(slope.cities) - len(cities)
    note = _note(slope) + (f"表中只列本期落后最多的，其余 {left_out} 个见“总览”。" if left_out else "")
    page.finish(title, note, _LAST, (_HEADER, _HEADER), 0, (), blocks, footer, whole=True)


def _most_listed(page: SummaryPage) -> int:
    """How many cities one page can list; a second page would have an empty frame beside them."""
    smallest = page.theme.smallest_official_point / page.theme.body_size
    return int((page_height(page.theme) / smallest - _ABOVE) / _LOWEST) - 1  # and the row below them


def draw_slope_below(page: SummaryPage, columns: int, slope: Slope, data: ChartData) -> None:
    """Draw the lines below what a sheet holds, over its columns; the text may shrink with the sheet."""
    heading = max(page.heights) + 2
    page.merge((heading, 1, heading, columns), _heading(slope), "head")
    page.height(heading, _HEADING_BELOW)
    smallest = page.theme.body_size / page.theme.smallest_official_point
    left = page_height(page.theme) * smallest - sum(page.heights.values()) - _AROUND
    page.height(heading + 1, max(_LOWEST_BELOW, min(_HIGHEST_BELOW, left)))
    page.put(heading + 1, columns, None, "plain", fit=False)
    size = sum(map(column_points, page.widths(columns))), page.heights[heading + 1]
    _Lines(page, slope, size, page.theme.body_size).draw(data, heading + 1, 1)
    page.notes(heading + 2, (1, columns), [f"注：{_note(slope)}"])


def _heading(slope: Slope) -> str:
    last, now = slope.facts.earlier[-1].round, slope.facts.round
    return f"落后的指标项数：左为{last.name}，右为{now.name}"


def _city(page: SummaryPage, slope: Slope, city: str, row: int) -> None:
    before, now = Decimal(slope.before[city]), slope.cell(city).live()
    page.put(row, 1, slope.province.city(city).live(), "name", fit=False, bg_color="paper")
    page.put(row, 2, before, "figure", fit=False, align="center")
    page.put(row, 3, now, "figure", fit=False, align="center", bold=True)
    cells = {"before": Ref(address(row, 2), before), "now": Ref(address(row, 3), now.value)}
    move = _MOVE.live(**cells)
    page.put(row, 4, move, "figure", fit=False, align="center", num_format=_MOVE_FORMAT)


def _note(slope: Slope) -> str:
    facts, last = slope.facts, slope.facts.earlier[-1]
    said = ["深色线：落后的项数比上期多；浅色线：没有增加。两期均按现行目标评价"]
    new = [each for each in facts.plan.numbers if facts.is_judged(each) and not facts.is_judged(each, last)]
    if new:
        said.append(f"第 {'、'.join(each.number for each in new)} 项本期起评价")
    silent = [city.name for city in facts.plan.cities if city.code not in slope.before]
    if silent:
        said.append(f"{'、'.join(silent)}有一期没有报送，不列")
    return "；".join(said) + "。"


class _Lines:
    """The chart; `size` is its width and height in points, `text` the size of its texts."""

    def __init__(self, page: SummaryPage, slope: Slope, size: tuple[float, float], text: float) -> None:
        self._slope = slope
        self._size, self._text = size, text
        self._looks = ChartLooks(page)
        self._looks.font["size"] = text
        numbers = [number for city in slope.cities for number in (slope.before[city], slope.now(city))]
        self._most = max(numbers) + 1
        self._least = max(0, min(numbers) - 1) if size[1] < _LOW_CHART else 0

    def draw(self, data: ChartData, row: int, column: int) -> None:
        """Write the cells of the chart, and insert it at a cell."""
        slope, looks = self._slope, self._looks
        rows: list[tuple[Value | Live, ...]] = [
            (
                slope.facts.plan.name(city),
                Decimal(0),
                Decimal(1),
                Decimal(slope.before[city]),
                slope.cell(city).live(),
            )
            for city in slope.cities
        ]
        block = data.block(NAME, COLUMNS, rows)
        chart = looks.chart("scatter", "straight_with_markers")
        worse = [slope.now(city) > slope.before[city] for city in slope.cities]
        for at in sorted(range(len(rows)), key=worse.__getitem__):  # the dark lines above the others
            colour = looks.colour["behind" if worse[at] else "bar"]
            line = {"color": colour, "width": 2.75 if worse[at] else 1.75}
            marker = {"type": "circle", "size": 8, "fill": {"color": colour}, "border": {"color": colour}}
            chart.add_series(
                {"name": str(rows[at][0]), "line": line, "marker": marker}
                | block.across(at, (2, 3), "categories")
                | block.across(at, (4, 5), "values")
            )
        for side, before in (("left", True), ("right", False)):
            self._name_ends(chart, data, side, before)
        self._finish(chart)
        looks.place(
            chart,
            row,
            column,
            self._size,
            f"{NAME}：各{slope.facts.plan.levels.units}上期和本期落后的指标项数",
        )

    def _name_ends(self, chart: Chart, data: ChartData, side: str, before: bool) -> None:
        """Write the names of the cities at one end of their lines."""
        x = -_OFF if before else 1 + _OFF
        rows = [(text, x, height) for text, height in self._ends(before)]
        block = data.block(
            f"{NAME}，{'上期' if before else '本期'}一端的名称", ("地区", "位置", "落后（项）"), rows
        )
        nothing = {"marker": {"type": "none"}, "line": {"none": True}, "name": "名称"}
        labels = self._looks.labels([each[0] for each in rows], side)
        chart.add_series(nothing | labels | block.down(2, "categories") | block.down(3, "values"))

    def _ends(self, before: bool) -> Iterator[tuple[str, Decimal]]:
        """The names at one end with their heights; cities too close to each other share one text."""
        slope = self._slope
        plan = slope.facts.plan
        short = brief_names([plan.name(city) for city in slope.cities], plan.levels.unit)
        by_number: dict[int, list[str]] = {}
        for city in slope.cities:
            number = slope.before[city] if before else slope.now(city)
            by_number.setdefault(number, []).append(short[plan.name(city)])
        least = _LINE / (self._size[1] / (self._most - self._least))
        groups: list[tuple[list[int], list[str]]] = []
        for number in sorted(by_number, reverse=True):
            if groups and groups[-1][0][-1] - number < least:
                groups[-1][0].append(number)
                groups[-1][1].extend(by_number[number])
            else:
                groups.append(([number], list(by_number[number])))
        for numbers, names in groups:
            yield self._told(names), Decimal(sum(numbers)) / len(numbers)

    def _told(self, names: Sequence[str]) -> str:
        """Names in the room at the side; the number of those that do not fit."""
        room = self._size[0] * _SIDE / (1 + 2 * _SIDE) - 20.0
        units = self._slope.facts.plan.levels.units
        for many in range(len(names), 0, -1):
            more = "" if many == len(names) else f"等 {len(names)} 个{units}"
            if name_width(text := "、".join(names[:many]) + more, self._text) <= room:
                return text
        return f"{len(names)} 个{units}"

    def _finish(self, chart: Chart) -> None:
        looks = self._looks
        fine = {"visible": True, "line": {"color": looks.colour["missing"], "width": 0.75}}
        step = next(each for each in (1, 2, 5, 10) if (self._most - self._least) / each <= _MOST_LINES)
        chart.set_x_axis(looks.hidden_axis(min=-_SIDE, max=1 + _SIDE, crossing="min"))
        chart.set_y_axis(
            {"min": self._least, "max": self._most, "major_unit": step}
            | {"num_font": looks.font, "num_format": "0"}
            | {"line": {"none": True}, "major_gridlines": fine, "major_tick_mark": "none"}
            | {"label_position": "low"}
        )
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
        chart.set_plotarea({"layout": {"x": 0.05, "y": 0.02, "width": 0.93, "height": 0.94}})
