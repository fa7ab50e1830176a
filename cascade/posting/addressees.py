"""To whom each kind of letter goes now, without writing any, and which of them have it already."""

from collections.abc import Iterator
from dataclasses import dataclass

from cascade.collecting.senders import Origins
from cascade.ledger import Ledger, Purpose
from cascade.model import Region
from cascade.places import Places
from cascade.posting.letters import ANSWERS
from cascade.posting.reminding import WRITTEN, Reminder, Reminding, Trouble, asked_on
from cascade.posting.unplaced_files import UnplacedFiles
from cascade.returns.facts import Facts
from cascade.returns.receipt import State


@dataclass(frozen=True, slots=True)
class Addressee:
    """A city that gets a letter of a purpose; `trouble` is what a reminder is about or why to send anew.

    `settled` says whether the letter has left, is a draft, or is of unknown fate; a reminder is also settled
    by another letter of today that asks for the same. `reachable` says whether its office has an address.
    """

    purpose: Purpose
    city: Region
    trouble: Trouble | None
    settled: bool
    reachable: bool = True


def addressees(places: Places, ledger: Ledger, facts: Facts) -> list[Addressee]:
    """Who gets which letter of a round, by purpose and in the plan's order."""
    unplaced = UnplacedFiles(facts.receipts, Origins.of_round(places, ledger))
    reminding = Reminding(places.plan, places.round, ledger, facts.receipts, unplaced)
    messages = ledger.dispatches(places.round.id)
    asked = asked_on(facts.today, messages)
    settled = {(Purpose.REMIND, city, str(facts.today)) for city in asked} | {
        (each.purpose, each.city, each.about.partition("/")[0])  # a form's ticket, whole or in shares
        for each in messages
        if each.state in WRITTEN
    }
    return [
        Addressee(
            purpose,
            city,
            trouble,
            (purpose, city.code, about) in settled,
            city not in places.plan.unreachable,
        )
        for purpose in Purpose
        for city in places.plan.cities
        for about, trouble in _wanted(reminding, purpose, city, str(facts.today))
    ]


def _wanted(
    reminding: Reminding, purpose: Purpose, city: Region, today: str
) -> Iterator[tuple[str, Trouble | None]]:
    """What a letter of a purpose to a city is about, and the trouble of a reminder; nothing for none."""
    if purpose in ANSWERS:
        if receipt := reminding.answered(purpose, city):
            yield reminding.about(receipt), Trouble.WITHDRAWN if receipt.state is State.WITHDRAWN else None
    elif purpose is Purpose.ISSUE:
        if form := reminding.ledger.latest_issued(reminding.round.id, city.code):
            yield form.ticket, None
    elif isinstance(found := reminding.of(city), Reminder):
        yield today, found.trouble
