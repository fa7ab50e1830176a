"""Who is behind, at what, by how much."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from cascade.indicators import Indicator, Kind
from cascade.outcome.judged import Judgements
from cascade.returns.filing import Record
from tests.support.provinces import amount, of_one_county, rate, stories

ONE, TWO = "520100", "520200"


def stood(period: int | None, said: Mapping[Indicator, tuple[str, str]]) -> Judgements:
    return Judgements(of_one_county(period, said))


def test_the_worst_comes_first_with_what_is_lacking() -> None:
    outcome = stood(1, {amount(2): ("3", "29"), rate(3): ("107", "109"), amount(4): ("6", "60")})
    found = [
        (each.region, each.indicator.number, each.margin, each.light, each.lacking)
        for each in outcome.behind([ONE, TWO])
    ]
    assert found == [  # half of the year has passed; targets are 60 and 8 %
        (ONE, "2", Decimal(-45), "▼ 滞后", Decimal(57)),
        (ONE, "4", Decimal(-40), "▼ 滞后", Decimal(54)),
        (ONE, "3", Decimal(-1), "▼ 未达标", Decimal(1)),
    ]
    assert outcome.counts(ONE) == {"●": 0, "△": 0, "▼": 3}
    assert outcome.counts(TWO) == {"●": 2, "△": 1, "▼": 0}


def test_equal_gaps_keep_the_order_of_indicators_and_cities() -> None:
    outcome = stood(1, {amount(2): ("3", "3"), amount(4): ("3", "3")})
    found = [(each.indicator.number, each.region) for each in outcome.behind([ONE, TWO])]
    assert found == [("2", ONE), ("2", TWO), ("4", ONE), ("4", TWO)]


def test_a_breakdowns_shortfalls_come_before_rates_that_counties_miss() -> None:
    outcome = stood(None, {rate(3): ("7.5", "8"), amount(2): ("57", "60"), amount(4): ("60", "30")})
    found = [
        (each.region, each.indicator.number, each.margin, each.light) for each in outcome.behind([ONE, TWO])
    ]
    assert found == [
        (TWO, "4", Decimal(-30), "▼ 有缺口"),
        (ONE, "2", Decimal(-3), "▼ 有缺口"),
        (ONE, "3", Decimal(1), "△ 低于目标"),
    ]


def test_rates_of_a_breakdown_come_in_the_order_of_what_their_counties_lack() -> None:
    outcome = stood(None, {rate(3): ("7.5", "5"), rate(4): ("6", "7.9")})
    found = [(each.region, each.indicator.number, each.lacking) for each in outcome.behind([ONE, TWO])]
    assert found == [
        (TWO, "3", Decimal(3)),
        (ONE, "4", Decimal(2)),
        (ONE, "3", Decimal("0.5")),
        (TWO, "4", Decimal("0.1")),
    ]
    (leaf,) = outcome.facts.leaves(outcome.facts.plan.region(TWO))
    assert outcome.judged(rate(3), TWO).short == (leaf.code,)


def test_nobody_is_behind_who_has_not_reported() -> None:
    for period in (1, None):
        facts = stories()["all missing"].facts(period)
        assert Judgements(facts).behind([city.code for city in facts.plan.cities]) == []


def test_cities_are_ranked_by_what_is_behind_and_share_a_rank() -> None:
    """▼, then △: 乙市 is a little behind at one indicator, 甲市 at none."""
    assert stood(1, {amount(2): ("30", "30"), amount(4): ("30", "26")}).ranks() == {ONE: 1, TWO: 2}
    assert stood(1, {amount(2): ("3", "26"), amount(4): ("30", "26")}).ranks() == {ONE: 2, TWO: 1}
    assert stood(1, {amount(2): ("30", "26"), amount(4): ("26", "30")}).ranks() == {ONE: 1, TWO: 1}
    partial = Judgements(stories()["two missing"].facts(1)).ranks()
    assert sorted(partial) == ["520200", "520300", "520500"]
    assert Judgements(stories()["all missing"].facts(1)).ranks() == {}


def test_words_count_as_the_signs_they_bear() -> None:
    """Like the sheets, which count them: 甲市 has not done what 乙市 is on its way with."""
    facts = of_one_county(1, {amount(2): ("30", "30")})
    asked = amount(5).model_copy(update={"kind": Kind.WORDS, "measure": "", "inputs": ()})
    said = {ONE: "未完成", TWO: "正在推进"}
    receipts = tuple(
        replace(each, records=(Record(each.region, "K05", None, "", "表", "C5", word=said[each.region]),))
        for each in facts.receipts
    )
    plan = facts.plan.model_copy(update={"indicators": (*facts.plan.indicators, asked)})
    now = replace(facts, plan=plan, receipts=receipts)
    assert Judgements(now).counts(ONE) == {"●": 1, "△": 0, "▼": 1}
    assert Judgements(now).counts(TWO) == {"●": 1, "△": 1, "▼": 0}
    assert Judgements(now).ranks() == {ONE: 2, TWO: 1}
    assert Judgements(now).counts_in(now.period, ONE) == {"●": 1, "△": 0, "▼": 1}
