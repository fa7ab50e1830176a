"""What guards a form sheet: data validations, the conditional formats that repeat them, protection.

Pasting destroys validations, so each rule also stands as a conditional format.
"""

from typing import Any

from cascade.form.canvas import Canvas
from cascade.form.selfcheck import HINT, MISSING, PASSED, acceptable
from cascade.layout import Column, Line, Role

PROTECTION = {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True}


def guard(canvas: Canvas) -> None:
    """Lay validations and conditional formats over the open cells, and protect the rest."""
    contents = canvas.contents
    good, fair, bad, missing = (canvas.styles.get(name) for name in ("good", "fair", "bad", "missing"))
    for at, column in canvas.data_columns:
        if column.role is not Role.INPUT:
            continue
        for rows in contents.leaf_rows:
            area = (rows[0] - 1, at - 1, rows[-1] - 1, at - 1)
            cell = contents.cell(rows[0], column)
            rule = acceptable(cell, column, _target_cell(canvas, column, rows[0]))
            canvas.page.data_validation(*area, _validation(column, rule))
            broken = f'=AND({cell}<>"",NOT({rule}))'
            canvas.page.conditional_format(*area, {"type": "formula", "criteria": broken, "format": bad})
            if below := _below_target(canvas, column, cell):
                canvas.page.conditional_format(*area, {"type": "formula", "criteria": below, "format": fair})
    if gaps := contents.sheet.line(Line.GAP):
        _colour_gaps(canvas, gaps)
    row = contents.sheet.line(Line.CHECK)
    assert row
    checks = (row - 1, canvas.data_columns[0][0] - 1, row - 1, canvas.data_columns[-1][0] - 1)
    cell = contents.cell(row, canvas.data_columns[0][1])
    for starts, style in ((PASSED, good), (HINT, fair), (MISSING, missing)):
        starting = {"type": "formula", "criteria": f'=LEFT({cell},{len(starts)})="{starts}"', "format": style}
        canvas.page.conditional_format(*checks, starting | {"stop_if_true": True})
    canvas.page.conditional_format(*checks, {"type": "formula", "criteria": f'={cell}<>""', "format": bad})
    canvas.page.protect("", PROTECTION)


def _colour_gaps(canvas: Canvas, row: int) -> None:
    """A total on the wrong side of the target is as red as its self-check."""
    for at, column in canvas.data_columns:
        cell = canvas.contents.cell(row, column)
        criteria = f"=AND(ISNUMBER({cell}),{cell}{'>' if column.at_most else '<'}0)"
        style = canvas.styles.get("fair" if column.rate else "bad")
        canvas.page.conditional_format(
            row - 1, at - 1, row - 1, at - 1, {"type": "formula", "criteria": criteria, "format": style}
        )


def _target_cell(canvas: Canvas, column: Column, row: int) -> str | None:
    for each in canvas.contents.sheet.columns:
        if each.role is Role.TARGET and each.indicator == column.indicator:
            return "$" + canvas.contents.cell(row, each)
    return None


def _below_target(canvas: Canvas, column: Column, cell: str) -> str | None:
    """A breakdown's rates below the city's floor are marked, though they may stand."""
    if not column.rate or canvas.contents.target(column) is None:
        return None
    goal = canvas.contents.at(Line.TARGET, column, absolute=True)
    return f"=AND(ISNUMBER({cell}),{cell}{'>' if column.at_most else '<'}{goal})"


def _validation(column: Column, rule: str) -> dict[str, Any]:
    wanted = expected(column)
    return {
        "validate": "custom",
        "value": f"={rule}",
        "input_title": f"{column.field}　单位：{column.unit}"[:32],
        "input_message": f"{wanted}。零请填 0；没有分解任务的填“/”。",
        "error_title": "请更正",
        "error_message": f"{wanted}；没有分解任务的填“/”。请更正后再填。",
    }


def expected(column: Column) -> str:
    """What an open cell of a column should hold, in words."""
    least = "" if column.negative else "不小于 0 的"
    if column.rate:
        return "请直接填数字，如 10 表示 10%，不要输入百分号"
    if column.whole:
        return f"请填{least}整数（{column.unit}）"
    return f"请填{least}数字（{column.unit}），最多 {column.places} 位小数"
