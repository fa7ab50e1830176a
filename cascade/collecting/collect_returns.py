"""Collect a round: take in the files, settle the round, check it, publish it, write correction copies."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cascade import durable, report
from cascade.collecting.conservation import check
from cascade.collecting.corrections import write_corrections
from cascade.collecting.incoming_files import Source, gather
from cascade.collecting.intake import Intake
from cascade.collecting.our_letters import OurLetters
from cascade.ledger import opened
from cascade.meeting.numbering import numbered
from cascade.meeting.publish import publish
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.returns.receipt import NEEDS_SOMEBODY, Receipt, State
from cascade.rounds import Rounds, is_gone
from cascade.summary import earned
from cascade.xlsx import GuardedReader, Machines, Processes

MANY = 300  # new files from which it pays to start several processes, and to have these judge as well
MOST_READERS = 4  # more would read faster than this process can judge

Progress = Callable[[list[Source]], Iterable[Source]]


@dataclass(frozen=True, slots=True)
class Collected:
    """The outcome of a collection.

    `facts` are what the summary shows; `listed` are the same facts with this run's files first. `summary` and
    `corrections` are the paths of the summary and of the correction copies. `changed` says that the summary
    is a new one: it shows something else than the last. `latest_locked` says that another
    program has the copy of the newest summary open, so it was not replaced. `files` counts this run's files,
    `new` are those of them that no collection has found before, without lock files and the like.
    """

    facts: Facts
    listed: Facts
    summary: Path
    changed: bool
    latest_locked: bool
    files: int
    corrections: tuple[Path, ...] = ()
    new: tuple[Receipt, ...] = ()

    @property
    def needs_somebody(self) -> bool:
        """Whether a city has not reported, or not on the plan as it is, or a return waits for somebody."""
        facts = self.listed
        return bool(facts.missing or facts.outdated) or any(
            receipt.state in NEEDS_SOMEBODY for receipt in facts.receipts
        )


def collect(
    places: Places,
    paths: list[Path],
    received: date,
    today: date,
    progress: Progress,
    machines: Machines | None = None,
    address: Callable[[], str] = str,
    known: Rounds | None = None,
) -> Collected:
    """Take in the files at `paths` (by default the round's `received` folder) and publish the summary.

    `received` is the date, or date and time, of receipt of new files; `today` is the date by which lateness
    is judged; `machines` read the files, by default processes on this machine; `address` gives the office's
    own mail address, "" where it is not set; `known` is what was read of the ledger as it is, if anything.
    Raises OSError when a file cannot be written, Unaccounted when files or numbers do not add up.
    """
    places.received.mkdir(parents=True, exist_ok=True)
    with opened(places.ledger) as ledger:
        letters = OurLetters.of_round(places, ledger, address)
        sources = gather(paths or [places.received], letters)
        run = ledger.next_collection(places.round.id)
        rounds = known.reopened(ledger) if known else Rounds(ledger, places.plan)
        found_before = {each.file for each in rounds.received(places.round)}
        many = sum(each.name not in found_before for each in sources) >= MANY
        with GuardedReader(machines=machines or Processes(_readers(many))) as reader:
            intake = Intake(places, rounds, received.isoformat(), run, reader)
            if many or machines:
                intake.judge_apart()
            intake.follow_claims_and_plan()
            intake.keep_typed()
            taken = list(intake.take(progress(sources)))
    with opened(places.ledger) as ledger:  # a new transaction: receipts stay even if publishing fails
        rounds = rounds.reopened(ledger)
        everything = rounds.settled(places.round)
        facts = rounds.facts(places.round, today)
        check(places, sources, taken, everything, facts.values)
        facts, changed = numbered(ledger, places, facts)
    summary, latest_locked = publish(places, facts)
    listed = replace(facts, receipts=_taken_first(taken, everything))
    with opened(places.ledger) as ledger:
        corrections = write_corrections(places, ledger, everything)
    _write_page(places, listed, summary)
    first_seen = (each for each in listed.receipts[: len(taken)] if each.run == run)
    new = tuple(each for each in first_seen if each.findings or each.state is not State.IGNORED)
    return Collected(facts, listed, summary, changed, latest_locked, len(taken), tuple(corrections), new)


def _readers(many: bool) -> int:
    """How many processes read few files, or many."""
    return min(MOST_READERS, os.cpu_count() or 1) if many else 1


def _taken_first(taken: list[Receipt], everything: tuple[Receipt, ...]) -> tuple[Receipt, ...]:
    """The receipts of this run's files in their order, then the round's others whose files still exist."""
    settled = {each.key: each for each in everything}
    mine = [settled.pop(each.key, each) for each in taken]
    return (*mine, *(each for each in settled.values() if not is_gone(each)))


def _write_page(places: Places, facts: Facts, summary: Path) -> None:
    """Write the status page, which links to the correction copies that exist."""
    copies = {city.code: places.correction(city) for city in places.plan.cities}
    there = {city: path for city, path in copies.items() if path.exists()}
    page = report.as_html(facts, summary, places.page.parent, there, earned(facts))
    durable.write(places.page, page.encode())


def write_report(collected: Collected, path: Path) -> None:
    """Write the JSON report of a collection."""
    durable.write(
        path, report.as_json(collected.listed, collected.summary, earned(collected.listed)).encode()
    )
