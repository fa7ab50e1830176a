"""The footer of a form sheet: totals, gaps, self-checks, explanations, sign-off and ticket."""

from cascade.form.canvas import Canvas
from cascade.form.computed_columns import computed
from cascade.form.contents import FIXED
from cascade.form.signoff import signature_line
from cascade.formula import Ref
from cascade.judging.targets import weakest_word
from cascade.layout import Line, Role
from cascade.layout.carriers import OWN_NUMBERS, TICKET_LABEL


def totals(canvas: Canvas, row: int) -> None:
    """Draw the total row: sums, the weakest county for a breakdown's rates, a progress form's measures.

    Where the city fills in its own number, its cell is open.
    """
    contents, city = canvas.contents, canvas.contents.sheet.city
    weakest = weakest_word(each.direction for each in contents.sheet.inputs if each.rate)
    own = contents.sheet.own_inputs
    rates = f"（比率为{contents.layout.levels.leaf_tier}{weakest}）" if weakest else ""
    canvas.put_label(row, _total_label(canvas) + rates)
    if own:
        canvas.put(row, 1, contents.row(row).region, canvas.styles.get("code"))

    cells = {}
    for _, column in canvas.data_columns:
        summed = column.role is Role.INPUT and column not in own
        total = canvas.selfcheck.total(column).value if summed else None
        value = contents.value(city, column.field, column.role) if total is None else total
        cells[column.field, column.role] = Ref(contents.cell(row, column), value)
    for at, column in canvas.data_columns:
        if column in own:
            canvas.put(row, at, cells[column.field, column.role].value, canvas.number_styles[at])
        elif column.role is Role.INPUT:
            canvas.put(row, at, canvas.selfcheck.total(column), canvas.styles.get("total"))
        elif column.role.is_computed:
            live = computed(contents, row, column, cells)
            canvas.put(row, at, live, canvas.number_style(column, "total"))
        elif contents.sheet.line(Line.TARGET):  # the targets have a row of their own
            canvas.put(row, at, None, canvas.styles.get("total"))
        else:
            style = canvas.target_style(column) if column.role.is_target else canvas.number_styles[at]
            canvas.put(row, at, cells[column.field, column.role].value, style)
    canvas.height(row, 28 if weakest else max(22, canvas.goal_height))


def _total_label(canvas: Canvas) -> str:
    """The label of the total row, which holds sums, the city's own numbers, or both."""
    sheet = canvas.contents.sheet
    if not sheet.own_inputs:
        return "合计"
    return OWN_NUMBERS if len(sheet.own_inputs) == len(sheet.inputs) else f"合计／{OWN_NUMBERS}"


def gaps(canvas: Canvas, row: int) -> None:
    """Draw the gaps: the total minus the target."""
    canvas.put_label(row, "差额（合计－目标）")
    for at, column in canvas.data_columns:
        live = canvas.selfcheck.gap(column) if column.role is Role.INPUT else None
        canvas.put(row, at, live, canvas.styles.get("total"))
    canvas.height(row, 20)


def checks(canvas: Canvas, row: int) -> None:
    """Draw the self-check under each open column."""
    canvas.put_label(row, "自检")
    for at, column in canvas.data_columns:
        live = canvas.selfcheck.check(column) if column.role is Role.INPUT else None
        canvas.put(row, at, live, canvas.styles.get("check"))
    canvas.height(row, 36)


def explanation(canvas: Canvas, row: int) -> None:
    """Draw the cells in which the city may explain its numbers, one per indicator."""
    canvas.put_label(row, "说明")
    city = canvas.contents.sheet.city
    for first, last, column in canvas.groups:
        open_ = (at for at, each in canvas.data_columns if first <= at <= last and each.role is Role.INPUT)
        start = next(open_, last + 1)
        for at in range(first, start):
            canvas.put(row, at, None, canvas.styles.get("check"))
        if start > last:
            continue
        text = canvas.contents.value(city, column.indicator, Role.EXPLANATION)
        style = canvas.styles.get("open_text", font_size=canvas.theme.small_size)
        if last > start:
            canvas.page.merge_range(row - 1, start - 1, row - 1, last - 1, None, style)
        canvas.put(row, start, text, style)
    canvas.height(row, 48)


def sign(canvas: Canvas, row: int) -> None:
    """Draw a line of the sign-off; its blanks are unlocked, because a city may type a name there."""
    which = canvas.contents.sheet.lines(Line.SIGN).index(row)
    columns = range(FIXED + 1, canvas.span + 1)  # after the region columns, which every page repeats
    label, room = canvas.styles.get("sign"), canvas.styles.get("sign_open")
    signature_line(canvas.page, row, which, columns, canvas.widths, (label, room))


def ticket(canvas: Canvas, row: int) -> None:
    """Draw the ticket, the request not to change it, and how far the sheet is filled in."""
    canvas.put(row, 1, canvas.selfcheck.progress(), canvas.styles.get("quiet"))
    words = f"{TICKET_LABEL}{canvas.ticket}　（灰色编码和模板编号供汇总识别，请勿删改）"
    canvas.put(row, FIXED + 1, words, canvas.styles.get("quiet"))
    canvas.height(row, 16)
