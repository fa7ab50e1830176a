"""Turn letters into messages, send them by SMTP, fetch and parse mails. No other room knows mail servers."""

from cascade.mail.failures import Unreachable
from cascade.mail.incoming import Attachment, Incoming, Unreadable, parse_mail
from cascade.mail.letter import Letter, as_bytes
from cascade.mail.mailbox import Mailbox
from cascade.mail.postman import Delivery, Outcome, Postman
from cascade.mail.settings import Settings, SettingsError, load

__all__ = [
    "Attachment",
    "Delivery",
    "Incoming",
    "Letter",
    "Mailbox",
    "Outcome",
    "Postman",
    "Settings",
    "SettingsError",
    "Unreachable",
    "Unreadable",
    "as_bytes",
    "load",
    "parse_mail",
]
