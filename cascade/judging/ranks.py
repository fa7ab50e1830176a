"""Ranks of cities by completion, their changes, what is still needed per month, what is left of a limit."""

from collections.abc import Mapping
from decimal import Decimal

from cascade.formula import Formula, Value, formula
from cascade.indicators import Comparison, Indicator
from cascade.judging.results import EXCEEDED, PLACES
from cascade.quantity import NONE, decimal_places, rounded

_RANK = formula("IF(ISNUMBER(done), RANK(done, cities, ascending), unranked)")
_AFTER_ALL = formula("IF(done = exceeded, COUNT(cities) + 1, none)", exceeded=EXCEEDED, none=NONE)
_AMONG_DISTANCES = formula(  # RANK knows no distances: count those that are smaller
    "IF(ISNUMBER(done), IF(done = 0, 1, "
    'COUNTIF(cities, ">" & nearer) - COUNTIF(cities, ">=" & farther) + 1), none)',
    nearer=formula("ROUND(-ABS(done), places)", places=PLACES),
    farther=formula("ROUND(ABS(done), places)", places=PLACES),
    none=NONE,
)
_MOVE = formula("IF(COUNT(rank, before) < 2, none, place - rank)", none=NONE)
_PLACE_BEFORE = formula("RANK(before, cities, ascending)")
RANK_BY_COUNTS = formula(  # the fewest results far behind, then the fewest a little behind
    "IF(COUNT(bad) = 0, none, SUMPRODUCT((all_bad < bad) + (all_bad = bad) * (all_fair < fair)) + 1)",
    none=NONE,
)
MOVED = formula('IF(ISNUMBER(move), IF(move = 0, "", move), "")')  # a move of ranks, nothing where none moved
MOVE_OF_RANKS = formula("IF(COUNT(rank, before) < 2, none, before - rank)", none=NONE)
AMONG_BEST = formula("AND(ISNUMBER(rank), rank <= last)")
_MOST_MARKED = 3  # ranks that are marked as the best
_MONTHLY = formula("ROUND((target - result) / months, places)", places=PLACES)
_TO_GO = formula(
    "IF(ISNUMBER(done), IF(monthly <= 0, word, IF(monthly < least, few, monthly)), none)",
    few=formula('"还需 " & TEXT(target - result, "0") & unit'),
    none=NONE,
)
_LEFT = formula("ROUND(target - result, places)", places=PLACES)
_LEFT_OF_LIMIT = formula(
    "IF(ISNUMBER(done), IF(left < 0, word, left), IF(done = exceeded, word, none))",
    left=_LEFT,
    exceeded=EXCEEDED,
    none=NONE,
)


def rank(indicator: Indicator) -> Formula:
    """The rank of a completion `done` among those of all `cities`, the last over a limit of zero."""
    if indicator.comparison is Comparison.WITHIN:
        return _AMONG_DISTANCES
    if indicator.is_limit:
        return _RANK.given(unranked=_AFTER_ALL, ascending=1)
    return _RANK.given(unranked=NONE, ascending=0)


def move(indicator: Indicator) -> Formula:
    """By how many places a `rank` is better than that of the completion `before` among all `cities`."""
    if indicator.comparison is Comparison.WITHIN:
        return _MOVE.given(place=_AMONG_DISTANCES.renamed(done="before"))
    return _MOVE.given(place=_PLACE_BEFORE.given(ascending=int(indicator.is_limit)))


def last_of_best(cities: int) -> int:
    """The last rank that is marked as one of the best: the third, or fewer where there are few cities."""
    return min(_MOST_MARKED, cities // _MOST_MARKED)


def to_go(indicator: Indicator, months: Decimal, word_done: str) -> Formula:
    """The amount per month that `result` still needs to reach `target`.

    Of whole things of which less than one a month would do, the formula says how many there are to go.
    """
    least = 0 if indicator.decimals else 1
    monthly = _MONTHLY.given(months=months)
    return _TO_GO.given(word=word_done, least=least, unit=indicator.unit, monthly=monthly)


def to_go_places(indicator: Indicator, *monthly: Value) -> int:
    """The decimals that some amounts per month share: one more than the indicator's where one needs it."""
    most = indicator.decimals + 1
    needed = (decimal_places(rounded(each, most)) for each in monthly if isinstance(each, Decimal))
    return max(indicator.decimals, *needed, 0)


def left_of_limit(word_over: str) -> Formula:
    """What a `result` leaves of its limit, the `target`; the word where it is over."""
    return _LEFT_OF_LIMIT.given(word=word_over)


def ranked(completions: Mapping[str, Decimal | str], indicator: Indicator) -> dict[str, int]:
    """The rank (from 1) of each city by its rounded completion; ties share a rank, the next is skipped.

    It gives for all cities at once what the formula `rank` gives for one; cities without a rank are left out.
    """
    numbers = {city: value for city, value in completions.items() if isinstance(value, Decimal)}
    if indicator.comparison is Comparison.WITHIN:
        numbers = {city: abs(value) for city, value in numbers.items()}
    elif not indicator.is_limit:
        numbers = {city: -value for city, value in numbers.items()}
    ordered = sorted(numbers.values())
    places = {city: ordered.index(value) + 1 for city, value in numbers.items()}
    exceeded = [city for city, value in completions.items() if value == EXCEEDED]
    return places | dict.fromkeys(exceeded, len(ordered) + 1)
