"""A plugin of pytest under coverage: `python -m coverage run -m pytest -p tests.support.reach FILE`.

The lines that a test executes go into a context named for the test. REACH names the file for the seconds of
every test.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

_seconds: dict[str, float] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run a test, with its fixtures, in its own context."""
    running = coverage.Coverage.current()
    assert running is not None
    running.switch_context(item.nodeid)
    start = time.monotonic()
    yield
    _seconds[item.nodeid] = time.monotonic() - start
    running.switch_context("")


def pytest_sessionfinish() -> None:
    """Write down how long the tests took."""
    Path(os.environ["REACH"]).write_text(json.dumps(_seconds), encoding="utf-8")
