"""The ticket (模板编号): the short identity that is printed on a form.

`330100-B-1-7K3QXMW` means: city 330100, a breakdown round, version 1, a digest of the form's content, and a
check character. A person can read it out on the telephone; the ledger holds the form that it stands for.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, which people misread
_DIGEST_LENGTH = 6
_DAY = "%y%m%d"  # of a progress round, in a ticket's mark
_TICKET = re.compile(
    rf"[0-9A-Z]{{2,12}}-(?:B|P\d{{6}})-\d{{1,3}}-(?:\d{{2,3}}-)?[{_CROCKFORD}]{{{_DIGEST_LENGTH}}}[0-9A-Z]"
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """The parts of a ticket: city, mark of the round (B, or P and the date), version and digest.

    `share` is the number of a form's share, 0 for the whole form.
    """

    city: str
    mark: str
    version: int
    digest: str
    share: int = 0

    def __str__(self) -> str:
        share = f"{self.share:02}-" if self.share else ""
        body = f"{self.city}-{self.mark}-{self.version}-{share}{self.digest}"
        return body + check_character(body)


def issue(city: str, as_of: date | None, version: int, content: str, share: int = 0) -> Ticket:
    """The ticket of a form or of a share; `content` is all that the form is drawn from, as text."""
    day = mark(as_of)
    seed = f"{city}\n{day}\n{version}\n{content}" + (f"\n{share}" if share else "")
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    digest = ""
    for _ in range(_DIGEST_LENGTH):
        number, rest = divmod(number, len(_CROCKFORD))
        digest += _CROCKFORD[rest]
    return Ticket(city, day, version, digest, share)


def mark(as_of: date | None) -> str:
    """The mark of a round in its tickets: B for a breakdown, P and the date for progress."""
    return f"P{as_of:{_DAY}}" if as_of else "B"


def mark_of(text: str) -> str:
    """The mark in a ticket that was issued."""
    return text.split("-")[1]


def version_of(text: str) -> int:
    """The version of the form in a ticket that was issued."""
    return int(text.split("-")[2])


def as_of(text: str) -> date | None:
    """The date up to which the form with this ticket reports; None for a breakdown's."""
    day = mark_of(text)
    return None if day == mark(None) else datetime.strptime(day, f"P{_DAY}").date()


def is_share(text: str) -> bool:
    """Whether a ticket stands for a share of a form: then it has one group more."""
    return text.count("-") == 4


def is_intact(text: str) -> bool:
    """Whether a text is a well-formed ticket with the right check character."""
    return bool(_TICKET.fullmatch(text)) and check_character(text[:-1]) == text[-1]


def check_character(body: str) -> str:
    """The check character by ISO 7064 MOD 37,36 over letters and digits, without hyphens.

    It detects every single wrong character and nearly all swaps of neighbours.
    """
    product = 36
    for char in body:
        if char == "-":
            continue
        product = (product + _ALPHABET.index(char)) % 36 or 36
        product = product * 2 % 37
    return _ALPHABET[(37 - product) % 36]
