"""The shape of the numbers that a field takes: unit, decimals, whether they may be negative.

A form is issued with the shapes of its columns, which follow from the plan of that day.
"""

from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import SerializerFunctionWrapHandler, model_serializer

from cascade.indicators import PERCENT, Frozen

_SINCE_1_0 = (
    "direct",
    "below_one",
    "own",
    "choices",
    "falls",
    "part_of",
    "refused",
    "doubted",
)  # unknown to version 1.0
_NO_BOUND, _EARLIER_BOUND = (
    Decimal(0),
    Decimal(1),
)  # of small percentages; forms of version 1.2 refused 0 to 1
FINER = 2  # a reported number may have so many decimals more than its field shows


class NumberRule(NamedTuple):
    """The rule for the contents of a field; `Shape` explains its parts."""

    unit: str
    negative: bool
    whole: bool
    places: int
    choices: tuple[str, ...] = ()
    refused_below: Decimal = _NO_BOUND
    doubted_below: Decimal = _NO_BOUND

    @property
    def decimals(self) -> int:
        """The decimals that the field shows."""
        return 0 if self.whole else self.places - FINER


class Shape(Frozen):
    """The numbers that a field takes: its indicator, a heading for people, unit and decimals.

    `rate` marks a breakdown's rates: their numbers are targets and never add up. `direct` marks a percentage
    that is reported as such, with no components. `below_one` says that a number between 0 and 1 is meant as
    it is, because the city's target is below 1. `own` marks a field of which a city reports its own number,
    in its total row; those of its counties are information. A field with `choices` takes one of these words,
    and no number; its counties have none. `falls` marks a level, which may be lower than it was last period.
    `part_of` is the field of whose numbers this one's are a part (其中). `refused` and `doubted` say which
    small percentages are, because of the usual target (see `judging/percentages.py`).
    """

    indicator: str = ""
    heading: str = ""
    unit: str = ""
    decimals: int = 0
    negative: bool = False
    rate: bool = False
    direct: bool = False
    below_one: bool = False
    own: bool = False
    choices: tuple[str, ...] = ()
    falls: bool = False
    part_of: str = ""
    refused: Decimal | None = None
    doubted: Decimal | None = None

    @property
    def told(self) -> str:
        """The heading as messages have it."""
        return self.heading

    @model_serializer(mode="wrap")
    def _as_in_version_1_0(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what version 1.0 did not know where it says nothing.

        The ticket of a form is made of its content: without a change of the plan it has to stay the same.
        """
        fields: dict[str, Any] = dump(self)
        return {name: value for name, value in fields.items() if value or name not in _SINCE_1_0}

    @property
    def in_percent(self) -> bool:
        """Whether the field takes percentages of the kind that its target is."""
        return (self.rate or self.direct) and self.unit == PERCENT

    @property
    def refused_below(self) -> Decimal:
        """The size below which a number may be a typed 10%, which a spreadsheet turns into 0.1."""
        return self._bound(self.refused)

    @property
    def doubted_below(self) -> Decimal:
        """The size below which a number that is not refused deserves a look."""
        return self._bound(self.doubted)

    def _bound(self, bound: Decimal | None) -> Decimal:
        """A bound of small percentages, which earlier forms do not have."""
        if not self.in_percent:
            return _NO_BOUND
        earlier = _NO_BOUND if self.below_one else _EARLIER_BOUND
        return earlier if bound is None else bound

    @property
    def whole(self) -> bool:
        """Whether the field takes whole numbers only: an amount without decimals is a count."""
        return self.decimals == 0 and not self.rate

    @property
    def places(self) -> int:
        """The most decimals of a reported number: two more than the field shows."""
        return 0 if self.whole else self.decimals + FINER

    @cached_property
    def rule(self) -> NumberRule:
        """The rule for a number, as a key for fast lookups."""
        bounds = self.refused_below, self.doubted_below
        return NumberRule(self.unit, self.negative, self.whole, self.places, self.choices, *bounds)
