"""Publishing the summary of a round: a new file a run, and a copy as the latest."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from cascade import store, summary, theme
from cascade.ledger import Ledger
from cascade.model import RoundKind
from cascade.receipts import Receipt
from cascade.results import Values
from cascade.workflow.places import Places
from cascade.workflow.standing import Earlier, last_results


def publish(
    places: Places,
    ledger: Ledger,
    receipts: tuple[Receipt, ...],
    values: Values,
    run: int,
    made: datetime,
    today: date,
) -> tuple[Path, bool]:
    """Write the summary under the run's number, and a copy as the latest.

    Returns where it lies, and whether the latest could not be replaced because somebody has it open.
    """
    facts = summary.Facts(
        plan=places.plan,
        round=places.round,
        receipts=receipts,
        values=values,
        last=last_results(ledger, places.plan, places.round),
        shares=_shares(places, ledger),
        run=run,
        made=made,
        today=today,
    )
    data = summary.draw(facts, theme.load())
    path = places.summary(run)
    store.write(path, data)
    try:
        store.write(places.latest_summary, data)
    except PermissionError:
        return path, True
    return path, False


def _shares(places: Places, ledger: Ledger) -> Mapping[tuple[str, str], Decimal | None]:
    """The county targets of all accepted breakdowns; none are needed in a breakdown itself."""
    if places.round.kind is RoundKind.BREAKDOWN:
        return {}
    shares: dict[tuple[str, str], Decimal | None] = {}
    earlier = Earlier(ledger, places.plan, places.round)
    for city in places.plan.cities:
        shares |= earlier.standing(city.code).shares
    return shares
