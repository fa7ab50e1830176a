"""Read a workbook from its bytes, part by part."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cascade.grid import PAPER_ONLY, CellStyle, Grid, Refused, Sheet
from cascade.xlsx.archive import Archive
from cascade.xlsx.cell_styles import read_styles
from cascade.xlsx.comments import read_comments
from cascade.xlsx.limits import PROPERTIES, Allowance
from cascade.xlsx.markup import Part, pieces, plain_text
from cascade.xlsx.package import Package, open_package
from cascade.xlsx.sheet import SheetReader, scan_sheet
from cascade.xlsx.signature import require_zip
from cascade.xlsx.strings import read_strings, unescaped
from cascade.xlsx.workbook_part import ListedSheet, read_workbook

_PROPERTIES_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TEXT_TYPES = ("vt:lpwstr", "vt:lpstr", "vt:bstr")
_OUR_NAMES, _CODES = "cascade.", "cascade.codes."  # defined names in our forms
_NO_STYLES = {None: CellStyle(), "0": CellStyle()}


def read(data: bytes) -> Grid:
    """Read a workbook from the bytes of a file; touch nothing else.

    Raises `Refused` with a finding code from F01 to F10, and no other exception. Time and memory stay within
    what `cascade.xlsx.limits` allows.
    """
    require_zip(data)
    archive, allowance = Archive(data), Allowance()
    package = open_package(archive, allowance)
    listed, names = read_workbook(package.workbook, archive.chunks(package.workbook), allowance)
    part = package.first("sharedStrings")
    strings = read_strings(part, archive.chunks(part), allowance) if part else {}
    part = package.first("styles")
    styles = read_styles(part, archive.chunks(part), allowance) if part else _NO_STYLES
    sheets = []
    for each in listed:
        part = _part(package, each)
        if part is not None:
            chunks = archive.chunks(part)
            if each.name == PAPER_ONLY and _form_is_elsewhere(names):
                data = b"".join(chunks)
                if b"oleObjects" not in data:
                    scan_sheet(each.name, allowance, data)
                    sheets.append(Sheet(each.name, each.hidden))
                    continue
                chunks = iter((data,))
            reader = SheetReader(each.name, allowance, strings, styles)
            sheet = reader.read(chunks, each.hidden)
            comments = read_comments(part, archive, allowance)
            sheets.append(replace(sheet, comments=comments) if comments else sheet)
    part = package.properties
    properties = _read_properties(part, archive.chunks(part), allowance) if part else {}
    links_outside = package.first("externalLink") is not None
    return Grid(tuple(sheets), names, properties, links_outside)


def _form_is_elsewhere(names: Mapping[str, str]) -> bool:
    """Whether the workbook's names lead to the codes of a form, and none of them to the sheet for paper."""
    ours = {name: text.replace("'", "") for name, text in names.items() if name.startswith(_OUR_NAMES)}
    known = any(name.startswith(_CODES) and "!" in text and "#" not in text for name, text in ours.items())
    return known and not any(text.startswith(PAPER_ONLY) for text in ours.values())


def _part(package: Package, listed: ListedSheet) -> str | None:
    """The part that holds a sheet's cells; None for a chart or dialog sheet. Raises `Refused` F03."""
    relation = package.relations.get(listed.relation)
    if relation is None or relation.outside:
        raise Refused("F03", detail=f"工作表“{listed.name[:31]}”没有内容")
    return relation.target if relation.kind == "worksheet" else None


def _read_properties(label: str, chunks: Iterable[bytes], allowance: Allowance) -> dict[str, str]:
    """Read `docProps/custom.xml`: the custom text properties by name. Raises `Refused`.

    It leaves numbers out: LibreOffice changes them.
    """
    part = Part(label, "Properties", allowance, namespace=_PROPERTIES_NAMESPACE)
    properties: dict[str, str] = {}
    for _, element in pieces(part, chunks, depth=1):
        allowance.spend(PROPERTIES, 1)
        name = element.get("name", "")
        for value in element:
            if value.tag in _TEXT_TYPES:
                if name in properties:
                    raise part.damaged(f"文档属性“{name[:40]}”重复")
                properties[name] = unescaped(plain_text(part, value))
    return properties
