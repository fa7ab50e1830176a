"""The words around the table on 总览: its units, its legend."""

from collections.abc import Iterator

from cascade.indicators import Comparison, Indicator
from cascade.judging.county_rates import below_city, rate_sides
from cascade.judging.lights import share_sign_words, sign_words
from cascade.judging.margins import POINTS, margin_unit
from cascade.returns.facts import Facts
from cascade.returns.round_goals import THIS_ROUND
from cascade.summary.detail_columns import gap_word
from cascade.summary.notes import not_judged, unlike_targets, without_result
from cascade.summary.overview import Overview
from cascade.summary.wording import DOUBTED, doubt_note, listed, schedule_word


def margin_word(facts: Facts, indicator: Indicator) -> str:
    """What a margin is called in the heading of its column."""
    if not facts.is_progress:
        return gap_word(indicator, facts.plan.levels)
    if indicator.is_limit:
        return "距限额"
    timed = indicator.comparison is Comparison.SHARE and not facts.by_round(indicator)
    return f"较{schedule_word(facts).removesuffix('进度')}" if timed else "较目标"


def units_text(overview: Overview) -> str:
    """What the numbers of the table are, and in which units."""
    facts = overview.facts
    numbers, levels = facts.plan.numbers, facts.plan.levels
    if not facts.is_progress:
        sides = rate_sides(facts.plan)
        short = f"，比率类为{below_city(sides, levels)}的{levels.leaf_short}数" if sides else ""
        return f"表中各{levels.units}数：{levels.leaf_tier}合计减目标，用该指标的单位{short}"
    kinds = {each.comparison for each in numbers}
    parts = []
    if Comparison.SHARE in kinds:
        parts.append(f"数量类为完成率减{schedule_word(facts)}")
    if kinds & {Comparison.ABOVE, Comparison.BELOW, Comparison.WITHIN}:
        parts.append("比率和时点数为与目标之差")
    if Comparison.LIMIT in kinds:
        parts.append("控制指标为限额减本期数，负数为超出")
    if mine := facts.any_by_round:
        parts.append(f"第 {listed(mine)} 项与{THIS_ROUND}目标比，不看时间")
    others = [each for each in numbers if margin_unit(each) != POINTS]
    unit = f"单位：百分点（第 {listed(others)} 项用该指标的单位）" if others else "单位：百分点"
    return f"{unit}；{'，'.join(parts)}"


def legend(overview: Overview, doubted_as: str = DOUBTED) -> Iterator[str]:
    """What the colours and signs mean, and which numbers are in doubt."""
    facts = overview.facts
    if doubted := doubt_note(facts, doubted_as):
        yield doubted
    if not facts.is_progress:
        well, some, late = share_sign_words(facts.plan)
        yield f"▼ {late}；△ {some}；不填色：{well}。灰格：没有计入。"
        if unlike := unlike_targets(facts, facts.plan.numbers):
            yield unlike
        return
    well, slow, late = sign_words(facts.plan)
    yield f"▼ 深色：{late}；△ 浅色：{slow}；不填色：{well}。灰格：没有计入。{not_judged(facts)}"
    if unlike := unlike_targets(facts, facts.plan.numbers):
        yield unlike
    yield from without_result(facts)
