"""An office with mail: its settings, its cities' answers, and the servers that carry both."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.certificates import Certificate
from tests.support.imap_server import ImapServer, imap_server
from tests.support.office import BREAKDOWN, Answer, Office, run, with_few_indicators
from tests.support.smtp_server import Behaviour, KeptMessage, SmtpServer, smtp_server

SENDER, ME = "zhuanxing@example.invalid", "jingban@example.invalid"
LOGIN = ("zhuanxing@example.invalid", "smtp-secret")
DAY = "2020-05-20"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True)
class Post:
    """An office's mail: the settings' file and the running servers."""

    office: Office
    settings: Path
    smtp: SmtpServer
    imap: ImapServer | None = None

    def generate(self, round_: str, *words: object, today: str = DAY) -> Answer:
        how = ("--workbooks", self.office.home, "--mail", self.settings, "--today", today)
        return run("generate.py", self.office.plan, round_, *how, *words)

    def collect(self, round_: str, *words: object, today: str = DAY) -> Answer:
        how = ("--workbooks", self.office.home, "--mail", self.settings, "--today", today)
        return run("collect.py", self.office.plan, round_, *words, *how)

    def sent_to(self, city: str) -> list[EmailMessage]:
        """What a city's office has got."""
        first = self.office.tables.addresses[city][0]
        return [opened(each) for each in self.smtp.messages if first in each.recipients]


def few_forms(folders: pytest.TempPathFactory) -> Office:
    """An office with the forms of a breakdown of six indicators: its letters say the same, sooner."""
    plan = with_few_indicators(folders.mktemp("方案") / "zhejiang-2020")
    office = Office(folders.mktemp("信") / "工作簿", plan)
    assert office.generate(BREAKDOWN).code == 0
    return office


def opened(kept: KeptMessage) -> EmailMessage:
    found = message_from_bytes(kept.raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content())


def write_settings(
    path: Path,
    certificate: Certificate,
    smtp: SmtpServer,
    imap: ImapServer | None,
    security: str,
    done: str | None = None,
) -> Path:
    lines = [
        f'[office]\nname = "省转升办"\naddress = "{SENDER}"\nme = "{ME}"',
        f'[smtp]\nhost = "127.0.0.1"\nport = {smtp.port}\nsecurity = "{security}"\nuser = "{LOGIN[0]}"',
        f'password_env = "CASCADE_SMTP_PASSWORD"\nca_file = "{certificate.authority}"\npause = 0',
        "timeout = 3",
    ]
    if imap:
        lines += [
            f'[imap]\nhost = "127.0.0.1"\nport = {imap.port}\nuser = "{imap.user}"\nsecurity = "tls"',
            f'password_env = "CASCADE_IMAP_PASSWORD"\nca_file = "{certificate.authority}"\ntimeout = 10',
        ]
        lines += [] if done is None else [f'done = "{done}"']
    path.write_text("\n".join(lines), "utf-8")
    return path


@contextmanager
def post_of(
    office: Office,
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    *,
    behaviours: Mapping[str, Behaviour] | None = None,
    security: str = "starttls",
    mailbox: bool = False,
    done: str | None = None,
) -> Iterator[Post]:
    """An office with running servers, until the block is left; `done` is the folder of fetched mails."""
    monkeypatch.setenv("CASCADE_SMTP_PASSWORD", LOGIN[1])
    with smtp_server(
        security=security,  # type: ignore[arg-type]
        certificate=certificate,
        login=LOGIN,
        behaviours=behaviours,
        delay=1,
    ) as smtp:
        path = office.home.parent / "mail.toml"
        if not mailbox:
            yield Post(office, write_settings(path, certificate, smtp, None, security), smtp)
            return
        with imap_server(certificate) as imap:
            monkeypatch.setenv("CASCADE_IMAP_PASSWORD", imap.password)
            yield Post(office, write_settings(path, certificate, smtp, imap, security, done), smtp, imap)


def mail_from(
    sender: str, subject: str, *files: tuple[str, bytes], date: str = "Thu, 28 May 2020 10:00:00 +0800"
) -> EmailMessage:
    """A mail as a city's mail program writes it."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, SENDER, subject
    message["Date"] = date
    message["Message-ID"] = f"<{abs(hash((sender, subject, date)))}@example.invalid>"
    message.set_content("请查收。")
    for name, data in files:
        main, sub = XLSX if name.endswith(".xlsx") else ("application", "octet-stream")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message
