"""The domain model of a plan (方案): regions, targets, rounds, offices, and the plan itself.

Pure data with lookups; `cascade.plan` checks the tables. Numbers are `Decimal`, of rates in per cent.
"""

import calendar
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from cascade.goals import Figure, RoundTarget, Step, Target, WordTarget
from cascade.indicators import Frozen, Indicator, Input
from cascade.levels import Levels, levels_below


class RoundKind(StrEnum):
    """What a round collects: the counties' shares of the targets, or their results."""

    BREAKDOWN = "breakdown"
    PROGRESS = "progress"


ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"  # of a mailbox


class Region(Frozen):
    """A node of the region tree (地区): province, city (设区市) or county."""

    code: str = Field(pattern=r"^[0-9A-Z]{2,12}$")
    name: str = Field(min_length=1)
    parent: str | None = None


class Round(Frozen):
    """One collection (批次), with its due date. A progress round reports results up to `as_of`.

    `expected` is the part of a target to be reached by then, in per cent; None: as much as time elapsed.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    kind: RoundKind
    name: str = Field(min_length=1)
    as_of: date | None = None
    due: date
    expected: Decimal | None = Field(default=None, ge=0, le=100)

    @property
    def month(self) -> str:
        """The end of what is reported, as people say it: 6月底, 6月15日; "" for a breakdown."""
        if self.as_of is None:
            return ""
        last = calendar.monthrange(self.as_of.year, self.as_of.month)[1]
        return f"{self.as_of.month}月" + ("底" if self.as_of.day == last else f"{self.as_of.day}日")


Word = Annotated[str, Field(pattern=r'^[^"]{1,6}$')]  # of a light; must fit a narrow cell and formulas
LevelWord = Annotated[str, Field(pattern=r"^[\w（）()、·]{0,12}$")]  # in names of sheets, files


class Office(Frozen):
    """The office that files for a region, and its mail addresses; `name` is "" where the plan has none."""

    region: str
    name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()


class Plan(Frozen):
    """A whole, consistent plan (方案), as `cascade.plan` loads it.

    `on_schedule` and `behind` are the thresholds of the lights, in percentage points of completion minus
    time elapsed: from `on_schedule` on a light is green, from `behind` on amber, below red. From `near_limit`
    (per cent of a limit used) on, an at-most indicator is near its limit; `word_…` stand beside the lights.
    `choices` are the words with which results of words are reported; the first means done.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    title: str
    issuer: str
    document: str = ""
    contact: str = ""
    start: date
    end: date
    province: str
    unit_level: LevelWord = ""
    leaf_level: LevelWord = ""
    lead_title: LevelWord = ""
    receiver: str = ""
    spare_rows: int = Field(default=5, ge=0, le=9)
    on_schedule: Decimal = Decimal(0)
    behind: Decimal = Decimal(-10)
    near_limit: Decimal = Field(default=Decimal(90), ge=0, le=100)
    choices: tuple[Word, ...] = ("已完成", "正在推进", "未完成")
    word_done: Word = "已完成"
    word_on_schedule: Word = "达序时"
    word_slow: Word = "略滞后"
    word_behind: Word = "滞后"
    word_met: Word = "达标"
    word_unmet: Word = "未达标"
    word_within_limit: Word = "限额内"
    word_near_limit: Word = "接近限额"
    word_over_limit: Word = "超限"
    indicators: tuple[Indicator, ...]
    regions: tuple[Region, ...]
    targets: tuple[Target, ...]
    rounds: tuple[Round, ...]
    offices: tuple[Office, ...]
    word_targets: tuple[WordTarget, ...] = ()
    round_targets: tuple[RoundTarget, ...] = ()
    figures: tuple[Figure, ...] = ()
    steps: tuple[Step, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _period_of_year(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take a plan of one `year` as one from its first day to its last."""
        if (year := values.get("year")) is None:
            return values
        period = {"start": date(int(year), 1, 1), "end": date(int(year), 12, 31)}
        return period | {name: value for name, value in values.items() if name != "year"}

    @model_validator(mode="after")
    def _mark_negative_targets(self) -> Self:
        """Tell the indicators of which some target is negative."""
        negative = {each.indicator for each in (*self.targets, *self.round_targets) if each.value < 0}
        marked = (each.with_sign(each.code in negative) for each in self.indicators)
        object.__setattr__(self, "indicators", tuple(marked))
        return self

    @cached_property
    def _regions(self) -> dict[str, Region]:
        return {region.code: region for region in self.regions}

    @cached_property
    def _counties(self) -> dict[str, tuple[Region, ...]]:
        below: dict[str, list[Region]] = {}
        for region in self.regions:
            if region.parent:
                below.setdefault(region.parent, []).append(region)
        return {parent: tuple(regions) for parent, regions in below.items()}

    @cached_property
    def _targets(self) -> dict[tuple[str, str], Target]:
        return {(target.indicator, target.region): target for target in self.targets}

    @cached_property
    def period(self) -> str:
        """The days that the plan covers: `2020 年`, `2021—2023 年`, `2020 年 9 月至 2021 年 8 月`."""
        start, end = self.start, self.end
        if self.is_year:
            return f"{start.year} 年"
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return f"{start.year}—{end.year} 年"
        return f"{start.year} 年 {start.month} 月至 {end.year} 年 {end.month} 月"

    @property
    def is_year(self) -> bool:
        """Whether the plan covers one calendar year."""
        return (self.start, self.end) == (date(self.start.year, 1, 1), date(self.start.year, 12, 31))

    @cached_property
    def levels(self) -> Levels:
        """The words for the plan's levels and for the lead."""
        said = self.unit_level, self.leaf_level, self.lead_title
        return levels_below(self.name(self.province), *said, self.two_levels).collected_by(self.collector)

    def levels_of(self, region: str) -> Levels:
        """The words for a single unit: 本区, 贵镇."""
        return self.levels.of(self.name(region))

    @cached_property
    def cities(self) -> tuple[Region, ...]:
        """The cities in the official order, which is the order of the plan's rows."""
        return tuple(region for region in self.regions if region.parent == self.province)

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """Indicators by code."""
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def numbers(self) -> tuple[Indicator, ...]:
        """The indicators of numbers: those of words are never computed."""
        return tuple(indicator for indicator in self.indicators if not indicator.is_words)

    @cached_property
    def input(self) -> dict[str, Input]:
        """Inputs by code."""
        return {each.code: each for indicator in self.indicators for each in indicator.inputs}

    @cached_property
    def leads(self) -> tuple[str, ...]:
        """The lead departments (省级牵头单位) in the order of their first indicators."""
        return tuple(dict.fromkeys(indicator.lead for indicator in self.indicators))

    def indicator_of(self, field: str) -> Indicator | None:
        """The indicator that a field (an input or an indicator) belongs to; None for any other field."""
        return self.indicator.get(self.input[field].indicator if field in self.input else field)

    def region(self, code: str) -> Region:
        """The region of a code. Raises KeyError for an unknown code."""
        return self._regions[code]

    def name(self, code: str) -> str:
        """The name of a region; for a spare row its code."""
        return self._regions[code].name if code in self._regions else code

    @cached_property
    def two_levels(self) -> bool:
        """Whether the plan has no counties: each city then reports for itself, as its own only county."""
        return not any(city.code in self._counties for city in self.cities)

    def counties(self, city: str) -> tuple[Region, ...]:
        """The city's counties in the official order, without functional zones."""
        return (self.region(city),) if self.two_levels else self._counties.get(city, ())

    def city_of(self, leaf: str) -> str:
        """The city of a county or a spare row; a spare row's code begins with its city's code."""
        if (region := self._regions.get(leaf)) and region.parent:
            return leaf if region.parent == self.province else region.parent
        return next(city.code for city in self.cities if self.is_zone(leaf, city.code))

    def zones(self, city: str) -> tuple[str, ...]:
        """The codes of the spare rows, in which a city may list functional zones (开发区)."""
        return () if self.two_levels else tuple(f"{city}A{at}" for at in range(1, self.spare_rows + 1))

    def is_zone(self, code: str, city: str) -> bool:
        """Whether a code is that of a city's spare row, even of one that the plan no longer has."""
        return code.startswith(f"{city}A")

    def target(self, indicator: str, region: str) -> Target | None:
        """A city's target; None where the plan sets none."""
        return self._targets.get((indicator, region))

    @cached_property
    def _round_targets(self) -> dict[tuple[str, str, str], RoundTarget]:
        return {(each.round, each.indicator, each.region): each for each in self.round_targets}

    def round_target(self, round_id: str, indicator: str, region: str) -> RoundTarget | None:
        """A city's target by a round, or the issuer's own; None where the plan sets none."""
        return self._round_targets.get((round_id, indicator, region))

    @cached_property
    def judged_by_round(self) -> Mapping[str, frozenset[str]]:
        """The codes of the indicators that have targets by round, by the round's id."""
        pairs = [(each.round, each.indicator) for each in self.round_targets]
        return {each.id: frozenset(code for id_, code in pairs if id_ == each.id) for each in self.rounds}

    def word_target(self, indicator: str, region: str) -> str:
        """A city's target that is no number, in the notice's words; "" where the plan sets none."""
        mine = (each for each in self.word_targets if (each.indicator, each.region) == (indicator, region))
        return next((each.text for each in mine), "")

    def round(self, round_id: str) -> Round:
        """The round of an id. Raises KeyError for an unknown id."""
        return {each.id: each for each in self.rounds}[round_id]

    def office(self, region: str) -> Office | None:
        """The office that files for a region; None where the plan names none."""
        return next((office for office in self.offices if office.region == region), None)

    @property
    def collector(self) -> str:
        """The office that returns go to, and that signs what it writes of them: letters, bulletin, packs."""
        return self.receiver or self.issuer

    @cached_property
    def unreachable(self) -> tuple[Region, ...]:
        """The cities whose offices have no mail address."""
        return tuple(city for city in self.cities if not ((at := self.office(city.code)) and at.to))

    def figure(self, round_id: str, indicator: str) -> Figure | None:
        """The issuer's own figure as of a round; None where it is still missing."""
        return {(each.round, each.indicator): each for each in self.figures}.get((round_id, indicator))

    def province_target(self, indicator: Indicator) -> Decimal | None:
        """The province's own target; None for rates and own figures without a headline.

        It is the headline where the indicator reconciles with it, or where nothing adds up that could take
        its place; else the sum of the cities' shares: K07's headline is a stock, its shares are this year's
        additions.
        """
        if indicator.headline is not None and (indicator.reconcile or not indicator.adds_up):
            return indicator.headline
        shares = [target.value for target in self._shares(indicator)]
        return sum(shares, Decimal(0)) if shares and indicator.adds_up else None

    def province_upper(self, indicator: Indicator) -> Decimal | None:
        """The upper bound of the province's own range, the sum of the cities' ones; see `province_target`."""
        uppers = [target.upper for target in self._shares(indicator) if target.upper is not None]
        return sum(uppers, Decimal(0)) if uppers and indicator.adds_up else None

    def _shares(self, indicator: Indicator) -> list[Target]:
        return [found for city in self.cities if (found := self._targets.get((indicator.code, city.code)))]
