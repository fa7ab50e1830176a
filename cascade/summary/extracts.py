"""Self-contained extracts of a summary: a workbook for one lead department or one city."""

from collections.abc import Mapping
from enum import StrEnum

from cascade.judging.points import Earned
from cascade.model import Region
from cascade.naming import sheet_names
from cascade.returns.facts import Facts
from cascade.summary import charts, city, history, ranking, scores
from cascade.summary.detail import Detail
from cascade.summary.detail_sheet import FIRST_ROW, draw_table
from cascade.summary.history_sheet import draw_history
from cascade.summary.ranking_sheet import draw_ranking
from cascade.summary.scores_sheet import draw_scores
from cascade.summary.summary_page import SummaryBook, SummaryPage
from cascade.summary.turned_history import draw_turned_history
from cascade.summary.turned_ranking import draw_turned_ranking
from cascade.summary.turned_scores import draw_turned_scores
from cascade.summary.wording import city_status, county_note, coverage
from cascade.theme import Theme

COMPARISONS = (ranking.NAME, charts.NAME, history.NAME)


class SummarySplit(StrEnum):
    """How to split a summary into extracts."""

    LEAD = "lead"
    CITY = "city"


def draw_lead(facts: Facts, theme: Theme, lead: str) -> bytes:
    """A lead department's workbook (.xlsx): the cities' ranks, charts, and all counties by city."""
    title = f"{facts.plan.title}{facts.round.name}（{lead}）"
    book = SummaryBook(f"{title}汇总表", facts.made, theme)
    name = sheet_names(facts.plan.leads, facts.plan.levels.sheets)[lead]
    indicators = [each for each in facts.indicators if each.lead == lead]
    detail = Detail(facts, name, indicators, FIRST_ROW, gaps=True)
    if facts.is_progress and detail.numbers:
        draw_comparisons({each: book.page(each) for each in COMPARISONS}, detail, title)
        if facts.has_points and scores.scored(indicators):
            page = book.page(scores.NAME)
            draw_points(page, scores.Scores(facts, detail), title + scores.NAME, f"只含{lead}牵头的指标")
    draw_table(book.page(name), detail, title, county_note(facts), outline=True)
    return book.finished()


def draw_city(facts: Facts, theme: Theme, region: Region, points: Mapping[str, Earned]) -> bytes:
    """A city's workbook (.xlsx): its counties side by side, its points, and the table to which both refer.

    `points` are those of all cities, {} where the plan gives none.
    """
    title = f"{facts.plan.title}{facts.round.name}（{region.name}）"
    book = SummaryBook(f"{title}汇总表", facts.made, theme)
    levels = facts.plan.levels_of(region.code)
    counties = levels.leaves_sheet
    detail = Detail(facts, counties, facts.indicators, FIRST_ROW, cities=(region,), gaps=True)
    note = _city_note(facts, region)
    city.draw_city(book.page(levels.own_sheet), detail, title, note)
    if points:
        ranks = {city: each.rank for city, each in points.items()}
        own = scores.Scores(facts, detail, region.code, ranks)
        draw_points(book.page(scores.NAME), own, title + scores.NAME, f"名次为{levels.whole}的名次")
    draw_table(book.page(counties), detail, title + counties, note, outline=False)
    return book.finished()


def draw_comparisons(pages: Mapping[str, SummaryPage], detail: Detail, title: str) -> None:
    """Draw the sheets that compare the cities by a table's indicators: ranks, charts, earlier rounds."""
    past = history.History(detail.facts, detail)
    ranks = ranking.Ranking(detail.facts, detail, past)
    draw_ranks = draw_turned_ranking if ranks.frame.turned else draw_ranking
    draw_ranks(pages[ranking.NAME], ranks, title + ranking.NAME)
    charts.draw_charts(pages[charts.NAME], past, title + charts.NAME)
    draw_past = draw_turned_history if past.frame.turned else draw_history
    draw_past(pages[history.NAME], past, title + history.NAME)


def draw_points(page: SummaryPage, points: scores.Scores, title: str, part: str = "") -> None:
    """Draw the sheet of points, the way its table lies."""
    draw = draw_turned_scores if points.frame.turned else draw_scores
    draw(page, points, title, part)


def _city_note(facts: Facts, region: Region) -> str:
    status = city_status(facts, region.code)
    as_of = f"数据截至 {facts.round.as_of}，" if facts.round.as_of else ""
    levels = facts.plan.levels_of(region.code)
    ranks = f"名次为{levels.whole}{coverage(facts)}时的名次。"
    if not facts.is_progress:
        ranks = f"比率类的分解数为{levels.leaf_tier}最低。"
    when = f"第 {facts.number} 次汇总（{facts.made:%Y-%m-%d %H:%M}）"
    return f"{as_of}依据{when}，{levels.own}{status}。{ranks}"
