"""The Open XML SDK's validator: what Excel's own rules say of a workbook's XML."""

import json
import os
import subprocess
from pathlib import Path

from tests.support.programs import OOXML, need

SETTINGS = {
    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",  # messages in no country's way, and no ICU library
    "DOTNET_TieredPGO": "0",  # .NET is not to study a program of one second in order to make it quicker,
    "DOTNET_gcConcurrent": "0",  # nor to start a thread that clears up beside it
}


def validate(paths: list[Path]) -> dict[Path, list[str]]:
    """The errors in each workbook as "part xpath: description"; an empty list for a valid one.

    A file that cannot be opened at all has one, too. About half a second a workbook and core.
    """
    done = subprocess.run(
        [need("validator"), str(OOXML / "validate.mjs")],
        input=json.dumps([str(path) for path in paths]),
        capture_output=True,
        encoding="utf-8",
        timeout=60 + 5 * len(paths),
        env=os.environ | SETTINGS,
    )
    if done.returncode:
        raise RuntimeError(f"the validator could not run: {done.stderr}")
    found: dict[str, list[str]] = json.loads(done.stdout)
    return {path: found[str(path)] for path in paths}
