"""Tables with regions of two levels: the lower one reports, and the upper one is asked about."""

import pytest

from tests.notice.test_drafting import column, draft, targets
from tests.support.notices import Table

TITLE = "绍兴市民政局关于下达2026年养老服务设施建设任务的通知"
HEAD = ["县区", "镇街", "服务中心（个）", "床位（张）"]
MERGED = [
    *(HEAD, ["越城区", "小计", "12", "600"], ["^", "塔山街道", "5", "200"], ["^", "府山街道", "7", "400"]),
    *(["柯桥区", "柯桥街道", "6", "300"], ["^", "齐贤街道", "4", "200"], ["^", "小计", "10", "500"]),
]
BLANK = [
    *(HEAD, ["越城区", "", "12", "600"], ["", "塔山街道", "5", "200"], ["", "府山街道", "7", "400"]),
    *(["柯桥区", "", "10", "500"], ["", "柯桥街道", "6", "300"], ["", "齐贤街道", "4", "200"]),
]
ACROSS = [
    ["指标", "越城区", "<", "<", "柯桥区", "<", "<"],
    ["^", "小计", "塔山街道", "府山街道", "小计", "柯桥街道", "齐贤街道"],
    *(
        ["服务中心（个）", "12", "5", "7", "10", "6", "4"],
        ["床位（张）", "600", "200", "400", "500", "300", "200"],
    ),
]


def questions(notice: Table) -> list[str]:
    return [mark.reason for mark in draft((TITLE, notice)).marks if mark.column == "unit_level"]


def test_streets_below_their_districts() -> None:
    one_column = [[f"{upper}{lower}", *row] for upper, lower, *row in BLANK if upper != "县区"]
    for table in (MERGED, BLANK, ACROSS, [["地区", *HEAD[2:]], *one_column]):
        found = draft((TITLE, table))
        streets = ["塔山街道", "府山街道", "柯桥街道", "齐贤街道"]
        assert column(found, "name", "regions") == ["绍兴市", *streets]
        assert targets(found) == {"K01": ["5", "7", "6", "4"], "K02": ["200", "400", "300", "200"]}
        assert column(found, "headline") == ["", ""]
        assert [mark.reason for mark in found.marks if mark.column == "unit_level"] == [
            "通知的表有两级：越城区（塔山街道、府山街道）；柯桥区（柯桥街道、齐贤街道）。"
            "拟由后一级直接填报，越城区、柯桥区和小计没有写入方案；要由前一级填报的，请改地区表和目标"
        ]


def test_a_sum_that_is_not_that_of_the_streets_is_said() -> None:
    table = [*MERGED[:1], ["越城区", "小计", "13", "600"], *MERGED[2:]]
    assert "表1第2行第3列是越城区的小计 13，下面各处加起来是 12，请核对通知" in draft((TITLE, table)).remarks


@pytest.mark.parametrize("below", ["<", ""])
def test_a_district_without_streets_reports_itself(below: str) -> None:
    found = draft((TITLE, [*MERGED, ["新昌县", below, "3", "100"]]))
    assert column(found, "name", "regions")[-1] == "新昌县"
    assert targets(found)["K01"] == ["5", "7", "6", "4", "3"]


def test_a_city_among_towns_whose_figures_are_not_its_sum_reports_itself() -> None:
    table = [["地区", "床位（张）"], ["越城区", "600"], ["塔山街道", "200"], ["府山街道", "300"]]
    assert column(draft((TITLE, table)), "name", "regions")[1:] == ["越城区", "塔山街道", "府山街道"]
    assert questions(table) == []


def test_heads_of_groups_are_no_units() -> None:
    rows = [
        ["罗塘街道", "5"],
        ["溱潼镇", "3"],
        ["二、园区", "14"],
        ["经开区", "12"],
        ["度假区", "2"],
        ["合计", "22"],
    ]
    for blank in ("", "<"):
        found = draft(("姜堰区2026年招商任务", [["单位", "签约项目（个）"], ["一、镇街", blank], *rows]))
        assert column(found, "name", "regions")[1:] == ["罗塘街道", "溱潼镇", "经开区", "度假区"]
        assert (targets(found), column(found, "headline")) == ({"K01": ["5", "3", "12", "2"]}, ["22"])
        assert any("二、园区（经开区、度假区）" in mark.reason for mark in found.marks)


def test_kinds_of_regions_before_those_whose_sums_they_are() -> None:
    rows = [
        *(["1", "市区", "18000"], ["2", "兰山区", "12000"], ["3", "罗庄区", "6000"]),
        *(["4", "县", "7000"], ["5", "沂南县", "3000"], ["6", "郯城县", "4000"], ["", "总计", "25000"]),
    ]
    found = draft(("临沂市2026年就业任务", [["序号", "县区", "新增就业（人）"], *rows]))
    assert column(found, "name", "regions")[1:] == ["兰山区", "罗庄区", "沂南县", "郯城县"]
    assert (targets(found), column(found, "headline")) == (
        {"K01": ["12000", "6000", "3000", "4000"]},
        ["25000"],
    )
    reason = next(mark.reason for mark in found.marks if mark.column == "unit_level")
    assert reason == (
        "通知的表有两级：市区（兰山区、罗庄区）；县（沂南县、郯城县）。拟由后一级直接填报，"
        "市区、县和小计没有写入方案；要由前一级填报的，请改地区表和目标"
    )
