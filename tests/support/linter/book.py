"""A workbook's parts as XML, read with the standard library only."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def corner(cell: str) -> tuple[int, int]:
    """Row and column of an address such as `$F$12`; a whole row or column begins at its first cell."""
    letters, digits = re.fullmatch(r"\$?([A-Z]*)\$?(\d*)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits or 1), column or 1


def areas(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, bottom and right of every area in a list such as `A1 B2:C9`."""
    for each in text.split():
        first, _, last = each.partition(":")
        yield (*corner(first), *corner(last or first))


class SheetPart:
    """A worksheet: its name, whether it is hidden, its XML."""

    def __init__(self, name: str, hidden: bool, root: Element, parts: list[str]) -> None:
        self.name, self.hidden, self.root = name, hidden, root
        self.has_chart = any("drawing" in part and part.endswith(".xml") for part in parts)

    def all(self, tag: str) -> Iterator[Element]:
        """All elements of a name, at any depth."""
        return self.root.iter(MAIN + tag)

    def one(self, tag: str) -> Element | None:
        """The first element of a name."""
        return self.root.find(f".//{MAIN}{tag}")

    @cached_property
    def cells(self) -> list[Element]:
        """All cells."""
        return list(self.all("c"))

    @cached_property
    def heights(self) -> dict[int, float]:
        """The heights in points of the rows that have one."""
        return {
            int(row.attrib["r"]): float(row.attrib["ht"]) for row in self.all("row") if "ht" in row.attrib
        }


class Book:
    """A workbook's sheets, styles, texts and names."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    def xml(self, part: str) -> Element:
        """A part's root element."""
        return ElementTree.fromstring(self.parts[part])

    def relations(self, part: str) -> dict[str, str]:
        """The parts and places to which a part refers, by id."""
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels"
        if path not in self.parts:
            return {}
        return {
            each.attrib["Id"]: posixpath.normpath(posixpath.join(folder, each.attrib["Target"]))
            for each in self.xml(path)
        }

    @cached_property
    def workbook(self) -> Element:
        """The root of xl/workbook.xml."""
        return self.xml("xl/workbook.xml")

    @cached_property
    def sheets(self) -> list[SheetPart]:
        """The worksheets in order."""
        targets, found = self.relations("xl/workbook.xml"), []
        for each in self.workbook.iter(f"{MAIN}sheet"):
            path = targets[each.attrib[_RELATION]]
            parts = list(self.relations(path).values())
            hidden = each.attrib.get("state", "visible") != "visible"
            found.append(SheetPart(each.attrib["name"], hidden, self.xml(path), parts))
        return found

    @cached_property
    def styles(self) -> Element:
        """The root of xl/styles.xml."""
        return self.xml("xl/styles.xml")

    @cached_property
    def texts(self) -> list[str]:
        """The shared strings."""
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        items = self.xml("xl/sharedStrings.xml").iter(f"{MAIN}si")
        return ["".join(each.text or "" for each in item.iter(f"{MAIN}t")) for item in items]

    @cached_property
    def names(self) -> list[Element]:
        """The defined names, with their texts."""
        return list(self.workbook.iter(f"{MAIN}definedName"))
