"""A whole return: every open cell read, and the locked targets compared with what was issued."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from cascade.filing import Filing, Record, Standing
from cascade.findings import Finding, finding
from cascade.grid import Cell, CellKind, Sheet
from cascade.layout import Key, Layout, Role
from cascade.locate import Place, Placement
from cascade.model import Plan, Round, Shape
from cascade.quantity import as_meant, shown
from cascade.submission.meaning import Meaning, meaning


def read(
    layout: Layout, placement: Placement, plan: Plan, round_: Round, standing: Standing
) -> tuple[Filing, tuple[Finding, ...]]:
    """What a return says, and what was odd about its single cells."""
    shapes: dict[str, Shape] = {column.field: column for sheet in layout.sheets for column in sheet.inputs}
    places = {
        (region, field): place
        for (region, field, role), place in placement.places.items()
        if role is Role.INPUT and field in shapes
    }
    sheets = {place.sheet.name: place.sheet for place in places.values()}
    zones = _names(placement)
    names = {row.region: row.name for sheet in layout.sheets for row in sheet.leaves if row.name} | zones
    findings: list[Finding] = []
    records: dict[tuple[str, str], Record] = {}
    unread: set[tuple[str, str]] = set()
    merged = _merged(places.values())
    for (region, field), place in places.items():
        cell = place.cell
        if region == layout.city or cell is None or _empty(cell):
            continue
        under = (place.sheet.name, place.row, place.column) in merged
        understood = _understood(place, cell, shapes[field], sheets, under)
        if understood.remarks:
            words = {"name": names.get(region, region), "heading": shapes[field].heading}
            findings += _findings(place, cell, region, field, understood, words)
        if understood.understood:
            record = Record(region, field, understood.value, cell.text, place.sheet.name, cell.address)
            records[region, field] = record
        else:
            unread.add((region, field))
    cells = {key: (place.sheet.name, place.address) for key, place in places.items()}
    filing = Filing(
        plan=plan,
        round=round_,
        city=layout.city,
        standing=standing,
        shapes=shapes,
        leaves=tuple(dict.fromkeys(row.region for sheet in layout.sheets for row in sheet.leaves)),
        records=records,
        unread=frozenset(unread),
        cells=cells | _text_cells(placement),
        names=zones,
        explanations=_explanations(placement),
    )
    return filing, (*findings, *_changed_targets(layout, placement))


def typed(placement: Placement, filing: Filing) -> dict[Key, Decimal | str]:
    """What a city has typed into open cells, to be put into a correction copy.

    A number that was understood stands there plainly; everything else as it came, text as text.
    """
    found: dict[Key, Decimal | str] = {}
    for (region, field, role), place in placement.places.items():
        if place.cell is None or role is Role.TARGET or _empty(place.cell):
            continue
        key = (region, "" if role is Role.NAME else field, role)
        record = filing.records.get((region, field))
        if role is not Role.INPUT:
            found[key] = _text(place.cell)
        elif region in filing.leaves and record is not None:
            found[key] = "/" if record.value is None else record.value
        elif region in filing.leaves:
            number = _number(place.cell) if place.cell.kind is CellKind.NUMBER else None
            found[key] = place.cell.text or f"={place.cell.formula}" if number is None else number
    return found


def _empty(cell: Cell) -> bool:
    return cell.formula is None and not cell.text.strip()


def _merged(places: Collection[Place]) -> set[tuple[str, int, int]]:
    """The places, as sheet, row and column, that lie under a merge."""
    found: set[tuple[str, int, int]] = set()
    for sheet in {place.sheet.name: place.sheet for place in places}.values():
        rows = {place.row for place in places if place.sheet is sheet}
        columns = {place.column for place in places if place.sheet is sheet}
        for area in sheet.merges:
            for row in (each for each in rows if area.top <= each <= area.bottom):
                found |= {(sheet.name, row, each) for each in columns if area.left <= each <= area.right}
    return found


def _understood(place: Place, cell: Cell, shape: Shape, sheets: Mapping[str, Sheet], merged: bool) -> Meaning:
    if merged:
        return Meaning(False, remarks=(("L06", {}),))
    understood = meaning(cell, shape, place.sheet, sheets)
    if place.sheet.is_hidden(place.row, place.column):
        return Meaning(understood.understood, understood.value, (*understood.remarks, ("L05", {})))
    return understood


def _findings(
    place: Place, cell: Cell, region: str, field: str, understood: Meaning, words: dict[str, str]
) -> list[Finding]:
    where = {"sheet": place.sheet.name, "cell": place.address, "region": region, "field": field}
    return [finding(code, **where, value=cell.text, **(words | facts)) for code, facts in understood.remarks]


def _text(cell: Cell | None) -> str:
    """The words in a cell; what looks like a formula and was never calculated is kept as it was typed."""
    if cell is None or cell.kind not in (CellKind.TEXT, CellKind.NUMBER, CellKind.EMPTY):
        return ""
    return cell.text.strip() or (f"={cell.formula}" if cell.formula is not None else "")


def _names(placement: Placement) -> dict[str, str]:
    """The names of zones by code. On several sheets the first that is filled counts."""
    texts: dict[str, str] = {}
    for (region, _, each), place in placement.places.items():
        if each is Role.NAME and (text := _text(place.cell)):
            texts.setdefault(region, text)
    return texts


def _explanations(placement: Placement) -> dict[str, str]:
    """The city's words by indicator."""
    return {
        field: text
        for (_, field, role), place in placement.places.items()
        if role is Role.EXPLANATION and (text := _text(place.cell))
    }


def _text_cells(placement: Placement) -> dict[tuple[str, str], tuple[str, str]]:
    """Where the names of zones and the explanations stand."""
    cells: dict[tuple[str, str], tuple[str, str]] = {}
    for (region, field, role), place in placement.places.items():
        if role is Role.NAME:
            cells.setdefault((region, ""), (place.sheet.name, place.address))
        elif role is Role.EXPLANATION:
            cells["", field] = (place.sheet.name, place.address)
    return cells


def _number(cell: Cell) -> Decimal | None:
    """The number in a locked cell, None where something else stands there."""
    if cell.formula is not None or cell.kind not in (CellKind.NUMBER, CellKind.TEXT):
        return None
    try:
        return as_meant(cell.text)
    except ValueError:
        return None


def _changed_targets(layout: Layout, placement: Placement) -> list[Finding]:
    """Locked targets that no longer hold what was issued."""
    findings = []
    for key, given in layout.givens.items():
        place = placement.places.get(key)
        if given.role is not Role.TARGET or given.number is None or place is None:
            continue
        cell = place.cell
        if cell is not None and _number(cell) == given.number:
            continue
        text = cell.text if cell is not None and cell.text else "空白"
        where = {
            "sheet": place.sheet.name,
            "cell": place.address,
            "region": given.region,
            "field": given.field,
        }
        findings.append(finding("L07", **where, value=text, found=text, expected=shown(given.number)))
    return findings
