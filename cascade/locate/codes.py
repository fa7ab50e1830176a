"""Find a form's code row and code column in a worksheet, and choose among copies of a sheet."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from cascade.findings import Finding, finding
from cascade.grid import Cell, CellKind, Sheet, address, in_words
from cascade.layout import SheetLayout
from cascade.layout.carriers import NAMED_LINES


@dataclass(slots=True)
class FoundSheet:
    """The rows and columns of one layout sheet found in one worksheet; row or column 0 means missing.

    `own_row` is the row in which the city fills in its own numbers. `names_at` is the column of the counties'
    names. `stale` is by how many columns the defined names lag behind: some programs insert columns and leave
    the names where they were.
    """

    sheet: Sheet
    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    code_row: int = 0
    code_column: int = 0
    own_row: int = 0
    names_at: int = 0
    stale: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_codes(self) -> bool:
        """Whether the worksheet has a code row and a code column."""
        return bool(self.columns and self.rows)


def codes(sheet: Sheet, layout: SheetLayout, strangers: Collection[str] = ()) -> FoundSheet:
    """Find the code row and the code column of a worksheet.

    With `strangers`, look in the code column for these region codes instead of the layout's own.
    """
    fields = {column.field for column in layout.inputs}
    own = {layout.city} if layout.own_inputs else set()
    regions = strangers or {row.region for row in layout.leaves} | own
    in_rows: dict[int, list[Cell]] = {}
    in_columns: dict[int, list[Cell]] = {}
    either = fields.union(regions)
    for cell in [each for each in sheet.cells.values() if each.text in either and each.formula is None]:
        if cell.text in fields and cell.kind is CellKind.TEXT:
            in_rows.setdefault(cell.row, []).append(cell)
        elif cell.text in regions:
            in_columns.setdefault(cell.column, []).append(cell)
    found = FoundSheet(sheet)
    found.code_row, found.code_column = _line_with_most_codes(in_rows), _line_with_most_codes(in_columns)
    for cell in in_rows.get(found.code_row, ()):
        _note_code(found, layout, found.columns, cell, cell.column)
    for cell in in_columns.get(found.code_column, ()):
        _note_code(found, layout, found.rows, cell, cell.row)
    if own:
        found.own_row = found.rows.pop(layout.city, 0)
    return found


def _line_with_most_codes(lines: dict[int, list[Cell]]) -> int:
    """The first row or column with the most different codes; 0 where there is none."""
    return max(lines, key=lambda at: (len({cell.text for cell in lines[at]}), -at), default=0)


def _note_code(found: FoundSheet, layout: SheetLayout, index: dict[str, int], cell: Cell, at: int) -> None:
    """Note where a code stands first; report the finding L03 where it stands again."""
    first = index.setdefault(cell.text, at)
    if first != at:
        other = address(first, cell.column) if index is found.rows else address(cell.row, first)
        where = {"sheet": found.sheet.name, "cell": cell.address, "value": cell.text}
        named = layout.named(cell.text)
        found.findings.append(finding("L03", **where, named=named, other=in_words(other)))


def _open_cells(found: FoundSheet, layout: SheetLayout) -> dict[tuple[str, str], tuple[str | None, str]]:
    """The contents of a worksheet's filled open cells by (region, field): formula, or None, and text.

    A formula fills a cell even if no program has calculated it.
    """
    own = {column.field for column in layout.own_inputs}
    places = [(region, row, field_) for region, row in found.rows.items() for field_ in found.columns]
    places += [(layout.city, found.own_row, field_) for field_ in found.columns if field_ in own]
    cells = {}
    for region, row, field_ in places:
        cell = found.sheet.cells.get((row, found.columns[field_]))
        if cell is not None and (cell.text or cell.formula is not None):
            cells[region, field_] = cell.formula, cell.text
    return cells


def fullest(candidates: list[FoundSheet], layout: SheetLayout) -> tuple[FoundSheet, list[Finding]]:
    """The copy of a sheet with the most filled cells (the first of several), and findings about the others.

    The findings are D09, for copies that differ from it. Empty and equal copies give no finding.
    """
    if len(candidates) == 1:
        return candidates[0], []
    filled = [_open_cells(each, layout) for each in candidates]
    most = max(filled, key=len)
    found = candidates[filled.index(most)]
    others = [each for each, cells in zip(candidates, filled, strict=True) if cells and cells != most]
    return found, [finding("D09", sheet=each.sheet.name, other=found.sheet.name) for each in others]


def has_numbers(sheet: Sheet, layout: SheetLayout) -> bool:
    """Whether a number or a formula stands in a row that names a county of the layout."""
    names = {row.name for row in layout.leaves if row.name}
    rows = {cell.row for cell in sheet.cells.values() if cell.text.strip() in names}
    return any(
        cell.row in rows and (cell.kind is CellKind.NUMBER or cell.formula is not None)
        for cell in sheet.cells.values()
    )


def column_cells(sheet: Sheet, column: int) -> Iterable[Cell]:
    """The filled cells of a column."""
    return (cell for cell in sheet.cells.values() if cell.column == column)


def name_column(found: FoundSheet, sheet: SheetLayout, rows: Collection[int] = ()) -> int:
    """The column that holds the counties' names in `rows`, by default the rows found; 0 for none.

    Where several hold them, a person has added the others: the form's own also has the labels of the lines
    without a code, and stands last.
    """
    named = named_columns(found, sheet, rows or set(found.rows.values()))
    cells = found.sheet.cells.values()
    labels = Counter(column for _, column, _, text, *_ in cells if column in named and _is_label(text))
    return max(named, key=lambda column: (named[column] + labels[column], column), default=0)


def named_columns(found: FoundSheet, sheet: SheetLayout, rows: Collection[int]) -> Counter[int]:
    """How many of `rows` name a county, by column."""
    names = {row.name for row in sheet.leaves if row.name}
    cells = found.sheet.cells.values()
    return Counter(column for row, column, _, text, *_ in cells if row in rows and text.strip() in names)


def _is_label(text: str) -> bool:
    return any(label.match(text) for label in NAMED_LINES.values())
