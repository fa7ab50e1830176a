"""Both witnesses find a value that its formula does not come to, and no other."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.support.prints import printed
from tests.support.test_programs import FORMULAS, write
from tests.support.witnesses import PROGRAMS, Recalculated, printed_and_recalculated, recalculated


def _printed_too(paths: list[Path], out: Path) -> dict[Path, Recalculated]:
    return printed_and_recalculated(paths, out)[1]


@pytest.mark.parametrize("witness", [recalculated, _printed_too])
def test_either_program_finds_planted_wrong_values(
    witness: Callable[[list[Path], Path], dict[Path, Recalculated]], tmp_path: Path
) -> None:
    planted = [("=B1+B2", 99), ('=""', 0), ("=B1/0", 0), ("=B1=2.5", 1), ('="x"', "y"), ("=B1+0", 2.5 + 1e-6)]
    right, wrong = write(tmp_path / "对.xlsx"), write(tmp_path / "错 了.xlsx", planted)
    found = witness([wrong, right], tmp_path / "算")
    assert (found[right].count, found[right].differences) == (len(FORMULAS), [])
    assert found[wrong].count == len(planted)
    assert list(found[wrong].found) == list(PROGRAMS)
    for differences in found[wrong].found.values():
        assert [(d.cell, d.cached, d.computed) for d in differences] == [
            ("D1", 99, 6.5),
            ("D2", 0, ""),
            ("D3", 0, "#DIV/0!"),
            ("D4", 1, True),
            ("D5", "y", "x"),
            ("D6", 2.5 + 1e-6, 2.5),
        ]


def test_some_sheets_alone_are_printed_with_the_values_that_are_cached(tmp_path: Path) -> None:
    path, names = tmp_path / "三张.xlsx", ["甲", "乙", "丙"]
    with xlsxwriter.Workbook(path) as book:
        for name in names:
            sheet = book.add_worksheet(name)
            sheet.write_formula("A1", "=1+1", None, 77)
            sheet.set_footer("&R&A")
            if name != "丙":
                sheet.print_area("A1:B2")
        book.get_worksheet_by_name("丙").hide()
    for number, (sheets, expected) in enumerate([(["乙", "丙"], ["乙"]), ([], ["甲", "乙"])]):
        pdfs, found = printed_and_recalculated([path], tmp_path / str(number), sheets)
        assert [(page.sheet, page.text) for page in printed(pdfs[path])] == [
            (each, f"77{each}") for each in expected
        ]
        computed = found[path].values["LibreOffice"]
        assert [(name, computed[name]["A1"]) for name in names] == [("甲", 2), ("乙", 2), ("丙", 2)]
