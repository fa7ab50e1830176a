"""The tables of a plan: their columns, what these take, and how to explain them to an office.

The reader, the messages about faulty cells and the workbook for editing all use this description.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

YES_NO = {"是": "yes", "否": "no"}
DIRECTIONS = {"至少": "at_least", "至多": "at_most"}
PACES = {"均衡": "even", "年末": "year_end"}
KINDS = {"分解": "breakdown", "进展": "progress"}


class ColumnType(StrEnum):
    """The type of a column's texts: it decides how to parse them for the model."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ADDRESSES = "addresses"


@dataclass(frozen=True)
class TableColumn:
    """One column (of `plan`: one key). `expected` completes the Chinese sentence 这一列应为…."""

    name: str
    title: str
    expected: str
    holds: ColumnType = ColumnType.TEXT
    required: bool = True
    words: Mapping[str, str] = field(default_factory=dict)  # Chinese word -> the model's word
    refers: str = ""  # the table whose first column must hold the text


@dataclass(frozen=True)
class Table:
    """One table: a file `name`.csv or a sheet `name`. No two rows may agree in all columns of a key."""

    name: str
    title: str
    note: str
    columns: tuple[TableColumn, ...]
    keys: tuple[tuple[str, ...], ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """The header row of the file."""
        return ("key", "value") if self is PLAN else tuple(column.name for column in self.columns)


def _number(name: str, title: str, expected: str, *, required: bool = True) -> TableColumn:
    return TableColumn(name, title, expected, ColumnType.NUMBER, required)


def _optional(name: str, title: str, expected: str) -> TableColumn:
    return TableColumn(name, title, expected, required=False)


def _word(name: str, title: str) -> TableColumn:
    return _optional(name, title, "汇总表评价栏中的用语，1 至 6 个字，不含英文双引号")


def _choice(
    name: str, title: str, words: Mapping[str, str], meaning: str = "", *, required: bool = True
) -> TableColumn:
    choices = "、".join(f"“{word}”" for word in words)
    return TableColumn(name, title, f"{choices}之一{meaning}", required=required, words=words)


def _reference(name: str, title: str, refers: str, expected: str, *, required: bool = True) -> TableColumn:
    return TableColumn(name, title, expected, required=required, refers=refers)


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
        _number("year", "年度", "1990 至 2100 之间的年份，如 2020"),
        _reference("province", "全省代码", "regions", "全省的地区代码，如 330000"),
        _number("spare_rows", "备用行数", "0 至 9 之间的整数，即每市为开发区等预留的行数", required=False),
        _number("on_schedule", "达到进度", "百分点数：完成率减序时进度不低于此数为绿灯", required=False),
        _number(
            "behind",
            "明显滞后",
            "百分点数：完成率减序时进度低于此数为红灯，不高于 on_schedule",
            required=False,
        ),
        _word("word_done", "“已完成”的用语"),
        _word("word_on_schedule", "“达序时”的用语"),
        _word("word_slow", "“略滞后”的用语"),
        _word("word_behind", "“滞后”的用语"),
        _word("word_met", "“达标”的用语"),
        _word("word_unmet", "“未达标”的用语"),
    ),
    (("key",),),
)

ROUNDS = Table(
    "rounds",
    "批次",
    "每行一次收表：目标分解，或截至某日的进展。",
    (
        TableColumn("id", "批次编号", "字母、数字、连字符或下划线组成的编号，如 progress-2020-06-30"),
        _choice("kind", "批次类型", KINDS, "（分解：各市分解目标；进展：各市报完成数）"),
        TableColumn("name", "批次名称", "批次的名称，如 上半年进展"),
        TableColumn(
            "as_of", "数据截止日", "日期，如 2020-06-30，进展批次必填", ColumnType.DATE, required=False
        ),
        TableColumn("due", "报送期限", "日期，如 2020-07-10", ColumnType.DATE),
    ),
    (("id",),),
)

INDICATORS = Table(
    "indicators",
    "指标",
    "每行一项指标，按文件中的次序排列。",
    (
        TableColumn("code", "指标代码", "大写字母加数字，如 K01"),
        _number("number", "序号", "文件中的序号，从 1 起的整数"),
        TableColumn("name", "指标名称", "文件中的指标名称"),
        TableColumn("unit", "计量单位", "计量单位，如 %、台、亿元"),
        _number("decimals", "小数位数", "0 至 6 之间的整数"),
        TableColumn("lead", "省级牵头单位", "省级牵头单位的名称"),
        _choice("direction", "方向", DIRECTIONS, "（至少：不低于目标为完成；至多：不高于目标为完成）"),
        _optional("definition", "指标口径", "指标口径"),
        _optional("source", "口径出处", "口径的出处"),
        _choice("pace", "进度", PACES, "（均衡：按序时进度评判；年末：四季度之前不评判）"),
        TableColumn(
            "measure",
            "算式",
            "由本指标填报项代码、数字、+ - * / 和括号组成的算式，如 (K01a / K01b - 1) * 100",
        ),
        _number("headline", "全省目标", "以计量单位计的数，不带单位", required=False),
        _choice("reconcile", "与全省目标核对", YES_NO, "（是：各市目标合起来须达到全省目标）"),
    ),
    (("code",), ("number",)),
)

INPUTS = Table(
    "inputs",
    "填报项",
    "每行一个填报项，即各县（市、区）填报的、可以相加的数；数量指标只有一个填报项。",
    (
        TableColumn("code", "填报项代码", "指标代码加一个小写字母，如 K01a"),
        _reference("indicator", "所属指标", "indicators", "指标代码，如 K01"),
        TableColumn("name", "填报项名称", "填报项的名称"),
        TableColumn("unit", "计量单位", "计量单位；数量指标应与指标的单位相同"),
        _number("decimals", "小数位数", "0 至 6 之间的整数；数量指标应与指标相同"),
        _choice("negative", "可为负数", YES_NO, required=False),
    ),
    (("code",),),
)

TARGETS = Table(
    "targets",
    "分市目标",
    "每行一个设区市的一项目标；不向该市下达的，target 列填“/”。",
    (
        _reference("indicator", "指标", "indicators", "指标代码，如 K01"),
        _reference("region", "设区市", "regions", "设区市的地区代码，如 330100"),
        TableColumn("target", "目标", "文件中的写法，如 1300台、10%以上；不下达的填“/”"),
    ),
    (("indicator", "region"),),
)

REGIONS = Table(
    "regions",
    "地区",
    "每行一个地区，按正式次序排列：先是全省，再是设区市，再是各市的县（市、区）。",
    (
        TableColumn("code", "地区代码", "2 至 12 位数字或大写字母，如 330102"),
        TableColumn("name", "地区名称", "地区的名称"),
        _reference("parent", "上级地区", "regions", "上级地区的代码，只有全省这一行留空", required=False),
    ),
    (("code",), ("parent", "name")),
)

OFFICES = Table(
    "offices",
    "联系单位",
    "每行一个负责填报的单位和它的邮箱。",
    (
        _reference("region", "地区", "regions", "地区代码，如 330100"),
        TableColumn("name", "单位名称", "单位的名称"),
        TableColumn(
            "to", "收件邮箱", "邮箱地址，几个地址之间用分号隔开", ColumnType.ADDRESSES, required=False
        ),
        TableColumn(
            "cc", "抄送邮箱", "邮箱地址，几个地址之间用分号隔开", ColumnType.ADDRESSES, required=False
        ),
    ),
    (("region",),),
)

TABLES = (PLAN, ROUNDS, INDICATORS, INPUTS, TARGETS, REGIONS, OFFICES)
