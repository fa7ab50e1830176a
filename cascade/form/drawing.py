"""A worksheet that is being drawn: where it is, what stands in it, how wide its columns are."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cascade.form.contents import Contents, Value
from cascade.form.pages import Pages, middle_column
from cascade.form.selfcheck import Live, total
from cascade.form.styles import Styles
from cascade.layout import Column, Line
from cascade.theme import Theme, lines_needed


class Canvas:
    """All that the lines of a form sheet need to draw themselves. Rows and columns count from 1.

    `widths` are the columns' widths in characters, `span` the last column on the first printed page.
    """

    def __init__(
        self,
        page: Worksheet,
        contents: Contents,
        ticket: str,
        styles: Styles,
        theme: Theme,
        widths: list[float],
        pages: Pages,
    ) -> None:
        self.page = page
        self.contents = contents
        self.ticket = ticket
        self.styles = styles
        self.theme = theme
        self.widths = widths
        self.span = pages.breaks[0] if pages.breaks else len(widths)
        self._totals: dict[str, Live] = {}

    @cached_property
    def middle(self) -> int:
        """The column over whose middle a title looks centred on the first page."""
        return middle_column(self.widths, self.span)

    @cached_property
    def data_columns(self) -> list[tuple[int, Column]]:
        """Every column that belongs to an indicator, with its number."""
        return [(at, c) for at, c in enumerate(self.contents.sheet.columns, start=1) if c.indicator]

    @cached_property
    def groups(self) -> list[tuple[int, int, Column]]:
        """First and last column number of each indicator, and its first column."""
        found: dict[str, tuple[int, int, Column]] = {}
        for at, column in self.data_columns:
            first, _, named = found.get(column.indicator, (at, at, column))
            found[column.indicator] = (first, at, named)
        return list(found.values())

    def total(self, column: Column) -> Live:
        """The total of an open column over counties and zones."""
        if column.field not in self._totals:
            values = self.contents.values((Line.COUNTY, Line.ZONE), column)
            self._totals[column.field] = total(column, self.contents.leaf_blocks(column), values)
        return self._totals[column.field]

    def lines(self, texts: Iterable[tuple[str, int]]) -> int:
        """How many lines the tallest of some texts takes in its column."""
        return max(lines_needed(text, self.widths[at - 1]) for text, at in texts)

    def put(self, row: int, column: int, value: Value | Live, style: Format) -> None:
        """Write a number, a text, a formula with its result, or nothing; never anything by guess."""
        at = (row - 1, column - 1)
        if isinstance(value, Live):
            result = float(value.value) if isinstance(value.value, Decimal) else value.value
            if value.array:
                self.page.write_array_formula(*at, *at, f"{{={value.formula}}}", style, result)
            else:
                self.page.write_formula(*at, f"={value.formula}", style, result)
        elif isinstance(value, Decimal):
            self.page.write_number(*at, float(value), style)
        elif value:
            self.page.write_string(*at, value, style)
        else:
            self.page.write_blank(*at, None, style)

    def height(self, row: int, points: float) -> None:
        """Set the height of a row in points."""
        self.page.set_row(row - 1, points)
