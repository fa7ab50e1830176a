"""Runs the project's commands each in a process of its own that need not import the program first.

`Commands` starts this file as a program, which imports both commands once and then forks for each order.
The fork runs the very script, from its words to its exit code, in the environment of whoever ordered it, and
reads workbooks in a process that is forked, too. Both are spared the half second in which Python starts and
imports the program, which tests that start it themselves (`tests.support.office.start`) look at. They find in
memory, too, what the program has worked out of formulas, texts and the real plan. POSIX only.
"""

import atexit
import gc
import json
import logging
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from contextvars import copy_context
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cascade import theme
from cascade.xlsx import machines

PROJECT = Path(__file__).parents[2]
SECONDS = 120.0
Said = tuple[int, str, str]  # exit code (negative: the signal that ended it), output, errors

_OUT, _ERROR = "out", "error"


class Commands:
    """A program that forks for each order; `module` is the one that serves, by `serve`."""

    def __init__(self, module: str = __name__) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="cascade-commands-")
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, self._scratch.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=PROJECT,
            start_new_session=True,
        )

    def order(self, script: str, *words: object, folder: Path = PROJECT, **more: object) -> Said:
        """Run a command in a folder to its end; `more` is for who serves.

        RuntimeError if it does not end in time.
        """
        assert self._process.stdin
        assert self._process.stdout
        place = {"folder": str(folder), "environment": dict(os.environ)}
        order = {"script": script, "words": [*map(str, words)], **place, **more}
        watchdog = threading.Timer(SECONDS, os.killpg, (self._process.pid, signal.SIGKILL))
        watchdog.start()
        try:
            print(json.dumps(order), file=self._process.stdin, flush=True)
            code = self._process.stdout.readline()
        finally:
            watchdog.cancel()
        if not code:
            raise RuntimeError(f"{script} did not end: {words}")
        out, error = (Path(self._scratch.name, name).read_text("utf-8") for name in (_OUT, _ERROR))
        return int(code), out, error

    def close(self) -> None:
        """End the program, which waits for nothing."""
        self._process.communicate(timeout=30)
        self._scratch.cleanup()


# ------------------------------------------------------------------------------------- in the other process


def serve(obey: Callable[[dict[str, Any]], None]) -> None:
    """Fork for each order and answer with the exit code; the fork does what `obey` does, and ends."""
    from cascade.commands import collect, collect_round, generate, issue_round, mailing

    assert all((collect, generate, collect_round, issue_round, mailing))
    machines.get_context = lambda _: get_context("fork")  # type: ignore[attr-defined,assignment]
    machines.MEMORY *= 2  # address space: what a fork has inherited counts as well
    _warm_up()
    gc.collect()
    gc.freeze()  # nothing of this is to be looked at, and so copied, by each fork
    for line in sys.stdin:
        process = os.fork()
        if not process:
            order = json.loads(line)
            _begin(order)
            _end(_code(obey, order))
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _warm_up() -> None:
    """Read all templates, issue a form and publish a summary: forks find done what is the same for each."""
    from cascade.commands import collect, generate

    for html in (True, False):
        for path in theme.TEMPLATES.rglob("*.j2"):
            name = path.relative_to(theme.TEMPLATES).as_posix()
            theme._environment(html, theme.folders()).get_template(name)
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        words, here = (
            [str(PROJECT / "plans" / "zhejiang-2020"), "breakdown", "--workbooks", folder],
            copy_context(),
        )
        assert here.run(generate.main, [*words, "--city", "330100"]) == 0
        assert here.run(collect.main, words) == 1  # nobody has reported
    logging.getLogger("cascade").handlers.clear()  # the commands' own log


def _begin(order: dict[str, Any]) -> None:
    for stream, name in enumerate((os.devnull, _OUT, _ERROR)):
        how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if stream else os.O_RDONLY
        file = os.open(Path(sys.argv[1], name), how)
        os.dup2(file, stream)
        os.close(file)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = [str(PROJECT / order["script"]), *order["words"]]


def _code(obey: Callable[[dict[str, Any]], None], order: dict[str, Any]) -> int:
    """The exit code that Python gives to a program that ends in this way."""
    try:
        obey(order)
    except SystemExit as leaving:
        if isinstance(leaving.code, str):
            print(leaving.code, file=sys.stderr)
            return 1
        return leaving.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end(code: int) -> None:
    """End as Python does: threads, what is registered for the end, the streams.

    But take nothing apart: that would copy, object by object, what the fork shares.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def run_script(order: dict[str, Any]) -> None:
    """Run the script as Python does: it is the main module, and its SystemExit ends the process."""
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    import_module("cascade.desk.start")  # which some tests run, too
    serve(run_script)
