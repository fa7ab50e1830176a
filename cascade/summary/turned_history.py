"""Draw 历次完成情况 turned: regions in rows, indicators and rounds in columns (see `frame`)."""

from cascade.indicators import Indicator
from cascade.judging.results import PLACES
from cascade.quantity import rounded
from cascade.summary.history import (
    HEADER,
    TURNED_FIRST_ROW,
    TURNED_FIXED,
    TURNED_ROUND,
    TURNED_TIME,
    History,
)
from cascade.summary.history_sheet import history_notes, measured, put_completions
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, page_footer, schedule_word
from cascade.theme import LINE_POINTS, lines_needed, number_format

_NAME_LINES = 2  # as many as may be frozen
_LEAST, _MOST, _ROW = 10.5, 22.0, 18.0  # widths of a column; the height of a row


def draw_turned_history(page: SummaryPage, history: History, title: str) -> None:
    """Draw the sheet."""
    facts, indicators = history.facts, history.detail.numbers
    last, columns = history.cell(indicators[-1], -1, facts.plan.province)
    _regions(page, history)
    usual = (page.room(columns) - sum(page.widths(TURNED_FIXED)) - 1) / (columns - TURNED_FIXED)
    for column in range(TURNED_FIXED + 1, columns + 1):
        page.widen(column, max(_LEAST, min(_MOST, usual)))
    groups = []
    for indicator in indicators:
        _headings(page, history, indicator)
        put_completions(page, history, indicator)
        area = history.rounds(indicator)
        groups.append((area.left, area.right))
    notes = history_notes(history)
    page.notes(last + 2, page.text_columns(columns, TURNED_FIXED, groups), notes)
    blocks = [(row, row) for row in range(TURNED_FIRST_ROW, last + 1)]
    blocks.append((last + 1, last + 1 + len(notes)))
    header, footer = (HEADER, TURNED_TIME), page_footer(facts)
    page.finish(title, basis(facts), columns, header, TURNED_FIXED, groups, blocks, footer)


def _regions(page: SummaryPage, history: History) -> None:
    """Draw the first two columns: the regions, and what is expected by this round."""
    facts = history.facts
    page.tall(HEADER, TURNED_TIME - 1, 1, facts.plan.levels.unit, "head")
    page.put(TURNED_TIME, 1, f"{schedule_word(facts, *history.periods)}（%）", "label")
    page.tall(HEADER, TURNED_TIME, TURNED_FIXED, schedule_word(facts, *history.periods), "head")
    for region in history.regions:
        row, whole = history.frame.cell(0, region)[0], region == facts.plan.province
        page.put(row, 1, history.label(region), "label" if whole else "name")
        expected = rounded(facts.expected, PLACES)
        page.put(row, TURNED_FIXED, expected, "unit", fit=False, num_format=number_format(1))
        page.height(row, _ROW)


def _headings(page: SummaryPage, history: History, indicator: Indicator) -> None:
    """Draw the name of an indicator over its rounds, and over each what was expected by it."""
    facts, area = history.facts, history.rounds(indicator)
    name = f"{indicator.number}．{indicator.indented}　{measured(indicator)}"
    page.widen_over(area.left, area.right, name, _NAME_LINES)
    page.merge((HEADER, area.left, HEADER, area.right), name, "head")
    width = sum(page.widths(area.right)[area.left - 1 :])
    page.height(HEADER, LINE_POINTS * lines_needed(name, width) + 4)
    labels = list(enumerate((each.round.name for each in history.periods), start=area.left))
    for (at, label), period in zip(labels, history.periods, strict=True):
        page.put(TURNED_ROUND, at, label, "unit", fit=False)
        page.put(TURNED_ROUND + 1, at, str(period.round.as_of), "unit", fit=False)
        expected = rounded(facts.expected_of(indicator, period), PLACES)
        page.put(TURNED_TIME, at, expected, "figure", fit=False, num_format=number_format(1))
    page.wrapped(TURNED_ROUND, labels)
