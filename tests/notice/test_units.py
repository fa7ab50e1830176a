"""The unit that a name says where the notice gives none."""

import pytest

from cascade.notice.units import has_parts, suggested_unit
from tests.notice.test_drafting import column, draft, targets


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        *(("生产安全事故起数", "起"), ("较大事故", "起"), ("死亡人数", "人"), ("事故死亡人数", "人")),
        *(("亿元GDP死亡率", "人/亿元"), ("工矿商贸十万人死亡率", "人/10万"), ("孕产妇死亡率", "人/10万")),
        *(("道路交通万车死亡率", "人/万车"), ("煤矿百万吨死亡率", "人/百万吨"), ("婴儿死亡率", "‰")),
        *(("开展培训场次数", "场次"), ("检查次数", "次"), ("优良天数", "天"), ("帮扶人次", "人次")),
        *(("新建公里数", "公里"), ("每千人口床位数", "张"), ("刑事案件数", "件"), ("外资较上年增长", "%")),
        *(("综合考核位次", "位"), ("营商环境排名", "位"), ("矛盾纠纷化解", "件"), ("信访件", "件")),
    ],
)
def test_names_say_units(name: str, unit: str) -> None:
    assert suggested_unit(name) == unit


@pytest.mark.parametrize(
    ("unit", "parts"),
    [("个", False), ("件", False), ("村", False), ("亿元", True), ("万人", True), ("吨", True)],
)
def test_nobody_reports_parts_of_what_is_counted(unit: str, parts: bool) -> None:
    assert has_parts(unit) is parts


def test_cells_that_leave_out_half_of_their_unit() -> None:
    table = [["县市区", "税收收入", "补助"], ["椒江区", "72亿", "3亿"], ["黄岩区", "51亿元", "2亿"]]
    assert column(draft(("台州市2026年财政收入目标", table)), "unit") == ["亿元", "亿"]


def test_what_must_not_happen_at_all_is_a_limit_of_nought() -> None:
    table = [
        ["县（市、区）", "较大事故起数", "重大火灾"],
        ["椒江区", "0", "零发生"],
        ["黄岩区", "不发生", "杜绝"],
        ["路桥区", "≤1", "坚决杜绝"],
    ]
    found = draft(("台州市2026年安全生产控制指标", table))
    assert (column(found, "direction"), column(found, "unit")) == (["at_most", "at_most"], ["起", "起"])
    assert targets(found) == {"K01": ["0", "不发生", "≤1"], "K02": ["零发生", "杜绝", "坚决杜绝"]}
    assert [mark for mark in found.marks if mark.table == "targets"] == []
