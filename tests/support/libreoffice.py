"""LibreOffice as a second spreadsheet program: recalculates, re-saves and prints workbooks in batches."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.programs import need

BATCH = 50  # memory grows with every workbook of a call
FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
}

# LibreOffice trusts the values cached in a file unless its own settings say "always recalculate" (0) rather
# than "never" (1). Chinese settings make it understand what is typed as an office in China types it.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>{mode}</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
</oor:items>
"""


def recalculate(paths: list[Path], out: Path) -> dict[Path, Path]:
    """Save workbooks again as .xlsx in the folder `out` with every formula computed anew; by original."""
    return _convert(paths, out, "xlsx", recalculation=True)


def resave(paths: list[Path], out: Path, kind: str = "xlsx") -> dict[Path, Path]:
    """Save workbooks again in the folder `out` as .xlsx, .xls or .ods, keeping their cached values."""
    return _convert(paths, out, kind, recalculation=False)


def convert_pdf(paths: list[Path], out: Path) -> dict[Path, Path]:
    """Print workbooks to PDF in the folder `out`, as they are: with their cached values."""
    return _convert(paths, out, "pdf", recalculation=False)


@contextmanager
def profile(recalculation: bool) -> Iterator[str]:
    """A settings folder of one's own, as the option that makes soffice use it; gone afterwards.

    Without it two calls at once would be one program, and the person's own settings would count.
    """
    with tempfile.TemporaryDirectory(prefix="cascade-office-", ignore_cleanup_errors=True) as folder:
        settings = Path(folder, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(SETTINGS.format(mode=0 if recalculation else 1), encoding="utf-8")
        yield f"-env:UserInstallation={Path(folder).as_uri()}"


def environment() -> dict[str, str]:
    """The environment for LibreOffice: without a UTF-8 locale it cannot open a file with a Chinese name."""
    return os.environ | {"LC_ALL": "C.UTF-8"}


def _convert(paths: list[Path], out: Path, kind: str, recalculation: bool) -> dict[Path, Path]:
    copies = {path: out / f"{path.stem}.{kind}" for path in paths}
    if len(set(copies.values())) < len(copies):
        raise ValueError("two of the workbooks would be saved under one name")
    if any(path.resolve() == copy.resolve() for path, copy in copies.items()):
        raise ValueError(f"{out} holds a workbook that would be overwritten by its own copy")
    for copy in copies.values():
        copy.unlink(missing_ok=True)  # one left from before must not pass for the new one
    with profile(recalculation) as option:
        for start in range(0, len(paths), BATCH):
            _soffice(option, paths[start : start + BATCH], out, kind)
    return copies


def _soffice(option: str, paths: list[Path], out: Path, kind: str) -> None:
    """One call of soffice. Its exit code is 0 even if it could not read a file: look what it made."""
    options = [option, "--headless", "--norestore"]
    conversion = ["--convert-to", f"{kind}:{FILTERS[kind]}", "--outdir", str(out)]
    office = subprocess.Popen(
        [need("soffice"), *options, *conversion, *map(str, paths)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=environment(),
        start_new_session=True,
    )
    try:
        said = office.communicate(timeout=60 + 3 * len(paths))[0]
    except BaseException:
        os.killpg(office.pid, signal.SIGKILL)  # soffice is a script: the program itself is its child
        office.wait()
        raise
    missing = [path.name for path in paths if not (out / f"{path.stem}.{kind}").is_file()]
    if missing:
        raise RuntimeError(f"LibreOffice made no .{kind} of {', '.join(missing)} and said: {said}")
