"""Issuing: one form a city, each entered in the ledger before it can reach anybody."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cascade import durable, theme, ticket
from cascade.form import draw
from cascade.layout import Layout, Split, draft, shares
from cascade.ledger import Issued, Ledger, opened
from cascade.model import Plan, Region, Round, RoundKind
from cascade.places import Places
from cascade.returns.earlier_rounds import EarlierRounds
from cascade.rounds import Rounds

BATCH = 50  # cities whose forms are entered and written together


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
class _Drawn:
    """A form that is entered in the ledger, and where it belongs. `data` are the bytes of one that is new;
    `versions` are those issued before, by the SHA-256 of their files."""

    path: Path
    city: Region
    form: Issued
    text: str
    data: bytes | None
    versions: Mapping[str, int]


def earlier_rounds(places: Places) -> EarlierRounds:
    """What the ledger says of the rounds before this one, which goes into the forms."""
    with opened(places.ledger) as ledger:
        return Rounds(ledger, places.plan).earlier(places.round)


def issue(
    places: Places,
    earlier: EarlierRounds,
    cities: tuple[Region, ...],
    now: datetime,
    split: Split | None = None,
) -> Iterator[IssuedForm]:
    """Issue the forms of some cities, whole or in shares: some at a time, with one entry in the ledger.

    A form whose content has not changed stays as it is. After a change of the plan a new version with a
    new ticket is issued, and the old file is kept beside it.
    """
    for start in range(0, len(cities), BATCH):
        drawn: list[_Drawn] = []
        with opened(places.ledger) as ledger:
            for city in cities[start : start + BATCH]:
                drawn += _entered(ledger, earlier, places, city, now, split)
        laid = [_laid(each, places.old_forms) for each in drawn]
        durable.write_all({form.path: data for form, data in laid if data is not None})
        yield from (form for form, _ in laid)


def _entered(
    ledger: Ledger, earlier: EarlierRounds, places: Places, city: Region, now: datetime, split: Split | None
) -> list["_Drawn"]:
    """A city's form, or its shares, as entered in the ledger; what is new is drawn."""
    plan, round_ = places.plan, places.round
    layout, text, digest = content_of(earlier, plan, round_, city)
    before = ledger.latest_issued(round_.id, city.code)
    versions = ledger.versions(round_.id, city.code)
    if before and before.content == digest:
        form, data = before, None
    else:
        version = before.version + 1 if before else 1
        form, data = _drawn(round_, layout, text, digest, version, now)
        ledger.issue(form)
    if split is None:
        return [_Drawn(places.form(city), city, form, text, data, versions)]
    return [
        _Drawn(places.share(city, part.share), city, part, text, drawn, versions)
        for part, drawn in _shares(ledger, places, form, text, split, now)
    ]


def content_of(earlier: EarlierRounds, plan: Plan, round_: Round, city: Region) -> tuple[Layout, str, str]:
    """What a city's form is drawn from today: its layout, its instructions, and the digest of both."""
    layout = draft(plan, round_, city.code, earlier.history(city.code))
    text = theme.text("form/instructions.txt.j2", plan=plan, round=round_, city=city)
    return layout, text, hashlib.sha256((layout.model_dump_json() + text).encode()).hexdigest()


def share_ticket(whole: Issued, name: str, number: int, round_: Round) -> str:
    """The ticket of a share of a form, by the share's name and number."""
    content = whole.layout.plan + whole.ticket + name
    return str(ticket.issue(whole.city, round_.as_of, whole.version, content, number))


def _shares(
    ledger: Ledger, places: Places, whole: Issued, text: str, split: Split, now: datetime
) -> list[tuple[Issued, bytes | None]]:
    """The shares of a form, with the bytes of those that are new."""
    known = {each.share: each for each in ledger.shares(whole.ticket) if each.split == split}
    numbered = len(ledger.shares(whole.ticket)) + 1
    forms: list[tuple[Issued, bytes | None]] = []
    for number, (name, layout) in enumerate(shares(whole.layout, places.plan, split), start=numbered):
        if name in known:
            forms.append((known[name], None))
            continue
        identity = share_ticket(whole, name, number, places.round)
        data = draw(layout, identity, now, text, theme.load())
        sha256, at = hashlib.sha256(data).hexdigest(), now.isoformat()
        stamp = (identity, whole.round, whole.city, whole.version, whole.content, sha256, at)
        form = Issued(*stamp, layout, whole.ticket, split.value, name)
        ledger.issue(form)
        forms.append((form, data))
    return forms


def without_targets(round_: Round, earlier: EarlierRounds, cities: tuple[Region, ...]) -> list[str]:
    """The names of cities whose progress form shows no county targets: no breakdown of theirs is accepted."""
    if round_.kind is RoundKind.BREAKDOWN:
        return []
    return [each.name for each in cities if not earlier.history(each.code).shares]


def _drawn(
    round_: Round, layout: Layout, text: str, digest: str, version: int, now: datetime
) -> tuple[Issued, bytes]:
    """A new version of a form, with its ticket."""
    identity = str(ticket.issue(layout.city, round_.as_of, version, layout.plan + digest))
    data = draw(layout, identity, now, text, theme.load())
    sha256 = hashlib.sha256(data).hexdigest()
    return Issued(identity, round_.id, layout.city, version, digest, sha256, now.isoformat(), layout), data


def _laid(drawn: _Drawn, old_forms: Path) -> tuple[IssuedForm, bytes | None]:
    """What happens to a form, and the bytes to be written, if any: never over a file that is not the form.

    One that was issued before is drawn again if it is gone.
    """
    path, city, form, data, kept = drawn.path, drawn.city, drawn.form, drawn.data, None
    action = Action.UNCHANGED if data is None else Action.REISSUED if form.version > 1 else Action.NEW
    if path.exists():
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found == form.sha256:
            return IssuedForm(city, path, form.ticket, form.version, action), None
        mark = f"第{drawn.versions[found]}版" if found in drawn.versions else "被改动"
        kept = durable.put_away(path, old_forms, mark)
    if data is None:
        data = draw(form.layout, form.ticket, datetime.fromisoformat(form.at), drawn.text, theme.load())
        action = Action.RESTORED
    return IssuedForm(city, path, form.ticket, form.version, action, kept), data
