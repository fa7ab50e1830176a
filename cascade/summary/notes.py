"""The notes under 全省汇总: what is not added up and why, how results are judged, and what is missing."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from cascade.finding_types import Severity
from cascade.findings import FEW_ALIKE
from cascade.indicators import Comparison, Direction, Indicator
from cascade.judging.county_rates import below_city, may_differ, rate_sides, some_below
from cascade.judging.lights import BAD, FAIR, GOOD
from cascade.judging.schedule import term
from cascade.quantity import NONE, rounded, shown
from cascade.returns.facts import Facts
from cascade.summary.wording import OUTDATED, coverage, listed, round_goals_note, schedule_word, this_round_by

_MOST_NAMED = 8  # counties in a note


def notes(facts: Facts) -> list[str]:
    """The numbered notes, after the line 注：."""
    texts = (*_sums(facts), *(_progress(facts) if facts.is_progress else _breakdown(facts)), *_gaps(facts))
    return ["注：", *(f"{number}．{text}" for number, text in enumerate(texts, start=1))]


def overruled(facts: Facts, city: str) -> str:
    """What an operator has accepted a city's return in spite of: `缺 1 个数、第 6 项合计未达目标`."""
    lacking, shorts = facts.lacking(city), dict[str, set[Indicator]]()
    for each in facts.counted[city].findings:
        short = facts.plan.levels.fill(each.type.short)
        if short and each.severity is Severity.ERROR:
            indicator = facts.plan.indicator_of(each.field)
            shorts.setdefault(short, set()).update([indicator] if indicator else ())
    words = [f"第 {listed(found)} 项{short}" if found else short for short, found in shorts.items()]
    return "、".join([*([f"缺 {lacking} 个数"] if lacking else ()), *words])


def without_result(facts: Facts) -> Iterator[str]:
    """Which results do not exist although the cities have reported, because the reports lack numbers."""
    for each in facts.indicators if facts.is_progress else ():
        if cities := facts.cities_lacking_inputs(each):
            names = "、".join(city.name for city in cities)
            whole = "" if each.is_own else f"和{facts.plan.levels.whole}"
            yield f"第 {each.number} 项{names}缺数，无法计算：{names}{whole}没有结果，以“{NONE}”表示。"


def not_judged(facts: Facts) -> str:
    """Why some indicators carry no light yet: `第 13 项年末认定，只列完成率，不评价。`; "" where all do."""
    later = [each for each in facts.plan.numbers if not facts.is_judged(each)]
    return f"第 {listed(later)} 项{term(facts.plan).end}认定，只列完成率，不评价。" if later else ""


def not_shared(facts: Facts) -> str:
    """How many shares of a breakdown counties report as none, where these are rates or few; "" if none.

    `没有分到任务的县（市、区）共 93 处（填“/”），其中比率类 4 处：台州市路桥区第 1–3、5 项`.
    """
    plan, found = facts.plan, 0
    rates, every = dict[str, list[Indicator]](), dict[str, list[Indicator]]()
    for city in plan.cities if not facts.is_progress else ():
        names = {leaf.code: city.name + leaf.name for leaf in facts.leaves(city)}
        for record in facts.counted[city.code].records if city.code in facts.counted else ():
            indicator = plan.indicator_of(record.field)
            target = indicator and plan.target(indicator.code, city.code)
            if record.value is None and indicator and target:  # where the city has none, its form says so
                found += 1
                every.setdefault(names[record.region], []).append(indicator)
                if not indicator.adds_up:
                    rates.setdefault(names[record.region], []).append(indicator)
    if not found:
        return ""
    if found <= FEW_ALIKE:
        places = "、".join(f"{name}第 {listed(each)} 项" for name, each in every.items())
        return f"没有分到任务的{plan.levels.leaf}共 {found} 处（填“/”）：{places}"
    told = "、".join(f"{name}第 {listed(each)} 项" for name, each in list(rates.items())[:_MOST_NAMED])
    of_rates = f"，其中比率类 {sum(map(len, rates.values()))} 处：{told}" if rates else ""
    more = f"等，全部见汇总表“{plan.levels.leaves_sheet}”" if len(rates) > _MOST_NAMED else ""
    return f"没有分到任务的{plan.levels.leaf}共 {found} 处（填“/”）{of_rates}{more}"


def unlike_targets(facts: Facts, indicators: Iterable[Indicator]) -> str:
    """At which indicators the whole is held to another target than the sum of its units', "" if at none.

    `第 13 项全省目标 300家，各市目标合计 306家：差额各与自己的目标比，不能相加。`.
    """
    told = "；".join(filter(None, (_unlike(facts, each) for each in indicators)))
    rule = "完成情况各与自己的目标比。" if facts.is_progress else "差额各与自己的目标比，不能相加。"
    return told and f"{told}：{rule}"


def _unlike(facts: Facts, indicator: Indicator) -> str:
    plan, levels = facts.plan, facts.plan.levels
    targets = [each.value for city in plan.cities if (each := plan.target(indicator.code, city.code))]
    whole, total = plan.province_target(indicator), sum(targets, Decimal(0))
    compared = indicator.adds_up and indicator.direction is not Direction.WITHIN
    if not (compared and targets) or facts.by_round(indicator) or whole in (None, total):
        return ""
    own, theirs = (f"{shown(each)}{indicator.unit}" for each in (whole or Decimal(0), total))
    return f"第 {indicator.number} 项{levels.whole}目标 {own}，各{levels.units}目标合计 {theirs}"


def _sums(facts: Facts) -> Iterator[str]:
    plan, levels = facts.plan, facts.plan.levels
    own = [each for each in plan.indicators if each.is_own] if facts.is_progress else []
    rates = [each for each in plan.indicators if each.is_rate and each not in own]
    if rates:
        below = below_city(rate_sides(plan), levels)
        why = f"各{levels.leaf}基数不同，比率不能相加，也不能平均"
        how = (
            f"{levels.whole}的数由各{levels.units}的分子、分母分别合计后算出"
            if plan.two_levels
            else f"各{levels.units}和{levels.whole}的数由{levels.each_below}的分子、分母分别合计后算出"
            if facts.is_progress
            else f"列出各{levels.leaf}目标的最低–最高，和{below}的{levels.leaf_short}数"
        )
        others = "其他各项逐级相加。" if any(each.adds_up for each in plan.indicators) and not own else ""
        yield f"第 {listed(rates)} 项为比率：{why}；{how}。{others}"
    yield from _own(facts, own)
    if words := [each for each in plan.indicators if each.is_words]:
        told = (
            f"各{levels.units}从“{'、'.join(plan.choices)}”中选报，{levels.whole}的数为“{plan.choices[0]}”的个数"
            if facts.is_progress
            else "不分解"
        )
        yield f"第 {listed(words)} 项为文字目标：{told}；不计算，不排名。"
    if told := "".join(_targets(facts)):
        yield told


def _targets(facts: Facts) -> Iterator[str]:
    """What the targets of the whole are, where they are not the sum of what stands beside them."""
    plan, levels = facts.plan, facts.plan.levels
    for each in plan.indicators:
        if not each.reconcile and each.headline is not None and each.adds_up:
            said = f"（{each.definition}）" if each.definition and each.definition not in each.name else ""
            yield (
                f"第 {each.number} 项名称中的数与下达各{levels.units}的任务数口径不同{said}，两者不作比较；"
                f"{levels.whole}目标为各{levels.units}任务数之和。"
            )
    yield unlike_targets(facts, plan.numbers)


def _own(facts: Facts, indicators: list[Indicator]) -> Iterator[str]:
    """Whose figures those are that do not add up, and where the issuer's own come from."""
    if not indicators:
        return
    whole = facts.plan.name(facts.plan.province)
    span = "" if facts.plan.two_levels else "，只列最低–最高和有数的个数"
    others = "；其他各项按合计计算" if any(not each.is_own for each in facts.plan.numbers) else ""
    yield f"第 {listed(indicators)} 项各级各报本级数：下级的数不相加{span}{others}。"
    for each in indicators:
        if figure := facts.plan.figure(facts.round.id, each.code):
            yield f"第 {each.number} 项{whole}的数由{facts.plan.levels.ours}填列，出处：{figure.source}。"
    if missing := facts.without_figure:
        yield f"第 {listed(missing)} 项{whole}的数尚未填列。"


def _progress(facts: Facts) -> Iterator[str]:
    plan = facts.plan
    word, slack = schedule_word(facts), shown(abs(plan.behind))
    ahead = f"不低于{word}" if plan.on_schedule == 0 else f"减{word}不低于 {shown(plan.on_schedule)} 个百分点"
    ruled = "" if facts.round.expected is None else "（方案规定）"
    yield from _by_round(facts)
    timed = [each for each in plan.numbers if each.comparison is Comparison.SHARE]
    levels = any(each.is_level for each in plan.numbers)
    met = f"比率只与目标比较：● {plan.word_met}、▼ {plan.word_unmet}。" if levels else ""
    if timed and not all(map(facts.by_round, timed)):
        met = (
            f"{word}为 {shown(rounded(facts.expected, 1))}%{ruled}。"
            f"数量类：● {plan.word_done}（完成率达到 100%）、"
            f"● {plan.word_on_schedule}（完成率{ahead}）、"
            f"△ {plan.word_slow}（低于{word}不超过 {slack} 个百分点）、▼ {plan.word_behind}（差距更大）。"
            f"{met}"
        )
    if met:
        yield met
    if limits := [each for each in plan.indicators if each.is_limit]:
        near = shown(plan.near_limit)
        yield (
            f"第 {listed(limits)} 项为控制指标，只看占限额多少，不看时间：{GOOD} {plan.word_within_limit}"
            f"（占限额不到 {near}%）、{FAIR} {plan.word_near_limit}（{near}% 到 100%）、"
            f"{BAD} {plan.word_over_limit}（超过限额）。"
        )
    if direct := [each for each in plan.numbers if each.comparison is Comparison.ABOVE and not each.is_rate]:
        yield f"第 {listed(direct)} 项为时点数，与比率一样只与目标比较，不看时间。"
    if ranges := [each for each in plan.indicators if each.comparison is Comparison.WITHIN]:
        yield (
            f"第 {listed(ranges)} 项的目标是区间，在区间内为 {GOOD} {plan.word_met}，不看时间；"
            f"较区间为高于上限（+）或低于下限（-）的数，名次以离区间近的为前。"
            + ("" if plan.two_levels else f"{plan.levels.leaf}只列数，不评价。")
        )
    if below := [each for each in plan.indicators if each.comparison is Comparison.BELOW]:
        yield f"第 {listed(below)} 项不高于目标为 {GOOD} {plan.word_met}，较目标为低于目标的数。"
    if late := [each for each in plan.indicators if not facts.is_judged(each)]:
        yield f"第 {listed(late)} 项集中在{term(plan).end}认定，{term(plan).early}只列数、不评价。"


def _by_round(facts: Facts) -> Iterator[str]:
    """What the targets by round are, whose they are, and how results are judged by them."""
    if not (mine := facts.any_by_round):
        return
    plan, levels = facts.plan, facts.plan.levels
    whole, reached = term(plan).whole, f"● {plan.word_on_schedule}、△ {plan.word_slow}、▼ {plan.word_behind}"
    timed = [each for each in mine if each.comparison is Comparison.SHARE]
    judged = f"数量类以本期目标的 100% 代替{schedule_word(facts)}：{reached}，"
    judged += f"完成{whole}目标的为 ● {plan.word_done}。"
    yield (
        f"第 {listed(mine)} 项有{this_round_by(facts)}，评价、名次和得分都与本期目标比，不看时间；"
        f"{whole}目标和完成情况同时列出。{judged if timed else ''}"
    )
    if not plan.two_levels:
        yield round_goals_note(facts, mine)
    if lacking := [each for each in mine if facts.goal(each, plan.province) is None]:
        yield f"第 {listed(lacking)} 项的本期目标不能相加，又没有另外下达，{levels.whole}不评价。"


def _breakdown(facts: Facts) -> Iterator[str]:
    levels, sides = facts.plan.levels, rate_sides(facts.plan)
    if any(each.adds_up for each in facts.plan.numbers):
        yield f"差额为{levels.leaf_tier}合计减目标，▼ 未达到目标。"
    if sides:
        yield f"比率：△ {some_below(sides, levels)}；{may_differ(levels)}。"
    limits = [each for each in facts.plan.indicators if each.direction is Direction.AT_MOST]
    if limits:
        yield f"第 {listed(limits)} 项为控制指标，不高于目标为达到。"
    if told := not_shared(facts):
        yield f"{told}。"
    if ranges := [each for each in facts.plan.indicators if each.direction is Direction.WITHIN]:
        yield f"第 {listed(ranges)} 项的目标是区间，在区间内为达到；差额为高于上限（+）或低于下限（-）的数。"


def _not_included(facts: Facts) -> Iterator[str]:
    """Whose sums a rate of the whole leaves out, because it reports none of them."""
    for each in facts.plan.numbers if facts.is_progress else ():
        values, lacking = facts.values.get(each.result_field, {}), facts.cities_lacking_inputs(each)
        names = [
            city.name
            for city in facts.plan.cities
            if city.code in facts.counted and city.code not in values and city not in lacking
        ]
        if each.is_rate and not each.is_own and names and facts.plan.province in values:
            yield f"第 {each.number} 项{'、'.join(names)}没有报数，{facts.plan.levels.whole}的数不含在内。"


def _gaps(facts: Facts) -> Iterator[str]:
    """The notes on missing numbers and missing cities."""
    for city, receipt in facts.counted.items():
        if receipt.overruled and (words := overruled(facts, city)):
            left_out = "，合计不含所缺的数" if facts.lacking(city) else ""
            yield f"{facts.plan.name(city)}的上报表由{facts.plan.levels.ours}决定接收，{words}{left_out}。"
    yield from without_result(facts)
    yield from _not_included(facts)
    if facts.outdated:
        yield (
            f"“{OUTDATED}”：填报表下发后方案有改动，原数不再计入或没有报过；"
            "这些指标的合计只含照常计入的数，不与目标比较，不评价。"
        )
    if not facts.complete:
        whole, unit = facts.plan.levels.whole, facts.plan.levels.unit
        yield (
            f"{coverage(facts)}：{whole}数只含已报的{unit}，未报的不作零计；"
            f"报齐之前不与{whole}目标比较，不评价。"
        )
