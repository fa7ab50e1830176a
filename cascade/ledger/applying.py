"""Apply the operator's decisions to the receipts of a round, before these are compared with one another."""

from collections.abc import Sequence
from dataclasses import replace

from cascade.findings import finding
from cascade.ledger.entries import Decision, DecisionKind
from cascade.levels import PROVINCIAL, Levels
from cascade.returns.receipt import Checked, Receipt, State
from cascade.returns.settling import verdict

_COUNTS = (DecisionKind.AS, DecisionKind.OVERRULE, DecisionKind.USE)  # each brings a withdrawn return back
_DECIDABLE = (State.ACCEPTED, State.SENT_BACK, State.HELD)


def closing(decisions: Sequence[Decision]) -> Decision | None:
    """The decision by which a round is closed, None while it is open; `decisions` are those in force."""
    kinds = (DecisionKind.CLOSE, DecisionKind.REOPEN)
    last = next((each for each in reversed(decisions) if each.kind in kinds), None)
    return last if last and last.kind is DecisionKind.CLOSE else None


def claims(decisions: Sequence[Decision]) -> dict[str, str]:
    """The city that a file is of by decision, by the SHA-256 of the file."""
    return {each.sha256: each.city for each in decisions if each.kind is DecisionKind.AS}


def apply_decisions(
    decisions: Sequence[Decision], receipts: Sequence[Receipt], levels: Levels = PROVINCIAL
) -> list[Receipt]:
    """The receipts of a round after its decisions in force.

    Decisions are about bytes: every file with these bytes, whenever it came, is treated alike. `levels`
    are the words of the findings.
    """
    closed = closing(decisions)
    reopened = not closed or any(each.kind is DecisionKind.REOPEN for each in decisions)
    withdrawn = withdrawals(decisions, receipts)
    counts = {
        each.sha256: each for each in decisions if each.kind in (DecisionKind.OVERRULE, DecisionKind.USE)
    }
    checked = {
        each.sha256: Checked(each.at.replace("T", " ")[:16], each.by, _reason(each))
        for each in decisions
        if each.kind is DecisionKind.CHECKED
    }
    overruled = {each.sha256: each.because for each in decisions if each.kind is DecisionKind.OVERRULE}
    decided = []
    for receipt in receipts:
        sha256 = receipt.sha256
        if receipt.state not in _DECIDABLE:
            put_away = receipt.state is State.REFUSED and sha256 in withdrawn
            decided.append(replace(receipt, state=State.WITHDRAWN) if put_away else receipt)
            continue
        receipt = replace(receipt, checked=checked.get(sha256))
        if reopened:
            receipt = _without_comparison(receipt)
        if sha256 in withdrawn:
            receipt = replace(receipt, state=State.WITHDRAWN)
        elif decision := counts.get(sha256):
            place = (decision.after, decision.run) if decision.after else ("", 0)
            receipt = replace(receipt, decision=decision.number, place=place)
            if sha256 in overruled:
                receipt = replace(receipt, state=State.ACCEPTED, overruled=overruled[sha256])
        elif closed and receipt.run > closed.run and receipt.state is not State.HELD:
            late = finding("D10", levels)
            receipt = replace(receipt, state=State.HELD, findings=(*receipt.findings, late))
        decided.append(receipt)
    return decided


def withdrawals(decisions: Sequence[Decision], receipts: Sequence[Receipt]) -> dict[str, str]:
    """Why returns are withdrawn, by their SHA-256; a later decision on one of them brings it back."""
    found: dict[str, str] = {}
    for each in decisions:
        if each.kind is DecisionKind.WITHDRAW and each.sha256:
            found[each.sha256] = _reason(each)
        elif each.kind is DecisionKind.WITHDRAW:
            known = (receipt for receipt in receipts if receipt.run <= each.run)
            found |= {receipt.sha256: _reason(each) for receipt in known if receipt.region == each.city}
        elif each.kind in _COUNTS:
            found.pop(each.sha256, None)
    return found


def _reason(decision: Decision) -> str:
    """The reason as a part of a sentence."""
    return decision.because.rstrip("。")


def _without_comparison(receipt: Receipt) -> Receipt:
    """A receipt judged by itself: ledgers of before version 1.1 store what came after closing (D10)."""
    own = tuple(each for each in receipt.findings if not each.type.comparing)
    return receipt if own == receipt.findings else replace(receipt, findings=own, state=verdict(own))
