"""Report rows and columns of a returned form that are missing, foreign, inserted, renamed or moved."""

import re
from collections import Counter
from collections.abc import Collection, Mapping

from cascade.characters import without_invisible
from cascade.divisions import short_names
from cascade.findings import Finding, finding
from cascade.grid import Cell, CellKind, Grid, address, column_letters
from cascade.layout import Column, Layout, Line, Role, SheetLayout
from cascade.layout.carriers import OWN_NUMBERS, OWN_TARGET, field_name
from cascade.levels import Levels
from cascade.locate.codes import FoundSheet, codes, column_cells, named_columns
from cascade.locate.reference import named_column
from cascade.quantity import Sense, understand

# The labels of the form's computed lines and of its lines for the city as a whole.
_COMPUTED = re.compile(f"{OWN_TARGET}|合计|{OWN_NUMBERS}|差额|自检|说明|(?:其他)?功能区小计")
# Words beside a table that bear on its numbers: who filled it in and that it was checked is nothing to tell.
_ON_NUMBERS = re.compile(
    "误|错|漏|缺报|少报|多报|重报|出入|不符|不一致|不准|应为|应是|应改|改为|更正|订正|待[核补定]|核实|暂|预计|预估|估[计算]|"
    "为准|[不未只已]含|包含|含.*区|口径|剔除|扣除|调整|请.*改"
)
_SAID, _SHOWN = 60, 3  # characters of a remark, and how many remarks are shown
_SIGNS = ".,+-%．，＋－％"  # beside digits: 20 30, 12①, and other texts that hold more than one number


def foreign_codes(found: FoundSheet, layout: Layout, foreign: Mapping[str, str]) -> list[Finding]:
    """The finding D06 for the first code of another city in the code column.

    `foreign` maps region codes of other cities to those cities' names. The form's own codes are not foreign,
    even where the plan has since moved a county to another city.
    """
    for cell in column_cells(found.sheet, found.code_column):
        if cell.text in foreign and cell.text not in layout.leaves:
            facts = {"ticket_city": layout.city_name, "code_city": foreign[cell.text], "code": cell.text}
            return [
                finding(
                    "D06", layout.levels, sheet=found.sheet.name, cell=cell.address, value=cell.text, **facts
                )
            ]
    return []


def foreign_sheet(
    grid: Grid, layout: Layout, sheet: SheetLayout, foreign: Mapping[str, str]
) -> list[Finding]:
    """The finding D06 where another city's sheet stands in place of a missing one, else L09."""
    for each in grid.sheets if foreign else ():
        found = codes(each, sheet, foreign)
        if found.has_codes and (wrong := foreign_codes(found, layout, foreign)):
            return wrong
    return [finding("L09", sheet=sheet.name)]


def missing(found: FoundSheet, sheet: SheetLayout, layout: Layout, total: int) -> list[Finding]:
    """The findings L01 and L02 for missing counties, named zones, the city's own row, and fields.

    `total` is the row of the totals, which is the city's own, 0 where it is missing. A city may delete spare
    rows.
    """
    zones = {region: given.text for (region, _, role), given in layout.givens.items() if role is Role.NAME}
    rows = [
        (row.region, row.name or zones[row.region])
        for row in sheet.leaves
        if (row.line is Line.COUNTY or row.region in zones) and row.region not in found.rows
    ]
    if sheet.own_inputs and not total:
        rows.append((layout.city, layout.city_name))
    findings = [
        finding("L02", sheet=found.sheet.name, field=column.field, name=column.told, code=column.field)
        for column in sheet.inputs
        if column.field not in found.columns
    ]
    return findings + [
        finding("L01", sheet=found.sheet.name, region=region, name=name, code=region) for region, name in rows
    ]


def uncoded_numbers(found: FoundSheet, sheet: SheetLayout, total: int) -> list[Finding]:
    """The findings L08 for inserted rows: they hold numbers but no code, in the table or beside spare rows.

    `total` is the row of the totals, 0 where it is missing.
    """
    coded, names_at = set(found.rows.values()), found.names_at
    counties = [
        found.rows[row.region] for row in sheet.leaves if row.line is Line.COUNTY and row.region in found.rows
    ]
    if not counties:
        return []
    first = found.code_row + 1 if 0 < found.code_row < min(counties) else min(counties)
    above = min(first, total + 1) if total else first  # rows above do not belong to the table
    fields = {found.columns[each.field]: each for each in sheet.inputs if each.field in found.columns}
    numbers: dict[int, Cell] = {}
    computed: set[int] = set()
    wanted = fields.keys() | {names_at}
    cells = found.sheet.cells.values()
    others = [each for each in cells if each.column in wanted and each.row >= above and each.row not in coded]
    for cell in sorted(others, key=lambda cell: cell.column):
        if cell.column in fields and _is_number(cell, fields[cell.column].unit):
            numbers.setdefault(cell.row, cell)
        elif cell.column == names_at and (_COMPUTED.match(cell.text) or _COMPUTED.search(cell.formula or "")):
            computed.add(cell.row)
    table = set(range(first, total if total > first else max(counties) + 1))
    inside = (table | _beside_spare(found, total, numbers)) - computed - coded
    return [
        finding(
            "L08",
            sheet=found.sheet.name,
            cell=cell.address,
            field=fields[cell.column].field,
            value=cell.text,
            heading=fields[cell.column].told,
        )
        for row, cell in sorted(numbers.items())
        if row in inside and (names_at or cell.formula is None)
    ]


def written_beside(found: FoundSheet, sheet: SheetLayout, levels: Levels) -> list[Finding]:
    """The finding L13 for words below or right of the table, or in comments, that bear on its numbers.

    Nobody else reads them, and they may say that a number is wrong.
    """
    places = [
        (found.rows[row.region], at) for at, row in enumerate(sheet.rows, 1) if row.region in found.rows
    ]
    columns = [
        (found.columns[each.field], at)
        for at, each in enumerate(sheet.columns, 1)
        if each.field in found.columns
    ]
    top = min((row for row, _ in places), default=0)
    bottom = max((row + len(sheet.rows) - at for row, at in places), default=0)
    right = max((column + len(sheet.columns) - at for column, at in columns), default=0)
    said = {
        cell.address: text
        for cell in found.sheet.cells.values()
        if cell.formula is None and (cell.row > bottom or (cell.row >= top and cell.column > right))
        if (text := _remark(cell)) and places and columns
    }
    ours = {f"“{each.told}”" for each in sheet.inputs}  # in what a correction copy says at a cell
    said |= {
        f"{at} 的批注": text
        for at, text in found.sheet.comments.items()
        if _ON_NUMBERS.search(text) and not any(each in text for each in ours)
    }
    if not said:
        return []
    shown = "、".join(
        f"{at}“{text[:_SAID]}{'…' * (len(text) > _SAID)}”" for at, text in list(said.items())[:_SHOWN]
    )
    more = f"等 {len(said)} 处" if len(said) > _SHOWN else ""
    return [
        finding(
            "L13", levels, sheet=found.sheet.name, found=f"{shown}{more}", value=next(iter(said.values()))
        )
    ]


def _remark(cell: Cell) -> str:
    """The words in a cell on one line, if they bear on numbers; else ""."""
    text = " ".join(without_invisible(cell.text).split()) if cell.kind is CellKind.TEXT else ""
    return text if _ON_NUMBERS.search(text) else ""


def _is_number(cell: Cell, unit: str) -> bool:
    """Whether a cell holds a number, in digits or words, that a reader may take for a reported one."""
    if cell.kind is not CellKind.TEXT:
        return cell.kind is CellKind.NUMBER
    meant = understand(cell.text, unit)
    if meant.sense is Sense.NOT_SHARED or meant.value is not None:
        return meant.value is not None
    signs = set("".join(without_invisible(cell.text).split()))
    return any(map(str.isnumeric, signs)) and all(each.isnumeric() or each in _SIGNS for each in signs)


def _beside_spare(found: FoundSheet, total: int, numbers: Mapping[int, Cell]) -> set[int]:
    """The spare rows below the totals, and the rows of numbers next to them."""
    spare = [row for row in found.rows.values() if total and row > total]
    if not spare:
        return set()
    top, bottom = min(spare), max(spare)
    while top - 1 in numbers and top - 1 > total:
        top -= 1
    while bottom + 1 in numbers:
        bottom += 1
    return set(range(top, bottom + 1))


def changed_names(found: FoundSheet, sheet: SheetLayout, levels: Levels) -> list[Finding]:
    """The findings for counties whose code stands beside another name.

    L10: the name has changed, but for an everyday name that only this county has (麻阳县). D12: it is another
    county's name, so names and numbers were sorted or moved without their codes.
    """
    column, findings = found.names_at, []
    names = {row.name for row in sheet.leaves if row.name}
    for row in sheet.leaves:
        at = found.rows.get(row.region)
        if not (at and column and row.name):
            continue
        cell = found.sheet.cells.get((at, column))
        text = cell.text.strip() if cell else "空白"
        if text != row.name and not _only_means(text, row.name, names):
            facts = {"region": row.region, "name": row.name, "code": row.region, "found": text, "value": text}
            where = {"sheet": found.sheet.name, "cell": address(at, column)}
            code = "D12" if text in names else "L10"
            findings.append(finding(code, levels, **where, **facts))
    return findings


def _only_means(text: str, name: str, names: Collection[str]) -> bool:
    """Whether a text is an everyday name of a county, and of no other of `names`."""
    return text not in names and [each for each in names if text in short_names(each)] == [name]


def added_names(found: FoundSheet, sheet: SheetLayout, levels: Levels) -> list[Finding]:
    """The finding L12 for the first column that names most counties beside the form's own column of names.

    Names typed over the codes are no column of their own: the codes are then missing.
    """
    rows = {found.rows[row.region] for row in sheet.leaves if row.name and row.region in found.rows}
    for column, count in sorted(named_columns(found, sheet, rows).items()):
        if column not in (found.names_at, found.code_column) and count * 2 > len(rows):
            cell = address(min(rows), column)
            letters = column_letters(column)
            return [finding("L12", levels, sheet=found.sheet.name, cell=cell, column=letters)]
    return []


def changed_headings(found: FoundSheet, sheet: SheetLayout, levels: Levels) -> list[Finding]:
    """The findings for columns whose code stands below another heading.

    L11: the heading has changed. D18: it is another column's heading, so headings and numbers were moved
    without their codes.
    """
    row, findings = _heading_row(found, sheet), []
    headings = [_heading(column) for column in sheet.inputs]
    for column, heading in zip(sheet.inputs, headings, strict=True):
        at = found.columns.get(column.field)
        if not row or at is None or (text := _bare(found.sheet.cells.get((row, at)))) == heading:
            continue
        code = "D18" if text in headings and headings.count(heading) == 1 else "L11"
        facts = {"field": column.field, "code": column.field, "heading": column.told, "found": text or "空白"}
        where = {"sheet": found.sheet.name, "cell": address(row, at)}
        findings.append(finding(code, levels, **where, value=text, **facts))
    return findings


def _heading_row(found: FoundSheet, sheet: SheetLayout) -> int:
    """The row above the codes that holds the most headings of their own columns; 0 where there is none."""
    own = {found.columns[each.field]: _heading(each) for each in sheet.inputs if each.field in found.columns}
    votes = Counter(
        row
        for row, column, _, text, *_ in found.sheet.cells.values()
        if row < found.code_row and column in own and "".join(text.split()) == own[column]
    )
    return max(votes, key=lambda row: votes[row], default=0)


def _heading(column: Column) -> str:
    """The heading of a column as issued, without white space."""
    return "".join((column.label or column.title).split())


def _bare(cell: Cell | None) -> str:
    """The text of a cell without white space."""
    return "".join(cell.text.split()) if cell else ""


def moved_columns(grid: Grid, found: FoundSheet, sheet: SheetLayout, levels: Levels) -> list[Finding]:
    """The findings D13 for fields whose code stands above another column than their defined name.

    Numbers were then moved without their code. Where the named column is empty, the whole column was moved.
    """
    findings = []
    for column in sheet.inputs:
        at, named = found.columns.get(column.field), named_column(grid, field_name(column.field), found)
        if not at or not named or named == at:
            continue
        if any((row, named) in found.sheet.cells for row in found.rows.values()):
            facts = {"code": column.field, "heading": column.told, "other": column_letters(named)}
            where = {"sheet": found.sheet.name, "cell": address(found.code_row, at), "field": column.field}
            findings.append(finding("D13", levels, **where, value=column.field, **facts))
    return findings
