"""Long work, one after the other: what a command tells is kept for whoever looks, now or later."""

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from cascade import durable
from cascade.commands import console
from cascade.commands.command_line import DONE
from cascade.commands.running import explain
from cascade.desk.downloads import digests
from cascade.desk.records import DeskAction, Records
from cascade.errors import Needless

_T = TypeVar("_T")

Story = Callable[[], int]  # what a command does; it returns the exit code


@dataclass
class Job:
    """Work that waits, goes on or is done.

    `told` are its texts and its tables, each a list of rows with the headings first; a mapping with
    `outcome` is a sentence that says how it came out, with `attention` where it names something to be
    looked at. `now` is what goes on, in words; `wrote` are the files that it has written. `done` of `of`
    files are read, while it reads files; else both are 0. `code` is None until the end; `recorded` says
    whether the records have that, and is settled before.
    """

    action: DeskAction
    story: Story
    worded: Callable[[str], str]
    told: list[object] = field(default_factory=list)
    wrote: list[Path] = field(default_factory=list)
    began: float | None = None  # by the clock of `time.monotonic`
    now: str = ""
    done: int = 0
    of: int = 0
    recorded: bool = False
    code: int | None = None

    @property
    def seconds(self) -> int | None:
        """How long it has gone on; None while it waits."""
        return None if self.began is None else int(time.monotonic() - self.began)

    @property
    def who(self) -> str:
        """Whose work it is, and that it is done at the desk."""
        return f"{self.action.who}，在网页上"

    def say(self, text: str) -> None:
        """Keep a text, unless the desk has no use for it."""
        if words := self.worded(text.strip("\n")):
            self.told.append(words)

    def conclude(self, text: str, attention: bool = False) -> None:
        """Keep the sentence that says how it came out."""
        self.told.append({"outcome": self.worded(text)} | ({"attention": True} if attention else {}))

    def meanwhile(self, text: str) -> None:
        """Keep what goes on as long as it does."""
        self.now = self.worded(text)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Keep a table."""
        self.told.append([list(headings), *([self.worded(cell) for cell in row] for row in rows)])

    def progress(self, files: list[_T]) -> Iterable[_T]:
        """Count the files as they are read."""
        self.of = len(files)
        for self.done, each in enumerate(files):
            yield each
        self.done = self.of = 0


class Jobs:
    """The queue of an office: one job at a time, for each needs the lock of its plan's folder."""

    def __init__(self, records: Records, log: Path, worded: Callable[[str], str]) -> None:
        """`worded` puts what a command tells into the desk's words."""
        self._records, self._log, self._worded = records, log, worded
        self._waiting: queue.Queue[Job] = queue.Queue()
        self._known: dict[int, Job] = {}
        threading.Thread(target=self._work, name="desk jobs", daemon=True).start()

    def submit(self, action: DeskAction, story: Story) -> int:
        """Put work into the queue; return the number under which it is known."""
        number = self._records.begin(action)
        job = Job(replace(action, number=number), story, self._worded)
        self._known[number] = job
        self._waiting.put(job)
        return number

    def job(self, number: int) -> Job | None:
        """Work that waits or goes on, or whose end could not be recorded; the records have all other work."""
        return self._known.get(number)

    def going_on(self, plan: str, round_: str) -> list[Job]:
        """The work of a round that has not ended."""
        jobs = list(self._known.values())
        return [
            each
            for each in jobs
            if each.code is None and (each.action.plan, each.action.round) == (plan, round_)
        ]

    def _work(self) -> None:
        while True:
            job = self._waiting.get()
            contextvars.Context().run(self._run, job)

    def _run(self, job: Job) -> None:
        job.began = time.monotonic()
        try:
            with console.heard_by(job), durable.noted_by(job.wrote.append):
                code = job.story()
        except Needless as needless:
            job.conclude(str(needless))
            code = DONE
        except Exception as error:
            message, code = explain(error, self._log)
            job.say(message)
        with suppress(OSError):  # a full disk: then the end is known as long as the desk runs
            self._records.end(job.action.number, code, job.told, digests(job.wrote))
            job.recorded = True
            self._known.pop(job.action.number, None)
        job.code = code
