"""Conditional formats of the summary: colour lights, gaps and marks by the values of their cells."""

from cascade.grid import Area, address
from cascade.indicators import Indicator
from cascade.judging.lights import FAIR, HAS_SIGN, STYLES, gap_styles
from cascade.summary.summary_page import SummaryPage


def colour_lights(page: SummaryPage, area: Area) -> None:
    """Colour the cells of an area by the sign that they begin with."""
    for sign, style in STYLES.items():
        page.colour(area, HAS_SIGN.given(sign=sign).text(light=address(area.top, area.left)), style)


def colour_gaps(page: SummaryPage, indicator: Indicator, area: Area) -> None:
    """Colour the gaps of a breakdown, or the counts of counties that fall short."""
    for style, condition in gap_styles(indicator).items():
        page.colour(area, condition.text(gap=address(area.top, area.left)), style)


def colour_marks(page: SummaryPage, area: Area) -> None:
    """Colour the marks of counties that fall short of their city."""
    marked = HAS_SIGN.given(sign=FAIR)
    page.colour(area, marked.text(light=address(area.top, area.left)), STYLES[FAIR])
