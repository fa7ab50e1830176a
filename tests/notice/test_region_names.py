"""One name for every region, and the name of the whole among its parts."""

from tests.notice.test_drafting import column, draft, targets


def test_several_names_of_one_region_in_two_tables() -> None:
    first = [["地区", "参保人数（万人）"], ["台州市本级", "25"], ["椒江", "55"], ["台州经济开发区", "8"]]
    second = [["地区", "基金支出（亿元）"], ["市本级", "12"], ["椒江区", "20"], ["经开区", "3"]]
    found = draft(("台州市2026年医保任务", first, second))
    assert column(found, "name", "regions") == ["台州市", "台州市本级", "椒江区", "台州经济开发区"]
    assert targets(found) == {"K01": ["25", "55", "8"], "K02": ["12", "20", "3"]}


def test_names_side_by_side_are_two_regions() -> None:
    table = [["地区", "参保人数（万人）"], ["长沙", "25"], ["长沙县", "5"], ["株洲", "8"]]
    assert targets(draft(("2026年医保任务", table))) == {"K01": ["25", "5", "8"]}


def test_a_city_among_its_counties_is_the_whole() -> None:
    rows = [["宜春市", "10", "90"], ["袁州区", "5", "92"], ["樟树市", "3", "90"], ["丰城市", "2", "88"]]
    found = draft(("宜春市2026年油茶任务", [["单位", "新造油茶（万亩）", "成活率（%）"], *rows]))
    assert column(found, "name", "regions") == ["宜春市", "袁州区", "樟树市", "丰城市"]
    assert column(found, "headline") == ["10", "90"]
    assert "表里的“宜春市”是各地的合计，写作总目标，不作为填报单位" in found.remarks


def test_a_county_behind_its_towns_is_the_whole_where_it_is_their_sum() -> None:
    rows = [["赤城街道", "5"], ["平桥镇", "3"], ["天台县", "8"]]
    found = draft(("天台县2026年油茶任务", [["单位", "新造油茶（万亩）"], *rows]))
    assert (targets(found), column(found, "headline")) == ({"K01": ["5", "3"]}, ["8"])
