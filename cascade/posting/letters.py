"""Write the letters of a round, and check that every attached form is the addressed city's own."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePath

from cascade import locate, theme
from cascade.collecting.senders import Origins
from cascade.errors import Wrong
from cascade.finding_types import Severity
from cascade.grid import Refused
from cascade.layout import Split
from cascade.ledger import Issued, Purpose
from cascade.mail.incoming import Attachment
from cascade.mail.letter import Letter
from cascade.model import Office, Region
from cascade.naming import name_for_again
from cascade.places import Places
from cascade.posting.reminding import (
    ASKED_TODAY,
    FORM_LOST,
    NOT_ISSUED,
    TO_CHECK,
    TROUBLE_WORDS,
    Reminder,
    Reminding,
    Trouble,
    asked_on,
)
from cascade.posting.told_findings import told_findings
from cascade.posting.unplaced_files import UnplacedFiles, broken_facts
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import predecessors
from cascade.rounds import Rounds, is_gone
from cascade.xlsx import GuardedReader

PURPOSE_WORDS = {
    Purpose.ISSUE: "下发",
    Purpose.REMIND: "催报",
    Purpose.RECEIPT: "回执",
    Purpose.CORRECTION: "更正函",
    Purpose.UNREADABLE: "重报函",
}
ANSWERS = (Purpose.RECEIPT, Purpose.CORRECTION, Purpose.UNREADABLE)  # the letters about files that came


class Misdirected(Wrong):
    """An attachment is not the addressed city's form. The Chinese text says what it is."""


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """A letter ready to send, with its city and purpose; `about` is a ticket, a return's SHA-256 or a day.

    `trouble` says in Chinese what a reminder is about, "" in other letters.
    """

    city: Region
    purpose: Purpose
    about: str
    letter: Letter
    trouble: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The identity of the letter: two letters with one key are the same, which goes out once."""
        return self.purpose.value, self.city.code, self.about


NO_ADDRESS = "没有收件地址"  # whose letters can be drafted, and not be sent


class LetterWriter:
    """Writes the letters of a round as of a day.

    Address and attachment of a letter come from the same city; where its office has no address, the letter
    is for whoever hands it over. `passed_over` maps Chinese reasons to the
    names of cities that should get a letter and get none. Without a `reader`, which takes its time, the
    attachments are not checked: such letters may be looked at, and must not leave.
    """

    def __init__(self, places: Places, rounds: Rounds, today: date, reader: GuardedReader | None) -> None:
        self._places, self._ledger, self._today, self._reader = places, rounds.ledger, today, reader
        self._receipts = tuple(each for each in rounds.settled(places.round) if not is_gone(each))
        self._before = predecessors(self._receipts)
        self._origins = Origins.of_round(places, rounds.ledger)
        self._unplaced = UnplacedFiles(self._receipts, self._origins)
        self._deadline = rounds.deadline(places.round, today)
        self._reminding = Reminding(places.plan, places.round, rounds.ledger, self._receipts, self._unplaced)
        self.passed_over: dict[str, list[str]] = {}

    def issue(self, cities: tuple[Region, ...], split: Split | None) -> Iterator[ReadyLetter]:
        """Write to every city with its form, or with the shares of a `split`. Raises Misdirected."""
        for city in cities:
            form = self._form(city)
            if form is None:
                continue
            if files := self.forms(city, split):
                about = f"{form.ticket}/{split.value}" if split else form.ticket
                yield self._compose(city, Purpose.ISSUE, about, files, {"anew": self._has_older(form)})
            else:
                self._pass_over(city, FORM_LOST)

    def _has_older(self, form: Issued) -> bool:
        """Whether a city was sent or given an older version of a form."""
        return any(
            (each.city, each.purpose) == (form.city, Purpose.ISSUE)
            and each.state.left
            and each.about.partition("/")[0] != form.ticket
            for each in self._ledger.dispatches(self._places.round.id)
        )

    def remind(self, cities: tuple[Region, ...], named: bool) -> Iterator[ReadyLetter]:
        """Write to every city that has to report, or to report anew. Raises Misdirected.

        Whom a letter of today asks already gets none, unless the cities were `named`.
        """
        messages = () if named else self._ledger.dispatches(self._places.round.id)
        asked = asked_on(self._today, messages)
        for city in cities:
            found = self._reminding.of(city)
            if isinstance(found, Reminder) and city.code in asked:
                found = ASKED_TODAY
            if isinstance(found, Reminder):
                yield self._reminder(city, found)
            elif found:
                self._pass_over(city, found)

    def _reminder(self, city: Region, found: Reminder) -> ReadyLetter:
        corrected = found.trouble in (Trouble.ERRORS, Trouble.WITHDRAWN)
        files = self._correction(city) if corrected else ()
        returned = found.about if files or found.trouble is Trouble.ERRORS else None
        if found.trouble is Trouble.SHARES:
            files = self._share_files(city, found.lacking)
        elif not returned:
            files = self.forms(city)
        facts = told_findings(self._places.plan, returned) | found.facts
        trouble = TROUBLE_WORDS[found.trouble]
        if found.trouble is Trouble.ERRORS:
            trouble = f"有 {facts['errors']} 处{trouble}"
        if found.trouble is Trouble.WITHDRAWN and not found.tells:
            trouble = TO_CHECK
        facts |= {"state": found.trouble, "trouble": trouble, "lacking": found.lacking}
        facts["returned"] = returned is not None
        ready = self._compose(city, Purpose.REMIND, str(self._today), files, facts)
        return replace(ready, trouble=TROUBLE_WORDS[found.trouble])

    def reply(self, cities: tuple[Region, ...], purposes: Container[Purpose]) -> Iterator[ReadyLetter]:
        """Write receipts for returns that count, answers to those that go back or do not open.

        `purposes` are those of the letters that are wanted. Raises Misdirected.
        """
        for city in cities:
            answered = {each: self._reminding.answered(each, city) for each in ANSWERS if each in purposes}
            for purpose, receipt in answered.items():
                if receipt:
                    yield self._answer(purpose, city, receipt)

    def _answer(self, purpose: Purpose, city: Region, receipt: Receipt) -> ReadyLetter:
        if purpose is Purpose.RECEIPT:
            return self._receipt(city, receipt)
        counted = self._reminding.counted(city)
        facts: dict[str, object] = {"kept": _name(counted) if counted else "", "state": receipt.state.value}
        if receipt.state is State.REFUSED:
            files, facts = self.forms(city), facts | broken_facts(receipt)
        else:
            files = self._correction(city)
            facts |= told_findings(self._places.plan, receipt) | {"file": _name(receipt)}
        if receipt.state is State.WITHDRAWN:
            facts |= self._reminding.withdrawn(receipt).facts
        about, answers = receipt.sha256, self._message_id(receipt)
        return self._compose(city, purpose, about, files, facts, answers)

    def forms(self, city: Region, split: Split | None = None) -> tuple[Attachment, ...]:
        """A city's form, or its shares where `split` asks or no whole form exists. Raises Misdirected."""
        whole = self._places.form(city)
        if whole.exists() and not split:
            return (self._attach(whole, city),)
        form = self._ledger.latest_issued(self._places.round.id, city.code)
        shares = self._ledger.shares(form.ticket) if form else ()
        return self._share_files(city, [e.share for e in shares if not split or e.split == split])

    def _share_files(self, city: Region, names: Iterable[str]) -> tuple[Attachment, ...]:
        paths = (self._places.share(city, name) for name in dict.fromkeys(names))
        return tuple(self._attach(path, city) for path in paths if path.exists())

    def _form(self, city: Region) -> Issued | None:
        form = self._ledger.latest_issued(self._places.round.id, city.code)
        if form is None:
            self._pass_over(city, NOT_ISSUED)
        return form

    def _pass_over(self, city: Region, why: str) -> None:
        self.passed_over.setdefault(why, []).append(city.name)

    def _correction(self, city: Region) -> tuple[Attachment, ...]:
        path = self._places.correction(city)
        return (self._attach(path, city),) if path.exists() else ()

    def _attach(self, path: Path, city: Region) -> Attachment:
        """Read a file and check that its ticket is this city's in this round. Raises Misdirected.

        It is not attached under the name of a file that the city has sent, for then nobody would know which
        is which.
        """
        data = path.read_bytes()
        sent = (_name(each) for each in self._receipts if each.region == city.code)
        name = name_for_again(self._places.given_name(path), sent)
        if self._reader is None or sha256(data).hexdigest() in self._ledger.versions(
            self._places.round.id, city.code
        ):
            return Attachment(name, data)
        try:
            identity = locate.identify(self._reader.read(data)).ticket
        except Refused:
            raise Misdirected(
                f"要发给{city.name}的附件 {path} 读不出来，一封也没有发出。\n"
                "请把该文件移走，用 generate.py 重新下发后再发送。"
            ) from None
        form = self._ledger.issued(identity) if identity else None
        if form is None or (form.city, form.round) != (city.code, self._places.round.id):
            whose = self._places.plan.name(form.city) if form else "不明"
            raise Misdirected(
                f"要发给{city.name}的附件 {path} 不是{city.name}本批次的填报表"
                f"（模板编号 {identity or '缺失'}，属于{whose}）。\n"
                "一封也没有发出。请把该文件移走，用 generate.py 重新下发后再发送。"
            )
        return Attachment(name, data)

    def _office(self, city: Region) -> Office:
        """The office that files for a city: where none is known, without addresses, that of the place."""
        plan = self._places.plan
        office = plan.office(city.code) or Office(region=city.code)
        return office if office.name else office.model_copy(update={"name": plan.levels.office_of(city.name)})

    def _receipt(self, city: Region, receipt: Receipt) -> ReadyLetter:
        before, plan = self._before.get(receipt.key), self._places.plan
        if too_late := receipt.state is State.HELD:
            before = self._reminding.counted(city)
        below = {code for code, _ in receipt.said if not plan.is_zone(code, city.code)}
        facts = told_findings(self._places.plan, receipt) | {
            "received": receipt.when,
            "first": receipt.first[:10],
            "file": _name(receipt),
            "late": receipt.late(self._deadline),
            "too_late": too_late,
            "overruled": receipt.overruled,
            "counties": len(below - {city.code}),
            "zones": len({code for code, _ in receipt.said if plan.is_zone(code, city.code)}),
            "numbers": len(receipt.numbers),
            "not_shared": sum(each.said == "/" for each in receipt.records),
            "numbers_lack": any(
                each.severity is Severity.ERROR and not each.type.short for each in receipt.findings
            ),
            "replaced": _name(before) if before else "",
        }
        about, answers = self._reminding.about(receipt), self._message_id(receipt)
        return self._compose(city, Purpose.RECEIPT, about, (), facts, answers)

    def _message_id(self, receipt: Receipt) -> str:
        mail = self._origins.mail(Path(receipt.file))
        return mail.message_id if mail else ""

    def _compose(
        self,
        city: Region,
        purpose: Purpose,
        about: str,
        files: tuple[Attachment, ...],
        more: Mapping[str, object],
        answers: str = "",
    ) -> ReadyLetter:
        office, due, today = self._office(city), self._deadline, self._today
        if purpose is Purpose.ISSUE and today > self._places.round.due:  # no form is asked for by a past day
            due = None
        facts: dict[str, object] = {
            "plan": self._places.plan,
            "levels": self._places.plan.levels_of(city.code),
            "round": self._places.round,
            "city": city,
            "office": office,
            "attachments": [each.name for each in files],
            "due": due,
            "today": today,
            **more,
        }
        subject, text, html = (
            theme.text(f"mail/{purpose.value}.{form}.j2", **facts) for form in ("subject.txt", "txt", "html")
        )
        letter = Letter(office.to, office.cc, office.name, subject, text, html, files, answers)
        return ReadyLetter(city, purpose, about, letter)


def _name(receipt: Receipt) -> str:
    return PurePath(receipt.file).name
