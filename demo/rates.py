"""Rates: what they are computed from, and what comes of it. A measure is arithmetic over codes of inputs."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

from demo.tables import Indicator

_SIGNS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_TRIES = 50
GROWTH = "(a/b-1)*100"


def rate(indicator: Indicator, sums: Mapping[str, Decimal]) -> Fraction | None:
    """The exact result from the sums of the inputs, by their codes; None where a divisor is zero."""
    try:
        return _value(ast.parse(indicator.measure, mode="eval").body, sums)
    except ZeroDivisionError:
        return None


def _value(tree: ast.expr, numbers: Mapping[str, Decimal]) -> Fraction:
    match tree:
        case ast.BinOp(left, sign, right):
            return _SIGNS[type(sign)](_value(left, numbers), _value(right, numbers))
        case ast.UnaryOp(ast.USub(), operand):
            return -_value(operand, numbers)
        case ast.Name(code):
            return Fraction(numbers[code])
        case ast.Constant(number):
            return Fraction(str(number))
    raise ValueError(ast.unparse(tree))


def shape(indicator: Indicator) -> str:
    """The measure with a, b, c in place of the inputs."""
    measure = indicator.measure.replace(" ", "")
    for letter, code in zip("abcdefgh", indicator.fields, strict=False):
        measure = re.sub(rf"\b{code}\b", letter, measure)
    return measure


def made_of(indicator: Indicator, reached: Decimal, draw: Random) -> dict[str, Decimal]:
    """Inputs of which a rate comes out at about `reached`, by their codes."""
    make = _SHAPES.get(shape(indicator))
    numbers = make(reached, draw) if make else _solved(indicator, reached, draw)
    pairs = zip(indicator.inputs, numbers, strict=True)
    return {
        each.code: number.quantize(Decimal(1).scaleb(-each.decimals), ROUND_HALF_UP) for each, number in pairs
    }


def _growth(percent: Decimal, draw: Random) -> tuple[Decimal, ...]:
    """This period and the same period last year, in 亿元."""
    before = Decimal(draw.randint(300, 6000)) / 100
    return before * (1 + percent / 100), before


def _productivity(percent: Decimal, draw: Random) -> tuple[Decimal, ...]:
    """Added value (亿元) and workers (万人), this period and the same period last year."""
    workers_before = Decimal(draw.randint(200, 900)) / 100
    before = workers_before * draw.randint(12, 20)
    workers = workers_before * draw.randint(95, 101) / 100
    return before / workers_before * (1 + percent / 100) * workers, workers, before, workers_before


def _part(percent: Decimal, draw: Random) -> tuple[Decimal, ...]:
    """Machines of the kind that counts, and all machines."""
    machines = Decimal(draw.randint(400, 4000))
    return machines * percent / 100, machines


_SHAPES: Mapping[str, Callable[[Decimal, Random], tuple[Decimal, ...]]] = {
    GROWTH: _growth,
    "((a/b)/(c/d)-1)*100": _productivity,
    "a/b*100": _part,
}


def _solved(indicator: Indicator, reached: Decimal, draw: Random) -> tuple[Decimal, ...]:
    """Draw all inputs but the first, and find the first as if the measure were a line in it.

    They are of one size, so that the sums of small and large regions make sense; of different sizes where
    that leads to nothing.
    """
    first, *others = indicator.inputs
    numbers = dict.fromkeys(indicator.fields, Decimal(1))
    for at in range(_TRIES):
        spread = 5 if at < _TRIES / 2 else 90  # %
        size = draw.randint(300, 6000)
        for each in others:
            percent = draw.randint(100 - spread, 100 + spread)
            numbers[each.code] = (Decimal(size * percent) / 100).scaleb(-min(each.decimals, 2))
        ends = [rate(indicator, numbers | {first.code: Decimal(end)}) for end in (100, 200)]
        if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
            continue
        found = 100 + 100 * (Fraction(reached) - ends[0]) / (ends[1] - ends[0])
        if found > 0:
            numbers[first.code] = Decimal(found.numerator) / found.denominator
            break
    return tuple(numbers.values())
