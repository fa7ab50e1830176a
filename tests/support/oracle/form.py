"""A form by its public contract, as another program sees it.

The contract (issue 2): every form sheet has a row with the codes of the open columns and a column with the
codes of the open rows, and whatever a region reports of a field stands at the crossing.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

Said = dict[tuple[str, str], Decimal | str]  # what a city writes, by (region, field)


class Form:
    """A form as another program sees it: a workbook in which codes cross."""

    FIELD = re.compile(r"K\d\d[a-z]?")
    REGION = re.compile(r"\d{6}(\d{3})?(A\d)?")  # 9 digits: a town

    def __init__(self, path: Path) -> None:
        self.book: Workbook = openpyxl.load_workbook(path)
        self.columns: dict[str, tuple[str, Cell]] = {}
        self.rows: dict[tuple[str, str], Cell] = {}
        for sheet in self.book.worksheets:
            for line in sheet.iter_rows():
                for cell in line:
                    if isinstance(cell, Cell) and isinstance(cell.value, str):
                        self._note(sheet.title, cell, cell.value)

    def _note(self, sheet: str, cell: Cell, text: str) -> None:
        if self.FIELD.fullmatch(text):
            assert text not in self.columns, f"{text} stands in {sheet} {cell.coordinate}, too"
            self.columns[text] = (sheet, cell)
        elif self.REGION.fullmatch(text):
            assert (sheet, text) not in self.rows, f"{text} stands in {sheet} {cell.coordinate}, too"
            self.rows[sheet, text] = cell

    @property
    def fields(self) -> list[str]:
        return list(self.columns)

    @property
    def regions(self) -> list[str]:
        return list(dict.fromkeys(region for _, region in self.rows))

    def place(self, region: str, field: str) -> tuple[str, str]:
        """Sheet and address of the crossing of a region and a field."""
        sheet, column = self.columns[field]
        return sheet, f"{column.column_letter}{self.rows[sheet, region].row}"

    def cell(self, region: str, field: str) -> Cell:
        sheet, address = self.place(region, field)
        return _cell(self.book, sheet, address)

    def below(self, field: str, label: str) -> tuple[str, str]:
        """Sheet and address where a column meets the row whose name begins with `label`."""
        sheet, column = self.columns[field]
        for row in range(1, self.book[sheet].max_row + 1):
            if str(self.book[sheet].cell(row, 2).value or "").startswith(label):
                return sheet, f"{column.column_letter}{row}"
        raise KeyError(label)

    def beside(self, region: str, field: str, label: str) -> Cell:
        """The cell of a region in the nearest column left of the field's whose heading is `label`."""
        sheet, column = self.columns[field]
        page, row = self.book[sheet], self.rows[sheet, region].row
        for at in range(column.column - 1, 0, -1):
            if any(page.cell(head, at).value == label for head in range(1, column.row)):
                return _cell(self.book, sheet, page.cell(row, at).coordinate)
        raise KeyError(label)

    def fill(
        self, said: Mapping[tuple[str, str], Decimal | str], names: Mapping[str, str] | None = None
    ) -> None:
        """Write numbers and texts at their crossings, and the names of functional zones on every sheet."""
        for (region, field), value in said.items():
            self.cell(region, field).value = float(value) if isinstance(value, Decimal) else value
        for zone, name in (names or {}).items():
            for (sheet, region), code in self.rows.items():
                if region == zone:
                    _cell(self.book, sheet, f"B{code.row}").value = name

    def save(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(path)
        return path


def _cell(book: Workbook, sheet: str, address: str) -> Cell:
    cell = book[sheet][address]
    assert isinstance(cell, Cell)
    return cell
