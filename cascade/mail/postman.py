"""Carrying messages to the SMTP server, and knowing afterwards what has become of each.

A message is refused when the server has said so, or cannot have got the whole of it; its fate is unknown when
the whole was handed over and no answer came.
"""

import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from cascade.mail.failures import explained
from cascade.mail.settings import Outgoing, Security


class Outcome(StrEnum):
    """What has become of a message."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome with what the server said; `lacking` are recipients that it did not take."""

    outcome: Outcome
    detail: str = ""
    lacking: tuple[str, ...] = ()


class Postman:
    """A connection to the server, made when the first message is to be sent, and again after it broke."""

    def __init__(self, account: Outgoing) -> None:
        self._account = account
        self._password = account.password
        self._context = account.context()
        self._server: smtplib.SMTP | None = None
        self._last = 0.0

    def __enter__(self) -> "Postman":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def reach(self) -> None:
        """See that the server is there and knows us. Raises Unreachable."""
        if self._server is None:
            with explained(f"发信服务器 {self._account.host}:{self._account.port} "):
                self._server = self._connected()

    def send(self, sender: str, recipients: Sequence[str], message: bytes) -> Delivery:
        """Send one message, not sooner than the pause after the last. Raises Unreachable before it begins."""
        self.reach()
        assert self._server
        time.sleep(max(0.0, self._last + self._account.pause - time.monotonic()))
        try:
            return self._sent(self._server, sender, recipients, message)
        finally:
            self._last = time.monotonic()

    def _connected(self) -> smtplib.SMTP:
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

    def _sent(self, server: smtplib.SMTP, sender: str, recipients: Sequence[str], message: bytes) -> Delivery:
        """Speak the protocol step by step: the library's own `sendmail` does not tell the fates apart."""
        try:
            server.ehlo_or_helo_if_needed()
            _expect(server.mail(sender), 250)
            lacking = _lacking(server, recipients)
            _expect(server.docmd("DATA"), 354)
            server.send(_dotted(message))
        except _Said as said:
            self._leave()  # the server may have hung up, and knows what it has been told of this message
            return Delivery(Outcome.REFUSED, f"服务器拒收：{said}")
        except (OSError, smtplib.SMTPException) as error:
            self._leave()
            return Delivery(Outcome.REFUSED, f"连接中断，没有发出（{error}）")
        try:
            _expect(server.getreply(), 250)
        except _Said as said:
            return Delivery(Outcome.REFUSED, f"服务器拒收：{said}")
        except (OSError, smtplib.SMTPException) as error:
            self._leave()
            return Delivery(Outcome.UNKNOWN, f"已交给服务器，但没有收到答复（{error}）")
        return Delivery(Outcome.SENT, "", lacking)

    def _leave(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()


class _Said(Exception):
    """The server has answered with something else than what was hoped for."""


def _lacking(server: smtplib.SMTP, recipients: Sequence[str]) -> tuple[str, ...]:
    """The recipients that the server does not take; that it takes none is its answer."""
    answers = {each: server.rcpt(each) for each in recipients}
    lacking = tuple(each for each, (code, _) in answers.items() if code not in (250, 251))
    if len(lacking) == len(recipients):
        _expect(answers[lacking[-1]], 250)
    return lacking


def _expect(answer: tuple[int, bytes], code: int) -> None:
    if answer[0] == -1:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    if answer[0] != code:
        raise _Said(f"{answer[0]} {answer[1].decode('utf-8', 'replace')}")


def _dotted(message: bytes) -> bytes:
    """The message as it is handed over: lines that begin with a dot get another, and a dot ends it."""
    lines = message.replace(b"\r\n", b"\n").split(b"\n")
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    return (body if body.endswith(b"\r\n") else body + b"\r\n") + b".\r\n"
