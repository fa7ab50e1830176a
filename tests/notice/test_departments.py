"""Texts that name departments, and texts that only look so."""

import pytest

from cascade.notice.departments import (
    first_departments,
    is_short_for,
    read_departments,
    read_lead,
    surely_departments,
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市发改委、市统计局", ["市发改委", "市统计局"]),
        ("市教育局，各县（市、区）人民政府", ["市教育局"]),
        ("市人社局 市财政局", ["市人社局", "市财政局"]),
        ("市规划和自然资源局", ["市规划和自然资源局"]),
        ("市教育局和市财政局", ["市教育局", "市财政局"]),
        ("市文化和旅游局以及市体育局", ["市文化和旅游局", "市体育局"]),
        ("省发展改革委（省能源局）", ["省发展改革委（省能源局）"]),
        ("市商务局会同市财政局", ["市商务局"]),
        ("团市委、市委宣传部、市残疾人联合会", ["团市委", "市委宣传部", "市残疾人联合会"]),
        ("国网福州供电公司", ["国网福州供电公司"]),
        ("各县（市、区）人民政府", []),
        ("市直有关部门", []),
        ("各有关单位", []),
        ("全面完成目标任务", []),
        ("新改扩建公办幼儿园", []),
    ],
)
def test_lists_of_departments(text: str, names: list[str]) -> None:
    assert list(read_departments(text).names) == names


def test_a_list_may_say_that_there_are_others() -> None:
    assert read_departments("市建设局、市城管委等有关部门") == (("市建设局", "市城管委"), True)


def test_a_list_ends_where_something_else_begins() -> None:
    assert first_departments("市教育局、市财政局，要抓紧落实").names == ("市教育局", "市财政局")
    assert first_departments("要抓紧落实").names == ()


@pytest.mark.parametrize("text", ["市教育局", "教育局、市财政局", "省发展改革委（省能源局）"])
def test_departments_are_known_without_a_word_about_them(text: str) -> None:
    assert surely_departments(text)


@pytest.mark.parametrize("text", ["含代管部分", "社区服务中心", "万元", "鼓楼区", "责任单位", "各县区"])
def test_what_stands_in_brackets_may_be_something_else(text: str) -> None:
    assert not surely_departments(text)


@pytest.mark.parametrize(
    ("short", "whole", "one"),
    [
        ("市人社局", "市人力资源和社会保障局", True),
        ("市城管委", "市城市管理委员会", True),
        ("市资规局", "市自然资源和规划局", True),
        ("市发改委", "市发展和改革委员会", True),
        ("市教育局", "市体育局", False),
        ("市委", "市农委", False),
        ("省人社厅", "市人力资源和社会保障局", False),
    ],
)
def test_short_names_of_departments(short: str, whole: str, one: bool) -> None:
    assert is_short_for(short, whole) == one


@pytest.mark.parametrize(
    ("lines", "lead", "doubtful"),
    [
        ("省市场监督\n管理局", "省市场监督管理局", False),
        ("省发展改革委\n（省能源局）", "省发展改革委（省能源局）", False),
        ("省经信厅\n省科技厅", "省经信厅、省科技厅", False),
        ("市发改委、\n市统计局", "市发改委、市统计局", False),
        ("发改局\n统计局", "发改局、统计局", True),
        ("省委\n宣传部", "省委宣传部", False),
        ("市住房和城乡建设\n局", "市住房和城乡建设局", False),
    ],
)
def test_departments_over_several_lines(lines: str, lead: str, doubtful: bool) -> None:
    text, reason = read_lead(lines)
    assert (text, bool(reason)) == (lead, doubtful)
