"""How the counties' shares of a breakdown stand against what was given to their city.

Amounts are held against the target as a sum; of rates, whose shares are never added, the counties that
fall short of the city's are counted.
"""

from collections.abc import Iterable
from decimal import Decimal

from cascade.drawing import DrawnSheet, Styles
from cascade.formula import Live, Value
from cascade.grid import address
from cascade.model import Direction, Indicator
from cascade.quantity import rounded
from cascade.summary.lights import BAD, FAIR, GOOD
from cascade.summary.wording import NONE

SHORT = f"{FAIR} 低于本市"
_SURPLUS = {
    Direction.AT_LEAST: f'"{GOOD} "General;"{BAD} -"General;"{GOOD} "General',
    Direction.AT_MOST: f'"{BAD} "General;"{GOOD} -"General;"{GOOD} "General',
}
_COUNT = f'[=0]"{GOOD} 无";"{FAIR} "0" 个"'


def gap(now: Value, target: Value, cells: tuple[str, str], places: int) -> Live:
    """The sum of an amount's shares less the target; `cells` are the references of the two."""
    shared, goal = cells
    formula = f'IF(COUNT({shared},{goal})<2,"{NONE}",ROUND({shared}-{goal},{places}))'
    if not (isinstance(now, Decimal) and isinstance(target, Decimal)):
        return Live(formula, NONE)
    return Live(formula, rounded(now - target, places))


def short(indicator: Indicator, share: Value, target: Value, cells: tuple[str, str]) -> Live:
    """A mark where a county's share of a rate falls short of the city's target, else nothing."""
    here, goal = cells
    formula = f'IF(COUNT({here},{goal})<2,"",IF({here}{_below(indicator)}{goal},"{SHORT}",""))'
    if not (isinstance(share, Decimal) and isinstance(target, Decimal)):
        return Live(formula, "")
    return Live(formula, "" if indicator.meets(share, target) else SHORT)


def shorts(indicator: Indicator, shares: Iterable[Decimal], target: Value, block: str, goal: str) -> Live:
    """How many shares of a rate in a block of cells fall short of the city's target."""
    numbers = list(shares)
    counted = f'COUNTIF({block},"{_below(indicator)}"&{goal})'
    formula = f'IF(OR(COUNT({block})=0,COUNT({goal})=0),"{NONE}",{counted})'
    if not numbers or not isinstance(target, Decimal):
        return Live(formula, NONE)
    return Live(formula, Decimal(sum(not indicator.meets(number, target) for number in numbers)))


def _below(indicator: Indicator) -> str:
    return "<" if indicator.direction is Direction.AT_LEAST else ">"


def gap_format(indicator: Indicator) -> str:
    """The number format that puts its sign before a gap, or before a count of counties that fall short."""
    return _COUNT if indicator.is_rate else _SURPLUS[indicator.direction]


def colour_gaps(
    page: DrawnSheet, styles: Styles, indicator: Indicator, area: tuple[int, int, int, int]
) -> None:
    """Colour gaps, counts and marks of an area (first and last row and column, from 1)."""
    top, left, bottom, right = area
    corner = address(top, left)
    if indicator.is_rate:
        rules = ((f"{corner}>0", "fair"), (f"{corner}=0", "good"))
    else:
        worse, better = ("<", ">=") if indicator.direction is Direction.AT_LEAST else (">", "<=")
        rules = ((f"{corner}{worse}0", "bad"), (f"{corner}{better}0", "good"))
    for criteria, style in (
        *((f"AND(ISNUMBER({corner}),{rule})", style) for rule, style in rules),
        (f'{corner}="{SHORT}"', "fair"),
    ):
        rule = {"type": "formula", "criteria": f"={criteria}", "format": styles.get(style)}
        page.conditional_format(top - 1, left - 1, bottom - 1, right - 1, rule)
