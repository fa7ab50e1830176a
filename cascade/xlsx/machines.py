"""The processes that read workbooks: those of this machine, or the workers of a Dask cluster.

What all pieces of work need of the command travels once to each process: `shared`, which every piece is
called with.
"""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

from cascade.garbage import relax_gc

MEMORY = 1024 * 1024 * 1024  # bytes of address space for one process, with the interpreter
_LOOK = 0.2  # seconds between two looks at the processor time

Outcome = TypeVar("Outcome")
Work = Callable[[bytes], Outcome]

_shared = b""  # in a process: what its command shares with it


class Processes:
    """Guarded processes of this machine: each has a memory limit and ends with the command.

    `width` is the number of batches to keep under way at a time.
    """

    def __init__(self, count: int = 1) -> None:
        self._count = count
        self.width = count + 1
        self.shared = b""

    def start(self) -> ProcessPoolExecutor:
        """Start a pool; it starts its processes as it needs them."""
        return ProcessPoolExecutor(
            self._count, get_context("spawn"), initializer=_set_up_worker, initargs=(self.shared,)
        )

    def submit(self, executor: Executor, seconds: float, work: Work[Outcome]) -> Future[Outcome]:
        """Submit work; its process ends where that takes more than so many seconds of processor time."""
        return executor.submit(_in_time, seconds, work)

    def stop(self, executor: Executor) -> None:
        """Kill the processes."""
        assert isinstance(executor, ProcessPoolExecutor)
        for process in list((executor._processes or {}).values()):  # the only way to stop one that hangs
            process.kill()
        executor.shutdown(wait=True, cancel_futures=True)


class Cluster:
    """The workers of a Dask cluster. They must run the same version of this program.

    Where a worker is lost, Dask's scheduler gives its batches to another. `width` is as with `Processes`.
    """

    def __init__(self, address: str) -> None:
        """Connect to a scheduler. Raises OSError if none answers, ModuleNotFoundError without Dask."""
        from distributed import Client  # an optional requirement, and slow to import

        self._client: Any = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
        self.width = 2 * max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))
        self.shared = b""
        self._there: Any = None  # `shared`, on the workers

    def start(self) -> Executor:
        """Get the cluster's executor."""
        executor: Executor = self._client.get_executor()
        return executor

    def submit(self, executor: Executor, seconds: float, work: Work[Outcome]) -> Future[Outcome]:
        """Submit work. A worker, which does other work meanwhile, sets no limit of processor time."""
        if self.shared and self._there is None:  # on all of them: one that is lost takes nothing along
            self._there = self._client.scatter(self.shared, broadcast=True)
        return executor.submit(work, self._there or b"")

    def stop(self, executor: Executor) -> None:
        """Disconnect from the cluster, which drops the tasks that nobody waits for."""
        executor.shutdown(wait=False)
        self._client.close(timeout=2)


Machines = Processes | Cluster


def _set_up_worker(shared: bytes) -> None:
    """Set up a worker: it ends with the command that started it, and its memory is limited."""
    global _shared
    _shared = shared
    threading.Thread(target=_end_with_parent, daemon=True).start()
    relax_gc()
    if os.name != "nt":  # Windows offers no limit of memory
        import resource  # POSIX only

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _in_time(seconds: float, work: Work[Outcome]) -> Outcome:
    done = threading.Event()
    until = time.process_time() + seconds  # of this process: what others take counts for nothing
    threading.Thread(target=_end_after, args=(until, done), daemon=True).start()
    try:
        return work(_shared)
    finally:
        done.set()


def _end_after(until: float, done: threading.Event) -> None:
    while not done.wait(_LOOK):
        if time.process_time() > until:
            os._exit(1)


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
