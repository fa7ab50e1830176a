"""Which small numbers of a % column count: a spreadsheet turns a typed 3% into 0.03.

A number is in per cent: 0.4 means 0.4 %. Where it may as well be a typed percentage, it is refused unless the
city writes `0.4%` in its explanation (说明); where that is unlikely, it counts with a warning. The bounds
follow from the usual target of the column.
"""

from decimal import Decimal

from cascade.formula import Formula, formula
from cascade.judging.plausibility import SLIP

_TWICE = 2  # counties rarely reach twice their target: a typed 110% of a target of 60 % is 1.1
_ONE = Decimal(1)

MISREAD = formula('(cell <> 0) * (ABS(cell) < refused) * (COUNTIF(said, "*" & ABS(cell) & "%*") = 0)')
SMALL = formula("(cell <> 0) * (ABS(cell) < doubted)")
_TYPED_TWICE = formula("MAX(1, times * target / 100)", times=_TWICE)
_TENFOLD = formula("ABS(target) * times / 100", times=SLIP)
_BELOW_ONE = formula("target < 1")  # then a number between 0 and 1 is meant as it is: a target of 0.8 %


def is_below_one(usual: Decimal | None) -> bool:
    """Whether numbers between 0 and 1 are as usual in a column as its target, and none is refused."""
    return usual is not None and _BELOW_ONE.holds(target=usual)


def refused_below(usual: Decimal | None, limit: Decimal | None, told: bool) -> Decimal:
    """The size below which a number is refused unless it is said in words; 0 where none is.

    `limit` is the most that a result should be, None where more is better: a result of ten times a limit is
    less likely than one below 1 %. `told`: numbers below the target are warned of anyway.
    """
    if is_below_one(usual):
        return Decimal(0)
    typed = _typed(usual, told)
    return typed if limit is None else min(typed, _tenfold(limit))


def doubted_below(usual: Decimal | None, limit: Decimal | None, told: bool) -> Decimal:
    """The size below which a number that is not refused counts with a warning; the rest as above."""
    if usual is None or not is_below_one(usual):
        return _typed(usual, told)
    return _tenfold(usual if limit is None else limit)


def _typed(usual: Decimal | None, told: bool) -> Decimal:
    """The size below which numbers are typed percentages rather than results."""
    return _ONE if usual is None or told else _number(_TYPED_TWICE, usual)


def _tenfold(target: Decimal) -> Decimal:
    return _number(_TENFOLD, target)


def _number(rule: Formula, target: Decimal) -> Decimal:
    value = rule.value(target=target)
    assert isinstance(value, Decimal)
    return value
