"""The lights: how far a result is, in a word with a sign that can be read without colour.

Amounts are judged by completion against time elapsed, with the plan's thresholds; rates against their
target alone. The words are the plan's. Everything is compared rounded, in the formula and here alike.
"""

from decimal import Decimal

from cascade.drawing import DrawnSheet, Styles
from cascade.formula import Live, Value
from cascade.grid import address
from cascade.model import Direction, Indicator, Plan
from cascade.quantity import rounded, shown
from cascade.returns.facts import Facts
from cascade.summary.wording import NONE

GOOD, FAIR, BAD = "●", "△", "▼"
SHARED, SHORT = f"{GOOD} 已足额", f"{BAD} 有缺口"  # of a breakdown: an amount
ALL_MEET, SOME_MISS = f"{GOOD} 均达到", f"{FAIR} 有未达"  # and a rate, county by county
YEAR_END, PARTIAL = "年末评", "未报齐"
PLACES = 6  # to how many decimals results are rounded before they are compared


def completion(indicator: Indicator, now: Value, target: Value, cells: tuple[str, str]) -> Live:
    """How far a result is: an amount in per cent of its target, a rate in points on the good side of it.

    `cells` are the references of the result and of the target.
    """
    value, goal = cells
    known = (now, target) if isinstance(now, Decimal) and isinstance(target, Decimal) else None
    if indicator.is_rate:
        at_most = indicator.direction is Direction.AT_MOST
        surplus = f"{goal}-{value}" if at_most else f"{value}-{goal}"
        formula = f'IF(COUNT({value},{goal})<2,"{NONE}",{surplus})'
        return Live(formula, indicator.surplus(*known) if known else NONE)
    formula = f'IF(COUNT({value},{goal})<2,"{NONE}",IF({goal}=0,"{NONE}",{value}/{goal}*100))'
    return Live(formula, known[0] / known[1] * 100 if known and known[1] else NONE)


def light(facts: Facts, indicator: Indicator, done: Value, cell: str, whole: bool = True) -> Live | str:
    """The light of a completion; `whole` is false for a total that covers only part of the cities."""
    if not whole:
        return PARTIAL
    if not facts.judged(indicator):
        return YEAR_END
    if indicator.is_rate:
        met, unmet = f"{GOOD} {facts.plan.word_met}", f"{BAD} {facts.plan.word_unmet}"
        formula = f'IF(ISNUMBER({cell}),IF(ROUND({cell},{PLACES})>=0,"{met}","{unmet}"),"{NONE}")'
        if not isinstance(done, Decimal):
            return Live(formula, NONE)
        return Live(formula, met if rounded(done, PLACES) >= 0 else unmet)
    return Live(_amount_formula(facts, indicator, cell), _amount_light(facts, indicator, done))


def breakdown_light(facts: Facts, indicator: Indicator, difference: Value, cell: str) -> Live | str:
    """The light of the province in a breakdown, by what its gap is or by how many counties miss their target.

    `cell` is the reference of that `difference`.
    """
    if not facts.complete:
        return PARTIAL
    most = indicator.is_rate or indicator.direction is Direction.AT_MOST
    good, other = (ALL_MEET, SOME_MISS) if indicator.is_rate else (SHARED, SHORT)
    formula = f'IF(ISNUMBER({cell}),IF({cell}{"<=" if most else ">="}0,"{good}","{other}"),"{NONE}")'
    if not isinstance(difference, Decimal):
        return Live(formula, NONE)
    return Live(formula, good if (difference <= 0 if most else difference >= 0) else other)


def sign_words(plan: Plan) -> tuple[str, str, str]:
    """What stands behind each sign in the plan's words: well, a little behind, far behind or missed."""
    good = "、".join((plan.word_met, plan.word_on_schedule, plan.word_done))
    return good, plan.word_slow, f"{plan.word_behind}、{plan.word_unmet}"


def _amount_words(facts: Facts) -> tuple[str, str, str, str]:
    """What is said of an amount: done, on schedule, slow, behind."""
    plan = facts.plan
    good = f"{GOOD} {plan.word_done}", f"{GOOD} {plan.word_on_schedule}"
    return *good, f"{FAIR} {plan.word_slow}", f"{BAD} {plan.word_behind}"


def _lead(facts: Facts, indicator: Indicator, done: Decimal) -> Decimal:
    """Completion minus time elapsed in points; for a limit, time elapsed minus completion."""
    ahead = rounded(done - facts.elapsed, PLACES)
    return -ahead if indicator.direction is Direction.AT_MOST else ahead


def _amount_light(facts: Facts, indicator: Indicator, done: Value) -> str:
    if not isinstance(done, Decimal):
        return NONE
    completed, on_time, slow, late = _amount_words(facts)
    if indicator.direction is Direction.AT_LEAST and rounded(done, PLACES) >= 100:
        return completed
    lead = _lead(facts, indicator, done)
    if lead >= facts.plan.on_schedule:
        return on_time
    return slow if lead >= facts.plan.behind else late


def _amount_formula(facts: Facts, indicator: Indicator, cell: str) -> str:
    elapsed = shown(rounded(facts.elapsed, 10))
    at_most = indicator.direction is Direction.AT_MOST
    lead = f"ROUND({elapsed}-{cell},{PLACES})" if at_most else f"ROUND({cell}-{elapsed},{PLACES})"
    on_schedule, behind = shown(facts.plan.on_schedule), shown(facts.plan.behind)
    completed, on_time, slow, late = _amount_words(facts)
    judged = f'IF({lead}>={on_schedule},"{on_time}",IF({lead}>={behind},"{slow}","{late}"))'
    if not at_most:
        judged = f'IF(ROUND({cell},{PLACES})>=100,"{completed}",{judged})'
    return f'IF(ISNUMBER({cell}),{judged},"{NONE}")'


def colour_lights(page: DrawnSheet, styles: Styles, area: tuple[int, int, int, int]) -> None:
    """Colour the cells of an area (first and last row and column, from 1) by the sign they begin with."""
    top, left, bottom, right = area
    corner = address(top, left)
    for sign, style in ((GOOD, "good"), (FAIR, "fair"), (BAD, "bad")):
        rule = {"type": "formula", "criteria": f'=LEFT({corner},1)="{sign}"', "format": styles.get(style)}
        page.conditional_format(top - 1, left - 1, bottom - 1, right - 1, rule)
