"""Points (得分): what an indicator's weight earns by the plan's own rule, and what a city earns in all.

Decision 027 says why a limit, a rate and a missing result score as they do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cascade.formula import Formula, Value, formula
from cascade.goals import Step
from cascade.indicators import Comparison, Indicator, Scoring
from cascade.judging.results import EXCEEDED, PLACES
from cascade.model import Plan
from cascade.quantity import NONE, shown

MISSING = "缺数"  # a target without a result: no points, and none that anyone knows
POINT_PLACES = 2  # decimals of points, as they are shown and added

_DONE = formula("done")
_OF_TARGET = formula("result / target * 100")
_SCORED = {  # the completion that earns points, in per cent; a word where there is none
    Comparison.SHARE: _DONE,
    Comparison.LIMIT: formula("IF(done = exceeded, 0, IF(target = 0, 100, 200 - done))", exceeded=EXCEEDED),
    Comparison.ABOVE: _OF_TARGET,
}
_STEPPED = {
    Comparison.SHARE: _DONE,
    Comparison.LIMIT: _DONE,
    Comparison.ABOVE: _OF_TARGET,
}  # what steps divide
_ATTAINED = {
    Comparison.SHARE: formula("ROUND(done, places) >= 100", places=PLACES),
    Comparison.LIMIT: formula("ROUND(done, places) <= 100", places=PLACES),
    Comparison.ABOVE: formula("ROUND(done, places) >= 0", places=PLACES),
    Comparison.BELOW: formula("ROUND(done, places) >= 0", places=PLACES),
    Comparison.WITHIN: formula("ROUND(done, places) = 0", places=PLACES),
}
_BY_COMPLETION = formula(
    "IF(ISNUMBER(scored), ROUND(weight * MAX(0, MIN(cap, scored)) / 100, decimals), none)",
    decimals=POINT_PLACES,
    none=NONE,
)
_BY_ATTAINMENT = formula(
    "IF(ISNUMBER(done), IF(attained, weight, 0), IF(done = exceeded, 0, none))", exceeded=EXCEEDED, none=NONE
)
_BY_STEPS = formula(
    "IF(ISNUMBER(scored), stepped, IF(done = exceeded, 0, none))", exceeded=EXCEEDED, none=NONE
)
_FROM = formula("IF(ROUND(scored, places) >= bound, gained, further)", places=PLACES)
_UP_TO = formula("IF(ROUND(scored, places) <= bound, gained, further)", places=PLACES)
_NOTHING = formula("0")
_POINTS = formula(
    'IF(OR(target = "", target = none), none, IF(ISNUMBER(result), gained, missing))',
    none=NONE,
    missing=MISSING,
)

TOTAL = formula("IF(COUNT(points) = 0, none, ROUND(SUM(points), places))", none=NONE, places=POINT_PLACES)
FULL = formula("SUMPRODUCT((points <> none) * (points <> later) * weights)", none=NONE)
LACKING = formula("COUNTIF(points, missing) + COUNTIF(points, outdated)", missing=MISSING)
RATE = formula("IF(COUNT(total) * full * (lacking = 0) = 0, none, ROUND(total / full * 100, places))").given(
    none=NONE, places=POINT_PLACES
)
RANK = formula("IF(ISNUMBER(rate), RANK(rate, rates), none)", none=NONE)


@dataclass(frozen=True, slots=True)
class Earned:
    """What a city has earned, as 得分与排名 shows it: numbers, or words that say why there are none.

    `points` are those of indicators, by code.
    """

    points: Mapping[str, Value]
    total: Value
    full: Value
    rate: Value
    rank: Value


def points(indicator: Indicator, steps: Sequence[Step]) -> Formula:
    """The points of an indicator of weight `weight`.

    Over `result`, `target` and `done`, the completion as the summary shows it; which of them it needs, and
    `bound1`, `gained1`, … of the `steps` from the best on, depends on the rule. `NONE` without a target,
    `MISSING` without a result.
    """
    return _points(indicator.scoring, indicator.comparison, len(steps)).given(
        **({"cap": indicator.cap} if indicator.scoring is Scoring.COMPLETION else {})
    )


@cache
def _points(scoring: Scoring, comparison: Comparison, steps: int) -> Formula:
    if scoring is Scoring.ATTAINED:
        return _POINTS.given(gained=_BY_ATTAINMENT.given(attained=_ATTAINED[comparison]))
    if scoring is Scoring.COMPLETION:
        return _POINTS.given(gained=_BY_COMPLETION.given(scored=_SCORED[comparison]))
    limit = comparison is Comparison.LIMIT
    stepped = _NOTHING
    for number in range(steps, 0, -1):
        one = (_UP_TO if limit else _FROM).renamed(bound=f"bound{number}", gained=f"gained{number}")
        stepped = one.given(further=stepped)
    return _POINTS.given(gained=_BY_STEPS.given(stepped=stepped)).given(scored=_STEPPED[comparison])


def in_order(indicator: Indicator, steps: Sequence[Step]) -> tuple[Step, ...]:
    """An indicator's steps, the one of the best completion first."""
    mine = [each for each in steps if each.indicator == indicator.code]
    return tuple(sorted(mine, key=lambda each: each.completion, reverse=not indicator.is_limit))


def can_be_shared(indicator: Indicator) -> bool:
    """Whether results are in proportion to their targets, so that completion can earn points."""
    return indicator.comparison in _SCORED


def in_words(indicator: Indicator) -> str:
    """The rule by which an indicator earns points, for people."""
    if indicator.scoring is Scoring.ATTAINED:
        return "达标得满分，否则不得分"
    if indicator.scoring is Scoring.STEPS:
        return "按占限额分档，见下表" if indicator.is_limit else "按完成率分档，见下表"
    cap = f"，最高按 {shown(indicator.cap)}%"
    if indicator.is_limit:
        return f"分值×完成率（200%－占限额）{cap}"
    return f"分值×完成率{'' if indicator.comparison is Comparison.SHARE else '（结果÷目标）'}{cap}"


def told(plan: Plan) -> str:
    """The weights and rules of a plan for those who report, in a sentence; "" without weights."""
    scored = [each for each in plan.indicators if each.weight is not None]
    return "；".join(
        f"第 {each.number} 项 {shown(each.weight or Decimal(0))} 分（{_told(plan, each)}）" for each in scored
    )


def _told(plan: Plan, indicator: Indicator) -> str:
    if indicator.scoring is not Scoring.STEPS:
        return in_words(indicator)
    side = "占限额不超过" if indicator.is_limit else "完成率达到"
    gained = (
        f"{shown(each.completion)}% 得 {shown(each.points)} 分" for each in in_order(indicator, plan.steps)
    )
    return f"{side} {'、'.join(gained)}"
