"""县级落后: where counties are furthest behind, the worst first, and beside each line a bar of how far.

Which lines there are, and in what order, is settled when the sheet is drawn; its numbers refer to 县级明细.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cascade.drawing import page_height, page_width
from cascade.formula import Live, Ref, Value, formula, value_of
from cascade.grid import address, on_sheet
from cascade.indicators import Comparison
from cascade.judging.margins import (
    POINTS,
    in_points,
    is_distance,
    live_margin,
    margin_places,
    margin_unit,
    shortfall,
)
from cascade.judging.results import completion_places, places_apart
from cascade.judging.targets import exact_places
from cascade.outcome.judged import Judged, Judgements
from cascade.quantity import NONE
from cascade.summary.chart_data import ChartData
from cascade.summary.chart_looks import ChartLooks
from cascade.summary.detail_columns import (
    ColumnKind,
    completed_format,
    lacking_format,
    lacking_word,
    margin_format,
)
from cascade.summary.detail_rows import DetailRow
from cascade.summary.province import Province
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import coverage, doubt_note, leaves_note, page_footer, schedule_word
from cascade.theme import (
    LINE_POINTS,
    characters,
    column_points,
    display_width,
    lines_needed,
    number_format,
)

MOST = 30  # lines
_HEADER, _FIRST_ROW = 3, 4
_WIDTHS = (4.8, 10.0, 13.0, 4.8, 24.0, 6.5, 8.5, 8.5, 9.0, 12.5, 9.0, 1.0)
_CITY, _COUNTY, _NAME, _MARGIN, _CHART = 2, 3, 5, 10, 13  # columns
_LEAST_CHART, _WIDEST_COUNTY = 19.0, 20.0
_LOWEST, _HIGHEST = 15.0, 24.0  # points of a row
_ONE_LINE: dict[str, Any] = {"text_wrap": False, "shrink": True}
_ABOVE = 110.0  # points of title, note and header
_LABELLED = 6  # lines; LibreOffice breaks the numbers of a lower chart, and the table holds them, too
_HOW_FAR = formula("IF(ISNUMBER(margin), 0 - key, 0)")


def furthest_behind(outcome: Judgements) -> list[Judged]:
    """The lines of the sheet, the worst first; none in a breakdown, and in a plan without counties."""
    facts = outcome.facts
    if not facts.is_progress or facts.plan.two_levels:
        return []
    leaves = [leaf.code for city in facts.plan.cities for leaf in facts.leaves(city)]
    return outcome.behind(leaves)[:MOST]


def draw_counties_behind(
    page: SummaryPage, province: Province, lines: Sequence[Judged], data: ChartData, title: str
) -> None:
    """Draw the sheet of some lines; there is at least one."""
    facts, levels = province.facts, province.facts.plan.levels
    rows = {row.region.code: row for row in province.detail.rows}
    _set_widths(page, province, lines, rows)
    _headings(page, province)
    lines = _set_heights(page, lines)
    for at, line in enumerate(lines, start=_FIRST_ROW):
        _draw_line(page, province, line, rows[line.region], at)
    _draw_bars(page, province, lines, rows, data)
    note = (
        f"数据截至 {facts.round.as_of}，{coverage(facts)}。"
        f"各{levels.leaf}的各项指标中落后最多的 {len(lines)} 项次，最落后的在前。"
        f"{leaves_note(facts, facts.plan.numbers, facts.plan.cities)}{doubt_note(facts)}"
    )
    blocks = [(at, at) for at in range(_FIRST_ROW, _FIRST_ROW + len(lines))]
    footer = page_footer(facts)
    page.finish(title, note, _CHART, (_HEADER, _HEADER), 0, (), blocks, footer, whole=True)


def _set_widths(
    page: SummaryPage, province: Province, lines: Sequence[Judged], rows: dict[str, DetailRow]
) -> None:
    """Make the columns as wide as the names."""
    of = [rows[each.region] for each in lines]
    county = max(display_width(each.region.name) for each in of) + 2.0
    levels = province.facts.plan.levels
    city = max(display_width(each.city.name) for each in of if each.city) + 2.0
    city = max(city, display_width(levels.unit) + 2.0)
    name = max(display_width(each.indicator.indented) for each in lines) + 2.0
    for at, width in enumerate(_WIDTHS, start=1):
        page.widen(at, width)
    page.widen(_CITY, min(city, _WIDEST_COUNTY))
    page.widen(_COUNTY, min(county, _WIDEST_COUNTY))
    smallest = page.theme.body_size / page.theme.smallest_official_point
    others = sum(map(column_points, (*page.widths(_CHART - 1), _LEAST_CHART)))
    page.widen(_NAME, min(name, _WIDTHS[_NAME - 1] + characters(page_width(page.theme) * smallest - others)))
    left = page_width(page.theme) - sum(map(column_points, page.widths(_CHART - 1)))
    page.widen(_CHART, max(_LEAST_CHART, characters(left)))


def _set_heights(page: SummaryPage, lines: Sequence[Judged]) -> Sequence[Judged]:
    """Make all rows equally high, as the bars are; returns the lines that then fit the page."""
    above = _ABOVE + page.above_title
    smallest = page.theme.body_size / page.theme.smallest_official_point
    widest = page.widths(_NAME)[-1]
    needed = LINE_POINTS * max(lines_needed(each.indicator.indented, widest) for each in lines) + 2
    fit = lines[: int((page_height(page.theme) * smallest - above) / max(_LOWEST, needed))]
    free = (page_height(page.theme) - above) / len(fit)
    for at in range(_FIRST_ROW, _FIRST_ROW + len(fit)):
        page.height(at, max(_LOWEST, needed, min(_HIGHEST, free)))
    return fit


def _headings(page: SummaryPage, province: Province) -> None:
    facts, levels = province.facts, province.facts.plan.levels
    numbers = facts.plan.numbers
    limits = "\n占限额" if any(each.is_limit for each in numbers) else ""
    timed = any(each.comparison is Comparison.SHARE for each in numbers)
    compared = "、".join(
        [*([schedule_word(facts).removesuffix("进度")] if timed else []), "目标"][
            : 1 + any(map(is_distance, numbers))
        ]
    )
    in_unit = any(margin_unit(each) != POINTS for each in numbers)
    texts = ["序号", levels.unit, levels.leaf, "项", "指标", "单位", "目标", "本期", f"完成率{limits}\n（%）"]
    texts += [f"较{compared}\n（百分点{'或本单位' if in_unit else ''}）", lacking_word(facts)]
    for at, text in enumerate(texts, start=1):
        page.put(_HEADER, at, text, "head", fit=False)
    unit = f"{POINTS}，另用单位的折合目标的 %" if in_unit else POINTS
    page.put(_HEADER, _CHART, f"落后多少（{unit}）", "heading", fit=False, valign="vcenter")
    page.height(_HEADER, (2 + bool(limits)) * LINE_POINTS + 6)


def _draw_line(page: SummaryPage, province: Province, line: Judged, row: DetailRow, at: int) -> None:
    """Draw whose line it is, its indicator, its numbers, and what is lacking."""
    indicator, facts = line.indicator, province.facts
    assert row.city  # a leaf's
    texts: tuple[tuple[Value | Live, str], ...] = (
        (Decimal(at - _FIRST_ROW + 1), "unit"),
        (province.city(row.city.code).live(), "name"),
        (row.region.name, "name"),
        (indicator.number, "unit"),
        (province.name(indicator).live(), "name"),
        (indicator.unit, "unit"),
    )
    for column, (content, style) in enumerate(texts, start=1):
        page.put(
            at, column, content, style, fit=False, bg_color="paper", **_ONE_LINE if column != _NAME else {}
        )
    result, target, done = _cells(province, line)
    expected = facts.expected_of(indicator)
    apart = live_margin(indicator, expected, done=done, result=result, target=target)
    goal = facts.goal(indicator, line.region)
    rule = shortfall(indicator, goal.upper if goal else None)
    lacking = rule.given(places=exact_places(indicator.decimals + 2)).live(total=result, target=target)
    numbers: tuple[tuple[Value | Live, str], ...] = (
        (target.live(), "General"),
        (result.live(), _result_format(line)),
        (
            NONE if indicator.is_level else done.live(),
            completed_format(indicator, completion_places(indicator, done.value)),
        ),
        (apart, margin_format(indicator, apart.value, margin_places(indicator, apart.value))),
        (lacking, lacking_format(indicator, lacking.value)),
    )
    for column, (content, shape) in enumerate(numbers, start=len(texts) + 1):
        more: dict[str, Any] = {"bold": True} if column >= _MARGIN else {}
        if isinstance(value_of(content), str):
            more["align"] = "center"
        page.put(at, column, content, "figure", fit=False, num_format=shape, **more)


def _result_format(line: Judged) -> str:
    """The number format of a result: an amount's as reported."""
    if not line.indicator.is_rate:
        return "General"
    return number_format(
        places_apart(line.indicator.decimals, [line.result], [line.target], line.indicator.direction)
    )


def _cells(province: Province, line: Judged) -> tuple[Ref, Ref, Ref]:
    """The cells of 县级明细 with a county's result, target and completion."""
    code, detail = line.indicator.code, province.detail
    result = detail.outside(line.region, *province.reported(line.indicator))
    target = detail.outside(line.region, ColumnKind.TARGET, code)
    return result, target, detail.outside(line.region, ColumnKind.COMPLETION, code)


def _draw_bars(
    page: SummaryPage,
    province: Province,
    lines: Sequence[Judged],
    rows: dict[str, DetailRow],
    data: ChartData,
) -> None:
    """Draw a bar beside each line, as long as it is behind."""
    contents: list[tuple[Value | Live, ...]] = []
    for at, line in enumerate(lines, start=_FIRST_ROW):
        cells = {
            "margin": Ref(on_sheet(page.name, address(at, _MARGIN)), line.margin),
            "target": _cells(province, line)[1],
        }
        rule = _HOW_FAR.given(key=in_points(line.indicator))
        far = rule.live(**{name: cell for name, cell in cells.items() if name in rule.names})
        of_nothing = line.indicator.is_limit and not line.target  # no bar: the numbers beside it tell
        contents.append(
            (f"{rows[line.region].region.name}第{line.indicator.number}项", Decimal(0) if of_nothing else far)
        )
    block = data.block(f"{page.name}：落后多少", ("地区和指标", "落后（百分点）"), contents)
    looks = ChartLooks(page)
    chart = looks.chart("bar")
    font = looks.font | {"size": page.theme.body_size}  # the sheet may shrink
    shape = number_format(places_apart(1, (value_of(far) for _, far in contents), [Decimal(0)]))
    shown = {
        "value": len(lines) >= _LABELLED,
        "num_format": f'{shape};-{shape};""',
        "position": "outside_end",
        "font": font,
    }
    chart.add_series(
        {"name": "落后（百分点）", "fill": {"color": looks.colour["behind"]}, "gap": 60, "data_labels": shown}
        | {"border": {"none": True}}
        | block.down(1, "categories")
        | block.down(2, "values")
    )
    chart.set_x_axis(looks.hidden_axis(min=0))
    chart.set_y_axis(looks.hidden_axis(reverse=True))
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"layout": {"x": 0.0, "y": 0.0, "width": 0.86, "height": 1.0}})
    height = sum(page.heights[_FIRST_ROW + at] for at in range(len(lines)))
    size = column_points(page.widths(_CHART)[-1]), height
    looks.place(chart, _FIRST_ROW, _CHART, size, f"{page.name}：各行落后多少的条形图")
