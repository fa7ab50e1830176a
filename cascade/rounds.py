"""The rounds of a plan in the ledger: the returns that each round received, and those that count."""

from collections.abc import Container
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cascade import checks, ticket
from cascade.layout import Layout, plan_changes
from cascade.ledger import Issued, Ledger, Purpose, ReceiptTexts, apply_decisions, closing
from cascade.model import Plan, Round, RoundKind
from cascade.returns.changed_plan import is_allowed, under_plan
from cascade.returns.city_history import CityHistory
from cascade.returns.earlier_rounds import EarlierRounds, progress_before
from cascade.returns.facts import Facts
from cascade.returns.filing import Filing
from cascade.returns.parts import FormShare, Parts
from cascade.returns.plan_changes import UNCHANGED, PlanChanges
from cascade.returns.receipt import Receipt, ReceiptKey, State
from cascade.returns.repeats import mark_repeats
from cascade.returns.settling import counting, settle
from cascade.returns.sums import results


class Rounds:
    """The rounds of a plan in an opened ledger. It reads and settles a round once and keeps the result."""

    def __init__(self, ledger: Ledger, plan: Plan) -> None:
        self.ledger = ledger
        self.plan = plan
        self._received: dict[str, tuple[Receipt, ...]] = {}
        self._as_read: dict[str, dict[ReceiptKey, Receipt]] = {}  # of rounds that have changed
        self._settled: dict[str, tuple[Receipt, ...]] = {}
        self._earlier: dict[str, EarlierRounds] = {}
        self._changes: dict[tuple[str, str], PlanChanges] = {}
        self._cities = frozenset(city.code for city in plan.cities)

    def reopened(self, ledger: Ledger) -> "Rounds":
        """A copy for the ledger opened again, which keeps what was already read."""
        again = copy(self)
        again.ledger = ledger
        return again

    def decided_anew(self, ledger: Ledger) -> "Rounds":
        """A copy for a ledger with other decisions: it keeps what was received, and settles it again."""
        again = self.reopened(ledger)
        again._settled, again._earlier = {}, {}
        return again

    def receive(self, receipt: Receipt, texts: ReceiptTexts | None = None) -> None:
        """Enter a received file as `Ledger.receive` does; what was read of others is not read again."""
        self.ledger.receive(receipt, texts)
        if (read := self._received.pop(receipt.round, None)) is not None:
            self._as_read[receipt.round] = {each.key: each for each in read}
        self._as_read.get(receipt.round, {}).pop(receipt.key, None)
        self._settled.pop(receipt.round, None)

    def received(self, round_: Round) -> tuple[Receipt, ...]:
        """The receipts of a round in the order of receipt, each with the verdict on its file alone."""
        if round_.id not in self._received:
            self._received[round_.id] = self.ledger.receipts(round_.id, self._as_read.pop(round_.id, {}))
        return self._received[round_.id]

    def settled(self, round_: Round) -> tuple[Receipt, ...]:
        """The receipts of a round with their final states, after merging parts and applying decisions."""
        if round_.id not in self._settled:
            self._settled[round_.id] = self._settle(round_)
        return self._settled[round_.id]

    def _settle(self, round_: Round) -> tuple[Receipt, ...]:
        """Apply decisions, mark repeated bytes, merge parts, leave out what the plan dropped, and settle."""
        levels, decisions = self.plan.levels, self.ledger.decisions_in_force(round_.id)
        decided = apply_decisions(decisions, self.received(round_), levels)
        parts = Parts(_IssuedForms(self, round_), checks.check, levels)
        merged = parts.together(mark_repeats(decided, levels))
        return settle((self._under_plan(each, round_) for each in merged), levels)

    def _under_plan(self, receipt: Receipt, round_: Round) -> Receipt:
        """A receipt with what still counts of it; one of a city that the plan no longer has is of no city."""
        if receipt.region and receipt.region not in self._cities:
            receipt = replace(under_plan(receipt, self._changes_of(receipt, round_)), region="")
        elif receipt.records or receipt.unread:
            receipt = under_plan(receipt, self._changes_of(receipt, round_))
        return receipt

    def is_allowed(self, receipt: Receipt, round_: Round) -> bool:
        """Whether a return was sent back for a number that the plan has come to take."""
        return receipt.state is State.SENT_BACK and is_allowed(receipt, self._changes_of(receipt, round_))

    def _changes_of(self, receipt: Receipt, round_: Round) -> PlanChanges:
        """How the plan has changed since the form of a receipt was issued."""
        if known := self._changes.get((round_.id, receipt.ticket)):
            return known
        form = self.ledger.issued(receipt.ticket) if receipt.ticket else None
        return self.changes_since(form, round_) if form else UNCHANGED

    def changes_since(self, form: Issued, round_: Round) -> PlanChanges:
        """How the plan has changed since a form was issued; nothing is said of another round's."""
        key = round_.id, form.ticket
        if key not in self._changes:
            mine = form.round == round_.id
            self._changes[key] = (
                plan_changes(form.layout, form.ticket, self.plan, round_) if mine else UNCHANGED
            )
        return self._changes[key]

    def note_changes(self, receipt: Receipt, changes: PlanChanges) -> None:
        """Note how the plan has changed since the form of a receipt was issued."""
        self._changes[receipt.round, receipt.ticket] = changes

    def accepted(self, round_: Round) -> dict[str, Receipt]:
        """The return that counts in a round, by city; a city without one is absent."""
        return counting(self.settled(round_))

    def earlier(self, round_: Round) -> EarlierRounds:
        """The returns accepted before a round; empty for a breakdown."""
        if round_.id not in self._earlier:
            breakdowns = [each for each in self.plan.rounds if each.kind is RoundKind.BREAKDOWN]
            self._earlier[round_.id] = (
                EarlierRounds(self.plan)
                if round_.kind is RoundKind.BREAKDOWN
                else EarlierRounds(
                    self.plan,
                    tuple(self.accepted(each) for each in breakdowns),
                    tuple((each, self.accepted(each)) for each in progress_before(self.plan, round_)),
                )
            )
        return self._earlier[round_.id]

    def facts(self, round_: Round, today: date) -> Facts:
        """A round as it stands, under the number of its last summary, without receipts that are gone.

        `is_gone` says which those are.
        """
        receipts = tuple(each for each in self.settled(round_) if not is_gone(each))
        earlier = self.earlier(round_)
        last = self.ledger.last_summary(round_.id)
        now = datetime.combine(today, datetime.now().time()).replace(microsecond=0)
        reported = {city: receipt.numbers for city, receipt in counting(receipts).items()}
        return Facts(
            plan=self.plan,
            round=round_,
            receipts=receipts,
            values=results(self.plan, round_, reported),
            earlier=earlier.periods,
            shares=earlier.shares,
            number=last.number if last else 0,
            made=datetime.fromisoformat(last.made) if last else now,
            now=now,
            closed=closing(self.ledger.decisions_in_force(round_.id)) is not None,
            deadline=self.deadline(round_, today),
            renewable=self._renewable(round_, reported),
        )

    def _renewable(self, round_: Round, reported: Container[str]) -> bool:
        """Whether a form issued now would ask a city that has not reported for something else.

        One city's form tells it for all: but for targets and counties they ask for the same.
        """
        for city in self.plan.cities:
            if city.code not in reported and (form := self.ledger.latest_issued(round_.id, city.code)):
                return self.changes_since(form, round_).asks_otherwise
        return False

    def deadline(self, round_: Round, today: date) -> date | None:
        """The day after which a return of a round is late; None where its forms first went out after it.

        They went out with the first letter that brings them, or before the first file that came; without
        letters, when they were issued. A day that has not come by `today` tells nothing.
        """
        letters = self.ledger.dispatches(round_.id)
        out = [each.at for each in letters if each.purpose == Purpose.ISSUE and each.state.left]
        if out:
            out += [each.received for each in self.received(round_)]
        else:
            out = [at for at, *_ in self.ledger.issues(round_.id)]
        first = min(out, default="")[:10]
        return None if round_.due.isoformat() < first <= today.isoformat() else round_.due


def is_gone(receipt: Receipt) -> bool:
    """Whether the file of a refused or held return was removed from its folder; its original is kept.

    A return that the plan no longer fits is never gone: it may have been accepted before the plan changed.
    """
    waits = any(each.type.holds and each.type.plan_changed for each in receipt.findings)
    if receipt.state not in (State.REFUSED, State.HELD) or waits:
        return False
    return not holder(Path(receipt.file)).exists()


def holder(path: Path) -> Path:
    """The file on the disk that a received file came in: a zip archive or a mail, or the file itself."""
    return next((each for each in path.parents if each.is_file()), path)


def unfilled(layout: Layout, plan: Plan, round_: Round, history: CityHistory) -> Filing:
    """The return of a form in which nothing is filled in; the addresses of its open cells are ""."""
    sheets = {field: layout.sheet_of(field).name for field in layout.shapes}
    return Filing(
        plan=plan,
        round=round_,
        city=layout.city,
        history=history,
        shapes=layout.shapes,
        leaves=layout.leaves,
        records={},
        unread={},
        cells={key: (sheets[key[1]], "") for key in _open_keys(layout)},
        names={},
        explanations={},
        given=layout.given_inputs,
    )


def _open_keys(layout: Layout) -> list[tuple[str, str]]:
    """The (region, field) of all open cells."""
    numbers = [field for field, column in layout.shapes.items() if not (column.own and column.choices)]
    keys = [(leaf, field) for leaf in layout.leaves for field in numbers]
    return keys + [(layout.city, each.field) for sheet in layout.sheets for each in sheet.own_inputs]


@dataclass(frozen=True, slots=True)
class _IssuedForms:
    """The forms issued in a round, from the ledger, for merging parts."""

    rounds: Rounds
    round: Round

    def share(self, identity: str) -> FormShare | None:
        """The share of a form that has this ticket; None for a whole form and for an unknown ticket."""
        form = self.rounds.ledger.issued(identity) if ticket.is_share(identity) else None
        return FormShare(form.share, form.whole, form.split) if form and form.whole else None

    def shares_wanted(self, whole: str, split: str) -> tuple[str, ...]:
        """The names of all shares issued of a whole form that was split in this way.

        Names, not tickets: after an interrupted run the ledger may hold tickets that no office received.
        """
        forms = self.rounds.ledger.shares(whole)
        return tuple(dict.fromkeys(form.share for form in forms if form.split == split))

    def unfilled(self, identity: str) -> Filing:
        """What a return of the form would say if nothing were filled in."""
        form = self.rounds.ledger.issued(identity)
        assert form
        history = self.rounds.earlier(self.round).history(form.city)
        filing = unfilled(form.layout, self.rounds.plan, self.round, history)
        return replace(filing, changes=self.rounds.changes_since(form, self.round))
