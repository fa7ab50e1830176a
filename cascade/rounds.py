"""The rounds of a plan as the ledger has them: what was received in each, and what counts of it."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cascade import checks, submission, ticket
from cascade.ledger import DecisionKind, Ledger
from cascade.model import Plan, Round, RoundKind
from cascade.returns.earlier_rounds import EarlierRounds, progress_before
from cascade.returns.facts import Facts
from cascade.returns.filing import Filing
from cascade.returns.parts import FormShare, Parts
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import counting, settle
from cascade.returns.sums import results


class Rounds:
    """The rounds of a plan in one opened ledger. Each is read and settled once, however often asked for."""

    def __init__(self, ledger: Ledger, plan: Plan) -> None:
        self.ledger = ledger
        self.plan = plan
        self._received: dict[str, tuple[Receipt, ...]] = {}
        self._settled: dict[str, tuple[Receipt, ...]] = {}
        self._earlier: dict[str, EarlierRounds] = {}

    def reopened(self, ledger: Ledger) -> "Rounds":
        """The same rounds in the ledger opened again: what has been looked up is kept."""
        again = copy(self)
        again.ledger = ledger
        return again

    def receive(self, receipt: Receipt) -> None:
        """Enter a file that was received; its round is looked up anew when it is asked for next."""
        self.ledger.receive(receipt)
        self._received.pop(receipt.round, None)
        self._settled.pop(receipt.round, None)

    def received(self, round_: Round) -> tuple[Receipt, ...]:
        """All that was received in a round, in the order of receipt, each with its own verdict."""
        if round_.id not in self._received:
            self._received[round_.id] = self.ledger.receipts(round_.id)
        return self._received[round_.id]

    def settled(self, round_: Round) -> tuple[Receipt, ...]:
        """All that was received in a round, with the states that follow from one another and decisions."""
        if round_.id not in self._settled:
            self._settled[round_.id] = self._settle(round_)
        return self._settled[round_.id]

    def _settle(self, round_: Round) -> tuple[Receipt, ...]:
        decisions = self.ledger.decisions(round_.id)
        overruled = {each.sha256: each.because for each in decisions if each.kind is DecisionKind.OVERRULE}
        receipts = [
            replace(each, state=State.ACCEPTED, overruled=overruled[each.sha256])
            if each.sha256 in overruled and each.state is not State.DUPLICATE
            else each
            for each in self.received(round_)
        ]
        return settle(Parts(_IssuedForms(self, round_), checks.check).together(receipts))

    def accepted(self, round_: Round) -> dict[str, Receipt]:
        """The return that counts of each city in a round."""
        return counting(self.settled(round_))

    def earlier(self, round_: Round) -> EarlierRounds:
        """What was accepted before a round; nothing before a breakdown."""
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

    def facts(self, round_: Round, run: int, today: date) -> Facts:
        """A round as it stands now, after a run: with the files that are still there."""
        receipts = tuple(each for each in self.settled(round_) if not is_gone(each))
        earlier = self.earlier(round_)
        reported = {city: receipt.numbers for city, receipt in counting(receipts).items()}
        return Facts(
            plan=self.plan,
            round=round_,
            receipts=receipts,
            values=results(self.plan, round_, reported),
            earlier=earlier.periods,
            shares=earlier.shares,
            run=run,
            made=datetime.now().replace(microsecond=0),
            today=today,
        )


def is_gone(receipt: Receipt) -> bool:
    """Whether an operator has taken away a file that could not be read or placed; its original is kept."""
    if receipt.state not in (State.REFUSED, State.HELD):
        return False
    path = Path(receipt.file)
    return not (path.exists() or any(parent.is_file() for parent in path.parents))  # inside an archive


@dataclass(frozen=True, slots=True)
class _IssuedForms:
    """The forms of a round as the ledger has them, for putting parts together."""

    rounds: Rounds
    round: Round

    def share(self, identity: str) -> FormShare | None:
        """The share of a form that has this ticket."""
        form = self.rounds.ledger.issued(identity) if ticket.is_share(identity) else None
        return FormShare(form.share, form.whole, form.split) if form and form.whole else None

    def shares_wanted(self, whole: str, split: str) -> tuple[str, ...]:
        """The names of all shares that were issued of a whole form, split in one way.

        By name, not by ticket: the journal may have shares that a kill kept from everybody.
        """
        forms = self.rounds.ledger.shares(whole)
        return tuple(dict.fromkeys(form.share for form in forms if form.split == split))

    def unfilled(self, identity: str) -> Filing:
        """What a return of the form would say if nothing were filled in."""
        form = self.rounds.ledger.issued(identity)
        assert form
        history = self.rounds.earlier(self.round).history(form.city)
        return submission.unfilled(form.layout, self.rounds.plan, self.round, history)
