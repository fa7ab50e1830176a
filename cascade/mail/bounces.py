"""Recognise mails that programs write by themselves: bounces, automatic replies, read receipts.

Standards: RFC 3464 (delivery status), RFC 3834 (automatic replies), RFC 8098 (read receipts). Many mail
services in China send bounces of their own kind; their senders and subjects tell them.
"""

import email
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message

_DAEMONS = re.compile(r"(?:mail(?:er)?-?daemon|postmaster|mail-?system)@", re.IGNORECASE).match
_BOUNCE_SUBJECT = re.compile(
    r"(?:系统退信|退信通知|邮件退回|退信[:：]|来自\s?\S+的退信|未送达[:：]|无法送达|无法投递|(?:邮件)?投递失败|"
    r"undeliver|delivery status notification|delivery (?:has )?fail|mail delivery fail|failure notice|"
    r"returned mail|delivery failure|mail system error)",
    re.IGNORECASE,
).match
_AUTOMATIC_SUBJECT = re.compile(
    r"(?:自动(?:回复|答复)|\[?auto(?:matic)?[- ]?reply|out of (?:the )?office|已读[:：]|read[:：])",
    re.IGNORECASE,
).match
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_ARRIVED = ("delivered", "relayed", "expanded")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message that a mail was not delivered.

    `addresses` are those that failed, in lower case, or all that the text names. `message_ids` are those of
    the mail that was not delivered. `reason` is the server's own, "" where it gives none. `delayed` says that
    the server still tries.
    """

    addresses: tuple[str, ...]
    message_ids: tuple[str, ...]
    reason: str = ""
    delayed: bool = False


def find_bounce(message: Message, sender: str, subject: str) -> Bounce | None:
    """What a bounce says; None if the mail is none. `sender` and `subject` are decoded."""
    statuses = list(_recipient_statuses(message))
    if statuses and all(_text(each, "Action").lower() in _ARRIVED for each in statuses):
        return None
    failed_header = _ADDRESS.findall(_text(message, "X-Failed-Recipients"))
    automatic = is_automatic(message, subject)
    empty_path = _text(message, "Return-Path") == "<>" and not automatic
    if not (statuses or failed_header or _DAEMONS(sender) or empty_path or _BOUNCE_SUBJECT(subject)):
        return None
    failed = [_text(each, "Final-Recipient") or _text(each, "Original-Recipient") for each in statuses]
    found = _ADDRESS.findall(" ".join(failed)) or failed_header or _ADDRESS.findall(_body(message))
    reasons = [_text(each, "Diagnostic-Code").partition(";")[2] or _text(each, "Status") for each in statuses]
    return Bounce(
        addresses=tuple(dict.fromkeys(each.lower() for each in found)),
        message_ids=tuple(dict.fromkeys(_original_ids(message))),
        reason=next((each.strip() for each in reasons if each.strip()), ""),
        delayed=bool(statuses) and all(_text(each, "Action").lower() == "delayed" for each in statuses),
    )


def is_automatic(message: Message, subject: str) -> bool:
    """Whether a mail program wrote the mail by itself: an automatic reply or a read receipt."""
    report = message.get_content_type() == "multipart/report"
    receipt = report and message.get_param("report-type") == "disposition-notification"
    replied = _text(message, "Auto-Submitted").lower().startswith("auto-replied")
    return receipt or replied or bool(_text(message, "X-Autoreply") or _AUTOMATIC_SUBJECT(subject))


def _recipient_statuses(message: Message) -> Iterator[Message]:
    """The status of each recipient in a delivery status, which lists that of the whole mail first."""
    for part in _children(message):
        if part.get_content_type() == "message/delivery-status":
            yield from (each for each in _children(part) if each["Final-Recipient"] or each["Action"])


def _original_ids(message: Message) -> Iterator[str]:
    """The Message-IDs of the mail that a bounce is about."""
    for part in _children(message):
        if part.get_content_type() == "message/rfc822":
            yield from (_text(each, "Message-ID") for each in _children(part) if each["Message-ID"])
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            original = email.message_from_string(_payload(part))
            yield from _MESSAGE_ID.findall(_text(original, "Message-ID"))
    yield from _MESSAGE_ID.findall(f"{_text(message, 'In-Reply-To')} {_text(message, 'References')}")
    yield from _MESSAGE_ID.findall(_body(message))


def _body(message: Message) -> str:
    """The text of a mail, without that of the mails inside it."""
    if message.get_content_type() == "message/rfc822":
        return ""
    children = list(_children(message))
    if children:
        return "\n".join(map(_body, children))
    return _payload(message) if message.get_content_maintype() == "text" else ""


def _payload(part: Message) -> str:
    data = part.get_payload(decode=True)
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""  # addresses are ASCII


def _children(part: Message) -> Iterable[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _text(message: Message, name: str) -> str:
    """A header's text, "" where it is missing."""
    return " ".join(str(message.get(name, "")).split())
