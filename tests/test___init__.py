"""`import cascade` alone loads next to nothing: a command must answer --help at once."""

import subprocess
import sys

from tests.support.office import PROJECT

ASKED = "import sys; before = {*sys.modules}; import cascade; print(*sorted({*sys.modules} - before))"


def test_what_the_package_loads() -> None:
    """Without what Python loads by itself for the packages that are installed (`-S`)."""
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", ASKED], cwd=PROJECT, capture_output=True, check=True, text=True
    )
    assert loaded.stdout.split() == ["__future__", "cascade"]
