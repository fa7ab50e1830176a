"""Protect a form sheet: data validations, conditional formats that repeat them, locked cells.

Pasting destroys validations, so every rule is also a conditional format.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format

from cascade.drawing.excel_limits import LONGEST_VALIDATION
from cascade.form.canvas import Canvas
from cascade.form.column_rules import HINT, MISSING, PASSED
from cascade.form.contents import FIXED
from cascade.form.sheet_state import wrong_name
from cascade.formula import formula
from cascade.judging.open_cells import acceptable, wrong
from cascade.judging.targets import NUMBER_SHORT, PART_ABOVE_WHOLE, bounded
from cascade.layout import Column, Line, Role
from cascade.quantity import shown

PROTECTION = {"format_cells": True, "format_columns": True, "format_rows": True}

_PART_ABOVE = formula("AND(COUNT(part, whole) = 2, above)", above=PART_ABOVE_WHOLE)
_BEGINS = formula("LEFT(cell, length) = beginning")
FILLED = formula('cell <> ""')


def protect(canvas: Canvas) -> None:
    """Add validations and conditional formats to the open cells, and lock the other cells."""
    for at, column in canvas.data_columns:
        if column.role is Role.INPUT:
            _guard_open_cells(canvas, at, column)
    _colour_names(canvas)
    if row := canvas.contents.sheet.line(Line.GAP):
        _colour_gaps(canvas, row)
    _colour_checks(canvas)
    canvas.page.protect("", PROTECTION)


def _allowed(column: Column, cells: Mapping[str, str]) -> str:
    """The condition that a validation holds a cell to.

    Addresses of three characters and more can make it longer than Excel takes. It then leaves out small
    percentages, which turn red and are counted all the same.
    """
    rule = acceptable(column.rule, beside_target="target" in cells).text(**cells)
    if len(rule) <= LONGEST_VALIDATION:
        return rule
    others = {name: cell for name, cell in cells.items() if name != "said"}
    without = column.rule._replace(refused_below=Decimal(0))
    return acceptable(without, beside_target="target" in cells).text(**others)


def _guard_open_cells(canvas: Canvas, at: int, column: Column) -> None:
    contents, bad, fair = canvas.contents, canvas.styles.get("bad"), canvas.styles.get("fair")
    target = contents.beside(column, Role.TARGET)
    below = () if column.own and column.choices else contents.leaf_rows
    for rows in (*below, *([contents.own_rows] if column.own else ())):
        area = (rows[0] - 1, at - 1, rows[-1] - 1, at - 1)
        cells = {"cell": contents.cell(rows[0], column)}
        if target:
            cells["target"] = contents.cell(rows[0], target)
        if column.rule.refused_below:
            cells["said"] = str(contents.said(column, absolute=True).reference)
        rule = _allowed(column, cells)
        checked = _validation(column, rule, own=rows == contents.own_rows)
        canvas.page.data_validation(*area, checked | {"ignore_blank": cells.keys() == {"cell"}})
        broken = wrong(column.rule, beside_target=target is not None).text(**cells)
        canvas.page.conditional_format(*area, _coloured(broken, bad))
        if whole := contents.whole(column):
            criteria = _PART_ABOVE.text(part=cells["cell"], whole=contents.cell(rows[0], whole))
            canvas.page.conditional_format(*area, _coloured(criteria, bad))
        if column.rate and contents.goal(column) is not None:  # may miss the city's target
            goal = contents.at(Line.TARGET, column, absolute=True)
            upper = contents.upper(contents.sheet.city, column)
            criteria = bounded(NUMBER_SHORT[column.direction], upper).text(share=cells["cell"], target=goal)
            canvas.page.conditional_format(*area, _coloured(criteria, fair))


def _colour_names(canvas: Canvas) -> None:
    """Colour the names of zones that stand for a total, a county or another zone."""
    for rows in canvas.contents.zone_rows:
        for row in rows:
            criteria = wrong_name(canvas.contents, row).formula
            coloured = _coloured(criteria, canvas.styles.get("bad"))
            canvas.page.conditional_format(row - 1, FIXED - 1, row - 1, FIXED - 1, coloured)


def _colour_gaps(canvas: Canvas, row: int) -> None:
    """Colour the gap of a total on the wrong side of the target, like its self-check."""
    for at, column in canvas.data_columns:
        short = bounded(NUMBER_SHORT[column.direction], Decimal(0)).given(target=0)
        criteria = short.text(share=canvas.contents.cell(row, column))
        style = canvas.styles.get("fair" if column.rate else "bad")
        canvas.page.conditional_format(row - 1, at - 1, row - 1, at - 1, _coloured(criteria, style))


def _colour_checks(canvas: Canvas) -> None:
    row = canvas.contents.sheet.line(Line.CHECK)
    assert row
    area = (row - 1, canvas.data_columns[0][0] - 1, row - 1, canvas.data_columns[-1][0] - 1)
    cell = canvas.contents.cell(row, canvas.data_columns[0][1])
    for beginning, style in ((PASSED, "good"), (HINT, "fair"), (MISSING, "missing")):
        rule = _BEGINS.given(length=len(beginning), beginning=beginning).text(cell=cell)
        coloured = _coloured(rule, canvas.styles.get(style))
        canvas.page.conditional_format(*area, coloured | {"stop_if_true": True})
    canvas.page.conditional_format(*area, _coloured(FILLED.text(cell=cell), canvas.styles.get("bad")))


def _coloured(criteria: str, style: Format) -> dict[str, Any]:
    """A conditional format as xlsxwriter's options."""
    return {"type": "formula", "criteria": criteria, "format": style}


def _validation(column: Column, rule: str, own: bool) -> dict[str, Any]:
    """The validation of an open cell; `own` is that of the city's own number."""
    if column.choices:
        wanted = f"请选：{'、'.join(column.choices)}"[:200]
        return {
            "validate": "list",
            "source": list(column.choices),
            "input_title": column.field,
            "input_message": f"{wanted}。情况请写在“说明”栏。",
            "error_title": "请更正",
            "error_message": f"{wanted}；没有该项目标的填“/”。",
        }
    wanted = _expected(column)
    told = "零请填 0；没有目标任务的填“/”。"
    if own:
        told = "请填本级自己的数，不由下级相加；零请填 0。"
    elif column.own:
        told = "供参考，不相加，没有的可不填。"
    return {
        "validate": "custom",
        "value": rule,
        "input_title": f"{column.field}　单位：{column.unit}"[:32],
        "input_message": f"{wanted}。{told}",
        "error_title": "请更正",
        "error_message": f"{wanted}；没有目标任务的填“/”。请更正后再填。",
    }


def _expected(column: Column) -> str:
    """What an open cell of a column should hold, in words."""
    least = "" if column.negative else "不小于 0 的"
    if column.in_percent:
        example = "-3" if column.negative else "0.8" if column.below_one else "10"
        asked = f"请直接填数字，如 {example} 表示 {example}%，不要输入百分号"
        if not (bound := column.refused_below):
            return asked
        small = shown(bound / 2)
        return f"{asked}；不足 {shown(bound)}% 的（如 {small}%），请先在“说明”栏写明“{small}%”，再填 {small}"
    if column.whole:
        return f"请填{least}整数（{column.unit}）"
    return f"请填{least}数字（{column.unit}），最多 {column.places} 位小数"
