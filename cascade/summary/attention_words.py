"""The words around the table of 需要关注: what the columns are called, what the cities say, and the notes."""

from dataclasses import dataclass

from cascade.formula import Live, Operand, Ref, joined
from cascade.indicators import Comparison, Indicator
from cascade.judging.county_rates import below_city, may_differ, rate_sides, some_below
from cascade.outcome.judged import Judged
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.detail_columns import ColumnKind, lacking_word
from cascade.summary.number_texts import fixed
from cascade.summary.province import Province
from cascade.summary.wording import UNDERLINED, doubt_note, schedule_word

_MOST_NAMED = 3  # counties of a city in a cell


@dataclass(frozen=True, slots=True)
class AttentionColumn:
    """A column: its key in `_AttentionCells.cell`, its heading, its width in characters (0: what is left)."""

    key: str
    heading: str
    width: float = 0.0


def progress_columns(facts: Facts) -> list[AttentionColumn]:
    """The columns of a progress round."""
    return [
        AttentionColumn("at", "序号", 4.8),
        AttentionColumn("region", facts.plan.levels.unit, 9.5),
        AttentionColumn("number", "项", 4.8),
        AttentionColumn("name", "指标"),
        AttentionColumn("unit", "单位", 6.0),
        AttentionColumn("target", "目标", 9.8),
        AttentionColumn("result", "本期", 8.5),
        AttentionColumn("done", "完成率\n（%）", 7.5),
        AttentionColumn("margin", f"较{schedule_word(facts).removesuffix('进度')}\n或目标", 14.5),
        AttentionColumn("light", "评价", 9.8),
        AttentionColumn("lacking", lacking_word(facts), 11.5),
        AttentionColumn("monthly", "月均\n需完成", 11.5),
        AttentionColumn("said", "说明"),
    ]


def breakdown_columns(facts: Facts) -> list[AttentionColumn]:
    """The columns of a breakdown."""
    levels = facts.plan.levels
    below = below_city(rate_sides(facts.plan), levels)
    return [
        AttentionColumn("at", "序号", 4.8),
        AttentionColumn("region", levels.unit, 9.5),
        AttentionColumn("number", "项", 4.8),
        AttentionColumn("name", "指标"),
        AttentionColumn("unit", "单位", 6.0),
        AttentionColumn("target", "目标", 11.0),
        AttentionColumn("result", f"{levels.leaf_tier}合计\n或最低–最高", 14.0),
        AttentionColumn("light", "情况", 11.0),
        AttentionColumn("lacking", lacking_word(facts), 13.0),
        AttentionColumn("short", f"{below}的{levels.leaf}", 30.0),
        AttentionColumn("said", "说明"),
    ]


def said(province: Province, each: Judged) -> str:
    """What the city itself says about an indicator."""
    receipt = province.facts.counted.get(each.region)
    return ((receipt.explanations or {}) if receipt else {}).get(each.indicator.code, "")


def share_cell(province: Province, indicator: Indicator, county: str) -> Ref:
    """The cell of a county's share in a breakdown."""
    return province.detail.outside(county, ColumnKind.NUMBER, indicator.code)


def counties_short(province: Province, each: Judged) -> Live | str:
    """The counties of a breakdown whose rate misses their city's, the furthest first: `富阳区 8.5%`."""
    if not each.short:
        return NONE
    names = {leaf.code: leaf.name for leaf in province.facts.leaves(province.facts.plan.region(each.region))}
    unit, shape = each.indicator.unit, fixed(province.places(each.indicator))
    pieces: list[Operand] = []
    for county in each.short[:_MOST_NAMED]:
        number = shape.live(number=share_cell(province, each.indicator, county))
        pieces += ["、" if pieces else "", f"{names[county]} ", number, unit]
    more = f" 等 {len(each.short)} 个" if len(each.short) > _MOST_NAMED else ""
    return joined(*pieces, more)


def notes(province: Province, shown: int, found: int) -> list[str]:
    """The notes below a table that shows so many of the lines that were found."""
    facts = province.facts
    levels, whole = facts.plan.levels, facts.plan.levels.whole_sheet
    texts = []
    if shown < found:
        left = found - shown
        texts.append(f"共 {found} 项次，本表列最落后的 {shown} 项次，其余 {left} 项次见“{whole}”。")
    texts += filter(None, [doubt_note(facts, UNDERLINED)])
    if not facts.is_progress:
        some = some_below(rate_sides(facts.plan), levels)
        amounts = any(each.indicator.adds_up for each in province.outcome.behind(province.regions[:-1]))
        first = f"先列合计未达到目标的，再列{some}的比率类指标，各按" if amounts else "按"
        return [
            *texts,
            f"{first}差距由大到小排列；比率类的差距为{levels.leaf}与{levels.own}目标之差。{may_differ(levels)}。",
        ]
    word = schedule_word(facts)
    kinds = {each.comparison for each in facts.plan.numbers}
    if Comparison.SHARE in kinds:
        texts.append(f"数量类列完成率减{word}；还差为到目标还差的数，月均需完成为剩余各月平均每月的数。")
    if kinds & {Comparison.ABOVE, Comparison.BELOW, Comparison.WITHIN}:
        texts.append("比率和时点数列与目标之差。")
    if Comparison.LIMIT in kinds:
        texts.append("控制指标列占限额的百分数，和限额减本期数（负数为超出限额的数）。")
    if any(said(province, each) for each in province.outcome.behind(province.regions[:-1])):
        texts.append(f"说明为各{levels.units}自己填写的。")
    return [f"注：{''.join(texts)}"]
