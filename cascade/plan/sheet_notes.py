"""What the sheets of a plan workbook say of themselves: how to fill in a sheet, a setting, a column."""

import re
from decimal import Decimal

from cascade.model import Plan
from cascade.plan.office_sheets import OfficeSheet, in_chinese
from cascade.plan.tables import PLAN, TableColumn

RARE_SETTINGS = frozenset(  # settings that most plans leave as they are
    each.name for each in PLAN.columns if each.name.startswith("word_")
) | {"spare_rows", "on_schedule", "behind", "near_limit", "choices"}
_FOR_EXAMPLE = re.compile("，如 ?[^；]+")
NOTES = {
    "方案": "在“内容”一列填写。带 * 的必填，其余不填就用括号里写的。"
    "备用行数、评价用语等少用的平时收起，点左边的“+”展开。",
    "指标": "一行一项指标，按文件中的次序。数量指标（直接报一个数的）不用写算式，也不用写填报项；"
    "可能为负的（如利润），在“填报项”表写一行，“可为负数”选“是”。"
    "文字指标、“其中”、计分、口径等列平时收起，点表头上方的“+”展开。",
    "填报项": "比率类指标怎样算出来：一行一个填报项，名称写清楚是哪个数；在“指标”表的“算式”里用它的代码，"
    "如 (K01a / K01b - 1) * 100。",
    "目标": "照文件的样子填：一行一项指标，一列一个地区，如 1300台、10%以上。不下达的填“/”，不要空着。",
    "地区": "按正式次序排列：第一行是本级，再是下级，再是各下级的再下一级。没有再下一级的就不写。",
    "联系人": "每个填报单位一行，用来寄填报表和催报。可以以后再填；单位名称不填的，信写给当地人民政府。",
    "批次": "一行一次收表：目标分解，或截至某日的进展。",
    "分期目标": "到某批次为止要达到的累计数，这一批次就按它评判，不看时间和应完成进度。没有的不用填。",
    "本级数": "各地的数不能相加的指标，在这里填本级的数和出处。没有的，不用填这张表。",
    "计分档次": "按档计分的指标，一行一档。不按档计分的，不用填这张表。",
}
DOWN = "照文件的样子填：一行一个地区，一列一项指标，如 1300台、10%以上。不下达的填“/”，不要空着。"
GUIDE_LINES = (
    "这本工作簿就是一份方案：填好保存（仍存为 .xlsx），放进“方案与批次”页就可以下发。",
    "从左到右一张一张填：方案、指标、填报项、目标、地区、联系人、批次。后面几张没有就不用填。",
    "浅黄色的格可以填写，灰色的格自动显示。带 * 的列必填。带下拉箭头的格从列表中选。",
    "格子变黄：还没有填。格子变红：填得不对，或与别的表对不上。改好后颜色自动消失。",
    "可以增删行、调整列宽、加地区的列，请不要改工作表的名字和表头。日期写 2020-05-30，“10%以上”照写。",
    "下发之前程序会再核对一遍，把全部问题一次列出，写明哪张表、哪一行、哪一列、怎样改。",
)


def hint_of(column: TableColumn, value: str) -> str:
    """How to fill in a setting, and what holds without it; where a value stands, no example is needed."""
    expected = in_chinese(column.expected, PLAN)
    expected = _FOR_EXAMPLE.sub("", expected) if value else expected
    default = Plan.model_fields[column.name].default if column.name in Plan.model_fields else None
    if column.required or default in (None, "") or not isinstance(default, str | int | Decimal | tuple):
        return expected if column.required else f"{expected}（可不填）"
    shown = "；".join(map(str, default)) if isinstance(default, tuple) else default
    return f"{expected}（不填就是 {shown}）"


def comment_of(sheet: OfficeSheet, column: TableColumn) -> str:
    """How to fill in a column."""
    expected = in_chinese(column.expected, sheet.table)
    if column.refers == "regions":  # codes of other offices' regions
        expected = _FOR_EXAMPLE.sub("", expected)
    return f"{sheet.heading(column)}：{expected}{'' if column.required else '（可留空）'}"
