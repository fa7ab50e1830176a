"""Completions of amounts and rates, and their lead over time elapsed, by tables written by hand."""

from decimal import Decimal

import pytest

from cascade.formula import Ref
from cascade.indicators import Direction, Indicator
from cascade.judging.results import ahead, comparable, completion_of, is_limit, lead
from cascade.judging.targets import FALLS_SHORT
from cascade.quantity import NONE
from tests.support.provinces import amount, rate

LIMIT = amount(1, direction=Direction.AT_MOST)
RATE, RATE_AT_MOST = rate(2), rate(2, direction=Direction.AT_MOST)


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
        (RATE_AT_MOST, "12", "10", "-2"),
        (RATE_AT_MOST, "8.5", "10", "1.5"),
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
    [(amount(1), 60, 10), (LIMIT, 60, -10), (RATE, 2, 2), (RATE_AT_MOST, 2, 2)],
)
def test_more_lead_is_better_everywhere(indicator: Indicator, done: int, points: int) -> None:
    assert lead(indicator, Decimal(50)).value(done=done) == points
    assert ahead(indicator, Decimal(50)).value(done=done) == points
    assert ahead(indicator, Decimal(50)).value(done="未报") == NONE


def test_only_an_amount_can_be_a_limit() -> None:
    assert [is_limit(each) for each in (amount(1), LIMIT, RATE, RATE_AT_MOST)] == [False, True, False, False]


def test_the_texts_are_a_spreadsheets() -> None:
    result, target = Ref("F12", Decimal(30)), Ref("E12", Decimal(60))
    written = 'IF(COUNT(F12,E12)<2,"—",IF(E12=0,"—",F12/E12*100))'
    assert completion_of(amount(1)).live(result=result, target=target) == (written, Decimal(50), False)
    assert completion_of(LIMIT).text(result="F12", target="E12") == (
        'IF(COUNT(F12,E12)<2,"—",IF(E12=0,IF(F12>0,"超限",0),F12/E12*100))'
    )
    assert (
        completion_of(RATE_AT_MOST).text(result=result, target=target) == 'IF(COUNT(F12,E12)<2,"—",E12-F12)'
    )
    assert ahead(LIMIT, Decimal(50)).text(done="F9") == 'IF(ISNUMBER(F9),ROUND(50-F9,6),"—")'
