"""A round as the desk shows it: never older than what the ledger says, and there at once."""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cascade.commands.opening import load_plan
from cascade.desk.round_view import RoundViews
from cascade.ledger import Decision, DecisionKind, Ledger, opened
from cascade.places import Places
from cascade.returns.receipt import Receipt
from tests.support.desk import RunningDesk, running_desk
from tests.support.office import BREAKDOWN, Office
from tests.support.oracle.tables import PLAN

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
PAGES = ("/", *(ROUND + page for page in ("/", "/products", "/city/c330100", "/letters", "/story")))
NUMBERS = tuple(f"{ROUND}/number/K06/{region}" for region in ("330000", "330100"))
MOST = 0.2  # seconds, of the quickest of five: others may use the machine, too

_at_the_journal: list[Callable[[], object]] = []


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "cascade.step" and arguments == ("journal written",) and _at_the_journal:
        _at_the_journal.pop()()


sys.addaudithook(_listen)


def test_who_looks_between_journal_and_ledger_is_told_again(tmp_path: Path) -> None:
    """An entry stands in the journal a moment before the ledger has it."""
    plan = load_plan(PLAN).plan
    places, today = Places(tmp_path, plan, plan.rounds[0]), date(2020, 5, 20)
    views = RoundViews()
    with opened(places.ledger):
        pass
    seen = []
    _at_the_journal.append(lambda: seen.append(views.view(places, today)))
    with opened(places.ledger) as ledger:
        ledger.decide(Decision(places.round.id, "2020-05-20T10:00:00", DecisionKind.CLOSE))
    (before,) = seen
    after = views.view(places, today)
    assert (before.version, before.decisions) == (after.version, ())
    assert [each.kind for each in after.decisions] == [DecisionKind.CLOSE]
    assert before.state != after.state
    assert views.view(places, today) is after


def test_rounds_share_what_was_read_until_the_ledger_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty pages that look at all rounds at once read each once, and anew after a change."""
    plan = load_plan(PLAN).plan
    places, today = [Places(tmp_path, plan, each) for each in plan.rounds], date(2020, 7, 20)
    views, read = RoundViews(), list[str]()
    receipts = Ledger.receipts

    def counted(ledger: Ledger, round_: str, *more: Any) -> tuple[Receipt, ...]:
        read.append(round_)
        return receipts(ledger, round_, *more)

    monkeypatch.setattr(Ledger, "receipts", counted)
    with opened(places[0].ledger) as ledger:
        ledger.decide(Decision(places[0].round.id, "2020-05-20T10:00:00", DecisionKind.CLOSE))
    with ThreadPoolExecutor(20) as pool:
        seen = list(pool.map(lambda number: views.view(places[number % len(places)], today), range(20)))
    assert sorted(read) == sorted(each.id for each in plan.rounds)
    assert len(set(map(id, seen))) == len(places)
    with opened(places[0].ledger) as ledger:
        ledger.decide(Decision(places[0].round.id, "2020-05-20T11:00:00", DecisionKind.REOPEN))
    assert [each.kind for each in views.view(places[0], today).decisions] == ["close", "reopen"]
    assert read.count(places[0].round.id) == 2


def seconds(desk: RunningDesk, path: str) -> float:
    began = time.perf_counter()
    assert desk.ask(path).status == 200
    return time.perf_counter() - began


def test_every_page_of_a_whole_round_is_quick(tmp_path: Path) -> None:
    office = Office(tmp_path / "workbooks")
    office.whole_round(BREAKDOWN)
    with running_desk(office.home) as desk:
        desk.let_in()
        for path in (*PAGES, *NUMBERS, f"{ROUND}/act/withdraw?city=330100"):
            seconds(desk, path)
            assert min(seconds(desk, path) for _ in range(5)) < MOST, path
