"""Where regions and columns stand in a table of counties (see `detail`)."""

from collections.abc import Sequence
from functools import cached_property

from cascade.grid import column_letters, on_sheet, range_address
from cascade.indicators import Indicator
from cascade.model import Region
from cascade.returns.facts import Facts
from cascade.returns.round_goals import Goal
from cascade.summary.detail_columns import ColumnKind, DetailColumn, columns_of
from cascade.summary.detail_rows import DetailRow, RowBlock, bands_of, rows_of

_FIXED = ("city", "county", "code")  # the first columns; a plan of two levels has no counties


class DetailTable:
    """A table of regions over some indicators. Rows and columns count from 1, blocks of rows from 0.

    `cities` limits the table to some cities, without the province. With `gaps` a breakdown also shows targets
    and gaps.
    """

    def __init__(
        self,
        facts: Facts,
        name: str,
        indicators: Sequence[Indicator],
        first_row: int,
        cities: Sequence[Region] = (),
        gaps: bool = False,
    ) -> None:
        self.facts = facts
        self.name = name
        self.indicators = tuple(indicators)
        self.first_row = first_row
        self.cities = tuple(cities) or facts.plan.cities
        self.whole = not cities
        self.gaps = gaps

    @cached_property
    def numbers(self) -> tuple[Indicator, ...]:
        """The indicators of numbers, by which cities are compared."""
        return tuple(each for each in self.indicators if not each.is_words)

    @cached_property
    def fixed(self) -> int:
        """How many columns name the regions."""
        return len(_FIXED) - self.facts.plan.two_levels

    @cached_property
    def columns(self) -> tuple[DetailColumn, ...]:
        """The columns after the fixed ones."""
        return columns_of(self.facts, self.indicators, self.gaps)

    @cached_property
    def rows(self) -> tuple[DetailRow, ...]:
        """The province first, then each city with its leaves below it."""
        return rows_of(self.facts, self.cities, self.whole)

    @cached_property
    def bands(self) -> tuple[tuple[RowBlock, ...], ...]:
        """The rows in bands of neighbouring ones, each in blocks of one sort."""
        return bands_of(self.rows, self.first_row)

    @cached_property
    def blocks(self) -> tuple[RowBlock, ...]:
        """All blocks of rows, by which cells are made."""
        return tuple(block for band in self.bands for block in band)

    @property
    def last_row(self) -> int:
        """The number of the last row."""
        return self.first_row + len(self.rows) - 1

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        blocks = enumerate(self.blocks)
        return {code: (at, place) for at, block in blocks for place, code in enumerate(block.codes)}

    def place(self, region: str) -> tuple[int, int]:
        """The block of a region's row, and its place in that, both from 0."""
        return self._places[region]

    def row_number(self, region: str) -> int:
        """The number of a region's row."""
        block, place = self._places[region]
        return self.blocks[block].numbers[place]

    @cached_property
    def _columns(self) -> dict[tuple[ColumnKind, str], int]:
        return {(each.kind, each.field): at for at, each in enumerate(self.columns)}

    def column_number(self, kind: ColumnKind, field: str) -> int:
        """The number of a column."""
        return self.fixed + 1 + self._columns[kind, field]

    def column(self, number: int) -> DetailColumn:
        """The column of a number."""
        return self.columns[number - self.fixed - 1]

    def letters(self, kind: ColumnKind, field: str) -> str:
        """The letters of a column."""
        return column_letters(self.column_number(kind, field))

    def area_of_leaves(self, city: str, kind: ColumnKind, field: str) -> str:
        """The address of the cells of a city's leaves, for formulas on other sheets."""
        at, (first, last) = self.column_number(kind, field), self.rows_of_leaves(city)
        return on_sheet(self.name, range_address(first, at, last, at))

    def rows_of_leaves(self, city: str) -> tuple[int, int]:
        """The numbers of the first and the last row of a city's leaves."""
        (block, place), number = self._places[city], self.row_number(city)
        row = self.blocks[block].rows[place]
        return (number, number) if row.is_leaf else (number + 1, number + row.leaf_count)

    def goal(self, region: str, column: DetailColumn) -> Goal | None:
        """The target that a column of targets or completions is about."""
        in_all = column.kind in (ColumnKind.WHOLE_TARGET, ColumnKind.IN_ALL)
        return (self.facts.whole_goal if in_all else self.facts.goal)(column.indicator, region)

    def is_own(self, indicator: Indicator) -> bool:
        """Whether every row holds a reported figure; a breakdown's shares never do."""
        return self.facts.is_progress and indicator.is_own
