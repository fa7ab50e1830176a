"""What a plan may say about its rounds."""

from datetime import date
from pathlib import Path

from cascade.model import Round, RoundKind
from cascade.plan import load
from cascade.plan.schedule_checks import due_on_a_day_off
from tests.plan.test_build import folder, problems, rows_of, write_rows

__all__ = ["folder"]


def with_expected(folder: Path, *expected: str) -> None:
    """Fill in the expected part of the shipped plan's rounds, in their order."""
    head, *rows = (row[:5] for row in rows_of(folder, "rounds"))
    parts = [*expected, *[""] * (len(rows) - len(expected))]
    filled = ([*row, part] for row, part in zip(rows, parts, strict=True))
    write_rows(folder, "rounds", [[*head, "expected"], *filled])


def test_a_breakdown_expects_no_results(folder: Path) -> None:
    with_expected(folder, "20")
    said = "目标分解批次不报完成数，没有应完成进度；请清空这一格"
    assert problems(folder) == [(("rounds.csv", 2, "expected"), said)]


def test_what_is_expected_does_not_fall(folder: Path) -> None:
    with_expected(folder, "", "50", "40")
    said = "应完成进度 40% 低于前一批次的 50%；请改正其中一处"
    assert problems(folder) == [(("rounds.csv", 4, "expected"), said)]
    with_expected(folder, "", "50", "50")
    assert [each.expected for each in load(folder).plan.rounds][:3] == [None, 50, 50]


def test_what_is_expected_is_a_part(folder: Path) -> None:
    with_expected(folder, "", "120")
    said = "写的是“120”，应为0 至 100 之间的百分数；留空的按时间折算；请改正"
    assert problems(folder) == [(("rounds.csv", 3, "expected"), said)]


def test_a_due_date_on_a_weekend_or_a_fixed_holiday_is_mentioned() -> None:
    def told(due: str) -> list[str]:
        round_ = Round(id="r", kind=RoundKind.BREAKDOWN, name="目标分解", due=date.fromisoformat(due))
        return list(due_on_a_day_off(round_))

    said = "目标分解的报送期限 {} 是{}：要顺延的，请改期限；那天照常上班的，不用改。"
    assert told("2026-07-10") == []  # a Friday
    assert told("2026-07-11") == [said.format("2026-07-11", "星期六")]
    assert told("2026-07-12") == [said.format("2026-07-12", "星期日")]
    assert told("2027-01-01") == [said.format("2027-01-01", "元旦")]
    assert told("2026-05-02") == [said.format("2026-05-02", "劳动节")]
    assert told("2026-10-03") == [said.format("2026-10-03", "国庆节")]
