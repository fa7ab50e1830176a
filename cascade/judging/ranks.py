"""Ranks of cities by completion, how they change, and what is left to do a month."""

from collections.abc import Mapping
from decimal import Decimal

from cascade.formula import Formula, formula
from cascade.judging.results import NONE, PLACES, is_limit
from cascade.model import Indicator

EXCEEDED = "已超限"  # nothing is left of a limit

RANK = formula("IF(ISNUMBER(done), RANK(done, cities, ascending), none)", none=NONE)
MOVE = formula("IF(COUNT(rank, before) < 2, none, RANK(before, cities, ascending) - rank)", none=NONE)
AMONG_BEST = formula("AND(ISNUMBER(rank), rank <= last)")
_MOST, _LEAST = formula("MAX(cities)"), formula("MIN(cities)")
_MOST_MARKED = 3  # ranks that are marked as the best
_MONTHLY = formula("ROUND((target - result) / months, places)", places=PLACES)
_TO_GO = formula("IF(ISNUMBER(done), IF(monthly <= 0, word, monthly), none)", none=NONE)
_LEFT_OF_LIMIT = formula("IF(ISNUMBER(done), IF(monthly < 0, word, monthly), none)", none=NONE)


def ascending(indicator: Indicator) -> int:
    """RANK's third argument: 1 where the lowest completion is the best."""
    return int(is_limit(indicator))


def last_of_best(cities: int) -> int:
    """The last rank that is marked as one of the best: the third, or fewer where there are few cities."""
    return min(_MOST_MARKED, cities // _MOST_MARKED)


def furthest(indicator: Indicator, ahead: bool) -> Formula:
    """The completion furthest ahead among those of all `cities`, or the one furthest behind."""
    return _MOST if ahead is not is_limit(indicator) else _LEAST


def to_go(indicator: Indicator, months: Decimal, word_done: str) -> Formula:
    """What still lacks of the `target` a month (of a limit: what is left of it), over `result` and `done`."""
    monthly = _MONTHLY.given(months=months)
    if is_limit(indicator):
        return _LEFT_OF_LIMIT.given(word=EXCEEDED, monthly=monthly)
    return _TO_GO.given(word=word_done, monthly=monthly)


def ranked(completions: Mapping[str, Decimal], indicator: Indicator) -> dict[str, int]:
    """The rank of each city from 1 by its rounded completion; equal ones share a rank, the next is left out.

    RANK over the same numbers, for all cities at once.
    """
    sign = 1 if is_limit(indicator) else -1
    ordered = sorted(sign * value for value in completions.values())
    return {city: ordered.index(sign * value) + 1 for city, value in completions.items()}
