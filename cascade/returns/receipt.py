"""A received file: its state, what it says, and how it differs from another one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cascade.finding_types import Severity, Weight
from cascade.findings import Finding
from cascade.indicators import told
from cascade.model import Plan
from cascade.returns.filing import Filing, Record, TypedCell


class State(StrEnum):
    """The states of a return; see docs/decisions/005-states.md for what each means."""

    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    ANNEX = "annex"
    IGNORED = "ignored"


STATE_WORDS: Mapping[State, str] = {
    State.ACCEPTED: "已接收",
    State.SENT_BACK: "退回修改",
    State.REFUSED: "已收但读不出数",
    State.DUPLICATE: "重复文件",
    State.SUPERSEDED: "已被新报替代",
    State.HELD: "待人工核实",
    State.WITHDRAWN: "已撤回",
    State.ANNEX: "附件",
    State.IGNORED: "不处理",
}
TO_SEND_ANEW = "已撤回、待重报"  # a city with nothing but what was withdrawn
NEEDS_SOMEBODY = (State.SENT_BACK, State.REFUSED, State.HELD)


@dataclass(frozen=True, slots=True)
class Checked:
    """An operator's word that the numbers of a return that look wrong are right: when, who and why."""

    when: str
    by: str
    because: str

    @property
    def words(self) -> str:
        """When, by whom and why, in Chinese."""
        by = f"由{self.by}" if self.by else ""
        return f"{self.when} {by}核对无误，理由：{self.because}"


ReceiptKey = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A received file and what reading it gave.

    `received` is an ISO date, with China's time where it is known; `dated` says that this is the
    receipt, and not only the collection; `run` is the collection that first read the file. `state` is the
    verdict on the file alone until `settle` has compared all receipts of the round. `records` are its
    numbers, `unread` the cells that were filled but not understood, `other_cells` the remaining cells
    that a finding may point to (kept only of a return that may be a part). `typed` is what was typed into
    the form (kept only of a return that was sent back or withdrawn, for the copy in which the city
    corrects it; None where nothing was kept). `names` are its zones' names by code, `explanations` the 说明
    by indicator. `checked` settles its doubtful numbers. `overruled` is the reason why an operator
    accepted it in spite of its errors; `decision` is the number of the decision by which it counts, 0 for
    none, and `place` the place in the order of receipt that this gives it. `part_of` is the hash of the
    file that holds the merged return; `share` is the county or department whose share of the form it is,
    while other shares are missing. `first` is when the city's first accepted return was received, if
    before this one. `outdated` are the (region, indicator) for which it has no number, or one that does
    not count, because the plan has changed since its form was issued; `allowed` says that the plan has
    come to take a number for which it was sent back; neither is ever stored.
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
    typed: tuple[TypedCell, ...] | None = None
    names: Mapping[str, str] | None = None
    explanations: Mapping[str, str] | None = None
    checked: Checked | None = None
    overruled: str = ""
    part_of: str = ""
    share: str = ""
    dated: bool = True
    decision: int = 0
    place: tuple[str, int] = ("", 0)
    first: str = ""
    outdated: frozenset[tuple[str, str]] = frozenset()
    allowed: bool = False

    def saying(self, filing: Filing) -> "Receipt":
        """A copy of the receipt that says what its return was understood to say."""
        return replace(
            self,
            records=tuple(filing.records.values()),
            unread=tuple(filing.unread.values()),
            names=filing.names,
            explanations=filing.explanations,
        )

    def emptied(self, state: State) -> "Receipt":
        """A copy of the receipt that brings nothing, in another state."""
        return replace(self, state=state, findings=(), records=(), unread=(), other_cells=(), typed=None)

    @property
    def key(self) -> ReceiptKey:
        """What identifies it in a round: the file, its bytes, and the collection that found them there."""
        return self.file, self.sha256, self.run

    @property
    def arrival(self) -> tuple[str, int]:
        """The time of receipt, then the number of the collection.

        A receipt with a date alone, which an operator gave, comes after those of that day with a time.
        """
        return self.received if "T" in self.received else f"{self.received}T24", self.run

    @property
    def order(self) -> tuple[str, int, int]:
        """The sort key: the arrival, or the later place that a decision gives, then the decision's number."""
        return *max(self.arrival, self.place), self.decision

    @property
    def said(self) -> dict[tuple[str, str], Decimal | None]:
        """The return's numbers by (region, field), None for 不分解."""
        return {(record.region, record.field): record.value for record in self.records}

    @property
    def numbers(self) -> dict[tuple[str, str], Decimal]:
        """The return's numbers by (region, field), without 不分解."""
        return {key: value for key, value in self.said.items() if value is not None}

    @property
    def is_unreadable(self) -> bool:
        """Whether the file could not be read, even if something else has come for it, or it was withdrawn."""
        put_away = self.state in (State.SUPERSEDED, State.WITHDRAWN)
        return self.state is State.REFUSED or (put_away and not (self.ticket or self.records or self.part_of))

    @property
    def is_blank(self) -> bool:
        """Whether it is a form in which nothing was filled in."""
        return any(each.type.nothing_filled for each in self.findings)

    @property
    def has_errors(self) -> bool:
        """Whether anything was found in it that the city has to correct."""
        return any(each.severity is Severity.ERROR for each in self.findings)

    def doubts(self, plan: Plan) -> list[Finding]:
        """The findings on numbers that cannot be or look wrong by powers of ten, unless explained."""
        found = (each for each in self.findings if each.severity is Severity.WARNING)
        sized = ((each, plan.indicator_of(each.field)) for each in found if each.type.weight is Weight.SIZE)
        explained = self.explanations or {}
        return [each for each, indicator in sized if not indicator or indicator.code not in explained]

    def doubtful(self, plan: Plan) -> int:
        """How many of its numbers are in doubt, and nobody has said that they are right."""
        return 0 if self.checked else len(self.doubts(plan))

    def doubted(self, plan: Plan) -> frozenset[str]:
        """The codes of the indicators of these numbers."""
        found = () if self.checked else self.doubts(plan)
        return frozenset(each.code for one in found if (each := plan.indicator_of(one.field)))

    @property
    def is_whole(self) -> bool:
        """Whether it is a city's whole return, not a part or share of one."""
        return not self.part_of and not self.share

    def late(self, deadline: date | None) -> bool:
        """Whether it came after a day, and the city had nothing accepted before; never without a deadline."""
        return deadline is not None and (self.first or self.received)[:10] > deadline.isoformat()

    @property
    def when(self) -> str:
        """The date and, where known, the hour and minute of receipt, as people read them."""
        return self.received.replace("T", " ")[:16]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs between two returns of a city; `before` or `after` is "" where it was empty."""

    region: str
    field: str
    before: str
    after: str
    sheet: str
    cell: str


def changes(before: Receipt, after: Receipt) -> tuple[Change, ...]:
    """The cells that a city changed between two returns, in the order of the later one."""
    if (before.records, before.unread) == (after.records, after.unread):
        return ()
    old, new = _cells(before), _cells(after)
    found = []
    for key in (*new, *(key for key in old if key not in new)):
        was, now = (index[key][0] if key in index else "" for index in (old, new))
        if was != now:
            _, sheet, cell = new.get(key) or old[key]
            found.append(Change(*key, was, now, sheet, cell))
    return tuple(found)


def _cells(receipt: Receipt) -> dict[tuple[str, str], tuple[str, str, str]]:
    """The (text, sheet, address) of each filled cell, understood or not, by (region, field)."""
    unread = {(each.region, each.field): (each.raw, each.sheet, each.cell) for each in receipt.unread}
    records = {(each.region, each.field): (each.said, each.sheet, each.cell) for each in receipt.records}
    return unread | records


def field_name(plan: Plan, field: str) -> str:
    """The name of an input, with its indicator's, or of an indicator; "" for any other field."""
    indicator = plan.indicator_of(field)
    if indicator is None:
        return ""
    return told(plan.input[field].name, indicator.name) if field in plan.input else indicator.name


def indicator_heading(plan: Plan, field: str) -> str:
    """Number and name of a field's indicator, as forms and letters name it; "" for any other field."""
    indicator = plan.indicator_of(field)
    return f"{indicator.number}．{indicator.title}" if indicator else ""


def indicator_label(plan: Plan, field: str) -> str:
    """Code and name of a field's indicator, as lists of findings show it; "" for any other field."""
    indicator = plan.indicator_of(field)
    return f"{indicator.code} {indicator.name}" if indicator else ""
