"""Draw 得分与排名 turned: cities in rows and indicators in columns (see `frame`)."""

from cascade.formula import Live, Value
from cascade.indicators import Indicator
from cascade.judging.points import in_words
from cascade.summary.scores import HEADER, TURNED_FIRST_ROW, TURNED_FIXED, TURNED_RULE, ScoreItem, Scores
from cascade.summary.scores_sheet import LABELS, below, grey, put_points, put_totals, weight_format
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, city_status, page_footer

_LEAST, _MOST, _ROW = 11.0, 26.0, 18.0  # widths of a column; the height of a row
_STEP_NAME = 26.0  # the width of the first column, which holds the names of steps, too


def draw_turned_scores(page: SummaryPage, scores: Scores, title: str, part: str = "") -> None:
    """Draw the sheet; `part` says what an extract's sheet shows, or what its ranks are."""
    facts, (last, columns) = scores.facts, scores.end
    _cities(page, scores)
    usual = (page.room(columns) - sum(page.widths(TURNED_FIXED)) - 1) / (columns - TURNED_FIXED)
    for column in range(TURNED_FIXED + 1, columns + 1):
        page.widen(column, max(_LEAST, min(_MOST, usual)))
    texts = [(scores.weight_cell(each)[1], f"{each.number}．{each.indented}") for each in scores.indicators]
    rules = [(scores.weight_cell(each)[1], in_words(each)) for each in scores.indicators]
    for indicator, (at, text), (_, rule) in zip(scores.indicators, texts, rules, strict=True):
        page.put(HEADER, at, text, "head", fit=False)
        page.put(TURNED_RULE, at, rule, "unit", fit=False)
        _weight(page, scores, indicator, indicator.weight)
        put_points(page, scores, indicator)
    for item in ScoreItem:
        page.tall(HEADER, TURNED_RULE, scores.weight_cell(item)[1], LABELS[item], "head", fit=False)
        _weight(page, scores, item, scores.whole if item is ScoreItem.FULL else None)
        put_totals(page, scores, item)
    page.wrapped(HEADER, texts)
    page.wrapped(TURNED_RULE, rules)
    groups = [(at, at) for at in range(TURNED_FIXED + 1, columns + 1)]
    blocks = [(row, row) for row in range(TURNED_FIRST_ROW, last + 1)]
    blocks += below(page, scores, part, (TURNED_FIXED, groups))
    header = HEADER, TURNED_FIRST_ROW - 1
    page.finish(title, basis(facts), columns, header, TURNED_FIXED, groups, blocks, page_footer(facts))


def _cities(page: SummaryPage, scores: Scores) -> None:
    """Draw the first two columns: the names of the cities, and the state of their returns."""
    levels = scores.facts.plan.levels
    if scores.stepped:  # their names are below those of the cities
        page.widen(1, _STEP_NAME)
    page.tall(HEADER, TURNED_FIRST_ROW - 2, 1, levels.unit, "head")
    page.tall(HEADER, TURNED_FIRST_ROW - 2, TURNED_FIXED, "报送情况", "head")
    page.put(TURNED_FIRST_ROW - 1, 1, "分值", "label")
    page.put(TURNED_FIRST_ROW - 1, TURNED_FIXED, None, "label")
    for city in scores.cities:
        row, status = scores.cell(ScoreItem.TOTAL, city)[0], city_status(scores.facts, city)
        page.put(row, 1, scores.facts.plan.name(city), "name")
        page.put(row, TURNED_FIXED, status, "unit", **grey(scores, city))
        page.height(row, _ROW)


def _weight(page: SummaryPage, scores: Scores, item: Indicator | ScoreItem, weight: Value | Live) -> None:
    """Write a weight, or the sum of all, above its column."""
    row, at = scores.weight_cell(item)
    page.put(row, at, weight, "total", fit=False, num_format=weight_format(scores))
