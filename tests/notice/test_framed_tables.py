"""What stands within the frame of a table besides its rows, and which tables are one."""

from tests.notice.test_drafting import column, draft, targets

TITLE = "江北区发展和改革局关于下达2026年重大项目投资计划的通知"
HEAD = ["街道（镇）", "项目数（个）", "年度计划投资（万元）"]


def test_tables_of_the_same_regions_under_the_same_header_are_two() -> None:
    first = [HEAD, ["中马街道", "3", "12000"], ["慈城镇", "8", "45000"]]
    second = [HEAD, ["中马街道", "2", "6000"], ["慈城镇", "6", "32000"]]
    found = draft((TITLE, "表1 产业项目", first, "表2 基础设施项目", second))
    assert column(found, "name") == [
        *("产业项目：项目数", "产业项目：年度计划投资", "基础设施项目：项目数", "基础设施项目：年度计划投资")
    ]
    assert targets(found)["K03"] == ["2", "6"]
    reasons = [mark.reason for mark in found.marks if mark.column == "name"]
    assert reasons == ["有几项叫这个名称，前面补了标题或上一级的话，请核对；还分不清的请改"]


def test_a_header_repeated_soon_and_those_who_sign_are_no_rows() -> None:
    table = [
        HEAD,
        ["中马街道", "3", "12000"],
        HEAD,
        ["慈城镇", "8", "45000"],
        ["填表人：甲", "<", "审核人：乙"],
    ]
    found = draft((TITLE, table))
    assert column(found, "name", "regions") == ["江北区", "中马街道", "慈城镇"]
    assert targets(found) == {"K01": ["3", "8"], "K02": ["12000", "45000"]}
    assert found.remarks == ("中马街道、慈城镇的代码是程序拟的，只要不重复就可以用",)


def test_a_lone_head_of_values_is_no_title() -> None:
    table = [["", "拆违面积（万㎡）"], ["大龙湖街道", "3.2"], ["翠屏山街道", "1.8"]]
    found = draft(("云龙区2026年任务", table))
    assert (column(found, "name"), column(found, "unit")) == (["拆违面积"], ["万㎡"])


def test_a_correction_in_the_same_notice_replaces_the_rows_that_it_has() -> None:
    first = [HEAD, ["中马街道", "3", "12000"], ["慈城镇", "8", "45000"], ["庄桥街道", "1", "900"]]
    later = [HEAD, ["慈城镇", "9", "46000.5"]]
    found = draft((TITLE, "附件2", first, "现将附件2中部分数据更正为：", later))
    assert targets(found) == {"K01": ["3", "9", "1"], "K02": ["12000", "46000.5", "900"]}
    assert "表1照后面更正的表2写入方案" in found.remarks

    head = ["序号", "指标", "单位", "中马街道", "慈城镇"]
    first = [head, ["1", "技改投资", "亿元", "12", "8"], ["2", "新建泵站", "座", "3", "2"]]
    later = [head, ["1", "技改投资", "亿元", "12.5", "8"], ["2", "新建泵站", "座", "3", "4"]]
    found = draft((TITLE, first, "更正后的附件如下：", later))
    assert targets(found) == {"K01": ["12.5", "8"], "K02": ["3", "4"]}


def test_tables_side_by_side_with_regions_of_their_own() -> None:
    table = [
        ["序号", "街道", "造林（亩）", "序号", "街道", "治沙（亩）"],
        *(["1", "中马街道", "800", "1", "慈城镇", "50"], ["2", "孔浦街道", "600", "", "", ""]),
    ]
    found = draft((TITLE, table))
    assert column(found, "name", "regions")[1:] == ["中马街道", "孔浦街道", "慈城镇"]
    assert targets(found) == {"K01": ["800", "600", "/"], "K02": ["/", "/", "50"]}
