"""LibreOffice as a second spreadsheet program: recalculates, re-saves and prints workbooks."""

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from openpyxl.utils import get_column_letter

from tests.support.formulas import Value, Values
from tests.support.uno_session import Step, calc

_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^,\n]*))([,\n])')


def recalculate(paths: list[Path], out: Path) -> dict[Path, Values]:
    """What the cells of workbooks come to with every formula computed anew; by original.

    `out` is a folder for files on the way.
    """
    return {path: _values(path, out, [], recalculation=True) for path in paths}


def print_and_recalculate(
    paths: list[Path], out: Path, sheets: Sequence[str] = (), *, cached: bool = True
) -> tuple[dict[Path, Path], dict[Path, Values]]:
    """What `convert_pdf` and `recalculate` do, but each workbook is opened once.

    `sheets` are those to print, by default all; printed are the values that are `cached`, or what the
    formulas come to. The PDFs and the values, both by original.
    """
    pdfs, found = _copies(paths, out, "pdf"), {}
    for path in paths:
        steps: list[Step] = [{"do": "print_sheets", "path": pdfs[path], "sheets": sheets}]
        found[path] = _values(path, out, [*steps, {"do": "recalculate"}], recalculation=not cached)
    return pdfs, found


def resave(paths: list[Path], out: Path, kind: str = "xlsx") -> dict[Path, Path]:
    """Save workbooks again in the folder `out` as .xlsx, .xls or .ods, keeping their cached values."""
    return _convert(paths, out, kind, recalculation=False)


def convert_pdf(paths: list[Path], out: Path) -> dict[Path, Path]:
    """Print workbooks to PDF in the folder `out`, as they are: with their cached values."""
    return _convert(paths, out, "pdf", recalculation=False)


def _convert(paths: list[Path], out: Path, kind: str, recalculation: bool) -> dict[Path, Path]:
    copies = _copies(paths, out, kind)
    for path, copy in copies.items():
        _play(path, [{"do": "store", "path": copy}], kind, recalculation)
    return copies


def _copies(paths: list[Path], out: Path, kind: str) -> dict[Path, Path]:
    """Where the copies are to lie; one left from before must not pass for a new one, and is removed."""
    copies = {path: (out / f"{path.stem}.{kind}").resolve() for path in paths}
    if len(set(copies.values())) < len(copies):
        raise ValueError("two of the workbooks would be saved under one name")
    if any(path.resolve() == copy for path, copy in copies.items()):
        raise ValueError(f"{out} holds a workbook that would be overwritten by its own copy")
    out.mkdir(parents=True, exist_ok=True)
    for copy in copies.values():
        copy.unlink(missing_ok=True)
    return copies


def _values(path: Path, out: Path, steps: list[Step], recalculation: bool) -> Values:
    """What the cells of a workbook come to after some steps."""
    out.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(dir=out))
    _play(path, [*steps, {"do": "store_values", "path": folder / "of.csv"}], "csv", recalculation)
    return {file.stem.removeprefix("of-"): _cells(file.read_text("utf-8")) for file in folder.iterdir()}


def _cells(text: str) -> dict[str, Value]:
    """The filled cells of a sheet's text file."""
    found, row, column = {}, 1, 1
    for words, bare, end in _CELL.findall(text):
        if words or bare:
            found[f"{get_column_letter(column)}{row}"] = _number(bare) if bare else words.replace('""', '"')
        row, column = (row + 1, 1) if end == "\n" else (row, column + 1)
    return found


def _number(text: str) -> Value:
    return text == "TRUE" if text in ("TRUE", "FALSE") else float(text)


def _play(path: Path, steps: list[Step], kind: str, recalculation: bool) -> None:
    try:
        calc().play(path, *steps, recalculation=recalculation)
    except RuntimeError as error:
        raise RuntimeError(f"LibreOffice made no .{kind} of {path.name} and said: {error}") from error
