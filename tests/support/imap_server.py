"""Dovecot, a mail server in wide use, with one mailbox for a test. POSIX only.

It runs in a temporary folder with settings of its own and without any privilege: as the user who runs the
tests, or as `nobody` where that is root, whom Dovecot does not let read mail.
"""

import imaplib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from imap_tools.imap_utf7 import utf7_encode

from tests.support.certificates import Certificate
from tests.support.programs import need

HOST = "127.0.0.1"
USER, PASSWORD = "office@example.invalid", "imap-secret"
START_SECONDS = 15.0
PARTS = ("tmp", "new", "cur")  # the folders that make a Maildir

# Dovecot's own users and chroots are for a server that root starts; here everything is one user's.
SETTINGS = """
protocols = imap
listen = {host}
base_dir = {home}/run
state_dir = {home}/state
log_path = {log}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = required
ssl_cert = <{home}/chain.pem
ssl_key = <{home}/key.pem
auth_failure_delay = 0
mail_fsync = never
mail_location = maildir:~/Maildir:UTF-8
passdb {{
  driver = passwd-file
  args = {home}/passwords
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


class StoredMessage(NamedTuple):
    r"""A message in a folder: its flags (\Seen, \Flagged, keywords; \Recent is left out) and its bytes."""

    flags: frozenset[str]
    raw: bytes


@dataclass(frozen=True)
class ImapServer:
    """A running server with one mailbox; see `imap_server`.

    `port` is for TLS from the start (IMAPS), `starttls_port` for STARTTLS. Dovecot counts this machine's own
    connections as safe and takes a password on the latter before STARTTLS too; `log` says which it was:
    "Login: user=<…>, …, TLS" or "…, secured".
    """

    certificate: Certificate
    home: Path
    port: int
    starttls_port: int
    host: str = HOST
    user: str = USER
    password: str = PASSWORD

    @property
    def log(self) -> Path:
        """What Dovecot says of itself."""
        return self.home / "dovecot.log"

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        """Put a message into a folder as a mail transport does, byte for byte; a missing folder is made."""
        place = self.home / "Maildir"
        if folder != "INBOX":
            place /= "." + folder.replace("/", ".")
        for part in PARTS:
            (place / part).mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}.{uuid4().hex}.tests"
        (place / "tmp" / name).write_bytes(raw)
        _give(self.home, place.parent, place, *(place / part for part in PARTS), place / "tmp" / name)
        (place / "tmp" / name).rename(place / "new" / name)

    def folder(self, name: str = "INBOX") -> list[StoredMessage]:
        """The messages of a folder in the order they came into it; looking changes nothing.

        KeyError where there is no such folder. Line ends are CRLF, as IMAP gives them.
        """
        with imaplib.IMAP4_SSL(self.host, self.port, ssl_context=self.certificate.client_context()) as client:
            client.login(self.user, self.password)
            kind, _ = client.select(f'"{utf7_encode(name).decode()}"', readonly=True)
            if kind != "OK":
                raise KeyError(name)
            _, answers = client.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[])")
            return [_stored(each) for each in answers if isinstance(each, tuple)]


def _stored(answer: tuple[bytes, bytes]) -> StoredMessage:
    """One message of an answer such as (b'1 (FLAGS (\\Seen) BODY[] {14}', b'Subject: …')."""
    found = re.search(rb"FLAGS \(([^)]*)\)", answer[0])
    assert found, answer[0]
    return StoredMessage(frozenset(found[1].decode().split()) - {r"\Recent"}, answer[1])


@contextmanager
def imap_server(certificate: Certificate) -> Iterator[ImapServer]:
    """Start Dovecot with an empty mailbox on two free ports of 127.0.0.1; some 0.1 s. Gone afterwards."""
    program = need("dovecot")
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cascade-imap-")))
        server = ImapServer(certificate, home, _reserve_port(stack), _reserve_port(stack))
        as_root = os.getuid() == 0
        if as_root:
            shutil.chown(home, "nobody", "nogroup")
        _furnish(server)
        with (home / "said").open("wb") as said:
            dovecot = subprocess.Popen(
                [program, "-F", "-c", str(home / "dovecot.conf")],
                stdout=said,
                stderr=said,
                start_new_session=True,
                user=home.owner() if as_root else None,
                group=home.group() if as_root else None,
                extra_groups=[] if as_root else None,
            )
        try:
            _wait(server, dovecot)
            yield server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(dovecot.pid, signal.SIGKILL)  # with its children; there is nothing to be kept
            dovecot.wait()


def _reserve_port(stack: ExitStack) -> int:
    """A free port that the system gives to nobody else until the stack is left; Dovecot may listen on it."""
    place = stack.enter_context(socket.socket())
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((HOST, 0))
    port: int = place.getsockname()[1]
    return port


def _furnish(server: ImapServer) -> None:
    """Write what Dovecot reads into its home."""
    home = server.home
    names = {"home": home, "log": server.log, "user": home.owner(), "group": home.group()}
    ports = {"host": server.host, "port": server.port, "starttls_port": server.starttls_port}
    files = {
        "dovecot.conf": SETTINGS.format(**names, **ports),
        "passwords": f"{server.user}:{{PLAIN}}{server.password}\n",
        "chain.pem": server.certificate.chain.read_text("ascii"),
        "key.pem": server.certificate.key.read_text("ascii"),
    }
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
    _give(home, *(home / name for name in files))


def _give(home: Path, *paths: Path) -> None:
    """Make files and folders the property of the user who Dovecot runs as."""
    for path in paths:
        shutil.chown(path, home.owner(), home.group())


def _wait(server: ImapServer, dovecot: "subprocess.Popen[bytes]") -> None:
    """Until both ports answer; RuntimeError with Dovecot's own words if it ends or stays silent."""
    end = time.monotonic() + START_SECONDS
    for port in (server.port, server.starttls_port):
        while True:
            try:
                socket.create_connection((server.host, port), timeout=1).close()
                break
            except OSError:
                if dovecot.poll() is None and time.monotonic() < end:
                    time.sleep(0.02)
                    continue
                words = [
                    each.read_text("utf-8") for each in (server.home / "said", server.log) if each.exists()
                ]
                raise RuntimeError(f"Dovecot did not start: {' '.join(words)}") from None
