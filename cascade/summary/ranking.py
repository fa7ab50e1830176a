"""The contents of 完成率与排名: indicators in rows, cities in columns, or turned, as on 全省汇总."""

from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from cascade.formula import Live, Ref, Span, Value, value_of
from cascade.grid import address, area_address, on_sheet
from cascade.indicators import Indicator, Pace
from cascade.judging.lights import PARTIAL, SIGNS, counted, wholes
from cascade.judging.ranks import left_of_limit, move, rank, to_go
from cascade.judging.results import ahead, comparable
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind
from cascade.summary.frame import Frame
from cascade.summary.history import History
from cascade.summary.wording import OUTDATED, REPORTED, city_status

NAME = "完成率与排名"
FIXED = 3  # number, indicator, item
HEADER, STATUS, FIRST_ROW = 3, 4, 5
TURNED_FIXED, TURNED_FIRST_ROW = 2, 5  # region and status; below the indicators' names and the items


class RankingItem(StrEnum):
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
        self.regions = history.regions
        self.signs = SIGNS if sum(not each.parent for each in detail.numbers) > 1 else ()
        self._lines_of_cities: dict[str, Span] = {}
        self._items = {each.code: self._items_of(each) for each in detail.numbers}
        self._known: dict[tuple[str, RankingItem, str], Value | Live] = {}

    def items(self, indicator: Indicator) -> tuple[RankingItem, ...]:
        """The rows of an indicator; one that is not judged yet has completion and light only."""
        return self._items[indicator.code]

    def _items_of(self, indicator: Indicator) -> tuple[RankingItem, ...]:
        facts, left_out = self.facts, set()
        if not facts.is_judged(indicator):
            return RankingItem.DONE, RankingItem.LIGHT
        if indicator.is_level or indicator.is_limit:
            left_out |= {RankingItem.AHEAD}
        if indicator.is_level or not indicator.adds_up or indicator.pace is Pace.DIRECT:
            left_out |= {RankingItem.TO_GO}
        if not facts.earlier or not facts.is_judged(indicator, facts.earlier[-1]):
            left_out |= {RankingItem.MOVE}  # it was not ranked before
        return tuple(item for item in RankingItem if item not in left_out)

    def lines(self, indicator: Indicator) -> tuple[int, int]:
        """First and last line of an indicator, from 0; the counts of lights are above, one a sign."""
        first = self._first_lines[indicator.code]
        return first, first + len(self.items(indicator)) - 1

    @cached_property
    def _first_lines(self) -> dict[str, int]:
        first = accumulate(self._lengths, initial=len(self.signs))
        return dict(zip((each.code for each in self.detail.numbers), first, strict=False))

    @cached_property
    def _lengths(self) -> list[int]:
        return [len(self.items(each)) for each in self.detail.numbers]

    @cached_property
    def frame(self) -> Frame:
        """Which way the table lies; the province is the last region."""
        across, down = (FIRST_ROW, FIXED + 1), (TURNED_FIRST_ROW, TURNED_FIXED + 1)
        return Frame(self.regions, len(self.signs) + sum(self._lengths), across, down)

    def total(self, sign: str, region: str) -> Live | str:
        """How many of the region's lights have a sign."""
        if word := self._word(region):
            return word
        return counted(sign, [self._down(region, *ends) for ends in wholes(self.detail.numbers)])

    def _down(self, region: str, first: Indicator, last: Indicator) -> Span:
        """The region's cells from the first line of an indicator to the last of another."""
        top, bottom = self.lines(first)[0], self.lines(last)[1]
        values: list[Value] = []
        for indicator in self.detail.numbers:
            if top <= self.lines(indicator)[0] <= bottom:
                for item in self.items(indicator):  # nothing but a light begins with a sign
                    is_light = item is RankingItem.LIGHT
                    values.append(value_of(self.content(indicator, item, region)) if is_light else None)
        return Span(area_address(self.frame.of_region(region, top, bottom)), values)

    def content(self, indicator: Indicator, item: RankingItem, region: str) -> Value | Live:
        """A cell's content."""
        key = indicator.code, item, region
        if key not in self._known:
            self._known[key] = self._content(indicator, item, region)
        return self._known[key]

    def _content(self, indicator: Indicator, item: RankingItem, region: str) -> Value | Live:
        if region == self.facts.plan.province and (item in (RankingItem.RANK, RankingItem.MOVE)):
            return None
        if item is RankingItem.LIGHT:
            return self._light(indicator, region)
        if region == self.facts.plan.province and not self.facts.is_whole(indicator, region):
            return PARTIAL
        contents = {
            RankingItem.DONE: self._done,
            RankingItem.AHEAD: self._ahead,
            RankingItem.RANK: self._rank,
            RankingItem.MOVE: self._move,
            RankingItem.TO_GO: self._to_go,
        }
        return contents[item](indicator, region)

    def _word(self, region: str) -> str:
        """The word for a region without full numbers yet, "" for others."""
        if region == self.facts.plan.province:
            return "" if self.facts.complete else PARTIAL
        status = city_status(self.facts, region)
        return "" if status == REPORTED else status

    def _cell(self, indicator: Indicator, item: RankingItem, region: str) -> str:
        line = self.lines(indicator)[0] + self.items(indicator).index(item)
        return address(*self.frame.cell(line, region))

    def outside(self, indicator: Indicator, item: RankingItem, region: str) -> Ref:
        """A cell, for formulas on other sheets."""
        value = value_of(self.content(indicator, item, region))
        return Ref(on_sheet(NAME, self._cell(indicator, item, region)), value)

    def _completion(self, indicator: Indicator, region: str) -> Ref:
        """The cell of a completion."""
        done = self.history.completions.shown(indicator, region)
        cell = self._cell(indicator, RankingItem.DONE, region)
        return Ref(cell, self._missing(indicator, region) if done == NONE else done)

    def _missing(self, indicator: Indicator, region: str) -> str:
        """The word for a completion that a region does not have."""
        if word := self._word(region):
            return word
        if self.facts.is_whole(indicator, region):
            return NONE
        return PARTIAL if region == self.facts.plan.province else OUTDATED

    def _all_completions(self, indicator: Indicator) -> Span:
        """The cells of all cities' completions."""
        if indicator.code not in self._lines_of_cities:
            cells = [self._completion(indicator, city) for city in self.regions[:-1]]
            line = area_address(self.frame.of_line(self.lines(indicator)[0]))
            self._lines_of_cities[indicator.code] = Span(line, [each.value for each in cells])
        return self._lines_of_cities[indicator.code]

    def _done(self, indicator: Indicator, region: str) -> Live:
        source = self.detail.outside(region, ColumnKind.COMPLETION, indicator.code)
        return comparable(indicator.is_limit, self._missing(indicator, region)).live(done=source)

    def _ahead(self, indicator: Indicator, region: str) -> Live:
        return ahead(indicator, self.facts.expected_of(indicator)).live(
            done=self._completion(indicator, region)
        )

    def _light(self, indicator: Indicator, region: str) -> Live | str:
        whole = region != self.facts.plan.province or self.facts.is_whole(indicator, region)
        done, in_all = self._completion(indicator, region), self.detail.in_all(indicator, region)
        return self.facts.lights.live(indicator, done, whole, in_all)

    def _rank(self, indicator: Indicator, region: str) -> Live:
        cities = self._all_completions(indicator)
        done = self._completion(indicator, region)
        return rank(indicator).live(done=done, cities=cities)

    def _move(self, indicator: Indicator, region: str) -> Live:
        rank = Ref(
            self._cell(indicator, RankingItem.RANK, region),
            value_of(self.content(indicator, RankingItem.RANK, region)),
        )
        before, cities = self.history.last_time(indicator, region)
        return move(indicator).live(rank=rank, before=before, cities=cities)

    def _to_go(self, indicator: Indicator, region: str) -> Live | str:
        """The amount still needed per month; for a limit, what is left of it.

        Both are to the end of the plan's period, also where there is a target by round.
        """
        plan, months = self.facts.plan, self.facts.months_left
        if not months and not indicator.is_limit:
            return NONE
        over = left_of_limit(f"已{plan.word_over_limit}")
        rule = over if indicator.is_limit else to_go(indicator, months, plan.word_done)
        by_round = self.facts.by_round(indicator)
        target = ColumnKind.WHOLE_TARGET if by_round else ColumnKind.TARGET
        return rule.live(
            result=self.detail.outside(region, ColumnKind.NUMBER, indicator.result_field),
            target=self.detail.outside(region, target, indicator.code),
            done=self.detail.in_all(indicator, region) or self._completion(indicator, region),
        )
