"""What earlier rounds say of a city when a progress form is issued, checked or summed up."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from cascade.ledger import Kind, Ledger
from cascade.model import Plan, Round, RoundKind
from cascade.parts import Parts
from cascade.returns.city_history import CityHistory
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import counting, settle
from cascade.returns.sums import Values, results


def settled(ledger: Ledger, plan: Plan, round_: Round) -> tuple[Receipt, ...]:
    """All that was received in a round, with the states that it has together and by people's decisions."""
    decisions = ledger.decisions(round_.id)
    overruled = {each.sha256: each.because for each in decisions if each.kind is Kind.OVERRULE}
    receipts = [
        replace(each, state=State.ACCEPTED, overruled=overruled[each.sha256])
        if each.sha256 in overruled and each.state is not State.DUPLICATE
        else each
        for each in ledger.receipts(round_.id)
    ]

    @cache
    def earlier() -> Earlier:
        return Earlier(ledger, plan, round_)

    parts = Parts(plan, round_, ledger.issued, ledger.shares, lambda city: earlier().history(city))
    return settle(parts.together(receipts))


def withdrawn(receipt: Receipt) -> bool:
    """Whether an operator has taken away a file that could not be read or placed; its original is kept."""
    if receipt.state not in (State.REFUSED, State.HELD):
        return False
    path = Path(receipt.file)
    return not (path.exists() or any(parent.is_file() for parent in path.parents))  # inside an archive


def accepted(ledger: Ledger, plan: Plan, round_: Round) -> dict[str, Receipt]:
    """The return that counts of each city in a round."""
    return counting(settled(ledger, plan, round_))


class Earlier:
    """What earlier rounds say of all cities, looked up once; nothing before a breakdown."""

    def __init__(self, ledger: Ledger, plan: Plan, round_: Round) -> None:
        self._plan = plan
        later = round_.kind is not RoundKind.BREAKDOWN
        breakdowns = [each for each in plan.rounds if each.kind is RoundKind.BREAKDOWN and later]
        self._breakdowns = [accepted(ledger, plan, each) for each in breakdowns]
        self._progress = [(each, accepted(ledger, plan, each)) for each in earlier_rounds(plan, round_)]

    def history(self, city: str) -> CityHistory:
        """What is known of a city."""
        shares = next((found[city] for found in self._breakdowns if city in found), None)
        return CityHistory(
            shares=shares.said if shares else {},
            last=self._last(city),
            zones=dict((shares.names if shares else None) or {}),
        )

    def _last(self, city: str) -> dict[tuple[str, str], Decimal]:
        """A city's numbers, its sums among them, of the last progress round that it filed."""
        for earlier, found in self._progress:
            if receipt := found.get(city):
                values = results(self._plan, earlier, {city: receipt.numbers})
                inputs = [field for field in self._plan.input if city in values.get(field, {})]
                return receipt.numbers | {(city, field): values[field][city] for field in inputs}
        return {}


def earlier_rounds(plan: Plan, round_: Round) -> list[Round]:
    """The progress rounds before this one, the latest first."""
    dated = [
        (each.as_of, each)
        for each in plan.rounds
        if each.as_of and round_.as_of and each.as_of < round_.as_of
    ]
    return [each for _, each in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def earlier_results(ledger: Ledger, plan: Plan, round_: Round) -> list[tuple[Round, Values, frozenset[str]]]:
    """The progress rounds before this one that have accepted returns, the oldest first."""
    periods = []
    for earlier in reversed(earlier_rounds(plan, round_)):
        if found := accepted(ledger, plan, earlier):
            numbers = {city: receipt.numbers for city, receipt in found.items()}
            periods.append((earlier, results(plan, earlier, numbers), frozenset(found)))
    return periods
