"""What one version of a plan changes in another."""

from pathlib import Path

import openpyxl

from cascade.plan.differences import PlanDifference, plan_differences
from cascade.plan.plan_workbook import write_workbook
from cascade.plan.read_tables import read
from tests.support.office import PROJECT, with_few_indicators


def test_the_same_plan_as_tables_and_as_a_workbook_does_not_differ(tmp_path: Path) -> None:
    for name in ("zhejiang-2020", "zhaohua-2017", "example-kinds"):
        tables, workbook = PROJECT / "plans" / name, tmp_path / f"{name}.xlsx"
        write_workbook(tables, workbook)
        assert list(plan_differences(read(tables), read(workbook))) == []


def test_every_kind_of_change_is_named(tmp_path: Path) -> None:
    tables = with_few_indicators(tmp_path / "zhejiang-2020")
    workbook = tmp_path / "新.xlsx"
    write_workbook(tables, workbook)
    book = openpyxl.load_workbook(workbook)
    rounds, targets, offices = book["批次"], book["目标"], book["联系人"]
    rounds["C4"], rounds["E5"] = "分解到县", "2020-07-20"
    rounds.append(["progress-2020-10-31", "进展", "十月进展", "2020-10-31", "2020-11-10"])
    targets["F9"] = "/"
    offices.delete_rows(4)
    book.save(workbook)
    named = "K06 智能化改造新增工业机器人17000台"
    found = list(plan_differences(read(tables), read(workbook)))
    assert found[:3] == [
        PlanDifference("批次", "分解到县", "批次名称", "目标分解", "分解到县"),
        PlanDifference("批次", "上半年进展", "报送期限", "2020-07-10", "2020-07-20"),
        PlanDifference(
            "批次", "十月进展", "", "没有", "批次类型 进展，数据截止日 2020-10-31，报送期限 2020-11-10"
        ),
    ]
    (target,) = [each for each in found if each.table == "各地目标"]
    assert (target.row[:3], target.row[-3:], target.column, target.after) == (
        named[:3],
        "宁波市",
        "目标",
        "/",
    )
    assert [each for each in found if each.table == "联系单位"] == [
        PlanDifference(
            "联系单位",
            "杭州市",
            "",
            "单位名称 杭州市传统制造业改造提升工作专班，"
            "收件邮箱 hangzhou@example.invalid;hangzhou-jingxin@example.invalid，"
            "抄送邮箱 hangzhou-zhiban@example.invalid",
            "没有",
        )
    ]
