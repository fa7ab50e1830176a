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
    assert "还缺 2 个单位的收件邮箱，寄不了填报表：填写收件邮箱" in without_tags(desk.ask("/").text)
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


def test_addresses_are_typed_and_pasted_and_taken_after_a_look(desk: RunningDesk, plan: Path) -> None:
    values = typed(desk) | {HANGZHOU: "hz@example.invalid；hz2@example.invalid"}
    answer = desk.post(PAGE, pasted="宁波市\tnb@example.invalid\r\n", **named(values))
    assert answer.status == 303
    where = answer.headers["Location"]
    shown = without_tags(desk.ask(where).text)
    assert "与这里的一份相比，有 2 处不同" in shown
    assert "联系单位杭州市收件邮箱空白hz@example.invalid; hz2@example.invalid" in shown
    assert "联系单位宁波市收件邮箱空白nb@example.invalid" in shown
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', desk.ask(where).text)
    assert seen
    assert desk.post(where, seen=seen[1]).headers["Location"] == "/?taken=zhejiang-2020"
    offices = {each.region: each.to for each in load(plan).plan.offices}
    assert offices[HANGZHOU] == ("hz@example.invalid", "hz2@example.invalid")
    assert offices[NINGBO] == ("nb@example.invalid",)
    assert "; ".join(offices[WENZHOU]) == ADDRESSES_OF_WENZHOU
    assert "邮箱 11/11 已填" in without_tags(desk.ask("/").text)
    assert desk.post(PAGE, pasted="", **named(typed(desk))).headers["Location"] == "/"
