"""The tables of counties: 县级明细 with everything, a lead department's with its own, a city's with its own.

One description of rows and columns serves all. The first table of a workbook holds the reported numbers
themselves; others point to it. Cities and the province are formulas over the rows below them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from cascade.formula import Live, Value
from cascade.formula.measure import Measure
from cascade.grid import column_letters
from cascade.model import Direction, Indicator, Input, Region
from cascade.returns.facts import Facts
from cascade.summary.gaps import gap, short, shorts
from cascade.summary.lights import PARTIAL, PLACES, completion, light
from cascade.summary.wording import NONE, REPORTED, city_status

FIXED = 3  # city, county, code
SUBTOTAL = "合计"


class Kind(StrEnum):
    """What a column of a table holds."""

    TARGET = "target"
    NUMBER = "number"
    VALUE = "value"
    COMPLETION = "completion"
    LIGHT = "light"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `field` is the code of what is reported, or of the indicator."""

    kind: Kind
    indicator: Indicator
    field: str
    label: str
    unit: str
    decimals: int = 0

    @property
    def places(self) -> int:
        """To how many decimals a sum is rounded: all that may be reported, and the dust of addition off."""
        return max(PLACES, self.decimals + 2)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the province, a city (its own leaves below it), or a leaf of a city.

    `status` says where its city stands, the province always being `REPORTED`.
    """

    region: Region
    city: Region | None = None
    status: str = REPORTED
    leaves: int = 0

    @property
    def is_leaf(self) -> bool:
        """Whether the row is a county or a functional zone."""
        return self.city is not None and self.city is not self.region


class Detail:
    """A table of regions over some indicators. Rows and columns count from 1.

    `source` is the table that holds the numbers, if not this one; `cities` are those shown, without the
    province, if not all; with `gaps` a breakdown shows what was given to each city, and the difference.
    """

    def __init__(
        self,
        facts: Facts,
        name: str,
        indicators: Sequence[Indicator],
        first_row: int,
        source: "Detail | None" = None,
        cities: Sequence[Region] = (),
        gaps: bool = False,
    ) -> None:
        self.facts = facts
        self.name = name
        self.indicators = tuple(indicators)
        self.first_row = first_row
        self.source = source
        self.cities = tuple(cities) or facts.plan.cities
        self.whole = not cities
        self.gaps = gaps

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns behind the fixed ones."""
        if self.facts.is_progress:
            return tuple(column for each in self.indicators for column in _progress_columns(each))
        if self.gaps:
            return tuple(column for each in self.indicators for column in _breakdown_columns(each))
        return tuple(
            Column(Kind.NUMBER, each, each.code, each.lead, each.unit, each.decimals)
            for each in self.indicators
        )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The province first, then each city with its leaves below it."""
        plan = self.facts.plan
        rows = [Row(plan.region(plan.province))] if self.whole else []
        for city in self.cities:
            leaves, status = self.facts.leaves(city), city_status(self.facts, city.code)
            rows += [Row(city, city, status, len(leaves)), *(Row(leaf, city, status) for leaf in leaves)]
        return tuple(rows)

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {row.region.code: at for at, row in enumerate(self.rows, start=self.first_row)}

    @cached_property
    def _letters(self) -> dict[tuple[Kind, str], str]:
        columns = enumerate(self.columns, start=FIXED + 1)
        return {(column.kind, column.field): column_letters(at) for at, column in columns}

    @property
    def last_row(self) -> int:
        """The number of the last row."""
        return self.first_row + len(self.rows) - 1

    @property
    def city_blocks(self) -> list[tuple[int, int]]:
        """First and last row of each city with its leaves."""
        rows = enumerate(self.rows, start=self.first_row)
        return [(at, at + row.leaves) for at, row in rows if row.city is not None and not row.is_leaf]

    def cell(self, region: str, kind: Kind, field: str) -> str:
        """The reference of a cell within its sheet."""
        return f"{self._letters[kind, field]}{self._row_of[region]}"

    def outside(self, region: str, kind: Kind, field: str) -> str:
        """The reference of a cell from another sheet."""
        return f"'{self.name}'!{self.cell(region, kind, field)}"

    def block(self, city: str, field: str, outside: bool = False) -> str:
        """The range of a field over a city's leaves."""
        top, at = self._row_of[city] + 1, self._letters[Kind.NUMBER, field]
        leaves = self.rows[self._row_of[city] - self.first_row].leaves
        return (f"'{self.name}'!" if outside else "") + f"{at}{top}:{at}{top + leaves - 1}"

    def all_leaves(self, field: str) -> str:
        """The range of a field over everything below the province's row, from another sheet.

        Of a breakdown's rates: the cities' own rows hold their lowest, so a lowest or highest is unchanged.
        """
        at = self._letters[Kind.NUMBER, field]
        return f"'{self.name}'!{at}{self.first_row + 1}:{at}{self.last_row}"

    def content(self, row: Row, column: Column) -> Value | Live:
        """What stands where a row and a column meet."""
        region = row.region.code
        if column.kind is Kind.TARGET:
            target = self.facts.target(column.indicator, region)
            return target if target is not None else self._no_target(region, column.indicator)
        if column.kind is Kind.NUMBER:
            return self._leaf(row, column) if row.is_leaf else self._total(row, column)
        if column.kind is Kind.VALUE:
            return self._measured(row, column.indicator)
        if column.kind is Kind.GAP:
            return self._gap(row, column)
        done = self._completion(region, column.indicator)
        if column.kind is Kind.COMPLETION:
            return done
        cell = self.cell(region, Kind.COMPLETION, column.indicator.code)
        whole = self.facts.complete or region != self.facts.plan.province
        return light(self.facts, column.indicator, done.value, cell, whole)

    def _no_target(self, region: str, indicator: Indicator) -> Value:
        """A county without a share shows so; where no breakdown was accepted the cell is empty."""
        return NONE if (region, indicator.code) in self.facts.shares else None

    def _leaf(self, row: Row, column: Column) -> Value | Live:
        if row.status != REPORTED:
            return row.status
        number = self.facts.value(column.field, row.region.code)
        if number is None:
            return NONE
        if self.source is None:
            return number
        return Live(self.source.outside(row.region.code, Kind.NUMBER, column.field), number)

    def _total(self, row: Row, column: Column) -> Live:
        region, letters = row.region.code, self._letters[Kind.NUMBER, column.field]
        number = self.facts.value(column.field, region)
        if row.city is None:
            below = f"{letters}{self.first_row + 1}:{letters}{self.last_row}"
            total, word = self._over_cities(below), NONE
        else:
            below, word = self.block(region, column.field), NONE if row.status == REPORTED else row.status
            total = f"SUM({below})"
        if not self.facts.is_progress and column.indicator.is_rate:
            least = "MIN" if column.indicator.direction is Direction.AT_LEAST else "MAX"
            return Live(f'IF(COUNT({below})=0,"{word}",{least}({below}))', word if number is None else number)
        return Live(
            f'IF(COUNT({below})=0,"{word}",ROUND({total},{column.places}))',
            word if number is None else number,
        )

    def _measured(self, row: Row, indicator: Indicator) -> Live | str:
        region = row.region.code
        if row.status != REPORTED:
            return row.status
        if self.facts.has_mismatched_inputs(indicator, region):
            return NONE
        cells = {each.code: self.cell(region, Kind.NUMBER, each.code) for each in indicator.inputs}
        number = self.facts.value(indicator.code, region)
        return Live(Measure.parse(indicator.measure).formula(cells), NONE if number is None else number)

    def _gap(self, row: Row, column: Column) -> Live | str | None:
        indicator, facts, region = column.indicator, self.facts, row.region.code
        if row.is_leaf and not indicator.is_rate:
            return None
        city = row.city.code if row.city else region
        share, target = facts.value(indicator.code, region), facts.target(indicator, city)
        cells = (
            self.cell(region, Kind.NUMBER, indicator.code),
            self.cell(city, Kind.TARGET, indicator.code),
        )
        if row.is_leaf:
            return short(indicator, share, target, cells)
        if row.city is None and not facts.complete:
            return PARTIAL  # a total over part of the cities is not held against the whole target
        if not indicator.is_rate:
            return gap(share, target, cells, column.places)
        if row.city is None:
            return self._all_shorts(column)
        block = self.block(city, indicator.code)
        return shorts(indicator, self._shares(row.city, indicator), target, block, cells[1])

    def _shares(self, city: Region, indicator: Indicator) -> list[Decimal]:
        found = (self.facts.value(indicator.code, leaf.code) for leaf in self.facts.leaves(city))
        return [share for share in found if share is not None]

    def _all_shorts(self, column: Column) -> Live:
        """How many counties of the province fall short of their own cities' target of a rate."""
        at = self._letters[Kind.GAP, column.field]
        counts = [self._gap(row, column) for row in self.rows if row.city and not row.is_leaf]
        numbers = [
            each.value for each in counts if isinstance(each, Live) and isinstance(each.value, Decimal)
        ]
        formula = self._over_cities(f"{at}{self.first_row + 1}:{at}{self.last_row}")
        return Live(formula, sum(numbers, Decimal(0)))

    def _over_cities(self, below: str) -> str:
        """The sum of the cities' rows in a range below the province's."""
        return f'SUMIF($B${self.first_row + 1}:$B${self.last_row},"{SUBTOTAL}",{below})'

    def _completion(self, region: str, indicator: Indicator) -> Live:
        kind, field = Kind.VALUE if indicator.is_rate else Kind.NUMBER, indicator.result_field
        cells = self.cell(region, kind, field), self.cell(region, Kind.TARGET, indicator.code)
        now = self.facts.value(field, region)
        return completion(indicator, now, self.facts.target(indicator, region), cells)

    def completion_value(self, region: str, indicator: Indicator) -> Decimal | None:
        """The completion of a region as a number, None where it does not exist."""
        value = self._completion(region, indicator).value
        return value if isinstance(value, Decimal) else None


def _progress_columns(indicator: Indicator) -> tuple[Column, ...]:
    code, unit, inputs = indicator.code, indicator.unit, indicator.inputs
    target = Column(Kind.TARGET, indicator, code, "目标", unit)
    light = Column(Kind.LIGHT, indicator, code, "评价", "")
    if not indicator.is_rate:
        number = Column(Kind.NUMBER, indicator, inputs[0].code, "本期", unit, inputs[0].decimals)
        return target, number, Column(Kind.COMPLETION, indicator, code, "完成率", "%", 1), light
    numbers = (_input_column(indicator, each) for each in inputs)
    value = Column(Kind.VALUE, indicator, code, "本期", unit, indicator.decimals)
    surplus = Column(Kind.COMPLETION, indicator, code, "较目标", "百分点", indicator.decimals + 1)
    return target, *numbers, value, surplus, light


def _input_column(indicator: Indicator, each: Input) -> Column:
    label = each.name.replace("（", "\n（", 1)  # 本期 and 上年同期 stand on a line of their own
    return Column(Kind.NUMBER, indicator, each.code, label, each.unit, each.decimals)


def _breakdown_columns(indicator: Indicator) -> tuple[Column, ...]:
    code, unit = indicator.code, indicator.unit
    return (
        Column(Kind.TARGET, indicator, code, "目标", unit),
        Column(Kind.NUMBER, indicator, code, "分解数", unit, indicator.decimals),
        Column(Kind.GAP, indicator, code, "低于目标的县" if indicator.is_rate else "差额", ""),
    )
