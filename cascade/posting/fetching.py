"""Fetch mails: keep each mail, store its attachments, and only then put the mail away."""

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath

from cascade import durable
from cascade.ledger import Mail, keep_original, opened
from cascade.mail.incoming import Attachment, Incoming, Unreadable, parse_mail
from cascade.mail.mailbox import Mailbox
from cascade.mail.settings import Settings
from cascade.places import FORBIDDEN, Places

FOLDER = "邮件"
_LONGEST, _LONGEST_SENDER = 50, 24  # characters: Windows limits the length of paths
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # names that Windows reserves


@dataclass(frozen=True, slots=True)
class Fetched:
    """The outcome for one mail in Chinese (`word`); the subject of an unreadable mail is its place."""

    sender: str
    subject: str
    word: str


def from_mailbox(places: Places, settings: Settings) -> Iterator[Fetched]:
    """Fetch the mails in the office's mailbox. Raises Unreachable, SettingsError."""
    assert settings.imap
    with Mailbox(settings.imap) as mailbox:
        for number, data in mailbox.mails():
            yield _fetch_one(places, f"邮箱中编号 {number} 的邮件", data, partial(mailbox.put_away, number))


def from_folder(places: Places, folder: Path) -> Iterator[Fetched]:
    """Fetch the mails saved in a folder as .eml files; the files stay there."""
    for path in sorted(each for each in folder.rglob("*") if each.suffix.lower() == ".eml"):
        yield _fetch_one(places, path.name, path.read_bytes(), lambda: None)


def _fetch_one(places: Places, name: str, data: bytes, put_away: Callable[[], None]) -> Fetched:
    digest = hashlib.sha256(data).hexdigest()
    try:
        mail = parse_mail(data)
    except Unreadable:
        return Fetched("", name, "不是邮件，未收取")
    except Exception:  # an unreadable mail must not stop the others
        logging.getLogger(__name__).exception("reading a mail: %s", name)
        keep_original(places.originals, data)
        return Fetched("", name, "读不出来，未收取；请在邮箱中另存附件")
    with opened(places.ledger) as ledger:
        known = any(each.sha256 == digest for each in ledger.mails(places.round.id))
    if known:
        put_away()
        return Fetched(mail.sender, mail.subject, "以前已收取")
    if not mail.attachments:
        return Fetched(mail.sender, mail.subject, "没有附件，未收取")
    keep_original(places.originals, data)
    folder = places.received / FOLDER / _folder_name(mail, digest)
    _store(folder, mail.attachments)
    entry = Mail(
        round=places.round.id,
        sha256=digest,
        message_id=mail.message_id,
        sender=mail.sender,
        subject=mail.subject,
        sent=mail.sent.isoformat(timespec="seconds") if mail.sent else "",
        folder=folder.relative_to(places.received).as_posix(),
        at=datetime.now().isoformat(timespec="seconds"),
    )
    with opened(places.ledger) as ledger:
        ledger.fetch(entry)
    put_away()
    return Fetched(mail.sender, mail.subject, f"收取 {len(mail.attachments)} 个附件")


def _store(folder: Path, attachments: tuple[Attachment, ...]) -> None:
    """Write the attachments under different names."""
    taken: set[str] = set()
    for number, attachment in enumerate(attachments, start=1):
        name = _safe_name(attachment.name) or f"附件{number}"
        if name.lower() in taken:
            name = f"{PurePath(name).stem}_{number}{PurePath(name).suffix}"
        taken.add(name.lower())
        durable.write(folder / name, attachment.data)


def _folder_name(mail: Incoming, digest: str) -> str:
    when = f"{mail.sent:%Y%m%d-%H%M}" if mail.sent else "无日期"
    return f"{when}_{_safe_name(mail.sender)[:_LONGEST_SENDER] or '发件人不明'}_{digest[:8]}"


def _safe_name(name: str) -> str:
    """A file name that every system accepts, with the same ending."""
    name = PurePath(name.replace("\\", "/")).name
    clean = "".join("_" if char in FORBIDDEN or not char.isprintable() else char for char in name)
    clean = clean.strip(" .")
    suffix = PurePath(clean).suffix[:10]
    stem = clean[: len(clean) - len(suffix)]
    return ("_" if _DEVICES.match(clean) else "") + stem[:_LONGEST] + suffix
