"""The functions that a formula may use: those that Excel, WPS, LibreOffice and Gnumeric read alike.

The programs read some of them alike only in certain forms. Gnumeric reads INDEX(one row, n) as row n, so
write INDEX(row, 1, n); it does not apply LEFT to every cell of a range, so count signs with
COUNTIF(range, "●*"); and it returns "" for IFERROR(empty cell, …). LibreOffice sums TRUE in arrays, so write
IF(condition, 1, 0).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import partial
from typing import Any

from cascade.formula.values import (
    COMPARISONS,
    NUMBERS,
    ZERO,
    Array,
    Item,
    NotComputable,
    Result,
    compare,
    element_by_element,
    is_number,
    number,
    text,
    truth,
)
from cascade.quantity import SIGNIFICANT, significant

_WIDE = Context(prec=100)  # digits enough for any number that is rounded
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(16))


@dataclass(frozen=True)
class Function:
    """A function of `least` to `most` arguments. `rule` computes it from single values and arrays.

    `by_element`: the rule takes single values only, and arrays are computed element by element. `lists`: it
    takes any number of ranges, so that several may replace one argument. `passes_over_texts`: it ignores
    texts in cells; other texts are errors.
    """

    rule: Callable[..., Any]
    least: int
    most: int
    by_element: bool = False
    lists: bool = False
    passes_over_texts: bool = False


def _items(argument: Result) -> Sequence[Item]:
    return argument.items if isinstance(argument, Array) else [argument]


def _numbers(arguments: tuple[Result, ...]) -> list[Decimal]:
    """The numbers in ranges, ignoring texts, and all single values, which must be numbers.

    Raises ValueError for TRUE and FALSE in an array, which LibreOffice counts and Excel does not.
    """
    found: list[Decimal] = []
    for argument in arguments:
        if not isinstance(argument, Array):
            found.append(number(argument))
            continue
        for item in argument.items:
            if item.__class__ in NUMBERS:
                found.append(number(item))
            elif isinstance(item, bool):
                raise ValueError("conditions in an array are no numbers: write IF(condition, 1, 0)")
            elif isinstance(item, NotComputable):
                raise item
    return found


def _if(condition: Item, then: Item, otherwise: Item = False) -> Item:
    return then if truth(condition) else otherwise


def _iferror(item: Item, otherwise: Item) -> Item:
    return otherwise if isinstance(item, NotComputable) else item


def _sum(*arguments: Result) -> Item:
    return sum(_numbers(arguments), ZERO)


def _count(*arguments: Result) -> Item:
    found = 0
    for argument in arguments:
        if argument.__class__ is Decimal:
            found += 1
        elif argument is not None:
            found += len([item for item in _items(argument) if item.__class__ in NUMBERS])
    return Decimal(found)


def _counta(*arguments: Result) -> Item:
    return Decimal(sum(item is not None for each in arguments for item in _items(each)))


def _countblank(argument: Result) -> Item:
    return Decimal(sum(item is None or item == "" for item in _items(argument)))


def _truths(arguments: tuple[Result, ...]) -> list[bool]:
    found = []
    for argument in arguments:
        if isinstance(argument, Array):
            found += [truth(item) for item in argument.items if not (item is None or isinstance(item, str))]
        else:
            found.append(truth(argument))
    return found


def _sumproduct(*arguments: Result) -> Item:
    def product(*items: Item) -> Item:
        result = Decimal(1)
        for item in items:
            if isinstance(item, NotComputable):
                raise item
            result *= number(item) if is_number(item) else ZERO
        return result

    return _sum(element_by_element(product, *arguments))


def _whole(item: Result) -> int:
    return int(number(item))


def _round(item: Item, places: Item) -> Item:
    """Round to some decimals, halves away from zero."""
    digits = _whole(places)
    step = _STEPS[digits] if 0 <= digits < len(_STEPS) else Decimal(1).scaleb(-digits)
    exact = number(item)
    rounded: Decimal = exact.quantize(step, ROUND_HALF_UP, _WIDE)
    return exact if rounded == exact else rounded  # without trailing zeros


def _int(item: Item) -> Item:
    floor: Decimal = number(item).to_integral_value(ROUND_FLOOR)
    return floor


def _left(item: Item, length: Item = Decimal(1)) -> Item:
    return text(item)[: _whole(length)]


def _mid(item: Item, start: Item, length: Item) -> Item:
    first = _whole(start) - 1
    if first < 0:
        raise NotComputable("MID starts before the text")
    return text(item)[first : first + _whole(length)]


def _text(item: Item, number_format: Item) -> Item:
    """Format with "0", "0.0", "0.00", … only, which depend on no locale. A text stays as it is.

    Spreadsheets show 15 significant digits of a number at most, and zeros behind them.
    """
    if isinstance(item, str):
        return item
    wanted = re.fullmatch(r"0(?:\.(0+))?", text(number_format))
    if wanted is None:
        raise ValueError(f"TEXT knows no number format {number_format!r}")
    places = len(wanted[1] or "")
    shown = number(_round(item, Decimal(places)))
    if len(shown.as_tuple().digits) > SIGNIFICANT:
        shown = significant(number(item))
    return f"{shown + 0:.{places}f}"  # + 0: no -0.00


def _rank(item: Result, cells: Result, ascending: Result = ZERO) -> Item:
    """The rank (from 1) of a number among those of a range; equal numbers share a rank."""
    found, all_numbers = number(item), _numbers((cells,))
    if found not in all_numbers:
        raise NotComputable("RANK of a number that is not there")
    ahead = (each < found if truth(ascending) else each > found for each in all_numbers)
    return Decimal(sum(ahead) + 1)


def _median(*arguments: Result) -> Item:
    """The middle number, or the mean of the two middle ones. Raises NotComputable without numbers."""
    found = sorted(_numbers(arguments))
    if not found:
        raise NotComputable("MEDIAN of no numbers")
    middle, further = found[(len(found) - 1) // 2], found[len(found) // 2]
    result: Decimal = (middle + further) / 2
    return result


def _small(cells: Result, place: Result) -> Item:
    numbers = (number(item) for item in _items(cells) if not isinstance(item, str | bool | None))
    found, at = sorted(numbers), _whole(place)
    if not 1 <= at <= len(found):
        raise NotComputable("SMALL of too few numbers")
    result: Decimal = found[at - 1]
    return result


def _index(cells: Result, row: Result, column: Result = Decimal(1)) -> Item:
    down, right = _whole(row), _whole(column)
    array = cells if isinstance(cells, Array) else Array([cells])
    if not (1 <= down <= array.height and 1 <= right <= array.width):
        raise NotComputable("INDEX beyond the range")
    return array.items[(down - 1) * array.width + right - 1]


def _match(item: Result, cells: Result, how: Result) -> Item:
    """The position (from 1) of the first equal value in a range."""
    if number(how) or isinstance(item, Array):
        raise ValueError("MATCH looks for one equal value only: its third argument is 0")
    for place, each in enumerate(_items(cells), start=1):
        if not isinstance(each, NotComputable | None) and compare(each, item) == 0:
            return Decimal(place)
    raise NotComputable("MATCH finds nothing")


def _countif(cells: Result, criterion: Result) -> Result:
    if isinstance(criterion, Array):
        return element_by_element(lambda each: _countif(cells, each), criterion)
    return Decimal(sum(map(_meeting(criterion), _items(cells))))


def _sumif(cells: Result, criterion: Result, added: Result) -> Item:
    meets, numbers = _meeting(criterion), zip(_items(cells), _items(added), strict=True)
    return _sum(Array([each for item, each in numbers if meets(item)]))


_CRITERION = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def _meeting(criterion: Result) -> Callable[[Item], bool]:
    """The test for a criterion: a number, a text with * and ?, or a comparison such as "<5"."""
    if is_number(criterion):
        return lambda item: is_number(item) and item == criterion
    match = _CRITERION.fullmatch(text(criterion))
    assert match
    sign, wanted = match[1] or "=", match[2]
    if _DECIMAL.fullmatch(wanted):
        bound = Decimal(wanted)
        if sign == "<>":
            return lambda item: not (is_number(item) and item == bound)
        holds = COMPARISONS[sign]
        return lambda item: is_number(item) and holds(item, bound)
    if match[1] and not wanted:
        return lambda item: (item is None) is (sign == "=")
    if sign not in ("=", "<>"):
        raise ValueError(f"no number to compare with: {criterion!r}")
    parts = (".*" if char == "*" else "." if char == "?" else re.escape(char) for char in wanted)
    pattern = re.compile("".join(parts), re.DOTALL | re.IGNORECASE)

    def is_like(item: Item) -> bool:
        return (item is None or isinstance(item, str)) and pattern.fullmatch(item or "") is not None

    return lambda item: is_like(item) is (sign == "=")


MOST_ARGUMENTS = 255  # that a function may have
_over_ranges = partial(Function, least=1, most=MOST_ARGUMENTS, lists=True)
_over_numbers = partial(_over_ranges, passes_over_texts=True)
FUNCTIONS: dict[str, Function] = {
    "IF": Function(_if, 2, 3, by_element=True),
    "IFERROR": Function(_iferror, 2, 2, by_element=True),
    "AND": _over_numbers(lambda *arguments: all(_truths(arguments))),
    "OR": _over_numbers(lambda *arguments: any(_truths(arguments))),
    "NOT": Function(lambda item: not truth(item), 1, 1, by_element=True),
    "ISNUMBER": Function(is_number, 1, 1, by_element=True),
    "ROUND": Function(_round, 2, 2, by_element=True),
    "ABS": Function(lambda item: abs(number(item)), 1, 1, by_element=True),
    "INT": Function(_int, 1, 1, by_element=True),
    "SUM": _over_numbers(_sum),
    "SUMIF": Function(_sumif, 3, 3),
    "SUMPRODUCT": Function(_sumproduct, 1, MOST_ARGUMENTS),
    "COUNT": _over_ranges(_count),
    "COUNTA": _over_ranges(_counta),
    "COUNTBLANK": Function(_countblank, 1, 1),
    "COUNTIF": Function(_countif, 2, 2),
    "MIN": _over_numbers(lambda *arguments: min(_numbers(arguments), default=ZERO)),
    "MAX": _over_numbers(lambda *arguments: max(_numbers(arguments), default=ZERO)),
    "MEDIAN": _over_numbers(_median),
    "SMALL": Function(_small, 2, 2),
    "RANK": Function(_rank, 2, 3),
    "INDEX": Function(_index, 2, 3),
    "MATCH": Function(_match, 3, 3),
    "EXACT": Function(lambda left, right: text(left) == text(right), 2, 2, by_element=True),
    "LEFT": Function(_left, 1, 2, by_element=True),
    "MID": Function(_mid, 3, 3, by_element=True),
    "TEXT": Function(_text, 2, 2, by_element=True),
}
