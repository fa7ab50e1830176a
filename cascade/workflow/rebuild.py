"""Rebuilding a plan's ledger where its journal is lost too, from the forms on disk and the originals.

What can be told again: which form each city works with, what has come back and what it says. What people have
decided is gone with the journal, and so are the tickets of forms whose content the plan no longer gives.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cascade import locate, ticket
from cascade.grid import Refused
from cascade.layout import Split, shares
from cascade.ledger import Issued, Ledger, opened
from cascade.model import Region
from cascade.workflow.intake import Intake
from cascade.workflow.issue import content_of, share_ticket
from cascade.workflow.places import Places
from cascade.workflow.sources import Source, gather
from cascade.xlsx import GuardedReader


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many forms and returns were entered, and the originals that belong to no round that is known."""

    forms: int
    returns: int
    strangers: tuple[Path, ...]


def lost(places: Places) -> bool:
    """Whether returns have been received and both the ledger and its journal are gone."""
    gone = not places.ledger.exists() and not places.journal.exists()
    return gone and any(places.originals.glob("*/*"))


def rebuild(places: Places) -> Rebuilt:
    """Enter all rounds of the plan, in their order: a progress form is made from the breakdown before it."""
    forms = returns = 0
    left = {path.name: path for path in sorted(places.originals.glob("*/*")) if not path.name.startswith(".")}
    with GuardedReader() as reader:
        for round_ in sorted(places.plan.rounds, key=lambda each: each.as_of or date.min):
            here = replace(places, round=round_)
            forms += _enter_forms(here, reader)
            taken = _enter_returns(here, left, reader)
            returns += len(taken)
            left = {sha256: path for sha256, path in left.items() if sha256 not in taken}
    return Rebuilt(forms, returns, tuple(left.values()))


def _enter_forms(places: Places, reader: GuardedReader) -> int:
    """Enter the forms of a round that lie on disk and whose tickets are those of what the plan gives."""
    entered = 0
    on_disk = _tickets(places, reader)
    for city in places.plan.cities:
        with opened(places.ledger) as ledger:
            for form in _forms(places, ledger, city, on_disk):
                ledger.issue(form)
                entered += 1
    return entered


def _tickets(places: Places, reader: GuardedReader) -> dict[str, Path]:
    """The tickets of the forms on disk, those put away included; one in its place goes before the others."""
    found: dict[str, Path] = {}
    for path in sorted(places.issued.rglob("*.xlsx"), key=lambda each: (len(each.parts), each)):
        if identity := _ticket(reader, path):
            found.setdefault(identity, path)
    return found


def _ticket(reader: GuardedReader, path: Path) -> str:
    try:
        return locate.identify(reader.read(path.read_bytes())).ticket
    except Refused:
        return ""


def _forms(places: Places, ledger: Ledger, city: Region, on_disk: dict[str, Path]) -> Iterator[Issued]:
    layout, _, digest = content_of(ledger, places.plan, places.round, city)
    for version in sorted({int(each.split("-")[2]) for each in on_disk if each.startswith(f"{city.code}-")}):
        identity = str(ticket.issue(city.code, places.round.as_of, version, layout.plan + digest))
        whole = Issued(identity, places.round.id, city.code, version, digest, "", "", layout)
        parts = list(_shares(places, whole, on_disk))
        if identity in on_disk or parts:
            yield _dated(whole, on_disk.get(identity) or on_disk[parts[0].ticket])
            yield from parts


def _shares(places: Places, whole: Issued, on_disk: dict[str, Path]) -> Iterator[Issued]:
    """The shares of a form that are on disk: their tickets tell their numbers."""
    for split in Split:
        for name, layout in shares(whole.layout, places.plan, split):
            for each in filter(ticket.is_share, on_disk):
                if each == share_ticket(whole, name, int(each.split("-")[3]), places.round):
                    form = replace(whole, ticket=each, layout=layout, whole=whole.ticket)
                    yield _dated(replace(form, split=split.value, share=name), on_disk[each])


def _dated(form: Issued, path: Path) -> Issued:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(form, sha256=sha256, at=_time(path).isoformat())


def _time(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime).replace(microsecond=0)


def _enter_returns(places: Places, left: dict[str, Path], reader: GuardedReader) -> set[str]:
    """Take the originals of a round's returns, those that still lie in the inbox under their own names.

    When an original was first kept is the time of its receipt: nothing better is left.
    """
    names = {_sha256(source): source for source in gather([places.received]) if not source.ignored}
    mine = [sha256 for sha256, path in left.items() if sha256 in names or _belongs(places, reader, path)]
    with opened(places.ledger) as ledger:
        run = ledger.start_run(places.round.id, datetime.now().isoformat(timespec="seconds"), places.last_run)
        for sha256 in sorted(mine, key=lambda each: _time(left[each])):
            received = _time(left[sha256]).isoformat()
            path = names[sha256].path if sha256 in names else left[sha256]
            intake = Intake(places, ledger, received, run, reader)
            intake.take(Source(path, left[sha256].read_bytes))
    return set(mine)


def _sha256(source: Source) -> str:
    try:
        return hashlib.sha256(source.read()).hexdigest()
    except (OSError, Refused):
        return ""


def _belongs(places: Places, reader: GuardedReader, original: Path) -> bool:
    """Whether an original carries a ticket of this round."""
    with opened(places.ledger) as ledger:
        form = ledger.issued(_ticket(reader, original))
    return form is not None and form.round == places.round.id
