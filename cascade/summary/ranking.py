"""完成率与排名: how each city stands with each indicator, cities across as in 全省汇总."""

from decimal import Decimal
from enum import StrEnum

from cascade.formula import Live, Value
from cascade.grid import address, column_letters
from cascade.model import Indicator
from cascade.quantity import rounded, shown
from cascade.returns.facts import Facts
from cascade.summary.detail import Detail, Kind
from cascade.summary.history import History
from cascade.summary.lights import BAD, FAIR, GOOD, PARTIAL, PLACES, light
from cascade.summary.standings import less_is_better
from cascade.summary.wording import NONE, REPORTED, city_status

NAME = "完成率与排名"
FIXED = 3  # number, indicator, item
HEADER, STATUS, FIRST_ROW = 3, 4, 5
EXCEEDED = "已超限"
SIGNED = "+0.00;-0.00;0.00"
MOVE = '"↑"0;"↓"0;"→"'


class Item(StrEnum):
    """A row of an indicator."""

    DONE = "done"
    AHEAD = "ahead"
    LIGHT = "light"
    RANK = "rank"
    MOVE = "move"
    TO_GO = "to go"


class Ranking:
    """The sheet's cells by indicator, item and region; above them the counts of lights by sign."""

    def __init__(self, facts: Facts, detail: Detail, history: History) -> None:
        self.facts = facts
        self.detail = detail
        self.history = history
        self.standings = history.standings
        self.regions = history.regions
        self.signs = (GOOD, FAIR, BAD) if len(detail.indicators) > 1 else ()

    def items(self, indicator: Indicator) -> tuple[Item, ...]:
        """The rows of an indicator; one that is not judged yet is only listed."""
        facts, left_out = self.facts, set()
        if not facts.judged(indicator):
            return Item.DONE, Item.LIGHT
        if indicator.is_rate:
            left_out |= {Item.AHEAD, Item.TO_GO}
        if not facts.earlier or not facts.judged(indicator, facts.earlier[-1]):
            left_out |= {Item.MOVE}  # it was not ranked before
        return tuple(item for item in Item if item not in left_out)

    def rows(self, indicator: Indicator) -> tuple[int, int]:
        """First and last row of an indicator."""
        before = self.detail.indicators[: self.detail.indicators.index(indicator)]
        first = FIRST_ROW + len(self.signs) + sum(len(self.items(each)) for each in before)
        return first, first + len(self.items(indicator)) - 1

    def column(self, region: str) -> int:
        """The number of a region's column; the province's is the last."""
        return FIXED + 1 + self.regions.index(region)

    def cell(self, indicator: Indicator, item: Item, region: str) -> str:
        """The reference of a cell within the sheet."""
        return address(self.rows(indicator)[0] + self.items(indicator).index(item), self.column(region))

    def total(self, sign: str, region: str) -> Live | str:
        """How many of the region's lights have a sign."""
        if word := self._word(region):
            return word
        lights = [self._light(each, region) for each in self.detail.indicators]
        words = [str(each.value) if isinstance(each, Live) else each for each in lights]
        first, last = self.rows(self.detail.indicators[0])[0], self.rows(self.detail.indicators[-1])[1]
        column = column_letters(self.column(region))
        count = sum(word.startswith(sign) for word in words)
        return Live(f'COUNTIF({column}{first}:{column}{last},"{sign}*")', Decimal(count))

    def content(self, indicator: Indicator, item: Item, region: str) -> Value | Live:
        """What stands in a cell."""
        if region == self.facts.plan.province and (item in (Item.RANK, Item.MOVE)):
            return None
        if item is Item.LIGHT:
            return self._light(indicator, region)
        if region == self.facts.plan.province and not self.facts.complete:
            return PARTIAL
        contents = {
            Item.DONE: self._done,
            Item.AHEAD: self._ahead,
            Item.RANK: self._rank,
            Item.MOVE: self._move,
            Item.TO_GO: self._to_go,
        }
        return contents[item](indicator, region)

    def _word(self, region: str) -> str:
        """What stands for a region of which nothing can be said yet."""
        if region == self.facts.plan.province:
            return "" if self.facts.complete else PARTIAL
        status = city_status(self.facts, region)
        return "" if status == REPORTED else status

    def _done(self, indicator: Indicator, region: str) -> Live:
        source = self.detail.outside(region, Kind.COMPLETION, indicator.code)
        done, word = self.standings.done(indicator, region), self._word(region) or NONE
        return Live(
            f'IF(ISNUMBER({source}),ROUND({source},{PLACES}),"{word}")', word if done is None else done
        )

    def _ahead(self, indicator: Indicator, region: str) -> Live:
        done, elapsed = self.cell(indicator, Item.DONE, region), shown(rounded(self.facts.elapsed, 10))
        ahead = f"{elapsed}-{done}" if less_is_better(indicator) else f"{done}-{elapsed}"
        number = self.standings.ahead(indicator, region)
        return Live(
            f'IF(ISNUMBER({done}),ROUND({ahead},{PLACES}),"{NONE}")', NONE if number is None else number
        )

    def _light(self, indicator: Indicator, region: str) -> Live | str:
        done = self.standings.done(indicator, region)
        whole = region != self.facts.plan.province or self.facts.complete
        cell = self.cell(indicator, Item.DONE, region)
        return light(self.facts, indicator, NONE if done is None else done, cell, whole)

    def _rank(self, indicator: Indicator, region: str) -> Live:
        done, rank = self.cell(indicator, Item.DONE, region), self.standings.ranks(indicator).get(region)
        first, last = (column_letters(self.column(each)) for each in (self.regions[0], self.regions[-2]))
        row = self.rows(indicator)[0]
        ranked = f"RANK({done},${first}${row}:${last}${row},{int(less_is_better(indicator))})"
        return Live(f'IF(ISNUMBER({done}),{ranked},"{NONE}")', NONE if rank is None else Decimal(rank))

    def _move(self, indicator: Indicator, region: str) -> Live:
        move, rank = self.standings.moves(indicator).get(region), self.cell(indicator, Item.RANK, region)
        before, cities = self.history.last_time(indicator, region)
        moved = f"RANK({before},{cities},{int(less_is_better(indicator))})-{rank}"
        return Live(f'IF(COUNT({rank},{before})<2,"{NONE}",{moved})', NONE if move is None else Decimal(move))

    def _to_go(self, indicator: Indicator, region: str) -> Live | str:
        """A month's share of what is still lacking; of a limit, of what is left of it."""
        months, number = self.facts.months_left, self.standings.to_go(indicator, region)
        if not months:
            return NONE
        now = self.detail.outside(region, Kind.NUMBER, indicator.result_field)
        goal = self.detail.outside(region, Kind.TARGET, indicator.code)
        monthly = f"ROUND(({goal}-{now})/{shown(months)},{PLACES})"
        limit = less_is_better(indicator)
        over, word = ("<0", EXCEEDED) if limit else ("<=0", self.facts.plan.word_done)
        formula = f'IF({monthly}{over},"{word}",{monthly})'
        done = self.cell(indicator, Item.DONE, region)
        if number is None:
            value: Decimal | str = NONE
        else:
            value = word if number < 0 or (number == 0 and not limit) else number
        return Live(f'IF(ISNUMBER({done}),{formula},"{NONE}")', value)
