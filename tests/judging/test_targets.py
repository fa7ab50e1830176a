"""Shares against a target: sums, gaps, and the counties that fall short."""

from decimal import Decimal

import pytest

from cascade.formula import Ref, Span, Value, summed
from cascade.formula.tree import Binding
from cascade.indicators import Adds, Direction, Pace
from cascade.judging.targets import (
    FALLS_SHORT,
    FURTHEST_OUTSIDE,
    GAP,
    MARK_SHORT,
    MORE_THAN_AMPLE,
    NUMBER_SHORT,
    PROVINCE_TOTAL,
    SHORT_COUNTIES,
    SHORT_IN_PROVINCE,
    SHORTFALL,
    TOTAL,
    WEAKEST,
    bounded,
    exact_places,
    gap,
    is_few,
    weakest_word,
)
from tests.support.provinces import amount, rate

LEAST, MOST, WITHIN = Direction.AT_LEAST, Direction.AT_MOST, Direction.WITHIN
SHARES: list[Value] = [Decimal("3.1"), "不分解", None, Decimal(5), Decimal(4)]


def test_amounts_add_up_and_rates_show_the_weakest() -> None:
    assert TOTAL.value(cells=SHARES, word="未报", places=6) == Decimal("12.1")
    assert TOTAL.value(cells=["未报", None], word="未报", places=6) == "未报"
    assert WEAKEST[LEAST].value(cells=SHARES, word="—") == Decimal("3.1")
    assert WEAKEST[MOST].value(cells=SHARES, word="—") == 5
    assert WEAKEST[MOST].value(cells=["未报"], word="—") == "—"


@pytest.mark.parametrize(
    ("sides", "word"),
    [
        ([], ""),
        ([Direction.AT_LEAST], "最低"),
        ([Direction.AT_MOST], "最高"),
        ([Direction.WITHIN, Direction.AT_LEAST], "最低"),
        ([Direction.AT_MOST, Direction.WITHIN, Direction.AT_LEAST], "最低或最高"),
    ],
)
def test_the_weakest_of_several_rates_is_named_once(sides: list[Direction], word: str) -> None:
    assert weakest_word(sides) == word


def test_the_province_adds_up_its_cities_wherever_they_stand() -> None:
    below: list[Value] = [
        Decimal(8),
        Decimal(3),
        Decimal(5),
        Decimal(4),
        Decimal(4),
    ]  # two cities' totals among them
    cities = summed([Ref("F7", Decimal(8)), Ref("F10", Decimal(4))])
    total = PROVINCE_TOTAL.live(cells=Span("F7:F11", below), cities=cities, word="—", places=6)
    assert total == ('IF(COUNT(F7:F11)=0,"—",ROUND(SUM(F7,F10),6))', Decimal(12), False, Binding.ATOM)


@pytest.mark.parametrize(
    ("total", "target", "apart"),
    [
        (Decimal(12), Decimal(10), 2),
        (Decimal(8), Decimal(10), -2),
        ("未报", Decimal(10), "—"),
        (Decimal(8), None, "—"),
    ],
)
def test_a_gap_is_the_total_less_the_target(total: Value, target: Value, apart: int | str) -> None:
    assert GAP.value(total=total, target=target, blank="—", places=6) == apart


def test_a_shortfall_is_positive_on_the_bad_side() -> None:
    assert SHORTFALL[LEAST].value(total=8, target=10, places=6) == 2
    assert SHORTFALL[MOST].value(total=12, target=10, places=6) == 2
    assert MORE_THAN_AMPLE.holds(total=Decimal("12.1"), target=10, places=6)
    assert not MORE_THAN_AMPLE.holds(total=12, target=10, places=6)


@pytest.mark.parametrize(
    ("side", "share", "short"),
    [(LEAST, "3.9", True), (LEAST, "4", False), (MOST, "4", False), (MOST, "4.1", True)],
)
def test_a_share_equal_to_the_target_does_not_fall_short(side: Direction, share: str, short: bool) -> None:
    number = Decimal(share)
    assert FALLS_SHORT[side].holds(share=number, target=4) is short
    assert NUMBER_SHORT[side].holds(share=number, target=4) is short
    assert MARK_SHORT[side].value(share=number, target=4, mark="△") == ("△" if short else "")
    assert MARK_SHORT[side].value(share="不分解", target=4, mark="△") == ""


RANGES = (("5.9", "-0.1"), ("6", "0"), ("6.2", "0"), ("6.5", "0"), ("6.7", "0.2"))  # of 6 to 6.5


@pytest.mark.parametrize(("number", "apart"), RANGES)
def test_a_range_holds_both_of_its_bounds(number: str, apart: str) -> None:
    value, gap_, upper = Decimal(number), Decimal(apart), Decimal("6.5")
    assert bounded(gap(WITHIN), upper).value(total=value, target=6, blank="—", places=6) == gap_
    assert bounded(SHORTFALL[WITHIN], upper).value(total=value, target=6, places=6) == abs(gap_)
    assert bounded(FALLS_SHORT[WITHIN], upper).holds(share=value, target=6) is (gap_ != 0)
    assert bounded(MARK_SHORT[WITHIN], upper).value(share=value, target=6, mark="△") == ("△" if gap_ else "")


def test_of_several_shares_the_farthest_outside_a_range_is_told() -> None:
    def apart(*shares: str) -> Value:
        rule = bounded(FURTHEST_OUTSIDE, Decimal("6.5")).given(blank="", places=6)
        return rule.value(cells=[Decimal(each) for each in shares], target=6)

    assert [apart("5.9", "6.8", "6.2"), apart("5.5", "6.8"), apart("6", "6.5")] == [
        *(Decimal("0.3"), Decimal("-0.5"), 0)
    ]
    assert apart() == ""
    counted = bounded(SHORT_COUNTIES[WITHIN], Decimal("4.5")).value(shares=SHARES, target=4)
    assert counted == 2
    assert bounded(SHORT_COUNTIES[WITHIN], None).value(shares=SHARES, target="—") == "—"
    assert bounded(SHORTFALL[LEAST], Decimal(3)) is SHORTFALL[LEAST]


def test_counties_that_fall_short_are_counted() -> None:
    assert SHORT_COUNTIES[LEAST].value(shares=SHARES, target=4) == 1
    assert SHORT_COUNTIES[MOST].value(shares=SHARES, target=4) == 1
    assert SHORT_COUNTIES[LEAST].value(shares=SHARES, target="—") == "—"
    assert SHORT_COUNTIES[LEAST].value(shares=["未报"], target=4) == "—"
    assert SHORT_IN_PROVINCE.value(counts=[Decimal(1), "—", Decimal(2)]) == 3
    assert SHORT_IN_PROVINCE.value(counts=["—", "—"]) == "—"


def test_sums_are_rounded_to_six_decimals_at_least() -> None:
    assert [exact_places(places) for places in (0, 6, 8)] == [6, 6, 8]


@pytest.mark.parametrize(
    ("more", "target", "few"),
    [
        ({}, 1, True),
        ({}, 4, True),
        ({}, 5, False),
        ({}, 0, False),  # no share can be had of nothing: it has no completion either
        ({"decimals": 1}, 1, False),  # 亿元 come in parts
        ({"direction": MOST}, 1, False),  # a limit says how much is left, at any time
        ({"pace": Pace.DIRECT}, 1, False),
        ({"adds": Adds.OWN}, 1, False),
        ({"below_zero": True}, -3, False),
        ({"pace": Pace.YEAR_END}, 2, True),
    ],
)
def test_a_target_is_too_small_for_a_light_only_where_it_is_counted_one_by_one(
    more: dict[str, object], target: int, few: bool
) -> None:
    assert is_few(amount(1, **more), Decimal(target)) is few
    assert not is_few(amount(1, **more), None)


def test_a_rate_of_two_per_cent_is_not_a_small_target() -> None:
    assert not is_few(rate(1, decimals=0), Decimal(2))
