"""Turn a letter into a message: no text can inject headers, and all clients show the attachments' names."""

from dataclasses import dataclass
from email import policy
from email.encoders import encode_base64
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.utils import localtime
from pathlib import PurePath
from urllib.parse import quote

from cascade.mail.incoming import Attachment
from cascade.mail.settings import Sender

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_KINDS = {".xlsx": _XLSX, ".zip": ("application", "zip"), ".pdf": ("application", "pdf")}

# The library folds the headers that it builds, but not the attachments' headers, which come as text.
_POLICY = policy.SMTP.clone(refold_source="none")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: the bare addresses and the name of one office, subject, text, HTML and attachments.

    `in_reply_to` is the Message-ID of the mail that the letter answers, "" for none.
    """

    to: tuple[str, ...]
    cc: tuple[str, ...]
    name: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """All addresses of the letter, without repetitions."""
        return tuple(dict.fromkeys((*self.to, *self.cc)))


def as_bytes(letter: Letter, sender: Sender | None, message_id: str = "", draft: bool = False) -> bytes:
    """The bytes of the message, dated now. A draft may lack a sender, a recipient and a Message-ID.

    A mail program opens a `draft` as a message to send. Raises ValueError for a malformed address.
    """
    message = EmailMessage(policy=_POLICY)
    if sender:
        message["From"] = _address(sender.name, sender.address)
    if letter.to:
        message["To"] = [_address(letter.name, address) for address in letter.to]
    if letter.cc:
        message["Cc"] = [_address("", address) for address in letter.cc]
    message["Subject"] = one_line(letter.subject)
    message["Date"] = localtime()
    if message_id:
        message["Message-ID"] = message_id
    if letter.in_reply_to:
        message["In-Reply-To"] = message["References"] = one_line(letter.in_reply_to)
    if draft:
        message["X-Unsent"] = "1"
    message.set_content(letter.text, charset="utf-8", cte="base64")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="base64")
    if letter.attachments:
        message.make_mixed()
        for attachment in letter.attachments:
            message.attach(_part(attachment))  # type: ignore[arg-type]  # an older class than the stubs know
    return message.as_bytes()


def one_line(text: str) -> str:
    """A text without line breaks and other characters that a header cannot hold."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _address(name: str, address: str) -> Address:
    return Address(one_line(name), addr_spec=address)


def _part(attachment: Attachment) -> MIMEBase:
    """An attachment with its name in two encodings: the one Chinese clients read, and the standard one.

    The standard library would split a long name into several parameters, which some clients do not join.
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
