"""A mail that has come in, taken apart: who sent it, when, and every attachment that could be a return.

Nothing in it is trusted: headers may be malformed, names may be raw GBK, mails may be forwarded within mails.
"""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import collapse_rfc2231_value, parseaddr, parsedate_to_datetime

CHINA = timezone(timedelta(hours=8))
_DEEPEST = 5  # mails within mails


class Unreadable(Exception):
    """The bytes are no mail."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail. `sender` is a bare address in small letters; `sent` is in China's time, None if unknown."""

    message_id: str
    sender: str
    subject: str
    sent: datetime | None
    attachments: tuple[Attachment, ...]


def opened_up(data: bytes) -> Incoming:
    """A mail from its bytes. Raises Unreadable."""
    message = email.message_from_bytes(data, policy=compat32)
    if not any(message[name] for name in ("From", "Date", "Subject", "Message-ID", "Received")):
        raise Unreadable
    return Incoming(
        message_id=" ".join(_raw(message, "Message-ID").split()),
        sender=parseaddr(words(_raw(message, "From")))[1].lower(),
        subject=" ".join(words(_raw(message, "Subject")).split()),
        sent=_sent(message),
        attachments=tuple(_attachments(message)),
    )


def _attachments(message: Message, depth: int = 0) -> Iterator[Attachment]:
    """The files of a mail and of the mails that are forwarded in it, in their order."""
    for part in message.walk():
        if part.is_multipart():
            continue
        name = _file_name(part)
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or _is_body(part, name):
            continue
        if name.lower().endswith(".eml") and depth < _DEEPEST:
            inner = email.message_from_bytes(data, policy=compat32)
            if inner.keys():
                yield from _attachments(inner, depth + 1)
                continue
        yield Attachment(name or "未命名附件", data)


def _is_body(part: Message, name: str) -> bool:
    """Whether a part is what the mail says, or a picture within it, and no file that was attached."""
    attached = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    if attached:
        return False
    if part.get_content_maintype() == "text":
        return not name
    return part.get_content_maintype() == "image" and bool(part.get("Content-ID"))


def _file_name(part: Message) -> str:
    """The name that a part was given, in whichever of the usual ways it is written."""
    for header, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        alone = Message()
        alone[header] = _raw(part, header)
        if value := alone.get_param(parameter, header=header):
            return words(collapse_rfc2231_value(value, fallback_charset="gb18030"))
    return ""


def _raw(message: Message, name: str) -> str:
    """A header as it stands there; bytes that no charset announces are taken for UTF-8, else for GBK."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            data = str(value).encode("utf-8", "surrogateescape")
            return _decoded(data, "utf-8").replace("\r", "").replace("\n", "")
    return ""


def words(text: str) -> str:
    """A header's text with its encoded words decoded."""
    try:
        pieces = decode_header(text)
    except (ValueError, MessageError):  # encoded words that are none
        return _printable(text)
    return _printable(
        "".join(piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces)
    )


def _decoded(data: bytes, charset: str | None) -> str:
    for each in (charset or "raw-unicode-escape", "utf-8", "gb18030"):
        try:
            return data.decode(each)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _sent(message: Message) -> datetime | None:
    """When a mail was sent: its date, else when the last server received it."""
    received = str(message.get("Received", "")).rpartition(";")[2]
    for text in (str(message.get("Date", "")), received):
        try:
            moment = parsedate_to_datetime(text.strip())
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
        local = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
        try:
            return local.astimezone(CHINA).replace(tzinfo=None)
        except OverflowError:
            continue
    return None
