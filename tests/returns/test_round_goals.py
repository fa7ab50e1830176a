"""Targets by round in a plan of three levels, from the form to a summary that others compute alike."""

import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import cascade
from cascade.plan import load
from cascade.returns.round_goals import Goal, round_goal
from tests.commands.test_collect_round import Round, by
from tests.support import gnumeric, kinds, libreoffice
from tests.support.formulas import compare
from tests.support.kinds import TOP, amount, by_round, rate, write_kinds
from tests.support.linter.linter import faults
from tests.support.oracle.form import Form
from tests.support.special_plans import BREAKDOWN, JUNE, Desk
from tests.support.validator import validate

YUANBA, BAIGUO, BAILIN = kinds.UNITS
INDICATORS = [
    amount(1, "新增就业", weight="10"),
    rate(2, "就业率"),
    amount(3, "失业人员控制数", direction="at_most"),
    amount(4, "年末认定的项目", unit="个", pace="year_end"),
    amount(5, "优良天数", unit="天", adds="own"),
    amount(6, "没有分期目标的指标"),
]
TARGETS = {
    "K01": ("300", "200人", "100人"),
    "K02": ("90%以上", "90%", "90%"),
    "K03": ("10", "8", "6"),
    "K04": ("5", "6", "/"),
    "K05": ("300", "310", "290"),
    "K06": ("10", "20", "30"),
}
BY_JUNE = [
    *by_round(JUNE, "K01", ("150", "90人以上", "60")),
    *by_round(JUNE, "K02", ("85%", "86%以上", "87%")),
    *by_round(JUNE, "K03", ("5", "4", "3")),
    *by_round(JUNE, "K04", ("1", "0", "/")),
    *by_round(JUNE, "K05", ("150", "150", "140"), "145"),
]
SHARES = {  # of the counties, by unit
    "K01": ("60 140 100", "100 60 40", "50 30 20"),
    "K02": ("90 95 90", "90 90 90", "90 90 90"),
    "K03": ("4 3 3", "4 2 2", "2 2 2"),
    "K04": ("3 2 /", "2 2 2", "/ / /"),
    "K05": ("300 300 300", "310 310 310", "290 290 290"),
    "K06": ("10 / /", "20 / /", "30 / /"),
}
RESULTS = {
    "K01a": ("30 35 48", "100 60 40", "27 18 12"),
    "K02a": ("88 88 88", "85 85 85", "90 90 90"),
    "K02b": ("100 100 100", "100 100 100", "100 100 100"),
    "K03a": ("2 2 1", "0 0 0", "2 1 1"),
    "K04a": ("1 0 /", "0 0 1", "/ / /"),
    "K06a": ("5 / /", "5 / /", "5 / /"),
}
OWN = {YUANBA: "150", BAIGUO: "120", BAILIN: "140"}
FIGURE = {"round": JUNE, "indicator": "K05", "value": "146", "source": "监测站月报"}


def said(answers: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, str]]:
    """What every county says, by region and field."""
    found: dict[str, dict[str, str]] = {}
    for field, lines in answers.items():
        for unit, line in zip(kinds.UNITS, lines, strict=True):
            for at, text in enumerate(line.split(), start=1):
                found.setdefault(kinds.county(unit, at), {})[field] = text
    return found


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Round:
    home = tmp_path_factory.mktemp("rounds")
    plan = write_kinds(home / "plan", INDICATORS, TARGETS, levels=3, figures=[FIGURE], round_targets=BY_JUNE)
    desk = Desk(home / "workbooks", plan, "kinds")
    desk.issue(BREAKDOWN)
    for unit in kinds.UNITS:
        desk.answer(BREAKDOWN, unit, by(said(SHARES)))
    assert desk.collect(BREAKDOWN)[0].code == 0
    forms = desk.issue(JUNE)
    for unit, own in OWN.items():
        desk.answer(JUNE, unit, by(said(RESULTS) | {unit: {"K05a": own}}))
    answer, summary = desk.collect(JUNE)
    return Round(desk, answer, forms, summary)


def test_the_form_shows_the_target_of_the_round_beside_that_of_the_year(june: Round) -> None:
    form = Form(june.forms[YUANBA])
    label = "本期目标\n（6月底）"
    county = kinds.county(YUANBA, 2)
    assert [form.beside(county, field, label).value for field in ("K01a", "K03a", "K04a")] == [70, 1.5, 0.4]
    assert form.beside(county, "K02a", label).value is None  # another target than its city's
    assert form.beside(kinds.county(YUANBA, 1), "K02a", label).value == 85
    assert form.beside(county, "K01a", "全年目标").value == 140
    assert form.beside(county, "K06a", "目标").value is None
    page = openpyxl.load_workbook(june.forms[BAIGUO])["盖章打印"]
    assert [cell.value for cell in page[3]][:6] == [
        "指标",
        "计量\n单位",
        "本县（市、区）目标",
        label,
        "本县（市、区）本期",
        "完成率或\n占限额",
    ]
    assert [page.cell(4, at).number_format for at in (3, 4)] == ['0"人"', '0"人以上"']
    texts = [cell.value for line in page.iter_rows() for cell in line if "注：" in str(cell.value)]
    assert "第 1、2、3、4、5 项与本期目标比，不与本县（市、区）目标比。" in str(texts[0])


def test_other_programs_compute_the_form_alike(june: Round) -> None:
    home = june.desk.home.parent
    issued = [june.forms[unit] for unit in (YUANBA, BAILIN)]
    for path, copy in libreoffice.recalculate(issued, home / "issued").items():
        assert compare(path, copy)[1] == []
    for unit, reached in ((YUANBA, 100), (BAILIN, 90)):
        filled = june.desk.folder(JUNE, "received") / june.forms[unit].name
        computed = libreoffice.recalculate([filled], home / "filled")[filled]["市人社局"]
        form, county = Form(filled), kinds.county(unit, 1)
        right = [form.cell(county, field).offset(0, 1).coordinate for field in ("K01a", "K03a")]
        assert [computed[at] for at in right] == [reached, {YUANBA: 100, BAILIN: 200}[unit]]
        assert computed[form.below("K03a", "自检")[1]] == "提示：1地超过本期限额"


def test_a_limit_by_round_is_warned_of(june: Round) -> None:
    assert (june.answer.code, june.answer.error) == (0, "")
    findings = cascade.open(june.desk.plan, june.desk.home).round(JUNE).findings()
    assert list(findings[findings["code"] == "P09"]["message"]) == [
        "元坝第二村的“失业人员控制数a”为 2人，超过本期限额 1.5人。请核对；如属实，请在“说明”栏注明原因。",
        "柏林第一村的“失业人员控制数a”为 2人，超过本期限额 1人。请核对；如属实，请在“说明”栏注明原因。",
    ]


def numbers(june: Round) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Year's target and completion, the round's, and the light, by region and field."""
    frame = cascade.open(june.desk.plan, june.desk.home).round(JUNE).values().astype("object")
    frame = frame.where(frame.notna(), None)
    columns = ("target", "completion", "round_target", "round_completion", "light")
    return {
        (row["region_code"], row["field"]): tuple(
            round(value, 1) if isinstance(value := row[name], Decimal) else value for name in columns
        )
        for row in frame.to_dict("records")
    }


def test_results_are_judged_by_the_target_of_the_round(june: Round) -> None:
    found = numbers(june)
    first, second, third = (kinds.county(YUANBA, at) for at in (1, 2, 3))
    assert found[first, "K01a"] == (60, 50, 30, 100, "● 达序时")
    assert found[second, "K01a"] == (140, 25, 70, 50, "▼ 滞后")
    assert found[third, "K01a"] == (100, 48, 50, 96, "△ 略滞后")
    assert found[YUANBA, "K01a"] == (300, Decimal("37.7"), 150, Decimal("75.3"), "▼ 滞后")
    assert found[BAIGUO, "K01a"] == (200, 100, 90, Decimal("222.2"), "● 已完成")
    assert found[TOP, "K01a"] == (600, Decimal("61.7"), 300, Decimal("123.3"), "● 达序时")
    assert found[first, "K02"] == (90, -2, 85, 3, "● 达标")
    assert found[second, "K02"] == (95, -7, None, None, None)
    assert found[BAIGUO, "K02"] == (90, -5, 86, -1, "▼ 未达标")
    assert found[TOP, "K02"] == (None, None, None, None, None)
    assert found[YUANBA, "K03a"] == (10, 50, 5, 100, "△ 接近限额")
    assert found[BAILIN, "K03a"] == (6, Decimal("66.7"), 3, Decimal("133.3"), "▼ 超限")
    assert found[YUANBA, "K04a"] == (5, 20, 1, 100, "● 达序时")  # in June already
    assert found[BAIGUO, "K04a"] == (6, Decimal("16.7"), 0, None, None)
    assert found[BAIGUO, "K05a"] == (310, Decimal("38.7"), 150, 80, "▼ 滞后")
    assert found[TOP, "K05a"] == (None, None, 145, Decimal("100.7"), "● 达序时")
    assert found[YUANBA, "K06a"] == (10, 50, None, None, "● 达序时")


def test_the_summary_shows_both_targets(june: Round) -> None:
    page = openpyxl.load_workbook(june.summary, data_only=True)["全市汇总"]
    rows = [[cell.value for cell in line[3:8]] for line in page.iter_rows(min_row=5, max_row=10)]
    assert rows == [
        ["本期目标", 150, 90, 60, 300],
        ["本期", 113, 200, 57, 370],
        ["本期完成率 %", pytest.approx(75.333333), pytest.approx(222.222222), 95, pytest.approx(123.333333)],
        ["评价", "▼ 滞后", "● 已完成", "△ 略滞后", "● 达序时"],
        ["全年目标", 300, 200, 100, 600],
        ["全年完成率 %", pytest.approx(37.666667), 100, 57, pytest.approx(61.666667)],
    ]
    notes = [str(cell.value) for line in page.iter_rows(min_row=30) for cell in line if cell.value]
    for told in (
        "第 1–5 项有本期目标（到6月底），评价、名次和得分都与本期目标比，不看时间",
        "各乡镇（街道）的本期目标按本县（市、区）的比例折算（乡镇（街道）全年目标×",
        "第 2 项的本期目标不能相加",
    ):
        assert any(told in each for each in notes), (told, notes)


def test_ranks_and_points_go_by_the_target_of_the_round(june: Round) -> None:
    book = openpyxl.load_workbook(june.summary, data_only=True)
    ranks = [
        [cell.value for cell in line[2:6]] for line in book["完成率与排名"].iter_rows(min_row=8, max_row=12)
    ]
    assert ranks == [
        ["本期完成率（%）", pytest.approx(75.333333), pytest.approx(222.222222), 95],
        ["较本期目标（百分点）", pytest.approx(-24.666667), pytest.approx(122.222222), -5],
        ["评价", "▼ 滞后", "● 已完成", "△ 略滞后"],
        ["名次", 3, 1, 2],
        ["月均需完成（人）", pytest.approx(31.166667), "已完成", pytest.approx(7.166667)],
    ]
    points = [cell.value for cell in book["得分与排名"][5]][3:]
    assert points == [10, 7.53, 10, 9.5]


def test_other_programs_compute_the_summary_alike(june: Round) -> None:
    assert not any(validate([june.summary]).values())
    assert not faults(june.summary)
    home = june.desk.home.parent
    for copies in (
        libreoffice.recalculate([june.summary], home / "libreoffice"),
        gnumeric.recalculate([june.summary], home / "gnumeric"),
    ):
        assert compare(june.summary, copies[june.summary])[1] == []


def test_a_changed_target_of_the_round_is_noted(june: Round, tmp_path: Path) -> None:
    home = tmp_path / "workbooks"
    shutil.copytree(june.desk.home, home)
    desk = Desk(home, june.desk.plan, "kinds")
    path = desk.folder(JUNE, "received") / june.forms[BAIGUO].name
    form, county = Form(path), kinds.county(BAIGUO, 1)
    form.beside(county, "K01a", "本期目标\n（6月底）").value = 7
    form.book.save(path)
    desk.collect(JUNE)
    findings = cascade.open(desk.plan, home).round(JUNE).findings()
    assert list(findings[findings["code"] == "L07"]["message"]) == [
        "白果第一村的“1．新增就业（本期目标）”的目标数是锁定的，却被改为 7，应为 45。"
        "请恢复为 45；对目标数有异议请与我办联系。"
    ]


def test_whose_target_a_county_has(june: Round) -> None:
    plan = load(june.desk.plan).plan
    shares = {("510811", "K01"): Decimal(7), ("510811", "K02"): Decimal(91), ("510812", "K02"): Decimal(90)}
    goal = {
        (region, code): round_goal(plan, JUNE, plan.indicator[code], region, shares)
        for code in ("K01", "K02", "K05")
        for region in ("510811", "510812", YUANBA, TOP)
    }
    assert goal["510811", "K01"] == Goal(Decimal("3.5"))
    assert goal["510812", "K01"] is None
    assert (goal["510811", "K02"], goal["510812", "K02"]) == (None, Goal(Decimal(85)))
    assert (goal[TOP, "K01"], goal[TOP, "K02"], goal[TOP, "K05"]) == (
        Goal(Decimal(300)),
        None,
        Goal(Decimal(145)),
    )
    assert round_goal(plan, BREAKDOWN, plan.indicator["K01"], YUANBA, shares) is None
