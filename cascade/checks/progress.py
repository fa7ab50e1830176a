"""Checks of a progress round: results against targets and against the last accepted round."""

from collections.abc import Iterator
from decimal import Decimal

from cascade.checks.common import (
    Check,
    explained,
    missing,
    unnamed_zone,
    untouched_sheet,
    wrong_zone_name,
    zone_without_numbers,
)
from cascade.findings import Finding
from cascade.formula.measure import Measure
from cascade.judging.plausibility import FAR_ABOVE_TARGET, FAR_FROM_LAST, FEWER
from cascade.model import Indicator
from cascade.quantity import shown
from cascade.returns.filing import Filing, Record


def _amounts(filing: Filing) -> Iterator[tuple[Indicator, Record, Decimal]]:
    """Every reported amount, with its indicator and its record."""
    for indicator in filing.plan.indicators:
        if not indicator.is_rate:
            for record in filing.shared(indicator.inputs[0].code):
                if record.value is not None:
                    yield indicator, record, record.value


def partly_filled(filing: Filing) -> Iterator[Finding]:
    """C15: a region reports some inputs of an indicator and not others, so their sums would not match.

    For a cell that a county left empty, C01 says so already.
    """
    for region in filing.leaves:
        for indicator in filing.plan.indicators:
            fields = [each.code for each in indicator.inputs]
            numbers = [field for field in fields if filing.value(region, field) is not None]
            if not numbers:
                continue
            for field in fields:
                record = filing.records.get((region, field))
                empty = record is None and (region, field) not in filing.unread
                zone = filing.plan.is_zone(region, filing.city)
                if (record is not None and record.value is None) or (empty and zone):
                    yield filing.at("C15", region, field)


def not_shared_despite_target(filing: Filing) -> Iterator[Finding]:
    """C13: a county has a target of an indicator but reports 不分解."""
    for record in filing.records.values():
        if record.value is None:
            indicator = filing.plan.input[record.field].indicator
            share = filing.history.shares.get((record.region, indicator))
            if share is not None:
                unit = filing.plan.indicator[indicator].unit
                yield filing.at(
                    "C13", record.region, record.field, found=record.raw, target=shown(share), unit=unit
                )


def fewer_than_last(filing: Filing) -> Iterator[Finding]:
    """P01: a cumulative amount is lower than in the last accepted round."""
    for _, record, value in _amounts(filing):
        last = filing.history.last.get((record.region, record.field))
        if last is not None and FEWER.holds(value=value, last=last):
            yield filing.at("P01", record.region, record.field, number=shown(value), last=shown(last))


def far_above_target(filing: Filing) -> Iterator[Finding]:
    """P02: an amount is more than ten times its target."""
    for indicator, record, value in _amounts(filing):
        share = filing.history.shares.get((record.region, indicator.code))
        if share and FAR_ABOVE_TARGET.holds(value=value, target=share):
            yield filing.at("P02", record.region, record.field, number=shown(value), target=shown(share))


def far_from_last(filing: Filing) -> Iterator[Finding]:
    """P03: an input is at least ten times, or at most a tenth of, its value in the last accepted round."""
    for field in filing.shapes:
        for record in filing.shared(field):
            last = filing.history.last.get((record.region, field))
            if last and record.value and FAR_FROM_LAST.holds(value=record.value, last=last):
                yield filing.at("P03", record.region, field, number=shown(record.value), last=shown(last))


def not_computable(filing: Filing) -> Iterator[Finding]:
    """P04: a rate cannot be computed from its inputs, because a divisor is zero."""
    for indicator in filing.plan.indicators:
        if not indicator.is_rate:
            continue
        measure = Measure.parse(indicator.measure)
        for region in filing.leaves:
            inputs = {each.code: filing.value(region, each.code) for each in indicator.inputs}
            if None not in inputs.values() and measure.value(inputs) is None:
                yield filing.at("P04", region, indicator.inputs[-1].code, indicator=indicator.name)


CHECKS: tuple[Check, ...] = (
    untouched_sheet,
    missing,
    partly_filled,
    not_shared_despite_target,
    unnamed_zone,
    zone_without_numbers,
    wrong_zone_name,
    fewer_than_last,
    far_above_target,
    far_from_last,
    not_computable,
    explained,
)
