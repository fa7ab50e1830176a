"""Last year's figures beside the targets: said, never drafted, and a name for the targets that have none."""

import pytest

from cascade.notice.past_figures import is_past
from tests.notice.test_drafting import column, draft, targets

TITLE = "宁波市商务局关于下达2026年外贸目标的通知"
VALUES = [
    ["海曙区", "1500", "1590", "6"],
    ["江北区", "1200", "1270", "5.8"],
    ["鄞州区", "3000", "3165", "5.5"],
]


@pytest.mark.parametrize(
    ("past", "headings"),
    [
        (
            True,
            "2025年进出口（亿元） 2025年底规上企业数 2025年 去年完成数 截至2025年底存量 上年度实际",
        ),
        (
            False,
            "2026年进出口 2025年续建项目 2025—2027年新建 2025年底前完成 较上年增长 进出口",
        ),
        (True, "调整前 调整前目标 原下达任务数"),
        (False, "调整后目标 原煤产量"),
    ],
)
def test_which_headings_are_about_the_past(past: bool, headings: str) -> None:
    assert {each: is_past(each, "2026") for each in headings.split()} == dict.fromkeys(headings.split(), past)


@pytest.mark.parametrize(
    ("headings", "names", "units", "remark"),
    [
        (
            *(["2025年进出口（亿元）", "2026年目标（亿元）", "增幅（%）"], ["进出口", "进出口增幅"]),
            *(["亿元", "%"], "“2025年进出口（亿元）”是往年或调整前的数，没有写入方案"),
        ),
        (
            *(
                ["2025年底规上企业数（家）", "2026年净增（家）", "新增税收（万元）"],
                ["规上企业净增", "新增税收"],
            ),
            *(["家", "万元"], "“2025年底规上企业数（家）”是往年或调整前的数，没有写入方案"),
        ),
        (
            *(["上年进出口（亿元）", "2026年目标", "2026年服务贸易（亿元）"], ["进出口", "2026年服务贸易"]),
            *(["亿元", "亿元"], "“上年进出口（亿元）”是往年或调整前的数，没有写入方案"),
        ),
    ],
)
def test_a_past_figure_names_the_target_beside_it(
    headings: list[str], names: list[str], units: list[str], remark: str
) -> None:
    found = draft((TITLE, [["区（县、市）", *headings], *VALUES]))
    assert (column(found, "name"), column(found, "unit")) == (names, units)
    assert targets(found) == {"K01": ["1590", "1270", "3165"], "K02": ["6", "5.8", "5.5"]}
    assert remark in found.remarks
    asked = [mark.reason for mark in found.marks if (mark.table, mark.column) == ("indicators", "name")]
    assert asked == [f"表里没有写指标名称，名称取自旁边的“{headings[0]}”，请核对"]


def test_two_years_above_the_same_regions() -> None:
    table = [
        ["指标", "单位", "2025年完成数", "<", "2026年目标数", "<"],
        ["^", "^", "海曙区", "江北区", "海曙区", "江北区"],
        ["进出口总额", "亿元", "1500", "1200", "1590", "1270"],
    ]
    found = draft((TITLE, table))
    assert column(found, "name", "regions") == ["宁波市", "海曙区", "江北区"]
    assert targets(found) == {"K01": ["1590", "1270"]}
    assert "表1的“2025年完成数”各列是往年或调整前的数，没有写入方案" in found.remarks


def test_a_later_year_is_said_too() -> None:
    rows = [["海曙区", "1000", "1200", "1300"], ["江北区", "3000", "3300", "3500"]]
    found = draft((TITLE, [["县区", "2025年完成（亩）", "2026年造林（亩）", "2027年造林（亩）"], *rows]))
    assert targets(found) == {"K01": ["1200", "3300"]}
    assert "“2027年造林（亩）”是以后年度的数，没有写入方案" in found.remarks


def test_a_past_figure_behind_a_target_names_it_too() -> None:
    rows = [["海曙区", "5200", "5000", "4"], ["江北区", "2100", "2000", "5"]]
    found = draft((TITLE, [["县区", "2026年目标（万元）", "2025年税收（万元）", "增长%"], *rows]))
    assert (column(found, "name"), column(found, "unit")) == (["税收", "税收增长"], ["万元", "%"])


def test_what_there_is_already_is_no_target() -> None:
    rows = [["海曙区", "30", "5", "35"], ["江北区", "20", "4", "24"]]
    found = draft(("宁波市2026年高企目标", [["县区", "现有数（家）", "净增数（家）", "期末数（家）"], *rows]))
    assert column(found, "name") == ["宁波市高企：净增数", "宁波市高企：期末数"]
    assert "“现有数（家）”一项没有写入方案" in found.remarks


def test_what_was_wanted_before_a_change_is_no_target() -> None:
    title = "宁波市商务局关于调整2026年外贸目标的通知"
    rows = [["海曙区", "1500", "1590", "90"], ["江北区", "1200", "1180", "-20"]]
    found = draft((title, [["县区", "原目标（亿元）", "调整后目标（亿元）", "增减（亿元）"], *rows]))
    assert (column(found, "name"), targets(found)) == (["外贸"], {"K01": ["1590", "1180"]})
    reason = next(mark.reason for mark in found.marks if mark.column == "title")
    assert reason.startswith(
        "这是调整、更正或补充的通知，方案里只有它写到的目标；原通知下达、这里没有的，请对照原通知补上。"
    )
    heads = [["县区", "调整前", "<", "调整后", "<"], ["^", *["外贸（亿元）", "外资（亿元）"] * 2]]
    found = draft((title, [*heads, ["海曙区", "12", "3", "12.5", "3.2"], ["江北区", "8", "2", "8", "2"]]))
    assert [name.rpartition("：")[2] for name in column(found, "name")] == ["外贸", "外资"]
    assert targets(found) == {"K01": ["12.5", "8"], "K02": ["3.2", "2"]}


def test_a_table_of_last_years_results_is_said() -> None:
    head = ["县区", "进出口（亿元）"]
    past, wanted = (
        [head, ["海曙区", "1500"], ["江北区", "1200"]],
        [head, ["海曙区", "1590"], ["江北区", "1270"]],
    )
    found = draft((TITLE, "附件1 2025年完成情况表", past, "附件2 2026年目标任务表", wanted))
    assert targets(found) == {"K01": ["1590", "1270"]}
    assert "表1是往年的完成情况，没有写入方案" in found.remarks
