"""Forms as the program draws and reads them, for tests that look at one at a time: no ledger, no files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from cascade import checks, locate, submission, theme, xlsx
from cascade.findings import Finding
from cascade.form import draw
from cascade.layout import Key, Layout, Role, draft
from cascade.model import Plan, RoundKind
from cascade.plan import load
from cascade.returns.city_history import CityHistory
from cascade.returns.filing import Filing
from tests.support.office import BREAKDOWN, JUNE, PERIODS, SEPTEMBER
from tests.support.oracle.filling import Filling
from tests.support.oracle.tables import PLAN, Tables

__all__ = ["BREAKDOWN", "JUNE", "SEPTEMBER"]

ISSUED = datetime(2020, 5, 8, 9)
TICKET = "330100-B-1-XC8FS0V"
FILLING = Filling(Tables(), seed=11)
CITIES = list(FILLING.tables.cities)

Typed = dict[Key, Decimal | str]
Said = dict[tuple[str, str], str]  # decimal text, or "/"


@cache
def plan() -> Plan:
    """The real plan."""
    return load(PLAN).plan


def changed_plan(**changes: Any) -> Plan:
    """The real plan with changes; pydantic's copy would keep the lookups of the original."""
    return Plan(**{name: getattr(plan(), name) for name in Plan.model_fields} | changes)


def standing(round_: str, city: str) -> CityHistory:
    """What is known of a city before a round, when it has always said what `FILLING` says."""
    if round_ == BREAKDOWN:
        return CityHistory()
    shares = FILLING.breakdown(city)
    last = FILLING.progress(city, 1) if round_ == SEPTEMBER else {}
    sums: dict[tuple[str, str], Decimal] = {}
    for (_, field), value in last.items():
        if isinstance(value, Decimal):
            sums[city, field] = sums.get((city, field), Decimal(0)) + value
    return CityHistory(
        shares={key: value if isinstance(value, Decimal) else None for key, value in shares.items()},
        last={key: value for key, value in last.items() if isinstance(value, Decimal)} | sums,
        zones=FILLING.names(city),
    )


@cache
def layout(round_: str, city: str, known: bool = True) -> Layout:
    """The form of a city for a round; `known` says whether earlier rounds were filed."""
    return draft(plan(), plan().round(round_), city, standing(round_, city) if known else CityHistory())


def right(round_: str, city: str) -> Typed:
    """A whole filling that is in order: numbers, 不分解, and the names of functional zones."""
    said = FILLING.breakdown(city) if round_ == BREAKDOWN else FILLING.progress(city, PERIODS[round_])
    names = {(zone, "", Role.NAME): name for zone, name in FILLING.names(city).items()}
    return {(region, field, Role.INPUT): value for (region, field), value in said.items()} | names


def written(form: Layout, typed: Mapping[Key, Decimal | str] | None = None, ticket: str = TICKET) -> bytes:
    """The form as a workbook, with some cells filled."""
    return draw(form, ticket, ISSUED, "说明\n# 一\n请填。", theme.load(), typed)


@dataclass(frozen=True)
class Read:
    """A form that was read back: what it says, and everything that was found odd about it."""

    filing: Filing
    findings: tuple[Finding, ...]

    @property
    def said(self) -> Said:
        """Decimal text (or "/") by region and field."""
        records = self.filing.records.items()
        return {key: "/" if r.value is None else format(r.value, "f") for key, r in records}

    def places(self, *but: str) -> list[tuple[str, str, str]]:
        """Code, sheet and cell of each finding, but for some codes."""
        return [(f.code, f.sheet, f.cell) for f in self.findings if f.code not in but]


def read(data: bytes, form: Layout, known: bool = True) -> Read:
    """Read a workbook as the form of a layout, and check it."""
    kind = RoundKind.BREAKDOWN if form.round == BREAKDOWN else RoundKind.PROGRESS
    assert form.kind is kind
    before = standing(form.round, form.city) if known else CityHistory()
    placement = locate.place(xlsx.read(data), form, {})
    filing, odd = submission.read(form, placement, plan(), plan().round(form.round), before)
    return Read(filing, (*placement.findings, *odd, *checks.check(filing)))
