"""Ranks, how they change, and what is left to do a month."""

from decimal import Decimal

import pytest

from cascade.formula import Value
from cascade.indicators import Direction, Indicator
from cascade.judging.ranks import (
    AMONG_BEST,
    last_of_best,
    left_of_limit,
    move,
    rank,
    ranked,
    to_go,
    to_go_places,
)
from tests.support.provinces import amount, rate

AMOUNT, LIMIT = amount(1), amount(1, direction=Direction.AT_MOST)
RANGE = rate(3, direction=Direction.WITHIN)
DONE: list[Value] = [Decimal(50), Decimal(80), "未报", Decimal(80), Decimal(20)]


@pytest.mark.parametrize(
    ("indicator", "ranks"),
    [(AMOUNT, [3, 1, "—", 1, 4]), (LIMIT, [2, 3, "—", 3, 1]), (rate(2), [3, 1, "—", 1, 4])],
)
def test_equal_completions_share_a_rank(indicator: Indicator, ranks: list[int | str]) -> None:
    found = [rank(indicator).value(done=done, cities=DONE) for done in DONE]
    assert found == ranks
    numbers = {str(at): done for at, done in enumerate(DONE) if isinstance(done, Decimal)}
    assert list(ranked(numbers, indicator).values()) == [each for each in ranks if each != "—"]


def test_inside_a_range_all_tie_and_outside_the_nearest_comes_first() -> None:
    done: list[Value] = [Decimal("0.5"), Decimal(0), "未报", Decimal("-0.3"), Decimal(0), Decimal("-0.5")]
    found = [rank(RANGE).value(done=each, cities=done) for each in done]
    assert found == [4, 1, "—", 3, 1, 4]
    numbers = {str(at): each for at, each in enumerate(done) if isinstance(each, Decimal)}
    assert list(ranked(numbers, RANGE).values()) == [4, 1, 3, 1, 4]
    moves = [move(RANGE).value(rank=1, before=each, cities=done) for each in done]
    assert moves == [3, 0, "—", 2, 0, 3]


def test_a_city_over_a_limit_of_zero_comes_after_all_others() -> None:
    done: list[Value] = [Decimal(0), "超限", "未报", "超限", Decimal(0)]
    assert [rank(LIMIT).value(done=each, cities=done) for each in done] == [1, 3, "—", 3, 1]
    named = {str(at): each for at, each in enumerate(done) if each is not None}
    assert ranked(named, LIMIT) == {"0": 1, "1": 3, "3": 3, "4": 1}


def test_a_move_is_positive_for_a_city_that_has_risen() -> None:
    before: list[Value] = [Decimal(90), Decimal(10), None, Decimal(50)]
    ranks: list[Value] = [Decimal(2), Decimal(1), Decimal(3), "—"]
    moves = [
        move(AMOUNT).value(rank=rank, before=last, cities=before)
        for rank, last in zip(ranks, before, strict=True)
    ]
    assert moves == [-1, 2, "—", "—"]


@pytest.mark.parametrize(("result", "left"), [(30, 5), (60, "已完成"), (70, "已完成")])
def test_what_is_left_to_do_a_month(result: int, left: int | str) -> None:
    rule = to_go(AMOUNT, Decimal(6), "已完成")
    assert rule.value(result=result, target=60, done=50) == left
    assert rule.value(result="—", target=60, done="—") == "—"


@pytest.mark.parametrize(
    ("decimals", "result", "left"),
    [(0, 2, "还需 1家"), (0, 1, "还需 2家"), (0, 0, 1), (1, 2, Decimal("0.333333")), (0, 3, "已完成")],
)
def test_of_whole_things_less_than_one_a_month_is_told_in_all(
    decimals: int, result: int, left: Decimal | str
) -> None:
    counted = AMOUNT.model_copy(update={"decimals": decimals, "unit": "家"})
    rule = to_go(counted, Decimal(3), "已完成")
    assert rule.value(result=result, target=3, done=50) == left


@pytest.mark.parametrize(("result", "left"), [(30, 30), (60, 0), (70, "已突破"), (-3, 63)])
def test_what_is_left_of_a_limit(result: int, left: int | str) -> None:
    rule = left_of_limit("已突破")
    assert rule.value(result=result, target=60, done=50) == left
    assert rule.value(result="—", target=60, done="—") == "—"


def test_nothing_is_left_of_a_limit_of_zero_that_is_exceeded() -> None:
    rule = left_of_limit("已超限")
    assert rule.value(result=3, target=0, done="超限") == "已超限"
    assert rule.value(result=0, target=0, done=0) == 0


@pytest.mark.parametrize(("cities", "last"), [(1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (11, 3), (333, 3)])
def test_the_best_three_ranks_are_marked_or_fewer(cities: int, last: int) -> None:
    assert last_of_best(cities) == last
    marked = [place for place in range(1, 5) if AMONG_BEST.holds(rank=place, last=last)]
    assert marked == list(range(1, last + 1))
    assert not AMONG_BEST.holds(rank="—", last=last)


def test_whole_things_per_month_have_no_decimals_unless_one_needs_them() -> None:
    homes, money = amount(1), amount(2, decimals=1)
    assert to_go_places(homes, Decimal("635.0"), "已完成") == 0
    assert to_go_places(homes, Decimal(1), Decimal("1.26")) == 1
    assert to_go_places(money, Decimal(15)) == 1
    assert to_go_places(money) == 1
