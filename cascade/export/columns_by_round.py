"""The columns of the table of numbers that only a plan with targets by round (分期目标) has."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from cascade.outcome.completions import Completions
from cascade.returns.facts import Facts
from cascade.returns.round_goals import Goal

BY_ROUND: Mapping[str, str] = {  # two more columns, where the plan has targets by round
    "round_target": "本期目标",
    "round_completion": "本期目标完成情况",
}
ROUND_UPPER: Mapping[str, str] = {"round_upper": "本期目标上限"}  # one more, where one of these is a range


def columns_by_round(facts: Facts, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of the targets by this round and their completions, in the rows that have a target."""
    given = facts.plan.round_targets
    if not given:
        return {}
    completions = Completions(facts)
    goals: list[Goal | None] = []
    done: list[Decimal | None] = []
    for field, code, region in zip(
        frame["field"], frame["indicator_code"], frame["region_code"], strict=True
    ):
        indicator = facts.plan.indicator[code]
        mine = facts.by_round(indicator) and field == indicator.result_field
        goals.append(facts.goal(indicator, region) if mine else None)
        done.append(completions.of(indicator, region) if mine else None)
    columns: list[list[Decimal | None]] = [[goal.value if goal else None for goal in goals], done]
    names = [*BY_ROUND]
    if any(each.upper is not None for each in given):
        columns.append([goal.upper if goal else None for goal in goals])
        names += ROUND_UPPER
    return {name: pd.Series(column, dtype="object") for name, column in zip(names, columns, strict=True)}
