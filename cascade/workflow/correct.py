"""Correction copies: what goes back to a city, with its own values and what is to be corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cascade import form, store, theme
from cascade.findings import Finding, Severity
from cascade.form import Mark
from cascade.layout import Key, Role
from cascade.ledger import Issued
from cascade.receipts import Receipt, State
from cascade.workflow.places import Places

_SEVERITY = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}


@dataclass(frozen=True, slots=True)
class Correction:
    """A return that goes back: its form, what the city had typed, and its receipt."""

    issued: Issued
    typed: Mapping[Key, Decimal | str]
    receipt: Receipt


def write_corrections(
    places: Places, corrections: list[Correction], counted: Mapping[str, Receipt]
) -> list[Path]:
    """Write the copies of this run, and put away those of cities that have been accepted since."""
    for city in counted:
        path = places.correction(places.plan.region(city))
        if path.exists():
            store.put_away(path, places.settled_corrections)
    return [_write(places, each) for each in corrections if each.receipt.state is State.SENT_BACK]


def _write(places: Places, correction: Correction) -> Path:
    plan, round_, issued = places.plan, places.round, correction.issued
    city = plan.region(issued.city)
    text = theme.text("form/instructions.txt.j2", plan=plan, round=round_, city=city)
    marks = [_mark(places, correction, found) for found in correction.receipt.findings]
    path = places.correction(city)
    made = datetime.fromisoformat(issued.at)
    store.write(
        path, form.draw(issued.layout, issued.ticket, made, text, theme.load(), correction.typed, marks)
    )
    return path


def _mark(places: Places, correction: Correction, found: Finding) -> Mark:
    names = correction.receipt.names or {}
    region = names.get(found.region) or (places.plan.name(found.region) if found.region else "")
    wrong = found.severity is Severity.ERROR
    return Mark(_key(correction, found), wrong, _SEVERITY[found.severity], region, found.message)


def _key(correction: Correction, found: Finding) -> Key | None:
    """The cell of a finding in the copy: keyed, since the city may have moved things about."""
    if found.code == "E01":
        return (found.region, found.field, Role.EXPLANATION)
    if found.code == "L07":
        return (found.region, found.field, Role.TARGET)
    if found.region and not found.field:
        return (found.region, "", Role.NAME)
    return (found.region, found.field, Role.INPUT) if found.region else None
