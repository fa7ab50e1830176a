"""The whole summary workbook, sheet by sheet."""

from dataclasses import replace
from io import BytesIO

from cascade.drawing import Book, Styles
from cascade.summary import issues, overview, province, province_page, ranking, sources
from cascade.summary.detail import Detail
from cascade.summary.facts import Facts
from cascade.summary.notes import listed
from cascade.summary.page import Page
from cascade.summary.tables import FIRST_ROW, draw_table
from cascade.theme import Theme, sheet_names

DETAIL = "县级明细"


def draw(facts: Facts, theme: Theme) -> bytes:
    """The summary of a round as the bytes of an .xlsx file."""
    theme = replace(theme, small_size=theme.body_size)  # nothing that leaders read is smaller than the body
    buffer = BytesIO()
    base = {"font_name": theme.number_font, "font_size": theme.body_size}
    book = Book(buffer, {"in_memory": True, "default_format_properties": base})
    book.set_properties({"title": f"{facts.plan.title}{facts.round.name}汇总表", "created": facts.made})
    styles = Styles(book, theme)
    detail = Detail(facts, DETAIL, facts.plan.indicators, FIRST_ROW)
    names = sheet_names(facts.plan.leads)
    contents = _contents(facts, names)
    pages = {
        name: Page(book, name, styles, theme) for name in (overview.NAME, *(name for name, _ in contents))
    }
    whole = province.Province(facts, detail)
    province_page.draw_province(pages[province.NAME], whole)
    if facts.is_progress:
        ranking.draw_ranking(pages[ranking.NAME], facts, detail)
    title = f"{facts.plan.title}{facts.round.name}"
    rates = "" if facts.is_progress else "比率类的合计为县级最低。"
    draw_table(pages[DETAIL], detail, f"{title}县级明细", facts.basis + rates, outline=False)
    for lead in facts.plan.leads:
        indicators = [each for each in facts.plan.indicators if each.lead == lead]
        own = Detail(facts, names[lead], indicators, FIRST_ROW, source=detail)
        draw_table(pages[names[lead]], own, f"{title}（{lead}）", facts.basis + rates, outline=True)
    open_ = issues.draw_issues(pages[issues.NAME], facts)
    origins = sources.draw_sources(pages[sources.NAME], facts)
    overview.draw_overview(pages[overview.NAME], whole, contents, origins, open_)
    book.close()
    return buffer.getvalue()


def _contents(facts: Facts, names: dict[str, str]) -> list[tuple[str, str]]:
    """The sheets behind 总览 in their order, with what each holds."""
    sheets = [(province.NAME, "各指标各市的目标、合计和差距")]
    if facts.is_progress:
        sheets.append((ranking.NAME, "各市完成率、名次和变化"))
    sheets.append((DETAIL, "全部县（市、区）的数，合计的依据"))
    for lead in facts.plan.leads:
        mine = [each for each in facts.plan.indicators if each.lead == lead]
        sheets.append((names[lead], f"牵头第 {listed(mine)} 项"))
    return [
        *sheets,
        (issues.NAME, "未报的市，各表的问题和处理办法"),
        (sources.NAME, "每个数的文件、工作表和单元格"),
    ]
