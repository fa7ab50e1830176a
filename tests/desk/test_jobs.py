"""Two browsers and a console at once on one folder: nothing is lost, nothing is there twice."""

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from getpass import getuser
from html import unescape
from pathlib import Path
from threading import Event, Lock

import pytest

from cascade.commands import collect, opening
from cascade.desk.jobs import Jobs
from cascade.desk.records import DeskAction, Records
from cascade.ledger import locked
from tests.support.desk import TOOK, Answer, RunningDesk, drop_files, running_desk, second_seat, wait_until
from tests.support.ledgers import ledger_of, rebuilt, table, tables
from tests.support.office import BREAKDOWN, IN_TIME, Office, run, with_few_indicators
from tests.support.programs import KILLING
from tests.support.sample import count

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
ACTIONS = count(20, 200)
CITIES = ("330100", "330200", "330300", "330400")


@dataclass
class Done:
    """What the actors have done, as the answers told them."""

    sent: set[str] = field(default_factory=set)  # the SHA-256 of all files that were taken in
    decided: int = 0
    told: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def note(self, what: str, sent: str = "", decided: bool = False) -> None:
        with self.lock:
            self.told[what] += 1
            self.decided += decided
            if sent:
                self.sent.add(sent)


@dataclass
class Returns:
    """The files that cities send: each has other bytes than all before."""

    office: Office
    scratch: Path
    lock: Lock = field(default_factory=Lock)
    number: int = 0

    def next(self, draw: random.Random) -> tuple[str, bytes]:
        """The name and the bytes of a new return, in a third of the cases with a mistake."""
        with self.lock:
            self.number += 1
            city, change = draw.choice(CITIES), dict[tuple[str, str], Decimal | str]()
            if draw.random() < 0.3:
                said = self.office.says(BREAKDOWN, city)
                change = {next(place for place in said if place[1] == "K06"): Decimal(0)}
            path = self.office.fill(BREAKDOWN, city, change, name=f"../../{self.number}.xlsx")
            data = path.read_bytes()
            path.unlink()
            return f"{city}_第{self.number}份.xlsx", data + self.number.to_bytes(2)


@dataclass
class Browser:
    """A person at the desk."""

    desk: RunningDesk
    draw: random.Random
    returns: Returns
    done: Done

    def act(self) -> None:
        kinds: tuple[Callable[[], str], ...] = (
            self.drop,
            self.drop,
            self.decide,
            self.decide,
            self.undo,
            self.look,
        )
        kind = self.draw.choice(kinds)
        self.done.note(f"{kind.__name__} {kind()}")

    def drop(self) -> str:
        name, data = self.returns.next(self.draw)
        answer = drop_files(self.desk, f"{ROUND}/drop", {name: data})
        assert answer.status == 303, answer.text
        self.done.note("taken in", sent=hashlib.sha256(data).hexdigest())
        return self.ended(answer)

    def decide(self) -> str:
        """Do one of the acts that a city's page offers, after a look at what it will change."""
        page = self.page(f"{ROUND}/city/c{self.draw.choice(CITIES)}")
        offered = re.findall(rf'href="({ROUND}/act/(?:withdraw|use|overrule)\?[^"]+)"', page)
        offered += [f"{ROUND}/act/close?"] * (self.draw.random() < 0.1) + [f"{ROUND}/act/reopen?"]
        return self.confirmed(unescape(self.draw.choice(offered)))

    def undo(self) -> str:
        offered = re.findall(rf'href="({ROUND}/act/undo\?[^"]+)"', self.page(f"{ROUND}/story"))
        return self.confirmed(unescape(self.draw.choice(offered))) if offered else "nothing"

    def confirmed(self, address: str) -> str:
        asked = self.desk.ask(address)
        if asked.status == 409:
            return "not possible"
        assert asked.status == 200, asked.text
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', asked.text))
        path = address.partition("?")[0]
        answer = self.desk.post(path, **form | {"because": "试试"})
        if answer.status == 409:
            return "refused"
        return self.ended(answer)

    def look(self) -> str:
        for path in ("/", f"{ROUND}/", f"{ROUND}/letters", f"{ROUND}/products", f"{ROUND}/letters/remind"):
            self.page(path)
        return "fine"

    def page(self, path: str) -> str:
        answer = self.desk.ask(path)
        assert answer.status == 200, answer.text
        return answer.text

    def ended(self, answer: Answer) -> str:
        """Wait for the work to end; return whether a decision was entered."""
        assert answer.status == 303, answer.text
        path = answer.headers["Location"]
        wait_until(lambda: "data-work" not in self.page(path), 240)
        told = self.page(path)
        entered = "已记入“经过”" in told
        self.done.note("work", decided=entered)
        return "entered" if entered else "done"


@dataclass
class Console:
    """A person at the console."""

    office: Office
    draw: random.Random
    returns: Returns
    done: Done

    def act(self) -> None:
        city = self.draw.choice(CITIES)
        words = self.draw.choice(
            (
                (),
                (),
                ("--withdraw", city),
                ("--undo", str(self.draw.randrange(1, 6))),
                ("--status",),
                ("--overrule", city, "--because", "试试"),
            )
        )
        if not words:
            name, data = self.returns.next(self.draw)
            inbox = self.office.folder(BREAKDOWN, "received")
            (inbox.parent / name).write_bytes(data)
            (inbox.parent / name).rename(inbox / name)
            self.done.note("taken in", sent=hashlib.sha256(data).hexdigest())
        more = ("--workbooks", self.office.home, "--today", IN_TIME[BREAKDOWN])
        answer = run("collect.py", self.office.plan, BREAKDOWN, *words, *more)
        assert "Traceback" not in answer.error, answer.error
        assert answer.code in (0, 1, 2, 3), answer
        entered = "已记入台账" in answer.out
        self.done.note(f"console {words[:1]} {answer.code}", decided=entered)


@pytest.mark.parametrize("seed", range(count(1, 3)))
def test_two_browsers_and_a_console_at_once(tmp_path: Path, seed: int) -> None:
    office = Office(tmp_path / "工作簿", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    (tmp_path / "scratch").mkdir()
    returns, done = Returns(office, tmp_path / "scratch"), Done()
    for city in CITIES:
        office.fill(BREAKDOWN, city)
    office.collect(BREAKDOWN)
    with running_desk(office.home) as desk:
        desk.let_in()
        seats = (desk, second_seat(desk, office.home))
        actors: list[Browser | Console] = [
            *(
                Browser(seat, random.Random(16 + at + 10 * seed), returns, done)
                for at, seat in enumerate(seats)
            ),
            Console(office, random.Random(99 + seed), returns, done),
        ]
        with ThreadPoolExecutor(3) as pool:
            working = [
                pool.submit(lambda actor: [actor.act() for _ in range(ACTIONS // 3)], each) for each in actors
            ]
            for each in working:
                each.result()
        board = desk.ask(f"{ROUND}/").text
        assert "没有完成" not in board
    assert not (office.home / "运行记录.log").exists(), (office.home / "运行记录.log").read_text("utf-8")
    office.collect(BREAKDOWN)
    _check(office, done, tmp_path)


def _check(office: Office, done: Done, tmp_path: Path) -> None:
    ledger = ledger_of(office)
    receipts, decisions = table(ledger, "returns"), table(ledger, "decisions")
    taken = Counter((each["file"], each["sha256"]) for each in receipts)
    assert done.sent <= {each["sha256"] for each in receipts}, done.told
    assert set(taken.values()) == {1}, taken
    for digest in done.sent:
        original = office.home / "zhejiang-2020" / "originals" / digest[:2] / digest
        assert hashlib.sha256(original.read_bytes()).hexdigest() == digest
    assert sorted(each["number"] for each in decisions) == list(range(1, done.decided + 1)), done.told
    report = office.collect(BREAKDOWN)
    accepted = Counter(each["region"] for each in report.content["returns"] if each["state"] == "accepted")
    assert set(accepted.values()) <= {1}, accepted
    assert rebuilt(office, tmp_path / "重建") == tables(ledger)


def stopped_at_work(process: int, home: Path) -> str:
    """Stop a process while it holds the lock of the plan; return what it has noted there."""
    note = home / "zhejiang-2020" / "lock.txt"
    wait_until(lambda: note.exists() and note.read_text("utf-8"))
    os.kill(process, signal.SIGSTOP)
    return note.read_text("utf-8")


def test_work_tells_how_long_it_has_gone_on(tmp_path: Path) -> None:
    jobs, ends = Jobs(Records(tmp_path / "desk.sqlite"), tmp_path / "log", str), Event()
    action = DeskAction("某人", "", "", "", "从通知拟方案")
    works, waits = (jobs.job(jobs.submit(action, lambda: int(not ends.wait(TOOK)))) for _ in range(2))
    assert works
    assert waits
    wait_until(lambda: works.began)
    assert (works.seconds, waits.seconds) == (0, None)
    assert works.began
    works.began -= 65
    assert works.seconds in (65, 66)
    ends.set()
    wait_until(lambda: waits.code == 0)


@KILLING
def test_whoever_waits_is_told_who_does_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The console meets the desk at work, then the desk meets the console; both wait only a moment here."""
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    words = [str(office.plan), BREAKDOWN, "--workbooks", str(office.home)]
    monkeypatch.setattr(opening, "locked", partial(locked, wait=0.2))
    with running_desk(office.home, module="tests.support.impatient_desk") as desk:
        desk.let_in()
        for city in CITIES:
            office.fill(BREAKDOWN, city)
        work = desk.post(f"{ROUND}/act/collect").headers["Location"]
        note = stopped_at_work(desk.process.pid, office.home)
        assert note.startswith(f"收集上报表（{getuser()}，在网页上），进程 {desk.process.pid}，")
        assert collect.main(words) == 3
        assert f"另一个命令正在使用台账：{note}\n请等它完成后再运行一次。" in capsys.readouterr().err
        os.kill(desk.process.pid, signal.SIGCONT)
        wait_until(lambda: "data-work" not in desk.ask(work).text)

        command = [sys.executable, "collect.py", *words]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, text=True) as console:
            note = stopped_at_work(console.pid, office.home)
            assert note.startswith(f"收集上报表（{getuser()}），进程 {console.pid}，")
            work = desk.post(f"{ROUND}/act/collect").headers["Location"]
            wait_until(lambda: "data-work" not in desk.ask(work).text)
            assert f"别人正在办理：{note}\n请等它完成后再做一次。" in unescape(desk.ask(work).text)
            console.send_signal(signal.SIGCONT)
            assert console.wait(TOOK) == 1
