"""The contents of 全省汇总: indicators in rows, cities in columns, in the notice's order and form.

Where there are many more cities than lines, the table is turned (see `frame`).
"""

from functools import cache, cached_property
from itertools import accumulate

from cascade.formula import Formula, Live, Ref, Span, Value, formula, value_of
from cascade.grid import address, area_address, on_sheet, range_address
from cascade.indicators import Indicator
from cascade.judging.lights import wholes
from cascade.judging.results import comparable, completion_unit, completion_word
from cascade.judging.schedule import term
from cascade.judging.targets import SHORT_COUNTIES, SHORT_IN_PROVINCE, bounded, exact_places, gap
from cascade.outcome.judged import Judgements
from cascade.outcome.result_places import result_places
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.returns.round_goals import THIS_ROUND
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind, short_label
from cascade.summary.frame import Frame
from cascade.summary.number_texts import fixed, shortest
from cascade.summary.wording import OUTDATED, REPORTED, city_status, coverage, is_worded_limit
from cascade.theme import Theme

FIXED = 4  # number, indicator, unit, item
NAME_COLUMN = 2  # the indicator's
HEADER, STATUS, FIRST_ROW = 3, 4, 5
TURNED_FIXED, TURNED_FIRST_ROW = 2, 6  # region and status; below the indicators' names, leads and items
TARGET, REPORT, DIFFERENCE, LIGHT = range(4)  # an indicator's rows, by item

_NUMBER_OR_WORD = formula("IF(ISNUMBER(number), number, word)")
_LOW, _HIGH = formula("MIN(shares)"), formula("MAX(shares)")
_LOWEST_TO_HIGHEST = formula(
    'IF(COUNT(shares) = 0, word, IF(low_text = high_text, low_text, low_text & "–" & high_text))'
)
_COVERED = formula('IF(COUNT(shares) = 0, none, range & "（" & COUNT(shares) & of)')


class Province:
    """The sheet's cells by indicator, item and region, for this sheet and for those that refer to it.

    The sheets are drawn as the `theme` says: to be printed only, or for a screen, too.
    """

    def __init__(self, facts: Facts, detail: Detail, theme: Theme, on_paper: bool = False) -> None:
        self.facts = facts
        self.detail = detail
        self.theme, self.on_paper = theme, on_paper
        self.regions = (*(city.code for city in facts.plan.cities), facts.plan.province)
        self._known: dict[tuple[str, str], tuple[Value | Live, ...]] = {}
        self._places: dict[str, int] = {}

    @cached_property
    def outcome(self) -> Judgements:
        """How the regions stand, for those who choose and order what they show."""
        return Judgements(self.facts)

    @property
    def _sheet(self) -> str:
        return self.facts.plan.levels.whole_sheet

    @cached_property
    def _first_lines(self) -> dict[str, int]:
        first = accumulate(self._lengths, initial=0)
        return dict(zip((each.code for each in self.facts.indicators), first, strict=False))

    @cached_property
    def _lengths(self) -> list[int]:
        return [len(self.items(each)) for each in self.facts.indicators]

    @cached_property
    def frame(self) -> Frame:
        """Which way the table lies."""
        across, down = (FIRST_ROW, FIXED + 1), (TURNED_FIRST_ROW, TURNED_FIXED + 1)
        return Frame(self.regions, sum(self._lengths), across, down, self.theme.paper)

    def items(self, indicator: Indicator) -> tuple[str, ...]:
        """The rows of an indicator."""
        levels = self.facts.plan.levels
        if indicator.is_words:
            return ("目标", "完成情况")
        if self.facts.is_progress:
            unit = "" if indicator.is_level else f" {completion_unit(indicator)}"
            below = ("下级最低–最高",) if self._has_range(indicator) else ()
            if not self.facts.by_round(indicator):
                return ("目标", "本期", completion_word(indicator) + unit, "评价", *below)
            whole = term(self.facts.plan).whole
            done, in_all = (completion_word(indicator, of) + unit for of in (THIS_ROUND, whole))
            return (f"{THIS_ROUND}目标", "本期", done, "评价", *below, f"{whole}目标", in_all)
        if indicator.adds_up:
            return ("目标", f"{levels.leaf_tier}合计", "差额")
        return ("目标", f"{levels.leaf_tier}最低–最高", short_label(indicator, levels))

    def _has_range(self, indicator: Indicator) -> bool:
        """Whether a row tells the range of the level below: a plan of two levels shows all of its regions."""
        return indicator.is_own and not self.facts.plan.two_levels

    def places(self, indicator: Indicator) -> int:
        """The decimals that the results of an indicator of numbers share (see `result_places`)."""
        if indicator.code not in self._places:
            self._places[indicator.code] = result_places(self.facts, indicator)
        return self._places[indicator.code]

    @cached_property
    def worded_limits(self) -> frozenset[str]:
        """The codes of the limits of which the notice says that they are limits."""
        return frozenset(each.code for each in self.facts.indicators if is_worded_limit(self.facts, each))

    def whole_target(self, indicator: Indicator) -> int | None:
        """The item of the target of the plan's whole period, beside one by round; its completion follows."""
        return len(self.items(indicator)) - 2 if self.facts.by_round(indicator) else None

    def line(self, indicator: Indicator, item: int) -> int:
        """The number of an indicator's item among all lines (from 0)."""
        return self._first_lines[indicator.code] + item

    def place(self, indicator: Indicator, item: int, region: str) -> tuple[int, int]:
        """Row and column of a cell."""
        return self.frame.cell(self.line(indicator, item), region)

    def place_of_name(self, indicator: Indicator) -> tuple[int, int]:
        """Row and column of an indicator's name."""
        row, column = self.place(indicator, TARGET, self.regions[0])
        return (HEADER, column) if self.frame.turned else (row, NAME_COLUMN)

    def place_of_region(self, region: str) -> tuple[int, int]:
        """Row and column of the name of a city or the province."""
        row, column = self.frame.cell(0, region)
        return (row, 1) if self.frame.turned else (HEADER, column)

    def outside(self, indicator: Indicator, item: int, region: str) -> Ref:
        """A cell, for formulas on other sheets."""
        cell = on_sheet(self._sheet, self._cell(indicator, item, region))
        return Ref(cell, self.value(indicator, item, region))

    def value(self, indicator: Indicator, item: int, region: str) -> Value:
        """What a cell shows."""
        return value_of(self.contents(indicator, region)[item])

    def name(self, indicator: Indicator) -> Ref:
        """The cell of an indicator's name, for formulas on other sheets."""
        return Ref(on_sheet(self._sheet, address(*self.place_of_name(indicator))), indicator.indented)

    def city(self, region: str) -> Ref:
        """The cell of a city's name, for formulas on other sheets."""
        cell = address(*self.place_of_region(region))
        return Ref(on_sheet(self._sheet, cell), self.facts.plan.name(region))

    @property
    def names(self) -> Span:
        """The names of cities and province, for other sheets: Gnumeric finds nothing in a single cell."""
        first, last = (self.place_of_region(self.regions[at]) for at in (0, -1))
        cells = range_address(*first, *last)
        return Span(on_sheet(self._sheet, cells), [self.facts.plan.name(region) for region in self.regions])

    def across(self, indicator: Indicator, item: int) -> Span:
        """An indicator's item over all cities, for formulas on other sheets."""
        values = [self.value(indicator, item, city) for city in self.regions[:-1]]
        return Span(on_sheet(self._sheet, self._across(indicator, item)), values)

    def down(self, region: str) -> list[Span]:
        """A region's cells over all indicators that are no parts, for formulas on other sheets."""
        return [self._down(region, *ends) for ends in wholes(self.facts.indicators)]

    def _down(self, region: str, first: Indicator, last: Indicator) -> Span:
        indicators = self.facts.indicators
        run = indicators[indicators.index(first) : indicators.index(last) + 1]
        values = [value_of(each) for indicator in run for each in self.contents(indicator, region)]
        top = self.line(first, TARGET)
        cells = self.frame.of_region(region, top, top + len(values) - 1)
        return Span(on_sheet(self._sheet, area_address(cells)), values)

    def behind(self, indicator: Indicator, region: str) -> str:
        """The cells of the county sheet that a figure rests on: a city's counties, or the province's row."""
        kind, field = self.reported(indicator)
        if region == self.facts.plan.province or indicator.is_words:
            return self.detail.outside(region, kind, field).reference
        return self.detail.area_of_leaves(region, kind, field)

    def reported(self, indicator: Indicator) -> tuple[ColumnKind, str]:
        """Kind and field of the county sheet's column with an indicator's result, reported or computed."""
        if indicator.is_words:
            return ColumnKind.WORD, indicator.code
        if not self.facts.is_progress:
            return ColumnKind.NUMBER, indicator.code
        kind = ColumnKind.VALUE if indicator.is_rate else ColumnKind.NUMBER
        return kind, indicator.result_field

    def contents(self, indicator: Indicator, region: str) -> tuple[Value | Live, ...]:
        """The contents of an indicator's rows in a region's column, from top to bottom."""
        key = indicator.code, region
        if key not in self._known:
            self._known[key] = self._contents(indicator, region)
        return self._known[key]

    def _contents(self, indicator: Indicator, region: str) -> tuple[Value | Live, ...]:
        if indicator.is_words:
            words = self.facts.plan.word_target(indicator.code, region)
            return words or NONE, self.detail.outside(region, *self.reported(indicator)).live()
        found = self.facts.goal(indicator, region)
        goal = Ref(self._cell(indicator, TARGET, region), found.value if found else NONE)
        if self.facts.is_progress:
            below = (self._below(indicator, region),) if self._has_range(indicator) else ()
            return goal.value, *self._progress(indicator, region), *below, *self._in_all(indicator, region)
        rows = self._amounts if indicator.adds_up else self._rates
        return goal.value, *rows(indicator, region, goal)

    def _progress(self, indicator: Indicator, region: str) -> tuple[Value | Live, ...]:
        number = self.detail.outside(region, *self.reported(indicator))
        completion = self.detail.outside(region, ColumnKind.COMPLETION, indicator.code)
        whole = self.facts.is_whole(indicator, region)
        done = comparable(indicator.is_limit, NONE if whole else OUTDATED).live(done=completion)
        compared = Ref(self._cell(indicator, DIFFERENCE, region), done.value)
        judged, in_all = whole or region != self.facts.plan.province, None
        if (item := self.whole_target(indicator)) is not None:
            _, shown = self._in_all(indicator, region)
            in_all = Ref(self._cell(indicator, item + 1, region), value_of(shown))
        return (
            _NUMBER_OR_WORD.given(word=self._word(indicator, region)).live(number=number),
            self._unless_partial(indicator, region, done),
            self.facts.lights.live(indicator, compared, judged, in_all),
        )

    def _in_all(self, indicator: Indicator, region: str) -> tuple[Value | Live, ...]:
        """Beside a target by round: that of the plan's whole period, and its completion."""
        if (completion := self.detail.in_all(indicator, region)) is None:
            return ()
        target = self.facts.target(indicator, region)
        word = NONE if self.facts.is_whole(indicator, region) else OUTDATED
        done = comparable(indicator.is_limit, word).live(done=completion)
        return NONE if target is None else target, self._unless_partial(indicator, region, done)

    def _amounts(self, indicator: Indicator, region: str, goal: Ref) -> tuple[Value | Live, ...]:
        number = self.detail.outside(region, ColumnKind.NUMBER, indicator.code)
        total = Ref(self._cell(indicator, REPORT, region), number.value)
        places = exact_places(indicator.decimals + 2)
        rule = bounded(gap(indicator.direction), self.facts.upper(indicator, region))
        apart = rule.given(blank=NONE, places=places).live(total=total, target=goal)
        return number.live(), self._unless_partial(indicator, region, apart)

    def _rates(self, indicator: Indicator, region: str, goal: Ref) -> tuple[Value | Live, ...]:
        """A breakdown's rates never add up: their range, and how many counties miss their city's target."""
        shares = self.detail.leaves_outside(region, ColumnKind.NUMBER, indicator.code)
        span = _range(fixed(self.places(indicator))).live(shares=shares, word=self._word(indicator, region))
        if region != self.facts.plan.province:
            rule = bounded(SHORT_COUNTIES[indicator.direction], self.facts.upper(indicator, region))
            short = rule.live(shares=shares, target=goal)
            return span, self._unless_partial(indicator, region, short)
        counted = self.across(indicator, DIFFERENCE).values
        counts = Span(self._across(indicator, DIFFERENCE), counted)
        return span, self._unless_partial(indicator, region, SHORT_IN_PROVINCE.live(counts=counts))

    def _below(self, indicator: Indicator, region: str) -> Live | str:
        """The range of the figures of the level below, and how many regions have one; nothing is added."""
        kind, field = self.reported(indicator)
        if region != self.facts.plan.province:
            figures = self.detail.leaves_outside(region, kind, field)
        else:
            figures = Span(self._across(indicator, REPORT), self.across(indicator, REPORT).values)
        of = f"/{len(figures.values)}）"
        told = fixed(indicator.decimals) if indicator.is_rate else shortest(indicator.decimals + 2)
        return _COVERED.given(range=_range(told), none=NONE, of=of).live(shares=figures, word=NONE)

    def _word(self, indicator: Indicator, region: str) -> str:
        """The word for a missing number: a city's state, else `NONE`."""
        if region == self.facts.plan.province:
            return NONE
        status = city_status(self.facts, region)
        if status == REPORTED:
            return NONE if self.facts.is_whole(indicator, region) else OUTDATED
        return status

    def _unless_partial(self, indicator: Indicator, region: str, compared: Live) -> Live | str:
        """What `compared` a figure with its target, or what the figure covers where that is not the whole."""
        if self.facts.is_whole(indicator, region):
            return compared
        return coverage(self.facts, indicator) if region == self.facts.plan.province else OUTDATED

    def _cell(self, indicator: Indicator, item: int, region: str) -> str:
        return address(*self.place(indicator, item, region))

    def _across(self, indicator: Indicator, item: int) -> str:
        return area_address(self.frame.of_line(self.line(indicator, item)))


@cache
def _range(texts: Formula) -> Formula:
    """The lowest and the highest of some `shares` as `texts`; a `word` where there are none."""
    return _LOWEST_TO_HIGHEST.given(low_text=texts.given(number=_LOW), high_text=texts.given(number=_HIGH))
