"""Completions of amounts and rates, and their lead over time elapsed, by tables written by hand."""

from decimal import Decimal

import pytest

from cascade.formula import Ref
from cascade.indicators import Direction, Indicator, Pace
from cascade.judging.results import (
    ahead,
    comparable,
    completion_of,
    completion_places,
    completion_unit,
    completion_word,
    lead,
)
from cascade.judging.targets import FALLS_SHORT
from cascade.quantity import NONE
from tests.support.provinces import amount, rate

LIMIT = amount(1, direction=Direction.AT_MOST)
RATE, RATE_LIMIT = rate(2), rate(2, direction=Direction.AT_MOST)
FALL = RATE_LIMIT.with_sign(below_zero=True)
LEVEL, FALLING = amount(1, pace=Pace.DIRECT), LIMIT.with_sign(below_zero=True)


def number(text: str) -> Decimal | str:
    return Decimal(text) if text[-1].isdigit() else text


@pytest.mark.parametrize(
    ("indicator", "result", "target", "completion"),
    [
        (amount(1), "30", "60", "50"),
        (amount(1), "0", "60", "0"),
        (amount(1), "30", "0", NONE),
        (amount(1), "未报", "60", NONE),
        (amount(1), "30", NONE, NONE),
        (LIMIT, "30", "60", "50"),
        (LIMIT, "3", "0", "超限"),
        (LIMIT, "0.01", "0", "超限"),
        (LIMIT, "0", "0", "0"),
        (LIMIT, "未报", "0", NONE),
        (RATE, "12", "10", "2"),
        (RATE, "8.5", "10", "-1.5"),
        (RATE, "8.5", "0", "8.5"),
        (RATE_LIMIT, "12", "10", "120"),
        (RATE_LIMIT, "8.5", "10", "85"),
        (RATE_LIMIT, "-2", "10", "-20"),
        (RATE_LIMIT, "-2", "0", "0"),
        (RATE_LIMIT, "0.1", "0", "超限"),
        (FALL, "-4", "-3.5", "0.5"),
        (FALL, "-3", "-3.5", "-0.5"),
        (FALL, "-3", "2", "5"),
        (FALLING, "-310", "-300", "10"),
        (LEVEL, "38", "35", "3"),
    ],
)
def test_completion(indicator: Indicator, result: str, target: str, completion: str) -> None:
    found = completion_of(indicator).value(result=number(result), target=number(target))
    assert found == number(completion)


@pytest.mark.parametrize(
    ("direction", "result", "meets"),
    [
        (Direction.AT_LEAST, 10, True),
        (Direction.AT_LEAST, 9, False),
        (Direction.AT_MOST, 10, True),
        (Direction.AT_MOST, 11, False),
    ],
)
def test_a_result_equal_to_its_target_meets_it(direction: Direction, result: int, meets: bool) -> None:
    assert FALLS_SHORT[direction].holds(share=result, target=10) is not meets


def test_completions_are_compared_without_binary_dust() -> None:
    assert comparable(False, NONE).value(done=Decimal("99.9999996")) == 100
    assert comparable(False, "未报").value(done=NONE) == "未报"
    found = [comparable(limit, "未报").value(done="超限") for limit in (False, True)]
    assert found == ["未报", "超限"]


@pytest.mark.parametrize(
    ("indicator", "done", "points"),
    [(amount(1), 60, 10), (LIMIT, 60, 60), (RATE, 2, 2), (FALL, 2, 2), (LEVEL, 2, 2)],
)
def test_only_a_share_of_a_target_is_compared_with_time(indicator: Indicator, done: int, points: int) -> None:
    assert lead(indicator, Decimal(50)).value(done=done) == points
    assert ahead(indicator, Decimal(50)).value(done=done) == points
    assert ahead(indicator, Decimal(50)).value(done="未报") == NONE


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        (amount(1), ("完成率", "%", 1)),
        (LIMIT, ("占限额", "%", 1)),
        (RATE_LIMIT, ("占限额", "%", 1)),
        (RATE, ("较目标", "百分点", 2)),
        (FALL, ("较目标", "百分点", 2)),
        (LEVEL, ("较目标", "个", 1)),
    ],
)
def test_a_completion_is_called_what_it_is(indicator: Indicator, told: tuple[str, str, int]) -> None:
    rules = (completion_word, completion_unit, completion_places)
    assert tuple(rule(indicator) for rule in rules) == told


def test_the_texts_are_a_spreadsheets() -> None:
    result, target = Ref("F12", Decimal(30)), Ref("E12", Decimal(60))
    written = 'IF(COUNT(F12,E12)<2,"—",IF(E12=0,"—",F12/E12*100))'
    assert completion_of(amount(1)).live(result=result, target=target) == (written, Decimal(50), False)
    assert completion_of(LIMIT).text(result="F12", target="E12") == (
        'IF(COUNT(F12,E12)<2,"—",IF(E12=0,IF(F12>0,"超限",0),F12/E12*100))'
    )
    assert completion_of(FALL).text(result=result, target=target) == 'IF(COUNT(F12,E12)<2,"—",E12-F12)'
    assert ahead(amount(1), Decimal(50)).text(done="F9") == 'IF(ISNUMBER(F9),ROUND(F9-50,6),"—")'
