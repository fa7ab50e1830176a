"""Issuing: one form a city, each entered in the ledger before it can reach anybody."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cascade import store, theme, ticket
from cascade.form import draw
from cascade.layout import Layout, draft
from cascade.ledger import Issued, Ledger, opened
from cascade.model import Plan, Region, Round
from cascade.workflow.places import Places
from cascade.workflow.standing import standing


class Action(StrEnum):
    """What happened to a city's form."""

    NEW = "新下发"
    REISSUED = "方案有变，下发新版"
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


def issue(
    plan: Plan, round_: Round, cities: tuple[Region, ...], workbooks: Path, now: datetime
) -> Iterator[IssuedForm]:
    """Issue the forms of some cities, one after the other.

    A form whose content has not changed stays as it is. After a change of the plan a new version with a
    new ticket is issued, and the old file is kept beside it.
    """
    places = Places(workbooks, plan, round_)
    for city in cities:
        with opened(places.ledger) as ledger:
            layout = draft(plan, round_, city.code, standing(ledger, plan, round_, city.code))
            text = theme.text("form/instructions.txt.j2", plan=plan, round=round_, city=city)
            content = layout.model_dump_json() + text
            before = ledger.latest_issued(round_.id, city.code)
            digest = hashlib.sha256(content.encode()).hexdigest()
            if before and before.content == digest:
                form, action = before, Action.UNCHANGED
            else:
                form = _enter(ledger, round_, layout, text, digest, before.version + 1 if before else 1, now)
                action = Action.REISSUED if before else Action.NEW
        yield _lay(places, city, form, text, action, before)


def _enter(
    ledger: Ledger, round_: Round, layout: Layout, text: str, digest: str, version: int, now: datetime
) -> Issued:
    identity = str(ticket.issue(layout.city, round_.as_of, version, layout.plan + digest))
    data = draw(layout, identity, now, text, theme.load())
    sha256 = hashlib.sha256(data).hexdigest()
    form = Issued(identity, round_.id, layout.city, version, digest, sha256, now.isoformat(), layout)
    ledger.issue(form)
    return form


def _lay(
    places: Places, city: Region, form: Issued, text: str, action: Action, before: Issued | None
) -> IssuedForm:
    """See that the file lies where it should, without ever writing over a file that is not the form."""
    path, kept = places.form(city), None
    if path.exists():
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found == form.sha256:
            return IssuedForm(city, path, form.ticket, form.version, action)
        old = before is not None and found == before.sha256
        kept = places.old_form(city, f"第{before.version}版" if old and before else "被改动")
        kept.parent.mkdir(parents=True, exist_ok=True)
        path.replace(kept)
    store.write(path, draw(form.layout, form.ticket, datetime.fromisoformat(form.at), text, theme.load()))
    done = Action.RESTORED if action is Action.UNCHANGED else action
    return IssuedForm(city, path, form.ticket, form.version, done, kept)
