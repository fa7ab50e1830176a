"""Runs the project's commands in processes that are killed with SIGKILL at a chosen step. POSIX only.

A `Hand` gives its orders to `tests.support.forked`: each is a real process that runs the whole command from
its words to its exit code, with its own reader process, and dies at the n-th audit event without being able
to do anything about it.

Events are the steps that the code itself lists (`cascade.step`). With `disk` they are what Python reports of
the disk instead: each file opened for writing, renamed, removed, each mode and folder, each database opened;
so that a step which the code forgot to list is tried as well.
"""

import atexit
import json
import math
import os
import random
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Any, Self

from tests.support.forked import Commands, run_script, serve
from tests.support.office import Answer
from tests.support.sample import count

_resting: list[Commands] = []  # started, with nobody at work: their start takes a second
_DISK = {"os.rename", "os.remove", "os.chmod", "os.mkdir", "sqlite3.connect"}


@dataclass(frozen=True)
class Step:
    """An event: what it was, and how much space was free on the disk just then."""

    name: str
    free: int


class Hand:
    """An operator's hand: gives orders one after the other, and can die in the middle of one."""

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True)
        self._trace = scratch / "trace"
        self._commands = _resting.pop() if _resting else _started()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            _resting.append(self._commands)

    def run(self, command: str, *words: object, kill: int = 0, disk: bool = False) -> Answer:
        """Run a command, to be killed at the n-th event; its code is then -9."""
        return self._run(command, words, kill, disk)[0]

    def steps(self, command: str, *words: object, disk: bool = False) -> tuple[Answer, list[Step]]:
        """Run a command undisturbed, and list its events."""
        return self._run(command, words, 0, disk)

    def _run(
        self, command: str, words: tuple[object, ...], kill: int, disk: bool
    ) -> tuple[Answer, list[Step]]:
        more: dict[str, Any] = {"kill": kill, "disk": disk, "trace": str(self._trace)}
        answer = Answer(*self._commands.order(f"{command}.py", *words, **more))
        steps = json.loads(self._trace.read_text()) if answer.code >= 0 else []
        return answer, [Step(*each) for each in steps]


def _started() -> Commands:
    """A program that serves the hands of this process, one after the other; it ends with the process."""
    commands = Commands(__name__)
    atexit.register(commands.close)
    return commands


def tried(steps: list[Step]) -> list[int]:
    """The numbers, from 1, of the steps to be killed at: all with `--long`, else a sample, always the same.

    What is done to files of one kind is done alike to each: it is tried at one of them, or at every twelfth.
    """
    kinds: dict[tuple[str, str], list[int]] = {}
    for number, step in enumerate(steps, start=1):
        event, what = step.name.split()[:2]
        kind = what if event == "cascade.step" else Path(step.name).suffix
        kinds.setdefault((event, kind), []).append(number)
    draw, found = random.Random(14), set[int]()
    for _, numbers in sorted(kinds.items()):
        found |= {*draw.sample(numbers, count(math.ceil(len(numbers) / 12), len(numbers)))}
    return sorted(found)


def each_step(
    hands: list[Hand], numbers: Iterable[int], attempt: Callable[[Hand, int], None], names: list[str]
) -> None:
    """Try every step, as many at a time as there are hands; all failures are told, each with its step."""
    free: Queue[Hand] = Queue()
    for hand in hands:
        free.put(hand)

    def one(number: int) -> str:
        hand = free.get()
        try:
            attempt(hand, number)
        except AssertionError as error:
            return f"{number} {names[number - 1]}: {error}"
        finally:
            free.put(hand)
        return ""

    with ThreadPoolExecutor(len(hands)) as pool:
        failures = [failure for failure in pool.map(one, numbers) if failure]
    assert failures == []


@contextmanager
def two_hands(scratch: Path) -> Iterator[list[Hand]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Hand(scratch / f"手{number}")) for number in (1, 2)]


# ------------------------------------------------------------------------------------- in the other process


def _obey(order: dict[str, Any]) -> None:
    home = order["words"][order["words"].index("--workbooks") + 1]
    seen: list[tuple[str, int]] = []
    listening, mine = True, os.getpid()

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        if not listening or os.getpid() != mine or not _counts(event, arguments, home, order["disk"]):
            return
        space = os.statvfs(home if os.path.isdir(home) else os.path.dirname(home))
        seen.append((f"{event} {arguments[0]}", space.f_bfree * space.f_bsize))
        if len(seen) == order["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(listen)
    try:
        run_script(order)
    finally:
        listening = False
        Path(order["trace"]).write_text(json.dumps(seen))


def _counts(event: str, arguments: tuple[Any, ...], home: str, disk: bool) -> bool:
    if not disk:
        return event == "cascade.step"
    if not arguments or not str(arguments[0]).startswith(home):
        return False
    writing = event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
    creating = event == "os.mkdir" and not os.path.isdir(arguments[0])
    return writing or creating or event in _DISK - {"os.mkdir"}


if __name__ == "__main__":
    serve(_obey)
