"""Judge one file: turn its bytes into a receipt with its numbers, its findings and its verdict."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Protocol

from cascade import checks, libreoffice, locate, submission, ticket, xlsx
from cascade.catalogue import CATALOGUE
from cascade.collecting.senders import mail_findings
from cascade.findings import Finding, finding
from cascade.grid import Grid, Refused, position
from cascade.layout import Split, as_widened
from cascade.ledger import Issued, Ledger, Mail, claims, withdrawals
from cascade.model import Plan, Region, Round
from cascade.places import Places
from cascade.returns.city_history import CityHistory
from cascade.returns.filing import Filing
from cascade.returns.plan_changes import PlanChanges
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import verdict
from cascade.rounds import Rounds

Findings = tuple[Finding, ...]
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


class OurPaper(NamedTuple):
    """A file that we made for a city: what it is in words, and whether it is a form, or a correction copy."""

    kind: str
    form: bool


def our_papers(plan: Plan, round_: Round, ledger: Ledger) -> dict[str, OurPaper]:
    """The forms of all rounds and the newest correction copies of a round, by the SHA-256 of their files."""
    ours, found = plan.levels.ours, {}
    for each in plan.rounds:
        whose = "" if each.id == round_.id else f"“{each.name}”的"
        for _, city, _, _, sha256 in ledger.issues(each.id):
            found[sha256] = OurPaper(f"{ours}下发的{plan.name(city)}{whose}空白填报表，还没有填", True)
    for city, copy in ledger.correction_copies(round_.id).items():
        found[copy.sha256] = OurPaper(f"{ours}做的{plan.name(city)}更正表，还没有改", False)
    return found


def put_out(places: Places) -> dict[str, str]:
    """The names of the rounds from which files were taken out, by the SHA-256 of the files."""
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): name
        for folder, name in places.asides.items()
        for path in sorted(folder.glob("*"))
        if path.is_file()
    }


class RoundForms(Protocol):
    """What a round has issued, and what earlier rounds and the plan as it is now say of it."""

    def issued(self, identity: str) -> Issued | None:
        """The form with this ticket, of whatever round."""

    def newest(self, city: str) -> Issued | None:
        """The newest whole form that the round issued to a city."""

    def history(self, city: str) -> CityHistory:
        """What earlier rounds say about a city."""

    def changes_since(self, form: Issued) -> PlanChanges:
        """How the plan has changed since a form was issued."""


class LedgerForms:
    """The forms of a round as the ledger has them."""

    def __init__(self, rounds: Rounds, round_: Round) -> None:
        self._rounds, self._round = rounds, round_
        self.issued = rounds.ledger.issued
        self.history = rounds.earlier(round_).history

    def newest(self, city: str) -> Issued | None:
        """As `RoundForms` says."""
        return self._rounds.ledger.latest_issued(self._round.id, city)

    def changes_since(self, form: Issued) -> PlanChanges:
        """As `RoundForms` says."""
        return self._rounds.changes_since(form, self._round)


@dataclass(frozen=True)
class RoundJudge:
    """Judges the workbooks of a round once they are read. It can be pickled where its `forms` can.

    `latest` are the newest versions of the cities' forms, `claimed` the cities of files that an operator has
    assigned, `withdrawn` the files that were withdrawn, `ours` the files that we made for cities, with what
    they are, `put_out` the rounds from which somebody took files out, all by SHA-256.
    """

    plan: Plan
    round: Round
    forms: RoundForms
    latest: Mapping[str, int]
    claimed: Mapping[str, str]
    withdrawn: frozenset[str]
    ours: Mapping[str, OurPaper]
    put_out: Mapping[str, str]

    @classmethod
    def of_round(cls, places: Places, rounds: Rounds) -> "RoundJudge":
        """The judge of a round as the ledger is."""
        round_, decisions = places.round, rounds.ledger.decisions_in_force(places.round.id)
        return cls(
            places.plan,
            round_,
            LedgerForms(rounds, round_),
            rounds.ledger.latest_versions(round_.id),
            claims(decisions),
            frozenset(withdrawals(decisions, rounds.received(round_))),
            our_papers(places.plan, round_, rounds.ledger),
            put_out(places),
        )

    @cached_property
    def _cities(self) -> dict[str, Region]:
        """The city of each region code, the codes of spare rows included."""
        return {
            code: city
            for city in self.plan.cities
            for code in (
                *(county.code for county in self.plan.counties(city.code)),
                *self.plan.zones(city.code),
            )
        }

    def judged(self, blank: Receipt, mail: Mail | None, grid: Grid, findings: Findings = ()) -> Receipt:
        """The receipt of a workbook; `blank` has no verdict yet.

        `mail` is what the file came with; `findings` are known already. A paper of ours as we made it is no
        return, unless a city has sent it, or all that the form asks for was given in it.
        """
        receipt, paper = self._judged(blank, mail, grid, findings), self.ours.get(blank.sha256)
        if paper is None or mail or (paper.form and receipt.state is State.ACCEPTED):
            return self._unless_put_out(receipt, mail)
        found = finding("M04", kind=paper.kind)
        return replace(blank, region=receipt.region, state=State.IGNORED, findings=(found,))

    def _unless_put_out(self, receipt: Receipt, mail: Mail | None) -> Receipt:
        """A receipt, or that nobody is asked again about what was taken out of a round of the plan.

        A form of ours is asked about all the same, for it may belong to this round; so is what came by mail,
        and what cannot be read, for it may be a return.
        """
        round_ = self.put_out.get(receipt.sha256)
        if round_ is None or mail or receipt.ticket or receipt.state is not State.HELD:
            return receipt
        return replace(receipt, state=State.IGNORED, findings=(finding("M05", round=round_),))

    def _judged(self, blank: Receipt, mail: Mail | None, grid: Grid, findings: Findings) -> Receipt:
        """Identify the form of a workbook, find its cells, understand them, check them."""
        form, found = self._form(grid, blank.sha256)
        findings += (*found, *((finding("F11"),) if grid.external else ()))
        if form is None:
            return replace(blank, state=State.HELD, findings=findings)
        receipt = replace(blank, region=form.city, ticket=form.ticket)
        changes = self.forms.changes_since(form)
        if wrong := self._wrong_form(form, changes):
            return replace(receipt, state=State.HELD, findings=(*findings, *wrong))
        form = replace(form, layout=as_widened(form.layout, changes))
        placement = locate.place(grid, form.layout, ForeignCodes(self._cities, form.city))
        history = self.forms.history(form.city)
        filing, odd = submission.read(form.layout, placement, self.plan, self.round, history)
        filing = replace(filing, changes=changes)
        findings += mail_findings(self.plan, mail, form.city)
        findings += (*self._older_version(form), *changes.holding)
        findings += (*placement.findings, *odd, *_checked(form, filing))
        state = verdict(findings)
        receipt = replace(receipt.saying(filing), state=state, findings=_in_reading_order(findings, grid))
        if state is State.SENT_BACK or blank.sha256 in self.withdrawn:
            receipt = replace(receipt, typed=tuple(submission.typed(placement, filing)))
        may_be_a_part = state is State.SENT_BACK or form.share
        return replace(receipt, other_cells=filing.other_cells) if may_be_a_part else receipt

    def _form(self, grid: Grid, sha256: str) -> tuple[Issued | None, Findings]:
        """The issued form that a workbook is, by an operator's decision or by its ticket; None if unknown."""
        if city := self.claimed.get(sha256):
            name = self.plan.name(city)
            return self.forms.newest(city), (finding("D11", self.plan.levels, city=name),)
        identity = locate.identify(grid, self.plan.levels)
        form = self.forms.issued(identity.ticket) if identity.ticket else None
        if identity.ticket and form is None:
            code = "D02" if ticket.is_intact(identity.ticket) else "D17"
            facts = {"ticket": identity.ticket, "value": identity.ticket}
            return None, (*identity.findings, finding(code, self.plan.levels, **facts))
        return form, identity.findings

    def _wrong_form(self, form: Issued, changes: PlanChanges) -> Findings:
        """The finding D04 if the form is of another round, D20 if the plan has no place for it any more."""
        if form.round != self.round.id:
            found = next((each.name for each in self.plan.rounds if each.id == form.round), form.round)
            return (
                finding("D04", self.plan.levels, found=found, expected=self.round.name, value=form.ticket),
            )
        return changes.holding if changes.form else ()

    def _older_version(self, form: Issued) -> Findings:
        """The finding D07 if the city has a newer version of the form."""
        latest = self.latest.get(form.city, form.version)
        if latest == form.version:
            return ()
        return (finding("D07", found=form.version, current=latest, value=form.ticket),)


class ReturnJudge:
    """Judges the files of a round, which `reader` reads."""

    def __init__(self, judge: RoundJudge, reader: xlsx.GuardedReader) -> None:
        self._judge, self._reader = judge, reader

    def judge(self, blank: Receipt, mail: Mail | None, data: bytes, grid: Callable[[], Grid]) -> Receipt:
        """The receipt of a file with its verdict; `blank` has none yet. `grid` reads `data`.

        Never raises: a file that cannot be read is refused, and a bug in reading it becomes the finding F13.
        """
        levels = self._judge.plan.levels
        try:
            return self._judge.judged(blank, mail, *self._read(data, grid))
        except Refused as refusal:
            found = finding(refusal.code, levels, **refusal.facts)
        except Exception as error:  # a bug in reading one file must not stop the others
            logging.getLogger(__name__).exception("reading %s", blank.file)
            found = finding("F13", levels, detail=type(error).__name__)
        return replace(blank, findings=(found,))

    def _read(self, data: bytes, grid: Callable[[], Grid]) -> tuple[Grid, Findings]:
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


def _checked(form: Issued, filing: Filing) -> Findings:
    """The findings of the checks; for the share of one county, without those that compare all counties."""
    found = checks.check(filing)
    if form.split != Split.COUNTY:
        return found
    return tuple(each for each in found if not each.type.all_counties)


def _in_reading_order(findings: Findings, grid: Grid) -> Findings:
    """Sort findings by sheet and cell, as a person reads a workbook; those without a cell come first."""
    sheets = [sheet.name for sheet in grid.sheets]

    def place(found: Finding) -> tuple[int, int, int]:
        if not found.cell:
            return (sheets.index(found.sheet) if found.sheet in sheets else -1), 0, 0
        return sheets.index(found.sheet), *position(found.cell)

    return tuple(sorted(findings, key=place))
