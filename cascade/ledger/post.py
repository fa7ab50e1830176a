"""Mail in the ledger: what has come in, and what has become of each message that goes out."""

from dataclasses import dataclass
from enum import StrEnum


class Sending(StrEnum):
    """How far a message has come. `unknown`: it was handed over and no answer came, so a person decides."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was fetched: its bytes are an original (`sha256`), its attachments lie in `folder`.

    `sent` is an ISO time of China, "" where the mail does not say; `folder` is relative to the inbox.
    """

    round: str
    sha256: str
    message_id: str
    sender: str
    subject: str
    sent: str
    folder: str
    at: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A message that goes out once: for a purpose, to a city, about one thing (a ticket, a return, a day)."""

    message_id: str
    round: str
    purpose: str
    city: str
    about: str
    state: Sending
    at: str
    detail: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same message."""
        return self.purpose, self.city, self.about
