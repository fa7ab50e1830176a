"""The short identity printed on a form (模板编号), with a check character.

`330100-B-1-7K3QXM` reads: city 330100, a breakdown round, first version, a digest of what was issued,
and a check character. It is short enough to be read out on the telephone; what it stands for in full is
in the ledger.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to misread
_DIGEST_LENGTH = 6
_TICKET = re.compile(
    rf"[0-9A-Z]{{2,12}}-(?:B|P\d{{6}})-\d{{1,3}}-(?:\d{{2,3}}-)?[{_CROCKFORD}]{{{_DIGEST_LENGTH}}}[0-9A-Z]"
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket's parts: the city, the round's mark (B, or P and the date), the version and the digest.

    `share` is the number of the share of the form that it stands for, 0 for the whole.
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
    """The ticket of a form, or of a share of it. `content` is all that it is drawn from, as text."""
    mark = f"P{as_of:%y%m%d}" if as_of else "B"
    seed = f"{city}\n{mark}\n{version}\n{content}" + (f"\n{share}" if share else "")
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    digest = ""
    for _ in range(_DIGEST_LENGTH):
        number, rest = divmod(number, len(_CROCKFORD))
        digest += _CROCKFORD[rest]
    return Ticket(city, mark, version, digest, share)


def is_share(text: str) -> bool:
    """Whether a ticket stands for a share of a form: it has one more group than a whole form's."""
    return text.count("-") == 4


def is_intact(text: str) -> bool:
    """Whether a text is a well-formed ticket whose check character is right: if not, it was mistyped."""
    return bool(_TICKET.fullmatch(text)) and check_character(text[:-1]) == text[-1]


def check_character(body: str) -> str:
    """The check character of ISO 7064 MOD 37,36 over letters and digits; hyphens do not count.

    It catches every single wrong character and nearly all swapped neighbours.
    """
    product = 36
    for char in body:
        if char == "-":
            continue
        product = (product + _ALPHABET.index(char)) % 36 or 36
        product = product * 2 % 37
    return _ALPHABET[(37 - product) % 36]
