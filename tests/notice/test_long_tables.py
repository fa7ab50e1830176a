"""Tables with a row for every region and indicator."""

import pytest

from tests.notice.test_drafting import column, draft, targets
from tests.support.notices import Table

TITLE = "平阳县人民政府关于下达2026年重点工作任务的通知"
LONG = [
    ["序号", "乡镇", "任务内容", "目标数", "计量单位", "完成时限", "牵头单位"],
    ["1", "昆阳镇", "新建公厕", "3", "座", "6月底", "县住建局"],
    ["2", "鳌江镇", "新建公厕", "5", "座", "9月底", "县住建局"],
    ["3", "昆阳镇", "绿道建设", "6.5", "公里", "12月底", "县资规局"],
    ["4", "鳌江镇", "绿道建设", "8", "公里", "12月底", "县资规局"],
]
BY_REGION = [
    ["乡镇", "指标", "单位", "目标值"],
    *(["昆阳镇", "新建公厕", "座", "3"], ["^", "绿道建设", "公里", "6.5"]),
    *(["鳌江镇", "新建公厕", "座", "5"], ["^", "绿道建设", "公里", "8"]),
    *(["合计", "新建公厕", "座", "8"], ["^", "绿道建设", "公里", "14.5"]),
]


@pytest.mark.parametrize(("table", "headlines"), [(LONG, ["", ""]), (BY_REGION, ["8", "14.5"])])
def test_no_row_is_lost(table: Table, headlines: list[str]) -> None:
    found = draft((TITLE, table))
    assert column(found, "name", "regions") == ["平阳县", "昆阳镇", "鳌江镇"]
    assert (column(found, "name"), column(found, "unit")) == (["新建公厕", "绿道建设"], ["座", "公里"])
    assert targets(found) == {"K01": ["3", "5"], "K02": ["6.5", "8"]}
    assert column(found, "headline") == headlines


def test_what_other_columns_say_stays_with_the_indicator() -> None:
    found = draft((TITLE, [*LONG, ["5", "水头镇", "绿道建设", "2", "公里", "10月底", "县资规局"]]))
    assert column(found, "lead") == ["县住建局", "县资规局"]
    assert targets(found) == {"K01": ["3", "5", "/"], "K02": ["6.5", "8", "2"]}
    assert "表1的“完成时限”一列方案用不上，没有写入" in found.remarks


def test_a_region_that_stands_twice_for_one_indicator_is_said() -> None:
    table = [["乡镇", "新建公厕（座）"], ["昆阳镇", "2"], ["鳌江镇", "3"], ["昆阳镇", "5"]]
    assert "表1里“昆阳镇”有 2 处，只取了最后一处的数，请对照通知核对" in draft((TITLE, table)).remarks


def test_months_beside_the_one_task_of_all_regions() -> None:
    table = [
        ["镇（街道）", "任务", "6月底前", "9月底前", "12月底前"],
        *(["掘港街道", "新建管网（公里）", "3", "6", "10"], ["长沙镇", "新建管网（公里）", "2", "4", "8"]),
    ]
    found = draft(("如东县2026年污染防治攻坚任务", table))
    assert (column(found, "name"), column(found, "unit"), targets(found)) == (
        *(["新建管网"], ["公里"], {"K01": ["10", "8"]}),
    )
    assert column(found, "target", "round_targets") == ["3", "2", "6", "4"]


def test_projects_are_indicators_of_the_regions_where_they_stand() -> None:
    table = [
        ["序号", "项目名称", "建设地点", "总投资（万元）", "建设年限"],
        ["1", "滨江大桥", "昆阳镇", "12000", "2025-2027"],
        ["2", "东城大道", "鳌江镇", "8000", "2026"],
    ]
    found = draft((TITLE, table))
    assert (column(found, "name"), column(found, "unit")) == (
        *(["滨江大桥：总投资", "东城大道：总投资"], ["万元", "万元"]),
    )
    assert targets(found) == {"K01": ["12000", "/"], "K02": ["/", "8000"]}
    assert "表1的“建设年限”一列方案用不上，没有写入" in found.remarks

    several = [
        [*row[:4], value, row[4]]
        for row, value in zip(table, ["年度投资（万元）", "300", "200"], strict=True)
    ]
    found = draft((TITLE, [*several, ["3", "体育馆", "昆阳镇", "50", "10", "2026年"]]))
    assert column(found, "name")[3:] == ["东城大道年度投资", "体育馆总投资", "体育馆年度投资"]
    assert targets(found)["K06"] == ["10", "/"]
    assert [mark for mark in found.marks if mark.table == "targets"] == []


def test_the_unit_of_the_only_heading_is_kept() -> None:
    found = draft(
        (TITLE, [["乡镇", "任务", "数量（座）"], ["昆阳镇", "新建公厕", "3"], ["鳌江镇", "改造公厕", "5"]])
    )
    assert (column(found, "name"), column(found, "unit")) == (["新建公厕", "改造公厕"], ["座", "座"])
