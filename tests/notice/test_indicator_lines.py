"""What headings over and beside one another say of an indicator: unit, name, whole and parts."""

from tests.notice.test_drafting import column, draft, targets


def test_columns_have_the_unit_and_the_name_of_their_group() -> None:
    table = [
        ["县（市、区）", "投资任务（万元）", "<", "<", "利用外资（万美元）", "<"],
        ["^", "中央预算内投资项目", "地方自筹", "工程数（处）", "2026年目标", "增幅"],
        ["南湖区", "800", "350", "1", "30", "6.0%"],
        ["秀洲区", "600", "200", "2", "20", "5.8%"],
    ]
    found = draft(("嘉兴市2026年水利投资计划", table))
    names = [
        "投资任务：中央预算内投资项目",
        "投资任务：地方自筹",
        "投资任务工程数",
        "利用外资",
        "利用外资增幅",
    ]
    assert column(found, "name") == names
    assert column(found, "unit") == ["万元", "万元", "处", "万美元", "%"]


def test_columns_that_add_up_to_the_first_are_its_parts() -> None:
    table = [
        ["县（市、区）", "年度计划投资（亿元）", "<", "<", "开工项目（个）"],
        ["^", "合计", "省级项目", "市级项目", "^"],
        ["南湖区", "8.5", "5", "3.5", "3"],
        ["秀洲区", "6", "4", "2", "2"],
    ]
    found = draft(("嘉兴市2026年水利投资计划", table))
    assert column(found, "name") == ["年度计划投资", "其中：省级项目", "其中：市级项目", "开工项目"]
    assert column(found, "parent") == ["", "K01", "K01", ""]
    assert column(found, "unit") == ["亿元", "亿元", "亿元", "个"]

    table[2][2] = "4.5"
    found = draft(("嘉兴市2026年水利投资计划", table))
    assert column(found, "name")[1:3] == ["年度计划投资：省级项目", "年度计划投资：市级项目"]
    assert column(found, "parent") == ["", "", "", ""]


def test_a_row_of_units_below_grouped_headings_and_an_unknown_head_of_the_regions() -> None:
    for head in ("镇处", "镇街", "园区街道", "所在镇"):
        table = [
            [head, "粮食面积", "<", "<", "粮食产量"],
            ["^", "合计", "其中：水稻", "小麦", "^"],
            ["单位", "亩", "亩", "亩", "吨"],
            ["全市", "500000", "310000", "190000", "262500"],
            ["竹根滩镇", "200000", "120000", "80000", "105000"],
            ["园林街道", "300000", "190000", "110000", "157500"],
        ]
        found = draft(("潜江市农业农村局关于下达2026年粮食生产任务的通知", table))
        assert column(found, "name", "regions") == ["潜江市", "竹根滩镇", "园林街道"]
        assert column(found, "name") == ["粮食面积", "其中：水稻", "其中：小麦", "粮食产量"]
        assert column(found, "unit") == ["亩", "亩", "亩", "吨"]
        assert column(found, "headline") == ["500000", "310000", "190000", "262500"]
        assert targets(found)["K02"] == ["120000", "190000"]


def test_an_age_or_a_size_is_a_class_and_no_figure() -> None:
    table = [
        ["单位", "发展党员总数", "其中", "<"],
        ["^", "^", "35岁以下", "500人以上企业"],
        ["龙渊街道", "15", "10", "2"],
        ["八都镇", "18", "12", "3"],
    ]
    found = draft(("中共龙泉市委组织部关于下达2026年发展党员计划的通知", table))
    assert column(found, "name") == ["发展党员总数", "其中：35岁以下", "其中：500人以上企业"]
    assert (column(found, "unit"), column(found, "parent")) == (["人"] * 3, ["", "K01", "K01"])
    assert column(found, "direction") == ["at_least"] * 3


def test_a_share_below_one_may_be_a_percentage_also_beside_a_whole_one() -> None:
    found = draft(("2026年目标", [["指标", "鼓楼区", "台江区"], ["服务参与率", "0.98", "1"]]))
    reason = next(mark.reason for mark in found.marks if mark.column == "unit")
    assert reason.endswith("目标都不大于 1，而单位是 %：表里的 0.95 可能是 95%，请核对")


def test_a_name_of_a_year_and_a_change_says_too_little() -> None:
    table = [["地区", "2026年新增目标（家）"], ["椒江区", "60"], ["黄岩区", "40"]]
    assert column(draft(("台州市2026年高新技术企业培育目标", table)), "name") == [
        "台州市高新技术企业培育：2026年新增目标"
    ]


def test_months_are_targets_of_the_rounds_that_end_with_them() -> None:
    table = [
        ["镇街", "全年", "1月", "2月", "3月"],
        ["吴宁街道", "60", "3", "6", "12"],
        ["横店镇", "80", "4", "8", "18"],
    ]
    title = "东阳市2026年固定资产投资计划（单位：亿元）"
    found = draft((title, "请于每月终后5日内报送完成情况。", table))
    assert (column(found, "unit"), targets(found)) == (["亿元"], {"K01": ["60", "80"]})
    assert [(row["round"], row["target"]) for row in found.tables["round_targets"]][::2] == [
        *(("progress-2026-01-31", "3"), ("progress-2026-02-28", "6"), ("progress-2026-03-31", "12"))
    ]
    assert "1月、2月的分期目标没有对应的批次，没有写入方案" in draft((title, table)).remarks


def test_a_percent_sign_behind_a_heading_is_its_unit() -> None:
    table = [
        ["镇街", "规上工业产值（亿元）", "<"],
        ["^", "目标", "增幅%"],
        *(["三茅街道", "120", "8"], ["油坊镇", "90", "9"]),
    ]
    found = draft(("扬中市2026年目标", table))
    assert column(found, "name") == ["规上工业产值", "规上工业产值增幅"]
    assert column(found, "unit") == ["亿元", "%"]
    assert column(found, "name", "inputs") == ["规上工业产值（本期）", "规上工业产值（上年同期）"]
