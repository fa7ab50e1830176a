"""Which inputs ask for the same quantity, by a table written by hand."""

from decimal import Decimal

import pytest

from cascade.indicators import Indicator, Input
from cascade.judging.same_quantities import DIFFERS, asked_twice
from tests.support.forms import plan


def indicator(code: str, name: str, *inputs: str, unit: str = "亿元") -> Indicator:
    """An amount with one input, a rate with more."""
    asked = tuple(
        Input(code=f"{code}{letter}", indicator=code, name=each, unit=unit, decimals=2)
        for letter, each in zip("abcd", inputs, strict=False)
    )
    measure = " / ".join(each.code for each in asked)
    return Indicator(code=code, number=code[1:], name=name, lead="省", measure=measure, inputs=asked)


REVENUE = indicator("K1", "营业收入", "营业收入")


@pytest.mark.parametrize(
    ("indicators", "pairs"),
    [
        ((REVENUE, indicator("K2", "研发投入强度", "研发经费", "营业收入")), [("K1a", "K2b")]),
        ((REVENUE, indicator("K2", "研发投入强度", "研发经费", "营业收入（本期）")), [("K1a", "K2b")]),
        ((REVENUE, indicator("K2", "增长", "营业收入（本期）", "营业收入（上年同期）")), [("K1a", "K2a")]),
        (
            (indicator("K1", "营业收入", "本年累计"), indicator("K2", "强度", "费用", "营业 收入")),
            [("K1a", "K2b")],
        ),
        ((REVENUE, indicator("K2", "研发投入强度", "研发经费", "营业收入", unit="万元")), []),
        ((indicator("K1", "税收", "本年累计"), indicator("K2", "投资", "本年累计")), []),
        ((indicator("K1", "甲增长", "本期", "上年同期"), indicator("K2", "乙增长", "本期", "上年同期")), []),
        ((indicator("K1", "甲率", "分子", "总数"), indicator("K2", "乙率", "分子", "总数")), []),
        (
            (indicator("K1", "甲率", "甲", "常住人口"), indicator("K2", "乙率", "乙", "常住人口")),
            [("K1b", "K2b")],
        ),
        ((indicator("K1", "甲", "甲", "甲"), indicator("K2", "乙", "乙")), []),  # within one indicator
        (tuple(plan().indicators), []),
    ],
)
def test_which_inputs_ask_for_the_same(
    indicators: tuple[Indicator, ...], pairs: list[tuple[str, str]]
) -> None:
    assert [(first.code, second.code) for first, second in asked_twice(indicators)] == pairs


@pytest.mark.parametrize(
    ("value", "other", "places", "differs"),
    [
        ("1.44", "14400", 2, True),
        ("1.44", "1.4412", 2, False),
        ("14", "14.4", 1, True),
        ("0", "-0.004", 2, False),
    ],
)
def test_when_two_numbers_differ(value: str, other: str, places: int, differs: bool) -> None:
    found = DIFFERS.holds(value=Decimal(value), other=Decimal(other), places=Decimal(places))
    assert found is differs
