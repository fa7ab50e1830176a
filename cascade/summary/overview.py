"""The contents of 总览, the one page that says who is behind, at what, by how much, and who is missing.

Its table has a line for each indicator and a cell for each region: the margin (see `judging.margins`), in a
breakdown the gap. Which way the table lies, and whether it shows targets and results as well, is told by its
`shape`.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from statistics import median

from cascade.formula import Formula, Live, Ref, Span, Value, added, formula, value_of
from cascade.grid import Area, address, area_address
from cascade.indicators import Indicator
from cascade.judging.lights import (
    BAD,
    FAIR,
    HAS_SIGN,
    counted,
    gap_missed,
    share_sign_words,
    sign_words,
)
from cascade.judging.margins import by_margin, live_margin, margin_places
from cascade.outcome.judged import Judged
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.cell_texts import text_of
from cascade.summary.overview_shape import OverviewShape, OverviewTexts, best_shape
from cascade.summary.province import DIFFERENCE, REPORT, TARGET, Province
from cascade.summary.province_looks import bare_target, looks
from cascade.theme import display_width

NAME = "总览"
HEADLINE = 3  # the row of the first sentence
MOST_GAPS = 6  # that have a sentence of their own
_LONGEST, _WORD = 14.0, 7.5  # characters of a word for which a column gets wider; of one in place of a margin
_USUAL, _FAR = 8.0, 3.0  # characters: of the widest margin (▼ -100.0), and that one is wider than the middle
_ONE_IF = formula("IF(condition, 1, 0)")


class Overview:
    """The table's cells by indicator and region, and the rows of the sentences above it.

    From row 3 on stand the headline, the missing cities if there are any, the cities with the most behind,
    and a row for each sentence on the largest `gaps`, or one that all tie; then the units of the table, and
    the table. Where it has several parts beside each other, the sentences on `gaps` stand above the second.
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
    def gaps(self) -> tuple[Sequence[Judged], Sequence[Judged]]:
        """What is behind most, the worst first, and what ties behind these (see `largest_gaps`)."""
        return self.outcome.largest_gaps(self.regions[:-1], MOST_GAPS)

    @cached_property
    def shape(self) -> OverviewShape:
        """Which way the table lies, in which parts, how wide and high."""
        return best_shape(self.texts, self.province.theme, self.province.on_paper)

    @property
    def last_row(self) -> int:
        """The last row of the table."""
        return self.first_row + len(self.shape.rows) - 1

    @property
    def gaps_row(self) -> int:
        """The row of the first sentence on a single gap."""
        return self.behind_row + 1 if len(self.shape.parts) == 1 else HEADLINE

    @property
    def units_row(self) -> int:
        """The row that says in what the table's numbers are."""
        return max(self.behind_row, self.gaps_row + self._gap_sentences - 1) + 1

    @property
    def _gap_sentences(self) -> int:
        named, tied = self.gaps
        return len(named) or bool(tied)

    @property
    def header(self) -> int:
        """The row of the table's headings."""
        return self.units_row + 1

    @property
    def first_row(self) -> int:
        """The row below the headings, of which there may be two rows."""
        return self.header + 1 + bool(self.shape.headings[1])

    def place(self, line: int, region: str) -> tuple[int, int]:
        """Row and column of a line's cell of a region.

        The last line holds the numbers of indicators behind.
        """
        at = self._order[region]
        down, along = (at, line) if self.shape.turned else (line, at)
        return self.first_row + down, self.shape.column(along)

    def areas(self, line: int) -> list[Area]:
        """The cells of a line in all regions, by part of the table."""
        (top, left), (bottom, _) = (self.place(line, self.regions[at]) for at in (0, -1))
        if self.shape.turned:
            return [Area(top, left, bottom, left)]
        ends = pairwise([0, *self.shape.parts])
        return [Area(top, self.shape.column(start), top, self.shape.column(end - 1)) for start, end in ends]

    @cached_property
    def _order(self) -> dict[str, int]:
        return {region: at for at, region in enumerate(self.regions)}

    @property
    def items(self) -> tuple[int, ...]:
        """What an indicator's lines hold: the margin, before it target and result where they fit."""
        return (TARGET, REPORT, DIFFERENCE) if self.shape.full else (DIFFERENCE,)

    def line(self, indicator: Indicator, item: int = DIFFERENCE) -> int:
        """The number of an item of an indicator among all lines, from 0."""
        return self._places[indicator.code] * len(self.items) + self.items.index(item)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {each.code: at for at, each in enumerate(self.indicators)}

    @property
    def late_word(self) -> str:
        """The plan's words for an indicator that is behind."""
        words = sign_words if self.facts.is_progress else share_sign_words
        return words(self.facts.plan)[2]

    @property
    def late_heading(self) -> str:
        """The heading of the numbers of indicators that are behind."""
        return f"▼ {self.late_word}（项）"

    @property
    def counts_line(self) -> int:
        """The line with the numbers of indicators that are behind."""
        return len(self.indicators) * len(self.items)

    def cell(self, indicator: Indicator, region: str) -> Ref:
        """The cell of a margin, for formulas on this sheet."""
        at = self.place(self.line(indicator), region)
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
        places = {city: self.place(self.counts_line, city) for city in self.regions[:-1]}
        return {city: Ref(address(*at), value_of(self.behind(city))) for city, at in places.items()}

    @cached_property
    def counts_of_cities(self) -> Span:
        """The cells of `counts`, by part of the table."""
        *whole, last = self.areas(self.counts_line)
        down = (1, 0) if self.shape.turned else (0, 1)
        rest = Area(last.top, last.left, last.bottom - down[0], last.right - down[1])
        areas = [*whole, *([rest] if rest.right >= rest.left and rest.bottom >= rest.top else [])]
        return Span(tuple(map(area_address, areas)), [each.value for each in self.counts.values()])

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

    @cached_property
    def texts(self) -> OverviewTexts:
        """What the table is to hold."""
        plan, numbers = self.facts.plan, self.indicators
        return OverviewTexts(
            regions=[plan.name(each) for each in self.regions],
            names=[each.indented for each in numbers],
            headings=[f"{each.number}．{each.title}" for each in numbers],
            units=[each.unit for each in numbers],
            margins=[_tamed([self._margin_width(each, at) for at in self.regions]) for each in numbers],
            goals=[[self._width(each, TARGET, region) for region in self.regions] for each in numbers],
            results=[_tamed([self._width(each, REPORT, at) for at in self.regions]) for each in numbers],
            late=self.late_heading,
            states=not self.facts.complete,
            front=self.behind_row - HEADLINE + 1,
            gaps=self._gap_sentences,
        )

    def widest(self, indicator: Indicator, item: int) -> float:
        """The width in characters of the widest figure of an item that shares columns with an indicator's."""
        texts = self.texts
        figures = {TARGET: texts.goals, REPORT: texts.results, DIFFERENCE: texts.margins}[item]
        shared = (figures[self._places[indicator.code]],) if self.shape.turned else figures
        return max(map(max, shared))

    def _width(self, indicator: Indicator, item: int, region: str) -> float:
        """The width of a target or result in characters; longer words wrap or shrink."""
        value = self.province.outside(indicator, item, region).value
        if item == TARGET:
            shape = bare_target(self.province, indicator, region)
            return min(_LONGEST, display_width(text_of(value, shape)) + shape.startswith('"'))
        _, look = looks(self.province, indicator, item, region, value)
        return min(_LONGEST, display_width(text_of(value, look["num_format"])))

    def _margin_width(self, indicator: Indicator, region: str) -> float:
        """The width of a margin with its sign in characters; a point and a space are half as wide."""
        value = value_of(self.margin(indicator, region))
        if not isinstance(value, Decimal):
            return min(_WORD, display_width(value or ""))
        number = f"{value:+.{self.places(indicator)}f}"
        return len(number) - 0.5 * number.count(".") + (2.5 if value < 0 else 0.0)


def _tamed(widths: Sequence[float]) -> list[float]:
    """Widths of numbers without those that are far wider: a wild number shrinks in its cell."""
    return [min(each, max(_USUAL, median(widths) + _FAR)) for each in widths]
