"""Lights by tables written by hand: amounts against time, rates against targets, breakdowns by their gaps."""

from decimal import Decimal

import pytest

from cascade.formula import Ref, Span, Value
from cascade.indicators import Direction, Indicator, Pace
from cascade.judging.lights import (
    BAD,
    FAIR,
    GOOD,
    HAS_SIGN,
    Lights,
    breakdown_light,
    count_of,
    counted,
    gap_styles,
    sign_words,
    wholes,
)
from tests.support.provinces import SHORT, amount, province, rate

AMOUNT, LIMIT = amount(1), amount(3, direction=Direction.AT_MOST)
RANGE = amount(7, direction=Direction.WITHIN)
RATE, LATE = rate(2), amount(4, pace=Pace.YEAR_END)
RATE_LIMIT, LEVEL = rate(5, direction=Direction.AT_MOST), amount(6, pace=Pace.DIRECT)
FALL = rate(7, direction=Direction.AT_MOST).with_sign(below_zero=True)
PLAN = province([AMOUNT, RATE, LIMIT, LATE], SHORT)  # on schedule from 0 points on, behind below -10


def number(text: str) -> Decimal | str:
    return Decimal(text) if text[-1].isdigit() else text


@pytest.mark.parametrize(
    ("indicator", "done", "light"),
    [
        (AMOUNT, "100", "● 已完成"),
        (AMOUNT, "99.9999996", "● 已完成"),
        (AMOUNT, "99.999", "● 跟上"),
        (AMOUNT, "50", "● 跟上"),
        (AMOUNT, "49.9999996", "● 跟上"),
        (AMOUNT, "49.99", "△ 略滞后"),
        (AMOUNT, "40", "△ 略滞后"),
        (AMOUNT, "39.99", "▼ 滞后"),
        (AMOUNT, "未报", "—"),
        (LIMIT, "0", "● 限额内"),
        (LIMIT, "-3", "● 限额内"),
        (LIMIT, "61", "● 限额内"),
        (LIMIT, "89.99", "● 限额内"),
        (LIMIT, "89.9999996", "△ 接近限额"),
        (LIMIT, "90", "△ 接近限额"),
        (LIMIT, "100", "△ 接近限额"),
        (LIMIT, "100.0000004", "△ 接近限额"),
        (LIMIT, "100.01", "▼ 超限"),
        (LIMIT, "120", "▼ 超限"),
        (LIMIT, "超限", "▼ 超限"),
        (LIMIT, "—", "—"),
        (AMOUNT, "超限", "—"),
        (RATE, "0", "● 达标"),
        (RATE, "-0.0000004", "● 达标"),
        (RATE, "-0.1", "▼ 未达标"),
        (RATE, "—", "—"),
        (RATE_LIMIT, "85", "● 限额内"),
        (RATE_LIMIT, "101", "▼ 超限"),
        (FALL, "0", "● 达标"),
        (FALL, "-0.1", "▼ 未达标"),
        (LEVEL, "0.1", "● 达标"),
        (LATE, "99", "年末评"),
    ],
)
def test_the_light_of_a_completion_at_half_time(indicator: Indicator, done: str, light: str) -> None:
    lights = Lights(PLAN, Decimal(50), Decimal(50))
    cell = lights.live(indicator, Ref("F12", number(done)))
    assert (cell if isinstance(cell, str) else cell.value) == light
    assert lights.live(indicator, Ref("F12", number(done)), whole=False) == "未报齐"


def test_time_says_nothing_about_a_limit() -> None:
    lights = [Lights(PLAN, Decimal(elapsed), Decimal(elapsed)).of(LIMIT) for elapsed in (1, 100)]
    assert [each and each.value(done=80) for each in lights] == ["● 限额内", "● 限额内"]


def test_the_words_and_the_threshold_of_a_limit_are_the_plans() -> None:
    words = {"word_within_limit": "可控", "word_near_limit": "预警", "word_over_limit": "突破"}
    light = Lights(PLAN.model_copy(update=words | {"near_limit": Decimal(80)}), Decimal(50), Decimal(50)).of(
        LIMIT
    )
    assert light
    found = [light.value(done=done) for done in (79, 80, 101, "超限", "未报")]
    assert found == ["● 可控", "△ 预警", "▼ 突破", "▼ 突破", "—"]


def test_a_year_end_indicator_has_a_light_in_the_last_quarter() -> None:
    light = Lights(PLAN, Decimal(90), Decimal(90)).of(LATE)
    assert light
    assert light.value(done=85) == "△ 略滞后"


def test_thresholds_and_words_are_the_plans() -> None:
    plan = PLAN.model_copy(update={"on_schedule": Decimal(5), "behind": Decimal(-1), "word_slow": "稍慢"})
    light = Lights(plan, Decimal(50), Decimal(50)).of(AMOUNT)
    assert light
    found = [light.value(done=done) for done in (55, 54, 49, 48)]
    assert found == ["● 跟上", "△ 稍慢", "△ 稍慢", "▼ 滞后"]
    assert light.text(done="F9") == (
        'IF(ISNUMBER(F9),IF(ROUND(F9,6)>=100,"● 已完成",'
        'IF(ROUND(F9-50,6)>=5,"● 跟上",IF(ROUND(F9-50,6)>=-1,"△ 稍慢","▼ 滞后"))),"—")'
    )


@pytest.mark.parametrize(
    ("indicator", "gap", "light", "styles"),
    [
        (AMOUNT, "0", "● 已足额", ["good"]),
        (AMOUNT, "5", "● 已足额", ["good"]),
        (AMOUNT, "-1", "▼ 有缺口", ["bad"]),
        (AMOUNT, "—", "—", []),
        (LIMIT, "-1", "● 限额内", ["good"]),
        (LIMIT, "0", "● 限额内", ["good"]),
        (LIMIT, "1", "▼ 超限", ["bad"]),
        (RANGE, "0", "● 区间内", ["good"]),
        (RANGE, "-2", "▼ 区间外", ["bad"]),
        (RATE, "0", "● 均达到", ["good"]),
        (RATE, "2", "△ 低于目标", ["fair"]),
    ],
)
def test_the_light_and_the_colour_of_a_gap(
    indicator: Indicator, gap: str, light: str, styles: list[str]
) -> None:
    assert breakdown_light(PLAN, indicator).value(gap=number(gap)) == light
    assert [
        style for style, applies in gap_styles(indicator).items() if applies.holds(gap=number(gap))
    ] == styles


def test_parts_count_with_their_wholes() -> None:
    one, two, part = amount(1), amount(2), amount(3, parent="K02")
    more, last = amount(4, parent="K02"), amount(5)
    assert wholes([one, two, part, more, last]) == [(one, two), (last, last)]
    assert wholes([one, two]) == [(one, two)]


def test_lights_are_counted_and_told_apart_by_their_signs() -> None:
    words: list[Value] = ["● 已完成", "● 达标", "△ 略滞后", "—", None, Decimal(3)]
    assert [count_of(sign).value(lights0=words) for sign in (GOOD, FAIR, BAD)] == [2, 1, 0]
    assert counted(GOOD, [Span("F1:F6", words)]).formula == 'COUNTIF(F1:F6,"●*")'
    apart = counted(GOOD, [Span("F1:F6", words), Span("F9:F9", ["● 达标"])])
    assert apart.formula == 'COUNTIF(F1:F6,"●*")+COUNTIF(F9:F9,"●*")'
    assert apart.value == Decimal(3)
    assert [HAS_SIGN.holds(light=word, sign=GOOD) for word in words[:4]] == [True, True, False, False]
    assert sign_words(PLAN) == ("达标、跟上、已完成、限额内", "略滞后、接近限额", "滞后、未达标、超限")
    assert sign_words(province([AMOUNT, RATE], SHORT))[2] == "滞后、未达标"


@pytest.mark.parametrize(
    ("indicator", "done", "in_all", "light"),
    [
        (AMOUNT, "100", "50", "● 跟上"),
        (AMOUNT, "99.9999996", "50", "● 跟上"),
        (AMOUNT, "99.99", "50", "△ 略滞后"),
        (AMOUNT, "90", "—", "△ 略滞后"),
        (AMOUNT, "89.99", "45", "▼ 滞后"),
        (AMOUNT, "180", "99.9999996", "● 已完成"),
        (AMOUNT, "180", "99.99", "● 跟上"),
        (AMOUNT, "—", "100", "—"),  # a target of zero
        (LATE, "100", "10", "● 跟上"),  # also before the last quarter
        (LIMIT, "90", "45", "△ 接近限额"),
        (LIMIT, "100.01", "50", "▼ 超限"),
        (RATE, "0", "-5", "● 达标"),
        (RATE, "-0.01", "5", "▼ 未达标"),
    ],
)
def test_with_a_target_by_round_all_of_that_is_expected(
    indicator: Indicator, done: str, in_all: str, light: str
) -> None:
    lights = Lights(PLAN, Decimal(50), Decimal(50), frozenset({"K01", "K02", "K03", "K04"}))
    given = {"done": number(done), "in_all": number(in_all)}
    rule = lights.of(indicator)
    assert rule
    assert rule.value(**{name: given[name] for name in rule.names}) == light
    assert Lights(PLAN, Decimal(50), Decimal(50)).of(LATE) is None
