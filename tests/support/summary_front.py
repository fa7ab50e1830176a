"""The front of a published summary, by the words on it, and where its links lead."""

import math
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from tests.support.oracle.front import Cell

FRONT = ("总览", "报送情况", "全省汇总", "未报与问题", "数据来源")
SMALLEST_POINT = 9.0


class Front:
    """The first sheets of a published workbook, by the words on them."""

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

    @cached_property
    def head(self) -> int:
        """The row of the headings of the table on 总览."""
        cells = (row[0] for row in self.overview.iter_rows(max_col=1))
        return next(int(cell.row) for cell in cells if cell.value in ("序号", "设区市"))

    @property
    def sentences(self) -> list[str]:
        """The sentences above the table on 总览, without the line that tells its units."""
        rows = self.overview.iter_rows(min_row=3, max_row=self.head - 2, values_only=True)
        return [str(next(filter(None, row))) for row in rows]

    @cached_property
    def margins(self) -> dict[str, dict[str, Any]]:
        """The cells of the table on 总览 by an indicator's number (`▼`: the counts) and by heading."""
        sheet, found = self.overview, {}
        headings = {str(cell.value): cell.column for cell in sheet[self.head] if cell.value}
        for row in range(self.head + 1, sheet.max_row + 1):
            key = str(sheet.cell(row, 1).value or "")
            if key[:1].isdecimal() or (key.startswith("▼ ") and key.endswith("（项）")):
                cells = {text: sheet.cell(row, column).value for text, column in headings.items()}
                found["▼" if key.startswith("▼") else key] = cells
        return found

    @cached_property
    def board(self) -> Any:
        """The sheet 报送情况."""
        return self.book["报送情况"]

    def remark(self, city: str) -> Any:
        """The remark on a city (its name) on 报送情况."""
        rows = self.board.iter_rows(min_row=5, values_only=True)
        last = sum(bool(cell.value) for cell in self.board[4]) - 1
        return next(row[last] for row in rows if row[0] == city)


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
