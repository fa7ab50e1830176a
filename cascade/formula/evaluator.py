"""Compile a tree to a Python function that computes its value; it runs hundreds of thousands of times.

Two decimals or two fractions have a fast path; empty cells, texts and ranges take a slower one.
"""

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from cascade.formula.functions import FUNCTIONS, Function
from cascade.formula.tree import ArrayConstant, Call, Name, Negation, Node, Number, Operation, Reference, Text
from cascade.formula.values import (
    COMPARISONS,
    NUMBERS,
    Array,
    Item,
    NotComputable,
    Result,
    Rule,
    compare,
    element_by_element,
    number,
    same_kind,
    text,
    truth,
)


class Operands(Protocol):
    """The values of a formula's operands, by name or by `Reference` node."""

    def __getitem__(self, key: Any, /) -> Any: ...


Step = Callable[[Operands], Result]


def compiled(node: Node, literal: Callable[[Decimal], Decimal | Fraction] = Decimal) -> Step:
    """Compile a tree to a function, which raises NotComputable or another ArithmeticError.

    `literal` converts the numbers in the formula; pass Fraction to compute exactly.
    """
    match node:
        case Number(value):
            return _constant(literal(value))
        case Text(value):
            return _constant(value)
        case ArrayConstant(values):
            return _constant(Array(values))
        case Name(key):
            return operator.itemgetter(key)
        case Reference():
            return operator.itemgetter(node)
        case Negation(operand):
            return _negation(compiled(operand, literal))
        case Operation(signs, operands):
            return _operation(signs, [compiled(each, literal) for each in operands])
        case Call("IF", arguments):
            return _if(*(compiled(each, literal) for each in arguments))
        case Call("IFERROR", arguments):
            return _iferror(*(compiled(each, literal) for each in arguments))
        case Call(name, arguments):
            return _call(FUNCTIONS[name], arguments, [compiled(each, literal) for each in arguments])


def _constant(value: Result) -> Step:
    return lambda env: value


def _negation(operand: Step) -> Step:
    return lambda env: element_by_element(lambda item: -number(item), operand(env))


def _arithmetic(operation: Callable[[Any, Any], Any]) -> Rule:
    return lambda left, right: operation(*same_kind(left, right))


def _comparison(operation: Callable[[Any, Any], bool]) -> Rule:
    def compared(left: Item, right: Item) -> bool:
        if left.__class__ is Decimal and right.__class__ is Decimal:
            return operation(left, right)
        return operation(compare(left, right), 0)

    return compared


_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
_JOIN: dict[str, Rule] = {"&": lambda left, right: text(left) + text(right)}
_DIRECT: dict[str, Rule] = _ARITHMETIC | COMPARISONS | _JOIN  # for two decimals or two fractions
_RULES: dict[str, Rule] = {
    **{sign: _arithmetic(operation) for sign, operation in _ARITHMETIC.items()},
    **{sign: _comparison(operation) for sign, operation in COMPARISONS.items()},
    **_JOIN,
}


def _operation(signs: tuple[str, ...], operands: list[Step]) -> Step:
    """Compute a chain of operators in a loop: thousands of nested calls (hostile texts) would overflow."""
    first = operands[0]
    rest = [(_DIRECT[sign], _RULES[sign], operand) for sign, operand in zip(signs, operands[1:], strict=True)]
    if len(rest) == 1:
        return _pair(first, *rest[0])

    def chain(env: Operands) -> Result:
        result = first(env)
        for direct, rule, operand in rest:
            other = operand(env)
            if result.__class__ is other.__class__ and result.__class__ in NUMBERS:
                result = direct(result, other)
            else:
                result = element_by_element(rule, result, other)
        return result

    return chain


def _pair(left: Step, direct: Callable[[Any, Any], Any], rule: Rule, right: Step) -> Step:
    """Compute one operator: with `direct` for two numbers of one type, else with `rule`."""

    def pair(env: Operands) -> Result:
        first, second = left(env), right(env)
        if first.__class__ is second.__class__ and first.__class__ in NUMBERS:
            result: Item = direct(first, second)
            return result
        if first.__class__ is Array or second.__class__ is Array:
            return element_by_element(rule, first, second)
        return rule(first, second)  # type: ignore[no-any-return]

    return pair


def _attempt(step: Step, env: Operands) -> Result:
    """The value of a step, or its error as a value."""
    try:
        return step(env)
    except ArithmeticError as error:
        return error if isinstance(error, NotComputable) else NotComputable(*error.args)


_FALSE = _constant(False)


def _if(condition: Step, then: Step, otherwise: Step = _FALSE) -> Step:
    def choose(env: Operands) -> Result:
        found = condition(env)
        if found is True:
            return then(env)
        if found is False:
            return otherwise(env)
        if isinstance(found, Array):
            return element_by_element(
                FUNCTIONS["IF"].rule, found, _attempt(then, env), _attempt(otherwise, env)
            )
        return then(env) if truth(found) else otherwise(env)

    return choose


def _iferror(step: Step, otherwise: Step) -> Step:
    def rescue(env: Operands) -> Result:
        found = _attempt(step, env)
        if isinstance(found, Array):
            return element_by_element(FUNCTIONS["IFERROR"].rule, found, _attempt(otherwise, env))
        return otherwise(env) if isinstance(found, NotComputable) else found

    return rescue


def _call(function: Function, nodes: tuple[Node, ...], arguments: list[Step]) -> Step:
    rule, by_element = function.rule, function.by_element
    if function.passes_over_texts:
        arguments = [
            _as_range(step) if isinstance(node, Name | Reference) else step
            for node, step in zip(nodes, arguments, strict=True)
        ]

    def call(env: Operands) -> Result:
        values = [each(env) for each in arguments]
        if by_element and Array in map(type, values):
            return element_by_element(rule, *values)
        result: Result = rule(*values)
        return result

    return call


def _as_range(step: Step) -> Step:
    """Make a range of one cell from an empty or text cell, so that the function ignores it."""

    def one_or_more(env: Operands) -> Result:
        found: Item | Array = step(env)
        return Array([found]) if isinstance(found, str) or found is None else found

    return one_or_more
