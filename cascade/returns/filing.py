"""What a return says after the program has found and understood its cells, and before it judges them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from cascade.catalogue import CATALOGUE
from cascade.finding_types import Severity
from cascade.findings import Finding, finding
from cascade.indicators import Indicator
from cascade.model import Plan, Round
from cascade.quantity import shown
from cascade.returns.city_history import CityHistory
from cascade.returns.plan_changes import UNCHANGED, PlanChanges
from cascade.returns.round_goals import round_goal
from cascade.shapes import Shape

_EVEN_SO = "；说明不能代替目标，确有困难的请与{ours}联系"  # where an error was explained


class Record(NamedTuple):
    """A cell of a return: its content and its place. It is a named tuple for speed: a return has hundreds.

    `value` is the reported number in the field's unit, None where the region has no share (不分解) or the
    cell was not understood; `raw` is the text of the cell as received. `file` and `sha256` name the file that
    the cell came in when several files make up the return, else "". `word` is what a city chose in place of
    a number, else "".
    """

    region: str
    field: str
    value: Decimal | None
    raw: str
    sheet: str
    cell: str
    file: str = ""
    sha256: str = ""
    word: str = ""

    def __repr__(self) -> str:
        """The record without a `word` where it has none: digests of summaries are made of this text."""
        fields = self._asdict()
        told = {name: value for name, value in fields.items() if value or name != "word"}
        return f"Record({', '.join(f'{name}={value!r}' for name, value in told.items())})"

    @property
    def said(self) -> str:
        """The number as plain text, the word in its place, or `/` for 不分解."""
        return (self.word or "/") if self.value is None else shown(self.value)


class TypedCell(NamedTuple):
    """What a city typed into an open cell of a form: `role` is the value of the cell's `layout.Role`."""

    region: str
    field: str
    role: str
    value: Decimal | str


@dataclass(frozen=True, eq=False)
class Filing:
    """A city's return as understood: every check takes one. Each equals itself only, so it is a key.

    `records` are the cells that were understood; `unread` are those that were filled but not understood (a
    finding says why); both are by (region, field). `cells` maps every place that was found to (sheet, cell):
    open cells, filled or not, and the city's own totals by (region, field), zone names by (zone, ""),
    explanations by ("", indicator). `shapes` say by field what its cells must look like. `leaves` are the
    codes of counties, then zones. `names` are the functional zones' names by code; `explanations` are the
    说明 by indicator. `given` are the (region, field) of the open cells in which the form gives `/`.
    `changes` say how the plan differs from the one under which the form was issued.
    """

    plan: Plan
    round: Round
    city: str
    history: CityHistory
    shapes: Mapping[str, Shape]
    leaves: tuple[str, ...]
    records: Mapping[tuple[str, str], Record]
    unread: Mapping[tuple[str, str], Record]
    cells: Mapping[tuple[str, str], tuple[str, str]]
    names: Mapping[str, str]
    explanations: Mapping[str, str]
    given: frozenset[tuple[str, str]]
    changes: PlanChanges = UNCHANGED

    @property
    def under_plan(self) -> "Filing":
        """The filing without the regions and fields that the plan no longer has or means otherwise."""
        changes, counts = self.changes, self.changes.counts
        if not (changes.form or changes.regions or changes.fields):
            return self
        leaves = () if changes.form else tuple(each for each in self.leaves if each not in changes.regions)
        shapes = {field: each for field, each in self.shapes.items() if field not in changes.fields}
        records, unread = (
            {key: record for key, record in found.items() if counts(*key)}
            for found in (self.records, self.unread)
        )
        return replace(self, leaves=leaves, shapes=shapes, records=records, unread=unread)

    def value(self, region: str, field: str) -> Decimal | None:
        """The number reported for a region and field, None where there is none."""
        record = self.records.get((region, field))
        return record.value if record else None

    def shared(self, field: str) -> list[Record]:
        """The records of a field that hold a number, counties before zones."""
        return self._shared.get(field, [])

    @cached_property
    def _shared(self) -> dict[str, list[Record]]:
        place = {region: at for at, region in enumerate(self.leaves)}
        shared: dict[str, list[Record]] = {}
        for record in self.records.values():
            if record.value is not None and record.region in place:
                shared.setdefault(record.field, []).append(record)
        for records in shared.values():
            records.sort(key=lambda each: place[each.region])
        return shared

    def reported(self, field: str) -> list[Record]:
        """The records of a field that hold a number, with the city's own before those of `shared`."""
        own = self.records.get((self.city, field)) if field in self.own_fields else None
        return [*([own] if own and own.value is not None else ()), *self.shared(field)]

    @cached_property
    def own_fields(self) -> frozenset[str]:
        """The fields of which the city reports its own number."""
        return frozenset(field for field, shape in self.shapes.items() if shape.own)

    def is_optional(self, region: str, field: str) -> bool:
        """Whether a cell may stay empty: a zone's, or a county's where the city reports its own number."""
        return region != self.city and (field in self.own_fields or self.plan.is_zone(region, self.city))

    def is_read(self, field: str) -> bool:
        """Whether every filled cell of a field was understood."""
        return all(each != field for _, each in self.unread)

    def is_whole(self, field: str) -> bool:
        """Whether every county says something that was understood, so that all can be judged as one.

        Else what they lack may only follow from a missing cell or row, which is said already.
        """
        return self.is_read(field) and all(
            (leaf, field) in self.records or self.is_optional(leaf, field) for leaf in self.leaves
        )

    def target(self, region: str, indicator: str) -> Decimal | None:
        """The target of the city, or the share of it that a county or zone has; None where it has none."""
        if region != self.city:
            return self.history.shares.get((region, indicator))
        target = self.plan.target(indicator, region)
        return target.value if target else None

    def by_round(self, indicator: Indicator) -> bool:
        """Whether the plan says what is to be reached by this round."""
        return indicator.code in self.plan.judged_by_round.get(self.round.id, ())

    def goal(self, region: str, indicator: Indicator) -> Decimal | None:
        """What a result of the city, a county or a zone is judged by: a target by the round comes first."""
        if not self.by_round(indicator):
            return self.target(region, indicator.code)
        goal = round_goal(self.plan, self.round.id, indicator, region, self.history.shares)
        return goal.value if goal else None

    @cached_property
    def empty(self) -> tuple[tuple[str, str], ...]:
        """The (region, field) of each open cell that was found empty and must be filled."""
        records, unread = self.records, self.unread
        counties = [each for each in self.leaves if not self.plan.is_zone(each, self.city)]
        summed = [field for field in self.shapes if field not in self.own_fields]
        wanted = [(region, field) for region in counties for field in summed]
        wanted += [(self.city, field) for field in self.shapes if field in self.own_fields]
        return tuple(key for key in wanted if key not in records and key not in unread and key in self.cells)

    @property
    def other_cells(self) -> tuple[Record, ...]:
        """The cells that were found but not filled: a finding may point to one of them, too."""
        filled = {*self.records, *self.unread}
        return tuple(Record(*key, None, "", *self.cells[key]) for key in self.cells if key not in filled)

    def region_name(self, region: str) -> str:
        """The name of a region; a zone has the name that its city gave it."""
        return self.names.get(region) or self.plan.name(region)

    def at(self, code: str, region: str, field: str, value: str = "", **facts: str) -> Finding:
        """The finding `code` at the cell of a region and field.

        `facts` fill the message beside the words that every message may use: name, heading and unit.
        """
        sheet, cell = self.cells.get((region, field), ("", ""))
        record = self.records.get((region, field))
        shape = self.shapes[field]
        words = {"name": self.region_name(region), "heading": shape.told, "unit": shape.unit} | facts
        value = value or (record.raw if record else "")
        where = {"sheet": sheet, "cell": cell, "region": region, "field": field}
        levels = self.plan.levels_of(self.city)
        explained = self.explanations.get(shape.indicator, "")
        if CATALOGUE[code].severity is Severity.WARNING:
            return finding(code, levels, **where, value=value, explained=explained, **words)
        words["even_so"] = levels.fill(_EVEN_SO) if explained else ""
        return finding(code, levels, **where, value=value, **words)
