"""What the scripts that make forms have in common: the plan's tables, and the formulas of a breakdown form.

Written as an analyst would who has the program's form before the eyes and wants the same one.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COUNTY, ZONES = 8, 5  # the first county's row, and how many rows for functional zones follow the footer
RATES = 5  # the first so many indicators are rates
MARKS = ("/", "-", "—", "无")
LEGEND = ("浅黄色：请填写", "灰色：已填好或自动计算", "红色：有误", "橙色：提示", "绿色：自检通过")
HELP = ("请按《通知》要求填报。", "浅黄色的格请填数字；没有分解任务的填“/”。", "不要改动灰色的格。") * 5
SIGNATURES = ("填报单位（盖章）", "填报日期", "单位负责人", "审核人", "填报人", "联系电话")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator and a city's target of it."""

    code: str
    name: str
    unit: str
    decimals: int
    lead: str
    target: float | None
    words: str


@dataclass(frozen=True, slots=True)
class City:
    """A city with all that its form shows."""

    code: str
    name: str
    title: str
    due: str
    counties: list[tuple[str, str]]
    indicators: list[Indicator]


def cities(plan: Path) -> Iterator[City]:
    """The cities of a plan's folder."""
    tables = {path.stem: _rows(path) for path in plan.glob("*.csv")}
    settings = {row["key"]: row["value"] for row in tables["plan"]}
    targets = {(row["region"], row["indicator"]): row["target"] for row in tables["targets"]}
    counties: dict[str, list[tuple[str, str]]] = {}
    for row in tables["regions"]:
        counties.setdefault(row["parent"], []).append((row["code"], row["name"]))
    for code, name in counties[settings["province"]]:
        indicators = [
            Indicator(
                row["code"],
                f"{row['number']}．{row['name']}",
                row["unit"],
                int(row["decimals"]),
                row["lead"],
                *_target(targets[code, row["code"]]),
            )
            for row in tables["indicators"]
        ]
        title = f"{settings['title']}目标分解表（{name}）"
        yield City(code, name, title, tables["rounds"][0]["due"], counties[code], indicators)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _target(text: str) -> tuple[float | None, str]:
    digits = "".join(char for char in text if char.isdigit() or char == ".")
    return (float(digits), text.replace(digits, "0", 1)) if digits else (None, "")


@dataclass(frozen=True, slots=True)
class Rows:
    """The numbers of a form's rows, by how many counties it has."""

    counties: int

    @property
    def last(self) -> int:
        """The last county's row; zones' subtotal, total, gap, check and explanation follow."""
        return COUNTY + self.counties - 1

    @property
    def zones(self) -> tuple[int, int]:
        """The rows of functional zones."""
        first = self.last + 12
        return first, first + ZONES - 1

    def spans(self, letters: str) -> tuple[str, str]:
        """The open cells of a column: of counties and of zones."""
        first, last = self.zones
        return f"{letters}{COUNTY}:{letters}{self.last}", f"{letters}{first}:{letters}{last}"


def rule(cell: str, decimals: int, rate: bool) -> str:
    """Whether an open cell holds what it may."""
    marks = ",".join(f'{cell}="{mark}"' for mark in MARKS)
    more = f",OR({cell}<=0,{cell}>=1)" if rate else ""
    return f"IF(ISNUMBER({cell}),AND(ROUND({cell},{decimals})={cell},{cell}>=0{more}),OR({marks}))"


def formulas(letters: str, rows: Rows, decimals: int, rate: bool) -> dict[int, str]:
    """A column's formulas below its counties, by row: zones, total, gap, and the self-check (an array)."""
    counties, zones = rows.spans(letters)
    total, goal = f"{letters}{rows.last + 2}", f"{letters}{COUNTY - 1}"
    how = "MIN({0})" if rate else "ROUND(SUM({0}),6)"
    marks = "+".join(f'({counties}="{mark}")' for mark in MARKS)
    wrong = (
        f"SUM(IF(ISNUMBER({counties}),IF(ROUND({counties},{decimals})<>{counties},1,0),IF({marks}>0,0,1)))"
    )
    below = f'COUNTIF({counties},"<"&{goal})'
    judged = f'IF({below}>0,"提示：{{}}地低于目标","通过")' if rate else f'IF({total}<{goal},"少","通过")'
    return {
        rows.last + 1: f'IF(COUNT({zones})=0,"",{how.format(zones)})',
        rows.last + 2: f'IF(COUNT({counties},{zones})=0,"",{how.format(f"{counties},{zones}")})',
        rows.last + 3: f'IF({total}="","",ROUND({total}-{goal},6))',
        rows.last + 4: f'IFERROR(IF(COUNTBLANK({counties})>0,"缺"&COUNTBLANK({counties})&"格",'
        f'IF({wrong}>0,"红色格请更正",{judged})),"红色格请更正")',
    }
