"""The contents of a form sheet's cells as operands of its formulas: references with their values."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from cascade.formula import Ref, Span, Value
from cascade.grid import column_letters
from cascade.layout import Column, Key, Layout, Line, Role, Row, SheetLayout
from cascade.quantity import significant

FIXED = 2  # the code and name columns, repeated on every page


class Contents:
    """The values of one form sheet: those given at issue, replaced by those that the city typed."""

    def __init__(self, layout: Layout, sheet: SheetLayout, typed: Mapping[Key, Decimal | str]) -> None:
        self.layout = layout
        self.sheet = sheet
        self._typed = typed
        self._spans: dict[tuple[int, int, str, Role], Span] = {}
        self._cells: dict[int, dict[tuple[str, Role], Ref]] = {}

    def value(self, region: str, field: str, role: Role) -> Value:
        """The value of a cell: None where it is empty."""
        key = (region, field, role)
        if key in self._typed:
            return self._typed[key]
        given = self.layout.givens.get(key)
        if given is None:
            return None
        return given.number if given.number is not None else given.text

    @property
    def filled(self) -> Iterable[Key]:
        """The keys of all filled cells, on all sheets of the form."""
        return self.layout.givens.keys() | self._typed.keys()

    def goal(self, column: Column) -> Value:
        """The city's own target for the indicator of a column; in a column of targets the one shown there."""
        return self.value(self.sheet.city, column.indicator, _target_of(column))

    def upper(self, region: str, column: Column) -> Decimal | None:
        """The upper bound of a region's target, as `goal` has it; None where it is no range."""
        given = self.layout.givens.get((region, column.indicator, _target_of(column)))
        return given.upper if given else None

    def judged_by(self, column: Column) -> Column | None:
        """The column of the target with which results are compared: that by the round, if there is one."""
        return self.beside(column, Role.ROUND_TARGET) or self.beside(column, Role.TARGET)

    def goal_cell(self, column: Column) -> Ref:
        """A column's cell in a breakdown's target row."""
        return Ref(self.at(Line.TARGET, column), self.goal(column))

    def whole(self, column: Column) -> Column | None:
        """The open column whose numbers a column's must not exceed (其中); None where one may be negative."""
        whole = next((each for each in self.sheet.inputs if each.field == column.part_of), None)
        return whole if whole and not (whole.negative or column.negative) else None

    def beside(self, column: Column, role: Role) -> Column | None:
        """The column of a role that belongs to the same indicator."""
        return self._beside.get((column.indicator, role))

    @cached_property
    def _beside(self) -> dict[tuple[str, Role], Column]:
        return {(each.indicator, each.role): each for each in reversed(self.sheet.columns)}

    def group(self, column: Column) -> tuple[Column, ...]:
        """The columns of a column's indicator."""
        return self._groups[column.indicator]

    @cached_property
    def _groups(self) -> dict[str, tuple[Column, ...]]:
        columns = self.sheet.columns
        return {columns[first - 1].indicator: columns[first - 1 : last] for first, last in self.sheet.groups}

    def at(self, line: Line, column: Column, absolute: bool = False) -> str:
        """The reference of a column's cell in the first row of a kind."""
        row = self.sheet.line(line)
        assert row is not None, line
        return self.cell(row, column, absolute)

    def said(self, column: Column, absolute: bool = False) -> Ref:
        """The cell of the city's explanation for the indicator of a column; `absolute` fixes the row."""
        key = self.sheet.city, column.indicator, Role.EXPLANATION
        place = self.sheet.place(key)
        assert place, column
        row, at = place
        return Ref(f"{column_letters(at)}{'$' if absolute else ''}{row}", self.value(*key))

    def cell(self, row: int, column: Column, absolute: bool = False) -> str:
        """The reference of a column's cell in a row; `absolute` fixes the row."""
        return f"{self._letters[column.field, column.role]}{'$' if absolute else ''}{row}"

    @cached_property
    def _letters(self) -> dict[tuple[str, Role], str]:
        columns = enumerate(self.sheet.columns, start=1)
        return {(column.field, column.role): column_letters(at) for at, column in columns}

    def cells(self, row: int) -> dict[tuple[str, Role], Ref]:
        """The cells of a county or zone, by field and role."""
        if row not in self._cells:
            region = self.row(row).region
            self._cells[row] = {
                key: Ref(f"{letters}{row}", _as_compared(self.value(region, *key)))
                for key, letters in self._letters.items()
            }
        return self._cells[row]

    @cached_property
    def has_computed_columns(self) -> bool:
        """Whether some columns are computed in each row, as in a progress form."""
        return any(column.role.is_computed for column in self.sheet.columns)

    def span(self, rows: Sequence[int], column: Column) -> Span:
        """A column's cells in adjacent rows of counties and zones."""
        key = (rows[0], rows[-1], column.field, column.role)
        if key not in self._spans:
            area = f"{self.cell(rows[0], column)}:{self.cell(rows[-1], column)}"
            self._spans[key] = Span(area, self._values(rows, [column]))
        return self._spans[key]

    def names(self, rows: Sequence[int]) -> Span:
        """The names of the counties and zones in adjacent rows."""
        column = self.sheet.columns[FIXED - 1]
        area = f"{self.cell(rows[0], column)}:{self.cell(rows[-1], column)}"
        listed = [self.row(at) for at in rows]
        return Span(area, [row.name or self.value(row.region, "", Role.NAME) for row in listed])

    def all_leaves(self, column: Column) -> Span:
        """A column's cells for all counties and zones: one range, or two if there are spare rows."""
        spans = [self.span(rows, column) for rows in self.leaf_rows]
        references = tuple(str(span.reference) for span in spans)
        return Span(references, [value for span in spans for value in span.values])

    @cached_property
    def codes(self) -> Span:
        """The cells of the code row: only open columns have a code."""
        columns = self.sheet.columns[FIXED:]
        area = f"{self.at(Line.CODES, columns[0])}:{self.at(Line.CODES, columns[-1])}"
        return Span(area, [each.field if each.role is Role.INPUT else None for each in columns])

    def data_cells(self, rows: Sequence[int]) -> Span:
        """The cells of all indicators, open and locked ones, in adjacent rows of counties and zones."""
        columns = self.sheet.columns[FIXED:]
        area = f"{self.cell(rows[0], columns[0])}:{self.cell(rows[-1], columns[-1])}"
        return Span(area, self._values(rows, columns))

    def _values(self, rows: Sequence[int], columns: Sequence[Column]) -> list[Value]:
        regions = [self.row(at).region for at in rows]
        return [
            _as_compared(self.value(region, each.field, each.role)) for region in regions for each in columns
        ]

    def elsewhere(self, cell: str) -> str:
        """A cell's reference for formulas on other sheets."""
        return "'" + self.sheet.name.replace("'", "''") + f"'!{cell}"

    @property
    def status(self) -> str:
        """The reference of the cell that says how much is still open."""
        row = self.sheet.line(Line.STATUS)
        assert row
        return f"{column_letters(FIXED + 1)}{row}"

    @cached_property
    def county_rows(self) -> tuple[int, ...]:
        """The numbers of the counties' rows."""
        return self.sheet.lines(Line.COUNTY)

    @cached_property
    def leaf_rows(self) -> list[list[int]]:
        """The row numbers of counties and zones, one list per block of adjacent rows.

        Counties and known zones form one block; the spare rows below the footer, if any, form another.
        """
        blocks: list[list[int]] = []
        for at, row in enumerate(self.sheet.rows, start=1):
            if row.line in (Line.COUNTY, Line.ZONE):
                if blocks and blocks[-1][-1] == at - 1:
                    blocks[-1].append(at)
                else:
                    blocks.append([at])
        return blocks

    @property
    def spare_rows(self) -> list[int]:
        """The numbers of the spare rows below the table."""
        return self.leaf_rows[1] if len(self.leaf_rows) > 1 else []

    @property
    def own_rows(self) -> list[int]:
        """The number of the row in which the city fills in its own numbers, if it has any."""
        return [row for row in self.sheet.lines(Line.TOTAL) if self.sheet.own_inputs]

    @property
    def zone_rows(self) -> list[list[int]]:
        """The row numbers of zones, one list per block of adjacent rows."""
        blocks = [[at for at in rows if self.row(at).line is Line.ZONE] for rows in self.leaf_rows]
        return [rows for rows in blocks if rows]

    def row(self, number: int) -> Row:
        """The row with this number (from 1)."""
        return self.sheet.rows[number - 1]


def _target_of(column: Column) -> Role:
    return column.role if column.role.is_target else Role.TARGET


def _as_compared(value: Value) -> Value:
    """A value as formulas compare it: a number rounded to the 15 digits that a spreadsheet shows."""
    return significant(value) if isinstance(value, Decimal) else value
