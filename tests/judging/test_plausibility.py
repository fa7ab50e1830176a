"""What deserves a second look, by tables written by hand; every threshold is tried at its bound."""

from decimal import Decimal

import pytest

from cascade.formula import Formula
from cascade.indicators import Comparison, Indicator, Input
from cascade.judging.plausibility import (
    ABOVE_WHOLE,
    AMOUNT_FAR_ABOVE_TARGET,
    FAR_APART,
    FAR_FROM_SISTERS,
    FEWER,
    HAS_SISTERS,
    MEDIAN_ABOVE,
    MEDIAN_BELOW,
    SHARE_FAR_ABOVE_TARGET,
    is_share,
    last_year,
    may_have_a_zero_too_many,
    rate_far_from_target,
    slip_of_unit,
)
from cascade.shapes import Shape


@pytest.mark.parametrize(
    ("value", "last", "fewer", "far"),
    [
        ("10", "10", False, False),
        ("9.99", "10", True, False),
        ("100", "10", False, True),  # ten times as much is far, a little less is not
        ("99.9", "10", False, False),
        ("1", "10", True, True),  # so is a tenth
        ("1.01", "10", True, False),
        ("0.7", "0.07", False, True),  # as doubles, 10 * 0.07 is more than 0.7
        ("0.699999", "0.07", False, False),
        ("0", "10", True, False),  # zero is a number of its own
        ("10", "0", False, False),
        ("-100", "-10", True, True),
        ("-1", "10", True, False),  # a loss after a profit is not ten times anything
        ("100", "-10", False, False),
    ],
)
def test_a_value_against_that_of_another_time(value: str, last: str, fewer: bool, far: bool) -> None:
    assert FEWER.holds(value=Decimal(value), last=Decimal(last)) is fewer
    assert FAR_APART.holds(value=Decimal(value), other=Decimal(last)) is far
    assert FAR_APART.holds(value=Decimal(last), other=Decimal(value)) is far


FAR = rate_far_from_target("%", "(K1a / K1b - 1) * 100", Comparison.ABOVE)
FAR_PER_UNIT = rate_far_from_target("吨/万元", "K1a / K1b", Comparison.LIMIT)
FAR_RATIO = rate_far_from_target("%", "K1a / K1b * 100", Comparison.ABOVE)
FAR_LIMIT = rate_far_from_target("%", "K1a / K1b * 100", Comparison.LIMIT)


@pytest.mark.parametrize(
    ("rule", "value", "target", "far"),
    [
        (AMOUNT_FAR_ABOVE_TARGET, "100", "10", False),
        (AMOUNT_FAR_ABOVE_TARGET, "100.1", "10", True),
        (AMOUNT_FAR_ABOVE_TARGET, "3", "10", False),
        (AMOUNT_FAR_ABOVE_TARGET, "3", "0", False),
        (SHARE_FAR_ABOVE_TARGET, "50", "10", False),
        (SHARE_FAR_ABOVE_TARGET, "50.01", "10", True),
        (SHARE_FAR_ABOVE_TARGET, "600", "60", True),
        (SHARE_FAR_ABOVE_TARGET, "0.35", "0.07", False),  # as doubles, 5 * 0.07 is more than 0.35
        (SHARE_FAR_ABOVE_TARGET, "5", "0", False),
        (SHARE_FAR_ABOVE_TARGET, "-3", "-3", False),
        (FAR, "100", "9", False),  # ten times, but not over 100
        (FAR, "100.1", "10", True),
        (FAR, "100.1", "10.01", False),
        (FAR, "70.1", "7", False),
        (FAR, "1099900", "10", True),
        (FAR, "500", "0", False),
        (FAR_PER_UNIT, "3.4", "0.34", False),
        (FAR, "-970756.9", "3.2", True),  # a decline, 吨 typed for 万吨
        (FAR, "-100", "3.2", False),
        (FAR, "-100.1", "3.2", True),
        (FAR, "-100.1", "-10.01", False),
        (FAR, "100.1", "-10", True),
        (FAR_PER_UNIT, "3.41", "0.34", True),
        (FAR, "1", "10", False),  # growth may well be a tenth of what is wanted
        (FAR_RATIO, "6", "60", True),
        (FAR_RATIO, "6.01", "60", False),
        (FAR_RATIO, "0", "60", False),
        (FAR_RATIO, "0.00006", "0.5", True),  # 0.009 of 14400
        (FAR_RATIO, "100.1", "10", True),
        (FAR_RATIO, "100", "10", False),
        (FAR_LIMIT, "0.3", "5", False),  # less is better
        (FAR_LIMIT, "602739.73", "63", True),
    ],
)
def test_a_value_against_its_target(rule: Formula, value: str, target: str, far: bool) -> None:
    assert rule.holds(value=Decimal(value), target=Decimal(target)) is far


@pytest.mark.parametrize(("value", "above"), [("100", False), ("100.01", True), ("99.9", False)])
def test_a_share_against_the_whole(value: str, above: bool) -> None:
    assert ABOVE_WHOLE.holds(value=Decimal(value)) is above


@pytest.mark.parametrize(
    ("number", "sisters", "far"),
    [
        ("1400", "10 12 14 16 18", True),  # a hundred times 14
        ("1399.9", "10 12 14 16 18", False),
        ("0.14", "10 12 14 16 18", True),  # a hundredth
        ("0.141", "10 12 14 16 18", False),
        ("1300", "10 12 14 16", True),  # a hundred times 13, the mean of the two in the middle
        ("1299", "10 12 14 16", False),
        ("0.13", "10 12 14 16", True),
        ("0.1301", "10 12 14 16", False),
        ("1200", "10 12 14", True),  # three sisters are enough
        ("1200", "10 12", False),  # two are not
        ("1200", "10 12 0 0 0", False),  # and zeros are none
        ("1200", "10 12 14 0 0 0", True),
        ("1000000", "10 12 14 1000000", True),  # two of five in another unit
        ("0", "10 12 14", False),
        ("-5", "10 12 14", False),
    ],
)
def test_a_number_against_the_median_of_its_sisters(number: str, sisters: str, far: bool) -> None:
    value, others = Decimal(number), [Decimal(each) for each in sisters.split()]
    positive = [each for each in [value, *others] if each > 0]
    medians = {
        "below": MEDIAN_BELOW.value(cells=positive),
        "above": MEDIAN_ABOVE.value(cells=positive),
    }
    enough = HAS_SISTERS.holds(positives=Decimal(len(positive)))
    assert (enough and FAR_FROM_SISTERS.holds(value=value, **medians)) is far


def rate(measure: str, *units: str, unit: str = "%") -> Indicator:
    inputs = tuple(
        Input(code=f"K1{letter}", indicator="K1", name=letter, unit=each, decimals=2)
        for letter, each in zip("abcd", units, strict=False)
    )
    return Indicator(
        code="K1", number="1", name="率", unit=unit, decimals=1, lead="省", measure=measure, inputs=inputs
    )


@pytest.mark.parametrize(
    ("indicator", "target", "share"),
    [
        (rate("K1a / K1b * 100", "台", "台"), 60, True),
        (rate("(K1a + K1b) / K1c * 100", "台", "台", "台"), None, True),
        (rate("K1a / K1b * 100", "台", "台"), 100, True),
        (rate("K1a / K1b * 100", "亿元", "亿元"), 110, False),  # an index, as its target says
        (rate("K1a / K1b * 100", "亿元", "万人"), 60, False),
        (rate("K1a / K1b * 100", "吨", "吨", unit="吨"), 60, False),
        (rate("(K1a / K1b - 1) * 100", "亿元", "亿元"), 10, False),
        (rate("K1a / K1b", "吨", "万元", unit="吨/万元"), 1, False),
    ],
)
def test_a_share_is_a_part_of_a_whole(indicator: Indicator, target: int | None, share: bool) -> None:
    assert is_share(indicator, None if target is None else Decimal(target)) is share


@pytest.mark.parametrize(
    ("indicator", "pairs"),
    [
        (rate("(K1a / K1b - 1) * 100", "亿元", "亿元"), {"K1a": "K1b"}),
        (rate("(K1a - K1b) / K1b * 100", "亿元", "亿元"), {"K1a": "K1b"}),
        (rate("K1a / K1b * 100 - 100", "亿元", "亿元"), {"K1a": "K1b"}),
        (
            rate("((K1a / K1b) / (K1c / K1d) - 1) * 100", "亿元", "万人", "亿元", "万人"),
            {"K1a": "K1c", "K1b": "K1d"},
        ),
        (
            rate("(K1a / K1c / (K1b / K1d) - 1) * 100", "亿元", "亿元", "万人", "万人"),
            {"K1a": "K1b", "K1c": "K1d"},
        ),
        (rate("(K1a / K1b - 1) * 100", "亿元", "万元"), {}),  # units differ: ten times says nothing
        (rate("K1a / K1b * 100", "台", "台"), {}),
        (rate("(1 - K1a / K1b) * 100", "台", "台"), {}),  # 合格率, perhaps
        (  # no share is a ratio of ratios
            rate("(1 - (K1a / K1b) / (K1c / K1d)) * 100", "吨", "亿元", "吨", "亿元"),
            {"K1a": "K1c", "K1b": "K1d"},
        ),
        (rate("K1a - K1b", "台", "台", unit="台"), {}),
    ],
)
def test_the_two_years_of_a_change_are_read_off_its_measure(
    indicator: Indicator, pairs: dict[str, str]
) -> None:
    shapes = {each.code: Shape(heading=each.name, unit=each.unit) for each in indicator.inputs}
    assert last_year(indicator.measure, shapes) == pairs


@pytest.mark.parametrize(
    ("measure", "now", "then", "pairs"),
    [
        ("(1 - K1a / K1b) * 100", "能耗（本期）", "能耗（上年同期）", {"K1a": "K1b"}),
        ("(K1b - K1a) / K1b * 100", "能耗", "上年能耗", {"K1b": "K1a"}),
        ("(1 - K1a / K1b) * 100", "不合格数", "抽检数", {}),
        ("(1 - K1a / K1c) * 100", "能耗（本期）", "能耗（上年同期）", {}),  # a form without an input
    ],
)
def test_the_two_years_of_a_decline_are_told_by_the_names_of_its_inputs(
    measure: str, now: str, then: str, pairs: dict[str, str]
) -> None:
    shapes = {"K1a": Shape(heading=now, unit="吨"), "K1b": Shape(heading=then, unit="吨")}
    assert last_year(measure, shapes) == pairs


@pytest.mark.parametrize(
    ("share", "total", "target", "places", "expected"),
    [
        ("2", "2", "1", 0, False),
        ("2", "4", "3", 0, False),
        ("10", "13", "10", 0, False),  # 1 in its place would be too few
        ("50", "60", "15", 0, True),
        ("55", "60", "15", 0, False),  # no zero stands at its end
        ("0.5", "0.6", "0.15", 1, True),
        ("0.03", "0.05", "0.04", 1, False),
        ("999", "999", "99", 0, True),  # more than ten times the whole
        ("990", "990", "99", 0, True),
    ],
)
def test_whether_a_share_may_have_a_zero_too_many(
    share: str, total: str, target: str, places: int, expected: bool
) -> None:
    told = may_have_a_zero_too_many(Decimal(share), Decimal(total), Decimal(target), places)
    assert told is expected


@pytest.mark.parametrize(
    ("unit", "example"),
    [("亿元", "（如把万元填在亿元栏）"), ("万人", "（如把人填在万人栏）"), ("台", ""), ("%", "")],
)
def test_the_example_of_a_wrong_unit_is_of_the_numbers_own(unit: str, example: str) -> None:
    assert slip_of_unit(unit) == example
