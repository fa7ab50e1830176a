"""Draw what stands around the margins of 总览 in every part: headings, names, targets and results."""

from typing import Any

from cascade.headings import heading
from cascade.indicators import Indicator
from cascade.quantity import NONE
from cascade.summary.overview import Overview
from cascade.summary.overview_shape import headed
from cascade.summary.overview_words import margin_word
from cascade.summary.province import DIFFERENCE, REPORT, TARGET
from cascade.summary.province_looks import bare_target, looks
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import REPORTED, city_status, coverage

_ROOM = 2.0  # characters beside the widest number of a column, from which on they stand off the rule
_PAPER: dict[str, Any] = {"bg_color": "paper"}
_MISSING: dict[str, Any] = {"bg_color": "behind", "font_color": "behind_ink", "bold": True}


def draw_headings(page: SummaryPage, overview: Overview) -> None:
    """Draw headings and indicators of a table with regions across."""
    facts, header, below = overview.facts, overview.header, overview.first_row - 1
    whole = facts.plan.province
    texts = ("序号", "指标", "单位", *_of_whole(overview))
    for start, _ in overview.shape.spans:
        for at, text in enumerate(texts, start=start):
            page.tall(header, below, at, heading(text, page.widths(at)[-1])[0], "head", fit=False)
        label = (overview.last_row, start, overview.last_row, start + len(texts) - 1)
        page.merge(label, overview.late_heading, "label")
        for indicator in overview.indicators:
            row = overview.place(overview.line(indicator), whole)[0]
            name = overview.province.name(indicator)
            page.put(row, start, indicator.number, "unit", fit=False, **_PAPER)
            page.put(row, start + 1, name.live(), "name", fit=False, to=name.reference, **_PAPER)
            page.put(row, start + 2, indicator.unit, "unit", fit=False, **_PAPER)
            for at, item in enumerate((TARGET, REPORT), start=start + 3):
                put_outside(page, overview, indicator, item, whole, (row, at))
    for region in overview.regions:
        at = overview.place(0, region)[1]
        page.put(header, at, overview.province.city(region).live(), "head", fit=False)
        if below > header:
            status = city_status(facts, region) if region != whole else coverage(facts)
            look = {} if status == REPORTED or region == whole else _MISSING
            page.put(below, at, "" if status == REPORTED else status, "unit", fit=False, **look)


def draw_turned_headings(page: SummaryPage, overview: Overview) -> None:
    """Draw headings and regions of a table with indicators across."""
    facts, header, below = overview.facts, overview.header, overview.first_row - 1
    for start, _ in overview.shape.spans:
        for at, text in enumerate((facts.plan.levels.unit, "报送情况"), start=start):
            page.tall(header, below, at, heading(text, page.widths(at)[-1])[0], "head", fit=False)
        _regions(page, overview, start)
    counts = overview.place(overview.counts_line, facts.plan.province)[1]
    late, _ = heading(overview.late_heading, page.widths(counts)[-1])
    page.tall(header, below, counts, late, "head", fit=False)
    for indicator, title in zip(overview.indicators, overview.texts.headings, strict=True):
        last = overview.place(overview.line(indicator), facts.plan.province)[1]
        first = last - len(overview.items) + 1
        text, _ = headed(title, indicator.unit, sum(page.widths(last)[first - 1 :]))
        page.merge((header, first, header, last), text, "head")
        reported = "本期" if facts.is_progress else "合计"
        labels = {TARGET: "目标", REPORT: reported, DIFFERENCE: margin_word(facts, indicator)}
        for at, item in enumerate(overview.items, start=first) if below > header else ():
            page.put(below, at, labels[item], "unit", fit=False)
        for row, item in zip(_rows_of_whole(overview), (TARGET, REPORT), strict=False):
            put_outside(page, overview, indicator, item, facts.plan.province, (row, last))
    for row in _rows_of_whole(overview):
        page.put(row, counts, None, "unit", fit=False, **_PAPER)


def _regions(page: SummaryPage, overview: Overview, start: int) -> None:
    """Draw the first two columns of a part: names, and the states of the returns."""
    facts = overview.facts
    for region in overview.regions:
        row, whole = overview.place(0, region)[0], region == facts.plan.province
        name = overview.province.city(region).live()
        page.put(row, start, name, "label" if whole else "name", fit=False, **_PAPER)
        status = coverage(facts) if whole else city_status(facts, region)
        look = _PAPER if whole or status == REPORTED else _MISSING
        page.put(row, start + 1, status, "unit", fit=False, **look)
    for row, text in zip(_rows_of_whole(overview), _of_whole(overview), strict=False):
        page.merge((row, start, row, start + 1), text, "label", **_PAPER)


def _rows_of_whole(overview: Overview) -> range:
    """The rows below the regions for targets and results of the whole."""
    return range(overview.first_row + len(overview.regions), overview.last_row + 1)


def _of_whole(overview: Overview) -> tuple[str, str]:
    """What targets and results of the whole are called."""
    facts, whole = overview.facts, overview.facts.plan.levels.whole
    reported = f"{whole}本期" if facts.is_progress else f"{whole}合计"
    return f"{whole}目标", reported if facts.complete else "已报合计"


def put_outside(
    page: SummaryPage, overview: Overview, indicator: Indicator, item: int, region: str, at: tuple[int, int]
) -> None:
    """Write a target or a result as 全省汇总 shows it, but a target without its unit: that has a place."""
    if indicator.is_words and item == REPORT and region == overview.facts.plan.province:
        page.put(*at, NONE, "unit", fit=False, **_PAPER)
        return
    figure = overview.province.outside(indicator, item, region)
    style, more = looks(overview.province, indicator, item, region, figure.value)
    if item == TARGET:
        more["num_format"] = bare_target(overview.province, indicator, region)
    more |= _PAPER | {"bold": False} | room_beside(overview, indicator, item, at[1])
    page.put(*at, figure.live(), style, fit=False, **more)


def room_beside(overview: Overview, indicator: Indicator, item: int, column: int) -> dict[str, Any]:
    """The format option that leaves room beside numbers where all columns of their kind have some."""
    shape = overview.shape
    alike = shape.own if item == DIFFERENCE and not shape.turned else [shape.widths[column - 1]]
    return {"room": min(alike) >= overview.widest(indicator, item) + _ROOM}
