"""The defined names and the document property by which `cascade.locate` recognises a form and its cells.

The visible row and column of codes and the printed ticket serve the same purpose as cells of the layout.
"""

import re

from cascade.grid import Area
from cascade.layout.description import Layout, SheetLayout
from cascade.layout.roles import Line, Role

TICKET_PROPERTY = "CascadeTicket"
TICKET_NAME = "cascade.ticket"
TICKET_LABEL = "模板编号："
OWN_NUMBERS = "本级填报"  # in place of 合计, or behind it, where a city fills in its own cells
OWN_TARGET = "本[^年月季期次，。；]{1,12}目标"  # the label of a city's targets in any plan's words: 本市目标
NAMED_LINES = {  # with the patterns of their labels
    Line.TARGET: re.compile(OWN_TARGET),
    Line.TOTAL: re.compile(f"合计|{OWN_NUMBERS}"),
    Line.EXPLANATION: re.compile("说明"),
}
TICKET_COLUMN = 3  # the first after the region columns, which every printed page repeats


def field_name(field: str) -> str:
    """The name of the column in which a field is filled in."""
    return f"cascade.{field}"


def target_name(indicator: str, role: Role = Role.TARGET) -> str:
    """The name of a column of county targets of an indicator (progress forms)."""
    return f"cascade.{indicator}.{role.value}"


def codes_name(number: int) -> str:
    """The name of the code column on the sheet with this number (from 1)."""
    return f"cascade.codes.{number}"


def row_name(line: Line, number: int) -> str:
    """The name of a row without a code (targets, totals, explanations) on the sheet with this number."""
    return f"cascade.{line.value}.{number}"


def defined_names(layout: Layout) -> dict[str, tuple[str, Area]]:
    """Every defined name of a form, with its sheet and its cells."""
    found = {
        name: (sheet.name, area)
        for number, sheet in enumerate(layout.sheets, start=1)
        for name, area in _sheet_names(sheet, number).items()
    }
    first = layout.sheets[0]
    row = first.line(Line.TICKET)
    assert row
    return found | {TICKET_NAME: (first.name, Area(row, TICKET_COLUMN, row, TICKET_COLUMN))}


def _sheet_names(sheet: SheetLayout, number: int) -> dict[str, Area]:
    leaves = [at for at, row in enumerate(sheet.rows, start=1) if row.line in (Line.COUNTY, Line.ZONE)]
    top, bottom = leaves[0], leaves[-1]
    found = {codes_name(number): Area(top, 1, bottom, 1)}
    for at, column in enumerate(sheet.columns, start=1):
        if column.role is Role.INPUT:
            found[field_name(column.field)] = Area(top, at, bottom, at)
        elif column.role.is_target:
            found[target_name(column.indicator, column.role)] = Area(top, at, bottom, at)
    for line in NAMED_LINES:
        if row := sheet.line(line):
            found[row_name(line, number)] = Area(row, 1, row, len(sheet.columns))
    return found
