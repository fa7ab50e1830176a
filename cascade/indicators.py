"""Indicators (指标): what is measured, in which unit, how it is judged and how it comes up from below.

This is pure data. All numbers are `Decimal`; the number of a rate is in per cent (10 means 10 %).
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

PERCENT = "%"  # the unit of rates in per cent
PART = "其中："  # before the name of a part
_INPUT_CODE = re.compile(r"[A-Z]+\d+[a-z]")
_EARLIER = re.compile(r"上年|去年|上一年|同期|上期|基期|基数|基准")


class Kind(StrEnum):
    """What an indicator's targets and results are: numbers, or words such as 已完成."""

    NUMBER = "number"
    WORDS = "words"


class Direction(StrEnum):
    """The side of the target on which a result attains it; `WITHIN` a range, both bounds included."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    WITHIN = "within"


class Adds(StrEnum):
    """How an indicator comes up from below: as a sum, or every level reports a figure of its own."""

    SUM = "sum"
    OWN = "own"


class Pace(StrEnum):
    """When a result is judged.

    `EVEN`: against time elapsed. `YEAR_END`: likewise, but in the last quarter only. `DIRECT`: against the
    target itself at any time, because the result is a level and does not accumulate.
    """

    EVEN = "even"
    YEAR_END = "year_end"
    DIRECT = "direct"


class Scoring(StrEnum):
    """How an indicator's weight turns into points.

    `COMPLETION`: in proportion to completion, up to a cap. `ATTAINED`: all or nothing. `STEPS`: by a table.
    """

    COMPLETION = "completion"
    ATTAINED = "attained"
    STEPS = "steps"


class Comparison(StrEnum):
    """How a result is compared with its target, which decides what its completion is.

    `SHARE`: an amount in per cent of its target, judged against time. `LIMIT`: the part of a limit that is
    used, in per cent, judged at any time. `ABOVE`, `BELOW`: how far a level is above its target, or below it
    where less is better. `WITHIN`: how far it is below (negative) or above its range, 0 inside.
    """

    SHARE = "share"
    LIMIT = "limit"
    ABOVE = "above"
    BELOW = "below"
    WITHIN = "within"


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


def is_earlier(name: str) -> bool:
    """Whether an input is that of last year or of another time before, by its name."""
    return bool(_EARLIER.search(name))


class Indicator(Frozen):
    """One indicator (指标). `measure` is arithmetic over the codes of `inputs`, in `unit`.

    An indicator of words has neither. `number` is its number in the notice, e.g. `4` or `4（1）`; `parent` is
    the indicator of which it is a part (其中). `weight` is its full points; `cap` (per cent) limits the
    completion that earns points. `below_zero` says that some target is negative, of which no result is a
    share; the plan sets it.
    """

    code: str = Field(pattern=r"^[A-Z]+[0-9]+$")
    number: str = Field(pattern=r"^\S{1,8}$")
    name: str = Field(min_length=1)
    kind: Kind = Kind.NUMBER
    unit: str = ""
    decimals: int = Field(default=0, ge=0, le=6)
    lead: str = Field(min_length=1)
    direction: Direction = Direction.AT_LEAST
    definition: str = ""
    source: str = ""
    pace: Pace = Pace.EVEN
    adds: Adds = Adds.SUM
    parent: str | None = None
    weight: Decimal | None = Field(default=None, gt=0)
    scoring: Scoring = Scoring.COMPLETION
    cap: Decimal = Field(default=Decimal(100), ge=100)
    measure: str = ""
    headline: Decimal | None = None
    reconcile: bool = False
    below_zero: bool = False
    inputs: tuple[Input, ...] = ()

    def __hash__(self) -> int:
        """Hash the code only: caches look up indicators for every city."""
        return hash(self.code)

    @cached_property
    def is_rate(self) -> bool:
        """Whether the indicator is a rate, computed from components; an amount's measure is its one input."""
        return not self.is_words and (len(self.inputs) != 1 or self.measure != self.inputs[0].code)

    @property
    def named(self) -> str:
        """The code with the name, as the problems of a plan name an indicator."""
        return f"{self.code}（{self.name}）"

    @property
    def is_words(self) -> bool:
        """Whether targets and results are words, which are counted and never computed."""
        return self.kind is Kind.WORDS

    def with_sign(self, below_zero: bool) -> Self:
        """The indicator as it is where some target is negative, or none; see `below_zero`."""
        if self.below_zero is below_zero:
            return self
        return self.model_validate(self.model_dump() | {"below_zero": below_zero})

    @property
    def comparison(self) -> Comparison:
        """How results are compared with targets."""
        if self.direction is Direction.WITHIN:
            return Comparison.WITHIN
        at_most = self.direction is Direction.AT_MOST
        if at_most and not self.below_zero:
            return Comparison.LIMIT
        if self.is_rate or self.pace is Pace.DIRECT or self.below_zero:
            return Comparison.BELOW if at_most else Comparison.ABOVE
        return Comparison.SHARE

    @property
    def is_limit(self) -> bool:
        """Whether the target is a limit of which a part is used: the lower its completion, the better."""
        return self.comparison is Comparison.LIMIT

    @property
    def is_level(self) -> bool:
        """Whether the completion is a distance from the target, in `gap_unit`, at any time."""
        return self.comparison in (Comparison.ABOVE, Comparison.BELOW, Comparison.WITHIN)

    @property
    def is_own(self) -> bool:
        """Whether every level reports a figure of its own, so that nothing is computed from those below."""
        return self.adds is Adds.OWN

    @property
    def adds_up(self) -> bool:
        """Whether shares and results are summed: those of an amount, unless every level reports its own."""
        return not self.is_words and not self.is_rate and not self.is_own

    @property
    def title(self) -> str:
        """The name as people read it: a part's begins with 其中."""
        return f"{PART}{self.name.removeprefix('其中').lstrip('：:，, ')}" if self.parent else self.name

    @property
    def indented(self) -> str:
        """The name in a list of indicators, where a part stands below its whole."""
        return f"　{self.title}" if self.parent else self.name

    @property
    def worded_measure(self) -> str:
        """The measure with the names of its inputs: 数控装备数 ÷ 装备总数 × 100."""
        return measure_in_words(self.measure, {each.code: each.name for each in self.inputs})

    @property
    def gap_unit(self) -> str:
        """The unit in which a level is above or below its target."""
        return "百分点" if self.unit == PERCENT else self.unit

    @property
    def result_field(self) -> str:
        """The code of a progress round's result: an amount's one input, else the indicator itself."""
        return self.code if self.is_rate or self.is_words else self.inputs[0].code


def measure_in_words(measure: str, names: Mapping[str, str]) -> str:
    """A measure as a person would say it, with the names of inputs by code in place of their codes."""
    named = _INPUT_CODE.sub(lambda found: names.get(found[0], found[0]), measure)
    return named.replace(" * ", " × ").replace(" / ", " ÷ ")


def number_order(number: int | str) -> list[tuple[int, str]]:
    """A key to sort indicators' numbers as a reader does: 4, 4（1）, 4（2）, 10."""
    pieces = re.findall(r"(\d+)|(\D+)", str(number))
    return [(int(digits) if digits else -1, text) for digits, text in pieces]


def told(heading: str, name: str) -> str:
    """The heading of an indicator's input as people read it apart from its form.

    本年累计 alone does not tell of which indicator, so its `name` follows, unless the heading holds it.
    """
    return heading if name.removeprefix(PART) in heading else f"{heading}（{name}）"
