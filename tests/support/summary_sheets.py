"""Sheets of a summary as another program sees them: figures found by the labels and codes beside them.

It imports nothing from `cascade`.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.formulas import formulas

Value = object
TOLERANCE = Fraction(1, 10**6)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
X = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def same(found: Value, expected: Fraction | str | None) -> bool:
    """Whether a cell shows what it has to: a number to six decimals, or to nine digits where it is large."""
    if not isinstance(expected, Fraction):
        return (found or None) == (expected or None)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    return abs(Fraction(found) - expected) <= max(TOLERANCE, abs(expected) / 10**9)


class Book:
    """A workbook with the values that its formulas have come to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values = openpyxl.load_workbook(path, data_only=True)

    def cell(self, reference: str) -> Value:
        """The value of a cell given as `'sheet'!$A$1`."""
        (value,) = self.cells(reference)
        return value

    def cells(self, reference: str) -> list[Value]:
        """The values of a row or column of cells."""
        sheet, _, area = reference.rpartition("!")
        left, top, right, bottom = range_boundaries(area.replace("$", ""))
        rows = self.values[sheet.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
        return [cell for row in rows for cell in row]

    @cached_property
    def formulas(self) -> dict[tuple[str, str], str]:
        """Every formula by sheet and cell."""
        return formulas(self.path)


class Counties:
    """A table of counties: regions down by code, indicators across, labels below them."""

    FIRST_ROW = 6

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.rows = {
            str(code): row
            for row in range(self.FIRST_ROW, sheet.max_row + 1)
            if (code := sheet.cell(row, 3).value) is not None
        }
        self.columns: dict[tuple[int, str], int] = {}
        number = 0
        for column in range(4, sheet.max_column + 1):
            if title := sheet.cell(3, column).value:
                number = int(str(title).partition("．")[0])
            label = str(sheet.cell(4, column).value).replace("\n", "")
            assert (number, label) not in self.columns
            self.columns[number, label] = column

    def value(self, region: str, number: int, label: str) -> Value:
        return self.sheet.cell(self.rows[region], self.columns[number, label]).value


class Across:
    """A table with regions across by name and an indicator's items down."""

    def __init__(self, sheet: Worksheet, item: int = 3) -> None:
        self.sheet = sheet
        self.columns = {
            str(name): column
            for column in range(item + 1, sheet.max_column + 1)
            if (name := sheet.cell(3, column).value)
        }
        self.rows: dict[tuple[int, str], int] = {}
        number = 0
        for row in range(4, sheet.max_row + 1):
            if re.fullmatch(r"\d+", first := str(sheet.cell(row, 1).value or "")):
                number = int(first)
            if label := sheet.cell(row, item).value:
                self.rows[number, str(label)] = row

    def items(self, number: int) -> list[str]:
        return [label for each, label in self.rows if each == number]

    def value(self, name: str, number: int, label: str) -> Value:
        return self.sheet.cell(self.rows[number, label], self.columns[name]).value


# ------------------------------------------------------------------------------------------------- charts


@dataclass(frozen=True)
class Series:
    """One series: kind of chart, name, references of categories and values, and what was cached of both."""

    kind: str
    name: str
    categories: str
    values: str
    cached_categories: tuple[str, ...]
    cached_values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart with what it is called for those who cannot see it, and the cells (from 0) it lies over."""

    description: str
    title: str
    series: tuple[Series, ...]
    start: tuple[int, int]  # row and column of the cell in which it begins
    end: tuple[int, int]  # of the cell in which it ends; a chart may end at a cell's very edge
    axes: tuple[tuple[float, float], ...]  # ends of the axes that have both, the one across first


class Charts:
    """The charts of a sheet, read from the parts of the file."""

    def __init__(self, path: Path, sheet: str) -> None:
        with zipfile.ZipFile(path) as self._file:
            part = self._sheet(sheet)
            self.breaks = [int(each.get("id", 0)) for each in self._xml(part).findall(f"{M}rowBreaks/{M}brk")]
            (drawing,) = self._related(part).values()
            charts = self._related(drawing)
            anchors = self._xml(drawing).findall(f"{X}twoCellAnchor")
            self.all = [self._chart(anchor, charts) for anchor in anchors]
            del self._file

    def _xml(self, part: str) -> ElementTree.Element:
        return ElementTree.fromstring(self._file.read(part))

    def _related(self, part: str) -> dict[str, str]:
        folder, _, name = part.rpartition("/")
        tree = self._xml(f"{folder}/_rels/{name}.rels")
        return {
            each.attrib["Id"]: posixpath.normpath(posixpath.join(folder, each.attrib["Target"]))
            for each in tree
        }

    def _sheet(self, name: str) -> str:
        sheets = self._xml("xl/workbook.xml").findall(f"{M}sheets/{M}sheet")
        (part,) = [each.attrib[f"{R}id"] for each in sheets if each.get("name") == name]
        return self._related("xl/workbook.xml")[part]

    def _chart(self, anchor: ElementTree.Element, parts: dict[str, str]) -> Chart:
        def corner(name: str) -> tuple[int, int]:
            found = [anchor.findtext(f"{X}{name}/{X}{each}") for each in ("row", "col", "rowOff", "colOff")]
            row, column, down, right = (int(text or 0) for text in found)
            at_edge = name == "to"
            return row - (at_edge and not down), column - (at_edge and not right)

        (graphic,) = anchor.iter(f"{C}chart")
        (named,) = anchor.iter(f"{X}cNvPr")
        tree = self._xml(parts[graphic.attrib[f"{R}id"]])
        named_title = tree.find(f"{C}chart/{C}title")
        texts = named_title.iter(f"{A}t") if named_title is not None else ()
        title = "".join(each.text or "" for each in texts)
        plots = [each for each in _only(tree, f"{C}chart/{C}plotArea") if each.tag.endswith("Chart")]
        series = [
            _series(each, plot.tag.removeprefix(C)) for plot in plots for each in plot.findall(f"{C}ser")
        ]
        scales = [[each.find(f"{C}{end}") for end in ("min", "max")] for each in tree.iter(f"{C}scaling")]
        axes = [
            (float(low.get("val", "")), float(high.get("val", "")))
            for low, high in scales
            if low is not None and high is not None
        ]
        return Chart(named.get("descr", ""), title, tuple(series), corner("from"), corner("to"), tuple(axes))


def _only(tree: ElementTree.Element, path: str) -> ElementTree.Element:
    (found,) = tree.findall(path)
    return found


def _series(ser: ElementTree.Element, kind: str) -> Series:
    across, up = ("xVal", "yVal") if kind == "scatterChart" else ("cat", "val")

    def points(where: str) -> list[str | None]:
        inside = _only(ser, f"{C}{where}").iter()
        (cache,) = [each for each in inside if each.tag in (f"{C}numCache", f"{C}strCache")]
        found = {int(each.get("idx", 0)): each.findtext(f"{C}v") for each in cache.findall(f"{C}pt")}
        return [found.get(at) for at in range(int(_only(cache, f"{C}ptCount").get("val", 0)))]

    def reference(where: str) -> str:
        (formula,) = _only(ser, f"{C}{where}").iter(f"{C}f")
        return formula.text or ""

    return Series(
        kind,
        "".join(each.text or "" for each in _only(ser, f"{C}tx").iter(f"{C}v")),
        reference(across),
        reference(up),
        tuple(each or "" for each in points(across)),
        tuple(float(each) if each else None for each in points(up)),
    )
