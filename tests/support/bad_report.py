"""What each bad file costs and touches, and the worst of them: `python -m tests.support.bad_report`."""

import json
import subprocess
import sys
import tempfile
import threading
from functools import cache

from tests.support.bad_files import BAD_FILES
from tests.support.bad_workbook import Bad
from tests.support.office import PROJECT
from tests.support.watched import Reading

WATCHED = [sys.executable, "-m", "tests.support.watched"]


@cache
def reading(bad: Bad) -> Reading:
    """What reading a bad file costs and touches in a process of its own, which has read none before."""
    if sys.platform == "win32":
        done = subprocess.run(WATCHED, input=bad.make(), stdout=subprocess.PIPE, cwd=PROJECT, timeout=120)
        return Reading(*json.loads(done.stdout))
    with tempfile.NamedTemporaryFile() as file:
        file.write(bad.make())
        file.flush()
        program = _many()
        assert program.stdin
        assert program.stdout
        watchdog = threading.Timer(120, program.kill)
        watchdog.start()
        print(file.name, file=program.stdin, flush=True)
        said = program.stdout.readline()
        watchdog.cancel()
    if not said:
        _many.cache_clear()
    assert said, f"{bad.name} ended the process that read it, or took too long"
    return Reading(*json.loads(said))


@cache
def _many() -> "subprocess.Popen[str]":
    """The program that forks for each file; its input ends with these tests, and so does it."""
    pipe = subprocess.PIPE
    return subprocess.Popen([*WATCHED, "many"], stdin=pipe, stdout=pipe, encoding="utf-8", cwd=PROJECT)


def summary() -> str:
    """The slowest of all readings, the one with most memory, and how much outside was touched."""
    readings = {bad.name: reading(bad) for bad in BAD_FILES}
    slowest = max(readings, key=lambda name: readings[name].seconds)
    largest = max(readings, key=lambda name: readings[name].megabytes)
    touched = sum(len(each.events) for each in readings.values())
    return (
        f"{len(readings)} bad files: slowest {readings[slowest].seconds:.3f} s ({slowest}),"
        f" largest {readings[largest].megabytes} MB ({largest}), {touched} accesses to anything outside"
    )


def main() -> int:
    """Print a line a file and the summary; the exit code is 1 if any was not refused as it must be."""
    wrong = 0
    for bad in BAD_FILES:
        found = reading(bad)
        wrong += found.code != bad.code or bool(found.events)
        print(f"{found.code:4} {found.seconds:6.3f} s {found.megabytes:4} MB  {bad.name}", *found.events)
    print(summary())
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
