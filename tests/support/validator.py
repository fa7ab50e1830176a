"""The Open XML SDK's validator: what Excel's own rules say of a workbook's XML."""

import json
import os
import subprocess
from pathlib import Path

from tests.support.programs import OOXML, need


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
        # messages and numbers in no country's way, and no need for the ICU library
        env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"the validator could not run: {done.stderr}")
    found: dict[str, list[str]] = json.loads(done.stdout)
    return {path: found[str(path)] for path in paths}
