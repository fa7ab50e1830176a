"""Two people who decide at one moment, and pages that do not tell when they were made."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from cascade.ledger import locked
from tests.support.desk import RunningDesk, running_desk, second_seat, wait_until
from tests.support.ledgers import ledger_of, table
from tests.support.office import BREAKDOWN, Office, with_few_indicators

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HANGZHOU, NINGBO = "330100", "330200"
REFUSED = "没有做：您看过以后又有了变化，请看过再决定："


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two cities have reported."""
    home = tmp_path_factory.mktemp("office")
    office = Office(home / "workbooks", with_few_indicators(home / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    for city in (HANGZHOU, NINGBO):
        office.fill(BREAKDOWN, city)
    office.collect(BREAKDOWN)
    return office


@pytest.fixture(scope="module")
def seats(office: Office) -> Iterator[tuple[RunningDesk, RunningDesk]]:
    """Two browsers at one desk."""
    with running_desk(office.home) as desk:
        desk.let_in()
        yield desk, second_seat(desk, office.home)


def asked(desk: RunningDesk, act: str, city: str = "") -> dict[str, str]:
    """What the page of an act carries along."""
    page = desk.ask(f"{ROUND}/act/{act}" + (f"?city={city}" if city else "")).text
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def told(desk: RunningDesk, address: str) -> str:
    wait_until(lambda: "data-work" not in desk.ask(address).text)
    return unescape(desk.ask(address).text)


def decisions(office: Office) -> list[tuple[object, object]]:
    return [(each["kind"], each["city"]) for each in table(ledger_of(office), "decisions")]


@pytest.mark.parametrize("seen", ["", "x", "-1", "1.5", "9" * 17, "9" * 5000])
def test_a_page_that_does_not_tell_when_it_was_made_does_nothing(
    seats: tuple[RunningDesk, RunningDesk], office: Office, seen: str
) -> None:
    desk, _ = seats
    before = decisions(office)
    answer = desk.post(f"{ROUND}/act/withdraw", city=HANGZHOU, seen=seen)
    assert answer.status == 409
    assert "看不出您打开这一页是什么时候" in answer.text
    assert decisions(office) == before


@pytest.mark.parametrize("act", ["withdraw", "close"])
def test_of_two_who_decide_at_one_moment_one_is_told_what_the_other_did(
    seats: tuple[RunningDesk, RunningDesk], office: Office, act: str
) -> None:
    """Both have looked at the same state, and both answers come before either is done."""
    city = HANGZHOU if act == "withdraw" else ""
    before = len(decisions(office))
    forms = [asked(seat, act, city) for seat in seats]
    assert forms[0]["seen"] == forms[1]["seen"]
    with locked(office.home / "zhejiang-2020", "试验"), ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda seat, form: seat.post(f"{ROUND}/act/{act}", **form), seats, forms))
    assert [each.status for each in answers] == [303, 303]
    pages = [told(seat, each.headers["Location"]) for seat, each in zip(seats, answers, strict=True)]
    assert decisions(office)[before:] == [(act, city)]
    (refused,) = (each for each in pages if REFUSED in each)
    assert ("杭州市撤回" if city else "关闭批次") in refused
    (done,) = (each for each in pages if REFUSED not in each)
    assert "已记入“经过”" in done
    late = seats[1].post(f"{ROUND}/act/{act}", **forms[1])
    assert (late.status, "<h2>不用再办</h2>" in late.text) == (409, True)
    assert decisions(office)[before:] == [(act, city)]


def test_what_happened_to_another_city_stops_nobody(
    seats: tuple[RunningDesk, RunningDesk], office: Office
) -> None:
    one, other = seats
    first, second = asked(one, "reopen"), asked(other, "withdraw", NINGBO)
    told(one, one.post(f"{ROUND}/act/reopen", **first).headers["Location"])  # concerns every city
    assert other.post(f"{ROUND}/act/withdraw", **second).status == 409
    undo, second = asked(one, "undo", HANGZHOU), asked(other, "withdraw", NINGBO)
    told(one, one.post(f"{ROUND}/act/undo", **undo | {"number": "1"}).headers["Location"])
    assert "已记入“经过”" in told(other, other.post(f"{ROUND}/act/withdraw", **second).headers["Location"])
    assert decisions(office)[-2:] == [("undo", HANGZHOU), ("withdraw", NINGBO)]
