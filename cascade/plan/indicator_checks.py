"""Check what indicators may combine: one rule, one function, one list (`INDICATOR_CHECKS`)."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from cascade.indicators import PERCENT, Adds, Direction, Indicator, Scoring
from cascade.judging.points import can_be_shared
from cascade.model import RoundKind
from cascade.plan.build import Draft
from cascade.plan.problems import Problem
from cascade.quantity import shown

_OF_NUMBERS = ("unit", "decimals", "measure")
_NOT_OF_WORDS = ("measure", "headline", "adds", "weight")
_MOST_STEPS = 20


def numbers_are_described(draft: Draft) -> Iterator[Problem]:
    """An indicator of numbers has a unit, decimals and a measure."""
    for row in draft.rows["indicators"]:
        if row["kind"].text in ("words", "文字"):
            continue
        for name in _OF_NUMBERS:
            if not (cell := row[name]).text:
                title = _TITLES[name]
                yield cell.problem(f"{title}（{name}）是空的；请补上，目标是一句话的把 kind 改为“文字”")


def words_are_not_computed(draft: Draft) -> Iterator[Problem]:
    """An indicator of words has no measure, no headline and no points."""
    for entry in draft.indicators:
        for name in _NOT_OF_WORDS if entry.model.is_words else ():
            if (cell := entry.row[name]).text not in ("", "sum", "相加"):
                yield cell.problem(f"{entry.model.named}是文字指标，不作计算；请清空这一格")


def percentages_do_not_add_up(draft: Draft) -> Iterator[Problem]:
    """A percentage is computed from components that add up, or every level reports its own."""
    for entry in draft.indicators:
        indicator, cell = entry.model, entry.row["unit"]
        if indicator.unit == PERCENT and _is_amount(draft, indicator) and not indicator.is_own:
            yield cell.problem(
                f"{indicator.named}以 % 计，又只有一个填报项，而百分比不能相加；"
                "各级各报各的，请把汇总方式（adds）改为“自报”；由分子、分母算出的，请把算式和填报项写全"
            )


def breakdowns_have_numbers(draft: Draft) -> Iterator[Problem]:
    """A breakdown shares out targets that are numbers: there is one at least."""
    if all(entry.model.is_words for entry in draft.indicators):
        for entry in draft.rounds if draft.indicators else ():
            if entry.model.kind is RoundKind.BREAKDOWN:
                yield entry.row["kind"].problem("全部指标都是文字指标，没有可分解的数；请删去这个分解批次")


def parents_are_whole(draft: Draft) -> Iterator[Problem]:
    """A part (其中) has the unit and lead of its parent, which is no part itself and stands above it."""
    indicators = {entry.model.code: entry.model for entry in draft.indicators}
    above = ""  # the last indicator that is no part
    for entry in draft.indicators:
        indicator, cell = entry.model, entry.row["parent"]
        parent = indicators.get(indicator.parent or "")
        if parent is None:
            above = indicator.code
        elif parent.code == indicator.code or parent.parent:
            yield cell.problem(f"“{cell.text}”自己就是一项“其中”；请改为它所属的指标")
        elif _described(draft, parent) != _described(draft, indicator) or not _is_amount(draft, indicator):
            alike = f"应与所属指标 {parent.named}的单位、方向、汇总方式和牵头单位相同，而且都是数量指标"
            yield cell.problem(f"“其中”{alike}；请改正其中一处")
        elif above != parent.code:
            yield cell.problem(f"“其中”应紧接在所属指标 {parent.named}之后；请把这一行移到它下面")


def parts_have_no_more(draft: Draft) -> Iterator[Problem]:
    """A target of a part is no larger than that of its parent, where neither is negative."""
    parents = {entry.model.code: entry.model.parent for entry in draft.indicators if entry.model.parent}
    targets = {(each.model.indicator, each.model.region): each.model for each in draft.targets}
    named = {entry.model.code: entry.model.named for entry in draft.indicators}
    for entry in draft.targets:
        target, cell = entry.model, entry.row["target"]
        parent = parents.get(target.indicator)
        whole = targets.get((parent, target.region)) if parent else None
        if parent and (parent, target.region) in draft.not_shared:
            yield cell.problem(f"所属指标 {named[parent]}不下达，“其中”却有目标；请改正其中一处")
        elif whole and min(whole.value, target.value) >= 0 and target.most > whole.most:
            said = f"多于所属指标 {named[whole.indicator]}的“{whole.text}”"
            yield cell.problem(f"写的是“{cell.text}”，{said}；请改正其中一处")


def _described(draft: Draft, indicator: Indicator) -> tuple[object, ...]:
    same = (indicator.unit, indicator.direction, indicator.adds, indicator.lead)
    return *same, _is_amount(draft, indicator)


def _is_amount(draft: Draft, indicator: Indicator) -> bool:
    return indicator.code in draft.measures and draft.measures[indicator.code].is_sum


def points_are_complete(draft: Draft) -> Iterator[Problem]:
    """Steps belong to an indicator that scores by steps, and give no more than its weight."""
    indicators = {entry.model.code: entry.model for entry in draft.indicators}
    stepped = {entry.model.indicator for entry in draft.steps}
    for entry in draft.indicators:
        if entry.model.scoring is Scoring.STEPS and entry.model.code not in stepped:
            yield entry.row["scoring"].problem(
                f"{entry.model.named}按档计分，steps 表中却没有它的档次；请补上"
            )
        if entry.model.scoring is not Scoring.COMPLETION and entry.model.weight is None:
            yield entry.row["weight"].problem(f"{entry.model.named}写了计分办法，却没有分值；请补上分值")
    for step in draft.steps:
        indicator = indicators.get(step.model.indicator)
        if indicator is None:
            continue
        if indicator.scoring is not Scoring.STEPS:
            yield step.row["indicator"].problem(f"{indicator.named}不按档计分；请删去这一行，或改计分办法")
        elif indicator.weight is not None and step.model.points > indicator.weight:
            yield step.row["points"].problem(f"得分多于 {indicator.named}的分值 {indicator.weight}；请改正")


def points_can_be_computed(draft: Draft) -> Iterator[Problem]:
    """Completion earns points only where results are in proportion to their targets."""
    for entry in draft.indicators:
        indicator = _with_sign(draft, entry.model)
        if indicator.scoring is not Scoring.COMPLETION and entry.row["cap"].text:
            yield entry.row["cap"].problem(f"{indicator.named}不按完成率计分，没有上限；请清空这一格")
        if indicator.weight is None or indicator.scoring is Scoring.ATTAINED or indicator.is_words:
            continue
        cell = entry.row["scoring" if entry.row["scoring"].text else "weight"]
        why = ""
        if not can_be_shared(indicator):
            why = "目标是区间或负的限额，算不出完成率"
        elif indicator.is_level and min(_targets(draft, indicator), default=1) <= 0:
            why = "有的目标不大于 0，算不出完成率"
        if why:
            yield cell.problem(f"{indicator.named}{why}；计分办法请改为“达标得分”")


def _targets(draft: Draft, indicator: Indicator) -> list[Decimal]:
    given = [*(each.model for each in draft.targets), *(each.model for each in draft.round_targets)]
    return [each.value for each in given if each.indicator == indicator.code]


def _with_sign(draft: Draft, indicator: Indicator) -> Indicator:
    """The indicator as the plan will have it, with its measure's inputs and the sign of its targets."""
    inputs = tuple(each.model for each in draft.inputs if each.model.indicator == indicator.code)
    negative = min(_targets(draft, indicator), default=0) < 0
    return indicator.model_copy(update={"inputs": inputs}).with_sign(negative)


def steps_rise(draft: Draft) -> Iterator[Problem]:
    """A better completion earns more points, and the steps are few enough for a formula."""
    for entry in draft.indicators:
        indicator = entry.model
        mine = [each for each in draft.steps if each.model.indicator == indicator.code]
        at_most = indicator.direction is Direction.AT_MOST
        mine.sort(key=lambda each: each.model.completion, reverse=at_most)
        for less, more in pairwise(mine):
            if more.model.points <= less.model.points:
                side = "占限额越低" if at_most else "完成率越高"
                said = f"得分应越多，这一档却不多于 {shown(less.model.completion)}% 一档；请改正"
                yield more.row["points"].problem(f"{indicator.named}{side}，{said}")
        for each in mine[_MOST_STEPS:]:
            yield each.row["indicator"].problem(f"{indicator.named}的档次超过 {_MOST_STEPS} 档；请合并一些")


def figures_are_of_own_indicators(draft: Draft) -> Iterator[Problem]:
    """The issuer enters figures only for indicators that do not add up."""
    indicators = {entry.model.code: entry.model for entry in draft.indicators}
    for entry in draft.figures:
        indicator = indicators.get(entry.model.indicator)
        if indicator is not None and indicator.adds is not Adds.OWN:
            yield entry.row["indicator"].problem(f"{indicator.named}逐级相加，不用填本级数；请删去这一行")


def ranges_have_no_headline(draft: Draft) -> Iterator[Problem]:
    """The whole's own range is the sum of the units' ranges: a headline is one number."""
    for entry in draft.indicators:
        if entry.model.direction is Direction.WITHIN and (cell := entry.row["headline"]).text:
            yield cell.problem(f"{entry.model.named}的方向是“区间”，总目标由各地的区间相加得出；请清空这一格")


_TITLES = {"unit": "计量单位", "decimals": "小数位数", "measure": "算式"}

INDICATOR_CHECKS = (
    numbers_are_described,
    words_are_not_computed,
    percentages_do_not_add_up,
    breakdowns_have_numbers,
    parents_are_whole,
    parts_have_no_more,
    points_are_complete,
    points_can_be_computed,
    steps_rise,
    figures_are_of_own_indicators,
    ranges_have_no_headline,
)
