"""The description of a form as pure data: sheets of rows and columns, and the values given in them."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from cascade.indicators import Comparison, Direction, Frozen, told
from cascade.layout.roles import Line, Role
from cascade.levels import PROVINCIAL, Levels
from cascade.model import RoundKind
from cascade.shapes import Shape

Key = tuple[str, str, Role]

_LATER = ("compared",)  # fields of a column that version 1.0 did not have


class Column(Shape):
    """A column of a form and the shape of its numbers when the form was issued.

    `field` is the code it holds, of an input or of an indicator; `number` and `title` name its indicator,
    `label` is its heading within the indicator. `at_most` says on which side of its target a number has to be
    (see `Indicator.direction`), `fraction` how a breakdown's rate compares with it (see
    `Measure.is_fraction_of_sums`), `share` that a rate cannot be over 100 % (see `plausibility.is_share`).
    `compared` says how a result is compared with the column's target, where the other fields do not say it.
    """

    role: Role
    field: str = ""
    number: int | str = 0
    title: str = ""
    label: str = ""
    lead: str = ""
    at_most: bool = False
    fraction: bool = False
    share: bool = False
    measure: str = ""
    compared: Comparison | None = None

    @property
    def comparison(self) -> Comparison:
        """How a result is compared with the target in this column."""
        return self.compared or usual_comparison(self.rate, self.at_most)

    @property
    def told(self) -> str:
        """The heading as messages have it, with the indicator's name."""
        return told(self.heading, self.title.removeprefix(f"{self.number}．"))

    @property
    def unsaid(self) -> set[str]:
        """The fields that are no part of a form's content; see `Layout.content`."""
        return {"share", "refused", "doubted"} | {
            name for name in _LATER if getattr(self, name) == Column.model_fields[name].default
        }

    @property
    def direction(self) -> Direction:
        """Which side of its target a number of this column has to reach."""
        if self.compared is Comparison.WITHIN:
            return Direction.WITHIN
        return Direction.AT_MOST if self.at_most else Direction.AT_LEAST


def usual_comparison(rate: bool, at_most: bool) -> Comparison:
    """How results were compared with targets by the forms of version 1.0."""
    if rate:
        return Comparison.BELOW if at_most else Comparison.ABOVE
    return Comparison.LIMIT if at_most else Comparison.SHARE


class Row(Frozen):
    """A row of a form: what it is for and, for rows with open cells, its region."""

    line: Line
    region: str = ""
    name: str = ""


class Given(Frozen):
    """The content of a cell when the form is issued: a number, or else a text.

    Of a range `number` is the lower bound, `upper` the upper one, which stands in formulas only.
    """

    region: str
    field: str
    role: Role
    number: Decimal | None = None
    text: str = ""
    upper: Decimal | None = None


class SheetLayout(Frozen):
    """One sheet of a form. Rows and columns are in order and count from 1."""

    name: str
    title: str
    city: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @cached_property
    def _columns(self) -> dict[tuple[str, Role], int]:
        return {(column.field, column.role): at for at, column in enumerate(self.columns, start=1)}

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {row.region: at for at, row in enumerate(self.rows, start=1) if row.region}

    def column(self, field: str, role: Role) -> int | None:
        """The column's number, None where this sheet has no such column."""
        return self._columns.get((field, role))

    def line(self, line: Line) -> int | None:
        """The number of the first row of a kind, None where this sheet has none."""
        return next((at for at, row in enumerate(self.rows, start=1) if row.line is line), None)

    def lines(self, line: Line) -> tuple[int, ...]:
        """The numbers of all rows of a kind, in order."""
        return tuple(at for at, row in enumerate(self.rows, start=1) if row.line is line)

    @cached_property
    def header_row(self) -> int:
        """The number of the first header row, below title and status."""
        above = (Line.TITLE, Line.STATUS)
        return next(at for at, row in enumerate(self.rows, start=1) if row.line not in above)

    @cached_property
    def frozen_rows(self) -> int:
        """The number of rows above the table that stay in view, down to codes and a breakdown's targets."""
        return max(self.line(Line.CODES) or 0, self.line(Line.TARGET) or 0)

    @property
    def rows_of_1_0(self) -> tuple[Row, ...]:
        """The rows in the order of version 1.0, which had the lead departments above the indicators."""
        above = (Line.TITLE, Line.STATUS, Line.LEAD)
        return tuple(sorted(self.rows, key=lambda row: row.line not in above))

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The columns to be filled in."""
        return tuple(column for column in self.columns if column.role is Role.INPUT)

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The codes of the indicators on this sheet, in order."""
        return tuple(dict.fromkeys(column.indicator for column in self.columns if column.indicator))

    @cached_property
    def groups(self) -> tuple[tuple[int, int], ...]:
        """First and last column number of each indicator."""
        spans: dict[str, tuple[int, int]] = {}
        for at, column in enumerate(self.columns, start=1):
            if column.indicator:
                spans[column.indicator] = (spans.get(column.indicator, (at, at))[0], at)
        return tuple(spans.values())

    @cached_property
    def leaves(self) -> tuple[Row, ...]:
        """The rows to be filled in: counties, then functional zones."""
        return tuple(row for row in self.rows if row.line in (Line.COUNTY, Line.ZONE))

    @cached_property
    def own_inputs(self) -> tuple[Column, ...]:
        """The open columns in which the city fills in its own number: its total row then has its code."""
        row = self.line(Line.TOTAL)
        return tuple(each for each in self.inputs if each.own) if row and self.rows[row - 1].region else ()

    def named(self, code: str) -> str:
        """A region's or field's code with its name, as people read it: `330903（普陀区）`."""
        names = {row.region: row.name for row in self.leaves} | {
            each.field: each.told for each in self.inputs
        }
        name = names.get(code, "")
        return f"{code}（{name}）" if name else code

    def place(self, key: Key) -> tuple[int, int] | None:
        """(row, column) of a key's cell, None if this sheet has no such cell.

        The city's own numbers are in the total row, or in its own row where it has one; its own target, in a
        breakdown, is in the target row. Its explanations are in the first open column of their indicator.
        """
        region, field, role = key
        if role is Role.EXPLANATION:
            fields = (column.field for column in self.inputs if column.indicator == field)
            row, column = self.line(Line.EXPLANATION), self.column(next(fields, ""), Role.INPUT)
        elif region == self.city and role is Role.TARGET and (row := self.line(Line.TARGET)):
            column = self.column(field, Role.INPUT) or self.column(field, Role.TARGET)
        else:
            row = self._rows.get(region) or (self.line(Line.TOTAL) if region == self.city else None)
            column = self.column("" if role is Role.NAME else field, role)
        return (row, column) if row and column else None


class Layout(Frozen):
    """The form of one city and round: its sheets, and the values given in them.

    `due` is "" in a form that was issued after its day. `title` is empty in layouts issued before forms had a
    sheet for the stamp. `levels` has the words for the city and its counties.
    """

    plan: str
    round: str
    kind: RoundKind
    city: str
    city_name: str
    due: str
    title: str = ""
    sheets: tuple[SheetLayout, ...]
    given: tuple[Given, ...]
    levels: Levels = PROVINCIAL

    @property
    def content(self) -> str:
        """What a form's version and ticket are made of, as JSON text.

        `Column.share` and the bounds of small percentages are left out: they follow from measure and target,
        and forms of earlier versions must keep their tickets. So are later fields with the value that a form
        of version 1.0 would have had, and `Levels.ours`, which stands in texts only.
        """
        left_out: dict[int, dict[str, Any]] = {
            sheet: {"columns": {at: column.unsaid for at, column in enumerate(layout.columns)}}
            for sheet, layout in enumerate(self.sheets)
        }
        given = {at: {"upper"} for at, each in enumerate(self.given) if each.upper is None}
        usual = self.levels.model_copy(update={"ours": PROVINCIAL.ours}) == PROVINCIAL
        levels = True if usual else {"ours"}
        left: dict[str, Any] = {"sheets": left_out, "given": given, "levels": levels}
        sheets = tuple(each.model_copy(update={"rows": each.rows_of_1_0}) for each in self.sheets)
        return self.model_copy(update={"sheets": sheets}).model_dump_json(exclude=left)

    @cached_property
    def given_inputs(self) -> frozenset[tuple[str, str]]:
        """The (region, field) of the open cells in which `/` is given: there is nothing to report."""
        return frozenset((each.region, each.field) for each in self.given if each.role is Role.INPUT)

    @cached_property
    def givens(self) -> dict[Key, Given]:
        """The given values, by key."""
        return {(each.region, each.field, each.role): each for each in self.given}

    def sheet_of(self, field: str) -> SheetLayout:
        """The sheet on which a field is filled in; KeyError if there is none."""
        for sheet in self.sheets:
            if sheet.column(field, Role.INPUT):
                return sheet
        raise KeyError(field)

    @cached_property
    def shapes(self) -> dict[str, Column]:
        """All open columns by their fields, in order."""
        return {column.field: column for sheet in self.sheets for column in sheet.inputs}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The codes of the regions to be filled in: counties, then functional zones."""
        return tuple(dict.fromkeys(row.region for sheet in self.sheets for row in sheet.leaves))

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The codes of all open columns, in order."""
        return tuple(self.shapes)
