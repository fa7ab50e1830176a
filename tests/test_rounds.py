"""The rounds of a plan: what a round says is looked up once a run."""

import re
import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cascade.commands import collect
from cascade.findings import finding
from cascade.ledger import Dispatch, Purpose, Sending, opened
from cascade.plan import load
from cascade.returns.receipt import Receipt, State
from cascade.rounds import Rounds, is_gone
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, SEPTEMBER, Office, with_few_indicators

CITIES = ("330500", "330900")
READ = re.compile(r"SELECT \* FROM returns WHERE round = '([^']*)'")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office in whose three rounds two cities have reported."""
    office = Office(tmp_path / "工作簿", with_few_indicators(tmp_path / "plan"))
    for round_ in (BREAKDOWN, JUNE, SEPTEMBER):
        assert office.generate(round_, "--city", *CITIES).code == 0
        for city in CITIES:
            office.fill(round_, city)
        assert set(office.collect(round_).states.values()) == {"accepted"}
    return office


def test_a_collection_without_a_new_file_reads_each_round_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a spectator of the real ledger: SQLite tells each statement that it runs."""
    told: list[str] = []
    connect = sqlite3.connect

    def watched(*given: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **more)
        connection.set_trace_callback(told.append)
        return connection

    words = [office.plan, SEPTEMBER, "--workbooks", office.home, "--today", IN_TIME[SEPTEMBER]]
    monkeypatch.setattr(sqlite3, "connect", watched)
    assert collect.main([*map(str, words)]) == 1  # nine cities are missing
    assert Counter(READ.findall("\n".join(told))) == {BREAKDOWN: 1, JUNE: 1, SEPTEMBER: 1}


@pytest.mark.parametrize("state", list(State))
def test_only_a_refused_or_held_file_is_gone_when_it_was_removed(state: State, tmp_path: Path) -> None:
    removed = tmp_path / "湖州.xlsx"
    assert is_gone(receipt(removed, state)) is (state in (State.REFUSED, State.HELD))
    removed.touch()
    assert not is_gone(receipt(removed, state))


def test_a_file_in_an_archive_is_there_as_long_as_the_archive(tmp_path: Path) -> None:
    archive = tmp_path / "打包.zip"
    archive.touch()
    assert not is_gone(receipt(archive / "市" / "湖州.xlsx", State.REFUSED))
    archive.unlink()
    assert is_gone(receipt(archive / "市" / "湖州.xlsx", State.REFUSED))


def test_a_return_that_waits_for_a_changed_plan_is_never_gone(tmp_path: Path) -> None:
    held = receipt(tmp_path / "湖州.xlsx", State.HELD)
    assert not is_gone(replace(held, findings=(finding("D20", what="指标已删去"),)))
    assert is_gone(replace(held, findings=(finding("D08", other="甲.xlsx"),)))


def test_nobody_is_late_where_the_forms_first_went_out_after_the_due_date(office: Office) -> None:
    plan = load(office.plan).plan
    round_, early, now = plan.round(BREAKDOWN), date(2020, 6, 2), datetime.now().date()
    due = date(2020, 5, 30)
    with opened(office.home / plan.id / "ledger.sqlite") as ledger:
        rounds = Rounds(ledger, plan)
        assert rounds.deadline(round_, now) is None  # issued by the clock, years after they were due
        assert rounds.deadline(round_, early) == due  # a day on which they were not issued yet
        late = rounds.facts(round_, now)
        assert late.overdue == ""
        assert not any(map(late.late, late.counted.values()))
        assert rounds.facts(round_, early).overdue == "逾期 3 天"


def test_the_first_letter_tells_when_the_forms_went_out(office: Office) -> None:
    plan = load(office.plan).plan
    place, day = office.home / plan.id / "ledger.sqlite", "2020-05-20"
    letter = Dispatch(f"<{day}>", BREAKDOWN, Purpose.ISSUE, CITIES[0], "", Sending.SENT, f"{day}T09:00:00")
    with opened(place) as ledger:
        ledger.dispatch(letter)
    with opened(place) as ledger:
        deadline = Rounds(ledger, plan).deadline(plan.round(BREAKDOWN), datetime.now().date())
    assert deadline == date(2020, 5, 30)


def receipt(path: Path, state: State) -> Receipt:
    return Receipt(BREAKDOWN, str(path), "a" * 64, "2020-05-28", 1, state=state)
