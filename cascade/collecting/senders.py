"""Which mail a file came with, and whether its sender is somebody whom the plan names."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cascade.findings import Finding, finding
from cascade.ledger import Ledger, Mail
from cascade.model import Plan
from cascade.places import Places


@dataclass(frozen=True, slots=True)
class Origins:
    """The mails of a round by the folders in which their attachments lie."""

    plan: Plan
    mails: dict[Path, Mail]

    @classmethod
    def of_round(cls, places: Places, ledger: Ledger) -> "Origins":
        """All mails that were fetched for a round."""
        inbox = places.received.absolute()
        return cls(places.plan, {inbox / mail.folder: mail for mail in ledger.mails(places.round.id)})

    def mail(self, path: Path) -> Mail | None:
        """The mail that a file (or the archive in which it is packed) came with."""
        return next((self.mails[each] for each in path.parents if each in self.mails), None)

    def findings(self, path: Path, region: str) -> tuple[Finding, ...]:
        """What is odd about the mail of a return of a city."""
        mail = self.mail(path)
        if mail is None:
            return ()
        found = []
        if mail.sender not in self.contacts(region):
            found.append(finding("M01", value=mail.sender, sender=mail.sender or "（不明）"))
        if not credible(mail):
            found.append(finding("M02"))
        return tuple(found)

    def contacts(self, region: str) -> set[str]:
        """The addresses of a city's office, in small letters."""
        office = self.plan.office(region)
        return {address.lower() for address in (*office.to, *office.cc)} if office else set()

    def city_of(self, path: Path) -> str:
        """The city whose office has sent a file, "" where that is nobody or not one city's alone."""
        mail = self.mail(path)
        cities = [c.code for c in self.plan.cities if mail and mail.sender in self.contacts(c.code)]
        return cities[0] if len(cities) == 1 else ""


def credible(mail: Mail) -> bool:
    """Whether a mail says when it was sent, and not that this was after it was fetched."""
    if not mail.sent:
        return False
    return datetime.fromisoformat(mail.sent) <= datetime.fromisoformat(mail.at) + timedelta(days=1)


def received(mail: Mail) -> str:
    """When a mail was received, as an ISO time: by its date, or by the time of fetching."""
    return mail.sent if credible(mail) else mail.at
