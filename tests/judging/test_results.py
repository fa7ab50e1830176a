"""Completions of amounts and rates, and their lead over time elapsed, by tables written by hand."""

import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

import cascade
from cascade.formula import Live, Ref
from cascade.formula.tree import Binding
from cascade.indicators import Direction, Indicator, Pace
from cascade.judging.results import (
    ahead,
    comparable,
    completion_of,
    completion_places,
    completion_unit,
    completion_word,
    lead,
    places_apart,
)
from cascade.judging.targets import FALLS_SHORT
from cascade.number_formats import shown_as
from cascade.quantity import NONE
from tests.commands.test_collect_round import BAIGUO, BAILIN, YUANBA, Round, by, collected
from tests.support import kinds, libreoffice
from tests.support.formulas import compare
from tests.support.kinds import county, write_kinds
from tests.support.office import run
from tests.support.oracle.form import Form
from tests.support.provinces import amount, rate
from tests.support.special_plans import BREAKDOWN, JUNE
from tests.support.validator import validate

LIMIT = amount(1, direction=Direction.AT_MOST)
RATE, RATE_LIMIT = rate(2), rate(2, direction=Direction.AT_MOST)
FALL = RATE_LIMIT.with_sign(below_zero=True)
LEVEL, FALLING = amount(1, pace=Pace.DIRECT), LIMIT.with_sign(below_zero=True)

GROWTH = "({0}a / {0}b - 1) * 100"


def number(text: str) -> Decimal | str:
    return Decimal(text) if text[-1].isdigit() else text


@pytest.mark.parametrize(
    ("indicator", "result", "target", "completion"),
    [
        (amount(1), "30", "60", "50"),
        (amount(1), "0", "60", "0"),
        (amount(1), "30", "0", NONE),
        (amount(1), "未报", "60", NONE),
        (amount(1), "30", NONE, NONE),
        (LIMIT, "30", "60", "50"),
        (LIMIT, "3", "0", "超限"),
        (LIMIT, "0.01", "0", "超限"),
        (LIMIT, "0", "0", "0"),
        (LIMIT, "未报", "0", NONE),
        (RATE, "12", "10", "2"),
        (RATE, "8.5", "10", "-1.5"),
        (RATE, "8.5", "0", "8.5"),
        (RATE_LIMIT, "12", "10", "120"),
        (RATE_LIMIT, "8.5", "10", "85"),
        (RATE_LIMIT, "-2", "10", "-20"),
        (RATE_LIMIT, "-2", "0", "0"),
        (RATE_LIMIT, "0.1", "0", "超限"),
        (FALL, "-4", "-3.5", "0.5"),
        (FALL, "-3", "-3.5", "-0.5"),
        (FALL, "-3", "2", "5"),
        (FALLING, "-310", "-300", "10"),
        (LEVEL, "38", "35", "3"),
    ],
)
def test_completion(indicator: Indicator, result: str, target: str, completion: str) -> None:
    found = completion_of(indicator).value(result=number(result), target=number(target))
    assert found == number(completion)


@pytest.mark.parametrize(
    ("direction", "result", "meets"),
    [
        (Direction.AT_LEAST, 10, True),
        (Direction.AT_LEAST, 9, False),
        (Direction.AT_MOST, 10, True),
        (Direction.AT_MOST, 11, False),
    ],
)
def test_a_result_equal_to_its_target_meets_it(direction: Direction, result: int, meets: bool) -> None:
    assert FALLS_SHORT[direction].holds(share=result, target=10) is not meets


def test_completions_are_compared_without_binary_dust() -> None:
    assert comparable(False, NONE).value(done=Decimal("99.9999996")) == 100
    assert comparable(False, "未报").value(done=NONE) == "未报"
    found = [comparable(limit, "未报").value(done="超限") for limit in (False, True)]
    assert found == ["未报", "超限"]


@pytest.mark.parametrize(
    ("indicator", "done", "points"),
    [(amount(1), 60, 10), (LIMIT, 60, 60), (RATE, 2, 2), (FALL, 2, 2), (LEVEL, 2, 2)],
)
def test_only_a_share_of_a_target_is_compared_with_time(indicator: Indicator, done: int, points: int) -> None:
    assert lead(indicator, Decimal(50)).value(done=done) == points
    assert ahead(indicator, Decimal(50)).value(done=done) == points
    assert ahead(indicator, Decimal(50)).value(done="未报") == NONE


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        (amount(1), ("完成率", "%", 1)),
        (LIMIT, ("占限额", "%", 1)),
        (RATE_LIMIT, ("占限额", "%", 1)),
        (RATE, ("较目标", "百分点", 1)),
        (FALL, ("较目标", "百分点", 1)),
        (LEVEL, ("较目标", "个", 0)),
    ],
)
def test_a_completion_is_called_what_it_is(indicator: Indicator, told: tuple[str, str, int]) -> None:
    rules = (completion_word, completion_unit, completion_places)
    assert tuple(rule(indicator) for rule in rules) == told


def test_the_texts_are_a_spreadsheets() -> None:
    result, target = Ref("F12", Decimal(30)), Ref("E12", Decimal(60))
    written = 'IF(COUNT(F12,E12)<2,"—",IF(E12=0,"—",F12/E12*100))'
    assert completion_of(amount(1)).live(result=result, target=target) == Live(
        written, Decimal(50), binding=Binding.ATOM
    )
    assert completion_of(LIMIT).text(result="F12", target="E12") == (
        'IF(COUNT(F12,E12)<2,"—",IF(E12=0,IF(F12>0,"超限",0),F12/E12*100))'
    )
    assert completion_of(FALL).text(result=result, target=target) == 'IF(COUNT(F12,E12)<2,"—",E12-F12)'
    assert ahead(amount(1), Decimal(50)).text(done="F9") == 'IF(ISNUMBER(F9),ROUND(F9-50,6),"—")'


# Whole rounds


@pytest.fixture(scope="module")
def limits(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A plan of three levels with limits: an amount, a rate, none at all, and a rate that has to fall."""
    home = tmp_path_factory.mktemp("limits")
    least = {"direction": "at_most"}
    indicators = [
        kinds.amount(1, "用水总量", unit="万吨", **least),
        kinds.rate(2, "城镇登记失业率", headline="3.5", reconcile="yes", **least),
        kinds.amount(3, "生产安全事故死亡人数", lead="市应急局", **least),
        kinds.rate(4, "单位产值能耗", lead="市发改局", measure=GROWTH.format("K04"), **least),
        kinds.amount(5, "新增就业人数"),
    ]
    targets = {
        "K01": ("控制在1000万吨以内", "500", "≤200"),
        "K02": ("控制在3.5%以内", "低于3.5%", "3.5%以下"),
        "K03": ("0", "零", "不超过1人"),
        "K04": ("下降3.5%", "下降3%以上", "/"),
        "K05": ("300", "30", "30"),
    }
    said = {}
    for unit, water, jobless, deaths, energy in (
        (YUANBA, "100", "3", "0", "95"),  # 300 of 1000; 3 of 100; 0 of 0; -5 %
        (BAIGUO, "150", "3.2", "1", "98"),  # 450 of 500 = 90 %; 3.2 of 100 = 91.4 %; 3 of 0; -2 %
        (BAILIN, "70", "4", "0", "90"),  # 210 of 200; 4 of 100; 0 of 1
    ):
        for at in (1, 2, 3):
            said[county(unit, at)] = {
                "K01a": water,
                "K02a": str(Decimal(jobless) * 10),
                "K02b": "1000",
                "K03a": deaths,
                "K04a": energy,
                "K04b": "100",
                "K05a": "20",
            }
    return collected(home, write_kinds(home / "plan", indicators, targets, levels=3), JUNE, by(said))


def test_limits_are_used_and_falling_targets_are_met(limits: Round) -> None:
    assert (limits.answer.code, limits.answer.error) == (0, "")
    rows: list[Any] = [*cascade.open(limits.desk.plan, limits.desk.home).round(JUNE).values().itertuples()]
    found = {
        (row.region_code, row.indicator_code): (row.completion, row.light)
        for row in rows
        if row.completion is not None or row.light is not None
    }
    assert {key: found[key, "K01"] for key in kinds.UNITS} == {
        YUANBA: (30, "● 限额内"),
        BAIGUO: (90, "△ 接近限额"),
        BAILIN: (105, "▼ 超限"),
    }
    assert [str(found[key, "K02"][0])[:4] for key in kinds.UNITS] == ["85.7", "91.4", "114."]
    assert [found[key, "K02"][1] for key in kinds.UNITS] == ["● 限额内", "△ 接近限额", "▼ 超限"]
    assert [found.get((key, "K03")) for key in kinds.UNITS] == [
        (0, "● 限额内"),
        (None, "▼ 超限"),
        (0, "● 限额内"),
    ]
    assert [found.get((key, "K04")) for key in (YUANBA, BAIGUO)] == [
        (Decimal("1.5"), "● 达标"),
        (-1, "▼ 未达标"),
    ]
    whole = [found[kinds.TOP, code] for code in ("K01", "K02")]  # 960 of 1700, 3.4 of 3.5
    assert [str(done) for done, _ in whole] == ["56.470588", "97.142857"]
    assert [light for _, light in whole] == ["● 限额内", "△ 接近限额"]
    assert "第 4 项" not in "".join(limits.answer.out)


def test_the_summary_speaks_of_limits_where_there_are_limits(limits: Round) -> None:
    assert not any(validate([limits.summary]).values())
    copy = libreoffice.recalculate([limits.summary], limits.desk.home.parent / "re")[limits.summary]
    count, differences = compare(limits.summary, copy)
    assert (count > 100, differences) == (True, [])
    ranking = limits.sheet("完成率与排名")
    rows: dict[str, list[object]] = {}
    name: object = ""
    for at in range(8, 40):
        name = ranking.get(f"B{at}") or name
        if item := ranking.get(f"C{at}"):
            rows[f"{name}：{item}"] = [ranking.get(f"{column}{at}") for column in "DEF"]
    assert rows["用水总量：剩余限额（万吨）"] == [700, 50, "已超限"]
    page = openpyxl.load_workbook(limits.summary)["完成率与排名"]
    (line,) = [row[0].row for row in page["C8:C40"] if row[0].value == "剩余限额（万吨）"]
    assert page.cell(line, 4).number_format == "0_)"  # as the limit itself
    assert rows["用水总量：名次"] == [1, 2, 3]
    assert rows["生产安全事故死亡人数：占限额（%）"] == [0, "超限", 0]
    assert rows["生产安全事故死亡人数：名次"] == [1, 3, 1]
    assert rows["单位产值能耗：较目标（百分点）"] == [1.5, -1, "—"]
    assert not any("序时" in key for key in rows if "新增就业" not in key)
    told = [str(value) for value in limits.sheet("全市汇总").values()]
    assert "占限额 %" in told
    assert any("第 1–3 项为控制指标" in each and "（占限额不到 90%）" in each for each in told)
    assert any("第 4 项不高于目标为 ● 达标" in each for each in told)


def test_a_form_shows_the_part_of_a_limit_that_is_used(limits: Round) -> None:
    form = Form(limits.forms[BAIGUO])
    page = form.book["市人社局"]
    texts = [str(cell.value) for line in page.iter_rows() for cell in line if cell.value]
    assert texts.count("占限额") == 2
    energy = form.book["市发改局"]
    target = next(cell for line in energy.iter_rows() for cell in line if cell.value == -3)
    assert target.number_format == '"下降"0"%以上";"下降"0"%以上"'
    stamp = form.book["盖章打印"]
    assert stamp.cell(3, 5).value == "完成率或\n占限额"
    assert "第 1、2、3 项是控制指标" in "".join(str(line[0].value) for line in stamp.iter_rows())


@pytest.fixture(scope="module")
def ranges(tmp_path_factory: pytest.TempPathFactory) -> tuple[Round, Round]:
    """A breakdown and a progress round of three levels with ranges: of a growth, of an amount, of a fall."""
    home = tmp_path_factory.mktemp("ranges")
    inside = {"direction": "within"}
    indicators = [
        kinds.rate(1, "生产总值增长", measure=GROWTH.format("K01"), **inside),
        kinds.amount(2, "培育企业", unit="家", **inside),
        kinds.rate(3, "能耗下降率", measure=GROWTH.format("K03"), lead="市发改局", **inside),
        kinds.amount(4, "新增就业人数"),
    ]
    targets = {
        "K01": ("6%—6.5%", "6～6.5%", "6%至6.5%"),
        "K02": ("90—120家", "不低于9家，不超过12家", "9-12"),
        "K03": ("下降1%—3%", "-3%—-1%", "/"),
        "K04": ("300", "30", "30"),
    }
    plan = write_kinds(home / "plan", indicators, targets, levels=3)
    shares, results = {}, {}
    for unit, growth, firms, energy in (
        (YUANBA, "6.5", "40", "98"),
        (BAIGUO, "6", "4", "100"),
        (BAILIN, "6.2", "2", "98"),
    ):
        for at in (1, 2, 3):
            share = {"K01": "6.2", "K02": "40" if unit == YUANBA else "4", "K03": "-2", "K04": "10"}
            share["K04"] = "100" if unit == YUANBA else "10"
            shares[county(unit, at)] = share | ({"K03": "/"} if unit == BAILIN else {})
            results[county(unit, at)] = {
                "K01a": str(1000 + Decimal(growth) * 10 + (15 if unit == BAILIN else 0)),
                "K01b": "1000",
                "K02a": firms,
                "K03a": energy,
                "K03b": "100",
                "K04a": "20",
            }
    for unit, at, changed in ((BAIGUO, 1, {"K01": "7", "K02": "6"}), (BAIGUO, 2, {"K01": "5.9"})):
        shares[county(unit, at)] |= changed
    return collected(home, plan, BREAKDOWN, by(shares)), collected(home, plan, JUNE, by(results))


def test_shares_of_a_range_lie_within_it(ranges: tuple[Round, Round]) -> None:
    breakdown = ranges[0]
    assert breakdown.answer.code == 1
    desk, report = breakdown.desk, breakdown.desk.home / "r.json"
    run("collect.py", desk.plan, BREAKDOWN, "--workbooks", desk.home, "--json", report)
    returns = json.loads(report.read_text("utf-8"))["returns"]
    found = {
        (finding["code"], finding["region"], finding["field"], finding["value"])
        for each in returns
        for finding in each["findings"]
    }
    assert found == {
        ("S01", BAIGUO, "K02", "14"),  # of 9 to 12
        ("S04", county(BAIGUO, 1), "K01", "7"),
        ("S04", county(BAIGUO, 2), "K01", "5.9"),
    }
    (copy,) = desk.folder(BREAKDOWN, "corrections").glob("*.xlsx")
    assert not any(validate([copy]).values())
    again = libreoffice.recalculate([copy], desk.home.parent / "form")[copy]
    assert compare(copy, again)[1] == []
    checks = {
        str(cell.value) for line in openpyxl.load_workbook(copy, data_only=True)["分解表"] for cell in line
    }
    assert {"提示：1地低于目标", "多2", "通过"} <= checks
    form = Form(breakdown.forms[YUANBA])
    page = form.book["分解表"]
    (row,) = [cell.row for cell in page["B"] if str(cell.value).endswith("目标")]
    goals = [page.cell(row, column) for column in (3, 4, 5)]
    assert [cell.value for cell in goals] == [6, 90, -3]
    assert [shown_as(cell.number_format, Decimal(str(cell.value))) for cell in goals] == [
        *("6%—6.5%", "90—120家", "下降1%—3%")
    ]


def test_results_are_inside_a_range_or_outside(ranges: tuple[Round, Round]) -> None:
    told = ranges[1]
    assert (told.answer.code, told.answer.error) == (0, "")
    frame = cascade.open(told.desk.plan, told.desk.home).round(JUNE).values()
    found = {
        (row.region_code, row.indicator_code): (row.completion, row.light)
        for row in frame.itertuples()
        if isinstance(row.light, str) and row.level != "county"
    }
    bounds = {(row.region_code, row.field): (row.target, row.upper) for row in frame.itertuples()}
    assert [
        bounds[YUANBA, "K01"],
        bounds[YUANBA, "K01a"],
        bounds[kinds.TOP, "K02a"],
        bounds[BAIGUO, "K04a"],
    ] == [
        (6, Decimal("6.5")),
        (None, None),
        (108, 144),
        (30, None),
    ]
    met, unmet = "● 达标", "▼ 未达标"
    assert {key: found[key, "K01"] for key in kinds.UNITS} == {
        YUANBA: (0, met),
        BAIGUO: (0, met),
        BAILIN: (Decimal("1.2"), unmet),
    }
    assert {key: found[key, "K02"] for key in (*kinds.UNITS, kinds.TOP)} == {
        YUANBA: (0, met),
        BAIGUO: (0, met),
        BAILIN: (-3, unmet),
        kinds.TOP: (0, met),  # 138 of 108 to 144
    }
    assert {key: found[key, "K03"] for key in (YUANBA, BAIGUO)} == {YUANBA: (0, met), BAIGUO: (1, unmet)}
    assert not any(validate([told.summary]).values())
    for each in ranges:
        copy = libreoffice.recalculate([each.summary], each.desk.home.parent / "re")[each.summary]
        count, differences = compare(each.summary, copy)
        assert (count > 100, differences) == (True, [])
    whole = [str(value) for value in told.sheet("全市汇总").values()]
    assert any("第 1–3 项的目标是区间" in each for each in whole)
    ranking = told.sheet("完成率与排名")
    assert [ranking[f"{column}10"] for column in "DEF"] == [1, 1, 3]


@pytest.mark.parametrize(
    ("number", "goal", "least", "expected"),
    [
        ("94.98", "95", 1, 2),
        ("94.996", "95", 1, 3),
        ("94.94", "95", 1, 1),  # 94.9
        ("94.95", "95", 1, 2),  # rounds up to 95.0
        ("95.02", "95", 1, 2),  # over a limit of 95
        ("95", "95", 1, 1),
        ("94.9999996", "95", 1, 1),  # equal as they are compared
        ("95.255", "95.26", 1, 3),  # 95.3 and 95.26 are above the goal
        ("-0.02", "0", 1, 2),
        ("99.96", "100", 1, 2),
        ("0.4", "0", 0, 1),
    ],
)
def test_a_number_is_shown_on_its_own_side_of_its_goal(
    number: str, goal: str, least: int, expected: int
) -> None:
    assert places_apart(least, [Decimal(number)], [Decimal(goal)]) == expected


@pytest.mark.parametrize(
    ("number", "goal", "side", "expected"),
    [
        ("104.201", "104.2", Direction.AT_LEAST, 1),  # a surplus may look like its goal
        ("104.199", "104.2", Direction.AT_LEAST, 3),
        ("95.02", "95", Direction.AT_MOST, 2),
        ("94.98", "95", Direction.AT_MOST, 1),
        ("0.001", "0", Direction.AT_LEAST, 1),
        ("-0.001", "0", Direction.AT_LEAST, 3),
    ],
)
def test_only_a_miss_takes_more_decimals(number: str, goal: str, side: Direction, expected: int) -> None:
    assert places_apart(1, [Decimal(number)], [Decimal(goal)], side) == expected


def test_words_and_missing_goals_take_no_decimals() -> None:
    assert places_apart(1, [NONE, Decimal("94.98"), None], [None]) == 1
    assert places_apart(1, [Decimal(3), Decimal("94.98")], [Decimal(95), None]) == 2
