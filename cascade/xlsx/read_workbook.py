"""A workbook from its bytes: the parts in their order, each read by its own room."""

from cascade.grid import FormatClass, Grid, Refused
from cascade.xlsx.archive import Archive
from cascade.xlsx.limits import Allowance
from cascade.xlsx.number_formats import read_styles
from cascade.xlsx.package import Package, open_package
from cascade.xlsx.properties import read_properties
from cascade.xlsx.sheet import SheetReader
from cascade.xlsx.signature import require_zip
from cascade.xlsx.strings import read_strings
from cascade.xlsx.workbook_part import ListedSheet, read_workbook

_NO_STYLES = {None: FormatClass.GENERAL, "0": FormatClass.GENERAL}


def read(data: bytes) -> Grid:
    """Read a workbook.

    Takes the bytes of a file and touches nothing else. Raises `Refused` with a finding code F01 to F10 for
    whatever is not read, and nothing else, within the time and memory that `cascade.xlsx.limits` allows.
    """
    require_zip(data)
    archive, allowance = Archive(data), Allowance()
    package = open_package(archive, allowance)
    listed, names = read_workbook(package.workbook, archive.chunks(package.workbook), allowance)
    part = package.first("sharedStrings")
    strings = read_strings(part, archive.chunks(part), allowance) if part else {}
    part = package.first("styles")
    formats = read_styles(part, archive.chunks(part), allowance) if part else _NO_STYLES
    sheets = []
    for each in listed:
        part = _part(package, each)
        if part is not None:
            reader = SheetReader(each.name, allowance, strings, formats)
            sheets.append(reader.read(archive.chunks(part), each.hidden))
    part = package.properties
    properties = read_properties(part, archive.chunks(part), allowance) if part else {}
    return Grid(tuple(sheets), names, properties, package.external)


def _part(package: Package, listed: ListedSheet) -> str | None:
    """The part of a sheet that holds cells; None for a sheet that holds a chart or a dialog."""
    relation = package.relations.get(listed.relation)
    if relation is None or relation.outside:
        raise Refused("F03", detail=f"工作表“{listed.name[:31]}”没有内容")
    return relation.target if relation.kind == "worksheet" else None
