"""LibreOffice Calc in the hands of a test: type, sort, insert, copy, save as a city office does."""

import atexit
import json
import os
import signal
import subprocess
import tempfile
import threading
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.support.programs import need

DRIVER = Path(__file__).with_name("uno_driver.py")
BATCH = 100  # a LibreOffice keeps some memory of every workbook: after so many another one is started
# LibreOffice dies two times of five as it stores a workbook that has taken a sheet of another one, and once
# in hundreds while it stores a sheet that was copied into a new workbook: both import a sheet.
_DIES, _AGAIN = ("take_sheet", "copy_sheet"), 9
FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
}
Step = dict[str, Any]

# Chinese settings make LibreOffice understand what is typed as an office in China types it.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
</oor:items>
"""


@cache
def calc() -> "Calc":
    """The LibreOffice Calc that all tests of this process share, for its start takes two seconds."""
    shared = Calc()
    atexit.register(shared.close)
    return shared


class Calc:
    """LibreOffice Calc with settings of its own, started when it is first needed."""

    def __init__(self) -> None:
        self._driver: subprocess.Popen[str] | None = None
        self._settings = ExitStack()
        self._played = 0

    def play(
        self, source: Path | None, *steps: Step, recalculation: bool = True, timeout: float = 180
    ) -> list[Any]:
        """Open a workbook (None: an empty one), do the steps in order, close it; one result a step.

        A step is {"do": name, …} with the name and parameters of a step in `uno_driver`, for example
        {"do": "type", "sheet": "分解表", "cell": "F9", "text": "10%"}. Nothing is saved but by "store".
        Every formula is computed as the workbook is opened, as Excel does with ours; without `recalculation`
        the values cached in the file are trusted, as LibreOffice does by itself.
        RuntimeError names the step that failed. What dies or hangs is started anew by the next call.
        """
        path = str(source.resolve()) if source else None
        order = {"source": path, "recalculation": recalculation, "steps": steps}
        answer = self._answer(order, timeout)
        for _ in range(_AGAIN if any(step["do"] in _DIES for step in steps) else 0):
            if answer is None and source:  # what it had opened is still locked
                source.with_name(f".~lock.{source.name}#").unlink(missing_ok=True)
                answer = self._answer(order, timeout)
        if answer is None or "error" in answer:
            raise RuntimeError(answer["error"] if answer else f"LibreOffice died or hung: {steps}")
        results: list[Any] = answer["results"]
        return results

    def _answer(self, order: Step, timeout: float) -> dict[str, Any] | None:
        """What LibreOffice answers; None where it died or hung, which ends it."""
        if self._driver is None or self._played >= BATCH:
            self.close()
            self._driver = self._start()
        self._played += 1
        driver = self._driver
        assert driver.stdin is not None
        assert driver.stdout is not None
        watchdog = threading.Timer(timeout, self._kill)
        watchdog.start()
        try:
            print(json.dumps(order, default=str), file=driver.stdin, flush=True)
            answer: dict[str, Any] = json.loads(driver.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError):
            self.close()
            return None
        finally:
            watchdog.cancel()
        return answer

    def close(self) -> None:
        """End the program and remove its settings."""
        if self._driver is not None:
            try:
                self._driver.communicate(timeout=30)  # closes its input: it ends by itself
            finally:
                self._kill()
                self._driver.wait()
                self._driver = None
        self._settings.close()

    def _start(self) -> "subprocess.Popen[str]":
        """Start the driver, which starts LibreOffice.

        Without a settings folder of one's own two of them would be one program, and the person's own settings
        would count. Without a UTF-8 locale LibreOffice cannot open a file with a Chinese name.
        """
        soffice, python = need("soffice"), need("uno")
        folder = tempfile.TemporaryDirectory(prefix="cascade-office-", ignore_cleanup_errors=True)
        settings = Path(self._settings.enter_context(folder), "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(SETTINGS, encoding="utf-8")
        option = f"-env:UserInstallation={Path(folder.name).as_uri()}"
        arguments = [soffice, option, f"cascade-{uuid4().hex}", json.dumps(FILTERS)]
        self._played = 0
        return subprocess.Popen(
            [python, "-I", "-X", "utf8", DRIVER, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )

    def _kill(self) -> None:
        """End the driver and its LibreOffice, which share a process group of their own."""
        if self._driver is not None and self._driver.poll() is None:
            os.killpg(self._driver.pid, signal.SIGKILL)
