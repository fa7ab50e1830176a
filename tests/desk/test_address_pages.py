"""The mail addresses of a plan at the desk: who has none, and how they are filled in."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from cascade.plan import load
from tests.support.desk import RunningDesk, running_desk
from tests.support.office import run, with_few_indicators

ADDRESSES_OF_WENZHOU = "wenzhou@example.invalid; wenzhou-jingxin@example.invalid"
PAGE = "/plans/zhejiang-2020/addresses"
HANGZHOU, NINGBO, WENZHOU = "330100", "330200", "330300"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a plan on the shelf; Hangzhou and Ningbo have no address."""
    folder = tmp_path_factory.mktemp("addresses")
    path = folder / "workbooks" / "方案" / "六项.xlsx"
    path.parent.mkdir(parents=True)
    assert (
        run("generate.py", with_few_indicators(folder / "zhejiang-2020"), "--plan-workbook", path).code == 0
    )
    book = openpyxl.load_workbook(path)
    sheet = book["联系人"]
    for row in sheet.iter_rows(min_row=4):
        if row[0].value in ("杭州市", "宁波市"):
            row[2].value = None
    book.save(path)
    return path


@pytest.fixture(scope="module")
def desk(plan: Path) -> Iterator[RunningDesk]:
    with running_desk(plan.parent.parent) as desk:
        desk.let_in()
        yield desk


def typed(desk: RunningDesk) -> dict[str, str]:
    """What stands in the form, by the codes of the cities."""
    return dict(re.findall(r'name="to-(\d{6})" value="([^"]*)"', desk.ask(PAGE).text))


def named(values: dict[str, str]) -> dict[str, str]:
    return {f"to-{code}": text for code, text in values.items()}


def without_tags(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text))


def test_the_plans_page_says_who_cannot_be_written_to(desk: RunningDesk) -> None:
    assert "2 个单位没有收件邮箱，给它们的信只能写成草稿（不用邮件的不必填）：填写收件邮箱" in without_tags(
        desk.ask("/").text
    )
    assert "邮箱 9/11 已填" in desk.ask(PAGE).text
    assert (typed(desk)[HANGZHOU], typed(desk)[WENZHOU]) == ("", ADDRESSES_OF_WENZHOU)


def test_a_faulty_address_is_told_beside_it_and_nothing_is_lost(desk: RunningDesk, plan: Path) -> None:
    before = plan.read_bytes()
    values = typed(desk) | {HANGZHOU: "杭州@某处", NINGBO: "ningbo@example.invalid"}
    answer = desk.post(PAGE, pasted="某市 nobody@example.invalid\n杭州市", **named(values))
    assert answer.status == 409
    assert "应为邮箱地址，几个地址之间用分号隔开，如 office@example.invalid" in answer.text
    assert "这几行看不出是哪个单位的邮箱：某市 nobody@example.invalid；杭州市。" in answer.text
    assert 'value="杭州@某处"' in answer.text
    assert 'value="ningbo@example.invalid"' in answer.text
    assert plan.read_bytes() == before


def seen(desk: RunningDesk) -> str:
    """What tells the plan that the page was made of."""
    (found,) = re.findall(r'name="seen" value="([0-9a-f]+)"', desk.ask(PAGE).text)
    return str(found)


def test_addresses_are_typed_and_pasted_and_lead_back_to_the_round(desk: RunningDesk, plan: Path) -> None:
    round_ = "/p/zhejiang-2020/breakdown/"
    assert f'href="{PAGE}?to={round_}letters">填写收件邮箱' in desk.ask(f"{round_}letters").text
    values = typed(desk) | {HANGZHOU: "hz@example.invalid；hz2@example.invalid"}
    known = {"seen": seen(desk), "to": round_}
    answer = desk.post(PAGE, pasted="宁波市\tnb@example.invalid\r\n", **known, **named(values))
    assert (answer.status, answer.headers["Location"]) == (303, round_)
    done = "已保存 2 个单位的收件邮箱（杭州市、宁波市）。"
    assert done in desk.ask(round_).text
    assert done not in desk.ask(round_).text
    offices = {each.region: each.to for each in load(plan).plan.offices}
    assert offices[HANGZHOU] == ("hz@example.invalid", "hz2@example.invalid")
    assert offices[NINGBO] == ("nb@example.invalid",)
    assert "; ".join(offices[WENZHOU]) == ADDRESSES_OF_WENZHOU
    assert "邮箱 11/11 已填" in without_tags(desk.ask("/").text)
    assert len(list((plan.parent / "旧版").iterdir())) == 1
    late = desk.post(PAGE, **known, **named(values | {NINGBO: "new@example.invalid"}))
    assert (late.status, "方案又有了变化，所以还没有保存" in late.text) == (409, True)
    assert 'value="new@example.invalid"' in late.text
    again = desk.post(PAGE, pasted="", to="//example.invalid", **named(typed(desk)))
    assert again.headers["Location"] == "/"
