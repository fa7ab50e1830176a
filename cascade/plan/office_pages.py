"""The sheets of an office's plan workbook as texts: find headings, and say what is wrong at which cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cascade.grid import column_letters
from cascade.plan.office_sheets import EXAMPLE, SUM, OfficeSheet, plain
from cascade.plan.problems import SHEET_OF, Problem, TableCell

Cells = list[list[str]]  # of a sheet: rows of texts of one width, from its first row and column on

HEADER_WITHIN = 12  # rows: below them nobody looks for headings


@dataclass(frozen=True)
class HeadRow:
    """A sheet's headings: their row, the places of the table's columns, and the other headings.

    Rows and places count from 0. `name` is the place of the indicator's name, where the sheet shows it.
    """

    row: int
    places: Mapping[str, int]
    others: Mapping[int, str]
    name: int | None


class OfficePages:
    """The sheets of one workbook.

    `lacks` collects sheets and columns that are missing, `problems` what is wrong at single cells.
    """

    def __init__(self, file: str, book: Mapping[str, Cells]) -> None:
        self._file = file
        self.book = book
        self.lacks: list[Problem] = []
        self.problems: list[Problem] = []

    def place(self, sheet: str) -> str:
        """How problems name a sheet."""
        return f"{self._file}{SHEET_OF}{sheet}"

    def cells(self, sheet: str) -> Cells:
        """The texts of a sheet, none where there is no such sheet."""
        return self.book.get(sheet, [])

    def cell(self, sheet: str, row: int, at: int | None, text: str) -> TableCell:
        """A cell of a sheet. `at` is None for a column that the sheet lacks."""
        return TableCell(self.place(sheet), row + 1, None if at is None else column_letters(at + 1), text)

    def report(self, sheet: str, row: int, at: int, message: str) -> None:
        """Add a problem at a cell."""
        self.problems.append(Problem(self.place(sheet), row + 1, column_letters(at + 1), message))

    def miss(self, sheet: str | None, row: int | None, message: str) -> None:
        """Add a problem of a whole sheet, or of the workbook."""
        self.lacks.append(Problem(self.place(sheet) if sheet else self._file, row, None, message))

    def head_row(self, sheet: OfficeSheet) -> HeadRow | None:
        """Find the row of headings: the one with most of them. Reports what is missing and what repeats."""
        titles = {plain(sheet.heading(column)): column.name for column in sheet.columns}
        shown = {plain(column.title): column.name for column in sheet.shown}
        shown |= {SUM: ""} if sheet.at_end else {}
        cells = self.cells(sheet.name)
        known = [sum(plain(text) in titles for text in row) for row in cells[:HEADER_WITHIN]]
        if not any(known):
            if any(map(any, cells)):
                wanted = "、".join(f"“{sheet.heading(column)}”" for column in sheet.columns)
                self.miss(sheet.name, None, f"找不到表头；请补上一行表头：{wanted}")
            return None
        row = known.index(max(known))
        places: dict[str, int] = {}
        others: dict[int, str] = {}
        for at, text in enumerate(cells[row]):
            name = titles.get(plain(text))
            if name in places:
                self.report(sheet.name, row, at, f"“{text}”这一列出现了两次，请删去一列")
            elif name:
                places[name] = at
            elif plain(text) not in shown:
                others[at] = text
        for column in sheet.columns:
            if column.name not in places and column.required:
                self.miss(sheet.name, row + 1, f"缺少“{sheet.heading(column)}”这一列，请在表头补上")
        names = (at for at, text in enumerate(cells[row]) if shown.get(plain(text)) == "name")
        return HeadRow(row, places, others, next(names, None))

    def body(self, sheet: OfficeSheet, head: HeadRow) -> Iterator[tuple[int, list[str]]]:
        """The rows below the headings that are not blank and no examples, with their numbers."""
        for number, texts in enumerate(self.cells(sheet.name)):
            first = next((text for text in texts if text), EXAMPLE)
            if number > head.row and not plain(first).startswith(plain(EXAMPLE)):
                yield number, texts

    def first_text(self, sheet: OfficeSheet, head: HeadRow, at: int) -> int | None:
        """The first row below the headings that has a text in a column."""
        return next((number for number, texts in self.body(sheet, head) if texts[at]), None)
