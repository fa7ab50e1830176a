"""The sentences on 总览: how many indicators stand well, which cities are furthest ahead and behind.

They are formulas over the cells of the summary, so that they always agree with its tables.
"""

from collections.abc import Sequence

from cascade.formula import Live, Span, formula
from cascade.indicators import Comparison, Indicator
from cascade.judging.lights import BAD, FAIR, GOOD, count_of, sign_words
from cascade.judging.ranks import furthest as furthest_completion
from cascade.judging.results import completion_places, lead
from cascade.quantity import NONE, rounded, shown
from cascade.returns.facts import Facts
from cascade.summary.province import DIFFERENCE, Province
from cascade.summary.wording import coverage, schedule_word
from cascade.theme import hidden_miss, number_format

_HEADLINE = formula(
    """IF(judged = 0, none_judged, start & judged & " 项："
    & well & " " & good & " 项，占 " & ROUND(100 * good / judged, 0) & "%；"
    & slow & " " & fair & " 项，" & late & " " & bad & " 项。" & end)""",
    judged=formula("good + fair + bad"),
)
_COUNTED = {"good": GOOD, "fair": FAIR, "bad": BAD}
_FURTHEST = formula(
    """IF(nobody, none, INDEX(names, row, column)
    & IF(level > 1, "等" & level & units, "") & " " & told)""",
    none=NONE,
    level=formula("COUNTIF(cities, picked)"),
)
_LEAD = formula(
    'IF(rounded = 0, hidden, IF(points > 0, "+", "") & TEXT(rounded, format))',
    rounded=formula("ROUND(points, places) + 0"),  # never -0.0
)
_USED = formula('IF(ISNUMBER(picked), TEXT(picked, format) & "%", picked)')  # of a limit
_NOBODY_OUTSIDE = formula("OR(COUNT(cities) = 0, points = 0)")  # of a range
_FOUND = formula("MATCH(picked, cities, 0)")
_NOBODY_USES = {  # least of a limit, or more of it than the others
    True: formula("COUNT(cities) = 0"),
    False: formula("AND(ISNUMBER(picked), OR(COUNT(cities) = 0, MAX(cities) = MIN(cities)))"),
}
_NOBODY = {  # is ahead of time or of the target, or behind
    True: formula("OR(COUNT(cities) = 0, points <= 0)"),
    False: formula("OR(COUNT(cities) = 0, points >= 0)"),
}


def headline(facts: Facts, lights: Sequence[Span]) -> Live:
    """How many indicators are met or on schedule, by the ranges of their lights."""
    total, levels = f"{sum(len(each.values) for each in lights)} 项指标", facts.plan.levels
    counts = {name: count_of(sign, len(lights)) for name, sign in _COUNTED.items()}
    if facts.is_progress:
        well, slow, late = sign_words(facts.plan)
        end = f"{schedule_word(facts)} {shown(rounded(facts.expected, 1))}%。"
        timed = [each for each in facts.plan.numbers if each.comparison is Comparison.SHARE]
        if timed and all(map(facts.by_round, timed)):
            end = "按本期目标评价。"
    else:
        well = f"足额分解、{levels.leaf_tier}均达到"
        slow, late = f"有{levels.leaf_short}未达到{levels.own}目标", "有缺口"
        end = ""
    why = "本次均不评价。" if facts.complete else f"{coverage(facts)}，报齐之前{levels.whole}不评价。"
    return _HEADLINE.given(**counts).live(
        **{f"lights{at}": each for at, each in enumerate(lights)},
        none_judged=f"{total}，{why}{end}",
        start=f"{total}，评价 ",
        well=well,
        slow=slow,
        late=late,
        end=end,
    )


def furthest(province: Province, indicator: Indicator, ahead: bool) -> Live | str:
    """The city furthest ahead (or behind) with its lead in points, and the number of cities that tie.

    `NONE` where no city is ahead (or behind). Both are judged by the full value: a lead or a gap that rounds
    to zero reads 不足0.1 (see `theme.gap_format`).

    An amount's lead is its completion minus what is expected by now, a level's is its distance from the
    target. Of a limit these are the cities that have used least and most of it, with the part that they have
    used (nobody has used most where all tie); of a range the city that is farthest outside.
    """
    facts = province.facts
    if not facts.is_judged(indicator) or indicator.is_words:
        return NONE
    places = completion_places(indicator)
    picked = furthest_completion(indicator, ahead)
    nobody, told = _NOBODY_USES[ahead], _USED
    if indicator.comparison is Comparison.WITHIN:
        if ahead:
            return NONE  # inside a range all tie
        points = lead(indicator, facts.expected_of(indicator)).given(done=picked)
        nobody = _NOBODY_OUTSIDE.given(points=points)
        told = _LEAD.given(points=points, places=places, hidden=hidden_miss(places))
    elif not indicator.is_limit:
        points = lead(indicator, facts.expected_of(indicator)).given(done=picked)
        nobody = _NOBODY[ahead].given(points=points)
        told = _LEAD.given(points=points, places=places, hidden=hidden_miss(places))
    whole = _FURTHEST.given(nobody=nobody, told=told.given(format=number_format(places)))
    at = (_FOUND, 1) if province.frame.turned else (1, _FOUND)
    whole = whole.given(row=at[0], column=at[1])
    return whole.given(picked=picked, units=facts.plan.levels.units).live(
        names=province.names, cities=province.across(indicator, DIFFERENCE)
    )
