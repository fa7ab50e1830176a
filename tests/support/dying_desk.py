"""An office whose desk is killed again and again: each start serves the next killing, too."""

import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing, suppress
from http.client import HTTPException
from pathlib import Path

from tests.support.desk import Answer, RunningDesk, running_desk, work_ended
from tests.support.killed_desk import arm, disarm, trace

NEVER = 1_000_000  # events, of which there are not so many


class DyingDesk(ExitStack):
    """The desk over a workbooks folder; leave the block to end it."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home = home
        self.desk = self.start()

    def start(self) -> RunningDesk:
        """Start the desk, again where one has run."""
        disarm(self.home)
        self.close()
        self.desk = self.enter_context(running_desk(self.home, module="tests.support.killed_desk"))
        self.desk.let_in()
        return self.desk

    def does(self, path: str, values: Mapping[str, str], at: int = NEVER) -> Answer | None:
        """Send a form and wait for the end of its work; None where the desk died at the n-th event."""
        arm(self.home, at)
        with suppress(OSError, HTTPException):
            answer = self.desk.post(path, **values)
            address = answer.headers.get("Location", "")
            if "/work/" not in address or work_ended(self.desk, address):
                disarm(self.home)
                return answer
        self.desk.process.wait(60)
        return None

    def events(self) -> list[str]:
        """What the desk counted since it started."""
        return trace(self.home)


def begun(home: Path, only: str = "1") -> list[str]:
    """What was begun at the desk, as far as a condition of SQL holds of it."""
    with closing(sqlite3.connect(home / "desk.sqlite")) as book:
        return [what for (what,) in book.execute(f"SELECT what FROM actions WHERE {only}")]


def unended(home: Path) -> list[str]:
    """What was begun at the desk, and did not end there."""
    return begun(home, "ended = ''")


def spread(events: int, number: int) -> list[int]:
    """So many of this many events, from the first on; their number differs a little from time to time."""
    most = events * 19 // 20
    return [1 + round(at * (most - 1) / max(number - 1, 1)) for at in range(number)]
