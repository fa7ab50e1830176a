"""What people write for a region, a round, an indicator, a day, a paper size: understood, or asked back."""

from datetime import date
from pathlib import Path

import pytest

from cascade.commands.choices import (
    choose,
    day,
    indicator_choices,
    input_choices,
    meant,
    paper,
    region_choices,
    round_choices,
)
from cascade.errors import Wrong
from cascade.model import Plan
from cascade.plan import load
from tests.support.oracle.tables import PLAN


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(Path(PLAN)).plan


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("330100", "330100"),
        ("３３０１００", "330100"),
        ("杭州市", "330100"),
        ("杭州", "330100"),
        (" 杭州 市 ", "330100"),
        ("浙江省杭州市", "330100"),
        ("330100 杭州市", "330100"),
        ("330100_杭州市", "330100"),
        ("\u200b杭州市", "330100"),
        ("上城", "330102"),
        ("杭州市上城区", "330102"),
        ("杭州上城", "330102"),
        ("浙江杭州上城区", "330102"),
        ("浙江", "330000"),
        ("建德", "330182"),
        ("景宁", "331127"),
    ],
)
def test_a_region_is_understood(plan: Plan, text: str, code: str) -> None:
    assert choose(text, region_choices(plan, plan.regions), "地区").code == code


def test_a_region_that_comes_near_is_asked_for(plan: Plan) -> None:
    with pytest.raises(Wrong, match=r"没有设区市“杭洲市”。您要写的是不是 330100 杭州市"):
        choose("杭洲市", region_choices(plan, plan.cities), "设区市")


@pytest.mark.parametrize("text", ["", "—", "上海市", "330199", "波市", "宁海", "3301"])
def test_what_is_no_city_lists_the_cities(plan: Plan, text: str) -> None:
    with pytest.raises(Wrong) as raised:
        choose(text, region_choices(plan, plan.cities), "设区市")
    assert all(f"  {city.code} {city.name}" in str(raised.value) for city in plan.cities)


def test_one_name_for_two_regions_lists_both(plan: Plan) -> None:
    """上城区 of 杭州 and one of the same name in 宁波."""
    twins = plan.model_copy(
        update={
            "regions": tuple(
                each.model_copy(update={"name": "上城区"}) if each.code == "330203" else each
                for each in plan.regions
            )
        }
    )
    with pytest.raises(Wrong) as raised:
        choose("上城", region_choices(twins, twins.regions), "地区")
    assert str(raised.value) == (
        "地区“上城”不明确，可能是：\n  330102 上城区\n  330203 上城区\n请写编码或全称。"
    )
    assert choose("宁波上城", region_choices(twins, twins.regions), "地区").code == "330203"


@pytest.mark.parametrize(
    ("text", "round_"),
    [
        ("breakdown", "breakdown"),
        ("Breakdown", "breakdown"),
        ("目标分解", "breakdown"),
        ("分解", "breakdown"),
        ("progress-2020-06-30", "progress-2020-06-30"),
        ("上半年进展", "progress-2020-06-30"),
        ("上半年", "progress-2020-06-30"),
        ("2020-06-30", "progress-2020-06-30"),
        ("2020.6.30", "progress-2020-06-30"),
        ("2020/6/30", "progress-2020-06-30"),
        ("2020年6月30日", "progress-2020-06-30"),
        ("20200630", "progress-2020-06-30"),
        ("6月30日", "progress-2020-06-30"),
        ("截至6月底", "progress-2020-06-30"),
        ("三季度", "progress-2020-09-30"),
        ("全年", "progress-2020-12-31"),
    ],
)
def test_a_round_is_understood(plan: Plan, text: str, round_: str) -> None:
    assert choose(text, round_choices(plan), "批次").id == round_


def test_a_round_that_is_not_clear_lists_what_it_may_be(plan: Plan) -> None:
    with pytest.raises(Wrong) as raised:
        choose("进展", round_choices(plan), "批次")
    assert str(raised.value).startswith("批次“进展”不明确，可能是：\n  progress-2020-06-30 上半年进展\n")
    with pytest.raises(Wrong, match=r"没有批次“breakdwon”。您要写的是不是 breakdown 目标分解？"):
        choose("breakdwon", round_choices(plan), "批次")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("K06", "K06"),
        ("k06", "K06"),
        ("Ｋ０６", "K06"),
        ("K6", "K06"),
        ("6", "K06"),
        ("第6项", "K06"),
        ("工业机器人", "K06"),
        ("传统制造业新增工业机器人10000台", "K06"),
        ("VOCs", "K14"),
        ("数控化率", "K04"),
    ],
)
def test_an_indicator_is_understood(plan: Plan, text: str, code: str) -> None:
    assert choose(text, indicator_choices(plan), "指标").code == code


def test_indicators_of_one_name_are_listed(plan: Plan) -> None:
    with pytest.raises(Wrong) as raised:
        choose("标准", indicator_choices(plan), "指标")
    assert "  K08 传统制造业制订“浙江制造”标准200个\n  K17 " in str(raised.value)


@pytest.mark.parametrize(
    ("text", "code"), [("K01b", "K01b"), ("k1b", "K01b"), ("研发费用支出（上年同期）", "K01b")]
)
def test_an_input_is_understood(plan: Plan, text: str, code: str) -> None:
    assert [each.code for each in meant(text, input_choices(plan))] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "2020-07-13",
        "2020-7-13",
        "2020.7.13",
        "2020.07.13",
        "2020/7/13",
        "2020年7月13日",
        "2020年07月13日",
        "2020 年 7 月 13 日",
        "20200713",
        "２０２０．７．１３",
        "2020—7—13",
        " 2020-07-13 ",
    ],
)
def test_a_day_is_understood(text: str) -> None:
    assert day(text) == date(2020, 7, 13)


@pytest.mark.parametrize(
    "text", ["", "7.13", "20.7.13", "13/7/2020", "2020-13-01", "2020-02-30", "2020713", "明天"]
)
def test_what_is_no_day_is_asked_for(text: str) -> None:
    with pytest.raises(Wrong, match="2020-05-30 的样子"):
        day(text)


@pytest.mark.parametrize(
    ("text", "size"), [("A3", "A3"), ("a4", "A4"), ("Ａ４", "A4"), ("A4纸", "A4"), (" a3 ", "A3")]
)
def test_a_paper_size_is_understood(text: str, size: str) -> None:
    assert paper(text) == size


@pytest.mark.parametrize("text", ["A5", "", "letter", "A"])
def test_another_paper_size_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="只能是 A4、A3"):
        paper(text)
