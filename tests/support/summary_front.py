"""The front of a published summary, by the words on it, and where its links lead."""

import math
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from tests.support.oracle.front import Cell

FRONT = ("总览", "全省汇总", "未报与问题", "数据来源")
SMALLEST_POINT = 9.0


class Front:
    """The two sheets of a published workbook, by the words on them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path, data_only=True)

    @cached_property
    def formulas(self) -> Workbook:
        """The workbook with its formulas in place of what they come to."""
        return openpyxl.load_workbook(self.path)

    @cached_property
    def province(self) -> Any:
        return self.book["全省汇总"]

    @cached_property
    def overview(self) -> Any:
        return self.book["总览"]

    @cached_property
    def columns(self) -> dict[str, int]:
        """The columns of 全省汇总 by heading."""
        return {str(cell.value): cell.column for cell in self.province[3] if cell.value}

    def block(self, number: int) -> list[int]:
        """The rows of an indicator on 全省汇总."""
        last = self.province.max_row
        starts = [row for row in range(5, last + 1) if self.province.cell(row, 4).value == "目标"]
        first = starts[number - 1]
        assert self.province.cell(first, 1).value == str(number)
        after = [row for row in range(first, last + 1) if not self.province.cell(row, 4).value]
        return list(range(first, starts[number] if number < len(starts) else after[0] if after else last + 1))

    def line(self, row: int) -> dict[str, Any]:
        """A row of 总览 by heading; the headings ●△▼ included."""
        found = {}
        for cell in self.overview[4]:
            if cell.value:
                found[str(cell.value)] = self.overview.cell(row, cell.column).value
        return found

    @property
    def board(self) -> int:
        """The first column of the board of returns on 总览."""
        return next(int(cell.column) for cell in self.overview[4] if cell.value == "设区市")


def shows(found: Any, expected: Cell) -> bool:
    """Whether a cell holds what it should; a number to nine places, or to nine digits if it is large."""
    if isinstance(expected, str):
        return bool(found == expected)
    if not isinstance(found, int | float):
        return False
    return math.isclose(found, float(expected), rel_tol=1e-9, abs_tol=1e-9)


def links(book: Any) -> dict[tuple[str, str], str]:
    """Where each link leads, by sheet and cell."""
    cells = ((sheet.title, cell) for sheet in book.worksheets for line in sheet.iter_rows() for cell in line)
    return {
        (name, cell.coordinate): cell.hyperlink.location or cell.hyperlink.target
        for name, cell in cells
        if cell.hyperlink
    }


def place(location: str) -> tuple[str, str]:
    """Sheet and cells of a location."""
    found = re.fullmatch(r"'([^']+)'!([A-Z]+\d+(?::[A-Z]+\d+)?)", location)
    assert found, location
    return found[1], found[2]
