"""Regions of a notice: their codes, what shares targets out to them, and what lies below."""

import pytest

from cascade.notice.notice_facts import NoticeFacts
from cascade.notice.region_rows import DraftedRegions, draft_regions


def regions(*names: str, issuer: str = "", breaks_down_to: str = "") -> DraftedRegions:
    return draft_regions(names, NoticeFacts(issuer=issuer, breaks_down_to=breaks_down_to), ())


@pytest.mark.parametrize(
    ("names", "issuer", "top", "codes"),
    [
        (("杭州", "宁波市"), "", "330000", ("330100", "330200")),
        (("阿坝州", "甘孜", "成都"), "", "510000", ("513200", "513300", "510100")),
        (("湘西自治州", "怀化市", "娄底市"), "", "430000", ("433100", "431200", "431300")),
        (("鼓楼区", "台江", "福清市"), "福州市人民政府", "350100", ("350102", "350103", "350181")),
        (("郑州市", "济源市", "开封"), "", "410000", ("410100", "419001", "410200")),
        (("元坝镇", "白果乡"), "广元市昭化区人民政府", "510811", ("510811001", "510811002")),
        (("江州区", "扶绥县", "高新区"), "", "451400", ("451402", "451421", "4514Z3")),
        (("红星街道", "渤海镇"), "景宁县人民政府", "331127", ("331127001", "331127002")),
        (("红星街道", "渤海镇"), "宁县人民政府", "621026", ("621026001", "621026002")),
        (("城关镇", "白水镇"), "青阳山县人民政府办公室", "990000", ("99Z001", "99Z002")),
        (("城关镇", "白水镇"), "中共阳山县委办公室", "441823", ("441823001", "441823002")),
        (("学军小学", "文一街小学"), "某公司", "990000", ("99Z001", "99Z002")),
    ],
)
def test_codes(names: tuple[str, ...], issuer: str, top: str, codes: tuple[str, ...]) -> None:
    found = regions(*names, issuer=issuer)
    assert (found.top[0], tuple(found.codes.values())) == (top, codes)


def test_an_office_without_the_name_of_its_region() -> None:
    companies = ("省能源集团有限公司", "省建设集团股份有限公司")
    facts = NoticeFacts(issuer="省国资委", title="省国资委关于下达省属企业2026年度目标的通知")
    assert draft_regions(companies, facts, ()).top == ("990000", "本省")


@pytest.mark.parametrize("issuer", ["浙江省交通集团", "某某市城投有限公司"])
def test_a_company_is_its_own_top(issuer: str) -> None:
    assert regions("路桥公司", "高速公司", issuer=issuer).top[1] == issuer


def test_cities_break_down_to_the_counties_of_the_standard() -> None:
    found = regions("杭州", "宁波", breaks_down_to="县（市、区）")
    assert (found.unit_level, found.leaf_level, found.from_table) == ("设区市", "县（市、区）", True)
    assert ("330122", "桐庐县", "330100") in found.rows


def test_counties_break_down_to_towns_that_nobody_knows() -> None:
    found = regions("利州区", "昭化区", "旺苍县", breaks_down_to="乡镇")
    assert (found.unit_level, found.leaf_level, found.from_table) == ("县（市、区）", "乡镇（街道）", False)
    assert len(found.rows) == 4


@pytest.mark.parametrize(
    ("names", "level"),
    [
        (("杭州", "宁波"), "设区市"),
        (("长沙市", "湘西州", "岳阳"), "市（州）"),
        (("利州区", "旺苍县"), "县（市、区）"),
        (("元坝镇", "虎跳镇"), "乡镇"),
        (("元坝镇", "和平街道"), "乡镇（街道）"),
        (("学军小学", "文一街小学"), "学校"),
        (("东村", "西村", "安平社区"), "村（社区）"),
        (("市人民医院", "市保健院"), "医疗机构"),
        (("国源水务公司", "国源能源公司"), "企业"),
        (("华东分公司", "华南分公司"), "分公司"),
        (("市发改局", "市卫健委"), "部门"),
        (("基础教育科", "人事科"), "处（科）室"),
        (("高新区", "经开区"), "县（市、区）"),
        (("甲组", "乙组"), "单位"),
    ],
)
def test_the_word_for_the_units(names: tuple[str, ...], level: str) -> None:
    assert regions(*names).unit_level == level
