"""Parts (其中) of an indicator: a whole breakdown and a whole progress round."""

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import cascade
from tests.commands.test_collect_round import BAIGUO, BAILIN, YUANBA, Round, by, collected
from tests.support import kinds, libreoffice
from tests.support.formulas import compare
from tests.support.kinds import amount, county, write_kinds
from tests.support.office import run
from tests.support.special_plans import BREAKDOWN, JUNE
from tests.support.validator import validate


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Jobs, of which some are for people in need and some for graduates; and another indicator."""
    indicators = [
        amount(1, "城镇新增就业"),
        amount(2, "困难人员就业", parent="K01"),
        amount(3, "其中:高校毕业生就业", parent="K01"),
        amount(4, "创业孵化基地", unit="个"),
    ]
    for row, number in zip(indicators, ("4", "4（1）", "4（2）", "5"), strict=True):
        row["number"] = number
    targets = {
        "K01": ("300", "60", "60"),
        "K02": ("30", "60", "6"),
        "K03": ("30", "6", "/"),
        "K04": ("9", "3", "3"),
    }
    return write_kinds(tmp_path_factory.mktemp("parts") / "plan", indicators, targets, levels=3)


def numbers(share: bool) -> dict[str, dict[str, str]]:
    """What the counties say; a county of 白果乡 has more people in need than people."""
    suffix = "" if share else "a"
    said = {}
    for unit, whole, need, graduates in (
        (YUANBA, "100", "10", "10"),
        (BAIGUO, "20", "20", "2"),
        (BAILIN, "20", "2", "/"),
    ):
        for at in (1, 2, 3):
            mine = {"K01": whole, "K02": need, "K03": graduates, "K04": "3" if unit == YUANBA else "1"}
            said[county(unit, at)] = {f"{code}{suffix}": number for code, number in mine.items()}
    said[county(BAIGUO, 1)] |= {f"K02{suffix}": "25"}
    said[county(BAIGUO, 2)] |= {f"K02{suffix}": "15"}
    return said


def findings(told: Round, round_: str) -> list[tuple[str, str, str, str]]:
    report = told.desk.home / f"{round_}.json"
    desk = told.desk
    run("collect.py", desk.plan, round_, "--workbooks", desk.home, "--json", report)
    return [
        (found["code"], found["region"], found["field"], found["value"])
        for each in json.loads(report.read_text("utf-8"))["returns"]
        for found in each["findings"]
        if found["code"] not in ("C12", "C13")
    ]


@pytest.mark.parametrize(("round_", "suffix"), [(BREAKDOWN, ""), (JUNE, "a")])
def test_a_part_is_no_larger_than_its_whole(plan: Path, tmp_path: Path, round_: str, suffix: str) -> None:
    told = collected(tmp_path, plan, round_, by(numbers(share=not suffix)))
    assert told.answer.code == 1
    found = findings(told, round_)
    assert found == [("P10", county(BAIGUO, 1), f"K02{suffix}", "25")]
    (copy,) = told.desk.folder(round_, "corrections").glob("*.xlsx")
    assert not any(validate([copy]).values())
    pages = openpyxl.load_workbook(copy, data_only=True).worksheets
    texts = {str(cell.value) for page in pages for line in page.iter_rows() for cell in line}
    assert "1地多于第4项" in texts
    assert {"4．城镇新增就业", "4（1）．其中：困难人员就业", "4（2）．其中：高校毕业生就业"} <= texts
    again = libreoffice.recalculate([copy], tmp_path / "form")[copy]
    assert compare(copy, again)[1] == []


def test_parts_stand_below_their_whole_and_are_not_counted_twice(plan: Path, tmp_path: Path) -> None:
    said = numbers(share=False)
    said[county(BAIGUO, 1)] |= {"K02a": "5"}
    told = collected(tmp_path, plan, JUNE, by(said))
    assert (told.answer.code, findings(told, JUNE)) == (0, [])
    assert not any(validate([told.summary]).values())
    copy = libreoffice.recalculate([told.summary], tmp_path / "re")[told.summary]
    count, differences = compare(told.summary, copy)
    assert (count > 100, differences) == (True, [])
    front = told.sheet("总览")
    assert str(front["A3"]).startswith("全市 2 项指标，本次评价 2 项，其中")
    first = next(row for row in range(4, 20) if front.get(f"A{row}") == "序号") + 1
    assert [front[f"A{row}"] for row in range(first, first + 4)] == ["4", "4（1）", "4（2）", "5"]
    assert [front[f"B{row}"] for row in range(first, first + 4)] == [
        *("城镇新增就业", "　其中：困难人员就业", "　其中：高校毕业生就业", "创业孵化基地")
    ]
    ranking = told.sheet("完成率与排名")
    assert [sum(float(str(ranking[f"{column}{row}"])) for row in (5, 6, 7)) for column in "DEFG"] == [2] * 4
    frame = cascade.open(told.desk.plan, told.desk.home).round(JUNE).values()
    rows = {(row.region_code, row.field): row.value for row in frame.itertuples()}
    assert rows[kinds.TOP, "K02a"] == Decimal(76)
