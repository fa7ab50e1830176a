"""A round added to a plan at the desk: it stands in the plan as if its row stood in the workbook."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from cascade.plan import load
from tests.support.desk import RunningDesk, running_desk
from tests.support.office import BREAKDOWN, run, with_few_indicators

PAGE = "/plans/zhejiang-2020/rounds/new"
NOVEMBER = {"kind": "progress", "as_of": "2020-11-30", "due": "2020-12-10"}
OFF = "的报送期限 2020-12-12 是星期六：要顺延的，请改期限；那天照常上班的，不用改。"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a plan on the shelf, of which the forms of Hangzhou's breakdown were issued."""
    folder = tmp_path_factory.mktemp("rounds")
    path = folder / "workbooks" / "方案" / "六项.xlsx"
    path.parent.mkdir(parents=True)
    tables = with_few_indicators(folder / "zhejiang-2020")
    assert run("generate.py", tables, "--plan-workbook", path).code == 0
    assert issue(path) == 0
    return path


def issue(plan: Path) -> int:
    return run("generate.py", plan, BREAKDOWN, "--city", "330100", "--workbooks", plan.parent.parent).code


@pytest.fixture(scope="module")
def desk(plan: Path) -> Iterator[RunningDesk]:
    with running_desk(plan.parent.parent) as desk:
        desk.let_in()
        yield desk


def told(desk: RunningDesk, **values: str) -> list[str]:
    """What the page says is wrong."""
    answer = desk.post(PAGE, **{"name": "", **NOVEMBER, **values})
    assert answer.status == 409
    (said,) = re.findall("还没有加，请改正：</p><ul>(.*?)</ul>", answer.text, re.DOTALL)
    return re.findall("<li>(.*?)</li>", said)


def test_the_plans_own_checks_tell_what_is_wrong(desk: RunningDesk, plan: Path) -> None:
    before = plan.read_bytes()
    assert told(desk, due="2020-11-20") == ["报送期限早于数据截止日 2020-11-30。请改正其中一处。"]
    assert told(desk, as_of="2021-01-31", due="2021-02-10") == [
        "写的是“2021-01-31”，应为方案期内（2020-01-01 至 2020-12-31）的日期。请改正。"
    ]
    assert told(desk, as_of="", due="2020-11-20") == [
        "数据截止日是空的，进展批次应有日期，如 2020-06-30。请补上。"
    ]
    assert told(desk, as_of="2020-06-30") == ["方案里已有数据截止 2020-06-30 的批次“上半年进展”，不用再加。"]
    assert 'value="2020-11-20"' in desk.post(PAGE, **NOVEMBER | {"due": "2020-11-20"}).text
    assert plan.read_bytes() == before


def test_it_is_looked_at_and_then_stands_among_the_others(desk: RunningDesk, plan: Path) -> None:
    assert f'href="{PAGE}"' in desk.ask("/").text
    forms = {each: each.read_bytes() for each in plan.parent.parent.rglob("330100_*.xlsx")}
    assert len(forms) == 1
    expected = plan.parents[2] / "另一份.xlsx"
    book = openpyxl.load_workbook(plan)
    book["批次"].append(["progress-2020-11-30", "进展", "1—11月进展", "2020-11-30", "2020-12-10"])
    book.save(expected)
    before = plan.read_bytes()

    answer = desk.post(PAGE, **NOVEMBER)
    assert answer.status == 303
    address = answer.headers["Location"]
    page = desk.ask(address).text
    assert re.findall("<tr><td class=.nowrap.>(.*)</td></tr>", page) == [
        '批次</td><th scope="row">1—11月进展</th><td></td><td>没有</td>'
        "<td>批次类型 进展，数据截止日 2020-11-30，报送期限 2020-12-10"
    ]
    assert plan.read_bytes() == before
    (seen,) = re.findall('name="seen" value="([0-9a-f]+)"', page)
    assert desk.post(address, seen=seen).headers["Location"] == "/?taken=zhejiang-2020"

    assert load(plan).plan == load(expected).plan
    names = ["目标分解", "上半年进展", "前三季度进展", "1—11月进展", "全年进展"]
    assert [each.name for each in load(plan).plan.rounds] == names
    rows = openpyxl.load_workbook(plan)["批次"].iter_rows(min_row=4, max_row=8, values_only=True)
    assert [row[2] for row in rows] == names
    links = re.findall(r'<th scope="row"><a href="/p/zhejiang-2020/[^"]*">(.*?)</a>', desk.ask("/").text)
    assert sorted(links) == sorted(names)
    assert (
        "更换方案（批次 1—11月进展）：六项.xlsx"
        in desk.ask("/p/zhejiang-2020/progress-2020-11-30/story").text
    )
    assert issue(plan) == 0
    assert {each: each.read_bytes() for each in plan.parent.parent.rglob("330100_*.xlsx")} == forms


def test_a_due_date_on_a_day_off_is_told_before_it_stands_in_the_plan(desk: RunningDesk) -> None:
    address = desk.post(PAGE, **NOVEMBER | {"as_of": "2020-11-15", "due": "2020-12-12"}).headers["Location"]
    alerts = re.findall('<p class="alert">(.*?)</p>', desk.ask(address).text)
    assert alerts == [f"截至2020年11月15日进展{OFF}"]


def test_a_second_breakdown_and_a_day_within_a_month_get_names(desk: RunningDesk) -> None:
    for values, name in (
        ({"kind": "breakdown", "due": "2020-09-15"}, "目标分解（2020-09-15 截止）"),
        ({"kind": "progress", "as_of": "2020-10-15", "due": "2020-10-20"}, "截至2020年10月15日进展"),
        ({**NOVEMBER, "as_of": "2020-10-31", "name": "十月进展"}, "十月进展"),
    ):
        answer = desk.post(PAGE, **values)
        assert f'<th scope="row">{name}</th>' in desk.ask(answer.headers["Location"]).text
