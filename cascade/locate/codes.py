"""The code row and code column of a form in a worksheet, and which of several copies of a sheet counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from cascade.findings import Finding, finding
from cascade.grid import Cell, CellKind, Sheet
from cascade.layout import SheetLayout


@dataclass(slots=True)
class Found:
    """What has been found of one sheet of the layout in one worksheet; a row or column of 0 is gone."""

    sheet: Sheet
    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    code_row: int = 0
    code_column: int = 0
    names_at: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def crossing(self) -> bool:
        """Whether it has a code row and a code column."""
        return bool(self.columns and self.rows)


def codes(sheet: Sheet, layout: SheetLayout, strangers: Collection[str] = ()) -> Found:
    """The code row and code column of a worksheet, as far as they are there.

    Of `strangers` the column, instead of the layout's own regions.
    """
    fields = {column.field for column in layout.inputs}
    regions = strangers or {row.region for row in layout.leaves}
    in_rows: dict[int, list[Cell]] = {}
    in_columns: dict[int, list[Cell]] = {}
    either = fields.union(regions)
    for cell in [each for each in sheet.cells.values() if each.text in either and each.formula is None]:
        if cell.text in fields and cell.kind is CellKind.TEXT:
            in_rows.setdefault(cell.row, []).append(cell)
        elif cell.text in regions:
            in_columns.setdefault(cell.column, []).append(cell)
    found = Found(sheet, code_row=_fullest(in_rows), code_column=_fullest(in_columns))
    for cell in in_rows.get(found.code_row, ()):
        _enter(found, found.columns, cell, cell.column)
    for cell in in_columns.get(found.code_column, ()):
        _enter(found, found.rows, cell, cell.row)
    return found


def _fullest(lines: dict[int, list[Cell]]) -> int:
    """The row or column with most different codes, the first of several; 0 where there is none."""
    return max(lines, key=lambda at: (len({cell.text for cell in lines[at]}), -at), default=0)


def _enter(found: Found, index: dict[str, int], cell: Cell, at: int) -> None:
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


def _filled(found: Found) -> dict[tuple[str, str], str]:
    """The contents of a worksheet's open cells by (region, field)."""
    cells = {}
    for region, row in found.rows.items():
        for field_, column in found.columns.items():
            cell = found.sheet.cells.get((row, column))
            if cell is not None and cell.text:
                cells[region, field_] = cell.text
    return cells


def chosen(candidates: list[Found]) -> Found:
    """Of several copies of a sheet the fullest; the first where they are alike."""
    return max(candidates, key=lambda found: len(_filled(found))) if len(candidates) > 1 else candidates[0]


def copies(candidates: list[Found], chosen: Found) -> list[Finding]:
    """Other copies of a sheet: empty or equal ones do not matter, another filling needs a person."""
    counted = _filled(chosen)
    return [
        finding("D09", sheet=other.sheet.name, other=chosen.sheet.name)
        for other in candidates
        if other is not chosen and (filled := _filled(other)) and filled != counted
    ]


def column_cells(sheet: Sheet, column: int) -> Iterable[Cell]:
    """The filled cells of a column."""
    return (cell for cell in sheet.cells.values() if cell.column == column)


def name_column(found: Found, sheet: SheetLayout, rows: Collection[int] = ()) -> int:
    """The column that holds the counties' names in some rows (by default those found), 0 where it is gone."""
    votes: dict[int, int] = {}
    rows = rows or set(found.rows.values())
    names = {row.name for row in sheet.leaves if row.name}
    for row, column, _, text, _, _ in found.sheet.cells.values():
        if row in rows and text.strip() in names:
            votes[column] = votes.get(column, 0) + 1
    return max(votes, key=lambda column: votes[column]) if votes else 0
