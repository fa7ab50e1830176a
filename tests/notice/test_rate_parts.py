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
        ("基本养老保险参保率", "基本养老保险已参保数/个", "基本养老保险应参保数/个"),
        ("农产品抽检合格率", "农产品合格数/个", "农产品总数/个"),
        ("生活垃圾分类覆盖率", "生活垃圾分类已覆盖数/个", "生活垃圾分类应覆盖数/个"),
        ("宽带入户率", "宽带入户率：分子（符合要求的数）/个", "宽带入户率：分母（总数）/个"),
        (
            "小学适龄儿童入学率",
            "小学适龄儿童入学率：分子（符合要求的数）/个",
            "小学适龄儿童入学率：分母（总数）/个",
        ),
        ("常住人口城镇化率", "城镇人口/万人", "总人口/万人"),
    ],
)
def test_what_a_rate_is_a_share_of(name: str, above: str, below: str) -> None:
    assert [f"{part.name}/{part.unit}" for part in rate_parts(name)] == [above, below]
