"""Entries of older ledgers: a folder that the version before has made opens, and the round goes on."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from cascade.ledger import opened
from cascade.returns.filing import Record
from cascade.returns.receipt import Receipt
from tests.support.office import BREAKDOWN, JUNE, PROJECT, Answer, run
from tests.support.typed_form import filled

BEFORE = PROJECT / "tests" / "returned" / "version_0_9"
HUZHOU, ZHOUSHAN = "330500", "330900"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the version before's folder: the plan, and its workbooks."""
    shutil.copytree(BEFORE, tmp_path / "office")
    return tmp_path / "office"


def home(folder: Path) -> Path:
    return folder / "workbooks" / "two-cities"


def collect(folder: Path, round_: str, *words: object) -> Answer:
    return run("collect.py", folder / "plan", round_, "--workbooks", folder / "workbooks", *words)


def send(folder: Path, round_: str, city: str, name: str, said: Mapping[tuple[str, str], Decimal]) -> None:
    (form,) = (home(folder) / round_ / "issued").glob(f"{city}_*.xlsx")
    filled(form, home(folder) / round_ / "received" / name, said)


def states(answer: Answer) -> dict[str, str]:
    """The state of each file in a table that was shown."""
    cells = [[cell.strip() for cell in line.split("│")] for line in answer.out.splitlines() if "│" in line]
    return {row[-2]: row[2] for row in cells if row[-2].endswith(".xlsx")}


def receipts(folder: Path, round_: str) -> dict[str, Receipt]:
    with opened(home(folder) / "ledger.sqlite") as ledger:
        return {Path(each.file).name: each for each in ledger.receipts(round_)}


def test_what_was_not_understood_is_told_by_the_findings_of_an_older_entry(folder: Path) -> None:
    assert '"unread"' not in (home(folder) / "journal.jsonl").read_text("utf-8").replace("\\", "")
    accepted, overruled = receipts(folder, BREAKDOWN)["湖州.xlsx"], receipts(folder, BREAKDOWN)["舟山.xlsx"]
    assert (accepted.unread, accepted.other_cells) == ((), ())
    assert overruled.unread == (Record("330902", "K06", None, "约120台左右", "分解表", "D8"),)
    part = receipts(folder, JUNE)["吴兴.xlsx"]
    assert part.unread == ()
    assert part.other_cells == (
        Record("330503", "K01a", None, "", "省科技厅", "E8"),
        Record("330503", "K01b", None, "", "省科技厅", "F8"),
        Record("330503", "K06a", None, "", "省经信厅", "E8"),
    )


def test_the_status_of_an_older_folder(folder: Path) -> None:
    shown = {round_: collect(folder, round_, "--status") for round_ in (BREAKDOWN, JUNE)}
    assert [answer.code for answer in shown.values()] == [0, 0]
    assert states(shown[BREAKDOWN]) == {"湖州.xlsx": "已接收", "舟山.xlsx": "已接收（人工决定）"}
    assert states(shown[JUNE]) == {"吴兴.xlsx": "退回修改", "舟山.xlsx": "已接收"}


def test_a_part_that_comes_now_is_put_together_with_one_of_the_version_before(folder: Path) -> None:
    said = {
        ("330503", "K01a"): Decimal(24),
        ("330503", "K01b"): Decimal(20),
        ("330503", "K06a"): Decimal(200),
    }
    send(folder, JUNE, HUZHOU, "南浔.xlsx", said)
    report = folder / "结果.json"
    answer = collect(folder, JUNE, "--today", "2020-07-08", "--json", report)
    assert answer.code == 0, answer
    content = json.loads(report.read_text("utf-8"))
    assert content["missing"] == []
    assert content["values"]["K06a"][HUZHOU] == "500"
    assert content["values"]["K01a"]["330000"] == "68"
    found = {Path(each["file"]).name: each for each in content["returns"]}
    assert {name: each["state"] for name, each in found.items()} == dict.fromkeys(
        ("南浔.xlsx", "吴兴.xlsx", "舟山.xlsx"), "accepted"
    )
    assert [each["code"] for each in found["南浔.xlsx"]["findings"]] == ["D15"]


def test_what_a_city_corrects_is_held_against_what_was_not_understood(folder: Path) -> None:
    said = {
        ("330902", "K01"): Decimal(10),
        ("330903", "K01"): Decimal(12),
        ("330902", "K06"): Decimal(120),
        ("330903", "K06"): Decimal(100),
    }
    send(folder, BREAKDOWN, ZHOUSHAN, "更正.xlsx", said)
    assert collect(folder, BREAKDOWN, "--today", "2020-05-25").code == 0
    answer = collect(folder, BREAKDOWN, "--history", ZHOUSHAN)
    assert re.search(r"定海区 K06（.*）：约120台左右 → 120\n", answer.out)
    assert "1. 2026-11-29 11:43　决定接收　舟山市 舟山.xlsx，理由：电话核实，其余数字先用" in answer.out


def test_an_older_folder_is_rebuilt_from_its_forms_and_originals(folder: Path) -> None:
    for name in ("ledger.sqlite", "journal.jsonl"):
        (home(folder) / name).unlink()
    answer = collect(folder, BREAKDOWN, "--rebuild")
    assert answer.code == 0, answer
    # With the decision the breakdown of 舟山 is lost, and so the content of the form that came of it.
    assert "填报表 3 份，上报表 3 份" in answer.out
    assert "有 1 个原件认不出批次" in answer.out
    shown = [collect(folder, round_, "--status").out for round_ in (BREAKDOWN, JUNE)]
    assert [re.findall("已报 ./2|(?<=│ )(?:已接收|退回修改)", each) for each in shown] == [
        ["已报 1/2", "已接收", "退回修改"],
        ["已报 0/2", "退回修改"],
    ]


# --------------------------------------------------------------------------- a ledger of version 1.0


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A copy of version 1.0's folder: a closed breakdown, in which a return of 舟山 was held afterwards."""
    folder = tmp_path / "office"
    shutil.copytree(BEFORE.with_name("version_1_0"), folder)
    (held,) = (home(folder) / "originals").glob("13/13c9*")
    inbox = home(folder) / BREAKDOWN / "received"
    inbox.mkdir()
    shutil.copyfile(held, inbox / "舟山晚.xlsx")  # in the inbox of the machine where the folder was made
    return folder


@pytest.mark.parametrize("lost", [[], ["ledger.sqlite"], ["journal.jsonl"]], ids=str)
def test_decisions_of_an_older_ledger_have_numbers_and_can_be_undone(closed: Path, lost: list[str]) -> None:
    for name in lost:
        (home(closed) / name).unlink()
    shown = collect(closed, BREAKDOWN, "--status").out
    assert [line.split("　")[:2] for line in shown.splitlines() if re.match(r"  \d+\. ", line)] == [
        [f"  1. {shown.split('  1. ')[1][:16]}", "确认归属"],
        [f"  2. {shown.split('  2. ')[1][:16]}", "关闭批次，理由：已汇总上报"],
    ]
    before = receipt_states(closed)
    assert sorted(before) == ["accepted", "accepted", "held", "superseded"]
    assert collect(closed, BREAKDOWN, "--reopen", "--today", "2020-05-30").code == 0
    assert sorted(receipt_states(closed)) == ["accepted", "accepted", "superseded", "superseded"]
    assert collect(closed, BREAKDOWN, "--undo", "3", "--today", "2020-05-30").code in (0, 1)
    assert sorted(receipt_states(closed)) == before
    assert collect(closed, BREAKDOWN, "--undo", "1", "--today", "2020-05-30").code == 1


def receipt_states(folder: Path) -> list[str]:
    """The states of the breakdown's files, also of those that are gone from the inbox, in order."""
    shown = collect(folder, BREAKDOWN, "--status").out
    words = {
        "已接收": "accepted",
        "待人工核实": "held",
        "已被新报替代": "superseded",
        "退回修改": "sent_back",
    }
    cells = [[cell.strip() for cell in line.split("│")] for line in shown.splitlines() if "│" in line]
    return sorted(words[row[2]] for row in cells if row[2] in words)


def test_the_round_of_version_1_0_goes_on_with_the_forms_that_it_issued(closed: Path) -> None:
    said = {
        ("330502", "K01a"): Decimal(24),
        ("330502", "K01b"): Decimal(20),
        ("330503", "K01a"): Decimal(30),
        ("330503", "K01b"): Decimal(25),
        ("330502", "K06a"): Decimal(300),
        ("330503", "K06a"): Decimal(210),
    }
    send(closed, JUNE, HUZHOU, "湖州改.xlsx", said)
    report = closed / "结果.json"
    assert collect(closed, JUNE, "--today", "2020-07-09", "--json", report).code == 0
    content = json.loads(report.read_text("utf-8"))
    assert (content["values"]["K06a"][HUZHOU], content["values"]["K06a"][ZHOUSHAN]) == ("510", "120")
    assert content["values"]["K01a"]["330000"] == "71"
    assert re.search(
        "改动 .*南浔区 K06a.*：约200台左右 → 210", collect(closed, JUNE, "--history", HUZHOU).out
    )


def test_a_folder_of_version_1_0_is_rebuilt_from_its_forms_and_originals(closed: Path) -> None:
    for name in ("ledger.sqlite", "journal.jsonl"):
        (home(closed) / name).unlink()
    (first,) = (home(closed) / "originals").glob("*/a5bd615b*")  # of 湖州; a checkout has given both one time
    os.utime(first, (first.stat().st_mtime - 60, first.stat().st_mtime - 60))
    answer = collect(closed, BREAKDOWN, "--rebuild")
    # The form of 舟山 of June shows a breakdown that a decision accepted.
    assert "填报表 3 份，上报表 4 份" in answer.out
    assert receipt_states(closed) == ["accepted", "accepted", "superseded"]
