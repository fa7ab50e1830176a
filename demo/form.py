"""A form as a unit sees it, filled by its public contract alone.

Every form sheet has a grey row with the codes of the open columns (K06, K01a) and a grey column with the
codes of the open rows (330102, 330100A1 for a spare row). What a region reports stands at the crossing.
Everything else is found by the words that a person reads: 本市目标, 目标, 合计, 说明.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from demo.tables import Plan

Answer = Decimal | str | None  # a number, a text typed into the cell, or a cell left empty
Answers = dict[tuple[str, str], Answer]  # by (region, field)

_OWN_TARGETS, _TARGET_HEADING = re.compile("本.{1,13}目标"), re.compile("(全[年期])?目标")
_TOTALS, _EXPLANATIONS = re.compile("合计|本级填报|合计／本级填报"), re.compile("说明")
_LABELS = (_OWN_TARGETS, _TARGET_HEADING, _TOTALS, _EXPLANATIONS)


class Form:
    """A form that has been opened. Codes are looked up once, here."""

    def __init__(self, path: Path, plan: Plan, city: str) -> None:
        self._book = openpyxl.load_workbook(path)
        self._columns: dict[str, tuple[Worksheet, int]] = {}
        self._rows: dict[tuple[Worksheet, str], tuple[int, int]] = {}
        self._words: dict[tuple[Worksheet, re.Pattern[str]], list[Cell]] = {}
        self._fields = {
            *plan.indicators,
            *(code for each in plan.indicators.values() for code in each.fields),
        }
        self._spare = re.compile(re.escape(city) + r"A\d")
        self._regions = {row["code"] for row in plan.rows["regions"] if city in (row["code"], row["parent"])}
        self._city = "" if plan.two_levels else city
        for sheet in self._book.worksheets:
            self._look_over(sheet)

    def _look_over(self, sheet: Worksheet) -> None:
        for row in sheet.iter_rows():
            for cell in row:
                text = cell.value
                if not isinstance(cell, Cell) or not isinstance(text, str):
                    continue
                if text in self._fields:
                    self._columns[text] = (sheet, cell.column)
                elif text in self._regions or self._spare.fullmatch(text):
                    self._rows[sheet, text] = (cell.row, cell.column)
                for label in _LABELS:
                    if label.fullmatch(text):
                        self._words.setdefault((sheet, label), []).append(cell)

    @property
    def fields(self) -> tuple[str, ...]:
        """The codes of all open columns."""
        return tuple(self._columns)

    @property
    def counties(self) -> tuple[str, ...]:
        """The codes of the rows below the unit, without spare ones; in two levels the unit's own row."""
        return tuple(each for each in self._all if not self._spare.fullmatch(each) and each != self._city)

    @property
    def spare(self) -> tuple[str, ...]:
        """The codes of the spare rows."""
        return tuple(each for each in self._all if self._spare.fullmatch(each))

    @property
    def leaves(self) -> tuple[str, ...]:
        """The codes of all rows below the unit that have a name; spare ones are named by the unit."""
        return (*self.counties, *(each for each in self.spare if self._is_named(each)))

    @property
    def _all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(region for _, region in self._rows))

    def _is_named(self, region: str) -> bool:
        at = next((sheet, *place) for (sheet, each), place in self._rows.items() if each == region)
        sheet, row, column = at
        return _cell(sheet, row, column + 1).value is not None

    def sheet(self, field: str) -> str:
        """The name of the sheet on which a field is filled in."""
        return self._columns[field][0].title

    def is_open(self, region: str, field: str) -> bool:
        """Whether the form asks a region for a field, and nothing stands there yet."""
        if field not in self._columns or (self._columns[field][0], region) not in self._rows:
            return False
        return self.cell(region, field).value is None

    def cell(self, region: str, field: str) -> Cell:
        """The cell in which a region reports a field: the crossing of the two codes."""
        sheet, column = self._columns[field]
        row, _ = self._rows[sheet, region]
        return _cell(sheet, row, column)

    def city_target(self, field: str) -> Decimal | None:
        """The unit's own target in a breakdown form, from the row 本市目标; None if it has none."""
        sheet, column = self._columns[field]
        return _number(_cell(sheet, self._words[sheet, _OWN_TARGETS][0].row, column))

    def target(self, region: str, field: str) -> Decimal | None:
        """A region's target in a progress form, from the nearest column 目标 to the left; None if blank."""
        sheet, column = self._columns[field]
        return _number(_cell(sheet, self._rows[sheet, region][0], self._target_column(sheet, column)))

    def total_target(self, field: str) -> Decimal | None:
        """The unit's own target in a progress form, from the row of totals; None if it has none."""
        sheet, column = self._columns[field]
        totals = self._words.get((sheet, _TOTALS), [])
        if not totals:
            return None
        return _number(_cell(sheet, totals[-1].row, self._target_column(sheet, column)))

    def _target_column(self, sheet: Worksheet, column: int) -> int:
        return max(cell.column for cell in self._words[sheet, _TARGET_HEADING] if cell.column < column)

    def fill(self, answers: Mapping[tuple[str, str], Answer]) -> None:
        """Type a unit's answers into their cells."""
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


def _number(cell: Cell) -> Decimal | None:
    return Decimal(str(cell.value)) if isinstance(cell.value, int | float) else None
