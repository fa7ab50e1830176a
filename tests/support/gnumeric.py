"""Gnumeric as a third spreadsheet program: recalculates workbooks."""

import os
import subprocess
from pathlib import Path

from tests.support.programs import need


def recalculate(paths: list[Path], out: Path) -> dict[Path, Path]:
    """Save workbooks again as .xlsx in the folder `out` with every formula computed anew; by original."""
    out.mkdir(parents=True, exist_ok=True)
    copies = {path: out / path.name for path in paths}
    for path, copy in copies.items():
        subprocess.run(
            [need("ssconvert"), "--recalc", str(path), str(copy)],
            check=True,
            capture_output=True,
            timeout=300,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
    return copies
