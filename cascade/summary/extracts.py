"""Self-contained extracts of a summary: a workbook for one lead department or one city."""

from collections.abc import Mapping
from enum import StrEnum

from cascade.judging.points import Earned
from cascade.model import Region
from cascade.naming import sheet_names
from cascade.returns.facts import Facts
from cascade.summary import chart_data, charts, city, history, lead_page, ranking, scores
from cascade.summary.detail import Detail
from cascade.summary.detail_sheet import FIRST_ROW, draw_table
from cascade.summary.history_sheet import draw_history
from cascade.summary.ranking_sheet import draw_ranking
from cascade.summary.scores_sheet import draw_scores
from cascade.summary.summary_page import SummaryPage
from cascade.summary.summary_workbook import SummaryBook
from cascade.summary.turned_history import draw_turned_history
from cascade.summary.turned_ranking import draw_turned_ranking
from cascade.summary.turned_scores import draw_turned_scores
from cascade.summary.wording import city_status, county_note, coverage, leaves_note, titled
from cascade.theme import Theme

REFERRED_TO = (history.NAME, chart_data.NAME)


class SummarySplit(StrEnum):
    """How to split a summary into extracts."""

    LEAD = "lead"
    CITY = "city"


def draw_lead(facts: Facts, theme: Theme, lead: str) -> bytes:
    """A lead department's workbook (.xlsx): the cities' ranks, charts, and all counties by city.

    With few indicators ranks and charts stand on one page, with the counties that are behind.
    """
    title = titled(facts, f"（{lead}）")
    book = SummaryBook(f"{title}汇总表", facts.made, theme)
    name = sheet_names(facts.plan.leads, facts.plan.levels.sheets)[lead]
    indicators = [each for each in facts.indicators if each.lead == lead]
    detail = Detail(facts, name, indicators, FIRST_ROW, gaps=True)
    one_page = lead_page.fits(facts, detail.indicators, theme)
    sheets: tuple[str, ...] = (name,)
    if one_page:
        sheets = (lead_page.NAME, name, ranking.NAME, *REFERRED_TO)
    elif facts.is_progress and detail.numbers:
        sheets = (ranking.NAME, charts.NAME, *REFERRED_TO, name)
    pages = {each: book.page(each) for each in sheets}
    if ranking.NAME in pages:
        past = draw_past(pages[history.NAME], detail, title)
        ranks = draw_ranks(pages[ranking.NAME], detail, past, title)
        data = chart_data.ChartData(pages[chart_data.NAME])
        if one_page:
            lead_page.draw_lead_page(pages[lead_page.NAME], detail, ranks, data, title)
        else:
            charts.draw_charts(pages[charts.NAME], past, data, title + charts.NAME)
        data.finish(facts, title + chart_data.NAME)
    draw_table(pages[name], detail, title, county_note(facts, indicators), outline=True)
    for each in (ranking.NAME, *REFERRED_TO) if one_page else ():
        pages[each].sheet.hide()  # all that they say is on the one page
    if facts.has_points and scores.scored(indicators):
        page = book.page(scores.NAME)
        draw_points(page, scores.Scores(facts, detail), title + scores.NAME, f"只含{lead}牵头的指标")
    return book.finished()


def draw_city(facts: Facts, theme: Theme, region: Region, points: Mapping[str, Earned]) -> bytes:
    """A city's workbook (.xlsx): its counties side by side, its points, and the table to which both refer.

    `points` are those of all cities, {} where the plan gives none.
    """
    title = titled(facts, f"（{region.name}）")
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


def draw_past(page: SummaryPage, detail: Detail, title: str) -> history.History:
    """Draw the cities' completions by a table's indicators in all rounds so far; returns them."""
    past = history.History(detail.facts, detail)
    draw = draw_turned_history if past.frame.turned else draw_history
    draw(page, past, title + history.NAME)
    return past


def draw_ranks(page: SummaryPage, detail: Detail, past: history.History, title: str) -> ranking.Ranking:
    """Draw the cities' ranks by a table's indicators; returns them."""
    ranks = ranking.Ranking(detail.facts, detail, past)
    draw = draw_turned_ranking if ranks.frame.turned else draw_ranking
    draw(page, ranks, title + ranking.NAME)
    return ranks


def draw_points(page: SummaryPage, points: scores.Scores, title: str, part: str = "") -> None:
    """Draw the sheet of points, the way its table lies."""
    draw = draw_turned_scores if points.frame.turned else draw_scores
    draw(page, points, title, part)


def _city_note(facts: Facts, region: Region) -> str:
    status = city_status(facts, region.code)
    as_of = f"数据截至 {facts.round.as_of}，" if facts.round.as_of else ""
    levels = facts.plan.levels_of(region.code)
    few = leaves_note(facts, facts.indicators, (region,)) if facts.is_progress else ""
    ranks = f"名次为{levels.whole}{coverage(facts)}时的名次。"
    if not facts.is_progress:
        ranks = f"比率类的分解数为{levels.leaf_tier}最低。"
    when = f"第 {facts.number} 次汇总（{facts.made:%Y-%m-%d %H:%M}）"
    return f"{as_of}依据{when}，{levels.own}{status}。{ranks}{few}"
