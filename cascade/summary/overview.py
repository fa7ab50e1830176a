"""The contents of 总览, the one page that says who is behind, at what, by how much, and who is missing.

Its table has a line for each indicator and a cell for each region: the margin (see `judging.margins`), in a
breakdown the gap. Where there are many more regions than indicators the table is turned (see `frame`) and
shows, where they fit, targets and results as well.
"""

from collections.abc import Sequence
from functools import cached_property

from cascade.formula import Formula, Live, Ref, Value, added, formula, value_of
from cascade.grid import address
from cascade.indicators import Indicator
from cascade.judging.lights import BAD, FAIR, HAS_SIGN, counted, gap_missed
from cascade.judging.margins import by_margin, live_margin, margin_places
from cascade.outcome.judged import Judged
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.frame import Frame
from cascade.summary.province import DIFFERENCE, REPORT, TARGET, Province

NAME = "总览"
FIXED = 5  # number, indicator, unit, the province's target and result
TURNED_FIXED = 2  # region and the state of its return
_MOST_FULL = {"A3": 7, "A4": 5}  # indicators of a turned table that show targets and results, too
HEADLINE = 3  # the row of the first sentence
MOST_GAPS = 6  # that have a sentence of their own
_ONE_IF = formula("IF(condition, 1, 0)")


class Overview:
    """The table's cells by indicator and region, and the rows of the sentences above it.

    From row 3 on stand the headline, the missing cities if there are any, the cities with the most behind,
    and a row for each sentence on the largest `gaps`, or one that all tie; then the units of the table, and
    the table.
    """

    def __init__(self, province: Province) -> None:
        self.facts: Facts = province.facts
        self.province = province
        self.outcome = province.outcome
        self.indicators: Sequence[Indicator] = self.facts.indicators
        self.regions = province.regions
        self.missing_row = HEADLINE + (not self.facts.complete)
        self.behind_row = self.missing_row + 1
        self._shared: dict[str, int] = {}
        self._margins: dict[tuple[str, str], Value | Live] = {}

    @cached_property
    def gaps(self) -> tuple[Sequence[Judged], int]:
        """What is behind most, the worst first, and how many tie behind these (see `largest_gaps`)."""
        return self.outcome.largest_gaps(self.regions[:-1], MOST_GAPS)

    @property
    def units_row(self) -> int:
        """The row that says in what the table's numbers are."""
        named, tied = self.gaps
        return self.behind_row + (len(named) or bool(tied)) + 1

    @property
    def header(self) -> int:
        """The row of the table's headings."""
        return self.units_row + 1

    @cached_property
    def frame(self) -> Frame:
        """Which way the table lies; the last line holds the numbers of indicators that are behind.

        Its headings have a second row for the cities' states where some are missing, or if it is turned.
        """
        across = self.header + 1 + (not self.facts.complete), FIXED + 1
        down = self.header + 2, TURNED_FIXED + 1
        return Frame(self.regions, len(self.indicators), across, down, self.province.paper)

    @cached_property
    def items(self) -> tuple[int, ...]:
        """What an indicator's lines hold: the margin, before it target and result where they fit."""
        full = self.frame.turned and len(self.indicators) <= _MOST_FULL[self.province.paper]
        return (TARGET, REPORT, DIFFERENCE) if full else (DIFFERENCE,)

    def line(self, indicator: Indicator, item: int = DIFFERENCE) -> int:
        """The number of an item of an indicator among all lines, from 0."""
        return self._places[indicator.code] * len(self.items) + self.items.index(item)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {each.code: at for at, each in enumerate(self.indicators)}

    @property
    def counts_line(self) -> int:
        """The line with the numbers of indicators that are behind."""
        return len(self.indicators) * len(self.items)

    def cell(self, indicator: Indicator, region: str) -> Ref:
        """The cell of a margin, for formulas on this sheet."""
        at = self.frame.cell(self.line(indicator), region)
        return Ref(address(*at), value_of(self.margin(indicator, region)))

    def margin(self, indicator: Indicator, region: str) -> Value | Live:
        """The content of a margin's cell; of an indicator of words the word."""
        key = indicator.code, region
        if key not in self._margins:
            self._margins[key] = self._margin(indicator, region)
        return self._margins[key]

    def _margin(self, indicator: Indicator, region: str) -> Value | Live:
        if indicator.is_words:
            return self.province.outside(indicator, REPORT, region).live()
        done = self.province.outside(indicator, DIFFERENCE, region)
        if not self.facts.is_progress or not self.facts.is_judged(indicator):
            return done.live()
        result, target = (self.province.outside(indicator, item, region) for item in (REPORT, TARGET))
        expected = self.facts.expected_of(indicator)
        return live_margin(indicator, expected, done=done, result=result, target=target)

    def places(self, indicator: Indicator) -> int:
        """The decimals that an indicator's margins share; of one that is not judged yet its completions.

        The gaps of a breakdown share those of the shares.
        """
        if not self.facts.is_progress:
            return self.province.places(indicator)
        if indicator.code not in self._shared:
            judged = self.facts.is_judged(indicator)
            found = (value_of(self.margin(indicator, each)) for each in self.regions if judged)
            self._shared[indicator.code] = margin_places(indicator, *found)
        return self._shared[indicator.code]

    def has_sign(self, indicator: Indicator, sign: str, region: str) -> Formula | None:
        """The condition over a region's `margin` that its light carries a sign; None where it is not judged.

        It is the same for all regions, unless how much is left of a limit depends on the limit.
        """
        if not self.facts.is_progress:
            missed = BAD if indicator.adds_up else FAIR
            return gap_missed(indicator).renamed(gap="margin") if sign == missed else None
        light = self.facts.lights.of(indicator)
        if light is None:
            return None
        if "in_all" in light.names:  # a target by round is not above the whole: the margin tells
            light = light.given(in_all=NONE)
        rule = by_margin(indicator, light, self.facts.expected_of(indicator))
        goal = self.facts.goal(indicator, region)
        if "target" in rule.names:
            rule = rule.given(target=goal.value if goal else NONE)
        return HAS_SIGN.given(sign=sign, light=rule)

    @cached_property
    def counts(self) -> dict[str, Ref]:
        """The cells of the cities' numbers of indicators behind, for formulas on this sheet."""
        places = {city: self.frame.cell(self.counts_line, city) for city in self.regions[:-1]}
        return {city: Ref(address(*at), value_of(self.behind(city))) for city, at in places.items()}

    def behind(self, region: str) -> Live | str:
        """How many of a region's indicators that are no parts are behind."""
        facts = self.facts
        whole = region == facts.plan.province
        if region not in facts.counted if not whole else not facts.complete:
            return NONE
        if facts.is_progress:
            return counted(BAD, self.province.down(region))
        wholes = [each for each in self.indicators if each.adds_up and not each.parent]
        return self.missed(wholes, region) if wholes else NONE

    def missed(self, indicators: Sequence[Indicator], region: str) -> Live:
        """How many of some indicators a region misses in a breakdown."""
        rules = [(gap_missed(each), self.cell(each, region)) for each in indicators]
        return added(*(_ONE_IF.given(condition=rule).live(gap=cell) for rule, cell in rules))
