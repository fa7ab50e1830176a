"""Draw 历次完成情况 (see `history`)."""

from cascade.drawing import room_beside
from cascade.indicators import Comparison, Indicator
from cascade.judging.results import PLACES, completion_unit, completion_word
from cascade.levels import indicators_word
from cascade.quantity import rounded
from cascade.summary.detail_columns import completed_format
from cascade.summary.history import ELAPSED, FIXED, HEADER, ROUND, TIME, History
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, page_footer, schedule_word
from cascade.theme import LINE_POINTS, display_width, lines_needed, number_format

_NAME, _MEASURE = 2, 3  # columns
_LEAST_NAME, _MOST_NAME = 14.0, 26.0  # widths


def draw_history(page: SummaryPage, history: History, title: str) -> None:
    """Draw the sheet."""
    facts, indicators = history.facts, history.detail.numbers
    _header(page, history)
    for indicator in indicators:
        _indicator(page, history, indicator)
    last, width = history.cell(indicators[-1], -1, facts.plan.province)
    groups = [(at, at) for at in range(FIXED + 1, width + 1)]
    notes = history_notes(history)
    page.fill_page(width, FIXED)
    page.notes(last + 1, page.text_columns(width, FIXED, groups, _NAME), notes)
    blocks = [_rows(history, each) for each in indicators]
    blocks[-1] = (blocks[-1][0], last + len(notes))
    page.finish(title, basis(facts), width, (HEADER, ELAPSED), FIXED, groups, blocks, page_footer(facts))


def history_notes(history: History) -> tuple[str, str]:
    """What the numbers mean, and why cells are empty."""
    facts, indicators = history.facts, history.detail.numbers
    levels = facts.plan.levels
    limits = "，控制指标列占限额的百分数" if any(each.is_limit for each in indicators) else ""
    if any(each.comparison is Comparison.WITHIN for each in indicators):
        limits += "，区间指标列高于（+）或低于（-）区间的数"
    if any(facts.by_round(each, period) for each in indicators for period in history.periods):
        limits += "；有分期目标的批次与该批次的目标比，应完成进度为 100%"
    return (
        f"注：数量类列完成率，比率类列高于目标的百分点{limits}；历次均按现行目标计算。",
        f"空格为{levels.that}当期没有报送，或没有目标、没有数；当期没有报齐的，不列{levels.whole}数。",
    )


def _rows(history: History, indicator: Indicator) -> tuple[int, int]:
    area = history.of_rounds(indicator, history.regions[0])
    return area.top, area.bottom


def _header(page: SummaryPage, history: History) -> None:
    facts = history.facts
    time = f"{schedule_word(facts, *history.periods)}\n（%）"
    headings = ("序号", indicators_word(facts.plan.title), "项目", "批次", "数据截至", time)
    for at, text in enumerate(headings, start=1):
        page.tall(HEADER, ELAPSED, at, text, "head", fit=at not in (_NAME, TIME))
    lines = (line for each in history.detail.numbers for line in _measure(each).split("\n"))
    page.widen(_MEASURE, max(map(display_width, lines)) + 2.0)
    page.widen(ROUND, max(display_width(each.round.name) for each in history.periods) + 2.0)
    beside = page.widths(1)[-1], page.widths(_MEASURE)[-1], page.widths(ROUND)[-1]
    page.widen(_NAME, room_beside(beside, _LEAST_NAME, _MOST_NAME))
    page.widen(TIME, 10.0)
    labels = []
    for region in history.regions:
        at, text = history.frame.cell(0, region)[1], history.label(region)
        page.put(HEADER, at, text, "head", fit=False)
        page.widen(at, 9.5)
        labels.append((at, text))
        expected = rounded(facts.expected, PLACES)
        page.put(ELAPSED, at, expected, "unit", fit=False, num_format=number_format(1))
    page.wrapped(HEADER, labels)
    page.height(ELAPSED, 20)


def _indicator(page: SummaryPage, history: History, indicator: Indicator) -> None:
    facts = history.facts
    first, last = _rows(history, indicator)
    for at, text, style in (
        (1, indicator.number, "unit"),
        (_NAME, indicator.indented, "name"),
        (_MEASURE, _measure(indicator), "unit"),
    ):
        page.tall(first, last, at, text, style, fit=at == 1)
    lines = max(2, lines_needed(indicator.indented, page.widths(_NAME)[-1]))
    height = max(17.0, LINE_POINTS * lines / (last - first + 1) + 4)
    for row, period in enumerate(history.periods, start=first):
        page.put(row, ROUND, period.round.name, "name", bg_color="paper")
        page.put(row, ROUND + 1, str(period.round.as_of), "unit", bg_color="paper")
        expected = rounded(facts.expected_of(indicator, period), PLACES)
        page.put(row, TIME, expected, "figure", fit=False, num_format=number_format(1))
        page.height(row, height)
    put_completions(page, history, indicator)


def _measure(indicator: Indicator) -> str:
    """What `measured` says, on two lines: that leaves room for the name."""
    return measured(indicator).replace("（", "\n（", 1)


def measured(indicator: Indicator) -> str:
    """What an indicator's numbers are, with their unit."""
    return f"{completion_word(indicator)}（{completion_unit(indicator)}）"


def put_completions(page: SummaryPage, history: History, indicator: Indicator) -> None:
    """Write the completions of all regions in all periods."""
    for at, period in enumerate(history.periods):
        shape = completed_format(indicator, history.completions.places(indicator, 2, period), "+")
        for region in history.regions:
            row, column = history.cell(indicator, at, region)
            content = history.content(indicator, period, region)
            style = "total" if region == history.facts.plan.province else "figure"
            empty = {} if content is not None else {"bg_color": "missing"}
            page.put(row, column, content, style, num_format=shape, fit=False, **empty)
