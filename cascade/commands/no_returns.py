"""Refuse a plan where returns are expected: its tables would stay in the ledger as refused returns."""

import os
from collections.abc import Sequence
from pathlib import Path

from cascade.errors import Wrong
from cascade.plan import holds_tables
from cascade.plan.office_sheets import is_office_workbook
from cascade.plan.tables import TABLES


def refuse_plans(paths: Sequence[Path], source: Path, round_: str) -> None:
    """Raise Wrong where one of the paths of returns is a plan or a folder with one.

    `source` is the place of the plan in use, `round_` the id of the round in use.
    """
    for path in paths:
        plan = _plan_at(path, source)
        if plan or (len(paths) == 1 and _is_plan_workbook(path)):
            inner = f" 里的 {plan}" if plan and plan.resolve() != path.resolve() else ""
            raise Wrong(
                f"{path}{inner} 是方案，不是上报表，没有收集。\n"
                f"请这样写：python collect.py {source} {round_} 上报表的文件或文件夹"
                "（不写文件或文件夹时，读该批次的 received 文件夹）。"
            )


def _plan_at(path: Path, source: Path) -> Path | None:
    """The plan that lies at a path or below it: the one in use, or a folder with a plan's tables."""
    if source.resolve().is_relative_to(path.resolve()):
        return source
    return next((found for folder, *_ in os.walk(path) if holds_tables(found := Path(folder))), None)


def _is_plan_workbook(path: Path) -> bool:
    """Whether a file is a workbook with the sheets of a plan."""
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    from cascade.grid import Refused  # a reader of workbooks is slow to start
    from cascade.xlsx import GuardedReader

    try:
        with GuardedReader() as reader:
            sheets = {sheet.name for sheet in reader.read(path.read_bytes()).sheets}
    except (OSError, Refused):  # the collection says why
        return False
    return is_office_workbook(sheets) or sheets.issuperset(each.name for each in TABLES if not each.optional)
