"""LibreOffice Calc in the hands of a test: type, sort, insert, copy, save as a city office does."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.support.libreoffice import FILTERS, environment, profile
from tests.support.programs import need

DRIVER = Path(__file__).with_name("uno_driver.py")
Step = dict[str, Any]


class Calc:
    """A running LibreOffice Calc; see `calc`."""

    def __init__(self, driver: "subprocess.Popen[str]") -> None:
        self._driver = driver

    def play(self, source: Path | None, *steps: Step, timeout: float = 180) -> list[Any]:
        """Open a workbook (None: an empty one), do the steps in order, close it; one result a step.

        A step is {"do": name, …} with the name and parameters of a step in `uno_driver`, for example
        {"do": "type", "sheet": "分解表", "cell": "F9", "text": "10%"}. Nothing is saved but by "store".
        RuntimeError names the step that failed.
        """
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        watchdog = threading.Timer(timeout, self.kill)
        watchdog.start()
        try:
            order = {"source": str(source.resolve()) if source else None, "steps": steps}
            print(json.dumps(order, default=str), file=self._driver.stdin, flush=True)
            answer = json.loads(self._driver.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError):
            answer = {"error": f"LibreOffice died or hung: {steps}"}
        finally:
            watchdog.cancel()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        results: list[Any] = answer["results"]
        return results

    def kill(self) -> None:
        """End the driver and its LibreOffice, which share a process group of their own."""
        if self._driver.poll() is None:
            os.killpg(self._driver.pid, signal.SIGKILL)


@contextmanager
def calc() -> Iterator[Calc]:
    """Start LibreOffice Calc with Chinese settings; about two seconds, so let many tests share one.

    Every workbook is calculated as it is opened, as Excel does with ours.
    """
    with profile(recalculation=True) as option:
        arguments = [need("soffice"), option, f"cascade-{uuid4().hex}", json.dumps(FILTERS)]
        driver = subprocess.Popen(
            [need("uno"), "-I", "-X", "utf8", str(DRIVER), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment(),
            start_new_session=True,
        )
        session = Calc(driver)
        try:
            yield session
            driver.communicate(timeout=30)  # closes its input: it ends by itself
        finally:
            session.kill()
            driver.wait()
