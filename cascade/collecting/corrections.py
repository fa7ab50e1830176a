"""Correction copies: forms sent back to a city, with its own values and marks on what it has to correct."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cascade import durable, form, theme
from cascade.finding_types import Severity
from cascade.findings import Finding
from cascade.form import Mark
from cascade.judging.points import told
from cascade.layout import Key, Role
from cascade.ledger import Issued
from cascade.places import Places
from cascade.returns.receipt import Receipt, State, indicator_label

# What a finding asks of the city, in the words of the letter that brings the copy.
_ASKED = {Severity.ERROR: "须更正", Severity.WARNING: "请核对", Severity.NOTE: "提示"}


@dataclass(frozen=True, slots=True)
class Correction:
    """The form of a return that is sent back, and what the city typed into its open cells."""

    issued: Issued
    typed: Mapping[Key, Decimal | str]


def write_corrections(
    places: Places, corrections: list[Correction], receipts: tuple[Receipt, ...]
) -> list[Path]:
    """Write a correction copy for each city whose return this run sends back; return their paths.

    Copies of cities that have nothing more to correct (accepted since, or withdrawn) are moved to the folder
    of settled ones. Several parts of one return give one copy.
    """
    returned = {
        each.region: each for each in sorted(receipts, key=lambda each: each.order) if _goes_back(each)
    }
    for city in places.plan.cities:
        path = places.correction(city)
        if city.code not in returned and path.exists():
            durable.put_away(path, places.settled_corrections)
    written = []
    for receipt in returned.values():
        mine = [each for each in corrections if each.issued.ticket == receipt.ticket]
        if mine:
            written.append(_write(places, mine[-1].issued, _typed(receipt, mine), receipt))
    return written


def _goes_back(receipt: Receipt) -> bool:
    return receipt.state is State.SENT_BACK and not receipt.part_of


def _typed(receipt: Receipt, corrections: list[Correction]) -> dict[Key, Decimal | str]:
    """The contents of the open cells: the numbers understood, overlaid by what was typed in this run."""
    typed: dict[Key, Decimal | str] = {}
    for record in receipt.records:
        said = record.said if record.value is None else record.value
        typed[record.region, record.field, Role.INPUT] = said
    for each in corrections:
        typed |= each.typed
    return typed


def _write(places: Places, issued: Issued, typed: Mapping[Key, Decimal | str], receipt: Receipt) -> Path:
    plan, round_ = places.plan, places.round
    city = plan.region(issued.city)
    text = theme.text("form/instructions.txt.j2", plan=plan, round=round_, city=city, points=told(plan))
    marks = [_mark(places, receipt, found) for found in receipt.findings]
    path = places.correction(city)
    drawn = (issued.layout, issued.ticket, datetime.fromisoformat(issued.at), text, theme.load())
    data = form.draw(*drawn, typed, marks)
    if not path.exists() or path.read_bytes() != data:  # somebody may have the same copy open in Excel
        durable.write(path, data)
    return path


def _mark(places: Places, receipt: Receipt, found: Finding) -> Mark:
    """The mark that shows a finding on the copy, with the name that the city gave its region."""
    names = receipt.names or {}
    region = names.get(found.region) or (places.plan.name(found.region) if found.region else "")
    wrong = found.severity is Severity.ERROR
    indicator = indicator_label(places.plan, found.field)
    return Mark(_key(found), wrong, _ASKED[found.severity], region, indicator, found.message)


def _key(found: Finding) -> Key | None:
    """The layout key of a finding's cell: the city may have moved cells, so its address is no use here."""
    role = Role(found.type.cell)
    return (found.region, "" if role is Role.NAME else found.field, role) if found.region else None
