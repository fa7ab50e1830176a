"""A new plan: the regions that are there already, the examples, and what an office fills in."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cascade.errors import Wrong
from cascade.model import RoundKind
from cascade.plan import PlanError, load
from cascade.plan.new_plan import EXAMPLES, new_plan
from cascade.plan.plan_workbook import write_drafted, write_tables
from cascade.plan.tables import TABLES
from tests.support.validator import validate


def names(region: str) -> list[tuple[str, str, str]]:
    return [(row["code"], row["name"], row["parent"]) for row in new_plan(region).tables["regions"]]


def test_a_province_brings_its_cities_and_their_counties() -> None:
    found = names("350000")
    assert found[:3] == [
        ("350000", "福建省", ""),
        ("350100", "福州市", "350000"),
        ("350200", "厦门市", "350000"),
    ]
    assert found[10] == ("350102", "鼓楼区", "350100")
    assert len(found) == 1 + 9 + 84
    settings = new_plan("350000").tables["plan"][0]
    assert settings == {"unit_level": "设区市", "leaf_level": "县（市、区）", "province": "350000"}


def test_a_city_brings_its_counties() -> None:
    found = names("350100")
    assert found[0] == ("350100", "福州市", "")
    assert found[1] == ("350102", "鼓楼区", "350100")
    assert len(found) == 1 + 13


def test_a_county_stands_alone_and_its_towns_are_typed() -> None:
    assert names("510811") == [("510811", "昭化区", "")]


def test_a_municipality_brings_its_districts() -> None:
    assert names("110000")[1] == ("110101", "东城区", "110000")


def test_no_region_brings_none() -> None:
    assert names("") == []


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(Wrong, match="没有“350199”这个省、市、县"):
        new_plan("350199")


def test_every_table_but_the_settings_has_an_example() -> None:
    assert set(EXAMPLES) == {table.name for table in TABLES} - {"plan"}
    for table in TABLES[1:]:
        columns = {column.name for column in table.columns} | {"number", "name", "unit"}
        assert set(EXAMPLES[table.name]) <= columns


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "方案.xlsx"
    write_drafted(new_plan("510811"), path, with_examples=True)
    return path


def test_an_empty_workbook_shows_examples_and_is_no_plan_yet(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    assert [cell.value for cell in book["地区"][4]] == ["例：350102", "鼓楼区", "福州市"]
    assert [cell.value for cell in book["地区"][5]] == ["510811", "昭化区", None]
    assert [book["指标"][f"A{row}"].value for row in (4, 5, 24, 25)] == ["例：K01", "K01", "K20", None]
    assert [book["目标"][f"A{row}"].value for row in (4, 5, 24)] == ["例：K01", "K01", "K20"]
    with pytest.raises(PlanError) as caught:
        load(workbook)
    assert str(caught.value).splitlines()[1:5] == [
        "  方案.xlsx 工作表 方案 第 4 行 B 列："
        "方案编号是空的，应为字母、数字、连字符或下划线组成的编号，如 zhejiang-2020；请补上",
        "  方案.xlsx 工作表 方案 第 5 行 B 列：方案名称是空的，应为方案的全称；请补上",
        "  方案.xlsx 工作表 方案 第 6 行 B 列：下达单位是空的，应为下达目标的单位全称；请补上",
        "  方案.xlsx 工作表 方案 第 9 行 B 列：年度是空的，应为从 1990 到 2100 的年份，如 2020；"
        "不是一个自然年的，改填“起始日”和“截止日”；请补上",
    ]


def test_the_empty_workbook_is_valid_for_excel(workbook: Path) -> None:
    assert validate([workbook]) == {workbook: []}


def test_an_office_fills_in_a_plan_of_two_levels(workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    settings = {row[0].value.rstrip(" *"): row[1] for row in book["方案"]["A4:B40"] if row[0].value}
    settings["方案编号"].value, settings["方案名称"].value = "zhaohua-2017", "2017年就业目标"
    settings["下达单位"].value, settings["年度"].value = "昭化区政府", 2017
    for column, text in zip(
        "BCDEFGHK", ("1", "城镇新增就业", "人", "0", "人社局", "至少", "均衡", "否"), strict=True
    ):
        book["指标"][f"{column}5"] = text
    for row, (code, town) in enumerate((("01", "元坝镇"), ("02", "白果乡")), start=6):
        book["地区"][f"A{row}"], book["地区"][f"B{row}"], book["地区"][f"C{row}"] = (
            f"510811{code}",
            town,
            "昭化",
        )
    for letter, town, target in zip("EF", ("元坝", "白果乡"), ("280人", "15"), strict=True):
        book["目标"][f"{letter}3"], book["目标"][f"{letter}5"] = town, target
    for column, text in zip("ABCDE", ("p1", "进展", "上半年", "2017-06-30", "2017/7/10"), strict=True):
        book["批次"][f"{column}5"] = text
    book.save(workbook)
    plan = load(workbook).plan
    assert [(each.code, each.unit, each.measure, len(each.inputs)) for each in plan.indicators] == [
        ("K01", "人", "K01a", 1)
    ]
    targets = [(each.region, each.value, each.text) for each in plan.targets]
    assert targets == [("51081101", Decimal(280), "280人"), ("51081102", Decimal(15), "15")]
    words = plan.levels
    assert (words.unit, words.lead, plan.province) == ("乡镇（街道）", "区级牵头单位", "510811")
    assert plan.rounds[0].kind is RoundKind.PROGRESS
    write_tables(workbook, tmp_path / "表")
    assert load(tmp_path / "表").plan == plan
