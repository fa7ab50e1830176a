"""Who is in: the browsers that were let in, and the door of this machine.

On this machine whoever opened the desk by its one-time address is in, in the same browser. Sessions are known
by their cookies, of which digests only are kept (OWASP ASVS 5.0, V7).
"""

import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from socket import gethostname

from cascade.desk.desk_roles import DeskRole
from cascade.errors import Unavailable

LASTS = 12 * 3600  # seconds after which a session ends
IDLE = 3600  # seconds without a request after which one of an account ends (NIST SP 800-63B-4, AAL2)
_SESSIONS = 1000  # at most; the oldest ends first


@dataclass
class Session:
    """A browser that was let in. `token` must come with every act.

    `department` is the only lead department whose indicators it shows, "" for all. Of an account, `hash` is
    what was kept of the password when it began, and `first` tells whether that is still to be changed.
    `done` says in Chinese what was done on the page before.
    """

    who: str
    role: DeskRole = DeskRole.REVIEWS
    department: str = ""
    hash: str = ""
    first: bool = False
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    done: str = ""

    def told(self) -> str:
        """What was done on the page before; it is told once."""
        told, self.done = self.done, ""
        return told


class Sessions:
    """The sessions of a desk, by the digests of their cookies; `idle` ends them after IDLE seconds."""

    def __init__(self, idle: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._idle = IDLE if idle else LASTS
        self._clock = clock
        self._known: dict[str, tuple[Session, float, float]] = {}

    def begin(self, session: Session) -> str:
        """Let a browser in; return its cookie."""
        while len(self._known) >= _SESSIONS:
            self._known.pop(next(iter(self._known)), None)
        cookie, now = secrets.token_urlsafe(32), self._clock()
        self._known[_digest(cookie)] = session, now, now
        return cookie

    def session(self, cookie: str, active: bool) -> Session | None:
        """The session of a cookie, None where there is none or it has ended; `active` puts its end off."""
        found = self._known.get(_digest(cookie))
        if found is None:
            return None
        session, began, seen = found
        now = self._clock()
        if now - began > LASTS or now - seen > self._idle:
            self.end(cookie)
            return None
        if active:
            self._known[_digest(cookie)] = session, began, now
        return session

    def end(self, cookie: str) -> None:
        """End a session."""
        self._known.pop(_digest(cookie), None)


class Door:
    """Lets browsers of this machine in by a one-time key.

    The key that works lies in the file `note`, readable for its owner only: there a second start finds it. A
    desk with accounts has no key; its note tells the address.
    """

    def __init__(self, note: Path) -> None:
        self._note = note
        self._address = ""
        self._key = ""

    def opened_at(self, address: str, by_key: bool = True) -> str:
        """Open the door of the desk at `http://…`; return the address at which a browser comes in."""
        self._address = address
        if by_key:
            return self._new_key()
        self._tell(f"{address}/")
        return f"{address}/"

    def known_address(self) -> str:
        """The address that lets a browser into the desk of another process. Raises Unavailable."""
        try:
            told = json.loads(self._note.read_text(encoding="utf-8"))
            if told["machine"] == gethostname():
                return str(told["address"])
            raise Unavailable(
                f"这个文件夹正在另一台电脑（{told['machine']}）上办理，请到那台电脑上用，或等它关闭。"
            )
        except (OSError, ValueError, KeyError):
            raise Unavailable(
                "这个文件夹已经在办理，但找不到它的网址。请看是不是已有一个窗口开着；关掉它再打开。"
            ) from None

    def close(self) -> None:
        """Let nobody in any more."""
        self._note.unlink(missing_ok=True)

    def takes(self, key: str) -> bool:
        """Whether this is the key; it works once."""
        if not self._key or not secrets.compare_digest(key.encode(), self._key.encode()):
            return False
        self._new_key()
        return True

    def _new_key(self) -> str:
        self._key = secrets.token_urlsafe(32)
        address = f"{self._address}/enter?key={self._key}"
        self._tell(address)
        return address

    def _tell(self, address: str) -> None:
        told = json.dumps({"machine": gethostname(), "address": address}).encode()
        self._note.unlink(missing_ok=True)
        with open(os.open(self._note, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            file.write(told)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
