"""LibreOffice as a second spreadsheet program: recalculates, re-saves and prints workbooks."""

from pathlib import Path

from tests.support.uno_session import calc


def recalculate(paths: list[Path], out: Path) -> dict[Path, Path]:
    """Save workbooks again as .xlsx in the folder `out` with every formula computed anew; by original."""
    return _convert(paths, out, "xlsx", recalculation=True)


def resave(paths: list[Path], out: Path, kind: str = "xlsx") -> dict[Path, Path]:
    """Save workbooks again in the folder `out` as .xlsx, .xls or .ods, keeping their cached values."""
    return _convert(paths, out, kind, recalculation=False)


def convert_pdf(paths: list[Path], out: Path) -> dict[Path, Path]:
    """Print workbooks to PDF in the folder `out`, as they are: with their cached values."""
    return _convert(paths, out, "pdf", recalculation=False)


def _convert(paths: list[Path], out: Path, kind: str, recalculation: bool) -> dict[Path, Path]:
    copies = {path: (out / f"{path.stem}.{kind}").resolve() for path in paths}
    if len(set(copies.values())) < len(copies):
        raise ValueError("two of the workbooks would be saved under one name")
    if any(path.resolve() == copy for path, copy in copies.items()):
        raise ValueError(f"{out} holds a workbook that would be overwritten by its own copy")
    out.mkdir(parents=True, exist_ok=True)
    for path, copy in copies.items():
        copy.unlink(missing_ok=True)  # one left from before must not pass for the new one
        try:
            calc().play(path, {"do": "store", "path": copy}, recalculation=recalculation)
        except RuntimeError as error:
            raise RuntimeError(f"LibreOffice made no .{kind} of {path.name} and said: {error}") from error
    return copies
