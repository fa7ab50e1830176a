"""docs/returns.md, docs/cases.md and docs/cases-plans.md: every row names tests and codes that exist."""

import ast
import re
from functools import cache

import pytest

from cascade.catalogue import CATALOGUE
from cascade.finding_types import Severity
from tests.support.office import PROJECT

PAGE = PROJECT / "docs" / "returns.md"
CASES = PROJECT / "docs" / "cases.md"
PLANS = PROJECT / "docs" / "cases-plans.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def table(text: str) -> list[list[str]]:
    """The cells of every row of a page's tables, headings and rules left out."""
    rows = [line.strip("|").split(" | ") for line in text.split("\n") if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows if not row[0].strip().startswith("what ")]


ROWS = table(PAGE.read_text("utf-8"))


@cache
def functions(path: str) -> set[str]:
    """The names of a file's test functions."""
    tree = ast.parse((PROJECT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:30])
def test_a_row_is_proved_by_tests_that_exist(row: list[str]) -> None:
    _, outcome, codes, proofs = row
    found = TEST.findall(proofs)
    assert found
    assert TEST.sub("", proofs).replace("<br>", "") == ""
    assert [(path, name) for path, name in found if name not in functions(path)] == []
    named = [] if codes == "–" else codes.split()
    assert [code for code in named if code not in CATALOGUE] == []
    severities = {CATALOGUE[code].severity for code in named}
    for letter, severity in (("F", Severity.ERROR), ("R", Severity.ERROR), ("W", Severity.WARNING)):
        if re.search(rf"(?<!\w){letter}(?!\w)", outcome):
            assert severity in severities


def test_every_code_stands_in_a_row() -> None:
    named = {code for _, _, codes, _ in ROWS for code in codes.split()}
    assert sorted(set(CATALOGUE) - named) == []


def test_every_kind_of_fault_has_tests_that_exist() -> None:
    rows = [row for row in table(CASES.read_text("utf-8")) if row[0] not in ("row", "---")]
    tests = {row[0]: re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", row[2]) for row in rows}
    kinds = {"A": 13, "B": 12, "C": 10, "D": 5, "E": 10, "F": 8}
    assert sorted(tests) == sorted(f"{letter}{n}" for letter in kinds for n in range(1, kinds[letter] + 1))
    for row, named in tests.items():
        assert named, row
        assert [(path, name) for path, name in named if name and name not in functions(path)] == [], row


def test_every_kind_of_plan_has_tests_and_plans_that_exist() -> None:
    rows = [row for row in table(PLANS.read_text("utf-8")) if row[0] not in ("kind", "---")]
    for kind, plan, _, _, proofs in rows:
        named = TEST.findall(proofs)
        assert named, kind
        assert [(path, name) for path, name in named if name not in functions(path)] == [], kind
        for folder, codes in re.findall(r"`([\w-]+)`(.*)", plan):
            text = (PROJECT / "plans" / folder / "indicators.csv").read_text("utf-8-sig")
            for code in re.findall(r"K\d\d", codes):
                assert f"\n{code}," in text, kind
