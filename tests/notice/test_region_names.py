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


def test_offices_one_a_region_are_their_regions() -> None:
    title = "浙江省教育厅关于下达2026年目标的通知"
    table = [
        ["单位", "新建幼儿园（所）"],
        ["湖州市教育局", "12"],
        ["嘉兴市教育局", "8"],
        ["绍兴市教体局", "9"],
    ]
    found = draft((title, "请分解到县（市、区）。", table))
    assert column(found, "name", "regions")[:4] == ["浙江省", "湖州市", "嘉兴市", "绍兴市"]
    assert (targets(found), found.tables["plan"][0]["unit_level"]) == ({"K01": ["12", "8", "9"]}, "设区市")
    assert "表里的“湖州市教育局”等写作所在的地区（湖州市等）" in found.remarks

    names = ["吴兴区人民政府", "长兴县政府", "安吉县人民政府", "南太湖新区管委会"]
    found = draft(("湖州市2026年目标", [["指标", *names], ["新建幼儿园（所）", "8", "9", "7", "3"]]))
    assert column(found, "name", "regions")[1:] == ["吴兴区", "长兴县", "安吉县", "南太湖新区"]


def test_offices_of_one_region_or_of_one_above_another_keep_their_names() -> None:
    for names in (["吴兴区教育局", "吴兴区民政局"], ["湖州市教育局", "吴兴区教育局", "南浔区教育局"]):
        table = [["单位", "新建幼儿园（所）"], *([name, "8"] for name in names)]
        assert column(draft(("湖州市2026年目标", table)), "name", "regions")[1:] == names


def test_codes_in_front_of_names_go() -> None:
    for names in (["330102 上城区", "330105 拱墅区"], ["01上城区", "02拱墅区"], ["1.上城区", "2.拱墅区"]):
        table = [["地区", "新增企业（家）"], *([name, "8"] for name in names)]
        found = draft(("杭州市2026年目标", table))
        assert column(found, "code", "regions") == ["330100", "330102", "330105"]
        assert column(found, "name", "regions") == ["杭州市", "上城区", "拱墅区"]
