"""Correctly filled forms with tickets of their own, and the judging of what becomes of them.

Cells are found by the public contract alone (`tests.support.oracle.form.Form`); judging is all that the
program does between reading a file and entering it into the ledger.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

from cascade import checks, locate, submission, ticket, xlsx
from cascade.findings import Finding
from cascade.layout import Role
from cascade.returns.receipt import State
from cascade.returns.settling import verdict
from tests.support.forms import (
    BREAKDOWN,
    FILLING,
    JUNE,
    SEPTEMBER,
    Typed,
    layout,
    plan,
    right,
    standing,
    written,
)
from tests.support.oracle.form import Form
from tests.support.oracle.results import text

CITY, OTHER = "330600", "330800"  # 绍兴、衢州: six counties each, so that a form fits the other city's rows
FIELD = {BREAKDOWN: "K06", JUNE: "K06a", SEPTEMBER: "K06a"}  # a count that nearly every county has
PROPERTY = "CascadeTicket"

Said = dict[tuple[str, str], str]


class Filled:
    """A filled form of a city, and where things stand in it."""

    def __init__(self, round_: str, city: str, path: Path) -> None:
        self.round, self.city, self.path = round_, city, path
        self.field = FIELD[round_]

    @cached_property
    def form(self) -> Form:
        return Form(self.path)

    @cached_property
    def ticket(self) -> str:
        """The ticket that it carries."""
        return str(self.form.book.custom_doc_props[PROPERTY].value)  # type: ignore[attr-defined]

    @property
    def sheet(self) -> str:
        """The sheet that has `field`; everything below is about it."""
        return self.form.columns[self.field][0]

    @cached_property
    def counties(self) -> list[str]:
        return FILLING.tables.counties[self.city]

    def row(self, number: int) -> int:
        """The row of a county, counted from 0."""
        return self.form.rows[self.sheet, self.counties[number]].row

    @property
    def rows(self) -> tuple[int, int]:
        """The rows of the first and the last county."""
        return self.row(0), self.row(-1)

    @property
    def bottom(self) -> int:
        """The last row: the last spare one."""
        return max(cell.row for (sheet, _), cell in self.form.rows.items() if sheet == self.sheet)

    @property
    def columns(self) -> list[str]:
        """The letters of the open columns, in order."""
        cells = [cell for sheet, cell in self.form.columns.values() if sheet == self.sheet]
        return [cell.column_letter for cell in sorted(cells, key=lambda cell: cell.column)]

    @property
    def column(self) -> str:
        return self.form.columns[self.field][1].column_letter

    @property
    def code_row(self) -> int:
        return self.form.columns[self.field][1].row

    @property
    def last_column(self) -> str:
        return get_column_letter(self.form.book[self.sheet].max_column)

    def tickets(self) -> list[tuple[str, str]]:
        """Sheet and address of every cell in which the ticket is printed."""
        return [
            (sheet.title, cell.coordinate)
            for sheet in self.form.book.worksheets
            for line in sheet.iter_rows()
            for cell in line
            if isinstance(cell, Cell) and "模板编号：" in str(cell.value)
        ]


class Paper(Filled):
    """A correctly filled form with a ticket of its own and a functional zone."""

    def __init__(self, round_: str, city: str, folder: Path) -> None:
        super().__init__(round_, city, folder / f"{city} {round_}.xlsx")
        self.layout = layout(round_, city)
        self.typed = self._typed()
        issued = ticket.issue(city, plan().round(round_).as_of, 1, round_)
        self.path.write_bytes(written(self.layout, self.typed, str(issued)))

    def _typed(self) -> Typed:
        zone, first = f"{self.city}A1", self.counties[0]
        typed = right(self.round, self.city)
        for (region, field, role), value in list(typed.items()):
            if region == first and role is Role.INPUT:
                typed[zone, field, role] = value
        return typed | {(zone, "", Role.NAME): "经开区"}

    @property
    def said(self) -> Said:
        """What the form says, as decimal text."""
        return {
            (region, field): text(value) if isinstance(value, Decimal) else value
            for (region, field, role), value in self.typed.items()
            if role is Role.INPUT
        }


@dataclass(frozen=True)
class Judged:
    """What the program makes of a workbook; `raw` are the texts of the cells it took.

    `cells` are the places of all cells that were found, as in a `Filing`.
    """

    state: State
    said: Said
    raw: Said
    cells: Mapping[tuple[str, str], tuple[str, str]]
    names: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def codes(self) -> Counter[str]:
        return Counter(each.code for each in self.findings)


def judge(data: bytes, papers: list[Paper]) -> Judged:
    """Whose form it is, what it says, and what is found: all that is done between reading and the ledger."""
    grid = xlsx.read(data)
    identity = locate.identify(grid)
    paper = next((each for each in papers if each.ticket == identity.ticket), None)
    if paper is None:  # no ticket, several, or one that nobody has issued
        return Judged(State.HELD, {}, {}, {}, {}, identity.findings)
    form, round_ = paper.layout, plan().round(paper.round)
    placement = locate.place(grid, form, foreign(paper.city))
    filing, odd = submission.read(form, placement, plan(), round_, standing(paper.round, paper.city))
    findings = (*identity.findings, *placement.findings, *odd, *checks.check(filing))
    said = {key: record.said for key, record in filing.records.items()}
    raw = {key: record.raw for key, record in filing.records.items()}
    return Judged(verdict(findings), said, raw, filing.cells, filing.names, findings)


def foreign(city: str) -> dict[str, str]:
    """The codes of all other cities' counties and zones, with the cities' names."""
    return {
        code: other.name
        for other in plan().cities
        if other.code != city
        for code in (*(county.code for county in plan().counties(other.code)), *plan().zones(other.code))
    }
