"""The acts of every day over HTTP: what they ask for, what they say, what they make."""

import os
import re
import socket
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest

from cascade import libreoffice
from cascade.commands.opening import load_plan
from cascade.desk.acts import Asked
from cascade.desk.round_view import RoundViews
from cascade.desk.workplace import ACTS
from cascade.places import Places
from tests.support.desk import TOOK, RunningDesk, running_desk
from tests.support.ledgers import ledger_of
from tests.support.office import BREAKDOWN, PROJECT, Office, run, with_few_indicators

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
OPTION = re.compile(r"^  (?:-h, )?(--[a-z-]+)", re.MULTILINE)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with all forms issued and two returns in the inbox."""
    here = tmp_path_factory.mktemp("daily")
    plan = with_few_indicators(here / "zhejiang-2020")
    for each in plan.iterdir():
        os.utime(each, (1e9, 1e9))  # it has not changed for a while
    office = Office(here / "workbooks", plan)
    assert office.generate(BREAKDOWN).code == 0
    office.fill(BREAKDOWN, "330100")
    office.fill(BREAKDOWN, "330200", {("330203", "K06"): Decimal(3500000)})
    return office


@pytest.fixture(scope="module")
def desk(office: Office) -> Iterator[RunningDesk]:
    with running_desk(office.home) as running:
        running.let_in()
        yield running


def done(desk: RunningDesk, act: str, **values: str) -> str:
    """Do an act, wait for its end, and return the page that tells of it, without tags."""
    answer = desk.post(f"{ROUND}/act/{act}", **values)
    assert answer.status == 303, answer.text
    end = time.monotonic() + TOOK
    while "data-work" in (page := desk.ask(answer.headers["Location"]).text):
        assert time.monotonic() < end, page
        time.sleep(0.1)
    linked = re.sub(r'<a href="[^"]*">([^<]*)</a>', r"\1", page)  # names within a sentence
    return " ".join(re.sub(r"<[^>]+>", " ", linked).split())


def made(office: Office, folder: str, pattern: str) -> list[str]:
    return sorted(path.name for path in office.folder(BREAKDOWN, folder).glob(pattern))


def test_forms_of_some_cities_in_shares(desk: RunningDesk, office: Office) -> None:
    told = done(desk, "issue", city="331100", parts="lead")
    assert "目标分解：共 2 份填报表。 下一步：" in told
    assert "做好的文件 寄送时自动附上；不用邮件的，下载后自己转交。 下载 丽水市_目标分解_省" in told
    assert made(office, "issued", "331100_丽水市_分表/*") == [
        "丽水市_目标分解_省科技厅.xlsx",
        "丽水市_目标分解_省经信厅.xlsx",
    ]


def test_a_day_of_receipt_is_given(desk: RunningDesk) -> None:
    told = done(desk, "collect", received="2020-05-20", today="2020-05-21")
    assert told.count("已接收 2020-05-20") == 2
    assert "已接收 2 份（杭州市、宁波市）。其中 1 份有数存疑（宁波市），请先看一眼。" in told
    assert "迟报" not in told


def test_with_nothing_new_nothing_is_read_or_written(desk: RunningDesk, office: Office) -> None:
    home = office.folder(BREAKDOWN, "")
    first = done(desk, "collect", today="2020-05-21")
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    again = done(desk, "collect", today="2020-05-21")
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before
    assert again.count("没有新收到的文件。") == first.count("没有新收到的文件。") == 1
    assert again.partition("已接收 2020-05-20")[2] == first.partition("已接收 2020-05-20")[2]


def test_no_address_of_a_cluster_is_taken(desk: RunningDesk) -> None:
    """Only who has the machine may say where it connects to, and hand over the returns."""
    with socket.create_server(("127.0.0.1", 0)) as cluster:
        cluster.settimeout(0.2)
        address = f"tcp://127.0.0.1:{cluster.getsockname()[1]}"
        assert "cluster" not in desk.ask(f"{ROUND}/act/collect").text
        done(desk, "collect", cluster=address)
        with pytest.raises(TimeoutError):
            cluster.accept()


def test_the_first_choice_is_the_pack_for_a_meeting_on_usual_paper(desk: RunningDesk) -> None:
    asked = desk.ask(f"{ROUND}/act/print").text
    offered = {
        name: re.findall(r'<option value="(\w*)"( selected)?>([^<]+)<', options)
        for name, options in re.findall(r'<select [^>]*name="(\w+)">(.*?)</select>', asked)
    }
    assert offered["paper"] == [
        ("A4", " selected", "A4（一般打印机都能印）"),
        ("A3", "", "A3（一张有两张 A4 大，要用能印 A3 的打印机）"),
    ]
    assert [(value, words.partition("：")[0]) for value, _, words in offered["what"]] == [
        ("", "会议材料"),
        ("full", "整本"),
    ]


def test_what_a_meeting_needs_is_made(desk: RunningDesk, office: Office) -> None:
    told = done(desk, "print", paper="A4", sheet="总览")
    ending = "pdf" if libreoffice.program() else "xlsx"  # which then says how to print it
    assert f"汇总材料（A4）：目标分解汇总材料（选印）_第1次.{ending}" in told
    assert ("没有生成 PDF：本机没有安装 LibreOffice" in told) is (ending == "xlsx")
    assert "正在做" not in told
    assert "通报（草稿）.docx 下载 目标分解_第1次_通报（草稿）.docx" in done(desk, "bulletin")
    assert "分册（2 份）已做好。 下载 01_省科技厅_目标分解_第1次.xlsx" in done(desk, "split", split="lead")
    assert len(made(office, "summary", "*.docx")) == 1


def test_numbers_are_exported(desk: RunningDesk, office: Office) -> None:
    for ending in ("csv", "xlsx", "sqlite", "json"):
        told = done(desk, "export", format=ending)
        assert (
            f"下载 目标分解.{ending}" in told.partition("下一步：")[0]
        )  # what was made in the same second is not its
    assert made(office, "export", "*") == [f"目标分解.{each}" for each in ("csv", "json", "sqlite", "xlsx")]
    page = desk.ask(f"{ROUND}/products").text
    (digest,) = re.findall(r'/file/([0-9a-f]{64})"[^>]*><bdi>目标分解\.csv', page)
    taken = desk.ask(f"{ROUND}/file/{digest}")
    as_told = desk.ask(f"{ROUND}/file/{digest}?name={quote('../再发.exe')}")
    assert quote("再发.csv") in as_told.headers["Content-Disposition"]
    assert taken.body == (office.folder(BREAKDOWN, "export") / "目标分解.csv").read_bytes()


def test_a_ledger_that_is_there_is_not_rebuilt(desk: RunningDesk) -> None:
    assert "台账或日志还在，不需要重建" in done(desk, "rebuild")


def test_a_lost_ledger_is_told_and_rebuilt(office: Office, tmp_path: Path) -> None:
    """Nothing begins anew beside the originals; only 重建台账 is possible."""
    copy = office.copy(tmp_path / "workbooks")
    workbook = copy.home / "方案" / "方案.xlsx"
    assert run("generate.py", copy.plan, "--plan-workbook", workbook).code == 0
    assert run("collect.py", workbook, BREAKDOWN, "--workbooks", copy.home).code == 1
    for name in ("ledger.sqlite", "journal.jsonl"):
        (copy.home / "zhejiang-2020" / name).unlink()
    with running_desk(copy.home) as desk:
        desk.let_in()
        lost = "zhejiang-2020/journal.jsonl）都不见了，而收到的原件还在。\n为免漏报，现在什么也不能办。"
        first = desk.ask("/").text
        assert lost in first
        assert f'href="{ROUND}/act/rebuild"' in first
        for path in ("/", "/products", "/letters", "/act/issue", "/city/c330100"):
            answer = desk.ask(ROUND + path)
            assert (answer.status, lost in answer.text) == (409, True)
            assert f'href="{ROUND}/act/rebuild"' in answer.text
        assert desk.post(f"{ROUND}/act/issue").status == 409
        assert not ledger_of(copy).exists()
        assert "已由填报表和原件重建台账：填报表 13 份，上报表 2 份。" in done(desk, "rebuild")
        assert "2<small>/11</small>" in desk.ask(f"{ROUND}/").text


def test_closing_says_first_what_is_still_open(office: Office, desk: RunningDesk) -> None:
    plan = load_plan(office.plan).plan
    missing = "还有 9 家没有可以计入的上报表（温州市、湖州市、嘉兴市等），汇总里没有它们的数。"
    doubtful = "还有 1 家有数存疑（宁波市），已经计入汇总：请先看一眼。"
    closed = "以后收到的上报表待人工核实，不计入汇总；已收到的不受影响。需要时可以重新打开。"
    view = RoundViews().view(Places(office.home, plan, plan.rounds[0]), date(2020, 5, 28))
    asked = Asked(view, "", datetime(2020, 5, 28), Path())
    due = "还没到报送截止日期：2020-05-30 截止，还有 2 天。"
    assert [*ACTS["close"].changes(asked)] == [due, missing, doubtful, closed]
    late = re.findall(r"<li>(.*?)</li>", desk.ask(f"{ROUND}/act/close").text)
    assert late == [missing, doubtful, closed]


def test_a_round_is_closed_and_opened_again(desk: RunningDesk) -> None:
    assert "以后收到的上报表待人工核实" in desk.ask(f"{ROUND}/act/close").text
    assert "关闭批次，理由：定稿" in done(desk, "close", because="定稿")
    board = desk.ask(f"{ROUND}/").text
    assert "已关闭" in board
    assert "逾期" not in board
    assert "关闭时没有报" in board
    assert not re.search(r">(寄送填报表|催报)</a>", board)
    assert "重开批次" in done(desk, "reopen")


def test_every_option_of_the_scripts_is_in_the_table() -> None:
    rows = [line.split("|") for line in (PROJECT / "docs/desk.md").read_text("utf-8").splitlines()]
    table = [(row[1].strip(), row[2], row[4].strip().strip("`")) for row in rows if len(row) == 6]
    for script in ("generate", "collect"):
        named = {
            option
            for whose, options, _ in table
            if whose in (script, "both")
            for option in re.findall(r"--[a-z-]+", options)
        }
        of_letters = {"--send", "--mail", "--dry-run", "--to-me", "--confirm-addresses"}  # with --reply, too
        asked = set(OPTION.findall(run(f"{script}.py", "--help").out)) - {"--help", "--today"}
        assert asked - named - of_letters == set()
    for _, _, test in table[2:]:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (PROJECT / file).read_text("utf-8"), test
