"""A file that was received: its state, and what it says otherwise than another one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from cascade.findings import Finding
from cascade.returns.filing import Filing, Record


class State(StrEnum):
    """The states of a return; see docs/decisions/005-states.md for what each means."""

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
    `records` are its numbers, `unread` the cells that were filled but not understood, `other_cells` the
    others that a finding may point to (kept of a return that may be a part of one). `names` are its zones'
    names by code, `explanations` by indicator. `overruled` is why a person has accepted it in spite of its
    errors; `part_of` is the hash of the file that stands for the whole, `share` whose share of the form it
    is while others are still missing.
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
    unread: tuple[Record, ...] = ()
    other_cells: tuple[Record, ...] = ()
    names: Mapping[str, str] | None = None
    explanations: Mapping[str, str] | None = None
    overruled: str = ""
    part_of: str = ""
    share: str = ""

    def saying(self, filing: Filing) -> "Receipt":
        """The receipt with what its return was understood to say."""
        return replace(
            self,
            records=tuple(filing.records.values()),
            unread=tuple(filing.unread.values()),
            names=filing.names,
            explanations=filing.explanations,
        )

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
    unread = {(each.region, each.field): (each.raw, each.sheet, each.cell) for each in receipt.unread}
    records = {(each.region, each.field): (each.said, each.sheet, each.cell) for each in receipt.records}
    return unread | records
