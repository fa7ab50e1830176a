"""A real SMTP server on this machine which keeps what it takes, and behaves badly when it is told to."""

import asyncio
import ssl
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Literal, Never

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.certificates import Certificate

Security = Literal["plain", "starttls", "tls"]
HOST = "127.0.0.1"


class Behaviour(Enum):
    """What becomes of a message to an address; of several recipients' behaviours the first bad one counts.

    REFUSE_RECIPIENT and DEFER_RECIPIENT concern that recipient only: the message goes to the others.
    REFUSE_AUTH is set for a login's name, not for an address.
    """

    TAKE = auto()
    DELAY = auto()  # keep it, but let the client wait for the answer
    REFUSE_RECIPIENT = auto()  # 550 to RCPT
    DEFER_RECIPIENT = auto()  # 451 to RCPT
    SHUT_DOWN = auto()  # 421 to RCPT, then close the connection
    SHUT_DOWN_AT_DATA = auto()  # 421 to DATA, then close the connection
    REFUSE_MESSAGE = auto()  # 554 after DATA
    DEFER_MESSAGE = auto()  # 451 after DATA
    DROP_AFTER_KEEPING = auto()  # keep it, but cut the connection without an answer
    CLOSE_IN_DATA = auto()  # cut the connection at the first line of DATA, keep nothing
    REFUSE_AUTH = auto()  # 535, although the password is right


_AFTER_RCPT = {
    Behaviour.REFUSE_RECIPIENT: "550 5.1.1 No such mailbox here",
    Behaviour.DEFER_RECIPIENT: "451 4.2.1 Mailbox busy, try again later",
    Behaviour.SHUT_DOWN: "421 4.3.2 Service not available, closing",
}
_AFTER_DATA = {
    Behaviour.REFUSE_MESSAGE: "554 5.7.1 Message refused by policy",
    Behaviour.DEFER_MESSAGE: "451 4.3.0 Local error, try again later",
}


@dataclass(frozen=True)
class KeptMessage:
    """A message that the server took: the envelope, the bytes, when, and how it came."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    time: datetime
    login: str | None
    encrypted: bool


@dataclass
class SmtpServer:
    """A running server; see `smtp_server`. `behaviours` may be changed while it runs."""

    login: tuple[str, str] | None
    behaviours: dict[str, Behaviour]
    delay: float
    host: str = HOST
    port: int = 0
    messages: list[KeptMessage] = field(default_factory=list)

    def behaviour(self, addresses: list[str]) -> Behaviour:
        """What is to become of a message to these addresses."""
        chosen = (self.behaviours.get(address, Behaviour.TAKE) for address in addresses)
        return next((each for each in chosen if each is not Behaviour.TAKE), Behaviour.TAKE)


@contextmanager
def smtp_server(
    *,
    security: Security = "plain",
    certificate: Certificate | None = None,
    login: tuple[str, str] | None = None,
    behaviours: Mapping[str, Behaviour] | None = None,
    delay: float = 1.0,
) -> Iterator[SmtpServer]:
    """Serve on a free port of 127.0.0.1 in a thread of its own, until the block is left.

    `security` is "plain", "starttls" (nothing is taken before it) or "tls" (SMTPS); the last two need a
    certificate. With `login` a client has to give this name and password (AUTH PLAIN or LOGIN; not before
    STARTTLS). Messages to addresses without a behaviour are taken. `delay` is Behaviour.DELAY's, in seconds.
    """
    if security != "plain" and certificate is None:
        raise ValueError(f"{security} needs a certificate")
    server = SmtpServer(login, dict(behaviours or {}), delay)
    port: Future[int] = Future()
    leaving = threading.Event()
    with ThreadPoolExecutor(1, "smtp-server") as pool:
        serving = pool.submit(asyncio.run, _serve(server, security, certificate, port, leaving))
        try:
            server.port = port.result(timeout=10)
            yield server
        finally:
            leaving.set()
            serving.result(timeout=10)


# ------------------------------------------------------------------------------------ in the server's thread


async def _serve(
    server: SmtpServer,
    security: Security,
    certificate: Certificate | None,
    port: Future[int],
    leaving: threading.Event,
) -> None:
    """Listen, tell the port, and serve until `leaving` is set; then nobody is waited for."""
    loop = asyncio.get_running_loop()
    context = certificate.server_context() if certificate else None
    starttls = context if security == "starttls" else None
    conversations: list[_Conversation] = []

    def converse() -> _Conversation:
        conversations.append(_Conversation(server, loop, starttls))
        return conversations[-1]

    listener = await loop.create_server(converse, HOST, 0, ssl=context if security == "tls" else None)
    port.set_result(listener.sockets[0].getsockname()[1])
    await asyncio.to_thread(leaving.wait)
    listener.close()
    for each in conversations:
        each.abort()


class _Conversation(SMTP):
    """One client's connection. What SMTP demands is aiosmtpd's; only the bad manners are added."""

    def __init__(
        self, server: SmtpServer, loop: asyncio.AbstractEventLoop, starttls: ssl.SSLContext | None
    ) -> None:
        self._server = server
        super().__init__(
            _Manners(server),
            hostname="smtp.example.invalid",
            loop=loop,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_require_tls=starttls is not None,
            authenticator=self._authenticate_login,
        )

    def abort(self) -> None:
        """Cut the connection at once, whatever is still to be said on it."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    async def cut(self) -> Never:
        """Cut the connection from within an answer: aiosmtpd cancels the answer once it is lost."""
        self.abort()
        await asyncio.get_running_loop().create_future()
        raise AssertionError("a lost connection goes on")

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  (aiosmtpd finds commands by these names)
        assert self.envelope
        if self._server.behaviour(self.envelope.rcpt_tos) is Behaviour.SHUT_DOWN_AT_DATA:
            await self.push(_AFTER_RCPT[Behaviour.SHUT_DOWN])
            await self.cut()
        if self._server.behaviour(self.envelope.rcpt_tos) is Behaviour.CLOSE_IN_DATA:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
            await self.cut()
        await super().smtp_DATA(arg)

    def _authenticate_login(
        self, conversation: SMTP, session: Session, envelope: Envelope, mechanism: str, said: LoginPassword
    ) -> AuthResult:
        name = said.login.decode("utf-8", "replace")
        right = self._server.login == (name, said.password.decode("utf-8", "replace"))
        refused = self._server.behaviours.get(name) is Behaviour.REFUSE_AUTH
        return AuthResult(success=right and not refused, handled=False, auth_data=name)


class _Manners:
    """How the server answers; aiosmtpd calls these hooks at the commands they are named for."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def handle_EHLO(  # noqa: N802
        self, conversation: SMTP, session: Session, envelope: Envelope, client: str, answers: list[str]
    ) -> list[str]:
        session.host_name = client
        return [each for each in answers if self._server.login or not each.startswith("250-AUTH")]

    async def handle_MAIL(  # noqa: N802
        self, conversation: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._server.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender ok"

    async def handle_RCPT(  # noqa: N802
        self,
        conversation: _Conversation,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        behaviour = self._server.behaviour([address])
        if behaviour is Behaviour.SHUT_DOWN:
            await conversation.push(_AFTER_RCPT[behaviour])
            await conversation.cut()
        if behaviour in _AFTER_RCPT:
            return _AFTER_RCPT[behaviour]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient ok"

    async def handle_DATA(  # noqa: N802
        self, conversation: _Conversation, session: Session, envelope: Envelope
    ) -> str:
        behaviour = self._server.behaviour(envelope.rcpt_tos)
        if behaviour in _AFTER_DATA:
            return _AFTER_DATA[behaviour]
        self._server.messages.append(_kept(conversation, session, envelope))
        if behaviour is Behaviour.DROP_AFTER_KEEPING:
            await conversation.cut()
        if behaviour is Behaviour.DELAY:
            await asyncio.sleep(self._server.delay)
        return "250 2.0.0 Message taken"


def _kept(conversation: SMTP, session: Session, envelope: Envelope) -> KeptMessage:
    assert envelope.mail_from
    assert envelope.original_content is not None
    assert conversation.transport
    return KeptMessage(
        sender=envelope.mail_from,
        recipients=tuple(envelope.rcpt_tos),
        raw=envelope.original_content,
        time=datetime.now(UTC),
        login=session.auth_data,
        encrypted=conversation.transport.get_extra_info("ssl_object") is not None,
    )
