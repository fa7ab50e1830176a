"""The contents of 完成分布: how far every region is ahead or behind, a row an indicator.

What is completed in parts has an axis of its own: levels lie a few points around their target, where it would
leave them no room. 0 on an axis is on schedule or on target (see `judging.margins.in_points`). The cells that
a chart reads are formulas over 总览 and 全省汇总; a point that is not drawn lies below the axes. How far an
axis reaches is settled when the sheet is drawn.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from itertools import groupby

from cascade.formula import Live, Ref, Value, formula
from cascade.grid import on_sheet
from cascade.indicators import Indicator
from cascade.judging.lights import BAD, HAS_SIGN
from cascade.judging.margins import POINTS, in_points, margin_unit
from cascade.returns.facts import Facts
from cascade.summary.overview import NAME as OVERVIEW
from cascade.summary.overview import Overview
from cascade.summary.province import LIGHT, TARGET, Province

NAME = "完成分布"
NOWHERE = Decimal(-9)  # the height of a point that is not drawn
COLUMNS = ("项", "地区", "图上位置（百分点）", "行：落后", "行：其他")
X, DARK, OTHER = 3, 4, 5  # columns of the block that hold a point
_FURTHEST, _STEP = Decimal(100), Decimal(1)  # points that an axis reaches at most, and at least
_STEPS, _MOST_STEPS = tuple(map(Decimal, (1, 2, 5, 10, 20, 25))), 14
_USUAL, _FAR = Decimal("0.95"), 2  # an axis reaches twice as far as 95 % of the points of its side
_LITTLE = Decimal("1.5")  # so many times farther it does where it then holds all
_MOST_RUNS = 4  # of rows in the plan's order, each with an axis below it
MOST_NAMED = 5  # points of a row that all have names
_WORST = 3  # of more, so many have one, and who ties with them
_FEWEST = 2  # indicators and cities that make a picture
_X = formula("IF(ISNUMBER(margin), MAX(low, MIN(high, points)), 0)")
_IF_BEHIND = formula("IF(ISNUMBER(margin), IF(is_behind, height, nowhere), nowhere)", nowhere=NOWHERE)
_IF_NOT = formula("IF(ISNUMBER(margin), IF(is_behind, nowhere, height), nowhere)", nowhere=NOWHERE)
_DRAWN = formula("IF(ISNUMBER(margin), height, nowhere)", nowhere=NOWHERE)
_BEHIND = HAS_SIGN.given(sign=BAD)


class Strip:
    """The points of all indicators that are judged in this round, and the axis on which they stand."""

    def __init__(self, province: Province) -> None:
        self.facts: Facts = province.facts
        self.province = province
        self.overview = Overview(province)
        self.cities = [city.code for city in self.facts.plan.cities if city.code in self.facts.counted]

    @cached_property
    def indicators(self) -> Sequence[Indicator]:
        """The rows, from top to bottom: those in which at least one city has a point."""
        judged = (each for each in self.facts.plan.numbers if self.facts.is_judged(each))
        return [each for each in judged if any(self.point(each, city) is not None for city in self.cities)]

    @cached_property
    def groups(self) -> Sequence[Sequence[Indicator]]:
        """The rows that stand on one axis, in the plan's order.

        Where the plan changes often between the kinds of rows, those of each stand together, and limits with
        the others: an axis takes room.
        """
        runs = [list(run) for _, run in groupby(self.indicators, _kind)]
        if len(runs) <= _MOST_RUNS:
            return runs
        kinds = dict.fromkeys(map(_is_near, self.indicators))
        return [[each for each in self.indicators if _is_near(each) is kind] for kind in kinds]

    @property
    def tells(self) -> bool:
        """Whether the chart shows more than a few single points."""
        many = self.facts.is_progress and len(self.cities) >= _FEWEST
        return many and len(self.indicators) >= _FEWEST

    def point(self, indicator: Indicator, region: str) -> Decimal | None:
        """Where a region stands on the axis, in points; None where it has no margin."""
        rule, cells = in_points(indicator), self._cells(indicator, region)
        if not isinstance(cells["margin"].value, Decimal):
            return None
        found = rule.value(**{name: cell.value for name, cell in cells.items() if name in rule.names})
        assert isinstance(found, Decimal)  # of numbers
        return found

    def is_behind(self, indicator: Indicator, region: str) -> bool:
        """Whether a region's light says so."""
        return str(self._light(indicator, region).value).startswith(BAD)

    def named(self, indicator: Indicator) -> Set[str]:
        """The cities whose points have names: those behind or, of more than can be read, the worst."""
        points = ((city, self.point(indicator, city)) for city in self._behind(indicator))
        places = {city: at for city, at in points if at is not None}
        if not self.names_worst_only(indicator):
            return set(places)
        last = sorted(places.values())[_WORST - 1]
        return {city for city, at in places.items() if at <= last}

    def names_worst_only(self, indicator: Indicator) -> bool:
        """Whether more cities are behind than names can be read."""
        return len(self._behind(indicator)) > MOST_NAMED

    def _behind(self, indicator: Indicator) -> list[str]:
        return [city for city in self.cities if self.is_behind(indicator, city)]

    def axis(self, indicator: Indicator) -> tuple[Decimal, Decimal, Decimal]:
        """The ends of an indicator's axis and its step, of which both ends are multiples.

        They hold all points but those that lie very far from the others.
        """
        return self._axes[indicator.code]

    @cached_property
    def _axes(self) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
        """The axis of each indicator: rows of one kind have the same, wherever they stand."""
        mixed = any({*map(_kind, group)} != {_kind(group[0])} for group in self.groups)
        kind = _is_near if mixed else _kind
        alike: dict[object, list[Indicator]] = {}
        for each in self.indicators:
            alike.setdefault(kind(each), []).append(each)
        axes = {key: self._axis(group) for key, group in alike.items()}
        return {each.code: axes[kind(each)] for each in self.indicators}

    def _axis(self, group: Sequence[Indicator]) -> tuple[Decimal, Decimal, Decimal]:
        regions = (*self.cities, self.facts.plan.province)
        found = [self.point(each, region) for each in group for region in regions]
        drawn = [each for each in found if each is not None]
        ends = _reach(-each for each in drawn), _reach(drawn)
        step = next(each for each in _STEPS if sum(ends) / each <= _MOST_STEPS)
        low, high = ((end / step).to_integral_value(ROUND_CEILING) * step for end in ends)
        return -low, high, step

    @cached_property
    def clipped(self) -> list[tuple[Indicator, str]]:
        """The cities' points beyond the ends of their axis, which are drawn there."""
        return [
            (indicator, city)
            for indicator in self.indicators
            for city in self.cities
            if (at := self.point(indicator, city)) is not None and self._is_beyond(indicator, at)
        ]

    def _is_beyond(self, indicator: Indicator, at: Decimal) -> bool:
        low, high, _ = self.axis(indicator)
        return not low <= at <= high

    def rows(self, indicator: Indicator, height: int) -> Iterator[tuple[Value | Live, ...]]:
        """The cities' points of an indicator, whose row is at a `height`, as `COLUMNS` of 图表数据."""
        for city in self.cities:
            known = {"margin": self.margin(indicator, city), "light": self._light(indicator, city)}
            behind = (rule.given(is_behind=_BEHIND, height=height) for rule in (_IF_BEHIND, _IF_NOT))
            name = self.facts.plan.name(city)
            heights = (rule.live(**known) for rule in behind)
            yield indicator.number, name, self._x(indicator, city), *heights

    def row_of_whole(self, indicator: Indicator, height: int) -> tuple[Value | Live, ...]:
        """The province's point of an indicator; the last column is empty."""
        whole = self.facts.plan.province
        drawn = _DRAWN.given(height=height).live(margin=self.margin(indicator, whole))
        return indicator.number, self.facts.plan.name(whole), self._x(indicator, whole), drawn, None

    def margin(self, indicator: Indicator, region: str) -> Ref:
        """The cell of a margin on 总览."""
        cell = self.overview.cell(indicator, region)
        return Ref(on_sheet(OVERVIEW, cell.reference), cell.value)

    def _light(self, indicator: Indicator, region: str) -> Ref:
        return self.province.outside(indicator, LIGHT, region)

    def places(self, indicator: Indicator) -> int:
        """The decimals that an indicator's margins share, on 总览 as here."""
        return self.overview.places(indicator)

    def _cells(self, indicator: Indicator, region: str) -> dict[str, Ref]:
        target = self.province.outside(indicator, TARGET, region)
        return {"margin": self.margin(indicator, region), "target": target}

    def _x(self, indicator: Indicator, region: str) -> Live:
        low, high, _ = self.axis(indicator)
        rule = _X.given(points=in_points(indicator), low=low, high=high)
        cells = self._cells(indicator, region)
        return rule.live(**{name: cell for name, cell in cells.items() if name in rule.names})


def _is_near(indicator: Indicator) -> bool:
    """Whether an indicator stands a few points around its target: a level, or a limit in points."""
    return indicator.is_level or (indicator.is_limit and margin_unit(indicator) == POINTS)


def _kind(indicator: Indicator) -> tuple[bool, bool]:
    """What the rows on one axis have in common, as long as there are few axes."""
    return _is_near(indicator), indicator.is_limit


def _reach(points: Iterable[Decimal]) -> Decimal:
    """How far an axis has to reach on the side of the positive numbers."""
    side = sorted(each for each in points if each > 0) or [_STEP]
    usual = side[int(_USUAL * (len(side) - 1))]
    enough = max(_FAR * usual, 2 * _STEP)
    reach = min(side[-1] if side[-1] <= _LITTLE * enough else enough, _FURTHEST)
    return max(_STEP, reach)
