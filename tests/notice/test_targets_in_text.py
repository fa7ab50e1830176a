"""Targets that only a sentence shares out, or one beside the tables."""

import pytest

from cascade.notice.drafting import NoTargets
from tests.notice.test_drafting import column, draft, targets

TITLE = "金华市经济和信息化局关于下达2026年小微企业上规升级目标的通知"
THREE = "婺城区80家，金东区70家，兰溪市90家"


@pytest.mark.parametrize(
    ("text", "names", "headlines"),
    [
        (f"2026年全市小微企业上规升级目标为600家，其中{THREE}。", ["小微企业上规升级"], ["600"]),
        (f"经研究，全市新增规上企业240家（{THREE}）。", ["新增规上企业"], ["240"]),
        (f"今年全市新增规上企业240家。其中，{THREE}。", ["新增规上企业"], ["240"]),
        (f"2026年新增规上企业：{THREE.replace('，', '；')}。", ["新增规上企业"], [""]),
        ("婺城区、金东区、兰溪市新增规上企业分别为80家、70家、90家。", ["新增规上企业"], [""]),
        ("一、专精特新企业\n婺城区：80家；\n金东区：70家；\n兰溪市：90家。", ["专精特新企业"], [""]),
        (f"去年各地完成如下：{THREE}。现将目标分解如下：{THREE}。", ["小微企业上规升级"], [""]),
        (
            f"全市新建公厕240座，其中{THREE.replace('家', '座')}；改造公厕，{THREE.replace('家', '座')}。",
            ["新建公厕", "改造公厕"],
            ["240", ""],
        ),
        ("1.婺城区：新建公厕80座；\n2.金东区：新建公厕70座；\n3.兰溪市：新建公厕90座。", ["新建公厕"], [""]),
        (
            "婺城区新增规上企业80家，培训80人；金东区新增规上企业70家，培训70人；兰溪市新增规上企业90家，培训90人。",
            ["新增规上企业", "小微企业上规升级：培训"],
            ["", ""],
        ),
    ],
)
def test_a_sentence_shares_out(text: str, names: list[str], headlines: list[str]) -> None:
    found = draft((TITLE, *text.split("\n")))
    assert (column(found, "name"), column(found, "headline")) == (names, headlines)
    assert column(found, "name", "regions") == ["金华市", "婺城区", "金东区", "兰溪市"]
    digits = [[text.rstrip("家座人") for text in texts] for texts in targets(found).values()]
    assert digits == [["80", "70", "90"]] * len(names)
    reasons = {cell: mark.reason for mark in found.marks for cell in mark.cells}
    asked = [reasons["indicators", at, "name"] for at in range(len(names))]
    assert all("这一项取自正文，不在表里，请核对名称、单位和各地的数" in reason for reason in asked)


TABLE = [["县（市、区）", "上规升级（家）"], ["婺城区", "80"], ["金东区", "70"]]


@pytest.mark.parametrize(
    ("text", "name", "headline", "found"),
    [
        ("帮扶就业困难户200户，其中婺城区120户、金东区80户。", "帮扶就业困难户", "200", ["120户", "80户"]),
        ("婺城区新建驿站12个，金东区新建驿站8个。", "新建驿站", "", ["12个", "8个"]),
        ("帮扶困难户150户，其中婺城区80户、金东区70户。", "帮扶困难户", "150", ["80户", "70户"]),
    ],
)
def test_two_known_regions_are_enough(text: str, name: str, headline: str, found: list[str]) -> None:
    got = draft((TITLE, TABLE, text))
    assert (column(got, "name"), column(got, "headline")) == (["上规升级", name], ["", headline])
    assert targets(got)["K02"] == found


def test_two_towns_are_enough_where_they_make_up_the_whole() -> None:
    title = "丰县关于下达2026年任务的通知"
    found = draft((title, "新建驿站5个，其中凤城街道3个，华山镇2个。"))
    assert targets(found) == {"K01": ["3个", "2个"]}
    with pytest.raises(NoTargets):
        draft((title, "新建驿站6个，其中凤城街道3个，华山镇2个。"))


@pytest.mark.parametrize(
    "text",
    [
        "婺城区有人口50万人，金东区有人口40万人。",
        "去年婺城区完成100家，金东区完成90家。",
        "婺城区、金东区各选派2名干部。",
        "联系人：婺城区甲12345，金东区乙12346。",
    ],
)
def test_other_words_about_two_regions_are_no_targets(text: str) -> None:
    assert column(draft((TITLE, TABLE, text)), "name") == ["上规升级"]


def test_several_regions_have_as_much_each() -> None:
    text = "婺城区、金东区、兰溪市各新建驿站10个，东阳市、义乌市各15个，永康市不少于5个。"
    assert targets(draft((TITLE, text))) == {"K01": ["10个", "10个", "10个", "15个", "15个", "不少于5个"]}


def test_what_all_must_reach_is_said() -> None:
    text = f"上规企业{THREE}。松材线虫病防治率各县（市、区）不低于95%。"
    said = "正文里的“松材线虫病防治率各县（市、区）不低于95%”没有写入方案，是目标的请补上"
    assert said in draft((TITLE, text)).remarks


def test_numbers_whose_regions_stand_elsewhere_are_said() -> None:
    text = f"上规企业{THREE}；城镇新增就业分别为8000人、6000人、4000人。"
    said = "正文里的“城镇新增就业分别为8000人、6000人、4000人”没有写入方案，是目标的请补上"
    assert said in draft((TITLE, text)).remarks


def test_a_street_is_not_the_county_whose_name_it_begins_with() -> None:
    first = "生态安葬率85%，其中城东街道、城南街道、柳市镇达到90%以上，其他乡镇80%以上。"
    second = "二、新建骨灰堂8座：城东街道1座，柳市镇3座，北白象镇4座。"
    found = draft(("乐清市关于下达2026年殡葬改革任务的通知", first, second))
    assert column(found, "name", "regions")[1:] == ["城东街道", "城南街道", "柳市镇", "北白象镇"]
    assert (column(found, "name"), column(found, "headline")) == (["生态安葬率", "新建骨灰堂"], ["85", "8"])
    assert targets(found) == {"K01": ["90%以上"] * 3 + ["/"], "K02": ["1座", "/", "3座", "4座"]}


def test_a_sentence_that_repeats_a_table_adds_nothing_and_another_does() -> None:
    table = [["县（市、区）", "上规升级（家）"], ["婺城", "80"], ["金东", "70"], ["兰溪", "90"]]
    text = f"全市240家，其中{THREE}。技改项目，婺城区12个，金东区8个，兰溪市9个。"
    found = draft((TITLE, table, text))
    assert column(found, "name") == ["上规升级", "技改项目"]
    assert targets(found) == {"K01": ["80", "70", "90"], "K02": ["12个", "8个", "9个"]}


def test_dates_and_telephone_numbers_are_no_targets() -> None:
    table = [["县（市、区）", "上规升级（家）"], ["婺城区", "80"], ["金东区", "70"]]
    text = "请婺城区于4月15日前、金东区于5月10日前、兰溪市于6月1日前报送方案，联系电话12345。"
    assert column(draft((TITLE, table, text)), "name") == ["上规升级"]


def test_last_years_figures_of_a_sentence_are_said() -> None:
    table = [["县（市、区）", "上规升级（家）"], ["婺城区", "90"], ["金东区", "80"]]
    found = draft((TITLE, table, f"2025年全市新增240家，其中{THREE}。"))
    assert column(found, "name") == ["上规升级"]
    assert f"正文里的“2025年全市新增240家，其中{THREE}”是往年的数，没有写入方案" in found.remarks
