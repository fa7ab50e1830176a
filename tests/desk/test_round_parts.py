"""The one next thing: the console and the desk say the same reason in every state of a round."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g

from cascade.catalogue import CATALOGUE
from cascade.collecting.standing import Awaited
from cascade.commands.opening import load_plan
from cascade.desk.access import Session
from cascade.desk.acts import Asked
from cascade.desk.app import make_app
from cascade.desk.desk_roles import DeskRole
from cascade.desk.desk_words import in_desk_words
from cascade.desk.letter_ways import ways_of
from cascade.desk.round_parts import DeskStep, StepButton, next_at_desk, round_page
from cascade.desk.round_view import RoundView, RoundViews
from cascade.desk.workplace import ACTS, Desk
from cascade.finding_types import Severity
from cascade.findings import Finding, finding
from cascade.indicators import Adds
from cascade.ledger import Decision, DecisionKind, Dispatch, Sending, Summary, opened
from cascade.model import Plan
from cascade.places import Places
from cascade.posting.waiting_drafts import LetterDraft
from cascade.returns.receipt import Receipt, State
from tests.support.desk import here
from tests.support.ledgers import digest
from tests.support.oracle.tables import PLAN

PLACE = "/p/zhejiang-2020/breakdown"
CLOSE = Decision("breakdown", "2020-06-01T10:00:00", DecisionKind.CLOSE, number=1)
Told = tuple[Awaited, str, str]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    home = tmp_path_factory.mktemp("desk")
    app = make_app(Desk(home, home / "mail.toml"), here(home))
    with app.test_request_context():
        yield app


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> RoundView:
    """A round of which nothing was issued."""
    plan = load_plan(PLAN).plan
    places = Places(tmp_path_factory.mktemp("leer"), plan, plan.rounds[0])
    return RoundViews().view(places, date(2020, 5, 20))


def receipt(view: RoundView, at: int, state: State, *found: Finding, **more: Any) -> Receipt:
    """The return of the n-th city from 0; -1 for a file of no city."""
    code = view.places.plan.cities[at].code if at >= 0 else ""
    ticket = f"{code}-B-1-ABCDEFG" if code else ""
    plain = Receipt("breakdown", f"/收件/{at}.xlsx", f"{at + 1:064}", "2020-05-20", 1, code, ticket, state)
    return replace(plain, findings=found, **more)


def of(view: RoundView, receipts: list[Receipt], *decisions: Decision, version: int = 1) -> RoundView:
    """The round with these receipts, after version `version` was issued to all."""
    issued = {each.code: version for each in view.places.plan.cities}
    facts = replace(view.facts, receipts=tuple(receipts), closed=bool(decisions))
    return replace(view, facts=facts, issued=issued, in_force=decisions)


def made(path: Path) -> Path:
    """A file that the program would have made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def states(view: RoundView) -> Iterator[tuple[RoundView, Awaited, str, str]]:
    """Every kind of state: the round, what it waits for, the button and where it leads."""
    accepted = [receipt(view, at, State.ACCEPTED) for at in range(11)]
    act = f"{PLACE}/act"
    yield view, Awaited.ISSUE, "下发填报表", f"{act}/issue"
    yield of(view, []), Awaited.SEND, "寄送填报表", f"{act}/send"
    wrote = [
        Dispatch("", "breakdown", "issue", each.code, "", Sending.SENT, "2020-05-20T09:00:00")
        for each in view.places.plan.cities
    ]
    drafts = [LetterDraft(replace(each, state=Sending.DRAFTED), "") for each in wrote]
    yield replace(of(view, []), drafts=drafts), Awaited.POST, "去发草稿", f"{PLACE}/letters"
    idle = [replace(each, idle="已不必发：已经报来") for each in drafts]
    yield replace(of(view, []), drafts=idle), Awaited.SEND, "寄送填报表", f"{act}/send"
    yield replace(of(view, []), letters=wrote), Awaited.WAIT, "", ""
    owed = replace(
        of(view, accepted[:10]), letters=wrote
    )  # the receipts that the letters with the forms promise
    yield owed, Awaited.WAIT, "回执", f"{act}/receipt"
    unknown = [replace(wrote[0], state=Sending.UNKNOWN)]
    yield replace(of(view, []), letters=unknown), Awaited.SETTLE, "核实信件", f"{PLACE}/letters"
    yield of(view, accepted[:10]), Awaited.REMIND, "催报", f"{act}/remind"
    back = receipt(view, 3, State.SENT_BACK)
    yield of(view, [*accepted[:3], back]), Awaited.CORRECT, "更正函", f"{act}/correction"
    refused = receipt(view, -1, State.REFUSED)
    yield of(view, [*accepted, refused]), Awaited.PLACE, "去看-1.xlsx", f"{PLACE}/city/strangers#f12"
    packed = receipt(view, 2, State.REFUSED, finding("F16", kind="RAR"))
    yield of(view, [packed, back]), Awaited.PLACE, "去看温州市", f"{PLACE}/city/c330300#f1"
    withdrawn = [*accepted[:3], receipt(view, 3, State.WITHDRAWN)]
    yield of(view, withdrawn), Awaited.ANEW, "重报函", f"{act}/unreadable"
    doubt = Finding("S02", Severity.WARNING, "text", "分解表")
    doubtful = receipt(view, 10, State.ACCEPTED, doubt)
    yield of(view, [*accepted[:9], doubtful]), Awaited.CHECK, "去看丽水市", f"{PLACE}/city/c331100#f10"
    mine = receipt(view, 2, State.REFUSED, finding("F04"))
    yield of(view, [mine, back]), Awaited.REPLACE, "重报函", f"{act}/unreadable"
    for code, type_ in CATALOGUE.items():
        if type_.holds:
            held = receipt(view, 1, State.HELD, Finding(code, type_.severity, "text"))
            yield of(view, [held, refused, back]), Awaited.DECIDE, "去看宁波市", f"{PLACE}/city/c330200#f1"
            yield of(view, [held], CLOSE), Awaited.DECIDE, "去看宁波市", f"{PLACE}/city/c330200#f1"
    stranger = receipt(view, -1, State.HELD, finding("D01"))
    yield of(view, [stranger]), Awaited.DECIDE, "去看-1.xlsx", f"{PLACE}/city/strangers#f1"
    yield of(view, accepted), Awaited.PRINT, "打印汇总材料", f"{act}/print"
    papers = [made(view.places.pack(1))]
    yield of(view, accepted), Awaited.DRAFT, "起草通报", f"{act}/bulletin"
    papers.append(made(view.places.bulletin(1, 1)))
    yield of(view, accepted), Awaited.CLOSE, "关闭批次", f"{act}/close"
    for each in papers:
        each.unlink()
    before = Summary("breakdown", 1, "", "", "of the plan as it was")
    yield replace(of(view, accepted), summaries=[before]), Awaited.COLLECT, "收集", f"{act}/collect"
    own = view.facts.plan.indicators[0].model_copy(update={"adds": Adds.OWN})
    plan = view.facts.plan.model_copy(update={"indicators": (own,)})
    june = replace(of(view, accepted).facts, plan=plan, round=plan.rounds[1])
    asked = replace(of(view, accepted), facts=june)
    yield asked, Awaited.FIGURE, "填写本级数", "/plans/zhejiang-2020/figures?round=breakdown"
    old = receipt(view, 0, State.ACCEPTED, outdated=("K01",))
    yield of(view, [old, *accepted[1:]]), Awaited.REISSUE, "下发填报表", f"{act}/issue"
    yield of(view, [old, *accepted[1:]], version=2), Awaited.REISSUE, "催报", f"{act}/remind"
    outcome = Awaited.NOTHING, "看汇总、下载材料", f"{PLACE}/products"
    yield of(view, accepted, CLOSE), *outcome
    yield of(view, [back, refused], CLOSE), *outcome


def test_console_and_desk_say_the_same_reason(app: Flask, blank: RoundView) -> None:
    seen = set()
    for view, awaited, word, address in states(blank):
        step = view.step
        assert step.awaited is awaited
        assert step.sentence.startswith(step.reason)
        told = next_at_desk(view)
        assert told.sentence.startswith(in_desk_words(step.reason, Path("workbooks")))
        first = told.buttons[0] if told.buttons else StepButton("", "")
        assert (first.word, first.address) == (word, address)
        buttons = 3 if awaited.is_of_papers else 2 if awaited is Awaited.SEND else 1 if word else 0
        assert len(told.buttons) == buttons
        assert not re.search(r"--[a-z]|\.py|：$|，$", told.sentence), told.sentence
        seen.add(awaited)
    assert seen == set(Awaited)


def test_a_round_is_not_issued_before_its_period_is_over(app: Flask, tmp_path: Path) -> None:
    plan = load_plan(PLAN).plan
    places = Places(tmp_path, plan, plan.rounds[1])
    views = [RoundViews().view(places, date(2020, 6, day)) for day in (29, 30)]
    early, due = map(next_at_desk, views)
    issue = (StepButton("下发填报表", "/p/zhejiang-2020/progress-2020-06-30/act/issue"),)
    said = "还不到时候：要报的是截至 2020-06-30 的数，到那天再下发。"
    assert early == DeskStep(said, issue, main=False)
    assert due == DeskStep("还没有下发填报表：先生成各单位的填报表，这一步不发信。", issue)
    warned, unwarned = (
        ACTS["issue"].changes(Asked(view, "甲", datetime(2020, 6, day), tmp_path / "mail.toml"))
        for view, day in zip(views, (29, 30), strict=True)
    )
    assert (warned[0], warned[1:]) == (f"{said}现在就下发，对方还没有数可报。", unwarned)


def without_addresses(view: RoundView, cities: int) -> RoundView:
    """The round of a plan of which the first cities have no mail address."""
    plan = view.places.plan
    codes = {each.code for each in plan.cities[:cities]}
    fields = {name: getattr(plan, name) for name in Plan.model_fields}
    offices = tuple(each for each in plan.offices if each.region not in codes)
    return replace(view, places=replace(view.places, plan=Plan.model_validate(fields | {"offices": offices})))


def test_letters_without_addresses_are_drafts(app: Flask, blank: RoundView) -> None:
    none, some = without_addresses(blank, 11), without_addresses(blank, 2)
    back = receipt(blank, 3, State.SENT_BACK)
    fill_in = StepButton("填写收件邮箱", "/plans/zhejiang-2020/addresses?to=/")
    told = next_at_desk(of(none, []))
    every = "&".join(f"city={each.code}" for each in blank.places.plan.cities)
    given = StepButton("填报表已用别的办法发出", f"{PLACE}/act/given?{every}")
    assert told.buttons == (fill_in, StepButton("寄送填报表", f"{PLACE}/act/send"), given)
    lacking = "；11 家都没有收件邮箱，不填就只能写成草稿，由您填收件人。"
    assert told.sentence.endswith(f"{lacking}用别的办法发出的，不必填，点“填报表已用别的办法发出”。")
    reminding = StepButton("催报", f"{PLACE}/act/remind")
    correcting = StepButton("更正函", f"{PLACE}/act/correction")
    accepted = receipt(blank, 0, State.ACCEPTED)
    for one, button, who in ((accepted, reminding, "10 家都"), (back, correcting, "这一家")):
        told = next_at_desk(of(none, [one]))
        assert told.buttons == (fill_in, button)
        lacking = f"；{who}没有收件邮箱，不填就只能写成草稿，由您填收件人。"
        assert told.sentence.endswith(f"{lacking}用别的办法联系的，不必填。")
    told = next_at_desk(of(some, []))
    given = StepButton("填报表已用别的办法发出", f"{PLACE}/act/given")
    assert told.buttons == (StepButton("寄送填报表", f"{PLACE}/act/send"), given)
    assert told.sentence.endswith("其中 2 家没有收件邮箱，只能写成草稿。")
    assert "邮箱" not in next_at_desk(none).sentence


def test_an_office_without_mail_is_not_asked_for_addresses_first(
    app: Flask, blank: RoundView, tmp_path: Path
) -> None:
    """Forms were given in another way in one round: in any round the letter comes first."""
    plan = without_addresses(blank, 11).places.plan
    places = Places(tmp_path, plan, plan.rounds[0])
    given = Dispatch("<1@example.invalid>", plan.rounds[1].id, "issue", "330100", "1", Sending.POSTED, "2020")
    with opened(places.ledger) as ledger:
        ledger.dispatch(given)
    view = RoundViews().view(places, date(2020, 5, 20))
    told = next_at_desk(of(view, [receipt(view, 0, State.ACCEPTED)]))
    assert [each.word for each in told.buttons] == ["催报", "填写收件邮箱"]
    assert told.sentence.endswith("：请催报。")


def test_what_was_made_is_there_to_take_until_the_numbers_change(app: Flask, blank: RoundView) -> None:
    view = of(blank, [receipt(blank, at, State.ACCEPTED) for at in range(11)])
    places, act = view.places, f"{PLACE}/act"
    printing = StepButton("打印汇总材料", f"{act}/print")
    drafting = StepButton("起草通报", f"{act}/bulletin")
    closing = StepButton("关闭批次", f"{act}/close", DeskRole.REVIEWS)
    papers = [
        places.pack(1),
        places.pack(1).with_suffix(".pdf"),
        places.bulletin(1, 1),
        places.bulletin(1, 2),
    ]
    for number, path in enumerate(papers):
        made(path).write_text(path.name)
        os.utime(path, (60 * number, 60 * number))
    take_bulletin, take_pack = (
        StepButton(word, f"{PLACE}/file/{digest(path)}")
        for word, path in (("下载通报草稿", papers[3]), ("下载汇总材料", papers[1]))
    )
    told = next_at_desk(view)
    assert told.sentence == (
        "已全部接收，汇总材料、通报草稿已做好：请下载、改好定稿、自行印发（不必放回这里），再关闭批次。"
    )
    assert told.buttons == (closing, take_bulletin, take_pack)
    assert told.open_to(DeskRole.WORKS) == [take_bulletin, take_pack]
    newer = made(places.summary(2))
    told = next_at_desk(view)
    assert told.sentence == (
        "已全部接收，汇总表已更新，汇总材料、通报草稿要重新做：请打印汇总材料；不用打印的，可以直接关闭批次。"
    )
    assert told.buttons == (printing, drafting, closing)
    again = made(places.pack(2))
    assert next_at_desk(view).buttons[0] == drafting
    for each in (*papers, newer, again):
        each.unlink()


@pytest.mark.parametrize(
    ("role", "buttons", "told"),
    [
        (DeskRole.REVIEWS, ["关闭批次", "下载通报草稿", "下载汇总材料"], []),
        (DeskRole.WORKS, ["下载通报草稿", "下载汇总材料"], ["“关闭批次”由审核办理"]),
        (DeskRole.LOOKS, [], ["由经办办理"]),
    ],
)
def test_who_may_not_close_is_told_who_may(
    app: Flask, blank: RoundView, role: DeskRole, buttons: list[str], told: list[str]
) -> None:
    view = of(blank, [receipt(blank, at, State.ACCEPTED) for at in range(11)])
    papers = [made(view.places.pack(1)), made(view.places.bulletin(1, 1))]
    with app.test_request_context():
        g.session = Session("小周", role)
        ways = {each.act: each for each in ways_of(view)}
        board = round_page("board.html", view, next=next_at_desk(view), ways=ways, stopped=[], taken=[])
    for each in papers:
        each.unlink()
    step = board.partition('id="next"')[2].partition("</section>")[0]
    sentence, _, rest = step.partition("</p>")
    assert re.findall(r"<small>([^<]+)</small>", sentence) == told
    shown = re.findall(r'<a class="button( main)?" href="[^"]+">([^<]+)</a>', rest)
    assert [word for _, word in shown] == buttons
    assert [bool(main) for main, _ in shown] == [at == 0 for at in range(len(buttons))]
