"""Notices in Word, as web pages and as spreadsheets: what is drafted, and what is left to a person."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cascade.notice.document import NoticeDocument
from cascade.notice.drafting import NoTargets, draft_plan
from cascade.notice.header_words import FULL_YEAR
from cascade.notice.spreadsheet import read_spreadsheet
from cascade.notice.table_columns import read_lines
from cascade.notice.target_tables import find_target_tables
from cascade.notice.web_page import read_web
from cascade.notice.word_file import read_word
from cascade.plan import load
from cascade.plan.drafted import NoticeDraft
from cascade.plan.plan_workbook import write_drafted
from tests.support.notices import ZHAOHUA, Notice, as_docx, as_html, as_xlsx, zhaohua, zhejiang
from tests.support.oracle.tables import PLAN

Read = Callable[[Notice], NoticeDocument]
FORMATS: dict[str, Read] = {
    "word": lambda notice: read_word(as_docx(notice)),
    "web": lambda notice: read_web(as_html(notice)),
    "web in GBK": lambda notice: read_web(as_html(notice, "gb2312")),
    "spreadsheet": lambda notice: read_spreadsheet(as_xlsx(notice)),
}
every_format = pytest.mark.parametrize("read", FORMATS.values(), ids=FORMATS)
COMPARED = ("number", "name", "unit", "lead", "direction", "headline", "reconcile")


def draft(notice: Notice, read: Read = FORMATS["web"]) -> NoticeDraft:
    return draft_plan(read(notice), "通知")


def shipped(table: str) -> list[dict[str, str]]:
    with Path(PLAN, f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def marked(found: NoticeDraft, table: str) -> list[tuple[int, str]]:
    return [(mark.row, mark.column) for mark in found.marks if mark.table == table]


def questions(found: NoticeDraft, table: str) -> list[list[tuple[str, int, str]]]:
    """The cells of each question about a table."""
    return [list(mark.cells) for mark in found.marks if mark.table == table]


def targets(found: NoticeDraft) -> dict[str, list[str]]:
    """The texts of the targets by indicator, in the order of the regions."""
    texts: dict[str, list[str]] = {}
    for row in found.tables["targets"]:
        texts.setdefault(row["indicator"], []).append(row["target"])
    return texts


def column(found: NoticeDraft, name: str, table: str = "indicators") -> list[str]:
    return [row.get(name, "") for row in found.tables[table]]


@every_format
def test_zhejiang_needs_7_answers_and_then_is_the_shipped_plan(read: Read) -> None:
    found = draft(zhejiang(), read)
    growth, productivity, shares, sum_of_k07 = questions(found, "indicators")
    assert growth == [
        *(("indicators", 0, "measure"), ("inputs", 0, "unit"), ("inputs", 1, "unit")),
        *(("indicators", 1, "measure"), ("inputs", 2, "unit"), ("inputs", 3, "unit")),
    ]
    assert productivity[0] == ("indicators", 2, "measure")
    assert {cell[1:] for cell in productivity[1:]} == {
        (at, name) for at in range(4, 8) for name in ("name", "unit")
    }
    assert [cell for cell in shares if cell[0] == "indicators"] == [
        *(("indicators", 3, "measure"), ("indicators", 4, "measure"))
    ]
    assert {cell[1:] for cell in shares if cell[0] == "inputs"} == {
        (at, name) for at in range(8, 12) for name in ("name", "unit")
    }
    assert sum_of_k07 == [("indicators", 6, "reconcile")]
    assert questions(found, "plan") == [[("plan", 0, "title"), ("plan", 0, "id")]]
    assert questions(found, "rounds") == [
        [("rounds", at, name) for at in (1, 2, 3) for name in ("as_of", "due")]
    ]
    assert questions(found, "regions") == [[("regions", at, "name") for at in range(12, 102)]]
    assert len(found.marks) == 7
    answered = answer(found)
    assert [{name: row.get(name, "") for name in COMPARED} for row in answered["indicators"]] == [
        {name: row[name] for name in COMPARED} for row in shipped("indicators")
    ]
    assert answered["targets"] == shipped("targets")
    assert [{"parent": "", **row} for row in answered["regions"]] == shipped("regions")
    settings = {row["key"]: row["value"] for row in shipped("plan")}
    assert {
        name: answered["plan"][0][name] for name in ("title", "issuer", "document", "year", "province")
    } == {name: settings[name] for name in ("title", "issuer", "document", "year", "province")}
    assert answered["rounds"] == [
        {name: text for name, text in row.items() if text} for row in shipped("rounds")
    ]


@pytest.mark.parametrize("read", [FORMATS["word"]], ids=["word"])
def test_the_answered_workbook_is_the_shipped_plan(read: Read, tmp_path: Path) -> None:
    tables = {name: tuple(rows) for name, rows in answer(draft(zhejiang(), read)).items()}
    target = tmp_path / "方案.xlsx"
    write_drafted(NoticeDraft(tables), target)
    got, expected = load(target).plan, load(PLAN).plan
    assert [indicator.model_dump(include={*COMPARED, "measure"}) for indicator in got.indicators] == [
        indicator.model_dump(include={*COMPARED, "measure"}) for indicator in expected.indicators
    ]
    assert got.targets == expected.targets
    assert got.regions == expected.regions
    assert got.rounds == expected.rounds


def answer(found: NoticeDraft) -> dict[str, list[dict[str, str]]]:
    """The drafted tables with the marked cells as the shipped plan has them.

    Who looks at the inputs of a measure may give them shorter names.
    """
    tables = {name: [dict(row) for row in rows] for name, rows in found.tables.items()}
    settings = {row["key"]: row["value"] for row in shipped("plan")}
    indicators = {row["code"]: row for row in shipped("indicators")}
    for table, at, name in (cell for mark in found.marks for cell in mark.cells):
        row = tables[table][at]
        if table == "plan":
            row[name] = settings[name]
        elif table == "indicators":
            row[name] = indicators[row["code"]][name]
        elif table == "rounds":
            row[name] = shipped("rounds")[at][name]
    computed = {row["indicator"] for row in tables["inputs"]}
    tables["inputs"] = [row for row in shipped("inputs") if row["indicator"] in computed]
    return tables


def test_the_inputs_of_zhejiangs_rates_are_named_in_the_notices_words() -> None:
    found = draft(zhejiang())
    inputs = [f"{row['name']}/{row['unit']}" for row in found.tables["inputs"]]
    assert inputs[0] == "传统制造业研发费用支出（本期）/亿元"
    assert inputs[4:6] == [
        *("传统制造业规上工业增加值（本期）/亿元", "传统制造业规上工业平均用工人数（本期）/万人")
    ]
    assert inputs[8:] == [
        *("已数控化的重点工业企业装备数/台", "重点工业企业装备总数/台"),
        *("已联网的重点工业企业工业设备数/台", "重点工业企业工业设备总数/台"),
    ]


def test_zhejiang_says_what_is_more_than_the_headline() -> None:
    assert draft(zhejiang()).remarks == (
        "第 13 项“传统制造业新认定高新技术企业300家”："
        "各地目标合计 306家，指标名称里的数是 300家，多 6。数没有写错就不用处理",
        "第 17 项“全省腾出用能100万吨标准煤”："
        "各地目标合计 104.14万吨，指标名称里的数是 100万吨，多 4.14。数没有写错就不用处理",
        "联系单位的名称（…传统制造业改造提升工作领导小组办公室）取自通知的抬头，各地另有名称的请改",
    )


def test_the_offices_of_the_salutation_get_the_letters() -> None:
    found = draft(zhejiang())
    assert column(found, "name", "offices")[:2] == [
        *("杭州市传统制造业改造提升工作领导小组办公室", "宁波市传统制造业改造提升工作领导小组办公室")
    ]
    assert column(draft(zhaohua()), "name", "offices")[:2] == ["", ""]


@every_format
def test_zhaohua_has_29_towns_on_two_levels(read: Read) -> None:
    found = draft(zhaohua(), read)
    assert column(found, "name") == ["城镇新增就业人数", "城镇失业人员再就业"]
    assert column(found, "unit") == ["人", "人"]
    assert column(found, "headline") == ["1300", "250"]
    assert column(found, "reconcile") == ["yes", "yes"]
    assert targets(found) == {
        "K01": [str(new) for _, new, _ in ZHAOHUA],
        "K02": [str(again) for _, _, again in ZHAOHUA],
    }
    assert found.tables["regions"][0] == {"code": "510811", "name": "昭化区"}
    assert column(found, "name", "regions")[1:] == [town for town, *_ in ZHAOHUA]
    assert column(found, "code", "regions")[1:3] == ["510811001", "510811002"]
    assert found.tables["plan"][0]["unit_level"] == "乡镇（街道）"
    assert "leaf_level" not in found.tables["plan"][0]
    assert [(mark.table, mark.row, mark.column) for mark in found.marks] == [
        ("plan", 0, "title"),
        ("rounds", 0, "as_of"),
        ("indicators", 0, "lead"),
    ]
    assert (
        "元坝镇、白果乡、柏林沟镇、朝阳乡、陈江乡 等 29 个的代码是程序拟的，只要不重复就可以用"
        in found.remarks
    )


@every_format
def test_merged_heads_units_totals_parts_footnotes_and_empty_cells(read: Read) -> None:
    notice = (
        "福州市人民政府办公厅关于下达2018年度养老保险扩面任务的通知",
        "榕政办〔2018〕181号",
        "请分解到街道（乡镇），并于2018年7月15日前将分解表报备案。",
        [
            ["县（市）区", "参保缴费人数（万人）", "<", "续保率（%）", "备注"],
            ["^", "目标任务", "其中：困难群体\n（万人）", "^", "^"],
            ["鼓楼区", "1.2", "0.1", "≥95", ""],
            ["仓山区", "2.5{①}", "0.3", "≥96", "含高新区"],
            ["福清市", "１２．５", "/", "≥90", ""],
            ["高新区", "0.5", "—", "", ""],
            ["合计", "16.7", "0.4", "≥90", ""],
            ["注：①含代管部分。", "<", "<", "<", "<"],
        ],
    )
    found = draft(notice, read)
    assert targets(found) == {
        "K01": ["1.2", "2.5", "１２．５", "0.5"],
        "K02": ["0.1", "0.3", "/", "—"],
        "K03": ["≥95", "≥96", "≥90", "/"],
    }
    assert column(found, "name") == ["参保缴费人数", "其中：困难群体", "续保率"]
    assert column(found, "number") == ["1", "1（1）", "2"]
    assert column(found, "parent") == ["", "K01", ""]
    assert column(found, "unit") == ["万人", "万人", "%"]
    assert column(found, "headline") == ["16.7", "0.4", "90"]
    assert column(found, "code", "regions") == ["350100", "350102", "350104", "350181", "3501Z4"]
    marks = {(mark.table, mark.row, mark.column): mark for mark in found.marks}
    assert marks["targets", 1, "target"].reason == "原文带注号“①”，请看通知的注"
    assert marks["targets", 11, "target"].reason == "通知里这一格是空的，拟为不下达（/）；漏写的请补上"
    assert marks["targets", 11, "target"].suggestion == "/"
    assert marks["plan", 0, "leaf_level"].suggestion == "乡镇（街道）"
    assert found.tables["rounds"][0]["due"] == "2018-07-15"


@every_format
def test_a_table_over_two_pages_with_its_header_again(read: Read) -> None:
    head = ["单位", "全省合计（万亩）", "人工造林（万亩）"]
    notice = (
        "关于下达2021年造林绿化任务的通知",
        [head, ["成都市", "10", "5"], ["自贡市", "20", "10"]],
        "— 2 —",
        [head, ["阿坝州", "15", "8"], ["全省合计", "45", "23"]],
        "（续表）",
        [["甘孜州", "15", "7"], ["攀枝花市", "1", "1"]],
    )
    found = draft(notice, read)
    names = ["四川省", "成都市", "自贡市", "阿坝藏族羌族自治州", "甘孜藏族自治州", "攀枝花市"]
    assert column(found, "name", "regions") == names
    assert targets(found)["K02"] == ["5", "10", "8", "7", "1"]


@every_format
def test_a_table_in_two_parts_with_other_regions_each(read: Read) -> None:
    notice = (
        "江苏省人民政府办公厅关于下达2019年保障性安居工程目标任务的通知",
        [["指标", "单位", "南京", "无锡"], ["新开工棚户区改造", "套", "10000", "8000"]],
        [["指标", "单位", "常州", "苏州"], ["新开工棚户区改造", "套", "5000", "9000"]],
    )
    found = draft(notice, read)
    assert targets(found) == {"K01": ["10000", "8000", "5000", "9000"]}
    assert column(found, "name", "regions") == ["江苏省", "南京市", "无锡市", "常州市", "苏州市"]


@every_format
def test_directions_words_ranges_and_what_does_not_add_up(read: Read) -> None:
    notice = (
        "宁波市人民政府关于下达2022年主要指标的通知",
        [
            ["序号", "指标", "单位", "全市目标", "海曙", "江北", "镇海", "责任单位"],
            ["1", "地区生产总值增长", "%", "6.5左右", "6%—6.5%", "6.5-7", "7-7.5", "市发改委、\n市统计局"],
            ["2", "城镇新增就业", "万人", "3.1", "1.2", "0.9", "1", "市人力社\n保局"],
            ["2（1）", "其中：困难人员就业", "万人", "0.55", "0.25", "0.2", "0.1", "市人力社\n保局"],
            ["3", "城镇登记失业率", "%", "≤3.5", "3.5以内", "3.5以内", "控制在3.5%以内", "市人力社保局"],
            ["4", "PM2.5年均浓度", "微克/立方米", "25", "25", "24", "26", "市生态环境局"],
            ["5", "规上企业数字化改造", "", "", "基本完成", "全面完成", "持续推进", "市经信局"],
            ["6", "生活垃圾量", "%", "", "下降3.5%", "下降3%", "力争下降3%", "市综合执法局"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "direction") == [
        *("within", "at_least", "at_least", "at_most", "at_most", "at_least", "at_least")
    ]
    assert column(found, "adds") == ["own", "sum", "sum", "sum", "own", "", "sum"]
    assert column(found, "kind") == ["number"] * 5 + ["words", "number"]
    assert column(found, "parent") == ["", "", "K02", "", "", "", ""]
    assert column(found, "number") == ["1", "2", "2（1）", "3", "4", "5", "6"]
    assert column(found, "measure") == [*("", "", "", "K04a / K04b * 100", "", "", "(1 - K07a / K07b) * 100")]
    assert column(found, "lead")[:2] == ["市发改委、市统计局", "市人力社保局"]
    assert targets(found)["K01"] == ["6%—6.5%", "6.5-7", "7-7.5"]
    assert targets(found)["K06"] == ["基本完成", "全面完成", "持续推进"]
    assert marked(found, "indicators") == [
        *((0, "adds"), (3, "measure"), (4, "direction"), (6, "direction"), (6, "measure"))
    ]
    assert questions(found, "indicators")[0] == [
        ("indicators", row, column) for row in (0, 4) for column in ("adds", "pace")
    ]


@every_format
def test_a_vague_word_is_marked_with_the_direction_that_was_drafted(read: Read) -> None:
    notice = (
        "福州市人民政府关于下达2026年主要指标的通知",
        [
            ["指标", "单位", "鼓楼区", "台江区", "仓山区"],
            ["居民收入增长", "%", "6%—6.5%", "6%—6.5%", "6%左右"],
            ["老旧小区改造", "个", "18", "力争12", "9"],
        ],
    )
    reasons = {(each.row, each.column): each.reason for each in draft(notice, read).marks}
    assert reasons[0, "direction"] == "原文用了“左右”，拟为区间；如另有考虑请改"
    assert reasons[1, "direction"] == "原文用了“力争”，拟为至少；如另有考虑请改"


@every_format
def test_a_day_for_filing_the_breakdown_is_said_where_the_counties_are_not_known(read: Read) -> None:
    notice = (
        "福州市人民政府关于下达2026年主要指标的通知",
        "请于2026年4月15日前将分解方案报市政府办公室。",
        [["指标", "单位", "鼓楼区", "台江区"], ["老旧小区改造", "个", "18", "12"]],
    )
    marks = {each.column: each.reason for each in draft(notice, read).marks if each.table == "plan"}
    assert marks["leaf_level"] == (
        "通知要求 2026-04-15 前报分解方案，而再下级的名单不在通知里；"
        "请填再下级的名称，并在地区表补上，否则按两级填报"
    )


def test_a_breakdown_to_regions_that_are_not_named_is_one_question() -> None:
    notice = (
        "泉州市人民政府关于下达2026年主要指标的通知",
        "请各县（市、区）分解到乡镇（街道）。",
        [["指标", "单位", "鲤城区", "丰泽区"], ["老旧小区改造", "个", "18", "12"]],
    )
    found = draft(notice, FORMATS["word"])
    assert [each.get("name") for each in found.tables["rounds"]][:2] == ["目标分解", "一季度进展"]
    marks = [mark for mark in found.marks if ("rounds", 0) in {cell[:2] for cell in mark.cells}]
    assert [list(mark.cells) for mark in marks] == [
        [("plan", 0, "leaf_level"), ("rounds", 0, "id"), ("rounds", 0, "kind"), ("rounds", 0, "due")]
    ]
    assert marks[0].reason == (
        "通知要求分解到乡镇（街道），而名单不在通知里。要分解的，请在地区表补上名单，"
        "并核对分解批次的报送期限（是拟的）；不分解、由各地直接填报的，请清空这一格，删去分解批次"
    )


@every_format
def test_quarters_become_targets_of_rounds(read: Read) -> None:
    notice = (
        "关于分解下达2024年重点工作任务的通知",
        [
            ["乡镇（街道）", "高标准农田建设（亩）", "<", "<", "<", "农村改厕", "<"],
            ["^", "一季度", "上半年", "前三季度", "全年", "数量（户）", "资金（万元）"],
            ["城关镇", "100", "300", "500", "800", "50", "12.5"],
            ["河口镇", "50", "150", "250", "400", "30", "7.5"],
            ["全县", "150", "450", "750", "1200", "80", "20"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name") == ["高标准农田建设", "农村改厕数量", "农村改厕资金"]
    assert targets(found)["K01"] == ["800", "400"]
    assert column(found, "headline") == ["1200", "80", "20"]
    (table,), _ = find_target_tables(read(notice))
    line = read_lines(table, "", "2024", several=False)[0][0]
    assert {phase: [slot.text for slot in slots.values()] for phase, slots in line.phases.items()} == {
        3: ["100", "50"],
        6: ["300", "150"],
        9: ["500", "250"],
        FULL_YEAR: ["800", "400"],
    }
    assert [tuple(row.values()) for row in found.tables["round_targets"]] == [
        ("progress-2024-03-31", "K01", "99Z001", "100"),
        ("progress-2024-03-31", "K01", "99Z002", "50"),
        ("progress-2024-06-30", "K01", "99Z001", "300"),
        ("progress-2024-06-30", "K01", "99Z002", "150"),
        ("progress-2024-09-30", "K01", "99Z001", "500"),
        ("progress-2024-09-30", "K01", "99Z002", "250"),
    ]


@every_format
def test_weights_years_and_columns_that_a_plan_has_no_use_for(read: Read) -> None:
    notice = (
        "2022年粮食生产目标任务分解表",
        [
            ["单位：万亩、万吨", "<", "<", "<", "<"],
            ["市别", "粮食播种面积", "<", "粮食产量", "2021年实际"],
            ["^", "2022年目标", "权重", "^", "^"],
            ["郑州市", "500", "10", "200.5", "1"],
            ["开封市", "700", "10", "300", "2"],
            ["省合计", "1200", "", "500.5", "3"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name") == ["粮食播种面积", "粮食产量"]
    assert column(found, "unit") == ["万亩", "万吨"]
    assert column(found, "weight") == ["10", ""]
    assert set(marked(found, "indicators")) == {(0, "lead"), (0, "scoring"), (0, "unit")}
    assert [("indicators", 0, "unit"), ("indicators", 1, "unit")] in questions(found, "indicators")
    assert "“2021年实际”是往年或调整前的数，没有写入方案" in found.remarks


@every_format
def test_two_measures_below_every_region(read: Read) -> None:
    notice = (
        "南充市2021年经济社会发展主要目标",
        [
            ["指标", "单位", "全市", "<", "顺庆区", "<", "高坪区", "<"],
            ["^", "^", "绝对值", "增速（%）", "绝对值", "增速（%）", "绝对值", "增速（%）"],
            ["一般公共预算收入", "亿元", "140", "7", "80", "7", "60", "7.5"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name") == ["一般公共预算收入绝对值", "一般公共预算收入增速"]
    assert column(found, "unit") == ["亿元", "%"]
    assert column(found, "headline") == ["140", "7"]
    assert targets(found) == {"K01": ["80", "60"], "K02": ["7", "7.5"]}


@every_format
def test_regions_within_regions(read: Read) -> None:
    notice = (
        "山东省教育厅关于下达2024年普惠园建设任务的通知",
        [
            ["市", "县（市、区）", "新建幼儿园（所）"],
            ["济南市", "市直", "1"],
            ["^", "历下区", "3"],
            ["^", "其中：城区", "2"],
            ["^", "小计", "4"],
            ["青岛市", "市直", "2"],
            ["^", "市南区", "5"],
            ["^", "小计", "7"],
            ["合计", "<", "11"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name", "regions") == ["山东省", "济南市市直", "历下区", "青岛市市直", "市南区"]
    assert targets(found) == {"K01": ["1", "3", "2", "5"]}
    assert column(found, "headline") == ["11"]
    assert "“其中：城区”已含在它所属的地区里，没有单列" in "".join(found.remarks)


@every_format
def test_a_table_in_two_columns_and_a_name_from_the_title(read: Read) -> None:
    head = ["序号", "乡镇", "目标任务（亩）"]
    notice = (
        "2023年度剑阁县油菜种植任务分解表",
        [
            [*head, *head],
            ["1", "下寺镇", "1200", "3", "武连镇", "900"],
            ["2", "普安镇", "1,500", "", "合计", "3600"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name", "regions") == ["剑阁县", "下寺镇", "普安镇", "武连镇"]
    assert targets(found) == {"K01": ["1200", "1,500", "900"]}
    assert (column(found, "name"), column(found, "unit")) == (["剑阁县油菜种植"], ["亩"])
    assert column(found, "headline") == ["3600"]


@every_format
def test_categories_departments_as_units_and_words(read: Read) -> None:
    notice = (
        "关于2024年重点指标的通知",
        [
            ["一级指标", "二级指标", "单位", "龙岗街道", "坪地街道", "责任部门"],
            ["城市治理", "违法建筑", "宗", "零新增", "持续减少", "区规土局"],
            ["^", "垃圾分类参与率", "%", "达到95%以上", "≥95", "区城管局"],
        ],
    )
    found = draft(notice, read)
    assert column(found, "name") == ["违法建筑", "垃圾分类参与率"]
    assert column(found, "kind") == ["words", "number"]
    departments = [
        ["被考核单位", "普法讲座", "覆盖率"],
        ["教育局", "10场", "100%"],
        ["民政局", "8场", "95%以上"],
    ]
    found = draft(("2022年度普法目标", departments), read)
    assert column(found, "name", "regions")[1:] == ["教育局", "民政局"]
    assert targets(found) == {"K01": ["10场", "8场"], "K02": ["100%", "95%以上"]}


@every_format
def test_one_department_beside_every_region_leads_all_indicators(read: Read) -> None:
    rows = [["沈阳市", "≥90", "3", "省水利厅"], ["大连市", "≥92", "2", "省水利厅"]]
    found = draft(
        ("2021年河长制目标", [["地区", "断面达标率（%）", "黑臭水体消除（条）", "责任单位"], *rows]), read
    )
    assert column(found, "name") == ["断面达标率", "黑臭水体消除"]
    assert column(found, "lead") == ["省水利厅", "省水利厅"]
    assert (0, "lead") not in marked(found, "indicators")


@every_format
def test_a_notice_without_targets_is_refused_with_what_it_has(read: Read) -> None:
    notice = ("关于开会的通知", [["姓名", "电话"], ["甲", "12345"], ["乙", "23456"]])
    with pytest.raises(NoTargets) as refused:
        draft(notice, read)
    assert len(refused.value.remarks) == 1


def test_a_sum_that_misses_its_total_is_said_at_the_total() -> None:
    notice = (
        "关于下达2023年任务的通知",
        [
            ["地区", "新增车位（个）", "新建公厕（座）"],
            ["鼓楼区", "10", "3"],
            ["台江区", "20", "4"],
            ["合计", "35", "6"],
        ],
    )
    found = draft(notice)
    reasons: Mapping[tuple[int, str], str] = {
        (mark.row, mark.column): mark.reason for mark in found.marks if mark.table == "indicators"
    }
    assert reasons[0, "reconcile"] == "各地目标合计 30个，合计数是 35个，两者不是一回事或有误，拟为不核对"
    assert reasons[1, "headline"] == "各地目标合计 7座，合计数是 6座，请核对"
    assert column(found, "headline") == ["35", "6"]
    assert column(found, "reconcile") == ["no", "yes"]


def test_one_answer_about_unknown_leads_marks_all_their_cells() -> None:
    """Only the first was marked, and the reason said that the notice names none, which nobody knows."""
    table = [
        ["市", "新增就业（人）", "新建公园（个）", "培训（人次）"],
        ["南京市", "10", "2", "30"],
        ["无锡市", "20", "3", "40"],
    ]
    found = draft(["江苏省2026年目标任务的通知", "江苏省人民政府办公厅", table])
    asked = [
        each for each in questions(found, "indicators") if any(column == "lead" for _, _, column in each)
    ]
    assert asked == [[("indicators", at, "lead") for at in range(3)]]
