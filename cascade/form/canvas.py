"""A worksheet that is being drawn: where it is, what stands in it, how wide its columns are."""

from collections.abc import Iterable
from functools import cached_property

from xlsxwriter.format import Format

from cascade.drawing import DrawnSheet, Styles
from cascade.form.contents import Contents
from cascade.form.looks import SheetLooks
from cascade.form.selfcheck import total
from cascade.formula import Live, Value
from cascade.grid import address
from cascade.layout import Column, Key, Line
from cascade.theme import Theme, lines_needed


class Canvas:
    """All that the lines of a form sheet need to draw themselves. Rows and columns count from 1.

    `widths` are the columns' widths in characters, `span` the last column on the first printed page.
    `written` is what has been put into the cells so far, of a formula its result.
    """

    def __init__(
        self,
        page: DrawnSheet,
        contents: Contents,
        ticket: str,
        styles: Styles,
        theme: Theme,
        looks: SheetLooks,
    ) -> None:
        self.page = page
        self.contents = contents
        self.ticket = ticket
        self.styles = styles
        self.theme = theme
        self.looks = looks
        self.widths = looks.widths
        self.span = looks.pages.breaks[0] if looks.pages.breaks else len(looks.widths)
        self.written: dict[tuple[int, int], Value] = {}
        self._totals: dict[str, Live] = {}

    @cached_property
    def data_columns(self) -> list[tuple[int, Column]]:
        """Every column that belongs to an indicator, with its number."""
        return [(at, c) for at, c in enumerate(self.contents.sheet.columns, start=1) if c.indicator]

    @cached_property
    def groups(self) -> list[tuple[int, int, Column]]:
        """First and last column number of each indicator, and its first column."""
        columns = self.contents.sheet.columns
        return [(first, last, columns[first - 1]) for first, last in self.contents.sheet.groups]

    def total(self, column: Column) -> Live:
        """The total of an open column over counties and zones."""
        if column.field not in self._totals:
            values = self.contents.values((Line.COUNTY, Line.ZONE), column)
            self._totals[column.field] = total(column, self.contents.leaf_blocks(column), values)
        return self._totals[column.field]

    def feed(self, key: Key) -> tuple[str, Value]:
        """What feeds another sheet: the reference of a key's cell from there, and what stands in it."""
        at = self.contents.sheet.place(key)
        assert at, key
        return self.contents.elsewhere(address(*at)), self.written.get(at)

    def lines(self, texts: Iterable[tuple[str, int]]) -> int:
        """How many lines the tallest of some texts takes in its column."""
        return max(lines_needed(text, self.widths[at - 1]) for text, at in texts)

    def put(self, row: int, column: int, value: Value | Live, style: Format) -> None:
        """Write a cell."""
        self.written[row, column] = value.value if isinstance(value, Live) else value
        self.page.put(row, column, value, style)

    def height(self, row: int, points: float) -> None:
        """Set the height of a row in points."""
        self.page.set_row(row - 1, points)
