"""A plan changed on a page of the desk: it becomes a workbook that goes the way of one that was dropped."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from werkzeug.datastructures import FileStorage

from cascade.desk import brought_plans, uploads
from cascade.desk.current import desk
from cascade.desk.workbooks_folder import Shelved
from cascade.errors import Wrong
from cascade.model import Plan
from cascade.plan.drafted import NoticeDraft
from cascade.plan.plan_workbook import rows_of, write_drafted
from cascade.plan.read_tables import read

Rows = Sequence[Mapping[str, str]]


def whole_plan(plan: str) -> tuple[Shelved, Plan]:
    """A plan of the folder that can be changed. Raises Unknown, and Wrong for a faulty one."""
    shelved = desk().folder.plan(plan)
    if shelved.loaded is None:
        raise Wrong(shelved.problem)
    return shelved, shelved.loaded.plan


def edited(shelved: Shelved, table: str, change: Callable[[Rows], Rows]) -> brought_plans.BroughtPlan:
    """A plan with other rows in one table, checked like any workbook; the plan itself stays as it is."""
    assert shelved.source
    tables = rows_of(read(shelved.source))
    name = shelved.source.name if shelved.source.is_file() else f"{shelved.id}_方案.xlsx"
    folder = desk().folder
    with uploads.for_one_answer(folder.workbooks) as passing:
        write_drafted(NoticeDraft({**tables, table: tuple(change(tables[table]))}), passing / "方案.xlsx")
        content = BytesIO((passing / "方案.xlsx").read_bytes())
    return brought_plans.brought(uploads.stage(FileStorage(content, name), folder.workbooks), folder)


def faults(changed: brought_plans.BroughtPlan) -> list[str]:
    """What is wrong with a changed plan, in sentences."""
    return [f"{each.what}。{each.remedy}。" for each in changed.problems]
