"""The computed columns of a progress form: a rate from its inputs, and how far a row is from its target."""

from collections.abc import Mapping

from cascade.form.contents import Contents
from cascade.formula import Live, Ref, added, formula
from cascade.formula.measure import Measure
from cascade.judging.results import completion
from cascade.layout import Column, Line, Role
from cascade.quantity import NONE

_BLANK = formula("COUNTBLANK(cells)")
_WHEN_FILLED = formula("IF(blank > 0, none, result)", none=NONE)


def computed(contents: Contents, row: int, column: Column, cells: Mapping[tuple[str, Role], Ref]) -> Live:
    """The formula of a computed column in the row of a region or in the total row.

    `cells` are the row's cells by field and role.
    """
    inputs = [each for each in contents.group(column) if each.role is Role.INPUT]
    value, target = contents.beside(column, Role.VALUE), contents.judged_by(column)
    assert target
    result = cells[inputs[0].field, Role.INPUT]
    if value is not None:
        live = Measure.parse(value.measure).live(
            {each.field: cells[each.field, Role.INPUT] for each in inputs}
        )
        if contents.row(row).line is Line.TOTAL and not inputs[0].own:
            live = _when_filled(contents, inputs, live)
        if column.role is Role.VALUE:
            return live
        result = Ref(contents.cell(row, value), live.value)
    region = contents.row(row).region or contents.sheet.city
    rule = completion(target.comparison, contents.upper(region, target), blank="")
    return rule.live(result=result, target=cells[target.field, target.role])


def _when_filled(contents: Contents, inputs: list[Column], live: Live) -> Live:
    """A city's measure, `NONE` while a county's input is empty: its sums would cover different counties."""
    blank = added(*(_BLANK.live(cells=contents.span(contents.county_rows, each)) for each in inputs))
    return _WHEN_FILLED.live(blank=blank, result=live)
