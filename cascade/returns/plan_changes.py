"""How a plan differs from the one under which a form was issued: which numbers on the form still count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cascade.findings import Finding, finding
from cascade.levels import PROVINCIAL, Levels
from cascade.shapes import Shape


class Reason(NamedTuple):
    """Why numbers do not count, in Chinese words. `holds` a return that comes now: it may mean other numbers.

    Without `holds` the plan has no place for the numbers any more, and the return's others are not in doubt.
    """

    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """How a plan differs from the one under which a form was issued.

    `form` says why nothing on the form counts, "" where something does. `indicators` and `regions` say by
    code why their numbers do not count; `fields` are the open columns of these indicators, with their codes.
    `added` names what the form does not have. `awaited` are the (county, indicator) whose numbers are wanted
    and do not count or were not asked for. `targets` and `names` say by indicator what has changed while the
    numbers still count. `wider` are the fields of the form that take more numbers now, as they take them.
    `levels` are the plan's words for its levels.
    """

    form: str = ""
    indicators: Mapping[str, Reason] = field(default_factory=dict)
    regions: Mapping[str, Reason] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    awaited: frozenset[tuple[str, str]] = frozenset()
    targets: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    wider: Mapping[str, Shape] = field(default_factory=dict)
    levels: Levels = PROVINCIAL

    def counts(self, region: str, field_: str) -> bool:
        """Whether a number reported for a region and field still counts."""
        return not self.form and region not in self.regions and field_ not in self.fields

    @property
    def asks_otherwise(self) -> bool:
        """Whether a form issued now would ask for something else, or take other numbers."""
        return bool(self.form or self.indicators or self.regions or self.added or self.targets or self.wider)

    @property
    def holding(self) -> tuple[Finding, ...]:
        """The findings D20 that hold a return which comes on the form now."""
        if self.form:
            return (finding("D20", self.levels, what=self.form),)
        reasons = [("", code, reason) for code, reason in self.indicators.items()]
        reasons += [(code, "", reason) for code, reason in self.regions.items()]
        return tuple(
            finding("D20", self.levels, region=region, field=field_, what=reason.words)
            for region, field_, reason in reasons
            if reason.holds
        )


UNCHANGED = PlanChanges()
