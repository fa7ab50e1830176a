"""Nothing lost, nothing counted twice: kills at every step, full disks, locked files, two at once, any order.

Everything here happens to real processes and real files; `tests.support.killing` says how they are killed.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cascade import xlsx
from cascade.collecting import collect_returns as collecting
from cascade.commands import collect as collect_command
from cascade.commands import generate as generate_command
from cascade.commands import opening
from cascade.grid import Grid
from cascade.ledger import Issued, Locked, database, journal, locked, opened
from cascade.places import Places
from cascade.plan import load
from cascade.returns.filing import Record
from cascade.returns.receipt import Receipt
from cascade.theme import TEMPLATES
from tests.support import forms, sample
from tests.support.killing import Hand, each_step, tried, two_hands
from tests.support.ledgers import Row, digest, entered, ledger_of, rebuilt, table, tables
from tests.support.office import BREAKDOWN, IN_TIME, PROJECT, Answer, Office, run, with_few_indicators
from tests.support.oracle.results import expected_breakdown
from tests.support.oracle.tables import PLAN
from tests.support.programs import KILLING
from tests.support.small_disk import fill_up, small_disk

HANGZHOU, NINGBO, HUZHOU, ZHOUSHAN = "330100", "330200", "330500", "330900"
FEW = [NINGBO, HUZHOU, ZHOUSHAN]
PLAN_ID = "zhejiang-2020"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose eleven breakdown returns lie in the inbox, and none has been collected.

    Its plan is the real one with the first six indicators: the steps are the same, and each is quicker.
    """
    plan = with_few_indicators(tmp_path_factory.mktemp("方案") / "方案")
    office = Office(tmp_path_factory.mktemp("齐") / "工作簿", plan)
    assert office.generate(BREAKDOWN).code == 0
    for city in office.tables.cities:
        office.fill(BREAKDOWN, city)
    return office


@pytest.fixture
def office(ready: Office, tmp_path: Path) -> Office:
    """The same, to be spoilt."""
    return ready.copy(tmp_path / "工作簿")


def inbox(office: Office) -> dict[str, Path]:
    """The returns by their cities."""
    return {path.name[:6]: path for path in sorted(office.folder(BREAKDOWN, "received").glob("*.xlsx"))}


def keep_only(office: Office, cities: Iterable[str]) -> None:
    for city, path in inbox(office).items():
        if city not in cities:
            path.unlink()


def orders(office: Office) -> list[object]:
    """The words of a collection."""
    report = office.home / "结果.json"
    return [
        office.plan,
        BREAKDOWN,
        "--workbooks",
        office.home,
        "--today",
        IN_TIME[BREAKDOWN],
        "--json",
        report,
    ]


# --------------------------------------------------------------------------------- what must be, after all


@dataclass(frozen=True)
class Outcome:
    """All of a collection that must not depend on what happened on the way."""

    code: int
    values: dict[str, dict[str, str]]
    states: dict[str, str]
    missing: list[str]
    receipts: list[Row]
    issued: list[Row]


def outcome(office: Office, answer: Answer) -> Outcome:
    report = json.loads((office.home / "结果.json").read_text("utf-8"))
    return Outcome(
        code=answer.code,
        values=report["values"],
        states={Path(each["file"]).name: each["state"] for each in report["returns"]},
        missing=report["missing"],
        receipts=[{**row, "run": 0} for row in table(ledger_of(office), "returns")],
        issued=table(ledger_of(office), "issued"),
    )


def assert_no_halves(office: Office) -> None:
    """Every workbook opens and every original is whole, however far the program has come."""
    made = [
        path
        for name in ("summary", "corrections", "issued")
        for path in office.folder(BREAKDOWN, name).rglob("*")
    ]
    for path in (path for path in made if path.suffix == ".xlsx"):
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None, path
    for path in office.folder(BREAKDOWN, "summary").glob("*.xlsx"):
        openpyxl.load_workbook(path, read_only=True).close()
    for path in originals(office):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def originals(office: Office) -> list[Path]:
    folder = office.home / PLAN_ID / "originals"
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".part")]


def assert_all_there(office: Office, found: Outcome, wanted: Outcome, scratch: Path) -> None:
    """The same outcome, a receipt a file, every original kept and read-only, a journal that tells all."""
    assert found == wanted
    assert_no_halves(office)
    assert sorted(path.read_bytes() for path in originals(office)) == sorted(
        path.read_bytes() for path in inbox(office).values()
    )
    assert not any(path.stat().st_mode & 0o222 for path in originals(office))
    assert len(found.receipts) == len(inbox(office))
    assert rebuilt(office, scratch) == tables(ledger_of(office))


# ----------------------------------------------------------------------------------------- killed at any step


def sweep(start: Office, scratch: Path, disk: bool) -> list[str]:
    """Kill a collection at each of its steps and collect again; returns the names of the steps.

    Without `--long` at a sample of them.
    """
    with two_hands(scratch) as hands:
        calm = start.copy(scratch / "平安")
        answer, steps = hands[0].steps("collect", *orders(calm), disk=disk)
        wanted = outcome(calm, answer)
        assert_all_there(calm, wanted, wanted, scratch / "重建")

        def attempt(hand: Hand, number: int) -> None:
            office = start.copy(scratch / f"{number}")
            killed = hand.run("collect", *orders(office), kill=number, disk=disk)
            assert killed.code == -signal.SIGKILL
            assert_no_halves(office)
            again = hand.run("collect", *orders(office))
            assert "Traceback" not in again.error
            assert_all_there(office, outcome(office, again), wanted, scratch / f"重建{number}")
            shutil.rmtree(office.home)

        names = [step.name for step in steps]
        each_step(hands, tried(steps), attempt, names)
    assert wanted.values == expected_breakdown(
        start.tables, {city: start.says(BREAKDOWN, city) for city in inbox(start)}
    )
    assert set(wanted.states.values()) == {"accepted"}
    assert wanted.code == (0 if len(inbox(start)) == 11 else 1)
    return names


@KILLING
def test_a_collection_of_eleven_returns_killed_at_every_step_loses_nothing(
    ready: Office, tmp_path: Path
) -> None:
    names = sweep(ready, tmp_path, disk=False)
    print(f"{len(names)} steps")
    assert sum("before" in name for name in names) == 15  # 11 originals, two summaries, page and report
    assert len(names) == 3 * 15 + 4  # each before, written and after; journal and ledger twice


@KILLING
def test_a_collection_killed_at_every_touch_of_the_disk_loses_nothing(office: Office, tmp_path: Path) -> None:
    keep_only(office, [ZHOUSHAN])
    ledger_of(office).unlink()  # so that it is also made anew from the journal
    names = sweep(office, tmp_path / "各步", disk=True)
    print(f"{len(names)} touches of the disk")
    assert {name.split()[0] for name in names} >= {
        "os.rename",
        "open",
        "os.mkdir",
        "os.chmod",
        "sqlite3.connect",
    }


READER = """
import os, signal
from cascade.xlsx import GuardedReader
if __name__ == "__main__":
    reader = GuardedReader(work=len)
    try:
        reader.read(b"")
    finally:
        print(*reader._local.executor._processes, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@KILLING
def test_a_reader_process_ends_with_the_command_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "reading.py"
    script.write_text(READER, "utf-8")
    out = tmp_path / "out"
    with out.open("wb") as file:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        command = [sys.executable, str(script)]
        done = subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    (worker,) = map(int, out.read_text().split())
    deadline = time.monotonic() + 10
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(worker)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def forms_of(office: Office) -> list[Path]:
    return list(office.folder(BREAKDOWN, "issued").glob("*.xlsx"))


# ---------------------------------------------------------------------------------------------- a full disk


@KILLING
def test_a_disk_that_is_full_at_any_write_loses_nothing(office: Office, tmp_path: Path) -> None:
    keep_only(office, FEW[:2])
    with two_hands(tmp_path) as hands, ExitStack() as stack:
        disks = {id(hand): stack.enter_context(small_disk(tmp_path / f"盘{id(hand)}")) for hand in hands}
        calm = office.copy(disks[id(hands[0])] / "工作簿")
        answer, steps = hands[0].steps("collect", *orders(calm), disk=True)
        wanted = outcome(calm, answer)
        shutil.rmtree(calm.home)
        used = [steps[0].free - step.free for step in steps]
        page, most = 4096, max(used)
        levels = sorted({level for each in used for level in (each, each + page) if level < most})
        print(f"{len(levels)} levels up to {most} bytes")
        assert len(levels) > 12

        def attempt(hand: Hand, number: int) -> None:
            disk = disks[id(hand)]
            mine = office.copy(disk / "工作簿")
            ballast = fill_up(disk, levels[number - 1])
            full = hand.run("collect", *orders(mine))
            assert full.code == 3, full
            assert "磁盘已满" in full.error, full
            assert "Traceback" not in full.error + full.out, full
            assert_no_halves(mine)
            ballast.unlink()
            again = hand.run("collect", *orders(mine))
            assert_all_there(mine, outcome(mine, again), wanted, tmp_path / f"重建{number}")
            shutil.rmtree(mine.home)

        numbers = random.Random(12).sample(range(1, len(levels) + 1), min(sample.count(5, 1000), len(levels)))
        each_step(hands, sorted(numbers), attempt, [f"{level} bytes" for level in levels])


@KILLING
def test_issuing_onto_a_full_disk_leaves_no_half_form(ready: Office, tmp_path: Path) -> None:
    with small_disk(tmp_path / "盘") as disk, Hand(tmp_path / "手") as hand:
        home = disk / "工作簿"
        words = (ready.plan, BREAKDOWN, "--workbooks", home, "--city", *FEW[:2])
        _, steps = hand.steps("generate", *words, disk=True)
        shutil.rmtree(home)
        used = [steps[0].free - step.free for step in steps]
        levels = sorted({each for each in used if each < max(used)})
        for level in levels:
            home.mkdir()
            office = Office(home, ready.plan, ready.filling.seed)
            ballast = fill_up(disk, level)
            full = hand.run("generate", *words)
            assert full.code == 3, (level, full)
            assert "磁盘已满" in full.error, (level, full)
            assert "Traceback" not in full.error, (level, full)
            ballast.unlink()
            assert {digest(path) for path in forms_of(office)} <= {row["sha256"] for row in entered(office)}
            assert hand.run("generate", *words).code == 0
            assert {digest(path) for path in forms_of(office)} == {row["sha256"] for row in entered(office)}
            shutil.rmtree(home)


# ---------------------------------------------------------------------------------------- a file held open


@contextmanager
def held(path: Path) -> Iterator[None]:
    """A file that nobody may replace, as Excel holds one that it shows. Skipped where that cannot be had."""
    if sys.platform == "win32":
        with path.open("rb"):
            yield
        return
    program = shutil.which("chattr")
    if not program or subprocess.run([program, "+i", str(path)], capture_output=True, check=False).returncode:
        pytest.skip("only Windows, or root on a disk with immutable files, can hold a file")
    try:
        yield
    finally:
        subprocess.run([program, "-i", str(path)], check=True)


def latest(office: Office) -> Path:
    (path,) = office.folder(BREAKDOWN, "summary").glob("*_最新.xlsx")
    return path


def test_a_summary_that_is_open_in_excel_costs_only_its_own_renewal(office: Office, tmp_path: Path) -> None:
    keep_only(office, FEW)
    path = inbox(office)[HUZHOU]
    path.rename(tmp_path / path.name)
    office.collect(BREAKDOWN)
    before = latest(office).read_bytes()
    shutil.copy(tmp_path / path.name, path)
    with held(latest(office)):
        report = office.collect(BREAKDOWN)
    assert report.code == 3
    assert "最新" in report.out
    assert "请先关闭该文件，再运行一次" in report.out
    assert latest(office).read_bytes() == before
    assert report.states[path.name] == "accepted"
    assert Path(report.content["summary"]).is_file()
    assert_no_halves(office)
    after = office.collect(BREAKDOWN)
    assert (after.code, after.values) == (1, report.values)  # eight cities are missing
    assert latest(office).read_bytes() == Path(after.content["summary"]).read_bytes()


def test_a_report_that_is_open_elsewhere_is_said_in_chinese(office: Office) -> None:
    keep_only(office, [HUZHOU])
    first = office.collect(BREAKDOWN)
    report = office.home / "结果.json"
    with held(report):
        answer = run("collect.py", *orders(office))
        assert json.loads(report.read_text("utf-8")) == first.content
    assert answer.code == 3
    assert f"文件无法写入：{report}" in answer.error
    assert "Traceback" not in answer.error
    assert office.collect(BREAKDOWN).values == first.values


def test_a_form_that_is_open_while_it_is_issued_anew_is_issued_at_the_next_run(
    office: Office, tmp_path: Path
) -> None:
    plan = tmp_path / "方案"
    shutil.copytree(office.plan, plan)
    target = office.tables.targets[HUZHOU, "K06"]
    targets = (plan / "targets.csv").read_text("utf-8")
    (plan / "targets.csv").write_text(
        targets.replace(f"K06,{HUZHOU},{target}台", f"K06,{HUZHOU},{target + 20}台"), "utf-8"
    )
    changed = Office(office.home, plan, office.filling.seed)
    form = office.form(BREAKDOWN, HUZHOU)
    before = form.read_bytes()
    with held(form):
        answer = changed.generate(BREAKDOWN, "--city", HUZHOU)
    assert answer.code == 3
    assert "文件无法写入" in answer.error
    assert form.read_bytes() == before
    assert changed.generate(BREAKDOWN, "--city", HUZHOU).code == 0
    assert digest(form) in {row["sha256"] for row in entered(office) if row["version"] == 2}
    assert (form.parent / "旧版" / f"{form.stem}_第1版.xlsx").read_bytes() == before


def test_a_folder_that_may_not_be_written_is_no_other_command_at_work(tmp_path: Path) -> None:
    folder = tmp_path / "工作簿" / PLAN_ID
    folder.mkdir(parents=True)
    with held(folder):
        answer = run("collect.py", PLAN, BREAKDOWN, "--workbooks", folder.parent)
    assert answer.code == 3
    assert "文件无法写入" in answer.error
    assert "Traceback" not in answer.error


@pytest.mark.parametrize("log", ["/dev/full", "文件/运行记录.log"])
def test_a_log_that_cannot_be_written_is_no_traceback_either(tmp_path: Path, log: str) -> None:
    if log.startswith("/dev") and sys.platform != "linux":
        pytest.skip("/dev/full is a thing of Linux")
    (tmp_path / "文件").write_bytes(b"where a folder should be")
    code = (
        "import sys; from pathlib import Path; from cascade.commands.running import run;"
        " sys.exit(run(lambda: 1 // 0, Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / log)],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("程序出了意外，没有完成。")
    assert "Traceback" not in done.stderr


# -------------------------------------------------------------------------------------------- two at once


def test_two_collections_at_once_take_each_file_once(office: Office, tmp_path: Path) -> None:
    ledger_of(office).unlink()  # both would make it anew
    reports = [tmp_path / f"{number}.json" for number in (1, 2)]
    words = [sys.executable, "collect.py", str(office.plan), BREAKDOWN, "--workbooks", str(office.home)]
    commands = [
        *([*words, "--today", IN_TIME[BREAKDOWN], "--json", str(report)] for report in reports),
        [*words, "--status"],
    ]
    started = [
        subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for command in commands
    ]
    errors = [process.communicate(timeout=100)[1].decode("utf-8") for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], errors
    first, second = (json.loads(report.read_text("utf-8")) for report in reports)
    assert first == second
    assert len(table(ledger_of(office), "returns")) == 11
    assert len(table(ledger_of(office), "summaries")) == 1
    assert rebuilt(office, tmp_path / "重建") == tables(ledger_of(office))


HOLDER = """
import sys
from pathlib import Path
from cascade.ledger import locked
with locked(Path(sys.argv[1]), "下发填报表"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_command_says_who_is_at_work(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = office.home / PLAN_ID
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    assert holder.stdout.readline().strip() == b"held"
    with pytest.raises(Locked, match=f"下发填报表，进程 {holder.pid}"), locked(home, "收集上报表", wait=0.2):
        pass
    monkeypatch.setattr(opening, "locked", partial(locked, wait=0.2))
    assert collect_command.main([*map(str, orders(office))]) == 3
    said = capsys.readouterr().err
    assert "另一个命令正在使用台账：下发填报表" in said
    assert "请等它完成后再运行一次" in said
    assert table(ledger_of(office), "returns") == []
    holder.kill()
    holder.communicate()
    with locked(home, "收集上报表", wait=0.2):  # the lock of the dead is free
        pass


BUSY = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2].split(";"):
    database.execute(statement).fetchone()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def busy(ledger: Path, statements: str) -> Iterator[None]:
    """Another program, which knows nothing of the lock, at work on the ledger itself."""
    command = [sys.executable, "-c", BUSY, str(ledger), statements]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline().strip() == b"held"
        try:
            yield
        finally:
            holder.communicate()


@pytest.mark.parametrize("statements", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "BEGIN; SELECT * FROM issued"])
def test_a_ledger_that_another_program_holds_is_said_in_chinese_and_costs_nothing(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    statements: str,
) -> None:
    """One holds it for itself, one only writes, one only reads and so keeps what is written from it."""
    keep_only(office, FEW)
    calm = office.copy(tmp_path / "平安")
    wanted = outcome(calm, run("collect.py", *orders(calm)))
    before = tables(ledger_of(office))
    monkeypatch.setattr(database, "WAIT", 0.2)
    with busy(ledger_of(office), statements):
        assert collect_command.main([*map(str, orders(office))]) == 3
        assert capsys.readouterr().err == (
            f"文件正被别的程序使用：{ledger_of(office)}\n"
            "请等它完成，或关闭正在使用这个文件的程序，再运行一次。已保存的内容不受影响。\n"
        )
    assert tables(ledger_of(office)) == before
    assert_no_halves(office)
    again = run("collect.py", *orders(office))
    assert_all_there(office, outcome(office, again), wanted, tmp_path / "重建")


def test_no_form_is_issued_while_another_program_holds_the_ledger(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tables(ledger_of(office))
    form = office.form(BREAKDOWN, HUZHOU)
    before = form.read_bytes()
    form.unlink()
    words = [str(office.plan), BREAKDOWN, "--workbooks", str(office.home), "--city", HUZHOU]
    monkeypatch.setattr(database, "WAIT", 0.2)
    with busy(ledger_of(office), "BEGIN EXCLUSIVE"):
        assert generate_command.main(words) == 3
        assert capsys.readouterr().err.startswith(f"文件正被别的程序使用：{ledger_of(office)}\n")
        assert not form.exists()
    assert generate_command.main(words) == 0
    assert form.read_bytes() == before
    assert tables(ledger_of(office)) == kept


# --------------------------------------------------------------------------------------------- in any order


@cache
def _read(data: bytes) -> Grid:
    return xlsx.read(data)


class PlainReader:
    """Reads in this process: for very many collections of files that are known to be harmless."""

    width = 1

    def __init__(self, machines: object = None) -> None:
        pass

    def read(self, data: bytes) -> Grid:
        return _read(data)

    def ahead(self, batch: Sequence[bytes]) -> list[Callable[[], Grid]]:
        return [partial(self.read, data) for data in batch]

    def __enter__(self) -> "PlainReader":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def test_any_order_of_thirteen_files_comes_to_the_same(
    ready: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file has its date of receipt; how they are bundled and in which order taken, chance decides."""
    start = ready.copy(tmp_path / "始")
    came = {
        path: "2020-05-26" if number % 2 else "2020-05-27"
        for number, path in enumerate(list(inbox(start).values()))
    }
    wrong = {("330502", "K06"): "约三百"}, {("330203", "K06"): "约三百"}
    later = start.fill(BREAKDOWN, HUZHOU, wrong[0], name="湖州 再报.xlsx")
    earlier = start.fill(BREAKDOWN, NINGBO, wrong[1], name="宁波 初报.xlsx")
    came |= {later: "2020-05-29", earlier: "2020-05-20"}
    monkeypatch.setattr(collecting, "GuardedReader", PlainReader)
    monkeypatch.setattr(collecting, "publish", lambda *_: (tmp_path / "没有画.xlsx", False))
    found = [
        _collected_in_order(start, came, seed, tmp_path / f"{seed}") for seed in range(sample.count(3, 20))
    ]
    values, states = found[0]
    assert all(each == found[0] for each in found)
    assert values == expected_breakdown(
        start.tables, {c: start.says(BREAKDOWN, c) for c in start.tables.cities}
    )
    odd = {name: state for name, state in states.items() if state != "accepted"}
    assert odd == {later.name: "sent_back", earlier.name: "superseded"}
    assert len(states) == 13


def _collected_in_order(
    start: Office, came: Mapping[Path, str], seed: int, home: Path
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    office = start.copy(home)
    plan = load(office.plan).plan
    places = Places(office.home, plan, plan.round(BREAKDOWN))
    chance = random.Random(seed)
    files = list(came)
    chance.shuffle(files)
    bundles: list[list[Path]] = []
    for file in files:
        if bundles and came[bundles[-1][0]] == came[file] and chance.random() < 0.7:
            bundles[-1].append(file)
        else:
            bundles.append([file])
    for bundle in bundles:
        there = [office.home / file.relative_to(start.home) for file in bundle]
        received = date.fromisoformat(came[bundle[0]])
        collected = collecting.collect(places, there, received, date(2020, 5, 30), iter)
    report = home / "结果.json"
    collecting.write_report(collected, report)
    content = json.loads(report.read_text("utf-8"))
    shutil.rmtree(home)
    return content["values"], {Path(each["file"]).name: each["state"] for each in content["returns"]}


def test_the_same_collection_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    first = office.collect(BREAKDOWN)
    kept = tables(ledger_of(office))
    second = office.collect(BREAKDOWN, today="2020-06-20")
    assert second.content | {"summary": ""} == first.content | {"summary": ""}
    assert tables(ledger_of(office)) == kept == rebuilt(office, tmp_path / "重建")
    assert len(originals(office)) == 11


def test_a_folder_that_was_moved_still_knows_its_files(office: Office, tmp_path: Path) -> None:
    keep_only(office, [HANGZHOU, NINGBO, HUZHOU])
    (inbox(office)[NINGBO]).write_bytes(inbox(office)[NINGBO].read_bytes()[:5000])
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "约三百"})
    openpyxl.Workbook().save(office.folder(BREAKDOWN, "received") / "签到.xlsx")
    before = office.collect(BREAKDOWN).states
    assert sorted(before.values()) == ["accepted", "held", "refused", "sent_back"]
    stood = run("collect.py", *orders(office)[:6], "--status").out
    kept = tables(ledger_of(office))
    moved = Office(office.home.rename(tmp_path / "新电脑"), office.plan)
    assert run("collect.py", *orders(moved)[:6], "--status").out == stood
    assert moved.collect(BREAKDOWN).states == before
    assert tables(ledger_of(moved)) == kept == rebuilt(moved, tmp_path / "重建")


OPENED = "{% set opened = '从邮件中打开时，请先点“启用编辑”。' %}"
UNTIL_1_10 = OPENED + "{% set until_1_10 = true %}"
FORMER = UNTIL_1_10 + "{% set below = '' %}{% set of_shares_too = true %}{% set late = false %}\n"


def test_forms_of_versions_1_6_and_1_7_stay_as_they_are(tmp_path: Path) -> None:
    """Their instructions did not say that the summary lists counties below their city."""
    office = Office(tmp_path / "工作簿", with_few_indicators(tmp_path / "方案"))
    beside = tmp_path / "templates" / "form"
    beside.mkdir(parents=True)
    text = (TEMPLATES / "form/instructions.txt.j2").read_text("utf-8")
    (beside / "instructions.txt.j2").write_text(FORMER + text, "utf-8")
    two = ("--city", HANGZHOU, NINGBO)
    assert office.generate(BREAKDOWN, *two, "--today", "2020-05-10").code == 0
    tickets = {row["city"]: row["ticket"] for row in table(ledger_of(office), "issued")}
    assert tickets == {HANGZHOU: "330100-B-1-6P9PM1A", NINGBO: "330200-B-1-8CZ2D8P"}
    shutil.rmtree(beside)
    again = office.generate(BREAKDOWN, *two).out
    assert (again.count("无变化"), again.count("第 1 版")) == (2, 2)


def test_a_ledger_of_version_1_6_finds_its_files_where_they_are_now(office: Office, tmp_path: Path) -> None:
    first = run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home)
    assert "\n新收到 11 份文件：已接收 11 份。" in first.out  # of all, none is named
    kept = tables(ledger_of(office))
    journal = office.home / "zhejiang-2020" / "journal.jsonl"
    then = "D:\\\\填报\\\\zhejiang-2020\\\\breakdown\\\\received\\\\"
    journal.write_text(journal.read_text("utf-8").replace('"breakdown/received/', f'"{then}'), "utf-8")
    assert then in journal.read_text("utf-8")
    ledger_of(office).unlink()
    office.collect(BREAKDOWN)
    assert tables(ledger_of(office)) == kept


# ------------------------------------------------------------------------ ledger and journal, lost or torn


@pytest.fixture(scope="module")
def decided(ready: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has decided all that can be decided: on an open return, a stranger and the round."""
    office = ready.copy(tmp_path_factory.mktemp("定") / "工作簿")
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "约三百"})
    bare = inbox(office)[NINGBO]
    ticket = next(row["ticket"] for row in table(ledger_of(office), "issued") if row["city"] == NINGBO)
    stripped = office.home / "宁波.xlsx"
    with zipfile.ZipFile(bare) as source, zipfile.ZipFile(stripped, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(ticket.encode(), b""))
    stripped.replace(bare)
    before = office.collect(BREAKDOWN)
    assert [before.states[inbox(office)[city].name] for city in (NINGBO, HUZHOU)] == ["held", "sent_back"]
    everyday = orders(office)
    for words in (
        [*everyday[:2], bare, *everyday[2:], "--as", NINGBO, "--because", "来电确认"],
        [*everyday, "--overrule", HUZHOU, "--because", "另行补报"],
        [*everyday, "--close", "--because", "全部收齐"],
    ):
        answer = run("collect.py", *words)
        assert "Traceback" not in answer.error
    assert [row["kind"] for row in table(ledger_of(office), "decisions")].count("overrule") == 1
    return office


class Plain:
    """A hand where there is no forking: each order is a program of its own."""

    def run(self, command: str, *words: object) -> Answer:
        return run(f"{command}.py", *words)


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand | Plain]:
    if sys.platform == "win32":
        yield Plain()
    else:
        with Hand(tmp_path_factory.mktemp("手") / "手") as quick:
            yield quick


def told(office: Office, hand: Hand | Plain) -> dict[str, Any]:
    """All that the commands tell of a round: the report of a collection, the status and a history."""
    answer = hand.run("collect", *orders(office))
    assert "Traceback" not in answer.error
    content: dict[str, Any] = json.loads((office.home / "结果.json").read_text("utf-8"))
    where = (office.plan, BREAKDOWN, "--workbooks", office.home)
    views = [hand.run("collect", *where, *words).out for words in (["--status"], ["--history", HUZHOU])]
    assert all("已接收" in view for view in views)
    return {**content, "summary": "", "code": answer.code, "views": views}


def lose(ledger: Path) -> None:
    ledger.unlink()


def empty(ledger: Path) -> None:
    ledger.write_bytes(b"")


def garble(ledger: Path) -> None:
    ledger.write_bytes(random.Random(1).randbytes(ledger.stat().st_size))


def garble_the_middle(ledger: Path) -> None:
    data = bytearray(ledger.read_bytes())
    data[8192:-8192] = random.Random(2).randbytes(len(data) - 16384)
    ledger.write_bytes(data)


def cut(ledger: Path) -> None:
    ledger.write_bytes(ledger.read_bytes()[: ledger.stat().st_size // 2])


def lose_the_journal(ledger: Path) -> None:
    ledger.with_name("journal.jsonl").unlink()


@pytest.mark.parametrize(
    "spoil", sample.every(2, [lose, empty, garble, garble_the_middle, lose_the_journal, cut])
)
def test_a_spoilt_ledger_is_made_again_and_says_the_same(
    decided: Office, hand: Hand | Plain, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    ledger = ledger_of(decided)
    wanted, kept, saved = told(decided, hand), tables(ledger), tmp_path / "保存"
    assert {each["overruled"] for each in wanted["returns"]} == {None, "另行补报"}
    assert wanted["missing"] == []
    shutil.copytree(ledger.parent, saved)
    spoil(ledger)
    spoilt = ledger.read_bytes() if ledger.exists() else b""
    try:
        assert told(decided, hand) == wanted
        assert tables(ledger) == kept == rebuilt(decided, tmp_path / "重建")
        aside = ledger.with_name("ledger.sqlite.损坏1")
        broken = spoil in (garble, garble_the_middle, cut)
        assert aside.exists() == broken
        assert not broken or aside.read_bytes() == spoilt
    finally:
        shutil.rmtree(ledger.parent)
        shutil.copytree(saved, ledger.parent)


def test_a_journal_torn_anywhere_loses_its_last_line_only(decided: Office, tmp_path: Path) -> None:
    path = ledger_of(decided).with_name("journal.jsonl")
    whole = path.read_bytes()
    entries = list(journal.replay(path))
    assert len(whole.splitlines()) == len(entries)
    closing = next(line for line in reversed(whole.splitlines()) if "全部收齐" in line.decode())
    torn = tmp_path / "journal.jsonl"
    for length in sample.every(5, range(len(closing))):
        torn.write_bytes(whole + closing[:length])
        assert list(journal.replay(torn)) == entries
        journal.append(torn, entries[-1:])
        assert list(journal.replay(torn)) == [*entries, entries[-1]]


def test_more_than_waits_in_memory_reaches_the_journal_whole_and_in_order(tmp_path: Path) -> None:
    ledger, raw = tmp_path / "ledger.sqlite", "七" * 1000
    said = tuple(Record("330502", f"K{at:02}", Decimal(at), raw, "分解表", "H8") for at in range(1, 19))
    came = [Receipt(BREAKDOWN, f"{at}.xlsx", f"{at:064}", "2020-05-08", 1, records=said) for at in range(40)]
    with opened(ledger) as book_:
        for receipt in came:
            book_.receive(receipt)
    path = ledger.with_name("journal.jsonl")
    assert path.stat().st_size > 2 * database.SPOOLED
    assert [row["file"] for _, row in journal.replay(path)] == [receipt.file for receipt in came]
    ledger.unlink()
    with opened(ledger) as book_:
        assert [each.records for each in book_.receipts(BREAKDOWN)] == [said] * len(came)


def test_nothing_of_what_failed_reaches_the_journal(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    with opened(ledger):
        pass
    with suppress(RuntimeError), opened(ledger) as book_:
        book_.receive(Receipt(BREAKDOWN, "甲.xlsx", "1" * 64, "2020-05-08", 1))
        raise RuntimeError
    assert list(journal.replay(ledger.with_name("journal.jsonl"))) == []
    with opened(ledger) as book_:
        assert book_.receipts(BREAKDOWN) == ()


def test_what_a_kill_kept_from_the_ledger_does_not_outlive_the_next_run(tmp_path: Path) -> None:
    """Journal first, then the ledger: a form that was entered in the journal only is issued once more."""
    ledger = tmp_path / "ledger.sqlite"
    layout = forms.layout(BREAKDOWN, HUZHOU)
    first = Issued("330500-B-1-AAAAAA0", BREAKDOWN, HUZHOU, 1, "c", "1" * 64, "2020-05-08T09:00:00", layout)
    lost = replace(first, ticket="330500-B-1-BBBBBB0", content="d", sha256="3" * 64)
    with opened(ledger) as book:
        book.issue(replace(lost))
        book.issue(first)
    ledger.unlink()
    again = replace(first, at="2020-05-08T10:00:00", sha256="2" * 64)
    with opened(ledger) as book:
        book.issue(again)
    ledger.unlink()
    with opened(ledger) as book:
        assert book.issued(first.ticket) == again
        assert book.latest_issued(BREAKDOWN, HUZHOU) == again


@KILLING
def test_making_the_ledger_again_is_done_as_a_whole(decided: Office, tmp_path: Path) -> None:
    """Killed while it copies the journal, it leaves no ledger that would pass for one."""
    office = decided.copy(tmp_path / "工作簿")
    ledger = ledger_of(office)
    kept = tables(ledger)
    ledger.unlink()
    code = """
import os, signal, sys
from pathlib import Path
from cascade.ledger import journal, opened
def replay(path, whole=journal.replay):
    for number, entry in enumerate(whole(path)):
        if number == 15:
            os.kill(os.getpid(), signal.SIGKILL)
        yield entry
journal.replay = replay
with opened(Path(sys.argv[1])):
    pass
"""
    done = subprocess.run([sys.executable, "-c", code, str(ledger)], cwd=PROJECT, check=False)
    assert done.returncode == -signal.SIGKILL
    with opened(ledger):
        pass
    assert tables(ledger) == kept


# ------------------------------------------------------------------------- what is known to be wrong still


def test_a_correction_copy_that_could_not_be_written_is_written_at_the_next_run(office: Office) -> None:
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "约三百"})
    corrections = office.folder(BREAKDOWN, "corrections")
    corrections.write_bytes(b"in the way")
    assert run("collect.py", *orders(office)).code == 3
    corrections.unlink()
    assert office.collect(BREAKDOWN).code == 1
    assert [path.name[:6] for path in corrections.glob("*.xlsx")] == [HUZHOU]


def test_a_held_return_with_a_duplicate_can_still_be_claimed(decided: Office, office: Office) -> None:
    keep_only(office, [])
    held_file = office.folder(BREAKDOWN, "received") / "宁波.xlsx"
    shutil.copy(inbox(decided)[NINGBO], held_file)
    shutil.copy(held_file, held_file.with_name("宁波（又一份）.xlsx"))
    assert sorted(office.collect(BREAKDOWN).states.values()) == ["held", "held"]
    everyday = orders(office)
    run("collect.py", *everyday[:2], held_file, *everyday[2:], "--as", NINGBO)
    assert sorted(office.collect(BREAKDOWN).states.values()) == ["accepted", "duplicate"]
