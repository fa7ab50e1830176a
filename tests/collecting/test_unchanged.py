"""A collection that finds nothing new reads nothing, writes nothing, and tells what it told."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cascade.collecting.unchanged import Unchanged, Watch, unchanged
from tests.support.desk import running_desk, wait_until
from tests.support.killing import Hand
from tests.support.office import BREAKDOWN, PROJECT, Answer, Office, run, with_few_indicators

HANGZHOU, NINGBO = "330100", "330200"
COUNTY = "330203"
DAY = "2020-05-28"
NOT_NEEDED = ("pydantic", "xlsxwriter", "jinja2", "cascade.model", "cascade.xlsx", "cascade.summary")


def _words(office: Office, day: str = DAY) -> tuple[object, ...]:
    return "collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--today", day


def _collect(office: Office) -> Answer:
    return run(*_words(office))  # type: ignore[arg-type]


def _files(home: Path) -> dict[Path, tuple[int, bytes]]:
    """What lies below a folder, with the times of change; without the lock, which every command takes."""
    paths = (each for each in home.rglob("*") if each.is_file() and not each.name.startswith("lock"))
    return {each: (each.stat().st_mtime_ns, each.read_bytes()) for each in paths}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two cities have reported, one return was sent back, and its plan has not changed for a while."""
    home = tmp_path_factory.mktemp("unchanged")
    office = Office(home / "工作簿", with_few_indicators(home / "plan"))
    for each in office.plan.iterdir():
        os.utime(each, (1e9, 1e9))
    assert office.generate(BREAKDOWN).code == 0
    office.fill(BREAKDOWN, HANGZHOU)
    office.fill(BREAKDOWN, NINGBO, {(COUNTY, "K06"): "约五家"})
    assert _collect(office).code == 1
    return office


@pytest.fixture
def office(once: Office, tmp_path: Path) -> Office:
    """The same at another place, collected there once more."""
    moved = once.copy(tmp_path / "工作簿")
    moved.plan = Path(shutil.copytree(once.plan, tmp_path / "plan"))
    assert _collect(moved).code == 1
    return moved


def test_it_tells_the_same_and_touches_nothing(office: Office) -> None:
    again = _collect(office)
    before = _files(office.home)
    third = _collect(office)
    assert (third.code, third.out, third.error) == (1, again.out, "")
    assert "没有变化，汇总表仍为第 1 次。" in third.out
    assert "退回修改" in third.out
    assert f"{COUNTY}" not in third.out
    assert _files(office.home) == before


def test_it_needs_neither_plan_nor_reader(office: Office) -> None:
    words = [str(PROJECT / "collect.py"), *map(str, _words(office)[1:])]
    command = [sys.executable, "-X", "importtime", *words]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=PROJECT, timeout=60).stderr
    loaded = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert "cascade.collecting.unchanged" in loaded
    assert loaded.isdisjoint(NOT_NEEDED)


def _new_return(office: Office) -> None:
    office.fill(BREAKDOWN, "330300")


def _other_bytes(office: Office) -> None:
    """Another return in the same place, of the same size and time."""
    path = office.folder(BREAKDOWN, "received") / office.form(BREAKDOWN, HANGZHOU).name
    stat, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _taken_out(office: Office) -> None:
    (office.folder(BREAKDOWN, "received") / office.form(BREAKDOWN, NINGBO).name).unlink()


def _without_change_of_time(office: Office) -> None:
    """A table of the plan with other text of the same length and time: the system's own time tells."""
    path = office.plan / "rounds.csv"
    stat, text = path.stat(), path.read_text("utf-8")
    path.write_text(text.replace("2020-05-30", "2020-05-20"), "utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)


def _decide(office: Office, *words: str) -> None:
    done = run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--today", DAY, *words)
    assert done.code == 1, done


def _withdrawn(office: Office) -> None:
    _decide(office, "--withdraw", "杭州市")


def _taken_back(office: Office) -> None:
    """A decision that was taken back: everything is again as it was noted, but for the ledger."""
    _withdrawn(office)
    _decide(office, "--undo", "1")


def _issued_again(office: Office) -> None:
    office.form(BREAKDOWN, "330400").unlink()
    assert office.generate(BREAKDOWN).code == 0


def _linked_folder(office: Office) -> None:
    """A folder of returns that lies elsewhere and is linked into the inbox, and then a return in it."""
    elsewhere = office.home.with_name("别处")
    elsewhere.mkdir()
    (office.folder(BREAKDOWN, "received") / "别处").symlink_to(elsewhere)
    _collect(office)
    assert unchanged(office.home, _noted(office))
    office.fill(BREAKDOWN, "330400").rename(elsewhere / "迟来.xlsx")


def _plan_changed(office: Office) -> None:
    path = office.plan / "rounds.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    os.utime(path, (1e9, 1e9))


def _own_template(office: Office) -> None:
    path = office.plan.parent / "templates" / "theme.toml"
    path.parent.mkdir()
    shutil.copy(PROJECT / "templates" / "theme.toml", path)
    os.utime(path, (1e9, 1e9))


def _gone(name: str) -> Callable[[Office], None]:
    def remove(office: Office) -> None:
        (path,) = office.folder(BREAKDOWN, ".").glob(name)
        path.unlink()

    remove.__name__ = name
    return remove


MADE = ("report.html", "summary/*最新.xlsx", "summary/*第1次.xlsx", "corrections/*.xlsx")
CHANGES = (  # one after the other, in an order in which each leaves the next something to change
    *map(_gone, MADE),
    *(_new_return, _linked_folder, _taken_back, _withdrawn, _issued_again, _without_change_of_time),
    *(_taken_out, _plan_changed, _own_template, _other_bytes),
)


def test_whatever_has_changed_is_collected(office: Office) -> None:
    asked = _noted(office)
    for change in CHANGES:
        assert unchanged(office.home, asked), change.__name__
        change(office)
        assert unchanged(office.home, asked) is None, change.__name__
        _collect(office)
        assert all(any(office.folder(BREAKDOWN, ".").glob(name)) for name in MADE), change.__name__


def _noted(office: Office) -> list[str]:
    """The words under which the newest collection has noted what it found."""
    return [str(PROJECT), str(office.home), "mail.toml", DAY, str(office.plan), BREAKDOWN]


def test_other_words_and_another_day_are_collected(office: Office) -> None:
    asked = _noted(office)
    assert unchanged(office.home, asked)
    assert unchanged(office.home, [*asked, str(office.folder(BREAKDOWN, "received"))]) is None
    assert unchanged(office.home, [*asked[:3], "2020-06-01", *asked[4:]]) is None


def test_an_original_that_is_lost_is_noticed(office: Office) -> None:
    next(each for each in (office.home / "zhejiang-2020" / "originals").rglob("*") if each.is_file()).unlink()
    assert unchanged(office.home, _noted(office)) is None


def test_a_file_that_could_not_be_read_is_tried_again(office: Office) -> None:
    (office.folder(BREAKDOWN, "received") / "坏.xlsx").write_bytes(b"PK\3\4 half")
    for _ in range(2):
        assert "读不出数" in _collect(office).out
        assert unchanged(office.home, _noted(office)) is None


def test_what_comes_while_a_collection_runs_is_not_taken_for_collected(tmp_path: Path) -> None:
    returns, plan, home = tmp_path / "收到", tmp_path / "方案.xlsx", tmp_path / "工作簿"
    returns.mkdir()
    plan.write_bytes(b"plan")
    os.utime(plan, (1e9, 1e9))
    round_ = home / "plan" / "round"
    round_.mkdir(parents=True)
    watch = Watch(["words"], [returns], [plan])
    (returns / "迟来.xlsx").write_bytes(b"came after the others were read")
    watch.collected([])
    watch.note(round_, Unchanged(["told"], 0))
    assert unchanged(home, ["words"]) is None

    watch = Watch(["words"], [returns], [plan])
    watch.collected([])
    watch.note(round_, Unchanged(["told"], 0))
    assert unchanged(home, ["words"]) == Unchanged(["told"], 0)
    plan.write_bytes(b"just changed")
    watch = Watch(["others"], [returns], [plan])
    watch.collected([])
    watch.note(round_, Unchanged(["told"], 0))
    assert unchanged(home, ["others"]) is None


def test_what_another_command_does_before_the_note_is_written_is_collected(tmp_path: Path) -> None:
    ledger, round_ = tmp_path / "plan" / "journal.jsonl", tmp_path / "plan" / "round"
    round_.mkdir(parents=True)
    ledger.write_bytes(b"a return")
    watch = Watch(["words"], [], [])
    watch.collected([ledger.parent])
    ledger.write_bytes(b"a return, and a decision of somebody else")
    watch.note(round_, Unchanged(["told"], 0))
    assert unchanged(tmp_path, ["words"]) is None


def test_a_killed_collection_leaves_no_note_that_lies(office: Office, tmp_path: Path) -> None:
    asked, words = _noted(office), _words(office)[1:]
    office.fill(BREAKDOWN, "330300")
    with Hand(tmp_path / "hand") as hand:
        step = 2  # later and later, until nothing is left to be killed at
        while hand.run("collect", *words, kill=step).code == -signal.SIGKILL:
            assert unchanged(office.home, asked) is None, step
            step += 4
    assert step > 10
    told = unchanged(office.home, asked)
    assert told
    assert "330300" in str(told.told)


def test_what_the_desk_does_is_collected(office: Office) -> None:
    asked, home = _noted(office), f"/p/zhejiang-2020/{BREAKDOWN}"
    strange = office.folder(BREAKDOWN, "received") / "外单位.xlsx"
    strange.write_bytes(b"PK\3\4 half")
    broken = office.collect(BREAKDOWN).returns[strange.name]["sha256"]
    with running_desk(office.home) as desk:
        desk.let_in()
        for act, values in (
            ("aside", {"file": broken}),
            ("overrule", {"city": NINGBO, "because": "已电话核实"}),
            ("undo", {"number": "1"}),
            ("withdraw", {"city": HANGZHOU, "because": "重报"}),
        ):
            _collect(office)
            assert bool(unchanged(office.home, asked)) is (act != "aside")
            done = desk.post(f"{home}/act/{act}", **values)
            assert done.status == 303, done.text
            wait_until(lambda at=done.headers["Location"]: "data-work" not in desk.ask(at).text)
            assert unchanged(office.home, asked) is None, act


@pytest.mark.parametrize("note", [b"", b"{}", b"[]", b"\xff", b'{"words": ["words"]}'])
def test_a_spoilt_note_is_no_note(tmp_path: Path, note: bytes) -> None:
    round_ = tmp_path / "plan" / "round"
    round_.mkdir(parents=True)
    (round_ / "collected.json").write_bytes(note)
    assert unchanged(tmp_path, ["words"]) is None
