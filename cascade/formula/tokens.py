"""Split the text of a formula into tokens: numbers, texts, references, functions, names and signs.

A grammar says which tokens a kind of formula may contain. Cascade's own formulas may contain all; a plan's
measures and the formulas that people type into a return may contain fewer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from cascade.formula.functions import Function

NUMBER = r"\d+(?:\.\d*)?|\.\d+"
SHEET = r"(?:'(?:[^'\[\]]|'')+'|[^\W\d][\w.]*)!"
CELL = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
REFERENCE = rf"(?:{SHEET})?{CELL}(?::{CELL})?(?![\w(])"


class Token(NamedTuple):
    """A piece of a formula's text. `position` counts characters from 1; `kind` is "end" after the last."""

    kind: str
    text: str
    position: int


class Fault(Enum):
    """What is wrong with a formula's text."""

    CHARACTER = "no formula has this character here"
    LONG_NUMBER = "the number has too many digits"
    OPERAND = "a number, a name or an opening bracket should stand here"
    REST = "an operator is missing before this"
    BRACKET = "this bracket is not closed"
    DEPTH = "brackets, signs or functions are nested too deeply"
    FUNCTION = "no such function, or not with so many arguments"


class Misread(ValueError):
    """The text is not a formula. `found` is the text at `position` (from 1), "" at the end."""

    def __init__(self, fault: Fault, position: int, found: str) -> None:
        super().__init__(f"{fault.value}: {found!r}, character {position}")
        self.fault = fault
        self.position = position
        self.found = found


@dataclass(frozen=True)
class Grammar:
    """What a kind of formula may contain.

    The named groups of `pattern` are the kinds of tokens; `tokenize` skips what "gap" matches.
    """

    pattern: re.Pattern[str]
    deepest: int  # nested brackets, signs and functions
    functions: Mapping[str, Function] = field(default_factory=dict)
    longest_number: int | None = None  # in characters
    unary_plus: bool = False


def tokenize(text: str, grammar: Grammar) -> Iterator[Token]:
    """The tokens of a text, and an "end" token after the last. Raises Misread."""
    at = 0
    while at < len(text):
        match = grammar.pattern.match(text, at)
        if match is None or match.lastgroup is None:
            raise Misread(Fault.CHARACTER, at + 1, text[at])
        kind, found = match.lastgroup, match[0]
        if kind == "number" and grammar.longest_number and len(found) > grammar.longest_number:
            raise Misread(Fault.LONG_NUMBER, at + 1, found)
        if kind != "gap":
            yield Token(kind, found, at + 1)
        at = match.end()
    yield Token("end", "", len(text) + 1)
