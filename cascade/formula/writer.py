"""Write a tree as the text that a spreadsheet reads, with holes for the operands.

The writer runs once for a formula; each cell then only fills in its addresses.
"""

from typing import NamedTuple

from cascade.formula.functions import FUNCTIONS
from cascade.formula.tree import (
    ArrayConstant,
    Binding,
    Call,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    Reference,
    Text,
)
from cascade.quantity import shown


class Hole(NamedTuple):
    """The place of an operand: how tightly its text must bind, and whether it may be a list of ranges."""

    name: str
    binding: Binding
    lists: bool


class Template(NamedTuple):
    """A formula's text for the operator `%`, and its holes by key."""

    text: str
    holes: dict[str, Hole]


def template(node: Node) -> Template:
    """The text of a tree."""
    holes: dict[str, Hole] = {}
    return Template(_written(node, Binding.NONE, False, holes), holes)


def quoted(text: str) -> str:
    """A text in quotes, as a formula contains it."""
    return '"' + text.replace('"', '""') + '"'


def _written(node: Node, binding: Binding, lists: bool, holes: dict[str, Hole]) -> str:
    """A node's text, in brackets where it binds less tightly than its surroundings (`binding`)."""
    match node:
        case Name(name):
            key = f"{name}.{binding}{'+' if lists else ''}"
            holes[key] = Hole(name, binding, lists)
            return f"%({key})s"
        case Number(value):
            return f"{value:f}"
        case Text(value):
            return quoted(value).replace("%", "%%")
        case ArrayConstant(values):
            texts = [quoted(each) if isinstance(each, str) else shown(each) for each in values]
            return f"{{{';'.join(texts)}}}".replace("%", "%%")
        case Reference(text=written):
            return written.replace("%", "%%")
        case Negation(operand):
            text = f"-{_written(operand, Binding.ATOM, False, holes)}"
        case Operation(signs, operands):
            own = node.binding
            text = _written(operands[0], own, False, holes)
            for sign, operand in zip(signs, operands[1:], strict=True):
                text += sign + _written(operand, Binding(own + 1), False, holes)
        case Call(name, arguments):
            several = FUNCTIONS[name].lists
            text = ",".join(_written(each, Binding.NONE, several, holes) for each in arguments)
            return f"{name}({text})"
    return f"({text})" if node_binding(node) < binding else text


def node_binding(node: Node) -> Binding:
    """How tightly a node's text binds.

    A spreadsheet's minus sign binds tightest; a negation still gets brackets, to avoid "a--b" and "a/-b".
    """
    match node:
        case Negation():
            return Binding.CONCATENATION
        case Operation():
            return node.binding
    return Binding.ATOM
