"""Runs a script or module as its own `__main__` and writes down, when it ends, how much memory it has taken.

`python -m bench.witness COST.json FILE|-m NAME [ARG …]`. A command may leave seconds of its own in `PARTS`.
"""

import atexit
import json
import os
import resource
import runpy
import sys
from pathlib import Path

PARTS: dict[str, float] = {}


def _write(path: Path) -> None:
    mine, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    mega = 1024 * 1024 if sys.platform == "darwin" else 1024
    cost = {"memory": mine.ru_maxrss / mega, "workers": children.ru_maxrss / mega, "parts": PARTS}
    path.write_text(json.dumps(cost), encoding="utf-8")


if __name__ == "__main__":
    from bench import witness  # the copy that a command imports, and leaves its seconds in

    _, told, *words = sys.argv
    path, mine = Path(told), os.getpid()
    atexit.register(lambda: witness._write(path) if os.getpid() == mine else None)
    module = words[0] == "-m"
    sys.argv = words[module:]
    if module:
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, str(Path(words[0]).resolve().parent))
        runpy.run_path(words[0], run_name="__main__")
