"""Drafts: letters that a person sends from a mailbox of their own, and then says so.

A draft lies in the outbox under its city and purpose, so that a newer one replaces it. What a person says can
be taken back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cascade import durable
from cascade.ledger import OTHERWISE, Dispatch, Purpose, Sending, by_key, opened
from cascade.mail.letter import as_bytes
from cascade.mail.settings import Settings
from cascade.model import Region
from cascade.places import Places
from cascade.posting.letters import PURPOSE_WORDS, ReadyLetter
from cascade.posting.outbox import new_message_id


def write_drafts(places: Places, letters: Sequence[ReadyLetter], settings: Settings | None, by: str) -> None:
    """Write every letter as a draft that a mail program opens for sending. Raises OSError."""
    office = settings.office if settings else None
    for ready in letters:
        path = places.draft(ready.city, PURPOSE_WORDS[ready.purpose])
        durable.write(path, as_bytes(ready.letter, office, draft=True))
    with opened(places.ledger) as ledger:
        known, now = by_key(ledger.dispatches(places.round.id)), _now()
        for ready in letters:
            before = known.get(ready.key)
            identity = before.message_id if before and before.waits else new_message_id(settings)
            words, round_ = ready.trouble, places.round.id
            ledger.dispatch(Dispatch(identity, round_, *ready.key, Sending.DRAFTED, now, words, by))


def say_posted(places: Places, messages: Iterable[Dispatch], by: str) -> None:
    """Enter that drafts have left from somebody's own mailbox, and put them with the sent letters."""
    messages = list(messages)
    _enter(places, messages, Sending.POSTED, by)
    for each in messages:
        draft, sent = _paths(places, each)
        if draft.exists():
            sent.parent.mkdir(parents=True, exist_ok=True)
            durable.move(draft, sent)


def drop(places: Places, messages: Iterable[Dispatch], by: str) -> None:
    """Enter that drafts will not be sent, with older ones that they had replaced, and remove their files."""
    dropped = {(each.purpose, each.city): each for each in messages}
    with opened(places.ledger) as ledger:
        known = ledger.dispatches(places.round.id)
    drafted = (each for each in known if each.state is Sending.DRAFTED)
    _enter(places, [e for e in drafted if (e.purpose, e.city) in dropped], Sending.DROPPED, by)
    for each in dropped.values():
        draft_path(places, each).unlink(missing_ok=True)


def say_given(places: Places, cities: Iterable[Region], by: str) -> list[Dispatch]:
    """Enter that cities have got their forms otherwise than by a letter of this program.

    Return the entries: none for a city that has no form, or that was written to.
    """
    with opened(places.ledger) as ledger:
        messages = ledger.dispatches(places.round.id)
        written = {each.city for each in messages if each.state.left and each.purpose == Purpose.ISSUE}
        forms = [ledger.latest_issued(places.round.id, each.code) for each in cities]
        given = [
            Dispatch(
                new_message_id(None),
                each.round,
                Purpose.ISSUE,
                each.city,
                each.ticket,
                Sending.POSTED,
                "",
                OTHERWISE,
            )
            for each in forms
            if each and each.city not in written
        ]
    _enter(places, given, Sending.POSTED, by)
    return given


def take_back(places: Places, messages: Iterable[Dispatch], by: str) -> None:
    """Enter that letters have not left after all; they are drafts again, where the drafts are still there."""
    messages = list(messages)
    for each in messages:
        draft, sent = _paths(places, each)
        if sent.exists() and not draft.exists():
            durable.move(sent, draft)
    drafted = [each for each in messages if _paths(places, each)[0].exists()]
    _enter(places, drafted, Sending.DRAFTED, by)
    _enter(places, [each for each in messages if each not in drafted], Sending.QUEUED, by)


def _enter(places: Places, messages: Iterable[Dispatch], state: Sending, by: str) -> None:
    with opened(places.ledger) as ledger:
        for each in messages:
            ledger.dispatch(replace(each, state=state, at=_now(), by=by))


def draft_path(places: Places, message: Dispatch) -> Path:
    """Where a letter lies while it is a draft."""
    return _paths(places, message)[0]


def _paths(places: Places, message: Dispatch) -> tuple[Path, Path]:
    """Where a letter lies as a draft, and where among the sent ones."""
    city, what = places.plan.region(message.city), PURPOSE_WORDS[Purpose(message.purpose)]
    return places.draft(city, what), places.copy_of_sent(city, what, message.message_id)


def _now() -> str:
    return datetime.now().isoformat(timespec="seconds")
