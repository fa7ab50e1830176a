"""What 总览 says in words: how many indicators stand well, and which cities are furthest ahead and behind.

Each is a formula over what stands on the sheets, so that words and tables cannot say different things.
"""

from collections import Counter
from decimal import Decimal

from cascade.formula import Live
from cascade.model import Direction, Indicator
from cascade.quantity import rounded, shown
from cascade.returns.facts import Facts
from cascade.summary.lights import BAD, FAIR, GOOD, PLACES, sign_words
from cascade.summary.province import DIFFERENCE, Province
from cascade.summary.wording import NONE, coverage
from cascade.theme import number_format


def headline(facts: Facts, words: list[str], area: str) -> Live:
    """How many indicators are met or on schedule; `words` are the lights that stand in `area`."""
    total = f"{len(words)} 项指标"
    signs = Counter(word[0] for word in words)
    good, fair, bad = (signs[sign] for sign in (GOOD, FAIR, BAD))
    counts = [f'SUMPRODUCT(--(LEFT({area},1)="{sign}"))' for sign in (GOOD, FAIR, BAD)]
    judged, judged_formula = good + fair + bad, f"({'+'.join(counts)})"
    if facts.is_progress:
        well, slow, late = sign_words(facts.plan)
        told = (f"{well} ", " 项，占 ", f"%；{slow} ", f" 项，{late} ", " 项。")
        tail = f"序时进度 {shown(rounded(facts.elapsed, 1))}%。"
    else:
        told = ("足额分解、县级均达到 ", " 项，占 ", "%；有县未达到本市目标 ", " 项，有缺口 ", " 项。")
        tail = ""
    none = (
        f"{total}，{coverage(facts)}，报齐之前全省不评价。"
        if not facts.complete
        else f"{total}，本次均不评价。"
    )
    share = f"ROUND(100*{counts[0]}/{judged_formula},0)"
    pieces = [f'"{total}，评价 "', judged_formula, f'" 项：{told[0]}"', counts[0], f'"{told[1]}"', share]
    pieces += [f'"{told[2]}"', counts[1], f'"{told[3]}"', counts[2], f'"{told[4]}{tail}"']
    formula = f'IF({judged_formula}=0,"{none}{tail}",{"&".join(pieces)})'
    if not judged:
        return Live(formula, none + tail)
    part = shown(rounded(Decimal(100 * good) / judged, 0))
    numbers = (str(good), part, str(fair), str(bad), "")
    said = "".join(word + number for word, number in zip(told, numbers, strict=True))
    return Live(formula, f"{total}，评价 {judged} 项：{said}{tail}")


def furthest(province: Province, indicator: Indicator, ahead: bool) -> Live | str:
    """The city furthest ahead (or behind) with its lead in points, and how many there are if they are level.

    An amount's lead is its completion minus time elapsed, a rate's what lies between it and its target.
    """
    facts, area = province.facts, province.across(indicator, DIFFERENCE)
    if not facts.judged(indicator):
        return NONE
    limit = indicator.direction is Direction.AT_MOST and not indicator.is_rate
    most = ahead is not limit  # of a limit, the least that is used up is furthest ahead
    picked = f"{'MAX' if most else 'MIN'}({area})"
    start, places = (Decimal(0), indicator.decimals + 1) if indicator.is_rate else (facts.elapsed, 1)
    lead = f"{picked}-{shown(rounded(start, 10))}"
    lead = f"ROUND(ROUND({'-' if limit else ''}({lead}),{PLACES}),{places})+0"  # never -0.0
    several = f"COUNTIF({area},{picked})"
    who = f'INDEX({province.names},MATCH({picked},{area},0))&IF({several}>1,"等"&{several}&"市","")'
    text = f'{who}&IF({lead}>0," +"," ")&TEXT({lead},"{number_format(places)}")'
    nobody = f"COUNT({area})=0" if ahead else f"MAX({area})=MIN({area})"
    return Live(f'IF({nobody},"{NONE}",{text})', _furthest(province, indicator, ahead, most, start, places))


def _furthest(
    province: Province, indicator: Indicator, ahead: bool, most: bool, start: Decimal, places: int
) -> str:
    """What the formula comes to."""
    done = {city: province.done(indicator, city) for city in province.regions[:-1]}
    known = {city: value for city, value in done.items() if value is not None}
    if not known or (not ahead and len(set(known.values())) == 1):
        return NONE
    picked = (max if most else min)(known.values())
    level = [city for city, value in known.items() if value == picked]
    lead = rounded(rounded(picked - start if most is ahead else start - picked, PLACES), places)
    others = f"等{len(level)}市" if len(level) > 1 else ""
    return f"{province.facts.plan.name(level[0])}{others} {'+' if lead > 0 else ''}{lead:.{places}f}"
