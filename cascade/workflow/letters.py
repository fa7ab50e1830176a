"""The letters of a round: who gets which, with which file, and that the file is that city's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePath

from cascade import locate, theme
from cascade.findings import Severity
from cascade.grid import Refused
from cascade.ledger import Issued, Ledger
from cascade.mail import Attachment, Letter
from cascade.model import Office, Region
from cascade.receipts import Receipt, State, counting, predecessors
from cascade.workflow.origins import Origins
from cascade.workflow.places import Places
from cascade.workflow.standing import settled
from cascade.workflow.workdays import deadline
from cascade.xlsx import GuardedReader


class Purpose(StrEnum):
    """What a letter is for."""

    ISSUE = "issue"
    REMIND = "remind"
    RECEIPT = "receipt"
    CORRECTION = "correction"


PURPOSE_WORDS = {
    Purpose.ISSUE: "下发",
    Purpose.REMIND: "催报",
    Purpose.RECEIPT: "回执",
    Purpose.CORRECTION: "退回更正",
}


class Misdirected(Exception):
    """A file that was to be sent is not that city's form; the Chinese text says what it is."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter that is ready to go, what it is about (a ticket, a return, a day), and the city."""

    city: Region
    purpose: Purpose
    about: str
    letter: Letter

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same letter, so that it goes out once."""
        return self.purpose.value, self.city.code, self.about


@dataclass(frozen=True, slots=True)
class _Line:
    """A finding as a letter lists it."""

    sheet: str
    cell: str
    place: str
    message: str
    severity: str


class Writer:
    """Writes the letters of a round, as of a day. Address and attachment both come from one city's row."""

    def __init__(self, places: Places, ledger: Ledger, today: date, reader: GuardedReader) -> None:
        self._places = places
        self._ledger = ledger
        self._today = today
        self._reader = reader
        self._receipts = settled(ledger, places.plan, places.round)
        self._origins = Origins.of_round(places, ledger)

    def issue(self, cities: tuple[Region, ...]) -> Iterator[Ready]:
        """A letter to each city with its form, or with the shares in which it was issued."""
        for city in cities:
            if (office := self._office(city)) and (files := self.forms(city)):
                about = self._form(city).ticket
                yield Ready(city, Purpose.ISSUE, about, self._letter(city, office, Purpose.ISSUE, files, {}))

    def remind(self, cities: tuple[Region, ...]) -> Iterator[Ready]:
        """A letter to each city that has nothing accepted: once a day."""
        counted = counting(self._receipts)
        for city in cities:
            office = self._office(city)
            if office is None or city.code in counted:
                continue
            receipt = self._latest(city, State.SENT_BACK)
            files = self._correction(city) if receipt else self.forms(city)
            facts = self._findings(receipt) | {"state": "errors" if receipt else "missing"}
            letter = self._letter(city, office, Purpose.REMIND, files, facts)
            yield Ready(city, Purpose.REMIND, self._today.isoformat(), letter)

    def reply(self, cities: tuple[Region, ...]) -> Iterator[Ready]:
        """A receipt to each city whose return counts, the correction copy to each whose return goes back."""
        counted = counting(self._receipts)
        for city in cities:
            office = self._office(city)
            if office and (receipt := counted.get(city.code)):
                yield self._receipt(city, office, receipt)
            open_ = self._latest(city, State.SENT_BACK)
            if office and open_:
                files, facts = self._correction(city), self._findings(open_)
                answers = self._answers(open_)
                letter = self._letter(city, office, Purpose.CORRECTION, files, facts, answers)
                yield Ready(city, Purpose.CORRECTION, open_.sha256, letter)

    def forms(self, city: Region) -> tuple[Attachment, ...]:
        """A city's form, or the shares in which it was issued, each seen to be this city's."""
        whole = self._places.form(city)
        if whole.exists():
            return (self._checked(whole, city),)
        shares = (self._places.share(city, each.share) for each in self._shares(city))
        return tuple(self._checked(path, city) for path in shares if path.exists())

    def _shares(self, city: Region) -> tuple[Issued, ...]:
        form = self._ledger.latest_issued(self._places.round.id, city.code)
        return self._ledger.shares(form.ticket) if form else ()

    def _form(self, city: Region) -> Issued:
        form = self._ledger.latest_issued(self._places.round.id, city.code)
        assert form
        return form

    def _correction(self, city: Region) -> tuple[Attachment, ...]:
        path = self._places.correction(city)
        return (self._checked(path, city),) if path.exists() else ()

    def _checked(self, path: Path, city: Region) -> Attachment:
        """The file, opened again: its ticket must be this city's of this round. Raises Misdirected."""
        data = path.read_bytes()
        try:
            identity = locate.identify(self._reader.read(data)).ticket
        except Refused:
            raise Misdirected(f"{path} 读不出来，不能作为附件。请用 generate.py 重新下发。") from None
        form = self._ledger.issued(identity) if identity else None
        if form is None or (form.city, form.round) != (city.code, self._places.round.id):
            whose = self._places.plan.name(form.city) if form else "不明"
            raise Misdirected(
                f"要发给{city.name}的附件 {path} 不是{city.name}本批次的填报表"
                f"（模板编号 {identity or '缺失'}，属于{whose}）。\n"
                "一封也没有发出。请把该文件移走，用 generate.py 重新下发后再发送。"
            )
        return Attachment(path.name, data)

    def _office(self, city: Region) -> Office | None:
        office = self._places.plan.office(city.code)
        return office if office and office.to else None

    def _latest(self, city: Region, state: State) -> Receipt | None:
        mine = [e for e in self._receipts if e.region == city.code and e.state is state and not e.part_of]
        return max(mine, key=lambda each: each.order, default=None)

    def _receipt(self, city: Region, office: Office, receipt: Receipt) -> Ready:
        before = predecessors(self._receipts).get((receipt.file, receipt.sha256))
        zones = set(self._places.plan.zones(city.code))
        facts = self._findings(receipt) | {
            "received": receipt.when,
            "file": PurePath(receipt.file).name,
            "late": receipt.late(self._places.round.due.isoformat()),
            "overruled": receipt.overruled,
            "counties": len({region for region, _ in receipt.said} - zones),
            "numbers": len(receipt.numbers),
            "replaced": PurePath(before.file).name if before else "",
        }
        letter = self._letter(city, office, Purpose.RECEIPT, (), facts, self._answers(receipt))
        return Ready(city, Purpose.RECEIPT, receipt.sha256, letter)

    def _answers(self, receipt: Receipt) -> str:
        mail = self._origins.mail(Path(receipt.file))
        return mail.message_id if mail else ""

    def _findings(self, receipt: Receipt | None) -> dict[str, object]:
        found = receipt.findings if receipt else ()
        names = (receipt.names if receipt else None) or {}
        plan = self._places.plan
        lines = [
            _Line(
                each.sheet,
                each.cell,
                names.get(each.region) or (plan.name(each.region) if each.region else ""),
                each.message,
                each.severity.value,
            )
            for each in found
        ]
        counts = {severity: sum(e.severity is severity for e in found) for severity in Severity}
        return {"findings": lines, "errors": counts[Severity.ERROR], "warnings": counts[Severity.WARNING]}

    def _letter(
        self,
        city: Region,
        office: Office,
        purpose: Purpose,
        files: tuple[Attachment, ...],
        more: Mapping[str, object],
        answers: str = "",
    ) -> Letter:
        words, note = deadline(self._today, self._places.round.due)
        facts: dict[str, object] = {
            "plan": self._places.plan,
            "round": self._places.round,
            "city": city,
            "office": office,
            "attachments": [each.name for each in files],
            "deadline": words,
            "deadline_note": note,
            "today": self._today,
            **more,
        }
        subject, text, html = (
            theme.text(f"mail/{purpose.value}.{form}.j2", **facts) for form in ("subject.txt", "txt", "html")
        )
        return Letter(office.to, office.cc, office.name, subject, text, html, files, answers)
