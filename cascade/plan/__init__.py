"""The plan's tables: from a folder of CSV files or one workbook to a checked `cascade.model.Plan`.

Both sources become the same frames and go through the same checks. A faulty plan raises `PlanError` with
all of its problems at once, each naming file (or workbook and sheet), row and column.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cascade.model import Plan
from cascade.plan.build import Draft, drafted
from cascade.plan.consistency import CHECKS
from cascade.plan.headline import excesses, shortfalls
from cascade.plan.problems import PlanError, Problem
from cascade.plan.read_tables import read

__all__ = ["Loaded", "PlanError", "Problem", "load"]


@dataclass(frozen=True)
class Loaded:
    """A plan found consistent, and what an operator should know of it although nothing is wrong."""

    plan: Plan
    mentions: tuple[str, ...]


def load(path: Path) -> Loaded:
    """The plan in a folder of CSV tables, in a folder that has a `plan.xlsx` instead, or in a workbook.

    Raises PlanError with every problem found, in the order of tables and rows.
    """
    draft = drafted(read(path))
    problems = [*draft.problems, *(problem for check in (*CHECKS, shortfalls) for problem in check(draft))]
    if problems or draft.plan is None:
        raise PlanError(tuple(sorted(problems, key=lambda problem: _place(draft, problem))))
    return Loaded(_assembled(draft, draft.plan), (*excesses(draft), *_unreachable(draft)))


def _place(draft: Draft, problem: Problem) -> tuple[int, int]:
    return list(draft.files.values()).index(problem.file), problem.row or 0


def _assembled(draft: Draft, settings: Plan) -> Plan:
    inputs = [entry.model for entry in draft.inputs]
    indicators = tuple(
        entry.model.model_copy(
            update={"inputs": tuple(each for each in inputs if each.indicator == entry.model.code)}
        )
        for entry in draft.indicators
    )
    return settings.model_copy(
        update={
            "indicators": indicators,
            "regions": tuple(entry.model for entry in draft.regions),
            "targets": tuple(entry.model for entry in draft.targets),
            "rounds": tuple(entry.model for entry in draft.rounds),
            "offices": tuple(entry.model for entry in draft.offices),
        }
    )


def _unreachable(draft: Draft) -> Iterator[str]:
    """A sentence for each city to which nothing can be mailed."""
    offices = {entry.model.region: entry.model for entry in draft.offices}
    for city in draft.cities():
        office = offices.get(city["code"].text)
        if office is None:
            yield f"{city['name'].text}：offices 表中没有它的联系单位，无法发送邮件"
        elif not office.to:
            yield f"{city['name'].text}：联系单位没有收件邮箱，无法发送邮件"
