"""What the postman says to a real server, and what he says became of every message."""

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from cascade.mail.failures import Unreachable
from cascade.mail.postman import Delivery, Outcome, Postman
from cascade.mail.settings import Outgoing
from tests.support.certificates import Certificate, make_certificate
from tests.support.smtp_server import Behaviour, Security, SmtpServer, smtp_server

SENDER, FIRST, SECOND = "zhuanxing@example.invalid", "hz@example.invalid", "nb@example.invalid"
LOGIN = ("zhuanxing", "smtp-secret")
MESSAGE = b"Subject: a\r\n\r\nText.\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


def account(server: SmtpServer, certificate: Certificate, **more: object) -> Outgoing:
    where = {
        "host": server.host,
        "port": server.port,
        "security": "tls",
        "ca_file": str(certificate.authority),
    }
    return Outgoing.model_validate({**where, "timeout": 3, "pause": 0, **more})


@contextmanager
def at_work(
    certificate: Certificate, behaviours: dict[str, Behaviour] | None = None, **more: object
) -> Iterator[tuple[Postman, SmtpServer]]:
    with (
        smtp_server(security="tls", certificate=certificate, behaviours=behaviours) as server,
        Postman(account(server, certificate, **more)) as postman,
    ):
        yield postman, server


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_message_arrives_byte_for_byte_encrypted_and_under_the_login(
    security: Security, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASCADE_TEST_PASSWORD", LOGIN[1])
    with smtp_server(security=security, certificate=certificate, login=LOGIN) as server:
        words = {"security": security, "user": LOGIN[0], "password_env": "CASCADE_TEST_PASSWORD"}
        with Postman(account(server, certificate, **words)) as postman:
            assert postman.send(SENDER, (FIRST, SECOND), MESSAGE) == Delivery(Outcome.SENT)
        (kept,) = server.messages
    assert (kept.sender, kept.recipients, kept.raw) == (SENDER, (FIRST, SECOND), MESSAGE)
    assert (kept.encrypted, kept.login) == (True, LOGIN[0])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"a\n.b\n..\r\n", b"a\r\n.b\r\n..\r\n"),  # a dot at the start of a line would end the message
        (b"a", b"a\r\n"),
        (b".", b".\r\n"),
        (b"a\n\n", b"a\r\n\r\n"),
    ],
)
def test_dots_and_line_ends_survive(sent: bytes, kept: bytes, certificate: Certificate) -> None:
    with at_work(certificate) as (postman, server):
        assert postman.send(SENDER, (FIRST,), sent).outcome is Outcome.SENT
        assert server.messages[0].raw == kept


@pytest.mark.parametrize(
    ("behaviour", "outcome", "detail", "taken"),
    [
        (Behaviour.REFUSE_MESSAGE, Outcome.REFUSED, "服务器拒收：554 5.7.1 Message refused by policy", 0),
        (Behaviour.REFUSE_RECIPIENT, Outcome.REFUSED, "服务器拒收：550 5.1.1 No such mailbox here", 0),
        (Behaviour.SHUT_DOWN, Outcome.REFUSED, "", 0),
        (
            Behaviour.SHUT_DOWN_AT_DATA,
            Outcome.REFUSED,
            "服务器拒收：421 4.3.2 Service not available, closing",
            0,
        ),
        (
            Behaviour.DROP_AFTER_KEEPING,
            Outcome.UNKNOWN,
            "已交给服务器，但没有收到答复（Connection unexpectedly closed）",
            1,
        ),
    ],
)
def test_what_became_of_a_message_is_told_and_the_next_one_goes_out(
    behaviour: Behaviour, outcome: Outcome, detail: str, taken: int, certificate: Certificate
) -> None:
    with at_work(certificate, {FIRST: behaviour}) as (postman, server):
        delivery = postman.send(SENDER, (FIRST,), MESSAGE)
        assert (delivery.outcome, delivery.refused, len(server.messages)) == (outcome, (), taken)
        assert delivery.detail == detail or (not detail and delivery.detail)
        assert postman.send(SENDER, (SECOND,), MESSAGE) == Delivery(Outcome.SENT)
        assert server.messages[-1].recipients == (SECOND,)


def test_a_silent_server_leaves_the_fate_unknown(certificate: Certificate) -> None:
    """The server took the message, and answers after the postman has stopped waiting."""
    with at_work(certificate, {FIRST: Behaviour.DELAY}, timeout=0.3) as (postman, server):
        delivery = postman.send(SENDER, (FIRST,), MESSAGE)
        assert (delivery.outcome, len(server.messages)) == (Outcome.UNKNOWN, 1)
        assert delivery.detail == (
            "已交给服务器，但没有收到答复（Connection unexpectedly closed: The read operation timed out）"
        )


def test_refused_recipients_are_named_and_the_others_get_theirs(certificate: Certificate) -> None:
    behaviours = {FIRST: Behaviour.REFUSE_RECIPIENT}
    with at_work(certificate, behaviours) as (postman, server):
        delivery = postman.send(SENDER, (FIRST, SECOND), MESSAGE)
        assert delivery == Delivery(Outcome.SENT, "", (FIRST,))
        assert [kept.recipients for kept in server.messages] == [(SECOND,)]


def test_after_a_refusal_nothing_of_the_message_is_left_on_the_line(certificate: Certificate) -> None:
    behaviours = {FIRST: Behaviour.REFUSE_RECIPIENT}
    with at_work(certificate, behaviours) as (postman, server):
        assert postman.send(SENDER, (FIRST,), MESSAGE).outcome is Outcome.REFUSED
        assert postman.send("other@example.invalid", (SECOND,), MESSAGE).outcome is Outcome.SENT
        assert [(kept.sender, kept.recipients) for kept in server.messages] == [
            ("other@example.invalid", (SECOND,))
        ]


def test_a_connection_serves_many_messages_and_is_closed_at_the_end(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    quits: list[object] = []

    class Noted(smtplib.SMTP_SSL):
        def connect(self, *where: Any, **how: Any) -> tuple[int, bytes]:
            opened.append(self)
            return super().connect(*where, **how)

        def quit(self) -> tuple[int, bytes]:
            quits.append(self)
            return super().quit()

    monkeypatch.setattr(smtplib, "SMTP_SSL", Noted)
    with at_work(certificate) as (postman, _):
        assert opened == []
        postman.connect()
        for _ in range(3):
            postman.send(SENDER, (FIRST,), MESSAGE)
        assert (len(opened), quits) == (1, [])
    assert quits == opened


def test_there_is_a_pause_between_two_messages_and_none_before_the_first(certificate: Certificate) -> None:
    with at_work(certificate, pause=0.6) as (postman, server):
        start = time.monotonic()
        for _ in range(2):
            postman.send(SENDER, (FIRST,), MESSAGE)
        took = time.monotonic() - start
        first, second = (kept.time for kept in server.messages)
    assert (second - first).total_seconds() >= 0.6
    assert took < 1.2


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_nobody_is_trusted_who_cannot_prove_who_he_is(security: Security, certificate: Certificate) -> None:
    with smtp_server(security=security, certificate=certificate) as server:
        stranger = account(server, certificate, security=security, ca_file="")
        with (
            Postman(stranger) as postman,
            pytest.raises(Unreachable, match=r"发信服务器 127\.0\.0\.1:\d+ 的加密连接没有建立"),
        ):
            postman.send(SENDER, (FIRST,), MESSAGE)
        assert server.messages == []


def test_a_line_that_broke_meanwhile_costs_one_message(certificate: Certificate) -> None:
    with at_work(certificate) as (postman, server):
        postman.connect()
        assert postman._server is not None
        postman._server.close()
        lost = Delivery(Outcome.REFUSED, "连接中断，没有发出（please run connect() first）")
        assert postman.send(SENDER, (FIRST,), MESSAGE) == lost
        assert postman.send(SENDER, (FIRST,), MESSAGE) == Delivery(Outcome.SENT)
        assert len(server.messages) == 1


def test_an_answer_that_is_none_breaks_the_line(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """smtplib gives the code -1 to a line that begins with no number."""
    monkeypatch.setattr(smtplib.SMTP, "mail", lambda *_: (-1, b"hello"))
    with at_work(certificate) as (postman, _):
        lost = Delivery(Outcome.REFUSED, "连接中断，没有发出（Connection unexpectedly closed）")
        assert postman.send(SENDER, (FIRST,), MESSAGE) == lost


def test_a_recipient_for_whom_the_server_forwards_is_accepted(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {FIRST: (251, b"will forward"), SECOND: (252, b"cannot verify")}
    tell = smtplib.SMTP.rcpt
    monkeypatch.setattr(smtplib.SMTP, "rcpt", lambda server, to: (tell(server, to), codes[to])[1])
    with at_work(certificate) as (postman, _):
        assert postman.send(SENDER, (FIRST, SECOND), MESSAGE).refused == (SECOND,)


def test_a_server_that_is_not_there_is_told_with_its_address(certificate: Certificate) -> None:
    with smtp_server(security="tls", certificate=certificate) as server:
        gone = account(server, certificate)
    where = rf"连不上发信服务器 127\.0\.0\.1:{gone.port} "
    with Postman(gone) as postman, pytest.raises(Unreachable, match=where):
        postman.connect()
