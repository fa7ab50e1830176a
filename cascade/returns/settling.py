"""Which returns of a round count, once all of them are looked at together.

A return is judged by itself once (its verdict); its state also depends on the others of its city. The
latest accepted return counts, by receipt; an earlier one is superseded, and a bad one never displaces a
good one.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

from cascade.catalogue import Severity
from cascade.findings import Finding, finding
from cascade.returns.receipt import Receipt, State


def predecessors(receipts: Iterable[Receipt]) -> dict[tuple[str, str], Receipt]:
    """For each return with numbers, by (file, sha256), the return that its city sent before it."""
    found: dict[tuple[str, str], Receipt] = {}
    last: dict[str, Receipt] = {}
    for receipt in sorted((each for each in receipts if each.records), key=lambda each: each.order):
        if receipt.region in last:
            found[receipt.file, receipt.sha256] = last[receipt.region]
        last[receipt.region] = receipt
    return found


def counting(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """The return that counts of each city that has one, from settled receipts."""
    return {each.region: each for each in receipts if each.state is State.ACCEPTED and each.is_whole}


def status_receipts(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """The return that tells where each city stands: the one that counts, else the latest that is open."""
    settled = sorted(receipts, key=lambda each: each.order)
    waiting = [each for each in settled if each.state in (State.SENT_BACK, State.HELD) and not each.part_of]
    return {each.region: each for each in waiting if each.region} | counting(settled)


def settle(receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """The receipts of one round with the states they have together; a part shares its whole's state."""
    all_receipts = list(receipts)
    wholes: dict[str, list[Receipt]] = {}
    for receipt in all_receipts:
        if receipt.region and receipt.is_whole:
            wholes.setdefault(receipt.region, []).append(receipt)
    settled = {city: _settle_city(receipts) for city, receipts in wholes.items()}
    done = [each for group in settled.values() for each in group if each.state is not State.DUPLICATE]
    states = {each.sha256: each.state for each in done}
    return tuple(
        replace(receipt, state=states[receipt.part_of])
        if receipt.part_of
        else settled[receipt.region].pop(0)
        if receipt.region and receipt.is_whole
        else receipt
        for receipt in all_receipts
    )


def _settle_city(receipts: list[Receipt]) -> list[Receipt]:
    accepted = [receipt for receipt in receipts if receipt.state is State.ACCEPTED]
    if not accepted:
        return receipts
    latest = max(receipt.order for receipt in accepted)
    rivals = [receipt for receipt in accepted if receipt.order == latest]
    if any(each.said != rivals[0].said for each in rivals):
        others = iter(_settle_city([each for each in receipts if each not in rivals]))
        return [_held(each, rivals) if each in rivals else next(others) for each in receipts]
    return [each if each is rivals[0] else _superseded(each, latest) for each in receipts]


def _superseded(receipt: Receipt, latest: tuple[str, int, bool]) -> Receipt:
    """Replaced by the latest accepted return if it came before or, when faulty, together with it.

    A faulty return that came later stays open: its city may have meant it to count. One that is held stays
    open when it came together with the good one, for a person has not said yet what it is.
    """
    faulty = receipt.state is State.SENT_BACK and receipt.order[:2] <= latest[:2]
    held = receipt.state is State.HELD and receipt.order < latest
    if receipt.state is State.ACCEPTED or faulty or held:
        return replace(receipt, state=State.SUPERSEDED)
    return receipt


def _held(receipt: Receipt, rivals: list[Receipt]) -> Receipt:
    """Acceptable returns came together and differ: only a person can say which counts."""
    other = next(each for each in rivals if each is not receipt)
    found = finding("D08", region=receipt.region, other=PurePath(other.file).name)
    return replace(receipt, state=State.HELD, findings=(*receipt.findings, found))


def verdict(findings: Iterable[Finding]) -> State:
    """The state that a return's own findings give it: held, sent back or accepted."""
    found = list(findings)
    if any(each.type.holds for each in found):
        return State.HELD
    errors = any(each.severity is Severity.ERROR for each in found)
    return State.SENT_BACK if errors else State.ACCEPTED
