"""Rebuild a plan's ledger from the issued forms and the originals, when its journal is lost too.

This recovers which form each city works with, which returns came, and what they say. It cannot recover
operator decisions, nor the tickets of forms whose content the plan has changed since.
"""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from pathlib import Path

from cascade import durable, locate, ticket
from cascade.collecting.incoming_files import Source, gather
from cascade.collecting.intake import Intake
from cascade.collecting.our_letters import OurLetters
from cascade.grid import Refused
from cascade.issuing.issue_forms import form_contents, share_ticket
from cascade.layout import Split, shares
from cascade.ledger import BESIDE, Issued, Ledger, opened
from cascade.model import Region
from cascade.places import Places
from cascade.returns.earlier_rounds import EarlierRounds
from cascade.rounds import Rounds
from cascade.xlsx import GuardedReader


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many forms and returns were entered, and what was not.

    `strangers` are originals that belong to no round. `unknown` are the names of the cities, by the name of
    the round, that have forms on disk which the plan and the returns before them no longer give.
    """

    forms: int
    returns: int
    strangers: tuple[Path, ...]
    unknown: Mapping[str, Sequence[str]]


def rebuild(places: Places) -> Rebuilt:
    """Rebuild the ledger, round by round in order: a progress form depends on the breakdown before it.

    The new ledger is built in a folder of its own and moved into place when it is complete, so that nobody
    takes half a ledger for a whole one. Raises OSError when a file cannot be read or written.
    """
    beside = replace(places, books=BESIDE)
    shutil.rmtree(beside.ledger.parent, ignore_errors=True)
    forms = returns = 0
    unknown: dict[str, list[str]] = {}
    with GuardedReader() as reader:
        paths = sorted(path for path in places.originals.glob("*/*") if not path.name.startswith("."))
        left = {path: _ticket(reader, path) for path in paths}
        for round_ in places.plan.rounds:
            here = replace(beside, round=round_)
            entered, others = _enter_forms(here, reader)
            forms += entered
            if others:
                unknown[round_.name] = others
            taken = _enter_returns(here, left, reader)
            returns += len(taken)
            left = {path: identity for path, identity in left.items() if path not in taken}
    if beside.journal.exists():  # it has no line where no form and no return was recognised
        durable.move(beside.journal, places.journal)
    durable.move(beside.ledger, places.ledger)
    beside.ledger.parent.rmdir()
    return Rebuilt(forms, returns, tuple(left), unknown)


def _enter_forms(places: Places, reader: GuardedReader) -> tuple[int, list[str]]:
    """Enter the forms on disk whose tickets fit what the plan gives for a round.

    Returns their number, and the names of the cities that have other forms on disk.
    """
    entered: set[str] = set()
    on_disk = _tickets(places, reader)
    with opened(places.ledger) as ledger:
        earlier = Rounds(ledger, places.plan).earlier(places.round)
        for city in places.plan.cities:
            for form in _forms(places, earlier, city, on_disk):
                ledger.issue(form)
                entered.add(form.ticket)
    others = {each.split("-")[0] for each in on_disk if each not in entered}
    return len(entered), [city.name for city in places.plan.cities if city.code in others]


def _tickets(places: Places, reader: GuardedReader) -> dict[str, Path]:
    """The tickets of the forms on disk, old forms included; a current form wins over an old one."""
    found: dict[str, Path] = {}
    for path in sorted(places.issued.rglob("*.xlsx"), key=lambda each: (len(each.parts), each)):
        if identity := _ticket(reader, path):
            found.setdefault(identity, path)
    return found


def _ticket(reader: GuardedReader, path: Path) -> str:
    """The ticket of the workbook at `path`, "" where it has none or cannot be read."""
    try:
        return locate.identify(reader.read(path.read_bytes())).ticket
    except Refused:
        return ""


def _forms(
    places: Places, earlier: EarlierRounds, city: Region, on_disk: dict[str, Path]
) -> Iterator[Issued]:
    """The versions of a city's form that are on disk, whole or only as shares, each with its shares."""
    versions = {int(each.split("-")[2]) for each in on_disk if each.startswith(f"{city.code}-")}
    contents = form_contents(earlier, places.plan, places.round, city, places.round.due)
    layouts = {digest: layout for layout, _, digest in contents}
    for version, (digest, layout) in product(sorted(versions), layouts.items()):
        identity = str(ticket.issue(city.code, places.round.as_of, version, layout.plan + digest))
        whole = Issued(identity, places.round.id, city.code, version, digest, "", "", layout)
        parts = list(_shares(places, whole, on_disk))
        if identity in on_disk or parts:
            yield _dated(whole, on_disk.get(identity) or on_disk[parts[0].ticket])
            yield from parts


def _shares(places: Places, whole: Issued, on_disk: dict[str, Path]) -> Iterator[Issued]:
    """The shares of a form that are on disk; a share's ticket holds its number."""
    for split in Split:
        for name, layout in shares(whole.layout, places.plan, split):
            for each in filter(ticket.is_share, on_disk):
                if each == share_ticket(whole, name, int(each.split("-")[3]), places.round):
                    form = replace(whole, ticket=each, layout=layout, whole=whole.ticket)
                    yield _dated(replace(form, split=split.value, share=name), on_disk[each])


def _dated(form: Issued, path: Path) -> Issued:
    """The form with the hash and the time of its file."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(form, sha256=sha256, at=_time(path).isoformat())


def _time(path: Path) -> datetime:
    """When a file was last changed, to the second."""
    return datetime.fromtimestamp(path.stat().st_mtime).replace(microsecond=0)


def _enter_returns(places: Places, left: dict[Path, str], reader: GuardedReader) -> set[Path]:
    """Take in the originals of a round's returns; return their paths.

    `left` are the originals with their tickets. A file that is still in the inbox keeps its name there. The
    time of receipt is lost: the time at which the original was stored replaces it.
    """
    with opened(places.ledger) as ledger:
        inbox = gather([places.received], OurLetters.of_round(places, ledger))
        names = {_sha256(source): source for source in inbox if not source.ignored}
        mine = [
            path for path, identity in left.items() if path.name in names or _is_of(ledger, places, identity)
        ]
        run = ledger.next_collection(places.round.id)
        intake = Intake(places, Rounds(ledger, places.plan), "", run, reader)
        for path in sorted(mine, key=_time):
            intake.received = _time(path).isoformat()
            source = names.get(path.name) or Source(path, path.read_bytes)
            list(intake.take([replace(source, read=path.read_bytes)]))
    return set(mine)


def _is_of(ledger: Ledger, places: Places, identity: str) -> bool:
    """Whether a ticket is of this round."""
    form = ledger.issued(identity) if identity else None
    return form is not None and form.round == places.round.id


def _sha256(source: Source) -> str:
    """The SHA-256 of a file, "" where it cannot be opened or unpacked."""
    try:
        return hashlib.sha256(source.read()).hexdigest()
    except (OSError, Refused):
        return ""
