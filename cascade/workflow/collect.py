"""Collecting: every file is taken and judged, the ledger kept, the summary and the report published."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cascade import report, store
from cascade.ledger import Ledger, opened
from cascade.model import Region
from cascade.receipts import NEEDS_SOMEBODY, Receipt, counting
from cascade.results import Values, results
from cascade.workflow.conservation import check
from cascade.workflow.correct import write_corrections
from cascade.workflow.intake import Intake
from cascade.workflow.places import Places
from cascade.workflow.sources import Source, gather
from cascade.workflow.standing import settled, withdrawn
from cascade.workflow.summing import publish
from cascade.xlsx import GuardedReader

Progress = Callable[[list[Source]], Iterable[Source]]


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection has come to. `receipts` are this run's files and what came in the round before."""

    receipts: tuple[Receipt, ...]
    missing: tuple[Region, ...]
    values: Values
    summary: Path
    latest_locked: bool
    files: int
    corrections: tuple[Path, ...] = ()

    @property
    def needs_somebody(self) -> bool:
        """Whether a city is missing or a return waits for somebody."""
        return bool(self.missing) or any(receipt.state in NEEDS_SOMEBODY for receipt in self.receipts)


def collect(places: Places, paths: list[Path], received: date, today: date, progress: Progress) -> Collected:
    """Take the files at some paths (by default the round's `received` folder) and publish the summary.

    `received` is the date of receipt of what is new. Raises OSError where the disk is in the way.
    """
    round_ = places.round
    places.received.mkdir(parents=True, exist_ok=True)
    sources = gather(paths or [places.received])
    with opened(places.ledger) as ledger:
        now = datetime.now().isoformat(timespec="seconds")
        run = ledger.start_run(round_.id, now, places.last_run)
        with GuardedReader() as reader:
            intake = Intake(places, ledger, received.isoformat(), run, reader)
            taken = [intake.take(source) for source in progress(sources)]
    with opened(places.ledger) as ledger:
        collected = _published(places, ledger, sources, taken, run, today)
    copies = write_corrections(places, intake.corrections, collected.receipts)
    return replace(collected, corrections=tuple(copies))


def _published(
    places: Places, ledger: Ledger, sources: list[Source], taken: list[Receipt], run: int, today: date
) -> Collected:
    plan, round_ = places.plan, places.round
    everything = settled(ledger, plan, round_)
    standing = tuple(each for each in everything if not withdrawn(each))
    receipts = _of_interest(standing, taken)
    counted = counting(standing)
    values = results(plan, round_, {city: receipt.numbers for city, receipt in counted.items()})
    check(places, sources, taken, everything, values)
    summary, locked = publish(places, ledger, standing, values, run, today)
    missing = tuple(city for city in plan.cities if city.code not in counted)
    return Collected(receipts, missing, values, summary, locked, len(taken))


def _of_interest(standing: tuple[Receipt, ...], taken: list[Receipt]) -> tuple[Receipt, ...]:
    """This run's files in their order, then what else has been received in the round."""
    state = {(each.file, each.sha256): each for each in standing}
    mine = [state.pop((each.file, each.sha256), each) for each in taken]
    return (*mine, *state.values())


def write_report(places: Places, collected: Collected, path: Path) -> None:
    """Write the JSON report of a collection."""
    plan, round_ = places.plan, places.round
    missing = [city.code for city in collected.missing]
    text = report.as_json(
        plan, round_, collected.receipts, missing, collected.values, str(collected.summary.absolute())
    )
    store.write(path, text.encode())
