"""LibreOffice, where it is installed: it converts other spreadsheet formats, and prints to PDF.

It runs in a process of its own, with a profile of its own that is thrown away afterwards, so that neither an
open LibreOffice nor a hostile file touches anything of the user's.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_SECONDS = 180.0
_NONE: Mapping[str, Sequence[str]] = {}
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


def as_pdf(data: bytes, fallbacks: Mapping[str, Sequence[str]]) -> bytes:
    """An .xlsx workbook as it is printed: every sheet that is not hidden, in order. Raises Failed.

    `fallbacks` are the fonts to print with where one is not installed.
    """
    return _converted(data, ".xlsx", ".pdf", "pdf:calc_pdf_Export", fallbacks)


def _converted(
    data: bytes, ending: str, wanted: str, filter_: str, fallbacks: Mapping[str, Sequence[str]] = _NONE
) -> bytes:
    soffice = program()
    if soffice is None:
        raise Failed
    with tempfile.TemporaryDirectory(prefix="cascade-", ignore_cleanup_errors=True) as folder:
        source, out = Path(folder) / f"book{ending}", Path(folder) / "out"
        source.write_bytes(data)
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(_font_rules(fallbacks), encoding="utf-8")
        command = [soffice, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless"]
        command += ["--norestore", "--convert-to", filter_, "--outdir", str(out), str(source)]
        try:
            subprocess.run(
                command,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env=os.environ | {"SAL_USE_VCLPLUGIN": "svp", "FONTCONFIG_FILE": str(fonts)},
            )
            return (out / f"book{wanted}").read_bytes()
        except (subprocess.TimeoutExpired, OSError):
            raise Failed from None


def _font_rules(fallbacks: Mapping[str, Sequence[str]]) -> str:
    """Rules for fontconfig, which finds fonts for LibreOffice wherever those of Windows may be missing."""
    rules = []
    for name, others in fallbacks.items():
        families = "".join(f"<string>{escape(each)}</string>" for each in others)
        test = f'<test name="family"><string>{escape(name)}</string></test>'
        edit = f'<edit name="family" mode="append" binding="strong">{families}</edit>'
        rules.append(f'<match target="pattern">{test}{edit}</match>')
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    return f'<?xml version="1.0"?><fontconfig>{system}{"".join(rules)}</fontconfig>'
