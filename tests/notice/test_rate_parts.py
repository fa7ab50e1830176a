"""Numerator and denominator that the name of a rate suggests."""

import pytest

from cascade.notice.rate_parts import rate_parts


@pytest.mark.parametrize(
    ("name", "above", "below"),
    [
        ("重点工业企业装备数控化率", "已数控化的重点工业企业装备数/台", "重点工业企业装备总数/台"),
        ("城镇登记失业率", "城镇登记失业人数/人", "城镇从业人数与登记失业人数之和/人"),
        ("规上工业全员劳动生产率", "规上工业增加值/亿元", "规上工业平均用工人数/万人"),
        ("高新技术产业增加值占规上工业增加值比重", "高新技术产业增加值/亿元", "规上工业增加值/亿元"),
        ("农村生活污水治理率", "已治理的农村生活污水量/万吨", "农村生活污水产生总量/万吨"),
        ("基本养老保险参保率", "基本养老保险参保人数/人", "基本养老保险应参保人数/人"),
        ("信访件办结率", "已办结的信访件数/件", "信访件总数/件"),
        ("农产品抽检合格率", "农产品合格数/个", "农产品总数/个"),
        ("生活垃圾分类覆盖率", "生活垃圾分类已覆盖的数（分子）/个", "生活垃圾分类应覆盖的总数（分母）/个"),
        ("宽带入户率", "宽带入户率：分子（符合要求的数）/个", "宽带入户率：分母（总数）/个"),
        (
            "小学适龄儿童入学率",
            "小学适龄儿童入学率：分子（符合要求的数）/个",
            "小学适龄儿童入学率：分母（总数）/个",
        ),
        ("常住人口城镇化率", "城镇人口/万人", "总人口/万人"),
        ("单位GDP能耗", "综合能源消费量/万吨标准煤", "地区生产总值（可比价）/亿元"),
        ("规上单位工业增加值能耗", "规上综合能源消费量/万吨标准煤", "规上工业增加值（可比价）/亿元"),
        ("万元工业增加值用水量", "用水量/万立方米", "工业增加值（可比价）/亿元"),
        ("单位地区生产总值二氧化碳排放", "二氧化碳排放量/万吨", "地区生产总值（可比价）/亿元"),
        ("化学农药使用量占农资使用量比重", "化学农药使用量/吨", "农资使用量/吨"),
    ],
)
def test_what_a_rate_is_a_share_of(name: str, above: str, below: str) -> None:
    assert [f"{part.name}/{part.unit}" for part in rate_parts(name, of_firms=False)] == [above, below]


@pytest.mark.parametrize(("of_firms", "below"), [(False, "地区生产总值"), (True, "营业收入")])
def test_what_research_is_measured_by_fits_who_does_it(of_firms: bool, below: str) -> None:
    names = [part.name for part in rate_parts("研发经费投入强度", of_firms)]
    assert names == ["研发经费支出", below]
