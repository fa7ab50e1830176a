"""Take files in: keep their bytes, judge those without a valid verdict, enter them in the ledger."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from cascade.collecting.incoming_files import Source
from cascade.collecting.judge_return import ReturnJudge
from cascade.collecting.senders import Origins, received
from cascade.findings import finding
from cascade.grid import Grid, Refused
from cascade.ledger import DecisionKind, keep_originals
from cascade.model import Plan
from cascade.places import Places
from cascade.returns.receipt import Receipt, State
from cascade.rounds import Rounds, is_gone
from cascade.xlsx import GuardedReader

BATCH = 32  # files that are stored and handed to the reader together

_ANNEX_ENDINGS = {".pdf", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic", ".ofd"}


@dataclass(slots=True)
class _Coming:
    """A file between arrival and verdict.

    `blank` is its receipt without a verdict. `data` is None if the file could not be opened; `grid` waits for
    the reader's result, and is None if nothing needs reading.
    """

    path: Path
    blank: Receipt
    data: bytes | None = None
    grid: Callable[[], Grid] | None = None


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
        self._judge = ReturnJudge(places, rounds, reader, self._origins)
        decisions = rounds.ledger.decisions(places.round.id)
        self._closed = any(each.kind is DecisionKind.CLOSE for each in decisions)
        self._known: dict[tuple[str, str], Receipt] = {}
        self._files: dict[str, dict[str, Receipt]] = {}
        for receipt in rounds.received(places.round):
            self._remember(receipt)
        self.corrections = self._judge.corrections

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
        unread = [each for each in there if self._verdict_on(each.blank) is None and not _is_annex(each.path)]
        grids = self._reader.ahead([each.data or b"" for each in unread]) if unread else []
        for each, grid in zip(unread, grids, strict=True):
            each.grid = grid
        return coming

    def _opened(self, source: Source) -> _Coming:
        """Read a file's bytes; a file that is ignored or cannot be opened gets its verdict here."""
        mail = self._origins.mail(source.path)
        when = received(mail) if mail else self.received
        blank = Receipt(self._places.round.id, source.name, "", when, self._run)
        if source.ignored:
            return _Coming(source.path, replace(blank, state=State.IGNORED))
        try:
            return _Coming(source.path, blank, source.read())
        except OSError as error:
            found = finding("F12", detail=error.strerror or "读取出错")
        except Refused as refusal:
            found = finding(refusal.code, **refusal.facts)
        return _Coming(source.path, replace(blank, findings=(found,)))

    def _taken(self, coming: _Coming) -> Receipt:
        """Judge a file and enter its receipt; a file whose verdict stands keeps it."""
        blank, data = coming.blank, coming.data
        if data is None:
            return blank
        grid = coming.grid or partial(self._reader.read, data)
        if known := self._verdict_on(blank):
            if known.state is State.SENT_BACK:
                self._judge.keep_typed(known, grid)
            return known
        receipt = self._copy_or_annex(coming) or self._judge.judge(blank, data, grid)
        if known := self._known.get((blank.sha256, blank.file)):
            receipt = replace(receipt, received=known.received, run=known.run)
        if self._closed and receipt.state in (State.ACCEPTED, State.SENT_BACK):
            receipt = replace(receipt, state=State.HELD, findings=(*receipt.findings, finding("D10")))
        self._rounds.receive(receipt)
        return self._remember(receipt)

    def _copy_or_annex(self, coming: _Coming) -> Receipt | None:
        """The receipt of a duplicate or an annex, neither of which is read; None for any other file."""
        blank = coming.blank
        for twin in self._files.get(blank.sha256, {}).values():
            if twin.file != blank.file and twin.state is not State.DUPLICATE and not is_gone(twin):
                return replace(blank, state=State.DUPLICATE, region=twin.region, ticket=twin.ticket)
        if _is_annex(coming.path):
            region = self._origins.city_of(coming.path) or _named_city(coming.path, self._places.plan)
            return replace(blank, state=State.ANNEX, region=region)
        return None

    def _remember(self, receipt: Receipt) -> Receipt:
        """Remember a receipt without its numbers, and return that."""
        known = replace(receipt, findings=(), records=(), unread=(), other_cells=())
        self._known[receipt.sha256, receipt.file] = known
        self._files.setdefault(receipt.sha256, {})[receipt.file] = known
        return known

    def _verdict_on(self, blank: Receipt) -> Receipt | None:
        """The earlier receipt of a file, None unless its verdict stands.

        A file that was refused, held or a duplicate is judged again: what that depended on may have changed.
        """
        known = self._known.get((blank.sha256, blank.file))
        return known if known and known.state not in (State.REFUSED, State.HELD, State.DUPLICATE) else None


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    coming = iter(sources)
    while batch := list(islice(coming, BATCH)):
        yield batch


def _is_annex(path: Path) -> bool:
    return path.suffix.lower() in _ANNEX_ENDINGS


def _named_city(path: Path, plan: Plan) -> str:
    """The code of the only city whose name or code is in the name of the file or its folder, else ""."""
    words = f"{path.parent.name}/{path.name}"
    named = [city.code for city in plan.cities if city.name in words or city.code in words]
    return named[0] if len(named) == 1 else ""
