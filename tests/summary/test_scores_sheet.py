"""A round of a plan with points: the sheet of points and ranks, recalculated by other programs."""

import json
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import cascade
from tests.commands.test_collect_round import Round, by, collected
from tests.support import kinds
from tests.support.kinds import amount, rate, write_kinds
from tests.support.office import run
from tests.support.special_plans import JUNE, Desk
from tests.support.validator import validate
from tests.support.witnesses import recalculated

YUANBA, BAIGUO, BAILIN = kinds.UNITS
INDICATORS = [
    amount(1, "城镇新增就业人数", weight="12", cap="120"),
    rate(2, "高校毕业生就业率", lead="市教育局", weight="10"),
    amount(3, "失业人员控制数", direction="at_most", weight="8"),
    amount(4, "创业孵化基地", unit="个", weight="5", scoring="达标得分"),
    amount(5, "技能培训人数", weight="10", scoring="按档"),
    amount(6, "不计分的指标"),
    amount(7, "信访件控制数", unit="件", direction="at_most", weight="6.5", scoring="按档"),
    amount(8, "年末认定的项目", unit="个", weight="5", pace="year_end"),
]
TARGETS = {
    "K01": ("280人", "15", "40"),
    "K02": ("90%以上", "85%", "80%"),
    "K03": ("10", "5", "4"),
    "K04": ("5", "/", "/"),
    "K05": ("100", "50", "40"),
    "K06": ("1", "1", "1"),
    "K07": ("20", "10", "0"),
    "K08": ("1", "1", "1"),
}
STEPS = [
    *(
        {"indicator": "K05", "completion": at, "points": earns}
        for at, earns in (("50", "5"), ("100", "10"), ("80", "8"))
    ),
    *({"indicator": "K07", "completion": at, "points": earns} for at, earns in (("80", "6.5"), ("100", "4"))),
]
SAID = {
    YUANBA: {"K01a": "320", "K02a": "46", "K02b": "50", "K03a": "3", "K04a": "5", "K05a": "80", "K07a": "17"},
    BAIGUO: {"K01a": "9", "K02a": "8", "K02b": "10", "K03a": "6", "K04a": "/", "K05a": "12", "K07a": "8"},
    BAILIN: {"K01a": "20", "K02a": "9", "K02b": "10", "K03a": "2", "K04a": "/", "K05a": "41", "K07a": "1"},
}


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Round:
    home = tmp_path_factory.mktemp("points")
    plan = write_kinds(home / "plan", INDICATORS, TARGETS, steps=STEPS)
    said = {unit: numbers | {"K06a": "1", "K08a": "1"} for unit, numbers in SAID.items()}
    return collected(home, plan, JUNE, by(said))


def rows(summary: Path) -> list[list[object]]:
    page = openpyxl.load_workbook(summary, data_only=True)["得分与排名"]
    return [[cell.value for cell in line[1:]] for line in page.iter_rows(min_row=3, max_row=23)]


def test_the_points_of_a_round(scored: Round) -> None:
    later = "年末评"
    assert rows(scored.summary) == [
        ["指标", "计分办法", "分值", *kinds.UNITS.values()],
        ["报送情况", None, None, "已报", "已报", "已报"],
        ["城镇新增就业人数", "分值×完成率，最高按 120%", 12, 13.71, 7.2, 6],
        ["高校毕业生就业率", "分值×完成率（结果÷目标），最高按 100%", 10, 10, 9.41, 10],
        ["失业人员控制数", "分值×完成率（200%－占限额），最高按 100%", 8, 8, 6.4, 8],
        ["创业孵化基地", "达标得满分，否则不得分", 5, 5, "—", "—"],
        ["技能培训人数", "按完成率分档，见下表", 10, 8, 0, 10],
        ["信访件控制数", "按占限额分档，见下表", 6.5, 4, 6.5, 0],
        ["年末认定的项目", "分值×完成率，最高按 100%", 5, later, later, later],
        ["得分", None, None, 48.71, 29.51, 34],
        ["满分", None, 56.5, 51.5, 46.5, 46.5],
        ["缺数（项）", None, None, 0, 0, 0],
        ["得分率（%）", None, None, 94.58, 63.46, 73.12],
        ["名次", None, None, 1, 3, 2],
        [None] * 6,
        ["计分档次", "完成率（占限额）", "得分", None, None, None],
        ["技能培训人数", 100, 10, None, None, None],
        ["技能培训人数", 80, 8, None, None, None],
        ["技能培训人数", 50, 5, None, None, None],
        ["信访件控制数", 80, 6.5, None, None, None],
        ["信访件控制数", 100, 4, None, None, None],
    ]


def test_other_programs_compute_the_same_points(scored: Round) -> None:
    assert not any(validate([scored.summary]).values())
    home = scored.desk.home.parent
    assert recalculated([scored.summary], home / "again")[scored.summary].differences == []


def test_the_export_has_the_points_of_the_cities(scored: Round) -> None:
    frame = cascade.open(scored.desk.plan, scored.desk.home).round(JUNE).values()
    fields = zip(frame["region_code"], frame["field"], strict=True)
    earned = {key: value for key, value in zip(fields, frame["points"], strict=True) if value is not None}
    assert len(earned) == 16
    assert [earned[unit, "K02"] for unit in kinds.UNITS] == [10, Decimal("9.41"), 10]
    assert (earned[YUANBA, "K01a"], earned[YUANBA, "K04a"]) == (Decimal("13.71"), 5)
    path = scored.desk.home.parent / "numbers.xlsx"
    assert (
        run("collect.py", scored.desk.plan, JUNE, "--workbooks", scored.desk.home, "--export", path).code == 0
    )
    assert [cell.value for cell in openpyxl.load_workbook(path)["数据"][1]][-1] == "得分"


def test_a_form_tells_the_rules(scored: Round) -> None:
    page = openpyxl.load_workbook(scored.forms[YUANBA])["填报说明"]
    (told,) = [cell.value for line in page.iter_rows() for cell in line if "按分值考核" in str(cell.value)]
    assert told == (
        "本方案按分值考核：第 1 项 12 分（分值×完成率，最高按 120%）；"
        "第 2 项 10 分（分值×完成率（结果÷目标），最高按 100%）；"
        "第 3 项 8 分（分值×完成率（200%－占限额），最高按 100%）；"
        "第 4 项 5 分（达标得满分，否则不得分）；"
        "第 5 项 10 分（完成率达到 100% 得 10 分、80% 得 8 分、50% 得 5 分）；"
        "第 7 项 6.5 分（占限额不超过 80% 得 6.5 分、100% 得 4 分）；"
        "第 8 项 5 分（分值×完成率，最高按 100%）。"
        "得分由我办按目标和本表的数计算，不必填报；没有报的数不作零分，也不参加排名。"
    )


def extract(scored: Round, split: str, name: str) -> list[list[object]]:
    """The sheet of points in an extract whose file has this name."""
    home = scored.desk.home
    said = run("collect.py", scored.desk.plan, JUNE, "--workbooks", home, "--split", split)
    assert said.code == 0, said.out
    (path,) = (each for each in home.rglob("*.xlsx") if name in each.name and "次_分" in str(each))
    assert not any(validate([path]).values())
    assert recalculated([path], scored.desk.home.parent / split)[path].differences == []
    return rows(path)


def test_a_units_extract_has_its_own_points_and_its_rank(scored: Round) -> None:
    found = extract(scored, "city", "柏林")
    assert found[0] == ["指标", "计分办法", "分值", kinds.UNITS[BAILIN]]
    assert [line[3] for line in found[2:14]] == [6, 10, 8, "—", 10, 0, "年末评", 34, 46.5, 0, 73.12, 2]


def test_a_lead_departments_extract_has_the_points_of_its_indicators(scored: Round) -> None:
    found = extract(scored, "lead", "市教育局")
    assert [line[0] for line in found[:8]] == [
        *("指标", "报送情况", "高校毕业生就业率", "得分", "满分", "缺数（项）", "得分率（%）", "名次")
    ]
    assert found[2][3:] == [10, 9.41, 10]
    assert found[7][3:] == [1, 3, 1]


def test_the_report_has_the_points_and_the_page_shows_them(scored: Round) -> None:
    home = scored.desk.home
    path = home.parent / "report.json"
    assert run("collect.py", scored.desk.plan, JUNE, "--workbooks", home, "--json", path).code == 0
    told = json.loads(path.read_text("utf-8"))["points"]
    assert told[BAILIN] == {
        "points": {"K01": "6", "K02": "10", "K03": "8", "K05": "10", "K07": "0"},
        "total": "34",
        "full": "46.5",
        "rate": "73.12",
        "rank": "2",
    }
    (page,) = home.rglob("*.html")
    html = page.read_text("utf-8")
    cells = re.findall(r'data-label="得分">([^<]*)(?:<small>([^<]*)</small>)?</td>', html)
    assert cells == [("48.71", "第 1 名"), ("29.51", "第 3 名"), ("34.00", "第 2 名")]


def test_a_unit_without_a_return_has_no_points_and_no_rank(tmp_path: Path) -> None:
    plan = write_kinds(tmp_path / "plan", INDICATORS[:1], {"K01": TARGETS["K01"]}, levels=3)
    desk = Desk(tmp_path / "workbooks", plan, "kinds")
    desk.issue(JUNE)
    desk.answer(JUNE, YUANBA, lambda form, region, field: Decimal(140))
    summary = desk.collect(JUNE)[1]
    unreported, none = "未报", ["未报", "未报"]
    assert rows(summary)[2:8] == [
        ["城镇新增就业人数", "分值×完成率，最高按 120%", 12, 14.4, *none],
        ["得分", None, None, 14.4, *none],
        ["满分", None, 12, 12, *none],
        ["缺数（项）", None, None, 0, *none],
        ["得分率（%）", None, None, 120, *none],
        ["名次", None, None, 1, unreported, unreported],
    ]


def test_a_plan_without_weights_has_no_such_sheet(tmp_path: Path) -> None:
    plan = write_kinds(tmp_path / "plan", [amount(1, "城镇新增就业人数")], {"K01": TARGETS["K01"]})
    told = collected(tmp_path, plan, JUNE, by({unit: {"K01a": "7"} for unit in kinds.UNITS}))
    assert "得分与排名" not in openpyxl.load_workbook(told.summary).sheetnames
    (page,) = told.desk.home.rglob("*.html")
    assert "得分" not in page.read_text("utf-8")
