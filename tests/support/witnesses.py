"""LibreOffice and Gnumeric as witnesses: what each formula of a workbook comes to in either."""

from dataclasses import dataclass
from pathlib import Path

from tests.support import gnumeric, libreoffice
from tests.support.formulas import Difference, compare

LIBREOFFICE, GNUMERIC = "LibreOffice", "Gnumeric"
PROGRAMS = {LIBREOFFICE: libreoffice.recalculate, GNUMERIC: gnumeric.recalculate}


@dataclass(frozen=True)
class Recalculated:
    """A workbook that both programs have recalculated.

    By program: its copy, and where it comes to another value than is cached. `count` formula cells there are.
    """

    copies: dict[str, Path]
    count: int
    found: dict[str, list[Difference]]

    @property
    def differences(self) -> list[tuple[str, Difference]]:
        """Where either program comes to another value than is cached, with its name."""
        return [(program, each) for program, found in self.found.items() for each in found]


def recalculated(paths: list[Path], out: Path) -> dict[Path, Recalculated]:
    """Have both programs compute every formula of workbooks anew, in folders below `out`; by original."""
    copies = {program: recalculate(paths, out / program) for program, recalculate in PROGRAMS.items()}
    compared = {
        path: {program: compare(path, copies[program][path]) for program in PROGRAMS} for path in paths
    }
    return {
        path: Recalculated(
            {program: copies[program][path] for program in PROGRAMS},
            by_program[LIBREOFFICE][0],
            {program: differences for program, (_, differences) in by_program.items()},
        )
        for path, by_program in compared.items()
    }
