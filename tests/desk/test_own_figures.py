"""The issuer's own figures at the desk: announced with the plan, filled in by round, checked by the plan."""

import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cascade.goals import Figure
from cascade.plan import load
from cascade.plan.plan_workbook import write_workbook
from tests.support.axe import violations, with_axe
from tests.support.desk import RunningDesk, running_desk, seated
from tests.support.office import PROJECT

DECEMBER, MARCH = "progress-2024-12-31", "progress-2025-03-31"
NAMED = (
    "第 7 项“细颗粒物（PM2.5）平均浓度”、第 8 项“城市低保标准”、"
    "第 9 项“群众安全感满意率”、第 10 项“居民消费价格涨幅”"
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a plan on the shelf with four own indicators, three of which have a December figure."""
    folder = tmp_path_factory.mktemp("figures")
    path = folder / "workbooks" / "方案" / "各类.xlsx"
    path.parent.mkdir(parents=True)
    shutil.copytree(PROJECT / "plans/example-kinds", folder / "plan")
    write_workbook(folder / "plan", path)
    return path


@pytest.fixture(scope="module")
def desk(plan: Path) -> Iterator[RunningDesk]:
    with running_desk(plan.parent.parent) as desk:
        desk.let_in()
        yield desk


def page_of(plan: Path) -> str:
    return f"/plans/{load(plan).plan.id}/figures"


def typed(desk: RunningDesk, plan: Path) -> dict[str, str]:
    """What stands in the form."""
    found = re.findall(r'name="((?:value|source) [^"]*)" value="([^"]*)"', desk.ask(page_of(plan)).text)
    return dict(found)


def without_tags(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text))


def test_the_plan_says_which_figures_will_be_wanted(desk: RunningDesk, plan: Path) -> None:
    to_come = "以后要由您填的数：" + NAMED
    assert to_come not in without_tags(desk.ask("/").text)
    taken = without_tags(desk.ask(f"/?taken={load(plan).plan.id}").text)
    assert to_come in taken
    assert "现在不用填：每个进展批次（前四个月进展、前七个月进展、全年进展）收齐以后，“下一步”会提醒" in taken
    assert f'href="{page_of(plan)}">填写本级数' in desk.ask("/").text


def test_figures_are_checked_and_looked_at_before_they_stand_in_the_plan(
    desk: RunningDesk, plan: Path
) -> None:
    known = typed(desk, plan)
    assert len(known) == 24
    assert (known[f"value {DECEMBER} K08"], known[f"source {DECEMBER} K09"]) == (
        "34.5",
        "市民政局台账（虚构）",
    )
    before = plan.read_bytes()
    assert desk.post(page_of(plan), **known).headers["Location"] == "/"
    assert "本级数没有改动。" in desk.ask("/").text
    faulty = desk.post(page_of(plan), **known | {f"value {MARCH} K10": "九成"})
    assert faulty.status == 409
    assert re.findall("<li>(.*?)</li>", faulty.text) == [
        "写的是“九成”，应为以计量单位计的数，不带单位。请改正。",
        "出处是空的，应为这个数从哪里来，如 省统计局月报。请补上。",
    ]
    assert 'value="九成"' in faulty.text
    cleared = {f"value {DECEMBER} K11": "", f"source {DECEMBER} K11": ""}
    new = {f"value {MARCH} K10": "91.5", f"source {MARCH} K10": "市统计局调查", f"value {DECEMBER} K08": "35"}
    address = desk.post(page_of(plan), **known | cleared | new).headers["Location"]
    look = desk.ask(address).text
    changes = [without_tags(each) for each in re.findall("<tr><td class=.nowrap.>.*</td></tr>", look)]
    assert changes == [
        "本级数前四个月进展 K08 细颗粒物（PM2.5）平均浓度本级数34.535",
        "本级数前七个月进展 K10 群众安全感满意率没有本级数 91.5，出处 市统计局调查",
        "本级数前四个月进展 K11 居民消费价格涨幅本级数 2.4，出处 国家统计局某某调查队（虚构）没有",
    ]
    assert plan.read_bytes() == before
    (seen,) = re.findall('name="seen" value="([0-9a-f]+)"', look)
    assert desk.post(address, seen=seen).status == 303
    figures = load(plan).plan.figures
    assert {(each.round, each.indicator) for each in figures} == {
        (DECEMBER, "K08"),
        (DECEMBER, "K09"),
        (MARCH, "K10"),
    }
    assert Figure(round=MARCH, indicator="K10", value=Decimal("91.5"), source="市统计局调查") in figures


def test_the_page_of_figures_is_open_to_all(desk: RunningDesk, plan: Path, browser: Browser) -> None:
    key = json.loads((plan.parent.parent / ".desk.json").read_text("utf-8"))["address"]
    page = with_axe(seated(browser, RunningDesk(desk.process, key)))
    page.goto(desk.base + page_of(plan))
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
