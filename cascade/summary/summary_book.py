"""Draw the whole summary workbook, sheet by sheet."""

from collections.abc import Mapping, Sequence

from cascade.naming import sheet_names
from cascade.returns.facts import Facts
from cascade.summary import (
    charts,
    cover,
    history,
    issues,
    overview,
    province,
    province_sheet,
    ranking,
    scores,
    sources,
)
from cascade.summary.detail import Detail
from cascade.summary.detail_sheet import FIRST_ROW, draw_table
from cascade.summary.extracts import draw_comparisons, draw_points
from cascade.summary.notes import listed
from cascade.summary.summary_page import SummaryBook, SummaryPage
from cascade.summary.turned_province import draw_turned
from cascade.summary.wording import county_note
from cascade.theme import Theme


def draw(facts: Facts, theme: Theme) -> bytes:
    """The summary of a round as the bytes of an .xlsx file."""
    contents = _contents(facts)
    book = SummaryBook(f"{facts.plan.title}{facts.round.name}汇总表", facts.made, theme)
    pages = {name: book.page(name) for name in (overview.NAME, *(name for name, _ in contents))}
    _draw(pages, facts, contents)
    return book.finished()


def draw_pack(facts: Facts, theme: Theme) -> bytes:
    """The summary as one pack to print (.xlsx): with a cover, and with the sheets for reference hidden.

    They are hidden instead of left out, because the printed sheets refer to them. There are no links: one to
    a hidden sheet would do nothing.
    """
    contents = _contents(facts)
    book = SummaryBook(f"{facts.plan.title}{facts.round.name}汇总材料", facts.made, theme, linked=False)
    names = (cover.NAME, overview.NAME, *(name for name, _ in contents))
    pages = {name: book.page(name) for name in names}
    hidden = _unprinted(facts)
    printed = [(name, holds) for name, holds in contents if name not in hidden]
    first = overview.NAME, f"各指标总体情况，各{facts.plan.levels.units}报送情况"
    cover.draw_cover(pages[cover.NAME], facts, [first, *printed])
    _draw(pages, facts, ())
    for name in hidden:
        if name in pages:
            pages[name].sheet.hide()
    return book.finished()


def _draw(pages: Mapping[str, SummaryPage], facts: Facts, contents: Sequence[tuple[str, str]]) -> None:
    """Draw all sheets; `contents` are the names and contents of those that 总览 lists."""
    title = f"{facts.plan.title}{facts.round.name}"
    levels, counties = facts.plan.levels, facts.plan.levels.leaves_sheet
    detail = Detail(facts, counties, facts.indicators, FIRST_ROW)
    names = sheet_names(facts.plan.leads, levels.sheets)
    whole = province.Province(facts, detail)
    draw_whole = draw_turned if whole.frame.turned else province_sheet.draw_province
    draw_whole(pages[levels.whole_sheet], whole)
    if facts.is_progress and facts.plan.numbers:
        draw_comparisons(pages, detail, title)
    if scores.NAME in pages:
        draw_points(pages[scores.NAME], scores.Scores(facts, detail), title + scores.NAME)
    draw_table(pages[counties], detail, title + counties, county_note(facts), outline=False)
    for lead in _leads(facts):
        indicators = [each for each in facts.indicators if each.lead == lead]
        own = Detail(facts, names[lead], indicators, FIRST_ROW, source=detail, gaps=True)
        draw_table(pages[names[lead]], own, f"{title}（{lead}）", county_note(facts), outline=True)
    open_ = issues.draw_issues(pages[issues.NAME], facts)
    origins = sources.draw_sources(pages[sources.NAME], facts)
    overview.draw_overview(pages[overview.NAME], whole, contents, origins, open_)


def _leads(facts: Facts) -> tuple[str, ...]:
    """The lead departments with a sheet of their own.

    Without counties, that of the only one would show the same table again.
    """
    return () if facts.plan.two_levels and len(facts.leads) == 1 else facts.leads


def _unprinted(facts: Facts) -> tuple[str, ...]:
    """The sheets to which a print pack only refers."""
    return (history.NAME, *((facts.plan.levels.leaves_sheet,) if _leads(facts) else ()), sources.NAME)


def _contents(facts: Facts) -> list[tuple[str, str]]:
    """The names and contents of the sheets after 总览, in order."""
    levels = facts.plan.levels
    names = sheet_names(facts.plan.leads, levels.sheets)
    sheets = [(levels.whole_sheet, f"各指标各{levels.units}的目标、合计和差距")]
    if facts.is_progress and facts.plan.numbers:
        sheets += [
            (ranking.NAME, f"各{levels.units}完成率、名次和变化，月均需完成"),
            *([(scores.NAME, "各指标得分，总分和名次")] if facts.has_points else ()),
            (charts.NAME, f"各指标分{levels.units}完成率图，历次走势图"),
            (history.NAME, "各批次完成率，图表引用的数"),
        ]
    sheets.append((levels.leaves_sheet, f"全部{levels.leaf}的数，合计的依据"))
    for lead in _leads(facts):
        mine = [each for each in facts.indicators if each.lead == lead]
        sheets.append((names[lead], f"牵头第 {listed(mine)} 项"))
    return [
        *sheets,
        (issues.NAME, f"未报的{levels.units}，各表的问题和处理办法"),
        (sources.NAME, "每个数的文件、工作表和单元格"),
    ]
