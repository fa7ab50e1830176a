"""Forms drawn by several processes: the same forms, whatever becomes of those that help."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import wait
from datetime import datetime
from pathlib import Path

import pytest

from bench import plans
from cascade.form import Order, Studio, studio
from cascade.layout import Split
from cascade.ledger import opened
from cascade.machines import Processes
from cascade.plan import load
from cascade.workflow import issue as issuing
from cascade.workflow.issue import Action, issue
from cascade.workflow.places import Places
from tests.forms import BREAKDOWN, CITIES, ISSUED, JUNE, SEPTEMBER, TICKET, layout
from tests.office import PROJECT
from tests.oracle import PLAN
from tests.support.programs import KILLING

ORDERS = [
    Order(layout(round_, city), TICKET, ISSUED, f"说明\n请{city}填")
    for round_ in (BREAKDOWN, JUNE, SEPTEMBER)
    for city in CITIES
]


@pytest.fixture(scope="module")
def wanted() -> list[bytes]:
    return studio.drawn(ORDERS)


def helper(room: Studio) -> int:
    """The one process that helps, which has drawn something."""
    (lot,) = lots = room.begin(ORDERS[:5])
    assert lot.future
    lot.future.result(60)
    room.finish(lots)
    assert room.helped
    (process,) = room._executor._processes  # type: ignore[union-attr]
    return int(process)


def test_a_studio_without_help_draws(wanted: list[bytes]) -> None:
    with Studio() as room:
        assert room.finish(room.begin([])) == []
        assert room.finish(room.begin(ORDERS)) == wanted
        assert not room.helped


def test_forms_come_in_their_order_whoever_draws_them(wanted: list[bytes]) -> None:
    with Studio(Processes(2)) as room:
        for _ in range(3):  # while they start, when all has been drawn, while they are at work
            begun = [room.begin(ORDERS[start : start + 12]) for start in range(0, len(ORDERS), 12)]
            assert [form for lots in begun for form in room.finish(lots)] == wanted
            wait(room._under_way, 60)
        assert room.helped


@KILLING
def test_a_helper_that_is_killed_costs_nothing(wanted: list[bytes]) -> None:
    with Studio(Processes(1)) as room:
        process = helper(room)
        lots = room.begin(ORDERS)
        os.kill(process, signal.SIGKILL)
        assert room.finish(lots) == wanted
        assert room.finish(room.begin(ORDERS)) == wanted
        assert room._executor is None  # it is done without


@KILLING
def test_a_helper_that_hangs_is_not_waited_for(wanted: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "SECONDS", 1.0)
    with Studio(Processes(1)) as room:
        process = helper(room)
        os.kill(process, signal.SIGSTOP)
        assert room.finish(room.begin(ORDERS)) == wanted
        assert room._executor is None
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_an_order_that_cannot_be_drawn_says_so_here() -> None:
    broken = Order(ORDERS[0].layout, TICKET, ISSUED, "")  # without instructions, not even a title
    with Studio(Processes(1)) as room:
        for _ in range(2):
            lots = room.begin([broken])
            wait(room._under_way, 60)
            with pytest.raises(IndexError):
                room.finish(lots)


@pytest.mark.parametrize("split", [None, Split.LEAD, Split.COUNTY])
def test_a_round_is_issued_alike_with_help(
    tmp_path: Path, split: Split | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forms, ledger and journal, byte for byte: in small batches, the last with a single city."""
    monkeypatch.setattr(issuing, "BATCH", 2)
    plan = load(PLAN).plan
    now = datetime(2020, 5, 8, 9)
    found = []
    for name, machines in (("独", None), ("帮", Processes(1))):
        places = Places(tmp_path / name, plan, plan.round(BREAKDOWN))
        outcomes = list(issue(places, plan.cities, now, split, machines))
        assert {each.action for each in outcomes} == {Action.NEW}
        assert {each.action for each in issue(places, plan.cities, now, split, machines)} == {
            Action.UNCHANGED
        }
        files = {
            str(path.relative_to(places.home)): path.read_bytes() for path in places.home.rglob("*.xlsx")
        }
        assert len(files) == len(outcomes)
        found.append((outcomes_of(outcomes, places), files, places.journal.read_bytes()))
    assert found[0] == found[1]


def outcomes_of(outcomes: list[issuing.IssuedForm], places: Places) -> list[tuple[str, str, str, int]]:
    return [
        (each.city.code, str(each.path.relative_to(places.home)), each.ticket, each.version)
        for each in outcomes
    ]


@KILLING
def test_a_large_round_killed_at_work_ends_its_helper_and_is_finished_by_the_next_run(tmp_path: Path) -> None:
    count = issuing.MANY + 107
    plans.write_plan(tmp_path / "large", "大方案", plans.uniform(count))
    home = tmp_path / "工作簿"
    words = [sys.executable, "generate.py", str(tmp_path / "large"), BREAKDOWN, "--workbooks", str(home)]
    process = subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.DEVNULL)
    while not list(home.rglob("*.xlsx")):
        time.sleep(0.02)
        assert process.poll() is None
    process.send_signal(signal.SIGSTOP)  # after the first of its batches
    helpers = children(process.pid)
    assert helpers
    process.kill()
    process.wait()
    for _ in range(100):
        if not (left := [each for each in helpers if alive(each)]):
            break
        time.sleep(0.1)
    assert left == []
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, encoding="utf-8", check=True)
    assert f"共 {count} 份填报表" in done.stdout
    digests = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in home.rglob("*.xlsx"))
    ledger = next(home.rglob("ledger.sqlite"))
    with opened(ledger):
        pass
    with sqlite3.connect(ledger) as connection:
        entered = sorted(row[0] for row in connection.execute("SELECT sha256 FROM issued"))
    assert len(digests) == count
    assert digests == entered


def children(process: int) -> list[int]:
    """The helpers that a process has started; POSIX only."""
    found = listed("-o", "pid=,args=", "--ppid", str(process))
    return [int(line.split()[0]) for line in found if "spawn_main" in line]


def alive(process: int) -> bool:
    """Whether a process is there, and not only its exit code, which nobody has asked for."""
    return any(not line.startswith("Z") for line in listed("-o", "stat=", "-p", str(process)))


def listed(*words: str) -> list[str]:
    return subprocess.run(["ps", "-ww", *words], capture_output=True, encoding="utf-8").stdout.splitlines()
