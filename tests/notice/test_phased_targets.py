"""Targets of months and quarters: a round needs those from the beginning of the plan to its end."""

import pytest

from cascade.plan.drafted import NoticeDraft
from tests.notice.test_drafting import column, draft, targets

TITLE, ASKED = "石河县关于下达2026年投资任务的通知", "每季度终了后5日内报送完成情况。"
ADDED_UP = "“固定资产投资”各期的数是当期的，加起来是全期目标；分期目标按累计写入"
LEFT_OUT = "“固定资产投资”各期的数不是逐期累计的，分期目标没有写入方案"
UNKNOWN = "看不出“二季度”“2月”这样各期的数是当期的还是累计的，照累计写入分期目标；是当期的请改成累计的数"
OF_THE_LAST = "，全期目标（现在是最后一期的）也请改"


def drafted(heads: str, first: str, second: str, name: str = "固定资产投资（万元）") -> NoticeDraft:
    rows = [["镇", name, *["<"] * heads.count(" ")], ["^", *heads.split()]]
    return draft((TITLE, ASKED, [*rows, ["柳树镇", *first.split()], ["石桥镇", *second.split()]]))


def by_round(found: NoticeDraft) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for row in found.tables.get("round_targets", ()):
        texts.setdefault(row["round"][-5:], []).append(row["target"])
    return texts


@pytest.mark.parametrize(
    ("heads", "first", "second", "rounds"),
    [
        (
            *("一季度 二季度 三季度 四季度 全年", "20 30 25 25 100", "10 15 12 13 50"),
            {"03-31": ["20", "10"], "06-30": ["50", "25"], "09-30": ["75", "37"]},
        ),
        (
            *("全年目标 一季度 二季度 三季度 四季度", "100 10 20 30 40", "50 5 10 15 20"),
            {"03-31": ["10", "5"], "06-30": ["30", "15"], "09-30": ["60", "30"]},
        ),
        ("上半年 下半年 全年", "50 70 120", "30 50 80", {"06-30": ["50", "30"]}),
        (
            *("1-3月 4—6月 7-9月 10-12月 合计", "1.5万元 / 2万元 4万元 7.5万元", "1 1万元 1 1 4万元"),
            {"03-31": ["1.5万元", "1"], "06-30": ["1.5万元", "2万元"], "09-30": ["3.5万元", "3万元"]},
        ),
    ],
)
def test_periods_that_make_up_the_whole_are_added_up(
    heads: str, first: str, second: str, rounds: dict[str, list[str]]
) -> None:
    found = drafted(heads, first, second)
    assert (by_round(found), ADDED_UP in found.remarks) == (rounds, True)
    whole = heads.split().index(next(each for each in heads.split() if each[0] in "全合"))
    assert targets(found) == {"K01": [each.split()[whole] for each in (first, second)]}


def test_periods_that_do_not_grow_are_no_targets_of_rounds() -> None:
    found = drafted("一季度 二季度 三季度 四季度 全年", "20 30 25 20 100", "10 15 12 13 50")
    assert (by_round(found), targets(found)) == ({}, {"K01": ["100", "50"]})
    assert LEFT_OUT in found.remarks
    found = drafted("一季度 二季度 三季度 四季度", "20 30 25 25", "10 15 12 13")
    reason = next(mark.reason for mark in found.marks if mark.column == "name")
    assert reason == "通知只有各期的数，没有合计的数，这里是最后一期的，请改为全期目标"


def test_a_last_quarter_that_is_not_the_year_is_said() -> None:
    found = drafted("一季度 二季度 三季度 四季度 全年", "10 20 30 39 100", "5 10 15 20 50")
    assert (by_round(found), LEFT_OUT in found.remarks) == ({}, True)


def test_periods_that_may_count_by_themselves_are_a_question() -> None:
    found = drafted("第一季度完成 第二季度完成 第三季度完成 第四季度完成", "10 20 30 40", "5 10 15 20")
    assert column(found, "name") == ["固定资产投资"]
    assert [mark.reason for mark in found.marks if mark.column == "name"] == [UNKNOWN + OF_THE_LAST]
    found = drafted("一季度 二季度 三季度 全年", "10 20 30 100", "5 10 15 50")
    assert [mark.reason for mark in found.marks if mark.column == "name"] == [UNKNOWN]
    found = drafted("一季度 上半年 前三季度 全年", "10 20 30 100", "5 10 15 50")
    assert [mark.reason for mark in found.marks if mark.column == "name"] == []


def test_levels_need_not_grow() -> None:
    found = drafted("一季度 二季度 三季度 全年", "45 40 36 38", "50 45 40 42", "PM2.5浓度（微克/立方米）")
    assert by_round(found) == {"03-31": ["45", "50"], "06-30": ["40", "45"], "09-30": ["36", "40"]}


def test_a_column_of_times_gives_an_indicator_a_row_for_each() -> None:
    rows = [
        ["造林（万亩）", "6月底", "1", "0.8"],
        ["^", "12月底", "3", "2"],
        *(["改厕（户）", "6月底", "100", "80"], ["^", "12月底", "300", "200"]),
    ]
    found = draft((TITLE, ASKED, [["指标", "时间节点", "柳树镇", "石桥镇"], *rows]))
    assert targets(found) == {"K01": ["3", "2"], "K02": ["300", "200"]}
    assert by_round(found) == {"06-30": ["1", "0.8", "100", "80"]}
    assert column(found, "decimals") == ["1", "0"]


def test_rows_of_a_region_and_an_indicator_with_several_times() -> None:
    rows = [["柳树镇", "新增就业", "6000", "12000"], ["石桥镇", "新增就业", "3000", "5000"]]
    found = draft((TITLE, ASKED, [["镇", "指标", "上半年目标（人）", "全年目标（人）"], *rows]))
    assert (column(found, "name"), targets(found)) == (["新增就业"], {"K01": ["12000", "5000"]})
    assert by_round(found) == {"06-30": ["6000", "3000"]}


def test_years_named_by_the_title_with_their_sum() -> None:
    rows = [["柳树镇", "10", "12", "14", "36"], ["石桥镇", "8", "9", "10", "27"]]
    title = "石河县关于下达2026—2028年造林任务的通知"
    found = draft((title, [["镇", "2026年", "2027年", "2028年", "合计"], *rows]))
    assert (column(found, "name"), targets(found)) == (["造林"], {"K01": ["36", "27"]})
    assert by_round(found) == {"12-31": ["10", "8", "22", "17"]}
