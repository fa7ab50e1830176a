"""What the text of a target means for its indicator, or why it cannot be understood.

`docs/target-wordings.md` lists what is understood; `tests/data/target_wordings.tsv` tries it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cascade.formula.measure import Measure
from cascade.indicators import PERCENT, Direction, is_earlier
from cascade.plan.wordings import Trend, Wording, wording, written_unit
from cascade.quantity import Sense, decimal_places, shown, shown_range, understand

_NOT_SET = ("不下达", "不涉及", "不考核", "不分解")
_RISES = re.compile(r"增(?!加值|值税)|提高|提升|上升|新建")
_FALLS = re.compile(r"降|减|压缩|缩短|淘汰|关停|退出|化解")
_LEVELS = re.compile(r"(?:增加|增长|提高|提升|上升|下降|降低|减少|[增降减])[到至]")
_SIDES = {Direction.AT_LEAST: "至少", Direction.AT_MOST: "至多", Direction.WITHIN: "区间"}
_IN_BRACKETS = re.compile(r"^[（(](\d[\d,.]*)[）)]$")  # as accounts write what is below zero
_OPPOSITE = {
    Direction.AT_LEAST: Direction.AT_MOST,
    Direction.AT_MOST: Direction.AT_LEAST,
}
_TRENDS = {Trend.RISE: "增长", Trend.FALL: "下降"}
_KIND = "目标是一句话的，把类型（kind）改为“文字”"


@dataclass(frozen=True)
class Described:
    """What the meaning of a target depends on: an indicator's unit, decimals, measure and name.

    `inputs` are the names of its inputs by code, as far as they are known; `direction` is None while nobody
    has decided it yet.
    """

    unit: str
    decimals: int
    name: str
    measure: str
    direction: Direction | None
    code: str = ""
    inputs: Mapping[str, str] | None = None


@dataclass(frozen=True)
class TargetMeaning:
    """A target as it counts: one number, or the two of a range. `value` is None where none is set.

    `side` is the direction that the wording asks for, None where it asks for none. `soft` says that the
    notice does not commit itself (力争, 左右), so that a person should look.
    """

    value: Decimal | None
    upper: Decimal | None = None
    side: Direction | None = None
    soft: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why the text of a target cannot be taken, as a Chinese sentence with the remedy."""

    message: str


def is_not_set(text: str) -> bool:
    """Whether the text says that a region has no target: “/”, “—”, 不下达."""
    return understand(text, "").sense is Sense.NOT_SHARED or "".join(text.split()) in _NOT_SET


def target_meaning(text: str, indicator: Described) -> TargetMeaning | Refusal:
    """What the text of a target means for an indicator of numbers, or why it is refused."""
    if is_not_set(text):
        return TargetMeaning(None)
    said = wording(text, indicator.unit, indicator.name)
    if said is None:
        return Refusal(_not_understood(text, indicator))
    meaning = _signed(text, said, indicator)
    if isinstance(meaning, Refusal):
        return meaning
    if message := _contradiction(text, meaning, indicator) or _fault(text, meaning, indicator):
        return Refusal(message)
    return meaning


def _signed(text: str, said: Wording, indicator: Described) -> TargetMeaning | Refusal:
    """The meaning of a wording with the sign and the side that a rise or a fall gives it."""
    asked = Direction.WITHIN if said.upper is not None else said.side
    plain = TargetMeaning(said.value, said.upper, asked, said.soft)
    if said.trend is None:
        return plain
    trend = trend_of(indicator)
    negative = min(said.value, said.upper or said.value) < 0
    if said.trend is Trend.FALL and negative:
        return Refusal(f"写的是“{text}”，“下降”后面不应再写负号；请改正")
    if said.trend is trend:
        return plain
    if said.trend is Trend.RISE and trend is None and _is_direct(indicator):
        return plain
    if said.trend is Trend.RISE or trend is None:
        return Refusal(_wrong_trend(text, said.trend, trend, indicator))
    if said.upper is not None:
        return TargetMeaning(-said.upper, -said.value, asked, said.soft)
    side = _OPPOSITE[asked or Direction.AT_LEAST]
    return TargetMeaning(-said.value, None, side, said.soft)


def _is_direct(indicator: Described) -> bool:
    """Whether the indicator is a percentage that is reported as such: a growth needs no measure."""
    measure = _measure(indicator.measure)
    return indicator.unit == PERCENT and (measure is None or measure.is_sum)


def trend_of(indicator: Described) -> Trend | None:
    """Whether an indicator's number is a growth or a decline; None for a level.

    A measure of two periods says it, with the names of its inputs; otherwise the indicator's name does.
    """
    measure = _measure(indicator.measure)
    if measure is not None and not measure.is_sum:
        if measure.counterparts:
            first = next(iter(measure.counterparts))
            return Trend.FALL if _is_earlier(first, measure.counterparts, indicator) else Trend.RISE
        against = measure.counterparts_of_decline
        if against and any(_is_earlier(each, against, indicator) for each in against):
            return Trend.RISE
        if against and any(_is_earlier(each, {}, indicator) for each in against.values()):
            return Trend.FALL
    name = _LEVELS.sub("", indicator.name)
    rises, falls = _RISES.search(name), _FALLS.search(name)
    if bool(rises) is bool(falls):
        return None
    return Trend.RISE if rises else Trend.FALL


def _measure(text: str) -> Measure | None:
    try:
        return Measure.parse(text)
    except ValueError:  # the builder reports it
        return None


def _is_earlier(code: str, counterparts: Mapping[str, str], indicator: Described) -> bool:
    """Whether an input is the last year's, by its name; not where its counterpart's name says so, too."""
    names = indicator.inputs or {}
    other = names.get(counterparts.get(code, ""), "")
    return is_earlier(names.get(code, "")) and not is_earlier(other)


def _wrong_trend(text: str, said: Trend, trend: Trend | None, indicator: Described) -> str:
    if trend is not None:
        return (
            f"写的是“{text}”，而指标 {indicator.code} 的数表示{_TRENDS[trend]}多少；"
            f"请改正目标，或改正算式和指标名称"
        )
    level = f"10{indicator.unit}"
    remedy = (
        "把指标名称写明“下降”（目标为降幅，方向“至少”），或把算式写成与上年相比的增长（目标为负数，方向“至多”）"
        if said is Trend.FALL
        else "把指标名称写明“增长”“新增”，或把算式写成与上年相比的增长"
    )
    return (
        f"写的是“{text}”，“{_TRENDS[said]}”说的是变化，而指标 {indicator.code} 的数看不出是变化；"
        f"请写要达到的数（如 {level}），或{remedy}"
    )


def _contradiction(text: str, meaning: TargetMeaning, indicator: Described) -> str:
    """What is wrong where the wording asks for another direction than the indicator's; "" if nothing is."""
    direction = indicator.direction
    if direction is None:
        return ""
    if direction is Direction.WITHIN and meaning.upper is None:
        return (
            f"写的是“{text}”，而指标 {indicator.code} 的方向是“区间”，应写两个数，"
            f"如 6{indicator.unit}—8{indicator.unit}；请改正其中一处"
        )
    if meaning.side is not None and meaning.side is not direction:
        said = f"“{text}”{_in_numbers(text, meaning, indicator, _SIDES[meaning.side])}"
        return f"写的是{said}，而指标 {indicator.code} 的方向是“{_SIDES[direction]}”；请改正其中一处"
    return ""


def _in_numbers(text: str, meaning: TargetMeaning, indicator: Described, side: str = "") -> str:
    """The numbers that a text means, in brackets; "" where they stand in it."""
    numbers = [shown(each) for each in (meaning.value, meaning.upper) if each is not None]
    if all(each in text for each in numbers):
        return ""
    whole = shown_range(meaning.value, meaning.upper) if meaning.value is not None else ""
    return f"（即{side} {whole}{indicator.unit}）"


def _fault(text: str, meaning: TargetMeaning, indicator: Described) -> str:
    """What is wrong with the numbers of a target; "" if nothing is."""
    numbers = [each for each in (meaning.value, meaning.upper) if each is not None]
    if any(decimal_places(each) > indicator.decimals for each in numbers):
        said = f"“{text}”{_in_numbers(text, meaning, indicator)}"
        return f"写的是{said}，小数多于指标 {indicator.code} 规定的 {indicator.decimals} 位；请改正"
    if meaning.upper is not None and numbers[0] >= numbers[1]:
        return f"写的是“{text}”，区间的第一个数应小于第二个；请改正"
    return ""


def _not_understood(text: str, indicator: Described) -> str:
    """Say that a text is not understood, with what may be meant and what would be understood."""
    unit, guess = indicator.unit, understand(_IN_BRACKETS.sub(r"-\1", text), indicator.unit).value
    meant = "" if guess is None else f"（是否应为 {shown(guess)}{unit}？）"
    one = f"10{unit}"
    examples = (
        f"{one}、{one}以上、≥{one}、不低于{one}、{one}以下、控制在{one}以内、6{unit}—8{unit}、下降{one}、0"
    )
    kind = "" if written_unit(text, indicator.name) else f"，或{_KIND}"
    return f"写的是“{text}”，应为以“{unit}”计的数{meant}，可以写 {examples}，不下达的写“/”；请改正{kind}"
