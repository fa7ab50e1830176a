"""The table of provinces, cities and counties, and how names find their codes in it."""

import re

import pytest

from cascade.divisions import Division, changes, children, children_in, code_of, division, short_names


def everything(parent: str = "") -> list[Division]:
    return [each for child in children(parent) for each in (child, *everything(child.code))]


def test_the_table_holds_every_division_once_in_the_order_of_codes() -> None:
    found = everything()
    assert len(found) == len({each.code for each in found}) == 3214
    assert all(re.fullmatch(r"\d{6}", each.code) for each in found)
    assert sum(each.parent == "" for each in found) == 34
    assert len({(each.parent, each.name) for each in found}) == 3214


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("350000", Division("350000", "福建省", "")),
        ("350100", Division("350100", "福州市", "350000")),
        ("350112", Division("350112", "长乐区", "350100")),
        ("110101", Division("110101", "东城区", "110000")),
        ("419001", Division("419001", "济源市", "410000")),
        ("441900", Division("441900", "东莞市", "440000")),
        ("820000", Division("820000", "澳门特别行政区", "")),
        ("350199", None),
        ("", None),
    ],
)
def test_a_code_gives_its_division(code: str, expected: Division | None) -> None:
    assert division(code) == expected


def test_children_come_in_the_official_order() -> None:
    assert " ".join(each.name for each in children("350100")) == (
        "鼓楼区 台江区 仓山区 马尾区 晋安区 长乐区 闽侯县 连江县 罗源县 闽清县 永泰县 平潭县 福清市"
    )
    assert [each.name for each in children("")][:3] == ["北京市", "天津市", "河北省"]
    assert children("441900") == children("350112") == children("999999") == ()


@pytest.mark.parametrize(
    ("name", "parent", "code"),
    [
        ("福州市", "350000", "350100"),
        ("福州", "350000", "350100"),
        (" 福 州\n", "350000", "350100"),
        ("福州", "", "350100"),  # the parent may be left out where one level has the name once
        ("浙江省", "", "330000"),
        ("浙江", "", "330000"),
        ("广西", "", "450000"),
        ("内蒙古", "", "150000"),
        ("香港", "", "810000"),
        ("昭化区", "", "510811"),
        ("昭化", "510000", "510811"),
        ("朝阳", "", "211300"),  # the city in Liaoning comes before districts of that name
        ("朝阳区", "", None),  # in Beijing and in Changchun
        ("朝阳区", "110000", "110105"),
        ("鼓楼区", "350100", "350102"),
        ("鼓楼区", "", None),
        ("赵", "130100", None),  # 赵县 is never called 赵
        ("赵县", "130100", "130133"),
        ("临夏", "622900", None),  # 临夏市 or 临夏县
        ("临夏县", "622900", "622921"),
        ("景宁", "331100", "331127"),
        ("神农架", "420000", "429021"),
        ("六枝", "520200", "520203"),
        ("鄂温克族自治旗", "150700", "150724"),
        ("鄂温克", "150700", "150724"),
        ("江干区", "330100", None),  # dissolved in 2021
        ("福州市", "330000", None),
        ("全省", "", None),
        ("", "", None),
        ("福州", "999999", None),
        ("湘西自治州", "430000", "433100"),
        ("湘西州", "430000", "433100"),
        ("恩施州", "420000", "422800"),
        ("恩施", "422800", "422801"),  # the city within 恩施州
        ("大理州", "", "532900"),
        ("黔东南州", "520000", "522600"),
        ("黔西", "520000", "520581"),  # 黔西市, not 黔西南州
        ("延边州", "", "222400"),
        ("甘孜州", "", "513300"),
        ("锡盟", "", "152500"),
        ("巴州", "650000", "652800"),
        ("巴州", "511900", "511902"),
        ("麻阳县", "431200", "431226"),
        ("鄂温克旗", "150700", "150724"),
        ("鄂伦春旗", "150700", "150723"),
        ("东乡县", "622900", "622926"),
        ("喀左县", "211300", "211324"),
        ("大兴安岭", "", "232700"),
        ("湘东州", "430000", None),
    ],
)
def test_a_name_finds_its_code_below_a_parent(name: str, parent: str, code: str | None) -> None:
    assert code_of(name, parent) == code


def test_every_full_name_finds_its_own_code_below_its_parent() -> None:
    assert [each for each in everything() if code_of(each.name, each.parent) != each.code] == []


def test_short_names_leave_out_the_kind() -> None:
    assert short_names("杭州市") == ["杭州市", "杭州"]
    assert short_names("赵县") == ["赵县"]
    assert short_names("景宁畲族自治县") == [
        "景宁畲族自治县",
        "景宁",
        "景宁畲",
        "景宁畲族",
        "景宁县",
        "景宁自治县",
    ]


def test_the_counties_of_an_earlier_year() -> None:
    assert [each.name for each in children_in("330100", 2020)][:5] == [
        "上城区",
        "下城区",
        "江干区",
        "拱墅区",
        "西湖区",
    ]
    assert children_in("330100", 2021) == children("330100")
    assert [each.name for each in children_in("340200", 2018) if each.name.startswith("无为")] == ["无为县"]
    assert Division("130502", "桥东区", "130500") in children_in("130500", 2019)
    assert [(each.before, each.after) for each in changes("330300", 2018)] == [("", "龙港市")]


def test_every_change_leads_back_from_the_table_of_today() -> None:
    cities = [each.code for each in everything() if each.code.endswith("00")]
    assert sum(len(changes(city, 2018)) for city in cities) == 202
    for city in cities:
        assert len(children_in(city, 2017)) > 0 or not children(city)
