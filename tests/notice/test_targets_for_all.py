"""Targets without regions of their own, which all those shall reach that the text names."""

import pytest

from cascade.notice.drafting import NoTargets
from tests.notice.test_drafting import column, draft, targets

TITLE = "湖州市教育局关于下达2026年目标的通知"
TABLE = [
    ["序号", "指标", "单位", "2025年完成", "目标值", "责任科室"],
    ["1", "新建幼儿园", "所", "1", "2", "基教处"],
    ["2", "普惠率", "%", "88", "90", "基教处"],
    ["3", "智慧校园", "", "", "建成", "装备中心"],
]
ALL = ["吴兴区", "南浔区", "德清县", "长兴县", "安吉县"]


@pytest.mark.parametrize(
    ("text", "names", "source"),
    [
        ("南浔区教育局、德清县教育局：", ["南浔区", "德清县"], "正文"),
        ("任务分解到吴兴区、南浔区和长兴县。", ["吴兴区", "南浔区", "长兴县"], "正文"),
        ("各区县教育局：", ALL, "国标 GB/T 2260"),
        ("各县（市、区）教育局：", ALL, "国标 GB/T 2260"),
    ],
)
def test_a_table_without_regions_is_for_those_of_the_text(text: str, names: list[str], source: str) -> None:
    found = draft((TITLE, text, TABLE))
    assert column(found, "name", "regions") == ["湖州市", *names]
    assert column(found, "name") == ["新建幼儿园", "普惠率", "智慧校园"]
    assert column(found, "lead") == ["基教处", "基教处", "装备中心"]
    assert list(targets(found).values()) == [["2"] * len(names), ["90"] * len(names), ["建成"] * len(names)]
    asked = [mark.reason for mark in found.marks if mark.column == "name" and mark.table == "indicators"]
    assert asked == [
        f"通知没有写各地的数，地区名单取自{source}，拟为每处都是这个数；"
        "这是各地合起来的数的，请填各地的数，并把它写作总目标"
    ]


def test_a_table_whose_regions_nobody_names_is_refused() -> None:
    with pytest.raises(NoTargets):
        draft((TITLE, "各乡镇人民政府：", TABLE))


def test_sentences_about_all_regions() -> None:
    text = "2026年各县区工业增加值增长7%以上，失业率控制在4%以内，PM2.5浓度不高于40微克/立方米，作风优良。"
    found = draft((TITLE, "各县区：", text))
    assert column(found, "name") == ["工业增加值增长", "失业率", "PM2.5浓度"]
    assert column(found, "direction") == ["at_least", "at_most", "at_most"]
    assert list(targets(found).values()) == [
        *(["7%以上"] * 5, ["控制在4%以内"] * 5, ["不高于40微克/立方米"] * 5)
    ]
    assert "正文里的“作风优良”没有写入方案，是目标的请补上" in found.remarks
    with pytest.raises(NoTargets):
        draft((TITLE, "各县区：", "各县区要安排1名联络员，于3月1日前报送名单。"))
