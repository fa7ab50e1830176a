"""Checks of a breakdown: the counties' shares against the city's targets.

The checks take the targets from the plan, not from the return. The shares of an amount must add up to the
target; a rate is judged county by county, because rates do not add up.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cascade.checks.common import (
    Check,
    explained,
    missing,
    part_above_whole,
    unnamed_zone,
    untouched_sheet,
    wrong_zone_name,
    zone_without_numbers,
)
from cascade.findings import Finding
from cascade.goals import Target
from cascade.indicators import Direction, Indicator
from cascade.judging.county_rates import LISTED, below_city
from cascade.judging.plausibility import (
    A_HUNDREDTH,
    ABOVE_WHOLE,
    SHARE_FAR_ABOVE_TARGET,
    is_share,
    may_have_a_zero_too_many,
    other_unit,
)
from cascade.judging.targets import (
    ABOVE_CITY,
    FALLS_SHORT,
    MORE_THAN_AMPLE,
    SHORT_SIDE,
    SHORTFALL,
    SIDE_OF_RANGE,
    TOTAL,
    bounded,
    exact_places,
    is_fraction_of_sums,
)
from cascade.quantity import converted, multiple, shown, shown_range, understand
from cascade.returns.filing import Filing, Record

UNIT_FIRST = "；请先核对单位是否填错"


def _targets(filing: Filing, rates: bool) -> Iterator[tuple[Indicator, Target]]:
    """The city's targets of amounts that add up, or (`rates`) of others, for the numbers on the form."""
    for indicator in filing.plan.numbers:
        asked = indicator.adds_up is not rates and indicator.code in filing.shapes
        if asked and (target := filing.plan.target(indicator.code, filing.city)):
            yield indicator, target


class _Total(NamedTuple):
    """The sum of the counties' shares of an amount; `places` are the decimals to which it is compared."""

    indicator: Indicator
    target: Target
    total: Decimal
    places: int


def _side(indicator: Indicator, total: Decimal, target: Target) -> str:
    """On which side of its target a total is: 少 or 多."""
    if target.upper is None:
        return SHORT_SIDE[indicator.direction]
    return str(SIDE_OF_RANGE.value(total=total, target=target.value))


@lru_cache(maxsize=1)  # three checks of a return ask for them
def _totals(filing: Filing) -> tuple[_Total, ...]:
    """The totals of those amounts of which the city has a target and some county has a share.

    What was not understood is not in them.
    """
    return tuple(_each_total(filing))


def _each_total(filing: Filing) -> Iterator[_Total]:
    for indicator, target in _targets(filing, rates=False):
        places = exact_places(filing.shapes[indicator.code].places)
        shares = [record.value for record in filing.shared(indicator.code)]
        total = TOTAL.given(word="", places=places).value(cells=shares)
        if isinstance(total, Decimal):
            yield _Total(indicator, target, total, places)


def not_shared(filing: Filing) -> Iterator[Finding]:
    """C12: a county reports that it has no share (不分解) of its city's target, neither zero nor missing."""
    for record in filing.records.values():
        if record.value is None and filing.plan.target(record.field, filing.city):
            yield filing.at("C12", record.region, record.field, found=record.raw)


def no_county_shares(filing: Filing) -> Iterator[Finding]:
    """S07: the city has a target, but no county reports a share of it: some report 不分解."""
    given = {field for _, field in filing.records}
    for rates in (False, True):
        for indicator, target in _targets(filing, rates):
            shared = filing.shared(indicator.code) or not filing.is_whole(indicator.code)
            if indicator.code in given and not shared:
                yield filing.at("S07", filing.city, indicator.code, target=shown(target.value))


def shares_short_of_target(filing: Filing) -> Iterator[Finding]:
    """S01: the shares of an amount do not add up to the city's target, and not because of their unit."""
    for indicator, target, total, places in _totals(filing):
        rule = bounded(SHORTFALL[indicator.direction].given(places=places), target.upper)
        shortfall = rule.value(total=total, target=target.value)
        if not isinstance(shortfall, Decimal) or shortfall <= 0 or _larger_unit(indicator, total, target):
            continue
        if filing.is_whole(indicator.code):
            facts = {
                "total": shown(total),
                "target": _said(target),
                "gap": shown(shortfall),
                "side": _side(indicator, total, target),
                "unit_first": UNIT_FIRST if A_HUNDREDTH.holds(total=total, target=target.value) else "",
            }
            yield filing.at("S01", filing.city, indicator.code, value=shown(total), **facts)


def amount_in_other_unit(filing: Filing) -> Iterator[Finding]:
    """S11: the shares of an amount fall short because all seem to be typed in 万 or 亿 of their unit.

    A number counts even where its cell takes no such decimals: 0.45 万人 is no whole number of people.
    """
    for indicator, target in _targets(filing, rates=False):
        field, unit = indicator.code, indicator.unit
        typed = [each.value or understand(each.raw, unit).value for each in _filled(filing, field)]
        numbers = [each for each in typed if each]
        total = sum(numbers, Decimal(0))
        larger = _larger_unit(indicator, total, target)
        meant = converted(numbers[0], larger, unit) if larger else None
        if meant is not None:
            facts = {"total": shown(total), "target": _said(target), "larger": larger}
            facts |= {"typed": shown(numbers[0]), "meant": shown(meant)}
            facts["times"] = multiple(total, target.value)
            yield filing.at("S11", filing.city, field, value=shown(total), **facts)


def _larger_unit(indicator: Indicator, total: Decimal, target: Target) -> str:
    """The larger unit in which a total that falls short was probably typed, "" for none."""
    short = total < target.value and indicator.direction is not Direction.AT_MOST
    return other_unit(total, target.value, indicator.unit) if short else ""


def _filled(filing: Filing, field: str) -> Iterator[Record]:
    """The filled cells of a field, understood or not, as far as they are not 不分解."""
    yield from filing.shared(field)
    yield from (each for each in filing.unread.values() if each.field == field)


def amount_far_above_target(filing: Filing) -> Iterator[Finding]:
    """S02, S09: the shares add up to more than 1.2 times the target; S02: some may have a zero too many."""
    for indicator, target, total, places in _totals(filing):
        ample = MORE_THAN_AMPLE.given(places=places).holds(total=total, target=target.most)
        if ample and filing.is_read(indicator.code):
            slip = any(
                may_have_a_zero_too_many(each.value or Decimal(0), total, target.most, indicator.decimals)
                for each in filing.shared(indicator.code)
            )
            facts = {"total": shown(total), "target": shown(target.most)}
            times = f"，是目标的{multiple(total, target.most)}" if target.most else ""  # 0 has no multiple
            if smaller := other_unit(total, target.most, indicator.unit):
                times += f"，疑似以{smaller}填报"
            facts |= {"gap": shown(total - target.most), "times": times}
            code = "S02" if slip else "S09"
            yield filing.at(code, filing.city, indicator.code, value=shown(total), **facts)


def county_above_city(filing: Filing) -> Iterator[Finding]:
    """S03, S10: one county's share is more than the whole city's target; S03: it may have a zero too many."""
    for indicator, target, total, _ in _totals(filing):
        records = filing.shared(indicator.code)
        some = records[1:] and ABOVE_CITY.holds(share=_largest(records), target=target.most)
        for record in records if some else ():  # what the largest is not, none is
            if ABOVE_CITY.holds(share=record.value, target=target.most):
                facts = {"number": record.said, "target": shown(target.most)}
                share = record.value or Decimal(0)
                slip = may_have_a_zero_too_many(share, total, target.most, indicator.decimals)
                yield filing.at("S03" if slip else "S10", record.region, record.field, **facts)


def rate_below_target(filing: Filing) -> Iterator[Finding]:
    """S04: one county's rate misses the city's target while another's meets it."""
    for indicator, target in _targets(filing, rates=True):
        missed = _missed(filing, indicator, target)
        for region in () if _misses_as_a_whole(filing, indicator, target) else missed:
            number = filing.value(region, indicator.code)
            facts = {"number": shown(number or Decimal(0))} | _beside_city(filing, indicator, target)
            yield filing.at("S04", region, indicator.code, **facts)


def all_rates_missed(filing: Filing) -> Iterator[Finding]:
    """S05, S06: no county's rate meets the city's target.

    If the rate is one fraction of sums, the city's rate lies between its counties' rates and cannot meet the
    target (S05, an error). A ratio of ratios can still be higher in the city than in every county (S06, a
    warning).
    """
    for indicator, target in _targets(filing, rates=True):
        if _misses_as_a_whole(filing, indicator, target):
            code = "S05" if is_fraction_of_sums(indicator) else "S06"
            yield filing.at(code, filing.city, indicator.code, **_beside_city(filing, indicator, target))


def implausible_rate(filing: Filing) -> Iterator[Finding]:
    """P07, S08: a county's rate is a share of more than the whole, or above five times the city's target."""
    for indicator, target in _targets(filing, rates=True):
        share, records = is_share(indicator, target.value), filing.shared(indicator.code)
        for record in records if _is_implausible(_largest(records), share, target) else ():
            facts = {"result": f"{record.said}{indicator.unit}", "indicator": indicator.name}
            if share and ABOVE_WHOLE.holds(value=record.value):
                yield filing.at("P07", record.region, record.field, **facts)
            if SHARE_FAR_ABOVE_TARGET.holds(value=record.value, target=target.most):
                wanted = f"{shown(target.most)}{indicator.unit}"
                facts |= {"target": wanted, "times": multiple(record.value or Decimal(0), target.most)}
                yield filing.at("S08", record.region, record.field, **facts)


def _largest(records: Sequence[Record]) -> Decimal:
    return max((each.value for each in records if each.value is not None), default=Decimal(0))


def _is_implausible(rate: Decimal, share: bool, target: Target) -> bool:
    """Whether a rate is a `share` of more than the whole, or far above the city's target."""
    if share and ABOVE_WHOLE.holds(value=rate):
        return True
    return SHARE_FAR_ABOVE_TARGET.holds(value=rate, target=target.most)


def _missed(filing: Filing, indicator: Indicator, target: Target) -> list[str]:
    """The counties whose rate misses the city's target."""
    short = bounded(FALLS_SHORT[indicator.direction], target.upper)
    shares = filing.shared(indicator.code)
    return [each.region for each in shares if short.holds(share=each.value, target=target.value)]


def _misses_as_a_whole(filing: Filing, indicator: Indicator, target: Target) -> bool:
    """Whether all counties miss the city's target on the same side: of a range, all below or all above."""
    shares = [record.value for record in filing.shared(indicator.code)]
    bounds = {indicator.direction: target.value}
    if target.upper is not None:
        bounds = {Direction.AT_LEAST: target.value, Direction.AT_MOST: target.upper}
    return bool(shares and filing.is_whole(indicator.code)) and any(
        all(FALLS_SHORT[side].holds(share=share, target=bound) for share in shares)
        for side, bound in bounds.items()
    )


def _beside_city(filing: Filing, indicator: Indicator, target: Target) -> dict[str, str]:
    """What is said of counties whose rate is on the other side of the city's target."""
    below = below_city([indicator.direction], filing.plan.levels_of(filing.city))
    return {"target": _said(target), "below": below, "listed": f"接收后{LISTED}"}


def _said(target: Target) -> str:
    return shown_range(target.value, target.upper)


CHECKS: tuple[Check, ...] = (
    untouched_sheet,
    missing,
    not_shared,
    unnamed_zone,
    zone_without_numbers,
    wrong_zone_name,
    part_above_whole,
    no_county_shares,
    shares_short_of_target,
    amount_in_other_unit,
    amount_far_above_target,
    county_above_city,
    rate_below_target,
    all_rates_missed,
    implausible_rate,
    explained,
)
