"""The body of a form sheet: counties, functional zones, and the spare rows for more of them."""

from cascade.form.canvas import Canvas
from cascade.form.computed_columns import computed
from cascade.form.total_row import total_rule
from cascade.formula import Live, formula, joined
from cascade.layout import Role

_LISTED = formula('IF(name = "", "", "、" & name)')
_ZONES_LABEL = formula("IF(COUNTA(names) = 0, nothing, prefix & MID(listed, 2, 200))")


def region(canvas: Canvas, row: int) -> None:
    """Draw the row of a county, or of a functional zone, whose name the city may type."""
    contents, here = canvas.contents, canvas.contents.row(row)
    canvas.put(row, 1, here.region, canvas.styles.get("code"))
    if here.name:
        canvas.put(row, 2, here.name, canvas.styles.get("name"))
    else:
        canvas.put(row, 2, contents.value(here.region, "", Role.NAME), canvas.styles.get("open_text"))

    styles = canvas.number_styles
    cells = contents.cells(row) if contents.has_computed_columns else {}
    for at, column in canvas.data_columns:
        if not canvas.is_open(row, column):
            canvas.put(row, at, None, canvas.styles.get("locked"))
        elif column.role.is_computed:
            canvas.put(row, at, computed(contents, row, column, cells), styles[at])
        elif column.role.is_target and here.region == contents.sheet.city:  # worded as in the notice
            canvas.put(row, at, contents.goal(column), canvas.target_style(column))
        else:
            canvas.put(row, at, contents.value(here.region, column.field, column.role), styles[at])
    canvas.height(row, max(18, canvas.goal_height if here.region == contents.sheet.city else 0))


def zones(canvas: Canvas, row: int) -> None:
    """Draw the subtotal of the spare rows below the table, so that the printed table adds up."""
    contents = canvas.contents
    canvas.put(row, 1, None, canvas.styles.get("label"))
    canvas.put(row, 2, _zones_label(canvas), canvas.styles.get("label", font_size=canvas.theme.small_size))
    for at, column in canvas.data_columns:
        live = None
        if column.role is Role.INPUT and not column.own:
            live = total_rule(column).live(cells=contents.span(contents.spare_rows, column))
        canvas.put(row, at, live, canvas.styles.get("total", bold=False))
    canvas.height(row, 20)


def _zones_label(canvas: Canvas) -> Live:
    """The label of the subtotal, with the names of its zones."""
    contents, names = canvas.contents, canvas.contents.sheet.columns[1]
    known = len(contents.zone_rows) > 1  # some named zones are above, with the counties
    name, none = ("其他功能区小计", "（无）") if known else ("功能区小计", "（无单列）")
    listed = joined(
        *(_LISTED.live(name=contents.cells(row)[names.field, names.role]) for row in contents.spare_rows)
    )
    rule = _ZONES_LABEL.given(nothing=name + none, prefix=f"{name}：")
    return rule.live(names=contents.span(contents.spare_rows, names), listed=listed)


def zone_heading(canvas: Canvas, row: int) -> None:
    """Draw the heading of the spare rows."""
    places = canvas.contents.layout.levels.leaf_places
    which = f"开发区、高新区等，不含在所在{places}内；没有的不填"
    words = f"功能区单列（{which}）：先填名称，再填数字，自动计入合计。"
    canvas.put(row, 2, words, canvas.styles.get("status"))
    canvas.height(row, 20)


def blank(canvas: Canvas, row: int) -> None:
    """Draw an empty row."""
    canvas.height(row, 10)
