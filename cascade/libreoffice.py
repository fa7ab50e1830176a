"""Convert other spreadsheet formats and print to PDF with LibreOffice, where it is installed.

Every conversion starts LibreOffice with a new profile and deletes that profile afterwards. So it does not
disturb a LibreOffice that is open, and a hostile file cannot reach the user's settings.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

_SECONDS = 180.0
_ON_WINDOWS = "C:/Program Files/LibreOffice/program/soffice.exe"


class Failed(Exception):
    """LibreOffice is missing, or did not produce the file."""


def program() -> str | None:
    """The path of LibreOffice; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(_ON_WINDOWS)


def as_xlsx(data: bytes, ending: str) -> bytes:
    """Convert a spreadsheet of another format (`ending`: `.xls`, `.ods` …) to .xlsx. Raises Failed."""
    return _convert(data, ending, ".xlsx", "xlsx:Calc MS Excel 2007 XML", {})


def as_docx(data: bytes, ending: str) -> bytes:
    """Convert a text document of another format (`ending`: `.doc`, `.rtf` …) to .docx. Raises Failed."""
    return _convert(data, ending, ".docx", "docx:MS Word 2007 XML", {})


def as_pdf(data: bytes, fallbacks: Mapping[str, Sequence[str]]) -> bytes:
    """Print the visible sheets of an .xlsx workbook to PDF, in order.

    `fallbacks` are the fonts to use where a font is not installed. Raises Failed.
    """
    return _convert(data, ".xlsx", ".pdf", "pdf:calc_pdf_Export", fallbacks)


def _convert(
    data: bytes, ending: str, wanted: str, filter_: str, fallbacks: Mapping[str, Sequence[str]]
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
        env = os.environ | {"SAL_USE_VCLPLUGIN": "svp", "FONTCONFIG_FILE": str(fonts)}
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, env=env)
            return (out / f"book{wanted}").read_bytes()
        except (subprocess.TimeoutExpired, OSError):
            raise Failed from None


def _font_rules(fallbacks: Mapping[str, Sequence[str]]) -> str:
    """A configuration for fontconfig, which finds fonts for LibreOffice on Linux."""
    rules = []
    for name, others in fallbacks.items():
        families = "".join(f"<string>{escape(each)}</string>" for each in others)
        test = f'<test name="family"><string>{escape(name)}</string></test>'
        edit = f'<edit name="family" mode="append" binding="strong">{families}</edit>'
        rules.append(f'<match target="pattern">{test}{edit}</match>')
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    return f'<?xml version="1.0"?><fontconfig>{system}{"".join(rules)}</fontconfig>'
