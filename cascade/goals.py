"""What the issuer sets for indicators and enters itself: targets, its own figures, and points.

This is pure data. All numbers are `Decimal`; the number of a rate is in per cent (10 means 10 %).
"""

from decimal import Decimal

from pydantic import Field

from cascade.indicators import Frozen


class Target(Frozen):
    """A city's target for an indicator: its number, and the notice's own wording of it.

    For a range, `value` is its lower bound and `upper` its upper one.
    """

    indicator: str
    region: str
    value: Decimal
    upper: Decimal | None = None
    text: str

    @property
    def most(self) -> Decimal:
        """The target, or the upper bound of a range."""
        return self.value if self.upper is None else self.upper


class WordTarget(Frozen):
    """A city's target that is no number, in the notice's own words, e.g. 建成并运行."""

    indicator: str
    region: str
    text: str


class RoundTarget(Target):
    """A city's target for an indicator by the end of one round."""

    round: str


class Figure(Frozen):
    """The issuer's own figure for an indicator that does not add up, as of a round, with its source."""

    round: str
    indicator: str
    value: Decimal
    source: str = Field(min_length=1)


class Step(Frozen):
    """Points of an indicator from a completion (per cent) on, up to the next step."""

    indicator: str
    completion: Decimal
    points: Decimal = Field(ge=0)
