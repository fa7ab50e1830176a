"""A new plan: from a notice, from a faulty workbook, in the place of an old one, empty; and taken away."""

import csv
import io
import re
import shutil
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from cascade.desk import downloads
from tests.support.desk import RunningDesk, running_desk, seated, wait_until
from tests.support.notices import answer_marks, as_docx, zhejiang
from tests.support.office import BREAKDOWN, Office, run, with_few_indicators

TARGETS = "目标"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a plan with six indicators."""
    folder = tmp_path_factory.mktemp("plan")
    path = folder / "六项.xlsx"
    plan = with_few_indicators(folder / "zhejiang-2020")
    assert run("generate.py", plan, "--plan-workbook", path).code == 0
    return path


def bring(page: Page, path: Path, leads_to: str) -> None:
    page.set_input_files("#files", path)
    page.wait_for_url(leads_to)


def changed(workbook: Path, target: Path, *cells: tuple[str, str, str]) -> Path:
    """A copy of a workbook with other contents in some cells."""
    book = openpyxl.load_workbook(workbook)
    for sheet, cell, content in cells:
        book[sheet][cell] = content
    book.save(target)
    return target


def download(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as taken:
        page.get_by_role("link", name=link, exact=True).click()
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    return path


def posted(desk: RunningDesk, name: str, content: bytes) -> tuple[int, str]:
    """What the desk answers to a file, with or without a browser; of a notice when it has been read."""
    head = f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{desk.token}\r\n--x\r\n'
    head += f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--x--\r\n"
    answer = desk.ask("/bring", "POST", body, {"Content-Type": "multipart/form-data; boundary=x"})
    where = answer.headers.get("Location", "")
    if not where.startswith("/drafting/"):
        return answer.status, answer.text
    wait_until(lambda: "data-work" not in desk.ask(where).text)
    answer = desk.ask(where)
    return answer.status, answer.text


def test_a_notice_becomes_a_plan(tmp_path: Path, browser: Browser) -> None:
    notice, home = tmp_path / "通知.docx", tmp_path / "workbooks"
    notice.write_bytes(as_docx(zhejiang()))
    with running_desk(home) as desk:
        page = seated(browser, desk)
        bring(page, notice, "**/drafts/*")
        assert page.locator("section[aria-labelledby=found] p").all_inner_texts() == [
            "从通知里认出 18 项指标、11 个地区、198 个目标，目标都照通知原文。",
            "提示：第 13 项“传统制造业新认定高新技术企业300家”："
            "各地目标合计 306家，指标名称里的数是 300家，多 6。数没有写错就不用处理",
            "提示：第 17 项“全省腾出用能100万吨标准煤”："
            "各地目标合计 104.14万吨，指标名称里的数是 100万吨，多 4.14。数没有写错就不用处理",
            "提示：联系单位的名称（…传统制造业改造提升工作领导小组办公室）取自通知的抬头，各地另有名称的请改",
        ]
        assert page.inner_text("#open") == "待定的 7 处"
        rows = [each.split("\t") for each in page.locator(".problems tbody tr").all_inner_texts()]
        assert [row[3] for row in rows] == [
            f"不用改，在“待定”表 G列{number}行 选“是”" for number in range(4, 11)
        ]
        assert rows[4] == [
            "指标 K列10行\n全省累计上云企业40万家（下达任务数为当年新增数）的“与总目标核对”\n",
            "否",
            "各地目标合计 32000家，指标名称里的数是 400000家，两者不是一回事或有误，拟为不核对。"
            "“与总目标核对”怎么选：是：各地目标合起来须达到总目标；否：不核对",
            "不用改，在“待定”表 G列8行 选“是”",
            "先改 指标 K列10行，再在“待定”表 G列8行 选“是”",
        ]
        draft = download(page, "下载草稿", tmp_path)
        assert draft.name == "通知_方案.xlsx"

        page.goto(desk.base)
        page.get_by_role("link", name="通知_方案").click()
        bring(page, draft, "**/brought/*")
        assert page.inner_text("#faulty") == "没有收下：有 7 处要改正"
        answer_marks(draft)
        bring(page, draft, "**/?taken=*")
        assert page.inner_text(".done") == "已收下方案。共 18 项指标、11 个市、4 个批次。"
        assert page.locator("#drafts").count() == 0
    assert [each.name for each in (home / "方案").iterdir() if each.is_file()] == ["通知_方案.xlsx"]
    assert (home / "方案/通知_方案.xlsx").read_bytes() == draft.read_bytes()


def test_a_notice_that_was_drafted_before_is_told(tmp_path: Path) -> None:
    table = [["指标名称", "鲤城区", "丰泽区"], ["新增企业（家）", "12", "8"]]
    notice = as_docx(("关于下达2026年制造业目标任务的通知", "泉州市人民政府", "2026年3月12日", table))
    home, brought = tmp_path / "workbooks", tmp_path / "通知_方案 (1).xlsx"

    def earlier(name: str) -> dict[str, str]:
        """What the page of the draft from a notice says of the earlier ones."""
        _, redirection = posted(desk, name, notice)
        (address,) = re.findall(r'href="([^"]*)"', redirection)
        page = desk.ask(address).text
        found = re.findall("拟的“<bdi>(.*?)</bdi>”：(.*?)</li>", page)
        assert page.count("这份通知以前已经放过") == bool(found)
        return {name: re.sub("<.*?>", "", said) for name, said in found}

    with running_desk(home) as desk:
        desk.let_in()
        assert earlier("通知.docx") == {}
        assert earlier("另名.docx") == {"通知_方案": "就是下面这份草稿，没有另拟"}
        shutil.copy(home / "方案/草稿/通知_方案.xlsx", brought)
        answer_marks(brought)
        posted(desk, brought.name, brought.read_bytes())
        assert earlier("另名.docx") == {"通知_方案": "已经收下，就是方案2026年制造业目标任务"}
        desk.post(f"/drafts/{downloads.digest(home / '方案/草稿/另名_方案.xlsx')}/away")
        assert "草稿 另名_方案 已收起，在“已用”文件夹里。" in desk.ask("/").text
        assert earlier("第三.docx") == {
            "通知_方案": "已经收下，就是方案2026年制造业目标任务",
            "另名_方案": "已经收起，在“已用”文件夹",
        }
    assert [each.name for each in (home / "方案/草稿").glob("*.xlsx")] == ["第三_方案.xlsx"]


def test_a_faulty_workbook_is_told_at_its_cells_and_not_kept(
    workbook: Path, tmp_path: Path, browser: Browser
) -> None:
    faulty = changed(workbook, tmp_path / "有错.xlsx", ("批次", "E4", "某日"), (TARGETS, "F5", "很多"))
    with running_desk(tmp_path / "workbooks") as desk:
        page = seated(browser, desk)
        bring(page, faulty, "**/brought/*")
        assert page.inner_text("#faulty") == "没有收下：有 2 处要改正"
        assert [each.split("\t") for each in page.locator(".problems tbody tr").all_inner_texts()] == [
            [
                "目标",
                "F列5行",
                "写的是“很多”，应为以“%”计的数，可以写 10%、10%以上、≥10%、不低于10%、10%以下、"
                "控制在10%以内、6%—8%、下降10%、0，不下达的写“/”",
                "请改正，或目标是一句话的，把类型改为“文字”",
            ],
            ["批次", "E列4行", "写的是“某日”，应为日期，如 2020-07-10", "请改正"],
        ]
    assert not (tmp_path / "workbooks/方案").exists()


def test_a_plan_that_is_here_is_replaced_only_after_a_look(
    workbook: Path, tmp_path: Path, browser: Browser
) -> None:
    home = tmp_path / "workbooks"
    kept = home / "方案" / "旧名.xlsx"
    kept.parent.mkdir(parents=True)
    shutil.copy(workbook, kept)
    assert run("generate.py", kept, BREAKDOWN, "--workbooks", home).code == 0
    before = kept.read_bytes()
    newer = changed(workbook, tmp_path / "新的.xlsx", ("批次", "C4", "分解到县"), (TARGETS, "E4", "11%以上"))
    with running_desk(home) as desk:
        page = seated(browser, desk)
        bring(page, newer, "**/brought/*")
        since = datetime.fromtimestamp(kept.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
        title = "2020年浙江省传统制造业改造提升关键性量化指标"
        assert page.inner_text("#replace") == f"这里已有“{title}”{since} 放入或改动"
        assert [each.split("\t") for each in page.locator(".changes tbody tr").all_inner_texts()] == [
            ["批次", "分解到县", "批次名称", "目标分解", "分解到县"],
            ["各地目标", "K01 传统制造业研发费用支出增长10%以上　杭州市", "目标", "10%以上", "11%以上"],
        ]
        assert "原来的一份移到“旧版”文件夹，随时可以找回。" in page.inner_text("main")
        assert kept.read_bytes() == before
        other = changed(workbook, tmp_path / "别人的.xlsx", ("批次", "C4", "分解"))
        shutil.copy(other, kept)
        page.get_by_role("button", name="更换方案").click()
        assert "您看过以后，这里的方案又有了变化，所以还没有换。" in page.inner_text(".alert")
        assert kept.read_bytes() == other.read_bytes()
        page.get_by_role("button", name="更换方案").click()
        page.wait_for_url("**/?taken=zhejiang-2020")
        assert page.locator(".rounds tbody th").first.inner_text() == "分解到县"
    assert kept.read_bytes() == newer.read_bytes()
    assert [each.read_bytes() for each in (kept.parent / "旧版").iterdir()] == [other.read_bytes()]
    assert run("collect.py", "--status", "--workbooks", home).code == 0


def test_a_plan_from_elsewhere_stays_where_it_was(workbook: Path, tmp_path: Path, browser: Browser) -> None:
    home, plan = tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020")
    assert run("generate.py", plan, BREAKDOWN, "--workbooks", home).code == 0
    newer = changed(workbook, tmp_path / "新的.xlsx", ("批次", "C4", "分解到县"))
    with running_desk(home) as desk:
        page = seated(browser, desk)
        bring(page, newer, "**/brought/*")
        assert str(tmp_path) not in page.content()
        assert "原来的方案不在本页的文件夹里，留在原处不动；以后以新的一份为准。" in page.inner_text("main")
        page.get_by_role("button", name="更换方案").click()
        page.wait_for_url("**/?taken=zhejiang-2020")
        assert (
            page.locator("section.card h2").all_inner_texts()[0]
            == "2020年浙江省传统制造业改造提升关键性量化指标"
        )
        assert page.locator(".rounds").count() == 1
    assert (home / "方案/新的.xlsx").exists()
    assert (plan / "rounds.csv").exists()
    assert "分解到县" in run("collect.py", "--status", "--workbooks", home).out


def test_a_plan_is_taken_away_and_an_empty_one_too(workbook: Path, tmp_path: Path, browser: Browser) -> None:
    home = tmp_path / "workbooks"
    (home / "方案").mkdir(parents=True)
    shutil.copy(workbook, home / "方案")
    with running_desk(home) as desk:
        page = seated(browser, desk)
        bring(page, download(page, "下载方案工作簿", tmp_path), "**/brought/*")
        told = page.inner_text("main")
        assert "与原来的一份内容完全相同，不必更换：什么都没有改动。" in told
        assert ("换了以后" in told, "旧版" in told, "不换" in told) == (False, False, False)
        assert page.get_by_role("button", name="更换方案").count() == 0
        page.goto(desk.base)
        with ZipFile(download(page, "CSV 表（压缩包）", tmp_path)) as archive:
            text = archive.read("rounds.csv").decode("utf-8-sig")
            assert "targets.csv" in archive.namelist()
        assert next(row["id"] for row in csv.DictReader(io.StringIO(text))) == BREAKDOWN
        other = tmp_path / "别处"
        with running_desk(other) as second:
            second.let_in()
            status, _ = posted(second, "方案表.zip", (tmp_path / "zhejiang-2020_方案表.zip").read_bytes())
            assert status == 303
        assert openpyxl.load_workbook(other / "方案/方案.xlsx").sheetnames[:2] == ["说明", "方案"]
        page.fill("#region", "福州市")
        with page.expect_download() as taken:
            page.get_by_role("button", name="下载空白方案工作簿").click()
        assert taken.value.suggested_filename == "福州市_方案.xlsx"
        taken.value.save_as(tmp_path / "空白.xlsx")
        regions = openpyxl.load_workbook(tmp_path / "空白.xlsx")["地区"]
        assert "鼓楼区" in [row[1].value for row in regions.iter_rows()]
        page.fill("#region", "不存在市")
        page.get_by_role("button", name="下载空白方案工作簿").click()
        assert "没有“不存在市”这个省、市、县，或者不止一处叫这个名字" in page.inner_text("main")
    assert len(list((home / ".coming").iterdir())) == 1  # the plan that was brought


def test_a_folder_of_tables_is_a_plan(tmp_path: Path, browser: Browser) -> None:
    tables = with_few_indicators(tmp_path / "zhejiang-2020")
    with running_desk(tmp_path / "workbooks") as desk:
        page = seated(browser, desk)
        page.set_input_files("#files", sorted(tables.glob("*.csv")))
        page.wait_for_url("**/?taken=zhejiang-2020")
        assert page.inner_text(".done") == "已收下方案。共 6 项指标、11 个市、4 个批次。"
        page.set_input_files("#files", [tables / "rounds.csv", tables / "targets.csv"])
        page.wait_for_selector("text=缺少 plan 表（方案），请补上")


def test_a_form_among_the_plans_is_told_as_such_on_the_page_of_its_round(
    tmp_path: Path, browser: Browser
) -> None:
    """Its formulas were never calculated; and a form of another office's folder is known for a form, too."""
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN, "--city", "331100").code == 0
    form = tmp_path / "丽水.xlsx"
    openpyxl.load_workbook(office.form(BREAKDOWN, "331100")).save(form)
    with running_desk(office.home) as desk:
        page = seated(browser, desk)
        bring(page, form, f"**/p/zhejiang-2020/{BREAKDOWN}/")
        assert page.inner_text(".done") == (
            "丽水.xlsx 是丽水市“目标分解”的填报表，不是方案，也不是通知，没有收下。"
            "这一页就是它的批次：是报来的，请放到这一页，拖到本页任何地方，或点“选择文件”。"
        )
    with running_desk(tmp_path / "别处") as desk:
        desk.let_in()
        _, text = posted(desk, "丽水.xlsx", form.read_bytes())
        assert "丽水.xlsx 是填报表（模板编号 331100-B-1-" in text
        assert "不是方案，也不是通知；这里的方案没有下发过它。" in text


def test_what_is_neither_plan_nor_notice_is_refused(tmp_path: Path) -> None:
    with running_desk(tmp_path / "workbooks") as desk:
        desk.let_in()
        for name, content, said in (
            ("a.xlsx", b"PK\3\4nothing", "a.xlsx 读不出来："),
            ("../../b.docx", b"", "b.docx 读不出来："),
            ("c.exe", b"MZ\0\0", "c.exe 读不出来：这不是 Word 文档、表格文件、网页或 PDF。"),
            ("d.csv", "甲,乙\n1,2\n".encode(), "d.csv 里没有找到目标分解表，没有写方案。"),
        ):
            status, text = posted(desk, name, content)
            assert status == 200
            assert said in text
            assert str(tmp_path) not in text
        for path in (f"/brought/{'0' * 64}", "/brought/..%2f..%2fetc", "/brought/.."):
            assert desk.ask(path).status in (404, 409)
        assert desk.ask(f"/drafts/{'0' * 64}/file").status == 404
    assert [each for each in (tmp_path / "workbooks").rglob("*.xlsx") if ".coming" not in each.parts] == []
