"""How tightly a formula's text binds, told from its text as from its tree."""

import itertools

import pytest

from cascade.formula.parser import parse
from cascade.formula.tokens import Misread
from cascade.formula.tree import Binding
from cascade.formula.writer import bracketed, node_binding, text_binding

ATOMS = (
    *("A1", "$B$2:C7", "1.5", "x_1", '"a+b""=""c"', "'表(=1)'!A1", "'it''s + 1'!$A1", "表1!B2", "{1;2}"),
    *("-a", "-(a=b)", "SUM(A1,B1+C1)", 'IF(a<>"",b&c,"(")', "ROUND((a+b)*(c-d),2)", 'IF("a)"=b,1)'),
)
SIGNS = ("=", "<>", "<=", "&", "+", "-", "*", "/", " - ")


def test_the_text_tells_what_the_tree_tells() -> None:
    ones = [*ATOMS, *(f"{a}{sign}{b}" for a, sign, b in itertools.product(ATOMS, SIGNS, ATOMS))]
    three = ("a", "-b", '"+"', "SUM(c=d)")
    two = itertools.product(three, SIGNS, three, SIGNS, three)
    for text in (*ones, *map("".join, two)):
        assert text_binding(text) == node_binding(parse(text)), text


def test_brackets_around_a_whole_text_are_enough() -> None:
    assert text_binding("(a+b)") is Binding.ATOM
    assert text_binding("(a+b)-(c)") is Binding.SUM
    assert bracketed("(a=b)", Binding.PRODUCT) == "(a=b)"


@pytest.mark.parametrize("text", ["[1]表!A1", "a%", "2^3", "A1#", "表[列-1]", "a b"])
def test_what_is_not_our_grammar_gets_brackets(text: str) -> None:
    with pytest.raises(Misread):
        parse(text)
    assert text_binding(text) is Binding.NONE
    assert bracketed(text, Binding.COMPARISON) == f"({text})"
