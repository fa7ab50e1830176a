"""The plan and the round that a command leaves out: the only plan issued here, its current round."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from tests.support.office import BREAKDOWN, JUNE, Answer, Office, run, with_few_indicators

TOOK_BREAKDOWN = "批次 目标分解（breakdown）"
TOOK_JUNE = "批次 上半年进展（progress-2020-06-30）"
NINGBO = "330200"


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan and, beside it, the workbooks in which its breakdown is issued."""
    home = tmp_path_factory.mktemp("一处")
    office = Office(home / "workbooks", with_few_indicators(home / "plans" / "我的方案"))
    assert office.generate(BREAKDOWN).code == 0
    office.fill(BREAKDOWN, NINGBO)
    return home


@pytest.fixture
def home(master: Path, tmp_path: Path) -> Path:
    """A copy at another place: both have moved together."""
    shutil.copytree(master, tmp_path / "另一处")
    return tmp_path / "另一处"


def collect(home: Path, *words: object, today: str = "2020-05-28") -> Answer:
    return run("collect.py", *words, "--today", today, folder=home)


def generate(home: Path, *words: object, today: str = "2020-05-28") -> Answer:
    return run("generate.py", *words, "--today", today, folder=home)


def test_collect_alone_does_what_is_due_and_says_what_it_took(home: Path) -> None:
    answer = collect(home)
    assert answer.code == 1, answer
    assert answer.out.startswith("方案 zhejiang-2020（")
    assert TOOK_BREAKDOWN in answer.out
    assert "读取了 1 个文件" in answer.out
    assert (home / "workbooks/zhejiang-2020/breakdown/summary/目标分解汇总表_第1次.xlsx").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ["--status"],
        ["plans/我的方案", "--status"],
        ["zhejiang-2020", "--status"],
        ["zhejiang-2020", "目标分解", "--status"],
        ["目标分解", "--status"],
        ["breakdown", "--status"],
        ["--history", "宁波"],
    ],
    ids=" ".join,
)
def test_questions_may_leave_out_as_much(home: Path, words: list[str]) -> None:
    answer = collect(home, *words)
    assert answer.code == 0, answer
    assert (TOOK_BREAKDOWN in answer.out) is ("目标分解" not in words or "zhejiang-2020" not in words)
    assert "宁波市" in answer.out


def test_a_plan_is_found_by_its_journal_alone_and_no_other_folder_is_taken_for_one(home: Path) -> None:
    (home / "workbooks" / "我的笔记").mkdir()
    (home / "workbooks" / "zhejiang-2020" / "ledger.sqlite").unlink()
    answer = collect(home, "--status")
    assert (answer.code, answer.error) == (0, "")
    assert answer.out.startswith(
        "提示：台账缺失或损坏，已由旁边的日志（journal.jsonl）重建，内容不变。\n方案 zhejiang-2020（"
    )


@pytest.mark.parametrize("inbox", ["收到的", "收到的/宁波.xlsx", "收到的.zip"])
def test_what_was_received_may_be_named_alone(home: Path, inbox: str) -> None:
    received = home / "workbooks" / "zhejiang-2020" / BREAKDOWN / "received"
    (home / "收到的").mkdir()
    next(received.iterdir()).rename(home / "收到的" / "宁波.xlsx")
    shutil.make_archive(str(home / "收到的"), "zip", home / "收到的")
    for words in ([inbox], [BREAKDOWN, inbox], ["plans/我的方案", inbox]):
        answer = collect(home, *words)
        assert answer.code == 1, answer
        assert "读取了 1 个文件" in answer.out
        assert f"从{inbox} 读取" in answer.out


def test_as_finds_its_file(home: Path) -> None:
    received = home / "workbooks" / "zhejiang-2020" / BREAKDOWN / "received"
    next(received.iterdir()).rename(home / "来件.xlsx")
    answer = collect(home, "来件.xlsx", "--as", "宁波", "--because", "电话确认")
    assert answer.code == 1, answer
    assert "已接收" in answer.out


def test_the_current_round_is_the_latest_open_one_that_has_ended(home: Path) -> None:
    assert generate(home, "上半年进展").code == 0
    assert TOOK_BREAKDOWN in collect(home, "--status", today="2020-06-29").out
    assert TOOK_JUNE in collect(home, "--status", today="2020-06-30").out
    assert TOOK_JUNE in collect(home, "--status", today="2026-11-29").out
    assert collect(home, JUNE, "--close").code == 1
    assert TOOK_BREAKDOWN in collect(home, "--status", today="2020-07-20").out
    assert collect(home, "目标分解", "--close").code == 1
    answer = collect(home, "--status", today="2020-07-20")
    assert answer.code == 2
    assert "下发过的批次都已关闭，请写明批次。本方案的批次有：breakdown（目标分解）、" in answer.error


def test_a_reminder_needs_no_words_and_issuing_names_its_round(home: Path) -> None:
    answer = generate(home, "--remind", "--dry-run")
    assert answer.code == 0, answer
    assert TOOK_BREAKDOWN in answer.out
    answer = generate(home)
    assert answer.code == 2
    assert "请写明批次。本方案的批次有：breakdown（目标分解）、" in answer.error


def test_several_plans_are_listed(home: Path) -> None:
    other = home / "plans" / "明年"
    shutil.copytree(home / "plans" / "我的方案", other)
    text = (other / "plan.csv").read_text("utf-8")
    (other / "plan.csv").write_text(text.replace("zhejiang-2020", "zhejiang-2021"), "utf-8")
    assert generate(home, other, BREAKDOWN, "--city", "杭州").code == 0
    answer = collect(home)
    assert answer.code == 2
    assert answer.error == (
        "workbooks 里有 2 个方案，请写明是哪一个：\n"
        "  zhejiang-2020　plans/我的方案\n"
        "  zhejiang-2021　plans/明年\n"
    )
    assert TOOK_BREAKDOWN in collect(home, "zhejiang-2021").out


@pytest.mark.parametrize("words", [[], ["--status"], ["目标分解"]], ids=" ".join)
def test_where_nothing_was_issued_it_says_what_to_do(tmp_path: Path, words: list[str]) -> None:
    answer = collect(tmp_path, *words)
    assert answer.code == 2
    if "目标分解" not in words:
        assert (
            "还没有下发过填报表。请先下发，例如：python generate.py plans/zhejiang-2020 breakdown"
            in answer.error
        )
    assert list(tmp_path.iterdir()) == []


def test_a_plan_of_which_nothing_was_issued_says_what_to_do(home: Path, tmp_path: Path) -> None:
    answer = collect(home, "plans/我的方案", "--workbooks", tmp_path / "空")
    assert answer.code == 2
    assert "还没有下发过填报表。请先下发，例如：python generate.py plans/我的方案 breakdown" in answer.error
    assert not (tmp_path / "空").exists()


def test_a_plan_that_has_gone_is_asked_for(home: Path) -> None:
    (home / "plans").rename(home / "方案们")
    answer = collect(home)
    assert answer.code == 2
    assert "不知道方案 zhejiang-2020 现在在哪里，请写明方案文件夹或工作簿" in answer.error
    assert collect(home, "方案们/我的方案").code == 1
    assert collect(home).code == 1  # it is known now


def test_a_wrong_round_is_not_taken_for_a_file(home: Path) -> None:
    answer = collect(home, "plans/我的方案", "目标分解表")
    assert answer.code == 2
    assert "没有批次“目标分解表”。您要写的是不是 breakdown 目标分解？" in answer.error


def entered(home: Path) -> int:
    """How many received files the ledger holds."""
    with closing(sqlite3.connect(home / "workbooks" / "zhejiang-2020" / "ledger.sqlite")) as book:
        (number,) = book.execute("SELECT count(*) FROM returns").fetchone()
    return int(number)


@pytest.mark.parametrize(
    "words", [["plans"], ["plans/我的方案", BREAKDOWN, "."], ["plans/我的方案", "新方案.xlsx"]]
)
def test_a_plan_is_no_return(home: Path, words: list[str]) -> None:
    """Its tables would stay in the ledger as refused returns."""
    assert generate(home, "plans/我的方案", "--plan-workbook", "新方案.xlsx").code == 0
    answer = collect(home, *words)
    assert answer.code == 2, answer
    assert "方案，不是上报表" in answer.error
    assert "请这样写：python collect.py plans/我的方案 breakdown 上报表的文件或文件夹" in answer.error
    assert entered(home) == 0


def test_a_return_named_as_a_table_of_the_plan_is_collected(home: Path) -> None:
    received = home / "workbooks" / "zhejiang-2020" / BREAKDOWN / "received"
    (home / "收到的").mkdir()
    next(received.iterdir()).rename(home / "收到的" / "plan.xlsx")
    (home / "收到的" / "targets.csv").write_text("1")
    answer = collect(home, BREAKDOWN, "收到的")
    assert answer.code == 1, answer
    assert "读取了 2 个文件" in answer.out


def test_the_round_may_stand_before_the_plan(home: Path) -> None:
    answer = collect(home, "目标分解", "plans/我的方案")
    assert answer.code == 1, answer
    assert "读取了 1 个文件" in answer.out
    assert entered(home) == 1


def test_an_edited_plan_workbook_is_not_overwritten(home: Path) -> None:
    words = ("plans/我的方案", "--plan-workbook", "新方案.xlsx")
    assert generate(home, *words).code == 0
    assert generate(home, *words).code == 0  # nothing was edited
    book = openpyxl.load_workbook(home / "新方案.xlsx")
    book["方案"]["B5"] = "改过的名称"
    book.save(home / "新方案.xlsx")
    edited = (home / "新方案.xlsx").read_bytes()
    answer = generate(home, *words)
    assert answer.code == 2, answer
    assert answer.error == (
        "已有这个文件，可能改过，没有覆盖：新方案.xlsx\n请换个名字，或先移走它，再运行一次。\n"
    )
    assert (home / "新方案.xlsx").read_bytes() == edited
