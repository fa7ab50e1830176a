"""Where each cell of a form's layout stands in a workbook that came back.

The visible code row and code column lead; defined names stand in for codes that are gone, with a warning.
What neither tells is missing, with an error; an address is never assumed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cascade.findings import Finding, finding
from cascade.grid import Cell, CellKind, Grid, Sheet, address
from cascade.layout import Key, Layout, Line, Role, SheetLayout
from cascade.layout.carriers import NAMED_LINES, codes_name, field_name, row_name, target_name
from cascade.locate.reference import resolve


@dataclass(frozen=True, slots=True)
class Place:
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
        """The cell's content, None where it is empty."""
        return self.sheet.cells.get((self.row, self.column))


@dataclass(frozen=True, slots=True)
class Placement:
    """The places of a layout's keys that were found, and what was odd or missing on the way.

    A zone's name may stand on several sheets: its key has the sheet's name in place of a field.
    """

    places: Mapping[Key, Place]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Found:
    """What has been found of one sheet of the layout in one worksheet."""

    sheet: Sheet
    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    code_row: int = 0
    code_column: int = 0
    findings: list[Finding] = field(default_factory=list)


def place(grid: Grid, layout: Layout, foreign: Mapping[str, str]) -> Placement:
    """Find every cell of a layout in a workbook.

    `foreign` maps the region codes of other cities to those cities' names: such a code in the code column
    means that somebody else's rows stand here.
    """
    places: dict[Key, Place] = {}
    findings: list[Finding] = []
    for number, sheet in enumerate(layout.sheets, start=1):
        candidates = [found for each in grid.sheets if (found := _codes(each, sheet))]
        if not candidates:
            by_name = resolve(grid, codes_name(number))
            named = next((each for each in grid.sheets if by_name and each.name == by_name[0]), None)
            if named is None:
                findings.append(finding("L09", sheet=sheet.name))
                continue
            candidates = [_Found(named)]
        found = _chosen(candidates)
        if len(candidates) > 1:
            findings += _copies(candidates, found)
        findings += _foreign_codes(found, layout, foreign)
        _complete_by_names(grid, found, sheet, number)
        findings += found.findings + _missing(found, sheet) + _uncoded_numbers(found, sheet)
        places |= _places(grid, found, sheet, number)
    return Placement(places, tuple(findings))


def _codes(sheet: Sheet, layout: SheetLayout) -> _Found | None:
    """The code row and code column of a worksheet, if it has both."""
    fields = {column.field for column in layout.inputs}
    regions = {row.region for row in layout.leaves}
    in_rows: dict[int, list[Cell]] = {}
    in_columns: dict[int, list[Cell]] = {}
    for cell in sheet.cells.values():
        if cell.formula is None and cell.text in fields and cell.kind is CellKind.TEXT:
            in_rows.setdefault(cell.row, []).append(cell)
        elif cell.formula is None and cell.text in regions:
            in_columns.setdefault(cell.column, []).append(cell)
    if not in_rows or not in_columns:
        return None
    code_row = max(in_rows, key=lambda row: (len({cell.text for cell in in_rows[row]}), -row))
    code_column = max(
        in_columns, key=lambda column: (len({cell.text for cell in in_columns[column]}), -column)
    )
    found = _Found(sheet, code_row=code_row, code_column=code_column)
    for cell in in_rows[code_row]:
        _enter(found, found.columns, cell, cell.column)
    for cell in in_columns[code_column]:
        _enter(found, found.rows, cell, cell.row)
    return found


def _enter(found: _Found, index: dict[str, int], cell: Cell, at: int) -> None:
    """Note where a code stands first; the same code a second time is an error."""
    if cell.text not in index:
        index[cell.text] = at
        return
    other = found.sheet.cells[
        (index[cell.text], cell.column) if index is found.rows else (cell.row, index[cell.text])
    ]
    found.findings.append(
        finding(
            "L03",
            sheet=found.sheet.name,
            cell=cell.address,
            code=cell.text,
            other=other.address,
            value=cell.text,
        )
    )


def _filled(found: _Found) -> dict[tuple[str, str], str]:
    """The contents of a worksheet's open cells by (region, field)."""
    cells = {}
    for region, row in found.rows.items():
        for field_, column in found.columns.items():
            cell = found.sheet.cells.get((row, column))
            if cell is not None and cell.text:
                cells[region, field_] = cell.text
    return cells


def _chosen(candidates: list[_Found]) -> _Found:
    """Of several copies of a sheet the fullest; the first where they are alike."""
    return max(candidates, key=lambda found: len(_filled(found)))


def _copies(candidates: list[_Found], chosen: _Found) -> list[Finding]:
    """Other copies of a sheet: empty or equal ones do not matter, another filling needs a person."""
    counted = _filled(chosen)
    return [
        finding("D09", sheet=other.sheet.name, other=chosen.sheet.name)
        for other in candidates
        if other is not chosen and (filled := _filled(other)) and filled != counted
    ]


def _foreign_codes(found: _Found, layout: Layout, foreign: Mapping[str, str]) -> list[Finding]:
    for cell in _column(found.sheet, found.code_column):
        if cell.text in foreign:
            facts = {"ticket_city": layout.city_name, "code_city": foreign[cell.text], "code": cell.text}
            return [finding("D06", sheet=found.sheet.name, cell=cell.address, value=cell.text, **facts)]
    return []


def _column(sheet: Sheet, column: int) -> Iterable[Cell]:
    return (cell for cell in sheet.cells.values() if cell.column == column)


def _complete_by_names(grid: Grid, found: _Found, sheet: SheetLayout, number: int) -> None:
    """Find by defined names what the visible codes do not tell."""
    recovered = []
    for column in sheet.inputs:
        if column.field not in found.columns:
            named = resolve(grid, field_name(column.field))
            if named and named[0] == found.sheet.name and named[1].left not in found.columns.values():
                found.columns[column.field] = named[1].left
                recovered.append(column.field)
    named = resolve(grid, codes_name(number))
    if named and named[0] == found.sheet.name:
        recovered += _rows_by_offset(found, sheet, named[1].top, named[1].bottom, named[1].left)
    if recovered:
        found.findings.append(finding("L04", sheet=found.sheet.name, codes="、".join(recovered)))


def _rows_by_offset(found: _Found, sheet: SheetLayout, top: int, bottom: int, column: int) -> list[str]:
    """The rows whose codes are gone, counted within the named code column.

    Only where that range is as long as it was issued and every code that is left stands where it stood:
    then nothing has been inserted, deleted or sorted, and the order tells whose row it is.
    """
    first = sheet.lines(Line.COUNTY)[0]
    expected = {
        row.region: top + at - first
        for at, row in enumerate(sheet.rows, start=1)
        if row.line in (Line.COUNTY, Line.ZONE)
    }
    if max(expected.values()) != bottom or any(expected[code] != at for code, at in found.rows.items()):
        return []
    gone = [code for code in expected if code not in found.rows]
    found.rows |= {code: expected[code] for code in gone}
    found.code_column = found.code_column or column
    return gone


def _missing(found: _Found, sheet: SheetLayout) -> list[Finding]:
    """Counties and fields that are nowhere; a spare row may be deleted without harm."""
    findings = [
        finding("L02", sheet=found.sheet.name, field=column.field, name=column.heading, code=column.field)
        for column in sheet.inputs
        if column.field not in found.columns
    ]
    return findings + [
        finding("L01", sheet=found.sheet.name, region=row.region, name=row.name, code=row.region)
        for row in sheet.leaves
        if row.line is Line.COUNTY and row.region not in found.rows
    ]


def _uncoded_numbers(found: _Found, sheet: SheetLayout) -> list[Finding]:
    """Rows between the counties that hold numbers but no code: somebody has inserted them."""
    counties = [
        found.rows[row.region] for row in sheet.leaves if row.line is Line.COUNTY and row.region in found.rows
    ]
    if not counties:
        return []
    coded, columns = set(found.rows.values()), set(found.columns.values())
    strays: dict[int, Cell] = {}
    for cell in found.sheet.cells.values():
        inside = min(counties) < cell.row < max(counties) and cell.row not in coded
        if inside and cell.column in columns and cell.kind is CellKind.NUMBER:
            strays.setdefault(cell.row, cell)
    return [
        finding("L08", sheet=found.sheet.name, cell=cell.address, value=cell.text)
        for _, cell in sorted(strays.items())
    ]


def _places(grid: Grid, found: _Found, sheet: SheetLayout, number: int) -> dict[Key, Place]:
    places: dict[Key, Place] = {}
    for column in sheet.inputs:
        if at := found.columns.get(column.field):
            for region, row in found.rows.items():
                places[region, column.field, Role.INPUT] = Place(found.sheet, row, at)
    name_column = _name_column(found, sheet)
    for row_layout in sheet.leaves:
        if row_layout.line is Line.ZONE and row_layout.region in found.rows and name_column:
            place_ = Place(found.sheet, found.rows[row_layout.region], name_column)
            places[row_layout.region, sheet.name, Role.NAME] = place_
    for line in NAMED_LINES:
        if row := _named_row(grid, found, line, number, name_column):
            places |= _city_places(found, sheet, line, row)
    for column in sheet.columns:
        named = resolve(grid, target_name(column.indicator)) if column.role is Role.TARGET else None
        if named and named[0] == found.sheet.name:
            for region, row in found.rows.items():
                places[region, column.field, Role.TARGET] = Place(found.sheet, row, named[1].left)
            if total := _named_row(grid, found, Line.TOTAL, number, name_column):
                places[sheet.city, column.field, Role.TARGET] = Place(found.sheet, total, named[1].left)
    return places


def _city_places(found: _Found, sheet: SheetLayout, line: Line, row: int) -> dict[Key, Place]:
    """The places of the city's own cells in a row: targets, totals or explanations."""
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


def _named_row(grid: Grid, found: _Found, line: Line, number: int, name_column: int) -> int:
    """A row without a code, by its defined name or else by its label; 0 where neither is left."""
    named = resolve(grid, row_name(line, number))
    if named and named[0] == found.sheet.name:
        return named[1].top
    label = NAMED_LINES[line]
    for cell in sorted(_column(found.sheet, name_column), key=lambda cell: cell.row):
        if cell.kind is CellKind.TEXT and cell.text.startswith(label):
            return cell.row
    return 0


def _name_column(found: _Found, sheet: SheetLayout) -> int:
    """The column that holds the counties' names, 0 where it is gone."""
    votes: dict[int, int] = {}
    names = {
        found.rows[row.region]: row.name for row in sheet.leaves if row.name and row.region in found.rows
    }
    for cell in found.sheet.cells.values():
        if names.get(cell.row) == cell.text:
            votes[cell.column] = votes.get(cell.column, 0) + 1
    return max(votes, key=lambda column: votes[column]) if votes else 0
