"""What a command costs: wall time, processor time with its children's, and the peak memory of each."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parent.parent
# As in an office, Python keeps what it has compiled; without, every start compiles all modules again.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds and megabytes. `memory` is the peak of the command's own process, `workers` of its largest
    child.

    `parts` are seconds of processor time that the command itself has told of, by name.
    """

    wall: float
    cpu: float
    memory: float = 0.0
    workers: float = 0.0
    parts: dict[str, float] | None = None


def run(words: Sequence[object], exit_codes: Sequence[int] = (0,)) -> Cost:
    """Run a Python module or script (`-m NAME …` or `FILE …`) as a process of its own. POSIX only."""
    with TemporaryDirectory() as folder:
        told = Path(folder, "cost.json")
        command = [sys.executable, "-m", "bench.witness", str(told), *map(str, words)]
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=PROJECT, env=_ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert process.stdout
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in exit_codes:
            raise RuntimeError(f"{words}: {process.returncode}\n{said.decode(errors='replace')}")
        return Cost(wall, usage.ru_utime + usage.ru_stime, **json.loads(told.read_text("utf-8")))


def bare(words: Sequence[object]) -> Cost:
    """Run Python itself, with nobody looking on: for commands that are over at once."""
    began = time.perf_counter()
    command = [sys.executable, *map(str, words)]
    process = subprocess.Popen(command, cwd=PROJECT, env=_ENVIRONMENT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime)


def middle(costs: Sequence[Cost]) -> Cost:
    """The medians of several runs."""
    parts: dict[str, list[float]] = {}
    for each in costs:
        for name, seconds in (each.parts or {}).items():
            parts.setdefault(name, []).append(seconds)
    return Cost(
        median(each.wall for each in costs),
        median(each.cpu for each in costs),
        median(each.memory for each in costs),
        median(each.workers for each in costs),
        {name: median(seconds) for name, seconds in parts.items()},
    )
