"""The page 汇总: the live table, the way of a number to its cell, rounds side by side, what was made."""

import re
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cascade.desk.numbers import value_text
from cascade.summary.sentences import overview_of
from tests.support.desk import RunningDesk, running_desk, seated
from tests.support.office import BREAKDOWN, JUNE, SEPTEMBER, Office, run, with_few_indicators
from tests.support.provinces import of_one_county, rate

SUMMARY = f"/p/zhejiang-2020/{JUNE}/products"
REPORTED = ("330100", "330200")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two cities have reported two rounds, one of them the third as well."""
    folder = tmp_path_factory.mktemp("office")
    office = Office(folder / "workbooks", with_few_indicators(folder / "zhejiang-2020"))
    for round_, cities in ((BREAKDOWN, REPORTED), (JUNE, REPORTED), (SEPTEMBER, REPORTED[:1])):
        assert office.generate(round_).code == 0
        for city in cities:
            office.fill(round_, city)
        office.collect(round_)
    return office


def growth(office: Office, round_: str, city: str) -> Decimal:
    """K01 of a city by hand: the growth of its counties' sum, in per cent."""
    said = office.says(round_, city)
    now, before = (
        sum(
            (value for (_, field), value in said.items() if field == name and isinstance(value, Decimal)),
            Decimal(),
        )
        for name in ("K01a", "K01b")
    )
    return (now / before - 1) * 100


def margin(office: Office, round_: str, city: str) -> Decimal:
    return (growth(office, round_, city) - 10).quantize(Decimal("0.1"))


def test_the_live_table_shows_the_margins(office: Office, desk: RunningDesk, page: Page) -> None:
    page.goto(desk.base + SUMMARY)
    assert page.inner_text("#who") == "总览：谁落后、落后多少"
    assert "数据截至 2020-06-30　序时进度 50%　已报2/11" in page.inner_text("#overview")
    heads = page.locator(".margins thead th").all_inner_texts()
    assert heads[-1] == "全省"
    line = page.locator(".margins tbody tr", has_text="研发费用支出增长")
    for city, name in zip(REPORTED, ("杭州市", "宁波市"), strict=True):
        shown = line.locator("td").nth(heads.index(name) - 1).inner_text()
        assert shown == f"▼ {margin(office, JUNE, city)}"
    assert heads[2:5] == ["杭州市", "宁波市", "温州市"]
    assert page.locator(".margins tbody td.code").all_inner_texts() == ["1", "2", "3", "4", "5", "6"]
    hint = "getComputedStyle(document.querySelector('.scroll:has(.margins)'), '::before').content"
    for width, told in ((1366, "none"), (700, '"表比屏幕宽：左右拖动，看右边的各列"')):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_function(f"() => {hint} === {told!r}")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.click("text=改为落后多的在前")
    page.wait_for_load_state()
    assert set(page.locator(".margins thead th").all_inner_texts()[2:4]) == {"杭州市", "宁波市"}
    behind = [each.count("▼") for each in page.locator(".margins tbody tr").all_inner_texts()]
    assert behind == sorted(behind, reverse=True)


def test_a_number_that_would_look_like_its_target_has_more_decimals() -> None:
    facts = of_one_county(1, {rate(1): ("107.9996", "107.5")})  # the targets are 8
    province = overview_of(facts).province
    assert [value_text(province, rate(1), each.code) for each in facts.plan.cities] == ["7.9996", "7.5"]


def test_a_number_leads_to_its_cell_and_its_original(
    office: Office, desk: RunningDesk, page: Page, tmp_path: Path
) -> None:
    page.goto(desk.base + SUMMARY)
    page.get_by_role("link", name="传统制造业研发费用支出增长10%以上").click()
    assert page.inner_text("#this") == "1　传统制造业研发费用支出增长10%以上：全省"
    assert "差距的单位：百分点；" in page.inner_text("main")
    assert "各单位差得多的在前。" in page.inner_text("main")
    page.locator(".lines").get_by_role("link", name="杭州市").click()
    assert page.inner_text("#this").endswith("：杭州市")
    reached = Decimal(page.locator(".figures dd").nth(1).inner_text().split()[0])
    assert reached == growth(office, JUNE, "330100").quantize(Decimal("0.1"), ROUND_HALF_UP)
    rows = page.locator(".cells tbody tr").all_inner_texts()
    first = rows[0].split("\t")
    said = office.says(JUNE, "330100")
    assert (first[0], *first[3:]) == (
        "上城区",
        "研发费用支出（本期）",
        f"{said['330102', 'K01a']}",
        "省科技厅",
        "E列7行",
        f"{said['330102', 'K01a']}",
    )
    with page.expect_download() as taken:
        page.locator("section[aria-labelledby=cells] p a").first.click()
    taken.value.save_as(tmp_path / "原件.xlsx")
    (sent,) = office.folder(JUNE, "received").glob("330100_*.xlsx")
    assert (tmp_path / "原件.xlsx").read_bytes() == sent.read_bytes()
    told = run("collect.py", office.plan, JUNE, "--trace", "K01", "杭州市", "--workbooks", office.home).out
    on_console = re.findall(r"［(\S+) (\S+)］原文“(.*)”", told)
    assert sorted(tuple(row.split("\t")[-3:]) for row in rows) == sorted(on_console)
    page.get_by_role("link", name="看杭州市报来的文件、查出的问题").click()
    assert page.inner_text("#city") == "杭州市 ● 已接收"


def test_rates_that_counties_are_asked_for_are_no_sum(office: Office, desk: RunningDesk, page: Page) -> None:
    page.goto(f"{desk.base}/p/zhejiang-2020/{BREAKDOWN}/number/K01/330100")
    assert page.locator(".figures dt").all_inner_texts() == ["目标", "县级最低", "低于目标的县", "牵头"]
    shares = [value for (_, field), value in office.says(BREAKDOWN, "330100").items() if field == "K01"]
    lowest = min(value for value in shares if isinstance(value, Decimal))
    below = sum(isinstance(value, Decimal) and value < 10 for value in shares)
    target, least, short, _ = page.locator(".figures dd").all_inner_texts()
    told = lowest.quantize(Decimal("0.1"), ROUND_HALF_UP)  # 10.333 of 10: a rate has its own decimals
    assert (target, Decimal(least.split()[0])) == ("10%以上", told)
    assert short == (f"△ {below}" if below else "0")
    assert "算式" not in page.inner_text("main")
    assert "不相加；县级目标可以有高有低，全市仍须完成本市目标。" in page.inner_text("main")
    assert page.locator(".cells td[data-label=目标]").first.inner_text() == "10%以上"


def test_rounds_stand_side_by_side(office: Office, desk: RunningDesk, page: Page) -> None:
    page.goto(f"{desk.base}/p/zhejiang-2020/{SEPTEMBER}/number/K01/330000")
    rows = [each.split("\t") for each in page.locator(".beside tr").all_inner_texts()]
    assert rows[0] == ["地区", "上半年进展", "前三季度进展"]
    table = {row[0]: row[1:] for row in rows}
    for at, round_ in enumerate((JUNE, SEPTEMBER)):
        reached, sign, behind = table["杭州市"][at].split()
        assert Decimal(reached) == growth(office, round_, "330100").quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert (sign, behind) == ("▼", f"{margin(office, round_, '330100')}")
    assert table["宁波市"][1] == "—"
    page.locator(".beside").get_by_role("link").first.click()
    page.wait_for_load_state()
    assert JUNE in page.url


def test_what_turned_since_the_round_before_is_listed(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    """杭州市 has caught up in K01, fallen behind in K04 and further in K06; no other has turned."""
    copy = office.copy(tmp_path / "workbooks")
    shutil.copytree(office.plan, tmp_path / office.plan.name)  # where the ledger says that it lies
    said = office.says(SEPTEMBER, "330100")
    better = {
        key: value * 2 for key, value in said.items() if key[1] == "K01a" and isinstance(value, Decimal)
    }
    copy.fill(SEPTEMBER, "330100", better | {key: Decimal(0) for key in said if key[1] == "K04a"})
    copy.collect(SEPTEMBER)
    now = ((1 + growth(office, SEPTEMBER, "330100") / 100) * 2 - 1) * 100 - 10
    with running_desk(copy.home) as desk:
        page = seated(browser, desk)
        page.goto(f"{desk.base}/p/zhejiang-2020/{SEPTEMBER}/products")
        assert page.inner_text("#since") == "与上半年进展相比"
        card = page.locator("section[aria-labelledby=since]")
        assert (
            card.locator("p").first.inner_text().startswith("新落后 1 项次，差距扩大 1 项次，已赶上 1 项次。")
        )
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        rows = [each.split("\t") for each in card.locator("tbody tr").all_inner_texts()]
        assert [(row[0], row[1][0]) for row in rows] == [("杭州市", "4"), ("杭州市", "6"), ("杭州市", "1")]
        assert rows[0][2:] == ["+1.0", "▼ -60.0"]
        assert rows[2][2:] == [f"▼ {margin(office, JUNE, '330100')}", f"+{now:.1f}"]
        assert page.evaluate("document.documentElement.scrollWidth") == 1366


def test_what_was_made_is_grouped_by_kind(desk: RunningDesk, page: Page) -> None:
    page.goto(desk.base + SUMMARY)
    kinds = page.locator("section[aria-labelledby=made] summary").all_inner_texts()
    assert kinds == ["汇总表 1 份", "填报表 11 份"]
    row = page.locator(".files tbody tr").first.inner_text().split("\t")
    assert row[0] == "上半年进展汇总表_最新.xlsx最近一次的汇总表，带公式：核对、存档用这一份"
    assert re.fullmatch(r"\d+ KB", row[1])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row[2])
    with page.expect_download() as taken:
        page.click("text=上半年进展汇总表_最新.xlsx")
    assert taken.value.suggested_filename == "上半年进展汇总表_最新.xlsx"


def test_a_round_without_numbers_says_so(desk: RunningDesk, page: Page) -> None:
    page.goto(f"{desk.base}/p/zhejiang-2020/progress-2020-12-31/products")
    assert page.inner_text(".next h2") == "还没有可以汇总的数"
    for path in ("number/K99/330000", "number/K01/330102", "number/K01/999999"):
        assert page.request.get(f"{desk.base}/p/zhejiang-2020/{JUNE}/{path}").status == 404
    page.goto(f"{desk.base}/p/zhejiang-2020/{JUNE}/number/K01/330300")
    assert "温州市未报，没有可以追溯的单元格。" in page.inner_text("section[aria-labelledby=cells]")


def test_of_many_cities_a_line_names_those_furthest_behind(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    copy = office.copy(tmp_path / "workbooks")
    shutil.copytree(office.plan, tmp_path / office.plan.name)  # where the ledger says that it lies
    with running_desk(copy.home, module="tests.support.narrow_desk") as desk:
        page = seated(browser, desk)
        page.goto(desk.base + SUMMARY)
        assert "数据截至 2020-06-30　序时进度 50%　已报2/11" in page.inner_text("#overview")
        line = page.locator(".many tbody tr", has_text="研发费用支出增长").inner_text().split("\t")
        pairs = zip(REPORTED, ("杭州市", "宁波市"), strict=True)
        behind = sorted((margin(office, JUNE, city), name) for city, name in pairs)
        assert line[3:] == ["2", "0", "、".join(f"{name} ▼ {each}" for each, name in behind)]
        page.click("text=传统制造业研发费用支出增长10%以上")
        page.wait_for_load_state()
        assert page.locator(".lines tbody tr").count() == 11
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 768})
            page.goto(desk.base + SUMMARY)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_what_is_behind_only(desk: RunningDesk, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 768})
    for path in (SUMMARY, f"/p/zhejiang-2020/{JUNE}/number/K01/330000"):
        page.goto(desk.base + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(desk.base + SUMMARY)
    chips = [each for each in page.locator(".margins td.margin").all() if each.is_visible()]
    assert {each.inner_text().split()[1] for each in chips} <= {"▼", "△"}
    page.set_viewport_size({"width": 1366, "height": 768})


def test_whoever_issues_forms_reads_where_their_targets_come_from(desk: RunningDesk, page: Page) -> None:
    told = "表中各县（市、区）的目标取自已经接收的目标分解，对方不能改。"
    for round_, there in ((SEPTEMBER, True), (BREAKDOWN, False)):
        page.goto(f"{desk.base}/p/zhejiang-2020/{round_}/act/issue")
        assert (told in page.inner_text("main")) is there
