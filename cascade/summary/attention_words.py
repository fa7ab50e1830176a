"""The words around the table of 需要关注: what the columns are called, what the cities say, and the notes."""

from dataclasses import dataclass

from cascade.indicators import Comparison
from cascade.judging.county_rates import below_city, may_differ, rate_sides, some_below
from cascade.outcome.judged import Judged
from cascade.returns.facts import Facts
from cascade.summary.province import Province
from cascade.summary.wording import schedule_word


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
        AttentionColumn("lacking", "还差", 11.5),
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
        AttentionColumn("lacking", "还差", 13.0),
        AttentionColumn("short", f"{below}的\n{levels.leaf_short}", 14.0),
        AttentionColumn("said", "说明"),
    ]


def said(province: Province, each: Judged) -> str:
    """What the city itself says about an indicator."""
    receipt = province.facts.counted.get(each.region)
    return ((receipt.explanations or {}) if receipt else {}).get(each.indicator.code, "")


def notes(province: Province, shown: int, found: int) -> list[str]:
    """The notes below a table that shows so many of the lines that were found."""
    facts = province.facts
    levels, whole = facts.plan.levels, facts.plan.levels.whole_sheet
    texts = []
    if shown < found:
        left = found - shown
        texts.append(f"共 {found} 项次，本表列最落后的 {shown} 项次，其余 {left} 项次见“{whole}”。")
    if not facts.is_progress:
        some = some_below(rate_sides(facts.plan), levels)
        return [*texts, f"先列合计未达到目标的，再列{some}的比率类指标；{may_differ(levels)}。"]
    word = schedule_word(facts)
    kinds = {each.comparison for each in facts.plan.numbers}
    if Comparison.SHARE in kinds:
        texts.append(f"数量类列完成率减{word}；还差为到目标还差的数，月均需完成为剩余各月平均每月的数。")
    if kinds & {Comparison.ABOVE, Comparison.BELOW, Comparison.WITHIN}:
        texts.append("比率和时点数列与目标之差。")
    if Comparison.LIMIT in kinds:
        texts.append("控制指标列占限额的百分数和尚余的限额比例，“还差”为超出限额的数。")
    if any(said(province, each) for each in province.outcome.behind(province.regions[:-1])):
        texts.append(f"说明为各{levels.units}自己填写的。")
    return [f"注：{''.join(texts)}"]
