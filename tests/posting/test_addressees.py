"""Who gets which letter, before any is written: the same cities to which the letters then go."""

from collections import Counter
from datetime import date

import pytest

from cascade.ledger import Purpose, opened
from cascade.places import Places
from cascade.plan import load
from cascade.posting.addressees import Addressee, addressees
from cascade.posting.reminding import Trouble
from cascade.rounds import Rounds
from tests.support.mail_office import DAY, few_forms
from tests.support.office import BREAKDOWN, Office, run

HANGZHOU, NINGBO, WENZHOU, JIAXING = "330100", "330200", "330300", "330400"


def of(office: Office) -> list[Addressee]:
    plan = load(office.plan).plan
    places = Places(office.home, plan, plan.round(BREAKDOWN))
    with opened(places.ledger) as ledger:
        facts = Rounds(ledger, plan).facts(places.round, date.fromisoformat(DAY))
        return addressees(places, ledger, facts)


def test_every_letter_has_its_cities_and_says_who_has_it_already(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office = few_forms(tmp_path_factory)
    office.fill(BREAKDOWN, HANGZHOU)
    inbox = office.folder(BREAKDOWN, "received")
    (inbox / "宁波市.xlsx").write_bytes(office.form(BREAKDOWN, NINGBO).read_bytes())
    (inbox / "温州市.xlsx").write_bytes(b"PK\x03\x04" + bytes(400))
    office.collect(BREAKDOWN)
    found = of(office)
    assert Counter(each.purpose for each in found) == {
        Purpose.ISSUE: 11,
        Purpose.REMIND: 10,
        Purpose.RECEIPT: 1,
        Purpose.CORRECTION: 1,
        Purpose.UNREADABLE: 1,
    }
    answered = {each.purpose: each.city.code for each in found}
    assert (answered[Purpose.RECEIPT], answered[Purpose.CORRECTION], answered[Purpose.UNREADABLE]) == (
        HANGZHOU,
        NINGBO,
        WENZHOU,
    )
    troubles = {each.city.code: each.trouble for each in found if each.purpose is Purpose.REMIND}
    assert (troubles[NINGBO], troubles[WENZHOU]) == (Trouble.ERRORS, Trouble.UNREADABLE)
    assert Counter(troubles.values())[Trouble.MISSING] == 8
    assert not any(each.settled for each in found)
    how = (office.plan, BREAKDOWN, "--workbooks", office.home, "--today", DAY, "--drafts", "--city", JIAXING)
    assert run("generate.py", *how).code == 0
    assert run("generate.py", *how, "--remind").code == 0
    assert [(each.purpose, each.city.code) for each in of(office) if each.settled] == [
        (Purpose.ISSUE, JIAXING),
        (Purpose.REMIND, JIAXING),
    ]
    assert run("generate.py", *how[:-3], "--dropped").code == 0
    assert not any(each.settled for each in of(office))
