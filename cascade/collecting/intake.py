"""Taking one file: kept first, then read, found, understood, checked and judged."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from cascade import checks, durable, libreoffice, locate, submission, ticket, xlsx
from cascade.collecting.corrections import Correction
from cascade.collecting.foreign_codes import Elsewhere, city_of_code
from cascade.collecting.incoming_files import Source
from cascade.collecting.senders import Origins, received
from cascade.findings import Finding, finding
from cascade.grid import Grid, Refused, position
from cascade.layout import Split
from cascade.ledger import Issued, Kind, Ledger
from cascade.model import Plan, Region
from cascade.places import Places
from cascade.returns.city_history import CityHistory
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import verdict
from cascade.rounds import Earlier, withdrawn

_ANNEX_ENDINGS = {".pdf", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic", ".ofd"}

_CONVERTED = {".ods": ".ods", ".xlsb": ".xlsb", "Excel 2003 XML": ".xml"}  # by the reader's word; else .xls


BATCH = 32  # files that are kept and handed to a reader together


@dataclass(slots=True)
class _Coming:
    """A file on its way in: its bytes where it could be opened, its grid where it is being read."""

    path: Path
    blank: Receipt
    data: bytes | None = None
    grid: Callable[[], Grid] | None = None


@dataclass(slots=True)
class Intake:
    """Takes files into the ledger of a round, on a date (`received`) and in a run.

    What it knows of each file it holds without the numbers: these the ledger has.
    """

    places: Places
    ledger: Ledger
    received: str
    run: int
    reader: xlsx.GuardedReader
    corrections: list[Correction] = field(default_factory=list)
    _histories: dict[str, CityHistory] = field(default_factory=dict)
    _known: dict[tuple[str, str], Receipt] = field(default_factory=dict)
    _files: dict[str, dict[str, Receipt]] = field(default_factory=dict)
    _cities: dict[str, Region] = field(init=False)
    _earlier: Earlier = field(init=False)
    _whose: dict[str, str] = field(init=False)
    _latest: dict[str, int] = field(init=False)
    _closed: bool = field(init=False)
    _origins: Origins = field(init=False)

    def __post_init__(self) -> None:
        for receipt in self.ledger.receipts(self.places.round.id):
            self._enter(receipt)
        self._origins = Origins.of_round(self.places, self.ledger)
        decisions = self.ledger.decisions(self.places.round.id)
        self._whose = {each.sha256: each.city for each in decisions if each.kind is Kind.AS}
        self._closed = any(each.kind is Kind.CLOSE for each in decisions)
        self._latest = self.ledger.latest_versions(self.places.round.id)
        self._cities = city_of_code(self.places.plan)
        self._earlier = Earlier(self.ledger, self.places.plan, self.places.round)

    def take(self, sources: Iterable[Source]) -> Iterator[Receipt]:
        """Take files in their order, some at a time: while they are judged, the next are being read.

        Gives a receipt of each, without its numbers.
        """
        waiting: deque[list[_Coming]] = deque()
        for batch in _batches(sources):
            waiting.append(self._begun(batch))
            if len(waiting) > self.reader.width:
                yield from map(self._taken, waiting.popleft())
        for coming in waiting:
            yield from map(self._taken, coming)

    def _begun(self, batch: list[Source]) -> list["_Coming"]:
        """Files whose bytes are kept, and which are being read unless there is nothing to read."""
        coming = [self._opened(source) for source in batch]
        there = [each for each in coming if each.data is not None]
        digests = durable.keep_originals(self.places.originals, [each.data or b"" for each in there])
        for each, digest in zip(there, digests, strict=True):
            each.blank = replace(each.blank, sha256=digest)
        unread = [each for each in there if self._verdict_on(each.blank) is None and not _is_annex(each.path)]
        grids = self.reader.ahead([each.data or b"" for each in unread]) if unread else []
        for each, grid in zip(unread, grids, strict=True):
            each.grid = grid
        return coming

    def _opened(self, source: Source) -> "_Coming":
        mail = self._origins.mail(source.path)
        when = received(mail) if mail else self.received
        blank = Receipt(self.places.round.id, source.name, "", when, self.run)
        if source.ignored:
            return _Coming(source.path, replace(blank, state=State.IGNORED))
        try:
            return _Coming(source.path, blank, source.read())
        except OSError as error:
            found = finding("F12", detail=error.strerror or "读取出错")
        except Refused as refusal:
            found = finding(refusal.code, **refusal.facts)
        return _Coming(source.path, replace(blank, findings=(found,)))

    def _taken(self, coming: "_Coming") -> Receipt:
        """One known from an earlier run keeps its verdict, unless it was refused or held."""
        blank, data = coming.blank, coming.data
        if data is None:
            return blank
        if known := self._verdict_on(blank):
            if known.state is State.SENT_BACK:
                self._remember(known, coming.grid or partial(self.reader.read, data))
            return known
        receipt = self._read(coming, data)
        if known := self._known.get((blank.sha256, blank.file)):
            receipt = replace(receipt, received=known.received, run=known.run)
        if self._closed and receipt.state in (State.ACCEPTED, State.SENT_BACK):
            receipt = replace(receipt, state=State.HELD, findings=(*receipt.findings, finding("D10")))
        self.ledger.receive(receipt)
        return self._enter(receipt)

    def _enter(self, receipt: Receipt) -> Receipt:
        known = replace(receipt, findings=(), records=())
        self._known[receipt.sha256, receipt.file] = known
        self._files.setdefault(receipt.sha256, {})[receipt.file] = known
        return known

    def _verdict_on(self, blank: Receipt) -> Receipt | None:
        """The receipt of a file whose verdict stands."""
        known = self._known.get((blank.sha256, blank.file))
        return known if known and known.state not in (State.REFUSED, State.HELD, State.DUPLICATE) else None

    def _read(self, coming: "_Coming", data: bytes) -> Receipt:
        blank, path = coming.blank, coming.path
        for twin in self._files.get(blank.sha256, {}).values():
            if twin.file != blank.file and not _in_its_place(twin):
                return replace(blank, state=State.DUPLICATE, region=twin.region, ticket=twin.ticket)
        if _is_annex(path):
            region = self._origins.city_of(path) or _named_city(path, self.places.plan)
            return replace(blank, state=State.ANNEX, region=region)
        try:
            return self._judged(blank, *self._grid(data, coming.grid or partial(self.reader.read, data)))
        except Refused as refusal:
            found = finding(refusal.code, **refusal.facts)
        except Exception as error:  # a bug in reading one file must not cost the others anything
            logging.getLogger(__name__).exception("reading %s", path)
            found = finding("F13", detail=type(error).__name__)
        return replace(blank, findings=(found,))

    def _remember(self, known: Receipt, grid: Callable[[], Grid]) -> None:
        """What was typed in a return that went back: its copy may never have been written."""
        form = self.ledger.issued(known.ticket)
        with suppress(Refused):
            placement = locate.place(grid(), form.layout, {}) if form else None
            if form and placement:
                plan, round_ = self.places.plan, self.places.round
                filing, _ = submission.read(form.layout, placement, plan, round_, self._history(form.city))
                self.corrections.append(Correction(form, submission.typed(placement, filing)))

    def _grid(self, data: bytes, grid: Callable[[], Grid]) -> tuple[Grid, tuple[Finding, ...]]:
        """The cells of a workbook; one of another format is converted first, where LibreOffice is at hand."""
        try:
            return grid(), ()
        except Refused as refusal:
            if refusal.code != "F05" or libreoffice.program() is None:
                raise
            kind = refusal.facts["kind"].strip()
            try:
                converted = libreoffice.as_xlsx(data, _CONVERTED.get(kind, ".xls"))
            except libreoffice.Failed:
                raise refusal from None
            return self.reader.read(converted), (finding("F15", kind=kind),)

    def _judged(self, blank: Receipt, grid: Grid, findings: tuple[Finding, ...]) -> Receipt:
        form, found = self._form(grid, blank.sha256)
        findings += (*found, *_external(grid))
        if form is None:
            return replace(blank, state=State.HELD, findings=findings)
        receipt = replace(blank, region=form.city, ticket=form.ticket)
        if wrong := self._wrong_round(form):
            return replace(receipt, state=State.HELD, findings=(*findings, wrong))
        plan, round_ = self.places.plan, self.places.round
        foreign = {} if blank.sha256 in self._whose else Elsewhere(self._cities, form.city)
        placement = locate.place(grid, form.layout, foreign)
        filing, odd = submission.read(form.layout, placement, plan, round_, self._history(form.city))
        judged = checks.check(filing)
        if form.split == Split.COUNTY:
            judged = tuple(each for each in judged if not each.code.startswith("S"))  # for the whole to say
        findings += self._origins.findings(Path(blank.file), form.city)
        findings += (*self._older_version(form), *placement.findings, *odd, *judged)
        receipt = replace(
            receipt,
            state=verdict(findings),
            findings=_in_reading_order(findings, grid),
            records=tuple(filing.records.values()),
            names=filing.names,
            explanations=filing.explanations,
        )
        if receipt.state is State.SENT_BACK:
            self.corrections.append(Correction(form, submission.typed(placement, filing)))
        return receipt

    def _form(self, grid: Grid, sha256: str) -> tuple[Issued | None, tuple[Finding, ...]]:
        """The form that a workbook is, by a person's word or by its ticket."""
        if city := self._whose.get(sha256):
            name = self.places.plan.name(city)
            return self.ledger.latest_issued(self.places.round.id, city), (finding("D11", city=name),)
        identity = locate.identify(grid)
        form = self.ledger.issued(identity.ticket) if identity.ticket else None
        if identity.ticket and form is None:
            code = "D02" if ticket.is_intact(identity.ticket) else "D17"
            return None, (*identity.findings, finding(code, ticket=identity.ticket, value=identity.ticket))
        return form, identity.findings

    def _history(self, city: str) -> CityHistory:
        if city not in self._histories:
            self._histories[city] = self._earlier.history(city)
        return self._histories[city]

    def _wrong_round(self, form: Issued) -> Finding | None:
        if form.round == self.places.round.id:
            return None
        found = next((each.name for each in self.places.plan.rounds if each.id == form.round), form.round)
        return finding("D04", found=found, expected=self.places.round.name, value=form.ticket)

    def _older_version(self, form: Issued) -> tuple[Finding, ...]:
        latest = self._latest.get(form.city, form.version)
        if latest == form.version:
            return ()
        return (finding("D07", found=form.version, current=latest, value=form.ticket),)


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    coming = iter(sources)
    while batch := list(islice(coming, BATCH)):
        yield batch


def _is_annex(path: Path) -> bool:
    return path.suffix.lower() in _ANNEX_ENDINGS


def _in_its_place(twin: Receipt) -> bool:
    """Whether a file with the same bytes does not count itself, so that another may take its place."""
    return twin.state is State.DUPLICATE or withdrawn(twin)


def _in_reading_order(findings: tuple[Finding, ...], grid: Grid) -> tuple[Finding, ...]:
    """Findings sheet by sheet and cell by cell, as a person reads a workbook; the general ones first."""
    sheets = [sheet.name for sheet in grid.sheets]

    def place(found: Finding) -> tuple[int, int, int]:
        if not found.cell:
            return (sheets.index(found.sheet) if found.sheet in sheets else -1), 0, 0
        return sheets.index(found.sheet), *position(found.cell)

    return tuple(sorted(findings, key=place))


def _external(grid: Grid) -> tuple[Finding, ...]:
    return (finding("F11"),) if grid.external else ()


def _named_city(path: Path, plan: Plan) -> str:
    """The one city whose name or code stands in a file's name or its folder's, "" if none or several."""
    words = f"{path.parent.name}/{path.name}"
    named = [city.code for city in plan.cities if city.name in words or city.code in words]
    return named[0] if len(named) == 1 else ""
