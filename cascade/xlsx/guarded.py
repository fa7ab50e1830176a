"""Read returns in other processes that have limits of time and memory.

The reader has limits of its own (`cascade.xlsx.limits`). A file that gets past those, through a fault of ours
or of the interpreter, costs one process and its own verdict, and nothing else.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from typing import Self

from cascade.grid import Grid, Refused
from cascade.xlsx.machines import Machines, Outcome, Processes, Work
from cascade.xlsx.read_workbook import read

SECONDS = 20.0  # of processor time: far more than any file needs, however busy the machine is
_PATIENCE = 6  # times as long by the clock, for what hangs without using the processor

Refusal = tuple[str, dict[str, str]]  # the code and the facts of a `Refused`
ReadOutcome = Grid | Refusal


def read_outcome(data: bytes) -> ReadOutcome:
    """Read a workbook: its grid, or the code and facts of the refusal. A plain function, for any executor."""
    try:
        return read(data)
    except Refused as refusal:
        return refusal.code, refusal.facts


def run_guarded(work: Callable[[bytes], Outcome], data: bytes, seconds: float = SECONDS) -> Outcome:
    """What `work` makes of the bytes of a file from outside, in a process of its own with limits.

    `work` is a function that another process can import; it returns what it has to say, and raises nothing.
    Raises Refused: F14 where the process died or took too long.
    """
    pool = _Pool(Processes())
    try:
        return pool.read(work, data, seconds)
    finally:
        pool.stop()


def _read_batch(work: Callable[[bytes], Outcome], batch: Sequence[bytes], shared: bytes) -> list[Outcome]:
    return [work(data) for data in batch]


class GuardedReader:
    """Reads workbooks in other processes and starts these when it first needs them.

    `work` is what a process does with the bytes of a file; tests pass something harmful. `seconds` is the
    processor time that a file or batch may take; by the clock it may take `_PATIENCE` times as long.
    `machines` read the batches; where a batch fails for whatever reason, a process of this machine reads
    its files again, one by one.
    """

    def __init__(
        self,
        work: Callable[[bytes], ReadOutcome] = read_outcome,
        seconds: float = SECONDS,
        machines: Machines | None = None,
    ) -> None:
        self._work = work
        self._seconds = seconds
        self._local = _Pool(Processes())
        self._batches = _Pool(machines) if machines else self._local

    @property
    def width(self) -> int:
        """How many batches to keep under way at a time."""
        return self._batches.machines.width

    def read(self, data: bytes) -> Grid:
        """Read a workbook. Raises Refused: F14 where the process died or took too long."""
        return as_grid(self._local.read(self._work, data, self._seconds))

    def ahead(self, batch: Sequence[bytes]) -> list[Callable[[], Grid]]:
        """Begin to read some workbooks; for each, return a function that waits for its grid.

        The functions raise what `read` raises.
        """
        outcomes = self.begin(partial(_read_batch, self._work, batch))

        def grid(at: int) -> Grid:
            found = outcomes()
            return self.read(batch[at]) if found is None else as_grid(found[at])

        return [partial(grid, at) for at in range(len(batch))]

    def share(self, shared: bytes) -> None:
        """Give every process that is started from now on, for batches, what `begin` calls all work with."""
        self._batches.machines.shared = shared

    def begin(self, work: Work[Outcome]) -> Callable[[], Outcome | None]:
        """Begin some work on a batch of files; return a function that waits for its outcome.

        That gives None where the process died or took too long, or where the work raised something.
        """
        pool, coming = self._begun(work)
        executor = pool.executor

        @cache
        def outcome() -> Outcome | None:
            try:
                return coming.result(timeout=self._seconds * _PATIENCE)
            except (TimeoutError, CancelledError, OSError, BrokenExecutor):
                if pool.executor is executor:  # unless another has replaced it already
                    self._give_up(pool)
            except Exception:  # a single file's fault: `read` finds it
                pass
            return None

        return outcome

    def _begun(self, work: Work[Outcome]) -> tuple["_Pool", Future[Outcome]]:
        """Submit work; return the pool that does it, which is the local one where the cluster refuses."""
        pool = self._batches
        try:
            return pool, pool.submit(work, self._seconds)
        except Exception:
            if pool is self._local:
                raise
            self._give_up(pool)
            return self._local, self._local.submit(work, self._seconds)

    def _give_up(self, pool: "_Pool") -> None:
        """Stop a pool; from now on read here what a lost cluster would have read."""
        pool.stop()
        if pool is self._batches and not isinstance(pool.machines, Processes):
            self._batches = self._local
            self.share(pool.machines.shared)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in {self._batches, self._local}:
            pool.stop()


class _Pool:
    """Machines and the executor that they run, if it has been started."""

    def __init__(self, machines: Machines) -> None:
        self.machines = machines
        self.executor: Executor | None = None

    def read(self, work: Callable[[bytes], Outcome], data: bytes, seconds: float) -> Outcome:
        """What `work` makes of a file. Raises Refused: F14 where the process died or took too long."""
        try:
            batch = partial(_read_batch, work, [data])
            (outcome,) = self.submit(batch, seconds).result(timeout=seconds * _PATIENCE)
        except (BrokenProcessPool, TimeoutError, MemoryError):
            self.stop()
            raise Refused("F14") from None
        return outcome

    def submit(self, work: Work[Outcome], seconds: float) -> Future[Outcome]:
        """Submit work; replace an executor that has broken meanwhile."""
        for _ in range(2):
            if self.executor is None:
                self.executor = self.machines.start()
            try:
                return self.machines.submit(self.executor, seconds, work)
            except BrokenExecutor:
                self.stop()
        raise BrokenProcessPool

    def stop(self) -> None:
        """Stop the executor, whatever it is doing."""
        executor, self.executor = self.executor, None
        if executor is not None:
            self.machines.stop(executor)


def as_grid(outcome: ReadOutcome) -> Grid:
    """The grid that was read. Raises Refused."""
    if isinstance(outcome, tuple):
        code, facts = outcome
        raise Refused(code, **facts)
    return outcome
