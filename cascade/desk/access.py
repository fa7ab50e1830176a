"""Who may use the desk. On this machine: whoever opened it by its one-time address, in the same browser.

Other sites cannot reach it: the names in Host and Origin are checked, the cookie is never sent from
elsewhere, and every act needs the session's token (OWASP ASVS 5.0, V3 and V7).
"""

import json
import os
import secrets
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from socket import gethostname

from cascade.errors import Unavailable

LASTS = 12 * 3600  # seconds after which a session ends
_SESSIONS = 1000  # at most; the oldest ends first


@dataclass
class Session:
    """A browser that was let in. `token` must come with every act."""

    who: str
    began: float
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))


class Door:
    """Lets browsers in by a one-time key, and knows them by their cookies, of which it keeps digests only.

    The key that works lies in the file `note`, readable for its owner only: there a second start finds it.
    """

    def __init__(self, note: Path) -> None:
        self._note = note
        self._address = ""
        self._key = ""
        self._sessions: dict[str, Session] = {}

    def opened_at(self, address: str) -> str:
        """Open the door of the desk at `http://…`; return the address that lets one browser in."""
        self._address = address
        return self._new_key()

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

    def enter(self, key: str, who: str) -> str | None:
        """The cookie for whoever brings the key; None for a key that is unknown or used."""
        if not secrets.compare_digest(key.encode(), self._key.encode()):
            return None
        self._new_key()
        return self.begin(who)

    def _new_key(self) -> str:
        self._key = secrets.token_urlsafe(32)
        address = f"{self._address}/enter?key={self._key}"
        told = json.dumps({"machine": gethostname(), "address": address}).encode()
        self._note.unlink(missing_ok=True)
        with open(os.open(self._note, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            file.write(told)
        return address

    def begin(self, who: str) -> str:
        """Begin a session; return its cookie."""
        while len(self._sessions) >= _SESSIONS:
            self._sessions.pop(next(iter(self._sessions)), None)
        cookie = secrets.token_urlsafe(32)
        self._sessions[_digest(cookie)] = Session(who, time.monotonic())
        return cookie

    def session(self, cookie: str) -> Session | None:
        """The session of a cookie, None where there is none or it has ended."""
        found = self._sessions.get(_digest(cookie))
        if found and time.monotonic() - found.began > LASTS:
            self.leave(cookie)
            return None
        return found

    def leave(self, cookie: str) -> None:
        """End a session."""
        self._sessions.pop(_digest(cookie), None)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
