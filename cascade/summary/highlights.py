"""The sentences on 总览: how the whole stands, who is furthest behind, at what, by how much, who is missing.

They are formulas over the cells of the summary, so that they always agree with its tables. Which cities and
indicators they name, and in what order, is settled when the summary is drawn.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from statistics import median

from cascade.formula import Formula, Live, Operand, Ref, Span, formula, joined
from cascade.indicators import Comparison, Direction
from cascade.judging.lights import BAD, FAIR, GOOD, count_of, share_sign_words, sign_words
from cascade.judging.margins import margin_unit, shortfall
from cascade.judging.targets import exact_places
from cascade.outcome.judged import Judged
from cascade.returns.facts import Facts
from cascade.returns.round_goals import THIS_ROUND
from cascade.summary.number_texts import distance, fixed, shortest, signed
from cascade.summary.overview import Overview
from cascade.summary.province import REPORT, TARGET
from cascade.summary.wording import REPORTED, city_status, coverage, schedule_word, target_text

_HEADLINE = formula(
    """IF(judged = 0, none_judged, start & judged & " 项："
    & well & " " & good & " 项，占 " & ROUND(100 * good / judged, 0) & "%；"
    & slow & " " & fair & " 项，" & late & " " & bad & " 项。")""",
    judged=formula("good + fair + bad"),
)
_COUNTED = {"good": GOOD, "fair": FAIR, "bad": BAD}
_NAMED_CITIES, _MOST_TIED = 3, 6
_OF_CITIES = formula("start & SUM(counts) & end")
_OF_CITY = formula('name & "（" & number & "项）"')
_OF_ALL = formula('who & "各 " & number & " 项"')
_LACKING = {Direction.AT_LEAST: "距目标还差", Direction.AT_MOST: "超出", Direction.WITHIN: "相差"}


def headline(overview: Overview, counts: Mapping[str, Ref]) -> Live:
    """How many indicators of the whole are met or on schedule, and how many of the cities' are behind.

    `counts` are the cells of the numbers of indicators behind, by city.
    """
    facts, province = overview.facts, overview.province
    levels, cities = facts.plan.levels, list(counts.values())
    many = Span(f"{cities[0].reference}:{cities[-1].reference}", [each.value for each in cities])
    late = (sign_words if facts.is_progress else share_sign_words)(facts.plan)[2]
    of_cities = _OF_CITIES.live(counts=many, start=f"各{levels.units}合计 ", end=f" 项次{late}。")
    if not facts.is_progress:
        numbers = [each for each in overview.indicators if not each.parent]
        if not facts.complete:
            return joined(f"{coverage(facts)}，报齐之前{levels.whole}不评价。", of_cities)
        missed = overview.missed(numbers, facts.plan.province)
        return joined(
            f"{levels.whole} {len(numbers)} 项指标，有缺口或未全部达到的 ", missed, " 项。", of_cities
        )
    lights = province.down(facts.plan.province)
    total = f"{sum(not each.parent for each in overview.indicators)} 项指标"
    well, slow, late = sign_words(facts.plan)
    why = "本次均不评价。" if facts.complete else f"{coverage(facts)}，报齐之前{levels.whole}不评价。"
    judged = {name: count_of(sign, len(lights)) for name, sign in _COUNTED.items()}
    whole = _HEADLINE.given(**judged).live(
        **{f"lights{at}": each for at, each in enumerate(lights)},
        none_judged=f"{levels.whole} {total}，{why}",
        start=f"{levels.whole} {total}，评价 ",
        well=well,
        slow=slow,
        late=late,
    )
    return joined(whole, of_cities)


def missing_cities(facts: Facts) -> str:
    """The cities that no number is of, by their states: `未报：舟山市；已收待改：衢州市`; "" if none."""
    by_status: dict[str, list[str]] = {}
    for city in facts.plan.cities:
        if (status := city_status(facts, city.code)) != REPORTED:
            by_status.setdefault(status, []).append(city.name)
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
        levels, only = facts.plan.levels, ""
        if overview.gaps:
            only = f"，以下比率有{levels.leaf}未达到{levels.own}目标："
        return nobody_behind(facts) + only
    start, named = "落后较多" if facts.is_progress else "缺口较多", standing_out(late | told)
    if not named:
        if len(late) > _NAMED_CITIES:
            return _nobody_stands_out(facts, late, counts)
        start, named = f"有{_late(facts)}", list(late)
    of = [_OF_CITY.live(name=overview.province.city(city), number=counts[city]) for city in named]
    between = [piece for each in of for piece in ("、", each)][1:]
    rest = f"；另有 {len(late) - len(of)} 个{facts.plan.levels.units}有{_late(facts)}"
    return joined(f"{start}：", *between, rest if len(late) > len(of) else "")


def standing_out(numbers: Mapping[str, Decimal]) -> list[str]:
    """The cities whose numbers are above the middle of all `numbers`, the highest first.

    They are three with all that tie with the third or, where these are too many, those before them.
    """
    middle = median(numbers.values())
    above = sorted((city for city in numbers if numbers[city] > middle), key=lambda city: -numbers[city])
    third = [numbers[city] for city in above[_NAMED_CITIES - 1 :][:1]]
    tied = [city for city in above if not third or numbers[city] >= third[0]]
    return tied if len(tied) <= _MOST_TIED else [city for city in tied if numbers[city] > third[0]]


def _nobody_stands_out(facts: Facts, late: Mapping[str, Decimal], counts: Mapping[str, Ref]) -> Live:
    """How many cities are behind, and at how many indicators: `全部 7 个市都有滞后的指标，各 1 项`."""
    units, most = facts.plan.levels.units, max(late.values())
    with_most = [city for city, number in late.items() if number == most]
    who = f"{len(late)} 个{units}"
    if len(late) == len(facts.counted):
        who = f"{'全部' if facts.complete else '已报的'} {who}都"
    of = "" if len(with_most) == len(late) else f"最多的 {len(with_most)} 个{units}"
    return _OF_ALL.live(who=f"{who}有{_late(facts)}，{of}", number=counts[with_most[0]])


def nobody_behind(facts: Facts) -> str:
    """The sentence that no city is behind, or that none has reported yet."""
    units, reported = facts.plan.levels.units, "" if facts.complete else "已报的"
    if not facts.counted:
        return f"还没有{units}报送"
    return f"{reported}各{units}都没有{_late(facts)}"


def _late(facts: Facts) -> str:
    """What a city that is behind has."""
    return f"{sign_words(facts.plan)[2]}的指标" if facts.is_progress else "缺口"


def largest_gaps(overview: Overview) -> Iterator[Live]:
    """The cities' largest gaps, each with what is lacking in the indicator's unit."""
    for each in overview.gaps:
        yield _gap(overview, each)


def _gap(overview: Overview, behind: Judged) -> Live:
    """The sentence on one gap: `衢州市　第 9 项 …：0/4 家，较序时 -75.0 个百分点，距目标还差 4 家`."""
    province, indicator, region = overview.province, behind.indicator, behind.region
    start: tuple[Operand, ...] = (
        province.city(region),
        f"　第 {indicator.number} 项　",
        province.name(indicator),
        "：",
    )
    apart = overview.cell(indicator, region)
    if not overview.facts.is_progress:
        if not indicator.adds_up:
            short = f" 个{overview.facts.plan.levels.leaf}未达到{overview.facts.plan.levels.own}目标"
            return joined(*start, "有 ", _text(shortest(0), apart), short)
        return joined(*start, "已分解 ", *_of_target(overview, behind), *_lacking(overview, behind))
    result = province.outside(indicator, REPORT, region)
    goal = target_text(overview.facts, indicator, region)
    reached = (_text(fixed(province.places(indicator)), result), f"{indicator.unit}，目标 {goal}")
    if indicator.is_limit:  # the margin above a limit of zero is no number
        used = reached if indicator.is_rate else _of_target(overview, behind)
        return joined(*start, *used, *_lacking(overview, behind))
    told = _text(signed(overview.places(indicator)), apart)
    if indicator.comparison is Comparison.SHARE:
        word = schedule_word(overview.facts).removesuffix("进度")
        if overview.facts.by_round(indicator):
            word = f"{THIS_ROUND}目标"
        ahead = (f"，较{word} ", told, " 个百分点")
        return joined(*start, *_of_target(overview, behind), *ahead, *_lacking(overview, behind))
    than = "区间" if indicator.comparison is Comparison.WITHIN else "目标"
    return joined(*start, *reached, f"，较{than} ", told, f" {_counted(margin_unit(indicator))}")


def _of_target(overview: Overview, behind: Judged) -> tuple[Live | str, ...]:
    """`8/20 家`: the result beside its target."""
    indicator = behind.indicator
    cells = (overview.province.outside(indicator, item, behind.region) for item in (REPORT, TARGET))
    result, target = (_text(shortest(indicator.decimals + 2), cell) for cell in cells)
    return result, "/", target, f" {indicator.unit}"


def _lacking(overview: Overview, behind: Judged) -> tuple[Live | str, ...]:
    """`，距目标还差 12 家`: what the result lacks to its target, or is above its limit."""
    indicator, region, province = behind.indicator, behind.region, overview.province
    places = exact_places(indicator.decimals + 2)
    goal = overview.facts.goal(indicator, region)
    rule = shortfall(indicator, goal.upper if goal else None).given(places=places)
    cells = {"total": province.outside(indicator, REPORT, region)}
    cells["target"] = province.outside(indicator, TARGET, region)
    shape = distance(province.places(indicator)) if indicator.is_rate else shortest(indicator.decimals + 2)
    unit = _counted(indicator.gap_unit) if indicator.is_rate else indicator.unit
    return f"，{_LACKING[indicator.direction]} ", shape.given(number=rule).live(**cells), f" {unit}"


def _text(told: Formula, cell: Ref) -> Live:
    return told.live(number=cell)


def _counted(unit: str) -> str:
    return f"个{unit}" if unit == "百分点" else unit
