"""The second wall: returns are read in other processes, with limits of their own.

The reader's own limits are the first. Whatever gets past them, by a fault of ours or of the interpreter,
costs one process and the file that it was reading, and nothing else.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from types import TracebackType
from typing import Self

from cascade.grid import Grid, Refused
from cascade.xlsx.machines import Machines, Processes
from cascade.xlsx.read_workbook import read

SECONDS = 20.0  # far beyond what any file takes, on a slow machine too

ReadOutcome = Grid | tuple[str, dict[str, str]]


def read_outcome(data: bytes) -> ReadOutcome:
    """Read a workbook: a grid, or the code and facts of the refusal. A pure function, for any executor."""
    try:
        return read(data)
    except Refused as refusal:
        return refusal.code, refusal.facts


def _each(work: Callable[[bytes], ReadOutcome], batch: Sequence[bytes]) -> list[ReadOutcome]:
    return [work(data) for data in batch]


class GuardedReader:
    """Reads workbooks in other processes, which are started when they are first needed.

    `work` is what these do; tests put something harmful there. `machines` is where batches are read; a file
    whose batch has failed there, for whatever reason, is read again by itself in a process of this machine.
    """

    def __init__(
        self,
        work: Callable[[bytes], ReadOutcome] = read_outcome,
        seconds: float = SECONDS,
        machines: Machines | None = None,
    ) -> None:
        self._work = work
        self._seconds = seconds
        self._here = _Desk(Processes())
        self._batches = _Desk(machines) if machines else self._here

    @property
    def width(self) -> int:
        """How many batches it is worth having under way at once."""
        return self._batches.machines.width

    def read(self, data: bytes) -> Grid:
        """Read a workbook. Raises Refused, with F14 where the process died or took too long."""
        try:
            (outcome,) = self._here.submit(self._work, [data]).result(timeout=self._seconds)
        except (BrokenProcessPool, TimeoutError, MemoryError):
            self._here.stop()
            raise Refused("F14") from None
        return _grid(outcome)

    def ahead(self, batch: Sequence[bytes]) -> list[Callable[[], Grid]]:
        """Begin to read some workbooks; each gives its grid when asked, or raises as `read` does."""
        desk, coming = self._handed_over(batch)
        executor = desk.executor

        @cache
        def outcomes() -> list[ReadOutcome] | None:
            try:
                return coming.result(timeout=self._seconds)
            except (TimeoutError, CancelledError, OSError, BrokenExecutor):
                if desk.executor is executor:  # and not yet another that was started in its stead
                    self._give_up(desk)
            except Exception:  # one file's fault, which is found when each is read by itself
                pass
            return None

        def grid(at: int) -> Grid:
            read_ahead = outcomes()
            return self.read(batch[at]) if read_ahead is None else _grid(read_ahead[at])

        return [partial(grid, at) for at in range(len(batch))]

    def _handed_over(self, batch: Sequence[bytes]) -> tuple["_Desk", Future[list[ReadOutcome]]]:
        """A batch that is being read, and where: here, if the cluster does not take it any more."""
        desk = self._batches
        try:
            return desk, desk.submit(self._work, batch)
        except Exception:
            if desk is self._here:
                raise
            self._give_up(desk)
            return self._here, self._here.submit(self._work, batch)

    def _give_up(self, desk: "_Desk") -> None:
        """Stop what is going on at a desk; a cluster that is lost is not waited for again."""
        desk.stop()
        if desk is self._batches and not isinstance(desk.machines, Processes):
            self._batches = self._here

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for desk in {self._batches, self._here}:
            desk.stop()


class _Desk:
    """Some machines with the executor that they are at work with, if any."""

    def __init__(self, machines: Machines) -> None:
        self.machines = machines
        self.executor: Executor | None = None

    def submit(
        self, work: Callable[[bytes], ReadOutcome], batch: Sequence[bytes]
    ) -> Future[list[ReadOutcome]]:
        """Hand some workbooks over; a pool that has broken while nobody looked is replaced."""
        for _ in range(2):
            if self.executor is None:
                self.executor = self.machines.start()
            try:
                return self.executor.submit(_each, work, batch)
            except BrokenExecutor:
                self.stop()
        raise BrokenProcessPool

    def stop(self) -> None:
        """Stop whatever is going on."""
        executor, self.executor = self.executor, None
        if executor is not None:
            self.machines.stop(executor)


def _grid(outcome: ReadOutcome) -> Grid:
    if isinstance(outcome, tuple):
        code, facts = outcome
        raise Refused(code, **facts)
    return outcome
