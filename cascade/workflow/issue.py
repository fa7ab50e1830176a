"""Issuing: one form a city, each entered in the ledger before it can reach anybody."""

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from cascade import store, theme, ticket
from cascade.form import Lot, Order, Studio, draw
from cascade.layout import Layout, Split, draft, shares
from cascade.ledger import Issued, Ledger, opened
from cascade.machines import Machines, Processes
from cascade.model import Plan, Region, Round, RoundKind
from cascade.workflow.places import Places
from cascade.workflow.standing import Earlier

BATCH = 50  # cities whose forms are entered and written together
MANY = 150  # cities that are worth the start of another process
MOST_HELPERS = 3  # they draw faster than this process enters and writes


class Action(StrEnum):
    """What happened to a city's form."""

    NEW = "新下发"
    REISSUED = "内容有变，下发新版"
    UNCHANGED = "无变化"
    RESTORED = "已按原样恢复"


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """The outcome for one city. `kept` is where a file that was in the way has been kept."""

    city: Region
    path: Path
    ticket: str
    version: int
    action: Action
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class _Due:
    """A form that is to be in the ledger.

    `order` is what a new one is drawn from; only its bytes give it a SHA-256. `path` is where it belongs,
    None for a whole that goes out in shares; `versions` are those issued before, by their files' SHA-256.
    """

    city: Region
    form: Issued
    text: str
    order: Order | None
    path: Path | None
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A form that is entered in the ledger, and where it belongs. `data` are the bytes of one that is new."""

    due: _Due
    path: Path
    form: Issued
    data: bytes | None


def issue(
    places: Places,
    cities: tuple[Region, ...],
    now: datetime,
    split: Split | None = None,
    machines: Machines | None = None,
) -> Iterator[IssuedForm]:
    """Issue the forms of some cities, whole or in shares: some at a time, with one entry in the ledger.

    A form whose content has not changed stays as it is. After a change of the plan a new version with a
    new ticket is issued, and the old file is kept beside it. `machines` help with the drawing of many forms.
    """
    with opened(places.ledger) as ledger:
        earlier = Earlier(ledger, places.plan, places.round)
    if machines is None and len(cities) >= MANY:
        machines = Processes(_helpers())
    batches = [cities[start : start + BATCH] for start in range(0, len(cities), BATCH)]
    with Studio(machines) as studio:
        begun: deque[tuple[list[_Due], list[Lot]]] = deque()
        for batch, following in pairwise([(), *batches, ()]):
            with opened(places.ledger) as ledger:
                due = [each for city in following for each in _due(ledger, earlier, places, city, now, split)]
                begun.append((due, studio.begin([each.order for each in due if each.order])))
                drawn = _entered(ledger, studio, *begun.popleft()) if batch else []
            laid = [_laid(each, places.old_forms) for each in drawn]
            store.write_all({form.path: data for form, data in laid if data is not None})
            yield from (form for form, _ in laid)


def _helpers() -> int:
    """How many processes help this one, which draws too and does all the rest."""
    return max(1, min(MOST_HELPERS, (os.cpu_count() or 1) - 1))


def _due(
    ledger: Ledger, earlier: Earlier, places: Places, city: Region, now: datetime, split: Split | None
) -> list[_Due]:
    """A city's form, and its shares if it goes out in these."""
    plan, round_ = places.plan, places.round
    layout, text, digest = content_of(earlier, plan, round_, city)
    before = ledger.latest_issued(round_.id, city.code)
    versions = ledger.versions(round_.id, city.code)
    if before and before.content == digest:
        form, order = before, None
    else:
        version = before.version + 1 if before else 1
        identity = str(ticket.issue(layout.city, round_.as_of, version, layout.plan + digest))
        form = Issued(identity, round_.id, layout.city, version, digest, "", now.isoformat(), layout)
        order = Order(layout, identity, now, text)
    whole = _Due(city, form, text, order, None if split else places.form(city), versions)
    return [whole, *(_shares(ledger, places, whole, split, now) if split else ())]


def _entered(ledger: Ledger, studio: Studio, due: list[_Due], lots: list[Lot]) -> list[_Drawn]:
    """Forms as entered in the ledger; what is new has been drawn."""
    new = iter(studio.finish(lots))
    drawn = []
    for each in due:
        form, data = each.form, None
        if each.order:
            data = next(new)
            form = replace(form, sha256=hashlib.sha256(data).hexdigest())
            ledger.issue(form)
        if each.path:
            drawn.append(_Drawn(each, each.path, form, data))
    return drawn


def content_of(earlier: Earlier, plan: Plan, round_: Round, city: Region) -> tuple[Layout, str, str]:
    """What a city's form is drawn from today: its layout, its instructions, and the digest of both."""
    layout = draft(plan, round_, city.code, earlier.standing(city.code))
    text = theme.text("form/instructions.txt.j2", plan=plan, round=round_, city=city)
    return layout, text, hashlib.sha256((layout.model_dump_json() + text).encode()).hexdigest()


def share_ticket(whole: Issued, name: str, number: int, round_: Round) -> str:
    """The ticket of a share of a form, by the share's name and number."""
    content = whole.layout.plan + whole.ticket + name
    return str(ticket.issue(whole.city, round_.as_of, whole.version, content, number))


def _shares(ledger: Ledger, places: Places, whole: _Due, split: Split, now: datetime) -> Iterator[_Due]:
    """The shares of a form."""
    before, form = ledger.shares(whole.form.ticket), whole.form
    known = {each.share: each for each in before if each.split == split}
    for number, (name, layout) in enumerate(shares(form.layout, places.plan, split), start=len(before) + 1):
        path, order, share = places.share(whole.city, name), None, known.get(name)
        if share is None:
            identity = share_ticket(form, name, number, places.round)
            stamp = (identity, form.round, form.city, form.version, form.content, "", now.isoformat())
            share = Issued(*stamp, layout, form.ticket, split.value, name)
            order = Order(layout, identity, now, whole.text)
        yield _Due(whole.city, share, whole.text, order, path, whole.versions)


def unprepared(places: Places, cities: tuple[Region, ...]) -> list[str]:
    """The names of cities whose progress form shows no county targets: no breakdown of theirs is accepted."""
    if places.round.kind is RoundKind.BREAKDOWN:
        return []
    with opened(places.ledger) as ledger:
        earlier = Earlier(ledger, places.plan, places.round)
    return [each.name for each in cities if not earlier.standing(each.code).shares]


def _laid(drawn: _Drawn, old_forms: Path) -> tuple[IssuedForm, bytes | None]:
    """What happens to a form, and the bytes to be written, if any: never over a file that is not the form.

    One that was issued before is drawn again if it is gone.
    """
    path, form, data, kept = drawn.path, drawn.form, drawn.data, None
    city, versions = drawn.due.city, drawn.due.versions
    action = Action.UNCHANGED if data is None else Action.REISSUED if form.version > 1 else Action.NEW
    if path.exists():
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found == form.sha256:
            return IssuedForm(city, path, form.ticket, form.version, action), None
        mark = f"第{versions[found]}版" if found in versions else "被改动"
        kept = store.put_away(path, old_forms, mark)
    if data is None:
        at = datetime.fromisoformat(form.at)
        data = draw(form.layout, form.ticket, at, drawn.due.text, theme.load())
        action = Action.RESTORED
    return IssuedForm(city, path, form.ticket, form.version, action, kept), data
