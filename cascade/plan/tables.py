"""The tables of a plan: their columns, what these take, and how to explain them to an office.

The reader, the messages about faulty cells and the workbook for editing all use this description.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from cascade.plan.cell_values import (
    parse_addresses,
    parse_choices,
    parse_date,
    parse_number,
    parse_unit,
    parse_year,
)

YES_NO = {"是": "yes", "否": "no"}
DIRECTIONS = {"至少": "at_least", "至多": "at_most", "区间": "within"}
PACES = {"均衡": "even", "年末": "year_end", "时点": "direct"}
TYPES = {"数字": "number", "文字": "words"}
ADDING = {"相加": "sum", "自报": "own"}
SCORING = {"按完成率": "completion", "达标得分": "attained", "按档": "steps"}
KINDS = {"分解": "breakdown", "进展": "progress"}


@dataclass(frozen=True)
class TableColumn:
    """One column (of `plan`: one key). `expected` completes the Chinese sentence 这一列应为…."""

    name: str
    title: str
    expected: str
    parse: Callable[[str], object] = str  # gives the model's value; ValueError for a text of another type
    required: bool = True
    words: Mapping[str, str] = field(default_factory=dict)  # Chinese word -> the model's word
    refers: str = ""  # the table whose first column must hold the text
    meaning: str = ""  # what the words mean


@dataclass(frozen=True)
class Table:
    """One table: a file `name`.csv or a sheet `name`. No two rows may agree in all columns of a key.

    A plan may do without an `optional` table.
    """

    name: str
    title: str
    note: str
    columns: tuple[TableColumn, ...]
    keys: tuple[tuple[str, ...], ...]
    optional: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """The header row of the file."""
        return ("key", "value") if self is PLAN else tuple(column.name for column in self.columns)


_number = partial(TableColumn, parse=parse_number)
_unit = partial(TableColumn, "unit", "计量单位", parse=parse_unit)
_date = partial(TableColumn, parse=parse_date)
_optional = partial(TableColumn, required=False)
_addresses = partial(_optional, expected="邮箱地址，几个地址之间用分号隔开", parse=parse_addresses)
_word = partial(_optional, expected="汇总表评价栏中的用语，1 至 6 个字，不含英文双引号")


def _choice(
    name: str, title: str, words: Mapping[str, str], meaning: str = "", *, required: bool = True
) -> TableColumn:
    expected = "、".join(f"“{word}”" for word in words) + "之一" + (f"（{meaning}）" if meaning else "")

    def parse(text: str) -> str:
        return words.get(text, text.lower())

    return TableColumn(name, title, expected, parse, required, words, meaning=meaning)


PLAN = Table(
    "plan",
    "方案",
    "方案的总体情况，每行一项：key 列是项目名称，请不要改动；value 列是内容。",
    (
        TableColumn("id", "方案编号", "字母、数字、连字符或下划线组成的编号，如 zhejiang-2020"),
        TableColumn("title", "方案名称", "方案的全称"),
        TableColumn("issuer", "下达单位", "下达目标的单位全称"),
        _optional("document", "文号", "下达文件的文号"),
        _optional("contact", "联系方式", "各地有疑问时联系谁"),
        TableColumn(
            "year",
            "年度",
            "从 1990 到 2100 的年份，如 2020；不是一个自然年的，改填 start 和 end",
            parse=parse_year,
            required=False,
        ),
        _date("start", "起始日", "日期，如 2020-09-01；填了 year 的可不填", required=False),
        _date("end", "截止日", "日期，如 2021-08-31；填了 year 的可不填", required=False),
        TableColumn("province", "本级地区", "本级的地区代码，如 330000", refers="regions"),
        _optional(
            "unit_level", "填报单位的级别", "填报单位的称呼（12 字以内），如 设区市、县（市、区）、乡镇"
        ),
        _optional("leaf_level", "分解到的级别", "再下一级的称呼（12 字以内），如 县（市、区）、乡镇（街道）"),
        _optional("lead_title", "牵头单位的称呼", "12 字以内，如 省级牵头单位、责任部门"),
        _optional("receiver", "收表单位", "填报表报给谁，署在信和通报上；就是下达单位的可不填"),
        _number(
            "spare_rows",
            "备用行数",
            "0 至 9 之间的整数，即为每个填报单位的开发区等预留的行数",
            required=False,
        ),
        _number("on_schedule", "达到进度", "百分点数：完成率减序时进度不低于此数为绿灯", required=False),
        _number(
            "behind",
            "明显滞后",
            "百分点数：完成率减序时进度低于此数为红灯，不高于 on_schedule",
            required=False,
        ),
        _number("near_limit", "接近限额", "0 至 100 之间的百分数：限额用到此数即为接近", required=False),
        _optional(
            "choices",
            "文字指标的选项",
            "各地报文字指标时可选的用语，用分号隔开，第一个表示完成",
            parse=parse_choices,
        ),
        _word("word_done", "“已完成”的用语"),
        _word("word_on_schedule", "“达序时”的用语"),
        _word("word_slow", "“略滞后”的用语"),
        _word("word_behind", "“滞后”的用语"),
        _word("word_met", "“达标”的用语"),
        _word("word_unmet", "“未达标”的用语"),
        _word("word_within_limit", "“限额内”的用语"),
        _word("word_near_limit", "“接近限额”的用语"),
        _word("word_over_limit", "“超限”的用语"),
    ),
    (("key",),),
)

ROUNDS = Table(
    "rounds",
    "批次",
    "每行一次收表：目标分解，或截至某日的进展。",
    (
        TableColumn("id", "批次编号", "字母、数字、连字符或下划线组成的编号，如 progress-2020-06-30"),
        _choice("kind", "批次类型", KINDS, "分解：各地分解目标；进展：各地报完成数"),
        TableColumn("name", "批次名称", "批次的名称，如 上半年进展"),
        _date("as_of", "数据截止日", "日期，如 2020-06-30，进展批次必填", required=False),
        _date("due", "报送期限", "日期，如 2020-07-10"),
        _number("expected", "应完成进度", "0 至 100 之间的百分数；留空的按时间折算", required=False),
    ),
    (("id",),),
)
_COMPARED = "是：各地目标合起来须达到总目标；否：不核对"
INDICATORS = Table(
    "indicators",
    "指标",
    "每行一项指标，按文件中的次序排列。",
    (
        TableColumn("code", "指标代码", "大写字母加数字，如 K01"),
        TableColumn("number", "序号", "文件中的序号，如 4、4（1），不超过 8 个字"),
        TableColumn("name", "指标名称", "文件中的指标名称"),
        _unit(expected="计量单位，如 %、台、亿元；文字指标可不填", required=False),
        _number("decimals", "小数位数", "0 至 6 之间的整数；文字指标可不填", required=False),
        TableColumn("lead", "牵头单位", "牵头单位的名称"),
        _choice(
            "direction",
            "方向",
            DIRECTIONS,
            "至少：不低于目标为完成；至多：不高于目标为完成；区间：在两数之间为完成",
        ),
        _optional("definition", "指标口径", "指标口径"),
        _optional("source", "口径出处", "口径的出处"),
        _choice(
            "pace",
            "进度",
            PACES,
            "均衡：一年里逐步完成，按序时进度评判；年末：年底才见数，四季度之前不评判；时点：不论时间，直接与目标比",
        ),
        _optional(
            "measure",
            "算式",
            "由本指标填报项代码、数字、+ - * / 和括号组成的算式，如 (K01a / K01b - 1) * 100；文字指标不填",
        ),
        _number("headline", "总目标", "以计量单位计的数，不带单位", required=False),
        _choice("reconcile", "与总目标核对", YES_NO, _COMPARED, required=False),
        _choice("kind", "类型", TYPES, "文字：目标是一句话，不作计算", required=False),
        _choice(
            "adds",
            "汇总方式",
            ADDING,
            "相加：下级的数加起来就是上级的数；自报：不能相加，各级各报各的数",
            required=False,
        ),
        _optional("parent", "所属指标", "指标代码，如 K04：本指标是它的“其中”", refers="indicators"),
        _number("weight", "分值", "大于 0 的数；不计分的留空", required=False),
        _choice("scoring", "计分办法", SCORING, "达标得分：达标得满分，否则不得分", required=False),
        _number("cap", "完成率上限", "不小于 100 的百分数：完成率超过此数的按此数计分", required=False),
    ),
    (("code",), ("number",)),
)

INPUTS = Table(
    "inputs",
    "填报项",
    "每行一个填报项，即最下一级填报的、可以相加的数；数量指标只有一个填报项。",
    (
        TableColumn("code", "填报项代码", "指标代码加一个小写字母，如 K01a"),
        TableColumn("indicator", "所属指标", "指标代码，如 K01", refers="indicators"),
        TableColumn("name", "填报项名称", "填报项的名称"),
        _unit(expected="人、万元、% 之类；数量指标应与指标的单位相同"),
        _number("decimals", "小数位数", "0 至 6 之间的整数；数量指标应与指标相同"),
        _choice("negative", "可为负数", YES_NO, required=False),
    ),
    (("code",),),
)

TARGETS = Table(
    "targets",
    "各地目标",
    "每行一个填报单位的一项目标；不向它下达的，target 列填“/”。",
    (
        TableColumn("indicator", "指标", "指标代码，如 K01", refers="indicators"),
        TableColumn("region", "填报单位", "填报单位的地区代码，如 330100", refers="regions"),
        TableColumn("target", "目标", "文件中的写法，如 1300台、10%以上；不下达的填“/”"),
    ),
    (("indicator", "region"),),
)

REGIONS = Table(
    "regions",
    "地区",
    "每行一个地区，按正式次序排列：先是本级，再是下级，再是各下级的再下一级。",
    (
        TableColumn("code", "地区代码", "2 至 12 位数字或大写字母，如 330102"),
        TableColumn("name", "地区名称", "地区的名称"),
        _optional("parent", "上级地区", "上级地区的代码，只有本级这一行留空", refers="regions"),
    ),
    (("code",), ("parent", "name")),
)

OFFICES = Table(
    "offices",
    "联系单位",
    "每行一个负责填报的单位和它的邮箱。",
    (
        TableColumn("region", "地区", "地区代码，如 330100", refers="regions"),
        _optional("name", "单位名称", "收信单位的全称，如 鼓楼区人民政府办公室；不填的，信写给当地人民政府"),
        _addresses("to", "收件邮箱"),
        _addresses("cc", "抄送邮箱"),
    ),
    (("region",),),
)

ROUND_TARGETS = Table(
    "round_targets",
    "分期目标",
    "每行一个填报单位到某批次为止的一项目标（累计数）。这一批次就按它评判，不看时间，也不看应完成进度（expected）；"
    "没有分期目标的，按全年目标和应完成进度或序时进度评判。",
    (
        TableColumn("round", "批次", "批次编号，如 progress-2020-06-30", refers="rounds"),
        TableColumn("indicator", "指标", "指标代码，如 K01", refers="indicators"),
        TableColumn(
            "region", "填报单位", "填报单位的地区代码，如 330100；本级另有目标的写本级的", refers="regions"
        ),
        TableColumn("target", "目标", "文件中的写法，如 1300台、10%以上"),
    ),
    (("round", "indicator", "region"),),
    optional=True,
)

FIGURES = Table(
    "figures",
    "本级数",
    "每行一项自报指标在某批次的本级数（各地的数不能相加，由下达单位填），并写明出处。",
    (
        TableColumn("round", "批次", "批次编号，如 progress-2020-06-30", refers="rounds"),
        TableColumn("indicator", "指标", "指标代码，如 K01", refers="indicators"),
        _number("value", "本级数", "以计量单位计的数，不带单位"),
        TableColumn("source", "出处", "这个数从哪里来，如 省统计局月报"),
    ),
    (("round", "indicator"),),
    optional=True,
)

STEPS = Table(
    "steps",
    "计分档次",
    "每行一项指标的一档：完成率达到多少，得多少分；达不到最低一档的不得分。",
    (
        TableColumn("indicator", "指标", "指标代码，如 K01", refers="indicators"),
        _number("completion", "完成率", "百分数，如 90"),
        _number("points", "得分", "0 以上的数，不超过本指标的分值"),
    ),
    (("indicator", "completion"),),
    optional=True,
)

TABLES = (PLAN, ROUNDS, INDICATORS, INPUTS, TARGETS, REGIONS, OFFICES, ROUND_TARGETS, FIGURES, STEPS)
