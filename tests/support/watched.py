"""What reading a file costs and touches, in a process of its own that has read none before.

`python -m tests.support.watched < file` says it of one; with the word `many`, on POSIX, of each path that
stands in a line of its input: it forks for each, so that only the first has to wait for Python.

Every audit event that Python raises meanwhile is told, of whatever kind: `open`, `socket.*`, `os.*`,
`subprocess.Popen`, `import` and all others. What is imported or run before the file is read does not count.
"""

import encodings.gb18030
import encodings.utf_8_sig
import encodings.utf_16
import encodings.utf_16_le
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from cascade.grid import Refused
from cascade.xlsx import read

LINUX = sys.platform.startswith("linux")  # elsewhere memory is not measured
# Python's own files, which it opens when a codec is first used.
CODECS = (encodings.gb18030, encodings.utf_8_sig, encodings.utf_16, encodings.utf_16_le)


class Reading(NamedTuple):
    """The code of the refusal ("" if read), processor seconds, the highest use of memory, all events."""

    code: str
    seconds: float
    megabytes: int
    events: list[str]


def watched(work: Callable[[bytes], object], data: bytes) -> Reading:
    """Do some work on a file's bytes, and tell what it cost and touched."""
    events: list[str] = []
    watching, code = True, ""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching:
            events.append(f"{event} {arguments}"[:120])

    before = _at_rest()
    sys.addaudithook(watch)
    began = time.process_time()
    try:
        work(data)
    except Refused as refused:
        code = refused.code
    seconds = time.process_time() - began
    watching = False
    return Reading(code, seconds, (_kilobytes("VmHWM") - before) // 1024, events)


def _at_rest() -> int:
    """The memory in use, from which its highest is counted anew."""
    if LINUX:
        with open("/proc/self/clear_refs", "w") as highest:
            highest.write("5")
    return _kilobytes("VmRSS")


def _kilobytes(field: str) -> int:
    if not LINUX:
        return 0
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field))


def _serve() -> None:
    for line in sys.stdin:
        process = os.fork()
        if not process:
            print(json.dumps(watched(read, Path(line.rstrip("\n")).read_bytes())), flush=True)
            os._exit(0)
        if status := os.waitpid(process, 0)[1]:
            sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    if sys.argv[1:] == ["many"]:
        _serve()
    else:
        print(json.dumps(watched(read, sys.stdin.buffer.read())))
