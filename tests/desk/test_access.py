"""Who gets in: nobody without the one-time address, no other site, no act without the session's token."""

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from cascade.desk.access import IDLE, LASTS, Session, Sessions
from tests.support.desk import RunningDesk, running_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("desk") / "workbooks") as running:
        yield running


def test_nobody_gets_in_without_the_address(desk: RunningDesk) -> None:
    for path in ("/", "/p/x/y/", "/p/x/y/act/issue", "/enter", "/enter?key=", "/enter?key=guess"):
        answer = desk.ask(path)
        assert answer.status == 401
        assert "请从桌面打开" in answer.text


def test_the_address_lets_one_browser_in_and_no_second(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        desk.let_in()
        assert desk.ask("/").status == 200
        assert desk.ask(desk.key.removeprefix(desk.base), headers={"Cookie": ""}).status == 401
        cookie = desk.cookie
        assert desk.post("/leave").status == 303
        assert desk.ask("/", headers={"Cookie": cookie}).status == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        answer = desk.ask(desk.key.removeprefix(desk.base))
        _, *attributes = (each.strip() for each in answer.headers["Set-Cookie"].split(";"))
        assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Strict"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://example.invalid"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Host": "example.invalid"},
        {"Host": "localhost"},
    ],
)
def test_another_site_cannot_do_anything(headers: dict[str, str], tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        desk.let_in()
        assert desk.ask("/leave", "POST", f"token={desk.token}".encode(), headers | _FORM).status == 403
        assert desk.ask("/").status == 200


def test_somebody_says_who_it_is_and_is_known_by_it_again(tmp_path: Path) -> None:
    """The name of the machine's user says little: one's own is asked for, and known after a new start."""
    with running_desk(tmp_path) as desk:
        desk.let_in()
        assert desk.post("/name", name="　").status == 200  # asked again
        told = desk.post("/name", name=f" 周\r\n小 <b>&\u202e{'长' * 40}")
        assert (told.status, told.headers["Location"]) == (303, "/")
        name = f"周 小 <b>& {'长' * 11}"
        changed = html.escape(f"办理人已改为 {name}，以后办的事记这个名字。")
        assert [changed in desk.ask("/").text for _ in range(2)] == [True, False]
        assert 'href="/name?to=/new?day%3D1"' in desk.ask("/new?day=1").text.replace("%3F", "?")
        assert 'name="to" value="/new?day=1"' in desk.ask("/name?to=/new%3Fday%3D1").text
        kept_on = desk.post("/name", name=name, to="/p/a/b/")
        assert kept_on.headers["Location"] == "/p/a/b/"
        assert html.escape(f"办理人：{name}") in desk.ask("/").text
        (kept,) = told.cookies
    with running_desk(tmp_path) as desk:
        answer = desk.ask(desk.key.removeprefix(desk.base), headers={"Cookie": kept})
        page = desk.ask("/", headers={"Cookie": "; ".join(answer.cookies)}).text
        assert html.escape(f"办理人：{name}") in page


def test_whoever_has_the_name_of_a_machine_is_asked_for_a_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything else: what was done under `Lenovo` is nobody's."""
    monkeypatch.setenv("LOGNAME", "Lenovo")
    with running_desk(tmp_path) as desk:
        desk.let_in()
        asked = desk.ask("/?day=1")
        assert (asked.status, asked.headers["Location"]) == (303, "/name?to=/?day%3D1")
        assert desk.post("/bring").headers["Location"] == "/name?to=/"
        page = desk.ask("/name").text
        assert "“Lenovo”是电脑自带的用户名，日后看不出是谁办的。请先写上您的姓名，只问这一次。" in page
        assert ('name="name" value=""' in page, "不改" in page) == (True, False)
        assert "“ADMIN”是电脑自带的用户名" in desk.post("/name", name="ADMIN").text
        assert desk.ask("/").status == 303
        assert desk.post("/name", name="周").status == 303
        assert "办理人：周" in desk.ask("/").text


def test_an_act_needs_the_token(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        desk.let_in()
        assert [desk.post("/leave", token=token).status for token in ("", "guess", desk.token[:-1])] == [
            403
        ] * 3
        assert desk.ask("/").status == 200


def test_every_answer_forbids_what_no_page_needs(desk: RunningDesk) -> None:
    for path in ("/", "/desk.css", "/nothing"):
        headers = desk.ask(path).headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_cookie_is_random_and_not_kept() -> None:
    sessions = Sessions(idle=True)
    cookies = {sessions.begin(Session("张三")) for _ in range(100)}
    assert len(cookies) == 100
    assert all(len(each) == 43 for each in cookies)  # 256 bits
    assert not any(each in repr(vars(sessions)) for each in cookies)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("idle", "lasts"), [(True, IDLE), (False, LASTS)])
def test_a_session_without_requests_ends(idle: bool, lasts: int) -> None:
    clock = Clock()
    sessions = Sessions(idle, clock)
    cookie = sessions.begin(Session("张三"))
    clock.now = lasts - 1
    assert sessions.session(cookie, active=False)
    clock.now = lasts + 1
    assert sessions.session(cookie, active=True) is None
    clock.now = 0
    assert sessions.session(cookie, active=True) is None


def test_no_request_keeps_a_session_for_ever() -> None:
    clock = Clock()
    sessions = Sessions(True, clock)
    cookie = sessions.begin(Session("张三"))
    while clock.now <= LASTS:
        assert sessions.session(cookie, active=True)
        clock.now += IDLE / 2
    assert sessions.session(cookie, active=True) is None
