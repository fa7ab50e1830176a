"""Wrong passwords slow down: whoever guesses waits longer each time, and all strangers share a few guesses.

A browser from which somebody has signed in before is counted apart. So a stranger who guesses at a name
does not keep its owner out (OWASP: device cookies).
"""

import threading
import time
from collections.abc import Callable

_FREE = 5  # wrong passwords that cost no wait
_LONGEST = 300  # seconds to wait at most
_FORGOTTEN = 3600  # seconds without a try after which all is forgotten
_MINUTE = 60.0
_STRANGERS = 30  # wrong passwords a minute from all browsers that nobody knows
_NAMES = 10_000  # that are counted at once; of more, the oldest is forgotten


class Attempts:
    """The wrong passwords of late."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: dict[tuple[str, str], tuple[int, float]] = {}  # how many in a row, and when the last
        self._strangers: list[float] = []

    def begin(self, name: str, browser: str) -> int:
        """Count a try as wrong, until `right` says otherwise; return the seconds to wait instead, or 0.

        `browser` is the secret of a browser that is known for this name, "" for a stranger's.
        """
        now, key = self._clock(), (name, browser)
        with self._lock:
            count, last = self._wrong.pop(key, (0, 0.0))
            count = 0 if now - last > _FORGOTTEN else count
            self._strangers = [each for each in self._strangers if now - each < _MINUTE]
            wait = last + min(2 ** (count - _FREE), _LONGEST) - now if count >= _FREE else 0.0
            if not browser and len(self._strangers) >= _STRANGERS:
                wait = max(wait, self._strangers[0] + _MINUTE - now)
            if wait > 0:
                self._keep(key, count, last)
                return int(wait) + 1
            self._keep(key, count + 1, now)
            if not browser:
                self._strangers.append(now)
            return 0

    def right(self, name: str, browser: str) -> None:
        """The last try was right."""
        with self._lock:
            self._wrong.pop((name, browser), None)
            if not browser and self._strangers:
                self._strangers.pop()

    def _keep(self, key: tuple[str, str], count: int, last: float) -> None:
        if count:
            self._wrong[key] = count, last
        while len(self._wrong) > _NAMES:
            self._wrong.pop(next(iter(self._wrong)))
