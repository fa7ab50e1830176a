"""What stands on 全省汇总, and where: indicators down, cities across, in the notice's own order and form."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from cascade.formula import Live, Value
from cascade.grid import address, position
from cascade.model import Direction, Indicator
from cascade.quantity import rounded, shown
from cascade.returns.facts import Facts
from cascade.summary.detail import Detail, Kind
from cascade.summary.lights import PLACES, light
from cascade.summary.wording import NONE, REPORTED, city_status, coverage

NAME = "全省汇总"
FIXED = 4  # number, indicator, unit, item
HEADER, STATUS, FIRST_ROW = 3, 4, 5
TARGET, REPORT, DIFFERENCE, LIGHT = range(4)  # an indicator's rows, by item


class Province:
    """The sheet's cells by indicator, item and region, for this sheet and for those that point to it."""

    def __init__(self, facts: Facts, detail: Detail) -> None:
        self.facts = facts
        self.detail = detail
        self.regions = (*(city.code for city in facts.plan.cities), facts.plan.province)

    @cached_property
    def _first_rows(self) -> dict[str, int]:
        lengths = [len(self.items(each)) for each in self.facts.plan.indicators]
        first = accumulate(lengths, initial=FIRST_ROW)
        return dict(zip((each.code for each in self.facts.plan.indicators), first, strict=False))

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {region: at for at, region in enumerate(self.regions, start=FIXED + 1)}

    def items(self, indicator: Indicator) -> tuple[str, ...]:
        """The rows of an indicator."""
        if self.facts.is_progress:
            return ("目标", "本期", "较目标" if indicator.is_rate else "完成率 %", "评价")
        if not indicator.is_rate:
            return ("目标", "县级合计", "差额")
        below = "低于" if indicator.direction is Direction.AT_LEAST else "高于"
        return ("目标", "县级最低–最高", f"{below}目标的县")

    def row(self, indicator: Indicator, item: int) -> int:
        """The number of the row of an indicator's item (from 0)."""
        return self._first_rows[indicator.code] + item

    def column(self, region: str) -> int:
        """The number of a region's column."""
        return self._columns[region]

    def cell(self, indicator: Indicator, item: int, region: str) -> str:
        """The reference of a cell within the sheet."""
        return address(self.row(indicator, item), self.column(region))

    def outside(self, indicator: Indicator, item: int, region: str) -> str:
        """The reference of a cell from another sheet."""
        return f"'{NAME}'!{self.cell(indicator, item, region)}"

    def name(self, indicator: Indicator) -> Live:
        """An indicator's name, pointing to where it stands on the sheet."""
        return Live(f"'{NAME}'!{address(self.row(indicator, TARGET), 2)}", indicator.name)

    def city(self, region: str) -> Live:
        """A region's name, pointing to where it stands on the sheet."""
        return Live(f"'{NAME}'!{address(HEADER, self.column(region))}", self.facts.plan.name(region))

    def across(self, indicator: Indicator, item: int) -> str:
        """The range of an indicator's item over all cities, from another sheet."""
        cities = self.regions[:-1]
        first, last = (self.cell(indicator, item, city) for city in (cities[0], cities[-1]))
        return f"'{NAME}'!{first}:{last}"

    @property
    def names(self) -> str:
        """The range of the cities' names, from another sheet."""
        first, last = (address(HEADER, self.column(city)) for city in (self.regions[0], self.regions[-2]))
        return f"'{NAME}'!{first}:{last}"

    def done(self, indicator: Indicator, region: str) -> Decimal | None:
        """How far a region has come in a progress round, rounded as it is compared; None if unknown."""
        value = self.detail.completion_value(region, indicator)
        return None if value is None else rounded(value, PLACES)

    def down(self, region: str) -> str:
        """The range of a region's column over all indicators, from another sheet."""
        last = self.facts.plan.indicators[-1]
        bottom = self.cell(last, len(self.items(last)) - 1, region)
        return f"'{NAME}'!{address(FIRST_ROW, self.column(region))}:{bottom}"

    def lights(self, region: str) -> list[str]:
        """The words of a region's lights in a progress round, by indicator."""
        contents = (list(self.contents(each, region))[LIGHT] for each in self.facts.plan.indicators)
        return [str(each.value) if isinstance(each, Live) else str(each) for each in contents]

    def behind(self, indicator: Indicator, region: str) -> str:
        """The cells of the county sheet behind a figure: a city's counties, or the province's own row."""
        kind, field = self.reported(indicator)
        if region == self.facts.plan.province:
            return self.detail.outside(region, kind, field)
        row, column = position(self.detail.cell(region, kind, field))
        last = row + len(self.facts.leaves(self.facts.plan.region(region)))
        return f"'{self.detail.name}'!{address(row + 1, column)}:{address(last, column)}"

    def reported(self, indicator: Indicator) -> tuple[Kind, str]:
        """Which column of the county sheet holds what is reported for an indicator, or computed from it."""
        if not self.facts.is_progress:
            return Kind.NUMBER, indicator.code
        if indicator.is_rate:
            return Kind.VALUE, indicator.code
        return Kind.NUMBER, indicator.inputs[0].code

    def _part(self, region: str) -> bool:
        """Whether a region's figures cover only part of what its target is for."""
        return region == self.facts.plan.province and not self.facts.complete

    def contents(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        """What stands in an indicator's rows in the column of a region, from top to bottom."""
        target = self.facts.target(indicator, region)
        yield target if target is not None else NONE
        if self.facts.is_progress:
            yield from self._progress(indicator, region)
        elif indicator.is_rate:
            yield from self._rates(indicator, region)
        else:
            yield from self._amounts(indicator, region)

    def _progress(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        kind, field = self.reported(indicator)
        number, word, cell = (
            self.facts.value(field, region),
            self._word(region),
            self.detail.outside(region, kind, field),
        )
        yield Live(f'IF(ISNUMBER({cell}),{cell},"{word}")', word if number is None else number)
        done = self.done(indicator, region)
        cell = self.detail.outside(region, Kind.COMPLETION, indicator.code)
        if self._part(region):
            yield coverage(self.facts)  # part of the cities is not held against the whole target
        else:
            rounding = f'IF(ISNUMBER({cell}),ROUND({cell},{PLACES}),"{NONE}")'
            yield Live(rounding, NONE if done is None else done)
        at = self.cell(indicator, DIFFERENCE, region)
        yield light(self.facts, indicator, done, at, not self._part(region))

    def _word(self, region: str) -> str:
        """What stands where a number is not: a city's state, else nothing."""
        if region == self.facts.plan.province:
            return NONE
        status = city_status(self.facts, region)
        return NONE if status == REPORTED else status

    def _amounts(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        number = self.facts.value(indicator.code, region)
        yield Live(
            self.detail.outside(region, Kind.NUMBER, indicator.code),
            self._word(region) if number is None else number,
        )
        if self._part(region):
            yield coverage(self.facts)
            return
        now, goal = (self.cell(indicator, item, region) for item in (REPORT, TARGET))
        target = self.facts.target(indicator, region)
        places = max(PLACES, indicator.decimals + 2)
        gap = NONE if number is None or target is None else rounded(number - target, places)
        yield Live(f'IF(COUNT({now},{goal})<2,"{NONE}",ROUND({now}-{goal},{places}))', gap)

    def _rates(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        """Rates of a breakdown are not added: their range, and how many counties miss their city's target."""
        numbers, word = self._leaf_numbers(indicator, region), self._word(region)
        if whole := region == self.facts.plan.province:
            block = self.detail.all_leaves(indicator.code)
        else:
            block = self.detail.block(region, indicator.code, outside=True)
        low, high = f"MIN({block})", f"MAX({block})"
        span = f'IF({low}={high},{low}&"",{low}&"–"&{high})'
        yield Live(f'IF(COUNT({block})=0,"{word}",{span})', _span(numbers) or word)
        if self._part(region):
            yield coverage(self.facts)
            return
        missed = self._missed(indicator, region)
        if whole:
            cities = self.across(indicator, DIFFERENCE).partition("!")[2]
            formula = f'IF(COUNT({cities})=0,"{NONE}",SUM({cities}))'
        else:
            goal = self.cell(indicator, TARGET, region)
            sign = "<" if indicator.direction is Direction.AT_LEAST else ">"
            count = f'COUNTIF({block},"{sign}"&{goal})'
            formula = f'IF(OR(COUNT({block})=0,COUNT({goal})=0),"{NONE}",{count})'
        yield Live(formula, NONE if missed is None else Decimal(missed))

    def _leaf_numbers(self, indicator: Indicator, region: str) -> list[Decimal]:
        cities = (
            self.facts.plan.cities
            if region == self.facts.plan.province
            else (self.facts.plan.region(region),)
        )
        found = (
            self.facts.value(indicator.code, leaf.code) for city in cities for leaf in self.facts.leaves(city)
        )
        return [number for number in found if number is not None]

    def _missed(self, indicator: Indicator, region: str) -> int | None:
        """How many counties miss their city's target, None where there is nothing to compare."""
        if region == self.facts.plan.province:
            cities = [self._missed(indicator, city) for city in self.regions[:-1]]
            known = [number for number in cities if number is not None]
            return sum(known) if known else None
        target, numbers = self.facts.target(indicator, region), self._leaf_numbers(indicator, region)
        if target is None or not numbers:
            return None
        return sum(not indicator.meets(number, target) for number in numbers)


def _span(numbers: list[Decimal]) -> str:
    """The lowest and the highest of some numbers, as one where they are the same."""
    return "–".join(shown(each) for each in sorted({min(numbers), max(numbers)})) if numbers else ""
