"""The outside programs that tests need: found, or the test is skipped; in CI a missing one fails it."""

import importlib.util
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

OOXML = Path(__file__).parent.parent / "ooxml"
MAILPARSER = Path(__file__).parent.parent / "mailparser"
JSREADERS = Path(__file__).parent.parent / "jsreaders"
AXE = Path(__file__).parent.parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"

KILLING = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are things of POSIX")


def need(program: str) -> str:
    """The path of a program on PATH (`soffice`, `dovecot`), or of one of these:

    "chromium" is Chromium without its windows where Debian has it apart, else the whole one;
    "uno" is a Python with LibreOffice's module, "writer" a LibreOffice that reads Word's files, "validator",
    "mailparser" and "jsreaders" are node, with what npm has installed for them, "axe" is the script that npm
    has installed. Nothing is looked for outside PATH, so a PATH without a program hides it.

    Without it the running test is skipped, or fails where CASCADE_REQUIRE_ALL=1 says that all must be there.
    """
    path = _find(program)
    if path is None:
        missing = pytest.fail if os.environ.get("CASCADE_REQUIRE_ALL") == "1" else pytest.skip
        missing(f"{program} is not installed here (.ci/run installs it)")
    return path


@cache
def _find(program: str) -> str | None:
    if program == "uno":
        return _python_with_uno()
    if program == "chromium":  # a page takes the shell three fifths of the whole one's time, a person a fifth
        return shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program == "writer":
        office = shutil.which("soffice")
        return office if office and (Path(office).resolve().parent / "libswlo.so").is_file() else None
    if program == "validator":
        return shutil.which("node") if (OOXML / "node_modules" / "@xarsh").is_dir() else None
    if program == "mailparser":
        return shutil.which("node") if (MAILPARSER / "node_modules" / "mailparser").is_dir() else None
    if program == "jsreaders":
        return shutil.which("node") if (JSREADERS / "node_modules" / "hyperformula").is_dir() else None
    if program == "axe":
        return str(AXE) if AXE.is_file() else None
    return shutil.which(program)


def _python_with_uno() -> str | None:
    """The first python3 on PATH that has the module uno: the system's own, and no virtual environment."""
    for folder in os.get_exec_path():
        python = shutil.which("python3", path=folder)
        if python and not subprocess.run([python, "-I", "-c", "import uno"], capture_output=True).returncode:
            return python
    return None


def need_module(name: str) -> None:
    """Skip the running test, or fail it where all must be there, without an optional Python package."""
    if importlib.util.find_spec(name) is None:
        missing = pytest.fail if os.environ.get("CASCADE_REQUIRE_ALL") == "1" else pytest.skip
        missing(f"{name} is not installed here (requirements-dev.txt has it)")
