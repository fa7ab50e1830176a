"""`--new-plan`, `--plan-workbook` and `--plan-tables`: a plan for an office, and for git."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.support.office import Answer, run
from tests.support.oracle.tables import PLAN


def generate(folder: Path, *words: str) -> Answer:
    return run("generate.py", *words, folder=folder)


@pytest.mark.parametrize("region", ["350100", "福州市", "福州"])
def test_a_new_plan_of_a_region(region: str, tmp_path: Path) -> None:
    answer = generate(tmp_path, "--new-plan", "方案.xlsx", "--region", region)
    assert answer.code == 0, answer
    assert answer.out == (
        "新方案已写成工作簿：方案.xlsx\n"
        "已填好福州市的下级地区 13 个，见“地区”表\n"
        "用 Excel 填好、保存，就可以下发：python generate.py 方案.xlsx 批次编号\n"
    )
    heads = [cell.value for cell in openpyxl.load_workbook(tmp_path / "方案.xlsx")["目标"][3]]
    assert heads[4:7] == ["鼓楼区", "台江区", "仓山区"]


def test_a_county_s_towns_are_typed(tmp_path: Path) -> None:
    answer = generate(tmp_path, "--new-plan", "方案.xlsx", "--region", "昭化区")
    assert "昭化区的下级请在“地区”表中填写，目标表的表头再写上它们的名称" in answer.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--new-plan", "方案.xlsx", "--region", "鼓楼区"),
            "没有“鼓楼区”这个省、市、县，或者不止一处叫这个名字",
        ),
        (("--new-plan", "方案.xls"), "文件名应以 .xlsx 结尾"),
        (("--region", "福州"), "--region 要与 --new-plan 文件 一起用"),
    ],
)
def test_what_cannot_be_written_is_said(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    answer = generate(tmp_path, *words)
    assert answer.code == 2, answer
    assert message in answer.error
    assert list(tmp_path.glob("*.xls*")) == []


def test_a_new_plan_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "方案.xlsx").write_bytes(b"mine")
    assert generate(tmp_path, "--new-plan", "方案.xlsx").code == 2
    assert (tmp_path / "方案.xlsx").read_bytes() == b"mine"


def test_workbook_and_tables_of_a_plan_and_back(tmp_path: Path) -> None:
    shutil.copytree(PLAN, tmp_path / "plans" / PLAN.name)
    place = f"plans/{PLAN.name}"
    assert generate(tmp_path, place, "--plan-workbook", "方案.xlsx").code == 0
    answer = generate(tmp_path, "方案.xlsx", "--plan-tables", "表")
    assert answer.code == 0, answer
    assert answer.out == "方案已写成 CSV 表：表\n可直接作为方案使用：python generate.py 表 批次编号\n"
    for path in PLAN.glob("*.csv"):
        assert (tmp_path / "表" / path.name).read_bytes() == path.read_bytes()
    again = generate(tmp_path, "方案.xlsx", "--plan-tables", "表")
    assert again.code == 2
    assert "已有这个文件夹，里面有文件，没有写入：表" in again.error


def test_a_plan_workbook_is_no_return(tmp_path: Path) -> None:
    shutil.copytree(PLAN, tmp_path / "plans" / PLAN.name)
    place = f"plans/{PLAN.name}"
    assert generate(tmp_path, place, "--plan-workbook", "方案.xlsx").code == 0
    assert generate(tmp_path, place, "breakdown", "--city", "杭州市").code == 0
    answer = run("collect.py", place, "breakdown", "方案.xlsx", folder=tmp_path)
    assert answer.code == 2, answer
    assert "方案.xlsx 是方案，不是上报表，没有收集。" in answer.error
