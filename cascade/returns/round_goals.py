"""What a region is to have reached by a round, where the plan says it (分期目标).

Such a target takes the place of time elapsed, and of the part that the plan expects by the round. Decision
030 says why counties have the part that their city has.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from cascade.indicators import Indicator
from cascade.judging.targets import OF_ROUND
from cascade.model import Plan

THIS_ROUND = "本期"  # whose target it is, in words
MORE_DECIMALS = 2  # that a county's number may have
Shares = Mapping[tuple[str, str], Decimal | None]


class Goal(NamedTuple):
    """What a result is compared with: a number, or the bounds of a range."""

    value: Decimal
    upper: Decimal | None = None


def round_goal(plan: Plan, round_id: str, indicator: Indicator, region: str, shares: Shares) -> Goal | None:
    """The target of a region by a round; None where it has none.

    `shares` are the counties' targets by (region, indicator). The issuer's is its own row of the table, else
    the sum of the cities' amounts. A county has the part of its target that its city has of the city's; where
    nothing adds up, it has the city's if both have the same target.
    """
    if own := plan.round_target(round_id, indicator.code, region):
        return Goal(own.value, own.upper)
    if region == plan.province:
        return _sum(plan, round_id, indicator) if indicator.adds_up else None
    if plan.city_of(region) != region:
        return _of_county(plan, round_id, indicator, region, shares.get((region, indicator.code)))
    return None


def _sum(plan: Plan, round_id: str, indicator: Indicator) -> Goal | None:
    found = (plan.round_target(round_id, indicator.code, city.code) for city in plan.cities)
    mine = [each for each in found if each]
    uppers = [each.upper for each in mine if each.upper is not None]
    value = sum((each.value for each in mine), Decimal(0))
    return Goal(value, sum(uppers, Decimal(0)) if uppers else None) if mine else None


def _of_county(
    plan: Plan, round_id: str, indicator: Indicator, region: str, share: Decimal | None
) -> Goal | None:
    city = plan.city_of(region)
    part, whole = (
        plan.round_target(round_id, indicator.code, city),
        plan.target(indicator.code, city),
    )
    if share is None or part is None or whole is None:
        return None
    if not indicator.adds_up:
        return Goal(part.value, part.upper) if share == whole.value else None
    places = indicator.decimals + MORE_DECIMALS
    value = OF_ROUND.value(share=share, part=part.value, target=whole.value, places=places)
    return Goal(value) if isinstance(value, Decimal) else None
