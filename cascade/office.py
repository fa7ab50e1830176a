"""LibreOffice, where it is installed: it converts other spreadsheet formats, and prints to PDF.

It runs in a process of its own, with a profile of its own that is thrown away afterwards, so that neither an
open LibreOffice nor a hostile file touches anything of the user's.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_SECONDS = 180.0
_WINDOWS = ("C:/Program Files/LibreOffice/program/soffice.exe",)


class Failed(Exception):
    """LibreOffice is there but did not do what it was asked."""


def program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((path for path in _WINDOWS if Path(path).is_file()), None)


def as_xlsx(data: bytes, ending: str) -> bytes:
    """A spreadsheet of another format (`ending`: `.xls`, `.ods` …) as .xlsx. Raises Failed."""
    return _converted(data, ending, ".xlsx", "xlsx:Calc MS Excel 2007 XML")


def as_pdf(data: bytes) -> bytes:
    """An .xlsx workbook as it is printed: every sheet that is not hidden, in order. Raises Failed."""
    return _converted(data, ".xlsx", ".pdf", "pdf:calc_pdf_Export")


def _converted(data: bytes, ending: str, wanted: str, filter_: str) -> bytes:
    soffice = program()
    if soffice is None:
        raise Failed
    with tempfile.TemporaryDirectory(prefix="cascade-", ignore_cleanup_errors=True) as folder:
        source, out = Path(folder) / f"book{ending}", Path(folder) / "out"
        source.write_bytes(data)
        command = [soffice, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless"]
        command += ["--norestore", "--convert-to", filter_, "--outdir", str(out), str(source)]
        try:
            subprocess.run(
                command,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env=os.environ | {"SAL_USE_VCLPLUGIN": "svp"},
            )
            return (out / f"book{wanted}").read_bytes()
        except (subprocess.TimeoutExpired, OSError):
            raise Failed from None
