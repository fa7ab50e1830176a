"""A round as the desk shows it, and what has changed in it since somebody looked."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from cascade.collecting.incoming_files import files_below
from cascade.collecting.next_step import without_receipt
from cascade.collecting.standing import NextStep, lacking_form, some
from cascade.commands.queries import step_of
from cascade.ledger import JOURNAL, LEDGER, Decision, Dispatch, Purpose, Sending, Summary, closing, opened
from cascade.meeting.numbering import is_current
from cascade.places import Places
from cascade.posting.addressees import Addressee, addressees
from cascade.posting.letters import PURPOSE_WORDS
from cascade.posting.outbox import SENDING_WORDS
from cascade.posting.waiting_drafts import LetterDraft, drafts_of
from cascade.report.sections import Section, sections
from cascade.returns.facts import Facts
from cascade.returns.receipt import Receipt, State
from cascade.returns.sums import results
from cascade.rounds import Rounds, is_gone
from cascade.summary import sentences
from cascade.summary.margin_lines import MarginLine, margin_lines
from cascade.summary.overview import Overview
from cascade.summary.sentences import Sentences, overview_of

EARLY = "还不到时候：要报的是截至 {as_of} 的数，到那天再下发。"
_CHANGES = 24  # where the header of an SQLite file counts its changes, in four bytes
_KEPT = 24  # views at most: some plans with their rounds
_PATIENCE = 5.0  # seconds to wait for another who reads: longer is no reading, but a ledger that is held


@dataclass(frozen=True)
class RoundView:
    """A round as its ledger tells it.

    `version` is the length of the journal in bytes: it grows with every entry. `state` tells the ledger from
    what it was before or will be. `in_force` are the decisions that nobody has taken back. `rounds` keep what
    was read of the ledger, None where there is none; `summaries` are those given so far.
    """

    places: Places
    version: int
    state: str
    facts: Facts
    issued: dict[str, int]
    decisions: Sequence[Decision]
    in_force: Sequence[Decision]
    letters: Sequence[Dispatch]
    drafts: Sequence[LetterDraft] = ()
    rounds: Rounds | None = None
    summaries: Sequence[Summary] = ()

    @cached_property
    def receipts_of(self) -> dict[str, list[Receipt]]:
        """The receipts by the fingerprints of their files."""
        found: dict[str, list[Receipt]] = {}
        for each in self.facts.receipts:
            found.setdefault(each.sha256, []).append(each)
        return found

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The cities with their files, then the files of no city."""
        return sections(self.facts)

    @property
    def names_sent(self) -> set[str]:
        """The names of the files that came: nothing goes out under one of them."""
        return {Path(each.file).name for each in self.facts.receipts}

    @property
    def doubtful(self) -> list[Section]:
        """The cities of whose numbers that count some look wrong by powers of ten or in another unit."""
        counting = (each for each in self.sections if each.mark and each.mark.state == State.ACCEPTED)
        return [each for each in counting if each.status_file and each.status_file.doubtful]

    def unsettled(self) -> Iterator[str]:
        """What is missing or in doubt among the numbers, to be seen before papers are made of them."""
        if missing := [each.name for each in self.facts.missing]:
            yield f"还有 {len(missing)} 家没有可以计入的上报表（{some(missing)}），汇总里没有它们的数。"
        if doubtful := [each.name for each in self.doubtful]:
            yield f"还有 {len(doubtful)} 家有数存疑（{some(doubtful)}），已经计入汇总：请先看一眼。"
        if self.facts.unfilled:
            yield f"{self.facts.unfilled}还没有填（在首页“填写本级数”）。"

    @property
    def without_receipt(self) -> int:
        """How many accepted returns still lack the receipt that was promised."""
        return without_receipt(self.facts.counted, self.letters)

    @property
    def lacking_form(self) -> frozenset[str]:
        """The codes of the cities whose forms are made and have not gone out."""
        return lacking_form(self.issued.keys(), self.letters, self.facts.receipts)

    @cached_property
    def overview(self) -> Sentences:
        """总览 as texts."""
        return sentences(self.facts)

    @cached_property
    def table(self) -> Overview:
        """The table of 总览, from which a page takes one line."""
        return overview_of(self.facts)

    @cached_property
    def margins(self) -> tuple[MarginLine, ...]:
        """The lines of that table, without the sentences above it, which take longer."""
        return tuple(margin_lines(self.table))

    @cached_property
    def addressees(self) -> Sequence[Addressee]:
        """Who gets which letter now."""
        if self.rounds is None:
            return ()
        with opened(self.places.ledger) as ledger:
            return addressees(self.places, ledger, self.facts)

    @property
    def step(self) -> NextStep:
        """The one next thing to do, looked at anew: print packs are in no ledger."""
        return step_of(self.places, self.facts, bool(self.issued), self.letters, self.drafts, self.summaries)

    @cached_property
    def is_current(self) -> bool:
        """Whether the last summary shows a round that is complete as it is."""
        return not self.facts.complete or is_current(self.summaries, self.facts)

    @cached_property
    def last_letters(self) -> dict[str, str]:
        """The last letter to each city and what became of it, by its code; no draft that need not leave."""
        waiting = {each.message.message_id for each in self.drafts if not each.idle}
        told = (e for e in self.letters if e.state is not Sending.DRAFTED or e.message_id in waiting)
        return {
            each.city: f"{each.at[5:10]} {PURPOSE_WORDS[Purpose(each.purpose)]}　{SENDING_WORDS[each.state]}"
            for each in sorted(told, key=lambda each: each.at)
        }

    @property
    def uncollected(self) -> list[str]:
        """The names of the files in the inbox that no collection has read yet."""
        known = {Path(each.file) for each in self.facts.receipts}
        holders = known.union(*(each.parents for each in known))
        found = (each for each in files_below(self.places.received.absolute()) if not each.ignored)
        return [each.path.name for each in found if each.path not in holders]

    @property
    def closed(self) -> Decision | None:
        """The decision by which the round is closed."""
        return closing(self.in_force)

    @property
    def is_early(self) -> bool:
        """Whether nothing was issued, and the last day that the round reports on has not come."""
        as_of = self.places.round.as_of
        return not self.issued and as_of is not None and self.facts.today < as_of

    @property
    def left(self) -> str:
        """How long until the round is due, or how long it is overdue; "" where nothing is awaited."""
        if self.closed or not self.issued:
            return ""
        days = (self.places.round.due - self.facts.today).days
        if days < 0:
            return self.facts.overdue
        return f"还有 {days} 天" if days else "今天截止"


class RoundViews:
    """The views of an office's rounds, each read again only when its journal or its plan has changed.

    The rounds of a plan share what was read of its ledger. Whoever asks for a round that is just being read
    waits for that, for a while: twenty pages that look anew at once read it once.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[object, RoundView]] = {}
        self._reading = threading.Lock()

    def view(self, places: Places, today: date) -> RoundView:
        """The round as it is now."""
        if view := self._known(places, today):
            return view
        alone = self._reading.acquire(timeout=_PATIENCE)
        try:
            return self._known(places, today) or self._read(places, today)
        finally:
            if alone:
                self._reading.release()

    def _known(self, places: Places, today: date) -> RoundView | None:
        """The round as it was read last, None where it may have changed since."""
        stamp, view = self._kept.get(_key(places), (None, None))
        fresh = view and stamp == _stamp(places, today) and not any(map(is_gone, view.facts.receipts))
        return view if fresh else None

    def _read(self, places: Places, today: date) -> RoundView:
        stamp = _stamp(places, today)
        alike = (view.rounds for known, view in list(self._kept.values()) if known == stamp and view.rounds)
        view = _read(places, stamp[0], today, next(alike, None))
        self._kept.pop(_key(places), None)
        self._kept[_key(places)] = stamp, view
        while len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        return view


def _key(places: Places) -> tuple[str, str]:
    return places.plan.id, places.round.id


def _stamp(places: Places, today: date) -> tuple[str, int, date]:
    """What the view of a round depends on; the views that are kept keep their plans, too."""
    return state_of(places.home), id(places.plan), today


def state_of(home: Path) -> str:
    """What tells the state of the ledger in a plan's folder from any other: the length of its journal, and
    SQLite's count of changes.

    The journal alone would not do: an entry stands in it a moment before the ledger has it.
    """
    try:
        with (home / LEDGER).open("rb") as file:
            file.seek(_CHANGES)
            changes = file.read(4).hex()
    except FileNotFoundError:
        changes = ""
    try:
        length = (home / JOURNAL).stat().st_size
    except FileNotFoundError:  # nothing was issued or received
        length = 0
    return f"{length}.{changes}"


def _read(places: Places, state: str, today: date, known: Rounds | None) -> RoundView:
    """Read a round; `known` is what was read of its plan's ledger in the same state."""
    version = int(state.partition(".")[0])
    if not version and not places.ledger.exists():  # opening would make one, as if something had been issued
        now, none = datetime.combine(today, datetime.min.time()), results(places.plan, places.round, {})
        return RoundView(
            places, 0, state, Facts(places.plan, places.round, (), none, (), {}, 0, now, now), {}, (), (), ()
        )
    with opened(places.ledger) as ledger:
        rounds = known.reopened(ledger) if known else Rounds(ledger, places.plan)
        facts = rounds.facts(places.round, today)
        return RoundView(
            places,
            version,
            state,
            facts,
            ledger.latest_versions(places.round.id),
            ledger.decisions(places.round.id),
            ledger.decisions_in_force(places.round.id),
            ledger.dispatches(places.round.id),
            drafts_of(places, ledger, facts.receipts),
            rounds,
            ledger.summaries(places.round.id),
        )
