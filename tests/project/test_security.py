"""docs/security.md: all requirements of ASVS 5.0 level 1, each with a test; and what needs no desk."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import RunningDesk, running_desk
from tests.support.forked import PROJECT

SECURITY = PROJECT / "docs" / "security.md"
LEVEL_1 = (  # section and how many of its requirements, by number, are of level 1 (OWASP ASVS 5.0.0)
    ("1.2", (1, 2, 3, 4, 5)),
    ("1.3", (1, 2)),
    ("1.5", (1,)),
    ("2.1", (1,)),
    ("2.2", (1, 2)),
    ("2.3", (1,)),
    ("3.2", (1, 2)),
    ("3.3", (1,)),
    ("3.4", (1, 2)),
    ("3.5", (1, 2, 3)),
    ("4.1", (1,)),
    ("4.4", (1,)),
    ("5.2", (1, 2)),
    ("5.3", (1, 2)),
    ("6.1", (1,)),
    ("6.2", (1, 2, 3, 4, 5, 6, 7, 8)),
    ("6.3", (1, 2)),
    ("6.4", (1, 2)),
    ("7.2", (1, 2, 3, 4)),
    ("7.4", (1, 2)),
    ("8.1", (1,)),
    ("8.2", (1, 2)),
    ("8.3", (1,)),
    ("9.1", (1, 2, 3)),
    ("9.2", (1,)),
    ("10.4", (1, 2, 3, 4, 5)),
    ("11.3", (1, 2)),
    ("11.4", (1,)),
    ("12.1", (1,)),
    ("12.2", (1, 2)),
    ("13.4", (1,)),
    ("14.2", (1,)),
    ("14.3", (1,)),
    ("15.1", (1,)),
    ("15.2", (1,)),
    ("15.3", (1,)),
)
WITHOUT_TEST = ("does not apply", "above")


def rows() -> list[list[str]]:
    """Number, what is asked for, how, test."""
    lines = SECURITY.read_text("utf-8").splitlines()
    table = [line.strip("|").split("|") for line in lines if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line] for line in table]


def test_all_requirements_of_level_1_are_answered_once() -> None:
    wanted = [f"{section}.{number}" for section, numbers in LEVEL_1 for number in numbers]
    assert len(wanted) == 70
    assert [number for number, *_ in rows()] == wanted


@pytest.mark.parametrize("page", [SECURITY, PROJECT / "docs" / "desk.md"], ids=lambda page: page.stem)
def test_every_test_that_is_named_is_there(page: Path) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text("utf-8"))
    assert named
    for file, test in named:
        assert f"def {test}(" in (PROJECT / file).read_text("utf-8"), (file, test)


def test_what_has_no_test_says_why() -> None:
    for number, _, how, test in rows():
        assert "::test_" in test or how.startswith(WITHOUT_TEST), number


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of the program."""
    for path in (*(PROJECT / "cascade").rglob("*.py"), PROJECT / "run.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node


def test_no_shell_and_no_text_is_run() -> None:
    forbidden = {"eval", "exec", "system", "popen"}
    for path, call in calls():
        function = call.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        owner = getattr(getattr(function, "value", None), "id", "")
        assert name not in forbidden or owner not in ("", "os"), (path, call.lineno)
        assert not any(each.arg == "shell" for each in call.keywords), (path, call.lineno)


def test_no_weak_hash_is_used() -> None:
    names = {getattr(call.func, "attr", getattr(call.func, "id", "")) for _, call in calls()}
    assert "sha256" in names
    assert not names & {"md5", "sha1", "new_md5"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("desk") / "workbooks") as running:
        running.let_in()
        yield running


def test_every_answer_says_what_it_is(desk: RunningDesk) -> None:
    kinds = {
        "/": "text/html; charset=utf-8",
        "/nothing": "text/html; charset=utf-8",
        "/desk.css": "text/css; charset=utf-8",
        "/desk.js": "text/javascript; charset=utf-8",
        "/new-plan": "application/octet-stream",
    }
    for path, kind in kinds.items():
        assert desk.ask(path).headers["Content-Type"] == kind, path


def test_no_other_site_is_let_in(desk: RunningDesk) -> None:
    for origin in ("http://example.invalid", "null", desk.base):
        for method in ("GET", "OPTIONS"):
            answer = desk.ask("/", method, headers={"Origin": origin})
            assert not any(name.lower().startswith("access-control") for name in answer.headers)
