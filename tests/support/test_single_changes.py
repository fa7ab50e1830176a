"""The draw of single changes, what tests say to them in a project made for it, and a sample of real ones."""

from pathlib import Path

import pytest

from tests.support.changes import changes
from tests.support.project_copy import Copy
from tests.support.sample import is_long
from tests.support.single_changes import (
    PROJECT,
    Result,
    all_changes,
    draw,
    harmless,
    recorded,
    share_seen,
    shares,
    table,
    try_change,
)

LATE = """def late(day, due):
    return day > due


def half(number):
    return number / 2
"""
TESTS = """from cascade.mail.late import half, late


def test_late():
    assert late(31, 30)
    assert not late(29, 30)


def test_half():
    assert half(3) == 1.5
"""
SEEN = Result("cascade/mail/letter.py [bound 0] < 2 → <= 2", "mail", "bound", 7, "tests/mail/x.py::test", 1.4)
UNSEEN = Result("cascade/mail/letter.py [junction 0] a or b → a and b", "mail", "junction", 9, "", 2.0, 3)
HARMLESS = Result("cascade/theme.py [flag 0] True → False", "theme", "flag", 2, "", 3.0, 1, "only quicker")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of a project of one module, whose tests know nothing of the bound."""
    project = tmp_path / "original"
    for name, text in {
        "cascade/mail/late.py": LATE,
        "tests/mail/test_late.py": TESTS,
        "tests/support/reach.py": (PROJECT / "tests/support/reach.py").read_text("utf-8"),
    }.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    return Copy(project, tmp_path, tmp_path / "keep")


def test_a_change_is_seen_where_a_test_fails_with_it_only(copy: Copy) -> None:
    code = copy.root / "cascade/mail/late.py"
    results = {
        each.kind: try_change(copy, each, near=False, limit=60)
        for each in changes("cascade/mail/late.py", LATE)
    }
    assert {kind: (result.seen_by, result.tried) for kind, result in results.items()} == {
        "bound": ("", 3),  # the one that executes it, then all two of the file
        "arithmetic": ("tests/mail/test_late.py::test_half", 1),
        "number": ("tests/mail/test_late.py::test_half", 1),
    }
    assert code.read_text("utf-8") == LATE


def test_a_test_that_fails_without_the_change_sees_nothing(copy: Copy) -> None:
    tests = copy.root / "tests/mail/test_late.py"
    tests.write_text(TESTS.replace("1.5", "7"), encoding="utf-8")
    change = next(each for each in changes("cascade/mail/late.py", LATE) if each.kind == "arithmetic")
    assert try_change(copy, change, near=False, limit=60).seen_by == ""


def test_every_room_has_a_share() -> None:
    assert shares({"mail": 100, "theme": 2, "xlsx": 400}, 17) == {"mail": 5, "theme": 2, "xlsx": 10}
    assert shares({"mail": 1, "xlsx": 2}, 17) == {"mail": 1, "xlsx": 2}


def test_every_kind_has_its_turn_and_the_seed_decides() -> None:
    code = "if a < b and c > d:\n    e.save()\n" * 9
    found = changes("cascade/mail/letter.py", code)
    drawn = draw(found, 1, 4)
    assert sorted(each.kind for each in drawn) == ["bound", "dropped statement", "junction", "negation"]
    assert [each.name for each in draw(found, 1, 4)] == [each.name for each in drawn]
    assert [each.name for each in draw(found, 2, 4)] != [each.name for each in drawn]


def test_other_code_leaves_the_draw_as_it_is() -> None:
    before = "if a < b:\n    c.save()\n"
    drawn = [each.name for each in draw(changes("cascade/mail/letter.py", before), 1, 2)]
    moved = [each.name for each in draw(changes("cascade/mail/letter.py", "e = f\n" + before), 1, 2)]
    assert moved == drawn


def test_the_table_counts_by_room_and_names_what_is_not_seen() -> None:
    assert table([SEEN, UNSEEN, HARMLESS]).splitlines() == [
        "| room | drawn | seen | unseen | harmless | seconds |",
        "|---|--:|--:|--:|--:|--:|",
        "| mail | 2 | 1 | 1 | 0 | 3 |",
        "| theme | 1 | 0 | 0 | 1 | 3 |",
        "| all | 3 | 1 | 1 | 1 | 6 |",
        "",
        "| not seen | line | tests run | harmless because |",
        "|---|--:|--:|---|",
        "| `cascade/mail/letter.py [junction 0] a or b → a and b` | 9 | 3 |  |",
        "| `cascade/theme.py [flag 0] True → False` | 2 | 1 | only quicker |",
    ]
    assert share_seen([SEEN, UNSEEN, HARMLESS]) == 0.5
    assert share_seen([HARMLESS]) == 1.0


def test_nothing_is_recorded_at_first(tmp_path: Path) -> None:
    assert recorded(tmp_path / "seed-1.jsonl") == []


def test_what_is_called_harmless_is_a_change_of_the_code() -> None:
    names = harmless().keys()
    files = {name.split(" ")[0] for name in names}
    known = {each.name for file in files for each in changes(file, (PROJECT / file).read_text("utf-8"))}
    assert names - known == set()


@pytest.mark.skipif(not is_long(), reason="starts hundreds of tests: only with --long")
def test_the_tests_see_a_sample(tmp_path: Path) -> None:
    rooms = ("checks", "judging", "mail", "quantity", "ticket")
    copy = Copy(PROJECT, tmp_path, tmp_path / "keep")
    drawn = draw(all_changes(PROJECT, rooms), 1, 20)
    results = [try_change(copy, each, near=True, limit=100) for each in drawn if each.name not in harmless()]
    assert share_seen(results) >= 0.9, table(results)
