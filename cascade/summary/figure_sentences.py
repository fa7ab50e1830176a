"""The sentences on single figures: what a region has done, beside its target, and how far it is from it.

They are formulas over the cells of the summary, as the other sentences on 总览.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cascade.formula import Live, Operand, Ref, formula, joined, value_of
from cascade.indicators import PERCENT, Comparison, Direction, Indicator
from cascade.judging.lights import BAD, GOOD, sign_words
from cascade.judging.margins import margin_unit, shortfall
from cascade.judging.results import completion_places
from cascade.judging.schedule import term
from cascade.judging.targets import exact_places
from cascade.outcome.judged import Judged
from cascade.returns.facts import Facts
from cascade.returns.round_goals import THIS_ROUND
from cascade.summary.number_texts import distance, fixed, shortest
from cascade.summary.overview import Overview
from cascade.summary.province import DIFFERENCE, REPORT, TARGET
from cascade.summary.wording import schedule_word, target_text

_MOST_TOLD = 8  # figures of the whole in a paragraph; of more, those that are well are only named
_MOST_NAMED = 12  # counties in a sentence
_APART = formula("IF(number = 0, even, IF(number > 0, above, below) & far & unit)")
_SIZE = formula("ABS(number)")
_ROUNDED = formula("ROUND(number, places)")
_LACKING = {Direction.AT_LEAST: "距目标还差", Direction.AT_MOST: "超出", Direction.WITHIN: "相差"}
_SIDES = {  # the words for a margin above zero, below it, and for none
    Comparison.ABOVE: ("高于目标", "低于目标", "与目标持平"),
    Comparison.BELOW: ("低于目标", "高于目标", "与目标持平"),
    Comparison.WITHIN: ("高于区间", "低于区间", "在区间内"),
}
_PLAIN = re.compile(r"[-\d.,]+")  # a target without its unit
_CHANGE = {  # a name that ends so needs no 为; below zero the change is the opposite one
    "增长": "下降",
    "下降": "上升",
    "增加": "减少",
    "减少": "增加",
    "提高": "降低",
    "降低": "提高",
    "上升": "下降",
}


def largest_gaps(overview: Overview) -> Iterator[Live | str]:
    """The cities' largest gaps with what is lacking in the indicator's unit; whose they are, if all tie."""
    named, tied = overview.gaps
    for each in named:
        yield joined(overview.province.city(each.region), *_figure(overview, each), *_short(overview, each))
    if tied and not named:
        yield _tied(overview.facts, tied)


def _tied(facts: Facts, tied: Sequence[Judged]) -> str:
    """How many gaps are equal, and the first of their regions by indicator."""
    regions: dict[str, list[str]] = {}
    for each in tied[:_MOST_NAMED]:
        regions.setdefault(_name(facts, each.indicator), []).append(facts.plan.name(each.region))
    told = "；".join(f"{indicator}（{'、'.join(names)}）" for indicator, names in regions.items())
    return f"差距最大的有{len(tied)}项次，差距相同：{told}{'等' if len(tied) > _MOST_NAMED else ''}"


def figures_of_whole(overview: Overview) -> str:
    """A paragraph on the figures of the whole, in a breakdown on its amounts; "" of none.

    Of many results only those that are not well are told.
    """
    facts, whole = overview.facts, overview.facts.plan.province
    numbers = [each for each in facts.plan.numbers if not each.parent and facts.is_whole(each, whole)]
    told_here = [each for each in numbers if facts.is_progress or (each.adds_up and facts.complete)]
    found = [overview.outcome.judged(each, whole) for each in told_here]
    found = [each for each in found if each.sign or isinstance(each.margin, Decimal)]
    many = facts.is_progress and len(found) > _MOST_TOLD
    named = [each.indicator for each in found if each.sign == GOOD] if many else []
    told = [_told(overview, each) for each in found if each.indicator not in named]
    paragraph = "；".join(told) + "。" if told else ""
    if named:
        names = "、".join(_name(facts, each) for each in named)
        paragraph += f"{sign_words(facts.plan)[0]}的{len(named)}项：{names}。"
    return paragraph


def _told(overview: Overview, judged: Judged) -> str:
    """A figure of the whole; of a limit that is exceeded also by how much, and of a loss what is lacking."""
    below_zero = judged.result is not None and judged.result < 0
    further = judged.sign == BAD and (judged.indicator.is_limit or below_zero) and overview.facts.is_progress
    pieces = (*_figure(overview, judged), *(_short(overview, judged) if further else ()))
    return str(value_of(joined(*pieces)))


def rates_below(overview: Overview) -> Iterator[str]:
    """A sentence for each rate of a breakdown with the counties that have less than their city.

    `传统制造业新产品产值增长：温州市（目标12%以上）龙湾区10.5%、…`; the furthest come first.
    """
    facts, cities = overview.facts, overview.facts.plan.cities
    for indicator in facts.plan.numbers if not facts.is_progress else ():
        if indicator.adds_up:
            continue
        unit = PERCENT if indicator.unit == PERCENT else ""  # another stands behind the target
        shape, left, told = fixed(overview.province.places(indicator)), _MOST_NAMED, list[str]()
        found = [
            each for each in overview.outcome.behind(overview.regions[:-1]) if each.indicator == indicator
        ]
        names = {leaf.code: leaf.name for city in cities for leaf in facts.leaves(city)}
        for each in found:
            shares = [
                f"{names[county]}{shape.value(number=facts.value(indicator.code, county))}{unit}"
                for county in each.short[:left]
            ]
            if shares:
                goal = target_text(facts, indicator, each.region)
                told.append(f"{facts.plan.name(each.region)}（目标{goal}）{'、'.join(shares)}")
            left -= len(shares)
        if told:
            every = sum(len(each.short) for each in found)
            more = f"等{every}个" if every > _MOST_NAMED else ""
            yield f"{_name(facts, indicator)}：{'；'.join(told)}{more}"


def _figure(overview: Overview, judged: Judged) -> tuple[Operand, ...]:
    """`规模以上工业企业完成8个，为全年目标60个的13.3%，落后序时进度36.7个百分点`."""
    facts, indicator = overview.facts, judged.indicator
    name = _name(facts, indicator)
    if re.search(r"\d", name):  # of which no other number must seem to be a part
        name += "，"
    if not facts.is_progress:
        return _shares(overview, judged, name)
    result, target = _cells(overview, judged)
    if indicator.comparison is Comparison.SHARE:
        by_round, unit = facts.by_round(indicator), indicator.unit
        goal = f"{THIS_ROUND if by_round else term(facts.plan).whole}目标"
        if judged.result is not None and judged.result < 0:  # no part of a target is below zero
            reached = f"{name}为", _result(overview, indicator, result), f"{unit}，{goal}"
            return *reached, _number(indicator, target), unit
        of = f"为{goal}", *_part(overview, judged)
        if not judged.result:  # no part of the target
            of = goal, _number(indicator, target), unit
        done = (f"{name}完成", _result(overview, indicator, result), f"{unit}，", *of)
        timed = facts.is_judged(indicator) and not by_round
        return (*done, "，", _lead(overview, judged)) if timed else done
    fall = _CHANGE.get(name[-2:])
    start = name if fall else f"{name}为"
    if indicator.is_limit and not indicator.is_rate:
        used = (start, _result(overview, indicator, result), indicator.unit)
        if judged.target:
            return *used, "，占限额", *_part(overview, judged)
        return *used, "，限额", _number(indicator, target), indicator.unit
    shape = fixed(overview.province.places(indicator))
    if fall and judged.result is not None and judged.result < 0:
        start, shape = name[:-2] + fall, shape.given(number=_SIZE)
    value = shape.live(number=result)
    if indicator.is_limit:
        return start, value, f"{indicator.unit}，限额", _number(indicator, target), indicator.unit
    goal = target_text(facts, indicator, judged.region)
    goal += indicator.unit if _PLAIN.fullmatch(goal) else ""
    return start, value, f"{indicator.unit}，目标{goal}，", _lead(overview, judged)


def _shares(overview: Overview, judged: Judged, name: str) -> tuple[Operand, ...]:
    """What a city has shared out of an amount in a breakdown."""
    indicator = judged.indicator
    result, target = _cells(overview, judged)
    places = overview.province.places(indicator) if judged.sign == GOOD else indicator.decimals + 2
    done = shortest(places).given(number=_ROUNDED.given(places=places)).live(number=result)
    goal = _number(indicator, target)
    return f"{name}已分解", done, f"{indicator.unit}，目标", goal, indicator.unit


def _part(overview: Overview, judged: Judged) -> tuple[Operand, ...]:
    """`60个的13.3%`: a result as a part of its target."""
    indicator, (_, target) = judged.indicator, _cells(overview, judged)
    done = overview.province.outside(indicator, DIFFERENCE, judged.region)
    per_cent = fixed(completion_places(indicator, done.value)).live(number=done)
    return _number(indicator, target), f"{indicator.unit}的", per_cent, "%"


def _lead(overview: Overview, judged: Judged) -> Live:
    """`落后序时进度36.7个百分点`: how far a result is from what it is held to, and on which side."""
    indicator, word = judged.indicator, schedule_word(overview.facts)
    above, below, even = _SIDES.get(indicator.comparison, (f"超{word}", f"落后{word}", f"与{word}持平"))
    rule = _APART.given(
        above=above,
        below=below,
        even=even,
        far=distance(overview.places(indicator)).given(number=_SIZE),
        unit=_counted(margin_unit(indicator)),
    )
    return rule.live(number=overview.cell(indicator, judged.region))


def _short(overview: Overview, judged: Judged) -> tuple[Operand, ...]:
    """`，距目标还差12家`: what the result lacks to its target, or is above its limit.

    () of a level, and of an amount of zero, which lacks all of its target.
    """
    indicator, region = judged.indicator, judged.region
    level = overview.facts.is_progress and indicator.is_level
    nothing = overview.facts.is_progress and indicator.comparison is Comparison.SHARE and not judged.result
    if level or nothing or judged.lacking is None:
        return ()
    places = exact_places(indicator.decimals + 2)
    goal = overview.facts.goal(indicator, region)
    rule = shortfall(indicator, goal.upper if goal else None).given(places=places)
    result, target = _cells(overview, judged)
    own = indicator.is_rate
    decimals = overview.province.places(indicator) if overview.facts.is_progress else indicator.decimals + 2
    shape = distance(overview.province.places(indicator)) if own else shortest(decimals)
    unit = _counted(indicator.gap_unit) if own else indicator.unit
    lacking = shape.given(number=rule).live(total=result, target=target)
    return f"，{_LACKING[indicator.direction]}", lacking, unit


def _cells(overview: Overview, judged: Judged) -> tuple[Ref, Ref]:
    """The cells of a result and of its target."""
    result, target = (
        overview.province.outside(judged.indicator, item, judged.region) for item in (REPORT, TARGET)
    )
    return result, target


def _number(indicator: Indicator, cell: Ref) -> Live:
    return shortest(indicator.decimals + 2).live(number=cell)


def _result(overview: Overview, indicator: Indicator, cell: Ref) -> Live:
    """An amount's result with no more decimals than the tables show."""
    return shortest(overview.province.places(indicator)).live(number=cell)


def _name(facts: Facts, indicator: Indicator) -> str:
    """An indicator's name as the subject of a sentence: without the whole's target at its end (10%以上)."""
    goal = target_text(facts, indicator, facts.plan.province, in_all=True)
    return indicator.name.removesuffix(goal).removeprefix(facts.plan.levels.whole)


def _counted(unit: str) -> str:
    return f"个{unit}" if unit == "百分点" else unit
