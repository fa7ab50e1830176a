"""Both witnesses find a value that its formula does not come to, and no other."""

from pathlib import Path

from tests.support.test_programs import FORMULAS, write
from tests.support.witnesses import PROGRAMS, recalculated


def test_either_program_finds_planted_wrong_values(tmp_path: Path) -> None:
    planted = [("=B1+B2", 99), ('=""', 0), ("=B1/0", 0), ("=B1=2.5", 1), ('="x"', "y"), ("=B1+0", 2.5 + 1e-6)]
    right, wrong = write(tmp_path / "对.xlsx"), write(tmp_path / "错 了.xlsx", planted)
    found = recalculated([right, wrong], tmp_path / "算")
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
