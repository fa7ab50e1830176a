"""Draw headings and first columns of 总览 turned: cities in rows, indicators in columns (see `frame`)."""

from typing import Any

from cascade.summary.overview import TURNED_FIXED, Overview
from cascade.summary.overview_words import late_word, margin_word
from cascade.summary.province import REPORT, TARGET
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import REPORTED, city_status, coverage
from cascade.theme import LINE_POINTS, heading, lines_needed

_LEAST, _MOST = 7.3, 16.0  # widths of a column


def draw_turned_headings(page: SummaryPage, overview: Overview) -> tuple[int, int]:
    """Draw the headings of a table with indicators across; returns the table's last row and column."""
    facts, header = overview.facts, overview.header
    last_row, columns = overview.frame.cell(overview.counts_line, overview.regions[-1])
    page.tall(header, header + 1, 1, facts.plan.levels.unit, "head")
    page.tall(header, header + 1, 2, "报送情况", "head")
    page.tall(header, header + 1, columns, f"▼ {late_word(overview)}（项）", "head", fit=False)
    _turned_regions(page, overview)
    fixed = sum(page.widths(TURNED_FIXED))
    usual = (page.room(columns, page.theme.smallest_overview_point) - fixed) / (columns - TURNED_FIXED)
    for at in range(TURNED_FIXED + 1, columns + 1):
        page.widen(at, max(_LEAST, min(_MOST, usual)))
    labels = {TARGET: "目标", REPORT: "本期" if facts.is_progress else "合计"}
    for indicator in overview.indicators:
        first = overview.frame.cell(overview.line(indicator, overview.items[0]), overview.regions[0])[1]
        last = first + len(overview.items) - 1
        unit = f"（{indicator.unit}）" if indicator.unit else ""
        text, width = f"{indicator.number}．{indicator.title}", sum(page.widths(last)[first - 1 :])
        text += unit if lines_needed(text + unit, width) == 1 else f"\n{unit}".rstrip()
        broken, lines = heading(text, width)
        page.merge((header, first, header, last), broken, "head")
        page.height(header, LINE_POINTS * lines + 6)
        for at, item in enumerate(overview.items, start=first):
            label = labels.get(item) or margin_word(facts, indicator)
            page.put(header + 1, at, label, "unit", fit=False)
    page.height(header + 1, 20.0)
    return last_row, columns


def _turned_regions(page: SummaryPage, overview: Overview) -> None:
    """Draw the first two columns of a turned table: names, and the states of the returns."""
    facts, province, frame = overview.facts, overview.province, overview.frame
    for region in overview.regions:
        row, whole = frame.cell(0, region)[0], region == facts.plan.province
        page.put(row, 1, province.city(region).live(), "label" if whole else "name", bg_color="paper")
        status = coverage(facts) if whole else city_status(facts, region)
        missing: dict[str, Any] = (
            {"bg_color": "paper"}
            if whole or status == REPORTED
            else {"bg_color": "behind", "font_color": "behind_ink", "bold": True}
        )
        page.put(row, 2, status, "unit", **missing)
    page.hide_states(TURNED_FIXED, facts.complete)
