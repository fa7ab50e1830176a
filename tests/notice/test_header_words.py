"""What headings mean, and which texts name regions."""

import pytest

from cascade.notice.header_words import FULL_YEAR, Heading, is_generic, month_of, region_score, role_of

ROLES = {
    Heading.NUMBER: "序号 编号 项次",
    Heading.NAME: "指标 关键性量化指标 项目 工作任务 2020年目标",
    Heading.CATEGORY: "类别 领域 一级指标 指标类型",
    Heading.UNIT: "单位 计量单位 计算单位",
    Heading.LEAD: "省级牵头单位 责任单位 责任部门 牵头部门 主管部门 考核单位",
    Heading.HELPER: "配合单位 协办部门",
    Heading.NOTES: "备注 说明",
    Heading.HEADLINE: "合计 总计 全省 全市目标 全县 年度目标 目标值 目标任务总数 地区合计 合计（万亩）",
    Heading.SUBTOTAL: "小计 市区小计",
    Heading.WEIGHT: "权重 分值 权重（%） 标准分",
    Heading.DEFINITION: "指标口径 计算方法 评分标准 考核办法",
    Heading.SOURCE: "数据来源",
    Heading.BASE: "2019年完成 上年实绩 2019年 基数 2021年实际 现有企业数",
    Heading.DEADLINE: "完成时限 时间节点",
    Heading.REGION: "地区 市县 县（市、区） 乡镇 乡镇（街道） 各市目标任务 单位名称 地区\\指标 市（州）",
    Heading.NONE: "杭州 元坝镇 省科技厅 城镇新增就业 现有企业技术改造数",
}


@pytest.mark.parametrize(
    ("role", "text"), [(role, text) for role, texts in ROLES.items() for text in texts.split()]
)
def test_roles(role: Heading, text: str) -> None:
    assert role_of(text) is role


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("杭州", 2),
        ("元坝镇", 2),
        ("拣银岩街道办", 2),
        ("高新区", 2),
        ("市直", 2),
        ("市本级", 2),
        ("阿坝州", 2),
        ("全州县", 2),
    ]
    + [("学军小学", 1), ("城投集团", 1), ("第三采油厂", 1)]
    + [
        (text, 0)
        for text in (
            "全市",
            "今年全省",
            "城镇",
            "小计",
            "地区",
            "城镇新增就业人数",
            "5G基站",
            "耕地面积",
            "省",
        )
    ],
)
def test_names_of_regions(text: str, score: int) -> None:
    assert region_score(text) == score


@pytest.mark.parametrize("text", ["目标", "2020年目标", "任务数", "目标任务", "计划数", "合计", "全年目标"])
def test_generic_headings(text: str) -> None:
    assert is_generic(text)


@pytest.mark.parametrize("text", ["数量", "新增就业", "2020年完成", "面积"])
def test_headings_that_name_something(text: str) -> None:
    assert not is_generic(text)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *(("一季度", 3), ("上半年", 6), ("1-9月", 9), ("全年", FULL_YEAR), ("面积", 0)),
        *(("1月", 1), ("截至4月底", 4), ("1—11月目标", 11), ("8月份", 8), ("3月生猪出栏", 0)),
    ],
)
def test_months(text: str, month: int) -> None:
    assert month_of(text) == month
