"""What the sheets of charts have to show, worked out from what the cities have said; nothing of `cascade`."""

from fractions import Fraction

from tests.support.oracle.summary import Standing
from tests.support.oracle.tables import PROVINCE, Indicator

MOST = 30
Line = tuple[str, int, Fraction, Fraction, Fraction, Fraction]


def margin(standing: Standing, indicator: Indicator, region: str) -> Fraction | None:
    """Points ahead of the time elapsed, of a rate above its target; None where it is not judged."""
    done = standing.done(indicator, region) if standing.judged(indicator) else None
    if not isinstance(done, Fraction) or (region == PROVINCE and not standing.complete):
        return None
    assert standing.elapsed is not None
    return done if indicator.rate else done - standing.elapsed


def is_behind(standing: Standing, indicator: Indicator, region: str) -> bool:
    return standing.light(indicator, region).startswith("▼")


def dots(standing: Standing) -> dict[tuple[int, str], tuple[Fraction, bool]]:
    """Where every city stands at every indicator, by number and code, and whether it is behind."""
    found = {}
    for indicator in standing.tables.indicators:
        for city in standing.filings:
            if (at := margin(standing, indicator, city)) is not None:
                found[indicator.number, city] = at, is_behind(standing, indicator, city)
    return found


def late(standing: Standing, city: str) -> int:
    """How many of a city's indicators are behind."""
    return sum(is_behind(standing, each, city) for each in standing.tables.indicators)


def slopes(standing: Standing) -> dict[str, tuple[int, int]]:
    """How many indicators were behind in the last round, and now, by city that reported in both."""
    assert standing.last
    both = [
        city for city in standing.tables.cities if city in standing.filings and city in standing.last.filings
    ]
    return {city: (late(standing.last, city), late(standing, city)) for city in both}


def counties_behind(standing: Standing, leaves: list[str]) -> list[Line]:
    """County, indicator's number, target, result, margin and what is lacking, the furthest behind first."""
    found: list[Line] = []
    for indicator in standing.tables.indicators:
        for leaf in leaves:
            if standing.judged(indicator) and is_behind(standing, indicator, leaf):
                target, result = standing.target(indicator, leaf), standing.result(indicator, leaf)
                apart = margin(standing, indicator, leaf)
                assert isinstance(target, Fraction)
                assert isinstance(result, Fraction)
                assert apart is not None
                found.append((leaf, indicator.number, target, result, apart, target - result))
    return sorted(found, key=lambda line: round(line[4], 6))[:MOST]
