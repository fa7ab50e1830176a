"""The cast of the shipped plan, whose numbers the manual and the pages quote. All of it is invented."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from demo.cast import Cast, Mishaps, Mistake, Words, in_its_cell
from demo.form import Answers, Form

_PACE = {  # by mid-year, % of the year's target
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
_BREAKDOWN_MISTAKES = {
    "330200": (
        Mistake(
            {("330212", "K06"): Decimal(50)}, "鄞州区新增工业机器人 150 台填成 50 台", (("330200", "K06"),)
        ),
        in_its_cell("330282", "K05", None, "慈溪市工业设备联网率漏填"),
    ),
    "330700": (
        in_its_cell("330782", "K07", "0.12万", "义乌市上云企业 1200 家写成“0.12万”"),
        in_its_cell("330784", "K01", Decimal("0.1"), "永康市研发费用支出增长 10% 填成 0.1"),
        in_its_cell("330783", "K06", Decimal("100.5"), "东阳市新增工业机器人 100 台填成 100.5 台"),
    ),
}
_PROGRESS_MISTAKES = {
    "330800": (
        in_its_cell("330881", "K16a", "待统计", "江山市整治提升企业数写成“待统计”"),
        in_its_cell("330802", "K06a", "/", "柯城区有机器人目标，完成数却填“/”"),
        in_its_cell("330824", "K01b", None, "开化县研发费用支出（上年同期）漏填"),
    ),
}


def _mishaps(mistakes: Mapping[str, Sequence[Mistake]], late: str = "") -> Mishaps:
    def made(city: str, _form: Form, _answers: Answers) -> Sequence[Mistake]:
        return mistakes[city]

    return Mishaps(tuple(mistakes), made, late)


CAST = Cast(
    words=Words(
        unit="市",
        level="设区市",
        leaf="县（市、区）",
        whole="全省",
        amount=("K06", "新增工业机器人"),
        growth=("K01", "研发费用支出"),
        period="上半年",
        year="全年",
    ),
    seed="演示-2020",  # the same numbers every time
    pace={("progress-2020-06-30", city): percent for city, percent in _PACE.items()},
    slow=frozenset(city for city, percent in _PACE.items() if percent < 45),
    breakdown=_mishaps(_BREAKDOWN_MISTAKES, late="331100"),  # 丽水市
    progress=_mishaps(_PROGRESS_MISTAKES),
    told=(
        "湖州市：在预留行单列了 2 个功能区。",
        "舟山市：任务数少于县（市、区）数的指标，没有任务的县（市、区）填“/”；衢州市填 0。",
        "温州市：瓯海区新产品产值增长低于本市目标，在“说明”栏写了原因。",
    ),
    zones={"330500": ("南部新区（虚构）", "临港开发区（虚构）")},  # 湖州市
    writes_zero="330800",  # 衢州市
    added={("330600", "K06"): Decimal(60)},  # 绍兴市
    given={  # shares that the story tells of
        ("330212", "K06"): Decimal(150),
        ("330783", "K06"): Decimal(100),
        ("330782", "K07"): Decimal(1200),
        ("330784", "K01"): Decimal(10),
    },
    explained=("330304", "K02", "瓯海区新产品产值上年基数较高（演示用虚构说明）。"),
)
