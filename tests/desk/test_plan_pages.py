"""The first page: what a clerk does first in an empty folder, and how the rounds of a plan stand."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from cascade.commands.opening import load_plan
from cascade.desk.plan_pages import PlanCard, RoundLine
from cascade.desk.round_parts import DeskStep
from cascade.desk.round_view import RoundViews
from cascade.desk.workbooks_folder import Shelved
from cascade.ledger import Decision, DecisionKind
from cascade.places import Places
from tests.support.desk import running_desk, seated
from tests.support.office import BREAKDOWN, JUNE, SEPTEMBER, Office, run, with_few_indicators
from tests.support.oracle.tables import PLAN
from tests.support.special_plans import Desk as SmallOffice
from tests.support.special_plans import write_plan


def test_an_empty_folder_says_what_to_do_first(tmp_path: Path, browser: Browser) -> None:
    with running_desk(tmp_path / "新的" / "workbooks") as desk:
        page = seated(browser, desk)
        assert page.inner_text(".next h2") == "从这里开始：先要有一个方案"
        assert page.locator(".next li").all_inner_texts() == [
            "有下达目标的通知（Word、Excel、PDF 都可以）：放到下面，程序照它拟一份方案，拿不准的地方请您定。",
            "已有填好的方案工作簿（.xlsx）：也放到下面，程序检查后就可以用。",
            "都没有：下载一份空白的，用 Excel 填好，再放到下面。",
        ]
        assert page.get_by_label("放入方案工作簿或通知").is_visible()
        assert page.locator("button").all_inner_texts() == ["放入", "下载空白方案工作簿", "退出"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose first round, due in three days, has two returns; its plan lies beside them."""
    folder = tmp_path_factory.mktemp("office")
    plan = with_few_indicators(folder / "zhejiang-2020")
    rounds = plan / "rounds.csv"
    due = date.today() + timedelta(days=3)
    rounds.write_text(rounds.read_text("utf-8").replace("2020-05-30", due.isoformat()), "utf-8")
    home = folder / "workbooks"
    workbook = home / "方案" / "方案.xlsx"
    assert run("generate.py", plan, "--plan-workbook", workbook).code == 0
    assert run("generate.py", workbook, BREAKDOWN, "--workbooks", home).code == 0
    office = Office(home, plan)
    for city in ("330100", "330200"):
        office.fill(BREAKDOWN, city)
    assert run("collect.py", workbook, BREAKDOWN, "--workbooks", home).code in (0, 1)
    return office


def test_every_round_says_how_it_stands_and_what_is_next(office: Office, browser: Browser) -> None:
    due = date.today() + timedelta(days=3)
    with running_desk(office.home) as desk:
        page = seated(browser, desk)
        page.click("summary:has-text('以前各期 2 个')")
        now, past = page.locator(".rounds").all()
        issue = ["还没有下发填报表：先生成各单位的填报表，这一步不发信。", "下发填报表"]
        rows = [re.split(r"\t|\n", each)[:5] for each in now.locator("tbody tr").all_inner_texts()]
        assert rows == [
            [
                "目标分解",
                "2/11",
                f"{due} 还有 3 天",
                "还有 9 家未报（温州市、湖州市、嘉兴市等）：请催报。",
                "催报",
            ],
            ["全年进展", "未下发", "2021-01-15", *issue],
        ]
        rows = [re.split(r"\t|\n", each)[:5] for each in past.locator("tbody tr").all_inner_texts()]
        assert rows == [
            ["上半年进展", "未下发", "2020-07-10", *issue],
            ["前三季度进展", "未下发", "2020-10-15", *issue],
        ]
        assert page.locator(".rounds .main").count() == 1
        page.get_by_role("link", name="催报").and_(page.locator(".main")).click()
        page.wait_for_load_state()
        assert page.url == f"{desk.base}/p/zhejiang-2020/breakdown/letters/remind"


def test_a_second_copy_of_a_plan_is_not_a_second_plan(office: Office, browser: Browser) -> None:
    """Somebody copies a plan into the folder by hand, as Excel's 另存为 does: one plan, and what to do."""
    copied = office.home / "方案" / "方案（副本）.xlsx"
    copied.write_bytes((office.home / "方案" / "方案.xlsx").read_bytes())
    with running_desk(office.home) as desk:
        page = seated(browser, desk)
        assert page.locator("section:has(.rounds)").count() == 1
        assert page.inner_text(".alert") == (
            "方案（副本）.xlsx 与正在使用的 方案.xlsx 是同一个方案（编号都是 zhejiang-2020），没有采用。"
            "要改用它，请把它放到下面：程序先列出改了什么；不用的，请从“方案”文件夹移走。"
        )
        assert page.locator(".rounds tbody tr").first.locator("td").first.inner_text() == "2/11"
    copied.unlink()


def test_a_round_whose_period_is_over_comes_before_one_that_is_done(tmp_path: Path, browser: Browser) -> None:
    """All have reported the breakdown, nobody has printed it: what is due is the next round."""
    office = SmallOffice(tmp_path / "workbooks", write_plan(tmp_path / "special", ["成都市"], 2, 1))
    for city in office.issue(BREAKDOWN):
        answer = office.answer(BREAKDOWN, city, lambda form, region, field: Decimal(100))
    office.collect(BREAKDOWN)
    office.collect(BREAKDOWN, "--checked", str(answer), "--because", "来电确认")
    with running_desk(office.home) as desk:
        page = seated(browser, desk)
        done, due = page.locator(".rounds tbody tr").all_inner_texts()
        assert "已全部接收：请打印汇总材料" in done
        assert "上半年进展" in due
        (main,) = page.locator(".rounds .main").all()
        assert main.get_attribute("href") == f"/p/special/{JUNE}/act/issue"


NONE: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("today", "issued", "closed", "pressing", "past"),
    [
        ("2026-11-30", NONE, NONE, (BREAKDOWN,), NONE),  # a plan of long ago begins at its beginning, too
        ("2020-05-01", (BREAKDOWN,), NONE, (BREAKDOWN,), NONE),
        ("2020-06-29", (BREAKDOWN,), (BREAKDOWN,), (BREAKDOWN,), NONE),  # its outcome: June is not over
        ("2020-06-30", (BREAKDOWN,), (BREAKDOWN,), (JUNE,), NONE),
        ("2020-07-01", (BREAKDOWN, JUNE), (BREAKDOWN,), (JUNE,), NONE),
        ("2020-07-11", (BREAKDOWN,), (BREAKDOWN,), (JUNE,), NONE),  # late, and still the last period
        ("2020-09-29", (BREAKDOWN, JUNE), (BREAKDOWN, JUNE), (JUNE,), NONE),
        ("2020-09-30", (JUNE,), (JUNE,), (SEPTEMBER,), NONE),  # whoever never issued the breakdown
        ("2020-09-30", (BREAKDOWN,), (BREAKDOWN,), (JUNE,), NONE),  # the last that was due, late
        ("2020-10-10", (BREAKDOWN, JUNE, SEPTEMBER), (BREAKDOWN,), (JUNE, SEPTEMBER), NONE),
        ("2020-10-20", (BREAKDOWN, JUNE), (BREAKDOWN,), (JUNE,), NONE),
        ("2020-10-20", (BREAKDOWN,), (BREAKDOWN,), (SEPTEMBER,), (JUNE,)),  # a plan of the middle of the year
        ("2020-10-20", NONE, NONE, (BREAKDOWN,), (JUNE,)),
    ],
)
def test_the_rounds_of_today_are_those_with_something_to_do(
    today: str,
    issued: tuple[str, ...],
    closed: tuple[str, ...],
    pressing: tuple[str, ...],
    past: tuple[str, ...],
    tmp_path: Path,
) -> None:
    plan = load_plan(PLAN).plan
    lines = []
    for each in plan.rounds:
        view = RoundViews().view(Places(tmp_path, plan, each), date.fromisoformat(today))
        versions = {city.code: 1 for city in plan.cities} if each.id in issued else {}
        close = [Decision(each.id, today, DecisionKind.CLOSE)] if each.id in closed else []
        lines.append(RoundLine(replace(view, issued=versions, in_force=close), DeskStep("")))
    card = PlanCard(Shelved(plan.id, None, None), lines, "")
    assert tuple(each.view.places.round.id for each in card.pressing) == pressing
    assert tuple(each.view.places.round.id for each in card.past) == past


def test_the_first_page_fits_a_phone(office: Office, browser: Browser) -> None:
    with running_desk(office.home) as desk:
        page = seated(browser, desk, 390)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator(".rounds tbody tr").first.locator("td").first.inner_text() == "已接收 2/11 家"


def test_a_plan_that_was_spoilt_in_place_tells_its_cells(tmp_path: Path, browser: Browser) -> None:
    plan = with_few_indicators(tmp_path / "zhejiang-2020")
    path = tmp_path / "workbooks" / "方案" / "方案.xlsx"
    assert run("generate.py", plan, "--plan-workbook", path).code == 0
    book = openpyxl.load_workbook(path)
    book["批次"]["E4"] = "某日"
    book.save(path)
    with running_desk(tmp_path / "workbooks") as desk:
        page = seated(browser, desk)
        assert page.inner_text(".alert") == (
            "方案工作簿里有 1 处要改正，改好以前不能用。请下载方案工作簿，照下面改好、保存，再放进来。"
        )
        assert page.inner_text(".problems tbody").split("\t") == [
            "批次",
            "E列4行",
            "写的是“某日”，应为日期，如 2020-07-10",
            "请改正",
        ]
        with page.expect_download() as taken:
            page.get_by_role("link", name="下载方案工作簿").click()
        mended = tmp_path / "方案.xlsx"
        assert taken.value.suggested_filename == mended.name
        taken.value.save_as(mended)
        book = openpyxl.load_workbook(mended)
        book["批次"]["E4"] = "2020-05-30"
        book.save(mended)
        page.set_input_files("#files", mended)
        page.wait_for_url("**/?taken=zhejiang-2020")
        assert page.inner_text(".done") == "已收下方案。共 6 项指标、11 个市、4 个批次。"
        assert [each.name for each in path.parent.glob("*.xlsx")] == ["方案.xlsx"]
        assert len(list((path.parent / "旧版").iterdir())) == 1
