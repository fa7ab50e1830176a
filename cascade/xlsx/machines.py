"""Who reads workbooks: processes of this machine, or those of a Dask cluster."""

import gc
import os
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any, Protocol

MEMORY = 1024 * 1024 * 1024  # bytes of address space of a process, the interpreter's own included


class Machines(Protocol):
    """Where an executor comes from. `width` is how many batches it is worth having under way at once."""

    width: int

    def start(self) -> Executor:
        """An executor that is ready to work."""

    def stop(self, executor: Executor) -> None:
        """Stop an executor, whatever it is doing."""


class Processes:
    """Guarded processes of this machine: each with a limit of memory, none outliving the command."""

    def __init__(self, count: int = 1) -> None:
        self._count = count
        self.width = count + 1

    def start(self) -> ProcessPoolExecutor:
        """A pool, whose processes are started as they are needed."""
        return ProcessPoolExecutor(self._count, mp_context=get_context("spawn"), initializer=_begin)

    def stop(self, executor: Executor) -> None:
        """Kill the processes."""
        assert isinstance(executor, ProcessPoolExecutor)
        for process in list((executor._processes or {}).values()):  # no other way to stop one that hangs
            process.kill()
        executor.shutdown(wait=True, cancel_futures=True)


class Cluster:
    """The workers of a Dask cluster, which must have the same version of this program.

    A worker that is lost has its batches read by another: Dask's scheduler sees to that.
    """

    width = 2

    def __init__(self, address: str) -> None:
        """Connect to a scheduler. Raises OSError where none answers, ModuleNotFoundError without Dask."""
        from distributed import Client  # an optional requirement, and slow to import

        self._client: Any = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
        self.width = 2 * max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def start(self) -> Executor:
        """The cluster's executor."""
        executor: Executor = self._client.get_executor()
        return executor

    def stop(self, executor: Executor) -> None:
        """Let go of the cluster; it drops what nobody waits for any more."""
        executor.shutdown(wait=False)
        self._client.close(timeout=2)


def _begin() -> None:
    """Make the worker end with the command that started it, however that ends, and limit its memory."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    relax_gc()
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


def relax_gc() -> None:
    """Freeze imported objects and raise the GC thresholds: what comes are plain records."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
