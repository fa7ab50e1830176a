"""A round worked through in a real browser, against the same round worked through by the scripts."""

from decimal import Decimal
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Route

from cascade.commands import console
from cascade.desk import downloads
from cascade.desk.access import Session
from cascade.desk.app import make_app
from cascade.desk.records import DeskAction
from cascade.desk.workplace import Desk
from tests.support.clerk import Clerk
from tests.support.desk import TOOK, here, running_desk, seated, wait_until, work_done
from tests.support.mail_office import mail_from
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, Office, run, with_few_indicators

LOOKS_EVERY = 3.0  # seconds between two looks of a page at what has changed
ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose plan lies in its workbooks folder, with nothing issued."""
    plan = with_few_indicators(tmp_path / "zhejiang-2020")
    home = tmp_path / "workbooks"
    done = run("generate.py", plan, "--plan-workbook", home / "方案" / "方案.xlsx")
    assert done.code == 0, done
    return Office(home, plan)


def test_issue_drop_and_decide(office: Office, browser: Browser) -> None:
    with running_desk(office.home) as desk:
        page = seated(browser, desk)
        page.get_by_role("link", name="目标分解", exact=True).click()
        assert "还没有下发填报表" in page.inner_text(".next")
        assert page.locator(".next .button").all_inner_texts() == ["下发填报表"]  # all else comes later
        assert page.locator("#drop").count() == 0
        assert page.locator(".board td:text-is('未下发')").count() == 11
        page.click(".next .button")
        asked = page.inner_text("main")
        assert "报送期限 2020-05-30 已经过了：信里只请尽快报送；" in asked
        assert "给 11 个市各生成一份填报表，登记编号。这一步不发信，" in asked
        page.click("button.main")
        told = work_done(page)
        assert told.startswith(
            "下发填报表\n\n目标分解：共 11 份填报表。\n\n下一步：填报表已生成，还没有寄给各市：请寄送。"
        )
        assert page.locator("main a.main").all_inner_texts() == ["寄送填报表"]
        assert told.index("寄送填报表") < told.index("下载全部 11 份填报表（压缩包）") < told.index("11 行")
        assert not page.locator("table").is_visible()
        with page.expect_download() as taken:
            page.click("text=下载全部 11 份填报表（压缩包）")
        assert taken.value.suggested_filename == "目标分解_填报表.zip"
        with ZipFile(taken.value.path()) as zipped:
            assert len(zipped.namelist()) == 11
        sent = office.home.parent / "sent"
        sent.mkdir()
        for city in ("330100", "330200"):
            path = office.fill(BREAKDOWN, city)
            path.rename(sent / path.name)
        mail = mail_from(
            office.tables.addresses["330200"][0], "报送", (path.name, (sent / path.name).read_bytes())
        )
        (sent / path.name).unlink()
        (sent / "保存的邮件.eml").write_bytes(mail.as_bytes())
        page.click("text=回到报送情况")
        page.set_input_files("#files", sorted(sent.iterdir()))
        page.wait_for_url("**/work/*")
        told = work_done(page)
        packed = "1 个压缩包或邮件里的 1 份，另外直接放的 1 份"
        assert f"新收到 2 份文件（{packed}）：已接收 2 份（杭州市、宁波市）。" in told
        page.click("text=回到报送情况")
        page.wait_for_load_state()
        states = page.locator("table.board tbody tr").all_inner_texts()
        assert [each.split("\t")[1].strip() for each in states[:3]] == ["● 已接收", "● 已接收", "□ 未报"]
        assert "2020-05-28 10:00" in states[1]  # when the mail was sent
        assert "还有 9 家未报（温州市、湖州市、嘉兴市等）" in page.inner_text(".next")
        page.get_by_role("link", name="杭州市", exact=True).click()
        page.click("article .button:has-text('撤回')")
        changes = page.inner_text(".act ul")
        assert "：已接收 → 已撤回" in changes
        assert "个数不再计入" in changes
        page.click("button.main")
        assert "已记入“经过”" in work_done(page)
        page.goto(desk.base + ROUND + "/story")
        page.get_by_role("link", name="撤销第 1 条决定").click()
        assert "：已撤回 → 已接收" in page.inner_text(".act ul")
        page.click("button.main")
        work_done(page)
        page.goto(desk.base + ROUND + "/")
        page.click("summary:has-text('更多')")
        assert page.locator(".next .buttons a, .next .ways a").all_inner_texts() == [
            *("催报", "寄送填报表（11 家）", "收信", "打印汇总材料"),
            *("下发填报表", "收集", "回执（2 家）", "起草通报", "导出数据", "做分册", "关闭批次"),
        ]
        assert page.inner_text(".share b") == "2/11"
    missing = office.collect(BREAKDOWN, today=IN_TIME[BREAKDOWN]).content["missing"]
    assert sorted(missing) == [f"33{number:02}00" for number in range(3, 12)]


def test_work_that_ends_while_its_page_is_made_has_ended(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page said that the disk refused to note the end; what goes on stayed on it as if it went on."""
    desk, entrance, goes_on = Desk(office.home, office.home / "mail.toml"), here(office.home), Event()
    app = make_app(desk, entrance)
    action = DeskAction("小周", "zhejiang-2020", BREAKDOWN, "", "收集")

    def story() -> int:
        console.meanwhile("正在做可以打印的 PDF，约需半分钟……")
        assert goes_on.wait(TOOK)
        console.conclude("汇总材料（A3）：汇总材料.pdf")
        return 0

    number = desk.jobs.submit(action, story)
    asked = downloads.grouped

    def ending_meanwhile(*about: Any) -> Any:
        goes_on.set()
        wait_until(lambda: desk.jobs.job(number) is None)
        return asked(*about)

    monkeypatch.setattr(downloads, "grouped", ending_meanwhile)
    seat = {"Cookie": f"{entrance.address.cookie('desk')}={entrance.sessions.begin(Session('小周'))}"}
    wait_until(lambda: (job := desk.jobs.job(number)) and job.now)
    for told, gone in (("正在做可以打印的 PDF", " 结束。"), ("汇总材料（A3）：汇总材料.pdf", "正在")):
        page = app.test_client(use_cookies=False).get(
            f"{ROUND}/work/{number}", base_url="http://127.0.0.1:1", headers=seat
        )
        assert told in page.text
        assert gone not in page.text
        assert "写不进去" not in page.text


_DRAG = """(name) => {
    const carried = new DataTransfer();
    carried.items.add(new File(["x"], "x.xlsx"));
    const event = new DragEvent(name, {dataTransfer: carried, bubbles: true, cancelable: true});
    document.querySelector("h1").dispatchEvent(event);
    return event.defaultPrevented;
}"""


def test_files_are_taken_anywhere_on_the_page_and_by_a_button_without_a_script(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    assert office.generate(BREAKDOWN).code == 0
    path = office.fill(BREAKDOWN, "330100")
    path = path.rename(tmp_path / path.name)
    with running_desk(office.home) as desk:
        page = seated(browser, desk)
        for address, shown in (("/letters", False), ("/", True)):
            page.goto(desk.base + ROUND + address)
            assert page.locator("#drop").is_visible() is shown
            assert page.evaluate(_DRAG, "dragover")
            assert page.locator("#drop.over").is_visible()
            assert page.evaluate(_DRAG, "dragleave")
            assert page.locator("#drop.over").count() == 0
            assert page.locator("#drop").is_visible() is shown
        for address, refusal in (
            (
                "/name",
                "这一页不收文件。收到的上报表，请到它那个批次的“报送情况”页放入；方案和通知，请放到首页。",
            ),
            (
                f"/p/zhejiang-2020/{JUNE}/letters",
                "“上半年进展”还没有下发填报表，现在不收文件。方案和通知，请放到首页；"
                "别的批次的上报表，请到那个批次放入。",
            ),
        ):
            page.goto(desk.base + address)
            assert page.locator("#frameless").is_hidden()
            assert page.evaluate(_DRAG, "dragover")
            assert page.inner_text("#frameless") == refusal
        page.goto(desk.base + ROUND + "/")
        assert not page.get_by_role("button", name="放入文件").is_visible()
        with page.expect_file_chooser() as chooser:  # our own button: the browser's is in its language
            page.click("label:text-is('选择文件')")
        assert chooser.value.is_multiple()
        assert page.locator("#files").bounding_box()["width"] <= 1  # type: ignore[index]
        page.goto(desk.base + "/name")
        page.fill("#name", "")
        page.click("main button")
        assert page.evaluate("document.querySelector('#name').validationMessage") == "请先填写。"
        page.fill("#name", "张三")
        assert page.evaluate("document.querySelector('#name').checkValidity()")
        page.goto(desk.base + ROUND + "/")
        page.route("**/drop", lambda route: route.abort())
        page.once("dialog", lambda dialog: dialog.accept())
        with page.expect_event("dialog") as told:
            page.set_input_files("#files", path)
        assert told.value.message.startswith("没有传完")
        assert page.input_value("#files") == ""  # so that choosing it again sends it again
        page.unroute("**/drop")
        scripts: list[Route] = []
        page.route("**/desk.js", lambda route: scripts.append(route), times=1)
        page.goto(desk.base + ROUND + "/", wait_until="commit")
        page.set_input_files("#files", path)  # before the script is there
        scripts[0].continue_()
        page.wait_for_url("**/work/*")
        assert "新收到 1 份文件：已接收 1 份（杭州市）。" in work_done(page)
        page.goto(f"{desk.base}{ROUND}/products")
        second = office.fill(BREAKDOWN, "330200")
        second = second.rename(tmp_path / second.name)
        Clerk(page, tmp_path).drop([second])
        assert "新收到 1 份文件：已接收 1 份（宁波市）。" in work_done(page)
        plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
        page = plain.new_page()
        page.goto(desk.base + ROUND + "/")
        page.set_input_files("#files", path)
        page.get_by_role("button", name="放入文件").click()
        page.wait_for_url("**/work/*")


def test_no_page_shows_itself_anew_while_somebody_gives_it_something(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    """Somebody else's collection cut off an upload that was going on, and dropped what had been chosen."""
    assert office.generate(BREAKDOWN).code == 0
    sent = tmp_path / "送来"
    sent.mkdir()
    path = office.fill(BREAKDOWN, "330100")
    path.rename(sent / path.name)

    def while_others_collect(route: Route) -> None:
        office.fill(BREAKDOWN, "330200")
        office.collect(BREAKDOWN)
        sleep(2 * LOOKS_EVERY)
        route.continue_()

    with running_desk(office.home) as desk:
        page = seated(browser, desk)
        page.goto(desk.base + ROUND + "/story")
        page.select_option("select[name=city]", "330300")
        page.evaluate("document.activeElement.blur()")
        office.fill(BREAKDOWN, "330300")
        office.collect(BREAKDOWN)
        page.wait_for_selector("#news:visible")
        assert page.input_value("select[name=city]") == "330300"
        page.goto(desk.base + ROUND + "/")
        page.route("**/drop", while_others_collect)
        Clerk(page, tmp_path).drop([sent / path.name])
        assert "新收到 1 份文件：已接收 1 份（杭州市）。" in work_done(page)


_TOP = """(name) => [...document.querySelectorAll('.board th')].find((each) => each.innerText === name)
    .getBoundingClientRect().top"""


def test_a_row_stays_where_it_is_when_a_bar_comes_or_goes_and_after_an_act(
    office: Office, browser: Browser
) -> None:
    assert office.generate(BREAKDOWN).code == 0
    office.fill(BREAKDOWN, "330100")
    unread = office.folder(BREAKDOWN, "received") / "打不开.xlsx"
    unread.write_bytes(b"PK\x03\x04" + bytes(400))  # comes next, so that what is in doubt stands in a bar
    office.collect(BREAKDOWN)
    with running_desk(office.home) as desk:
        page = seated(browser, desk)
        page.goto(desk.base + ROUND + "/")
        top = page.evaluate(_TOP, "杭州市")
        office.fill(BREAKDOWN, "330100", {("330102", "K06"): Decimal(90000)})
        office.collect(BREAKDOWN)
        page.wait_for_selector("text=先看一眼")
        assert abs(page.evaluate(_TOP, "杭州市") - top) <= 1
        assert page.locator("#news").inner_text() == "这一页有新的变化。在上面"
        page.evaluate("() => scrollTo(0, 0)")  # so that nothing can be scrolled away when the bar goes
        top = page.evaluate(_TOP, "杭州市")
        office.fill(BREAKDOWN, "330100", {("330102", "K01"): Decimal(11)})
        office.collect(BREAKDOWN)
        page.wait_for_selector("text=先看一眼", state="detached")
        assert abs(page.evaluate(_TOP, "杭州市") - top) <= 1
        page.set_viewport_size({"width": 1366, "height": 500})
        page.locator(".board th a:text-is('金华市')").scroll_into_view_if_needed()
        top = page.evaluate(_TOP, "金华市")
        page.click(".board th a:text-is('金华市')")
        page.wait_for_url("**/city/*")
        assert page.evaluate("scrollY") == 0
        page.click(".way a:text-is('报送情况')")
        page.wait_for_url(desk.base + ROUND + "/")
        assert abs(page.evaluate(_TOP, "金华市") - top) <= 1
        page.click("summary:text-is('更多')")
        page.get_by_role("link", name="收集", exact=True).click()
        for typed, meant in (("2020-05-09", "即 2020年5月9日"), ("", "")):
            page.fill("#f-today", typed)
            assert page.inner_text("output[for=f-today]") == meant
        page.click("button.main")
        work_done(page)
        assert page.evaluate("scrollY") == 0
        assert page.locator(".told").first.inner_text() == "没有新收到的文件。"
        page.click("text=回到报送情况")
        page.wait_for_url(desk.base + ROUND + "/")
        assert not page.get_by_role("link", name="收集", exact=True).is_visible()  # a menu is shut elsewhere
        for there in ("汇总", "报送情况"):  # asked for by the menu, a page begins at its top
            page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
            assert page.evaluate("scrollY") > 0
            page.click(f".menu a:text-is('{there}')")
            page.wait_for_selector(f".menu [aria-current]:text-is('{there}')")
            assert page.evaluate("scrollY") == 0
