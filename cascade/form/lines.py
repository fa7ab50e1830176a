"""The named parts of a form sheet: each function draws one kind of row.

A complaint about a printed form ("the header …") leads to the function of that name.
"""

from collections.abc import Callable
from datetime import date

from xlsxwriter.format import Format

from cascade.form.canvas import Canvas
from cascade.form.contents import FIXED, Contents
from cascade.form.counter import counter, zone_label
from cascade.form.selfcheck import check, completion, gap, measured, only_when_filled, total
from cascade.form.signoff import signature_line
from cascade.formula import Live, Value
from cascade.layout import Column, Line, Role
from cascade.layout.carriers import NAMED_LINES, TICKET_LABEL
from cascade.theme import LINE_POINTS, lines_needed, number_format, worded_format


def title(canvas: Canvas, row: int) -> None:
    """The title, centred over the first page without merging cells."""
    looks = canvas.looks
    style = canvas.styles.get("title", **dict(looks.title_style))
    canvas.put(row, looks.title_column, canvas.contents.sheet.title, style)
    canvas.height(row, 30)


def status(canvas: Canvas, row: int) -> None:
    """How much is still open, and until when the form is due."""
    canvas.put(row, FIXED + 1, counter(canvas.contents), canvas.styles.get("status"))
    day = date.fromisoformat(canvas.contents.layout.due)
    due = f"报送截止：{day.year} 年 {day.month} 月 {day.day} 日"
    at = canvas.span if canvas.span > FIXED + 1 else FIXED  # on a sheet of one column: beside it
    canvas.put(row, at, due, canvas.styles.get("status", align="right"))
    canvas.height(row, 20)


def lead(canvas: Canvas, row: int) -> None:
    """The lead department above each indicator."""
    _region_head(canvas, row, "", "牵头单位")
    for at, column in canvas.data_columns:
        canvas.put(row, at, column.lead, canvas.styles.get("unit"))
    canvas.height(row, LINE_POINTS * max(2, canvas.lines((c.lead, at) for at, c in canvas.data_columns)))


def indicator(canvas: Canvas, row: int) -> None:
    """The indicators' names, each over all of its columns."""
    _region_head(canvas, row, "编码", "县（市、区）")
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
    """What each column of an indicator is: 目标, 上期, the inputs, 本期, 完成率."""
    _region_head(canvas, row, "", "")
    for at, column in canvas.data_columns:
        name = "head" if column.role is Role.INPUT else "unit"
        canvas.put(row, at, column.label, canvas.styles.get(name))
    canvas.height(row, LINE_POINTS * canvas.lines((c.label, at) for at, c in canvas.data_columns) + 2)


def unit(canvas: Canvas, row: int) -> None:
    """The units."""
    _region_head(canvas, row, "", "计量单位")
    for at, column in canvas.data_columns:
        canvas.put(row, at, column.unit, canvas.styles.get("unit"))
    canvas.height(row, LINE_POINTS + 3)


def codes(canvas: Canvas, row: int) -> None:
    """The codes of the open columns, alone in their cells: how a form is found again."""
    style = canvas.styles.get("code")
    for at, column in enumerate(canvas.contents.sheet.columns, start=1):
        canvas.put(row, at, column.field if column.role is Role.INPUT else None, style)
    canvas.height(row, 12)


def target(canvas: Canvas, row: int) -> None:
    """A breakdown's targets of the city, worded as in the notice."""
    _summary_head(canvas, row, NAMED_LINES[Line.TARGET])
    for at, column in canvas.data_columns:
        canvas.put(row, at, canvas.contents.target(column), _target_style(canvas, column))
    canvas.height(row, 20)


def region(canvas: Canvas, row: int) -> None:
    """A county, or a row for a functional zone, whose name is open."""
    contents, here = canvas.contents, canvas.contents.row(row)
    canvas.put(row, 1, here.region, canvas.styles.get("code"))
    if here.line is Line.ZONE:
        canvas.put(row, 2, contents.value(here.region, "", Role.NAME), canvas.styles.get("open_text"))
    else:
        canvas.put(row, 2, here.name, canvas.styles.get("name"))

    def value(column: Column) -> Value:
        return contents.value(here.region, column.field, column.role)

    for at, column in canvas.data_columns:
        if column.role in (Role.VALUE, Role.COMPLETION):
            canvas.put(row, at, _computed(canvas, row, column, value), _number_style(canvas, column))
        else:
            canvas.put(row, at, value(column), _number_style(canvas, column))
    canvas.height(row, 20)


def zones(canvas: Canvas, row: int) -> None:
    """The sum over the spare rows below the table, so that the printed table adds up by itself."""
    contents = canvas.contents
    canvas.put(row, 1, None, canvas.styles.get("label"))
    canvas.put(row, 2, zone_label(contents), canvas.styles.get("label", font_size=canvas.theme.small_size))
    spare = [contents.row(each).region for each in contents.spare_rows]
    for at, column in canvas.data_columns:
        live = None
        if column.role is Role.INPUT:
            values = [contents.value(each, column.field, Role.INPUT) for each in spare]
            live = total(column, [contents.block(contents.spare_rows, column)], values)
        canvas.put(row, at, live, canvas.styles.get("total", bold=False))
    canvas.height(row, 20)


def totals(canvas: Canvas, row: int) -> None:
    """The sums of the city; the lowest county for a breakdown's rates; a progress form's measures."""
    contents = canvas.contents
    rates = any(column.rate and column.role is Role.INPUT for _, column in canvas.data_columns)
    _summary_head(canvas, row, NAMED_LINES[Line.TOTAL] + ("（比率为县级最低）" if rates else ""))

    def value(column: Column) -> Value:
        if column.role is Role.INPUT:
            result = canvas.total(column).value
            return None if result == "" else result
        return contents.value(contents.sheet.city, column.field, column.role)

    for at, column in canvas.data_columns:
        if column.role is Role.INPUT:
            canvas.put(row, at, canvas.total(column), canvas.styles.get("total"))
        elif column.role in (Role.VALUE, Role.COMPLETION):
            canvas.put(row, at, _computed(canvas, row, column, value), _number_style(canvas, column, "total"))
        elif column.role is Role.TARGET:
            canvas.put(row, at, value(column), _target_style(canvas, column))
        else:
            canvas.put(row, at, value(column), _number_style(canvas, column))
    canvas.height(row, 22 if not rates else 28)


def gaps(canvas: Canvas, row: int) -> None:
    """The total less the target."""
    _summary_head(canvas, row, "差额（合计－目标）")
    for at, column in canvas.data_columns:
        canvas.put(row, at, gap(canvas.contents, column), canvas.styles.get("total"))
    canvas.height(row, 20)


def checks(canvas: Canvas, row: int) -> None:
    """The self-check under each open column."""
    _summary_head(canvas, row, "自检")
    for at, column in canvas.data_columns:
        live = check(canvas.contents, column) if column.role is Role.INPUT else None
        canvas.put(row, at, live, canvas.styles.get("check"))
    canvas.height(row, 36)


def explanation(canvas: Canvas, row: int) -> None:
    """Room for the city's words on each indicator."""
    _summary_head(canvas, row, NAMED_LINES[Line.EXPLANATION])
    city = canvas.contents.sheet.city
    for first, last, column in canvas.groups:
        start = next(at for at, each in canvas.data_columns if at >= first and each.role is Role.INPUT)
        for at in range(first, start):
            canvas.put(row, at, None, canvas.styles.get("check"))
        text = canvas.contents.value(city, column.indicator, Role.EXPLANATION)
        style = canvas.styles.get("open_text", font_size=canvas.theme.small_size)
        if last > start:
            canvas.page.merge_range(row - 1, start - 1, row - 1, last - 1, None, style)
        canvas.put(row, start, text, style)
    canvas.height(row, 48)


def sign(canvas: Canvas, row: int) -> None:
    """A line of a form's sign-off; the room is open, for a name may be typed there."""
    which = canvas.contents.sheet.lines(Line.SIGN).index(row)
    columns = range(FIXED + 1, canvas.span + 1)  # behind the region columns, which every page repeats
    label, room = canvas.styles.get("sign"), canvas.styles.get("sign_open")
    signature_line(canvas.page, row, which, columns, canvas.widths, (label, room))


def ticket(canvas: Canvas, row: int) -> None:
    """The ticket, and what it is there for."""
    words = f"{TICKET_LABEL}{canvas.ticket}　（灰色编码和模板编号供汇总识别，请勿删改）"
    canvas.put(row, FIXED + 1, words, canvas.styles.get("quiet"))
    canvas.height(row, 16)


def zone_heading(canvas: Canvas, row: int) -> None:
    """The heading of the spare rows."""
    words = (
        "功能区单列（开发区、高新区等，不含在所在县、区内；没有的不填）：先填名称，再填数字，自动计入合计。"
    )
    canvas.put(row, 2, words, canvas.styles.get("status"))
    canvas.height(row, 20)


def blank(canvas: Canvas, row: int) -> None:
    """An empty row."""
    canvas.height(row, 10)


DRAWERS: dict[Line, Callable[[Canvas, int], None]] = {
    Line.TITLE: title,
    Line.STATUS: status,
    Line.LEAD: lead,
    Line.INDICATOR: indicator,
    Line.LABEL: label,
    Line.UNIT: unit,
    Line.CODES: codes,
    Line.TARGET: target,
    Line.COUNTY: region,
    Line.ZONE: region,
    Line.ZONES: zones,
    Line.TOTAL: totals,
    Line.GAP: gaps,
    Line.CHECK: checks,
    Line.EXPLANATION: explanation,
    Line.SIGN: sign,
    Line.TICKET: ticket,
    Line.ZONE_HEADING: zone_heading,
    Line.BLANK: blank,
}


def _region_head(canvas: Canvas, row: int, code: str, name: str) -> None:
    canvas.put(row, 1, code, canvas.styles.get("unit", font_size=canvas.theme.small_size))
    canvas.put(row, 2, name, canvas.styles.get("head"))


def _summary_head(canvas: Canvas, row: int, name: str) -> None:
    canvas.put(row, 1, None, canvas.styles.get("label"))
    canvas.put(row, 2, name, canvas.styles.get("label"))


def _target_style(canvas: Canvas, column: Column) -> Format:
    return canvas.styles.get("locked", bold=True, num_format=target_format(canvas.contents, column))


def target_format(contents: Contents, column: Column) -> str:
    """The number format that shows the city's target as the notice words it."""
    given = contents.layout.givens.get((contents.sheet.city, column.indicator, Role.TARGET))
    return worded_format(given.text) if given else "General"


def _number_style(canvas: Canvas, column: Column, name: str = "") -> Format:
    """Open cells and amounts show what stands in them; computed values a fixed number of decimals."""
    style = name or ("open" if column.role is Role.INPUT else "locked")
    fixed = column.role in (Role.VALUE, Role.COMPLETION) or (column.role is Role.LAST and column.rate)
    return canvas.styles.get(style, num_format=number_format(column.decimals) if fixed else "General")


def _computed(canvas: Canvas, row: int, column: Column, value: Callable[[Column], Value]) -> Live:
    """The formula of a computed column in a row; `value` tells the row's other values."""
    contents = canvas.contents
    mine = [each for each in contents.sheet.columns if each.indicator == column.indicator]
    inputs = [each for each in mine if each.role is Role.INPUT]
    result = next((each for each in mine if each.role is Role.VALUE), None)
    goal = next(each for each in mine if each.role is Role.TARGET)
    if result is not None:
        references = {each.field: contents.cell(row, each) for each in inputs}
        live = measured(result, references, {each.field: value(each) for each in inputs})
        if contents.row(row).line is Line.TOTAL:
            live = only_when_filled(contents, inputs, live)
        if column.role is Role.VALUE:
            return live
        now: Value = live.value
    else:
        result, now = inputs[0], value(inputs[0])
    return completion(contents.cell(row, result), contents.cell(row, goal), goal.rate, (now, value(goal)))
