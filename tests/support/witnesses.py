"""LibreOffice and Gnumeric as witnesses: what each formula of a workbook comes to in either."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support import gnumeric, libreoffice
from tests.support.formulas import Difference, Values, compare_all
from tests.support.sample import every

LIBREOFFICE, GNUMERIC = "LibreOffice", "Gnumeric"
PROGRAMS = (LIBREOFFICE, GNUMERIC)


@dataclass(frozen=True)
class Recalculated:
    """A workbook that both programs have recalculated, or LibreOffice alone.

    By program: what all cells come to, and where that is not what is cached. `count` formula cells there are.
    """

    values: dict[str, Values]
    count: int
    found: dict[str, list[Difference]]

    @property
    def differences(self) -> list[tuple[str, Difference]]:
        """Where either program comes to another value than is cached, with its name."""
        return [(program, each) for program, found in self.found.items() for each in found]


def recalculated(paths: list[Path], out: Path, sparing: int = 1) -> dict[Path, Recalculated]:
    """Have both programs compute every formula of workbooks anew, in folders below `out`; by original.

    Gnumeric, which takes more than a second for a summary, computes every so many; with `--long` all.
    """
    return _compared(paths, libreoffice.recalculate(paths, out / LIBREOFFICE), out, sparing)


def printed_and_recalculated(
    paths: list[Path], out: Path, sheets: Sequence[str] = ()
) -> tuple[dict[Path, Path], dict[Path, Recalculated]]:
    """The same, with Gnumeric sparing, and the PDFs that LibreOffice prints, of some sheets or of all."""
    pdfs, ours = libreoffice.print_and_recalculate(paths, out / LIBREOFFICE, sheets)
    return pdfs, _compared(paths, ours, out, sparing=4)


def _compared(
    paths: list[Path], ours: dict[Path, Values], out: Path, sparing: int
) -> dict[Path, Recalculated]:
    third = gnumeric.recalculate(every(sparing, paths), out / GNUMERIC)
    computed = {LIBREOFFICE: ours, GNUMERIC: third}
    found = {}
    for path in paths:
        mine = {program: by_path[path] for program, by_path in computed.items() if path in by_path}
        count, differences = compare_all(path, mine.values())
        found[path] = Recalculated(mine, count, dict(zip(mine, differences, strict=True)))
    return found
