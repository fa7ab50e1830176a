"""Numbers as texts inside a formula: sentences, ranges, leads."""

from functools import cache

from cascade.formula import Formula, formula
from cascade.judging.results import PLACES
from cascade.quantity import NONE
from cascade.theme import hidden_miss, number_format

_FIXED = formula("TEXT(ROUND(number, decimals), format)")  # of -0.001 some programs would make -0.00
_SHORTEST = formula("IF(ROUND(number - ROUND(number, decimals), places) = 0, fixed, longer)", places=PLACES)
_OF_TARGET = formula('IF(COUNT(result, target) < 2, none, reached & "/" & goal)', none=NONE)
_SIGNED = formula(
    'IF(rounded = 0, IF(number >= 0, "0", hidden), IF(number > 0, "+", "") & TEXT(rounded, format))',
    rounded=formula("ROUND(number, places) + 0"),  # never -0.0
)
_DISTANCE = formula(
    "IF(AND(rounded = 0, number > 0), hidden, TEXT(rounded, format))",
    rounded=formula("ROUND(number, places)"),
)


def fixed(places: int) -> Formula:
    """A `number` with so many decimals."""
    return _FIXED.given(decimals=places, format=number_format(places))


@cache
def shortest(places: int) -> Formula:
    """A `number` of at most so many decimals as text; & alone would show rounding errors in Gnumeric."""
    text = fixed(places)
    for fewer in reversed(range(places)):
        text = _SHORTEST.given(decimals=fewer, fixed=fixed(fewer), longer=text)
    return text


@cache
def of_target(places: int) -> Formula:
    """A `result` of at most so many decimals beside its `target`: `1/2`; `NONE` where one is missing."""
    result, target = (shortest(places).renamed(number=each) for each in ("result", "target"))
    return _OF_TARGET.given(reached=result, goal=target)


@cache
def distance(places: int) -> Formula:
    """A `number` of zero or more; one that rounds to zero reads 不足0.1."""
    return _DISTANCE.given(places=places, hidden=hidden_miss(places), format=number_format(places))


@cache
def signed(places: int) -> Formula:
    """A `number` with its sign; a miss that rounds to zero reads 不足0.1 (see `theme.gap_format`)."""
    return _SIGNED.given(places=places, hidden=hidden_miss(places), format=number_format(places))
