"""Taking one file: kept first, then read, found, understood, checked and judged."""

import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from cascade import checks, locate, office, store, submission, ticket, xlsx
from cascade.filing import Standing
from cascade.findings import Finding, finding
from cascade.grid import Grid, Refused, position
from cascade.layout import Split
from cascade.ledger import Issued, Kind, Ledger
from cascade.model import Plan
from cascade.receipts import Receipt, State, verdict
from cascade.workflow.correct import Correction
from cascade.workflow.origins import Origins, received
from cascade.workflow.places import Places
from cascade.workflow.sources import Source
from cascade.workflow.standing import standing, withdrawn

_ANNEX_ENDINGS = {".pdf", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic", ".ofd"}

_CONVERTED = {".ods": ".ods", ".xlsb": ".xlsb", "Excel 2003 XML": ".xml"}  # by the reader's word; else .xls


@dataclass(slots=True)
class Intake:
    """Takes files into the ledger of a round, on a date (`received`) and in a run."""

    places: Places
    ledger: Ledger
    received: str
    run: int
    reader: xlsx.GuardedReader
    corrections: list[Correction] = field(default_factory=list)
    _standings: dict[str, Standing] = field(default_factory=dict)
    _known: dict[tuple[str, str], Receipt] = field(init=False)
    _whose: dict[str, str] = field(init=False)
    _closed: bool = field(init=False)
    _origins: Origins = field(init=False)

    def __post_init__(self) -> None:
        receipts = self.ledger.receipts(self.places.round.id)
        self._known = {(receipt.sha256, receipt.file): receipt for receipt in receipts}
        self._origins = Origins.of_round(self.places, self.ledger)
        decisions = self.ledger.decisions(self.places.round.id)
        self._whose = {each.sha256: each.city for each in decisions if each.kind is Kind.AS}
        self._closed = any(each.kind is Kind.CLOSE for each in decisions)

    def take(self, source: Source) -> Receipt:
        """Take one file. One known from an earlier run keeps its verdict, unless it was refused or held."""
        mail = self._origins.mail(source.path)
        when = received(mail) if mail else self.received
        blank = Receipt(self.places.round.id, source.name, "", when, self.run)
        if source.ignored:
            return replace(blank, state=State.IGNORED)
        try:
            data = source.read()
        except OSError as error:
            return replace(blank, findings=(finding("F12", detail=error.strerror or "读取出错"),))
        except Refused as refusal:
            return replace(blank, findings=(finding(refusal.code, **refusal.facts),))
        digest = store.keep_original(self.places.originals, data)
        known = self._known.get((digest, blank.file))
        if known and known.state not in (State.REFUSED, State.HELD, State.DUPLICATE):
            if known.state is State.SENT_BACK:
                self._remember(known, data)
            return known
        receipt = self._taken(replace(blank, sha256=digest), source.path, data)
        if known:
            receipt = replace(receipt, received=known.received, run=known.run)
        if self._closed and receipt.state in (State.ACCEPTED, State.SENT_BACK):
            receipt = replace(receipt, state=State.HELD, findings=(*receipt.findings, finding("D10")))
        self.ledger.receive(receipt)
        self._known[digest, receipt.file] = receipt
        return receipt

    def _taken(self, blank: Receipt, path: Path, data: bytes) -> Receipt:
        for twin in self._known.values():
            if twin.sha256 == blank.sha256 and twin.file != blank.file and not _in_its_place(twin):
                return replace(blank, state=State.DUPLICATE, region=twin.region, ticket=twin.ticket)
        if path.suffix.lower() in _ANNEX_ENDINGS:
            region = self._origins.city_of(path) or _named_city(path, self.places.plan)
            return replace(blank, state=State.ANNEX, region=region)
        try:
            return self._judged(blank, *self._grid(data))
        except Refused as refusal:
            found = finding(refusal.code, **refusal.facts)
        except Exception as error:  # a bug in reading one file must not cost the others anything
            logging.getLogger(__name__).exception("reading %s", path)
            found = finding("F13", detail=type(error).__name__)
        return replace(blank, findings=(found,))

    def _remember(self, known: Receipt, data: bytes) -> None:
        """What was typed in a return that went back: its copy may never have been written."""
        form = self.ledger.issued(known.ticket)
        with suppress(Refused):
            placement = locate.place(self._grid(data)[0], form.layout, {}) if form else None
            if form and placement:
                plan, round_ = self.places.plan, self.places.round
                filing, _ = submission.read(form.layout, placement, plan, round_, self._standing(form.city))
                self.corrections.append(Correction(form, submission.typed(placement, filing)))

    def _grid(self, data: bytes) -> tuple[Grid, tuple[Finding, ...]]:
        """The cells of a workbook; one of another format is converted first, where LibreOffice is at hand."""
        try:
            return self.reader.read(data), ()
        except Refused as refusal:
            if refusal.code != "F05" or office.program() is None:
                raise
            kind = refusal.facts["kind"].strip()
            try:
                converted = office.as_xlsx(data, _CONVERTED.get(kind, ".xls"))
            except office.Failed:
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
        foreign = {} if blank.sha256 in self._whose else _other_codes(plan, form.city)
        placement = locate.place(grid, form.layout, foreign)
        filing, odd = submission.read(form.layout, placement, plan, round_, self._standing(form.city))
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

    def _standing(self, city: str) -> Standing:
        if city not in self._standings:
            self._standings[city] = standing(self.ledger, self.places.plan, self.places.round, city)
        return self._standings[city]

    def _wrong_round(self, form: Issued) -> Finding | None:
        if form.round == self.places.round.id:
            return None
        found = next((each.name for each in self.places.plan.rounds if each.id == form.round), form.round)
        return finding("D04", found=found, expected=self.places.round.name, value=form.ticket)

    def _older_version(self, form: Issued) -> tuple[Finding, ...]:
        latest = self.ledger.latest_version(form.round, form.city)
        if latest in (0, form.version):
            return ()
        return (finding("D07", found=form.version, current=latest, value=form.ticket),)


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


def _other_codes(plan: Plan, city: str) -> dict[str, str]:
    """The region codes of all other cities, with the cities' names."""
    return {
        code: other.name
        for other in plan.cities
        if other.code != city
        for code in (*(county.code for county in plan.counties(other.code)), *plan.zones(other.code))
    }


def _named_city(path: Path, plan: Plan) -> str:
    """The one city whose name or code stands in a file's name or its folder's, "" if none or several."""
    words = f"{path.parent.name}/{path.name}"
    named = [city.code for city in plan.cities if city.name in words or city.code in words]
    return named[0] if len(named) == 1 else ""
