"""Find the mail that a file came with, and whether the plan knows its sender."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.findings import Finding, finding
from cascade.ledger import Ledger, Mail, keep_original
from cascade.model import Plan
from cascade.places import Places

if TYPE_CHECKING:  # which parses mails: a status does not
    from cascade.collecting.saved_mails import SavedMail


@dataclass(frozen=True, slots=True)
class Origins:
    """The fetched mails of a round by the folders that hold their attachments."""

    places: Places
    plan: Plan
    mails: dict[Path, Mail]

    @classmethod
    def of_round(cls, places: Places, ledger: Ledger) -> "Origins":
        """All mails that were fetched for a round."""
        inbox = places.received.absolute()
        mails = {inbox / mail.folder: mail for mail in ledger.mails(places.round.id)}
        return cls(places, places.plan, mails)

    def enter(self, saved: "SavedMail", ledger: Ledger) -> Mail:
        """Enter a mail that lies as a file among the returns, unless the ledger has it; keep its original."""
        known = self.mails.get(saved.path)
        if known is not None and known.sha256 == saved.sha256:
            return known
        entry = next((each for each in self.mails.values() if each.sha256 == saved.sha256), None)
        if entry is None:
            headers, inbox = saved.headers, self.places.received.absolute()
            entry = Mail(
                round=self.places.round.id,
                sha256=saved.sha256,
                message_id=headers.message_id,
                sender=headers.sender,
                subject=headers.subject,
                sent=headers.sent.isoformat(timespec="seconds") if headers.sent else "",
                folder=_below(inbox, saved.path),
                at=datetime.now().isoformat(timespec="seconds"),
            )
            keep_original(self.places.originals, saved.read())
            ledger.fetch(entry)
        self.mails[saved.path] = entry
        return entry

    def mail(self, path: Path) -> Mail | None:
        """The mail that a file (or the archive in which it is packed) came with."""
        return next((self.mails[each] for each in path.parents if each in self.mails), None)

    def city_of(self, path: Path) -> str:
        """The code of the city whose office sent a file, "" unless the sender belongs to exactly one."""
        mail = self.mail(path)
        cities = [c.code for c in self.plan.cities if mail and mail.sender in contacts(self.plan, c.code)]
        return cities[0] if len(cities) == 1 else ""

    def told_city(self, path: Path) -> str:
        """The code of the city whose office sent a file, or which its name or folders tell; "" for none.

        A code is looked for in the file's own name only: a folder may be named for a time of six digits.
        """
        if sent := self.city_of(path):
            return sent
        inbox = self.places.received.absolute()
        words = str(
            path.relative_to(inbox) if path.is_relative_to(inbox) else Path(path.parent.name, path.name)
        )
        codes = set(re.findall(r"\d+", path.name))
        named = [city.code for city in self.plan.cities if city.name in words or city.code in codes]
        return named[0] if len(named) == 1 else ""


def contacts(plan: Plan, region: str) -> set[str]:
    """The addresses of a city's office, in lower case."""
    office = plan.office(region)
    return {address.lower() for address in (*office.to, *office.cc)} if office else set()


def mail_findings(plan: Plan, mail: Mail | None, region: str) -> tuple[Finding, ...]:
    """The findings about the mail of a city's return: M01, an unknown sender; M02, an impossible date."""
    if mail is None:
        return ()
    found, levels = [], plan.levels_of(region)
    if mail.sender not in contacts(plan, region):
        sender = mail.sender or "（不明）"
        found.append(finding("M01", levels, value=mail.sender, sender=sender))
    if not credible(mail):
        found.append(finding("M02", levels))
    return tuple(found)


def _below(folder: Path, path: Path) -> str:
    """A path as the ledger keeps it: relative to a folder that holds it, else absolute."""
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def credible(mail: Mail) -> bool:
    """Whether a mail's date can be true: it has one, at most a day after the mail was fetched."""
    if not mail.sent:
        return False
    return datetime.fromisoformat(mail.sent) <= datetime.fromisoformat(mail.at) + timedelta(days=1)


def received(mail: Mail) -> str:
    """When a mail was received, as an ISO time: its date if credible, else the time of fetching."""
    return mail.sent if credible(mail) else mail.at
