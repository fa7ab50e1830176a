"""What has been received in a round, and what each return's state is once all are looked at together.

A return is judged by itself once (its verdict); its state also depends on the others of its city. The
latest accepted return counts, by receipt; an earlier one is superseded, and a bad one never displaces a
good one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath

from cascade.findings import Finding, Severity, finding
from cascade.returns.filing import Record


class State(StrEnum):
    """The states of a return; see DESIGN of the ledger for what each means."""

    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    HELD = "held"
    ANNEX = "annex"
    IGNORED = "ignored"


STATE_WORDS: Mapping[State, str] = {
    State.ACCEPTED: "已接收",
    State.SENT_BACK: "退回修改",
    State.REFUSED: "无法读取",
    State.DUPLICATE: "重复文件",
    State.SUPERSEDED: "已被新报替代",
    State.HELD: "待人工核实",
    State.ANNEX: "附件",
    State.IGNORED: "不处理",
}
NEEDS_SOMEBODY = (State.SENT_BACK, State.REFUSED, State.HELD)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file that was received. `received` is an ISO date, with the time (of China) where that is known;
    `run` is the collection that read it first.

    `state` is the verdict on the file alone until `settle` has looked at all receipts of the round.
    `records` are its numbers, `names` its zones' names by code, `explanations` by indicator; `overruled` is
    why a person has accepted it all the same; `part_of` is the hash of the file that stands for the whole,
    `share` whose share of the form it is while others are still missing.
    """

    round: str
    file: str
    sha256: str
    received: str
    run: int
    region: str = ""
    ticket: str = ""
    state: State = State.REFUSED
    findings: tuple[Finding, ...] = ()
    records: tuple[Record, ...] = ()
    names: Mapping[str, str] | None = None
    explanations: Mapping[str, str] | None = None
    overruled: str = ""
    part_of: str = ""
    share: str = ""

    @property
    def order(self) -> tuple[str, int, bool]:
        """Receipts are compared by date and time, by the collection that took them, then by a person's word.

        One with a date alone was taken on a person's word of that day, so it comes after those with a time.
        """
        when = self.received if "T" in self.received else f"{self.received}T24"
        return when, self.run, bool(self.overruled)

    @property
    def said(self) -> dict[tuple[str, str], Decimal | None]:
        """What the return says: its numbers by (region, field)."""
        return {(record.region, record.field): record.value for record in self.records}

    @property
    def numbers(self) -> dict[tuple[str, str], Decimal]:
        """Its numbers without what is 不分解."""
        return {key: value for key, value in self.said.items() if value is not None}

    @property
    def is_whole(self) -> bool:
        """Whether it stands for a city's whole return, and not for a part of one."""
        return not self.part_of and not self.share

    def late(self, due: str) -> bool:
        """Whether it came after the day on which it was due (an ISO date)."""
        return self.received[:10] > due

    @property
    def when(self) -> str:
        """When it was received, for people: to the minute where the time is known."""
        return self.received.replace("T", " ")[:16]


@dataclass(frozen=True, slots=True)
class Change:
    """A number that differs between two returns of a city; a text is "" where there was nothing."""

    region: str
    field: str
    before: str
    after: str
    sheet: str
    cell: str


def changes(before: Receipt, after: Receipt) -> tuple[Change, ...]:
    """What a city has changed from one return to another, cell by cell, in the later one's order."""
    old, new = _cells(before), _cells(after)
    found = []
    for key in (*new, *(key for key in old if key not in new)):
        was, now = (index[key][0] if key in index else "" for index in (old, new))
        if was != now:
            _, sheet, cell = new.get(key) or old[key]
            found.append(Change(*key, was, now, sheet, cell))
    return tuple(found)


def _cells(receipt: Receipt) -> dict[tuple[str, str], tuple[str, str, str]]:
    """What stood in each filled cell, understood or not, with its sheet and address, by (region, field)."""
    unread = {
        (each.region, each.field): (each.value, each.sheet, each.cell)
        for each in receipt.findings
        if each.severity is Severity.ERROR and each.value and each.code.startswith("C")
    }
    records = {(each.region, each.field): (each.said, each.sheet, each.cell) for each in receipt.records}
    return unread | records


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


def speaking(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
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
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if any(each.code.startswith("D") for each in errors):
        return State.HELD
    return State.SENT_BACK if errors else State.ACCEPTED
