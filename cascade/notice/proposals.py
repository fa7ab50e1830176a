"""What a notice cannot say and a person decides: how an indicator is computed, whether it adds up.

A proposal follows the wording. Everything that is more than reading is marked with the reason.
"""

import re
from dataclasses import dataclass, field

from cascade.indicators import PERCENT
from cascade.notice.phrases import TargetWording, is_rate, subject
from cascade.notice.rate_parts import RatePart, is_ratio, rate_parts
from cascade.notice.units import has_parts, suggested_unit
from cascade.plan.tables import DIRECTIONS

_OWN = re.compile(
    r"周转|(?<![百千])[十百千]?万人口?(?!才|次)[^，。]*(?:[量数]|专利)(?:[（(].*)?$|PM\s*2\.?5|PM\s*10|浓度|满意[度率]|生产总值|GDP|可支配收入|平均|[人户亩次]均|每[十百千万]+|均值|系数|指数|优良天数|空气质量|水质|低保标准|"
    r"(?:保障|补助|救助|供养|生活|缴费|工资)标准|标准(?:[（(].*)?$|增速|增长率|消费价格|排名|位次|得分|知晓[率度]|获得感|安全感|水平$|均价|价格|CPI|PPI|综合机械化率"
)
_NOT_OWN = re.compile(r"标准化|标准体系|标准厂房|标准地|(?:制定|制订|制修订|参与|主导|发布|研制).*标准")
_GROWTH = re.compile(r"同比|环比|增长|增速|增幅|增加(?!值)|提高|提升|上升")
_FALL = re.compile(r"下降|降低|减少|压减|削减|降幅")
_SHARE = re.compile(r"率|占比|比重|比例|覆盖面|[度化]$|占.+比")
_AT_MOST = re.compile(
    r"上限|用水总量|总量控制|控制(?:目标|指标|数)|失业率|死亡|事故|PM\s*2\.?5|PM\s*10|浓度|能耗(?!下降|降低)|排放(?!.*(?:下降|减少))|信访|发案|赤字|负债|债务|不良率|费用率|成本|三公|流失率|辍学率|"
    r"近视|肥胖|发生率|并发症|感染率|差错|投诉|拖欠|欠薪|超期|逾期|漏报|复发|返贫|超标|污染天|住院日|次均费用|均次费用|药占比|药品占比|耗占比|耗材占比|等待时间|等候时间|违法|亏损|薄弱|病死率|发病率|处理时限|办理时限|空置率|化解时间|CPI|消费价格|排名|[位名]次"
)
_DOWNWARDS = re.compile(
    "[↓逆负反≤≦＜<]|(?<!不)[降减低少]|(?<!不)低于|不(?:得|应)?(?:超|高|大|多|突破)|控制|上限|至多|以[内下]"
)
_REDUCED = re.compile(
    r"下降|降低|降幅|减少|压减|腾出|整治|淘汰|治理|化解|清零|整改|削减|办结|处置|清退|关停|及时|受理|按期|达标|合格|满意|上升|提升|前移|进位"
)
_MAY_BE_NEGATIVE = re.compile("利润|净利|收益|盈余|结余|净增|净流[入出]|净额|增减|差额|顺差|盈亏")
_STOCK = re.compile(  # what there is on a day; targets of a 保有量 are often additions
    r"^(?!.*(?:新增|净增|增加|新建|扩建|新改扩建|减少)).*(?:(?:参保|在[校园册岗院]|常住|户籍|供养|保障)(?:缴费)?(?:人数|人口|学生数?)|"
    r"存栏|床位数?(?:[（(].*)?$)"
)
_POINTS = "百分点"  # by which a share rises or falls
AMOUNT = "{code}a"  # the measure of an amount
_LEVEL = "{code}a / {code}b"  # how a measure of a level begins, which does not grow with the year
_ASK = (
    "通知没有说怎样计算，填报项是拟的。请向牵头单位核实：数的是什么、用什么单位；不对的，改填报项的名称和单位"
)


@dataclass(frozen=True, slots=True)
class DraftedInput:
    """An input of an indicator, without its code; `guessed` are the columns that the notice does not say."""

    name: str
    unit: str
    decimals: int
    guessed: tuple[str, ...] = ()
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """How an indicator is drafted.

    An amount has neither `measure` nor inputs, which a plan workbook does without, unless it may be negative.
    `{code}` stands in `measure` for the indicator's code. `name_addition` completes a name whose targets are
    changes. `reasons` say in Chinese, by column, why a person must decide.
    """

    direction: str
    adds: str
    pace: str
    measure: str
    inputs: tuple[DraftedInput, ...]
    name_addition: str = ""
    reasons: dict[str, str] = field(default_factory=dict)


def propose(
    name: str,
    unit: str,
    decimals: int,
    targets: list[TargetWording],
    figure: TargetWording | None,
    trend: str,
    of_firms: bool,
) -> Proposal:
    """Propose what name, unit and wording of the targets suggest; `trend` is the notice's word for it.

    `of_firms` says whether the targets are those of firms.
    """
    reasons: dict[str, str] = {}
    direction = _direction(name, targets, figure, trend, reasons)
    if _is_own(name) or unit.endswith(_POINTS):
        reasons["adds"] = (
            "平均数、标准、满意度、增速之类不能由下级相加得出，拟为各级自报，随时直接与目标比；"
            "可以相加的，两格改为“相加”和“均衡”"
        )
        return Proposal(direction, "own", "direct", "", (), _change_in(name, targets), reasons)
    wordings = [*targets, *([figure] if figure else [])]
    if not is_rate(unit) and not any(each.falls for each in wordings):
        measure, inputs = _amount(name, unit, decimals)
        pace = "direct" if _STOCK.search(name) else "even"
        if pace == "direct":
            reasons["pace"] = (
                "看名称是某一天的存量，不是从年初累计的数，拟为随时直接与目标比；是累计数的，改为“均衡”"
            )
        return Proposal(direction, "sum", pace, measure, inputs, reasons=reasons)
    measure, inputs, reason = _rate(name, unit, decimals, wordings, of_firms)
    reasons["measure"] = reason
    pace = "direct" if measure.startswith(_LEVEL) else "even"
    addition = (
        "减少" if unit != PERCENT and not _FALL.search(name) and any(each.falls for each in wordings) else ""
    )
    return Proposal(direction, "sum", pace, measure, inputs, addition, reasons)


def _change_in(name: str, targets: list[TargetWording]) -> str:
    """The word that a name lacks where every target says how far a level is to rise or to fall."""
    if targets and all(each.falls for each in targets) and not _FALL.search(name):
        return "下降"
    rise = targets and all(each.rises for each in targets) and not _GROWTH.search(name)
    return "提高" if rise else ""


def _amount(name: str, unit: str, decimals: int) -> tuple[str, tuple[DraftedInput, ...]]:
    if not _negative(name):
        return "", ()
    return AMOUNT, (DraftedInput(subject(name), unit, decimals, negative=True),)


def _is_own(name: str) -> bool:
    """Whether every level has a figure of its own, which is no sum of those below."""
    return _OWN.search(name) is not None and _NOT_OWN.search(name) is None


def is_level(name: str, unit: str) -> bool:
    """Whether figures of an indicator do not add up over time, such as those of a rate or a concentration."""
    return _is_own(name) or is_rate(unit)


def _rate(
    name: str, unit: str, decimals: int, wordings: list[TargetWording], of_firms: bool
) -> tuple[str, tuple[DraftedInput, ...], str]:
    """The measure of a rate, its inputs, and why a person must look at them."""
    what = subject(name)
    falls = _FALL.search(name) or any(each.falls for each in wordings)
    if falls and unit != PERCENT:
        fall = DraftedInput(f"{what}比上年减少数", unit, decimals, negative=True)
        return AMOUNT, (fall,), f"“减少”拟为直接填报比上年减少的数；{_ASK}"
    if falls:
        return _change(what, "(1 - {now_to_before}) * 100", "下降", of_firms)
    if unit == PERCENT and (_GROWTH.search(name) or any(each.rises for each in wordings)):
        return _change(what, "({now_to_before} - 1) * 100", "增长", of_firms)
    above, below = rate_parts(what, of_firms)
    if unit in (PERCENT, "‰"):
        how = "看名称是占比" if _SHARE.search(name) else "看不出怎样计算"
        factor = "100" if unit == PERCENT else "1000"
        return f"{{code}}a / {{code}}b * {factor}", _parts(above, below), f"{how}，拟为分子除以分母；{_ASK}"
    over, _, under = unit.partition("/")
    under += "人" if under.endswith("万") else ""  # 死亡率 /10万
    named = _parts(RatePart(f"{what}（分子）", over or "人"), RatePart(f"{what}（分母）", under))
    return "{code}a / {code}b", named, f"单位是“{unit}”，拟为分子除以分母；{_ASK}"


def _change(what: str, measure: str, word: str, of_firms: bool) -> tuple[str, tuple[DraftedInput, ...], str]:
    """How far something rises or falls within a year; ratios do not add up, so theirs is of the sums."""
    if is_ratio(what):
        above, below = rate_parts(what, of_firms)
        inputs = (*_parts(above, below, "（本期）"), *_parts(above, below, "（上年同期）"))
        ratio = "({code}a / {code}b) / ({code}c / {code}d)"
        reason = f"本身是比值，“{word}”拟为本期比值比上年同期比值{word}的百分比；{_ASK}"
        return measure.format(now_to_before=ratio), inputs, reason
    reason = f"“{word}”拟为本期比上年同期{word}的百分比；{_ASK}"
    return measure.format(now_to_before="{code}a / {code}b"), _now_and_before(what), reason


def _parts(above: RatePart, below: RatePart, when: str = "") -> tuple[DraftedInput, ...]:
    """The inputs that a numerator and a denominator are."""
    return tuple(_input(each.name + when, each.unit, ("name",)) for each in (above, below))


def _input(name: str, unit: str, guessed: tuple[str, ...] = ()) -> DraftedInput:
    """An input with a suggested unit; where none is suggested, that is a question of its own."""
    decimals = 0 if unit and not has_parts(unit) else 2
    return DraftedInput(name, unit, decimals, (*guessed, *(["unit"] if unit else [])), _negative(name))


def _now_and_before(what: str) -> tuple[DraftedInput, ...]:
    return tuple(_input(f"{what}（{when}）", suggested_unit(what)) for when in ("本期", "上年同期"))


def _negative(name: str) -> bool:
    """Whether what a name says may be negative, such as 利润."""
    return _MAY_BE_NEGATIVE.search(name) is not None


def _direction(
    name: str, targets: list[TargetWording], figure: TargetWording | None, trend: str, reasons: dict[str, str]
) -> str:
    """The side that attains a target: as the cells word it, as the name does, or as the thing suggests."""
    sides = [each.side for each in targets if each.side]
    said = max(sides, key=sides.count) if sides else (figure.side if figure else "")
    vague = {each.vague: None for each in (*targets, *([figure] if figure else [])) if each.vague}
    if len(set(sides)) > 1:
        reasons["direction"] = "各地目标的写法不一，有“不低于”也有“不高于”，请核对"
    if not said and trend:
        said = "at_most" if _DOWNWARDS.search(trend) else "at_least"
    is_limit = _AT_MOST.search(name) is not None and _REDUCED.search(name) is None
    drafted = said or ("at_most" if is_limit else "at_least")
    if vague:
        word = next(each for each, direction in DIRECTIONS.items() if direction == drafted)
        reasons["direction"] = f"原文用了“{'、'.join(vague)}”，拟为{word}；如另有考虑请改"
    elif not said and is_limit and any(each.value for each in targets):
        # who must reach 0 of something bad cannot exceed it
        reasons["direction"] = "原文只有数，看名称是越低越好，拟为至多；不是的请改为“至少”"
    return drafted
