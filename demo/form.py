"""A form as a city sees it, filled by its public contract alone.

Every form sheet has a grey row with the codes of the open columns (K06, K01a) and a grey column with the
codes of the open rows (330102, 330100A1 for a spare row). What a region reports stands at the crossing.
Everything else is found by the words that a person reads: 本市目标, 目标, 说明.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

Answer = Decimal | str | None  # a number, a text typed into the cell, or a cell left empty
Answers = dict[tuple[str, str], Answer]  # by (region, field)

_FIELD = re.compile(r"K\d\d[a-z]?")
_REGION = re.compile(r"\d{6}(A\d)?")
_OWN_TARGETS, _TARGET_HEADING, _EXPLANATIONS = "本市目标", "目标", "说明"


class Form:
    """A form that has been opened. Codes are looked up once, here."""

    def __init__(self, path: Path) -> None:
        self._book = openpyxl.load_workbook(path)
        self._columns: dict[str, tuple[Worksheet, int]] = {}
        self._rows: dict[tuple[Worksheet, str], tuple[int, int]] = {}
        self._words: dict[tuple[Worksheet, str], list[Cell]] = {}
        for sheet in self._book.worksheets:
            self._look_over(sheet)

    def _look_over(self, sheet: Worksheet) -> None:
        for row in sheet.iter_rows():
            for cell in row:
                text = cell.value
                if not isinstance(cell, Cell) or not isinstance(text, str):
                    continue
                if _FIELD.fullmatch(text):
                    self._columns[text] = (sheet, cell.column)
                elif _REGION.fullmatch(text):
                    self._rows[sheet, text] = (cell.row, cell.column)
                elif text in (_OWN_TARGETS, _TARGET_HEADING, _EXPLANATIONS):
                    self._words.setdefault((sheet, text), []).append(cell)

    @property
    def fields(self) -> tuple[str, ...]:
        """The codes of all open columns."""
        return tuple(self._columns)

    @property
    def regions(self) -> tuple[str, ...]:
        """The codes of all open rows, spare ones included."""
        return tuple(dict.fromkeys(region for _, region in self._rows))

    @property
    def counties(self) -> tuple[str, ...]:
        """The codes of the counties' rows."""
        return tuple(region for region in self.regions if region.isdigit())

    def cell(self, region: str, field: str) -> Cell:
        """The cell in which a region reports a field: the crossing of the two codes."""
        sheet, column = self._columns[field]
        row, _ = self._rows[sheet, region]
        return _cell(sheet, row, column)

    def city_target(self, field: str) -> Decimal:
        """The city's own target in a breakdown form, from the row 本市目标."""
        sheet, column = self._columns[field]
        return _number(_cell(sheet, self._words[sheet, _OWN_TARGETS][0].row, column))

    def county_target(self, region: str, field: str) -> Decimal | None:
        """A region's target in a progress form, from the nearest column 目标 to the left; None if blank."""
        sheet, column = self._columns[field]
        heading = max(cell.column for cell in self._words[sheet, _TARGET_HEADING] if cell.column < column)
        cell = _cell(sheet, self._rows[sheet, region][0], heading)
        return None if cell.value is None else _number(cell)

    def fill(self, answers: Mapping[tuple[str, str], Answer]) -> None:
        """Type a city's answers into their cells."""
        for (region, field), answer in answers.items():
            self.cell(region, field).value = answer

    def name_zone(self, region: str, name: str) -> None:
        """Name a functional zone: in the cell beside its code."""
        for (sheet, each), (row, column) in self._rows.items():
            if each == region:
                _cell(sheet, row, column + 1).value = name

    def explain(self, field: str, text: str) -> None:
        """Write an explanation under a field, in the row 说明."""
        sheet, column = self._columns[field]
        _cell(sheet, self._words[sheet, _EXPLANATIONS][0].row, column).value = text

    def save(self, path: Path) -> None:
        """Save under another name; the issued file stays as it was."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._book.save(path)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{sheet.title} {cell.coordinate} lies under a merge")
    return cell


def _number(cell: Cell) -> Decimal:
    return Decimal(str(cell.value))
