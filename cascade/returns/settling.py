"""Decide which returns of a round count, by comparing all of them.

A return has a verdict of its own; its state also depends on its city's other returns. The accepted return
that was received last counts; it supersedes earlier ones. A faulty return never displaces an accepted one. A
file that could not be read says nothing, so whatever can be read supersedes it; a note in Word or the like is
an annex beside an accepted return.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from cascade.finding_types import Severity
from cascade.findings import Finding, finding
from cascade.levels import PROVINCIAL, Levels
from cascade.returns.receipt import NEEDS_SOMEBODY, Receipt, State

_DOCUMENTS = {".doc", ".docx", ".wps", ".rtf", ".odt", ".txt", ".ppt", ".pptx"}  # notes beside a return


def predecessors(receipts: Iterable[Receipt]) -> dict[tuple[str, str, int], Receipt]:
    """The return with numbers that the same city sent before, by the key of the later one."""
    found: dict[tuple[str, str, int], Receipt] = {}
    last: dict[str, Receipt] = {}
    filled = (each for each in receipts if each.records and each.state is not State.WITHDRAWN)
    for receipt in sorted(filled, key=lambda each: each.order):
        if receipt.region in last:
            found[receipt.key] = last[receipt.region]
        last[receipt.region] = receipt
    return found


def counting(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """The return that counts, by city, from settled receipts; a city without one is absent."""
    return {each.region: each for each in receipts if each.state is State.ACCEPTED and each.is_whole}


def status_receipts(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """The return that shows a city's status, by city: the one that counts, else the latest open one."""
    settled = sorted(receipts, key=lambda each: each.order)
    waiting = [each for each in settled if each.state in NEEDS_SOMEBODY and not each.part_of]
    return {each.region: each for each in waiting if each.region} | counting(settled)


def telling(receipts: Sequence[Receipt]) -> Iterator[Receipt]:
    """The settled receipts of which a summary tells; of the others screens do.

    These are the return that counts with its parts, all that a city without one has sent, and annexes.
    """
    counted = counting(receipts)
    for each in receipts:
        mine = counted.get(each.region, each)
        if each.region and (each.state is State.ANNEX or each is mine or each.part_of == mine.sha256):
            yield each


def withdrawn_last(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """The withdrawn return that a city sends anew, by city: nothing else of it counts or waits."""
    settled = sorted(receipts, key=lambda each: each.order)
    others = status_receipts(settled)
    away = (each for each in settled if each.state is State.WITHDRAWN)
    return {each.region: each for each in away if each.region and each.region not in others}


def settle(receipts: Iterable[Receipt], levels: Levels = PROVINCIAL) -> tuple[Receipt, ...]:
    """Give the receipts of a round their final states; a part gets the state of its whole return.

    `levels` are the words of the findings.
    """
    all_receipts = list(_without_blanks(list(receipts)))
    wholes: dict[str, list[Receipt]] = {}
    for receipt in all_receipts:
        if receipt.region and receipt.is_whole:
            wholes.setdefault(receipt.region, []).append(receipt)
    settled = {city: _annexed(_settle_city(_sent_again(mine), levels)) for city, mine in wholes.items()}
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


def _without_blanks(receipts: Sequence[Receipt]) -> Iterator[Receipt]:
    """Set aside a form in which nothing was filled in, where its city has sent one that says something."""
    told = {
        (each.region, each.share)
        for each in receipts
        if each.state in (State.ACCEPTED, State.SENT_BACK) and not each.is_blank
    }
    for each in receipts:
        beside = {(each.region, ""), (each.region, each.share)} & told
        empty = each.state is State.SENT_BACK and each.is_blank
        yield replace(each, state=State.IGNORED) if empty and beside else each


def _sent_again(receipts: list[Receipt]) -> list[Receipt]:
    """Mark the files that could not be read as superseded by what the city sent with or after them."""
    read = [each.order[:2] for each in receipts if each.state in (State.ACCEPTED, State.SENT_BACK)]
    return [
        replace(each, state=State.SUPERSEDED)
        if each.state is State.REFUSED and any(each.order[:2] <= other for other in read)
        else each
        for each in receipts
    ]


def _annexed(receipts: list[Receipt]) -> list[Receipt]:
    """Make annexes of the documents beside the return that counts: nobody has to send them again."""
    if all(each.state is not State.ACCEPTED for each in receipts):
        return receipts
    return [
        replace(each, state=State.ANNEX, findings=())
        if each.state is State.REFUSED and PurePath(each.file).suffix.lower() in _DOCUMENTS
        else each
        for each in receipts
    ]


def _settle_city(receipts: list[Receipt], levels: Levels) -> list[Receipt]:
    """Give a city's whole returns their final states: at most one of them stays accepted."""
    accepted = [receipt for receipt in receipts if receipt.state is State.ACCEPTED]
    if not accepted:
        return _once(receipts)
    latest = max(receipt.order for receipt in accepted)
    rivals = [receipt for receipt in accepted if receipt.order == latest]
    if any(each.said != rivals[0].said for each in rivals[1:]):
        others = iter(_settle_city([each for each in receipts if each not in rivals], levels))
        return [_held(each, rivals, levels) if each in rivals else next(others) for each in receipts]
    first = min(accepted, key=lambda each: each.arrival)
    dated = [
        replace(each, first=first.received) if each.arrival > first.arrival else each for each in receipts
    ]
    counting = dated[receipts.index(rivals[0])]
    return _once([each if each is counting else _superseded(each, counting.order) for each in dated])


def _superseded(receipt: Receipt, latest: tuple[str, int, int]) -> Receipt:
    """Mark a return as superseded if it came before the one that counts (a faulty one: or with it).

    A faulty return that came later stays open: the city may want it to count. A held return that came
    together with the accepted one stays open, because nobody has decided yet what it is.
    """
    faulty = receipt.state is State.SENT_BACK and receipt.order[:2] <= latest[:2]
    held = receipt.state is State.HELD and receipt.order < latest
    if receipt.state is State.ACCEPTED or faulty or held:
        own = tuple(each for each in receipt.findings if not each.type.comparing)
        return replace(receipt, state=State.SUPERSEDED, findings=own)
    return receipt


def _once(receipts: list[Receipt]) -> list[Receipt]:
    """Let an open return whose bytes came again in a later collection stay open there, as received first."""
    outcome = []
    for receipt in receipts:
        same = [each for each in receipts if (each.sha256, each.state) == (receipt.sha256, receipt.state)]
        if receipt.state in (State.SENT_BACK, State.HELD) and len(same) > 1:
            last, first = max(each.run for each in same), min(same, key=lambda each: each.run)
            receipt = (
                replace(receipt, received=first.received)
                if receipt.run == last
                else receipt.emptied(State.SUPERSEDED)
            )
        outcome.append(receipt)
    return outcome


def _held(receipt: Receipt, rivals: list[Receipt], levels: Levels) -> Receipt:
    """Hold a return: a rival came at the same time and differs, so an operator must choose."""
    other = next(each for each in rivals if each is not receipt)
    found = finding("D08", levels, region=receipt.region, other=PurePath(other.file).name)
    return replace(receipt, state=State.HELD, findings=(*receipt.findings, found))


def verdict(findings: Iterable[Finding]) -> State:
    """The state that follows from a return's own findings: held, sent back or accepted."""
    found = list(findings)
    if any(each.type.holds for each in found):
        return State.HELD
    errors = any(each.severity is Severity.ERROR for each in found)
    return State.SENT_BACK if errors else State.ACCEPTED
