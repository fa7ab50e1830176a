"""The shipped plan against the notice, every check of the tables at its place, and the workbook."""

import csv
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cascade.formula.measure import Measure
from cascade.indicators import Direction, Pace
from cascade.model import RoundKind
from cascade.plan import Loaded, PlanError, load
from cascade.plan.plan_workbook import write_workbook
from cascade.plan.tables import TABLES
from tests.support import kinds
from tests.support.forked import PROJECT

SHIPPED = PROJECT / "plans" / "zhejiang-2020"
NOTICE = PROJECT / "tests" / "data" / "notice_targets_2020.csv"
CITIES = ["杭州", "宁波", "温州", "湖州", "嘉兴", "绍兴", "金华", "衢州", "舟山", "台州", "丽水"]

Place = tuple[str, int | None, str | None]


def notice() -> list[list[str]]:
    with NOTICE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def shipped() -> Loaded:
    return load(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "plan"))


def rows_of(folder: Path, table: str) -> list[list[str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write_rows(folder: Path, table: str, rows: list[list[str]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def put(folder: Path, table: str, row: int, column: str, text: str) -> None:
    """Type a text into a cell, by the row number a spreadsheet shows."""
    rows = rows_of(folder, table)
    rows[row - 1][rows[0].index(column)] = text
    write_rows(folder, table, rows)


def append(folder: Path, table: str, *cells: str) -> None:
    write_rows(folder, table, [*rows_of(folder, table), list(cells)])


def drop(folder: Path, table: str, row: int) -> None:
    rows = rows_of(folder, table)
    del rows[row - 1]
    write_rows(folder, table, rows)


def problems(path: Path) -> list[tuple[Place, str]]:
    with pytest.raises(PlanError) as caught:
        load(path)
    return [((each.file, each.row, each.column), each.message) for each in caught.value.problems]


# The shipped plan


def test_every_target_stands_as_the_notice_prints_it(shipped: Loaded) -> None:
    printed = notice()
    assert printed[0] == ["序号", "关键性量化指标", *CITIES, "省级牵头单位"]
    assert [city.name for city in shipped.plan.cities] == [f"{city}市" for city in CITIES]
    for line, indicator in zip(printed[1:], shipped.plan.indicators, strict=True):
        targets = [shipped.plan.target(indicator.code, city.code) for city in shipped.plan.cities]
        texts = [target.text for target in targets if target]
        assert [str(indicator.number), indicator.name, *texts, indicator.lead] == line
        values = [target.value for target in targets if target]
        assert values == [Decimal(re.match(r"[0-9.]+", text)[0]) for text in texts]  # type: ignore[index]
    assert len(shipped.plan.targets) == 18 * 11


def test_targets_stand_in_the_notices_order(shipped: Loaded) -> None:
    codes = [city.code for city in shipped.plan.cities]
    expected = [(f"K{number:02}", code) for number in range(1, 19) for code in codes]
    assert [(target.indicator, target.region) for target in shipped.plan.targets] == expected


def test_indicators_of_the_shipped_plan(shipped: Loaded) -> None:
    indicators = shipped.plan.indicators
    units = ["%"] * 5 + ["台", "家", "个", "家", "亿元", "家", "个", "家", "个", "家", "家", "万吨", "万亩"]
    headlines = [10, 10, 7, 60, 45, 10000, 400000, 200, 150, 300, 1000, 200, 300, 700, 1000, 10000, 100, 10]
    assert [indicator.unit for indicator in indicators] == units
    assert [indicator.headline for indicator in indicators] == headlines
    assert [indicator.decimals for indicator in indicators] == [1] * 5 + [0] * 4 + [1] + [0] * 6 + [2, 2]
    assert [each.code for each in indicators if each.pace is Pace.YEAR_END] == ["K13"]
    assert [each.code for each in indicators if not each.reconcile] == ["K07"]
    assert {each.direction for each in indicators} == {Direction.AT_LEAST}
    assert [each.code for each in indicators if each.is_rate] == ["K01", "K02", "K03", "K04", "K05"]
    fractions = [each.code for each in indicators if Measure.parse(each.measure).is_fraction_of_sums]
    assert fractions == ["K01", "K02", "K04", "K05"]
    assert [each.code for each in indicators if each.definition] == ["K07"]
    assert [len(each.inputs) for each in indicators] == [2, 2, 4, 2, 2] + [1] * 13
    assert not any(each.negative for each in shipped.plan.input.values())


def test_regions_of_the_shipped_plan(shipped: Loaded) -> None:
    counties = {city.name: shipped.plan.counties(city.code) for city in shipped.plan.cities}
    assert [len(each) for each in counties.values()] == [13, 10, 12, 5, 7, 6, 9, 6, 4, 9, 9]
    assert sum(map(len, counties.values())) == 90
    assert len(shipped.plan.regions) == 1 + 11 + 90
    assert [county.name for county in counties["舟山市"]] == ["定海区", "普陀区", "岱山县", "嵊泗县"]
    assert ("330383", "龙港市") in [(county.code, county.name) for county in counties["温州市"]]
    assert all(
        county.code[:4] == city.code[:4]
        for city in shipped.plan.cities
        for county in shipped.plan.counties(city.code)
    )


def test_rounds_and_settings_of_the_shipped_plan(shipped: Loaded) -> None:
    plan = shipped.plan
    assert [(each.id, each.kind, each.name, each.as_of, each.due) for each in plan.rounds] == [
        ("breakdown", RoundKind.BREAKDOWN, "目标分解", None, date(2020, 5, 30)),
        ("progress-2020-06-30", RoundKind.PROGRESS, "上半年进展", date(2020, 6, 30), date(2020, 7, 10)),
        ("progress-2020-09-30", RoundKind.PROGRESS, "前三季度进展", date(2020, 9, 30), date(2020, 10, 15)),
        ("progress-2020-12-31", RoundKind.PROGRESS, "全年进展", date(2020, 12, 31), date(2021, 1, 15)),
    ]
    assert (plan.id, plan.document, plan.start, plan.end, plan.province) == (
        "zhejiang-2020",
        "浙转升办〔2020〕9号",
        date(2020, 1, 1),
        date(2020, 12, 31),
        "330000",
    )
    assert (plan.spare_rows, plan.on_schedule, plan.behind) == (5, Decimal(0), Decimal(-10))
    addresses = [address for office in plan.offices for address in (*office.to, *office.cc)]
    assert len(plan.offices) == 11
    assert all(address.endswith("@example.invalid") for address in addresses)


def test_sharing_out_more_than_the_headline_is_mentioned(shipped: Loaded) -> None:
    assert shipped.mentions == (
        "第 13 项“传统制造业新认定高新技术企业300家”：各地合计 306，比总目标 300 多 6。数没有写错就不用处理",
        "第 17 项“全省腾出用能100万吨标准煤”：各地合计 104.14，比总目标 100 多 4.14。数没有写错就不用处理",
    )


def test_the_files_open_rightly_in_excel_and_in_git() -> None:
    for file in SHIPPED.glob("*.csv"):
        content = file.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content


# Faults, each with exactly the places it is reported at

Edit = Callable[[Path], object]


def several(*edits: Edit) -> Edit:
    return lambda folder: [edit(folder) for edit in edits]


FAULTS: dict[str, tuple[Edit, list[tuple[Place, str]]]] = {
    "missing table": (
        lambda folder: (folder / "offices.csv").unlink(),
        [(("offices.csv", None, None), "缺少 offices 表")],
    ),
    "missing and unknown column": (
        lambda folder: put(folder, "targets", 1, "target", "goal"),
        [(("targets.csv", 1, "target"), "缺少这一列"), (("targets.csv", 1, "goal"), "不认识这一列")],
    ),
    "column twice": (
        lambda folder: write_rows(folder, "offices", [[*row, row[1]] for row in rows_of(folder, "offices")]),
        [(("offices.csv", 1, "name"), "出现了两次")],
    ),
    "cells beyond the header": (
        lambda folder: append(folder, "regions", "330199", "某区", "330100", "备注"),
        [(("regions.csv", 104, None), "“备注”所在的列没有表头")],
    ),
    "empty file": (
        lambda folder: (folder / "rounds.csv").write_text("", encoding="utf-8"),
        [(("rounds.csv", 1, name), "缺少这一列") for name in ("id", "kind", "name", "due")],
    ),
    "no rows": (
        lambda folder: write_rows(folder, "rounds", rows_of(folder, "rounds")[:1]),
        [(("rounds.csv", None, None), "表中还没有内容")],
    ),
    "unknown key": (
        lambda folder: append(folder, "plan", "owner", "某人"),
        [(("plan.csv", 12, "key"), "不认识项目“owner”")],
    ),
    "key twice": (
        lambda folder: append(folder, "plan", "year", "2021"),
        [(("plan.csv", 12, "key"), "“year”与第 7 行重复")],
    ),
    "key missing": (
        lambda folder: drop(folder, "plan", 3),
        [(("plan.csv", None, "key"), "方案名称（title）是空的，应为方案的全称；请补上")],
    ),
    "required cell empty": (
        lambda folder: put(folder, "indicators", 2, "name", " "),
        [(("indicators.csv", 2, "name"), "指标名称（name）是空的")],
    ),
    "year no number": (
        lambda folder: put(folder, "plan", 7, "value", "二〇二〇"),
        [(("plan.csv", 7, "value"), "写的是“二〇二〇”，应为从 1990 到 2100 的年份")],
    ),
    "year out of range": (
        lambda folder: put(folder, "plan", 7, "value", "202"),
        [(("plan.csv", 7, "value"), "写的是“202”")],
    ),
    "province unknown": (
        lambda folder: put(folder, "plan", 8, "value", "320000"),
        [
            (("plan.csv", 8, "value"), "regions 表中没有代码“320000”"),
        ],
    ),
    "thresholds crossed": (
        lambda folder: put(folder, "plan", 11, "value", "5"),
        [(("plan.csv", 11, "value"), "behind（5）高于 on_schedule（0）")],
    ),
    "decimals not whole": (
        lambda folder: put(folder, "indicators", 2, "decimals", "1.5"),
        [(("indicators.csv", 2, "decimals"), "写的是“1.5”，应为0 至 6 之间的整数")],
    ),
    "unknown word": (
        lambda folder: put(folder, "indicators", 2, "direction", "大概"),
        [(("indicators.csv", 2, "direction"), "写的是“大概”，应为“至少”、“至多”、“区间”之一")],
    ),
    "no boolean": (
        lambda folder: put(folder, "indicators", 2, "reconcile", "看情况"),
        [(("indicators.csv", 2, "reconcile"), "应为“是”、“否”之一")],
    ),
    "code in small letters": (
        lambda folder: append(
            folder, "indicators", "k19", "19", "某", "家", "0", "厅", "至少", "", "", "均衡", "k19a", "", "否"
        ),
        [
            (("indicators.csv", 20, "code"), "写的是“k19”，应为大写字母加数字"),
            (("indicators.csv", 20, "measure"), "k19a 不是指标 k19 的填报项"),
            (("targets.csv", None, None), "缺少 k19 对 杭州市、宁波市、"),
        ],
    ),
    "code twice": (
        lambda folder: put(folder, "inputs", 15, "code", "K06a"),
        [
            (("indicators.csv", 8, "measure"), "K07a 不是指标 K07 的填报项"),
            (("inputs.csv", 15, "code"), "“K06a”与第 14 行重复"),
            (("inputs.csv", 15, "code"), "K06a 没有用在指标 K07 的算式“K07a”里"),
        ],
    ),
    "number twice": (
        lambda folder: put(folder, "indicators", 3, "number", "1"),
        [(("indicators.csv", 3, "number"), "“1”与第 2 行重复")],
    ),
    "target twice": (
        lambda folder: append(folder, "targets", "K01", "330100", "10%以上"),
        [(("targets.csv", 200, "region"), "“K01、330100”与第 2 行重复")],
    ),
    "city name twice": (
        lambda folder: put(folder, "regions", 4, "name", "杭州市"),
        [(("regions.csv", 4, "name"), "“330000、杭州市”与第 3 行重复")],
    ),
    "measure unreadable": (
        lambda folder: put(folder, "indicators", 2, "measure", "(K01a / K01b - 1 * 100"),
        [(("indicators.csv", 2, "measure"), "看不懂：第 1 个字符的左括号没有对应的右括号")],
    ),
    "input of another indicator": (
        lambda folder: put(folder, "indicators", 2, "measure", "(K01a / K02b - 1) * 100"),
        [
            (("indicators.csv", 2, "measure"), "K02b 不是指标 K01 的填报项"),
            (("inputs.csv", 3, "code"), "K01b 没有用在指标 K01 的算式"),
        ],
    ),
    "unused input": (
        lambda folder: append(folder, "inputs", "K01c", "K01", "某数", "家", "0", "否"),
        [(("inputs.csv", 27, "code"), "K01c 没有用在指标 K01 的算式")],
    ),
    "input of an unknown indicator": (
        lambda folder: append(folder, "inputs", "K99a", "K99", "某数", "家", "0", "否"),
        [(("inputs.csv", 27, "indicator"), "indicators 表中没有代码“K99”")],
    ),
    "inputs out of order": (
        lambda folder: put(folder, "indicators", 5, "measure", "K04b / K04a * 100"),
        [(("indicators.csv", 5, "measure"), "依次为 K04a、K04b")],
    ),
    "amount of several inputs": (
        several(
            lambda folder: put(folder, "indicators", 7, "measure", "K06a + K06b"),
            lambda folder: append(folder, "inputs", "K06b", "K06", "某数", "台", "0", "否"),
        ),
        [(("indicators.csv", 7, "measure"), "数量指标的算式应只是一个填报项，如 K06a")],
    ),
    "amount's input in another unit": (
        lambda folder: put(folder, "inputs", 14, "unit", "个"),
        [(("inputs.csv", 14, "unit"), "填报项单位应与指标相同，即“台”")],
    ),
    "amount's input with other decimals": (
        lambda folder: put(folder, "inputs", 18, "decimals", "2"),
        [(("inputs.csv", 18, "decimals"), "小数位数应与指标相同，即“1”")],
    ),
    "headline with a raised digit": (
        lambda folder: put(folder, "indicators", 7, "headline", "10000²"),
        [(("indicators.csv", 7, "headline"), "以计量单位计的数")],
    ),
    "target with a circled note": (
        lambda folder: put(folder, "targets", 57, "target", "1300①台"),
        [(("targets.csv", 57, "target"), "应为以“台”计的数")],
    ),
    "headline with too many decimals": (
        lambda folder: put(folder, "indicators", 7, "headline", "9999.5"),
        [(("indicators.csv", 7, "headline"), "小数多于本指标规定的 0 位")],
    ),
    "headline to reconcile with is empty": (
        lambda folder: put(folder, "indicators", 7, "headline", ""),
        [(("indicators.csv", 7, "headline"), "总目标是空的，却要与它核对")],
    ),
    "target in another unit": (
        lambda folder: put(folder, "targets", 57, "target", "1300个"),
        [(("targets.csv", 57, "target"), "写的是“1300个”，应为以“台”计的数，可以写 10台、10台以上、")],
    ),
    "all targets in another unit than the indicator": (
        several(
            lambda folder: put(folder, "indicators", 7, "unit", "万台套"),
            lambda folder: put(folder, "inputs", 14, "unit", "万台套"),
        ),
        [
            (
                ("indicators.csv", 7, "unit"),
                "K06（传统制造业新增工业机器人10000台）的计量单位写的是“万台套”，而 11 处目标写的都是“台”；"
                "请把计量单位改为“台”，或把这些目标改为以“万台套”计",
            )
        ],
    ),
    "all targets in another unit, one in words": (
        several(
            lambda folder: put(folder, "indicators", 7, "unit", "万台套"),
            lambda folder: put(folder, "inputs", 14, "unit", "万台套"),
            lambda folder: put(folder, "targets", 57, "target", "待定"),
        ),
        [
            (("indicators.csv", 7, "unit"), "而 10 处目标写的都是“台”"),
            (("targets.csv", 57, "target"), "写的是“待定”，应为以“万台套”计的数"),
        ],
    ),
    "targets in two other units": (
        several(
            lambda folder: put(folder, "targets", 57, "target", "1300个"),
            lambda folder: put(folder, "targets", 58, "target", "1450套"),
        ),
        [
            (("targets.csv", 57, "target"), "写的是“1300个”，应为以“台”计的数"),
            (("targets.csv", 58, "target"), "写的是“1450套”，应为以“台”计的数"),
        ],
    ),
    "target in Chinese digits": (
        lambda folder: put(folder, "targets", 57, "target", "一千三百"),
        [(("targets.csv", 57, "target"), "应为以“台”计的数（是否应为 1300台？），可以写 10台、")],
    ),
    "target in words": (
        lambda folder: put(folder, "targets", 57, "target", "待定"),
        [(("targets.csv", 57, "target"), "写的是“待定”")],
    ),
    "target with too many decimals": (
        lambda folder: put(folder, "targets", 101, "target", "104.25亿元"),
        [(("targets.csv", 101, "target"), "小数多于指标 K10 规定的 1 位")],
    ),
    "target against the direction": (
        lambda folder: put(folder, "targets", 2, "target", "10%以下"),
        [(("targets.csv", 2, "target"), "而指标 K01 的方向是“至少”")],
    ),
    "target missing": (
        lambda folder: drop(folder, "targets", 57),
        [(("targets.csv", None, None), "缺少 K06 对 杭州市 的目标；请补上，不下达的也请写上")],
    ),
    "target of a county": (
        lambda folder: append(folder, "targets", "K06", "330102", "100台"),
        [(("targets.csv", 200, "region"), "“330102”不是填报单位")],
    ),
    "target of an unknown region": (
        lambda folder: append(folder, "targets", "K06", "339900", "100台"),
        [(("targets.csv", 200, "region"), "regions 表中没有代码“339900”")],
    ),
    "target of an unknown indicator": (
        lambda folder: append(folder, "targets", "K60", "330100", "100台"),
        [(("targets.csv", 200, "indicator"), "indicators 表中没有代码“K60”")],
    ),
    "shortfall": (
        lambda folder: put(folder, "targets", 57, "target", "1299台"),
        [(("indicators.csv", 7, "headline"), "各地合计 9999，比总目标 10000 少 1；请核对各地目标")],
    ),
    "floor below the headline": (
        lambda folder: put(folder, "targets", 2, "target", "9.5%以上"),
        [(("targets.csv", 2, "target"), "写的是“9.5%以上”，低于总目标 10%")],
    ),
    "second root": (
        lambda folder: append(folder, "regions", "340000", "安徽省", ""),
        [(("regions.csv", 104, "parent"), "“340000”没有上级地区，只有本级（330000）可以没有")],
    ),
    "unknown parent": (
        lambda folder: put(folder, "regions", 14, "parent", "330190"),
        [(("regions.csv", 14, "parent"), "regions 表中没有代码“330190”")],
    ),
    "level too many": (
        lambda folder: put(folder, "regions", 15, "parent", "330102"),
        [(("regions.csv", 15, "parent"), "上级“330102”不是本级或填报单位")],
    ),
    "own parent": (
        lambda folder: put(folder, "regions", 15, "parent", "330103"),
        [(("regions.csv", 15, "parent"), "上级“330103”不是本级或填报单位")],
    ),
    "city without counties": (
        several(
            lambda folder: append(folder, "regions", "331200", "某某市", "330000"),
            *[
                lambda folder, code=f"K{number:02}": append(folder, "targets", code, "331200", "/")
                for number in range(1, 19)
            ],
        ),
        [(("regions.csv", 104, "code"), "某某市没有所属的下级地区")],
    ),
    "code of a spare row": (
        lambda folder: append(folder, "regions", "330100A1", "某开发区", "330100"),
        [(("regions.csv", 104, "code"), "“330100A1”与备用行的代码相同")],
    ),
    "progress without a day": (
        lambda folder: put(folder, "rounds", 3, "as_of", ""),
        [(("rounds.csv", 3, "as_of"), "数据截止日（as_of）是空的")],
    ),
    "progress of another year": (
        lambda folder: put(folder, "rounds", 3, "as_of", "2019-06-30"),
        [(("rounds.csv", 3, "as_of"), "应为方案期内（2020-01-01 至 2020-12-31）的日期")],
    ),
    "due before its day": (
        lambda folder: put(folder, "rounds", 3, "due", "2020-06-10"),
        [(("rounds.csv", 3, "due"), "报送期限早于数据截止日 2020-06-30")],
    ),
    "no date": (
        lambda folder: put(folder, "rounds", 3, "due", "7月10日"),
        [(("rounds.csv", 3, "due"), "写的是“7月10日”，应为日期，如 2020-07-10")],
    ),
    "no such date": (
        lambda folder: put(folder, "rounds", 3, "due", "2020-06-31"),
        [(("rounds.csv", 3, "due"), "写的是“2020-06-31”")],
    ),
    "round twice": (
        lambda folder: put(folder, "rounds", 3, "id", "breakdown"),
        [(("rounds.csv", 3, "id"), "“breakdown”与第 2 行重复")],
    ),
    "round id unfit for a folder": (
        lambda folder: put(folder, "rounds", 3, "id", "../上半年"),
        [(("rounds.csv", 3, "id"), "写的是“../上半年”")],
    ),
    "addresses with a comma": (
        lambda folder: put(folder, "offices", 2, "to", "a@example.invalid,b@example.invalid"),
        [(("offices.csv", 2, "to"), "应为邮箱地址，几个地址之间用分号隔开")],
    ),
    "address over two lines": (
        lambda folder: put(folder, "offices", 2, "cc", "a@example.invalid\nBcc: b@example.invalid"),
        [(("offices.csv", 2, "cc"), "应为邮箱地址")],
    ),
    "office of an unknown region": (
        lambda folder: append(folder, "offices", "339900", "某办", "", ""),
        [(("offices.csv", 13, "region"), "regions 表中没有代码“339900”")],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_reported_at_its_places_and_nowhere_else(folder: Path, fault: str) -> None:
    edit, expected = FAULTS[fault]
    edit(folder)
    found = problems(folder)
    assert [place for place, _ in found] == [place for place, _ in expected], found
    for (_, message), (_, fragment) in zip(found, expected, strict=True):
        assert fragment in message


@pytest.mark.parametrize("fault", FAULTS)
def test_messages_are_chinese(folder: Path, fault: str) -> None:
    FAULTS[fault][0](folder)
    known = {name for table in TABLES for name in (table.name, *table.headers)}
    known |= {column.name for table in TABLES for column in table.columns}
    for _, message in problems(folder):
        unquoted = re.sub(r"“[^”]*”", "", message)
        assert set(re.findall(r"[A-Za-z_]{4,}", unquoted)) <= known | {"progress", "zhejiang"}
        assert "None" not in message


def test_all_faults_are_reported_at_once_in_the_order_of_the_tables(folder: Path) -> None:
    put(folder, "offices", 2, "to", "nobody")
    put(folder, "targets", 57, "target", "1300个")
    put(folder, "indicators", 3, "decimals", "")
    put(folder, "plan", 7, "value", "")
    assert [place for place, _ in problems(folder)] == [
        ("plan.csv", 7, "value"),
        ("indicators.csv", 3, "decimals"),
        ("targets.csv", 57, "target"),
        ("offices.csv", 2, "to"),
    ]


def test_a_problem_reads_well(folder: Path) -> None:
    put(folder, "targets", 57, "target", "1300个")
    with pytest.raises(PlanError) as caught:
        load(folder)
    assert str(caught.value) == (
        "方案中有 1 处需要改正：\n"
        "  targets.csv 第 57 行 target 列：写的是“1300个”，应为以“台”计的数，可以写 10台、10台以上、"
        "≥10台、不低于10台、10台以下、控制在10台以内、6台—8台、下降10台、0，不下达的写“/”；请改正"
    )


# What is taken although it looks different


def test_values_an_office_may_write_differently(folder: Path, shipped: Loaded) -> None:
    put(folder, "targets", 57, "target", " １３００ 台 ")
    put(folder, "targets", 58, "target", "1450")
    put(folder, "targets", 59, "target", "≥1000台")
    put(folder, "rounds", 3, "due", "2020/7/10")
    put(folder, "rounds", 4, "due", "2020年10月15日")
    put(folder, "rounds", 2, "kind", "分解")
    put(folder, "indicators", 14, "pace", "年末")
    put(folder, "indicators", 2, "direction", "至少")
    put(folder, "indicators", 8, "reconcile", "FALSE")
    put(folder, "indicators", 9, "reconcile", "1")
    put(folder, "offices", 2, "to", "hangzhou@example.invalid； hangzhou-jingxin@example.invalid;")
    put(folder, "offices", 3, "name", "")
    plan = load(folder).plan
    targets = plan.targets[55:58]
    assert [target.text for target in targets] == ["１３００ 台", "1450", "≥1000台"]
    assert [target.value for target in targets] == [1300, 1450, 1000]
    ningbo = plan.offices[1]
    assert (ningbo.region, ningbo.name) == ("330200", "")
    offices = (plan.offices[0], shipped.plan.offices[1], *plan.offices[2:])
    same = plan.model_copy(update={"targets": shipped.plan.targets, "offices": offices})
    assert same == shipped.plan


def test_a_target_that_is_not_set(folder: Path) -> None:
    put(folder, "targets", 142, "target", "/")  # K13 of 舟山: 5 of the 6 beyond the headline
    loaded = load(folder)
    assert loaded.plan.target("K13", "330900") is None
    assert loaded.excesses[0] == (
        "第 13 项“传统制造业新认定高新技术企业300家”：各地合计 301，比总目标 300 多 1。数没有写错就不用处理"
    )


def test_at_most_is_mirrored(folder: Path) -> None:
    put(folder, "indicators", 7, "direction", "at_most")
    put(folder, "targets", 57, "target", "1299台")
    assert load(folder).excesses[0] == (
        "第 6 项“传统制造业新增工业机器人10000台”：各地合计 9999，比总目标 10000 少 1。数没有写错就不用处理"
    )
    put(folder, "targets", 57, "target", "1301台以下")
    assert problems(folder) == [
        (("indicators.csv", 7, "headline"), "各地合计 10001，比总目标 10000 多 1；请核对各地目标")
    ]


def test_cities_without_mail_are_mentioned(folder: Path) -> None:
    put(folder, "offices", 3, "to", "")
    put(folder, "offices", 5, "to", "")
    drop(folder, "offices", 2)
    assert load(folder).unreachable == (
        "杭州市：offices 表中没有联系单位，不能直接发送邮件，只能写成草稿；要直接发送的请在 offices 表中补上",
        "宁波市、湖州市：联系单位没有收件邮箱，不能直接发送邮件，只能写成草稿；"
        "要直接发送的请在 offices 表中补上",
    )


def test_many_cities_without_mail_are_counted(folder: Path) -> None:
    for _ in range(11):
        drop(folder, "offices", 2)
    assert load(folder).unreachable == (
        "杭州市、宁波市、温州市、湖州市、嘉兴市 等 11 个：offices 表中没有联系单位，"
        "不能直接发送邮件，只能写成草稿；要直接发送的请在 offices 表中补上",
    )


def test_blank_rows_and_columns_keep_the_row_numbers(folder: Path) -> None:
    path = folder / "targets.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    lines[56] = "K06,330100,1300个"
    path.write_text("\n".join([lines[0] + ",,", "", ",,,,", *lines[1:], ""]), encoding="utf-8")
    assert [place for place, _ in problems(folder)] == [("targets.csv", 59, "target")]


def test_columns_may_stand_in_any_order(folder: Path, shipped: Loaded) -> None:
    for file in folder.glob("*.csv"):
        write_rows(folder, file.stem, [row[::-1] for row in rows_of(folder, file.stem)])
    assert load(folder) == shipped


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_of_excel(folder: Path, shipped: Loaded, encoding: str, newline: str) -> None:
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8-sig").replace("\n", newline)
        path.write_bytes(text.encode(encoding))
    assert load(folder) == shipped


def test_files_that_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    assert "找不到" in problems(tmp_path / "none")[0][1]
    (folder / "rounds.csv").write_bytes(b"\xff\xff\xff")
    assert problems(folder) == [
        (
            ("rounds.csv", None, None),
            "文件编码无法识别；请在 Excel 或 WPS 中打开后另存为“CSV UTF-8（逗号分隔）”",
        )
    ]
    (folder / "rounds.csv").write_text('id,kind,name,as_of,due\n"breakdown,', encoding="utf-8")
    assert "不成对的英文引号" in problems(folder)[0][1]
    for name, fragment in (("plan.xls", "另存为 .xlsx"), ("broken.xlsx", "可能已损坏")):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
        [(place, message)] = problems(tmp_path / name)
        assert place == (name, None, None)
        assert fragment in message


# The workbook


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook as earlier versions wrote it: a sheet a table, named and headed like the CSV files."""
    book = openpyxl.Workbook()
    book.active.title = "说明"  # type: ignore[union-attr]
    for table in TABLES:
        if not (SHIPPED / f"{table.name}.csv").exists():
            continue
        sheet = book.create_sheet(table.name)
        for row in rows_of(SHIPPED, table.name):
            sheet.append(row)
    path = tmp_path / "方案.xlsx"
    book.save(path)
    return path


def test_the_workbook_loads_equal(workbook: Path, shipped: Loaded) -> None:
    assert load(workbook) == shipped
    assert [path.name for path in workbook.parent.iterdir()] == ["方案.xlsx"]  # no temporary file left


def test_numbers_and_dates_typed_as_such_read_as_meant(workbook: Path, shipped: Loaded) -> None:
    book = openpyxl.load_workbook(workbook)
    plan, regions = book["plan"], book["regions"]
    plan["B7"], plan["B8"], plan["B9"] = 2020, 330000.0, 5.0
    for row in range(2, regions.max_row + 1):
        regions[f"A{row}"] = int(str(regions[f"A{row}"].value))
    book["rounds"]["E2"] = date(2020, 5, 30)
    book["indicators"]["M2"] = True
    book["targets"]["C102"] = 52.0
    book["targets"]["C182"] = 12.2
    book.save(workbook)
    replace_in_parts(workbook, b"<v>12.2</v>", b"<v>12.199999999999999</v>")  # as Excel stores 12.2
    loaded = load(workbook).plan
    targets = [loaded.target("K10", "330200"), loaded.target("K17", "330400")]
    assert [(target.text, target.value) for target in targets if target] == [
        ("52", Decimal(52)),
        ("12.2", Decimal("12.2")),
    ]
    assert loaded.model_copy(update={"targets": shipped.plan.targets}) == shipped.plan


def test_a_full_width_percent_sign_is_the_same_unit(folder: Path, shipped: Loaded) -> None:
    put(folder, "indicators", 2, "unit", "％")
    assert load(folder).plan == shipped.plan


def test_a_number_in_a_percent_format_reads_as_it_is_seen(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    targets, indicators = book["targets"], book["indicators"]
    for cell, number, code in (("C2", 0.1, "0%"), ("C3", 0.125, "0.0%"), ("C57", 1300, '#,##0"台"')):
        targets[cell], targets[cell].number_format = number, code
    book.save(workbook)
    loaded = load(workbook).plan
    found = [loaded.target(*key) for key in (("K01", "330100"), ("K01", "330200"), ("K06", "330100"))]
    assert [(each.value, each.text) for each in found if each] == [
        (Decimal(10), "10%"),
        (Decimal("12.5"), "12.5%"),
        (Decimal(1300), "1300"),
    ]
    indicators["L2"], indicators["L2"].number_format = 0.1, "0%"
    book.save(workbook)
    assert problems(workbook) == [
        (
            ("方案.xlsx 工作表 indicators", 2, "headline"),
            "写的是“10%”，应为以计量单位计的数，不带单位；请改正",
        )
    ]


@pytest.mark.parametrize(
    ("number", "code", "written"),
    [
        (0.5, "0%", "50%"),
        (13, '0"00"', "13（显示为“1300”）"),
        (1300, '0.0,"千"', "1300（显示为“1.3千”）"),
        (1300, '"已定"', "1300（显示为“已定”）"),
        (1300, ";;;", "1300（显示为“”）"),
        (1e300, "0", "1e+300"),
    ],
)
def test_a_target_that_is_seen_otherwise_is_refused(
    workbook: Path, number: float, code: str, written: str
) -> None:
    book = openpyxl.load_workbook(workbook)
    cell = book["targets"]["C57"]
    cell.value, cell.number_format = number, code
    book.save(workbook)
    (((_, row, column), message),) = problems(workbook)
    assert (row, column) == (57, "target")
    assert message.startswith(f"写的是“{written}”，应为以“台”计的数")


def replace_in_parts(workbook: Path, old: bytes, new: bytes) -> None:
    """Put bytes in the place of others that stand exactly once in the workbook's parts."""
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert sum(content.count(old) for content in parts.values()) == 1
    with zipfile.ZipFile(workbook, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(old, new))


def test_a_fault_in_the_workbook_names_its_sheet(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["targets"]["C57"] = "1300个"
    book["targets"]["C58"] = "=A1"
    book["indicators"]["L2"] = "#REF!"
    book["indicators"]["L2"].data_type = "e"
    del book["offices"]
    book.save(workbook)
    assert problems(workbook) == [
        (("方案.xlsx 工作表 offices", None, None), "缺少 offices 表（联系单位），请补上")
    ]
    book.create_sheet("offices").append(["region", "name", "to", "cc"])
    book.save(workbook)
    assert [place for place, _ in problems(workbook)] == [
        ("方案.xlsx 工作表 indicators", 2, "headline"),
        ("方案.xlsx 工作表 targets", 57, "target"),
        ("方案.xlsx 工作表 targets", 58, "target"),
    ]


def test_a_folder_may_hold_the_workbook_instead_but_not_besides(
    folder: Path, workbook: Path, shipped: Loaded
) -> None:
    alone = folder.parent / "alone"
    alone.mkdir()
    shutil.copy(workbook, alone / "plan.xlsx")
    assert load(alone) == shipped
    shutil.copy(workbook, folder / "plan.xlsx")
    [(place, message)] = problems(folder)
    assert place == (str(folder), None, None)
    assert "无法判断以哪个为准" in message
    assert load(folder / "plan.xlsx") == shipped


def test_nothing_heavy_is_imported_before_a_plan_is_loaded() -> None:
    heavy = "{'pandas', 'openpyxl', 'xlsxwriter'}"
    code = f"import sys, cascade.plan; sys.exit(bool({heavy} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], cwd=SHIPPED.parent.parent, check=True)


# Another province


def test_a_plan_of_another_province_with_forty_indicators(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    cities, numbers = ["320100", "320200", "320300"], range(1, 41)
    headers = {table.name: list(table.headers) for table in TABLES}
    settings = {"id": "js", "title": "某方案", "issuer": "某办", "year": "2026", "province": "320000"}
    write_rows(other, "plan", [headers["plan"], *[[*item] for item in settings.items()]])
    write_rows(other, "rounds", [headers["rounds"][:5], ["r1", "进展", "一季度", "2026-03-31", "2026-04-10"]])
    indicators = [
        f"ZB{n},{n},指标{n},家,1,某厅,至多,,,even,{f'ZB{n}a / ZB{n}b' if n % 2 else f'ZB{n}a'},,否".split(",")
        for n in numbers
    ]
    write_rows(other, "indicators", [headers["indicators"][:13], *indicators])
    inputs = [
        [f"ZB{n}{letter}", f"ZB{n}", f"填报项{letter}", "家", "1", ""]
        for n in numbers
        for letter in ("ab" if n % 2 else "a")
    ]
    write_rows(other, "inputs", [headers["inputs"], *inputs])
    targets = [[f"ZB{n}", city, "10.5家以下"] for n in numbers for city in cities]
    write_rows(other, "targets", [headers["targets"], *targets])
    regions = [["320000", "江苏省", ""], *[[city, f"城{city}", "320000"] for city in cities]]
    counties = [
        [f"{city[:4]}06", "鼓楼区", city] for city in cities
    ]  # as in 南京 and 徐州: one name in two cities
    write_rows(other, "regions", [headers["regions"], *regions, *counties])
    write_rows(other, "offices", [headers["offices"]])
    loaded = load(other)
    assert (len(loaded.plan.indicators), len(loaded.plan.targets)) == (40, 120)
    assert loaded.mentions == (
        "城320100、城320200、城320300：offices 表中没有联系单位，不能直接发送邮件，只能写成草稿；"
        "要直接发送的请在 offices 表中补上",
    )
    write_workbook(other, tmp_path / "other.xlsx")
    assert load(tmp_path / "other.xlsx").plan == loaded.plan


def test_a_plan_of_two_levels_has_no_breakdown(tmp_path: Path) -> None:
    indicators, targets = [kinds.amount(1, "新增就业")], {"K01": ("3", "2", "1")}
    assert load(kinds.write_kinds(tmp_path / "towns", indicators, targets)).plan.two_levels
    folder = kinds.write_kinds(tmp_path / "plan", indicators, targets)
    append(folder, "rounds", "breakdown", "breakdown", "目标分解", "", "2020-05-30")
    assert problems(folder) == [
        (
            ("rounds.csv", 4, "kind"),
            "方案只有两级，各地区没有下级，目标不再分解；请删去这个分解批次，"
            "要分解到下级的，请在 regions 表中补上下级地区",
        )
    ]
