"""What becomes of a return when the plan has changed since its form was issued.

A number counts only for the region, unit and meaning under which it was reported. The ledger keeps every
number as accepted; these functions leave out those for which the plan has no place any more, and say so.
"""

from collections.abc import Iterator
from dataclasses import replace

from cascade.findings import Finding, finding
from cascade.judging.open_cells import NEGATIVE, TOO_MANY_DECIMALS
from cascade.quantity import understand
from cascade.returns.plan_changes import PlanChanges
from cascade.returns.receipt import Receipt, State
from cascade.shapes import Shape


def needs_new_form(receipt: Receipt) -> bool:
    """Whether numbers of a return do not count, or are wanted, since the plan has changed."""
    return bool(receipt.outdated) or any(
        each.type.plan_changed and each.type.holds for each in receipt.findings
    )


def under_plan(receipt: Receipt, changes: PlanChanges) -> Receipt:
    """A receipt with the numbers that still count, and with findings on those that do not.

    A return of which nothing counts is held.
    """
    if changes.form:
        return _without_place(receipt, changes)
    kept, unread = (
        tuple(each for each in records if changes.counts(each.region, each.field))
        for records in (receipt.records, receipt.unread)
    )
    awaited = {code for _, code in changes.awaited}
    zones = {
        (each.region, code)
        for each in (*receipt.records, *receipt.unread)
        if (code := changes.fields.get(each.field)) in awaited and each.region not in changes.regions
    }
    told = receipt.findings
    if receipt.is_whole and receipt.state in (State.ACCEPTED, State.SENT_BACK):
        told = (*told, *_findings(receipt, changes))
    outdated = changes.awaited | {(region, code) for region, code in zones if code}
    allowed = is_allowed(receipt, changes)
    return replace(receipt, records=kept, unread=unread, findings=told, outdated=outdated, allowed=allowed)


def is_allowed(receipt: Receipt, changes: PlanChanges) -> bool:
    """Whether a return was sent back for a number that the plan has come to take."""
    refused = (each for each in receipt.findings if each.type.by_shape and each.field in changes.wider)
    return receipt.state is State.SENT_BACK and any(
        _takes(changes.wider[each.field], each.value) for each in refused
    )


def _takes(shape: Shape, text: str) -> bool:
    """Whether a field takes the number that a text says."""
    number = understand(text, shape.unit).value
    if number is None or (NEGATIVE.holds(cell=number) and not shape.negative):
        return False
    return not TOO_MANY_DECIMALS.given(places=shape.places).holds(cell=number)


def _without_place(receipt: Receipt, changes: PlanChanges) -> Receipt:
    """A receipt of which nothing counts: held where it was accepted or sent back."""
    emptied = replace(receipt, records=(), unread=(), other_cells=(), part_of="")
    if receipt.state not in (State.ACCEPTED, State.SENT_BACK):
        return emptied
    findings = (*receipt.findings, *changes.holding)
    return replace(emptied, state=State.HELD, findings=findings, outdated=changes.awaited)


def _findings(receipt: Receipt, changes: PlanChanges) -> Iterator[Finding]:
    """D21, D22, D23 and D24 of a return, without what a finding D20 of the return says already."""
    told = {
        (each.region, each.field) for each in receipt.findings if each.type.plan_changed and each.type.holds
    }
    said = {(each.region, changes.fields.get(each.field, "")) for each in (*receipt.records, *receipt.unread)}
    regions, indicators = ({each[at] for each in said} for at in (0, 1))
    for code, reason in changes.indicators.items():
        if code in indicators and ("", code) not in told:
            yield finding("D21", changes.levels, field=code, what=reason.words)
    for code, reason in changes.regions.items():
        if code in regions and (code, "") not in told:
            yield finding("D21", changes.levels, region=code, what=reason.words)
    if changes.added:
        yield finding("D22", changes.levels, what="、".join(changes.added))
    for code, words in changes.targets.items():
        yield finding("D23", changes.levels, field=code, what=words)
    for code, words in changes.names.items():
        yield finding("D24", changes.levels, field=code, what=words)
