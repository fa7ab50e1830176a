"""Who gets which letter, before any is written: the same cities to which the letters then go."""

from collections import Counter
from datetime import date, timedelta

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


def of(office: Office, today: date) -> list[Addressee]:
    plan = load(office.plan).plan
    places = Places(office.home, plan, plan.round(BREAKDOWN))
    with opened(places.ledger) as ledger:
        facts = Rounds(ledger, plan).facts(places.round, today)
        return addressees(places, ledger, facts)


def test_every_letter_has_its_cities_and_says_who_has_it_already(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office = few_forms(tmp_path_factory)
    office.fill(BREAKDOWN, HANGZHOU)
    inbox = office.folder(BREAKDOWN, "received")
    office.fill(BREAKDOWN, NINGBO, {("330203", "K06"): "很多"}, "宁波市.xlsx")
    (inbox / "温州市.xlsx").write_bytes(b"PK\x03\x04" + bytes(400))
    office.collect(BREAKDOWN)
    found = of(office, date.fromisoformat(DAY))
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
    early = run("generate.py", *how, "--remind")
    assert (
        "嘉兴市的填报表还没有发出，发出以后才催（已用别的办法发出的，请先用 generate.py 加 --posted 说明）"
    ) in early.out
    assert [
        (each.purpose, each.city.code) for each in of(office, date.fromisoformat(DAY)) if each.settled
    ] == [(Purpose.ISSUE, JIAXING)]
    assert run("generate.py", *how[:-3], "--posted").code == 0
    assert run("generate.py", *how, "--remind").code == 0
    assert [
        (each.purpose, each.city.code) for each in of(office, date.fromisoformat(DAY)) if each.settled
    ] == [
        (Purpose.ISSUE, JIAXING),
        (Purpose.REMIND, JIAXING),
    ]
    assert run("generate.py", *how[:-3], "--dropped").code == 0
    assert [
        (each.purpose, each.city.code) for each in of(office, date.fromisoformat(DAY)) if each.settled
    ] == [(Purpose.ISSUE, JIAXING)]


def test_whom_a_letter_of_today_asks_is_reminded_only_by_name(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office, today = few_forms(tmp_path_factory), date.today()
    office.fill(BREAKDOWN, NINGBO, {("330203", "K06"): "很多"}, "宁波市.xlsx")
    office.collect(BREAKDOWN)
    words = (office.plan, BREAKDOWN, "--workbooks", office.home, "--today", today.isoformat())
    assert run("collect.py", *words, "--reply").code in (0, 1)
    settled = {
        each.city.code for each in of(office, today) if each.purpose is Purpose.REMIND and each.settled
    }
    assert settled == {NINGBO}
    told = run("generate.py", *words, "--remind", "--dry-run").out
    assert "提示：宁波市今天已写过更正函或重报函（仍要催的，请单独选），没有写信。" in told
    assert "以上 10 封只是预览" in told
    assert "以上 1 封只是预览" in run("generate.py", *words, "--remind", "--dry-run", "--city", NINGBO).out
    tomorrow = (*words[:-1], (today + timedelta(1)).isoformat())
    assert "以上 11 封只是预览" in run("generate.py", *tomorrow, "--remind", "--dry-run").out
