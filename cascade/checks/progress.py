"""Checks of a progress round: results against targets and against the last accepted round."""

from collections.abc import Iterator
from decimal import Decimal

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
from cascade.formula.measure import Measure
from cascade.grid import in_words
from cascade.indicators import Direction, Indicator, Pace
from cascade.judging.plausibility import (
    ABOVE_WHOLE,
    AMOUNT_FAR_ABOVE_TARGET,
    FAR_APART,
    FAR_FROM_SISTERS,
    FEWER,
    HAS_SISTERS,
    MEDIAN_ABOVE,
    MEDIAN_BELOW,
    is_share,
    last_year,
    rate_far_from_target,
    slip_of_unit,
)
from cascade.judging.results import places_apart
from cascade.judging.same_quantities import DIFFERS, asked_twice
from cascade.judging.targets import FALLS_SHORT
from cascade.quantity import multiple, rounded, shown
from cascade.returns.filing import Filing, Record
from cascade.returns.round_goals import THIS_ROUND

_ZERO_COUNTS = "（目标是 0 也要报数）"


def _amounts(filing: Filing) -> Iterator[tuple[Indicator, Record, Decimal]]:
    """Every reported amount, with its indicator and its record."""
    for indicator in filing.plan.numbers:
        if not indicator.is_rate:
            for record in filing.reported(indicator.inputs[0].code):
                if record.value is not None:
                    yield indicator, record, record.value


def partly_filled(filing: Filing) -> Iterator[Finding]:
    """C15: a region reports some inputs of an indicator and not others, so their sums would not match.

    For a cell that a county left empty, C01 says so already.
    """
    for indicator in filing.plan.numbers:
        fields = [each.code for each in indicator.inputs]
        for region in _regions(filing, indicator):
            numbers = [field for field in fields if filing.value(region, field) is not None]
            if not numbers:
                continue
            for field in fields:
                record = filing.records.get((region, field))
                empty = record is None and (region, field) not in filing.unread
                optional = empty and filing.is_optional(region, field)
                if (record is not None and record.value is None) or optional:
                    yield filing.at("C15", region, field)


def _regions(filing: Filing, indicator: Indicator) -> tuple[str, ...]:
    """The regions that may report the inputs of an indicator: counties, zones, and the city for its own."""
    own = any(each.code in filing.own_fields for each in indicator.inputs)
    return (filing.city, *filing.leaves) if own else filing.leaves


def not_shared_despite_target(filing: Filing) -> Iterator[Finding]:
    """C13: a county has a target of an indicator but reports 不分解; a target of 0 is one, too."""
    for record in filing.records.values():
        if record.value is None:
            indicator = filing.plan.indicator_of(record.field)
            if indicator is None or record.word:
                continue
            if indicator.is_words:
                target, unit = filing.plan.word_target(indicator.code, filing.city), ""
            else:
                share = filing.target(record.region, indicator.code)
                target, unit = "" if share is None else shown(share), indicator.unit
                unit += _ZERO_COUNTS if share == 0 else ""
            if target:
                facts = {"found": record.raw, "target": target, "unit": unit}
                yield filing.at("C13", record.region, record.field, **facts)


def fewer_than_last(filing: Filing) -> Iterator[Finding]:
    """P01: a cumulative amount is lower than in the last accepted round."""
    for indicator, record, value in _amounts(filing):
        last = filing.history.last.get((record.region, record.field))
        if indicator.pace is not Pace.DIRECT and last is not None and FEWER.holds(value=value, last=last):
            yield filing.at("P01", record.region, record.field, number=shown(value), last=shown(last))


def far_above_target(filing: Filing) -> Iterator[Finding]:
    """P02: an amount is more than ten times its target."""
    for indicator, record, value in _amounts(filing):
        share = filing.target(record.region, indicator.code)
        if share and AMOUNT_FAR_ABOVE_TARGET.holds(value=value, target=share):
            facts = {"number": shown(value), "target": shown(share)}
            facts["times"] = multiple(value, share)
            yield filing.at("P02", record.region, record.field, **facts)


def far_from_last(filing: Filing) -> Iterator[Finding]:
    """P03: an input is at least ten times, or at most a tenth of, its value in the last accepted round."""
    for field in filing.shapes:
        for record in filing.reported(field):
            last = filing.history.last.get((record.region, field))
            if last and record.value and FAR_APART.holds(value=record.value, other=last):
                facts = {"number": shown(record.value), "last": shown(last)}
                facts["times"] = multiple(record.value, last)
                yield filing.at("P03", record.region, field, **facts)


def not_computable(filing: Filing) -> Iterator[Finding]:
    """P04: a rate cannot be computed from its inputs, because a divisor is zero."""
    for indicator in filing.plan.numbers:
        if not indicator.is_rate:
            continue
        measure = Measure.parse(indicator.measure)
        for region in _regions(filing, indicator):
            inputs = {each.code: filing.value(region, each.code) for each in indicator.inputs}
            if None not in inputs.values() and measure.value(inputs) is None:
                yield filing.at("P04", region, indicator.inputs[-1].code, indicator=indicator.name)


def far_from_last_year(filing: Filing) -> Iterator[Finding]:
    """P05: an input of a change is at least ten times, or at most a tenth of, that of last year."""
    for indicator in filing.plan.numbers:
        for now, then in last_year(indicator.measure, filing.shapes).items() if indicator.is_rate else ():
            for record in filing.reported(now):
                before = filing.value(record.region, then)
                if before and record.value and FAR_APART.holds(value=record.value, other=before):
                    heading = filing.shapes[then].heading
                    facts = {"other": heading, "before": shown(before), "number": shown(record.value)}
                    facts["times"] = multiple(record.value, before)
                    yield filing.at("P05", record.region, now, **facts)


def far_from_sisters(filing: Filing) -> Iterator[Finding]:
    """P06: a rate's input is at least 100 times, or at most a hundredth of, the median of other counties."""
    for indicator in filing.plan.numbers:
        for field in (each.code for each in indicator.inputs if indicator.is_rate):
            records = [each for each in filing.shared(field) if each.value and each.value > 0]
            numbers = [each.value or Decimal(0) for each in records]
            if not HAS_SISTERS.holds(positives=Decimal(len(numbers))):
                continue
            below, above = MEDIAN_BELOW.value(cells=numbers), MEDIAN_ABOVE.value(cells=numbers)
            assert isinstance(below, Decimal)
            assert isinstance(above, Decimal)
            for record, number in zip(records, numbers, strict=True):
                if FAR_FROM_SISTERS.holds(value=number, below=below, above=above):
                    middle, unit = below if number > below else above, filing.shapes[field].unit
                    facts = {"number": record.said, "middle": shown(middle), "slip": slip_of_unit(unit)}
                    facts["times"] = multiple(number, middle)
                    yield filing.at("P06", record.region, field, **facts)


def share_above_whole(filing: Filing) -> Iterator[Finding]:
    """P07: a part is larger than its whole."""
    for indicator, region, value in _rates(filing):
        target = filing.plan.target(indicator.code, filing.city)
        if is_share(indicator, target.value if target else None) and ABOVE_WHOLE.holds(value=value):
            facts = {"indicator": indicator.name, "result": f"{_short(value, indicator)}%"}
            yield filing.at("P07", region, indicator.inputs[0].code, **facts)


def rate_far_off_target(filing: Filing) -> Iterator[Finding]:
    """P08: a rate is more than ten times its target, up or down, and over 100 % or below -100 %.

    So is a ratio of at most a tenth of what is wanted at least.
    """
    for indicator, region, value in _rates(filing):
        target = filing.target(region, indicator.code)
        rule = rate_far_from_target(indicator.unit, indicator.measure, indicator.comparison)
        if target and rule.holds(value=value, target=target):
            aim = f"目标 {shown(target)}{indicator.unit}"
            facts = {"result": f"{_short(value, indicator)}{indicator.unit}", "indicator": indicator.name}
            facts["beside"] = f"是{aim} 的" if value * target > 0 else f"与{aim} 一正一负，大小是它的"
            facts["times"] = multiple(value, target)
            yield filing.at("P08", region, indicator.inputs[0].code, **facts)


def told_differently(filing: Filing) -> Iterator[Finding]:
    """P11: two inputs ask for the same quantity, and a region reports two numbers for it."""
    for first, second in asked_twice(filing.plan.numbers):
        if not {first.code, second.code} <= filing.shapes.keys():
            continue
        places = Decimal(min(first.decimals, second.decimals))
        for record in filing.reported(second.code):
            other = filing.value(record.region, first.code)
            if other is not None and DIFFERS.holds(value=record.value, other=other, places=places):
                there = filing.records[record.region, first.code]
                facts = {"other": filing.shapes[first.code].told, "there": there.said}
                facts["place"] = f"“{there.sheet}”{in_words(there.cell)}"
                yield filing.at("P11", record.region, second.code, number=record.said, **facts)


def _rates(filing: Filing) -> Iterator[tuple[Indicator, str, Decimal]]:
    """Every rate that a region's inputs give."""
    for indicator in filing.plan.numbers:
        measure = Measure.parse(indicator.measure)
        for region in _regions(filing, indicator) if indicator.is_rate else ():
            inputs = {each.code: filing.value(region, each.code) for each in indicator.inputs}
            if inputs.keys() <= filing.shapes.keys() and (value := measure.value(inputs)) is not None:
                yield indicator, region, value


def _short(value: Decimal, indicator: Indicator) -> str:
    """A computed value with one decimal more than its indicator shows, or as many as tell it from zero."""
    return shown(rounded(value, places_apart(indicator.decimals + 1, [value], [Decimal(0)])))


def limit_exceeded(filing: Filing) -> Iterator[Finding]:
    """P09: a result is over its limit: a county's, or the city's where its counties have none.

    The city's result is its own, or that of the sums of its counties.
    """
    for indicator in filing.plan.numbers:
        field, rule = indicator.inputs[0].code, FALLS_SHORT[Direction.AT_MOST]
        if not indicator.is_limit or field not in filing.shapes:
            continue
        results = _results(filing, indicator)
        limits = {region: filing.goal(region, indicator) for region in _regions(filing, indicator)}
        if set(limits.values()) == {None}:
            limits = {filing.city: filing.goal(filing.city, indicator)}
        for region, limit in limits.items():
            result = results.get(region)
            if limit is not None and result is not None and rule.holds(share=result, target=limit):
                number = _short(result, indicator) if indicator.is_rate else shown(result)
                facts = {"number": number, "target": shown(limit), "unit": indicator.unit}
                facts["limit"] = f"{THIS_ROUND if filing.by_round(indicator) else ''}限额"
                if indicator.is_rate:
                    facts["heading"] = indicator.name
                yield filing.at("P09", region, field, value=number, **facts)


def _results(filing: Filing, indicator: Indicator) -> dict[str, Decimal]:
    """The results of an indicator by region: of counties and zones, and of the city, whose may be its own."""
    measure, fields = Measure.parse(indicator.measure), [each.code for each in indicator.inputs]
    regions = _regions(filing, indicator)
    numbers = {region: {field: filing.value(region, field) for field in fields} for region in regions}
    filled = [each for each in numbers.values() if None not in each.values()]
    if filled and filing.city not in regions:
        totals = {field: [each[field] for each in filled] for field in fields}
        numbers[filing.city] = {field: sum(filter(None, each), Decimal(0)) for field, each in totals.items()}
    found = {region: measure.value(mine) for region, mine in numbers.items()}
    return {region: result for region, result in found.items() if result is not None}


CHECKS: tuple[Check, ...] = (
    untouched_sheet,
    missing,
    partly_filled,
    not_shared_despite_target,
    unnamed_zone,
    zone_without_numbers,
    wrong_zone_name,
    part_above_whole,
    fewer_than_last,
    far_above_target,
    far_from_last,
    not_computable,
    far_from_last_year,
    far_from_sisters,
    share_above_whole,
    rate_far_off_target,
    limit_exceeded,
    told_differently,
    explained,
)
