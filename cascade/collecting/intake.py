"""Take files in: keep their bytes, judge those without a valid verdict, enter them in the ledger."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from cascade.collecting.incoming_files import Source, why_unreadable
from cascade.collecting.judge_apart import Arrived, JudgedReturn, judge_batch, packed
from cascade.collecting.judge_return import ReturnJudge, RoundJudge
from cascade.collecting.senders import Origins, credible, received
from cascade.findings import finding
from cascade.grid import Grid, Refused
from cascade.ledger import Mail, claims, keep_originals, withdrawals
from cascade.places import Places
from cascade.returns.receipt import Receipt, State
from cascade.rounds import Rounds
from cascade.xlsx import GuardedReader, Refusal, as_grid

Outcome = TypeVar("Outcome")

BATCH = 32  # files that are stored and handed to the reader together

_TOLD = (State.ANNEX, State.REFUSED)  # of files that do not say themselves whose they are
_ANNEX_ENDINGS = {".pdf", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic", ".ofd"}


@dataclass(slots=True)
class _Coming:
    """A file between arrival and verdict.

    `blank` is its receipt without a verdict. `data` is None if the file could not be opened; it is that of
    the archive where this does not give the file out. `grid` waits for the reader's result, and `judged` for
    that of a judge elsewhere; both are None if nothing needs reading.
    """

    path: Path
    blank: Receipt
    data: bytes | None = None
    grid: Callable[[], Grid] | None = None
    judged: Callable[[], JudgedReturn | Refusal | None] = lambda: None


class Intake:
    """Takes files into the ledger of one round.

    `received` is the ISO date or time of receipt of files that came without a mail; `run` numbers the
    collection. It remembers each file's receipt without numbers, to save memory: the ledger holds them.
    """

    def __init__(
        self, places: Places, rounds: Rounds, received: str, run: int, reader: GuardedReader
    ) -> None:
        self.received = received
        self._places, self._rounds, self._run, self._reader = places, rounds, run, reader
        self._origins = Origins.of_round(places, rounds.ledger)
        self._judge = RoundJudge.of_round(places, rounds)
        self._apart = False
        self._claims = claims(rounds.ledger.decisions_in_force(places.round.id))
        self._known: dict[str, dict[str, Receipt]] = {}
        for receipt in sorted(rounds.received(places.round), key=lambda each: each.run):
            self._remember(receipt)
        self._archive: tuple[Callable[[], bytes], bytes] | None = None  # the last one that was read

    def judge_apart(self) -> None:
        """From now on have files judged where they are read, which pays where there are many."""
        self._reader.share(packed(self._judge, self._rounds.ledger))
        self._apart = True

    def follow_claims_and_plan(self) -> None:
        """Judge again, from their originals, the files of which decisions have since said whose they are, and
        those that were sent back for a number that the plan has come to take.
        """
        for receipt in self._rounds.received(self._places.round):
            if (
                self._follows_claims(receipt)
                and not self._is_ours(receipt)
                and not self._rounds.is_allowed(receipt, self._places.round)
            ):
                continue
            with suppress(FileNotFoundError):  # the check before publishing names it
                receipt = self._judged_again(receipt)
                self._rounds.receive(receipt)
                self._remember(receipt)

    def _judged_again(self, receipt: Receipt) -> Receipt:
        """The receipt of a file as decisions are now. Raises FileNotFoundError where its original is lost."""
        if receipt.state in _TOLD:  # nothing in the file says whose it is
            return self._placed(receipt)
        data = self._places.original(receipt.sha256).read_bytes()
        return self._verdict(_Coming(Path(receipt.file), _blank(receipt), data))

    def keep_typed(self) -> None:
        """Keep what was typed in returns that were withdrawn, and in those that versions up to 1.5 sent back.

        It was kept nowhere, for the one were accepted when they came.
        """
        received = self._rounds.received(self._places.round)
        away = withdrawals(self._rounds.ledger.decisions_in_force(self._places.round.id), received)
        for receipt in received:
            returned = receipt.state is State.SENT_BACK or (receipt.records and receipt.sha256 in away)
            if returned and receipt.typed is None:
                with suppress(FileNotFoundError):
                    again = self._judged_again(receipt)
                    self._rounds.receive(replace(receipt, typed=again.typed or ()))

    def _follows_claims(self, receipt: Receipt) -> bool:
        """Whether a receipt was judged by the decisions that are in force on whose file it is."""
        if any(each.type.put_out for each in receipt.findings):
            return receipt.sha256 in self._judge.put_out  # else it was put back
        claimed = self._claims.get(receipt.sha256, "")
        if receipt.state in _TOLD:
            return receipt == self._placed(receipt)
        judged = receipt.region if any(each.type.by_decision for each in receipt.findings) else ""
        return judged == claimed or receipt.state not in (State.ACCEPTED, State.SENT_BACK, State.HELD)

    def _is_ours(self, receipt: Receipt) -> bool:
        """Whether a file was sent back, as versions up to 1.9 did, though it is a paper of ours."""
        ours = receipt.state is State.SENT_BACK and receipt.sha256 in self._judge.ours
        return ours and self._origins.mail(Path(receipt.file)) is None

    def take(self, sources: Iterable[Source]) -> Iterator[Receipt]:
        """Take files in batches, in their order: while one batch is judged, the next is being read.

        Yields one receipt a file, without its numbers.
        """
        waiting: deque[list[_Coming]] = deque()
        for batch in _batches(sources):
            waiting.append(self._begun(batch))
            if len(waiting) > self._reader.width:
                yield from map(self._taken, waiting.popleft())
        for coming in waiting:
            yield from map(self._taken, coming)

    def _begun(self, batch: list[Source]) -> list[_Coming]:
        """Open and store a batch of files, and start reading those that need a verdict."""
        coming = [self._opened(source) for source in batch]
        there = [each for each in coming if each.data is not None]
        digests = keep_originals(self._places.originals, [each.data or b"" for each in there])
        for each, digest in zip(there, digests, strict=True):
            each.blank = replace(each.blank, sha256=digest)
        if unread := [each for each in there if self._verdict_on(each.blank) is None and _is_read(each)]:
            self._begin(unread)
        return coming

    def _begin(self, unread: list[_Coming]) -> None:
        """Start reading some files, and judging them where that is done elsewhere, too."""
        if not self._apart:
            grids = self._reader.ahead([each.data or b"" for each in unread])
            for each, grid in zip(unread, grids, strict=True):
                each.grid = grid
            return
        arrived = [Arrived(each.blank, self._origins.mail(each.path), each.data or b"") for each in unread]
        outcomes = self._reader.begin(partial(judge_batch, arrived))
        for at, each in enumerate(unread):
            each.judged = partial(_one_of, outcomes, at)

    def _opened(self, source: Source) -> _Coming:
        """Read a file's bytes; a file that is ignored or cannot be opened gets its verdict here."""
        dated = "T" not in self.received
        blank = Receipt(self._places.round.id, source.name, "", self.received, self._run, dated=dated)
        if source.ignored:
            return _Coming(source.path, replace(blank, state=State.IGNORED))
        try:
            if mail := self._mail(source):
                blank = replace(blank, received=received(mail), dated=credible(mail))
            if source.mail and source.mail.about and source.path == source.mail.path:
                city, found = source.mail.about
                blank = replace(blank, state=State.IGNORED, region=city, findings=(found,))
            return _Coming(source.path, blank, source.read())
        except OSError as error:
            found = finding("F12", what="文件", detail=why_unreadable(error))
        except Refused as refusal:
            found = finding(refusal.code, self._places.plan.levels, **refusal.facts)
        return _Coming(
            source.path, replace(blank, state=State.REFUSED, findings=(found,)), self._packed(source)
        )

    def _packed(self, source: Source) -> bytes | None:
        """The archive of a file, read once for all its files; None for a file that lies in none."""
        if source.archive is None:
            return None
        if self._archive is None or self._archive[0] is not source.archive:
            try:
                self._archive = source.archive, source.archive()
            except (OSError, Refused):
                return None
        return self._archive[1]

    def _mail(self, source: Source) -> Mail | None:
        """The mail that a file came with. Raises OSError where a saved mail cannot be read."""
        if source.mail:
            return self._origins.enter(source.mail, self._rounds.ledger)
        return self._origins.mail(source.path)

    def _taken(self, coming: _Coming) -> Receipt:
        """Judge a file and enter its receipt; a file whose verdict stands keeps it."""
        blank, data = coming.blank, coming.data
        if data is None:
            return self._placed(blank)
        if known := self._verdict_on(blank):
            return known
        if known := self._found_there(blank):
            coming.blank = replace(blank, received=known.received, run=known.run, dated=known.dated)
        judged = coming.judged()
        if not isinstance(judged, JudgedReturn):
            if judged:
                coming.grid = partial(as_grid, judged)
            receipt = self._verdict(coming)
            self._rounds.receive(receipt)
            return self._remember(receipt)
        blank = coming.blank
        receipt = replace(judged.receipt, received=blank.received, run=blank.run, dated=blank.dated)
        self._rounds.receive(receipt, judged.texts)
        if judged.changes:
            self._rounds.note_changes(receipt, judged.changes)
        return self._remember(receipt)

    def _verdict(self, coming: _Coming) -> Receipt:
        """The receipt of a file that was opened, or whose archive was: not everything is read."""
        blank, data = coming.blank, coming.data or b""
        if not _is_new(blank):
            return self._placed(blank)
        if _is_annex(coming.path):
            return self._placed(replace(blank, state=State.ANNEX))
        grid, mail = coming.grid or partial(self._reader.read, data), self._origins.mail(coming.path)
        return self._placed(ReturnJudge(self._judge, self._reader).judge(blank, mail, data, grid))

    def _placed(self, receipt: Receipt) -> Receipt:
        """The receipt with its city, where only a decision, or its sender, name or folders, tell it."""
        if receipt.state not in _TOLD:
            return receipt
        told = self._claims.get(receipt.sha256) or self._origins.told_city(Path(receipt.file))
        return replace(receipt, region=told)

    def _remember(self, receipt: Receipt) -> Receipt:
        """Remember a receipt without its numbers, and return that; a place is known by its last files."""
        known = receipt.emptied(receipt.state)
        there = self._known.setdefault(receipt.file, {})
        last = max((each.run for each in there.values()), default=receipt.run)
        if last < receipt.run:
            there.clear()
        if last <= receipt.run or receipt.sha256 in there:
            there[receipt.sha256] = known
        return known

    def _found_there(self, blank: Receipt) -> Receipt | None:
        """The receipt of the same file in the same place; None if it is new or was not there last."""
        return self._known.get(blank.file, {}).get(blank.sha256)

    def _verdict_on(self, blank: Receipt) -> Receipt | None:
        """The earlier receipt of a file, None unless its verdict stands.

        A file that was refused or held is judged again, because what that depended on may have changed; so is
        a duplicate, which older versions entered unread.
        """
        known = self._found_there(blank)
        return known if known and known.state not in (State.REFUSED, State.HELD, State.DUPLICATE) else None


def _one_of(outcomes: Callable[[], Sequence[Outcome] | None], at: int) -> Outcome | None:
    found = outcomes()
    return found[at] if found else None


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    coming = iter(sources)
    while batch := list(islice(coming, BATCH)):
        yield batch


def _is_read(coming: _Coming) -> bool:
    """Whether a file's cells are read: it is no annex."""
    return _is_new(coming.blank) and not _is_annex(coming.path)


def _is_new(blank: Receipt) -> bool:
    """Whether a file has no verdict yet: it is no mail that is no return, and its archive gives it out."""
    return blank.state is not State.IGNORED and not blank.findings


def _blank(receipt: Receipt) -> Receipt:
    """A receipt without its verdict."""
    where = receipt.round, receipt.file, receipt.sha256
    return Receipt(*where, receipt.received, receipt.run, dated=receipt.dated)


def _is_annex(path: Path) -> bool:
    return path.suffix.lower() in _ANNEX_ENDINGS
