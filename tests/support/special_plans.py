"""Plans unlike the shipped one, as folders of CSV tables, and an office that issues and collects them."""

import csv
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from tests.support.office import Answer, run
from tests.support.oracle.form import Form

BREAKDOWN, JUNE = "breakdown", "progress-2020-06-30"
DUE = {BREAKDOWN: "2020-05-28", JUNE: "2020-07-08"}
FAR = [  # another province, with names as long as they come
    *(
        "成都市",
        "自贡市",
        "攀枝花市",
        "泸州市",
        "德阳市",
        "绵阳市",
        "广元市",
        "遂宁市",
        "内江市",
        "乐山市",
        "南充市",
    ),
    *("眉山市", "宜宾市", "广安市", "达州市", "雅安市", "巴中市", "资阳市"),
    *("阿坝藏族羌族自治州", "甘孜藏族自治州", "凉山彝族自治州"),
]
LEADS = (
    "省经济和信息化厅",
    "省发展改革委（省能源局）",
    "省住房城乡建设厅（省城市管理执法监督局）",
    "省科技厅",
)
ROUNDS = (
    (BREAKDOWN, "breakdown", "目标分解", "", "2020-05-30"),
    (JUNE, "progress", "上半年进展", "2020-06-30", "2020-07-10"),
)
Table = list[Sequence[object]]


def write_plan(folder: Path, cities: Sequence[str], counties: int, indicators: int) -> Path:
    """A plan of some cities with so many counties each, and so many indicators of all sorts.

    Every fifth indicator is a rate and every seventh a limit; the third is judged at the end of the year; the
    first city has no target for the fourth. Regions have codes from 510000 on.
    """
    codes = {name: f"51{number:02}00" for number, name in enumerate(cities, start=1)}
    regions: Table = [("510000", "某某省", "")]
    regions += [(code, name, "510000") for name, code in codes.items()]
    for name, code in codes.items():
        regions += [(int(code) + n, f"{name[:2]}第{n}县", code) for n in range(1, counties + 1)]
    rows: Table = []
    inputs: Table = []
    targets: Table = []
    for number in range(1, indicators + 1):
        code, rate, limit = f"K{number:02}", number % 5 == 0, number % 7 == 0
        decimals = number % 3
        unit = "%" if rate else ("家", "亿元", "万平方米")[decimals]
        name = _name(number, rate, limit)
        lead, pace = LEADS[number % len(LEADS)], "year_end" if number == 3 else "even"
        measure = f"{code}a / {code}b * 100" if rate else f"{code}a"
        side = "at_most" if limit else "at_least"
        rows.append((code, number, name, unit, decimals, lead, side, "", "", pace, measure, "", "no"))
        for letter in "ab" if rate else "a":
            inputs.append(
                (
                    f"{code}{letter}",
                    code,
                    f"{name[:12]}{letter}{number}",
                    "家" if rate else unit,
                    0 if rate else decimals,
                    "no",
                )
            )
        for at, city in enumerate(codes.values()):
            amount = Decimal(40 + at) if rate else Decimal(100 + 10 * at + number).scaleb(-decimals)
            words = f"{amount}{unit}{'以下' if limit else '以上' if rate else ''}"
            targets.append((code, city, "/" if number == 4 and at == 0 and len(codes) > 1 else words))
    settings = {
        "id": "special",
        "title": "某某省2020年制造业高质量发展主要目标任务",
        "issuer": "某某省领导小组办公室",
        "document": "",
        "contact": "",
        "year": 2020,
        "province": "510000",
        "spare_rows": 2,
        "on_schedule": 0,
        "behind": -10,
    }
    tables: Mapping[str, tuple[str, Table]] = {
        "plan": ("key,value", list(settings.items())),
        "rounds": ("id,kind,name,as_of,due", list(ROUNDS)),
        "indicators": (
            "code,number,name,unit,decimals,lead,direction,definition,source,pace,measure,headline,reconcile",
            rows,
        ),
        "inputs": ("code,indicator,name,unit,decimals,negative", inputs),
        "targets": ("indicator,region,target", targets),
        "regions": ("code,name,parent", regions),
        "offices": ("region,name,to,cc", []),
    }
    folder.mkdir(parents=True)
    for name, (heading, lines) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([heading.split(","), *lines])
    return folder


def _name(number: int, rate: bool, limit: bool) -> str:
    words = (
        "规模以上工业企业主要污染物排放总量控制" if limit else "规模以上制造业企业数字化、网络化、智能化改造"
    )
    tail = "的企业占全部规模以上制造业企业的比重（按年度统计快报口径）" if rate else "任务完成数量"
    return f"{words}{'第' + str(number) + '类'}{tail}"


class Desk:
    """An office with a plan of its own, which issues, lets cities answer, and collects."""

    def __init__(self, home: Path, plan: Path, plan_id: str = "special") -> None:
        self.home, self.plan, self.plan_id = home, plan, plan_id

    def folder(self, round_: str, name: str) -> Path:
        return self.home / self.plan_id / round_ / name

    def issue(self, round_: str, *words: str) -> dict[str, Path]:
        """The forms by the codes of their cities."""
        done = run("generate.py", self.plan, round_, "--workbooks", self.home, *words)
        assert done.code == 0, done
        return {path.name[:6]: path for path in sorted(self.folder(round_, "issued").glob("*.xlsx"))}

    def answer(self, round_: str, city: str, say: Callable[[Form, str, str], Decimal | str | None]) -> Path:
        """A city's return: `say` gives what stands in the cell of a form, a region and a field."""
        (issued,) = self.folder(round_, "issued").glob(f"{city}_*.xlsx")
        form = Form(issued)
        counties = [region for region in form.regions if region.isdigit()]
        said = {
            (region, field): value
            for region in counties
            for field in form.fields
            if (value := say(form, region, field)) is not None
        }
        form.fill(said)
        return form.save(self.folder(round_, "received") / issued.name)

    def collect(self, round_: str, *words: str) -> tuple[Answer, Path]:
        """The answer of the command, and the latest summary."""
        today = ("--today", DUE[round_]) if "--today" not in words else ()
        done = run("collect.py", self.plan, round_, "--workbooks", self.home, *today, *words)
        assert done.code in (0, 1), done
        summaries = self.folder(round_, "summary").glob("*_最新.xlsx")
        return done, next(iter(summaries))
