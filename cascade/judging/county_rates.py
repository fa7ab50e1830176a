"""What is said, before and after, of a breakdown's rates for which counties have less than their city.

It is no miss: a rate's county targets may differ, and the city as a whole answers for its own. So the words
never call it one; the form announces that the summary lists these counties, and the summary says the same.
"""

from collections.abc import Iterable

from cascade.indicators import Direction
from cascade.judging.targets import MISSED
from cascade.levels import Levels
from cascade.model import Plan

LISTED = "汇总表中会列出"


def rate_sides(plan: Plan) -> tuple[Direction, ...]:
    """The directions of the indicators whose county targets do not add up; () where all do."""
    return tuple(dict.fromkeys(each.direction for each in plan.numbers if not each.adds_up))


def below_city(sides: Iterable[Direction], levels: Levels) -> str:
    """Where a county's target is, beside its city's: `低于本市目标`, 低于或高于 for rates of both kinds."""
    words = "或".join(dict.fromkeys(MISSED[side] for side in sides)) or MISSED[Direction.AT_LEAST]
    return f"{words}{levels.own}目标"


def some_below(sides: Iterable[Direction], levels: Levels) -> str:
    """That some counties' targets are there: `有县（市、区）低于本市目标`."""
    return f"有{levels.leaf}{below_city(sides, levels)}"


def may_differ(levels: Levels) -> str:
    """What it means: `县级目标可以有高有低，全市仍须完成本市目标`."""
    return f"{levels.leaf_tier}目标可以有高有低，{levels.own_whole}仍须完成{levels.own}目标"


def all_meet(levels: Levels) -> str:
    """That no county's target is there: `各县（市、区）均达到本市目标`."""
    return f"各{levels.leaf}均达到{levels.own}目标"


def announced(sides: Iterable[Direction], levels: Levels) -> str:
    """What a city is told before it reports."""
    return f"{may_differ(levels)}；{below_city(sides, levels)}的可以报送，{LISTED}"
