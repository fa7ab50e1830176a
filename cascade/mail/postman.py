"""Send messages by SMTP and tell what happened to every message.

A message is refused where the server says so, or cannot have received all of it. Its fate is unknown where
the server received all of it and did not answer.
"""

import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cascade.mail.failures import raise_unreachable
from cascade.mail.settings import Outgoing, Security


class Outcome(StrEnum):
    """What happened to a message."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome with the server's reply; `refused` are the recipients that it did not accept."""

    outcome: Outcome
    detail: str = ""
    refused: tuple[str, ...] = ()


class Postman:
    """A connection to the server. It opens with the first message, and again after it broke."""

    def __init__(self, account: Outgoing) -> None:
        self._account = account
        self._password = account.password
        self._context = account.context()
        self._server: smtplib.SMTP | None = None
        self._last = 0.0

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *_: object) -> None:
        self._disconnect()

    def connect(self) -> None:
        """Connect and log in, unless connected already. Raises Unreachable."""
        if self._server is None:
            with raise_unreachable(f"发信服务器 {self._account.host}:{self._account.port} "):
                self._server = self._connect()

    def send(self, sender: str, recipients: Sequence[str], message: bytes) -> Delivery:
        """Send one message after the pause since the last one. Raises Unreachable before sending."""
        self.connect()
        assert self._server
        time.sleep(max(0.0, self._last + self._account.pause - time.monotonic()))
        try:
            return self._submit(self._server, sender, recipients, message)
        finally:
            self._last = time.monotonic()

    def _connect(self) -> smtplib.SMTP:
        account = self._account
        where = (account.host, account.port)
        if account.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=account.timeout, context=self._context)
        else:
            server = smtplib.SMTP(*where, timeout=account.timeout)
            server.starttls(context=self._context)
        if account.user:
            server.login(account.user, self._password)
        return server

    def _submit(
        self, server: smtplib.SMTP, sender: str, recipients: Sequence[str], message: bytes
    ) -> Delivery:
        """Speak the protocol step by step: the library's `sendmail` cannot tell the three outcomes apart."""
        try:
            server.ehlo_or_helo_if_needed()
            _expect(server.mail(sender), 250)
            refused = _refused_recipients(server, recipients)
            _expect(server.docmd("DATA"), 354)
            server.send(_dot_stuffed(message))
        except _UnexpectedReply as reply:
            self._disconnect()  # the server may have hung up, and remembers a part of this message
            return Delivery(Outcome.REFUSED, f"服务器拒收：{reply}")
        except (OSError, smtplib.SMTPException) as error:
            self._disconnect()
            return Delivery(Outcome.REFUSED, f"连接中断，没有发出（{error}）")
        try:
            _expect(server.getreply(), 250)
        except _UnexpectedReply as reply:
            return Delivery(Outcome.REFUSED, f"服务器拒收：{reply}")
        except (OSError, smtplib.SMTPException) as error:
            self._disconnect()
            return Delivery(Outcome.UNKNOWN, f"已交给服务器，但没有收到答复（{error}）")
        return Delivery(Outcome.SENT, "", refused)

    def _disconnect(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()


class _UnexpectedReply(Exception):
    """The server's reply is not the expected one."""


def _refused_recipients(server: smtplib.SMTP, recipients: Sequence[str]) -> tuple[str, ...]:
    """The recipients that the server refuses. Raises _UnexpectedReply where it refuses all."""
    answers = {each: server.rcpt(each) for each in recipients}
    refused = tuple(each for each, (code, _) in answers.items() if code not in (250, 251))
    if len(refused) == len(recipients):
        _expect(answers[refused[-1]], 250)
    return refused


def _expect(answer: tuple[int, bytes], code: int) -> None:
    if answer[0] == -1:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    if answer[0] != code:
        raise _UnexpectedReply(f"{answer[0]} {answer[1].decode('utf-8', 'replace')}")


def _dot_stuffed(message: bytes) -> bytes:
    """The message as SMTP transmits it: a second dot before a line's first dot, and a final dot line."""
    lines = message.replace(b"\r\n", b"\n").split(b"\n")
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    return (body if body.endswith(b"\r\n") else body + b"\r\n") + b".\r\n"
