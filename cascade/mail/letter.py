"""A letter as a message: headers that nobody can inject into, and attachment names that all clients show."""

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.encoders import encode_base64
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.base import MIMEBase
from pathlib import PurePath
from urllib.parse import quote

from cascade.mail.incoming import Attachment

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_KINDS = {".xlsx": _XLSX, ".zip": ("application", "zip"), ".pdf": ("application", "pdf")}

# Headers of our own making are folded by the library; those of attachments, given as text, are left alone.
_POLICY = policy.SMTP.clone(refold_source="none")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whom (bare addresses, of one office), what it says, and what is attached.

    `answers` is the Message-ID of the mail that it answers, "" for none.
    """

    to: tuple[str, ...]
    cc: tuple[str, ...]
    name: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    answers: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address that it goes to, once."""
        return tuple(dict.fromkeys((*self.to, *self.cc)))


def as_bytes(
    letter: Letter, sender: tuple[str, str] | None, when: datetime, message_id: str = "", draft: bool = False
) -> bytes:
    """The message. `sender` is a name and an address; a draft may do without, and opens as one to be sent.

    Raises ValueError where an address is none.
    """
    message = EmailMessage(policy=_POLICY)
    if sender:
        message["From"] = _address(*sender)
    message["To"] = [_address(letter.name, address) for address in letter.to]
    if letter.cc:
        message["Cc"] = [_address("", address) for address in letter.cc]
    message["Subject"] = one_line(letter.subject)
    message["Date"] = when
    if message_id:
        message["Message-ID"] = message_id
    if letter.answers:
        message["In-Reply-To"] = message["References"] = one_line(letter.answers)
    if draft:
        message["X-Unsent"] = "1"
    message.set_content(letter.text, charset="utf-8", cte="base64")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="base64")
    if letter.attachments:
        message.make_mixed()
        for attachment in letter.attachments:
            message.attach(_part(attachment))  # type: ignore[arg-type]  # of the older, plainer kind
    return message.as_bytes()


def one_line(text: str) -> str:
    """A text without line breaks and other signs that a header cannot hold."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _address(name: str, address: str) -> Address:
    return Address(one_line(name), addr_spec=address)


def _part(attachment: Attachment) -> MIMEBase:
    """An attachment whose name is written twice: as Chinese clients read it, and as the standard has it.

    The standard library would split a long name over several parameters, which some clients do not join.
    """
    name = one_line(attachment.name).replace('"', "'").replace("\\", "_")
    main, sub = _KINDS.get(PurePath(name).suffix.lower(), ("application", "octet-stream"))
    part = MIMEBase(main, sub, policy=policy.compat32)
    part.set_payload(attachment.data)
    encode_base64(part)
    encoded = Header(name, "utf-8", maxlinelen=70).encode(linesep="\n") if not name.isascii() else name
    del part["Content-Type"]
    part["Content-Type"] = f'{main}/{sub};\n name="{encoded}"'
    part["Content-Disposition"] = f"attachment;\n filename*=utf-8''{quote(name, safe='')}"
    return part
