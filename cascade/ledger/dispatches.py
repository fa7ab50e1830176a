"""Outgoing messages as the ledger keeps them, and their states."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """The purpose of an outgoing message; also the name of its templates."""

    ISSUE = "issue"
    REMIND = "remind"
    RECEIPT = "receipt"
    CORRECTION = "correction"
    UNREADABLE = "unreadable"


class Sending(StrEnum):
    """The state of an outgoing message.

    DRAFTED: it is a draft for somebody's own mailbox. POSTED: an operator says that it left from there.
    DROPPED: an operator has decided not to send it, until it is written anew.
    UNKNOWN: the server did not answer, so an operator must decide.
    """

    DRAFTED = "drafted"
    POSTED = "posted"
    DROPPED = "dropped"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"

    @property
    def left(self) -> bool:
        """Whether a message has left: sent by the program, or from somebody's own mailbox."""
        return self in (Sending.SENT, Sending.POSTED)


OTHERWISE = "用别的办法发出的"  # the detail of a form that its city has got otherwise


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An outgoing message: sent once for a purpose, to a city, about one ticket, return or day.

    `by` is who has drafted or sent it, or has said what became of it; "" for one sent before 1.11.
    """

    message_id: str
    round: str
    purpose: str
    city: str
    about: str
    state: Sending
    at: str
    detail: str = ""
    by: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The key that identifies the message: two with the same key are one."""
        return self.purpose, self.city, self.about

    @property
    def waits(self) -> bool:
        """Whether it may still leave; a message whose fate is unknown may not."""
        return self.state in (Sending.DRAFTED, Sending.DROPPED, Sending.QUEUED, Sending.REFUSED)

    @property
    def promises_answer(self) -> bool:
        """Whether it is the letter with the form, which says that we answer when the form has come back."""
        return self.purpose == Purpose.ISSUE and self.state.left and self.detail != OTHERWISE


def may_go(before: Dispatch | None) -> bool:
    """Whether a letter may go out, by what happened to it before: nothing, or what can be repeated."""
    return before is None or before.waits


def by_key(messages: Iterable[Dispatch]) -> dict[tuple[str, str, str], Dispatch]:
    """The messages by their keys, of several with one key one that does not wait, else the last."""
    found: dict[tuple[str, str, str], Dispatch] = {}
    for each in messages:
        if each.key not in found or found[each.key].waits:
            found[each.key] = each
    return found
