"""The sheets of charts for leaders: those that a round has, and the sheet with the cells that they read."""

from collections.abc import Mapping

from cascade.outcome.judged import Outcome
from cascade.returns.facts import Facts
from cascade.summary import chart_data, counties_behind
from cascade.summary.province import Province
from cascade.summary.summary_page import SummaryPage


def chart_sheets(facts: Facts) -> list[tuple[str, str]]:
    """The names and contents of a round's sheets of charts; a sheet that would show nothing is left out."""
    levels, outcome = facts.plan.levels, Outcome(facts)
    sheets = []
    if lines := counties_behind.furthest_behind(outcome):
        sheets.append(
            (levels.behind_sheet, f"落后最多的 {len(lines)} 项次：哪个{levels.leaf}、哪项、还差多少")
        )
    return sheets


def draw_chart_sheets(pages: Mapping[str, SummaryPage], province: Province, title: str) -> None:
    """Draw the sheets of charts, and below them in the workbook the sheet of their cells."""
    if chart_data.NAME not in pages:
        return
    facts, data = province.facts, chart_data.ChartData(pages[chart_data.NAME])
    behind = facts.plan.levels.behind_sheet
    if behind in pages:
        lines = counties_behind.furthest_behind(Outcome(facts))
        counties_behind.draw_counties_behind(pages[behind], province, lines, data, title + behind)
    data.finish(facts, title + chart_data.NAME)
