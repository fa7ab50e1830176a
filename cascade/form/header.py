"""The header of a form sheet: title, state, indicators, units, codes and a breakdown's targets."""

from datetime import date

from cascade.form.canvas import Canvas
from cascade.form.contents import FIXED
from cascade.layout import Role
from cascade.theme import LINE_POINTS, lines_needed


def title(canvas: Canvas, row: int) -> None:
    """Draw the title, centred over the first page without merged cells."""
    sizes = canvas.sizes
    style = canvas.styles.get("title", **sizes.title_style)
    canvas.put(row, sizes.title_column, canvas.contents.sheet.title, style)
    canvas.height(row, 30)


def status(canvas: Canvas, row: int) -> None:
    """Draw how much is still open, and when the form is due."""
    canvas.put(row, FIXED + 1, canvas.selfcheck.status(), canvas.styles.get("status"))
    day = date.fromisoformat(canvas.contents.layout.due)
    due = f"报送截止：{day.year} 年 {day.month} 月 {day.day} 日"
    at = canvas.span if canvas.span > FIXED + 1 else FIXED  # on a sheet of one column: to its left
    canvas.put(row, at, due, canvas.styles.get("status", align="right"))
    canvas.height(row, 20)


def lead(canvas: Canvas, row: int) -> None:
    """Draw the lead department above each indicator."""
    _region_head(canvas, row, "", canvas.contents.layout.levels.lead_short)
    for at, column in canvas.data_columns:
        canvas.put(row, at, column.lead, canvas.styles.get("unit"))
    canvas.height(row, LINE_POINTS * max(2, canvas.lines((c.lead, at) for at, c in canvas.data_columns)))


def indicator(canvas: Canvas, row: int) -> None:
    """Draw the indicators' names, each across all of its columns."""
    _region_head(canvas, row, "编码", canvas.contents.sheet.columns[1].label)
    needed = 2
    for first, last, column in canvas.groups:
        style = canvas.styles.get("head")
        if last > first:
            canvas.page.merge_range(row - 1, first - 1, row - 1, last - 1, column.title, style)
        else:
            canvas.put(row, first, column.title, style)
        needed = max(needed, lines_needed(column.title, sum(canvas.widths[first - 1 : last])))
    canvas.height(row, LINE_POINTS * needed + 4)


def label(canvas: Canvas, row: int) -> None:
    """Draw the headings of an indicator's columns: 目标, 上期, the inputs, 本期, 完成率."""
    _region_head(canvas, row, "", "")
    for at, column in canvas.data_columns:
        name = "head" if column.role is Role.INPUT else "unit"
        canvas.put(row, at, column.label, canvas.styles.get(name))
    canvas.height(row, LINE_POINTS * canvas.lines((c.label, at) for at, c in canvas.data_columns) + 2)


def unit(canvas: Canvas, row: int) -> None:
    """Draw the units."""
    _region_head(canvas, row, "", "计量单位")
    for at, column in canvas.data_columns:
        canvas.put(row, at, column.unit, canvas.styles.get("unit"))
    canvas.height(row, LINE_POINTS + 3)


def codes(canvas: Canvas, row: int) -> None:
    """Draw the codes of the open columns, alone in their cells; `cascade.locate` searches for them."""
    style = canvas.styles.get("code")
    for at, column in enumerate(canvas.contents.sheet.columns, start=1):
        canvas.put(row, at, column.field if column.role is Role.INPUT else None, style)
    canvas.height(row, 12)


def target(canvas: Canvas, row: int) -> None:
    """Draw the city's targets in a breakdown, worded as in the notice."""
    canvas.put_label(row, f"{canvas.contents.layout.levels.own}目标")
    for at, column in canvas.data_columns:
        canvas.put(row, at, canvas.contents.goal(column), canvas.target_style(column))
    canvas.height(row, max(20, canvas.goal_height))


def _region_head(canvas: Canvas, row: int, code: str, name: str) -> None:
    canvas.put(row, 1, code, canvas.styles.get("unit", font_size=canvas.theme.small_size))
    canvas.put(row, 2, name, canvas.styles.get("head"))
