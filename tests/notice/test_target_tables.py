"""Tables of every shape: none raises, and every mark of a draft is at one of its cells."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.notice.document import NoticeDocument, TableBuilder, TextCell
from cascade.notice.drafting import NoTargets, draft_plan
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
            for column in range(draw(sizes)):
                cell = TextCell(draw(st.sampled_from(["", *TEXTS])), row, column)
                builder.place(cell, range(row, row + draw(spans)), range(column, column + draw(spans)))
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
