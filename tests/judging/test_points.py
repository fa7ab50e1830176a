"""What weights earn: by completion, by attainment and by steps, for amounts, limits and rates."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from cascade.formula import Value
from cascade.goals import Step
from cascade.indicators import Direction, Indicator, Pace, Scoring
from cascade.judging.points import FULL, LACKING, RANK, RATE, TOTAL, can_be_shared, in_order, in_words, points
from cascade.judging.results import completion_of
from tests.support.provinces import amount, rate

TEN = Decimal(10)
AMOUNT, RATE_OF = amount(1, weight=TEN), rate(2, weight=TEN)
LIMIT = amount(3, weight=TEN, direction=Direction.AT_MOST)
_STEPS = (
    *(("K01", bound, earns) for bound, earns in ((80, "5"), (100, "10"), (90, "7"))),
    *(("K03", bound, earns) for bound, earns in ((90, "10"), (100, "8"), (110, "2.5"))),
)
STEPS = tuple(
    Step(indicator=code, completion=Decimal(bound), points=Decimal(earns)) for code, bound, earns in _STEPS
)


def earned(indicator: Indicator, result: Value, target: Value, done: Value = None) -> Decimal | str:
    """The points of a result, by the completion that the summary shows for it unless another is given."""
    if done is None:
        done = completion_of(indicator).value(result=result, target=target)
    steps = in_order(indicator, STEPS) if indicator.scoring is Scoring.STEPS else ()
    rule = points(indicator, steps)
    cells: dict[str, Value] = {"result": result, "target": target, "done": done, "weight": indicator.weight}
    for number, step in enumerate(steps, start=1):
        cells |= {f"bound{number}": step.completion, f"gained{number}": step.points}
    return rule.value(**{name: cells[name] for name in rule.names})


def _read(text: str) -> Decimal | str:
    return Decimal(text) if text[0].isdigit() else text


def by(indicator: Indicator, scoring: Scoring) -> Indicator:
    return indicator.model_copy(update={"scoring": scoring})


@pytest.mark.parametrize(
    ("indicator", "result", "target", "gained"),
    [
        (AMOUNT, "96", "100", "9.6"),
        (AMOUNT, "130", "100", "10"),
        (AMOUNT, "0", "100", "0"),
        (AMOUNT, "-5", "100", "0"),
        (AMOUNT, "1", "3", "3.33"),
        (AMOUNT, "4505", "10000", "4.51"),  # half a hundredth is rounded up
        (AMOUNT, "5", "0", "—"),
        (AMOUNT.model_copy(update={"cap": Decimal(120)}), "130", "100", "12"),
        (RATE_OF, "9", "10", "9"),
        (RATE_OF, "-2", "10", "0"),
        (LIMIT, "100", "100", "10"),
        (LIMIT, "40", "100", "10"),
        (LIMIT, "105", "100", "9.5"),
        (LIMIT, "250", "100", "0"),
        (LIMIT, "0", "0", "10"),
        (LIMIT, "1", "0", "0"),
        (LIMIT.model_copy(update={"cap": Decimal(120)}), "90", "100", "11"),
    ],
)
def test_points_by_completion(indicator: Indicator, result: str, target: str, gained: str) -> None:
    expected = gained if gained == "—" else Decimal(gained)
    assert earned(indicator, Decimal(result), Decimal(target)) == expected


@pytest.mark.parametrize(
    "indicator", [AMOUNT, LIMIT, by(AMOUNT, Scoring.STEPS), by(RATE_OF, Scoring.ATTAINED)]
)
def test_a_missing_result_has_no_points_and_is_not_zero(indicator: Indicator) -> None:
    assert earned(indicator, "—", TEN) == "缺数"
    assert earned(indicator, TEN, None) == "—"


@pytest.mark.parametrize(
    ("indicator", "done", "gained"),
    [
        (AMOUNT, "100", "10"),
        (AMOUNT, "99.9", "0"),
        (LIMIT, "100", "10"),
        (LIMIT, "100.1", "0"),
        (LIMIT, "超限", "0"),
        (RATE_OF, "0", "10"),
        (RATE_OF, "-0.1", "0"),
        (rate(4, weight=TEN, direction=Direction.WITHIN), "0", "10"),
        (rate(4, weight=TEN, direction=Direction.WITHIN), "0.3", "0"),
        (rate(5, weight=TEN, direction=Direction.AT_MOST, below_zero=True), "0.3", "10"),
        (AMOUNT, "—", "—"),
    ],
)
def test_points_for_what_is_attained(indicator: Indicator, done: str, gained: str) -> None:
    value: Value = done if done in ("超限", "—") else Decimal(done)
    expected = gained if gained == "—" else Decimal(gained)
    assert earned(by(indicator, Scoring.ATTAINED), TEN, TEN, value) == expected


@pytest.mark.parametrize(
    ("indicator", "result", "target", "gained"),
    [
        (AMOUNT, "100", "100", "10"),
        (AMOUNT, "99.99", "100", "7"),
        (AMOUNT, "80", "100", "5"),
        (AMOUNT, "79", "100", "0"),
        (AMOUNT, "5", "0", "—"),
        (LIMIT, "90", "100", "10"),
        (LIMIT, "91", "100", "8"),
        (LIMIT, "110", "100", "2.5"),
        (LIMIT, "111", "100", "0"),
        (LIMIT, "0", "0", "10"),
        (LIMIT, "1", "0", "0"),
    ],
)
def test_points_by_steps(indicator: Indicator, result: str, target: str, gained: str) -> None:
    expected = gained if gained == "—" else Decimal(gained)
    assert earned(by(indicator, Scoring.STEPS), Decimal(result), Decimal(target)) == expected


def test_what_a_city_earns_in_all() -> None:
    weights: list[Value] = [TEN, Decimal(20), Decimal(5), Decimal(15)]
    for column, total, full, lacking, share in (
        (["9.6", "20", "5", "7.5"], "42.1", "50", 0, "84.2"),
        (["9.6", "—", "5", "年末评"], "14.6", "15", 0, "97.33"),
        (["9.6", "缺数", "5", "待重报"], "14.6", "50", 2, "—"),
        (["—", "—", "—", "—"], "—", "0", 0, "—"),
    ):
        cells: list[Value] = [_read(each) for each in column]
        found: Mapping[str, Value] = {
            "total": TOTAL.value(points=cells),
            "full": FULL.given(later="年末评").value(points=cells, weights=weights),
            "lacking": LACKING.given(outdated="待重报").value(points=cells),
        }
        assert list(found.values()) == [_read(total), _read(full), lacking]
        assert RATE.value(**found) == _read(share)
    rates: list[Value] = [Decimal("84.2"), Decimal("97.33"), "—", "未报", Decimal("84.2")]
    assert [RANK.value(rate=each, rates=rates) for each in rates] == [2, 1, "—", "—", 2]


def test_the_rules_in_words() -> None:
    assert in_words(AMOUNT) == "分值×完成率，最高按 100%"
    assert in_words(RATE_OF) == "分值×完成率（结果÷目标），最高按 100%"
    assert in_words(LIMIT) == "分值×完成率（200%－占限额），最高按 100%"
    assert in_words(by(AMOUNT, Scoring.ATTAINED)) == "达标得满分，否则不得分"
    assert in_words(by(AMOUNT, Scoring.STEPS)) == "按完成率分档，见下表"
    assert in_words(by(LIMIT, Scoring.STEPS)) == "按占限额分档，见下表"


def test_only_what_is_in_proportion_to_its_target_scores_by_completion() -> None:
    negative = rate(5, direction=Direction.AT_MOST, below_zero=True)
    assert [
        can_be_shared(each) for each in (AMOUNT, RATE_OF, LIMIT, amount(6, pace=Pace.DIRECT), negative)
    ] == [
        *[True] * 4,
        False,
    ]
