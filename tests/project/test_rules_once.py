"""A rule of the domain stands once: no formula is put together, and no threshold stands, outside its room.

Formulas come from `cascade.formula`, rules and thresholds from `cascade.judging` or the plan.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cascade.formula.functions import FUNCTIONS

PROJECT = Path(__file__).parent.parent.parent
ROOMS = ("form", "checks", "submission", "summary", "report", "posting")
FREE = {0, 1, 100}  # nothing, one, and the whole in per cent
CALL = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(FUNCTIONS)})\(")
CODE = re.compile(r"^=(?=[A-Z('\"{$]|$)|^\{=")  # how a formula begins in a cell


def files(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (PROJECT / "cascade" / room).rglob("*.py"))


def parts(node: ast.AST) -> Iterator[str]:
    """The literal texts that an expression puts together: f-strings, +, %, join and format."""
    if isinstance(node, ast.JoinedStr):
        yield from (str(part.value) for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        for side in (node.left, node.right):
            if isinstance(side, ast.Constant):
                yield str(side.value)
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("join", "format")
        and isinstance(node.func.value, ast.Constant)
    ):
        yield str(node.func.value.value)


def put_together(code: str) -> list[int]:
    """The lines where a formula's text is put together, or a `Live` is made of one."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.expr) and any(CALL.search(text) or CODE.search(text) for text in parts(node)):
            found.append(node.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            literal = bool(node.args) and isinstance(node.args[0], ast.Constant)
            if node.func.id == "Live" or (node.func.id == "formula" and not literal):
                found.append(node.lineno)
    return sorted(set(found))


def thresholds(code: str) -> list[int]:
    """The lines where something is compared with a number that is not free."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            numbers = [n.value for side in sides for n in ast.walk(side) if isinstance(n, ast.Constant)]
            found += [node.lineno for n in numbers if type(n) in (int, float) and n not in FREE]
            found += [node.lineno for n in numbers if isinstance(n, str) and re.fullmatch(r"\d+\.\d+", n)]
    return sorted(set(found))


def test_no_formula_text_is_put_together() -> None:
    found = {str(path.relative_to(PROJECT)): put_together(path.read_text("utf-8")) for path in files(*ROOMS)}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_threshold_stands_in_a_comparison() -> None:
    found = {str(path.relative_to(PROJECT)): thresholds(path.read_text("utf-8")) for path in files(*ROOMS)}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "code",
    [
        'f"SUM({cells})"',
        '"IF(" + cell + ")"',
        '"COUNTIF(%s)" % cells',
        '"+COUNTBLANK(A1)".join(cells)',
        '"ROUND({},2)".format(cell)',
        'f"={cell}"',
        '"=" + cell',
        'Live("A1", 1)',
        'formula(f"{name} > 0")',
    ],
)
def test_a_formula_that_is_put_together_is_recognised(code: str) -> None:
    assert put_together(code) == [1]


@pytest.mark.parametrize(
    "code", ["value > 10", "value < 1.2 * target", 'value >= Decimal("1.2") * target', "12 in months"]
)
def test_a_threshold_is_recognised(code: str) -> None:
    assert thresholds(code) == [1]


@pytest.mark.parametrize(
    "code",
    [
        'formula("IF(COUNT(cells) = 0, word, 5)", word=f"{hint}1.2")',
        'f"{name}（{unit}）"',
        "rule.live(cell=cell)",
        "len(rows) > 1",
        "share == 100",
        "at[0] < at[1]",
    ],
)
def test_what_is_allowed_is_not_mistaken(code: str) -> None:
    assert put_together(code) == []
    assert thresholds(code) == []
