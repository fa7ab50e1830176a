"""Collecting a round: keep and judge every file, settle the round, check it, publish it, send faults back."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cascade import durable, report
from cascade.collecting.conservation import check
from cascade.collecting.corrections import write_corrections
from cascade.collecting.incoming_files import Source, gather
from cascade.collecting.intake import Intake
from cascade.ledger import opened
from cascade.meeting.publish import publish
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.returns.receipt import NEEDS_SOMEBODY, Receipt
from cascade.rounds import Rounds, is_gone
from cascade.xlsx import GuardedReader, Machines, Processes

MANY = 300  # files that are worth the start of more than one process
MOST_READERS = 4  # they read faster than this process judges

Progress = Callable[[list[Source]], Iterable[Source]]


@dataclass(frozen=True, slots=True)
class Collected:
    """The outcome of a collection: `facts` are what the summary shows, `listed` the same with the files of
    this run first; `summary` and `corrections` are where the summary and the correction copies lie."""

    facts: Facts
    listed: Facts
    summary: Path
    latest_locked: bool
    files: int
    corrections: tuple[Path, ...] = ()

    @property
    def needs_somebody(self) -> bool:
        """Whether a city is missing or a return waits for somebody."""
        facts = self.listed
        return bool(facts.missing) or any(receipt.state in NEEDS_SOMEBODY for receipt in facts.receipts)


def collect(
    places: Places,
    paths: list[Path],
    received: date,
    today: date,
    progress: Progress,
    machines: Machines | None = None,
) -> Collected:
    """Take the files at some paths (by default the round's `received` folder) and publish the summary.

    `received` is the date, or date and time, of receipt of what is new; `machines` read the files, if it is
    not to be this one. Raises OSError where the disk is in the way, Unaccounted where numbers do not add up.
    """
    places.received.mkdir(parents=True, exist_ok=True)
    sources = gather(paths or [places.received])
    with opened(places.ledger) as ledger:
        now = datetime.now().isoformat(timespec="seconds")
        run = ledger.start_run(places.round.id, now, places.last_run)
        rounds = Rounds(ledger, places.plan)
        with GuardedReader(machines=machines or Processes(_readers(len(sources)))) as reader:
            intake = Intake(places, rounds, received.isoformat(), run, reader)
            taken = list(intake.take(progress(sources)))
    with opened(places.ledger) as ledger:  # anew: what was received stays, whatever publishing runs into
        rounds = rounds.reopened(ledger)
        everything = rounds.settled(places.round)
        facts = rounds.facts(places.round, run, today)
    check(places, sources, taken, everything, facts.values)
    summary, latest_locked = publish(places, facts)
    listed = replace(facts, receipts=_taken_first(taken, everything))
    corrections = write_corrections(places, intake.corrections, listed.receipts)
    _write_page(places, listed, summary)
    return Collected(facts, listed, summary, latest_locked, len(taken), tuple(corrections))


def _readers(files: int) -> int:
    """How many processes read so many files: a second one pays only where there are many to read."""
    return min(MOST_READERS, os.cpu_count() or 1) if files >= MANY else 1


def _taken_first(taken: list[Receipt], everything: tuple[Receipt, ...]) -> tuple[Receipt, ...]:
    """This run's files in their order, then what else has been received in the round and is still there."""
    settled = {(each.file, each.sha256): each for each in everything}
    mine = [settled.pop((each.file, each.sha256), each) for each in taken]
    return (*mine, *(each for each in settled.values() if not is_gone(each)))


def _write_page(places: Places, facts: Facts, summary: Path) -> None:
    """Write the status page, which links to the copies that lie ready to be sent back."""
    copies = {city.code: places.correction(city) for city in places.plan.cities}
    there = {city: path for city, path in copies.items() if path.exists()}
    page = report.as_html(facts, summary, places.page.parent, there)
    durable.write(places.page, page.encode())


def write_report(collected: Collected, path: Path) -> None:
    """Write the JSON report of a collection."""
    durable.write(path, report.as_json(collected.listed, collected.summary).encode())
