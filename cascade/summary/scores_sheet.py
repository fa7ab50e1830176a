"""Draw 得分与排名 (see `scores`)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cascade.formula import Live, Value, value_of
from cascade.grid import address
from cascade.indicators import Indicator, Scoring
from cascade.judging.lights import GOOD, STYLES
from cascade.judging.points import MISSING, POINT_PLACES, in_words
from cascade.judging.ranks import AMONG_BEST, last_of_best
from cascade.judging.schedule import term
from cascade.quantity import NONE, decimal_places
from cascade.summary.scores import BOUND, FIXED, HEADER, STATUS, WEIGHT, ScoreItem, Scores
from cascade.summary.summary_page import Spans, SummaryPage
from cascade.summary.wording import OUTDATED, REPORTED, basis, city_status, listed, page_footer, this_round_by
from cascade.theme import LINE_POINTS, lines_needed, number_format

_NAME, _RULE = 2, 3  # columns
_NAME_WIDTH, _RULE_WIDTH = 34.0, 26.0
LABELS = {
    ScoreItem.TOTAL: "得分",
    ScoreItem.FULL: "满分",
    ScoreItem.LACKING: "缺数（项）",
    ScoreItem.RATE: "得分率（%）",
    ScoreItem.RANK: "名次",
}
_WHOLE = (ScoreItem.LACKING, ScoreItem.RANK)  # items that are whole numbers


def draw_scores(page: SummaryPage, scores: Scores, title: str, part: str = "") -> None:
    """Draw the sheet; `part` says what an extract's sheet shows, or what its ranks are."""
    facts, width = scores.facts, scores.end[1]
    _header(page, scores)
    _indicators(page, scores)
    _totals(page, scores)
    groups = [(at, at) for at in range(FIXED + 1, width + 1)]
    page.fill_page(width, FIXED)
    totals = scores.cell(ScoreItem.TOTAL, scores.cities[0])[0], scores.end[0]
    blocks = [totals, *below(page, scores, part, (FIXED, groups))]
    page.finish(title, basis(facts), width, (HEADER, STATUS), FIXED, groups, blocks, page_footer(facts))


def below(page: SummaryPage, scores: Scores, part: str, columns: tuple[int, Spans]) -> list[tuple[int, int]]:
    """Draw steps and notes below the table; returns their rows.

    `columns` are the number of fixed ones and the groups of the others.
    """
    last, fixed, groups = _steps(page, scores), *columns
    notes = ["注：", *(f"{number}．{text}" for number, text in enumerate(_notes(scores, part), start=1))]
    page.notes(last + 2, page.text_columns(scores.end[1], fixed, groups, _NAME), notes)
    steps = [(scores.steps_heading, last)] if scores.stepped else []
    return [*steps, (last + 1, last + 1 + len(notes))]


def _header(page: SummaryPage, scores: Scores) -> None:
    plan = scores.facts.plan
    for at, text in enumerate(("序号", "指标", "计分办法", "分值"), start=1):
        page.put(HEADER, at, text, "head", fit=at not in (_NAME, _RULE))
        page.put(STATUS, at, "报送情况" if at == _NAME else None, "unit", fit=False)
    page.widen(_NAME, _NAME_WIDTH)
    page.widen(_RULE, _RULE_WIDTH)
    for city in scores.cities:
        at = scores.cell(ScoreItem.TOTAL, city)[1]
        page.put(HEADER, at, plan.name(city), "head")
        page.put(STATUS, at, city_status(scores.facts, city), "unit", **grey(scores, city))
        page.widen(at, 10.5)
    page.height(HEADER, 22)
    page.height(STATUS, 20)


def grey(scores: Scores, city: str) -> dict[str, Any]:
    """The looks of a city's cells, grey where it has not reported."""
    return {} if city_status(scores.facts, city) == REPORTED else {"bg_color": "missing"}


def _indicators(page: SummaryPage, scores: Scores) -> None:
    for indicator in scores.indicators:
        (row, at), rule = scores.weight_cell(indicator), in_words(indicator)
        page.put(row, 1, indicator.number, "unit")
        page.put(row, _NAME, indicator.indented, "name", fit=False)
        page.put(row, _RULE, rule, "name", fit=False)
        page.put(row, at, indicator.weight, "total", num_format=weight_format(scores))
        lines = max(lines_needed(indicator.indented, _NAME_WIDTH), lines_needed(rule, _RULE_WIDTH))
        page.height(row, max(18.0, LINE_POINTS * lines + 4))
        put_points(page, scores, indicator)


def _totals(page: SummaryPage, scores: Scores) -> None:
    for item in ScoreItem:
        row, at = scores.weight_cell(item)
        page.put(row, 1, None, "unit", fit=False)
        page.put(row, _NAME, LABELS[item], "label", fit=False)
        page.put(row, _RULE, None, "label", fit=False)
        whole = scores.whole if item is ScoreItem.FULL else None
        page.put(row, at, whole, "total", fit=False, num_format=weight_format(scores))
        put_totals(page, scores, item)
        page.height(row, 18)


def put_points(page: SummaryPage, scores: Scores, indicator: Indicator) -> None:
    """Write the points of all cities for an indicator."""
    for city in scores.cities:
        at = scores.cell(indicator, city)
        _put(page, scores, at, city, scores.points(indicator, city), "figure", POINT_PLACES)


def put_totals(page: SummaryPage, scores: Scores, item: ScoreItem) -> None:
    """Write what all cities have in a line below their points; the best ranks are coloured."""
    for city in scores.cities:
        places = 0 if item in _WHOLE else POINT_PLACES
        _put(page, scores, scores.cell(item, city), city, scores.content(item, city), "total", places)
    if item is ScoreItem.RANK:
        first = address(*scores.cell(item, scores.cities[0]))
        best = AMONG_BEST.given(last=last_of_best(len(scores.cities))).text(rank=first)
        page.colour(scores.frame.of_line(scores.line(item)), best, STYLES[GOOD])


def _put(
    page: SummaryPage,
    scores: Scores,
    at: tuple[int, int],
    city: str,
    content: Value | Live,
    style: str,
    places: int,
) -> None:
    """Write a city's cell: words in the middle, numbers with so many decimals."""
    look: dict[str, Any] = {"num_format": number_format(places), "font_size": page.theme.body_size}
    if places == 0 or isinstance(value_of(content), str):
        look["align"] = "center"
    row, column = at
    page.put(row, column, content, style, fit=False, **look, **grey(scores, city))


def weight_format(scores: Scores) -> str:
    """The number format of weights, with the decimals that the finest of them needs."""
    return number_format(max(decimal_places(each.weight or Decimal(0)) for each in scores.indicators))


def _steps(page: SummaryPage, scores: Scores) -> int:
    """Draw the table of steps, if there are any; returns the last row so far."""
    if not scores.stepped:
        return scores.end[0]
    row, (number, name) = scores.steps_heading, (2, 1) if scores.frame.turned else (1, _NAME)
    heads = {number: "序号", name: "计分档次", BOUND: "完成率（占限额）", WEIGHT: "得分"}
    for at, text in heads.items():
        page.put(row, at, text, "head", fit=False)
    page.height(row, 20)
    for indicator, steps in scores.stepped.items():
        for step in steps:
            row += 1
            page.put(row, number, indicator.number, "unit", fit=False)
            page.put(row, name, indicator.indented, "name", fit=False)
            page.put(row, BOUND, step.completion, "figure", fit=False, num_format=_bound_format(indicator))
            page.put(row, WEIGHT, step.points, "figure", fit=False, num_format="General")
            page.height(
                row, max(18.0, LINE_POINTS * lines_needed(indicator.indented, page.widths(name)[-1]) + 4)
            )
    return row


def _bound_format(indicator: Indicator) -> str:
    """The number format that says on which side of a step a completion earns its points."""
    return '"用去不超过 "General"%"' if indicator.is_limit else '"达到 "General"%"'


def _notes(scores: Scores, part: str) -> Iterator[str]:
    """How points come about, and who is ranked."""
    if part:
        yield f"{part}。"
    yield "得分按本表的计分办法，由目标和本期结果算出，保留两位小数；计分办法和分值由方案规定。"
    if mine := [each for each in scores.indicators if scores.facts.by_round(each)]:
        yield f"第 {listed(mine)} 项有{this_round_by(scores.facts)}，得分按本期目标计算。"
    if scores.stepped:
        yield "分档计分的，取够得上的最高一档；一档也够不上的不得分。"
    if any(each.is_limit and each.scoring is Scoring.COMPLETION for each in scores.indicators):
        yield "控制指标的完成率为 200% 减占限额：正好用完为 100%，多用一个百分点就少一个，少用的相应增加。"
    yield f"没有目标的（{NONE}）不计分，也不计入满分；得分率＝得分÷满分，各地满分不同时也可比。"
    yield f"有目标而没有结果的为“{MISSING}”或“{OUTDATED}”：不作零分，补齐之前该地不计得分率、不排名。"
    yield "名次按得分率排列，并列的名次相同，下一名次空出；未报送的不排名。"
    if any(not scores.facts.is_judged(each) for each in scores.indicators):
        words = term(scores.facts.plan)
        yield f"“{words.not_judged}”的指标集中在{words.end}认定，{words.early}不计分，也不计入满分。"
