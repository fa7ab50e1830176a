"""The second wall: returns are read in a worker process, with limits of its own.

The reader's own limits are the first. Whatever gets past them, by a fault of ours or of the interpreter,
costs one worker and the file that it was reading, and nothing else.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import Self

from cascade.grid import Grid, Refused
from cascade.xlsx.book import read

SECONDS = 20.0  # far beyond what any file takes, on a slow machine too
MEMORY = 1024 * 1024 * 1024  # bytes of address space, the interpreter's own included

Outcome = Grid | tuple[str, dict[str, str]]


def read_outcome(data: bytes) -> Outcome:
    """Read a workbook: a grid, or the code and facts of the refusal. A pure function, for any executor."""
    try:
        return read(data)
    except Refused as refusal:
        return refusal.code, refusal.facts


class GuardedReader:
    """Reads workbooks one after the other in a worker, which is started when it is first needed.

    `work` is what the worker does; tests put something harmful there.
    """

    def __init__(self, work: Callable[[bytes], Outcome] = read_outcome, seconds: float = SECONDS) -> None:
        self._work = work
        self._seconds = seconds
        self._pool: ProcessPoolExecutor | None = None

    def read(self, data: bytes) -> Grid:
        """Read a workbook. Raises Refused, with F14 where the worker died or took too long."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)
        try:
            outcome = self._pool.submit(self._work, data).result(timeout=self._seconds)
        except (BrokenProcessPool, TimeoutError, MemoryError):
            self._end()
            raise Refused("F14") from None
        if isinstance(outcome, tuple):
            code, facts = outcome
            raise Refused(code, **facts)
        return outcome

    def _end(self) -> None:
        """Stop the worker, whatever it is doing."""
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):  # no other way to stop one that hangs
                process.kill()
            pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _begin() -> None:
    """Make the worker end with the command that started it, however that ends, and limit its memory."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _limit() -> None:
    """Limit the worker's memory where the system can."""
    if os.name != "nt":
        import resource  # POSIX only

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
