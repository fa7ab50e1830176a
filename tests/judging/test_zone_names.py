"""Names of functional zones that count a number twice, and innocent ones that look like them, by hand."""

import pytest

from cascade.judging.zone_names import wrong_names
from tests.support.forms import plan

SHAOXING, HANGZHOU = "330600", "330100"
SUMS = """
合计 合\u3000计 合\u200b计 【合计】 1.合计 —合计— 小计 总计 共计 本市合计 功能区小计 各县累计 数据汇总 总和
其中：开发区 其中:高新区 （其中）经开区 全市 全\u3000市 全市平均
全省 全区 Total ＴＯＴＡＬ subtotal 市区 市辖区
"""
OWN = """
绍兴市 绍兴 浙江省 浙江省绍兴市 越城区 越城 越\u3000城\u200b区 绍兴市越城区 绍兴越城 浙江省绍兴市越城区
诸暨市 诸暨 宁波市
"""
NOTHING = ["\u200b", "\ufeff\u200b", "——", "…", "()", "\u3000.", "\u202e"]
INNOCENT = """
绍兴滨海新区 绍兴高新技术产业开发区 越城经济开发区 柯桥经济技术开发区 诸暨店口经济开发区 袍江
镜湖新区 高新区（滨江） 杭州湾上虞经济技术开发区 市本级 其他 合创园 总部经济区 全球数字港 全椒路工业园
新昌工业园区
嵊州经济开发区 市直属园区 A区 0
"""


def words(text: str) -> list[str]:
    """The words between plain blanks: some hold blanks of other kinds."""
    return text.replace("\n", " ").strip().split(" ")


@pytest.mark.parametrize("name", [*words(SUMS), *words(OWN), *NOTHING])
def test_a_name_that_counts_twice_or_says_nothing_is_wrong(name: str) -> None:
    assert set(wrong_names(plan(), SHAOXING, {"330600A1": name})) == {"330600A1"}


@pytest.mark.parametrize("name", words(INNOCENT))
def test_a_zone_with_a_countys_name_in_its_own_is_innocent(name: str) -> None:
    assert wrong_names(plan(), SHAOXING, {"330600A1": name}) == {}


@pytest.mark.parametrize("name", ["杭州经济技术开发区", "余杭经济开发区", "萧山机场", "江干科技园"])
def test_zones_of_hangzhou_are_innocent(name: str) -> None:
    assert wrong_names(plan(), HANGZHOU, {"330100A1": name}) == {}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("高新区", "高新区", True),
        ("高新区", " 高\u3000新\u200b区", True),
        ("高新区", "“高新区”", True),
        ("Ａ区", "a区", True),
        ("高新区（东）", "高新区（西）", False),
        ("高新区", "高新园区", False),
    ],
)
def test_a_zone_named_twice_is_wrong_in_its_second_row(first: str, second: str, same: bool) -> None:
    found = wrong_names(plan(), SHAOXING, {"330600A1": first, "330600A3": second})
    assert found == ({"330600A3": "与 330600A1 一行的功能区相同，数字会重复计入"} if same else {})


def test_what_is_wrong_is_said_in_words() -> None:
    names = {"330600A1": "合计", "330600A2": "越城", "330600A3": "\u200b"}
    assert wrong_names(plan(), SHAOXING, names) == {
        "330600A1": "是合计或部分合计，不是功能区，数字会重复计入",
        "330600A2": "就是越城区，不是功能区，数字会重复计入",
        "330600A3": "里没有看得见的文字",
    }
