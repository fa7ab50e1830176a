"""The domain model of a plan: frozen models of indicators, inputs, regions, targets, rounds and offices.

This is pure data with lookups; `cascade.plan` reads and checks the tables. All numbers are `Decimal`; the
number of a rate is in per cent (10 means 10 %).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Direction(StrEnum):
    """The side of the target on which a result attains it."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Pace(StrEnum):
    """When a result is judged: all year against time elapsed, or in the last quarter only."""

    EVEN = "even"
    YEAR_END = "year_end"


class RoundKind(StrEnum):
    """What a round collects: the counties' shares of the targets, or their results."""

    BREAKDOWN = "breakdown"
    PROGRESS = "progress"


PERCENT = "%"  # the unit of rates in per cent
ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"  # of a mailbox


class Frozen(BaseModel):
    """Base of all models: immutable, and without unknown attributes."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Input(Frozen):
    """An additive quantity a county reports for an indicator (填报项), e.g. K01a 本期研发费用."""

    code: str = Field(pattern=r"^[A-Z]+[0-9]+[a-z]$")
    indicator: str
    name: str = Field(min_length=1)
    unit: str
    decimals: int = Field(ge=0, le=6)
    negative: bool = False


class Indicator(Frozen):
    """One indicator (指标). `measure` is arithmetic over the codes of `inputs`, in `unit`."""

    code: str = Field(pattern=r"^[A-Z]+[0-9]+$")
    number: int = Field(ge=1)
    name: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    decimals: int = Field(ge=0, le=6)
    lead: str = Field(min_length=1)
    direction: Direction = Direction.AT_LEAST
    definition: str = ""
    source: str = ""
    pace: Pace = Pace.EVEN
    measure: str = Field(min_length=1)
    headline: Decimal | None = None
    reconcile: bool = False
    inputs: tuple[Input, ...] = ()

    def __hash__(self) -> int:
        """Hash the code only: caches look up indicators for every city."""
        return hash(self.code)

    @cached_property
    def is_rate(self) -> bool:
        """Whether the indicator is a rate, computed from components; an amount's measure is its one input."""
        return len(self.inputs) != 1 or self.measure != self.inputs[0].code

    @property
    def gap_unit(self) -> str:
        """The unit in which a rate is above or below its target."""
        return "百分点" if self.unit == PERCENT else self.unit

    @property
    def result_field(self) -> str:
        """The code of a progress round's result: a rate's own code, the code of an amount's one input."""
        return self.code if self.is_rate else self.inputs[0].code


class Region(Frozen):
    """A node of the region tree (地区): province, city (设区市) or county."""

    code: str = Field(pattern=r"^[0-9A-Z]{2,12}$")
    name: str = Field(min_length=1)
    parent: str | None = None


class Target(Frozen):
    """A city's target for an indicator: its number, and the notice's own wording of it."""

    indicator: str
    region: str
    value: Decimal
    text: str


class Round(Frozen):
    """One collection (批次), with its due date. A progress round reports results up to `as_of`."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    kind: RoundKind
    name: str = Field(min_length=1)
    as_of: date | None = None
    due: date


Word = Annotated[str, Field(pattern=r'^[^"]{1,6}$')]  # of a light; must fit a narrow cell and formulas


class Office(Frozen):
    """The office that files for a region, and its mail addresses."""

    region: str
    name: str = Field(min_length=1)
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()


class Plan(Frozen):
    """A whole, consistent plan (方案), as `cascade.plan` loads it.

    `on_schedule` and `behind` are the thresholds of the lights, in percentage points of
    completion minus time elapsed: from `on_schedule` on a light is green, from `behind` on amber,
    below red. The fields `word_…` are the words beside the lights' signs.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    title: str
    issuer: str
    document: str = ""
    contact: str = ""
    year: int = Field(ge=1990, le=2100)
    province: str
    spare_rows: int = Field(default=5, ge=0, le=9)
    on_schedule: Decimal = Decimal(0)
    behind: Decimal = Decimal(-10)
    word_done: Word = "已完成"
    word_on_schedule: Word = "达序时"
    word_slow: Word = "略滞后"
    word_behind: Word = "滞后"
    word_met: Word = "达标"
    word_unmet: Word = "未达标"
    indicators: tuple[Indicator, ...]
    regions: tuple[Region, ...]
    targets: tuple[Target, ...]
    rounds: tuple[Round, ...]
    offices: tuple[Office, ...]

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
    def cities(self) -> tuple[Region, ...]:
        """The cities in the official order, which is the order of the plan's rows."""
        return tuple(region for region in self.regions if region.parent == self.province)

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """Indicators by code."""
        return {indicator.code: indicator for indicator in self.indicators}

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
        region = self._regions.get(code)
        return region.name if region else code

    def counties(self, city: str) -> tuple[Region, ...]:
        """The city's counties in the official order, without functional zones."""
        return self._counties.get(city, ())

    def city_of(self, leaf: str) -> str:
        """The city of a county or a spare row; a spare row's code begins with its city's code."""
        if (region := self._regions.get(leaf)) and region.parent:
            return region.parent
        return next(city.code for city in self.cities if self.is_zone(leaf, city.code))

    def zones(self, city: str) -> tuple[str, ...]:
        """The codes of the spare rows, in which a city may list functional zones (开发区)."""
        return tuple(f"{city}A{number}" for number in range(1, self.spare_rows + 1))

    def is_zone(self, code: str, city: str) -> bool:
        """Whether a code is that of a city's spare row, even of one that the plan no longer has."""
        return code.startswith(f"{city}A")

    def target(self, indicator: str, region: str) -> Target | None:
        """A city's target; None where the plan sets none."""
        return self._targets.get((indicator, region))

    def round(self, round_id: str) -> Round:
        """The round of an id. Raises KeyError for an unknown id."""
        return {each.id: each for each in self.rounds}[round_id]

    def office(self, region: str) -> Office | None:
        """The office that files for a region; None where the plan names none."""
        return next((office for office in self.offices if office.region == region), None)

    def province_target(self, indicator: Indicator) -> Decimal | None:
        """The province's own target.

        This is the headline where the indicator reconciles with it, else the sum of the cities' shares: K07's
        headline is a stock, its shares are this year's additions. None for a rate without a headline: shares
        of a rate never add up.
        """
        if indicator.reconcile and indicator.headline is not None:
            return indicator.headline
        shares = [t.value for city in self.cities if (t := self.target(indicator.code, city.code))]
        return sum(shares, Decimal(0)) if shares and not indicator.is_rate else None
