"""Write a plan as an office's workbook or as CSV tables, and say what to do with it."""

from pathlib import Path

from cascade.commands import console
from cascade.divisions import code_of, division
from cascade.errors import Wrong
from cascade.plan.drafted import NoticeDraft
from cascade.plan.new_plan import new_plan
from cascade.plan.plan_workbook import write_drafted, write_tables, write_workbook


def write_new_plan(target: Path | None, region: str) -> None:
    """Write an empty plan for an office to fill in, with the regions below `region` ("" for none).

    `region` is a code or a name. Raises Wrong for a region that does not exist or is not unique.
    """
    if target is None:
        raise Wrong("--region 要与 --new-plan 文件 一起用，如：--new-plan 方案.xlsx --region 福州市")
    draft = plan_of(region)
    write_drafted(draft, target, with_examples=True)
    console.say(f"新方案已写成工作簿：{target}")
    if region:
        top, *below = (row["name"] for row in draft.tables["regions"])
        if below:
            console.say(f"已填好{top}的下级地区 {len(below)} 个，见“地区”表")
        else:
            console.say(f"{top}的下级请在“地区”表中填写，目标表的表头再写上它们的名称")
    console.say(f"用 Excel 填好、保存，就可以下发：python generate.py {target} 批次编号")


def plan_of(region: str) -> NoticeDraft:
    """An empty plan with the regions below one, which a code or a name tells, "" for none. Raises Wrong."""
    return new_plan(region if not region or division(region) else code_of(region, "") or region)


def write_plan_workbook(plan: Path, target: Path) -> None:
    """Write a plan's tables as a workbook that an office can edit. Raises PlanError, which is Wrong."""
    write_workbook(plan, target)
    console.say(f"方案已写成工作簿：{target}\n修改后可直接作为方案使用：python generate.py {target} 批次编号")


def write_plan_tables(plan: Path, folder: Path) -> None:
    """Write a plan's tables as CSV files. Raises PlanError, which is Wrong."""
    write_tables(plan, folder)
    console.say(f"方案已写成 CSV 表：{folder}\n可直接作为方案使用：python generate.py {folder} 批次编号")
