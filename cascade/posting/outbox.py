"""Send every letter once, and enter in the ledger what happened to it.

The ledger gets a message's identity first, and the state `sending` before the first byte leaves. Where a
command is killed at that point, the next command calls the message's fate unknown and waits for a person.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import make_msgid

from cascade import durable
from cascade.ledger import Decision, DecisionKind, Dispatch, Ledger, Sending, by_key, opened
from cascade.mail.letter import Letter, as_bytes
from cascade.mail.postman import Delivery, Outcome, Postman
from cascade.mail.settings import Settings
from cascade.places import Places
from cascade.posting.letters import PURPOSE_WORDS, ReadyLetter

SENDING_WORDS = {
    Sending.DRAFTED: "草稿，未发出",
    Sending.POSTED: "已自行发出",
    Sending.DROPPED: "不发了",
    Sending.QUEUED: "待发送",
    Sending.SENDING: "正在发送",
    Sending.SENT: "已发出",
    Sending.REFUSED: "未发出",
    Sending.UNKNOWN: "结果不明",
}
_OUTCOMES = {Outcome.SENT: Sending.SENT, Outcome.REFUSED: Sending.REFUSED, Outcome.UNKNOWN: Sending.UNKNOWN}


class UnconfirmedAddresses(Exception):
    """The table of addresses has changed since the last mailing."""


@dataclass(frozen=True, slots=True)
class SentLetter:
    """What happened to a letter; `now` says whether this run sent it."""

    ready: ReadyLetter
    state: Sending
    detail: str
    now: bool


def confirm_addresses(places: Places, confirmed: bool) -> None:
    """Check that the table of addresses is the one of the last mailing. Raises UnconfirmedAddresses.

    The first table counts as it is; a changed one needs an operator's word (`confirmed`).
    """
    with opened(places.ledger) as ledger:
        known = _confirmed(ledger)
        digest = _digest(places)
        if known == digest:
            return
        if known and not confirmed:
            raise UnconfirmedAddresses
        ledger.decide(Decision("", _now(), DecisionKind.ADDRESSES, sha256=digest))


def addresses_changed(places: Places) -> bool:
    """Whether the table of addresses is another than that of the last mailing."""
    with opened(places.ledger) as ledger:
        return _confirmed(ledger) not in ("", _digest(places))


def _digest(places: Places) -> str:
    rows = [(each.region, each.name, each.to, each.cc) for each in places.plan.offices]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _confirmed(ledger: Ledger) -> str:
    """The digest of the table of the last mailing, "" before the first."""
    known = [each.sha256 for each in ledger.decisions("") if each.kind is DecisionKind.ADDRESSES]
    return known[-1] if known else ""


def _dispatches(places: Places, ledger: Ledger) -> dict[tuple[str, str, str], Dispatch]:
    """The messages of a round by key; a message found in the state `sending` gets an unknown fate."""
    for each in ledger.dispatches(places.round.id):
        if each.state is Sending.SENDING:
            ledger.dispatch(replace(each, state=Sending.UNKNOWN, detail="发送时程序中断", at=_now()))
    return by_key(ledger.dispatches(places.round.id))


def send(places: Places, letters: Sequence[ReadyLetter], settings: Settings, by: str) -> Iterator[SentLetter]:
    """Send the letters that have not gone out in somebody's name; yield what happened to every letter.

    The ledger holds all letters, with their identities, before the first one leaves. Raises Unreachable and
    SettingsError.
    """
    assert settings.smtp
    with opened(places.ledger) as ledger:
        known = _dispatches(places, ledger)
        for ready in letters:
            if ready.key not in known:
                identity = new_message_id(settings)
                queued = Dispatch(identity, places.round.id, *ready.key, Sending.QUEUED, _now())
                ledger.dispatch(queued)
                known[ready.key] = queued
    with Postman(settings.smtp) as postman:
        for ready in letters:
            message = known[ready.key]
            if not message.waits:
                yield SentLetter(ready, message.state, message.detail, now=False)
                continue
            postman.connect()
            data = as_bytes(ready.letter, settings.office, message.message_id)
            message = replace(message, by=by)
            _enter(places, replace(message, state=Sending.SENDING, at=_now(), detail=""))
            delivery = postman.send(settings.office.address, ready.letter.recipients, data)
            sys.audit(durable.STEP, "message handed over")
            done = _with_outcome(message, delivery)
            _enter(places, done)
            if done.state is not Sending.REFUSED:
                what = PURPOSE_WORDS[ready.purpose]
                durable.write(places.copy_of_sent(ready.city, what, message.message_id), data)
            if message.state is Sending.DRAFTED and done.state.left:
                places.draft(ready.city, PURPOSE_WORDS[ready.purpose]).unlink(missing_ok=True)
            yield SentLetter(ready, done.state, done.detail, now=True)


def new_message_id(settings: Settings | None) -> str:
    """A new identity; without settings the office's domain is unknown."""
    return make_msgid(domain=settings.office.address.rpartition("@")[2] if settings else "localhost")


def _with_outcome(message: Dispatch, delivery: Delivery) -> Dispatch:
    detail = delivery.detail
    if delivery.refused and delivery.outcome is not Outcome.REFUSED:
        detail = "　".join(filter(None, (detail, f"其中未送达：{'、'.join(delivery.refused)}")))
    return replace(message, state=_OUTCOMES[delivery.outcome], at=_now(), detail=detail)


def send_to_me(letter: Letter, settings: Settings) -> Delivery:
    """Send a letter to the operator's own address, as a test. Raises Unreachable, SettingsError."""
    assert settings.smtp
    office = settings.office
    mine = replace(letter, to=(office.me,), cc=(), subject=f"【测试】{letter.subject}", in_reply_to="")
    data = as_bytes(mine, office, new_message_id(settings))
    with Postman(settings.smtp) as postman:
        return postman.send(office.address, mine.recipients, data)


def settle_unknown(places: Places, city: str, state: Sending, by: str) -> int:
    """Enter a person's word on a city's messages of unknown fate; return their number."""
    words = "人工确认已送达" if state is Sending.SENT else "人工决定重发"
    with opened(places.ledger) as ledger:
        dispatches = _dispatches(places, ledger).values()
        mine = [each for each in dispatches if each.state is Sending.UNKNOWN and each.city == city]
        for each in mine:
            ledger.dispatch(replace(each, state=state, at=_now(), detail=words, by=by))
    return len(mine)


def _enter(places: Places, message: Dispatch) -> None:
    with opened(places.ledger) as ledger:
        ledger.dispatch(message)


def _now() -> str:
    return datetime.now().isoformat(timespec="seconds")
