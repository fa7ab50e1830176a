"""A plan that comes to take numbers for which returns were sent back: nobody has to send them once more."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cascade.commands.queries import next_step_line
from cascade.ledger import opened
from cascade.rounds import Rounds
from tests.support.changing_office import CHENGDU, ZIGONG, ChangingOffice
from tests.support.special_plans import JUNE

STEPS = {
    "returned": "下一步：有 2 份退回修改（成都市、自贡市）：请发更正函，加 --reply 可写信并附更正表。",
    "allowed": "下一步：方案已改，成都市退回修改的数可能已经可以接收：请再运行 collect.py 收集一次。",
    "collected": "下一步：有 1 份退回修改（自贡市）：请发更正函，加 --reply 可写信并附更正表。",
    "renewable": "下一步：方案已改，还没有报的 1 家手里仍是原来的填报表（攀枝花市）：方案误改的请改回；"
    "确需修改的请用 generate.py 重新下发，再加 --remind 写信。",
    "renewed": "下一步：还有 1 家未报（攀枝花市）：请催报，用 generate.py 加 --remind 可写催报信。",
}


@pytest.fixture
def office(tmp_path: Path) -> ChangingOffice:
    """成都市 has sent 1.5 家 in June, 自贡市 -2.255 亿元; 攀枝花市 nothing."""
    made = ChangingOffice.make(tmp_path)
    made.issue(JUNE)
    made.answer(JUNE, CHENGDU, K03a=Decimal("1.5"))
    made.answer(JUNE, ZIGONG, K01a=Decimal("-2.2555"))
    return made


def found(office: ChangingOffice) -> dict[str, tuple[str, set[str]]]:
    """The state of each city's return, with the codes of its errors."""
    receipts = office.collect(JUNE).facts.receipts
    return {
        each.region: (each.state.value, {one.code for one in each.findings if one.severity == "error"})
        for each in receipts
    }


def step(office: ChangingOffice) -> str:
    places = office.places(JUNE)
    with opened(places.ledger) as ledger:
        facts = Rounds(ledger, places.plan).facts(places.round, date(2020, 7, 8))
        return next_step_line(ledger, places, facts)


def test_what_the_plan_takes_now_is_judged_again(office: ChangingOffice) -> None:
    before = {CHENGDU: ("sent_back", {"C10"}), ZIGONG: ("sent_back", {"C08"})}
    assert found(office) == before
    assert step(office) == STEPS["returned"]
    office.set("indicators", "code", "K03", decimals="1")
    office.set("inputs", "code", "K03a", decimals="1")
    assert step(office) == STEPS["allowed"]
    assert found(office) == before | {CHENGDU: ("accepted", set())}
    assert step(office) == STEPS["collected"]
    office.set("inputs", "code", "K01a", negative="yes")
    assert found(office)[ZIGONG] == ("sent_back", {"C09"})  # which stays, for two decimals more are allowed
    assert step(office) == STEPS["collected"]


def test_who_has_not_reported_gets_a_form_that_asks_what_the_plan_asks(office: ChangingOffice) -> None:
    office.set("inputs", "code", "K03a", decimals="1")
    office.set("indicators", "code", "K03", decimals="1")
    office.set("inputs", "code", "K01a", negative="yes", decimals="2")
    office.set("indicators", "code", "K01", decimals="2")
    assert found(office) == {CHENGDU: ("accepted", set()), ZIGONG: ("accepted", set())}
    assert step(office) == STEPS["renewable"]
    office.issue(JUNE)
    assert step(office) == STEPS["renewed"]
