"""What each role may: the same requests from every seat, over TLS; nothing is done that was not allowed."""

import random
import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from cascade.desk.workplace import ACTS
from cascade.ledger import locked
from tests.desk.test_app import assert_open_to_all
from tests.desk.test_request_limits import HARMLESS, routes
from tests.support.axe import with_axe
from tests.support.desk import Answer, RunningDesk, wait_until
from tests.support.office import BREAKDOWN, Office, with_few_indicators
from tests.support.people import (
    DEPARTMENT,
    LOOKING,
    PASSWORD,
    REVIEWING,
    WORKING,
    People,
    console,
    open_office,
    with_all_roles,
)
from tests.support.sample import count, every

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HANGZHOU, NINGBO, TAIZHOU = "330100", "330200", "331000"
LEAD, ITS, OTHERS = "省科技厅", "K01", "K02"
NOT_YOURS = f"您的账号只看{LEAD}牵头的指标"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """杭州市 has reported well; the returns of 宁波市 and 台州市 hold mistakes."""
    home = tmp_path_factory.mktemp("office")
    office = Office(home / "workbooks", with_few_indicators(home / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    office.fill(BREAKDOWN, HANGZHOU)
    office.fill(BREAKDOWN, NINGBO, {("330203", "K06"): "待定"}, "宁波.xlsx")
    office.fill(BREAKDOWN, TAIZHOU, {("331002", "K06"): "待定"}, "台州.xlsx")
    office.collect(BREAKDOWN, "--split", "lead")
    return office


@pytest.fixture(scope="module")
def people(office: Office) -> Iterator[People]:
    with open_office(office.home, "--mail", office.home.with_name("mail.toml")) as people:
        with_all_roles(people, LEAD)
        yield people
        people.desk.process.kill()
        assert people.desk.process.stdout
        assert "Traceback" not in people.desk.process.stdout.read()
        assert not (office.home / "运行记录.log").exists()


def decisions(office: Office) -> list[tuple[str, str]]:
    """Kind and author of the decisions in the ledger."""
    with sqlite3.connect(office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        return list(ledger.execute("SELECT kind, by FROM decisions ORDER BY number"))


def file_of(office: Office, city: str) -> str:
    """The fingerprint of the last return of a city."""
    with sqlite3.connect(office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        return str(ledger.execute("SELECT sha256 FROM returns WHERE region = ?", (city,)).fetchone()[0])


def done(seat: RunningDesk, act: str, **values: str) -> Answer:
    """Do an act as its page asks for it, and wait for its end."""
    answer = seat.post(f"{ROUND}/act/{act}", because="会上决定", **values)
    if answer.status == 303:
        wait_until(lambda: "data-work" not in seat.ask(answer.headers["Location"]).text)
    return answer


def told(answer: Answer) -> str:
    found = re.search(r'class="told">([^<]*)<', answer.text)
    return found[1].replace("&#34;", '"') if found else ""


def test_what_a_reviewer_decides_nobody_else_does(people: People, office: Office) -> None:
    working, reviewing = people.seat(WORKING), people.seat(REVIEWING)
    ningbo = {"city": NINGBO, "file": file_of(office, NINGBO)}
    for act, values in (("overrule", ningbo), ("close", {}), ("reopen", {})):
        answer = done(working, act, **values)
        assert answer.status == 403
        assert told(answer) == f"没有做任何事：“{ACTS[act].title}”要由审核办理，您的账号是经办。"
        assert working.ask(f"{ROUND}/act/{act}").status == 403
    assert decisions(office) == []
    assert done(reviewing, "overrule", **ningbo).status == 303
    assert done(reviewing, "close").status == 303
    assert decisions(office) == [("overrule", REVIEWING), ("close", REVIEWING)]
    for act, values in (
        ("undo", {"number": "1"}),
        ("undo", {"number": "01"}),
        ("undo", {"number": "２"}),
        ("withdraw", ningbo),
        ("withdraw", {"city": NINGBO}),
        ("as", ningbo),
        ("reopen", {}),
    ):
        assert done(working, act, **values).status == 403, (act, values)
    for city in ("宁波市", "宁波.xlsx", ningbo["file"], "9"):  # a city is named by its code
        assert done(working, "withdraw", city=city).status == 409, city
    assert len(decisions(office)) == 2
    assert done(reviewing, "undo", number="2").status == 303
    assert done(reviewing, "undo", number="1").status == 303
    for number in ("3", "4"):  # taking back what took back a decision enters it again
        assert done(working, "undo", number=number).status == 403
    assert [by for _, by in decisions(office)] == [REVIEWING] * 4


def test_what_waits_in_the_queue_is_asked_again(people: People, office: Office) -> None:
    """While one waits, a reviewer accepts a return, which is no longer for somebody who works to withdraw."""
    working, reviewing = people.seat(WORKING), people.seat(REVIEWING)
    taizhou = {"city": TAIZHOU, "file": file_of(office, TAIZHOU), "because": "会上决定"}
    before = len(decisions(office))
    with locked(office.home / "zhejiang-2020", "试验"):
        accepted = reviewing.post(f"{ROUND}/act/overrule", **taizhou)
        withdrawn = working.post(f"{ROUND}/act/withdraw", **taizhou)
    assert (accepted.status, withdrawn.status) == (303, 303)
    wait_until(lambda: "data-work" not in working.ask(withdrawn.headers["Location"]).text)
    said = "没有做：前面刚办的事使“撤回”成了要由审核办理的事。"
    assert told(working.ask(withdrawn.headers["Location"])) == said
    assert decisions(office)[before:] == [("overrule", REVIEWING)]


def test_who_works_does_everything_else(people: People, office: Office) -> None:
    working = people.seat(WORKING)
    before = len(decisions(office))
    assert done(working, "withdraw", city=HANGZHOU, file=file_of(office, HANGZHOU)).status == 303
    assert decisions(office)[before:] == [("withdraw", WORKING)]
    assert done(working, "undo", number=str(before + 1)).status == 303
    assert decisions(office)[before:] == [("withdraw", WORKING), ("undo", WORKING)]
    for path in (f"{ROUND}/letters/settings", f"{ROUND}/letters/remind", "/new-plan", f"{ROUND}/act/collect"):
        assert working.ask(path).status == 200, path
    assert working.ask("/accounts").status == 403


def test_who_looks_sees_and_changes_nothing(people: People, office: Office) -> None:
    looking = people.seat(LOOKING)
    for path in ("/", f"{ROUND}/", f"{ROUND}/city/c{NINGBO}", f"{ROUND}/products", f"{ROUND}/letters"):
        page = looking.ask(path).text
        assert set(re.findall(r'method="post" action="([^"]+)"', page)) == {"/leave"}, path
        assert "/act/" not in page, path
    assert looking.ask(f"{ROUND}/story").status == 200
    assert "/act/" not in looking.ask(f"{ROUND}/story").text
    assert looking.ask("/plans/zhejiang-2020/workbook").status == 200
    assert looking.ask(f"{ROUND}/original/{file_of(office, NINGBO)}").status == 200


def test_buttons_are_those_that_somebody_may_press(people: People) -> None:
    page = people.seat(WORKING).ask(f"{ROUND}/city/c{NINGBO}").text
    assert "/act/overrule" not in page
    assert "“接收（写理由）”要由审核办理。" in page
    assert "/act/overrule" in people.seat(REVIEWING).ask(f"{ROUND}/city/c{NINGBO}").text
    story = people.seat(WORKING).ask(f"{ROUND}/story").text
    assert "/act/close" not in story
    assert "关闭、重新打开批次要由审核办理。" in story
    assert 'number=4"' not in story
    assert 'number=4"' in people.seat(REVIEWING).ask(f"{ROUND}/story").text


def test_a_department_sees_what_it_leads(people: People) -> None:
    seat = people.seat(DEPARTMENT)
    assert f'href="{ROUND}/products"' in seat.ask("/").text
    page = seat.ask(f"{ROUND}/products").text
    assert f"{LEAD}牵头的 1 项指标。" in page
    assert "研发费用支出" in page
    for other in ("新产品产值", "全员劳动生产率", "工业机器人", "省经信厅"):
        assert other not in page
    names = re.findall(r"/file/[0-9a-f]{64}\"><bdi>([^<]+)", page)
    assert len(names) == 1
    assert LEAD in names[0]
    (mine,) = re.findall(r"/file/([0-9a-f]{64})", page)
    assert seat.ask(f"{ROUND}/file/{mine}").status == 200
    number = seat.ask(f"{ROUND}/number/{ITS}/{HANGZHOU}")
    assert number.status == 200
    assert "/original/" not in number.text
    every = re.findall(r"/file/([0-9a-f]{64})", people.seat(LOOKING).ask(f"{ROUND}/products").text)
    assert [seat.ask(f"{ROUND}/file/{each}").status for each in every if each != mine] == [404] * (
        len(every) - 1
    )
    assert len(every) > 5


@pytest.mark.parametrize(
    "path",
    [
        f"{ROUND}/",
        f"{ROUND}/city/c{HANGZHOU}",
        f"{ROUND}/number/{OTHERS}/{HANGZHOU}",
        f"{ROUND}/number/nothing/{HANGZHOU}",
        f"{ROUND}/letters",
        f"{ROUND}/story",
        f"{ROUND}/work/1",
        f"{ROUND}/act/collect",
        "/plans/zhejiang-2020/workbook",
        "/plans/zhejiang-2020/tables",
        "/new-plan",
        "/accounts",
    ],
)
def test_a_department_sees_nothing_else(people: People, path: str) -> None:
    answer = people.seat(DEPARTMENT).ask(path)
    assert answer.status == 403
    assert told(answer).startswith(NOT_YOURS)


def test_a_department_sees_no_original(people: People, office: Office) -> None:
    assert people.seat(DEPARTMENT).ask(f"{ROUND}/original/{file_of(office, HANGZHOU)}").status == 403


def test_refusals_and_acts_stand_on_record(people: People) -> None:
    people.seat(LOOKING).post(f"{ROUND}/act/close")
    record = people.seat(REVIEWING).ask("/accounts").text
    assert f">{LOOKING}</td><td>没有权限：关闭批次</td>" in record
    assert f">{WORKING}</td><td>登录</td>" in record
    story = people.seat(LOOKING).ask(f"{ROUND}/story").text
    assert re.search(rf"撤回　完成[^<]*</a></td>\s*<td class=.nowrap.>{WORKING}</td>", story)


def books(office: Office) -> dict[str, tuple[int, int]]:
    """All files that only an act may change."""
    files = (each for each in office.home.rglob("*") if each.is_file())
    return {
        str(each): (each.stat().st_size, each.stat().st_mtime_ns)
        for each in files
        if not each.name.startswith(("desk.sqlite", "lock.", ".desk.json", "ledger.sqlite-"))
    }


def test_other_roles_do_nothing_that_they_may_not(
    people: People, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """All addresses and acts, with what is really there, from the seats of those who only look."""
    _, acts = routes(tmp_path_factory.mktemp("路"))
    draw, before = random.Random(16), books(office)
    every = [*acts, *(each for each in HARMLESS if "act" in each), *(f"{ROUND}/act/{name}" for name in ACTS)]
    parts = ("zhejiang-2020", BREAKDOWN, HANGZHOU, *ACTS, file_of(office, NINGBO), "1", "strangers")
    for _ in range(count(100, 5000)):
        seat = people.seat(draw.choice((LOOKING, DEPARTMENT)))
        path = draw.choice(every)
        for known in ("zhejiang-2020", BREAKDOWN):
            path = path.replace("{}", known, 1)
        path = re.sub(r"\{\}", lambda _: draw.choice(parts), path)
        answer = seat.post(
            path,
            city=draw.choice((HANGZHOU, NINGBO, "")),
            file=file_of(office, draw.choice((HANGZHOU, NINGBO))),
            number=draw.choice("1234"),
            because="试试",
            how=draw.choice(("send", "drafts", "me")),
        )
        own = path in ("/account", "/sign-in")
        assert answer.status in ((403, 409, 429) if own else (403, 404)), (path, answer.text)
    assert books(office) == before


def signed_in(people: People, name: str, browser: Browser) -> Page:
    """Somebody's window at the desk."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, ignore_https_errors=True)
    page = with_axe(context.new_page())
    page.goto(people.desk.base)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("form.act button")
    page.wait_for_selector("footer span")
    return page


@pytest.mark.parametrize(
    ("name", "path"),
    every(
        3,
        [
            (DEPARTMENT, "/"),
            (DEPARTMENT, f"{ROUND}/products"),
            (DEPARTMENT, f"{ROUND}/number/{ITS}/{HANGZHOU}"),
            (DEPARTMENT, f"{ROUND}/story"),
            (LOOKING, "/"),
            (LOOKING, f"{ROUND}/"),
            (LOOKING, f"{ROUND}/letters"),
            (WORKING, f"{ROUND}/city/c{NINGBO}"),
            (WORKING, f"{ROUND}/story"),
        ],
    ),
)
def test_what_each_role_sees_is_open_to_all(people: People, browser: Browser, name: str, path: str) -> None:
    page = signed_in(people, name, browser)
    page.goto(f"{people.desk.base}{path}")
    assert_open_to_all(page)
    page.context.close()


def test_a_page_that_stays_open_is_cleared_when_the_account_goes(people: People, browser: Browser) -> None:
    page = signed_in(people, LOOKING, browser)
    page.goto(f"{people.desk.base}{ROUND}/")
    assert "宁波市" in page.inner_text("main")
    assert console(people.workbooks, "--remove-user", LOOKING).returncode == 0
    expect(page.locator("h2").first).to_have_text("登录", timeout=30_000)
    assert "宁波市" not in page.content()
    page.context.close()
