"""The unit of an indicator: where a notice writes it, and what its name suggests where it does not."""

import re
from collections import Counter
from collections.abc import Sequence

from cascade.indicators import PERCENT
from cascade.notice.doubts import Doubts
from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.phrases import NameWording, TargetWording, is_unit

_THINGS = (  # words of a name, how the unit of such a thing ends, and the unit to suggest
    (re.compile("率|占比|比重|比例|增速|增幅|覆盖面"), (PERCENT, "‰"), PERCENT),
    (re.compile("浓度"), ("米",), "微克/立方米"),
    (re.compile("面积|亩"), ("亩", "公顷", "米", "里", "㎡", "m²"), ""),
    (re.compile("产量|产生量|总产|吨|能耗|排放|(?:使用|施用|消费|消耗)量"), ("吨", "煤", "斤"), ""),
    (
        re.compile(
            "金额|投资|收入|资金|产值|贷款|支出|税|利润|外资|进出口|零售|增加值|费用|销售|营收|产出|总额|生产总值"
        ),
        ("元",),
        "",
    ),
    (re.compile("人数|就业|培训|参保|人口|职工|农民工|劳动力"), ("人", "人次", "名"), "人"),
    (re.compile("户数|农户"), ("户",), "户"),
    (re.compile("设备|装备|机器人"), ("台", "套"), "台"),
    (re.compile("企业|单位数|合作社"), ("家", "个", "户"), "家"),
    (re.compile("项目|数量|个数|示范|园|站"), ("个", "座", "处"), "个"),
)
_FAMILIAR = {"元": "亿元", "吨": "吨", "亩": "亩"}  # of things that have several units, by how the first ends


def suggested_unit(name: str) -> str:
    """The unit that the name of an amount suggests; 个 where it suggests none."""
    ends, unit = _thing(name)
    return unit or _FAMILIAR.get("".join(ends[:1]), "个")


def _thing(name: str) -> tuple[tuple[str, ...], str]:
    """How the units of what a name is about may end, and the unit to suggest."""
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
    in_cells = counted.most_common(1)[0][0] if counted else ""
    if in_cells and not is_unit(in_cells):
        doubts.add("unit", f"“{in_cells}”不像是完整的单位，请补全", line.levels[-1].place)
    in_name = name.figure.unit if name.figure else ""
    given = next((each for each in (column, name.unit, in_cells, in_name) if each), "")
    if given:
        if given == column and not is_unit(given):
            doubts.add("unit", f"“{given}”不像是完整的单位，请补全", line.unit.place)
        return given
    if line.unit_by_order:
        said = f"通知只在表上写了“{'、'.join(line.table_units)}”，是按次序拟的"
        doubts.add("unit", said, line.levels[-1].place)
        return line.unit_by_order
    ends, guess = _thing(name.name)
    if len(line.table_units) == 1 and guess != PERCENT:
        return line.table_units[0]
    of_table = [unit for unit in line.table_units if unit.endswith(ends)]
    guess = of_table[0] if len(of_table) == 1 else guess
    said = f"只在表上写了“{'、'.join(line.table_units)}”" if line.table_units else "没有写计量单位"
    doubts.add("unit", f"通知{said}，{'是按名称拟的' if guess else '请补上'}", line.levels[-1].place)
    return guess
