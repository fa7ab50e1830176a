"""LibreOffice as a second spreadsheet program: recalculates, re-saves and prints workbooks."""

from collections.abc import Sequence
from pathlib import Path

from tests.support.uno_session import Step, calc


def recalculate(paths: list[Path], out: Path) -> dict[Path, Path]:
    """Save workbooks again as .xlsx in the folder `out` with every formula computed anew; by original."""
    return _convert(paths, out, "xlsx", recalculation=True)


def print_and_recalculate(
    paths: list[Path], out: Path, sheets: Sequence[str] = ()
) -> tuple[dict[Path, Path], dict[Path, Path]]:
    """What `convert_pdf` and `recalculate` do, but each workbook is opened once: that takes longest.

    `sheets` are those to print, by default all. The PDFs and the recalculated copies, both by original.
    """
    pdfs, copies = _copies(paths, out, "pdf"), _copies(paths, out, "xlsx")
    for path in paths:
        steps: list[Step] = [{"do": "print_sheets", "path": pdfs[path], "sheets": sheets}]
        steps += [{"do": "recalculate"}, {"do": "store", "path": copies[path]}]
        _play(path, steps, "xlsx", recalculation=False)
    return pdfs, copies


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


def _play(path: Path, steps: list[Step], kind: str, recalculation: bool) -> None:
    try:
        calc().play(path, *steps, recalculation=recalculation)
    except RuntimeError as error:
        raise RuntimeError(f"LibreOffice made no .{kind} of {path.name} and said: {error}") from error
