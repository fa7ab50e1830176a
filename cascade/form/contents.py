"""What stands in the cells of a form that is being drawn, and references to them.

The formulas of a form need the values of other cells for the results that are cached beside them, so
values and references are asked for here together.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from cascade.formula import Live, Value
from cascade.grid import column_letters
from cascade.layout import Column, Key, Layout, Line, Role, Row, SheetLayout

FIXED = 2  # the code and name columns, repeated on every page


class Contents:
    """The values of one sheet of a form: what is given, and what has been typed over it."""

    def __init__(self, layout: Layout, sheet: SheetLayout, typed: Mapping[Key, Decimal | str]) -> None:
        self.layout = layout
        self.sheet = sheet
        self._typed = typed
        self._blocks: dict[str, list[str]] = {}
        self.checks: dict[str, Live] = {}  # the self-checks of open columns, once they have been worked out

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
        """The keys of what stands in the form, on all of its sheets."""
        return self.layout.givens.keys() | self._typed.keys()

    def values(self, lines: Line | tuple[Line, ...], column: Column) -> list[Value]:
        """The values of a column in the rows of some kinds."""
        wanted = (lines,) if isinstance(lines, Line) else lines
        return [
            self.value(row.region, column.field, column.role) for row in self.sheet.rows if row.line in wanted
        ]

    def numbers(self, column: Column) -> list[Decimal]:
        """The numbers in a column's counties and functional zones."""
        return numbers(self.values((Line.COUNTY, Line.ZONE), column))

    def target(self, column: Column) -> Decimal | None:
        """The city's own target for the indicator of a column."""
        value = self.value(self.sheet.city, column.indicator, Role.TARGET)
        return value if isinstance(value, Decimal) else None

    def at(self, line: Line, column: Column, absolute: bool = False) -> str:
        """The reference of the cell where a column meets the row of a kind."""
        row = self.sheet.line(line)
        assert row is not None, line
        return self.cell(row, column, absolute)

    def cell(self, row: int, column: Column, absolute: bool = False) -> str:
        """The reference of a column's cell in a row; `absolute` fixes the row."""
        at = self.sheet.column(column.field, column.role)
        assert at is not None, column
        return f"{column_letters(at)}{'$' if absolute else ''}{row}"

    def block(self, rows: list[int], column: Column) -> str:
        """The range of a column over rows that lie together."""
        return f"{self.cell(rows[0], column)}:{self.cell(rows[-1], column)}"

    def spans(self, rows: Sequence[int]) -> list[str]:
        """The ranges of all open columns over rows that lie together; neighbours make one range."""
        runs: list[list[Column]] = []
        for column in self.sheet.inputs:
            at = self.sheet.column(column.field, Role.INPUT)
            before = self.sheet.columns[at - 2] if at else None
            if runs and runs[-1][-1] == before:
                runs[-1].append(column)
            else:
                runs.append([column])
        return [f"{self.cell(rows[0], run[0])}:{self.cell(rows[-1], run[-1])}" for run in runs]

    def elsewhere(self, cell: str) -> str:
        """A cell's reference as other sheets write it."""
        return "'" + self.sheet.name.replace("'", "''") + f"'!{cell}"

    @property
    def status(self) -> str:
        """The reference of the cell that says how much is still open."""
        row = self.sheet.line(Line.STATUS)
        assert row
        return f"{column_letters(FIXED + 1)}{row}"

    def counties(self, column: Column) -> str:
        """The range of a column over the counties."""
        return self.block(list(self.sheet.lines(Line.COUNTY)), column)

    def leaf_blocks(self, column: Column) -> list[str]:
        """The ranges of a column over counties and zones: one, or two where spare rows lie apart."""
        if column.field not in self._blocks:
            self._blocks[column.field] = [self.block(rows, column) for rows in self.leaf_rows]
        return self._blocks[column.field]

    @cached_property
    def leaf_rows(self) -> list[list[int]]:
        """The row numbers of counties and zones, a list for each block of rows that lie together.

        Counties and known zones are one block; the spare rows below the footer, if any, are another.
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
    def zone_rows(self) -> list[list[int]]:
        """The row numbers of zones, a list for each block of rows that lie together."""
        blocks = [[at for at in rows if self.row(at).line is Line.ZONE] for rows in self.leaf_rows]
        return [rows for rows in blocks if rows]

    def row(self, number: int) -> Row:
        """The row of a number."""
        return self.sheet.rows[number - 1]


def numbers(values: list[Value]) -> list[Decimal]:
    """The numbers among some values."""
    return [value for value in values if isinstance(value, Decimal)]
