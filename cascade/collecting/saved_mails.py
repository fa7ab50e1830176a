"""Open a mail that lies as a file among the returns, as `--fetch` opens it: one file for each attachment."""

import errno
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from cascade.collecting.archives import MOST_MEMBERS, Member
from cascade.collecting.our_letters import About, OurLetters
from cascade.grid import Refused
from cascade.mail.incoming import Incoming, Unreadable, parse_mail
from cascade.naming import attachment_names


@dataclass(frozen=True, slots=True)
class SavedMail:
    """A mail saved at `path`, which `read` reads.

    `headers` is the mail without attachments. `attachments` are their names, each with a function that reads
    it from the mail again: none stays in memory. `about` says why the mail is no return, None if it may
    bring some.
    """

    path: Path
    read: Callable[[], bytes]
    sha256: str
    headers: Incoming
    attachments: tuple[Member, ...]
    about: About | None


def open_mail(path: Path, read: Callable[[], bytes], letters: OurLetters | None) -> SavedMail | None:
    """Open a saved mail; None if it cannot be read, is no mail, or has too many attachments."""
    try:
        mail, digest = _parsed(read)
    except (Unreadable, OSError, Refused):
        return None
    except Exception:  # an unreadable mail must not stop the others
        logging.getLogger(__name__).exception("reading a mail: %s", path)
        return None
    if len(mail.attachments) > MOST_MEMBERS:
        return None
    names = attachment_names(each.name for each in mail.attachments)
    attachments = tuple((name, partial(_read_attachment, read, at)) for at, name in enumerate(names))
    about = letters.about(mail) if letters else None
    return SavedMail(path, read, digest, mail.without_attachments, attachments, about)


def _read_attachment(read: Callable[[], bytes], number: int) -> bytes:
    mail, _ = _parsed(read)
    if number >= len(mail.attachments):
        raise OSError(errno.EIO, "邮件在读取时被改动")
    return mail.attachments[number].data


@lru_cache(maxsize=1)  # attachments are read in their order, so one mail is parsed once
def _parsed(read: Callable[[], bytes]) -> tuple[Incoming, str]:
    data = read()
    return parse_mail(data), hashlib.sha256(data).hexdigest()
