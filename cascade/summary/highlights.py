"""The sentences on 总览: how the whole stands, who is furthest behind, who is missing.

They are formulas over the cells of the summary, so that they always agree with its tables. Which cities and
indicators they name, and in what order, is settled when the summary is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from cascade.formula import Live, Operand, Ref, formula, joined
from cascade.judging.county_rates import all_meet, may_differ, rate_sides, some_below
from cascade.judging.lights import (
    BAD,
    FAIR,
    GOOD,
    SIGNS,
    count_of,
    count_of_light,
    share_sign_words,
    sign_words,
)
from cascade.returns.facts import Facts
from cascade.summary.overview import Overview
from cascade.summary.wording import REPORTED, city_status, coverage

_JUDGED = formula("good + fair + bad")
_PART = formula('ROUND(100 * good / judged, 0) & "%"', judged=_JUDGED)
_COUNTED = {"good": GOOD, "fair": FAIR, "bad": BAD}
_NAMED_CITIES, MOST_TIED = 3, 6
_OF_CITIES = formula('IF(SUM(counts) = 0, "", start & SUM(counts) & end)')
_SHORT = formula('IF(missed = 0, none, "，" & late & "的 " & missed & " 项。")')
_OF_CITY = formula('name & "（" & number & "项）"')
_OF_ALL = formula('who & "各 " & number & " 项"')


def headline(overview: Overview) -> Live:
    """How many indicators of the whole are met or on schedule, and how many of the cities' are behind."""
    facts, many = overview.facts, overview.counts_of_cities
    levels = facts.plan.levels
    late = _or((sign_words if facts.is_progress else share_sign_words)(facts.plan)[2])
    of_cities = _OF_CITIES.live(counts=many, start=f"各{levels.units}合计 ", end=f" 项次{late}。")
    if not facts.is_progress:
        rates = _rates_below(overview)
        if not facts.complete:
            return joined(f"{coverage(facts)}，报齐之前{levels.whole}不评价。", of_cities, rates)
        amounts = [each for each in facts.plan.numbers if each.adds_up and not each.parent]
        if not amounts:
            return joined(rates)
        missed = overview.missed(amounts, facts.plan.province)
        told = _SHORT.live(missed=missed, late=late, none=f"都没有{_late(facts)}。")
        return joined(f"{levels.whole} {len(amounts)} 项{_amounts(facts)}指标", told, of_cities, rates)
    return joined(*_of_whole(overview), of_cities)


def _of_whole(overview: Overview) -> Iterator[Operand]:
    """How many indicators of the whole have which light: `达标 1 项、达序时 10 项，合计占 65%；略滞后 6 项`.

    Which lights there are is settled when the summary is drawn.
    """
    facts, whole = overview.facts, overview.facts.plan.province
    lights = overview.province.down(whole)
    cells = {f"lights{at}": each for at, each in enumerate(lights)}
    said = {str(each) for span in lights for each in span.values}
    total = sum(not each.parent for each in overview.indicators)
    start = f"{facts.plan.levels.whole} {total} 项指标，"
    well, slow, late = (
        [light for word in words.split("、") if (light := f"{sign} {word}") in said]
        for sign, words in zip(SIGNS, sign_words(facts.plan), strict=True)
    )
    if not (well or slow or late):
        yield f"{start}{_why_none_is_judged(facts)}"
        return
    counts = {name: count_of(sign, len(lights)) for name, sign in _COUNTED.items()}
    yield from (f"{start}本次评价 ", _JUDGED.given(**counts).live(**cells), " 项，其中")
    for found in filter(None, (well, slow, late)):
        for light in found:
            before = "、" if light != found[0] else "；" if found is not (well or slow or late) else ""
            yield from (f"{before}{light[2:]} ", count_of_light(light, len(lights)).live(**cells), " 项")
        if found is well and total > 1:
            yield from ("，合计占 " if len(well) > 1 else "，占 ", _PART.given(**counts).live(**cells))
    yield "。" if late else f"；没有{_or(sign_words(facts.plan)[2])}的。"


def _or(words: str) -> str:
    """A list of words in a sentence: 滞后、未达标或超限."""
    return "或".join(words.rsplit("、", 1))


def _why_none_is_judged(facts: Facts) -> str:
    """Why nothing of the whole carries a light."""
    whole = facts.plan.levels.whole
    if not facts.complete:
        return f"{coverage(facts)}，报齐之前{whole}不评价。"
    judged = [each for each in facts.plan.numbers if facts.is_judged(each)]
    if judged and not any(facts.goal(each, facts.plan.province) for each in judged):
        return f"没有{whole}的目标，不评价{whole}。"
    return "本次均不评价。"


def missing_cities(facts: Facts) -> str:
    """The cities that no number is of, by their states: `未报：舟山市；已收待改：衢州市`; "" if none.

    Where all are in one state, none is named: `各市都未报`.
    """
    by_status: dict[str, list[str]] = {}
    for city in facts.plan.cities:
        if (status := city_status(facts, city.code)) != REPORTED:
            by_status.setdefault(status, []).append(city.name)
    if any(len(names) == len(facts.plan.cities) > 1 for names in by_status.values()):
        return f"各{facts.plan.levels.units}都{next(iter(by_status))}"
    return "；".join(f"{status}：{'、'.join(names)}" for status, names in by_status.items())


def most_behind(overview: Overview, counts: Mapping[str, Ref]) -> Live | str:
    """The cities with the most indicators behind; `counts` are the cells of their numbers by city.

    Of cities with the same number, that with the worst gap comes first. Where none stands out, the sentence
    tells how many have any.
    """
    facts = overview.facts
    worst_first = dict.fromkeys(each.region for each in overview.outcome.behind(overview.regions[:-1]))
    told = {city: value for city, ref in counts.items() if isinstance(value := ref.value, Decimal)}
    late = {city: told[city] for city in worst_first if told.get(city)}
    if not late:
        return nobody_behind(facts)
    if sum(not each.parent for each in overview.indicators) == 1:  # as many as cities: no numbers
        return _named(facts, list(late))
    start, named = "落后较多" if facts.is_progress else "缺口较多", standing_out(late | told)
    if not named:
        if len(late) > _NAMED_CITIES:
            return _nobody_stands_out(facts, late, counts)
        start, named = f"有{_late(facts)}", list(late)
    of = [_OF_CITY.live(name=overview.province.city(city), number=counts[city]) for city in named]
    units, left = facts.plan.levels.units, [city for city in late if city not in named]
    tied = [city for city in left if late[city] == max(late[each] for each in left)]
    if len(named) < _NAMED_CITIES and tied and late[tied[0]] > median((late | told).values()):
        of.append(_OF_ALL.live(who=f"{len(tied)} 个{units}", number=counts[tied[0]]))  # too many to be named
        left = [city for city in left if city not in tied]
    between = [piece for each in of for piece in ("、", each)][1:]
    rest = f"；另有 {len(left)} 个{units}有{_late(facts)}"
    return joined(f"{start}：", *between, rest if left else "")


def _named(facts: Facts, late: Sequence[str]) -> str:
    """The cities that are behind at the only indicator, the worst first: `滞后的有 2 个市：丙市、乙市`."""
    words = sign_words(facts.plan)[2] if facts.is_progress else "有缺口"
    names = f"：{'、'.join(map(facts.plan.name, late))}" if len(late) <= MOST_TIED else ""
    return f"{words}的有 {len(late)} 个{facts.plan.levels.units}{names}"


def standing_out(numbers: Mapping[str, Decimal]) -> list[str]:
    """The cities whose numbers are above the middle of all `numbers`, the highest first.

    They are three with all that tie with the third or, where these are too many, those before them.
    """
    middle = median(numbers.values())
    above = sorted((city for city in numbers if numbers[city] > middle), key=lambda city: -numbers[city])
    third = [numbers[city] for city in above[_NAMED_CITIES - 1 :][:1]]
    tied = [city for city in above if not third or numbers[city] >= third[0]]
    return tied if len(tied) <= MOST_TIED else [city for city in tied if numbers[city] > third[0]]


def _nobody_stands_out(facts: Facts, late: Mapping[str, Decimal], counts: Mapping[str, Ref]) -> Live:
    """How many cities are behind, and at how many indicators: `全部 7 个市都有滞后的指标，各 1 项`."""
    units, most = facts.plan.levels.units, max(late.values())
    with_most = [city for city, number in late.items() if number == most]
    who = f"{len(late)} 个{units}"
    if len(late) == len(facts.counted):
        who = f"{'全部' if facts.complete else '已报的'} {who}都"
    of = "" if len(with_most) == len(late) else f"最多的 {len(with_most)} 个{units}"
    return _OF_ALL.live(who=f"{who}有{_late(facts)}，{of}", number=counts[with_most[0]])


def _rates_below(overview: Overview) -> str:
    """In a breakdown, at how many of the cities' rates counties are below the city, and what that means."""
    plan, counted = overview.facts.plan, overview.facts.counted
    rates = [each for each in plan.numbers if not each.adds_up and not each.parent]
    if not rates or not counted:
        return ""
    below = sum(each.sign == FAIR for each in overview.outcome.behind(overview.regions[:-1]))
    if not below:
        return f"{len(rates)} 项比率指标{all_meet(plan.levels)}。"
    some = some_below(rate_sides(plan), plan.levels)
    return f"{len(rates)} 项比率指标中有 {below} 项次{some}（{may_differ(plan.levels)}）。"


def nobody_behind(facts: Facts) -> str:
    """The sentence that no city is behind, or that none has reported yet."""
    units, reported = facts.plan.levels.units, "" if facts.complete else "已报的"
    if not facts.counted:
        return f"各{units}的数都还没有计入" if facts.status_receipts else f"还没有{units}报送"
    of = "" if facts.is_progress or not _amounts(facts) else f"{_amounts(facts)}指标"
    return f"{reported}各{units}{of}都没有{_late(facts)}"


def _amounts(facts: Facts) -> str:
    """The word for a breakdown's amounts, where the plan also has rates, which have no shortfall."""
    return "数量" if rate_sides(facts.plan) else ""


def _late(facts: Facts) -> str:
    """What a city that is behind has."""
    return f"{_or(sign_words(facts.plan)[2])}的指标" if facts.is_progress else "缺口"
