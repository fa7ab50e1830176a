"""Draw 完成率与排名 (see `ranking`)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cascade.drawing import room_beside
from cascade.formula import Value, value_of
from cascade.grid import Area, address
from cascade.indicators import Comparison, Direction, Indicator
from cascade.judging.lights import GOOD, STYLES, sign_words
from cascade.judging.ranks import AMONG_BEST, last_of_best, to_go_places
from cascade.judging.results import (
    completion_goal,
    completion_side,
    completion_unit,
    completion_word,
    places_apart,
)
from cascade.judging.schedule import term
from cascade.levels import indicators_word
from cascade.quantity import rounded, shown
from cascade.returns.facts import Facts
from cascade.returns.round_goals import THIS_ROUND
from cascade.summary.conditional_formats import colour_lights
from cascade.summary.detail_columns import completed_format, lead_format
from cascade.summary.ranking import FIRST_ROW, FIXED, HEADER, STATUS, Ranking, RankingItem
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import (
    REPORTED,
    basis,
    city_status,
    coverage,
    listed,
    page_footer,
    schedule_word,
    this_round_by,
)
from cascade.theme import LINE_POINTS, display_width, lines_needed, number_format

MOVE_FORMAT = '"↑"0;"↓"0;"→"'  # for the number of ranks that a city has risen
_NAME, _ITEM = 2, 3  # columns
_LEAST_NAME, _MOST_NAME = 14.0, 34.0  # widths


def draw_ranking(page: SummaryPage, ranking: Ranking, title: str) -> None:
    """Draw the sheet."""
    facts, indicators = ranking.facts, ranking.detail.numbers
    _header(page, ranking)
    if ranking.signs:
        _totals(page, ranking)
    for indicator in indicators:
        _indicator(page, ranking, indicator)
    last, width = ranking.frame.cell(ranking.lines(indicators[-1])[1], facts.plan.province)
    colour_lights(page, Area(FIRST_ROW, FIXED + 1, last, width))
    groups = [(at, at) for at in range(FIXED + 1, width + 1)]
    notes = ranking_notes(ranking)
    page.fill_page(width, FIXED)
    page.notes(last + 1, page.text_columns(width, FIXED, groups, _NAME), notes)
    blocks = [_rows(ranking, each) for each in indicators]
    if ranking.signs:
        blocks.insert(0, (FIRST_ROW, blocks[0][0] - 1))
    blocks[-1] = (blocks[-1][0], last + len(notes))
    page.finish(title, basis(facts), width, (HEADER, STATUS), FIXED, groups, blocks, page_footer(facts))


def _header(page: SummaryPage, ranking: Ranking) -> None:
    facts = ranking.facts
    for at, text in enumerate(("序号", indicators_word(facts.plan.title), "项目"), start=1):
        page.put(HEADER, at, text, "head", fit=at != _NAME)
        page.put(STATUS, at, "报送情况" if at == _NAME else None, "unit", fit=False)
    labels = [
        item_label(facts, each, item) for each in ranking.detail.numbers for item in ranking.items(each)
    ]
    labels += light_labels(ranking)
    page.widen(_ITEM, max(map(display_width, labels)) + 2.0)
    beside = page.widths(1)[-1], page.widths(_ITEM)[-1]
    page.widen(_NAME, room_beside(beside, _LEAST_NAME, _MOST_NAME))
    for region in ranking.regions:
        (_, at), whole = ranking.frame.cell(0, region), region == facts.plan.province
        page.put(HEADER, at, facts.plan.name(region), "head")
        status = coverage(facts) if whole else city_status(facts, region)
        page.put(STATUS, at, status, "unit", **grey(ranking, region))
        page.widen(at, 10.5)
    page.height(HEADER, 22)
    page.height(STATUS, 20)


def _rows(ranking: Ranking, indicator: Indicator) -> tuple[int, int]:
    """First and last row of an indicator."""
    first, last = (ranking.frame.cell(each, ranking.regions[0])[0] for each in ranking.lines(indicator))
    return first, last


def grey(ranking: Ranking, region: str) -> dict[str, Any]:
    """The format options of a cell of a region: those of a city without a return are grey."""
    facts = ranking.facts
    missing = region != facts.plan.province and city_status(facts, region) != REPORTED
    return {"bg_color": "missing"} if missing else {}


def _totals(page: SummaryPage, ranking: Ranking) -> None:
    """Draw how many indicators of every region are well, a little behind, and far behind."""
    last = FIRST_ROW + len(ranking.signs) - 1
    page.tall(FIRST_ROW, last, 1, "", "unit")
    page.tall(FIRST_ROW, last, _NAME, "各项评价合计（项）", "label", fit=False)
    for row, (sign, label) in enumerate(zip(ranking.signs, light_labels(ranking), strict=True), FIRST_ROW):
        page.put(row, _ITEM, label, "label")
        for region in ranking.regions:
            put_total(page, ranking, sign, region)
        page.height(row, 18)


def light_labels(ranking: Ranking) -> list[str]:
    """What the lines are called that count a region's lights."""
    words = sign_words(ranking.facts.plan) if ranking.signs else ()
    return [f"{sign} {word}" for sign, word in zip(ranking.signs, words, strict=True)]


def put_total(page: SummaryPage, ranking: Ranking, sign: str, region: str) -> None:
    """Write how many of a region's indicators have a sign."""
    cell, content = ranking.frame.cell(ranking.signs.index(sign), region), ranking.total(sign, region)
    page.put(*cell, content, "total", align="center", **grey(ranking, region))


def _indicator(page: SummaryPage, ranking: Ranking, indicator: Indicator) -> None:
    first, last = _rows(ranking, indicator)
    page.tall(first, last, 1, indicator.number, "unit")
    page.tall(first, last, _NAME, indicator.indented, "name", fit=False)
    items = ranking.items(indicator)
    height = max(
        17.0, LINE_POINTS * lines_needed(indicator.indented, page.widths(_NAME)[-1]) / len(items) + 2
    )
    for row, item in enumerate(items, start=first):
        page.put(row, _ITEM, item_label(ranking.facts, indicator, item), "label")
        page.height(row, height)
    put_indicator(page, ranking, indicator)


def put_indicator(page: SummaryPage, ranking: Ranking, indicator: Indicator) -> None:
    """Write the cells of an indicator, and colour the best ranks."""
    items, (first, _) = ranking.items(indicator), ranking.lines(indicator)
    for line, item in enumerate(items, start=first):
        contents = {region: ranking.content(indicator, item, region) for region in ranking.regions}
        places = _places(indicator, item, [value_of(each) for each in contents.values()])
        for region, content in contents.items():
            centred = isinstance(value_of(content), str) or item in (RankingItem.RANK, RankingItem.MOVE)
            look: dict[str, Any] = {"align": "center"} if centred else {}
            style = "total" if region == ranking.facts.plan.province or item is RankingItem.RANK else "figure"
            if item is RankingItem.LIGHT:
                style = "check"
            shape = _format(indicator, item, places, value_of(content))
            look |= {"num_format": shape, "font_size": page.theme.body_size}
            row, column = ranking.frame.cell(line, region)
            page.put(row, column, content, style, fit=False, **look, **grey(ranking, region))
    if RankingItem.RANK in items:
        cells = ranking.frame.of_line(first + items.index(RankingItem.RANK))
        is_best = AMONG_BEST.given(last=last_of_best(len(ranking.regions) - 1))
        page.colour(cells, is_best.text(rank=address(cells.top, cells.left)), STYLES[GOOD])


def item_label(facts: Facts, indicator: Indicator, item: RankingItem) -> str:
    """What an item of an indicator is called."""
    by_round = facts.by_round(indicator)
    done = completion_word(indicator, THIS_ROUND if by_round else "")
    expected = f"{THIS_ROUND}目标" if by_round else schedule_word(facts).removesuffix("进度")
    labels = {
        RankingItem.DONE: f"{done}（{completion_unit(indicator)}）",
        RankingItem.AHEAD: f"较{expected}（百分点）",
        RankingItem.LIGHT: "评价",
        RankingItem.RANK: "名次",
        RankingItem.MOVE: "名次较上期",
        RankingItem.TO_GO: f"{'剩余限额' if indicator.is_limit else '月均需完成'}（{indicator.unit}）",
    }
    return labels[item]


def _places(indicator: Indicator, item: RankingItem, values: Sequence[Value]) -> int:
    """The decimals that the numbers of an item share."""
    if item is RankingItem.TO_GO:
        return indicator.decimals if indicator.is_limit else to_go_places(indicator, *values)
    if item is RankingItem.AHEAD:
        return places_apart(2, values, [Decimal(0)], Direction.AT_LEAST)
    return places_apart(2, values, [completion_goal(indicator)], completion_side(indicator))


def _format(indicator: Indicator, item: RankingItem, places: int, value: Value) -> str:
    """The number format of a cell that shows so many decimals."""
    match item:
        case RankingItem.DONE:
            return completed_format(indicator, places, "+")
        case RankingItem.AHEAD:
            return lead_format(places, value)
        case RankingItem.RANK:
            return "0"
        case RankingItem.MOVE:
            return MOVE_FORMAT
        case RankingItem.TO_GO:
            return number_format(places)
    return "General"


def ranking_notes(ranking: Ranking) -> list[str]:
    """What the rows mean, and what the ranks are compared with."""
    facts, indicators = ranking.facts, ranking.detail.numbers
    expected, months = shown(rounded(facts.expected, 2)), shown(rounded(facts.months_left, 2))
    notes = []
    timed = [each for each in indicators if not (each.is_level or each.is_limit)]
    if not all(map(facts.by_round, timed)):
        notes.append(f"数量类按完成率排名，{schedule_word(facts)}为 {expected}%。")
    if by_round := [each for each in indicators if facts.by_round(each)]:
        notes.append(f"第 {listed(by_round)} 项有{this_round_by(facts)}，按本期目标的完成情况排名。")
    if timed:
        notes.append(f"月均需完成：到目标还差的数，除以{term(facts.plan).within}剩余的 {months} 个月。")
    others = [each for each in indicators if each.is_level and each.comparison is not Comparison.WITHIN]
    if any(each.is_rate for each in others):
        notes.append("比率类只与目标比较，按高于目标的百分点排名。")
    if direct := [each for each in others if not each.is_rate]:
        notes.append(f"第 {listed(direct)} 项同比率类一样只与目标比较，按好于目标的数排名。")
    if words := [each for each in ranking.detail.indicators if each.is_words]:
        notes.append(f"第 {listed(words)} 项为文字指标，不排名，也不计入上面的评价合计。")
    if ranges := [each for each in indicators if each.comparison is Comparison.WITHIN]:
        notes.append(
            f"第 {listed(ranges)} 项的目标是区间，按离区间的远近排名，在区间内的并列第一，不看时间。"
        )
    if limits := [each for each in indicators if each.is_limit]:
        notes.append(f"第 {listed(limits)} 项为控制指标，按占限额的百分数排名，用得越少名次越前，不看时间。")
    notes.append("并列的名次相同，下一名次空出；没有报送、没有目标或没有数的（—）不排名。")
    notes += _compared(facts) if facts.earlier else ["本期是第一期，没有可比的名次。"]
    if late := "、".join(each.number for each in indicators if not facts.is_judged(each)):
        notes.append(
            f"第 {late} 项集中在{term(facts.plan).end}认定，{term(facts.plan).early}只列数，不评价、不排名。"
        )
    return ["注：", *(f"{number}．{note}" for number, note in enumerate(notes, start=1))]


def _compared(facts: Facts) -> list[str]:
    last = facts.earlier[-1]
    covered = f"{last.round.name}（{REPORTED}{len(last.cities)}/{len(facts.plan.cities)}）"
    notes = [f"名次较上期：与{covered}的名次相比，按现行目标计算；↑上升，↓下降，→不变。"]
    if last.cities != facts.period.cities:
        notes.append(f"两期报送的{facts.plan.levels.unit}不同，名次的变化可能由此而来，请谨慎使用。")
    return notes
