"""Measures: the arithmetic that turns a region's summed inputs into an indicator's value.

Inputs add up; rates never do, so a measure is computed from the sums. Its text, e.g.
``(K01a / K01b - 1) * 100``, consists of codes of inputs, numbers, + - * / and brackets. `Measure` computes
its value in exact fractions and rounds it once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from itertools import combinations

from cascade.formula.evaluator import Step, compiled
from cascade.formula.formulas import Formula
from cascade.formula.moved import Moved
from cascade.formula.operands import Live, Ref, Value
from cascade.formula.parser import parse
from cascade.formula.tokens import Fault, Grammar, Misread
from cascade.formula.tree import (
    Call,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    Text,
    children,
    names,
    substitute,
)
from cascade.formula.values import ONE, ZERO, Array
from cascade.quantity import NONE, plain

LONGEST_TEXT = 200
DEEPEST_NESTING = 20
SIGNIFICANT_DIGITS = 15  # what a spreadsheet keeps of a number
_PER_CENT = 100

_ROUNDED = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP)
_GRAMMAR = Grammar(
    re.compile(
        r"(?P<gap> +)|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)|(?P<sign>[-+*/()])", re.ASCII
    ),
    deepest=DEEPEST_NESTING,
    longest_number=SIGNIFICANT_DIGITS,
)
_MESSAGES = {
    Fault.CHARACTER: "第 {at} 个字符“{found}”不能用；只可写填报项代码、数字、+ - * / 和括号，均用半角",
    Fault.LONG_NUMBER: f"第 {{at}} 个字符起的数字过长，最多 {SIGNIFICANT_DIGITS} 位",
    Fault.OPERAND: "第 {at} 个字符处应为填报项代码、数字或左括号，却是“{found}”",
    Fault.REST: "第 {at} 个字符“{found}”不应出现在这里，前面可能少了运算符或左括号",
    Fault.BRACKET: "第 {at} 个字符的左括号没有对应的右括号",
    Fault.DEPTH: f"第 {{at}} 个字符处括号或负号套得过深，最多 {DEEPEST_NESTING} 层",
}
_CUT_SHORT = "第 {at} 个字符处应为填报项代码、数字或左括号，算式到此就结束了"

_Linear = dict[str, Decimal]  # a sum of weighted inputs and a constant (under ""), without weights of 0
_ONE: _Linear = {"": Decimal(1)}


@dataclass(frozen=True)
class Measure:
    """The parsed arithmetic of one indicator: immutable, created by `Measure.parse`."""

    text: str
    names: tuple[str, ...]  # the codes of the inputs, each once, in the order in which they first appear
    _root: Node

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> "Measure":
        """Parse codes of inputs, decimal numbers, + - * / and brackets.

        Raises ValueError with a Chinese message that says what is wrong and at which character (from 1).
        """
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"算式过长：共 {len(text)} 个字符，最多 {LONGEST_TEXT} 个")
        try:
            root = parse(text, _GRAMMAR)
        except Misread as wrong:
            cut_short = wrong.fault is Fault.OPERAND and not wrong.found
            message = _CUT_SHORT if cut_short else _MESSAGES[wrong.fault]
            raise ValueError(message.format(at=wrong.position, found=wrong.found)) from None
        inputs = tuple(dict.fromkeys(names(root)))
        if not inputs:
            raise ValueError("算式里没有填报项代码")
        return cls(text, inputs, root)

    def value(self, inputs: Mapping[str, Decimal | None]) -> Decimal | None:
        """The measure of these (summed) inputs, in the indicator's unit.

        Rounded half up to 15 significant digits, without exponent or trailing zeros. None where an input
        is missing or a divisor is zero: the measure then does not exist, which is not the same as zero.
        """
        found = {name: Fraction(number) for name in self.names if (number := inputs.get(name)) is not None}
        if len(found) < len(self.names):
            return None
        try:
            exact = self._run(found)
        except ZeroDivisionError:
            return None
        assert isinstance(exact, Fraction)
        return plain(_ROUNDED.divide(Decimal(exact.numerator), Decimal(exact.denominator)))

    def live(self, cells: Mapping[str, Ref]) -> Live:
        """The formula and its value for the inputs' cells. Raises KeyError for an input without a cell."""
        value = self._shown({name: cell.value for name, cell in cells.items()})
        references = {name: cell.reference for name, cell in cells.items()}
        return Live(self.formula(references), value, False, self._guarded.binding)

    def moved(self, /, **references: str) -> Moved:
        """The formula for all rows of a table; references have `MARKS` for rows. Raises KeyError."""
        return Moved(self.formula(references), self._shown)

    def _shown(self, values: Mapping[str, Value | Array]) -> Decimal | str:
        known = {name: value for name, value in values.items() if isinstance(value, Decimal)}
        value = self.value(known)
        return NONE if value is None else value

    def formula(self, references: Mapping[str, str]) -> str:
        """The Excel formula, without "=", for the inputs' cell references.

        It shows `NONE` exactly where `value` gives None. Raises KeyError for an input without a reference.
        """
        return self._guarded.text(**{name: references[name] for name in self.names})

    @cached_property
    def _run(self) -> Step:
        return compiled(self._root, Fraction)

    @cached_property
    def _guarded(self) -> Formula:
        """The measure as a formula that shows `NONE` if an input is missing or a divisor is zero."""
        missing = Text(NONE)
        computed = self._root if isinstance(self._root, Name) else Call("IFERROR", (self._root, missing))
        count = Call("COUNT", tuple(map(Name, self.names)))
        some_missing = Operation(("<",), (count, Number(Decimal(len(self.names)))))
        return Formula(Call("IF", (some_missing, missing, computed)))

    @cached_property
    def is_fraction_of_sums(self) -> bool:
        """Whether the measure is one fraction, a sum of inputs over a sum of inputs, up to constant factors.

        By the mediant inequality a city's value then lies between its counties', as long as no input is
        negative and no divisor zero. ``(a / b - 1) * 100`` is one: (100a - 100b) / b; a plain sum or a ratio
        of ratios is not. The check cancels no common factors, so it does not recognise a hidden fraction.
        """
        if self._shape is None:
            return False
        above, below = self._shape
        return "" not in above | below and len({weight > 0 for weight in below.values()}) == 1

    @cached_property
    def is_share(self) -> bool:
        """Whether the measure is a part of a whole in per cent: 100 where the part is the whole.

        It is a ratio that takes each of its inputs once: ``a / b * 100``, ``(a + b) / c * 100``.
        """
        if self._shape is None or not self.is_ratio:
            return False
        above, below = self._shape
        return {part / whole for part in above.values() for whole in below.values()} == {Decimal(_PER_CENT)}

    @cached_property
    def is_ratio(self) -> bool:
        """Whether the measure is one fraction of different inputs that only add up: ``a / (b + c)``."""
        if self._shape is None:
            return False
        above, below = self._shape
        weights = [weight for each in (above, below) for weight in each.values()]
        return "" not in above | below and not above.keys() & below.keys() and min(weights) > 0

    @cached_property
    def counterparts(self) -> dict[str, str]:
        """The inputs of a growth's two years: it is 0 where each input equals its counterpart.

        They stand at the same places of two parts of the measure that look alike: in ``(a / b - 1) * 100``
        a and b; in ``((a / b) / (c / d) - 1) * 100`` a and c, b and d. Empty where the measure is no growth.
        """
        return self._twins(1)

    @cached_property
    def counterparts_of_decline(self) -> dict[str, str]:
        """Likewise of a decline: in ``(1 - a / b) * 100`` a and b, unless it is a share of what is good."""
        return self._twins(-1)

    def _twins(self, sign: int) -> dict[str, str]:
        """The inputs of two like parts, of which the first makes the measure rise (1) or fall (-1)."""
        for left, right in () if self.is_sum else _pairs(self._root):
            ours, theirs = tuple(names(left)), tuple(names(right))
            paired = dict(zip(ours, theirs, strict=False))
            twins = len(ours) == len(theirs) == len(paired) and {*ours, *theirs} == set(self.names)
            if twins and len(self.names) == 2 * len(ours) and _renamed(left, paired) == right:
                level = dict.fromkeys(self.names, ONE)
                more = self.value(level | {ours[0]: Decimal(2)})
                if self.value(level) == 0 and more is not None and more * sign > 0:
                    return paired
        return {}

    @cached_property
    def is_sum(self) -> bool:
        """Whether the measure is a weighted sum of its inputs: an amount, which adds up as they do."""
        return self._shape is not None and "" not in self._shape[0] and not self._shape[1].keys() - {""}

    @cached_property
    def _shape(self) -> tuple[_Linear, _Linear] | None:
        """Numerator and denominator as weighted sums of inputs, or None where they are not linear."""
        try:
            return _fraction(self._root)
        except ArithmeticError:
            return None


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    """Every two operands of one operator, in all of a tree: a chain is the operand of its last sign, too."""
    if isinstance(node, Operation):
        yield from combinations(node.operands, 2)
        for at in range(1, len(node.signs)):
            yield Operation(node.signs[:at], node.operands[: at + 1]), node.operands[at + 1]
    for child in children(node):
        yield from _pairs(child)


def _renamed(node: Node, new: Mapping[str, str]) -> Node:
    return substitute(node, {name: Name(other) for name, other in new.items()})


def _fraction(node: Node) -> tuple[_Linear, _Linear]:
    """Numerator and denominator of a node. ArithmeticError where they are not linear or a divisor is zero."""
    match node:
        case Number(value):
            return ({"": value} if value else {}), _ONE
        case Name(name):
            return {name: Decimal(1)}, _ONE
        case Negation(operand):
            above, below = _fraction(operand)
            return _added({}, above, -1), below
        case Operation(signs, operands):
            rest = zip(signs, map(_fraction, operands[1:]), strict=True)
            return reduce(lambda left, right: _combined(left, *right), rest, _fraction(operands[0]))
    raise TypeError(f"no measure holds {node}")


def _combined(
    left: tuple[_Linear, _Linear], sign: str, right: tuple[_Linear, _Linear]
) -> tuple[_Linear, _Linear]:
    (above, below), (other_above, other_below) = left, right
    if sign == "*":
        return _product(above, other_above), _product(below, other_below)
    if sign == "/":
        if not other_above:
            raise ZeroDivisionError
        return _product(above, other_below), _product(below, other_above)
    if below != other_below:  # with one common denominator, a / b + c / b stays a fraction of sums
        above, other_above = _product(above, other_below), _product(other_above, below)
        below = _product(below, other_below)
    return _added(above, other_above, 1 if sign == "+" else -1), below


def _added(left: _Linear, right: _Linear, factor: Decimal | int) -> _Linear:
    """`left` + `right` * `factor`."""
    sums = {name: left.get(name, ZERO) + right.get(name, ZERO) * factor for name in left | right}
    return {name: weight for name, weight in sums.items() if weight}


def _product(left: _Linear, right: _Linear) -> _Linear:
    if right.keys() - {""}:
        left, right = right, left
    if right.keys() - {""}:
        raise ArithmeticError("a product of two inputs is not linear")
    return _added({}, left, right.get("", ZERO))
