"""The status page in a real browser, from disk: what it shows, filters, links, phones, hostile text."""

import itertools
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from cascade import report
from cascade.findings import finding
from cascade.ledger import opened
from cascade.plan import load
from cascade.returns.facts import Facts
from cascade.returns.receipt import Receipt, State
from cascade.rounds import Rounds
from tests.support.addresses import in_words
from tests.support.browser import chromium
from tests.support.office import BREAKDOWN, JUNE, Office, Report
from tests.support.oracle.bulletin import ExpectedBulletin
from tests.support.oracle.form import Form
from tests.support.oracle.front import Expected, rounded
from tests.support.oracle.results import text as plain_text
from tests.support.oracle.tables import Indicator
from tests.support.provinces import stories
from tests.support.sample import every

HANGZHOU, NINGBO, WENZHOU, JIAXING, HUZHOU, JINHUA = (
    "330100",
    "330200",
    "330300",
    "330400",
    "330500",
    "330700",
)
WORDS = {
    "accepted": "已接收",
    "sent_back": "退回修改",
    "refused": "已收但读不出数",
    "held": "待人工核实",
    "duplicate": "重复文件",
    "superseded": "已被新报替代",
    "annex": "附件",
    "ignored": "不处理",
}
FOLDED = {"duplicate", "superseded", "annex", "ignored"}
SEVERITIES = {"error": "错误", "warning": "警告", "note": "提示"}

# What a clerk, or somebody worse, may write where text is allowed.
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
ADDRESS = "javascript:alert(1)"
TURNED = "甲\u202e乙"
LONG = "长" * 30_000
ENTITY = "&lt;b&gt; {{ 7 * 7 }} ${7*7} ]]>"
FILE = "<svg onload=alert(1)> & 'x'.xlsx"
EXPLANATIONS = {"K01": SCRIPT, "K02": IMAGE, "K03": TURNED, "K04": LONG, "K05": ENTITY}

Row = dict[str, Any]


class Story(Office):
    """An office that has collected twice, with all that may come."""

    first: Report
    last: Report

    @property
    def page(self) -> Path:
        return self.folder(BREAKDOWN, "report.html")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    office = Story(tmp_path_factory.mktemp("状 态#1") / "工作簿 100%")
    assert office.generate(BREAKDOWN).code == 0
    inbox = office.folder(BREAKDOWN, "received")
    for city in office.tables.cities:
        if city not in (NINGBO, HUZHOU, JINHUA):
            office.fill(BREAKDOWN, city)
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "约三百", ("330503", "K07"): "无数"}, "湖州初报.xlsx")
    hostile(office)
    shutil.copy(inbox / office.form(BREAKDOWN, WENZHOU).name, inbox / "重发.xlsx")
    (inbox / "乱.xlsx").write_bytes(bytes(range(256)) * 40)
    (inbox / "湖州市盖章.pdf").write_bytes(b"%PDF-1.4")
    (inbox / "无名.pdf").write_bytes(b"%PDF-1.4 2")
    (inbox / "~$锁.xlsx").write_bytes(b"x")
    office.first = office.collect(BREAKDOWN, today="2020-05-26")
    office.fill(BREAKDOWN, HUZHOU, name="湖州更正.xlsx")
    office.fill(BREAKDOWN, WENZHOU, {("330302", "K06"): "4999", ("330303", "K06"): "/"}, name="温州再报.xlsx")
    office.fill(BREAKDOWN, JIAXING, {("330402", "K08"): "若干"}, name="嘉兴再报.xlsx")
    office.last = office.collect(BREAKDOWN, today="2020-06-01")
    return office


def hostile(office: Office) -> None:
    """A return whose every text is an attack, and whose sheet and file are named like one."""
    form = Form(office.form(BREAKDOWN, JINHUA))
    names = {"330700A1": IMAGE}
    form.fill(office.says(BREAKDOWN, JINHUA) | {("330702", "K06"): ADDRESS, ("330703", "K06"): SCRIPT}, names)
    for field, text in EXPLANATIONS.items():
        sheet, cell = form.below(field, "说明")
        form.book[sheet][cell] = text
    form.save(office.folder(BREAKDOWN, "received") / FILE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def window(browser: Browser) -> Callable[..., tuple[Page, list[str]]]:
    """Gives the one window of a width, with or without scripts, and what happens in it."""

    @cache
    def open_(width: int, script: bool) -> tuple[Page, list[str]]:
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
        page = context.new_page()
        odd: list[str] = []

        def dismiss(dialog: Dialog) -> None:
            odd.append(f"dialog {dialog.message}")
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.on("console", lambda message: odd.append(message.text))
        page.on("pageerror", lambda error: odd.append(str(error)))
        page.on("request", lambda request: odd.append(request.url))
        return page, odd

    return open_


@pytest.fixture
def visit(window: Callable[..., tuple[Page, list[str]]]) -> Iterator[Callable[..., Page]]:
    """Opens a page from disk and, at the end, makes sure that nothing happened which should not."""
    pages: list[tuple[Page, list[str]]] = []

    def open_(path: Path, width: int = 1200, script: bool = True) -> Page:
        page, odd = window(width, script)
        page.goto("about:blank")  # nothing is left of what another test has chosen
        odd.clear()
        page.goto(path.as_uri())
        pages.append((page, odd))
        return page

    yield open_
    for page, odd in pages:
        assert odd == [page.url.partition("#")[0]]  # the page itself was asked for, and nothing else happened


@pytest.fixture
def page(story: Story, visit: Callable[..., Page]) -> Page:
    return visit(story.page)


# --------------------------------------------------------------------------------------- what is shown


ROWS = """rows => rows.filter(row => !visible || row.checkVisibility()).map(row => ({
    file: row.closest('[data-file]').querySelector('h3').textContent,
    state: row.closest('[data-file]').dataset.state,
    kind: row.dataset.row,
    severity: row.dataset.severity,
    cells: [...row.cells].map(cell => cell.textContent.trim()),
}))"""


def rows(page: Page, kind: str, visible: bool = True) -> list[Row]:
    script = ROWS.replace("!visible", "false" if visible else "true")
    found: list[Row] = page.locator(f"tr[data-row={kind}]").evaluate_all(script)
    return found


def shown(text: str) -> str:
    """A text as the page has it: one sign on paper for each that would turn or hide others."""
    return text.replace("\u202e", "［U+202E］")


def expected_problems(story: Story) -> Counter[tuple[str, ...]]:
    """File, severity, sheet, cell, and the end of the message of every finding of the JSON report."""
    return Counter(
        (
            name,
            found["severity"],
            found["sheet"] or "",
            in_words(found["cell"] or ""),
            numbered(found["code"]),
        )
        for name, each in story.last.returns.items()
        for found in each["findings"]
    )


def problems(found: list[Row]) -> Counter[tuple[str, ...]]:
    ends = (re.findall(r"〔问题编码 [A-Z]\d+〕", row["cells"][4])[-1] for row in found)
    return Counter(
        (row["file"], row["severity"], *row["cells"][:2], end) for row, end in zip(found, ends, strict=True)
    )


def numbered(code: str) -> str:
    """How a code stands behind its message."""
    return f"〔问题编码 {code}〕"


def test_every_finding_of_the_json_report_stands_on_the_page_once(story: Story, page: Page) -> None:
    found = rows(page, "problem", visible=False)
    assert problems(found) == expected_problems(story)
    assert len(found) > 100
    said = {
        f"{each['message']}{numbered(each['code'])}"
        for every in story.last.returns.values()
        for each in every["findings"]
    }
    texts = page.locator("tr[data-row=problem] td.message").all_text_contents()
    for message in said:
        assert any(text.endswith(shown(message)) for text in texts), message[:100]


def test_findings_stand_in_their_citys_section_by_severity(story: Story, page: Page) -> None:
    for city, name in story.tables.cities.items():
        section = page.locator(f"#c{city}")
        assert section.locator("h2 [data-name]").inner_text() == name
        files = section.locator("[data-file] h3").all_text_contents()
        mine = [file for file, each in story.last.returns.items() if each["region"] == city]
        assert sorted(files) == sorted(mine)
        for file in section.locator("[data-file]").all():
            groups = file.locator("tr[data-row=problem]").evaluate_all(
                "rows => rows.map(row => row.dataset.severity)"
            )
            assert groups == sorted(groups, key=list(SEVERITIES).index)
    strangers = page.locator("#strangers [data-file] h3").all_text_contents()
    assert sorted(strangers) == ["~$锁.xlsx", "乱.xlsx", "无名.pdf"]


def test_a_finding_names_cell_and_region(page: Page) -> None:
    (row,) = [
        row
        for row in rows(page, "problem")
        if row["file"] == "嘉兴再报.xlsx" and row["cells"][4].endswith(numbered("C02"))
    ]
    sheet, cell, region, indicator, message = row["cells"]
    assert (sheet, region) == ("分解表", "南湖区")
    assert cell.startswith("J列")
    assert indicator == "K08 传统制造业制订“浙江制造”标准200个"
    assert message.startswith("南湖区的“传统制造业制订‘浙江制造’标准200个”填的是“若干”，不是数字。")


def test_differences_are_those_of_the_json_report(story: Story, page: Page) -> None:
    expected = {
        (name, each["sheet"], in_words(each["cell"]), each["before"] or "空白", each["after"] or "空白")
        for name, every in story.last.returns.items()
        for each in every["changes"]
    }
    found = rows(page, "difference")
    assert {(row["file"], *row["cells"][:2], *row["cells"][4:]) for row in found} == expected
    assert len(found) == len(expected)
    assert {row["file"] for row in found} == {"湖州更正.xlsx", "温州再报.xlsx", "嘉兴再报.xlsx"}
    ((before, after),) = [
        row["cells"][4:] for row in found if row["file"] == "温州再报.xlsx" and row["cells"][2] == "鹿城区"
    ]
    was = story.says(BREAKDOWN, WENZHOU)["330302", "K06"]
    assert (before, after) == (str(was), "4999")
    heading = page.locator("#c330300 h4", has_text="与上一份的不同").inner_text()
    assert heading == f"与上一份的不同 2 处（上一份：{story.form(BREAKDOWN, WENZHOU).name}，2020-05-26 收到）"


def board(page: Page, at: int = 0) -> list[list[str]]:
    """The cells of the board's visible rows, in one line each."""
    found: list[list[str]] = (
        page.locator("#board table")
        .nth(at)
        .locator("tbody tr")
        .evaluate_all(
            "rows => rows.filter(r => r.checkVisibility())"
            ".map(r => [...r.cells].map(c => c.innerText.replace(/\\s+/g, ' ').trim()))"
        )
    )
    return found


def counts(story: Story, name: str) -> list[str]:
    severities = Counter(found["severity"] for found in story.last.returns[name]["findings"])
    return [str(severities[each]) for each in SEVERITIES]


def test_the_board_has_a_row_a_city(story: Story, page: Page) -> None:
    speaking = {city: story.form(BREAKDOWN, city).name for city in story.tables.cities}
    speaking |= {HUZHOU: "湖州更正.xlsx", WENZHOU: "温州再报.xlsx", JINHUA: FILE}
    also = {HUZHOU: " 另有已被新报替代 1 份、附件 1 份", WENZHOU: " 另有已被新报替代 1 份、重复文件 1 份"}
    also |= {JIAXING: " 另有退回修改 1 份"}
    changed = {HUZHOU: "2", WENZHOU: "2"}
    expected = []
    for city, name in story.tables.cities.items():
        if city == NINGBO:
            expected.append([name, "□ 未报", "逾期 2 天", "—", "—", "—", "—", "—"])
            continue
        state = "▼ 退回修改" if city == JINHUA else "● 已接收"
        day = {HUZHOU: "2020-06-01 迟报", WENZHOU: "2020-06-01"}.get(city, "2020-05-26")  # 温州 was on time
        file = speaking[city]
        expected.append(
            [name, state, day, *counts(story, file), changed.get(city, "—"), file + also.get(city, "")]
        )
    assert board(page) == expected
    assert page.locator(".share").inner_text().replace("\n", "") == "已报9/11"


def test_the_other_files_are_listed_below_the_board(story: Story, page: Page) -> None:
    found = [(row[0], row[1][2:], row[-1]) for row in board(page, 1)]
    assert sorted(found) == sorted(
        [
            ("温州市", "重复文件", "重发.xlsx"),
            ("温州市", "已被新报替代", story.form(BREAKDOWN, WENZHOU).name),
            ("嘉兴市", "退回修改", "嘉兴再报.xlsx"),
            ("湖州市", "已被新报替代", "湖州初报.xlsx"),
            ("湖州市", "附件", "湖州市盖章.pdf"),
            ("未归属", "已收但读不出数", "乱.xlsx"),
            ("未归属", "附件", "无名.pdf"),
            ("未归属", "不处理", "~$锁.xlsx"),
        ]
    )


def test_files_show_their_state_and_fingerprint(story: Story, page: Page) -> None:
    for file in page.locator("[data-file]").all():
        each = story.last.returns[file.locator("h3").text_content() or ""]
        assert file.get_attribute("data-state") == each["state"]
        assert (file.locator(".mark").first.text_content() or "")[1:] == WORDS[each["state"]]
        if each["sha256"]:
            assert file.locator(".print").text_content() == each["sha256"][:16]


def test_the_head_says_what_the_page_is_based_on(story: Story, page: Page) -> None:
    head = page.locator("header.top").inner_text()
    assert "目标分解报送情况" in head
    assert "第 2 次汇总" in head
    assert "报送期限 2020-05-30" in head
    basis = page.locator(".basis").inner_text()
    assert (
        "本页依据本次收集时本批次已收到的全部文件；只有“已接收”的上报表计入汇总表。错误须更正，警告请核对，提示不用处理。"
        in basis
    )
    urgent = page.locator(".urgent").inner_text().split("\n")
    assert [line.strip() for line in urgent if line.strip()] == [
        "还没有计入的设区市（2）",
        *("□", "未报", "宁波市 逾期 2 天"),
        *("▼", "退回修改", f"金华市 {counts(story, FILE)[0]} 处错误"),
    ]
    assert "待处理的文件：退回修改 2 份、已收但读不出数 1 份。" in basis
    assert page.title() == "目标分解报送情况（第 2 次汇总）"


# --------------------------------------------------------------------------------------------- filters


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"input[name={name}][value='{value}']").check()


def files(page: Page) -> set[str]:
    """The files that can be seen, folded ones with them where their fold is open."""
    found: list[str] = page.locator("[data-file]").evaluate_all(
        "files => files.filter(f => f.checkVisibility()).map(f => f.querySelector('h3').textContent)"
    )
    return set(found)


def cities(page: Page) -> set[str]:
    return {row[0] for row in board(page)}


@pytest.mark.parametrize("state", every(4, [*WORDS, "missing"]))
def test_filter_by_state(story: Story, page: Page, state: str) -> None:
    mine = {name: each for name, each in story.last.returns.items() if each["state"] == state}
    if not mine and state != "missing":
        assert page.locator(f"input[name=state][value={state}]").count() == 0
        return
    choose(page, "state", state)
    assert files(page) == set(mine)
    expected = Counter(
        {
            key: n
            for key, n in expected_problems(story).items()
            if story.last.returns[key[0]]["state"] == state
        }
    )
    assert problems(rows(page, "problem")) == expected
    names = {story.tables.cities[each["region"]] for each in mine.values() if each["region"]}
    assert cities(page) == (names if state != "missing" else {"宁波市"})
    differences = sum(len(each["changes"]) for each in mine.values())
    numbers = (len(cities(page)), len(mine), expected.total(), differences)
    assert page.locator("#result").inner_text() == (
        "筛选“{}”：{} 个设区市，{} 份文件，{} 条问题，{} 处改动".format(
            (WORDS | {"missing": "未报"})[state], *numbers
        )
    )


@pytest.mark.parametrize("severity", every(3, SEVERITIES))
def test_filter_by_severity(story: Story, page: Page, severity: str) -> None:
    choose(page, "severity", severity)
    expected = Counter({key: n for key, n in expected_problems(story).items() if key[1] == severity})
    assert expected
    assert problems(rows(page, "problem")) == expected
    assert rows(page, "difference") == []
    assert files(page) == {key[0] for key in expected}


def about(story: Story, codes: set[str]) -> Counter[tuple[str, ...]]:
    return Counter(
        (
            name,
            found["severity"],
            found["sheet"] or "",
            in_words(found["cell"] or ""),
            numbered(found["code"]),
        )
        for name, each in story.last.returns.items()
        for found in each["findings"]
        if found["field"] in codes
    )


def test_filter_by_indicator_and_by_lead_department(story: Story, page: Page) -> None:
    page.locator("select").select_option(label="K06 传统制造业新增工业机器人10000台")
    assert problems(rows(page, "problem")) == about(story, {"K06"})
    changed = sum(c["field"] == "K06" for each in story.last.returns.values() for c in each["changes"])
    assert len(rows(page, "difference")) == changed == 3
    lead = page.locator("select optgroup[label=省市场监督管理局] option").first
    assert lead.inner_text() == "省市场监督管理局牵头的指标（2）"
    page.locator("select").select_option(label=lead.inner_text())
    assert problems(rows(page, "problem")) == about(story, {"K08", "K09"})
    assert [row["cells"][2:] for row in rows(page, "difference")] == [
        [
            "南湖区",
            "K08 传统制造业制订“浙江制造”标准200个",
            str(story.says(BREAKDOWN, JIAXING)["330402", "K08"]),
            "若干",
        ]
    ]


def test_search_for_text(story: Story, page: Page) -> None:
    box = page.locator("input[name=text]")
    box.fill("约三百")
    sheet, cell = Form(story.form(BREAKDOWN, HUZHOU)).place("330502", "K06")
    place = ("湖州初报.xlsx", "error", sheet, in_words(cell), numbered("C02"))
    assert problems(rows(page, "problem")) == Counter([place])
    box.fill("Ｃ０２　嘉兴市")  # full-width signs, two words
    assert {(key[0], key[4]) for key in problems(rows(page, "problem"))} == {
        ("嘉兴再报.xlsx", numbered("C02"))
    }
    box.fill("宁波")
    assert (cities(page), files(page)) == ({"宁波市"}, set())
    box.fill("盖章")
    assert (cities(page), files(page)) == ({"湖州市"}, {"湖州市盖章.pdf"})
    box.fill("<img")
    assert {row["file"] for row in rows(page, "problem")} == {FILE}
    box.fill("没有这样的话")
    assert (cities(page), files(page)) == (set(), set())
    said = "筛选“没有这样的话”：没有符合条件的内容，请放宽条件或清除筛选。"
    assert page.locator("#result").inner_text() == said


def test_filters_go_together_and_can_be_cleared(story: Story, page: Page) -> None:
    before = (rows(page, "problem"), rows(page, "difference"), files(page), board(page))
    choose(page, "state", "accepted")
    choose(page, "severity", "warning")
    page.locator("input[name=text]").fill("杭州市")
    expected = Counter(
        {
            key: n
            for key, n in expected_problems(story).items()
            if key[:2] == (story.form(BREAKDOWN, HANGZHOU).name, "warning")
        }
    )
    assert problems(rows(page, "problem")) == expected
    heading = page.locator("#c330100 h4.warning")
    assert (expected.total(), heading.inner_text()) == (2, "警告 2 条")
    cell = min(key[3] for key in expected)
    page.locator("input[name=text]").fill(f"杭州市 {cell}")
    assert [row["cells"][1] for row in rows(page, "problem")] == [cell]
    assert heading.inner_text() == "警告 1/2 条"
    page.locator("select").select_option("K01 K13")
    said = f"筛选“已接收、警告、省科技厅牵头的指标（2）、杭州市、{cell}”："
    assert page.locator("#result").inner_text() == said + "没有符合条件的内容，请放宽条件或清除筛选。"
    page.get_by_role("button", name="清除筛选").click()
    assert (rows(page, "problem"), rows(page, "difference"), files(page), board(page)) == before
    assert page.locator("#result").inner_text() == ""


def test_filters_by_keyboard_alone(story: Story, page: Page) -> None:
    page.locator("body").press("Tab")
    reached = []
    for _ in range(20):
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.textContent"))
        if reached[-1] == "state":
            break
        page.keyboard.press("Tab")
    assert reached[-1] == "state"
    page.keyboard.press("ArrowRight")  # from 全部 to 未报
    page.keyboard.press("ArrowRight")
    assert files(page) == {name for name, each in story.last.returns.items() if each["state"] == "accepted"}
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == "error"
    assert rows(page, "problem") == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("湖州")
    page.keyboard.press("Enter")  # sends nothing
    assert page.url == story.page.as_uri()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#result").inner_text() == ""
    assert len(cities(page)) == 11


def test_without_script_everything_is_shown(story: Story, visit: Callable[..., Page]) -> None:
    page = visit(story.page, script=False)
    assert not page.locator("#filters").is_visible()
    folded = {name for name, each in story.last.returns.items() if each["state"] in FOLDED}
    seen = {
        file.locator("h3").text_content() for file in page.locator("[data-file]").all() if file.is_visible()
    }
    assert seen == set(story.last.returns) - folded
    for summary in page.locator("main details.folded > summary").all():
        if summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()
    assert all(row.is_visible() for row in page.locator("[data-row]").all())


# ----------------------------------------------------------------------------------------------- links


def test_links_lead_on(story: Story, page: Page) -> None:
    links = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) > 30
    for link in links:
        assert (
            page.locator(f'[id="{link[1:]}"]').count() == 1 if link[0] == "#" else not urlparse(link).scheme
        )
    paths = [
        Path(unquote(urlparse(address).path))
        for address in page.locator("a").evaluate_all("links => links.map(link => link.href)")
        if "#" not in address
    ]
    summary = Path(story.last.content["summary"])
    corrections = [
        story.folder(BREAKDOWN, "corrections") / f"{city}_目标分解_请更正.xlsx"
        for city in ("330400_嘉兴市", "330700_金华市")
    ]
    assert paths == [summary, *corrections]
    assert all(path.is_file() for path in paths)


def test_a_city_on_the_board_leads_to_its_section_and_back(page: Page) -> None:
    page.locator("#board").get_by_role("link", name="湖州市", exact=True).click()
    expect(page.locator("#c330500 h2")).to_be_in_viewport()
    assert page.url.endswith("#c330500")
    page.locator("#c330500").get_by_role("link", name="回到顶部").click()
    expect(page.locator("h1")).to_be_in_viewport()


def test_a_link_to_a_folded_file_opens_its_fold(page: Page) -> None:
    article = page.locator(
        "#c330500 [data-file]",
        has=page.get_by_role("heading", name="湖州初报.xlsx", exact=True, include_hidden=True),
    )
    assert not article.is_visible()
    page.locator("#board").get_by_role("link", name="湖州初报.xlsx").click()
    article.wait_for(state="visible")


# ---------------------------------------------------------------------------------------------- phones


@pytest.mark.parametrize("width", every(2, [320, 380, 768, 1200]))
def test_no_width_needs_sideways_scrolling(story: Story, visit: Callable[..., Page], width: int) -> None:
    page = visit(story.page, width)
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths == [width, width]
    outside = page.locator("body *").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
    )
    assert outside == []


def test_on_a_phone_the_board_comes_before_the_filters_are_opened(
    story: Story, visit: Callable[..., Page]
) -> None:
    page = visit(story.page, 380)
    assert not page.locator("input[name=text]").is_visible()
    page.get_by_text("筛选", exact=True).click()
    page.locator("label.pill", has_text="退回修改").click()
    assert files(page) == {FILE, "嘉兴再报.xlsx"}
    assert cities(page) == {"金华市", "嘉兴市"}


# ------------------------------------------------------------------------------------------ hostile text


def test_hostile_text_is_shown_as_text(story: Story, page: Page) -> None:
    section = page.locator("#c330700")
    assert section.locator("h3").text_content() == FILE
    text = section.text_content() or ""
    for written in (SCRIPT, IMAGE, ADDRESS, LONG, ENTITY):
        assert written in text, written[:50]
    assert "甲［U+202E］乙" in text
    assert "\u202e" not in text


def test_hostile_text_makes_no_element_and_runs_nothing(page: Page) -> None:
    tags = Counter(page.locator("*").evaluate_all("all => all.map(each => each.localName)"))
    assert tags["script"] == tags["style"] == tags["form"] == tags["title"] == 1
    assert not {"img", "svg", "iframe", "object", "embed", "base"} & set(tags)
    handlers = page.locator("*").evaluate_all(
        "all => all.flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on') || n === 'style')"
    )
    assert handlers == []
    schemes = page.locator("a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(schemes) == {"file:"}


def test_the_page_lets_nothing_else_run_even_if_it_stood_there(story: Story, browser: Browser) -> None:
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(story.page.as_uri())
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"x.png\" onerror=\"window.hit = 1\">');"
        "const script = document.createElement('script'); script.textContent = 'window.hit = 2';"
        "document.body.append(script);"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.hit") is None
    assert sum("Content Security Policy" in text for text in refused) >= 2
    page.close()


def test_the_file_needs_nothing_from_outside(story: Story) -> None:
    text = story.page.read_text("utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert "src=" not in text.replace(
        IMAGE.replace('"', "&#34;").replace("<", "&lt;").replace(">", "&gt;"), ""
    )
    assert "default-src 'none'" in text.replace("&#39;", "'")


# ------------------------------------------------------------------------------------- every collection


def test_each_collection_writes_the_page_anew_and_names_it(story: Story, tmp_path: Path) -> None:
    assert f"报送情况（用浏览器打开）：{story.page}" in story.last.out
    office = story.copy(tmp_path / "工作簿")
    page = office.folder(BREAKDOWN, "report.html")
    before = page.read_text("utf-8")
    assert "（第 2 次汇总）</title>" in before
    office.collect(BREAKDOWN, today="2020-06-02")
    after = page.read_text("utf-8")
    assert "（第 2 次汇总）</title>" in after  # nothing has changed but the day
    assert "<span>2020-06-02 " in after
    assert "<span>2020-06-02 " not in before
    assert not [each for each in os.listdir(page.parent) if each.endswith(".part")]


def test_a_progress_round_has_its_page(story: Story, tmp_path: Path, visit: Callable[..., Page]) -> None:
    office = story.copy(tmp_path / "工作簿")
    assert office.generate(JUNE, "--city", HUZHOU, HANGZHOU).code == 0
    office.fill(JUNE, HUZHOU, {("330502", "K06a"): "许多"})
    office.fill(JUNE, HANGZHOU)
    report = office.collect(JUNE)
    page = visit(office.folder(JUNE, "report.html"), 380)
    assert page.locator(".share").inner_text().split() == ["已报", "1/11"]
    assert "数据截至 2020-06-30。" in page.locator(".basis").inner_text()
    assert problems(rows(page, "problem", visible=False)) == Counter(
        (
            name,
            found["severity"],
            found["sheet"] or "",
            in_words(found["cell"] or ""),
            numbered(found["code"]),
        )
        for name, each in report.returns.items()
        for found in each["findings"]
    )
    page.get_by_text("筛选", exact=True).click()
    page.locator("select").select_option("K06")
    seen = problems(rows(page, "problem"))
    assert {key[4] for key in seen if key[1] == "error"} == {numbered("C02")}
    assert page.evaluate("document.documentElement.scrollWidth") == 380


# ------------------------------------------------------------------------------- what cannot be written down


def test_a_page_can_be_written_whatever_a_file_is_called(story: Story) -> None:
    plan = load(story.plan).plan
    name = "\udcff\udcfe\x01<b>.xlsx"
    receipt = Receipt(BREAKDOWN, name, "0" * 64, "2020-05-26", 1, findings=(finding("F01"),))
    day = datetime(2020, 5, 26)
    facts = Facts(plan, plan.round(BREAKDOWN), (receipt,), {}, (), {}, 1, day, day)
    page = report.as_html(facts, Path("总.xlsx"), Path(), {}, {})
    assert page.encode().decode().count("［U+DCFF］［U+DCFE］［U+0001］&lt;b&gt;.xlsx") == 2
    assert "<b>" not in page.partition("<main")[2]


def test_the_board_marks_a_return_that_was_accepted_by_decision(story: Story) -> None:
    plan = load(story.plan).plan
    receipts = [
        Receipt(BREAKDOWN, "表.xlsx", "0" * 64, "2020-05-26", 1, region="330100", state=State.ACCEPTED),
        Receipt(
            BREAKDOWN,
            "乙.xlsx",
            "1" * 64,
            "2020-05-26",
            2,
            region="330200",
            state=State.ACCEPTED,
            overruled="基数不同",
        ),
    ]
    day = datetime(2020, 5, 26)
    facts = Facts(plan, plan.round(BREAKDOWN), tuple(receipts), {}, (), {}, 1, day, day)
    page = report.as_html(facts, Path("总.xlsx"), Path(), {}, {})
    assert page.count('<small title="理由：基数不同">') == 1


def test_a_page_for_eleven_cities_is_quickly_made(story: Story) -> None:
    plan = load(story.plan).plan
    round_ = plan.round(BREAKDOWN)
    with opened(story.home / plan.id / "ledger.sqlite") as ledger:
        receipts = Rounds(ledger, plan).settled(round_)
    facts = Facts(plan, round_, receipts, {}, (), {}, 2, datetime(2020, 6, 1), datetime(2020, 6, 1))

    def took() -> float:
        start = time.process_time()
        assert report.as_html(facts, Path("总.xlsx"), Path(), {}, {}).count("<article") == len(receipts)
        return time.process_time() - start

    assert min(took() for _ in range(3)) < 0.1


# ----------------------------------------------------------------------- 总览, and pages that all can read


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """June of the real plan: 湖州 has not reported, 舟山's return goes back."""
    office = Office(tmp_path_factory.mktemp("六月") / "工作簿")
    office.whole_round(BREAKDOWN)
    assert office.generate(JUNE).code == 0
    for city in office.tables.cities:
        if city != HUZHOU:
            office.fill(JUNE, city, {("330902", "K06a"): "若干"} if city == "330900" else {})
    office.collect(JUNE, today="2020-07-13")
    return office


ROUNDS = {BREAKDOWN: {}, JUNE: {HUZHOU: "未报", "330900": "已收待改"}}


def expected(office: Office, round_: str) -> Expected:
    words: dict[str, str] = dict(ROUNDS[round_])
    forms = {
        city: office.folder(round_, "received") / office.form(round_, city).name
        for city in office.tables.cities
        if city not in words
    }
    return Expected(office.tables, "2020-06-30" if round_ == JUNE else "", forms, words)


def margin(told: Expected, item: Indicator, region: str) -> str:
    """A cell of the table: a sign where it is filled, and the margin as 总览 shows it."""
    if region in told.words:
        return ""
    value = told.margin(item, region)
    if isinstance(value, str):
        return value
    if not told.as_of:
        missed = value > 0 if item.rate else value < 0
        value = value if missed else rounded(value, item.decimals)  # of a surplus no more is told
        sign = ("△ " if item.rate else "▼ ") if missed else ""
        return f"{sign}{'+' if value > 0 and not item.rate else ''}{plain_text(value)}"
    if not told.judged(item):
        return f"{rounded(value, 1)}%"
    sign = str(told.rows(item, region)[3])[0]
    number = rounded(value, 1)
    assert number or not value  # none is so close to its target that it needs more decimals
    told_number = f"{number:+}" if number else "0"
    return f"{sign} {told_number}" if sign in "▼△" else told_number


@pytest.mark.parametrize("round_", list(ROUNDS))
def test_the_overview_follows_from_the_returned_forms(
    june: Office, visit: Callable[..., Page], round_: str
) -> None:
    told, page = expected(june, round_), visit(june.folder(round_, "report.html"), width=1366)
    overview = page.locator("#overview")
    sentences = overview.locator(".headline").all_inner_texts()
    assert sentences == [told.headline(), told.most_behind()]
    gaps = overview.locator("ol li").all_inner_texts()
    if told.as_of:
        assert gaps == ExpectedBulletin(told).gaps
    table = [
        [cell.strip() for cell in row.split("\t")]
        for row in overview.locator("table").inner_text().split("\n")[1:]
        if "\t" in row
    ]
    regions = [*told.plan.cities, told.plan.province]
    assert table[0][2:] == [*told.plan.cities.values(), "全省"]
    for row, item in zip(table[1:-1], told.plan.indicators, strict=True):
        assert row[0] == str(item.number)
        assert row[1] == f"{item.name}{item.unit}"
        assert row[2:] == [margin(told, item, region) for region in regions], item.code
    assert table[-1][2:] == [str(told.behind(region)) for region in regions]


CONTRAST = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (c) => {
    const part = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  };
  const ground = (each) => {
    for (; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const each of document.querySelectorAll("body *")) {
    const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !each.checkVisibility() || each.tagName === "SCRIPT") continue;
    const [one, two] = [light(rgb(getComputedStyle(each).color)), light(ground(each))];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < 4.5) low.push(`${each.className} ${each.textContent.slice(0, 20)} ${ratio.toFixed(2)}`);
  }
  return low;
}"""


@pytest.mark.parametrize(("round_", "width"), every(3, itertools.product(ROUNDS, [1366, 390])))
def test_everybody_can_read_it(june: Office, visit: Callable[..., Page], round_: str, width: int) -> None:
    """Headings in order, headers that say what they head, contrast of 4.5, nothing beside the screen."""
    page = visit(june.folder(round_, "report.html"), width=width)
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("table:not(:has(thead th))").count() == 0
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_a_phone_begins_with_who_has_not_reported_and_what_went_back(
    june: Office, visit: Callable[..., Page]
) -> None:
    page = visit(june.folder(JUNE, "report.html"), width=390)
    urgent = page.locator(".urgent")
    box = urgent.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 400  # of the 800 that a phone shows
    assert [each.strip() for each in urgent.locator("dt").all_inner_texts()] == ["□\n未报", "▼\n退回修改"]
    links = urgent.locator("dd a")
    assert links.all_inner_texts() == ["湖州市", "舟山市"]
    links.first.click()
    expect(page.locator("#c330500")).to_be_in_viewport()
    shown = page.locator("#overview td.margin").evaluate_all(
        "cells => cells.filter(c => c.checkVisibility()).map(c => c.innerText[0])"
    )
    assert shown
    assert set(shown) <= {"▼", "△"}


def test_cities_that_all_have_reported_leave_no_empty_box(june: Office, visit: Callable[..., Page]) -> None:
    page = visit(june.folder(BREAKDOWN, "report.html"))
    assert page.locator(".urgent").count() == 0


def test_a_page_without_a_number_has_no_overview(tmp_path: Path) -> None:
    facts = stories()["all missing"].facts(1)
    page = report.as_html(facts, tmp_path / "汇总.xlsx", tmp_path, {}, {})
    assert 'id="overview"' not in page
    assert page.count("未报") > 5


@pytest.mark.parametrize("story_", list(stories()))
def test_plans_of_every_shape_have_a_page(tmp_path: Path, story_: str) -> None:
    for period in (None, 0, 2):
        page = report.as_html(stories()[story_].facts(period), tmp_path / "汇总.xlsx", tmp_path, {}, {})
        assert "None" not in page
        assert page.count("<main") == page.count("</main>") == 1
