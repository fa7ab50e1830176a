"""The page of a city: findings at their cells, returns in order, and only the acts that are possible."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.support.desk import RunningDesk, work_done
from tests.support.filled_forms import PROPERTY
from tests.support.office import BREAKDOWN, JUNE, Office, with_few_indicators
from tests.support.oracle.form import Form

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HANGZHOU, NINGBO, WENZHOU, HUZHOU, SHAOXING = "330100", "330200", "330300", "330500", "330600"
LISHUI, TAIZHOU = "331100", "331000"


def with_units(office: Office, city: str) -> dict[tuple[str, str], Decimal | str]:
    """What a city says of K06, each number with its unit."""
    said = office.says(BREAKDOWN, city)
    return {
        key: f"{value}台" for key, value in said.items() if key[1] == "K06" and isinstance(value, Decimal)
    }


def office_with_returns(folder: Path) -> Office:
    """杭州市 errs, then is right; 宁波市 errs; 温州市 has sent two; one form has lost its ticket."""
    office = Office(folder / "workbooks", with_few_indicators(folder / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    wrong: dict[tuple[str, str], Decimal | str] = {
        ("330102", "K06"): "约三百",
        ("330106", "K06"): Decimal(-5),
    }
    office.fill(BREAKDOWN, HANGZHOU, wrong, "杭州.xlsx")
    office.fill(BREAKDOWN, NINGBO, with_units(office, NINGBO) | {("330203", "K06"): "约908.66"}, "宁波.xlsx")
    office.fill(
        BREAKDOWN, SHAOXING, with_units(office, SHAOXING) | {("330602", "K06"): Decimal(3500000)}, "绍兴.xlsx"
    )
    office.fill(BREAKDOWN, WENZHOU, name="温州.xlsx")
    form = Form(office.fill(BREAKDOWN, HUZHOU, name="湖州.xlsx"))
    for cell in (cell for sheet in form.book.worksheets for line in sheet.iter_rows() for cell in line):
        if "模板编号" in str(cell.value):
            cell.value = None
    del form.book.custom_doc_props[PROPERTY]  # type: ignore[attr-defined]
    form.save(office.folder(BREAKDOWN, "received") / "来件.xlsx")
    (office.folder(BREAKDOWN, "received") / "湖州.xlsx").unlink()
    office.collect(BREAKDOWN, today="2020-05-27")
    office.fill(BREAKDOWN, HANGZHOU, name="杭州（改）.xlsx")
    plus = office.says(BREAKDOWN, WENZHOU)["330302", "K06"]
    less = office.says(BREAKDOWN, WENZHOU)["330303", "K06"]
    assert isinstance(plus, Decimal)
    assert isinstance(less, Decimal)
    changes: dict[tuple[str, str], Decimal | str] = {("330302", "K06"): plus + 1, ("330303", "K06"): less - 1}
    office.fill(BREAKDOWN, WENZHOU, changes, "温州（改）.xlsx")
    office.collect(BREAKDOWN)
    return office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_with_returns(tmp_path_factory.mktemp("office"))


def opened(page: Page, desk: RunningDesk, city: str) -> Page:
    page.goto(f"{desk.base}{ROUND}/city/{city}")
    return page


def buttons(page: Page, number: int) -> list[str]:
    return page.locator("article").nth(number).locator(".buttons a").all_inner_texts()


def test_findings_stand_under_their_indicators_with_cell_and_remedy(
    office: Office, desk: RunningDesk, page: Page
) -> None:
    opened(page, desk, f"c{NINGBO}")
    assert page.inner_text("#city") == "宁波市 ▼ 退回修改"
    table = page.locator(".found", has_text="6　传统制造业新增工业机器人10000台")
    (sheet,) = openpyxl.load_workbook(office.folder(BREAKDOWN, "received") / "宁波.xlsx").worksheets[1:2]
    (cell,) = [cell.coordinate for line in sheet.iter_rows() for cell in line if cell.value == "约908.66"]
    assert page.locator(".found caption").first.inner_text() == "6　传统制造业新增工业机器人10000台"
    level, where, region, said = table.locator("tbody tr").first.inner_text().split("\t")
    assert (level, where, region) == ("错误", f"{sheet.title} {cell[0]}列{cell[1:]}行", "海曙区")
    assert said == (
        "海曙区的“传统制造业新增工业机器人10000台”填的是“约908.66”，不是数字。"
        "请只填数字，单位为台；如指 908.66台，请填 908.66。"
    )
    assert "数要由宁波市自己报，我办不代填：写着“约908.66”的，请对方改填准确的数再报。" in page.inner_text(
        "main"
    )
    with page.expect_download() as taken:
        page.click("text=下载更正表")
    assert taken.value.suggested_filename == "330200_宁波市_目标分解_请更正.xlsx"
    listed = openpyxl.load_workbook(BytesIO(taken.value.path().read_bytes()))["需更正的问题"]
    rows = [
        (str(row[1].value), str(row[6].value), int(row[0].row or 0)) for row in listed.iter_rows(min_row=4)
    ]
    assert [word for word, _, _ in rows] == sorted(
        (word for word, _, _ in rows), key="须更正 请核对 提示".index
    )
    (head,) = (row for _, text, row in rows if text.endswith("处，点左边的“+”展开）"))
    alike = [row for _, text, row in rows if "带有单位或文字" in text]
    assert alike == list(range(head, head + len(with_units(office, NINGBO)) - 1))
    assert str(listed.cell(head, 7).value).endswith(f"（同类的还有 {len(alike) - 1} 处，点左边的“+”展开）")
    assert [listed.row_dimensions[row].hidden for row in alike] == [False, *[True] * (len(alike) - 1)]


def test_a_number_in_doubt_comes_first_and_many_of_a_kind_are_one_line(
    office: Office, desk: RunningDesk, page: Page
) -> None:
    opened(page, desk, f"c{SHAOXING}")
    assert page.inner_text("#city") == "绍兴市 ● 已接收"
    captions = page.locator(".found caption").all_inner_texts()
    assert (captions[0], captions[-1]) == (
        "6　传统制造业新增工业机器人10000台",
        "写法上的（同类的合在一行）",
    )
    lines = [each.split("\t") for each in page.locator(".found").first.locator("tr").all_inner_texts()]
    assert [line[3].partition("，")[0] for line in lines if len(line) == 4][1] == (
        "越城区的“传统制造业新增工业机器人10000台”填 3500000台"
    )
    folded = page.locator(".found").last
    many = len(with_units(office, SHAOXING)) - 1
    assert folded.locator("tbody > tr").count() == 1
    assert folded.locator("td").nth(1).inner_text() == f"{many} 处"
    assert folded.locator("li").count() == many
    page.goto(desk.base + ROUND)
    assert (
        page.locator(".board tr", has_text="绍兴市").locator("td").nth(3).inner_text().endswith("存疑 2 处")
    )
    assert "已经计入汇总：绍兴市 2 处。" in page.inner_text("main .alert")
    page.goto(f"{desk.base}{ROUND}/products")
    assert "已经计入汇总：绍兴市 2 处。" in page.inner_text("main .alert")


def test_returns_come_in_order_with_what_they_change(office: Office, desk: RunningDesk, page: Page) -> None:
    opened(page, desk, f"c{HANGZHOU}")
    assert page.locator("article h3").all_inner_texts() == [
        "杭州（改）.xlsx ● 已接收",
        "杭州.xlsx ○ 已被新报替代",
    ]
    came = page.locator("article > p:first-of-type").all_inner_texts()
    assert [each.partition("，")[0] for each in came] == ["按收到先后是第 2 份", "按收到先后是第 1 份"]
    opened(page, desk, f"c{WENZHOU}")
    rows = [each.split("\t") for each in page.locator(".differences tbody tr").all_inner_texts()]
    said = office.says(BREAKDOWN, WENZHOU)
    named = "K06 传统制造业新增工业机器人10000台"
    assert [row[1:] for row in rows] == [
        ["鹿城区", named, f"{said['330302', 'K06']}", f"{said['330302', 'K06'] + 1}"],  # type: ignore[operator]
        ["龙湾区", named, f"{said['330303', 'K06']}", f"{said['330303', 'K06'] - 1}"],  # type: ignore[operator]
    ]
    assert [row[0][:4] for row in rows] == ["分解表 ", "分解表 "]


def test_words_are_explained_where_they_stand(desk: RunningDesk, page: Page) -> None:
    opened(page, desk, f"c{NINGBO}")
    page.click("summary:has-text('这些词各是什么意思')")
    assert page.locator(".words dt, .words dd").all_inner_texts() == [
        *("退回修改", "有错误，没有计入；用更正函请对方改好再报。"),
        *("更正函", "请对方改错的信，附标出错处的更正表。"),
        *("接收（写理由）", "有错误、不再退回的，照此计入汇总；要写明理由，给对方的回执和汇总表里都会注明。"),
        *(
            "撤回",
            "报来的不再计入；写信请对方重报，附填好原数的更正表；报来新的，照常检查、计入。",
        ),
    ]
    (claimed,) = [each for each in page.locator("article .buttons a").all() if "撤回" in each.inner_text()]
    assert claimed.get_attribute("title") == (
        "报来的不再计入；写信请对方重报，附填好原数的更正表；报来新的，照常检查、计入"
    )
    opened(page, desk, "strangers")
    assert "归到某个单位" in page.locator(".words dt").all_text_contents()
    page.goto(f"{desk.base}{ROUND}/")
    buttons = page.locator(".next .words dt").all_text_contents()
    assert buttons == ["寄送填报表", "催报", "更正函", "收信", "打印汇总材料"]
    explained = page.locator("[aria-labelledby=cities] .words dt").all_text_contents()
    assert explained == ["已接收", "退回修改", "未报"]
    page.click("summary:has-text('更多')")
    assert "告诉对方收到了、已计入汇总的信" in page.inner_text(".next .ways")


def test_only_what_is_possible_is_offered(desk: RunningDesk, page: Page) -> None:
    opened(page, desk, f"c{WENZHOU}")
    assert buttons(page, 0) == ["下载原件", "撤回这一份"]
    assert buttons(page, 1) == ["下载原件", "以此份为准", "撤回这一份"]
    opened(page, desk, f"c{HANGZHOU}")
    assert buttons(page, 1) == ["下载原件"]  # it had errors, so it never counted and never can
    assert page.locator("article").nth(1).locator("p.quiet").all_inner_texts() == []  # of buttons not there
    opened(page, desk, f"c{NINGBO}")
    assert buttons(page, 0) == ["下载原件", "接收（写理由）", "撤回这一份"]
    opened(page, desk, "c330400")
    assert page.locator("article").count() == 0
    assert page.inner_text("section.card p").startswith("还没有收到可以计入的上报表")
    assert page.locator("section.card .buttons a").all_inner_texts() == ["下载填报表（第 1 版）"]


def test_every_act_that_is_offered_says_what_it_changes(desk: RunningDesk, page: Page) -> None:
    for city in (HANGZHOU, NINGBO, WENZHOU):
        opened(page, desk, f"c{city}")
        links = page.locator("a[href*='/act/']").evaluate_all("each => each.map(a => a.href)")
        assert links
        for link in links:
            assert page.request.get(link).status == 200


def test_a_choice_is_made_told_and_taken_back(desk: RunningDesk, page: Page) -> None:
    opened(page, desk, f"c{WENZHOU}")
    page.get_by_role("link", name="以此份为准").click()
    assert "温州市　温州.xlsx：已被新报替代 → 已接收" in page.inner_text(".act ul")
    assert page.get_by_role("link", name="不做，返回").get_attribute("href") == f"{ROUND}/city/c{WENZHOU}"
    page.click("button.main")
    work_done(page)
    page.get_by_role("link", name="回到温州市").click()
    assert "已计入汇总：温州.xlsx。" in page.inner_text("section.card")
    assert "改用　温州市" in page.inner_text("section.card li")
    page.locator("section.card li a").click()
    page.click("button.main")
    work_done(page)
    assert "已计入汇总：温州（改）.xlsx。" in opened(page, desk, f"c{WENZHOU}").inner_text("section.card")


def test_an_acceptance_that_is_taken_back_leaves_what_there_was(desk: RunningDesk, page: Page) -> None:
    opened(page, desk, f"c{NINGBO}").get_by_role("link", name="接收（写理由）").click()
    page.get_by_label("理由").fill("已核实")
    page.click("button.main")
    work_done(page)
    opened(page, desk, f"c{NINGBO}")
    assert page.locator("text=下载更正表").count() == 0
    page.get_by_role("link", name="撤销这项决定").click()
    page.click("button.main")
    work_done(page)
    said = opened(page, desk, f"c{NINGBO}").locator("section.card").first
    assert "请寄更正函，更正表自动附上" in said.inner_text()
    assert said.get_by_role("link", name="下载更正表").count() == 1
    assert said.locator("li").inner_text().endswith("理由：已核实（zhang）　【已撤销】")
    assert said.get_by_role("link", name="撤销这项决定").count() == 0


def test_a_doubt_is_settled_shown_as_settled_and_raised_again(desk: RunningDesk, page: Page) -> None:
    """Also a withdrawal of it leads to the letter and the copy that ask its city to correct it."""
    opened(page, desk, f"c{SHAOXING}").get_by_role("link", name="核对无误").click()
    page.wait_for_load_state()
    vouched, *numbers, after = page.locator(".act li").all_inner_texts()
    assert vouched == "绍兴市　绍兴.xlsx：您说明下面 2 处核对过，没有错。"
    first = "分解表 H列8行　越城区的“传统制造业新增工业机器人10000台”填 3500000台"
    assert numbers[0].partition("，")[0] == first
    assert len(numbers) == 2
    assert after == "存疑的数照旧计入，不再提示；理由、时间和经办人会在汇总表里注明。"
    page.get_by_label("理由（必填）").fill("来电确认，是三年合计")
    page.click("button.main")
    work_done(page)
    opened(page, desk, f"c{SHAOXING}")
    assert buttons(page, 0) == ["下载原件", "撤回这一份"]
    said = page.locator("article").first
    assert "由zhang核对无误，理由：来电确认，是三年合计" in said.inner_text()
    assert said.locator(".found .mark").all_inner_texts()[:3] == ["已核对", "已核对", "警告"]
    page.goto(desk.base + ROUND)
    row = page.locator(".board tr", has_text="绍兴市")
    assert row.locator("td").nth(3).inner_text().endswith("存疑已核对")
    assert page.locator("main .alert").count() == 0
    opened(page, desk, f"c{SHAOXING}").get_by_role("link", name="撤销这项决定").click()
    page.click("button.main")
    work_done(page)
    page.goto(desk.base + ROUND)
    assert "已经计入汇总：绍兴市 2 处。" in page.inner_text("main .alert")
    opened(page, desk, f"c{SHAOXING}").get_by_role("link", name="撤回这一份").click()
    page.get_by_label("理由").fill("多填了零")
    page.click("button.main")
    work_done(page)
    card = opened(page, desk, f"c{SHAOXING}").locator("section.card").first
    assert "更正表自动附上，表中已填好它原来报的数" in card.inner_text()
    assert card.locator(".buttons a").all_inner_texts() == [
        "写重报函",
        "下载更正表",
        "下载填报表（第 1 版）",
    ]
    card.get_by_role("link", name="写重报函").click()
    assert "经核对需要改正，现在没有计入汇总。原因：多填了零。" in page.inner_text("main")
    assert "330600_绍兴市_目标分解_请更正.xlsx" in page.inner_text("main")


def test_a_withdrawal_says_what_comes_after(desk: RunningDesk, page: Page) -> None:
    opened(page, desk, f"c{WENZHOU}").get_by_role("link", name="撤回这一份").first.click()
    assert page.locator(".act li").last.inner_text() == "以后报来新的，照常检查，合格的自动计入。"
    assert page.locator(".act li").nth(-2).inner_text() == (
        "温州市前面报的那一份（2020-05-27 收到）重新计入汇总。都不算数、要请温州市重报的，不要撤回这一份，"
        "请回到温州市的页面，点“撤回温州市报的全部”。"
    )


def test_a_strangers_file_is_given_to_a_city(desk: RunningDesk, page: Page) -> None:
    page.goto(desk.base + ROUND + "/")
    page.get_by_role("link", name="未归到设区市的文件").click()
    page.wait_for_load_state()
    assert page.locator("article h3").all_inner_texts() == ["来件.xlsx △ 待人工核实"]
    assert buttons(page, 0) == ["下载原件", "归到某个单位", "不要了，移出"]
    page.get_by_role("link", name="归到某个单位").click()
    page.select_option("select[name=city]", HUZHOU)
    page.click("button.main")
    work_done(page)
    opened(page, desk, f"c{HUZHOU}")
    assert page.inner_text("#city") == "湖州市 ● 已接收"
    assert "确认归属　湖州市" in page.inner_text("section.card li")


def test_board_and_city_fit_a_phone(desk: RunningDesk, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 768})
    for path in ("/", *(f"/city/c{city}" for city in (HANGZHOU, NINGBO, WENZHOU))):
        page.goto(desk.base + ROUND + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1366, "height": 768})


def test_two_files_that_differ_ask_the_operator_first(office: Office, desk: RunningDesk, page: Page) -> None:
    said = office.says(BREAKDOWN, LISHUI)["331102", "K06"]
    assert isinstance(said, Decimal)
    office.fill(BREAKDOWN, LISHUI, name="丽水一.xlsx")
    office.fill(BREAKDOWN, LISHUI, {("331102", "K06"): said + 1}, "丽水二.xlsx")
    office.collect(BREAKDOWN)
    opened(page, desk, f"c{LISHUI}")
    row = page.locator(".found tbody tr").first.locator("td").last.inner_text().split("\n")
    assert row[0] == "请您决定：请问清以哪份为准，再在那一份上选“以此份为准”。"
    assert row[-1].startswith("可这样告知对方（不自动发信）：")
    assert row[-1].endswith("请与我办联系，说明以哪份为准；本件待我办人工核实。")
    assert page.locator("article").first.locator("p.quiet").all_inner_texts()[:2] == [
        "“以此份为准”：同一单位报来几份、都没有错误的，由您指定这一份计入汇总。",
        "“接收（写理由）”：有错误、不再退回的，照此计入汇总；要写明理由，给对方的回执和汇总表里都会注明。",
    ]


def test_forms_of_another_round_that_never_counted_are_not_withdrawn(
    office: Office, desk: RunningDesk, page: Page
) -> None:
    assert office.generate(JUNE).code == 0
    for name, days in (("台州一.xlsx", 1), ("台州二.xlsx", 2)):
        path = office.fill(JUNE, TAIZHOU, {("331002", "K06a"): Decimal(days)}, name)
        path.rename(office.folder(BREAKDOWN, "received") / name)
    office.collect(BREAKDOWN)
    opened(page, desk, f"c{TAIZHOU}")
    assert [buttons(page, at) for at in (0, 1)] == [["下载原件", "不要了，移出"]] * 2
    assert page.locator("section.card .buttons a").all_inner_texts() == ["下载填报表（第 1 版）"]
