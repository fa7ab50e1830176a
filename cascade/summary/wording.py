"""The words for the state of a city, and the sentences on the basis of a summary's numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cascade.indicators import Comparison, Direction, Indicator, number_order
from cascade.judging.schedule import term
from cascade.judging.targets import FEW, WEAKEST_WORD, weakest_word
from cascade.model import Region
from cascade.quantity import decimal_places, rounded, shown, shown_range
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts
from cascade.returns.receipt import TO_SEND_ANEW, State
from cascade.returns.round_goals import THIS_ROUND

REPORTED, UNREPORTED, CORRECTING, HELD = "已报", "未报", "已收待改", "待核实"
SOME_SHARES = "已收部分分表"  # shares of a form have come, others are still missing
OUTDATED = "待重报"  # a number that does not count, or was not asked for, since the plan has changed
UNREADABLE, ANNEX = "已收但读不出数", "附件"
STATES_FOR_LEADERS: Mapping[State, str] = {  # leaders' words for a return; the same for a city
    State.ACCEPTED: REPORTED,
    State.SENT_BACK: CORRECTING,
    State.HELD: HELD,
    State.REFUSED: UNREADABLE,
    State.ANNEX: ANNEX,
    State.WITHDRAWN: TO_SEND_ANEW,
}
_MOST_DOUBTED = 8  # units that are named
DOUBTED, UNDERLINED = "存疑", "有下划线的数存疑"  # numbers in doubt, and how a sheet marks them
_SHORTEST_RUN = 3  # of numbers that are written as a range
_PLAIN = re.compile(r"[-\d.,]+")  # a target of nothing but its number
_AT_LEAST_OR_MOST = r"(?:及?以上|及?以下|以内)"  # how the notice says which side of a number is meant


def listed(indicators: Iterable[Indicator]) -> str:
    """The numbers of some indicators in order, with runs written as ranges: `1–5、7、7（1）`."""
    runs: list[list[str]] = []
    for number in sorted((each.number for each in indicators), key=number_order):
        last = runs[-1][-1] if runs else ""
        if number.isdecimal() and last.isdecimal() and int(last) == int(number) - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) >= _SHORTEST_RUN else "、".join(run) for run in runs)


def city_status(facts: Facts, city: str) -> str:
    """The state of a city in a word."""
    if receipt := facts.status_receipts.get(city):
        return STATES_FOR_LEADERS[receipt.state]
    shares = any(each.region == city and each.state is State.ACCEPTED for each in facts.receipts)
    if shares:
        return SOME_SHARES
    return TO_SEND_ANEW if city in facts.withdrawn else UNREPORTED


def coverage(facts: Facts, indicator: Indicator | None = None) -> str:
    """How many cities the totals cover, all or those of an indicator, e.g. `已报10/11`."""
    cities = [city for city in facts.counted if indicator is None or facts.is_whole(indicator, city)]
    return f"{REPORTED}{len(cities)}/{len(facts.plan.cities)}"


def schedule_word(facts: Facts, *periods: Period) -> str:
    """What results are compared with: time elapsed, or what the plan expects by this round or `periods`."""
    rounds = [each.round for each in periods] or [facts.round]
    ruled = any(each.expected is not None for each in rounds)
    by_round = any(facts.plan.judged_by_round.get(each.round.id) for each in periods)
    return "应完成进度" if ruled or by_round else "序时进度"


def this_round_by(facts: Facts) -> str:
    """What a target by round is called: `本期目标（到6月底）`."""
    return f"{THIS_ROUND}目标（到{facts.round.month}）"


def standing(facts: Facts) -> tuple[str, ...]:
    """Until when the numbers reach, how much time has elapsed if that counts, and how many have reported."""
    when = f"数据截至 {facts.round.as_of}" if facts.round.as_of else f"报送截止 {facts.round.due}"
    time = f"{schedule_word(facts)} {shown(rounded(facts.expected, 1))}%" if facts.is_progress else ""
    timed = [each for each in facts.plan.numbers if each.comparison is Comparison.SHARE]
    if not timed:
        time = ""
    elif all(map(facts.by_round, timed)):
        time = f"按{THIS_ROUND}目标评价"
    units = facts.plan.levels.units
    filed = f"{len(facts.counted)} 个{units}全部报齐" if facts.complete else coverage(facts)
    return tuple(filter(None, (when, time, filed)))


def titled(facts: Facts, what: str = "") -> str:
    """The title of a sheet: the plan's, then what the sheet is; they part where one line is too short."""
    return f"{facts.plan.title}\n{facts.round.name}{what}"


def as_of(facts: Facts) -> str:
    """The line below a leader's title: the document's number, then how the round stands."""
    return "　".join(filter(None, (facts.plan.document, *standing(facts))))


def basis(facts: Facts) -> str:
    """What the numbers are based on, in a sentence."""
    as_of = f"数据截至 {facts.round.as_of}，" if facts.round.as_of else ""
    when = f"第 {facts.number} 次汇总（{facts.made:%Y-%m-%d %H:%M}）"
    decided = "、".join(facts.plan.name(city) for city, each in facts.counted.items() if each.overruled)
    overruled = f"，其中{decided}的由{facts.plan.levels.ours}决定接收" if decided else ""
    return f"{as_of}依据{when}，计入上报表 {facts.files} 份，{coverage(facts)}{overruled}。"


def county_note(facts: Facts, indicators: Sequence[Indicator]) -> str:
    """What a table of counties is based on, and how its rows of totals differ from the counties' rows."""
    own = listed([each for each in indicators if each.is_own])
    if facts.is_progress:
        of_own = f"第 {own} 项不相加，合计各行为本级数。" if own else ""
        return basis(facts) + of_own + leaves_note(facts, indicators, facts.plan.cities)
    sides = (each.direction for each in facts.plan.numbers if not each.adds_up)
    weakest = weakest_word(sides) or WEAKEST_WORD[Direction.AT_LEAST]
    return basis(facts) + f"比率类的合计为{facts.plan.levels.leaf_tier}{weakest}。"


def leaves_note(facts: Facts, indicators: Sequence[Indicator], cities: Sequence[Region]) -> str:
    """How counties are judged otherwise than some cities in a progress round, "" if none is."""
    if facts.plan.two_levels:
        return ""
    levels, leaves = facts.plan.levels, [leaf.code for city in cities for leaf in facts.leaves(city)]
    few = [each for each in indicators if any(facts.has_few(each, leaf) for leaf in leaves)]
    ranges = [each for each in indicators if each.comparison is Comparison.WITHIN]
    told = ""
    if few:
        told = (
            f"第 {listed(few)} 项目标不足 {FEW} 的{levels.leaf}只列“本期/目标”，不评价，"
            f"{levels.own}照常评价。"
        )
    if ranges:
        told += f"第 {listed(ranges)} 项的{levels.leaf}只列数，不评价，{levels.own}照常评价。"
    return told + round_goals_note(facts, indicators)


def round_goals_note(facts: Facts, indicators: Sequence[Indicator]) -> str:
    """How counties come to their targets by this round, "" where no city has one."""
    levels, whole = facts.plan.levels, term(facts.plan).whole
    mine = [each for each in indicators if facts.by_round(each)]
    ways = []
    if any(each.adds_up for each in mine):
        part = f"{levels.leaf}{whole}目标×{levels.own}本期目标÷{levels.own}{whole}目标"
        ways.append(f"按{levels.own}的比例折算（{part}）")
    if levelled := [each for each in mine if not each.adds_up]:
        ways.append(f"第 {listed(levelled)} 项目标与{levels.own}相同的用{levels.own}的，不同的不评价")
    return f"各{levels.leaf}的本期目标{'；'.join(ways)}。" if ways else ""


def in_doubt(facts: Facts) -> str:
    """Which numbers that count are in doubt: `甲市第 6 项、乙市第 1、2 项`; "" for none."""
    told = []
    for city in facts.plan.cities:
        if mine := [each for each in facts.indicators if (city.code, each.code) in facts.doubted]:
            told.append(f"{city.name}第 {listed(mine)} 项")
    more = f"等 {len(told)} 个{facts.plan.levels.units}" if len(told) > _MOST_DOUBTED else ""
    return "、".join(told[:_MOST_DOUBTED]) + more


def doubt_mark(facts: Facts) -> str:
    """How numbers in doubt are marked in a table of which 总览 tells whose they are, "" for none."""
    return f"{UNDERLINED}，核实之前照常计入。" if facts.doubted else ""


def doubt_note(facts: Facts, start: str = DOUBTED) -> str:
    """That numbers are in doubt and count nevertheless, "" for none; `start` says how they are marked."""
    named, why = in_doubt(facts), "像是多填、少填了零，填错了单位，或者部分大于总数"
    return named and f"{start}（{why}），核实之前照常计入：{named}。"


def page_footer(facts: Facts) -> str:
    """The footer of every printed page: the number of the summary, and the coverage."""
    return f"第 {facts.number} 次汇总 {facts.made:%Y-%m-%d %H:%M} {coverage(facts)}"


def is_worded_limit(facts: Facts, indicator: Indicator) -> bool:
    """Whether the notice says of a limit that it is one: ≤60, 60以下; of 0 accidents it says just 0."""
    goals = [goal for city in facts.plan.cities if (goal := facts.plan.target(indicator.code, city.code))]
    worded = any(not _PLAIN.fullmatch(goal.text.removesuffix(indicator.unit).strip()) for goal in goals)
    return indicator.direction is Direction.AT_MOST and worded


def target_text(facts: Facts, indicator: Indicator, region: str, in_all: bool = False) -> str:
    """The target of the province or a city as the notice words it, "" where there is none.

    It is the one that results are judged by or, with `in_all`, that of the whole period. The indicator's
    name contains the province's target (`增长10%以上`), unless that is a sum of shares; else it is worded as
    all cities' targets are (≥75).
    """
    if indicator.is_words:
        return facts.plan.word_target(indicator.code, region)
    if facts.by_round(indicator) and not in_all:
        own = facts.plan.round_target(facts.round.id, indicator.code, region)
        goal = facts.goal(indicator, region)
        return own.text if own else f"{shown_range(*goal)}{indicator.unit}" if goal else ""
    if region != facts.plan.province:
        target = facts.plan.target(indicator.code, region)
        return target.text if target else ""
    number, upper = facts.plan.province_target(indicator), facts.plan.province_upper(indicator)
    if number is None:
        return ""
    plain = f"{shown_range(number, upper)}{indicator.unit}"
    worded = re.search(rf"(?<![\d.]){re.escape(plain)}{_AT_LEAST_OR_MOST}?", indicator.name)
    if worded:
        return worded[0]
    if upper is None and (alike := _as_cities_targets(facts, indicator, number)):
        return alike
    return f"≤{plain}" if is_worded_limit(facts, indicator) else plain


def _as_cities_targets(facts: Facts, indicator: Indicator, number: Decimal) -> str:
    """The whole's target with the decimals, the unit and the words of the cities', "" where these differ."""
    shape = re.compile(
        rf"([≥≤]?)\d+(?:\.(?P<decimals>\d+))?({re.escape(indicator.unit)})?({_AT_LEAST_OR_MOST})?"
    )
    goals = [goal for city in facts.plan.cities if (goal := facts.plan.target(indicator.code, city.code))]
    found = [each for goal in goals if (each := shape.fullmatch(goal.text))]
    words = {each.group(1, 3, 4) for each in found}
    if number < 0 or len(found) < len(goals) or len(words) != 1:
        return ""
    before, unit, after = words.pop()
    places = max(decimal_places(number), *(len(each["decimals"] or "") for each in found))
    return f"{before}{number:.{places}f}{unit or ''}{after or ''}"
