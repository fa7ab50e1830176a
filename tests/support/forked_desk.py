"""A desk in a process of its own that need not import the program first: Python's forkserver forks it.

So are the readers of workbooks that it starts. Both are spared the second in which Python starts and imports
the program. Tests that look at the start itself have a Python started instead. POSIX only.
"""

import io
import os
import runpy
import sys
from collections.abc import Sequence
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from cascade.xlsx import machines
from tests.support.forked import PROJECT

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext  # which Windows has not

PRELOADED = ("account_commands", "app", "listening", "serving")


@cache
def _forks() -> "ForkServerContext":
    """The forkserver of this process, which starts with the first desk."""
    context = get_context("forkserver")
    context.set_forkserver_preload([f"cascade.desk.{each}" for each in PRELOADED])
    return context


class ForkedDesk:
    """The process of a module that starts a desk, used as a `subprocess.Popen` is."""

    def __init__(self, module: str, words: Sequence[str]) -> None:
        coming, going = _forks().Pipe(duplex=False)
        self._process = _forks().Process(target=_run, args=(going, module, list(words), dict(os.environ)))
        self._process.start()
        going.close()
        self.stdout = io.TextIOWrapper(io.FileIO(os.dup(coming.fileno())), "utf-8")
        assert self._process.pid
        self.pid = self._process.pid

    def kill(self) -> None:
        """End it, if it has not ended."""
        self._process.kill()

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        self._process.join(timeout)


def _run(out: Connection, module: str, words: list[str], environment: dict[str, str]) -> None:
    """Be the desk."""
    told = io.FileIO(os.dup(out.fileno()), "w")
    sys.stdout = sys.stderr = io.TextIOWrapper(told, "utf-8", line_buffering=True)
    os.chdir(PROJECT)
    os.environ.clear()
    os.environ.update(environment)
    # the forkserver that has made this process makes its readers, too
    vars(forkserver._forkserver)["ensure_running"] = lambda: None
    machines.get_context = lambda _: _forks()  # type: ignore[attr-defined,assignment]
    machines.MEMORY *= 2  # address space: what a fork has inherited counts as well
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
