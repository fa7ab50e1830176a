"""Find every cell of a form's layout in a returned workbook.

The visible code row and code column come first. Defined names replace missing codes, with a warning. What
neither finds is missing, with an error; no address is ever assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cascade.findings import Finding, finding
from cascade.grid import Area, Cell, CellKind, Grid, Sheet, address
from cascade.layout import Key, Layout, Line, Role, SheetLayout
from cascade.layout.carriers import NAMED_LINES, codes_name, field_name, row_name, target_name
from cascade.locate.codes import FoundSheet, codes, column_cells, fullest, has_numbers, name_column
from cascade.locate.oddities import (
    added_names,
    changed_headings,
    changed_names,
    foreign_codes,
    foreign_sheet,
    missing,
    moved_columns,
    uncoded_numbers,
    written_beside,
)
from cascade.locate.reference import named_cells, named_column, stale_columns


class Place(NamedTuple):
    """A cell of a returned workbook."""

    sheet: Sheet
    row: int
    column: int

    @property
    def address(self) -> str:
        """The address in A1 notation."""
        return address(self.row, self.column)

    @property
    def cell(self) -> Cell | None:
        """The cell, None where it is empty."""
        return self.sheet.cells.get((self.row, self.column))


class OpenCells(NamedTuple):
    """The open cells of a sheet: the columns of its fields and the rows of its regions."""

    sheet: Sheet
    columns: Mapping[str, int]
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Placement:
    """The places found for a layout's keys, and findings about what is odd or missing.

    `tables` hold the open cells: those of counties and zones, then those of a city's own numbers. `others`
    hold the city's other cells, county targets and the zones' names. A zone's name may stand on several
    sheets: its key has the sheet's name in place of a field.
    """

    tables: tuple[OpenCells, ...]
    others: Mapping[Key, Place]
    findings: tuple[Finding, ...]

    @cached_property
    def places(self) -> dict[Key, Place]:
        """The places of all keys that were found."""
        return {**self.others} | {
            (region, field, Role.INPUT): Place(table.sheet, row, column)
            for table in self.tables
            for field, column in table.columns.items()
            for region, row in table.rows.items()
        }


def place(grid: Grid, layout: Layout, foreign: Mapping[str, str]) -> Placement:
    """Find every cell of a layout in a workbook.

    `foreign` maps region codes of other cities to those cities' names: such a code in the code column means
    that another city's rows stand here.
    """
    tables: list[OpenCells] = []
    others: dict[Key, Place] = {}
    findings: list[Finding] = []
    for number, sheet in enumerate(layout.sheets, start=1):
        candidates = [found for each in grid.sheets if (found := codes(each, sheet)).has_codes]
        uncoded = _uncoded_forms(grid, sheet, number, candidates) if candidates else []
        candidates = candidates or _named_sheet(grid, sheet, number)
        if not candidates:
            findings += foreign_sheet(grid, layout, sheet, foreign)
            continue
        found, differing = fullest(candidates, sheet)
        differing += [finding("D09", sheet=each.name, other=found.sheet.name) for each in uncoded]
        findings += differing + foreign_codes(found, layout, foreign)
        _complete_by_names(grid, found, sheet, number)
        found.names_at = name_column(found, sheet)
        lines = {
            line: _named_row(grid, found, line, number) if sheet.line(line) else 0 for line in NAMED_LINES
        }
        total = lines[Line.TOTAL] = found.own_row or lines[Line.TOTAL]
        findings += found.findings + missing(found, sheet, layout, total)
        findings += uncoded_numbers(found, sheet, total) + changed_names(found, sheet, layout.levels)
        findings += added_names(found, sheet, layout.levels) + changed_headings(found, sheet, layout.levels)
        findings += moved_columns(grid, found, sheet, layout.levels) + written_beside(
            found, sheet, layout.levels
        )
        columns = {
            each.field: found.columns[each.field] for each in sheet.inputs if each.field in found.columns
        }
        words = {each.field for each in sheet.own_inputs if each.choices}  # which counties do not report
        numbers = {field: at for field, at in columns.items() if field not in words}
        tables.append(OpenCells(found.sheet, numbers, found.rows))
        others |= _others(grid, found, sheet, lines)
        if sheet.own_inputs and total:
            own = {each.field: columns[each.field] for each in sheet.own_inputs if each.field in columns}
            tables.append(OpenCells(found.sheet, own, {sheet.city: total}))
            for field in own:
                del others[sheet.city, field, Role.INPUT]
    return Placement(tuple(tables), others, tuple(findings))


def _named_sheet(grid: Grid, sheet: SheetLayout, number: int) -> list[FoundSheet]:
    """The sheet that the code column's defined name leads to, where no sheet shows row and column."""
    found = []
    for each in grid.sheets:
        if named := named_cells(grid, codes_name(number), each):
            found.append(codes(each, sheet))
            found[-1].code_column = found[-1].code_column or named.left
    return found


def _uncoded_forms(grid: Grid, sheet: SheetLayout, number: int, coded: Sequence[FoundSheet]) -> list[Sheet]:
    """The sheets that hold numbers and are the form by their own or a defined name, but show no codes.

    Beside a sheet that shows the codes, either of them may be the one that the city filled in.
    """
    names = [codes_name(number), *(field_name(column.field) for column in sheet.inputs)]
    others = [each for each in grid.sheets if all(each is not found.sheet for found in coded)]
    return [
        each
        for each in others
        if each.name == sheet.name or any(named_cells(grid, name, each) for name in names)
        if has_numbers(each, sheet)
    ]


def _complete_by_names(grid: Grid, found: FoundSheet, sheet: SheetLayout, number: int) -> None:
    """Complete rows and columns by defined names, where visible codes are missing."""
    recovered = []
    found.stale = stale_columns(grid, found, sheet)
    for column in sheet.inputs:
        if column.field not in found.columns:
            at = named_column(grid, field_name(column.field), found)
            if at and at not in found.columns.values():
                found.columns[column.field] = at
                recovered.append(column.field)
    if named := named_cells(grid, codes_name(number), found.sheet):
        recovered += _rows_by_offset(found, sheet, named)
    if recovered:
        found.findings.append(
            finding("L04", sheet=found.sheet.name, codes="、".join(map(sheet.named, recovered)))
        )


def _rows_by_offset(found: FoundSheet, sheet: SheetLayout, named: Area) -> list[str]:
    """Find rows without a code by their position in the named code column; return their codes.

    This requires that the range still has its length, that every remaining code stands in its old position
    and that the county's own name stands in the row: then no row was moved, and the order gives the county.
    """
    first = sheet.lines(Line.COUNTY)[0]
    rows = {
        row: named.top + at - first
        for at, row in enumerate(sheet.rows, start=1)
        if row.line in (Line.COUNTY, Line.ZONE)
    }
    expected = {row.region: at for row, at in rows.items()}
    if expected.keys() <= found.rows.keys():
        return []
    if max(expected.values()) != named.bottom or any(expected[code] != at for code, at in found.rows.items()):
        return []
    names_at = name_column(found, sheet, rows.values())
    moved = [row for row, at in rows.items() if row.name and not _reads(found.sheet, at, names_at, row.name)]
    gone = [
        row.region
        for row in rows
        if row.region not in found.rows and row not in moved and (row.name or not moved)
    ]
    found.rows |= {code: expected[code] for code in gone}
    return gone


def _reads(sheet: Sheet, row: int, column: int, text: str) -> bool:
    """Whether a cell holds this text."""
    cell = sheet.cells.get((row, column))
    return cell is not None and cell.text.strip() == text


def _others(grid: Grid, found: FoundSheet, sheet: SheetLayout, lines: Mapping[Line, int]) -> dict[Key, Place]:
    """The places of a sheet outside its table; `lines` are its rows without a code, 0 where missing."""
    places: dict[Key, Place] = {}
    for zone in sheet.leaves:
        if zone.line is Line.ZONE and zone.region in found.rows and found.names_at:
            here = Place(found.sheet, found.rows[zone.region], found.names_at)
            places[zone.region, sheet.name, Role.NAME] = here
    for line, row in lines.items():
        if row:
            places |= _city_places(found, sheet, line, row)
    for column in sheet.columns:
        name = target_name(column.indicator, column.role)
        if column.role.is_target and (named := named_column(grid, name, found)):
            row = lines[Line.TARGET] or lines[Line.TOTAL]
            own = {sheet.city: row} if row else {}
            for region, row in (found.rows | own).items():
                places[region, column.field, column.role] = Place(found.sheet, row, named)
    return places


def _city_places(found: FoundSheet, sheet: SheetLayout, line: Line, row: int) -> dict[Key, Place]:
    """The places of the city's own cells in a line: targets, totals or explanations."""
    places: dict[Key, Place] = {}
    for column in sheet.inputs:
        at = found.columns.get(column.field)
        if at is None:
            continue
        here = Place(found.sheet, row, at)
        if line is Line.TARGET:
            places[sheet.city, column.indicator, Role.TARGET] = here
        elif line is Line.TOTAL:
            places[sheet.city, column.field, Role.INPUT] = here
        else:
            places.setdefault((sheet.city, column.indicator, Role.EXPLANATION), here)
    return places


def _named_row(grid: Grid, found: FoundSheet, line: Line, number: int) -> int:
    """Find a line without a code by its defined name, else by its label; 0 where both are missing.

    Some programs insert rows and leave the names where they were: then the label says where the line is.
    """
    named = named_cells(grid, row_name(line, number), found.sheet)
    label = NAMED_LINES[line]
    texts = [cell for cell in column_cells(found.sheet, found.names_at) if cell.kind is CellKind.TEXT]
    labelled = sorted(cell.row for cell in texts if label.match(cell.text))
    if named and (named.top in labelled or not labelled):
        return named.top
    above = named.top if named else 0
    return next((row for row in (*(each for each in labelled if each >= above), *labelled)), 0)
