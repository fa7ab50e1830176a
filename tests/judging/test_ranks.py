"""Ranks, how they change, and what is left to do a month."""

from decimal import Decimal

import pytest

from cascade.formula import Value
from cascade.judging.ranks import AMONG_BEST, MOVE, RANK, ascending, furthest, last_of_best, ranked, to_go
from cascade.model import Direction, Indicator
from tests.support.provinces import amount, rate

AMOUNT, LIMIT = amount(1), amount(1, direction=Direction.AT_MOST)
DONE: list[Value] = [Decimal(50), Decimal(80), "未报", Decimal(80), Decimal(20)]


@pytest.mark.parametrize(
    ("indicator", "ranks"),
    [(AMOUNT, [3, 1, "—", 1, 4]), (LIMIT, [2, 3, "—", 3, 1]), (rate(2), [3, 1, "—", 1, 4])],
)
def test_equal_completions_share_a_rank(indicator: Indicator, ranks: list[int | str]) -> None:
    found = [RANK.value(done=done, cities=DONE, ascending=ascending(indicator)) for done in DONE]
    assert found == ranks
    numbers = {str(at): done for at, done in enumerate(DONE) if isinstance(done, Decimal)}
    assert list(ranked(numbers, indicator).values()) == [rank for rank in ranks if rank != "—"]


def test_a_move_is_positive_for_a_city_that_has_risen() -> None:
    before: list[Value] = [Decimal(90), Decimal(10), None, Decimal(50)]
    ranks: list[Value] = [Decimal(2), Decimal(1), Decimal(3), "—"]
    moves = [
        MOVE.value(rank=rank, before=last, cities=before, ascending=0)
        for rank, last in zip(ranks, before, strict=True)
    ]
    assert moves == [-1, 2, "—", "—"]


@pytest.mark.parametrize(
    ("indicator", "result", "left"),
    [
        (AMOUNT, 30, 5),
        (AMOUNT, 60, "已完成"),
        (AMOUNT, 70, "已完成"),
        (LIMIT, 30, 5),
        (LIMIT, 60, 0),
        (LIMIT, 70, "已超限"),
    ],
)
def test_what_is_left_a_month(indicator: Indicator, result: int, left: int | str) -> None:
    rule = to_go(indicator, Decimal(6), "已完成")
    assert rule.value(result=result, target=60, done=50) == left
    assert rule.value(result="—", target=60, done="—") == "—"


@pytest.mark.parametrize(("cities", "last"), [(1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (11, 3), (333, 3)])
def test_the_best_three_ranks_are_marked_or_fewer(cities: int, last: int) -> None:
    assert last_of_best(cities) == last
    marked = [rank for rank in range(1, 5) if AMONG_BEST.holds(rank=rank, last=last)]
    assert marked == list(range(1, last + 1))
    assert not AMONG_BEST.holds(rank="—", last=last)


@pytest.mark.parametrize(
    ("indicator", "ahead", "completion"),
    [(AMOUNT, True, 80), (AMOUNT, False, 20), (LIMIT, True, 20), (LIMIT, False, 80), (rate(2), True, 80)],
)
def test_of_a_limit_the_least_is_furthest_ahead(indicator: Indicator, ahead: bool, completion: int) -> None:
    assert furthest(indicator, ahead).value(cities=DONE) == completion
