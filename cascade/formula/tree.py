"""The tree of a formula: the parser creates it; the writer, the evaluator and others read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum


class Binding(IntEnum):
    """How tightly an operator holds its operands together; an atom never needs brackets."""

    NONE = 0
    COMPARISON = 1
    CONCATENATION = 2
    SUM = 3
    PRODUCT = 4
    ATOM = 5


BINDINGS = {
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), Binding.COMPARISON),
    "&": Binding.CONCATENATION,
    **dict.fromkeys("+-", Binding.SUM),
    **dict.fromkeys("*/", Binding.PRODUCT),
}


@dataclass(frozen=True)
class Number:
    """A number, in the digits it was written with; never negative."""

    value: Decimal


@dataclass(frozen=True)
class Text:
    """A text between quotes."""

    value: str


@dataclass(frozen=True)
class Name:
    """A named quantity; the caller passes an operand for it."""

    name: str


@dataclass(frozen=True)
class Reference:
    """A cell, or the range from `first` to `last`, of the sheet `sheet` ("" is the formula's own)."""

    sheet: str
    first: str
    last: str
    text: str  # as written


@dataclass(frozen=True)
class ArrayConstant:
    """A column of constants: `{1;2;3}`."""

    values: tuple[Decimal | str, ...]


@dataclass(frozen=True)
class Negation:
    """The operand with the opposite sign."""

    operand: "Node"


@dataclass(frozen=True)
class Operation:
    """A chain of operators of one binding, from left to right: `a - b + c` has the signs `-` and `+`."""

    signs: tuple[str, ...]
    operands: tuple["Node", ...]  # one more than signs

    @property
    def binding(self) -> Binding:
        """How tightly its operators bind."""
        return BINDINGS[self.signs[0]]


@dataclass(frozen=True)
class Call:
    """A function and its arguments."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Text | Name | Reference | ArrayConstant | Negation | Operation | Call


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, from left to right."""
    match node:
        case Negation(operand):
            return (operand,)
        case Operation(_, operands):
            return operands
        case Call(_, arguments):
            return arguments
    return ()


def names(node: Node) -> Iterator[str]:
    """The names in a tree in the order of the text, with repetitions."""
    if isinstance(node, Name):
        yield node.name
    for child in children(node):
        yield from names(child)


def substitute(node: Node, replacements: Mapping[str, Node]) -> Node:
    """The tree with names replaced by nodes."""
    match node:
        case Name(name):
            return replacements.get(name, node)
        case Negation(operand):
            return Negation(substitute(operand, replacements))
        case Operation(signs, operands):
            return Operation(signs, tuple(substitute(each, replacements) for each in operands))
        case Call(function, arguments):
            return Call(function, tuple(substitute(each, replacements) for each in arguments))
    return node
