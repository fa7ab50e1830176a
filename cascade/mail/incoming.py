"""Parse a received mail: its sender, its date, and all attachments that could be returns.

The parser trusts nothing: headers may be malformed, names may be raw GBK, mails may contain forwarded mails.
It uses the library's default policy: the newer ones raise errors in malformed headers and load slowly.
"""

import email
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parseaddr, parsedate_to_datetime

from cascade.mail.bounces import Bounce, find_bounce, is_automatic

CHINA = timezone(timedelta(hours=8))
_DEEPEST = 5  # levels of mails inside mails


class Unreadable(Exception):
    """The bytes are not a mail."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A received mail. `sender` is a bare lower-case address; `sent` is China's time, None if unknown.

    `recipients` are the bare lower-case addresses of To and Cc. `bounce` says what was not delivered, None in
    any other mail; `automatic` that a mail program answered by itself; `draft` that it was never sent.
    """

    message_id: str
    sender: str
    subject: str
    sent: datetime | None
    attachments: tuple[Attachment, ...]
    recipients: tuple[str, ...] = ()
    bounce: Bounce | None = None
    automatic: bool = False
    draft: bool = False

    @property
    def without_attachments(self) -> "Incoming":
        """The mail without its attachments, which may be large."""
        return replace(self, attachments=())


def parse_mail(data: bytes) -> Incoming:
    """Parse the bytes of a mail. Raises Unreadable."""
    message = email.message_from_bytes(data)
    if not any(message[name] for name in ("From", "Date", "Subject", "Message-ID", "Received")):
        raise Unreadable
    sender = parseaddr(decode_text(_header(message, "From")))[1].lower()
    subject = " ".join(decode_text(_header(message, "Subject")).split())
    written_to = [decode_text(_header(message, name)) for name in ("To", "Cc")]
    return Incoming(
        message_id=" ".join(_header(message, "Message-ID").split()),
        sender=sender,
        subject=subject,
        sent=_sent(message),
        attachments=tuple(_attachments(message)),
        recipients=tuple(address.lower() for _, address in getaddresses(written_to) if address),
        bounce=find_bounce(message, sender, subject),
        automatic=is_automatic(message, subject),
        draft=_header(message, "X-Unsent").strip() == "1",
    )


def _attachments(message: Message, depth: int = 0) -> Iterator[Attachment]:
    """The attachments of a mail and of the mails forwarded inside it, in order."""
    for part in message.walk():
        if part.is_multipart():
            continue
        name = _file_name(part)
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or _is_body(part, name):
            continue
        if name.lower().endswith(".eml") and depth < _DEEPEST:
            inner = email.message_from_bytes(data)
            if inner.keys():
                yield from _attachments(inner, depth + 1)
                continue
        yield Attachment(name or "未命名附件", data)


def _is_body(part: Message, name: str) -> bool:
    """Whether a part belongs to the mail's own text or shows a picture in it, so is no attachment."""
    attached = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    if attached:
        return False
    if part.get_content_maintype() == "text":
        return not name
    return part.get_content_maintype() == "image" and bool(part.get("Content-ID"))


def _file_name(part: Message) -> str:
    """The file name of a part, in any of the encodings that mail programs use; "" for none."""
    for header, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        single = Message()
        single[header] = _header(part, header)
        if value := single.get_param(parameter, header=header):
            return decode_text(collapse_rfc2231_value(value, fallback_charset="gb18030"))
    return ""


def _header(message: Message, name: str) -> str:
    """The raw text of a header; bytes without a declared charset are read as UTF-8, else as GBK."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            data = str(value).encode("utf-8", "surrogateescape")
            return _decode(data, "utf-8").replace("\r", "").replace("\n", "")
    return ""


def decode_text(text: str) -> str:
    """Decode the encoded words of a header's text."""
    try:
        pieces = decode_header(text)
    except (ValueError, MessageError):  # malformed encoded words
        return _printable(text)
    return _printable(
        "".join(piece if isinstance(piece, str) else _decode(piece, charset) for piece, charset in pieces)
    )


def _decode(data: bytes, charset: str | None) -> str:
    for each in (charset or "raw-unicode-escape", "utf-8", "gb18030"):
        try:
            return data.decode(each)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _sent(message: Message) -> datetime | None:
    """The date of a mail, else the time at which the last server received it; None for neither."""
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
