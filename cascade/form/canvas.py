"""The canvas of a form sheet: its worksheet, the contents of its cells, their styles and sizes."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from xlsxwriter.format import Format

from cascade.drawing import DrawnSheet, Styles
from cascade.form.contents import Contents
from cascade.form.selfcheck import SelfCheck
from cascade.form.sizes import SheetSizes
from cascade.formula import Live, Ref, Span, Value
from cascade.grid import address, position
from cascade.headings import heading
from cascade.indicators import PERCENT, Comparison
from cascade.layout import Column, Key, Line, Role
from cascade.theme import (
    LINE_POINTS,
    Theme,
    gap_format,
    limit_format,
    lines_needed,
    number_format,
    range_format,
)
from cascade.worded_format import worded_format

_SHAPES: Mapping[Comparison | None, Callable[[int], str]] = {
    Comparison.LIMIT: limit_format,
    Comparison.WITHIN: range_format,
}


class Canvas:
    """What the functions that draw the rows of a form sheet need. Rows and columns count from 1.

    `widths` are the columns' widths in characters, `span` the last column on the first printed page.
    """

    def __init__(
        self,
        page: DrawnSheet,
        contents: Contents,
        ticket: str,
        styles: Styles,
        theme: Theme,
        sizes: SheetSizes,
    ) -> None:
        self.page = page
        self.contents = contents
        self.selfcheck = SelfCheck(contents)
        self.ticket = ticket
        self.styles = styles
        self.theme = theme
        self.sizes = sizes
        self.widths = sizes.widths
        self.span = sizes.pages.breaks[0] if sizes.pages.breaks else len(sizes.widths)
        self._written: dict[tuple[int, int], Value] = {}

    @cached_property
    def data_columns(self) -> list[tuple[int, Column]]:
        """Every column that belongs to an indicator, with its number."""
        return [(at, c) for at, c in enumerate(self.contents.sheet.columns, start=1) if c.indicator]

    @cached_property
    def groups(self) -> list[tuple[int, int, Column]]:
        """First and last column number of each indicator, and its first column."""
        columns = self.contents.sheet.columns
        return [(first, last, columns[first - 1]) for first, last in self.contents.sheet.groups]

    def from_elsewhere(self, key: Key) -> Ref:
        """The cell of a key, which must be drawn already, for formulas on other sheets."""
        at = self.contents.sheet.place(key)
        assert at, key
        return Ref(self.contents.elsewhere(address(*at)), self._written.get(at))

    def rows_from_elsewhere(self, column: Column) -> Span:
        """A column's cells in the spare rows, which must be drawn already, for other sheets."""
        contents, at = self.contents, self.contents.sheet.column(column.field, column.role)
        rows = contents.spare_rows
        area = f"{contents.cell(rows[0], column)}:{contents.cell(rows[-1], column)}"
        return Span(contents.elsewhere(area), [self._written.get((row, at)) for row in rows if at])

    @property
    def status(self) -> Ref:
        """The cell that says how much is still open, which must be drawn already, for other sheets."""
        return self._drawn(self.contents.status)

    @property
    def progress(self) -> Ref:
        """The cell that says how far the sheet is filled in, as `status` has it."""
        row = self.contents.sheet.line(Line.TICKET)
        assert row
        return self._drawn(address(row, 1))

    def _drawn(self, cell: str) -> Ref:
        """A cell that is drawn already, for other sheets."""
        return Ref(self.contents.elsewhere(cell), self._written[position(cell)])

    def headings(self, row: int, texts: Sequence[tuple[int, int, str, Format]], more: float) -> None:
        """Write a row of headings, each from its first to its last column, and set the height of the row.

        The height is that of the lines, and so many points `more`.
        """
        needed = 1
        for first, last, text, style in texts:
            broken, lines = heading(text, sum(self.widths[first - 1 : last]))
            if last > first:
                self.page.merge_range(row - 1, first - 1, row - 1, last - 1, broken, style)
            else:
                self.put(row, first, broken, style)
            needed = max(needed, lines)
        self.height(row, LINE_POINTS * needed + more)

    def put(self, row: int, column: int, value: Value | Live, style: Format) -> None:
        """Write a cell."""
        self._written[row, column] = value.value if isinstance(value, Live) else value
        self.page.put(row, column, value, style)

    def put_label(self, row: int, name: str) -> None:
        """Write the label of a row above or below the regions."""
        self.put(row, 1, None, self.styles.get("label"))
        self.put(row, 2, name, self.styles.get("label"))

    def height(self, row: int, points: float) -> None:
        """Set the height of a row in points."""
        self.page.set_row(row - 1, points)

    @cached_property
    def _closed_columns(self) -> tuple[Column, ...]:
        """The columns of indicators of words, which a city fills in and its counties do not."""
        columns = self.contents.sheet.columns
        numbers = {each.indicator for each in columns if each.role is Role.INPUT and not each.choices}
        return tuple(each for each in columns if each.indicator and each.indicator not in numbers)

    def is_open(self, row: int, column: Column) -> bool:
        """Whether a column has its cell in the row of a region, or is open in the city's own row."""
        own = self.contents.row(row).region == self.contents.sheet.city
        if row in self.contents.own_rows:
            return column in self.contents.sheet.own_inputs
        return own or column not in self._closed_columns

    @cached_property
    def goal_lines(self) -> int:
        """The number of lines that the city's targets in words need; 0 without such targets."""
        goals = [(at, self.contents.goal(each)) for at, each in self.data_columns if each.role.is_target]
        needed = (lines_needed(goal, self.widths[at - 1]) for at, goal in goals if isinstance(goal, str))
        return max(needed, default=0)

    @property
    def goal_height(self) -> float:
        """The height in points of a row with the city's targets in words, 0 without such targets."""
        return self.goal_lines and LINE_POINTS * self.goal_lines + 4

    def target_format(self, column: Column) -> str:
        """The number format that shows the city's target as the notice words it."""
        role = column.role if column.role.is_target else Role.TARGET
        given = self.contents.layout.givens.get((self.contents.sheet.city, column.indicator, role))
        if given is None or given.number is None:  # none, or one in words
            return "General"
        return worded_format(given.text, given.number)

    def target_style(self, column: Column) -> Format:
        """The format of the city's target."""
        if isinstance(self.contents.goal(column), str):
            return self.styles.get("locked", align="left", indent=1, shrink=False, text_wrap=True)
        return self.styles.get("locked", bold=True, num_format=self.target_format(column))

    @cached_property
    def number_styles(self) -> dict[int, Format]:
        """The format of each data column in the rows of counties and zones, by the column's number."""
        return {at: self.number_style(column) for at, column in self.data_columns}

    def number_style(self, column: Column, name: str = "") -> Format:
        """The format of a data column: fixed decimals for computed values and earlier rates."""
        style = name or ("open" if column.role is Role.INPUT else "locked")
        if column.choices:
            return self.styles.get("open_text", align="center")
        fixed = column.role.is_computed or (column.role is Role.LAST and column.rate)
        shape: Callable[..., str] = number_format
        if column.role is Role.COMPLETION:
            usual = number_format if column.unit == PERCENT else gap_format
            shape = _SHAPES.get(column.compared, usual)
        return self.styles.get(style, num_format=shape(column.decimals) if fixed else "General")
