"""Signing in over TLS: first passwords, changes, ends of sessions, wrong passwords; also in a browser."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.test_app import assert_open_to_all
from tests.support.axe import with_axe
from tests.support.desk import Answer, wait_until
from tests.support.people import LOOKING, PASSWORD, REVIEWING, WORKING, People, console, open_office

WRONG = "姓名或密码不对。请核对后再试；忘了密码的，请管理这台电脑的人重新给一个。"
OTHER = "苹果树 Klavier 四十二"


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with open_office(tmp_path_factory.mktemp("office") / "workbooks") as people:
        yield people


@pytest.fixture
def first(people: People) -> str:
    """The first password of somebody new, who works; the wrong ones of others of that name are forgotten."""
    password = people.add(WORKING, "--role", "经办")
    wait_until(lambda: people.desk.post("/sign-in", name=WORKING, password=password).status == 303)
    return password


def news(answer: Answer) -> str:
    found = re.search(r'role="alert">([^<]+)<', answer.text)
    return found[1] if found else ""


def test_nobody_is_in_before_signing_in(people: People) -> None:
    for path in ("/", "/accounts", "/account", "/p/x/y/", "/plans/x/workbook", "/enter", "/enter?key="):
        answer = people.desk.ask(path)
        assert answer.status == 401
        assert (
            '<input id="password" name="password" type="password" autocomplete="current-password"'
            in answer.text
        )
    assert people.desk.post("/bring").status == 401
    assert people.desk.ask("/p/x/y/version").status == 401


def test_a_first_password_must_be_changed_before_anything_else(people: People, first: str) -> None:
    seat = people.desk.signed_in(WORKING, first)
    for path in ("/", "/new-plan", "/p/x/y/"):
        answer = seat.ask(path)
        assert (answer.status, answer.headers["Location"]) == (303, "/account")
    assert seat.post("/bring").status == 303
    assert "请先换一个自己的密码" in seat.ask("/account").text
    answer = seat.post("/account", old=first, new=first, again=first)
    assert answer.status == 409
    assert "新密码和现在的一样，没有改。请另想一个。" in answer.text
    assert seat.post("/account", old=first, new=PASSWORD, again=PASSWORD).status == 303
    assert people.desk.signed_in(WORKING, PASSWORD).ask("/new-plan").status == 200
    assert people.desk.post("/sign-in", name=WORKING, password=first).status == 403


def test_a_first_password_ends_after_three_days(people: People, first: str) -> None:
    made = datetime.now() - timedelta(days=3, minutes=1)
    with sqlite3.connect(people.workbooks / "desk.sqlite") as book:
        book.execute(
            "UPDATE accounts SET made = ? WHERE name = ?", (made.isoformat(timespec="seconds"), WORKING)
        )
    answer = people.desk.post("/sign-in", name=WORKING, password=first)
    assert (answer.status, news(answer)) == (403, "首次密码已经过期。请管理这台电脑的人重新给一个。")
    assert answer.cookies == ()


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("falsch", OTHER, OTHER, "现在的密码不对，没有改。"),
        (PASSWORD, OTHER, f"{OTHER} ", "两次写的新密码不一样，没有改。请再写一次。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码和现在的一样，没有改。请另想一个。"),
        (PASSWORD, "kurz", "kurz", "新密码至少要 12 个字，现在是 4 个。可以是一句话，空格、汉字都可以用。"),
        (
            PASSWORD,
            "qwertyuiop12",
            "qwertyuiop12",
            "这个密码太容易猜到：常用的词、连着的键、重复的字、年份都是。请换一个，例如几个不相干的词连起来。",
        ),
    ],
)
def test_a_change_takes_the_old_password_and_a_good_one(
    people: People, old: str, new: str, again: str, said: str
) -> None:
    answer = people.seat(REVIEWING).post("/account", old=old, new=new, again=again)
    assert (answer.status, news(answer)) == (409, said)
    assert people.desk.signed_in(REVIEWING, PASSWORD).ask("/").status == 200


def test_a_change_ends_the_other_sessions(people: People, first: str) -> None:
    people.join(WORKING, first)
    here, there = (people.desk.signed_in(WORKING, PASSWORD) for _ in range(2))
    answer = here.post("/account", old=PASSWORD, new=OTHER, again=OTHER)
    assert answer.status == 303
    assert there.ask("/").status == 401
    assert here.ask("/").status == 401  # the cookie from before the change
    new = people.desk.ask("/", headers={"Cookie": "; ".join(answer.cookies)})
    assert new.status == 200
    assert people.desk.signed_in(WORKING, OTHER).ask("/").status == 200


def test_leaving_ends_the_session(people: People) -> None:
    seat = people.desk.signed_in(REVIEWING, PASSWORD)
    answer = seat.post("/leave")
    assert (answer.status, answer.headers["Clear-Site-Data"]) == (303, '"cache", "storage"')
    assert seat.ask("/").status == 401
    assert people.seat(REVIEWING).ask("/").status == 200


def test_signing_in_again_ends_the_session_before(people: People) -> None:
    seat = people.desk.signed_in(REVIEWING, PASSWORD)
    again = seat.post("/sign-in", name=REVIEWING, password=PASSWORD)
    assert again.status == 303
    assert again.cookies[0] != seat.cookie.partition("; ")[0]
    assert seat.ask("/").status == 401


def test_removing_an_account_or_its_role_is_felt_at_once(people: People, first: str) -> None:
    people.join(WORKING, first)
    seat = people.seat(WORKING)
    assert seat.ask("/new-plan").status == 200
    with sqlite3.connect(people.workbooks / "desk.sqlite") as book:
        book.execute("UPDATE accounts SET role = '查看' WHERE name = ?", (WORKING,))
    assert seat.ask("/new-plan").status == 403
    assert console(people.workbooks, "--remove-user", WORKING).returncode == 0
    assert seat.ask("/").status == 401
    assert people.desk.post("/sign-in", name=WORKING, password=PASSWORD).status == 403


def test_a_new_first_password_ends_the_sessions(people: People, first: str) -> None:
    people.join(WORKING, first)
    people.add(WORKING)
    assert people.seat(WORKING).ask("/").status == 401


def test_wrong_names_and_passwords_get_the_same_answer(people: People) -> None:
    answers = [
        people.desk.post("/sign-in", name=name, password="falsch falsch")
        for name in (REVIEWING, "没有这个人", "'; DROP TABLE accounts; --", "x" * 5000)
    ]
    assert [(each.status, news(each)) for each in answers] == [(403, WRONG)] * 4
    record = people.seat(REVIEWING).ask("/accounts").text
    assert f">{REVIEWING}</td><td>密码不对</td>" in record
    assert ">（没有这个账号）</td><td>密码不对</td>" in record
    assert "没有这个人" not in record  # somebody may have typed a password there


def test_guessing_slows_down_but_not_for_the_owners_browser(people: People, first: str) -> None:
    people.join(WORKING, first)
    known = people.seat(WORKING)
    said = [news(people.desk.post("/sign-in", name=WORKING, password=f"falsch {at}")) for at in range(12)]
    assert said[:5] == [WRONG] * 5
    assert all(re.fullmatch(r"密码多次不对，请等 \d+ 秒再试。", each) or each == WRONG for each in said)
    assert re.fullmatch(r"密码多次不对，请等 \d+ 秒再试。", said[-1])
    assert news(people.desk.post("/sign-in", name=WORKING, password=PASSWORD)).startswith("密码多次不对")
    assert known.post("/sign-in", name=WORKING, password=PASSWORD).status == 303


@pytest.mark.parametrize(
    ("to", "location"),
    [
        ("/p/zhejiang-2020/breakdown/?city=1&day=2", "/p/zhejiang-2020/breakdown/?city=1&day=2"),
        ("//example.invalid", "/"),
        ("/\\example.invalid", "/"),
        ("https://example.invalid", "/"),
        ("/a\r\nX: y", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_a_page_of_the_desk_only(people: People, to: str, location: str) -> None:
    answer = people.seat(REVIEWING).post("/sign-in", name=REVIEWING, password=PASSWORD, to=to)
    people.seats[REVIEWING] = people.desk.signed_in(REVIEWING, PASSWORD)
    assert answer.status == 303
    assert answer.headers["Location"] == location


def test_only_reviewers_see_who_signed_in(people: People, first: str) -> None:
    people.join(WORKING, first)
    people.join(LOOKING, people.add(LOOKING, "--role", "查看"))
    assert [people.seat(name).ask("/accounts").status for name in (LOOKING, WORKING, REVIEWING)] == [
        403,
        403,
        200,
    ]
    assert "/accounts" not in people.seat(WORKING).ask("/account").text


def window(browser: Browser, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 768}, ignore_https_errors=True)
    return with_axe(context.new_page())


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"#{name}", value)
    page.click("form.act button")


def test_a_first_day_in_a_real_browser(people: People, first: str, browser: Browser) -> None:
    """From the first password to signing out; every page looked at with axe-core at both widths."""
    page = window(browser, 1366)
    page.goto(f"{people.desk.base}/new-plan?region=")
    assert page.inner_text("h2") == "登录"
    assert_open_to_all(page)
    fill(page, name=WORKING, password="falsch")
    assert page.inner_text(".alert") == WRONG
    assert page.input_value("#name") == WORKING
    assert_open_to_all(page)
    page.goto(people.desk.base)
    fill(page, name=WORKING, password=first)
    page.wait_for_url("**/account")
    assert "请先换一个自己的密码" in page.inner_text("main")
    assert_open_to_all(page)
    fill(page, old=first, new="qwertyuiop12", again="qwertyuiop12")
    assert "太容易猜到" in page.inner_text("main")
    fill(page, old=first, new=PASSWORD, again=PASSWORD)
    expect(page.locator(".done")).to_have_text("密码已经改好。在别处的登录都已退出。")
    assert_open_to_all(page)
    page.goto(people.desk.base)
    assert page.inner_text("footer span") == f"{WORKING}（经办）"
    page.click("footer button")
    assert page.inner_text("h2") == "登录"
    page.go_back()
    expect(page.locator("h2").first).to_have_text("登录")
    page.context.close()


def test_reviewers_see_the_accounts_and_a_wrong_address_is_told(
    people: People, first: str, browser: Browser
) -> None:
    people.join(WORKING, first)
    page = window(browser, 1366)
    page.goto(people.desk.base)
    fill(page, name=REVIEWING, password=PASSWORD)
    page.goto(f"{people.desk.base}/account")
    page.click("text=账号和登录记录")
    assert f"{WORKING}\t经办" in page.inner_text("main")
    assert_open_to_all(page)
    page.goto(people.desk.base.replace("127.0.0.1", "localhost"))
    assert people.desk.base in page.inner_text("main")
    assert_open_to_all(page)
    page.context.close()
