"""What a bulletin says of a round, by the Chinese names under which its Word template asks for it.

Numbers, names and sentences are those of 总览. What they do not say is left to be written in the template.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from cascade.judging.lights import BAD, FAIR, GOOD, share_sign_words, sign_words
from cascade.quantity import NONE, rounded, shown
from cascade.returns.facts import Facts
from cascade.summary import Sentences, sentences
from cascade.theme import display_width

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BLANK = re.compile(r"(?<=[\d%]) (?=[^\x00-\x7f])|(?<=[^\x00-\x7f]) (?=[-+\d])")

_LARGE, _ROUND_NUMBER = re.compile(r"(?<![\d.])\d{5,}(?![\d.万亿%])"), 1000
_TITLE_LINE, _ONE_WORD = 40, 10  # Latin characters on a line of the title, and of a word

# The names that a template may use, with what they stand for; the manual lists them, too.
NAMES: Mapping[str, str] = {
    "发文单位": "收表、出通报的单位全称：方案的收表单位，没有写的是下达单位",
    "标题": "方案的标题",
    "标题分两行": "通报的标题一行排不下、要在批次前断开的为真",
    "附件标题分两行": "附件的标题一行排不下、要在批次后断开的为真",
    "目标文号": "下达目标的文件的文号，方案没有写的为空",
    "批次": "批次的名称",
    "单位": "填报单位的级别，如 设区市",
    "单位简称": "同上，用在“各”和数字之后，如 市",
    "日期": "出通报这一天",
    "依据": "数据截至、序时进度、报送情况；目标分解的写报送截止，截至出通报这一天的报送情况",
    "总体": "总览的第一句",
    "各项进展": "各项指标总的结果、目标和完成情况；超过 8 项的，好的只列名称；没有评价的为空；"
    "目标分解报齐后列各项数量指标的分解数",
    "比率": "目标分解中，比率有哪些县（市、区）低于本市目标，每项一句；没有的为空",
    "不分解": "目标分解中，没有分到任务的（填“/”）有多少处，没有的为空",
    "不评价": "哪些指标本次不评价，哪些本级数还没有填，哪些数存疑；没有的为空",
    "是进展": "进展批次为真，目标分解为假",
    "有评价": "有单位的指标得到评价时为真",
    "已报的": "没有报齐时为“已报的”，报齐的为空",
    "无滞后": "有评价、没有滞后或缺口的单位，用顿号分开；没有的、各单位都没有滞后或缺口的为空",
    "较好": "名次靠前的单位和名次：前三名，和第三名并列的也算，高于中间水平、好的多于滞后的才列；没有的为空",
    "末位": "名次末位的单位，没有报齐的写明是已报的当中；没有名次的、并列太多的为空",
    "有滞后": "有单位有滞后或缺口的指标、又不是每个缺口都已逐项列出时为真",
    "滞后": "滞后或缺口多于中间水平的单位和项数，另有几个单位有；没有突出的，写有几个单位有",
    "差距": "最大的几个差距，每个一句；都相同、列不下的合为一句；决定接收的，附该单位的说明，接收理由待补充",
    "未报": "没有报送的单位，按情况分开，没有的为空",
    "有得分": "进展批次、方案给指标定了分值时为真",
    "有名次": "进展批次为真；目标分解不排名，各单位都并列时也不排",
    "排名": "每个单位一行：行.名次、行.名称、行.得分率、行.达标、行.略滞后、行.滞后、行.报送",
    "达标词": "●的意思，用方案的词",
    "略滞后词": "△的意思，用方案的词",
    "滞后词": "▼的意思，用方案的词",
    "名次说明": "名次怎样排",
}
ROW_NAMES = ("名次", "名称", "得分率", "达标", "略滞后", "滞后", "报送")


def statements(facts: Facts) -> dict[str, object]:
    """The statements by name: texts, truths, a list of sentences, a list of rows (texts by `ROW_NAMES`)."""
    said, plan, levels = sentences(facts), facts.plan, facts.plan.levels
    late, gaps = _late_and_gaps(facts, said)
    well, slow, behind = (sign_words if facts.is_progress else share_sign_words)(plan)
    judged = {city: each for city, each in said.counts.items() if any(each.values())}
    good = [city.name for city in plan.cities if city.code in judged and not judged[city.code][BAD]]
    alike = len(said.ranks) > 1 and len(set(said.ranks.values())) == 1
    return {
        "发文单位": plan.collector,
        "标题": plan.title,
        "标题分两行": is_parted(f"关于{plan.title}", f"{facts.round.name}情况的通报"),
        "附件标题分两行": is_parted(facts.round.name, f"各{levels.units}情况表"),
        "目标文号": plan.document,
        "批次": facts.round.name,
        "单位": levels.unit,
        "单位简称": levels.units,
        "日期": _day(facts.today),
        "依据": _prose("，".join((*_until(facts, said), _come(facts)))),
        "总体": _prose(said.headline.replace(f"{said.standing[-1]}，", "")),  # 依据 says how many
        "各项进展": _in_ten_thousands(_prose(said.figures)),
        "比率": [_prose(each) for each in said.rates_below],
        "不分解": _prose(said.not_shared),
        "不评价": _prose(said.not_judged)
        + (f"【请补充】{_prose(facts.unfilled)}还没有填。" if facts.unfilled else "")
        + (f"【请核实】{_prose(said.doubted)}" if said.doubted else ""),
        "是进展": facts.is_progress,
        "有评价": bool(judged),
        "已报的": "" if facts.complete else "已报的",
        "无滞后": "、".join(good) if len(good) < len(judged) else "",  # else 滞后 says it of all
        "较好": said.leading if facts.is_progress else "",
        "末位": _last(facts, said) if facts.is_progress else "",
        "有滞后": late == said.most_behind and any(each[BAD] for each in judged.values()),
        "滞后": _prose(late),
        "差距": gaps,
        "未报": said.missing,
        "有得分": facts.has_points,
        "有名次": facts.is_progress and not alike,
        "排名": list(_rows(facts, said, alike)),
        "达标词": well,
        "略滞后词": slow,
        "滞后词": behind,
        "名次说明": _order(facts, alike) if facts.is_progress else "",
    }


def _late_and_gaps(facts: Facts, said: Sentences) -> tuple[str, list[str]]:
    """Who is behind, and the largest gaps. Where all gaps of a breakdown are told, nobody is named twice."""
    why = [f"（{each}【请补充：接收理由】）" if each else "" for each in said.accepted] or [""] * len(
        said.gaps
    )
    gaps = [_in_ten_thousands(gap) + more for gap, more in zip(said.gaps, why, strict=True)]
    every = sum(each[BAD] for each in said.counts.values())
    if facts.is_progress or not gaps or every != len(said.accepted):
        return said.most_behind, gaps
    return (f"有缺口的共{every}项次：", gaps) if every > 1 else (gaps[0], [])


def _in_ten_thousands(text: str) -> str:
    """Round numbers as people say them, all of a clause or none: 62万人次 for 620000人次, but 11940户."""
    clauses = text.split("；")
    for at, clause in enumerate(clauses):
        if all(int(each) % _ROUND_NUMBER == 0 for each in _LARGE.findall(clause)):
            clauses[at] = _LARGE.sub(lambda each: f"{shown(Decimal(each[0]).scaleb(-4))}万", clause)
    return "；".join(clauses)


def _until(facts: Facts, said: Sentences) -> tuple[str, ...]:
    """Until when the numbers reach, or a breakdown's returns were due; and the day of the bulletin."""
    if facts.is_progress:
        return said.standing[:-1]
    if facts.today == facts.round.due:
        return (f"截至报送截止日 {facts.today}",)
    return f"报送截止 {facts.round.due}", f"截至 {facts.today}"


def _come(facts: Facts) -> str:
    """How many returns have come, and how many of a breakdown's in time."""
    cities, units, come = len(facts.plan.cities), facts.plan.levels.units, len(facts.counted)
    told = f"{cities} 个{units}{'全部报齐' if facts.complete else f'中已报 {come} 个'}"
    late = sum(facts.late(each) for each in facts.counted.values())
    return f"{told}，其中按时报送 {come - late} 个" if late and not facts.is_progress else told


def _order(facts: Facts, alike: bool) -> str:
    """How the cities are ranked; that they are not where they are all `alike`."""
    if alike:
        same = "得分率" if facts.has_points else "▼、△的项数"
        return f"各{facts.plan.levels.units}{same}都相同，不排名次。"
    by = "得分率（得分÷满分）" if facts.has_points else "▼少的在前，▼相同的△少的在前"
    return f"名次按{by}排列，相同的并列。"


def _last(facts: Facts, said: Sentences) -> str:
    """Who is last of all, or of those that have reported; "" where nobody is."""
    among = f"已报的{len(said.ranks)}个{facts.plan.levels.units}中，" if not facts.complete else ""
    return said.last and _prose(f"{among}名次{said.last}")


def _rows(facts: Facts, said: Sentences, alike: bool) -> Iterator[dict[str, str]]:
    """A row for each city: those with a rank in its order, then the others in the plan's order."""
    last = len(facts.plan.cities) + 1
    ranks = said.ranks if facts.is_progress else {}
    for city in sorted(facts.plan.cities, key=lambda each: ranks.get(each.code, last)):
        counts = said.counts.get(city.code, {})
        numbers = (str(counts.get(sign, NONE)) for sign in (GOOD, FAIR, BAD))
        rate = f"{rounded(said.rates[city.code], 2):.2f}%" if city.code in said.rates else NONE
        rank = "并列" if alike and city.code in ranks else str(ranks.get(city.code, NONE))
        row = (rank, city.name, rate, *numbers, said.states[city.code])
        yield dict(zip(ROW_NAMES, row, strict=True))


def is_parted(start: str, end: str) -> bool:
    """Whether a title breaks between its parts, lest its last line be a word alone."""
    first, whole = display_width(start), display_width(start + end)
    return whole > _TITLE_LINE and (first <= _TITLE_LINE or 0 < whole % _TITLE_LINE < _ONE_WORD)


def _prose(text: str) -> str:
    """A sentence as an official paper prints it: dates in words, no blanks around numbers."""
    dated = _ISO_DAY.sub(lambda found: _day(date.fromisoformat(found[0])), text)
    return _BLANK.sub("", dated)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
