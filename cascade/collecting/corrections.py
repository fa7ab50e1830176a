"""Correction copies: forms sent back to a city, with its own values and marks on what it has to correct."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import cascade
from cascade import durable, theme
from cascade.collecting.unchanged import state
from cascade.finding_types import Severity
from cascade.findings import Finding, heaviest_first
from cascade.layout import Key, Role
from cascade.ledger import CorrectionCopy, Issued, Ledger, withdrawals
from cascade.places import Places
from cascade.returns.receipt import Receipt, State, indicator_heading
from cascade.returns.settling import withdrawn_last
from cascade.ticket import version_of

if TYPE_CHECKING:
    from cascade.form import Mark  # what draws it: most collections send nothing back

# What a finding asks of the city, in the words of the letter that brings the copy.
_ASKED = {Severity.ERROR: "须更正", Severity.WARNING: "请核对", Severity.NOTE: "提示"}


def write_corrections(places: Places, ledger: Ledger, receipts: Iterable[Receipt]) -> list[Path]:
    """Write a correction copy for each city whose return is sent back; return their paths.

    So is one for each that has to send a withdrawn return anew, unless on a newer form. `receipts` are the
    round's. A copy that still says what it has to say stays as it is. Copies of cities that have nothing more
    to correct are moved to the folder of settled ones. Several parts of one return give one copy.
    """
    receipts = list(receipts)
    sent_back: dict[str, list[Receipt]] = {}
    for each in sorted(receipts, key=lambda each: each.order):
        if each.state is State.SENT_BACK:
            sent_back.setdefault(each.region, []).append(each)
    reasons = withdrawals(ledger.decisions_in_force(places.round.id), receipts)
    versions = ledger.latest_versions(places.round.id)
    for city_code, each in withdrawn_last(receipts).items():
        if (
            each.records
            and each.is_whole
            and not each.outdated
            and version_of(each.ticket) == versions.get(city_code)
        ):
            sent_back[city_code] = [each]
    there = ledger.correction_copies(places.round.id)
    written = []
    for city in places.plan.cities:
        path, mine = places.correction(city), sent_back.get(city.code, [])
        receipt = next((each for each in reversed(mine) if not each.part_of), None)
        issued = ledger.issued(receipt.ticket) if receipt else None
        if receipt and issued:
            parts = [each for each in mine if each.part_of == receipt.sha256]
            typed, marks = _typed((*parts, receipt)), list(_marks(places, receipt, reasons))
            copy = _drawn(places, issued, typed, marks, there.get(city.code))
            if copy:
                ledger.correct(copy)
            written.append(path)
        elif path.exists():
            durable.put_away(path, places.settled_corrections)
    return written


def _typed(parts: Sequence[Receipt]) -> dict[Key, Decimal | str]:
    """The contents of the open cells: what was understood of a return, overlaid by what was typed in its
    parts, the last of which is the return itself."""
    whole = parts[-1]
    typed: dict[Key, Decimal | str] = {}
    for record in whole.records:
        said = record.said if record.value is None else record.value
        typed[record.region, record.field, Role.INPUT] = said
    for each in parts:
        typed |= {(cell.region, cell.field, Role(cell.role)): cell.value for cell in each.typed or ()}
    return typed


def _drawn(
    places: Places,
    issued: Issued,
    typed: Mapping[Key, Decimal | str],
    marks: "Sequence[Mark]",
    there: CorrectionCopy | None,
) -> CorrectionCopy | None:
    """Write a city's copy unless it is `there` and says the same; return what was written."""
    from cascade import form  # what draws it
    from cascade.issuing.issue_forms import Instructions

    plan, round_, look = places.plan, places.round, theme.load()
    city = plan.region(issued.city)
    path = places.correction(city)
    text = Instructions(plan, round_, city, late=not issued.layout.due).text()
    said = repr((issued.ticket, issued.content, text, look, sorted(typed.items()), marks))
    content = sha256((_program() + said).encode("utf-8", "surrogatepass")).hexdigest()
    if there and there.content == content and _is_there(path, there.sha256):
        return None
    data = form.draw(
        issued.layout, issued.ticket, datetime.fromisoformat(issued.at), text, look, typed, marks
    )
    copy = CorrectionCopy(round_.id, city.code, content, sha256(data).hexdigest())
    if not _is_there(path, copy.sha256):  # somebody may have the same copy open in Excel
        durable.write(path, data)
    return copy


def _marks(places: Places, receipt: Receipt, reasons: Mapping[str, str]) -> "Iterator[Mark]":
    """What the copy of a return marks: why it was withdrawn, and its findings, the heaviest first."""
    from cascade.form import Mark  # what draws it

    if receipt.state is State.WITHDRAWN:
        why = reasons.get(receipt.sha256, "")
        because, known = (f"，原因：{why}" if why else ""), bool(why or receipt.has_errors)
        told = f"原来报的这一份已撤回{because}。请{'改好' if known else '核对各数'}后重新报送。"
        asked = Severity.ERROR if known else Severity.WARNING
        yield Mark(None, known, _ASKED[asked], "", "", told, "")
    for found in heaviest_first(receipt.findings):
        yield Mark(*_mark(places, receipt, found))


@cache
def _program() -> str:
    """What tells a version of the program, which may draw copies otherwise, from others."""
    return state((), [str(Path(cascade.__file__).parent)])


def _is_there(path: Path, digest: str) -> bool:
    return path.exists() and sha256(path.read_bytes()).hexdigest() == digest


def _mark(
    places: Places, receipt: Receipt, found: Finding
) -> tuple[Key | None, bool, str, str, str, str, str]:
    """The fields of the mark that shows a finding on the copy; its region has the name that the city gave."""
    names = receipt.names or {}
    region = names.get(found.region) or (places.plan.name(found.region) if found.region else "")
    wrong = found.severity is Severity.ERROR
    indicator = indicator_heading(places.plan, found.field)
    return _key(found), wrong, _ASKED[found.severity], region, indicator, found.message, found.code


def _key(found: Finding) -> Key | None:
    """The layout key of a finding's cell: the city may have moved cells, so its address is no use here."""
    role = Role(found.type.cell)
    return (found.region, "" if role is Role.NAME else found.field, role) if found.region else None
