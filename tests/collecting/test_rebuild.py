"""Ledger and journal both gone: what the forms on disk and the originals tell is entered again."""

import json
import random
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cascade.theme import TEMPLATES
from tests.support import sample
from tests.support.killing import Hand
from tests.support.kinds import amount, write_kinds
from tests.support.ledgers import ledger_of, tables
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, Office, run, with_few_indicators
from tests.support.oracle.form import Form
from tests.support.programs import KILLING
from tests.support.special_plans import Desk

HUZHOU, ZHOUSHAN, QUZHOU = "330500", "330900", "330800"
PLAN_ID = "zhejiang-2020"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with an accepted breakdown (one city's in shares) and an accepted June round."""
    plan = with_few_indicators(tmp_path_factory.mktemp("方案") / "方案")
    office = Office(tmp_path_factory.mktemp("全") / "工作簿", plan)
    assert office.generate(BREAKDOWN).code == 0
    assert office.generate(BREAKDOWN, "--city", ZHOUSHAN, "--parts", "county").code == 0
    for city in office.tables.cities:
        if city != ZHOUSHAN:
            office.fill(BREAKDOWN, city)
    said = office.says(BREAKDOWN, ZHOUSHAN)
    for share in sorted(office.folder(BREAKDOWN, "issued").glob(f"{ZHOUSHAN}_*_分表/*.xlsx")):
        form = Form(share)
        form.fill({key: value for key, value in said.items() if key[0] in form.regions})
        path = office.folder(BREAKDOWN, "received") / share.name
        path.parent.mkdir(exist_ok=True)
        form.book.save(path)
    assert office.collect(BREAKDOWN).code == 0
    assert office.whole_round(JUNE).code == 0
    return office


RECORD = ("region", "field", "value", "raw", "sheet", "cell", "file", "sha256")  # as first written


def as_first_written(line: str) -> str:
    """A line of a journal as first versions of the program wrote it: records with their fields by name."""
    table, row = json.loads(line)
    if table == "returns":
        filing = json.loads(row["filing"])
        records = ([*each, "", ""][: len(RECORD)] for each in filing["records"])
        filing["records"] = [dict(zip(RECORD, each, strict=True)) for each in records]
        row["filing"] = json.dumps(filing)
    return json.dumps([table, row])


@pytest.mark.parametrize("ledger", ["gone", "of an older version"])
def test_what_older_versions_have_entered_is_taken_over(whole: Office, tmp_path: Path, ledger: str) -> None:
    """A part of the returns has come in shares, so that some records name a file of their own."""
    before = {round_: whole.collect(round_) for round_ in (BREAKDOWN, JUNE)}
    office = whole.copy(tmp_path / "工作簿")
    journal, tables_ = office.home / PLAN_ID / "journal.jsonl", office.home / PLAN_ID / "ledger.sqlite"
    lines_ = journal.read_text("utf-8").splitlines()
    journal.write_text("".join(f"{as_first_written(line)}\n" for line in lines_), "utf-8")
    if ledger == "gone":
        tables_.unlink()
    else:
        with closing(sqlite3.connect(tables_)) as connection, connection:
            connection.execute("UPDATE returns SET filing = '{}'")  # nothing of this is looked at
            connection.execute("PRAGMA user_version = 2")
    for round_, old in before.items():
        assert all("无变化" in line for line in lines(office.generate(round_).out))
        report = office.collect(round_)
        assert (report.code, report.values, report.missing) == (0, old.values, [])
        assert report.states == old.states


def lose_both(office: Office) -> None:
    for name in ("ledger.sqlite", "journal.jsonl"):
        (office.home / PLAN_ID / name).unlink()


@pytest.mark.parametrize("inbox", ["full", "emptied"])
def test_a_ledger_lost_with_its_journal_is_rebuilt_from_forms_and_originals(
    whole: Office, tmp_path: Path, inbox: str
) -> None:
    office = whole.copy(tmp_path / "工作簿")
    before = {round_: whole.collect(round_) for round_ in (BREAKDOWN, JUNE)}
    forms = {path: path.read_bytes() for path in office.home.rglob("issued/**/*.xlsx")}
    summaries = sorted(path.name for path in office.folder(JUNE, "summary").glob("*"))
    lose_both(office)
    if inbox == "emptied":
        for round_ in (BREAKDOWN, JUNE):
            shutil.rmtree(office.folder(round_, "received"))

    rebuilt = run("collect.py", office.plan, JUNE, "--workbooks", office.home, "--rebuild")
    assert (rebuilt.code, rebuilt.error) == (0, "")
    assert "填报表 26 份，上报表 25 份" in rebuilt.out  # 11 + 4 shares + 11; 10 + 4 shares + 11
    for round_, old in before.items():
        assert all("无变化" in line for line in lines(office.generate(round_).out))
        report = office.collect(round_)
        assert (report.code, report.values, report.missing) == (0, old.values, [])
    assert {path: path.read_bytes() for path in office.home.rglob("issued/**/*.xlsx")} == forms
    kept = {path.name for path in office.folder(JUNE, "summary").glob("*")}
    assert kept > set(summaries)


def lines(out: str) -> list[str]:
    """The lines of the table of forms."""
    found = [line for line in out.splitlines() if ".xlsx" in line]
    assert found
    return found


@KILLING
def test_rebuilding_killed_on_the_way_is_done_again_as_a_whole(whole: Office, tmp_path: Path) -> None:
    """A ledger that holds half of what came would pass for whole."""
    first = whole.copy(tmp_path / "先")
    lose_both(first)
    with Hand(tmp_path / "手") as hand:
        calm, steps = hand.steps("collect", first.plan, JUNE, "--workbooks", first.home, "--rebuild")
        assert calm.code == 0
        wanted = tables(ledger_of(first))
        early = random.Random(13).sample(range(1, len(steps) - 4), sample.count(1, 12))
        for number in [*sorted(early), *range(len(steps) - 4, len(steps) + 1)]:
            office = whole.copy(tmp_path / f"{number}")
            lose_both(office)
            words = (office.plan, JUNE, "--workbooks", office.home)
            assert hand.run("collect", *words, "--rebuild", kill=number).code == -signal.SIGKILL
            if hand.run("collect", *words, "--status").code == 2:  # it is still lost, and says so
                assert hand.run("collect", *words, "--rebuild").code == 0
            found = tables(ledger_of(office))
            assert {name: len(rows) for name, rows in found.items()} == {
                name: len(rows) for name, rows in wanted.items()
            }, steps[number - 1]


@pytest.mark.parametrize("words", [[], ["--status"], ["--history", HUZHOU]])
def test_without_ledger_and_journal_nothing_goes_on_unseen(
    whole: Office, tmp_path: Path, words: list[str]
) -> None:
    """An empty ledger beside received originals would show every city as missing."""
    office = whole.copy(tmp_path / "工作簿")
    lose_both(office)
    answer = run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, *words)
    assert answer.code == 2
    assert "--rebuild" in answer.error
    assert "Traceback" not in answer.error
    assert not (office.home / PLAN_ID / "ledger.sqlite").exists()
    assert office.generate(BREAKDOWN).code == 2


def test_there_is_nothing_to_rebuild_while_one_of_them_is_left(whole: Office, tmp_path: Path) -> None:
    office = whole.copy(tmp_path / "工作簿")
    (office.home / PLAN_ID / "ledger.sqlite").unlink()
    words = ("--workbooks", office.home, "--today", IN_TIME[BREAKDOWN])
    answer = run("collect.py", office.plan, BREAKDOWN, *words, "--rebuild")
    assert answer.code == 2
    assert "自动由日志恢复" in answer.error
    again = run("collect.py", office.plan, BREAKDOWN, *words)
    assert again.code == 0
    assert "已由旁边的日志（journal.jsonl）重建" in again.out


def test_an_original_that_belongs_to_no_form_is_named(whole: Office, tmp_path: Path) -> None:
    office = whole.copy(tmp_path / "工作簿")
    scan = tmp_path / "盖章.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    office.collect(BREAKDOWN, scan)
    lose_both(office)
    rebuilt = run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--rebuild")
    assert rebuilt.code == 0
    assert "有 1 个原件认不出批次" in rebuilt.out


def test_what_a_killed_command_left_half_written_is_cleared_away(whole: Office, tmp_path: Path) -> None:
    office = whole.copy(tmp_path / "工作簿")
    left = office.folder(BREAKDOWN, "summary") / ".汇总表.xlsx.123.part"
    left.write_bytes(b"half")
    assert office.collect(BREAKDOWN).code == 0
    assert not left.exists()


@pytest.mark.parametrize("option", ["--status", "--rebuild"])
def test_a_lost_ledger_is_not_taken_for_a_first_issue(whole: Office, tmp_path: Path, option: str) -> None:
    office = whole.copy(tmp_path / "工作簿")
    lose_both(office)
    for named in ([], [office.plan]):
        answer = run("collect.py", *named, "--workbooks", office.home, option)
        assert answer.code == 2, answer
        assert "里有下发过的填报表" in answer.error
        assert "请写明方案和批次，用 --rebuild 重建" in answer.error


def test_forms_alone_are_enough_to_rebuild(whole: Office, tmp_path: Path) -> None:
    office = Office(tmp_path / "工作簿", whole.plan)
    assert office.generate(BREAKDOWN).code == 0
    lose_both(office)
    words = (office.plan, BREAKDOWN, "--rebuild", "--workbooks")
    answer = run("collect.py", *words, office.home)
    assert (answer.code, answer.error) == (0, "")
    assert "填报表 11 份，上报表 0 份" in answer.out
    answer = run("collect.py", *words, tmp_path / "空")
    assert (answer.code, "没有可以重建的" in answer.error) == (2, True)
    assert not (tmp_path / "空" / PLAN_ID).exists()


def test_forms_that_rest_on_a_lost_decision_are_named_and_come_back(whole: Office, tmp_path: Path) -> None:
    """The progress form of a city shows the targets that its withdrawn breakdown no longer gives."""
    office = whole.copy(tmp_path / "工作簿")
    withdraw = (office.plan, BREAKDOWN, "--withdraw", QUZHOU, "--workbooks", office.home)
    shutil.rmtree(office.folder(JUNE, "issued"))
    for name in ("received", "summary"):
        shutil.rmtree(office.folder(JUNE, name))
    shutil.rmtree(office.home / PLAN_ID / "originals")
    lose_both(office)
    assert office.generate(BREAKDOWN).code == 0
    assert office.generate(BREAKDOWN, "--city", ZHOUSHAN, "--parts", "county").code == 0
    assert office.collect(BREAKDOWN).code == 0
    assert run("collect.py", *withdraw).code == 1
    before = office.whole_round(JUNE)
    lose_both(office)

    rebuilt = run("collect.py", office.plan, JUNE, "--workbooks", office.home, "--rebuild")
    assert rebuilt.code == 0
    assert "上半年进展有填报表没有认出，没有登记（衢州市）" in rebuilt.out
    assert "请按批次先后，先重做人工决定、收集，再用 generate.py 重新下发上述批次" in rebuilt.out
    assert run("collect.py", *withdraw).code == 1
    assert office.generate(JUNE).code == 0
    after = office.collect(JUNE)
    assert (after.values, after.missing) == (before.values, before.missing)


def test_forms_of_version_1_6_are_known_whatever_their_office_calls_itself(tmp_path: Path) -> None:
    """It said 我办 for every office where the instructions tell of points; the ticket holds the text."""
    weighed = [amount(1, "人数", weight="12")]
    said = {"receiver": "市工信局", "id": "kinds"}
    plan = write_kinds(tmp_path / "plan", weighed, {"K01": ("5", "4", "3")}, settings=said)
    desk = Desk(tmp_path / "工作簿", plan, "kinds")
    beside = tmp_path / "templates" / "form"
    beside.mkdir(parents=True)
    text = (TEMPLATES / "form/instructions.txt.j2").read_text("utf-8")
    former = "{% set ours = '我办' %}{% set opened = '从邮件中打开时，请先点“启用编辑”。' %}\n"
    (beside / "instructions.txt.j2").write_text(former + text, "utf-8")
    desk.issue(JUNE, "--today", "2020-07-01")  # in time, and told so
    shutil.rmtree(beside)
    again = run("generate.py", plan, JUNE, "--workbooks", desk.home, "--today", "2025-07-01").out
    assert (again.count("无变化"), again.count("第 1 版")) == (3, 3)
    for name in ("ledger.sqlite", "journal.jsonl"):
        (desk.home / "kinds" / name).unlink()
    rebuilt = run("collect.py", plan, JUNE, "--workbooks", desk.home, "--rebuild")
    assert (rebuilt.code, rebuilt.error) == (0, "")
    assert "填报表 3 份，上报表 0 份" in rebuilt.out
