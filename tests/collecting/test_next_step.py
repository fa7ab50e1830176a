"""The one next thing to do in a round, for each of its states."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cascade.catalogue import CATALOGUE
from cascade.collecting.next_step import next_step
from cascade.collecting.standing import Awaited, NextStep, Standing
from cascade.finding_types import Severity
from cascade.findings import Finding, finding
from cascade.ledger import OTHERWISE, Dispatch, Sending
from cascade.levels import PROVINCIAL
from cascade.model import Region
from cascade.returns.receipt import Receipt, State

CITIES = [
    Region(code=f"33{n}00", name=f"{name}市", parent="330000") for n, name in enumerate("甲乙丙丁戊", start=1)
]
TODAY = date(2020, 5, 20)
D01, D09 = finding("D01"), finding("D09", sheet="分解表", other="副本")
D04 = finding("D04", found="6 月", expected="分解")
PACKED = finding("F16", kind="RAR")
D08, D10 = finding("D08", other="乙.xlsx"), finding("D10")


def receipt(city: int, state: State, *findings: Finding, **more: Any) -> Receipt:
    """The return of the n-th city; 0 for a file of no city."""
    region = CITIES[city - 1].code if city else ""
    blank = Receipt("breakdown", f"/收件/{city}.xlsx", str(city), "2020-05-20", 1, region, state=state)
    return replace(blank, findings=findings, **more)


def letter(
    city: int, purpose: str, state: Sending = Sending.SENT, about: str = "", day: str = "2020-05-20"
) -> Dispatch:
    """A letter to the n-th city."""
    return Dispatch("", "breakdown", purpose, CITIES[city - 1].code, about, state, f"{day}T09:00:00")


def step_of(
    receipts: list[Receipt], closed: bool = False, letters: Sequence[Dispatch] = (), **more: Any
) -> NextStep:
    """The next step of a round whose forms were issued."""
    return next_step(
        Standing(CITIES, True, receipts, closed, letters, **({"today": TODAY, "due": TODAY} | more))
    )


ALL = [receipt(city, State.ACCEPTED) for city in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("receipts", "closed", "told"),
    [
        (
            [],
            False,
            "填报表已生成，还没有寄给各市：请用 generate.py 加 --send 寄送；"
            "用别的办法发出的，加 --posted 说明。",
        ),
        (ALL[:4], False, "还有 1 家未报（戊市）：请催报，用 generate.py 加 --remind 可写催报信。"),
        (
            [*ALL[:4], receipt(5, State.WITHDRAWN)],
            False,
            "有 1 份已撤回、待重报（戊市）：请发重报函，加 --reply 可写信并附更正表。",
        ),
        (
            [*ALL[:3], receipt(4, State.SENT_BACK)],
            False,
            "有 1 份退回修改（丁市）：请发更正函，加 --reply 可写信并附更正表。",
        ),
        (
            [*ALL[:3], receipt(4, State.SENT_BACK), receipt(0, State.REFUSED), receipt(5, State.REFUSED)],
            False,
            "有 1 份读不出数（0.xlsx）：请核实是谁报的，用 --as 确认，再请其重新报送；"
            "不是的请移出收件文件夹。",
        ),
        (
            [*ALL[:3], receipt(4, State.SENT_BACK), receipt(5, State.REFUSED, finding("F04"))],
            False,
            "有 1 份读不出数（戊市）：请写信请其重新报送，加 --reply 可写信；重报的收到后，坏文件自动作废。",
        ),
        (
            [*ALL[:4], receipt(5, State.REFUSED, PACKED)],
            False,
            "有 1 份读不出数（5.xlsx）：请先解压，把里面的填报表放进收件文件夹，再收集一次。",
        ),
        ([*ALL[:4], receipt(5, State.REFUSED)], True, "本批次已关闭，没有要做的事。关闭时没有接收的：戊市。"),
        (
            [*ALL[:3], receipt(0, State.REFUSED), receipt(0, State.HELD, D01)],
            False,
            "有 1 份待人工核实（0.xlsx）：请核实是哪个市的，用 --as 确认；不是的请移出收件文件夹。",
        ),
        (
            [*ALL[:3], receipt(4, State.HELD, D08), receipt(4, State.HELD, D08)],
            False,
            "有 2 份待人工核实（4.xlsx、4.xlsx）：请问清以哪份为准，再用 --use 写明文件。",
        ),
        (
            [*ALL[:3], receipt(4, State.HELD, D09)],
            False,
            "有 1 份待人工核实（4.xlsx）：请该市重新报送，或核实后用 --overrule 决定接收。",
        ),
        (
            [*ALL[:4], receipt(5, State.HELD, D10)],
            True,
            "有 1 份待人工核实（5.xlsx）：要计入的，用 --use 写明文件（除晚到以外还有错误的用 --overrule），"
            "或用 --reopen 重开本批次；不计入的，可先写回执告知对方，再移出收件文件夹。",
        ),
        (
            [
                receipt(0, State.HELD, D01),
                receipt(1, State.HELD, D04),
                receipt(2, State.HELD, D08),
                receipt(3, State.HELD, D10, D09),
                receipt(4, State.HELD, D04),
            ],
            True,
            "有 1 份待人工核实（0.xlsx）：请核实是哪个市的，用 --as 确认；不是的请移出收件文件夹。"
            "另有 2 份（1.xlsx、4.xlsx）：请移到它所属批次的收件文件夹再收集，或请该市报送本批次的填报表。"
            "另有 1 份（2.xlsx）：请问清以哪份为准，再用 --use 写明文件。"
            "另有 1 份（3.xlsx）：请该市重新报送，或核实后用 --overrule 决定接收。",
        ),
        (
            ALL,
            False,
            "已全部接收：请加 --print 打印汇总材料；不用打印的，用 --close 关闭本批次。",
        ),
        (ALL, True, "本批次已关闭，没有要做的事。"),
        (ALL[:4], True, "本批次已关闭，没有要做的事。关闭时没有接收的：戊市。"),
        (
            [*ALL, receipt(1, State.SUPERSEDED), receipt(2, State.DUPLICATE), receipt(0, State.ANNEX)],
            False,
            "已全部接收：请加 --print 打印汇总材料；不用打印的，用 --close 关闭本批次。",
        ),
        (
            [*ALL[:4], receipt(5, State.ACCEPTED, share="吴兴区")],
            False,
            "还有 1 家未报（戊市）：请催报，用 generate.py 加 --remind 可写催报信。",
        ),
    ],
)
def test_the_next_step_of_a_round(receipts: list[Receipt], closed: bool, told: str) -> None:
    assert step_of(receipts, closed, []).sentence == told


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("D01", {"--as"}),
        ("D02", {"--as"}),
        ("D03", set()),
        ("D04", set()),
        ("D06", set()),
        ("D08", {"--use"}),
        ("D09", {"--overrule"}),
        ("D10", {"--use", "--overrule", "--reopen"}),
        ("D12", {"--overrule"}),
        ("D13", {"--overrule"}),
        ("D14", {"--withdraw"}),
        ("D17", {"--as"}),
        ("D18", {"--overrule"}),
        ("D19", {"--use"}),
        ("D20", {"--withdraw"}),
    ],
)
def test_every_finding_that_holds_names_its_own_way_out(code: str, options: set[str]) -> None:
    kind = CATALOGUE[code]
    held = receipt(1, State.HELD, Finding(code, Severity.ERROR, "", ""))
    told = step_of([held]).sentence
    assert set(re.findall(r"--[a-z]+", told)) == options
    assert told == f"有 1 份待人工核实（1.xlsx）：{PROVINCIAL.fill(kind.operator)}。"
    assert len(kind.operator) > 10


def test_no_finding_that_holds_is_left_without_a_way_out() -> None:
    assert [code for code, kind in CATALOGUE.items() if kind.holds and not kind.operator] == []


@pytest.mark.parametrize(
    ("receipts", "letters", "told"),
    [
        (
            [],
            [letter(1, "issue", day="2020-05-19")],
            "还有 4 家没有拿到填报表（乙市、丙市、丁市等），其余 1 家等他们报来，今天截止：请用",
        ),
        (
            [],
            [letter(n, "issue") for n in (1, 2, 3, 4, 5)],
            "还有 5 家未报（甲市、乙市、丙市等），都已联系过，今天截止：等他们报来",
        ),
        (ALL[:4], [letter(5, "remind", Sending.REFUSED)], "还有 1 家未报（戊市）：请催报"),
        (
            ALL[:4],
            [letter(5, "remind", Sending.UNKNOWN)],
            "有寄出的信结果不明（戊市）：请在邮箱的“已发送”中看",
        ),
        (
            [*ALL[:3], receipt(4, State.SENT_BACK)],
            [letter(4, "correction", about="4")],
            "还有 1 家未报（戊市），1 家没有更正（丁市）：请催报",
        ),
        (
            [*ALL[:3], receipt(4, State.SENT_BACK)],
            [letter(4, "correction", about="another return")],
            "有 1 份退回修改（丁市）：请发更正函",
        ),
        (
            [*ALL[:2], receipt(4, State.SENT_BACK), receipt(5, State.REFUSED)],
            [letter(4, "correction", about="4"), letter(5, "unreadable", about="5", day="2020-05-19")],
            "还有 1 家未报（丙市），1 家没有更正（丁市），1 家没有重报（戊市）：请催报",
        ),
        (
            [*ALL[:3], receipt(5, State.WITHDRAWN)],
            [letter(5, "receipt", about="5", day="2020-05-19")],
            "有 1 份已撤回、待重报（戊市）：请发重报函",
        ),
        (
            [*ALL, receipt(5, State.REFUSED)],
            [letter(5, "unreadable", about="5", day="2020-05-19")],
            "已全部接收",
        ),
        (
            ALL,
            [letter(n, "receipt", about=str(n)) for n in (1, 2, 3)],
            "已全部接收，还有 2 家等着回执：请加 --print",
        ),
        (ALL, [letter(n, "receipt", about=str(n)) for n in (1, 2, 3, 4, 5)], "已全部接收：请加 --print"),
        (ALL, [letter(n, "issue") for n in (1, 2, 3)], "已全部接收，还有 3 家等着回执：请加 --print"),
        (ALL, [replace(letter(n, "issue"), detail=OTHERWISE) for n in (1, 2, 3)], "已全部接收：请加 --print"),
        (
            ALL,
            [*(letter(n, "issue") for n in (1, 2)), letter(1, "correction", about="1")],
            "已全部接收，还有 2 家等着回执：请加 --print",
        ),
        (
            ALL,
            [letter(1, "issue"), letter(2, "issue"), letter(2, "receipt", Sending.DROPPED, about="2")],
            "已全部接收，还有 1 家等着回执：请加 --print",
        ),
        (
            ALL[:4],
            [letter(n, "issue") for n in (1, 2, 3, 4, 5)],
            "已接收的有 4 家等着回执；还有 1 家未报（戊市），都已联系过，今天截止：等他们报来",
        ),
        (
            ALL[:4],
            [letter(n, "issue", day="2020-05-19") for n in (1, 2, 3, 4, 5)],
            "已接收的有 4 家等着回执；还有 1 家未报（戊市）：请催报",
        ),
        (
            [*ALL[:4], receipt(5, State.SENT_BACK)],
            [letter(5, "correction", about="5")],
            "还有 1 家没有更正（戊市），都已联系过，今天截止："
            "等他们报来，放进收件文件夹，再运行 collect.py 收集。",
        ),
    ],
)
def test_what_a_letter_has_done_is_not_asked_for_again(
    receipts: list[Receipt], letters: list[Dispatch], told: str
) -> None:
    step = step_of(receipts, False, letters)
    assert step.sentence.startswith(told)


def test_what_was_made_is_not_asked_for_again() -> None:
    drafts = [letter(n, "issue", Sending.DRAFTED) for n in (1, 2, 3, 4)]
    assert step_of([], drafts=drafts).sentence == (
        "有 4 封信已写成草稿，还没有发出（甲市、乙市、丙市等）："
        "请用邮件程序打开、发出，再用 generate.py 加 --posted 说明。"
    )
    returned = [*ALL[:3], receipt(4, State.SENT_BACK), receipt(5, State.SENT_BACK)]
    correction = letter(4, "correction", Sending.DRAFTED, about="4")
    assert step_of(returned, drafts=[correction]).reason == "有 1 份退回修改（戊市）"
    assert step_of(returned[:4], drafts=[correction]).reason == "有 1 封信已写成草稿，还没有发出（丁市）"
    posted = replace(correction, state=Sending.POSTED)
    assert step_of([*ALL[:3], returned[3], ALL[4]], letters=[posted]).awaited is Awaited.WAIT


def test_a_figure_of_the_whole_is_asked_for_before_any_paper() -> None:
    asked = step_of(ALL, unfilled="四川省的第 3 项“机械化率”", current=False, numbers={3})
    assert asked.awaited is Awaited.FIGURE
    assert asked.sentence == (
        "已全部接收，四川省的第 3 项“机械化率”还没有填：请在方案的“本级数”表（figures）填写，再收集一次。"
    )
    went_on = step_of(ALL, unfilled="四川省的第 3 项“机械化率”", numbers={3}, packed={"A4": 3})
    assert went_on.awaited is Awaited.DRAFT
    lacking = "四川省的第 3 项“机械化率”还没有填（方案的“本级数”表）"
    assert went_on.reason == f"已全部接收，汇总材料已做好，但{lacking}"


def test_a_summary_of_the_plan_as_it_was_is_made_anew_before_any_paper() -> None:
    step = step_of(ALL, current=False, numbers={3}, packed={"A4": 3}, drafted=3)
    assert step.awaited is Awaited.COLLECT
    assert step.sentence == ("已全部接收，方案有改动，汇总表还没有更新：请再运行 collect.py 收集一次。")
    assert step_of(ALL, True, current=False).awaited is Awaited.NOTHING


@pytest.mark.parametrize(
    ("numbers", "packed", "drafted", "told"),
    [
        (
            {3},
            {"A4": 3},
            0,
            "，汇总材料已做好：请加 --bulletin 起草通报；不发通报的，用 --close 关闭本批次。",
        ),
        ({3}, {}, 3, "，通报草稿已做好：请加 --print 打印汇总材料；不用打印的，用 --close 关闭本批次。"),
        ({3}, {"A3": 3}, 3, "，汇总材料、通报草稿已做好：请改好定稿，再用 --close 关闭本批次。"),
        (
            {4},
            {"A4": 3},
            3,
            "，汇总表已更新，汇总材料、通报草稿要重新做：请加 --print 打印汇总材料；"
            "不用打印的，用 --close 关闭本批次。",
        ),
        (
            {4},
            {"A4": 4},
            3,
            "，汇总材料已做好，汇总表已更新，通报草稿要重新做：请加 --bulletin 起草通报；"
            "不发通报的，用 --close 关闭本批次。",
        ),
        (
            {6},
            {"A4": 6, "A3": 5},
            0,
            "，汇总材料（A4）已做好，汇总表已更新，汇总材料（A3）要重新做：请加 --print 打印汇总材料；"
            "不用打印的，用 --close 关闭本批次。",
        ),
        (  # the sixth is what the fourth was: a decision was taken back
            {4, 6},
            {"A4": 4, "A3": 6},
            4,
            "，汇总材料（A4）、汇总材料（A3）、通报草稿已做好：请改好定稿，再用 --close 关闭本批次。",
        ),
    ],
)
def test_papers_are_made_once_for_every_summary(
    numbers: set[int], packed: dict[str, int], drafted: int, told: str
) -> None:
    step = step_of(ALL, numbers=numbers, packed=packed, drafted=drafted)
    assert step.sentence == f"已全部接收{told}"


@pytest.mark.parametrize(
    ("reminded", "told"),
    [
        ({}, "都已联系过"),
        ({4: ["05-20"], 5: ["05-20"]}, "5月20日催过"),
        ({4: ["05-13", "05-20"], 5: ["05-13", "05-20", "05-20"]}, "催过 2 次，最近是5月20日"),
        ({4: ["05-20"]}, "其中 1 家催过，最近是5月20日"),
        ({4: ["05-20"], 5: ["05-13", "05-20"]}, "5月20日催过"),
        ({1: ["05-20"], 4: ["05-20"], 5: ["05-20"]}, "5月20日催过"),
    ],
)
def test_who_was_reminded_and_when_is_told(reminded: dict[int, list[str]], told: str) -> None:
    letters = [letter(n, "issue", Sending.POSTED) for n in (4, 5)] + [
        letter(n, "remind", day=f"2020-{day}") for n, days in reminded.items() for day in days
    ]
    step = step_of(ALL[:3], letters=letters)
    assert (step.awaited, step.reason) == (Awaited.WAIT, f"还有 2 家未报（丁市、戊市），{told}，今天截止")


def test_where_only_some_were_reminded_that_is_told() -> None:
    letters = [letter(n, "remind", day=f"2020-05-1{n}") for n in (1, 2, 3)]
    step = step_of([], letters=letters)
    assert step.awaited is Awaited.REMIND
    assert step.reason == "还有 5 家未报（甲市、乙市、丙市等），其中 3 家催过，最近是5月13日"


def test_what_somebody_dropped_is_not_asked_for_again() -> None:
    returned = [*ALL[:4], receipt(5, State.SENT_BACK)]
    correction = letter(5, "correction", Sending.DROPPED, about="5")
    step = step_of(returned, letters=[correction])
    assert (step.awaited, step.reason) == (Awaited.WAIT, "还有 1 家没有更正（戊市），今天截止")
    tomorrow = TODAY + timedelta(days=1)
    assert step_of(returned, letters=[correction], today=tomorrow).awaited is Awaited.REMIND
    forms = [letter(n, "issue", Sending.DROPPED) for n in (1, 2, 3, 4, 5)]
    assert step_of([], letters=forms).awaited is Awaited.SEND


@pytest.mark.parametrize(("days", "awaited"), [(30, Awaited.WAIT), (4, Awaited.WAIT), (3, Awaited.REMIND)])
def test_whoever_was_written_to_is_reminded_only_near_the_due_date(days: int, awaited: Awaited) -> None:
    letters = [letter(n, "issue", Sending.POSTED, day="2020-05-10") for n in (1, 2, 3, 4, 5)]
    assert step_of([], letters=letters, due=TODAY + timedelta(days=days)).awaited is awaited


@pytest.mark.parametrize("days", [15, 1])
def test_whoever_has_got_nothing_yet_gets_a_form_first_and_the_others_are_awaited(days: int) -> None:
    letters = [letter(n, "issue", Sending.POSTED, day="2020-05-20") for n in (1, 2, 3)]
    step = step_of(
        [receipt(4, State.SENT_BACK), ALL[0]],
        letters=[*letters, letter(4, "correction", about="4")],
        due=TODAY + timedelta(days=days),
    )
    day = {15: "6月4日", 1: "5月21日"}[days]
    told = f"还有 1 家没有拿到填报表（戊市），其余 3 家等他们报来，{day}截止"
    assert step == NextStep(Awaited.SEND, told, cities=frozenset({"33500"}))


def test_numbers_in_doubt_come_before_receipts_and_papers() -> None:
    doubtful = [(ALL[4], 2), (ALL[1], 1)]
    letters = [letter(n, "issue") for n in (1, 2, 3, 4, 5)]
    told = "有 2 家的数存疑，已经计入汇总（乙市 1 处、戊市 2 处）"
    for receipts in (ALL, [ALL[1], ALL[4]]):
        step = step_of(receipts, letters=letters, doubtful=doubtful, numbers={3}, packed={"A4": 3})
        assert step == NextStep(Awaited.CHECK, told, (ALL[4], ALL[1]))
    drafts = [letter(1, "receipt", Sending.DRAFTED, about="1")]
    assert step_of(ALL, drafts=drafts, doubtful=doubtful).awaited is Awaited.CHECK
    assert step_of([*ALL, receipt(1, State.HELD, D08)], doubtful=doubtful).awaited is Awaited.DECIDE
    assert step_of(ALL, True, doubtful=doubtful).awaited is Awaited.NOTHING
    assert step_of(ALL, doubtful=doubtful).sentence == (
        f"{told}：请问清对方；没有错的用 collect.py 加 --checked 说明，填错的用 --withdraw 撤回。"
    )


def test_whoever_has_to_send_anew_is_told_however_early_it_is() -> None:
    """The letter with the form came before what was withdrawn, and does not say so."""
    letters = [letter(n, "issue", day="2020-05-10") for n in (1, 2, 3, 4, 5)]
    early: dict[str, Any] = {"due": TODAY + timedelta(days=30)}
    returns = [*ALL[:4], receipt(5, State.WITHDRAWN)]
    assert step_of(returns, letters=letters, **early).awaited is Awaited.ANEW
    for asking in (letter(5, "remind", day="2020-05-21"), letter(5, "unreadable", about="5")):
        assert step_of(returns, letters=[*letters, asking], **early).awaited is Awaited.WAIT
    other = letter(5, "unreadable", about="another return")
    assert step_of(returns, letters=[*letters, other], **early).awaited is Awaited.ANEW
    assert step_of([*ALL[:4]], letters=letters, **early).awaited is Awaited.WAIT


def test_before_anything_forms_are_issued() -> None:
    assert (
        next_step(Standing(CITIES, False, [], False, [], TODAY, TODAY)).sentence
        == "还没有下发填报表，请用 generate.py 下发。"
    )
