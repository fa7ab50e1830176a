"""Checks of every round: empty cells, functional zones without names or numbers, explanations."""

from collections.abc import Callable, Iterator

from cascade.findings import Finding, finding
from cascade.judging.targets import PART_ABOVE_WHOLE
from cascade.judging.zone_names import wrong_names
from cascade.model import RoundKind
from cascade.quantity import shown
from cascade.returns.filing import Filing, Record

Check = Callable[[Filing], Iterator[Finding]]


def missing(filing: Filing) -> Iterator[Finding]:
    """C01: an open cell of a county is empty. A zone may leave cells empty."""
    mark = "没有分解任务请填“/”" if filing.round.kind is RoundKind.BREAKDOWN else "没有该项目标请填“/”"
    untouched = _untouched_sheets(filing)
    for region, field in filing.empty:
        if filing.cells[region, field][0] not in untouched:
            yield filing.at("C01", region, field, blank=mark)


def untouched_sheet(filing: Filing) -> Iterator[Finding]:
    """C22, C17: nothing is filled in at all, or on a sheet; this replaces a C01 for every cell."""
    untouched = _untouched_sheets(filing)
    if untouched and not _said(filing) and not filing.explanations:
        yield finding("C22")
        return
    for sheet in untouched:
        yield finding("C17", sheet=sheet)


def _said(filing: Filing) -> list[Record]:
    """The cells that somebody has filled in."""
    return [
        *(each for each in filing.records.values() if not _is_given(filing, each)),
        *filing.unread.values(),
    ]


def _untouched_sheets(filing: Filing) -> list[str]:
    """The names of sheets on which every open cell is empty."""
    sheets = dict.fromkeys(filing.cells[key][0] for key in filing.empty)
    filled = {record.sheet for record in _said(filing)}
    return [sheet for sheet in sheets if sheet not in filled]


def _is_given(filing: Filing, record: Record) -> bool:
    """Whether a cell still holds the `/` that the form gives there."""
    return record.value is None and (record.region, record.field) in filing.given


def unnamed_zone(filing: Filing) -> Iterator[Finding]:
    """Z01: a spare row holds numbers, but its zone has no name."""
    for zone in filing.leaves:
        unnamed = filing.plan.is_zone(zone, filing.city) and zone not in filing.names
        if unnamed and _has_numbers(filing, zone):
            sheet, cell = filing.cells.get((zone, ""), ("", ""))
            yield finding("Z01", sheet=sheet, cell=cell, region=zone, code=zone)


def zone_without_numbers(filing: Filing) -> Iterator[Finding]:
    """Z02: a zone has a name, but its row holds no numbers; not where no row holds any."""
    for zone, name in filing.names.items() if _said(filing) else ():
        if not _has_numbers(filing, zone):
            sheet, cell = filing.cells.get((zone, ""), ("", ""))
            yield finding("Z02", sheet=sheet, cell=cell, region=zone, value=name, name=name)


def wrong_zone_name(filing: Filing) -> Iterator[Finding]:
    """Z03: a zone has the name of a total, of a county or of another zone, or no visible name."""
    for zone, wrong in wrong_names(filing.plan, filing.city, filing.names).items():
        sheet, cell = filing.cells.get((zone, ""), ("", ""))
        name = filing.names[zone]
        yield finding("Z03", sheet=sheet, cell=cell, region=zone, value=name, name=name, wrong=wrong)


def part_above_whole(filing: Filing) -> Iterator[Finding]:
    """P10: a number is larger than the one of which it is a part (其中), and neither can be negative."""
    for field, shape in filing.shapes.items():
        whole = filing.shapes.get(shape.part_of)
        parent = filing.plan.indicator_of(shape.part_of) if whole else None
        if whole is None or parent is None or shape.negative or whole.negative:
            continue
        for record in filing.reported(field):
            total = filing.value(record.region, shape.part_of)
            if total is not None and PART_ABOVE_WHOLE.holds(part=record.value, whole=total):
                facts = {"number": record.said, "parent": parent.name, "total": shown(total)}
                yield filing.at("P10", record.region, field, **facts)


def _has_numbers(filing: Filing, zone: str) -> bool:
    return any((zone, field) in filing.records or (zone, field) in filing.unread for field in filing.shapes)


def explained(filing: Filing) -> Iterator[Finding]:
    """E01: the city has written an explanation."""
    for code, text in filing.explanations.items():
        indicator = filing.plan.indicator.get(code)
        if indicator:
            sheet, cell = filing.cells.get(("", code), ("", ""))
            where = {"sheet": sheet, "cell": cell, "region": filing.city, "field": code}
            yield finding("E01", **where, value=text, indicator=indicator.name, text=text)
