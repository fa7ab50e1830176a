"""Indicators of other offices: departments, hospitals, plans of several years, changes, parts."""

import pytest

from cascade.plan.drafted import NoticeDraft
from tests.notice.test_drafting import FORMATS, column, draft, every_format, marked, questions, targets
from tests.notice.test_drafting import Read as Reader


def reasons(found: NoticeDraft) -> dict[tuple[str, int, str], str]:
    return {cell: mark.reason for mark in found.marks for cell in mark.cells}


@every_format
def test_departments_beside_what_they_have_to_reach(read: Reader) -> None:
    notice = (
        "关于印发2025年招商引资目标任务分解表的通知",
        [
            ["序号", "责任单位", "签约项目（个）", "到位资金（亿元）", "外资（万美元）"],
            ["1", "市发改局", "5", "3", "100"],
            ["2", "市工信局", "8", "6", "300"],
            ["合计", "", "13", "9", "400"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name", "regions")[1:] == ["市发改局", "市工信局"]
    assert targets(found) == {"K01": ["5", "8"], "K02": ["3", "6"], "K03": ["100", "300"]}
    assert column(found, "unit") == ["个", "亿元", "万美元"]
    assert found.tables["plan"][0]["unit_level"] == "部门"


@every_format
def test_a_column_says_which_way_is_better(read: Reader) -> None:
    notice = (
        "市卫生健康委关于下达2025年公立医院绩效指标的通知",
        [
            ["指标", "目标方向", "市人民医院", "市中医院", "市妇幼保健院"],
            ["门诊次均费用（元）", "↓", "260", "240", "300"],
            ["手术占比", "逐步提高", "35%", "20%", "30%"],
            ["药占比", "降低", "30%", "35%", "25%"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name", "regions")[1:] == ["市人民医院", "市中医院", "市妇幼保健院"]
    assert column(found, "name") == ["门诊次均费用", "手术占比", "药占比"]
    assert column(found, "direction") == ["at_most", "at_least", "at_most"]
    assert column(found, "measure")[1:] == ["K02a / K02b * 100", "K03a / K03b * 100"]
    assert [name for _, name in marked(found, "indicators") if name == "direction"] == []


ONLY_A_NUMBER = "原文只有数，看名称是越低越好，拟为至多；不是的请改为“至少”"
ABOUT = "原文用了“左右”，拟为至多；如另有考虑请改"


@pytest.mark.parametrize(
    ("name", "trend", "cells", "direction", "asked"),
    [
        ("用水总量", "≤", ["1.2", "0.8"], "at_most", []),
        ("能耗强度", "不低于", ["1.2", "0.8"], "at_least", []),
        ("用水总量", "—", ["1.2", "0.8"], "at_most", [ONLY_A_NUMBER]),
        ("空置率不超过", "", ["10%", "12%"], "at_most", []),
        ("优良天数比例≥", "", ["70%", "68.5%"], "at_least", []),
        ("失业率", "", ["5.5%左右", "控制在5.5%以内"], "at_most", [ABOUT]),
        ("失业率", "", ["5.5%左右", "5%左右"], "at_most", [ABOUT]),
        ("综合考核位次", "", ["1", "2"], "at_most", [ONLY_A_NUMBER]),
    ],
)
def test_which_way_is_better(
    name: str, trend: str, cells: list[str], direction: str, asked: list[str]
) -> None:
    found = draft(("福州市2026年目标", [["指标", "目标方向", "鼓楼区", "台江区"], [name, trend, *cells]]))
    assert column(found, "direction") == [direction]
    assert [mark.reason for mark in found.marks if mark.column == "direction"] == asked


def test_figures_per_ten_thousand_people_do_not_add_up_and_things_are_counted_whole() -> None:
    rows = [
        ["万人发明专利拥有量（件）", "12", "8"],
        ["万人助企行动（次）", "12", "8"],
        ["联网设备", "增长5%", "增长6%"],
    ]
    found = draft(("福州市2026年目标", [["指标", "鼓楼区", "台江区"], *rows]))
    assert column(found, "adds") == ["own", "sum", "sum"]
    assert column(found, "decimals", "inputs") == ["0", "0"]


@every_format
def test_a_last_column_under_an_unknown_name_is_a_unit_to_be_checked(read: Reader) -> None:
    notice = (
        "福州市2025年公厕建设目标",
        [["指标", "单位", "鼓楼区", "台江区", "城投"], ["新建公厕", "座", "3", "4", "5"]],
    )
    found = draft(notice, read)
    assert targets(found) == {"K01": ["3", "4", "5"]}
    assert column(found, "headline") == [""]
    assert reasons(found)["regions", 3, "name"] == "看不出这是不是填报单位，请核对；不是的，连同它的目标删去"


@every_format
def test_years_with_their_sum(read: Reader) -> None:
    heads = ["2024年", "2025年", "2026年", "合计"]
    notice = (
        "清源市农村人居环境整治三年行动任务（2024—2026年）",
        [
            ["县区", "卫生厕所改造（户）", "<", "<", "<"],
            ["^", *heads],
            ["东山县", "1000", "800", "500", "2300"],
            ["西山县", "500", "400", "300", "1200"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name") == ["卫生厕所改造"]
    assert targets(found) == {"K01": ["2300", "1200"]}
    table = [row[:-1] for row in notice[1]]
    reason = reasons(draft((notice[0], table), read))["indicators", 0, "name"]
    assert reason == "通知只有各期的数，没有合计的数，这里是最后一期的，请改为全期目标"


@every_format
def test_a_last_head_row_of_units(read: Reader) -> None:
    notice = (
        "福州市2025年学前教育任务",
        [
            ["县区", "新建幼儿园", "<", "普惠率"],
            ["^", "所", "学位（个）", "%"],
            ["鼓楼区", "10", "2700", "85"],
            ["台江区", "8", "2160", "86"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name") == ["新建幼儿园", "新建幼儿园学位", "普惠率"]
    assert column(found, "unit") == ["所", "个", "%"]


@every_format
def test_as_many_units_as_columns_follow_their_order(read: Reader) -> None:
    notice = (
        "2026年福州市粮食生产目标任务表",
        "单位：万亩、万吨、公斤/亩",
        [
            ["县区", "粮食面积", "粮食总产量", "单产"],
            ["闽侯县", "50.5", "21.2", "420"],
            ["连江县", "48", "19", "395.8"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "unit") == ["万亩", "万吨", "公斤/亩"]
    assert questions(found, "indicators")[0] == [("indicators", at, "unit") for at in range(3)]
    assert column(found, "name")[2] == "福州市粮食生产：单产"


@every_format
def test_a_decrease_in_days_completes_the_name(read: Reader) -> None:
    notice = (
        "福州市2025年空气质量目标",
        [
            ["指标", "鼓楼区", "台江区"],
            ["重污染天数", "较上年减少2天", "减少1天"],
            ["优良天数比例", "98%", "97%"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name")[0] == "重污染天数减少"
    assert column(found, "measure")[0] == "K01a"
    assert marked(found, "targets") == []
    assert (0, "name") in marked(found, "indicators")


@every_format
def test_a_fall_of_a_ratio_is_that_of_its_sums(read: Reader) -> None:
    notice = (
        "福州市2026年节能降耗目标",
        [
            ["指标", "鼓楼区", "台江区"],
            ["单位工业增加值能耗下降率（%）", "3.2", "3.0"],
            ["一般工业固废产生量下降（%）", "5", "4"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "measure") == [
        "(1 - (K01a / K01b) / (K01c / K01d)) * 100",
        "(1 - K02a / K02b) * 100",
    ]
    inputs = [f"{row['name']}/{row['unit']}" for row in found.tables["inputs"]]
    assert inputs == [
        "综合能源消费量（本期）/万吨标准煤",
        "工业增加值（可比价）（本期）/亿元",
        "综合能源消费量（上年同期）/万吨标准煤",
        "工业增加值（可比价）（上年同期）/亿元",
        "一般工业固废产生量（本期）/吨",
        "一般工业固废产生量（上年同期）/吨",
    ]


@every_format
def test_a_row_behind_a_part_may_be_the_next_part(read: Reader) -> None:
    rows = [
        ["城镇新增就业", "4000", "3500"],
        ["其中：失业人员再就业", "1000", "900"],
        ["困难人员就业", "300", "200"],
    ]
    notice = (
        "福州市2026年就业任务",
        "单位：人",
        [["项目", "鼓楼区", "台江区"], *rows, ["职业技能培训", "5000", "400"]],
    )
    found = draft(notice, read)
    assert column(found, "parent") == ["", "K01", "", ""]
    reason = "上一行是“其中”，这一行也可能是 K01 的一部分，拟为单独一项；是的请填所属指标"
    assert reasons(found)["indicators", 2, "parent"] == reason
    assert ("indicators", 3, "parent") not in reasons(found)


@every_format
def test_what_needs_no_person(read: Reader) -> None:
    """A rate whose units stay below the whole's, a sign of no total, units that report themselves."""
    notice = (
        "福州市2025年科技目标",
        [
            ["指标", "单位", "鼓楼区", "台江区", "全市"],
            ["研发投入占营业收入比重", "%", "3.5", "2.5", "3"],
            ["高技能人才培养", "人", "30", "25", "—"],
        ],
    )
    found = draft(notice, read)
    assert marked(found, "indicators") == [(0, "measure"), (0, "lead")]
    assert [row["name"] for row in found.tables["inputs"]] == ["研发投入", "营业收入"]
    assert (
        found.remarks[0]
        == "第 1 项“研发投入占营业收入比重”：有 1 处目标低于合计数 3%，率不相加，不与总目标核对，各比各的目标"
    )
    assert "通知没有说还要往下分解，拟为由各县（市、区）直接填报" in found.remarks
    assert marked(found, "plan") == [(0, "title"), (0, "issuer")]


@every_format
def test_ranges_and_bounds_of_one_indicator_become_two(read: Reader) -> None:
    notice = (
        "福州市2026年主要指标",
        [
            ["指标", "单位", "鼓楼区", "台江区", "仓山区", "全市"],
            ["地区生产总值增速", "%", "6%—6.5%", "7%以上", "6.5左右", "6.5"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name") == ["地区生产总值增速", "地区生产总值增速（区间）"]
    assert column(found, "direction") == ["at_least", "within"]
    assert targets(found) == {"K01": ["/", "7%以上", "6.5左右"], "K02": ["6%—6.5%", "/", "/"]}
    assert column(found, "headline") == ["6.5", ""]
    assert marked(found, "targets") == []
    assert reasons(found)["indicators", 1, "name"].startswith("有的地区是区间、有的是“以上”之类")


def test_several_numbers_in_every_cell_become_as_many_indicators() -> None:
    table = [
        ["任务", "全市", "鼓楼区", "台江区"],
        ["老旧小区改造", "18个、1.1万户", "12个、8000户", "6个、3000户"],
        ["道路建设", "", "新建3条5.5公里", "新建2条3公里"],
        ["危房改造（户/人）", "200/600", "120/360", "80/240"],
        ["低保标准（元/月）", "", "900/800", "900/800"],
        ["造林", "", "1000亩，抚育20亩", "抚育1000亩"],
    ]
    found = draft(("福州市2026年任务", table))
    assert column(found, "name")[:6] == [
        *("老旧小区改造：个数", "老旧小区改造：户数", "道路建设：新建", "道路建设：公里数"),
        *("危房改造：户数", "危房改造：人数"),
    ]
    assert column(found, "unit")[:6] == ["个", "户", "条", "公里", "户", "人"]
    assert column(found, "headline")[:6] == ["18", "11000", "", "", "200", "600"]
    assert list(targets(found).values())[:6] == [
        *(["12个", "6个"], ["8000户", "3000户"], ["3条", "2条"], ["5.5公里", "3公里"]),
        *(["120户", "80户"], ["360人", "240人"]),
    ]
    assert column(found, "kind")[6:] == ["words", "words"]
    asked = reasons(found)["indicators", 5, "name"]
    assert asked == "通知里一格写了几个数，拟为几项，请核对名称和各地的数"


@every_format
def test_figures_per_head_and_units_of_a_kind_of_their_own(read: Reader) -> None:
    notice = (
        "三明市2025年公共卫生服务指标",
        [
            ["指标", "单位", "三元区", "沙县区"],
            ["每千人口执业医师数", "人", "3.2", "3.1"],
            ["孕产妇死亡率", "/10万", "≤9", "≤8"],
            ["违法占用耕地面积比例", "%", "≤0.5", "≤0.4"],
            ["实际使用外资", "万美元", "1000", "1500"],
            ["外资较上年增长", "%", "5", "6"],
            ["CPI涨幅", "%", "2", "2"],
            ["农作物耕种收综合机械化率", "%", "70", "68"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "unit") == ["人", "/10万", "%", "万美元", "%", "%", "%"]
    assert column(found, "adds") == ["own", "sum", "sum", "sum", "sum", "own", "own"]
    assert column(found, "direction")[5:] == ["at_most", "at_least"]
    assert reasons(found)["indicators", 1, "unit"] == "“/10万”不像是完整的单位，请补全"
    inputs = [f"{row['name']}/{row['unit']}" for row in found.tables["inputs"]]
    assert inputs[:3] == [
        *(
            "孕产妇死亡率（分子）/人",
            "孕产妇死亡率（分母）/10万人",
            "违法占用耕地面积/亩",
        )
    ]
    assert ("indicators", 2, "unit") not in reasons(found)


@every_format
def test_a_unit_that_no_name_suggests_is_asked_for(read: Reader) -> None:
    notice = (
        "三明市2025年农村人居环境整治目标",
        [
            ["指标", "单位", "三元区", "沙县区"],
            ["农村人居环境整治达标率", "%", "80", "75"],
            ["高新技术产业增加值占比", "%", "60", "55"],
            ["亏损企业占比", "%", "≤10", "≤12"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "unit", "inputs") == ["", "", "亿元", "亿元", "家", "家"]
    assert column(found, "measure") == [f"K0{at}a / K0{at}b * 100" for at in (1, 2, 3)]
    asked = [mark for mark in found.marks if (mark.table, mark.column) == ("inputs", "unit")]
    assert [(list(mark.cells), mark.suggestion) for mark in asked] == [
        ([("inputs", 0, "unit"), ("inputs", 1, "unit")], "")
    ]
    assert asked[0].reason == ("从名称看不出用什么单位（个、村、户、公里之类），请按牵头单位的口径填上")


@every_format
def test_parts_below_a_common_heading_and_short_names_of_regions(read: Reader) -> None:
    notice = (
        "襄阳市2025年发展党员计划（单位：名）",
        [
            ["地区", "发展党员", "其中", "<", "辍学率控制目标（%）", "灌溉水有效利用系数"],
            ["^", "^", "产业工人", "高知识群体", "^", "^"],
            ["襄城", "35", "5", "4", "0.5", "0.556"],
            ["樊城", "30", "6", "5", "0.4", "0.56"],
            ["市教育局", "20", "1", "12", "0.4", "0.5"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name")[:3] == ["发展党员", "其中：产业工人", "其中：高知识群体"]
    assert column(found, "parent")[:3] == ["", "K01", "K01"]
    assert column(found, "direction")[3] == "at_most"
    assert column(found, "adds")[4] == "own"
    assert marked(found, "regions") == [(3, "name")]


@every_format
def test_decimals_are_those_that_targets_have_in_the_units_of_their_indicators(read: Reader) -> None:
    notice = (
        "台州市财政局关于下达2026年财政收入预期目标的通知",
        [
            ["县市区", "税收收入（亿元）", "登记失业率"],
            ["椒江区", "72亿", "3%"],
            ["黄岩区", "51亿元", "3%"],
            ["仙居县", "18,000万元", "3.5%"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "decimals") == ["1", "1"]  # 1.8亿元
    assert [name for _, name in marked(found, "targets")] == []
    assert column(found, "unit", "inputs") == ["人", "人"]
    assert column(found, "decimals", "inputs") == ["0", "0"]  # nobody is half registered


def test_what_has_parts_has_a_decimal_though_its_targets_are_round() -> None:
    """A branch's revenue of 907.2 万元 was sent back, for the target said 1200."""
    notice = (
        "东方物流有限公司关于下达2026年度经营目标的通知",
        [
            [
                "分公司",
                "营业收入（万元）",
                "货运量（吨）",
                "新签客户（个）",
                "培训（万人次）",
                "储备土地（亩）",
                "新建仓库（平方米）",
                "装机（MW）",
            ],
            ["华东分公司", "1200", "30", "40", "5", "60", "700", "2"],
            ["华南分公司", "1300", "35", "45", "6", "65", "800", "3"],
        ],
    )
    assert column(draft(notice, FORMATS["word"]), "decimals") == ["1", "1", "0", "1", "1", "1", "1"]


def test_what_may_be_negative_has_an_input_that_says_so() -> None:
    table = [
        [
            "单位",
            "利润总额（万元）",
            "其中：主业利润（万元）",
            "净增客户",
            "净利润增长（%）",
            "营业收入（万元）",
        ],
        *(["甲公司", "800", "500", "20", "6", "900"], ["乙公司", "-200", "-300", "10", "5", "300"]),
        ["合计", "600", "200", "30", "5", "1200"],
    ]
    found = draft(("某某集团关于下达2026年经营目标的通知", table))
    assert column(found, "measure") == ["K01a", "K02a", "K03a", "(K04a / K04b - 1) * 100", ""]
    assert column(found, "parent") == ["", "K01", "", "", ""]
    assert (column(found, "headline"), column(found, "reconcile")) == (
        *(["600", "200", "30", "5", "1200"], ["yes"] * 5),
    )
    inputs = [
        ("利润总额", "万元", "1", "yes"),
        ("主业利润", "万元", "1", "yes"),
        ("净增客户", "", "0", "yes"),
        *(("净利润（本期）", "亿元", "2", "yes"), ("净利润（上年同期）", "亿元", "2", "yes")),
    ]
    columns = ("name", "unit", "decimals", "negative")
    assert [tuple(row.get(each, "") for each in columns) for row in found.tables["inputs"]] == inputs
    assert [("indicators", 2, "unit"), ("inputs", 2, "unit")] in questions(found, "indicators")


@every_format
def test_a_level_is_compared_with_its_target_whatever_the_month(read: Reader) -> None:
    """普及率 was drafted as 均衡, as if it grew from nothing within the year; an increase does."""
    notice = (
        "福州市2025年农业目标",
        [
            ["指标", "单位", "鼓楼区", "台江区", "全市"],
            ["农村卫生厕所普及率", "%", "92", "85", "91"],
            ["农产品加工业产值增长", "%", "7", "6", "6"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "pace") == ["direct", "even"]
    assert [row["headline"] for row in found.tables["indicators"]] == ["91", "6"]


def test_a_stock_is_compared_with_its_target_whatever_the_month_and_asked_about() -> None:
    names = ["城乡居民基本养老保险参保人数", "生猪存栏", "养老床位", "新增养老床位", "城镇新增就业"]
    found = draft(
        (
            "福州市2026年目标",
            [["指标", "单位", "鼓楼区", "台江区"], *([each, "个", "9", "8"] for each in names)],
        )
    )
    assert column(found, "pace") == ["direct", "direct", "direct", "even", "even"]
    assert [row for table, row, at in reasons(found) if (table, at) == ("indicators", "pace")] == [0, 1, 2]
    why = "看名称是某一天的存量，不是从年初累计的数，拟为随时直接与目标比；是累计数的，改为“均衡”"
    assert reasons(found)["indicators", 0, "pace"] == why


def test_a_change_of_a_level_completes_the_name_and_does_not_add_up() -> None:
    rows = [
        ["城镇化率", "提高0.5个百分点", "提高0.6个百分点"],
        ["单位GDP能耗", "下降3%", "下降3.2%"],
        ["优良天数", "300", "较上年增加3天"],
    ]
    found = draft(("福州市2026年目标", [["指标", "鼓楼区", "台江区"], *rows]))
    assert column(found, "name") == ["城镇化率提高", "单位GDP能耗下降", "优良天数"]
    assert (column(found, "adds"), column(found, "unit")) == (["own"] * 3, ["个百分点", "%", "天"])
    assert reasons(found)["indicators", 0, "name"] == "目标写的是变化，名称里补了“提高”，请核对"
    assert [mark.row for mark in found.marks if mark.table == "targets"] == [5]
