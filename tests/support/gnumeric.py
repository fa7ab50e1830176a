"""Gnumeric as a third spreadsheet program: recalculates workbooks."""

import os
import subprocess
from pathlib import Path

from tests.support.formulas import Values, values
from tests.support.programs import need


def recalculate(paths: list[Path], out: Path) -> dict[Path, Values]:
    """What the cells of workbooks come to with every formula computed anew; by original.

    `out` is a folder for the copies that are made on the way.
    """
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
    return {path: values(copy) for path, copy in copies.items()}
