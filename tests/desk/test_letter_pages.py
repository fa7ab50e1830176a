"""The letters at the desk, over real servers: settings, each letter, the last look, what is in doubt."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, expect

from cascade.collecting.decision_words import user_name
from cascade.mail.settings import load
from tests.support.certificates import Certificate, make_certificate
from tests.support.desk import Answer, RunningDesk, running_desk, wait_until
from tests.support.imap_server import ImapServer, imap_server
from tests.support.mail_office import LOGIN, ME, SENDER, body, few_forms, mail_from, opened
from tests.support.office import BREAKDOWN, Office, run
from tests.support.smtp_server import Behaviour, SmtpServer, smtp_server

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HANGZHOU, NINGBO, WENZHOU = "330100", "330200", "330300"
SECRET = LOGIN[1]


@dataclass
class Seat:
    """A person at a desk, with servers to mail by."""

    desk: RunningDesk
    office: Office
    mail: Path
    certificate: Certificate
    smtp: SmtpServer
    imap: ImapServer

    def page(self, path: str) -> str:
        answer = self.desk.ask(ROUND + path)
        assert answer.status == 200, answer.text
        return unescape(answer.text)

    def settings(self, **changed: str) -> dict[str, str]:
        """What somebody types into the form."""
        typed = {
            "office.name": "省转升办",
            "office.address": SENDER,
            "office.me": ME,
            "smtp.host": "127.0.0.1",
            "smtp.port": str(self.smtp.port),
            "smtp.security": "starttls",
            "smtp.user": LOGIN[0],
            "smtp.password": SECRET,
            "smtp.ca_file": str(self.certificate.authority),
            "smtp.pause": "0",
            "smtp.timeout": "3",
            "imap.host": "127.0.0.1",
            "imap.port": str(self.imap.port),
            "imap.security": "tls",
            "imap.user": self.imap.user,
            "imap.password": self.imap.password,
            "imap.folder": "INBOX",
            "imap.done": "已收取",
            "imap.ca_file": str(self.certificate.authority),
        }
        found = re.search(r'name="seen" value="([^"]*)"', self.page("/letters/settings"))
        assert found
        return typed | {"seen": found[1]} | {name.replace("__", "."): each for name, each in changed.items()}

    def save(self, **changed: str) -> Answer:
        return self.desk.post(f"{ROUND}/letters/settings", **self.settings(**changed))

    def look(self, name: str, how: str, *cities: str) -> dict[str, str]:
        """Look at letters before they are sent or drafted; return what the form would send."""
        last = "/last" if how == "send" else ""
        text = self.page(f"/letters/{name}{last}?" + urlencode({"city": cities}, doseq=True))
        found = re.search(r'name="looked" value="([^"]*)"', text)
        assert found
        return {"looked": found[1], "how": how} | ({"city": cities[0]} if cities else {})

    def go(self, name: str, values: dict[str, str]) -> str:
        """Send the form of the last look; return what the work has told."""
        answer = self.desk.post(f"{ROUND}/letters/{name}/last", **values)
        assert answer.status == 303, answer.text
        return self.told(answer)

    def act(self, name: str, **values: str) -> str:
        answer = self.desk.post(f"{ROUND}/act/{name}", **values)
        assert answer.status == 303, answer.text
        return self.told(answer)

    def told(self, answer: Answer) -> str:
        path = answer.headers["Location"].removeprefix(ROUND)
        wait_until(lambda: "data-work" not in self.page(path))
        return self.page(path)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return few_forms(tmp_path_factory)


@pytest.fixture(scope="module")
def smtp(certificate: Certificate) -> Iterator[SmtpServer]:
    with smtp_server(security="starttls", certificate=certificate, login=LOGIN, delay=1) as running:
        yield running


@pytest.fixture(scope="module")
def imap(certificate: Certificate) -> Iterator[ImapServer]:
    with imap_server(certificate) as running:
        yield running


@contextmanager
def seated_at(office: Office, certificate: Certificate, smtp: SmtpServer, imap: ImapServer) -> Iterator[Seat]:
    mail = office.home.with_name("mail.toml")
    smtp.messages.clear()
    smtp.behaviours.clear()
    with running_desk(office.home, "--mail", mail) as desk:
        desk.let_in()
        yield Seat(desk, office, mail, certificate, smtp, imap)


@pytest.fixture
def seat(
    master: Office, certificate: Certificate, smtp: SmtpServer, imap: ImapServer, tmp_path: Path
) -> Iterator[Seat]:
    with seated_at(master.copy(tmp_path / "工作簿"), certificate, smtp, imap) as found:
        yield found


@pytest.fixture(scope="module")
def untouched(master: Office, certificate: Certificate, smtp: SmtpServer, imap: ImapServer) -> Iterator[Seat]:
    """A seat at which nothing is ever saved, so that tests may share it."""
    with seated_at(master, certificate, smtp, imap) as found:
        yield found


def test_the_form_writes_the_settings_and_keeps_the_passwords_in_memory(seat: Seat) -> None:
    assert "还没有填邮件设置" in seat.page("/letters")
    assert seat.save().status == 303
    written = load(seat.mail)
    assert written.smtp
    assert written.imap
    assert (written.office.name, written.office.address, written.office.me) == ("省转升办", SENDER, ME)
    assert (written.smtp.host, written.smtp.port, written.smtp.user) == (
        "127.0.0.1",
        seat.smtp.port,
        LOGIN[0],
    )
    assert (written.smtp.pause, written.smtp.timeout) == (0, 3)
    assert (written.smtp.password_env, written.imap.password_env) == (
        "CASCADE_SMTP_PASSWORD",
        "CASCADE_IMAP_PASSWORD",
    )
    assert "发信：已设好" in seat.page("/letters")
    assert "收信：已设好" in seat.page("/letters")
    page = seat.page("/letters/settings")
    assert "已经输入，只记在内存里" in page
    assert "改邮件设置" in seat.page("/story")
    seat.go("send", seat.look("send", "send", NINGBO))
    assert len(seat.smtp.messages) == 1
    environ = Path(f"/proc/{seat.desk.process.pid}/environ")
    assert not environ.exists() or SECRET.encode() not in environ.read_bytes()
    for path in (seat.mail, *(each for each in seat.office.home.rglob("*") if each.is_file())):
        assert SECRET.encode() not in path.read_bytes(), path
    for address in ("/letters", "/letters/settings", "/story", "/work/1", "/work/2", "/letters/send"):
        assert SECRET not in seat.page(address)


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({"office__address": "不是地址"}, {"office.address": "不是邮箱地址"}),
        ({"office__me": "", "office__address": ""}, {"office.me": "没有填", "office.address": "没有填"}),
        ({"smtp__port": "70000"}, {"smtp.port": "填得不对"}),
        ({"smtp__port": "四六五"}, {"smtp.port": "要写数字"}),
        ({"smtp__security": "ssl"}, {"smtp.security": "只能是 tls 或 starttls"}),
        ({"smtp__host": ""}, {"smtp.host": "没有填"}),
        (
            {"smtp__host": "https://smtp.example.invalid", "imap__timeout": "0"},
            {
                "smtp.host": "不是服务器的名称，应如 smtp.example.com，端口另填",
                "imap.timeout": "填得不对",
            },
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    untouched: Seat, typed: dict[str, str], faults: dict[str, str]
) -> None:
    answer = untouched.save(**typed)
    assert answer.status == 409
    found = dict(re.findall(r'<span class="fault" id="([^"]+)-fault">([^<]+)</span>', answer.text))
    assert found == faults
    assert not untouched.mail.exists()
    for name, value in typed.items():
        key = name.replace("__", ".")
        assert value in ("", "ssl") or f'name="{key}" value="{value}"' in answer.text
    assert SECRET not in answer.text


def test_full_width_letters_and_blanks_are_taken_as_meant(seat: Seat) -> None:
    full = "".join(chr(ord(each) + 0xFEE0) for each in str(seat.smtp.port))
    assert seat.save(smtp__port=f" {full} ", office__me="ｊｉｎｇｂａｎ＠example.invalid ").status == 303
    assert "邮件设置已保存。" in seat.page("/letters")
    found = load(seat.mail)
    assert found.smtp
    assert (found.smtp.port, found.office.me) == (seat.smtp.port, ME)


def test_hostile_settings_stay_settings(seat: Seat) -> None:
    name = '"]\n[smtp]\nhost = "x"\\u0041 \x7f\x00</script><img src=x>'
    assert seat.save(office__name=name).status == 303
    assert load(seat.mail).office.name == name.strip()
    assert "<img src=x>" not in seat.desk.ask(f"{ROUND}/letters/settings").text


def test_settings_that_somebody_else_has_changed_are_not_written_over(seat: Seat) -> None:
    typed = seat.settings()
    assert seat.save(office__name="别人").status == 303
    answer = seat.desk.post(f"{ROUND}/letters/settings", **typed)
    assert answer.status == 409
    assert "别人改了邮件设置" in answer.text
    assert load(seat.mail).office.name == "别人"


def test_a_password_goes_to_no_other_server(seat: Seat) -> None:
    assert seat.save().status == 303
    assert seat.save(smtp__password="", imap__password="").status == 303
    assert "发信：已设好" in seat.page("/letters")
    assert seat.save(smtp__password="", smtp__host="localhost").status == 303
    assert "发信：还没有输入授权码" in seat.page("/letters")
    assert "收信：已设好" in seat.page("/letters")


@pytest.mark.parametrize("script", [True, False])
def test_only_the_ticked_cities_are_written_to(seat: Seat, browser: Browser, script: bool) -> None:
    """What is ticked counts at once, stays ticked on the way back, and no draft is written unseen."""
    assert seat.save().status == 303
    context = browser.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=script)
    pairs = (each.split("=", 1) for each in seat.desk.cookie.split("; "))
    context.add_cookies([{"name": name, "value": value, "url": seat.desk.base} for name, value in pairs])
    page = context.new_page()
    page.goto(f"{seat.desk.base}{ROUND}/letters/send")
    page.get_by_text("只写给其中几个市").click()
    for city in ("杭州市", "温州市"):
        page.get_by_role("checkbox", name=city).check()
    if script:
        expect(page.locator("#looks")).to_contain_text("共 2 封，只写给：杭州市、温州市。")
        assert page.locator("article.letter h3").all_inner_texts() == ["杭州市　下发", "温州市　下发"]
    page.get_by_role("button", name="下一步：发送").click()
    page.wait_for_load_state()
    assert page.inner_text("h2") == "最后看一遍：发送 2 封"
    assert page.locator("table.leaving tbody th").all_inner_texts() == ["杭州市", "温州市"]
    assert "token" not in page.url
    page.get_by_role("link", name="不发送，返回").click()
    page.wait_for_load_state()
    ticked = page.locator("input[name=city]:checked")
    assert [each.get_attribute("value") for each in ticked.all()] == [HANGZHOU, WENZHOU]
    page.get_by_role("checkbox", name="杭州市").uncheck()
    if script:
        expect(page.locator("#looks")).to_contain_text("共 1 封，只写给：温州市。")
    else:
        page.get_by_role("button", name="写成 2 封草稿").click()
        assert "您看过以后，要发的信又有了变化，所以什么也没有做。请再看一遍。" in page.inner_text(".alert")
    assert page.locator("article.letter h3").all_inner_texts() == ["温州市　下发"]
    assert [each.get_attribute("value") for each in ticked.all()] == [WENZHOU]
    page.get_by_role("button", name="写成 1 封草稿").click()
    page.wait_for_url("**/work/*")
    wait_until(lambda: "1 封草稿写好了" in seat.page("/work/2"))
    context.close()


def test_what_needs_the_settings_leads_to_them_and_back(seat: Seat) -> None:
    answer = seat.desk.ask(f"{ROUND}/act/fetch")
    assert (answer.status, answer.headers["Location"]) == (303, f"{ROUND}/letters/settings?then=fetch")
    page = seat.page("/letters/settings?then=fetch")
    assert "还没有填邮件设置，所以还不能收信。填好、保存以后，就回到“收信”。" in page
    look = seat.page(f"/letters/send?city={NINGBO}")
    assert "下一步：发送" not in look
    assert f"/letters/settings?then=send&city={NINGBO}" in look
    saved = seat.desk.post(f"{ROUND}/letters/settings", **seat.settings(), then="send", city=NINGBO)
    assert (saved.status, saved.headers["Location"]) == (303, f"{ROUND}/act/send?city={NINGBO}")
    assert "下一步：发送" in seat.page(f"/letters/send?city={NINGBO}")
    assert "从邮箱收取附件" in seat.page("/act/fetch")


def test_each_letter_is_shown_as_it_is_sent(seat: Seat) -> None:
    assert seat.save().status == 303
    page = seat.page("/letters/send")
    assert "共 11 封。现在什么也没有发。" in page
    looked = seat.look("send", "send")
    assert seat.smtp.messages == []
    assert "共 11 封，其中 11 封已发出。" in seat.go("send", looked)
    assert len(seat.smtp.messages) == 11
    for kept in seat.smtp.messages:
        message = opened(kept)
        text = body(message, "plain").replace("\r\n", "\n").strip()
        assert text in page
        assert str(message["Subject"]) in page
        assert "、".join(each.addr_spec for each in message["To"].addresses) in page
        for part in message.iter_attachments():
            assert str(part.get_filename()) in page
    again = seat.page("/letters/send")
    assert again.count("已发出，不再发") == 11
    assert "下一步：发送" not in again
    sent = seat.page("/letters")
    assert sent.count(">已发出<") == 11
    digest = re.search(r"/file/([0-9a-f]{64})", sent)
    assert digest
    copy = seat.desk.ask(f"{ROUND}/file/{digest[1]}")
    assert (copy.status, copy.body in [each.raw for each in seat.smtp.messages]) == (200, True)


def test_nothing_leaves_that_was_not_looked_at(seat: Seat) -> None:
    assert seat.save().status == 303
    looked = seat.look("send", "send")
    for values in ({"how": "send"}, looked | {"looked": "0" * 64}, looked | {"city": NINGBO}):
        answer = seat.desk.post(f"{ROUND}/letters/send/last", **values)
        assert answer.status == 409
        assert "您看过以后，要发的信又有了变化" in answer.text
    assert seat.desk.post(f"{ROUND}/act/send", how="send").status == 303  # to the letters, with nothing done
    assert seat.desk.post(f"{ROUND}/letters/send/last", looked="", how="all").status == 400
    assert seat.smtp.messages == []


def test_without_a_password_only_drafts_are_written(seat: Seat) -> None:
    assert seat.save(smtp__password="").status == 303
    assert "还没有输入授权码，所以不能从这里直接发送，可以写成草稿" in seat.page("/letters/send")
    answer = seat.desk.post(f"{ROUND}/letters/send/last", **seat.look("send", "send"))
    assert answer.status == 409
    assert "还没有输入授权码" in answer.text
    told = seat.go("send", seat.look("send", "drafts"))
    assert "11 封草稿写好了，还没有发出。" in told
    assert "无变化" not in told
    assert f'href="{ROUND}/letters">去“信件”：下载草稿，从自己的邮箱发出</a>' in told
    page = seat.page("/letters")
    assert "草稿：11 封还没有发出" in page
    assert page.count('name="letter"') == 11
    assert seat.smtp.messages == []
    taken = seat.desk.ask(f"{ROUND}/letters/drafts.zip")
    with zipfile.ZipFile(BytesIO(taken.body)) as zipped:
        assert len(zipped.namelist()) == 11
    name = unquote(taken.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])
    assert re.fullmatch(r"目标分解_下发_11封_\d{4}-\d\d-\d\d-\d{4}\.zip", name)


def test_what_left_from_ones_own_mailbox_is_said_and_taken_back(seat: Seat) -> None:
    """Two of eleven, then the rest: the next step waits, the story names who; one was not sent after all."""
    seat.go("send", seat.look("send", "drafts"))
    page = seat.page("/letters")
    (group,) = re.findall(r'name="group" value="([^"]+)"', page)
    ids = re.findall(r'name="letter" value="([^"]+)"', page)
    asked = seat.page("/act/posted?" + urlencode({"letter": ids[:2], "group": group}, doseq=True))
    assert asked.count("草稿 → 已自行发出，不再发") == 2
    assert "已记下 1 封" in seat.act("posted", letter=ids[0], group=group)
    assert "草稿：10 封还没有发出" in seat.page("/letters")
    assert "已自行发出，不再发" in seat.page(f"/letters/send?city={HANGZHOU}")
    assert seat.page("/letters/send").count('name="again"') == 1
    assert seat.page("/act/posted?" + urlencode({"group": group})).count("草稿 → 已自行") == 10
    assert "已记下 10 封" in seat.act("posted", group=group)
    board = seat.page("/")
    assert "都已联系过：等他们报来" in board
    assert len(re.findall(r'<td class="mail">\d\d-\d\d 下发　已自行发出</td>', board)) == 11
    assert re.search(rf"下发　已自行发出</td>\s*<td[^>]*>{user_name()}</td>", seat.page("/story"))
    sent = seat.page("/letters")
    assert sent.count(">已自行发出<") == 11
    assert f"由 {user_name()} 记" in sent
    assert 'id="drafts"' not in sent
    again = seat.desk.ask(f"{ROUND}/act/posted?" + urlencode({"group": group}))
    assert (again.status, "可能已经记过了" in again.text) == (409, True)
    assert "<h2>不用再办</h2>" in again.text
    looked = seat.look("send", "drafts")
    assert "11 封信以前已发出或结果不明，没有再写草稿" in seat.go("send", looked)
    assert "11 封草稿写好了" in seat.go("send", looked | {"again": "yes"})

    assert "已自行发出 → 其实没有发出" in seat.page("/act/unposted?" + urlencode({"letter": ids[0]}))
    assert "改为没有发出" in seat.act("unposted", letter=ids[0])
    assert seat.page("/letters").count(">已自行发出<") == 10


def test_drafts_that_nobody_sends_are_dropped_until_they_are_written_anew(seat: Seat) -> None:
    seat.go("send", seat.look("send", "drafts"))
    page = seat.page("/letters")
    ids = re.findall(r'name="letter" value="([^"]+)"', page)
    asked = seat.page("/act/dropped?" + urlencode({"letter": ids[:2]}, doseq=True))
    assert asked.count("草稿 → 不发了，“下一步”不再催") == 2
    assert "以后又要发的，再写一封就是。" in asked
    assert "已记下 1 封：不发了，“下一步”不再催。" in seat.act("dropped", letter=ids[0])
    assert "草稿：10 封还没有发出" in seat.page("/letters")
    assert len(list(seat.office.folder(BREAKDOWN, "outbox").glob("*.eml"))) == 10
    assert "已记下 10 封" in seat.act("dropped")
    letters = seat.page("/letters")
    assert letters.count(">不发了<") == 11
    assert f"由 {user_name()} 记" in letters
    assert "没有登记的草稿" not in letters
    assert "填报表已生成，还没有寄给各市" in seat.page("/")
    gone = seat.desk.ask(f"{ROUND}/act/dropped")
    assert (gone.status, "没有待发的草稿" in gone.text) == (409, True)
    assert "1 封草稿写好了" in seat.go("send", seat.look("send", "drafts", NINGBO))
    assert "有 1 封信已写成草稿，还没有发出（宁波市）" in seat.page("/")


def test_forms_handed_over_in_another_way_are_not_sent(seat: Seat) -> None:
    assert "填报表已用别的办法发出" in seat.page("/letters")
    asked = seat.page(f"/act/given?city={NINGBO}")
    assert "宁波市：填报表已用别的办法发给对方，不再寄" in asked
    assert "已记下 1 家" in seat.act("given", city=NINGBO)
    assert "还有 10 家没有拿到填报表（杭州市、温州市、湖州市等）" in seat.page("/letters")
    assert "已记下 10 家" in seat.act("given")
    assert "没有拿到填报表" not in seat.page("/letters")
    again = seat.desk.ask(f"{ROUND}/act/given")
    assert (again.status, "这些单位都已寄过或者给过填报表" in again.text) == (409, True)
    assert "都已联系过：等他们报来" in seat.page("/")


def test_letters_to_some_cities_issue_nothing_to_others(seat: Seat) -> None:
    seat.act("given", city=HANGZHOU)
    there = [seat.office.form(BREAKDOWN, city) for city in (HANGZHOU, NINGBO)]
    for form in there:
        form.unlink()
    assert "9 封草稿写好了" in seat.go("send", seat.look("send", "drafts"))
    assert [form.exists() for form in there] == [False, False]
    assert "宁波市的填报表文件不见了，请再下发一次" in seat.page("/letters/send")


def test_a_letter_goes_to_oneself(seat: Seat) -> None:
    assert seat.save().status == 303
    page = seat.page("/letters/send")
    (only,) = re.findall(rf'name="only" value="(issue/{WENZHOU}/[^"]+)"', page)
    told = seat.go("send", {"how": "me", "city": WENZHOU, "only": only})
    assert f"已把给温州市的信作为测试发到 {ME}，没有发给任何设区市。" in told
    (kept,) = seat.smtp.messages
    assert kept.recipients == (ME,)
    assert "温州市" in str(opened(kept)["Subject"])
    assert "已发出" not in seat.page("/letters")


def test_a_changed_table_of_addresses_is_looked_at_and_ticked(seat: Seat) -> None:
    assert seat.save().status == 303
    seat.go("send", seat.look("send", "send", NINGBO))
    offices = seat.office.plan / "offices.csv"
    before = offices.read_text("utf-8")
    try:
        changed = before.replace("hangzhou", "hangzhou2").replace("杭州市传统制造业改造提升工作专班", "")
        offices.write_text(changed, "utf-8")
        assert offices.read_text("utf-8") != before
        assert "\n杭州市人民政府：\n" in seat.page(
            f"/letters/send?city={HANGZHOU}"
        )  # an office without a name
        looked = seat.look("send", "send", HANGZHOU)
        answer = seat.desk.post(f"{ROUND}/letters/send/last", **looked)
        assert answer.status == 409
        assert "联系人表改动过。请核对下面的收件地址" in answer.text
        assert "hangzhou2" in answer.text
        assert len(seat.smtp.messages) == 1
        seat.go("send", looked | {"confirm": "yes"})
        assert len(seat.smtp.messages) == 2
    finally:
        offices.write_text(before, "utf-8")


@pytest.mark.parametrize(("fate", "sent"), [("arrived", 1), ("again", 2)])
def test_a_letter_in_doubt_waits_for_a_word(seat: Seat, fate: str, sent: int) -> None:
    assert seat.save().status == 303
    for address in seat.office.tables.addresses[NINGBO]:
        seat.smtp.behaviours[address] = Behaviour.DROP_AFTER_KEEPING
    assert "结果不明" in seat.go("send", seat.look("send", "send", NINGBO))
    page = seat.page("/letters")
    assert "结果不明的信" in page
    assert "没有收到答复" in page
    seat.smtp.behaviours.clear()
    assert "核实以前不再发" in seat.page(f"/letters/send?city={NINGBO}")
    asked = seat.page(f"/act/settle?city={NINGBO}&fate={fate}")
    assert ("已送达，不再发" if fate == "arrived" else "下次发送时重发") in asked
    seat.act("settle", city=NINGBO, fate=fate)
    assert "结果不明的信" not in seat.page("/letters")
    seat.go("send", seat.look("send", "send", NINGBO))
    assert len(seat.smtp.messages) == sent
    answer = seat.desk.ask(f"{ROUND}/act/settle?city={NINGBO}&fate={fate}")
    assert (answer.status, "没有结果不明的信" in answer.text) == (409, True)


def test_fetched_mails_are_collected_and_answered(seat: Seat) -> None:
    assert seat.save().status == 303
    office = seat.office
    good, bad = office.fill(BREAKDOWN, HANGZHOU), office.form(BREAKDOWN, NINGBO)
    for city, path in ((HANGZHOU, good), (NINGBO, bad)):
        address = office.tables.addresses[city][0]
        seat.imap.deliver(mail_from(address, "报送", (path.name, path.read_bytes())).as_bytes())
    good.unlink()
    told = seat.act("fetch")
    assert told.count("收取 1 个附件") == 2
    page = seat.page("/letters/correction")
    assert "杭州市" not in re.findall(r"<h3>(\w+)　", page)
    assert "宁波市　更正函" in page
    assert "请更正.xlsx" in page
    seat.go("correction", seat.look("correction", "send"))
    assert "杭州市　回执" in seat.page("/letters/receipt")
    seat.go("receipt", seat.look("receipt", "send"))
    assert len(seat.smtp.messages) == 2
    remind = seat.page("/letters/remind")
    assert "杭州市　催报" not in remind
    assert "共 9 封" in remind  # 宁波市 was asked today to correct


def test_a_file_that_does_not_open_is_answered_truly(seat: Seat) -> None:
    """Its name tells the city; a file without a form's number that waits for us is not missing, either.

    The form that goes out again is not called like the file that does not open.
    """
    inbox = seat.office.folder(BREAKDOWN, "received")
    inbox.mkdir(parents=True, exist_ok=True)
    name = seat.office.form(BREAKDOWN, WENZHOU).name
    assert name == "330300_温州市_目标分解.xlsx"
    whole = seat.office.form(BREAKDOWN, WENZHOU).read_bytes()
    (inbox / name).write_bytes(whole[: len(whole) // 2])
    own = Workbook()
    own.create_sheet("宁波市")["A1"] = "宁波市"
    own.save(inbox / "宁波市自制.xlsx")
    seat.act("collect")
    page = seat.page("/letters/unreadable")
    assert "共 1 封" in page
    assert "温州市　重报函" in page
    assert f"报来的“{name}”已经收到，但读不出数" in "".join(page.split())
    assert ">330300_温州市_目标分解_重报用.xlsx</a>" in page
    anew = inbox / "330300_温州市_目标分解_重报用.xlsx"
    anew.write_bytes(whole[: len(whole) // 3])
    seat.act("collect")
    assert ">330300_温州市_目标分解_重报用_2.xlsx</a>" in seat.page("/letters/unreadable")
    anew.unlink()
    assert "没有传完或没有保存好" in "".join(page.split())
    remind = seat.page("/letters/remind")
    assert "共 10 封" in remind
    assert "【催报】温州市目标分解报来的文件读不出数" in remind
    assert "宁波市的上报表待我办核实" in remind
    seat.office.fill(BREAKDOWN, HANGZHOU)
    seat.act("collect")
    told = seat.go("unreadable", seat.look("unreadable", "drafts"))
    assert 0 < told.index("1 封草稿写好了，还没有发出。") < told.index("<table>")
    seat.go("receipt", seat.look("receipt", "drafts"))
    letters = seat.page("/letters")
    assert letters.index("下载全部 2 封（压缩包）") < letters.index("<h3>重报函") < letters.index("<h3>回执")
    assert letters.count('class="button main"') == 1
    assert seat.page("/act/posted").count("草稿 → 已自行发出") == 2
    seat.office.fill(BREAKDOWN, WENZHOU)
    seat.act("collect")
    assert "温州市　回执" in seat.page("/letters/receipt")
    assert "没有要写的信" in seat.page("/letters/unreadable")


def test_what_comes_in_between_stops_the_letters(seat: Seat) -> None:
    """A return that lies in the inbox is collected before the replies: they are others then."""
    assert seat.save().status == 303
    seat.office.fill(BREAKDOWN, HANGZHOU)
    seat.act("collect")
    looked = seat.look("receipt", "send")
    seat.office.fill(BREAKDOWN, NINGBO)
    told = seat.go("receipt", looked)
    assert "您看过以后，要发的信又有了变化，所以一封也没有发出。" in told
    assert seat.smtp.messages == []


def test_the_console_reads_what_the_form_has_written(seat: Seat) -> None:
    assert seat.save().status == 303
    words = (seat.office.plan, BREAKDOWN, "--workbooks", seat.office.home, "--mail", seat.mail, "--to-me")
    answer = run("generate.py", *words)
    assert answer.code == 2
    assert "环境变量 CASCADE_SMTP_PASSWORD 中没有授权码" in answer.error
    environment = {"CASCADE_SMTP_PASSWORD": SECRET}
    command = [sys.executable, "generate.py", *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done
    assert [each.recipients for each in seat.smtp.messages] == [(ME,)]


def test_a_form_of_another_city_is_seen_but_never_leaves(seat: Seat) -> None:
    assert seat.save().status == 303
    office = seat.office
    office.form(BREAKDOWN, HANGZHOU).write_bytes(office.form(BREAKDOWN, NINGBO).read_bytes())
    for how in ("send", "drafts"):
        told = seat.go("send", seat.look("send", how))
        assert "不是杭州市本批次的填报表" in told
        assert "一封也没有发出" in told
    (only,) = re.findall(rf'name="only" value="(issue/{HANGZHOU}/[^"]+)"', seat.page("/letters/send"))
    assert "不是杭州市本批次的填报表" in seat.go("send", {"how": "me", "city": HANGZHOU, "only": only})
    assert seat.smtp.messages == []
    assert list(office.folder(BREAKDOWN, "outbox").glob("*.eml")) == []


def test_who_has_not_reported_is_reminded_once_a_day(seat: Seat) -> None:
    assert seat.save().status == 303
    seat.office.fill(BREAKDOWN, HANGZHOU)
    seat.act("collect")
    assert "共 10 封，其中 10 封已发出。" in seat.go("remind", seat.look("remind", "send"))
    again = seat.page("/letters/remind")
    assert again.count("已发出，不再发") == 10
    (told,) = re.findall("今天已经催过：.*?<", again)
    assert re.fullmatch(
        "今天已经催过：宁波市、温州市、湖州市等 10 家（zhang [0-2][0-9]:[0-5][0-9] 催报，已发出）。"
        "再发一次，对方今天会收到两封。<",
        told,
    )
    assert "今天已经催过" not in seat.page("/letters/send")
    reminded = {address for each in seat.smtp.messages for address in each.recipients}
    assert reminded.isdisjoint(seat.office.tables.addresses[HANGZHOU])
