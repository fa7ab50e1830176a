"""The unit of an indicator: where a notice writes it, and what its name suggests where it does not."""

import re
from collections import Counter
from collections.abc import Sequence

from cascade.indicators import PERCENT
from cascade.notice.doubts import Doubts
from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.phrases import NameWording, TargetWording, is_unit

_THINGS = (  # words of a name, how the unit of such a thing ends, and the unit to suggest
    (re.compile("率|占比|比重|比例|增速|增幅|覆盖面|(?:增长|下降|降低|提高)$"), (PERCENT, "‰"), PERCENT),
    (re.compile("浓度"), ("米",), "微克/立方米"),
    (re.compile("面积|亩"), ("亩", "公顷", "米", "里", "㎡", "m²"), ""),
    (re.compile("能源消费"), ("煤", "吨"), "万吨标准煤"),
    (re.compile("产量|产生量|总产|吨|能耗|排放|(?:使用|施用|消费|消耗)量"), ("吨", "煤", "斤"), ""),
    (
        re.compile(
            "金额|投资|收入|资金|产值|贷款|支出|税|利润|外资|进出口|零售|增加值|费用|销售|营收|产出|总额|生产总值"
        ),
        ("元",),
        "",
    ),
    (re.compile("排名|[位名]次"), ("位", "名"), "位"),
    (re.compile("事故|火灾"), ("起", "次"), "起"),
    (re.compile("案件|纠纷|事项|信访件"), ("件", "起", "宗"), "件"),
    (re.compile("床位"), ("张", "个"), "张"),
    (
        re.compile(
            "人数|就业|培训|参保|人口|职工|农民工|劳动力|党员|干部|教师|学生|学员|医师|医生|护士|人才|志愿者|人员|幼儿"
        ),
        ("人", "人次", "名"),
        "人",
    ),
    (re.compile("户数|农户"), ("户",), "户"),
    (re.compile("设备|装备|机器人"), ("台", "套"), "台"),
    (re.compile("企业|单位数|合作社"), ("家", "个", "户"), "家"),
    (re.compile("学校"), ("所", "个"), "所"),
    (re.compile("道路|公路"), ("里", "条"), "公里"),
    (
        re.compile("项目|数量|个数|示范|园|站|村$|社区$|乡镇$|机构$|断面$|水体$|建筑$|岗位$"),
        ("个", "座", "处"),
        "个",
    ),
)
_PER = re.compile(r"((?:10|[十百千])?[百万亿]+(?:元|吨|人口?|车|辆)?).*死亡率")  # 亿元GDP死亡率, 十万人死亡率
_HUNDRED_THOUSAND = re.compile("(?:10|十)万(?:人口?)?")
_OF_CHILDREN = re.compile("(?:婴儿|新生儿|儿童).*死亡率")
_OF_MOTHERS = re.compile("孕产?妇死亡率")
_COUNTED_BY = re.compile(  # a name that ends with its unit: 事故起数, 帮扶人次
    r"(?P<unit>人次|户次|场次|课时|学时|小时|公里|[起件次人户家天套台辆亩吨份篇头只羽株棵栋幢盏眼座处条例批宗])数$"
    r"|(?P<times>人次|户次|场次|天)$"
)
_MULTIPLES = ("万", "亿", "千万", "百万")
_HAS_PARTS = re.compile(
    "^[百千万亿].|(?:元|吨|亩|公顷|[米里]|标准?煤|㎡|[kmM]m?[²³]|[kMG]W|k[mg]|[瓦克斤升]|瓦时|立方|TEU|t)$"
)  # units of which nobody counts whole ones
_FAMILIAR = {"元": "亿元", "吨": "吨", "亩": "亩"}  # of things that have several units, by how the first ends


def has_parts(unit: str) -> bool:
    """Whether parts of a unit are reported: of 亿元 and 吨, not of 家 and 个."""
    return _HAS_PARTS.search(unit) is not None


def suggested_unit(name: str) -> str:
    """The unit that the name of an amount suggests; "" where it suggests none."""
    ends, unit = _thing(name)
    return unit or _FAMILIAR.get("".join(ends[:1]), "")


def _thing(name: str) -> tuple[tuple[str, ...], str]:
    """How the units of what a name is about may end, and the unit to suggest."""
    if found := _PER.search(name):
        per = "10万" if _HUNDRED_THOUSAND.fullmatch(found[1]) else found[1]
        return (f"/{per}",), f"人/{per}"
    if _OF_CHILDREN.search(name) or _OF_MOTHERS.search(name):
        return ("‰", "/10万"), "‰" if _OF_CHILDREN.search(name) else "人/10万"
    if (found := _COUNTED_BY.search(name)) and (unit := found["unit"] or found["times"]):
        return (unit,), unit
    return next(((ends, unit) for words, ends, unit in _THINGS if words.search(name)), ((), ""))


def unit_of(
    line: IndicatorLine,
    name: NameWording,
    figures: Sequence[TargetWording],
    doubts: Doubts,
) -> str:
    """The unit: from its own column, the name's brackets, the cells, the figure in the name, the table."""
    column = line.unit.text.replace("％", PERCENT)
    counted = Counter(each.unit for each in figures if each.unit)
    if len(counted) > 1 and not column and not name.unit:
        doubts.add("unit", f"各地目标的单位不一：{'、'.join(counted)}；请统一", line.levels[-1].place)
    whole = [unit for unit, _ in counted.most_common() if is_unit(unit)]
    in_cells = next(iter([*whole, *counted]), "")
    if in_cells in _MULTIPLES and _thing(name.name)[0] == ("元",):
        in_cells += "元"
    if in_cells and not is_unit(in_cells):
        doubts.add("unit", f"“{in_cells}”不像是完整的单位，请补全", line.levels[-1].place)
    in_name = name.figure.unit if name.figure else ""
    given = next((each for each in (column, name.unit, in_cells, in_name) if each), "")
    if given:
        if given == column and not is_unit(given):
            doubts.add("unit", f"“{given}”不像是完整的单位，请补全", line.unit.place)
        return given
    ends, guess = _thing(name.name)
    if line.unit_of_group and guess != PERCENT:
        return line.unit_of_group
    if line.unit_by_order:
        said = f"通知只在表上写了“{'、'.join(line.table_units)}”，是按次序拟的"
        doubts.add("unit", said, line.levels[-1].place)
        return line.unit_by_order
    if len(line.table_units) == 1 and guess != PERCENT:
        return line.table_units[0]
    of_table = [unit for unit in line.table_units if unit.endswith(ends)]
    guess = of_table[0] if len(of_table) == 1 else guess
    said = f"只在表上写了“{'、'.join(line.table_units)}”" if line.table_units else "没有写计量单位"
    doubts.add("unit", f"通知{said}，{'是按名称拟的' if guess else '请补上'}", line.levels[-1].place)
    return guess
