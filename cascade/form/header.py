"""The header of a form sheet: title, state, indicators, units, codes and a breakdown's targets."""

from datetime import date

from cascade.form.canvas import Canvas
from cascade.form.contents import FIXED
from cascade.layout import Layout, Line, Role
from cascade.theme import LINE_POINTS


def title(canvas: Canvas, row: int) -> None:
    """Draw the title, centred over the first page without merged cells."""
    sizes = canvas.sizes
    style = canvas.styles.get("title", **sizes.title_style)
    canvas.put(row, sizes.title_column, canvas.contents.sheet.title, style)
    canvas.height(row, canvas.sizes.head[Line.TITLE])


def status(canvas: Canvas, row: int) -> None:
    """Draw how much is still open, and when the form is due."""
    canvas.put(row, FIXED + 1, canvas.selfcheck.status(), canvas.styles.get("status"))
    due = due_day(canvas.contents.layout)
    at = canvas.span if canvas.span > FIXED + 1 else FIXED  # on a sheet of one column: to its left
    canvas.put(row, at, due, canvas.styles.get("status", align="right"))
    canvas.height(row, canvas.sizes.head[Line.STATUS])


def due_day(layout: Layout) -> str:
    """The day on which a form is due, in words; "" where it had passed when the form was issued."""
    if not layout.due:
        return ""
    day = date.fromisoformat(layout.due)
    return f"报送截止：{day.year} 年 {day.month} 月 {day.day} 日"


def lead(canvas: Canvas, row: int) -> None:
    """Draw the lead department of each indicator, below what stays in view."""
    _region_head(canvas, row, "", canvas.contents.layout.levels.lead_short)
    canvas.headings(row, [(at, at, c.lead, canvas.styles.get("unit")) for at, c in canvas.data_columns], 3)


def indicator(canvas: Canvas, row: int) -> None:
    """Draw the indicators' names, each across all of its columns."""
    _region_head(canvas, row, "编码", canvas.contents.sheet.columns[1].label)
    style = canvas.styles.get("head")
    names = [(first, last, column.title, style) for first, last, column in canvas.groups]
    canvas.headings(row, names, canvas.sizes.head[Line.INDICATOR])


def label(canvas: Canvas, row: int) -> None:
    """Draw the headings of an indicator's columns: 目标, 上期, the inputs, 本期, 完成率."""
    _region_head(canvas, row, "", "")
    looks = [canvas.styles.get("head" if c.role is Role.INPUT else "unit") for _, c in canvas.data_columns]
    labels = [
        (at, at, column.label, style) for (at, column), style in zip(canvas.data_columns, looks, strict=True)
    ]
    canvas.headings(row, labels, canvas.sizes.head[Line.LABEL])


def unit(canvas: Canvas, row: int) -> None:
    """Draw the units."""
    _region_head(canvas, row, "", "计量单位")
    for at, column in canvas.data_columns:
        canvas.put(row, at, column.unit, canvas.styles.get("unit"))
    canvas.height(row, canvas.sizes.head[Line.UNIT])


def codes(canvas: Canvas, row: int) -> None:
    """Draw the codes of the open columns, alone in their cells; `cascade.locate` searches for them."""
    style = canvas.styles.get("code")
    for at, column in enumerate(canvas.contents.sheet.columns, start=1):
        canvas.put(row, at, column.field if column.role is Role.INPUT else None, style)
    canvas.height(row, canvas.sizes.head[Line.CODES])


def target(canvas: Canvas, row: int) -> None:
    """Draw the city's targets in a breakdown, worded as in the notice."""
    canvas.put_label(row, f"{canvas.contents.layout.levels.own}目标")
    for at, column in canvas.data_columns:
        canvas.put(row, at, canvas.contents.goal(column), canvas.target_style(column))
    canvas.height(row, LINE_POINTS * max(1, canvas.goal_lines) + canvas.sizes.head[Line.TARGET])


def _region_head(canvas: Canvas, row: int, code: str, name: str) -> None:
    canvas.put(row, 1, code, canvas.styles.get("unit", font_size=canvas.theme.small_size))
    canvas.put(row, 2, name, canvas.styles.get("head"))
