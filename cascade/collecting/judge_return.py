"""Judge one file: turn its bytes into a receipt with its numbers, its findings and its verdict."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cascade import checks, libreoffice, locate, submission, ticket, xlsx
from cascade.catalogue import CATALOGUE
from cascade.collecting.senders import Origins
from cascade.findings import Finding, finding
from cascade.grid import Grid, Refused, position
from cascade.layout import Split
from cascade.ledger import Issued, claims, withdrawals
from cascade.model import Plan, Region
from cascade.places import Places
from cascade.returns.city_history import CityHistory
from cascade.returns.filing import Filing
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import verdict
from cascade.rounds import Rounds

_ENDINGS = {".ods": ".ods", ".xlsb": ".xlsb", "Excel 2003 XML": ".xml"}  # by the reader's `kind`; else .xls


class ForeignCodes(Mapping[str, str]):
    """Maps the region codes of all cities but the return's own to the cities' names.

    It is a view of a shared dictionary: a copy for every return would cost thousands of entries.
    """

    def __init__(self, cities: Mapping[str, Region], own: str) -> None:
        self._cities, self._own = cities, own

    def __getitem__(self, code: str) -> str:
        city = self._cities[code]
        if city.code == self._own:
            raise KeyError(code)
        return city.name

    def __iter__(self) -> Iterator[str]:
        return (code for code, city in self._cities.items() if city.code != self._own)

    def __len__(self) -> int:
        return sum(city.code != self._own for city in self._cities.values())


def _city_of_code(plan: Plan) -> dict[str, Region]:
    """The city of each region code, the codes of spare rows included."""
    return {
        code: city
        for city in plan.cities
        for code in (*(county.code for county in plan.counties(city.code)), *plan.zones(city.code))
    }


class ReturnJudge:
    """Judges the files of a round."""

    def __init__(self, places: Places, rounds: Rounds, reader: xlsx.GuardedReader, origins: Origins) -> None:
        self._plan, self._round = places.plan, places.round
        self._ledger, self._rounds = rounds.ledger, rounds
        self._reader = reader
        self._origins = origins
        self._earlier = rounds.earlier(places.round)
        self._histories: dict[str, CityHistory] = {}
        self._cities = _city_of_code(places.plan)
        self._latest = self._ledger.latest_versions(places.round.id)
        decisions = self._ledger.decisions_in_force(places.round.id)
        self._claimed = claims(decisions)
        self._withdrawn = withdrawals(decisions, rounds.received(places.round))

    def judge(self, blank: Receipt, data: bytes, grid: Callable[[], Grid]) -> Receipt:
        """The receipt of a file with its verdict; `blank` has none yet. `grid` reads `data`.

        Never raises: a file that cannot be read is refused, and a bug in reading it becomes the finding F13.
        """
        try:
            cells, findings = self._read(data, grid)
            return self._judged(blank, cells, findings)
        except Refused as refusal:
            found = finding(refusal.code, self._plan.levels, **refusal.facts)
        except Exception as error:  # a bug in reading one file must not stop the others
            logging.getLogger(__name__).exception("reading %s", blank.file)
            found = finding("F13", self._plan.levels, detail=type(error).__name__)
        return replace(blank, findings=(found,))

    def _read(self, data: bytes, grid: Callable[[], Grid]) -> tuple[Grid, tuple[Finding, ...]]:
        """The cells of a workbook, converted by LibreOffice if it has another format; raises Refused."""
        try:
            return grid(), ()
        except Refused as refusal:
            if not CATALOGUE[refusal.code].convertible or libreoffice.program() is None:
                raise
            kind = refusal.facts["kind"].strip()
            try:
                converted = libreoffice.as_xlsx(data, _ENDINGS.get(kind, ".xls"))
            except libreoffice.Failed:
                raise refusal from None
            return self._reader.read(converted), (finding("F15", kind=kind),)

    def _judged(self, blank: Receipt, grid: Grid, findings: tuple[Finding, ...]) -> Receipt:
        """The receipt of a workbook: identify its form, find its cells, understand them, check them."""
        form, found = self._form(grid, blank.sha256)
        findings += (*found, *((finding("F11"),) if grid.external else ()))
        if form is None:
            return replace(blank, state=State.HELD, findings=findings)
        receipt = replace(blank, region=form.city, ticket=form.ticket)
        if wrong := self._wrong_form(form):
            return replace(receipt, state=State.HELD, findings=(*findings, *wrong))
        placement = locate.place(grid, form.layout, ForeignCodes(self._cities, form.city))
        filing, odd = self._understood(form, placement)
        findings += self._origins.findings(Path(blank.file), form.city)
        findings += (*self._older_version(form), *filing.changes.holding)
        findings += (*placement.findings, *odd, *_checked(form, filing))
        state = verdict(findings)
        receipt = replace(receipt.saying(filing), state=state, findings=_in_reading_order(findings, grid))
        if state is State.SENT_BACK or blank.sha256 in self._withdrawn:
            receipt = replace(receipt, typed=tuple(submission.typed(placement, filing)))
        may_be_a_part = state is State.SENT_BACK or form.share
        return replace(receipt, other_cells=filing.other_cells) if may_be_a_part else receipt

    def _form(self, grid: Grid, sha256: str) -> tuple[Issued | None, tuple[Finding, ...]]:
        """The issued form that a workbook is, by an operator's decision or by its ticket; None if unknown."""
        if city := self._claimed.get(sha256):
            name = self._plan.name(city)
            return self._ledger.latest_issued(self._round.id, city), (
                finding("D11", self._plan.levels, city=name),
            )
        identity = locate.identify(grid, self._plan.levels)
        form = self._ledger.issued(identity.ticket) if identity.ticket else None
        if identity.ticket and form is None:
            code = "D02" if ticket.is_intact(identity.ticket) else "D17"
            facts = {"ticket": identity.ticket, "value": identity.ticket}
            return None, (*identity.findings, finding(code, self._plan.levels, **facts))
        return form, identity.findings

    def _understood(self, form: Issued, placement: locate.Placement) -> tuple[Filing, tuple[Finding, ...]]:
        """What a return says, and the findings about its single cells."""
        if form.city not in self._histories:
            self._histories[form.city] = self._earlier.history(form.city)
        history = self._histories[form.city]
        filing, odd = submission.read(form.layout, placement, self._plan, self._round, history)
        return replace(filing, changes=self._rounds.changes_since(form, self._round)), odd

    def _wrong_form(self, form: Issued) -> tuple[Finding, ...]:
        """The finding D04 if the form is of another round, D20 if the plan has no place for it any more."""
        if form.round != self._round.id:
            found = next((each.name for each in self._plan.rounds if each.id == form.round), form.round)
            return (
                finding("D04", self._plan.levels, found=found, expected=self._round.name, value=form.ticket),
            )
        changes = self._rounds.changes_since(form, self._round)
        return changes.holding if changes.form else ()

    def _older_version(self, form: Issued) -> tuple[Finding, ...]:
        """The finding D07 if the city has a newer version of the form."""
        latest = self._latest.get(form.city, form.version)
        if latest == form.version:
            return ()
        return (finding("D07", found=form.version, current=latest, value=form.ticket),)


def _checked(form: Issued, filing: Filing) -> tuple[Finding, ...]:
    """The findings of the checks; for the share of one county, without those that compare all counties."""
    found = checks.check(filing)
    if form.split != Split.COUNTY:
        return found
    return tuple(each for each in found if not each.type.all_counties)


def _in_reading_order(findings: tuple[Finding, ...], grid: Grid) -> tuple[Finding, ...]:
    """Sort findings by sheet and cell, as a person reads a workbook; those without a cell come first."""
    sheets = [sheet.name for sheet in grid.sheets]

    def place(found: Finding) -> tuple[int, int, int]:
        if not found.cell:
            return (sheets.index(found.sheet) if found.sheet in sheets else -1), 0, 0
        return sheets.index(found.sheet), *position(found.cell)

    return tuple(sorted(findings, key=place))
