"""What an open cell may hold: a number of its column's shape, or a mark for 不分解 where there is no target.

Where a column has choices, a cell holds one of these words in place of a number.

The validation, the conditional format and the self-check of a form use this one rule, and so does the intake
of returns.
"""

from functools import cache

from cascade.formula import Formula, chained, formula
from cascade.judging.percentages import MISREAD
from cascade.quantity import NOT_SHARED
from cascade.shapes import NumberRule

# Not <>: Gnumeric's ROUND of a good number may be the next double. A digit that a person sees, the 15th at
# most, is always more than this part of its number.
TOO_MANY_DECIMALS = formula("ABS(ROUND(cell, places) - cell) > ABS(cell) / 2000000000000000")
NEGATIVE = formula("cell < 0")

_AS_NUMBER = formula("1 * condition")  # a spreadsheet takes TRUE and FALSE as greater than any number
_SUM, _PRODUCT = formula("first + second"), formula("first * second")
_FAULTS = formula("IF(ISNUMBER(cell), number_faults, text_faults)")
_NO_MARK = formula("IF(EXACT(cell, mark), 0, 1)")  # not <>: Gnumeric takes "／" for "/"
_HAS_TARGET = formula('target <> ""')  # a county that has a target cannot have no share of it
_ACCEPTABLE = formula('OR(cell = "", faults = 0)')  # a cell may be emptied again
_WRONG = formula('AND(cell <> "", faults > 0)')
_WRONG_CELLS = formula('SUM((cell <> "") * (faults > 0))')


@cache
def faults(rule: NumberRule, beside_target: bool) -> Formula:
    """How many rules a filled `cell` breaks; 0 if its content is allowed.

    `beside_target` says that the form shows the county's `target` too, as a progress form does. `said`, where
    the formula has it, is the city's explanation.
    """
    if rule.choices:
        return _FAULTS.given(number_faults=1, text_faults=_word_faults(rule.choices, beside_target))
    numbers = _AS_NUMBER.given(condition=TOO_MANY_DECIMALS.given(places=rule.places))
    if not rule.negative:
        numbers = _SUM.given(first=numbers, second=NEGATIVE)
    if rule.refused_below:
        numbers = _SUM.given(first=numbers, second=MISREAD.given(refused=rule.refused_below))
    return _FAULTS.given(number_faults=numbers, text_faults=_mark_faults(beside_target))


def _mark_faults(beside_target: bool) -> Formula:
    texts = _none_of(NOT_SHARED)
    return _SUM.given(first=texts, second=_HAS_TARGET) if beside_target else texts


def _word_faults(choices: tuple[str, ...], beside_target: bool) -> Formula:
    return _PRODUCT.given(first=_none_of(choices), second=_mark_faults(beside_target))


def _none_of(texts: tuple[str, ...]) -> Formula:
    """1 where a cell holds none of some texts, else 0."""
    return chained(_PRODUCT, [_NO_MARK.given(mark=text) for text in texts])


@cache
def acceptable(rule: NumberRule, beside_target: bool) -> Formula:
    """Whether a `cell` is empty or its content allowed, for a data validation."""
    return _ACCEPTABLE.given(faults=faults(rule, beside_target))


@cache
def wrong(rule: NumberRule, beside_target: bool) -> Formula:
    """Whether a `cell` is filled, and its content is not allowed."""
    return _WRONG.given(faults=faults(rule, beside_target))


@cache
def wrong_cells(rule: NumberRule, beside_target: bool) -> Formula:
    """How many filled cells of the range `cell` are not allowed; `target` is then a range, too."""
    return _WRONG_CELLS.given(faults=faults(rule, beside_target))
