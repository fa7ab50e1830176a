"""The house as DESIGN §2 draws it: floors, rooms, sizes, and who may know what."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from cascade.catalogue import CATALOGUE

PROJECT = Path(__file__).parents[2]
TESTS = PROJECT / "tests"
HOUSE = PROJECT / "cascade"
FLOORS: list[set[str]] = [  # from the ground up: imports point down
    {"finding_types", "characters", "naming", "indicators", "template_files", "garbage"},
    {"catalogue", "goals", "levels"},
    {"model", "quantity", "findings", "ticket", "grid", "theme", "errors", "divisions"},
    {"formula", "headings", "number_formats", "shapes", "worded_format"},
    {"drawing", "xlsx", "mail", "libreoffice", "durable"},
    {"judging"},
    {"plan", "returns"},
    {"layout", "notice", "outcome"},
    {"checks"},
    {"form", "summary", "locate", "submission", "ledger"},
    {"rounds", "places", "bulletin", "report"},
    {"issuing", "meeting"},
    {"collecting", "export"},
    {"posting", "api"},
    {"commands", "__init__"},
    {"desk"},
    {"__main__"},
]
NEIGHBOURS = {("submission", "locate")}  # the one pair on a floor that may know each other
ALLOWED = {  # libraries that only some rooms may know
    "xlsxwriter": {"plan", "drawing", "form", "summary"},
    "openpyxl": {"plan"},
    "pandas": {"summary", "export", "api"},
    "sqlite3": {"ledger", "export", "desk"},
    "flask": {"desk"},
    "werkzeug": {"desk"},
    "cheroot": {"desk"},
    "zxcvbn": {"desk"},
    "smtplib": {"mail"},
    "imaplib": {"mail"},
    "distributed": {"xlsx"},
    "imap_tools": {"mail"},
    "docx": {"notice", "bulletin"},
    "docxtpl": {"bulletin"},
    "lxml": {"notice", "bulletin"},
}
LONGEST_ROOM, LONGEST_FUNCTION, SMALL = 300, 50, 40  # lines
SMALL_BUT_APART = {
    "__main__.py",  # Python looks for it by this name
    "judging/ranks.py",  # a rule of the domain stands in judging, however short
    "judging/schedule.py",
}
NOT_ON_WINDOWS = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "syslog", "posix"}
NOT_ON_WINDOWS_CALLS = {
    "fork",
    "symlink",
    "symlink_to",
    "mkfifo",
    "killpg",
    "setsid",
    "getuid",
    "geteuid",
    "chown",
}
NOT_ON_WINDOWS_SIGNALS = {"SIGKILL", "SIGALRM", "SIGXCPU", "SIGXFSZ", "SIGHUP"}
GUARD = re.compile(r"os\.name|sys\.platform|posix", re.IGNORECASE)


@cache
def rooms() -> dict[Path, ast.Module]:
    """Every file of the house, parsed."""
    files = sorted(HOUSE.rglob("*.py"))
    return {path: ast.parse(path.read_text("utf-8"), str(path)) for path in files}


def said(path: Path, node: ast.stmt | ast.expr, what: object) -> str:
    return f"{path.relative_to(PROJECT)}:{node.lineno}: {what}"


def room(path: Path) -> str:
    """The room (module or folder of modules) that a file belongs to."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    """Every import with the full names it brings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "no relative imports"
            yield from ((node, f"{node.module}.{each.name}") for each in node.names)


def floor(name: str) -> int:
    return next((number for number, names in enumerate(FLOORS) if name in names), -1)


def house_imports() -> Iterator[tuple[Path, ast.stmt, str]]:
    """Every import of one room by another, with the room's name."""
    for path, tree in rooms().items():
        for node, name in imports(tree):
            parts = name.split(".")
            if parts[0] == "cascade" and len(parts) > 1 and parts[1] != room(path):
                yield path, node, parts[1]


def test_every_room_stands_on_a_floor() -> None:
    assert {room(path) for path in rooms()} <= set.union(*FLOORS)


def test_imports_point_down() -> None:
    wrong = []
    for path, node, other in house_imports():
        mine = room(path)
        allowed = floor(other) < floor(mine) or (mine, other) in NEIGHBOURS
        if not allowed:
            wrong.append(said(path, node, f"{mine} knows {other}"))
    assert wrong == []


def test_only_some_rooms_know_a_library() -> None:
    wrong = []
    for path, tree in rooms().items():
        for node, name in imports(tree):
            library = name.split(".")[0]
            if library in ALLOWED and room(path) not in ALLOWED[library]:
                wrong.append(said(path, node, f"{room(path)} knows {library}"))
    assert wrong == []


def test_the_house_knows_neither_demo_nor_tests_nor_scripts() -> None:
    strangers = {"demo", "tests", "run", "generate", "collect", "bench"}
    wrong = [
        said(path, node, name)
        for path, tree in rooms().items()
        for node, name in imports(tree)
        if name.split(".")[0] in strangers
    ]
    assert wrong == []


def test_the_house_needs_nothing_that_is_not_declared() -> None:
    declared = {
        "jinja2",
        "markupsafe",  # which jinja2 brings
        "openpyxl",
        "pandas",
        "pydantic",
        "xlsxwriter",
        "imap_tools",
        "docx",
        "docxtpl",
        "lxml",  # which python-docx brings
        "distributed",  # an optional one
        "flask",
        "werkzeug",  # which Flask brings
        "cheroot",
        "zxcvbn",
    }
    known = {name.split(".")[0] for tree in rooms().values() for _, name in imports(tree)}
    assert known - set(sys.stdlib_module_names) - {"cascade"} <= declared


def test_the_oracle_knows_nothing_of_the_house() -> None:
    reader = TESTS / "support/formulas.py"
    names = {
        name
        for path in (*(TESTS / "support/oracle").glob("*.py"), reader)
        for _, name in imports(ast.parse(path.read_text("utf-8")))
    }
    own = "tests.support.oracle.", "tests.support.formulas"
    known = {name.split(".")[0] for name in names if not name.startswith(own)}
    assert known - set(sys.stdlib_module_names) == {"openpyxl"}


def test_a_test_file_is_named_for_the_module_it_guards() -> None:
    named = [path.relative_to(TESTS) for path in TESTS.rglob("test_*.py") if path.parent.name != "project"]
    homes = {"support": TESTS}  # a helper's own test stands beside the helper
    lost = [
        path.as_posix()
        for path in named
        if not (homes.get(path.parts[0], HOUSE) / path.with_name(path.name.removeprefix("test_"))).is_file()
    ]
    assert lost == []


def test_helpers_of_the_tests_stand_in_support_only() -> None:
    strays = [
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        if not path.name.startswith("test_")
        and path.name not in {"__init__.py", "conftest.py"}
        and TESTS / "support" not in path.parents
    ]
    assert strays == []


def test_no_room_is_too_large() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in rooms()}
    catalogue = HOUSE / "catalogue.py"  # one wording after the other: a list to look things up in
    wrong = [
        f"{path.relative_to(PROJECT)}: {count} lines"
        for path, count in lengths.items()
        if count > LONGEST_ROOM and path != catalogue
    ]
    assert wrong == []


def test_no_function_is_too_long() -> None:
    wrong = []
    for path, tree in rooms().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    wrong.append(said(path, node, f"{node.name} has {length} lines"))
    assert wrong == []


def test_an_import_within_a_function_says_why() -> None:
    wrong = []
    for path in (*rooms(), PROJECT / "generate.py", PROJECT / "collect.py"):
        text = path.read_text("utf-8")
        lines, tree = text.splitlines(), ast.parse(text)
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node, name in imports(function):
                    library = name.split(".")[0]
                    words = [
                        line for line in lines if f"import {library}" in line or f"from {library}" in line
                    ]
                    if not any("#" in line for line in words):
                        wrong.append(said(path, node, f"import of {name} without a word why"))
    assert wrong == []


def test_no_room_is_named_for_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common_utils", "misc", "manager", "managers"}
    assert {path.stem for path in rooms()} & nothing == set()


def twice(names: Iterable[str]) -> set[str]:
    return {name for name, number in Counter(names).items() if number > 1}


def test_no_base_name_stands_for_two_modules() -> None:
    names = [path.parent.name if path.stem == "__init__" else path.stem for path in rooms()]
    assert twice(names) == set()


def test_no_class_name_stands_for_two_classes() -> None:
    names = [
        node.name.lstrip("_")
        for tree in rooms().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    assert twice(names) == set()


def test_a_small_file_has_more_than_one_caller() -> None:
    """A file under 40 lines with one caller goes home to it, unless its folder offers it to others.

    A sheet of the summary is a file of its own, however short.
    """
    callers: dict[str, set[Path]] = {}
    for path, tree in rooms().items():
        for node, name in imports(tree):
            callers.setdefault(name, set()).add(path)
            if isinstance(node, ast.ImportFrom) and node.module:
                callers.setdefault(node.module, set()).add(path)
    small = [path for path, tree in rooms().items() if len(path.read_text("utf-8").splitlines()) < SMALL]
    wrong = []
    for path in small:
        name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        found = callers.get(name, set())
        offered = {path.parent / "__init__.py", HOUSE / "summary/summary_book.py"} & found
        if path.name != "__init__.py" and len(found) < 2 and not offered:
            wrong.append(path.relative_to(HOUSE).as_posix())
    assert set(wrong) <= SMALL_BUT_APART


# -------------------------------------------------------------------------------- what Windows lacks


def lacking(tree: ast.Module) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    """What Windows lacks and no branch on the system guards."""
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If | ast.IfExp) and GUARD.search(ast.unparse(node.test))
        for part in (node.body if isinstance(node.body, list) else [node.body])
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            )
            yield from ((node, name) for name in names if name.split(".")[0] in NOT_ON_WINDOWS)
        elif isinstance(node, ast.Attribute):
            if node.attr in NOT_ON_WINDOWS_CALLS | NOT_ON_WINDOWS_SIGNALS:
                yield node, node.attr
            if ast.unparse(node) == "os.O_RDONLY":  # only folders are opened like this, to sync them
                yield node, "a folder's fsync"


def test_nothing_that_windows_lacks_is_used_unguarded() -> None:
    files = [*rooms(), *(PROJECT / name for name in ("generate.py", "collect.py", "run.py"))]
    files += sorted((PROJECT / "demo").rglob("*.py"))
    wrong = [said(p, node, what) for p in files for node, what in lacking(ast.parse(p.read_text("utf-8")))]
    assert wrong == []


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "from resource import setrlimit",
        "import os\nos.fork()",
        "path.symlink_to(other)",
        "import signal\nos.kill(1, signal.SIGKILL)",
        "handle = os.open(folder, os.O_RDONLY)",
        "if os.name == 'x':\n    pass\nelse:\n    import fcntl",
    ],
)
def test_what_windows_lacks_is_recognised(code: str) -> None:
    assert list(lacking(ast.parse(code)))


def test_a_guarded_branch_may_use_what_windows_lacks() -> None:
    assert not list(lacking(ast.parse("if os.name != 'nt':\n    import resource\n    os.fork()")))


# ------------------------------------------------------------------------------------------ finding codes


CODE = re.compile(r"[FMDLCSPZE]\d\d")
CUTTING = {"startswith", "endswith", "removeprefix", "find", "index"}


def codes(tree: ast.Module) -> Iterator[tuple[ast.Constant, ast.AST]]:
    """Every text that is a finding's code, with the node in which it stands. Docstrings are none."""
    for parent in ast.walk(tree):
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                yield node, parent


def deciding(tree: ast.Module) -> Iterator[ast.expr]:
    """Every place at which the letters of a code decide something, or a code has a second name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            inside = list(ast.walk(node))
            texts = [each.value for each in inside if isinstance(each, ast.Constant)]
            words = [each for each in texts if isinstance(each, str) and each]
            of_code = any(isinstance(each, ast.Attribute) and each.attr == "code" for each in inside)
            if any(map(CODE.fullmatch, words)) or (of_code and words):
                yield node
        elif (
            isinstance(node, ast.Attribute)
            and node.attr in CUTTING
            and ast.unparse(node.value)[-5:] == ".code"
        ):
            yield node
    for constant, parent in codes(tree):
        if not isinstance(parent, ast.Call | ast.IfExp | ast.Tuple):  # it is not raised here
            yield constant


def test_every_code_that_is_raised_stands_in_the_catalogue_and_the_other_way_round() -> None:
    trees = [tree for path, tree in rooms().items() if path != HOUSE / "catalogue.py"]
    raised = {node.value for tree in trees for node, _ in codes(tree)}
    assert raised ^ set(CATALOGUE) == set()


def test_no_letter_of_a_code_decides_anything() -> None:
    wrong = [
        said(path, node, ast.unparse(node))
        for path, tree in rooms().items()
        if path != HOUSE / "catalogue.py"
        for node in deciding(tree)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "code",
    [
        'if found.code == "E01":\n    pass',
        'if found.code in ("C01", "C02"):\n    pass',
        'if found.code[0] == "D":\n    pass',
        'wrong = [each for each in findings if each.code.startswith("C")]',
        'EXPLANATION = "E01"',
        'judged = {"C01": 1}',
    ],
)
def test_a_code_that_decides_is_recognised(code: str) -> None:
    assert list(deciding(ast.parse(code)))


def test_codes_stand_in_the_catalogue_in_order() -> None:
    letters = "FMDLCSPZE"
    assert list(CATALOGUE) == sorted(CATALOGUE, key=lambda code: (letters.index(code[0]), code))
