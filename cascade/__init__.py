"""Cascade: target cascading in Excel (目标分解 · 填报 · 汇总).

import cascade
frame = cascade.open("plans/zhejiang-2020", "workbooks").round("progress-2020-06-30").values()
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # the commands must not load typing, pathlib and what these need before they answer --help
    from os import PathLike

    from cascade.api import OpenedPlan

__all__ = ["open"]


def open(plan: str | PathLike[str], workbooks: str | PathLike[str] = "workbooks") -> OpenedPlan:
    """A plan (a folder of CSV tables, or a workbook) with the folder in which its rounds are collected.

    Raises `cascade.plan.PlanError`, whose text names every fault with its file, row and column.
    """
    from pathlib import Path  # not before it is needed: --help stays quick

    from cascade.api import OpenedPlan  # brings pandas and all that reads a ledger
    from cascade.plan import load

    return OpenedPlan(load(Path(plan)).plan, Path(workbooks))
