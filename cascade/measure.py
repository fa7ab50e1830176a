"""Measures: the arithmetic that turns a region's summed inputs into an indicator's value.

Inputs add up and rates are computed from the sums. A measure's text, e.g. ``(K01a / K01b - 1) * 100``, is
parsed once and gives the value and the Excel formula, so that a sheet and its cache cannot drift apart:

    sum     = product {("+" | "-") product}
    product = factor {("*" | "/") factor}
    factor  = "-" factor | "(" sum ")" | number | name

A value is held as one exact fraction of two decimals until the end, so it is rounded exactly once.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cached_property, lru_cache
from cascade.formula import Live, Ref
from typing import Protocol, Self, TypeVar

MISSING = "—"  # what a sheet shows where a measure does not exist

LONGEST_TEXT = 200
DEEPEST_NESTING = 20
SIGNIFICANT_DIGITS = 15  # what a spreadsheet keeps of a number

# Sums and products of what fits in a measure of LONGEST_TEXT characters stay exact within this precision.
_EXACT = Context(prec=2000)
_ROUNDED = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP)

_TOKEN = re.compile(r"(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)|(?P<sign>[-+*/()])", re.ASCII)
_ALLOWED = "只可写填报项代码、数字、+ - * / 和括号，均用半角"
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True)
class _Number:
    value: Decimal


@dataclass(frozen=True)
class _Name:
    name: str


@dataclass(frozen=True)
class _Negation:
    operand: "_Node"


@dataclass(frozen=True)
class _Operation:
    sign: str
    left: "_Node"
    right: "_Node"


_Node = _Number | _Name | _Negation | _Operation


@dataclass(frozen=True)
class Measure:
    """The parsed arithmetic of one indicator: immutable, made by `Measure.parse`."""

    text: str
    names: tuple[str, ...]  # the codes of the inputs, each once, in the order in which they first appear
    _root: _Node

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> "Measure":
        """Parse names of inputs, decimal numbers, + - * / and brackets.

        Raises ValueError with a Chinese message that says what is wrong and at which character (from 1).
        """
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"算式过长：共 {len(text)} 个字符，最多 {LONGEST_TEXT} 个")
        tokens = list(_tokens(text))
        root = _Parser(tokens).whole()
        names = tuple(dict.fromkeys(token for kind, token, _ in tokens if kind == "name"))
        if not names:
            raise ValueError("算式里没有填报项代码")
        return cls(text, names, root)

    def value(self, inputs: Mapping[str, Decimal | None]) -> Decimal | None:
        """The measure of these (summed) inputs, in the indicator's unit.

        Rounded half up to 15 significant digits, without exponent or trailing zeros. None where an input
        is missing or a divisor is zero: the measure then does not exist, which is not the same as zero.
        """
        found = {name: number for name in self.names if (number := inputs.get(name)) is not None}
        if len(found) < len(self.names):
            return None
        with localcontext(_EXACT):
            try:
                numerator, denominator = _fraction(self._root, found.__getitem__, Decimal)
            except ZeroDivisionError:
                return None
        rounded = _ROUNDED.divide(numerator, denominator)
        return Decimal(f"{rounded.normalize():f}") if rounded else Decimal(0)

    def formula(self, references: Mapping[str, str]) -> str:
        """The Excel formula, without "=", over the cell reference of each input.

        It shows `MISSING` exactly where `value` gives None. KeyError for an input without a reference.
        """
        cells = [references[name] for name in self.names]
        expression = _formula(self._root, references)
        guarded = expression if isinstance(self._root, _Name) else f'IFERROR({expression},"{MISSING}")'
        return f'IF(COUNT({",".join(cells)})<{len(cells)},"{MISSING}",{guarded})'

    def live(self, cells: Mapping[str, Ref]) -> Live:
        value = self.value({k: c.value if isinstance(c.value, Decimal) else None for k, c in cells.items()})
        return Live(self.formula({k: c.reference for k, c in cells.items()}), MISSING if value is None else value)

    @cached_property
    def is_fraction_of_sums(self) -> bool:
        """Whether the measure is one fraction, a sum of inputs over a sum of inputs, up to constant factors.

        By the mediant inequality a city's value then lies between its counties', as long as no input is
        negative and no divisor zero. ``(a / b - 1) * 100`` is one, (100a - 100b) / b; a plain sum and a
        ratio of ratios are none. No common factor is cancelled: a hidden fraction counts as none.
        """
        if self._shape is None:
            return False
        above, below = self._shape
        signs = {weight > 0 for weight in below.weights.values()}
        return len(signs) == 1 and not above.offset and not below.offset

    @cached_property
    def is_sum(self) -> bool:
        """Whether the measure is a weighted sum of its inputs, which is an amount and adds up like them."""
        return self._shape is not None and not self._shape[0].offset and not self._shape[1].weights

    @cached_property
    def _shape(self) -> "tuple[_Linear, _Linear] | None":
        """Numerator and denominator as weighted sums of inputs, or None where they are not linear."""
        try:
            return _fraction(self._root, _Linear.name, _Linear.constant)
        except ArithmeticError:
            return None


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self._tokens = tokens
        self._next = 0

    def whole(self) -> _Node:
        node = self._sum(depth=0)
        kind, text, position = self._tokens[self._next]
        if kind != "end":
            raise ValueError(f"第 {position} 个字符“{text}”不应出现在这里，前面可能少了运算符或左括号")
        return node

    def _take(self, signs: str) -> str | None:
        """The next token if it is one of these signs; it is then consumed."""
        kind, text, _ = self._tokens[self._next]
        if kind != "sign" or text not in signs:
            return None
        self._next += 1
        return text

    def _sum(self, depth: int) -> _Node:
        node = self._product(depth)
        while sign := self._take("+-"):
            node = _Operation(sign, node, self._product(depth))
        return node

    def _product(self, depth: int) -> _Node:
        node = self._factor(depth)
        while sign := self._take("*/"):
            node = _Operation(sign, node, self._factor(depth))
        return node

    def _factor(self, depth: int) -> _Node:
        kind, text, position = self._tokens[self._next]
        if depth > DEEPEST_NESTING:
            raise ValueError(f"第 {position} 个字符处括号或负号套得过深，最多 {DEEPEST_NESTING} 层")
        if self._take("-"):
            return _Negation(self._factor(depth + 1))
        if self._take("("):
            node = self._sum(depth + 1)
            if not self._take(")"):
                raise ValueError(f"第 {position} 个字符的左括号没有对应的右括号")
            return node
        if kind not in ("number", "name"):
            found = "算式到此就结束了" if kind == "end" else f"却是“{text}”"
            raise ValueError(f"第 {position} 个字符处应为填报项代码、数字或左括号，{found}")
        self._next += 1
        return _Number(Decimal(text)) if kind == "number" else _Name(text)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and position (from 1) of each token, and an "end" token behind the last."""
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ValueError(f"第 {at + 1} 个字符“{text[at]}”不能用；{_ALLOWED}")
        if match.lastgroup == "number" and len(match[0]) > SIGNIFICANT_DIGITS:
            raise ValueError(f"第 {at + 1} 个字符起的数字过长，最多 {SIGNIFICANT_DIGITS} 位")
        yield match.lastgroup, match[0], at + 1
        at = match.end()
    yield "end", "", len(text) + 1


class _Ring(Protocol):
    # Decimals for the value, linear sums for the shape of a measure.
    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __neg__(self) -> Self: ...
    def __bool__(self) -> bool: ...


_R = TypeVar("_R", bound=_Ring)


def _fraction(node: _Node, of_name: Callable[[str], _R], of_number: Callable[[Decimal], _R]) -> tuple[_R, _R]:
    """Numerator and denominator of a node, without dividing; ZeroDivisionError where a divisor is zero."""
    match node:
        case _Number(value):
            return of_number(value), of_number(Decimal(1))
        case _Name(name):
            return of_name(name), of_number(Decimal(1))
        case _Negation(operand):
            above, below = _fraction(operand, of_name, of_number)
            return -above, below
        case _Operation(sign, left, right):
            return _combined(sign, _fraction(left, of_name, of_number), _fraction(right, of_name, of_number))


def _combined(sign: str, left: tuple[_R, _R], right: tuple[_R, _R]) -> tuple[_R, _R]:
    (above, below), (other_above, other_below) = left, right
    if sign == "*":
        return above * other_above, below * other_below
    if sign == "/":
        if not other_above:
            raise ZeroDivisionError
        return above * other_below, below * other_above
    if below != other_below:  # with one common denominator, a / b + c / b stays a fraction of sums
        above, other_above, below = above * other_below, other_above * below, below * other_below
    return (above + other_above if sign == "+" else above - other_above), below


@dataclass(frozen=True)
class _Linear:
    """A weighted sum of inputs plus a constant; weights that are zero are left out."""

    weights: Mapping[str, Decimal]
    offset: Decimal

    @staticmethod
    def name(name: str) -> "_Linear":
        return _Linear({name: Decimal(1)}, Decimal(0))

    @staticmethod
    def constant(value: Decimal) -> "_Linear":
        return _Linear({}, value)

    def __add__(self, other: "_Linear") -> "_Linear":
        sums = dict(self.weights)
        for name, weight in other.weights.items():
            sums[name] = sums.get(name, Decimal(0)) + weight
        return _Linear({name: weight for name, weight in sums.items() if weight}, self.offset + other.offset)

    def __neg__(self) -> "_Linear":
        return self * _Linear.constant(Decimal(-1))

    def __sub__(self, other: "_Linear") -> "_Linear":
        return self + -other

    def __mul__(self, other: "_Linear") -> "_Linear":
        if self.weights and other.weights:
            raise ArithmeticError("a product of two inputs is not linear")
        scaled, factor = (self, other.offset) if self.weights else (other, self.offset)
        weights = {name: weight * factor for name, weight in scaled.weights.items() if factor}
        return _Linear(weights, scaled.offset * factor)

    def __bool__(self) -> bool:
        return bool(self.weights) or bool(self.offset)


def _formula(node: _Node, references: Mapping[str, str], binding: int = 0) -> str:
    """Excel text of a node, in brackets where it binds less tightly than its surroundings (`binding`)."""
    match node:
        case _Number(value):
            return f"{value:f}"
        case _Name(name):
            return references[name]
        case _Negation(operand):
            # Excel's minus sign binds tightest; brackets around it keep "a--b" and "a/-b" out of sheets.
            text = f"-{_formula(operand, references, 3)}"
            return f"({text})" if binding else text
        case _Operation(sign, left, right):
            own = _BINDING[sign]
            text = f"{_formula(left, references, own)}{sign}{_formula(right, references, own + 1)}"
            return f"({text})" if own < binding else text
