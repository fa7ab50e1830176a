"""Who did what when: the ledger and the desk's own actions in one order, by city and by day."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from cascade.ledger import Decision, DecisionKind, opened
from tests.support.desk import RunningDesk, running_desk, wait_until
from tests.support.ledgers import ledger_of, rebuilt, tables
from tests.support.office import BREAKDOWN, Office, with_few_indicators

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HANGZHOU, NINGBO = "330100", "330200"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A round in which 杭州市 reported, was withdrawn on the console, and taken back at the desk."""
    home = tmp_path_factory.mktemp("经过")
    office = Office(home / "工作簿", with_few_indicators(home / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    office.fill(BREAKDOWN, HANGZHOU)
    office.fill(BREAKDOWN, NINGBO)
    office.collect(BREAKDOWN)
    office.collect(BREAKDOWN, "--withdraw", HANGZHOU, "--because", "口径不一致", "--by", "甲")
    with running_desk(office.home) as running:
        running.let_in()
        answer = running.post(f"{ROUND}/act/undo", number="1", because="已核对")
        path = answer.headers["Location"]
        wait_until(lambda: "data-work" not in running.ask(path).text)
        yield running


def lines(desk: RunningDesk, query: str = "") -> list[list[str]]:
    """Kind, what and who of the page's rows."""
    text = desk.ask(f"{ROUND}/story{query}").text
    rows = re.findall(r"<tr><td class=\"nowrap\">.*?</tr>", text, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in row][1:] for row in cells]


def test_all_that_happened_stands_in_one_order(desk: RunningDesk) -> None:
    found = lines(desk)
    kinds = [kind for kind, *_ in found]
    assert sorted(kinds) == ["下发", "决定", "决定", "操作", "收到", "收到", "汇总", "汇总", "汇总"]
    assert kinds[-2:] == ["收到", "收到"]  # on the console, with a day of the plan's year
    days = re.findall(r'<td class="nowrap">(\d{4}-[^<]+)<', desk.ask(f"{ROUND}/story").text)
    assert days == sorted(days, reverse=True)
    told = {what: who for _, what, who in found}
    assert told["第 1 条　撤回　杭州市，理由：口径不一致　【已撤销】"] == "甲"
    assert "第 2 条　撤销决定　第 1 条，理由：已核对 撤销" in told
    assert "杭州市、宁波市、温州市等 11 家　第 1 版填报表" in told
    assert "宁波市　330200_宁波市_目标分解.xlsx（现为已接收）" in told
    assert any(what.startswith("第 1 次汇总表") for what in told)
    assert "撤销决定　完成" in told


def test_one_city_is_told_with_what_concerns_all(desk: RunningDesk) -> None:
    found = lines(desk, f"?city={NINGBO}")
    assert [(kind, what) for kind, what, _ in found] == [
        ("下发", "宁波市　第 1 版填报表"),
        ("收到", "宁波市　330200_宁波市_目标分解.xlsx（现为已接收）"),
    ]
    assert not any("杭州市" in what for _, what, _ in found)


def test_one_kind_is_told(desk: RunningDesk) -> None:
    assert [kind for kind, *_ in lines(desk, f"?kind={quote('决定')}")] == ["决定", "决定"]
    assert lines(desk, "?kind=none") == []


def test_one_day_is_told(desk: RunningDesk) -> None:
    text = desk.ask(f"{ROUND}/story").text
    days = set(re.findall(r'<td class="nowrap">(\d{4}-\d\d-\d\d)', text))
    assert sum(len(lines(desk, f"?day={day}")) for day in days) == len(lines(desk))
    assert lines(desk, "?day=1999-01-01") == []
    (year, month, date), *_ = (each.split("-") for each in sorted(days))
    said = quote(f"{year}年{int(month)}月{int(date)}日")
    assert lines(desk, f"?day={said}") == lines(desk, f"?day={year}-{month}-{date}") != []
    assert "不是日期" in desk.ask(f"{ROUND}/story?day=x").text
    assert "没有符合的。" in desk.ask(f"{ROUND}/story?day=1999-01-01").text


def test_a_decision_in_force_is_taken_back_from_beside_it(desk: RunningDesk) -> None:
    text = desk.ask(f"{ROUND}/story").text
    assert re.findall(r"act/undo\?number=(\d+)", text) == ["2"]
    asked = unescape(desk.ask(f"{ROUND}/act/undo?number=2").text)
    assert "：已接收 → 已撤回" in asked


def test_a_round_without_anything_is_told_so(tmp_path: Path) -> None:
    office = Office(tmp_path / "工作簿", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    with running_desk(office.home) as running:
        running.let_in()
        answer = running.ask("/p/zhejiang-2020/progress-2020-06-30/story")
        assert (answer.status, "还没有。" in answer.text) == (200, True)


def test_a_clock_that_is_set_back_changes_no_order(tmp_path: Path) -> None:
    """The second decision is stamped an hour before the first, and still comes after it, as in a replay."""
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    with opened(ledger_of(office)) as ledger:
        for at, kind in (("11:00", DecisionKind.CLOSE), ("10:00", DecisionKind.REOPEN)):
            ledger.decide(Decision(BREAKDOWN, f"2099-05-20T{at}:00", kind))
    assert rebuilt(office, tmp_path / "重建") == tables(ledger_of(office))
    with running_desk(office.home) as desk:
        desk.let_in()
        told = re.findall(r"第 [12] 条　..批次", desk.ask(f"{ROUND}/story").text)
        assert told == ["第 2 条　重开批次", "第 1 条　关闭批次"]
        assert "还没有下发" not in desk.ask(f"{ROUND}/").text
        assert "/act/close" in desk.ask(f"{ROUND}/").text
