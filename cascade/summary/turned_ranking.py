"""Draw 完成率与排名 turned: cities in rows and indicators in columns (see `frame`)."""

from cascade.grid import Area
from cascade.summary.conditional_formats import colour_lights
from cascade.summary.ranking import HEADER, TURNED_FIRST_ROW, TURNED_FIXED, Ranking
from cascade.summary.ranking_sheet import (
    grey,
    item_label,
    light_labels,
    put_indicator,
    put_total,
    ranking_notes,
)
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, city_status, coverage, page_footer
from cascade.theme import LINE_POINTS, lines_needed

_ITEMS = HEADER + 1  # the row that says what the columns hold
_LEAST, _MOST, _ROW = 9.0, 14.0, 18.0  # widths of a column; the height of a row


def draw_turned_ranking(page: SummaryPage, ranking: Ranking, title: str) -> None:
    """Draw the sheet."""
    facts, indicators = ranking.facts, ranking.detail.numbers
    last, columns = ranking.frame.cell(ranking.lines(indicators[-1])[1], facts.plan.province)
    usual = (page.room(columns) - 24.0) / (columns - TURNED_FIXED)
    for column in range(TURNED_FIXED + 1, columns + 1):
        page.widen(column, max(_LEAST, min(_MOST, usual)))
    _regions(page, ranking)
    groups = _totals(page, ranking) if ranking.signs else []
    for indicator in indicators:
        first, end = (ranking.frame.cell(each, ranking.regions[0])[1] for each in ranking.lines(indicator))
        labels = [item_label(facts, indicator, item) for item in ranking.items(indicator)]
        _headings(page, f"{indicator.number}．{indicator.indented}", labels, first)
        put_indicator(page, ranking, indicator)
        groups.append((first, end))
    colour_lights(page, Area(TURNED_FIRST_ROW, TURNED_FIXED + 1, last, columns))
    notes = ranking_notes(ranking)
    page.notes(last + 1, page.text_columns(columns, TURNED_FIXED, groups), notes)
    blocks = [(row, row) for row in range(TURNED_FIRST_ROW, last + 1)]
    blocks[-1] = (last, last + len(notes))
    header, footer = (HEADER, _ITEMS), page_footer(facts)
    page.finish(title, basis(facts), columns, header, TURNED_FIXED, groups, blocks, footer)


def _regions(page: SummaryPage, ranking: Ranking) -> None:
    """Draw the first two columns: the names of cities and province, and the state of their returns."""
    facts = ranking.facts
    page.tall(HEADER, _ITEMS, 1, facts.plan.levels.unit, "head")
    page.tall(HEADER, _ITEMS, TURNED_FIXED, "报送情况", "head")
    for region in ranking.regions:
        (row, _), whole = ranking.frame.cell(0, region), region == facts.plan.province
        page.put(row, 1, facts.plan.name(region), "label" if whole else "name")
        status = coverage(facts) if whole else city_status(facts, region)
        page.put(row, TURNED_FIXED, status, "unit", **grey(ranking, region))
        page.height(row, _ROW)


def _totals(page: SummaryPage, ranking: Ranking) -> list[tuple[int, int]]:
    """Draw how many indicators of every region are well, a little behind, and far behind."""
    first = TURNED_FIXED + 1
    _headings(page, "各项评价合计（项）", light_labels(ranking), first)
    for sign in ranking.signs:
        for region in ranking.regions:
            put_total(page, ranking, sign, region)
    return [(first, first + len(ranking.signs) - 1)]


def _headings(page: SummaryPage, name: str, labels: list[str], first: int) -> None:
    """Draw a name over its columns, and what they hold."""
    last = first + len(labels) - 1
    for column, label in enumerate(labels, start=first):
        page.put(_ITEMS, column, label, "unit", fit=False)
    page.wrapped(_ITEMS, list(enumerate(labels, start=first)))
    page.merge((HEADER, first, HEADER, last), name, "head")
    page.height(HEADER, LINE_POINTS * lines_needed(name, sum(page.widths(last)[first - 1 :])) + 6)
