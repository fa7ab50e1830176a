"""Read a whole return: understand every open cell, and compare the locked targets with the issued ones."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cascade.findings import Finding, finding
from cascade.formula.typed_formulas import as_typed
from cascade.grid import Cell, CellKind, Sheet, address
from cascade.judging.zone_names import comparable
from cascade.layout import Layout, Role
from cascade.locate import OpenCells, Place, Placement
from cascade.model import Plan, Round
from cascade.quantity import as_meant, shown
from cascade.returns.city_history import CityHistory
from cascade.returns.filing import Filing, Record, TypedCell
from cascade.returns.round_goals import THIS_ROUND
from cascade.shapes import Shape
from cascade.submission.meaning import Meaning, meaning

_MERGED = Meaning(False, remarks=(("L06", {}),))


def read(
    layout: Layout, placement: Placement, plan: Plan, round_: Round, history: CityHistory
) -> tuple[Filing, tuple[Finding, ...]]:
    """What a return says, and the findings about its single cells.

    `layout` is the form's as issued; `placement` says where its cells were found.
    """
    shapes = layout.shapes
    sheets = {table.sheet.name: table.sheet for table in placement.tables}
    zones, explanations = _names(placement), _explanations(placement)
    counties = {row.region: row.name for sheet in layout.sheets for row in sheet.leaves if row.name}
    names = {layout.city: layout.city_name} | counties | zones
    findings: list[Finding] = []
    records: dict[tuple[str, str], Record] = {}
    unread: dict[tuple[str, str], Record] = {}
    for table in placement.tables:
        for region, field, cell, understood in _read(table, shapes, sheets, explanations):
            if understood.remarks:
                words = {"name": names.get(region, region), "heading": shapes[field].told}
                findings += _findings(table.sheet, cell, region, field, understood, words)
            at = address(cell.row, cell.column)
            raw = "" if understood is _MERGED else cell.text  # the text of a merge belongs to no single cell
            said = (region, field, understood.value, raw, table.sheet.name, at, "", "", understood.word)
            (records if understood.understood else unread)[region, field] = Record._make(said)
    filing = Filing(
        plan=plan,
        round=round_,
        city=layout.city,
        history=history,
        shapes=shapes,
        leaves=layout.leaves,
        records=records,
        unread=unread,
        cells=_Cells(placement),
        names=zones,
        explanations=explanations,
        given=layout.given_inputs,
    )
    changed = _changed_targets(layout, placement, names)
    return filing, (*findings, *changed, *_differing_names(placement))


def typed(placement: Placement, filing: Filing) -> Iterator[TypedCell]:
    """What a city has typed into open cells, for a correction copy.

    A number that was understood appears as a plain number, 不分解 as `/`, everything else as it was typed.
    """
    for (region, field, role), place in placement.places.items():
        if place.cell is None or role.is_target or _empty(place.cell):
            continue
        record = filing.records.get((region, field))
        if role is not Role.INPUT:
            value: Decimal | str = _text(place.cell)
        elif region == filing.city and not filing.shapes[field].own and region not in filing.leaves:
            continue  # a formula fills it
        elif record is not None:
            value = record.said if record.value is None else record.value
        else:
            number = _number(place.cell) if place.cell.kind is CellKind.NUMBER else None
            value = place.cell.text or as_typed(place.cell) if number is None else number
        yield TypedCell(region, "" if role is Role.NAME else field, role, value)


def _empty(cell: Cell) -> bool:
    return cell.formula is None and not cell.text.strip()


def _read(
    table: OpenCells,
    shapes: Mapping[str, Shape],
    sheets: Mapping[str, Sheet],
    explanations: Mapping[str, str],
) -> Iterator[tuple[str, str, Cell, Meaning]]:
    """Yield the region, field, cell and meaning of every filled cell of a table."""
    sheet, cells = table.sheet, table.sheet.cells
    merged = _merged(table)
    for field, column in table.columns.items():
        shape, hidden = shapes[field], sheet.hidden or sheet.is_hidden_column(column)
        said = explanations.get(shape.indicator, "") if shape.doubted_below else ""
        for region, row in table.rows.items():
            cell = cells.get((row, column))
            if cell is None or _empty(cell):
                continue
            if (row, column) in merged:
                understood = _MERGED
            else:
                understood = meaning(cell, shape, sheet, sheets, said)
                if hidden or row in sheet.hidden_rows:  # rows that a filter hides, too
                    remarks = (*understood.remarks, ("L05", {}))
                    understood = Meaning(understood.understood, understood.value, remarks)
            yield region, field, cell, understood


def _merged(table: OpenCells) -> set[tuple[int, int]]:
    """The (row, column) of the cells of a table that belong to a merge."""
    return {
        (row, column)
        for area in table.sheet.merges
        for row in table.rows.values()
        if area.top <= row <= area.bottom
        for column in table.columns.values()
        if area.left <= column <= area.right
    }


class _Cells(Mapping[tuple[str, str], tuple[str, str]]):
    """Maps what was found to (sheet, address), as `Filing.cells` describes.

    It computes an address only when asked for it, because most are never needed.
    """

    def __init__(self, placement: Placement) -> None:
        self._tables: dict[str, list[OpenCells]] = {}
        for table in placement.tables:
            for field in table.columns:
                self._tables.setdefault(field, []).append(table)
        self._others: dict[tuple[str, str], Place] = {}
        for (region, field, role), place in placement.others.items():
            if role is Role.NAME:
                self._others.setdefault((region, ""), place)
            elif role is Role.EXPLANATION:
                self._others["", field] = place
            elif role is Role.INPUT:
                self._others[region, field] = place

    def __getitem__(self, key: tuple[str, str]) -> tuple[str, str]:
        region, field = key
        for table in self._tables.get(field, ()):
            if region in table.rows:
                return table.sheet.name, address(table.rows[region], table.columns[field])
        place = self._others[key]
        return place.sheet.name, place.address

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from self._others
        for field, tables in self._tables.items():
            yield from ((region, field) for table in tables for region in table.rows)

    def __len__(self) -> int:
        return len(self._others) + sum(len(each.rows) for tables in self._tables.values() for each in tables)


def _findings(
    sheet: Sheet, cell: Cell, region: str, field: str, understood: Meaning, words: dict[str, str]
) -> list[Finding]:
    """Turn a cell's remarks into findings; `words` are facts that every message may use."""
    where = {"sheet": sheet.name, "cell": cell.address, "region": region, "field": field}
    return [finding(code, **where, value=cell.text, **(words | facts)) for code, facts in understood.remarks]


def _text(cell: Cell | None) -> str:
    """The text of a name or explanation; a text that became a formula is given as it was typed."""
    if cell is None or cell.kind not in (CellKind.TEXT, CellKind.NUMBER, CellKind.EMPTY):
        return ""
    return cell.text.strip() or as_typed(cell)


def _names(placement: Placement) -> dict[str, str]:
    """The names of zones by code; the first sheet that has a zone's name decides."""
    texts: dict[str, str] = {}
    for (region, _, each), place in placement.others.items():
        if each is Role.NAME and (text := _text(place.cell)):
            texts.setdefault(region, text)
    return texts


def _differing_names(placement: Placement) -> Iterator[Finding]:
    """The findings Z04 for zones that have different names on different sheets."""
    first: dict[str, Place] = {}
    for (region, _, role), place in placement.others.items():
        if role is not Role.NAME or not (name := _text(place.cell)):
            continue
        there = first.setdefault(region, place)
        if comparable(name) != comparable(other := _text(there.cell)):
            where = {"sheet": place.sheet.name, "cell": place.address, "region": region}
            words = {"code": region, "other": there.sheet.name, "there": other, "name": name}
            yield finding("Z04", **where, value=name, **words)


def _explanations(placement: Placement) -> dict[str, str]:
    """The city's explanations by indicator."""
    return {
        field: text
        for (_, field, role), place in placement.others.items()
        if role is Role.EXPLANATION and (text := _text(place.cell))
    }


def _number(cell: Cell) -> Decimal | None:
    """The number in a cell, None where it holds a formula or anything else."""
    if cell.formula is not None or cell.kind not in (CellKind.NUMBER, CellKind.TEXT):
        return None
    try:
        return as_meant(cell.text)
    except ValueError:
        return None


def _which(target: Role) -> str:
    return f"（{THIS_ROUND}目标）" if target is Role.ROUND_TARGET else ""


def _changed_targets(layout: Layout, placement: Placement, names: Mapping[str, str]) -> list[Finding]:
    """The findings L07 for locked targets that differ from the issued ones; `names` are the regions'."""
    titles = {each.indicator: each.title for each in layout.shapes.values()}
    findings = []
    for key, given in layout.givens.items():
        place = placement.others.get(key)
        if not given.role.is_target or place is None:
            continue
        cell, in_words = place.cell, given.number is None
        if cell and (cell.text.split() == given.text.split() if in_words else _number(cell) == given.number):
            continue
        text = cell.text if cell is not None and cell.text else "空白"
        where = {
            "sheet": place.sheet.name,
            "cell": place.address,
            "region": given.region,
            "field": given.field,
        }
        words = {
            "name": names.get(given.region, layout.city_name),
            "heading": titles.get(given.field, given.field) + _which(given.role),
        }
        facts = {"found": text, "expected": given.text if given.number is None else shown(given.number)}
        findings.append(finding("L07", layout.levels, **where, value=text, **words, **facts))
    return findings
