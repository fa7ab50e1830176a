"""Tell which mails bring no return: bounces, automatic replies, copies of our own letters."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from cascade.findings import Finding, finding
from cascade.ledger import Ledger
from cascade.mail.incoming import Incoming
from cascade.model import Plan
from cascade.places import Places

About = tuple[str, Finding]  # the city that a mail is about, "" if unknown, and why the mail is no return


@dataclass(frozen=True)
class OurLetters:
    """What tells the letters of a round: their identities, the files attached to them, their sender.

    `cities` maps the Message-IDs of sent letters to the codes of their cities. `address` gives the office's
    own address, "" where nobody has set it.
    """

    places: Places
    cities: Mapping[str, str]
    issued: frozenset[str]
    address: Callable[[], str]

    @classmethod
    def of_round(cls, places: Places, ledger: Ledger, address: Callable[[], str] = str) -> "OurLetters":
        """What the ledger knows of the letters of a round."""
        sent = {each.message_id: each.city for each in ledger.dispatches(places.round.id)}
        issued = frozenset(sha256 for *_, sha256 in ledger.issues(places.round.id))
        return cls(places, sent, issued, address)

    def about(self, mail: Incoming) -> About | None:
        """Why a mail is no return, None for one that may bring returns.

        M03: a bounce. M04: an automatic reply, or our own letter.
        """
        if mail.bounce:
            address, city = self._undelivered(mail)
            reason = f"（{mail.bounce.reason}）" if mail.bounce.reason else ""
            state = "暂时没有送达，服务器仍在尝试" if mail.bounce.delayed else "被退回，没有送达"
            facts = {"address": address or "（不明）", "state": state, "reason": reason}
            return city, finding("M03", region=city, value=address, **facts)
        if mail.automatic:
            return self._only_city(mail.sender), finding("M04", kind="自动回复或已读回执")
        if self._is_ours(mail):
            cities = {self._only_city(each) for each in mail.recipients} - {""}
            kind = f"{self.places.plan.levels.ours}自己发出的邮件"
            return (cities.pop() if len(cities) == 1 else ""), finding("M04", kind=kind)
        return None

    def _undelivered(self, mail: Incoming) -> tuple[str, str]:
        """The address that a bounce names and the city of that address, "" for what it does not tell."""
        assert mail.bounce
        known = [each for each in mail.bounce.addresses if each in self._cities_of]
        sent = [self.cities[each] for each in mail.bounce.message_ids if each in self.cities]
        mine = [each for each in known if not sent or sent[0] in self._cities_of[each]]
        others = [each for each in mail.bounce.addresses if each not in (mail.sender, *mail.recipients)]
        address = next(iter([*mine, *known, *others]), "")
        return address, sent[0] if sent else self._only_city(address)

    def _is_ours(self, mail: Incoming) -> bool:
        """Whether the office itself wrote a mail to a city: by its identity, sender or attachments."""
        to_city = any(each in self._cities_of for each in mail.recipients)
        by_us = mail.draft or (mail.sender and mail.sender == self.address().lower())
        if mail.message_id in self.cities or (to_city and by_us):
            return True
        files = {hashlib.sha256(each.data).hexdigest() for each in mail.attachments}
        return bool(files) and mail.sender not in self._cities_of and files <= self._files

    @cached_property
    def _files(self) -> frozenset[str]:
        """The digests of all files that our letters bring: forms, their shares, correction copies."""
        copies = self.places.corrections.rglob("*.xlsx")
        return self.issued | {hashlib.sha256(path.read_bytes()).hexdigest() for path in copies}

    @cached_property
    def _cities_of(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of the cities whose offices have an address, in lower case."""
        return _cities_by_address(self.places.plan)

    def _only_city(self, address: str) -> str:
        """The code of the only city whose office has an address, else ""."""
        cities = self._cities_of.get(address, ())
        return cities[0] if len(cities) == 1 else ""


def _cities_by_address(plan: Plan) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for city in plan.cities:
        office = plan.office(city.code)
        for address in {each.lower() for each in (*office.to, *office.cc)} if office else ():
            found[address] = (*found.get(address, ()), city.code)
    return found
