"""总览, the first sheet for leaders: every indicator's light, the state of returns, and links to read on."""

from collections.abc import Mapping, Sequence

from cascade.drawing import page_height
from cascade.formula import Live, Span, value_of
from cascade.grid import Area, on_sheet, range_address
from cascade.indicators import Indicator
from cascade.judging.lights import PARTIAL, breakdown_light, share_words, sign_words, wholes
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.board import Board
from cascade.summary.conditional_formats import colour_lights
from cascade.summary.highlights import furthest, headline
from cascade.summary.notes import listed
from cascade.summary.province import DIFFERENCE, LIGHT, REPORT, TARGET, Province
from cascade.summary.province_sheet import looks
from cascade.summary.summary_page import SummaryPage, text_of
from cascade.summary.wording import basis, coverage, page_footer, schedule_word, target_text
from cascade.theme import display_width

NAME = "总览"
_HEADER, _FIRST_ROW = 4, 5
_NUMBER, _NAME, _TARGET, _VERDICT = 1, 2, 3, 6  # columns; report and difference are 4 and 5
_LEAST_NAME = 24.0  # of the name column, which gives way to wide figures
_PROGRESS_WIDTHS = (5.0, 44.0, 12.0, 10.0, 10.0, 11.0, 19.0, 19.0)
_BREAKDOWN_WIDTHS = (5.0, 48.0, 13.0, 18.0, 17.0, 12.0)
_GAP, _ENTRY = 2.0, 20.0  # the gap before the board; the height of a row in the list of sheets
_LOWEST, _HIGHEST, _AROUND = 18.0, 24.0, 150.0  # points: an indicator's row; title, headings and legend


def draw_overview(
    page: SummaryPage,
    province: Province,
    sheets: Sequence[tuple[str, str]],
    origins: Mapping[str, str],
    issues: Mapping[str, str],
) -> None:
    """Draw the sheet.

    `sheets` are the names and contents of the other sheets; `origins` and `issues` are, by city, the
    addresses of the sources of its numbers and of its open findings.
    """
    facts = province.facts
    headings = _headings(facts)
    last_column, last_row = len(headings), _FIRST_ROW + len(facts.indicators) - 1
    page.put(_HEADER - 1, 1, headline(facts, _lights(province)), "heading", fit=False, valign="vcenter")
    page.height(_HEADER - 1, 26)
    for at, (text, width) in enumerate(zip(headings, _widths(province), strict=True), start=1):
        page.put(_HEADER, at, text, "head", fit=False)
        page.widen(at, width)
    page.wrapped(_HEADER, list(enumerate(headings, start=1)))
    height = (page_height(page.theme) - _AROUND) / len(facts.indicators)
    for row, indicator in enumerate(facts.indicators, start=_FIRST_ROW):
        _indicator(page, province, indicator, row)
        page.height(row, max(_LOWEST, min(_HIGHEST, height)))
    colour_lights(page, Area(_FIRST_ROW, _VERDICT, last_row, _VERDICT))
    page.widen(last_column + 1, _GAP)
    board = Board(page, province, last_column + 2, _HEADER)
    below, legend = board.draw(origins, issues) + 2, _legend(facts)
    for row, text in enumerate(legend, start=last_row + 1):
        page.paragraph(row, 1, text, sum(page.widths(last_column)))
    left = last_row + len(legend) + 2
    if sheets and left + len(sheets) < below:  # beside a long board
        _contents(page, sheets, (1, _NAME + 1, last_column), left)
    elif sheets:
        _contents(page, sheets, (board.first, board.first + 3, board.last), below)
    title = f"{facts.plan.title}{facts.round.name}总览"
    halves = [(1, last_column + 1), (board.first, board.last)]
    lines = [(at, at) for at in range(_FIRST_ROW, max(page.heights) + 1)]
    page.finish(title, basis(facts), board.last, (_HEADER, _HEADER), 0, halves, lines, page_footer(facts))


def _lights(province: Province) -> list[Span]:
    """The cells of the indicators' lights, without those of parts (其中)."""
    indicators, spans = province.facts.indicators, []
    for first, last in wholes(indicators):
        top, bottom = (indicators.index(each) for each in (first, last))
        words = [value_of(_verdict(province, each)) for each in indicators[top : bottom + 1]]
        cells = range_address(_FIRST_ROW + top, _VERDICT, _FIRST_ROW + bottom, _VERDICT)
        spans.append(Span(cells, words))
    return spans


def _headings(facts: Facts) -> tuple[str, ...]:
    part = "" if facts.complete else f"（{coverage(facts)}）"
    levels = facts.plan.levels
    first = ("序号", "关键性量化指标", f"{levels.whole}目标")
    if not facts.is_progress:
        return (*first, f"{levels.leaf_tier}合计或范围{part}", f"差额或未达目标的{levels.leaf_short}", "评价")
    ways = (f"领先最多的{levels.units}", f"落后最多的{levels.units}")
    limited = "、占限额%" if any(each.is_limit for each in facts.indicators) else ""
    return (*first, f"本期{part}", f"完成率%{limited}或较目标", "评价", *ways)


def _widths(province: Province) -> list[float]:
    """The widths of the columns; the name gives up the width that targets and figures need."""
    facts, whole = province.facts, province.facts.plan.province
    widths = list(_PROGRESS_WIDTHS if facts.is_progress else _BREAKDOWN_WIDTHS)
    if facts.is_progress:  # the columns of those ahead and behind are named after the level
        named = max(widths[-1], display_width(_headings(facts)[-1]) + 1.0)
        widths[_NAME - 1] -= 2 * (named - widths[-1])
        widths[-2:] = named, named
    for indicator in facts.indicators:
        _, reported, *_ = province.contents(indicator, whole)
        _, more = looks(province, indicator, REPORT, whole, value_of(reported))
        texts = (target_text(facts, indicator, whole), text_of(reported, more["num_format"]))
        for at, text in enumerate(texts, start=_TARGET - 1):
            lacking = max(0.0, display_width(text) + 1.0 - widths[at])
            widths[at] += lacking
            widths[_NAME - 1] = max(_LEAST_NAME, widths[_NAME - 1] - lacking)
    return widths


def _indicator(page: SummaryPage, province: Province, indicator: Indicator, row: int) -> None:
    """Draw a row: references to the province's figures, and the cities furthest ahead and behind."""
    facts, whole = province.facts, province.facts.plan.province
    page.put(row, _NUMBER, indicator.number, "unit", bg_color="paper")
    name = province.name(indicator)
    page.put(row, _NAME, name.live(), "name", fit=False, to=name.reference, bg_color="paper")
    for item in (TARGET, REPORT, DIFFERENCE):
        if item == DIFFERENCE and indicator.is_words:
            page.put(row, _TARGET + item, NONE, "unit", fit=False, bg_color="paper")
            continue
        figure = province.outside(indicator, item, whole)
        style, more = looks(province, indicator, item, whole, figure.value)
        page.put(row, _TARGET + item, figure.live(), style, fit=False, **more)
    page.put(row, _VERDICT, _verdict(province, indicator), "check", fit=False)
    texts = [(_NAME, indicator.indented)]
    for at, ahead in enumerate((True, False) if facts.is_progress else (), start=_VERDICT + 1):
        content = furthest(province, indicator, ahead)
        page.put(row, at, content, "unit", fit=False, bg_color="paper")
        texts.append((at, str(value_of(content))))
    page.wrapped(row, texts)


def _verdict(province: Province, indicator: Indicator) -> Live | str:
    """The province's light: in a progress round the one on 全省汇总, in a breakdown a word on its gap."""
    facts, whole = province.facts, province.facts.plan.province
    if indicator.is_words:
        return NONE
    if facts.is_progress:
        return province.outside(indicator, LIGHT, whole).live()
    if not facts.is_whole(indicator, whole):
        return PARTIAL
    return breakdown_light(facts.plan, indicator).live(gap=province.outside(indicator, DIFFERENCE, whole))


def _legend(facts: Facts) -> tuple[str, ...]:
    """A short legend of signs and columns; the notes on 全省汇总 say it in full."""
    levels = facts.plan.levels
    if not facts.is_progress:
        shared, short = share_words(facts.plan)
        return (
            f"● 足额分解{shared}，或各{levels.leaf}均达到{levels.own}目标；"
            f"△ 有{levels.leaf}未达到{levels.own}目标；▼ 有缺口{short}。",
            f"比率不相加，列{levels.leaf_tier}最低–最高；其他为{levels.leaf_tier}合计。",
        )
    well, slow, late = sign_words(facts.plan)
    limits = [each for each in facts.indicators if each.is_limit]
    by_round = (
        f"第 {listed(mine)} 项只与本期目标比（数量类为完成率减 100%）。"
        if (mine := facts.any_by_round)
        else ""
    )
    worded = "，含文字指标" if len(facts.plan.numbers) < len(facts.indicators) else ""
    limited = f"第 {listed(limits)} 项为控制指标，列占限额最少、最多的{levels.units}；" if limits else ""
    return (
        f"● {well}；△ {slow}；▼ {late}。比率{'和控制指标' if limits else ''}只与目标比较，不看时间。",
        f"领先、落后：数量类为完成率减{schedule_word(facts)}，比率类为较目标，单位均为百分点；"
        f"{limited}{by_round}右表为各{levels.units}三种评价的项数{worded}。",
    )


def _contents(
    page: SummaryPage, sheets: Sequence[tuple[str, str]], columns: tuple[int, int, int], row: int
) -> None:
    """Write the list of the other sheets: names as links in the first of the columns, contents beside."""
    first, beside, last = columns
    page.put(row, first, "各表内容（点击表名可跳转）", "heading", fit=False)
    widths = page.widths(last)
    for name, holds in sheets:
        row += 1
        page.put(row, first, name, "link", fit=False, to=on_sheet(name, "A1"))
        page.height(row, _ENTRY)
        if display_width(name) >= sum(widths[first - 1 : beside - 1]):
            row += 1
        page.paragraph(row, beside, holds, sum(widths[beside - 1 :]), valign="vcenter")
