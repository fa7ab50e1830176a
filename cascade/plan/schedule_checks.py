"""Check what a plan says about its rounds: their dates, and what is expected by them."""

from collections.abc import Iterator
from itertools import pairwise

from cascade.model import Round, RoundKind
from cascade.plan.build import Draft
from cascade.plan.problems import Problem
from cascade.quantity import shown


def rounds_have_their_dates(draft: Draft) -> Iterator[Problem]:
    """A progress round has an `as_of` date in the plan's period, and a due date not before it."""
    for entry in draft.rounds:
        collection, cell = entry.model, entry.row["as_of"]
        if collection.as_of is None:
            if collection.kind is RoundKind.PROGRESS:
                yield cell.problem("数据截止日（as_of）是空的，进展批次应有日期，如 2020-06-30；请补上")
            continue
        if draft.plan and not draft.plan.start <= collection.as_of <= draft.plan.end:
            period = f"{draft.plan.start} 至 {draft.plan.end}"
            yield cell.problem(f"写的是“{cell.text}”，应为方案期内（{period}）的日期；请改正")
        if collection.due < collection.as_of:
            yield entry.row["due"].problem(f"报送期限早于数据截止日 {collection.as_of}；请改正其中一处")


def expected_parts_rise(draft: Draft) -> Iterator[Problem]:
    """Only results are held against an expected part, and it does not fall from one date to a later one."""
    dated = []
    for entry in draft.rounds:
        collection, cell = entry.model, entry.row["expected"]
        if collection.expected is None:
            continue
        if collection.kind is RoundKind.BREAKDOWN:
            yield cell.problem("目标分解批次不报完成数，没有应完成进度；请清空这一格")
        elif collection.as_of is not None:
            dated.append((collection.as_of, collection.expected, cell))
    for (_, before, _), (_, after, cell) in pairwise(sorted(dated, key=lambda each: each[0])):
        if after < before:
            yield cell.problem(f"应完成进度 {shown(after)}% 低于前一批次的 {shown(before)}%；请改正其中一处")


_WEEKEND = {5: "星期六", 6: "星期日"}
_HOLIDAYS = {  # of those that have the same date every year
    (1, 1): "元旦",
    **dict.fromkeys(((5, 1), (5, 2)), "劳动节"),
    **dict.fromkeys(((10, 1), (10, 2), (10, 3)), "国庆节"),
}


def due_on_a_day_off(collection: Round) -> Iterator[str]:
    """What a person should know of a round that is due on a weekend or a fixed holiday; it is no fault."""
    day = collection.due
    off = _HOLIDAYS.get((day.month, day.day)) or _WEEKEND.get(day.weekday())
    if off:
        yield f"{collection.name}的报送期限 {day} 是{off}：要顺延的，请改期限；那天照常上班的，不用改。"


SCHEDULE_CHECKS = (rounds_have_their_dates, expected_parts_rise)
