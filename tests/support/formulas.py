"""Compares what a workbook says its formulas come to with what another program made of them.

The parts of the files are read here: that takes a third of the time of three readings by openpyxl.
"""

import math
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from openpyxl.utils.cell import rows_from_range

TOLERANCE = 1e-9
_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

Value = bool | float | str
Values = dict[str, dict[str, Value]]  # of all cells but empty ones, by sheet and cell


class Difference(NamedTuple):
    """A formula cell whose cached value is not what the other program computed."""

    sheet: str
    cell: str
    formula: str
    cached: Value
    computed: Value


@dataclass(frozen=True)
class Sheet:
    """The formulas of a sheet, and the values of all its cells but empty ones, by cell."""

    formulas: dict[str, str]
    values: dict[str, Value]


def compare(original: Path, recalculated: Values) -> tuple[int, list[Difference]]:
    """How many formula cells `original` has, and those whose cached value differs in `recalculated`.

    Numbers may differ by 1e-9 (of themselves, if large). A formula that comes to an empty text ("") has no
    value in the file, which differs from 0, as True does from 1.
    """
    count, (differences,) = compare_all(original, [recalculated])
    return count, differences


def compare_all(original: Path, recalculated: Iterable[Values]) -> tuple[int, list[list[Difference]]]:
    """The same for what several programs have made of it, in their order; the original is read once."""
    found = sheets(original)
    count = sum(len(sheet.formulas) for sheet in found.values())
    return count, [_differences(found, computed) for computed in recalculated]


def _differences(sheets: dict[str, Sheet], computed: Values) -> list[Difference]:
    return [
        Difference(name, cell, formula, before, after)
        for name, sheet in sheets.items()
        for cell, formula in sheet.formulas.items()
        if not alike(before := sheet.values.get(cell, ""), after := computed[name].get(cell, ""))
    ]


def formulas(path: Path | BytesIO) -> dict[tuple[str, str], str]:
    """Every formula by sheet and cell; an array formula stands in all cells of its range."""
    return {(name, cell): text for name, sheet in _sheets(path) for cell, text in sheet.formulas.items()}


def values(path: Path | BytesIO) -> Values:
    """The values that are cached in a file."""
    return {name: sheet.values for name, sheet in _sheets(path)}


def sheets(path: Path | BytesIO) -> dict[str, Sheet]:
    """The sheets of a workbook by name, in the order of their tabs."""
    return dict(_sheets(path))


def _sheets(path: Path | BytesIO) -> Iterator[tuple[str, Sheet]]:
    with zipfile.ZipFile(path) as file:
        texts = _texts(file)
        targets = {
            each.attrib["Id"]: posixpath.normpath(posixpath.join("/xl", each.attrib["Target"]))
            for each in _xml(file, "xl/_rels/workbook.xml.rels")
        }
        for sheet in _xml(file, "xl/workbook.xml").iterfind(f"{_M}sheets/{_M}sheet"):
            part = targets[sheet.attrib[f"{_R}id"]].removeprefix("/")
            yield sheet.attrib["name"], _sheet(_xml(file, part), texts)


def _xml(file: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(file.read(part))


def _texts(file: zipfile.ZipFile) -> list[str]:
    """The texts that cells refer to by their numbers."""
    if "xl/sharedStrings.xml" not in file.namelist():
        return []
    return [  # between the elements Gnumeric writes line breaks, which are no part of the texts
        "".join(each.text or "" for each in item.iter(f"{_M}t"))
        for item in _xml(file, "xl/sharedStrings.xml").iterfind(f"{_M}si")
    ]


def _sheet(tree: ElementTree.Element, texts: list[str]) -> Sheet:
    found = Sheet({}, {})
    for cell in tree.iterfind(f"{_M}sheetData/{_M}row/{_M}c"):
        place = cell.attrib["r"]
        if (formula := cell.find(f"{_M}f")) is not None:
            assert formula.get("t") in (None, "array"), f"a formula of another kind stands in {place}"
            for line in rows_from_range(formula.get("ref", place)):
                found.formulas.update(dict.fromkeys(line, f"={formula.text}"))
        if value := cell.findtext(f"{_M}v"):
            found.values[place] = _value(cell.get("t", "n"), value, texts)
        elif (own := cell.find(f"{_M}is")) is not None:  # openpyxl leaves a text where it stands
            found.values[place] = "".join(each.text or "" for each in own.iter(f"{_M}t"))
    return found


def _value(kind: str, value: str, texts: list[str]) -> Value:
    if kind == "n":
        return float(value)
    if kind == "b":
        return value == "1"
    return texts[int(value)] if kind == "s" else value


def alike(before: Value, after: Value) -> bool:
    """Whether two values are the same, numbers but for 1e-9."""
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return type(before) is type(after) and before == after
