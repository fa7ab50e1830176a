"""Load a plan's tables from a folder of CSV files or one workbook, and check them.

Both sources go through the same checks and give a `cascade.model.Plan`. A faulty plan raises `PlanError`
with all its problems; every problem names its file (or workbook and sheet), row and column.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cascade.model import Plan
from cascade.plan.build import Draft, build_draft
from cascade.plan.consistency import CHECKS
from cascade.plan.headline import excesses, shortfalls
from cascade.plan.problems import PlanError, Problem
from cascade.plan.read_tables import holds_tables, is_plan_folder, read

__all__ = ["Loaded", "PlanError", "Problem", "holds_tables", "is_plan_folder", "load"]


@dataclass(frozen=True)
class Loaded:
    """A consistent plan, with remarks (`mentions`, in Chinese) that an operator should know."""

    plan: Plan
    mentions: tuple[str, ...]


def load(path: Path) -> Loaded:
    """Load a plan from a folder of CSV tables, from a folder with a `plan.xlsx` instead, or from a workbook.

    Raises PlanError with every problem, in the order of tables and rows.
    """
    draft = build_draft(read(path))
    problems = [*draft.problems, *(problem for check in (*CHECKS, shortfalls) for problem in check(draft))]
    if problems or draft.plan is None:
        raise PlanError(tuple(sorted(problems, key=lambda problem: _position(draft, problem))))
    return Loaded(_assemble(draft, draft.plan), (*excesses(draft), *_cities_without_address(draft)))


def _position(draft: Draft, problem: Problem) -> tuple[int, int]:
    return list(draft.files.values()).index(problem.file), problem.row or 0


def _assemble(draft: Draft, settings: Plan) -> Plan:
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
            "word_targets": tuple(entry.model for entry in draft.word_targets),
            "round_targets": tuple(entry.model for entry in draft.round_targets),
            "figures": tuple(entry.model for entry in draft.figures),
            "steps": tuple(entry.model for entry in draft.steps),
        }
    )


def _cities_without_address(draft: Draft) -> Iterator[str]:
    offices = {entry.model.region: entry.model for entry in draft.offices}
    for city in draft.cities():
        office = offices.get(city["code"].text)
        if office is None:
            yield f"{city['name'].text}：offices 表中没有它的联系单位，无法发送邮件"
        elif not office.to:
            yield f"{city['name'].text}：联系单位没有收件邮箱，无法发送邮件"
