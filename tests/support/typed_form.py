"""Types what a city says into its form, part by part of the file: in a fifth of openpyxl's time.

What codes cross is the public contract of `tests.support.oracle.form`. As in a file that openpyxl has saved,
no formula keeps what it came to in the empty form.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from lxml import etree

from tests.support.oracle.form import Form

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXTS, _BOOK = "xl/sharedStrings.xml", "xl/workbook.xml"
_CELL = re.compile(r"([A-Z]+)(\d+)")


def filled(
    form: Path,
    to: Path,
    said: Mapping[tuple[str, str], Decimal | str],
    names: Mapping[str, str] | None = None,
) -> Path:
    """A copy of a form with a city's numbers and texts at their crossings, and the names of its zones."""
    with zipfile.ZipFile(form) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    paper = _Paper(parts)
    for (region, field), value in said.items():
        sheet, column = paper.columns[field]
        paper.type(sheet, f"{column}{paper.rows[sheet, region]}", value)
    for zone, name in (names or {}).items():
        for (sheet, region), row in paper.rows.items():
            if region == zone:
                paper.type(sheet, f"B{row}", name)
    to.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, data in (parts | paper.changed()).items():
            file.writestr(name, data)
    return to


class _Paper:
    """The parts of a form that hold cells, and where the codes stand in them."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._texts = etree.fromstring(parts[_TEXTS])
        self._sheets = {part: etree.fromstring(parts[part]) for part in _sheets(parts)}
        self._cells: dict[tuple[str, str], etree._Element] = {}
        self.columns: dict[str, tuple[str, str]] = {}  # part and letters of a field
        self.rows: dict[tuple[str, str], str] = {}  # number of a region's row in a part
        said = ["".join(text.text or "" for text in item.iter(f"{_M}t")) for item in self._texts]
        for part, tree in self._sheets.items():
            for cell in tree.iter(f"{_M}c"):
                self._cells[part, cell.get("r", "")] = cell
                if cell.get("t") == "s":
                    self._note(part, cell.get("r", ""), said[int(cell.findtext(f"{_M}v") or 0)])

    def _note(self, part: str, place: str, text: str) -> None:
        found = _CELL.fullmatch(place)
        assert found
        if Form.FIELD.fullmatch(text):
            assert text not in self.columns, f"{text} stands in {part} {place}, too"
            self.columns[text] = part, found[1]
        elif Form.REGION.fullmatch(text):
            assert (part, text) not in self.rows, f"{text} stands in {part} {place}, too"
            self.rows[part, text] = found[2]

    def type(self, part: str, place: str, value: Decimal | str) -> None:
        """Put a number, a text or a formula (=…) into a cell in place of what is there, in its format."""
        cell = self._cells[part, place]
        cell[:] = []
        cell.attrib.pop("t", "")
        if isinstance(value, Decimal):
            etree.SubElement(cell, f"{_M}v").text = repr(float(value))
        elif value.startswith("="):
            etree.SubElement(cell, f"{_M}f").text = value[1:]
        else:
            cell.set("t", "s")
            etree.SubElement(cell, f"{_M}v").text = self._kept(value)

    def _kept(self, text: str) -> str:
        """The number of a text that is kept with the others."""
        item = etree.SubElement(etree.SubElement(self._texts, f"{_M}si"), f"{_M}t")
        item.text = text
        item.set(_SPACE, "preserve")
        return str(len(self._texts) - 1)

    def changed(self) -> dict[str, bytes]:
        """The parts as they are now."""
        for cell in self._cells.values():
            if cell.find(f"{_M}f") is not None:
                cell.attrib.pop("t", "")
                for result in cell.findall(f"{_M}v"):
                    cell.remove(result)
        for name in ("count", "uniqueCount"):
            self._texts.attrib.pop(name, "")
        trees = self._sheets | {_TEXTS: self._texts}
        return {
            part: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            for part, tree in trees.items()
        }


def _sheets(parts: dict[str, bytes]) -> Iterator[str]:
    """The sheets' parts in the order of their tabs."""
    targets = {
        each.get("Id"): posixpath.join("xl", each.get("Target", "").removeprefix("/xl/"))
        for each in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    for sheet in etree.fromstring(parts[_BOOK]).iter(f"{_M}sheet"):
        yield targets[sheet.get(f"{_R}id")]
