"""The sheets of charts for leaders: those that a round has, and the sheet with the cells that they read."""

from collections.abc import Mapping

from cascade.summary import chart_data, counties_behind, slope, strip, strip_sheet
from cascade.summary.province import Province
from cascade.summary.summary_page import SummaryPage


def chart_sheets(province: Province) -> list[tuple[str, str]]:
    """The names and contents of a round's sheets of charts; a sheet that would show nothing is left out."""
    levels, sheets = province.facts.plan.levels, []
    if strip.Strip(province).tells:
        sheets.append((strip.NAME, f"各项指标各{levels.units}超前、落后多少，一图看全"))
    if slope.Slope(province).tells:
        sheets.append((slope.NAME, f"各{levels.units}落后的指标项数，上期和本期"))
    if counties_behind.furthest_behind(province.outcome):
        sheets.append((levels.behind_sheet, f"落后最多的{levels.leaf}：哪项、还差多少"))
    return sheets


def draw_chart_sheets(
    pages: Mapping[str, SummaryPage], province: Province, data: chart_data.ChartData, title: str
) -> None:
    """Draw the sheets of charts that `pages` holds; `data` is where the cells that they read go."""
    if strip.NAME in pages:
        strip_sheet.draw_strip(pages[strip.NAME], strip.Strip(province), data, title + strip.NAME)
    if slope.NAME in pages:
        slope.draw_slope(pages[slope.NAME], slope.Slope(province), data, title + slope.NAME)
    behind = province.facts.plan.levels.behind_sheet
    if behind in pages:
        lines = counties_behind.furthest_behind(province.outcome)
        counties_behind.draw_counties_behind(pages[behind], province, lines, data, title + behind)
