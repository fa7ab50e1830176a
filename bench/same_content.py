"""Scripts that write the very cells of our summary: `python -m bench.same_content LIBRARY RETURNS GIVEN TO`.

`LIBRARY` is `xlsxwriter`, with calamine reading the returns, or `openpyxl`, which reads them, too. What such
a script would have to work out is given to it, in a file that `describe` made of our summary: every cell with
its formula, the formula's result and its format, widths, heights and merged areas. So it is quicker than any
real script of the same content; it checks nothing, and draws no charts, links and conditional formats.
"""

import pickle
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from python_calamine import CalamineWorkbook

from bench.witness import PARTS

FORM = "分解表"
_EDGES = ("left", "right", "top", "bottom")
_LINES: tuple[Any, ...] = (
    None,
    "thin",
    "medium",
    "dashed",
    "dotted",
    "thick",
    "double",
    "hair",
)  # by xlsxwriter's numbers

Look = tuple[tuple[str, Any], ...]  # a format's properties, by xlsxwriter's names


class Content(NamedTuple):
    """A cell: `array` is the range of an array formula, else ""; `look` numbers its format."""

    column: int
    value: Any
    array: str
    result: Any
    look: int


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: `rows` are (row from 0, contents), sizes are by row or column from 0, `merges` are ranges."""

    name: str
    rows: list[tuple[int, list[Content]]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)


def describe(summary: Path, given: Path) -> None:
    """Write down everything that the scripts are given of a summary."""
    looks: dict[int, int] = {}
    known: list[Look] = []
    pages: list[Page] = []
    formulas, results = (openpyxl.load_workbook(summary, data_only=only) for only in (False, True))
    for sheet, shown in zip(formulas.worksheets, results.worksheets, strict=True):
        page = Page(sheet.title, merges=[each.coord for each in sheet.merged_cells.ranges])
        for at, (row, shown_row) in enumerate(zip(sheet.iter_rows(), shown.iter_rows(), strict=True)):
            contents = []
            for cell, result in zip(row, shown_row, strict=True):
                if not isinstance(cell, Cell) or (cell.value is None and not cell.has_style):
                    continue
                look = looks.setdefault(cell.style_id, len(looks))
                if look == len(known):
                    known.append(_look(cell))
                value, array = cell.value, ""
                if isinstance(cell.value, ArrayFormula):
                    value, array = cell.value.text, cell.value.ref
                contents.append(Content(cell.column - 1, value, array, result.value, look))
            page.rows.append((at, contents))
        sizes = sheet.row_dimensions.items()
        page.heights.update({number - 1: size.height for number, size in sizes if size.height})
        for wide in sheet.column_dimensions.values():
            columns = range(int(wide.min or 1) - 1, int(wide.max or 0))
            page.widths.update({at: wide.width for at in columns if wide.width})
        pages.append(page)
    given.write_bytes(pickle.dumps((known, pages)))


def _look(cell: Cell) -> Look:
    font, fill, align = cell.font, cell.fill, cell.alignment
    look: dict[str, Any] = {"font_name": font.name, "font_size": font.size, "num_format": cell.number_format}
    look |= {"bold": bool(font.b), "locked": cell.protection.locked, "text_wrap": bool(align.wrap_text)}
    look |= {"align": align.horizontal, "valign": (align.vertical or "bottom").replace("center", "vcenter")}
    look |= {f"{edge}": _LINES.index(getattr(cell.border, edge).style) for edge in _EDGES}
    if font.color and isinstance(font.color.rgb, str):
        look["font_color"] = f"#{font.color.rgb[-6:]}"
    if fill.fill_type == "solid":
        look["bg_color"] = f"#{fill.fgColor.rgb[-6:]}"
    return tuple((name, value) for name, value in look.items() if value not in (None, ""))


def by_calamine(paths: Sequence[Path]) -> int:
    """Read the form's sheet of each return by calamine; return how many rows there are."""
    sheets = (CalamineWorkbook.from_path(path).get_sheet_by_name(FORM) for path in paths)
    return sum(len(sheet.to_python()) for sheet in sheets)


def by_openpyxl(paths: Sequence[Path]) -> int:
    """Read the form's sheet of each return as `pandas.read_excel` does; return how many rows there are."""
    rows = 0
    for path in paths:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows += sum(1 for _ in book[FORM].iter_rows(values_only=True))
        book.close()
    return rows


def write_by_xlsxwriter(looks: Sequence[Look], pages: Sequence[Page], summary: Path) -> None:
    """Write the described workbook."""
    with xlsxwriter.Workbook(summary) as book:
        formats = [book.add_format(dict(look)) for look in looks]
        for page in pages:
            sheet = book.add_worksheet(page.name)
            for at, width in page.widths.items():
                sheet.set_column(at, at, width)
            for at, height in page.heights.items():
                sheet.set_row(at, height)
            for area in page.merges:
                sheet.merge_range(area, "")
            for row, contents in page.rows:
                for column, value, array, result, look in contents:
                    if array:
                        sheet.write_array_formula(array, value, formats[look], result)
                    elif value is None:
                        sheet.write_blank(row, column, None, formats[look])
                    elif not isinstance(value, str):
                        sheet.write_number(row, column, value, formats[look])
                    elif value.startswith("="):
                        sheet.write_formula(
                            row, column, value, formats[look], "" if result is None else result
                        )
                    else:
                        sheet.write_string(row, column, value, formats[look])


def write_by_openpyxl(looks: Sequence[Look], pages: Sequence[Page], summary: Path) -> None:
    """Write the described workbook, without the formulas' results, which this library cannot write."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    styles = [_named_style(f"look {number}", dict(look)) for number, look in enumerate(looks)]
    for style in styles:
        book.add_named_style(style)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for at, width in page.widths.items():
            sheet.column_dimensions[get_column_letter(at + 1)].width = width
        for at, height in page.heights.items():
            sheet.row_dimensions[at + 1].height = height
        for row, contents in page.rows:
            for column, value, array, _, look in contents:
                cell = sheet.cell(row + 1, column + 1, ArrayFormula(array, value) if array else value)
                cell.style = styles[look].name
        for area in page.merges:
            sheet.merge_cells(area)
    book.save(summary)


def _named_style(name: str, look: dict[str, Any]) -> NamedStyle:
    """A style is the quickest way to give a cell all of a format at once."""
    colour = look.get("font_color", "#000000")[1:]
    style = NamedStyle(name, number_format=look["num_format"])
    style.font = Font(look["font_name"], look["font_size"], bold=look["bold"], color=colour)
    left, right, top, bottom = (Side(_LINES[look[edge]]) for edge in _EDGES)
    style.border = Border(left, right, top, bottom)
    valign = look["valign"].replace("vcenter", "center")
    style.alignment = Alignment(look.get("align"), valign, wrap_text=look["text_wrap"])
    style.protection = Protection(locked=look["locked"])
    if "bg_color" in look:
        style.fill = PatternFill("solid", start_color=look["bg_color"][1:])
    return style


Read = Callable[[Sequence[Path]], int]
Write = Callable[[Sequence[Look], Sequence[Page], Path], None]
_WAYS: dict[str, tuple[Read, Write]] = {
    "xlsxwriter": (by_calamine, write_by_xlsxwriter),
    "openpyxl": (by_openpyxl, write_by_openpyxl),
}


def main(library: str, returns: Path, given: Path, summary: Path) -> None:
    """Read all returns and write the summary; what loading `given` takes is told as a part of the cost."""
    began = time.process_time()
    looks, pages = pickle.loads(given.read_bytes())
    PARTS["given"] = time.process_time() - began
    read, write = _WAYS[library]
    read(sorted(returns.glob("*.xlsx")))
    write(looks, pages, summary)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:5]))
