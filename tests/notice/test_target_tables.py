"""Tables of every shape: none raises, and every mark of a draft is at one of its cells."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.notice.document import NoticeDocument, TableBuilder, TextCell
from cascade.notice.drafting import NoTargets, draft_plan
from tests.notice.test_drafting import column, draft, targets
from tests.support.notices import Table
from tests.support.sample import count

TEXTS = (
    *(
        "序号",
        "指标",
        "单位",
        "杭州",
        "宁波市",
        "合计",
        "全省",
        "100",
        "10%以上",
        "/",
        "台",
        "牵头单位",
        "省科技厅",
    ),
    *(
        "备注",
        "其中：甲",
        "一季度",
        "全年",
        "2020年目标",
        "2021年",
        "元坝镇",
        "白果乡",
        "增长5%",
        "6%-7%",
        "权重",
    ),
    *(
        "完成任务",
        "注：说明",
        "10分",
        "（1）",
        "4（1）",
        "3",
        "乡镇",
        "<",
        "PM2.5",
        "①",
        "人数（人）",
        "0",
        "-5",
    ),
    *(
        "99999999999999999",
        "1.23456789",
        "年度目标",
        "一、经济",
        "—",
        "下降3.5%",
        "控制在3%以内",
        "%",
        "鼓楼区",
    ),
    *("其中", "（）", "（人）", "：", "表"),
)
PARAGRAPHS = (
    *(
        "关于下达2020年任务的通知",
        "浙转升办〔2020〕9号",
        "2020年13月45日",
        "5月30日前报备案。分解到县",
        "单位：人",
    ),
    *(
        "2021—2019年",
        "附件",
        "表1",
        "各市：",
        "2020年2月30日",
        "二〇二〇年五月十四日",
        "第〇年",
        "2023-2024学年",
    ),
)
sizes = st.integers(1, 7)
spans = st.sampled_from([1] * 8 + [2, 3])


@st.composite
def notices(draw: st.DrawFn) -> NoticeDocument:
    blocks: list[object] = list(draw(st.lists(st.sampled_from(PARAGRAPHS), max_size=3)))
    for number in range(draw(st.integers(1, 3))):
        builder = TableBuilder()
        for row in range(draw(sizes)):
            for left in range(draw(sizes)):
                cell = TextCell(draw(st.sampled_from(["", *TEXTS])), row, left)
                builder.place(cell, range(row, row + draw(spans)), range(left, left + draw(spans)))
        if (table := builder.table(f"表{number}")).rows:
            blocks.append(table)
    return NoticeDocument(tuple(blocks))  # type: ignore[arg-type]


@given(notices())
@settings(max_examples=count(80, 1_000))
def test_no_table_raises(notice: NoticeDocument) -> None:
    with suppress(NoTargets):
        found = draft_plan(notice, "通知")
        assert all(0 <= mark.row < len(found.tables[mark.table]) for mark in found.marks)
        regions = {row["code"] for row in found.tables["regions"]}
        indicators = {row["code"] for row in found.tables["indicators"]}
        pairs = [(row["indicator"], row["region"]) for row in found.tables["targets"]]
        assert len(pairs) == len(set(pairs))
        assert {indicator for indicator, _ in pairs} <= indicators
        assert {region for _, region in pairs} <= regions


@pytest.mark.parametrize(
    ("table", "units", "names", "found"),
    [
        (
            [["承担机构", "药占比（%）"], ["甲院区", "≤26"], ["乙院部", "≤32"]],
            *(["甲院区", "乙院部"], ["药占比"], {"K01": ["≤26", "≤32"]}),
        ),
        (
            [
                ["指标", "单位", "北仑分公司", "<", "镇海分公司", "<"],
                ["^", "^", "基本目标", "奋斗目标", "基本目标", "奋斗目标"],
                ["货物吞吐量", "万吨", "12000", "12500", "6000", "6300"],
            ],
            *(["北仑分公司", "镇海分公司"], ["货物吞吐量基本目标", "货物吞吐量奋斗目标"]),
            {"K01": ["12000", "6000"], "K02": ["12500", "6300"]},
        ),
        (
            [
                ["单位", "责任领导", "到位内资（亿元）", "联系人", "联系电话"],
                *(["北岙街道", "某某", "3.5", "甲", "12345"], ["东屏街道", "某某", "2.5", "乙", "12346"]),
            ],
            *(["北岙街道", "东屏街道"], ["到位内资"], {"K01": ["3.5", "2.5"]}),
        ),
        (
            [
                *(["县区", "招商引资", "外贸"], ["^", "（亿元）", "（亿美元）"]),
                *(["北仑区", "120", "8"], ["镇海区", "80", "5"]),
            ],
            *(
                ["北仑区", "镇海区"],
                ["招商引资", "2026年目标任务：外贸"],
                {"K01": ["120", "80"], "K02": ["8", "5"]},
            ),
        ),
        (
            [["责任单位", "任务数（件）"], ["市公安局", "120"], ["北仑区", "60"]],
            *(["市公安局", "北仑区"], ["2026年目标任务"], {"K01": ["120", "60"]}),
        ),
        (
            [["指标", "全市目标", "北仑区", "镇海区"], ["营商环境评价", "全省前列", "A等", "B等"]],
            *(["北仑区", "镇海区"], ["营商环境评价"], {"K01": ["A等", "B等"]}),
        ),
        (
            [["县区", "开展检查（次）"], ["北仑区", "4"], ["镇海区", "〃"], ["鄞州区", "同上"]],
            *(["北仑区", "镇海区", "鄞州区"], ["开展检查"], {"K01": ["4", "4", "4"]}),
        ),
    ],
    ids=["an unknown head", "companies", "people", "units below", "offices", "a whole in words", "ditto"],
)
def test_where_units_and_indicators_stand(
    table: Table, units: list[str], names: list[str], found: dict[str, list[str]]
) -> None:
    got = draft(("2026年目标任务分解表", table))
    assert (column(got, "name", "regions")[1:], column(got, "name"), targets(got)) == (units, names, found)
