"""图表数据: the cells that the charts read, in blocks below each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cascade.formula import Live, Value, value_of
from cascade.grid import address, on_sheet
from cascade.returns.facts import Facts
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, page_footer

NAME = "图表数据"
_FIRST_ROW = 3
Row = Sequence[Value | Live]


@dataclass(frozen=True)
class Block:
    """A block of cells; its rows begin in row `top`, below its headings. Columns count from 1."""

    top: int
    rows: Sequence[Row]

    def down(self, column: int, key: str, first: int = 0, last: int | None = None) -> dict[str, Any]:
        """Cells of a column as a series' `values` or `categories` (`key`), with what they hold.

        They are of the block's rows from `first` to `last` (from 0), by default to the end.
        """
        end = len(self.rows) - 1 if last is None else last
        area = [NAME, self.top + first - 1, column - 1, self.top + end - 1, column - 1]
        return {key: area, f"{key}_data": [_cached(row[column - 1]) for row in self.rows[first : end + 1]]}

    def across(self, at: int, columns: tuple[int, int], key: str) -> dict[str, Any]:
        """Cells of a row (from 0) as a series' `values` or `categories`, from one column to another."""
        left, right = columns
        area = [NAME, self.top + at - 1, left - 1, self.top + at - 1, right - 1]
        return {key: area, f"{key}_data": [_cached(each) for each in self.rows[at][left - 1 : right]]}

    def cell(self, at: int, column: int) -> str:
        """The address of a cell, for formulas on other sheets."""
        return on_sheet(NAME, address(self.top + at, column))


class ChartData:
    """The sheet as it is drawn, block by block."""

    def __init__(self, page: SummaryPage) -> None:
        self._page = page
        self._row = _FIRST_ROW
        self._columns = 1

    @property
    def next_row(self) -> int:
        """The row in which the rows of the next block will begin."""
        return self._row + 2

    def block(self, title: str, headings: Sequence[str], rows: Sequence[Row]) -> Block:
        """Write a block below the last one."""
        page, top = self._page, self.next_row
        page.put(self._row, 1, title, "heading", fit=False)
        for at, text in enumerate(headings, start=1):
            page.put(top - 1, at, text, "head")
        for row, contents in enumerate(rows, start=top):
            for at, content in enumerate(contents, start=1):
                page.put(row, at, content, "plain" if isinstance(value_of(content), str) else "figure")
        self._row = top + len(rows) + 1
        self._columns = max(self._columns, len(headings))
        return Block(top, rows)

    def finish(self, facts: Facts, title: str) -> None:
        """Set up the sheet's paper."""
        groups = [(at, at) for at in range(1, self._columns + 1)]
        note = f"{basis(facts)}各图引用本表；数取自其他各表，不要改动。"
        self._page.finish(title, note, self._columns, (1, 2), 0, groups, footer=page_footer(facts))


def _cached(content: Value | Live) -> float | str | None:
    """What a chart caches of a cell for viewers; xlsxwriter would cache 0 for an empty one."""
    value = value_of(content)
    return float(value) if isinstance(value, Decimal) else value
