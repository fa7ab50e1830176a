"""Load a plan's tables from a folder of CSV files or one workbook, and check them.

Both sources go through the same checks and give a `cascade.model.Plan`. A faulty plan raises `PlanError`
with all its problems; every problem names its file (or workbook and sheet), row and column.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from cascade.goals import RoundTarget, Target, WordTarget
from cascade.model import Plan
from cascade.plan.build import BuiltRow, Draft, build_draft
from cascade.plan.consistency import CHECKS
from cascade.plan.headline import excesses, shortfalls
from cascade.plan.office_sheets import in_chinese
from cascade.plan.problems import PlanError, Problem, listed
from cascade.plan.read_tables import PlanSource, holds_tables, is_plan_folder, read
from cascade.plan.tables import PLAN, Table

T = TypeVar("T", Target, WordTarget, RoundTarget)

__all__ = ["Loaded", "PlanError", "Problem", "holds_tables", "is_plan_folder", "load", "load_tables"]


@dataclass(frozen=True)
class Loaded:
    """A consistent plan, with Chinese remarks that an operator should know.

    `excesses` are on targets that add up to more than asked, `unreachable` on offices without an address.
    """

    plan: Plan
    excesses: tuple[str, ...]
    unreachable: tuple[str, ...]

    @property
    def mentions(self) -> tuple[str, ...]:
        """All remarks."""
        return (*self.excesses, *self.unreachable)


def load(path: Path) -> Loaded:
    """Load a plan from a folder of CSV tables, from a folder with a `plan.xlsx` instead, or from a workbook.

    Raises PlanError with every problem, in the order of tables and rows.
    """
    return load_tables(read(path))


def load_tables(source: PlanSource) -> Loaded:
    """Check the tables of a plan as read. Raises PlanError as `load`."""
    draft = build_draft(source.tables)
    found = [*draft.problems, *(problem for check in (*CHECKS, shortfalls) for problem in check(draft))]
    problems = _once([*(_as_called(source, problem) for problem in found), *source.problems])
    if problems or draft.plan is None:
        raise PlanError(tuple(sorted(problems, key=lambda problem: _position(draft, problem))))
    more, unreachable = (
        tuple(_in_its_words(source, each) for each in found)
        for found in (excesses(draft), _cities_without_address(draft))
    )
    return Loaded(_assemble(draft, draft.plan), more, unreachable)


def _position(draft: Draft, problem: Problem) -> tuple[int, int]:
    files = list(draft.files.values())
    return files.index(problem.file) if problem.file in files else len(files), problem.row or 0


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without those that complain of the same cell in the same words, up to the first comma."""
    first: dict[tuple[str, int | None, str | None, str], Problem] = {}
    for each in problems:
        complaint = re.split("[，；]", each.message)[0]
        first.setdefault((each.file, each.row, each.column, complaint), each)
    return list(first.values())


def _as_called(source: PlanSource, problem: Problem) -> Problem:
    """A problem in the words of its source: an office's workbook has no English names."""
    table = next(each.table for each in source.tables.values() if each.file == problem.file)
    return replace(problem, message=_in_its_words(source, problem.message, table))


def _in_its_words(source: PlanSource, message: str, table: Table = PLAN) -> str:
    return in_chinese(message, table) if source.in_chinese else message


def _assemble(draft: Draft, settings: Plan) -> Plan:
    inputs = [entry.model for entry in draft.inputs]
    indicators = tuple(
        entry.model.model_copy(
            update={"inputs": tuple(each for each in inputs if each.indicator == entry.model.code)}
        )
        for entry in draft.indicators
    )
    return Plan.model_validate(
        dict(settings)
        | {
            "indicators": indicators,
            "regions": tuple(entry.model for entry in draft.regions),
            "targets": _in_order(draft, draft.targets),
            "rounds": tuple(entry.model for entry in draft.rounds),
            "offices": tuple(entry.model for entry in draft.offices),
            "word_targets": _in_order(draft, draft.word_targets),
            "round_targets": _by_round(draft),
            "figures": tuple(entry.model for entry in draft.figures),
            "steps": tuple(entry.model for entry in draft.steps),
        }
    )


def _in_order(draft: Draft, targets: Sequence[BuiltRow[T]]) -> tuple[T, ...]:
    """Targets in the order of indicators and regions, whatever that of their rows."""
    indicators = {entry.model.code: at for at, entry in enumerate(draft.indicators)}
    regions = {entry.model.code: at for at, entry in enumerate(draft.regions)}
    models = [entry.model for entry in targets]
    return tuple(sorted(models, key=lambda each: (indicators[each.indicator], regions[each.region])))


def _by_round(draft: Draft) -> tuple[RoundTarget, ...]:
    """Round targets in the order of rounds, indicators and regions."""
    rounds = {entry.model.id: at for at, entry in enumerate(draft.rounds)}
    return tuple(sorted(_in_order(draft, draft.round_targets), key=lambda each: rounds[each.round]))


def _cities_without_address(draft: Draft) -> Iterator[str]:
    offices = {entry.model.region: entry.model for entry in draft.offices}
    absent, without = [], []
    for city in draft.cities():
        office = offices.get(city["code"].text)
        if office is None:
            absent.append(city["name"].text)
        elif not office.to:
            without.append(city["name"].text)
    for names, lack in ((absent, "offices 表中没有联系单位"), (without, "联系单位没有收件邮箱")):
        if names:
            drafts = "不能直接发送邮件，只能写成草稿；要直接发送的请在 offices 表中补上"
            yield f"{listed(names, '个')}：{lack}，{drafts}"
