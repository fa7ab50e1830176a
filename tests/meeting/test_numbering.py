"""第n次: a number of the summary is given when numbers or states have changed since the last one."""

import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from cascade.ledger import opened
from cascade.meeting.numbering import _counted, _digest, _files, is_current
from cascade.places import Places
from cascade.plan import load
from cascade.returns.facts import Facts
from cascade.returns.receipt import State
from cascade.rounds import Rounds
from tests.support.office import (
    BREAKDOWN,
    JUNE,
    PROJECT,
    Answer,
    Office,
    run,
    start,
    with_few_indicators,
)

HANGZHOU, NINGBO = "330100", "330200"
NEXT_DAY = "2020-05-29"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has collected once: all cities but 宁波 are accepted."""
    home = tmp_path_factory.mktemp("第一次")
    office = Office(home / "工作簿", with_few_indicators(home / "方案"))
    assert office.generate(BREAKDOWN).code == 0
    for city in office.tables.cities:
        if city != NINGBO:
            office.fill(BREAKDOWN, city)
    office.collect(BREAKDOWN)
    return office


@pytest.fixture
def office(collected: Office, tmp_path: Path) -> Office:
    return collected.copy(tmp_path / "工作簿")


def collect(office: Office, *words: object, today: str = NEXT_DAY) -> Answer:
    return run("collect.py", office.plan, BREAKDOWN, *words, "--workbooks", office.home, "--today", today)


def summaries(office: Office) -> list[str]:
    return sorted(path.name for path in office.folder(BREAKDOWN, "summary").iterdir())


FIRST = ["目标分解汇总表_最新.xlsx", "目标分解汇总表_第1次.xlsx"]
SECOND = [*FIRST, "目标分解汇总表_第2次.xlsx"]


def test_a_collection_without_change_keeps_number_and_file(office: Office) -> None:
    path = office.folder(BREAKDOWN, "summary") / FIRST[1]
    before = path.read_bytes(), path.stat().st_mtime_ns
    answer = collect(office)
    assert f"没有变化，汇总表仍为第 1 次。\n汇总表：{path}" in answer.out
    assert answer.code == 1
    assert summaries(office) == FIRST
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    ("words", "new"),
    [
        (["--split", "city"], "第1次_分设区市"),
        (["--split", "lead"], "第1次_分牵头单位"),
        (["--json", "结果.json"], ""),
        (["--reply"], ""),
        (["--close"], ""),
        (["--status"], ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_changes_nothing_belongs_to_the_number_that_is_there(
    office: Office, words: list[str], new: str
) -> None:
    words = [str(office.home / word) if word.endswith(".json") else word for word in words]
    assert collect(office, *words).code in (0, 1)
    assert summaries(office) == sorted([*FIRST, *([new] if new else [])])


def test_the_print_pack_belongs_to_the_number_and_bears_the_day_of_printing(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no LibreOffice: the workbook is enough here
    assert collect(office, "--print", "full", today="2020-06-03").code == 3
    assert summaries(office) == sorted([*FIRST, "目标分解汇总材料（全本）_第1次.xlsx"])
    book = openpyxl.load_workbook(office.folder(BREAKDOWN, "summary") / "目标分解汇总材料（全本）_第1次.xlsx")
    cover = [str(cell.value) for row in book["封面"].iter_rows() for cell in row if cell.value]
    assert "2020年6月3日" in cover
    assert any(text.startswith("依据第 1 次汇总（2020-05-28 ") for text in cover)


def test_as_without_effect_gives_no_number(office: Office) -> None:
    form = office.folder(BREAKDOWN, "received") / office.form(BREAKDOWN, HANGZHOU).name
    assert collect(office, form, "--as", HANGZHOU).code == 1
    assert summaries(office) == FIRST


def another_return(office: Office) -> None:
    office.fill(BREAKDOWN, NINGBO)


def a_later_return(office: Office) -> None:
    office.fill(BREAKDOWN, HANGZHOU, {("330102", "K06"): "5000"}, "又报.xlsx")


def a_return_with_errors(office: Office) -> None:
    office.fill(BREAKDOWN, NINGBO, {("330203", "K06"): "待定"})


def a_changed_target(office: Office) -> None:
    path = office.plan / "targets.csv"
    path.write_text(path.read_text("utf-8").replace("K06,330500,1050台", "K06,330500,1060台"), "utf-8")


@pytest.mark.parametrize("change", [another_return, a_later_return, a_return_with_errors, a_changed_target])
def test_changed_numbers_and_states_give_a_new_number(
    collected: Office, tmp_path: Path, change: Callable[[Office], None]
) -> None:
    shutil.copytree(collected.plan, tmp_path / "方案")
    office = collected.copy(tmp_path / "工作簿")
    office.plan = tmp_path / "方案"
    change(office)
    answer = collect(office)
    assert "没有变化" not in answer.out
    assert summaries(office) == SECOND
    collect(office)
    assert summaries(office) == SECOND


def a_duplicate(office: Office) -> None:
    inbox = office.folder(BREAKDOWN, "received")
    shutil.copy(inbox / office.form(BREAKDOWN, HANGZHOU).name, inbox / "再发一遍.xlsx")


def the_same_numbers_in_another_file(office: Office) -> None:
    inbox = office.folder(BREAKDOWN, "received")
    again = inbox / "重新保存.xlsx"
    with (
        zipfile.ZipFile(inbox / office.form(BREAKDOWN, HANGZHOU).name) as old,
        zipfile.ZipFile(again, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))


def a_scan(office: Office) -> None:
    (office.folder(BREAKDOWN, "received") / "宁波市盖章.pdf").write_bytes(b"%PDF-1.4")


def a_lock_file(office: Office) -> None:
    (office.folder(BREAKDOWN, "received") / "~$杭州.xlsx").write_bytes(b"lock")


def a_file_that_cannot_be_read(office: Office) -> None:
    (office.folder(BREAKDOWN, "received") / "不知是谁.xlsx").write_bytes(b"nothing")


def a_scan_that_nobody_knows(office: Office) -> None:
    (office.folder(BREAKDOWN, "received") / "扫描.pdf").write_bytes(b"%PDF-1.4 2")


def a_broken_file_beside_a_return(office: Office) -> None:
    path = office.folder(BREAKDOWN, "received") / "杭州市.xlsx"
    path.write_bytes(b"no workbook")
    assert collect(office, path, "--as", HANGZHOU).code == 1


def a_faulty_return_beside_a_good_one(office: Office) -> None:
    office.fill(BREAKDOWN, HANGZHOU, {("330102", "K06"): "待定"}, "又报.xlsx")


def other_addresses(office: Office) -> None:
    path = office.plan / "offices.csv"
    path.write_text(path.read_text("utf-8").replace("@", "@neu."), "utf-8")


def one_more_round(office: Office) -> None:
    with (office.plan / "rounds.csv").open("a", encoding="utf-8") as file:
        file.write("progress-2020-11-30,progress,前十一个月进展,2020-11-30,2020-12-10\n")


@pytest.mark.parametrize(
    "change",
    [
        a_duplicate,
        the_same_numbers_in_another_file,
        a_scan,
        a_scan_that_nobody_knows,
        a_file_that_cannot_be_read,
        a_broken_file_beside_a_return,
        a_faulty_return_beside_a_good_one,
        a_lock_file,
        other_addresses,
        one_more_round,
    ],
)
def test_what_the_summary_does_not_count_gives_no_number(
    collected: Office, tmp_path: Path, change: Callable[[Office], None]
) -> None:
    shutil.copytree(collected.plan, tmp_path / "方案")
    office = collected.copy(tmp_path / "工作簿")
    office.plan = tmp_path / "方案"
    change(office)
    assert "没有变化，汇总表仍为第 1 次" in collect(office).out
    assert summaries(office) == FIRST


def test_a_summary_that_is_gone_is_drawn_again_under_its_number(office: Office) -> None:
    path = office.folder(BREAKDOWN, "summary") / FIRST[1]
    before = texts(path)
    path.unlink()
    (path.parent / FIRST[0]).unlink()
    collect(office)
    assert summaries(office) == FIRST
    assert texts(path) == before


def texts(path: Path) -> list[list[tuple[object, ...]]]:
    return [list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(path)]


def test_the_latest_is_brought_up_to_date_when_it_is_free_again(office: Office) -> None:
    summary = office.folder(BREAKDOWN, "summary")
    (summary / FIRST[0]).write_bytes(b"an older one")
    collect(office)
    assert (summary / FIRST[0]).read_bytes() == (summary / FIRST[1]).read_bytes()


def test_the_day_on_paper_is_the_day_of_today(office: Office) -> None:
    path = office.folder(BREAKDOWN, "summary") / FIRST[1]
    first = openpyxl.load_workbook(path)
    assert re.match(r"依据第 1 次汇总（2020-05-28 \d\d:\d\d），", first["报送情况"]["A2"].value)
    with zipfile.ZipFile(path) as parts:
        assert re.search(
            r"第 1 次汇总 2020-05-28 \d\d:\d\d 已报10/11", parts.read("xl/worksheets/sheet2.xml").decode()
        )
        assert re.search(rb"<dcterms:created[^>]*>2020-05-28T", parts.read("docProps/core.xml"))
    page = office.folder(BREAKDOWN, "report.html").read_text("utf-8")
    assert "第 1 次汇总" in page
    assert "2020-05-28" in page
    collect(office, today="2020-06-02")
    page = office.folder(BREAKDOWN, "report.html").read_text("utf-8")
    assert "<span>第 1 次汇总</span>　<span>2020-06-02 " in page


def until_1_7(facts: Facts) -> str:
    """It compared files, and did not write down in which way it told what it showed."""
    return _digest(facts, _files(facts))


def until_1_8(facts: Facts) -> str:
    return _digest(facts, _counted(facts, facts.receipts))


def until_1_10(facts: Facts) -> str:
    """It told of files that count nowhere, too."""
    return f"2:{until_1_8(facts)}"


@pytest.mark.parametrize("told", [until_1_7, until_1_8, until_1_10])
def test_a_number_of_an_older_version_holds_until_something_counted_changes(
    told: Callable[[Facts], str], office: Office
) -> None:
    a_file_that_cannot_be_read(office)
    assert "没有变化，汇总表仍为第 1 次" in collect(office).out
    plan = load(office.plan).plan
    places = Places(office.home, plan, plan.round(BREAKDOWN))
    with opened(places.ledger) as ledger:
        facts = Rounds(ledger, plan).facts(places.round, date(2020, 5, 28))
        last = ledger.last_summary(BREAKDOWN)
        assert last
        ledger.publish(replace(last, content=told(facts)))
    assert "没有变化，汇总表仍为第 1 次" in collect(office).out
    the_same_numbers_in_another_file(office)
    assert "没有变化，汇总表仍为第 1 次" in collect(office).out
    assert summaries(office) == FIRST


@pytest.mark.parametrize(("version", "next_"), [("version_0_9", 3), ("version_1_0", 7)])
def test_an_old_folder_goes_on_counting(version: str, next_: int, tmp_path: Path) -> None:
    """Its collections were numbered; its summaries are not there any more."""
    shutil.copytree(PROJECT / "tests" / "returned" / version, tmp_path / version)
    old = tmp_path / version
    words = [old / "plan", BREAKDOWN, "--workbooks", old / "workbooks", "--today", "2020-06-20"]
    for _ in range(2):
        run("collect.py", *words)
        summary = old / "workbooks" / "two-cities" / BREAKDOWN / "summary"
        assert sorted(path.name for path in summary.iterdir()) == [
            "目标分解汇总表_最新.xlsx",
            f"目标分解汇总表_第{next_}次.xlsx",
        ]


def test_a_progress_round_keeps_its_number_in_every_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(tmp_path / "工作簿", with_few_indicators(tmp_path / "plan"))
    for round_ in (BREAKDOWN, JUNE):
        office.generate(round_, "--city", "330500", "330900")
        for city in ("330500", "330900"):
            office.fill(round_, city)
        office.collect(round_)
    for seed in ("1", "2", "3"):  # of the hashes that order sets
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        words = (office.plan, JUNE, "--workbooks", office.home, "--today", NEXT_DAY)
        assert "没有变化，汇总表仍为第 1 次。" in start("collect.py", *words).out


def test_a_stray_file_and_its_removal_leave_number_and_pack_as_they_are(
    collected: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One wrong file made the sixth summary of a closed round the eighth, and its pack out of date."""
    monkeypatch.setenv("PATH", str(tmp_path))  # no LibreOffice: the workbook is enough here
    office = collected.copy(tmp_path / "工作簿")
    office.fill(BREAKDOWN, NINGBO)
    packed = "下一步：已全部接收，汇总材料已做好：请加 --bulletin 起草通报；"
    assert packed in collect(office, "--print").out
    told = texts(office.folder(BREAKDOWN, "summary") / SECOND[2])
    a_file_that_cannot_be_read(office)
    assert "没有变化，汇总表仍为第 2 次。" in collect(office).out
    (office.folder(BREAKDOWN, "summary") / SECOND[2]).unlink()
    collect(office)
    assert texts(office.folder(BREAKDOWN, "summary") / SECOND[2]) == told  # which lists no stray file
    (office.folder(BREAKDOWN, "received") / "不知是谁.xlsx").unlink()
    answer = collect(office)
    assert "没有变化，汇总表仍为第 2 次。" in answer.out
    assert packed in answer.out
    assert summaries(office) == sorted([*SECOND, "目标分解汇总材料_第2次.xlsx"])


def test_what_was_made_holds_again_when_a_decision_is_taken_back(
    collected: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers 2 and 4 show the same; each was somebody's newest, so none is given twice."""
    monkeypatch.setenv("PATH", str(tmp_path))
    office = collected.copy(tmp_path / "工作簿")
    office.fill(BREAKDOWN, NINGBO)
    collect(office, "--print")
    assert "汇总材料" not in collect(office, "--withdraw", NINGBO).out.partition("下一步")[2]
    answer = collect(office, "--undo", "1")
    assert "没有变化" not in answer.out
    assert "下一步：已全部接收，汇总材料已做好：" in answer.out
    made = [f"目标分解汇总表_第{number}次.xlsx" for number in (3, 4)]
    assert summaries(office) == sorted([*SECOND, *made, "目标分解汇总材料_第2次.xlsx"])


def test_a_summary_is_current_until_the_plan_changes(office: Office) -> None:
    """Its figures were filled in later: the pack and the bulletin went on telling of the plan as it was."""
    plan = load(office.plan).plan
    round_ = plan.round(BREAKDOWN)
    with opened(office.home / plan.id / "ledger.sqlite") as ledger:
        last, facts = ledger.summaries(BREAKDOWN), Rounds(ledger, plan).facts(round_, date(2020, 5, 28))
    assert is_current(last, facts)
    assert is_current((), facts)
    assert not is_current(last, replace(facts, plan=plan.model_copy(update={"title": "另一个方案"})))
    assert is_current(last, replace(facts, plan=plan.model_copy(update={"offices": ()})))
    away = replace(facts.receipts[0], region=NINGBO, state=State.WITHDRAWN)  # which had been told as 未报
    assert not is_current(last, replace(facts, receipts=(*facts.receipts, away)))
