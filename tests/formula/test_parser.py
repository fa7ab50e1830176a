"""What is a formula, and what is told of a text that is none."""

import re

import pytest

from cascade.formula import formula
from cascade.formula.parser import parse
from cascade.formula.tokens import Fault, Misread
from cascade.formula.tree import Name, Negation, Operation, Reference


def test_operators_of_one_binding_are_one_chain() -> None:
    a, b, c = Name("a"), Name("b"), Name("c")
    assert parse("a - b + c") == Operation(("-", "+"), (a, b, c))
    assert parse("a - (b + c)") == Operation(("-",), (a, Operation(("+",), (b, c))))
    assert parse("a - b * -c") == Operation(("-",), (a, Operation(("*",), (b, Negation(c)))))


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("$F$12", ("", "F12", "")),
        ("A1:B9", ("", "A1", "B9")),
        ("'全省 汇总'!C3", ("全省 汇总", "C3", "")),
        ("'a''b!'!C3:D$4", ("a'b!", "C3", "D4")),
        ("表1!C3", ("表1", "C3", "")),
    ],
)
def test_references(text: str, reference: tuple[str, str, str]) -> None:
    assert parse(text) == Reference(*reference, text)


@pytest.mark.parametrize(
    ("text", "fault", "position"),
    [
        ("", Fault.OPERAND, 1),
        ("a +", Fault.OPERAND, 4),
        ("a + * b", Fault.OPERAND, 5),
        ("+a", Fault.OPERAND, 1),
        ("a b", Fault.REST, 3),
        ("a)", Fault.REST, 2),
        ("(a", Fault.BRACKET, 1),
        ("SUM(a", Fault.BRACKET, 1),
        ("{1;2", Fault.BRACKET, 1),
        ("{a}", Fault.OPERAND, 2),
        ("SUM()", Fault.OPERAND, 5),
        ("SUM(a,,b)", Fault.OPERAND, 7),
        ("1 + VLOOKUP(a, b, 1)", Fault.FUNCTION, 5),
        ("IF(a)", Fault.FUNCTION, 1),
        ("ROUND(a, 1, 2)", Fault.FUNCTION, 1),
        ("a ^ 2", Fault.CHARACTER, 3),
        ('"a', Fault.CHARACTER, 1),
        ("Target", Fault.CHARACTER, 1),
        ("（a）", Fault.CHARACTER, 1),
        ("(" * 60 + "a" + ")" * 60, Fault.DEPTH, 52),
        ("-" * 60 + "a", Fault.DEPTH, 52),
    ],
)
def test_a_wrong_text_is_told_what_and_where(text: str, fault: Fault, position: int) -> None:
    with pytest.raises(Misread) as caught:
        formula(text)
    assert (caught.value.fault, caught.value.position) == (fault, position)


def test_the_message_is_for_whoever_writes_formulas() -> None:
    message = "an operator is missing before this: 'b', character 3"
    with pytest.raises(ValueError, match=re.escape(message)):
        formula("a b")
