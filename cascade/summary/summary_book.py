"""Draw the whole summary workbook, sheet by sheet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from cascade.model import Plan, Round, RoundKind
from cascade.naming import sheet_names
from cascade.returns.facts import Facts
from cascade.summary import (
    attention,
    board,
    chart_data,
    city_ranks,
    cover,
    history,
    issues,
    overview,
    overview_sheet,
    pack,
    province,
    province_sheet,
    ranking,
    scores,
    slope,
    sources,
    strip,
)
from cascade.summary.chart_sheets import chart_sheets, draw_chart_sheets
from cascade.summary.city_ranks_sheet import draw_city_ranks
from cascade.summary.detail import Detail
from cascade.summary.detail_sheet import FIRST_ROW, draw_table
from cascade.summary.extracts import draw_past, draw_points, draw_ranks
from cascade.summary.medium import Medium
from cascade.summary.ranking import Ranking
from cascade.summary.shares_sheet import draw_shares
from cascade.summary.summary_page import SummaryPage
from cascade.summary.summary_workbook import SummaryBook
from cascade.summary.turned_province import draw_turned
from cascade.summary.wording import county_note, listed, titled
from cascade.theme import Theme, load


def draw(facts: Facts, theme: Theme) -> bytes:
    """The summary of a round as the bytes of an .xlsx file."""
    whole = _province(facts, theme)
    contents = _contents(facts, chart_sheets(whole))
    book = SummaryBook(f"{facts.plan.title}{facts.round.name}汇总表", facts.made, theme)
    pages = {name: book.page(name) for name, _ in contents}
    ranks = _draw(pages, whole, contents)
    attention.draw_attention(pages[attention.NAME], whole, ranks)
    return book.finished()


def draw_pack(facts: Facts, theme: Theme, sheets: Sequence[str] = (), full: bool = False) -> bytes:
    """The summary as one pack to print (.xlsx): that of a meeting, the `full` book, or some `sheets`.

    What is not printed but referred to is hidden instead of left out. There are no links: one to a hidden
    sheet would do nothing.
    """
    whole = _province(facts, theme, on_paper=True)
    contents = _contents(facts, chart_sheets(whole))
    names = [name for name, _ in contents] + _only_printed(facts.plan, facts.round)
    if full:
        printed = pack.full_pack(facts, whole, names, bool(_leads(facts)))
    else:
        chosen = [each for each in (cover.NAME, *names) if each in sheets]
        printed = chosen or pack.short_pack(facts, whole, names)
    title = f"{facts.plan.title}{facts.round.name}汇总材料"
    book = SummaryBook(title, facts.made, theme, Medium(on_paper=True, bare_feet=not full))
    short = not full and not sheets
    annexes = [each for each in pack.annexes(facts) if each in printed and short]
    pages = {}
    for name in printed:
        number = str(annexes.index(name) + 1) if len(annexes) > 1 and name in annexes else ""
        pages[name] = book.page(name, f"附表{number}" if name in annexes else "")
    hidden = [each for each in _referred(facts) if each in names and each not in printed]
    pages |= {name: book.page(name) for name in hidden}
    if cover.NAME in pages:
        listed = [each for each in contents if each[0] in printed]
        cover.draw_cover(pages[cover.NAME], facts, listed)
    ranks = _draw(pages, whole, (), below_board=short and slope.NAME not in printed)
    if attention.NAME in pages:
        shares = facts.plan.levels.shares_sheet
        taken = sum(pages[name].pages for name in printed if name not in (attention.NAME, shares))
        most = pack.attention_pages(taken, theme.paper) if short else None
        attention.draw_attention(pages[attention.NAME], whole, ranks, most)
    for name in hidden:
        pages[name].sheet.hide()
    return book.finished()


def printable(plan: Plan, round_: Round) -> list[str]:
    """The names of the sheets that a pack of a round can hold, charts where they have something to show."""
    now = datetime.now()
    untold = Facts(plan, round_, (), {}, (), {}, 0, now, now)
    names = [name for name, _ in _contents(untold, ())]
    if untold.is_progress and plan.numbers:
        names += [strip.NAME, slope.NAME, plan.levels.behind_sheet]
    return [cover.NAME, *dict.fromkeys([*names, *_only_printed(plan, round_)])]


def drawn_sheets(facts: Facts) -> list[str]:
    """The names of the sheets of a round's pack as it stands, in order."""
    names = [name for name, _ in _contents(facts, chart_sheets(_province(facts, load())))]
    return [cover.NAME, *names, *_only_printed(facts.plan, facts.round)]


def _only_printed(plan: Plan, round_: Round) -> list[str]:
    """The sheets that only a pack has: the shares of a breakdown, where cities have counties."""
    with_counties = round_.kind is RoundKind.BREAKDOWN and not plan.two_levels
    return [plan.levels.shares_sheet] if with_counties else []


def _province(facts: Facts, theme: Theme, on_paper: bool = False) -> province.Province:
    counties = facts.plan.levels.leaves_sheet
    return province.Province(facts, Detail(facts, counties, facts.indicators, FIRST_ROW), theme, on_paper)


def _draw(
    pages: Mapping[str, SummaryPage],
    whole: province.Province,
    contents: Sequence[tuple[str, str]],
    below_board: bool = False,
) -> Ranking | None:
    """Draw the sheets of `pages` but 需要关注, which fits in last; returns the ranks it needs.

    `contents` are the names and contents of the sheets that 报送情况 lists. With `below_board` the slope
    stands there, where there is one.
    """
    facts, detail = whole.facts, whole.detail
    title = titled(facts)
    levels, counties = facts.plan.levels, facts.plan.levels.leaves_sheet
    draw_whole = draw_turned if whole.frame.turned else province_sheet.draw_province
    draw_whole(pages[levels.whole_sheet], whole)
    ranks = None
    if facts.is_progress and facts.plan.numbers:
        ranks = draw_ranks(pages[ranking.NAME], detail, draw_past(pages[history.NAME], detail, title), title)
    scored = scores.Scores(facts, detail) if facts.has_points else None
    if scored and scores.NAME in pages:
        draw_points(pages[scores.NAME], scored, title + scores.NAME)
    draw_table(pages[counties], detail, title + counties, county_note(facts, facts.indicators), outline=False)
    _draw_leads(pages, detail, title)
    if levels.shares_sheet in pages:
        draw_shares(pages[levels.shares_sheet], whole)
    if overview.NAME in pages:
        overview_sheet.draw_overview(pages[overview.NAME], whole)
    if ranks and city_ranks.NAME in pages:
        draw_city_ranks(pages[city_ranks.NAME], city_ranks.CityRanks(whole, ranks, scored))
    _draw_charts_and_board(pages, whole, contents, below_board)
    return ranks


def _draw_charts_and_board(
    pages: Mapping[str, SummaryPage],
    whole: province.Province,
    contents: Sequence[tuple[str, str]],
    below_board: bool,
) -> None:
    """Draw the sheets of charts, of findings and sources, and 报送情况, which refers to both."""
    facts = whole.facts
    title, draw_below = titled(facts), None
    data = chart_data.ChartData(pages[chart_data.NAME]) if chart_data.NAME in pages else None
    if data:
        draw_chart_sheets(pages, whole, data, title)
        lines = slope.Slope(whole)
        if below_board and lines.tells:
            draw_below = partial(slope.draw_slope_below, slope=lines, data=data)
    open_ = issues.draw_issues(pages[issues.NAME], facts) if issues.NAME in pages else {}
    origins = sources.draw_sources(pages[sources.NAME], facts) if sources.NAME in pages else {}
    if board.NAME in pages:
        others = [each for each in contents if each[0] != board.NAME]
        board.draw_board(pages[board.NAME], whole, others, origins, open_, draw_below)
    if data:
        data.finish(facts, title + chart_data.NAME)


def _draw_leads(pages: Mapping[str, SummaryPage], detail: Detail, title: str) -> None:
    """Draw the sheets of the lead departments."""
    facts = detail.facts
    names = sheet_names(facts.plan.leads, facts.plan.levels.sheets)
    for lead in _leads(facts):
        if names[lead] in pages:
            indicators = [each for each in facts.indicators if each.lead == lead]
            own = Detail(facts, names[lead], indicators, FIRST_ROW, source=detail, gaps=True)
            note = county_note(facts, indicators)
            draw_table(pages[names[lead]], own, f"{title}（{lead}）", note, outline=True)


def _referred(facts: Facts) -> tuple[str, ...]:
    """The sheets to whose cells others refer."""
    levels = facts.plan.levels
    return (
        levels.whole_sheet,
        ranking.NAME,
        scores.NAME,
        history.NAME,
        levels.leaves_sheet,
        chart_data.NAME,
    )


def _leads(facts: Facts) -> tuple[str, ...]:
    """The lead departments with a sheet of their own.

    Without counties, that of the only one would show the same table again.
    """
    return () if facts.plan.two_levels and len(facts.leads) == 1 else facts.leads


def _contents(facts: Facts, drawn: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The names and contents of the sheets, in order; `drawn` are those of charts."""
    levels = facts.plan.levels
    who, what = ("谁落后、落后多少", "落后") if facts.is_progress else ("谁有缺口、差多少", "有缺口")
    names = sheet_names(facts.plan.leads, levels.sheets)
    sheets = [
        (overview.NAME, f"{who}，哪些{levels.units}没有报送"),
        (attention.NAME, f"各{levels.units}{what}的指标，由重到轻"),
        (board.NAME, f"各{levels.units}报送情况，各表内容"),
    ]
    sheets += [(levels.whole_sheet, f"各指标各{levels.units}的目标、合计和差距")]
    if facts.is_progress and facts.plan.numbers:
        moves = "，与上期比的变化" if facts.earlier else ""
        sheets.insert(2, (city_ranks.NAME, f"各{levels.units}名次{moves}"))
        sheets += [
            (ranking.NAME, f"各{levels.units}完成率、名次和变化，月均需完成"),
            *([(scores.NAME, "各指标得分，总分和名次")] if facts.has_points else ()),
            (history.NAME, "各批次完成率，名次变化的依据"),
        ]
    sheets[3:3] = drawn
    sheets.append((levels.leaves_sheet, f"全部{levels.leaf}的数，合计的依据"))
    for lead in _leads(facts):
        mine = [each for each in facts.indicators if each.lead == lead]
        sheets.append((names[lead], f"牵头第 {listed(mine)} 项"))
    if drawn:
        sheets.append((chart_data.NAME, "各图引用的数"))
    return [
        *sheets,
        (issues.NAME, f"未报的{levels.units}，各表的问题和处理办法"),
        (sources.NAME, "每个数的出处"),
    ]
