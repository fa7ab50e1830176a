"""Fetch mails: keep each mail, store its attachments, and only then put the mail away.

A bounce is stored as a whole: the next collection names it in the status.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from cascade import durable
from cascade.collecting.incoming_files import files_below, why_unreadable
from cascade.collecting.our_letters import About, OurLetters
from cascade.grid import Refused
from cascade.ledger import Mail, keep_original, opened
from cascade.mail.incoming import Attachment, Incoming, Unreadable, parse_mail
from cascade.mail.mailbox import Mailbox
from cascade.mail.settings import Settings
from cascade.naming import attachment_names, safe_name
from cascade.places import Places

FOLDER = "邮件"
BOUNCED = "退信.eml"  # the name of a bounce among the attachments of other mails
_LONGEST_SENDER = 24  # characters: Windows limits the length of paths


@dataclass(frozen=True, slots=True)
class Fetched:
    """The outcome for one mail in Chinese (`word`); the subject of an unreadable mail is its place."""

    sender: str
    subject: str
    word: str


def from_mailbox(places: Places, settings: Settings) -> Iterator[Fetched]:
    """Fetch the mails in the office's mailbox. Raises Unreachable, SettingsError."""
    assert settings.imap
    letters = _our_letters(places, settings.office.address)
    with Mailbox(settings.imap) as mailbox:
        for number, data in mailbox.mails():
            put_away = partial(mailbox.put_away, number)
            yield _fetch_one(places, letters, f"邮箱中编号 {number} 的邮件", data, put_away)


def from_folder(places: Places, folder: Path, address: str = "") -> Iterator[Fetched]:
    """Fetch the mails saved in a folder as .eml files, which stay. `address` is the office's own."""
    letters = _our_letters(places, address)
    for source in files_below(folder):
        name = source.path.name
        try:
            data = source.read() if name.lower().endswith(".eml") or source.path.is_dir() else None
        except Refused as refusal:
            yield Fetched("", name, f"文件夹打不开（{refusal.facts['detail']}），没有收取")
        except OSError as error:
            yield Fetched("", name, f"打不开（{why_unreadable(error)}），没有收取")
        else:
            if data is not None:
                yield _fetch_one(places, letters, name, data, lambda: None)


def _our_letters(places: Places, address: str) -> OurLetters:
    with opened(places.ledger) as ledger:
        return OurLetters.of_round(places, ledger, lambda: address)


def _fetch_one(
    places: Places, letters: OurLetters, name: str, data: bytes, put_away: Callable[[], None]
) -> Fetched:
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
    about = letters.about(mail)
    if about and not mail.bounce:
        return Fetched(mail.sender, mail.subject, f"{_cause(about)}，未收取")
    files = (Attachment(BOUNCED, data),) if mail.bounce else mail.attachments
    if not files:
        return Fetched(mail.sender, mail.subject, "没有附件，未收取")
    keep_original(places.originals, data)
    folder = places.received / FOLDER / _folder_name(mail, digest)
    _store(folder, files)
    _enter(places, mail, digest, folder)
    put_away()
    return Fetched(mail.sender, mail.subject, _cause(about) if about else f"收取 {len(files)} 个附件")


def _cause(about: About) -> str:
    """What kind of mail it is, without what to do about it."""
    return about[1].message.partition("。")[0]


def _enter(places: Places, mail: Incoming, digest: str, folder: Path) -> None:
    """Enter a mail whose attachments are stored in a folder."""
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


def _store(folder: Path, files: tuple[Attachment, ...]) -> None:
    """Write files under different names."""
    for name, each in zip(attachment_names(each.name for each in files), files, strict=True):
        durable.write(folder / name, each.data)


def _folder_name(mail: Incoming, digest: str) -> str:
    when = f"{mail.sent:%Y%m%d-%H%M}" if mail.sent else "无日期"
    return f"{when}_{safe_name(mail.sender, _LONGEST_SENDER)[:_LONGEST_SENDER] or '发件人不明'}_{digest[:8]}"
