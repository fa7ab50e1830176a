"""The cell at the top of a form sheet that says how much is still open, and the zones' own label."""

from cascade.form.contents import Contents
from cascade.form.selfcheck import HINT, MISSING, PASSED, check
from cascade.formula import Live
from cascade.layout import Line, Role

DONE = "已全部填完，自检通过，可以报送。"
_WHICH = "（未填的格、未通过的自检、缺名称的功能区）。"
_NOT_FAILING = (PASSED, HINT, MISSING)


def counter(contents: Contents) -> Live:
    """How many things are still open: empty cells, failing self-checks, numbers of a nameless zone."""
    sheet = contents.sheet
    first, last = (contents.at(Line.CHECK, column) for column in (sheet.inputs[0], sheet.inputs[-1]))
    fine = "-".join(f'COUNTIF({first}:{last},"{start}*")' for start in _NOT_FAILING)
    blanks = "+".join(f"COUNTBLANK({span})" for span in contents.spans(sheet.lines(Line.COUNTY)))
    formula = f"{blanks}+{len(sheet.inputs)}-{fine}" + "".join(f"+{each}" for each in _nameless(contents))
    results = [str(check(contents, column).value) for column in sheet.inputs]
    empty = sum(contents.values(Line.COUNTY, column).count(None) for column in sheet.inputs)
    count = empty + sum(not result.startswith(_NOT_FAILING) for result in results) + _nameless_now(contents)
    value = f"还有 {count} 项待完成{_WHICH}" if count else DONE
    return Live(f'IF({formula}=0,"{DONE}","还有 "&({formula})&" 项待完成{_WHICH}")', value)


def _nameless(contents: Contents) -> list[str]:
    """How many cells of zone rows hold numbers although the zone has no name, as formulas."""
    names = contents.sheet.columns[1]
    return [
        f'SUMPRODUCT(({contents.block(rows, names)}="")*({span}<>""))'
        for rows in contents.zone_rows
        for span in contents.spans(rows)
    ]


def _nameless_now(contents: Contents) -> int:
    return sum(
        contents.value(row.region, column.field, Role.INPUT) is not None
        for row in contents.sheet.rows
        if row.line is Line.ZONE and not contents.value(row.region, "", Role.NAME)
        for column in contents.sheet.inputs
    )


def zone_label(contents: Contents) -> Live:
    """The label of the zones' subtotal: which zones it is the sum of."""
    names = contents.sheet.columns[1]
    cells = [contents.cell(row, names) for row in contents.spare_rows]
    named = [contents.value(contents.row(row).region, "", Role.NAME) for row in contents.spare_rows]
    listed = "&".join(f'IF({cell}="","","、"&{cell})' for cell in cells)
    value = "".join(f"、{name}" for name in named if name)[1:]
    known = len(contents.zone_rows) > 1  # named zones that stand with the counties
    name, none = ("其他功能区小计", "（无）") if known else ("功能区小计", "（无单列）")
    nothing, prefix = name + none, f"{name}："
    formula = f'IF(COUNTA({cells[0]}:{cells[-1]})=0,"{nothing}","{prefix}"&MID({listed},2,200))'
    return Live(formula, prefix + value if value else nothing)
