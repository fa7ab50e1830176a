"""How notices word units, targets, names and departments."""

from decimal import Decimal

import pytest

from cascade.notice.phrases import (
    TargetWording,
    is_unit,
    joined,
    read_name,
    read_target,
    subject,
    without_footnotes,
)


@pytest.mark.parametrize(
    ("text", "value", "upper", "unit", "side"),
    [
        ("10%以上", "10", None, "%", "at_least"),
        ("1300台", "1300", None, "台", ""),
        ("104.2\n亿元", "104.2", None, "亿元", ""),
        ("１，２００", "1200", None, "", ""),
        ("1,200亿元", "1200", None, "亿元", ""),
        ("≥82.5%", "82.5", None, "%", "at_least"),
        ("≤38", "38", None, "", "at_most"),
        ("控制在3.5%以内", "3.5", None, "%", "at_most"),
        ("低于4.1%", "4.1", None, "%", "at_most"),
        ("达92.4%以上", "92.4", None, "%", "at_least"),
        ("不低于60元", "60", None, "元", "at_least"),
        ("6%—6.5%", "6", "6.5", "%", "within"),
        ("6-6.5%", "6", "6.5", "%", "within"),
        ("12亿", "12", None, "亿", ""),
        ("1200元/月·人", "1200", None, "元/月·人", ""),
        ("下降3.5%", "3.5", None, "%", "at_least"),
    ],
)
def test_numbers(text: str, value: str, upper: str | None, unit: str, side: str) -> None:
    read = read_target(text)
    assert (read.value, read.upper) == (Decimal(value), Decimal(upper) if upper else None)
    assert (read.unit, read.side) == (unit, side)


@pytest.mark.parametrize("text", ["完成省下达任务", "持续改善", "只增不减", "2021年", "3、5、8"])
def test_words(text: str) -> None:
    assert read_target(text).words


@pytest.mark.parametrize("text", ["/", "—", "－", "——", "不下达", "不考核", "无"])
def test_no_target(text: str) -> None:
    assert read_target(text).none


@pytest.mark.parametrize(
    ("text", "vague", "side"),
    [
        *(("力争8%左右", "力争", ""), ("8%左右", "左右", ""), ("约300", "约", "")),
        *(("力争下降3%", "力争", "at_least"), ("力争不超过8%", "力争", "at_most")),
    ],
)
def test_vague_targets_are_told(text: str, vague: str, side: str) -> None:
    assert (read_target(text).vague, read_target(text).side) == (vague, side)


@pytest.mark.parametrize("text", ["1-3月", "6月", "1—6月", "2026年"])
def test_months_are_no_ranges(text: str) -> None:
    assert read_target(text) == TargetWording(words=True)


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        *(("优良天数比例≥（%）", "优良天数比例", "≥"), ("空置率不超过(%)", "空置率", "不超过")),
        *(("PM2.5≤", "PM2.5", "≤"), ("失业率控制在3.5%以内", "失业率控制在3.5%以内", "")),
    ],
)
def test_a_name_may_end_with_the_side_of_its_targets(text: str, name: str, side: str) -> None:
    assert (read_name(text).name, read_name(text).side) == (name, side)


def test_what_follows_a_number_in_brackets_is_a_note() -> None:
    read = read_target("120（含动态新增20）")
    assert (read.value, read.note) == (Decimal(120), "（含动态新增20）")


@pytest.mark.parametrize(
    ("text", "name", "unit", "figure", "figure_unit", "note"),
    [
        ("新增工业机器人10000台", "新增工业机器人10000台", "", "10000", "台", ""),
        (
            "上云40万家（下达数为新增数）",
            "上云40万家（下达数为新增数）",
            "",
            "40",
            "万家",
            "下达数为新增数",
        ),
        ("整治“低散乱”企业（作坊）10000家", "整治“低散乱”企业（作坊）10000家", "", "10000", "家", ""),
        ("腾出用能100万吨标准煤", "腾出用能100万吨标准煤", "", "100", "万吨标准煤", ""),
        ("城镇新增就业（人）", "城镇新增就业", "人", None, "", ""),
        ("城镇新增就业/人", "城镇新增就业", "人", None, "", ""),
        ("PM2.5年均浓度（微克/立方米）", "PM2.5年均浓度", "微克/立方米", None, "", ""),
        ("5G基站", "5G基站", "", None, "", ""),
        ("PM2.5年均值（μg/m³）", "PM2.5年均值", "μg/m³", None, "", ""),
        ("养老床位（张/百名老人）", "养老床位", "张/百名老人", None, "", ""),
        ("党课（次/季度）", "党课", "次/季度", None, "", ""),
        ("标准化养殖场，个", "标准化养殖场", "个", None, "", ""),
        ("规上工业产值增幅%", "规上工业产值增幅", "%", None, "", ""),
        ("办理时限（工作日）", "办理时限", "工作日", None, "", ""),
        ("创建4A级景区（家）", "创建4A级景区", "家", None, "", ""),
        ("新产品产值\n增长10%", "新产品产值增长10%", "", "10", "%", ""),
    ],
)
def test_names(text: str, name: str, unit: str, figure: str | None, figure_unit: str, note: str) -> None:
    read = read_name(text)
    assert (read.name, read.unit, read.note) == (name, unit, note)
    assert (read.figure and read.figure.value) == (Decimal(figure) if figure else None)
    assert (read.figure.unit if read.figure else "") == figure_unit


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("传统制造业研发费用支出增长10%以上", "传统制造业研发费用支出"),
        ("城镇登记失业率控制在3.5%以内", "城镇登记失业率"),
        ("其中：困难人员就业", "困难人员就业"),
        ("GDP增速", "GDP"),
        ("单位工业增加值能耗下降率", "单位工业增加值能耗"),
        ("一般工业固废产生量同比下降幅度", "一般工业固废产生量"),
        ("高新技术产业增加值增长率", "高新技术产业增加值"),
    ],
)
def test_what_an_indicator_measures(name: str, what: str) -> None:
    assert subject(name) == what


@pytest.mark.parametrize("unit", ["%", "万元", "万吨标准煤", "件/十万人", "元/月·人", "微克/立方米", "㎡"])
def test_units(unit: str) -> None:
    assert is_unit(unit)


@pytest.mark.parametrize("text", ["元旦", "人数", "浓度", "含税", "", "级景区", "作坊"])
def test_no_units(text: str) -> None:
    assert not is_unit(text)


@pytest.mark.parametrize(
    ("text", "bare", "mark"),
    [
        ("10%①", "10%", "①"),
        ("300家*", "300家", "*"),
        ("300[1]", "300", "[1]"),
        ("300注1", "300", "注1"),
        ("备注", "备注", ""),
        ("50m²", "50m²", ""),
        ("①", "①", ""),
        ("1300", "1300", ""),
    ],
)
def test_signs_of_footnotes(text: str, bare: str, mark: str) -> None:
    assert without_footnotes(text) == (bare, mark)


def test_line_breaks_and_blanks_between_chinese_characters_go() -> None:
    assert joined("鼓 楼\u3000区") == "鼓楼区"
    assert joined("传统制造业研发费\n用支出增长10\n%") == "传统制造业研发费用支出增长10%"
    assert joined("VOCs 治理 A B") == "VOCs治理A B"
