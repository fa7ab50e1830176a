"""Who plays what: the eleven cities' habits and mistakes. All of it is invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from demo.form import Answer, Answers

SEED = "演示-2020"  # the same numbers every time

ZONES: Mapping[str, tuple[str, ...]] = {"330500": ("南部新区（虚构）", "临港开发区（虚构）")}  # 湖州市
LATE = "331100"  # 丽水市
AMBITIOUS: Mapping[tuple[str, str], Decimal] = {("330600", "K06"): Decimal(60)}  # 绍兴市 adds to its target
WRITES_ZERO = "330800"  # 衢州市 writes 0 where others write "/"
GIVEN: Mapping[tuple[str, str], Decimal] = {  # shares that the story tells of, whatever is drawn
    ("330212", "K06"): Decimal(150),
    ("330783", "K06"): Decimal(100),
    ("330782", "K07"): Decimal(1200),
    ("330784", "K01"): Decimal(10),
    ("330304", "K02"): Decimal("11.5"),  # below the city's 12, and explained
}
EXPLAINED = ("330300", "330304", "K02", "瓯海区新产品产值上年基数较高（演示用虚构说明）。")
PACE: Mapping[str, int] = {  # by mid-year, % of the year's target
    "330100": 56,
    "330200": 52,
    "330300": 46,
    "330500": 58,
    "330400": 61,
    "330600": 50,
    "330700": 43,
    "330800": 36,
    "330900": 34,
    "331000": 53,
    "331100": 39,
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong cell of a city's first return, in the words of the story.

    `wrong` is what is typed. `found_at` is the (region, field) where it must be found: a share that is short
    is found in the city's total.
    """

    region: str
    field: str
    wrong: Answer
    told: str
    found_at: tuple[str, str]


def _in_its_cell(region: str, field: str, wrong: Answer, told: str) -> Mistake:
    return Mistake(region, field, wrong, told, (region, field))


BREAKDOWN_MISTAKES: Mapping[str, Sequence[Mistake]] = {
    "330200": (
        Mistake("330212", "K06", Decimal(50), "鄞州区新增工业机器人 150 台填成 50 台", ("330200", "K06")),
        _in_its_cell("330282", "K05", None, "慈溪市工业设备联网率漏填"),
    ),
    "330700": (
        _in_its_cell("330782", "K07", "0.12万", "义乌市上云企业 1200 家写成“0.12万”"),
        _in_its_cell("330784", "K01", Decimal("0.1"), "永康市研发费用支出增长 10% 填成 0.1"),
        _in_its_cell("330783", "K06", Decimal("100.5"), "东阳市新增工业机器人 100 台填成 100.5 台"),
    ),
}
PROGRESS_MISTAKES: Mapping[str, Sequence[Mistake]] = {
    "330800": (
        _in_its_cell("330881", "K16a", "待统计", "江山市整治提升企业数写成“待统计”"),
        _in_its_cell("330802", "K06a", "/", "柯城区有机器人目标，完成数却填“/”"),
        _in_its_cell("330824", "K01b", None, "开化县研发费用支出（上年同期）漏填"),
    ),
}


def mistaken(answers: Answers, mistakes: Sequence[Mistake]) -> Answers:
    """A city's answers with its mistakes made."""
    return answers | {(each.region, each.field): each.wrong for each in mistakes}
