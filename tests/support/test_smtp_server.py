"""The mail servers and the second reader of mails are themselves witnessed."""

import hashlib
import imaplib
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from imap_tools import MailBox, MailboxLoginError, MailBoxStartTls

from tests.support import imap_server as dovecot
from tests.support import programs
from tests.support.certificates import Certificate, make_certificate
from tests.support.imap_server import ImapServer, StoredMessage, imap_server
from tests.support.mailparser import parsed
from tests.support.smtp_server import Behaviour, Security, SmtpServer, smtp_server

OFFICE, HANGZHOU, NINGBO = (f"{name}@example.invalid" for name in ("office", "hangzhou", "ningbo"))
LOGIN = ("office", "smtp secret")
RAW = b"Subject: one\r\n\r\n.leading dot\r\n\xe6\xad\xa3\xe6\x96\x87\r\n"
EVERY_SECURITY: list[Security] = ["plain", "starttls", "tls"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


def connect(
    server: SmtpServer,
    security: Security = "plain",
    context: ssl.SSLContext | None = None,
    timeout: float = 10,
    host: str | None = None,
) -> smtplib.SMTP:
    if security == "tls":
        return smtplib.SMTP_SSL(host or server.host, server.port, timeout=timeout, context=context)
    client = smtplib.SMTP(host or server.host, server.port, timeout=timeout)
    if security == "starttls":
        client.starttls(context=context)
    return client


def send(client: smtplib.SMTP, *recipients: str, raw: bytes = RAW) -> dict[str, tuple[int, bytes]]:
    return client.sendmail(OFFICE, recipients, raw)


# --------------------------------------------------------------------------------------- what SMTP takes


def test_messages_are_kept_in_order_with_their_envelopes() -> None:
    before = datetime.now(UTC)
    with smtp_server() as server, connect(server) as client:
        assert send(client, HANGZHOU, NINGBO) == {}
        assert send(client, NINGBO, raw=b"Subject: two\r\n\r\n") == {}
        first, second = server.messages
    assert (first.sender, first.recipients, first.raw) == (OFFICE, (HANGZHOU, NINGBO), RAW)
    assert (first.login, first.encrypted) == (None, False)
    assert (second.recipients, second.raw) == ((NINGBO,), b"Subject: two\r\n\r\n")
    assert before <= first.time <= second.time <= datetime.now(UTC)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_it_speaks_tls_to_who_trusts_its_authority(
    certificate: Certificate, security: Security, host: str
) -> None:
    with smtp_server(security=security, certificate=certificate, login=LOGIN) as server:
        with connect(server, security, certificate.client_context(), host=host) as client:
            client.login(*LOGIN)
            send(client, HANGZHOU)
        (message,) = server.messages
    assert (message.login, message.encrypted, message.raw) == ("office", True, RAW)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_its_certificate_is_worth_nothing_to_others(
    certificate: Certificate, tmp_path: Path, security: Security
) -> None:
    elsewhere = make_certificate(tmp_path / "elsewhere", "smtp.example.invalid")
    with (
        smtp_server(security=security, certificate=certificate) as server,
        pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"),
    ):
        connect(server, security, ssl.create_default_context())
    with (
        smtp_server(security=security, certificate=elsewhere) as server,
        pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"),
    ):
        connect(server, security, elsewhere.client_context())
    with pytest.raises(ValueError, match="certificate"), smtp_server(security=security):
        pass


def test_nothing_is_taken_before_starttls(certificate: Certificate) -> None:
    with (
        smtp_server(security="starttls", certificate=certificate, login=LOGIN) as server,
        connect(server) as client,
    ):
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.docmd("AUTH PLAIN AAAA")[0] == 530
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            send(client, HANGZHOU)
        assert refused.value.smtp_code == 530


@pytest.mark.parametrize("security", EVERY_SECURITY)
def test_a_login_is_demanded(certificate: Certificate, security: Security) -> None:
    with (
        smtp_server(security=security, certificate=certificate, login=LOGIN) as server,
        connect(server, security, certificate.client_context()) as client,
    ):
        client.ehlo()
        assert set(client.esmtp_features["auth"].split()) == {"LOGIN", "PLAIN"}
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            send(client, HANGZHOU)
        assert refused.value.smtp_code == 530
        with pytest.raises(smtplib.SMTPAuthenticationError) as wrong:
            client.login(LOGIN[0], "wrong")
        assert wrong.value.smtp_code == 535
        client.user, client.password = LOGIN
        assert client.auth("LOGIN", client.auth_login)[0] == 235
        assert send(client, HANGZHOU) == {}


def test_without_a_login_none_is_offered() -> None:
    with smtp_server() as server, connect(server) as client, pytest.raises(smtplib.SMTPNotSupportedError):
        client.login(*LOGIN)


# ------------------------------------------------------------------------------------- how SMTP misbehaves


def test_one_of_several_recipients_is_refused() -> None:
    behaviours = {HANGZHOU: Behaviour.REFUSE_RECIPIENT}
    with smtp_server(behaviours=behaviours) as server, connect(server) as client:
        assert send(client, HANGZHOU, NINGBO) == {HANGZHOU: (550, b"5.1.1 No such mailbox here")}
        assert [message.recipients for message in server.messages] == [(NINGBO,)]


@pytest.mark.parametrize(
    ("behaviour", "code"), [(Behaviour.REFUSE_RECIPIENT, 550), (Behaviour.DEFER_RECIPIENT, 451)]
)
def test_the_only_recipient_is_refused(behaviour: Behaviour, code: int) -> None:
    with smtp_server(behaviours={HANGZHOU: behaviour}) as server, connect(server) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(client, HANGZHOU)
        assert refused.value.recipients[HANGZHOU][0] == code
        assert send(client, NINGBO) == {}
        assert [message.recipients for message in server.messages] == [(NINGBO,)]


@pytest.mark.parametrize(
    ("behaviour", "code"), [(Behaviour.REFUSE_MESSAGE, 554), (Behaviour.DEFER_MESSAGE, 451)]
)
def test_a_message_is_refused_after_data(behaviour: Behaviour, code: int) -> None:
    with smtp_server(behaviours={HANGZHOU: behaviour}) as server, connect(server) as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(client, NINGBO, HANGZHOU)
        assert refused.value.smtp_code == code
        assert send(client, NINGBO) == {}
        assert [message.recipients for message in server.messages] == [(NINGBO,)]


@pytest.mark.parametrize("security", EVERY_SECURITY)
def test_it_shuts_down(certificate: Certificate, security: Security) -> None:
    with smtp_server(
        security=security, certificate=certificate, behaviours={HANGZHOU: Behaviour.SHUT_DOWN}
    ) as server:
        client = connect(server, security, certificate.client_context())
        client.ehlo()
        assert client.mail(OFFICE)[0] == 250
        assert client.rcpt(HANGZHOU)[0] == 421
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.noop()
        assert server.messages == []


@pytest.mark.parametrize("security", EVERY_SECURITY)
@pytest.mark.parametrize("raw", [RAW, RAW + b"0123456789\r\n" * 100_000], ids=["small", "large"])
@pytest.mark.parametrize(
    ("behaviour", "kept"), [(Behaviour.DROP_AFTER_KEEPING, 1), (Behaviour.CLOSE_IN_DATA, 0)]
)
def test_the_line_goes_dead_with_the_message_kept_or_not(
    certificate: Certificate, security: Security, raw: bytes, behaviour: Behaviour, kept: int
) -> None:
    with smtp_server(security=security, certificate=certificate, behaviours={HANGZHOU: behaviour}) as server:
        client = connect(server, security, certificate.client_context())
        with pytest.raises(OSError):  # noqa: PT011  (which one depends on where the client just was)
            send(client, HANGZHOU, raw=raw)
        client.close()
        assert [message.raw for message in server.messages] == [raw] * kept
        with connect(server, security, certificate.client_context()) as again:
            assert send(again, NINGBO) == {}


def test_it_lets_wait_and_keeps_what_a_client_gave_up() -> None:
    with smtp_server(behaviours={HANGZHOU: Behaviour.DELAY}, delay=0.6) as server:
        with connect(server) as patient:
            begun = time.monotonic()
            assert send(patient, HANGZHOU) == {}
            assert time.monotonic() - begun >= 0.6
        impatient = connect(server, timeout=0.2)
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            send(impatient, HANGZHOU)
        impatient.close()
        assert len(server.messages) == 2


def test_behaviour_changes_while_it_runs() -> None:
    with smtp_server(login=LOGIN, behaviours={LOGIN[0]: Behaviour.REFUSE_AUTH}) as server:
        with connect(server) as client:
            with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
                client.login(*LOGIN)
            assert refused.value.smtp_code == 535
            del server.behaviours[LOGIN[0]]
            client.login(*LOGIN)
            assert send(client, HANGZHOU) == {}
            server.behaviours[HANGZHOU] = Behaviour.REFUSE_MESSAGE
            with pytest.raises(smtplib.SMTPDataError):
                send(client, HANGZHOU)
        assert len(server.messages) == 1


@pytest.mark.parametrize("security", EVERY_SECURITY)
def test_it_leaves_nothing_behind_even_with_clients_waiting(
    certificate: Certificate, security: Security
) -> None:
    with smtp_server(
        security=security, certificate=certificate, behaviours={HANGZHOU: Behaviour.DELAY}, delay=60
    ) as server:
        idle = connect(server, security, certificate.client_context())
        waiting = connect(server, security, certificate.client_context(), timeout=0.1)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(waiting, HANGZHOU)
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        connect(server)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("smtp-server")]


# ----------------------------------------------------------------------------------------------- Dovecot


@pytest.fixture
def mailbox(certificate: Certificate, imap: ImapServer) -> MailBox:
    return MailBox(imap.host, imap.port, ssl_context=certificate.client_context())


@pytest.fixture
def imap(certificate: Certificate) -> Iterator[ImapServer]:
    with imap_server(certificate) as server:
        yield server


def stored(raw: bytes, *flags: str) -> StoredMessage:
    return StoredMessage(frozenset(flags), raw)


def test_a_mailbox_is_read_flagged_and_sorted(imap: ImapServer, mailbox: MailBox) -> None:
    imap.deliver(RAW)
    imap.deliver(b"Subject: two\n\nbare line ends\n")
    with mailbox.login(imap.user, imap.password):
        first, second = mailbox.fetch(mark_seen=False)
        assert (first.subject, second.subject, second.text) == ("one", "two", "bare line ends\r\n")
        assert [message.flags for message in imap.folder()] == [frozenset()] * 2
        assert first.uid
        assert second.uid
        mailbox.flag(first.uid, [r"\Seen", "$Taken"], value=True)
        mailbox.folder.create("已处理/甲")
        mailbox.move(second.uid, "已处理/甲")
    assert imap.folder() == [stored(RAW, r"\Seen", "$Taken")]
    assert imap.folder("已处理/甲") == [stored(b"Subject: two\r\n\r\nbare line ends\r\n")]
    with pytest.raises(KeyError, match="没有"):
        imap.folder("没有")


def test_delivery_into_folders_and_while_a_client_looks(imap: ImapServer, mailbox: MailBox) -> None:
    imap.deliver(RAW, "已处理/乙")
    with mailbox.login(imap.user, imap.password):
        assert {folder.name for folder in mailbox.folder.list()} == {"INBOX", "已处理", "已处理/乙"}
        assert list(mailbox.fetch()) == []
        imap.deliver(b"Subject: late\r\n\r\n")
        mailbox.client.noop()  # what has come in meanwhile is told with the answer to the next command
        assert [message.subject for message in mailbox.fetch()] == ["late"]
    assert imap.folder() == [stored(b"Subject: late\r\n\r\n", r"\Seen")]
    assert imap.folder("已处理/乙") == [stored(RAW)]


def test_it_can_move(imap: ImapServer, certificate: Certificate) -> None:
    with imaplib.IMAP4_SSL(imap.host, imap.port, ssl_context=certificate.client_context()) as client:
        client.login(imap.user, imap.password)
        assert "MOVE" in str(client.capability()[1][0])


def test_it_speaks_starttls(imap: ImapServer, certificate: Certificate) -> None:
    imap.deliver(RAW)
    context = certificate.client_context()
    with MailBoxStartTls(imap.host, imap.starttls_port, ssl_context=context).login(
        imap.user, imap.password
    ) as box:
        assert [message.subject for message in box.fetch()] == ["one"]
    deadline = time.monotonic() + 10  # Dovecot writes its log by a process of its own
    while "Login: " not in imap.log.read_text("utf-8") and time.monotonic() < deadline:
        time.sleep(0.02)
    (login,) = [line for line in imap.log.read_text("utf-8").splitlines() if "Login: " in line]
    assert f"user=<{imap.user}>" in login
    assert ", TLS, " in login


def test_strangers_are_kept_out(imap: ImapServer, mailbox: MailBox) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        MailBox(imap.host, imap.port, ssl_context=ssl.create_default_context())
    begun = time.monotonic()
    with pytest.raises(MailboxLoginError):
        mailbox.login(imap.user, "wrong")
    assert time.monotonic() - begun < 2


def test_every_server_has_its_own_mailbox_and_leaves_nothing(
    imap: ImapServer, certificate: Certificate
) -> None:
    with imap_server(certificate) as other:
        other.deliver(RAW)
        assert (len(other.folder()), len(imap.folder())) == (1, 0)
    assert not other.home.exists()
    for port in (other.port, other.starttls_port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((other.host, port), timeout=1)


def test_why_dovecot_does_not_start_is_told(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = dovecot.SETTINGS + "nonsense = yes\n"
    monkeypatch.setattr(dovecot, "SETTINGS", settings)
    with pytest.raises(RuntimeError, match="Unknown setting: nonsense"), dovecot.imap_server(certificate):
        pass


# ------------------------------------------------------------------------------------------ another reader


def test_another_parser_reads_mails(tmp_path: Path) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = '"省转升办" <office@example.invalid>'
    mail["To"] = "杭州 <hangzhou@example.invalid>, ningbo@example.invalid"
    mail["Subject"] = "关于分解下达目标任务的通知"
    mail["Date"] = "Sat, 30 May 2020 09:00:00 +0800"
    mail["Message-ID"] = "<1@example.invalid>"
    mail.set_content("请查收。\n")
    mail.add_alternative('<p>请查收。</p><img src="cid:x">\n', subtype="html")
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="杭州 分解表.zip")
    rich, plain = tmp_path / "全 文.eml", tmp_path / "plain.eml"
    rich.write_bytes(bytes(mail))
    plain.write_bytes(b"Subject: x\r\n\r\nhttp words\r\n")
    assert parsed([rich, plain]) == [
        {
            "from": [{"name": "省转升办", "address": OFFICE}],
            "to": [{"name": "杭州", "address": HANGZHOU}, {"name": "", "address": NINGBO}],
            "cc": [],
            "subject": "关于分解下达目标任务的通知",
            "date": "2020-05-30T01:00:00.000Z",
            "messageId": "<1@example.invalid>",
            "text": "请查收。\n",
            "html": '<p>请查收。</p><img src="cid:x">\n',
            "attachments": [
                {
                    "filename": "杭州 分解表.zip",
                    "contentType": "application/zip",
                    "size": 4,
                    "sha256": hashlib.sha256(b"PK\x03\x04").hexdigest(),
                }
            ],
        },
        {"from": [], "to": [], "cc": [], "subject": "x", "date": None, "messageId": None}
        | {"text": "http words\n", "html": None, "attachments": []},
    ]
    with pytest.raises(RuntimeError, match="ENOENT"):
        parsed([tmp_path / "missing.eml"])


def test_a_parser_that_npm_has_not_installed_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CASCADE_REQUIRE_ALL", raising=False)
    monkeypatch.setattr(programs, "MAILPARSER", tmp_path)
    programs._find.cache_clear()
    with pytest.raises(pytest.skip.Exception, match="mailparser is not installed"):
        programs.need("mailparser")
    programs._find.cache_clear()
