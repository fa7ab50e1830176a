"""The values that a form gives: the targets of the city and its counties, and what was reported last."""

from decimal import Decimal
from itertools import product

from cascade.formula.measure import Measure
from cascade.indicators import Indicator
from cascade.layout.description import Given
from cascade.layout.roles import Role
from cascade.model import Plan, Round
from cascade.returns.city_history import CityHistory
from cascade.returns.round_goals import round_goal


def given_in_breakdown(plan: Plan, city: str) -> tuple[Given, ...]:
    """What a breakdown's form gives: the city's targets, and `/` for its counties where it has none."""
    none = [each for each in plan.numbers if plan.target(each.code, city) is None]
    shares = product((county.code for county in plan.counties(city)), none)
    return city_targets(plan, city) + tuple(_none(county, each.code) for county, each in shares)


def city_targets(plan: Plan, city: str) -> tuple[Given, ...]:
    """The city's targets for the plan's whole period, worded as the notice has them."""
    return tuple(
        Given(region=city, field=each.code, role=Role.TARGET, number=number, text=text, upper=upper)
        for each in plan.indicators
        for number, text, upper in _worded_target(plan, each, city)
    )


def given_in_progress(plan: Plan, round_: Round, city: str, history: CityHistory) -> tuple[Given, ...]:
    """What a progress form gives: targets, those by the round, and last values."""
    given = city_targets(plan, city) + _county_given(plan, city, history)
    return given + _round_given(plan, round_, city, history)


def _worded_target(
    plan: Plan, indicator: Indicator, city: str
) -> list[tuple[Decimal | None, str, Decimal | None]]:
    """A city's target, if any: its number (None for one in words), wording, and a range's upper bound."""
    if target := plan.target(indicator.code, city):
        return [(target.value, target.text, target.upper)]
    words = plan.word_target(indicator.code, city)
    return [(None, words, None)] if words else []


def _county_given(plan: Plan, city: str, history: CityHistory) -> tuple[Given, ...]:
    """A progress form's county targets and last values, and `/` in the inputs of what is 不分解.

    No column shows the last values of a rate's inputs; the self-check compares with them.
    """
    regions = [*(each.code for each in plan.counties(city)), *history.zones]
    given = []
    for indicator in plan.indicators:
        if indicator.is_words:
            given += [] if plan.word_target(indicator.code, city) else _no_share(indicator, city)
            continue
        measure, codes = Measure.parse(indicator.measure), [each.code for each in indicator.inputs]
        for region in dict.fromkeys((*regions, city)):
            last = measure.value({code: history.last.get((region, code)) for code in codes})
            if last is not None:
                given.append(Given(region=region, field=indicator.code, role=Role.LAST, number=last))
        mine = dict.fromkeys((*regions, city) if indicator.is_own else regions)
        for region, code in product(mine, codes) if indicator.is_rate else ():
            if (number := history.last.get((region, code))) is not None:
                given.append(Given(region=region, field=code, role=Role.LAST, number=number))
        for region in regions:
            given += _share_given(plan, indicator, region, history)
        if indicator.is_own and city not in regions and not plan.target(indicator.code, city):
            given += _no_share(indicator, city)
    return tuple(given)


def _round_given(plan: Plan, round_: Round, city: str, history: CityHistory) -> tuple[Given, ...]:
    """The targets by the round of the city, worded as the notice has them, and of its counties and zones."""
    regions = (city, *(each.code for each in plan.counties(city)), *history.zones)
    found = []
    for indicator in plan.numbers:
        for region in dict.fromkeys(regions):
            goal = round_goal(plan, round_.id, indicator, region, history.shares)
            if goal is not None:
                own = plan.round_target(round_.id, indicator.code, region)
                given = Given(
                    region=region,
                    field=indicator.code,
                    role=Role.ROUND_TARGET,
                    number=goal.value,
                    text=own.text if own else "",
                    upper=goal.upper,
                )
                found.append(given)
    return tuple(found)


def _share_given(plan: Plan, indicator: Indicator, region: str, history: CityHistory) -> list[Given]:
    if (region, indicator.code) not in history.shares:
        return []
    share = history.shares[region, indicator.code]
    if share is not None:
        if plan.two_levels:  # the city's own target, which is given already
            return []
        return [Given(region=region, field=indicator.code, role=Role.TARGET, number=share)]
    return _no_share(indicator, region)


def _no_share(indicator: Indicator, region: str) -> list[Given]:
    fields = [indicator.code] if indicator.is_words else [each.code for each in indicator.inputs]
    return [_none(region, field) for field in fields]


def _none(region: str, field: str) -> Given:
    return Given(region=region, field=field, role=Role.INPUT, text="/")
