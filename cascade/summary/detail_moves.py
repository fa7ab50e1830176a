"""A table of counties whose cells are made block by block, with formulas that move down a block's rows."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from cascade.formula import (
    FIRST_BELOW,
    LAST_BELOW,
    ROW,
    Array,
    Formula,
    Live,
    Ref,
    Span,
    Value,
    value_of,
)
from cascade.formula.measure import Measure
from cascade.grid import column_letters, on_sheet, range_address
from cascade.model import Region
from cascade.quantity import NONE
from cascade.summary.detail_columns import ColumnKind, DetailColumn
from cascade.summary.detail_rows import RowBlock, missing_word
from cascade.summary.detail_table import DetailTable

_MOST_KNOWN = 96  # columns of blocks whose cells are remembered


class Cells(NamedTuple):
    """What the cells of a column show in a block, and their formulas with `MARKS`; a constant has none.

    What all have in common stands once.
    """

    values: Sequence[Value]
    formulas: str | Sequence[str | None] | None = None

    @classmethod
    def of(cls, contents: Sequence[Value | Live]) -> "Cells":
        """The cells with these contents."""
        formulas = [each.formula if isinstance(each, Live) else None for each in contents]
        return cls([value_of(each) for each in contents], formulas)

    def with_constants(self, constants: Mapping[int, Value]) -> "Cells":
        """The cells with constants at some places."""
        if not constants:
            return self
        values, formulas = [*self.values], self.formulas
        of_each = [formulas] * len(values) if isinstance(formulas, str | None) else [*formulas]
        for place, value in constants.items():
            values[place], of_each[place] = value, None
        return Cells(values, of_each)


class Operand(NamedTuple):
    """A column as the operand of a formula: the cell in the formula's own row (`ROW`), in that of a leaf's
    city (`ABOVE`), or those of a city's leaves (`FIRST_BELOW`).
    """

    kind: ColumnKind
    field: str
    row: str = ROW


class MovingTable(DetailTable, ABC):
    """A table whose cells refer to each other."""

    @cached_property
    def _known(self) -> dict[tuple[int, int], Cells]:
        return {}

    @abstractmethod
    def _cells(self, block: int, at: int) -> Cells:
        """Make the cells of a column in a block."""

    def cells(self, block: int, at: int) -> Cells:
        """The cells of a column (its number) in a block."""
        if (block, at) not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[block, at] = self._cells(block, at)
        return self._known[block, at]

    def ref(self, region: str, kind: ColumnKind, field: str) -> Ref:
        """A cell, for formulas on the same sheet."""
        (block, place), at = self.place(region), self.column_number(kind, field)
        number = self.blocks[block].numbers[place]
        return Ref(f"{column_letters(at)}{number}", self._value(block, place, at))

    def outside(self, region: str, kind: ColumnKind, field: str) -> Ref:
        """A cell, for formulas on other sheets."""
        cell = self.ref(region, kind, field)
        return Ref(on_sheet(self.name, cell.reference), cell.value)

    def leaves_outside(self, region: str, kind: ColumnKind, field: str) -> Span:
        """The cells of a city's leaves, or of all leaves for the province, for formulas on other sheets.

        The province's span includes the cities' own rows, which change neither lowest nor highest.
        """
        at, whole = self.column_number(kind, field), region == self.facts.plan.province
        ends = (self.first_row + 1, self.last_row) if whole else self.rows_of_leaves(region)
        cells, values = self._down(at, *ends)
        return Span(on_sheet(self.name, str(cells)), values)

    def _below_province(self, at: int) -> Span:
        return self._down(at, self.first_row + 1, self.last_row)

    def _down(self, at: int, first: int, last: int) -> Span:
        column = self.column(at)
        rows = self.rows[first - self.first_row : last - self.first_row + 1]
        if column.kind is ColumnKind.WORD:
            places = (self.place(row.region.code) for row in rows)
            values = [self._value(block, place, at) for block, place in places]
        else:
            numbers = self._numbers(column)
            values = [numbers.get(row.region.code, NONE) for row in rows]
        return Span(range_address(first, at, last, at), values)  # the cell of a missing number shows a word

    def _of_cities(self, column: DetailColumn, cities: Sequence[Region]) -> list[Ref]:
        """The cells of a column in the cities' own rows."""
        return [self.ref(city.code, column.kind, column.field) for city in cities]

    def _numbers(self, column: DetailColumn) -> Mapping[str, Decimal]:
        return self.facts.values.get(column.field, {})

    def _value(self, block: int, place: int, at: int) -> Value:
        """What the cell of a column shows in a row of a block."""
        column = self.column(at)
        if column.kind in (ColumnKind.NUMBER, ColumnKind.VALUE):
            row = self.blocks[block].rows[place]
            number = self._numbers(column).get(row.region.code)
            return missing_word(self.facts, row, column.indicator) if number is None else number
        return self.cells(block, at).values[place]

    def _values(self, block: int, at: int) -> Sequence[Value]:
        """What the cells of a column show in a block."""
        column = self.column(at)
        if column.kind not in (ColumnKind.NUMBER, ColumnKind.VALUE):
            return self.cells(block, at).values
        return self._or_words(self.blocks[block], column, self._numbers(column))

    def _or_words(
        self, block: RowBlock, column: DetailColumn, numbers: Mapping[str, Decimal]
    ) -> Sequence[Value]:
        """The numbers of a column in a block; a word where one is missing."""
        found: list[Value] = [numbers.get(code) for code in block.codes]
        if None in found:
            missing = (place for place, each in enumerate(found) if each is None)
            for place in missing:
                found[place] = missing_word(self.facts, block.rows[place], column.indicator)
        return found

    def _moved(
        self, rule: Formula | Measure, block: int, places: Sequence[int], /, **operands: Operand
    ) -> tuple[str, list[Value]]:
        """The text of a rule, and what it shows in some rows of a block, given by their places in it."""
        text, value = rule.moved(**{name: self._reference(each) for name, each in operands.items()})
        columns = [self._seen(block, each) for each in operands.values()]
        rows = [*zip(*columns, strict=True)]
        return text, [value(dict(zip(operands, rows[place], strict=True))) for place in places]

    def _reference(self, operand: Operand) -> str:
        letters = self.letters(operand.kind, operand.field)
        if operand.row == FIRST_BELOW:
            return f"{letters}{FIRST_BELOW}:{letters}{LAST_BELOW}"
        return letters + operand.row

    def _seen(self, block: int, operand: Operand) -> Sequence[Value | Array]:
        """The values of an operand in the rows of a block."""
        at, here = self.column_number(operand.kind, operand.field), self.blocks[block]
        if operand.row == ROW:
            return self._values(block, at)
        if operand.row == FIRST_BELOW:
            leaves = self._values(block + 1, at)
            firsts = (self.rows[number + 1 - self.first_row].region.code for number in here.numbers)
            starts = (self.place(code)[1] for code in firsts)
            pairs = zip(starts, here.rows, strict=True)
            return [Array(leaves[start : start + row.leaf_count]) for start, row in pairs]
        cities = [row.city.code for row in here.rows if row.city]
        shown = {city: self._value(*self.place(city), at) for city in dict.fromkeys(cities)}
        return [shown[city] for city in cities]
