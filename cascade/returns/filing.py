"""What a return says, once its cells have been found and understood, before it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from cascade.catalogue import CATALOGUE, Severity
from cascade.findings import Finding, finding
from cascade.model import Plan, Round, Shape
from cascade.quantity import shown
from cascade.returns.city_history import CityHistory


class Record(NamedTuple):
    """A cell of a return: what it says and where it stands. A named tuple, for a return has hundreds.

    `value` is the reported number, None where the region has no share (不分解) or the cell was not
    understood; `raw` is the text of the cell as it came. `file` and `sha256` say where it comes from when a
    return is put together from several files, else "".
    """

    region: str
    field: str
    value: Decimal | None
    raw: str
    sheet: str
    cell: str
    file: str = ""
    sha256: str = ""

    @property
    def said(self) -> str:
        """The number as plain text, `/` for 不分解."""
        return "/" if self.value is None else shown(self.value)


@dataclass(frozen=True)
class Filing:
    """A city's return as understood: the subject of every check.

    `records` are the cells that were understood, `unread` those that were filled but not understood (a
    finding says why), both by (region, field). `cells` is the (sheet, cell) of every place that was found:
    open ones by (region, field), filled or not, the city's own totals, each zone's name by (zone, "") and
    each explanation by ("", indicator). `shapes` are the fields' by code; `names` are the functional zones
    by code, `explanations` the 说明 by indicator.
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

    @cached_property
    def empty(self) -> tuple[tuple[str, str], ...]:
        """The open cells of counties that were found and hold nothing, by (region, field)."""
        zones, records, unread = self.plan.zones(self.city), self.records, self.unread
        return tuple(
            key
            for region in self.leaves
            if region not in zones
            for field in self.shapes
            if (key := (region, field)) not in records and key not in unread and key in self.cells
        )

    @property
    def other_cells(self) -> tuple[Record, ...]:
        """The cells that were found and hold no number: what a finding may point to besides."""
        filled = {*self.records, *self.unread}
        return tuple(Record(*key, None, "", *self.cells[key]) for key in self.cells if key not in filled)

    def region_name(self, region: str) -> str:
        """What people call a region: a zone by the name that the city gave it."""
        return self.names.get(region) or self.plan.name(region)

    def at(self, code: str, region: str, field: str, value: str = "", **facts: str) -> Finding:
        """The finding of a code at the place of a region and field, with the words every message may use."""
        sheet, cell = self.cells.get((region, field), ("", ""))
        record = self.records.get((region, field))
        shape = self.shapes[field]
        words = {"name": self.region_name(region), "heading": shape.heading, "unit": shape.unit} | facts
        value = value or (record.raw if record else "")
        where = {"sheet": sheet, "cell": cell, "region": region, "field": field}
        warned = CATALOGUE[code].severity is Severity.WARNING
        explained = self.explanations.get(shape.indicator, "") if warned else ""
        return finding(code, **where, value=value, explained=explained, **words)
