"""The post: forms out, reminders, returns in, receipts and corrections back, over real servers."""

import json
import shutil
import signal
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.ledger import Sending
from cascade.ledger import opened as opened_ledger
from cascade.mail.incoming import Unreadable, parse_mail
from cascade.mail.settings import Account, is_example
from tests.support.certificates import Certificate, make_certificate
from tests.support.killing import Hand
from tests.support.mail_office import DAY, ME, Post, body, few_forms, mail_from, opened, post_of
from tests.support.mailparser import parsed
from tests.support.office import BREAKDOWN, JUNE, Office, run
from tests.support.oracle.form import Form
from tests.support.oracle.results import expected_breakdown
from tests.support.programs import KILLING
from tests.support.sample import count
from tests.support.smtp_server import Behaviour

HANGZHOU, NINGBO, WENZHOU, HUZHOU = "330100", "330200", "330300", "330500"
JIAXING, SHAOXING, ZHOUSHAN = "330400", "330600", "330900"
WORD = b"PK\x03\x04 not a workbook"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return few_forms(tmp_path_factory)


@pytest.fixture
def office(master: Office, tmp_path: Path) -> Office:
    return master.copy(tmp_path / "工作簿")


@pytest.fixture
def post(office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with post_of(office, certificate, monkeypatch) as found:
        yield found


@pytest.fixture(scope="module")
def nearly_all(master: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same where 宁波市 has returned nothing, 湖州市 something wrong, and all others have returned."""
    office = master.copy(tmp_path_factory.mktemp("催") / "工作簿")
    for city in office.tables.cities:
        if city not in (NINGBO, HUZHOU):
            office.fill(BREAKDOWN, city)
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): Decimal(0)})
    assert office.collect(BREAKDOWN).code == 1
    return office


@pytest.fixture
def reminding(
    nearly_all: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Post]:
    with post_of(nearly_all.copy(tmp_path / "工作簿"), certificate, monkeypatch) as found:
        yield found


def ticket(data: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(data))
    return str(book.custom_doc_props["CascadeTicket"].value)  # type: ignore[attr-defined]


def files(message: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_payload(decode=True) for part in message.iter_attachments()}  # type: ignore[misc]


# ------------------------------------------------------------------------------------------------- sending


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_every_office_gets_its_own_form_once(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    with post_of(office, certificate, monkeypatch, security=security) as post:
        answer = post.generate(BREAKDOWN, "--send")
        assert (answer.code, answer.error) == (0, "")
        assert len(post.smtp.messages) == 11
        assert all(each.encrypted and each.login for each in post.smtp.messages)
        for city, name in office.tables.cities.items():
            (message,) = post.sent_to(city)
            ((file, data),) = files(message).items()
            assert file == office.form(BREAKDOWN, city).name
            assert data == office.form(BREAKDOWN, city).read_bytes()
            assert ticket(data).startswith(f"{city}-B-1-")
            assert name in str(message["Subject"])
            assert "Bcc" not in message
            recipients = [each for each in post.smtp.messages if opened(each)["To"] == message["To"]]
            assert list(recipients[0].recipients) == office.tables.addresses[city]
        again = post.generate(BREAKDOWN, "--send")
        assert (again.code, len(post.smtp.messages)) == (0, 11)
        assert again.out.count("已发出（以前）") == 11


def test_drafts_open_as_drafts_and_two_parsers_read_the_same(office: Office) -> None:
    words = ("--workbooks", office.home, "--drafts", "--today", DAY, "--mail", office.home / "没有.toml")
    answer = run("generate.py", office.plan, BREAKDOWN, *words)
    assert (answer.code, answer.error) == (0, "")
    drafts = sorted(office.folder(BREAKDOWN, "outbox").glob("*.eml"))
    assert len(drafts) == 11
    for draft, other in zip(drafts, parsed(drafts), strict=True):
        city = draft.name[:6]
        message = message_from_bytes(draft.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        assert message["X-Unsent"] == "1"
        assert "From" not in message
        name = office.form(BREAKDOWN, city).name
        assert list(files(message)) == [name]
        assert [each["filename"] for each in other["attachments"]] == [name]
        assert other["attachments"][0]["size"] == len(office.form(BREAKDOWN, city).read_bytes())
        addresses = office.tables.addresses[city]
        assert [each["address"] for each in (*other["to"], *other["cc"])] == addresses
        assert other["subject"] == str(message["Subject"])
        assert "请于2020年5月30日（星期六）前报送" in other["text"]
        assert "请于2020年5月30日（星期六）前报送" in other["html"]
        assert body(message, "plain").split() == other["text"].split()


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        ("2020-05-20", "请于2020年5月30日（星期六）前报送"),
        ("2019-05-20", "请于2020年5月30日（星期六）前报送"),
        ("2020-06-02", "请尽快报送"),  # whoever issues late does not reproach the cities with it
        ("2026-11-29", "请尽快报送"),
    ],
)
def test_a_form_issued_late_or_long_before_counts_no_days(office: Office, today: str, asked: str) -> None:
    words = ("--workbooks", office.home, "--drafts", "--today", today, "--city", NINGBO)
    assert run("generate.py", office.plan, BREAKDOWN, *words).code == 0
    (draft,) = office.folder(BREAKDOWN, "outbox").glob("*.eml")
    message = message_from_bytes(draft.read_bytes(), policy=policy.default)
    for kind in ("plain", "html"):
        text = "".join(body(message, kind).split())
        assert "".join(asked.split()) in text
        assert ("5月30日" in text) is (today < "2020-05-30")  # nor does it name a day that has passed
        assert "工作日" not in text, text
        assert "超过" not in text


def test_an_attachments_name_is_written_for_old_and_new_clients(office: Office) -> None:
    words = ("--workbooks", office.home, "--drafts", "--today", DAY, "--city", HANGZHOU)
    assert run("generate.py", office.plan, BREAKDOWN, *words).code == 0
    (draft,) = office.folder(BREAKDOWN, "outbox").glob("*.eml")
    raw = draft.read_bytes()
    assert b'name="=?utf-8?b?' in raw
    assert raw.count(b"filename*=utf-8''330100_%E6%9D%AD%E5%B7%9E%E5%B8%82_") == 1
    assert b"filename*0" not in raw
    assert max(map(len, raw.split(b"\r\n"))) < 998


def test_one_refused_address_does_not_keep_the_others_from_theirs(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of eleven is refused: it is said, and the next run sends that one alone."""
    addresses = office.tables.addresses
    behaviours = dict.fromkeys(addresses[NINGBO], Behaviour.REFUSE_RECIPIENT)
    with post_of(office, certificate, monkeypatch, behaviours=behaviours) as post:
        answer = post.generate(BREAKDOWN, "--send")
        assert (answer.code, len(post.smtp.messages)) == (1, 10)
        assert "未发出" in answer.out
        assert post.sent_to(NINGBO) == []
        post.smtp.behaviours.clear()
        assert post.generate(BREAKDOWN, "--send").code == 0
        assert len(post.smtp.messages) == 11
        assert len(post.sent_to(NINGBO)) == 1


def test_one_of_several_recipients_refused_is_said(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = office.tables.addresses[NINGBO]
    behaviours = {addresses[1]: Behaviour.REFUSE_RECIPIENT}
    with post_of(office, certificate, monkeypatch, behaviours=behaviours) as post:
        answer = post.generate(BREAKDOWN, "--send", "--city", NINGBO)
        assert answer.code == 0
        (kept,) = post.smtp.messages
        assert kept.recipients == (addresses[0], addresses[2])
        said = "".join(answer.out.split()).replace("│", "")
        told = said.partition("其中未送达：")[2]
        assert told.startswith(addresses[1])
        assert addresses[0] not in told
        assert addresses[2] not in told


def test_a_letter_that_reached_all_its_recipients_says_nothing_of_refusals(post: Post) -> None:
    answer = post.generate(BREAKDOWN, "--send", "--city", NINGBO)
    assert answer.code == 0
    assert "已发出" in answer.out
    assert "未送达" not in answer.out
    with opened_ledger(post.office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        (dispatch,) = ledger.dispatches(BREAKDOWN)
    assert (dispatch.state, dispatch.detail) == (Sending.SENT, "")


def test_a_letter_that_nobody_got_is_told_with_the_servers_words_alone(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviours = dict.fromkeys(office.tables.addresses[NINGBO], Behaviour.REFUSE_RECIPIENT)
    with post_of(office, certificate, monkeypatch, behaviours=behaviours) as post:
        answer = post.generate(BREAKDOWN, "--send", "--city", NINGBO)
        assert (answer.code, "其中未送达" in answer.out) == (1, False)
        assert "服务器拒收" in answer.out


def test_the_text_of_a_letter_travels_in_base64(post: Post) -> None:
    """Lines of Chinese text in 8 bits would be too long or broken for some servers."""
    assert post.generate(BREAKDOWN, "--send", "--city", NINGBO).code == 0
    (kept,) = post.smtp.messages
    for part in message_from_bytes(kept.raw, policy=policy.default).walk():
        if part.get_content_maintype() == "text":
            assert part["Content-Transfer-Encoding"] == "base64"
    assert kept.raw.isascii()


@pytest.mark.parametrize(
    ("behaviour", "state", "taken"),
    [
        (Behaviour.DELAY, "已发出", 1),
        (Behaviour.REFUSE_MESSAGE, "未发出", 0),
        (Behaviour.DEFER_MESSAGE, "未发出", 0),
        (Behaviour.DEFER_RECIPIENT, "未发出", 0),
        (Behaviour.SHUT_DOWN, "未发出", 0),
        (Behaviour.SHUT_DOWN_AT_DATA, "未发出", 0),
        (Behaviour.DROP_AFTER_KEEPING, "结果不明", 1),
        (Behaviour.CLOSE_IN_DATA, "结果不明 未发出", 0),  # by how much of it had left when the line was cut
    ],
)
def test_what_becomes_of_a_message_when_the_server_misbehaves(
    office: Office,
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    behaviour: Behaviour,
    state: str,
    taken: int,
) -> None:
    """The others get theirs in any case; what is not known is not sent again until a person has said so."""
    addresses = office.tables.addresses[NINGBO]
    with post_of(office, certificate, monkeypatch, behaviours=dict.fromkeys(addresses, behaviour)) as post:
        answer = post.generate(BREAKDOWN, "--send", "--city", HANGZHOU, NINGBO, WENZHOU)
        (row,) = [line for line in answer.out.splitlines() if "宁波市" in line and "下发 " in line]
        (state,) = (each for each in state.split() if each in row)
        assert answer.code == (0 if state == "已发出" else 1)
        assert len(post.sent_to(HANGZHOU)) == len(post.sent_to(WENZHOU)) == 1
        assert len(post.sent_to(NINGBO)) == taken
        post.smtp.behaviours.clear()
        again = post.generate(BREAKDOWN, "--send", "--city", NINGBO)
        if state == "结果不明":
            assert (again.code, len(post.sent_to(NINGBO))) == (1, taken)
            word = "--arrived" if taken else "--send-again"
            assert post.generate(BREAKDOWN, word, NINGBO).code == 0
            assert post.generate(BREAKDOWN, "--send", "--city", NINGBO).code == 0
        assert len(post.sent_to(NINGBO)) == 1
        assert len(post.smtp.messages) == 3


def test_there_is_a_pause_between_two_messages(post: Post) -> None:
    post.settings.write_text(post.settings.read_text("utf-8").replace("pause = 0", "pause = 1.5"), "utf-8")
    assert post.generate(BREAKDOWN, "--send", "--city", HANGZHOU, NINGBO).code == 0
    first, second = (each.time for each in post.smtp.messages)
    assert (second - first).total_seconds() >= 1.5


def test_a_wrong_password_sends_nothing_and_says_what_to_do(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASCADE_SMTP_PASSWORD", "wrong")
    answer = post.generate(BREAKDOWN, "--send")
    assert (answer.code, post.smtp.messages) == (3, [])
    assert "授权码" in answer.error
    monkeypatch.setenv("CASCADE_SMTP_PASSWORD", "密码")
    assert "授权码" in post.generate(BREAKDOWN, "--send").error
    monkeypatch.delenv("CASCADE_SMTP_PASSWORD")
    without = post.generate(BREAKDOWN, "--send")
    assert (without.code, post.smtp.messages) == (2, [])
    assert "CASCADE_SMTP_PASSWORD" in without.error


def test_a_server_that_nobody_vouches_for_gets_nothing(post: Post) -> None:
    text = post.settings.read_text("utf-8")
    lines = [line for line in text.splitlines() if "ca_file" not in line]
    post.settings.write_text("\n".join(lines), "utf-8")
    answer = post.generate(BREAKDOWN, "--send")
    assert (answer.code, post.smtp.messages) == (3, [])
    assert "加密连接没有建立" in answer.error


# ----------------------------------------------------------------------------------------- killed on the way


@KILLING
def test_killed_at_every_step_nobody_gets_two_and_whoever_got_none_is_shown(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two letters; after each kill the command runs again, and what is in doubt waits for a person."""
    cities = (NINGBO, ZHOUSHAN)
    with post_of(office, certificate, monkeypatch) as post, Hand(tmp_path / "手") as hand:

        def words(home: Path, *more: object) -> tuple[object, ...]:
            how = ("--workbooks", home, "--mail", post.settings, "--today", DAY)
            return (office.plan, BREAKDOWN, *how, *more)

        send = ("--send", "--city", *cities)
        calm, steps = hand.steps("generate", *words(office.copy(tmp_path / "平安").home, *send))
        assert (calm.code, len(post.smtp.messages)) == (0, 2)
        assert [each.name for each in steps].count("cascade.step message handed over") == 2
        doubtful = 0
        for number in range(1, len(steps) + 1):
            home = office.copy(tmp_path / f"{number}").home
            post.smtp.messages.clear()
            assert hand.run("generate", *words(home, *send), kill=number).code == -signal.SIGKILL
            again = hand.run("generate", *words(home, *send))
            assert again.error == ""
            unknown = {c for c in cities if f"│ {office.tables.cities[c]} │ 下发 │ 结果不明" in again.out}
            assert again.code == bool(unknown), steps[number - 1]
            for city in cities:
                count = len(post.sent_to(city))
                assert count <= 1
                assert count == 1 or city in unknown
            for city in unknown:
                word = "--arrived" if post.sent_to(city) else "--send-again"
                assert hand.run("generate", *words(home, word, city)).code == 0
            doubtful += bool(unknown)
            assert hand.run("generate", *words(home, *send)).code == 0
            assert [len(post.sent_to(city)) for city in cities] == [1, 1]
        print(f"{len(steps)} steps, {doubtful} left a letter in doubt")
        assert doubtful == 2 * 3  # entered as being sent; handed over; what became of it in the journal alone


# ---------------------------------------------------------------------------------- never to the wrong city


def swap(office: Office, one: str, other: str) -> None:
    first, second = office.form(BREAKDOWN, one), office.form(BREAKDOWN, other)
    data = first.read_bytes(), second.read_bytes()
    first.write_bytes(data[1])
    second.write_bytes(data[0])


@pytest.mark.parametrize("words", [["--send"], ["--drafts"], ["--remind", "--send"]])
def test_exchanged_attachments_stop_everything_before_the_first_message(post: Post, words: list[str]) -> None:
    if "--remind" in words:
        assert post.generate(BREAKDOWN, "--posted").code == 0
    swap(post.office, WENZHOU, ZHOUSHAN)
    answer = post.generate(BREAKDOWN, *words)
    assert (answer.code, post.smtp.messages) == (2, [])
    assert "要发给温州市的附件" in answer.error
    assert "属于舟山市" in answer.error
    assert not post.office.folder(BREAKDOWN, "outbox").exists()


def test_an_attachment_of_another_round_is_not_sent(post: Post) -> None:
    assert post.office.generate(JUNE).code == 0
    shutil.copy(post.office.form(JUNE, HUZHOU), post.office.form(BREAKDOWN, HUZHOU))
    answer = post.generate(BREAKDOWN, "--send")
    assert (answer.code, post.smtp.messages) == (2, [])


def changed_plan(office: Office, tmp_path: Path, old: str, new: str) -> Path:
    plan = tmp_path / "方案"
    shutil.copytree(office.plan, plan)
    table = plan / "offices.csv"
    text = table.read_text("utf-8-sig")
    assert old in text
    table.write_text(text.replace(old, new, 1), "utf-8-sig")
    return plan


def test_changed_addresses_have_to_be_confirmed(post: Post, tmp_path: Path) -> None:
    assert post.generate(BREAKDOWN, "--send", "--city", HANGZHOU).code == 0
    post.office.plan = changed_plan(post.office, tmp_path, "ningbo@example", "ningbo-new@example")
    answer = post.generate(BREAKDOWN, "--send")
    assert (answer.code, len(post.smtp.messages)) == (2, 1)
    assert "--confirm-addresses" in answer.error
    assert "ningbo-new@example.invalid" in answer.out
    assert post.generate(BREAKDOWN, "--send", "--confirm-addresses").code == 0
    assert len(post.smtp.messages) == 11
    assert post.generate(BREAKDOWN, "--send").code == 0
    assert [m.recipients[0] for m in post.smtp.messages if "ningbo" in m.recipients[0]] == [
        "ningbo-new@example.invalid"
    ]


def test_a_test_message_goes_to_the_operator_alone(post: Post) -> None:
    answer = post.generate(BREAKDOWN, "--to-me")
    assert answer.code == 0
    (kept,) = post.smtp.messages
    assert kept.recipients == (ME,)
    assert str(opened(kept)["Subject"]).startswith("【测试】【请填报】杭州市")
    assert post.generate(BREAKDOWN, "--send").code == 0
    assert len(post.smtp.messages) == 12


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("words", [["--send"], ["--to-me"], ["--remind", "--send"]], ids=" ".join)
def test_example_addresses_leave_only_through_a_server_on_this_machine(post: Post, words: list[str]) -> None:
    assert post.generate(BREAKDOWN, *(["--posted"] if "--remind" in words else [])).code == 0
    local = post.settings.read_text("utf-8")
    post.settings.write_text(local.replace('host = "127.0.0.1"', 'host = "smtp.zj.gov.cn"'), "utf-8")
    answer = post.generate(BREAKDOWN, *words)
    assert answer.code == 2
    assert "不是真的邮箱" in answer.error
    assert "一封也没有发出" in answer.error
    named = "jingban@example.invalid" if "--to-me" in words else "hangzhou-jingxin@example.invalid"
    assert named in answer.error
    assert post.smtp.messages == []
    with opened_ledger(post.office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        assert {each.purpose for each in ledger.dispatches(BREAKDOWN)} <= {"issue"}
        assert (len(ledger.dispatches(BREAKDOWN)), ledger.decisions("")) == (11 * ("--remind" in words), ())
    post.settings.write_text(local.replace('host = "127.0.0.1"', 'host = "localhost"'), "utf-8")
    answer = post.generate(BREAKDOWN, *words, "--confirm-addresses")
    assert answer.code == 0
    assert named in answer.out.partition("提示：以下是示例地址")[2].partition("封")[0]


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("a@example.invalid", True),
        ("a@example.INVALID", True),
        ("a@b.test", True),
        ("a@mail.example", True),
        ("a@example.com", True),
        ("a@x.example.org", True),
        ("a@pc.localhost", True),
        ("a@zj.gov.cn", False),
        ("a@notexample.com", False),
        ("invalid@qq.com", False),
        ("a@invalid.cn", False),
    ],
)
def test_addresses_that_nobody_can_have(address: str, is_one: bool) -> None:
    assert is_example(address) is is_one


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("[::1]", True),
        ("10.0.0.1", False),
        ("localhost.zj.gov.cn", False),
        ("smtp.example.invalid", False),
    ],
)
def test_a_server_on_this_machine(host: str, is_here: bool) -> None:
    assert Account(host=host, port=25).is_here is is_here


def test_a_dry_run_does_nothing(post: Post, tmp_path: Path) -> None:
    before = tree(post.office.home)
    answer = post.generate(BREAKDOWN, "--dry-run")
    assert (answer.code, post.smtp.messages) == (0, [])
    assert all(address in answer.out for address in post.office.tables.addresses[WENZHOU])
    assert tree(post.office.home) == before
    words = ("--workbooks", tmp_path / "新", "--dry-run")
    fresh = run("generate.py", post.office.plan, BREAKDOWN, *words)
    assert "还没有下发填报表" in fresh.out
    assert list((tmp_path / "新").rglob("*.xlsx")) == []


def test_settings_that_cannot_be_read_are_said_to_be(post: Post) -> None:
    assert post.generate(BREAKDOWN, "--posted", "宁波市").code == 0
    post.settings.write_text("[office\n", "utf-8")
    for words in (["--drafts"], ["--send"], ["--to-me"], ["--remind", "--drafts"]):
        answer = post.generate(BREAKDOWN, *words)
        assert (answer.code, post.smtp.messages) == (2, [])
        assert "第 1 行" in answer.error
    text = '[office]\naddress = "办公室"\nme = "a@example.invalid"\n[smtp]\nhots = "x"\n'
    post.settings.write_text(text, "utf-8")
    error = post.generate(BREAKDOWN, "--send").error
    assert "office.address：不是邮箱地址" in error
    assert "smtp.hots：没有这一项" in error
    assert "smtp.host：没有填" in error


def test_words_for_letters_without_letters_are_wrong_usage(post: Post) -> None:
    for words in (["--send"], ["--dry-run"], ["--to-me"], ["--confirm-addresses"]):
        answer = post.collect(BREAKDOWN, *words)
        assert (answer.code, post.smtp.messages) == (2, [])
        assert "--reply" in answer.error


def test_a_form_in_shares_goes_out_in_shares(post: Post) -> None:
    office = post.office
    assert office.form(BREAKDOWN, ZHOUSHAN).exists()  # issued whole before; now shares are asked for
    assert office.generate(BREAKDOWN, "--parts", "lead", "--city", ZHOUSHAN).code == 0
    assert post.generate(BREAKDOWN, "--send", "--parts", "county", "--city", ZHOUSHAN).code == 0
    (message,) = post.sent_to(ZHOUSHAN)
    tickets = [ticket(data) for data in files(message).values()]
    counties = range(3, 7)  # behind the two shares of the departments
    assert [each[:14] for each in tickets] == [f"{ZHOUSHAN}-B-1-{number:02}-" for number in counties]


# ----------------------------------------------------------------------------------------------- reminders


NO_ROBOTS = {("330602", "K06"): Decimal(0)}  # 越城: a shortfall of 绍兴


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2020-05-29", "请于2020年5月30日（星期六）前报送"),
        ("2020-05-30", "请于2020年5月30日（星期六）当天报送"),
        ("2020-05-31", "2020年5月30日（星期六）截止，请尽快报送"),
    ],
)
def test_reminders_go_to_those_who_have_not_returned(reminding: Post, today: str, words: str) -> None:
    post, office = reminding, reminding.office
    assert post.generate(BREAKDOWN, "--remind", "--send", today=today).code == 0
    assert len(post.smtp.messages) == 2
    (missing,), (faulty,) = post.sent_to(NINGBO), post.sent_to(HUZHOU)
    assert words in body(missing, "plain")
    assert "尚未报送" in str(missing["Subject"])
    assert list(files(missing)) == [office.form(BREAKDOWN, NINGBO).name]
    assert "有 1 处须更正" in str(faulty["Subject"])
    assert list(files(faulty)) == [f"{HUZHOU}_湖州市_目标分解_请更正.xlsx"]
    assert post.generate(BREAKDOWN, "--remind", "--send", today=today).code == 0
    assert len(post.smtp.messages) == 2  # once a day
    assert post.generate(BREAKDOWN, "--remind", "--send", today="2020-06-10").code == 0
    assert len(post.smtp.messages) == 4


def test_nobody_is_told_that_nothing_came_when_something_did(post: Post) -> None:
    """What waits for us is no fault of the city's; of shares, those still lacking are named."""
    office = post.office
    form = Form(office.fill(BREAKDOWN, HUZHOU))
    cell = next(
        c for page in form.book for line in page.iter_rows() for c in line if "编号：" in str(c.value)
    )
    cell.value = str(cell.value).replace("330500-B-1-1", "330500-B-1-2")  # held: two tickets
    form.book.save(office.folder(BREAKDOWN, "received") / office.form(BREAKDOWN, HUZHOU).name)
    other = office.fill(BREAKDOWN, NINGBO)
    less = {("330203", "K06"): Decimal(999)}
    office.fill(BREAKDOWN, NINGBO, less, name="宁波又一份.xlsx")  # held: two that differ
    assert office.generate(BREAKDOWN, "--parts", "county", "--city", ZHOUSHAN).code == 0
    shares = sorted(office.folder(BREAKDOWN, "issued").glob(f"{ZHOUSHAN}_*_分表/*.xlsx"))
    share = Form(shares[0])
    said = office.says(BREAKDOWN, ZHOUSHAN)
    share.fill({key: value for key, value in said.items() if key[0] in share.regions})
    share.book.save(office.folder(BREAKDOWN, "received") / shares[0].name)
    report = office.collect(BREAKDOWN)
    assert report.states[other.name] == report.states["宁波又一份.xlsx"] == "held"
    answer = post.generate(BREAKDOWN, "--remind", "--send", "--city", NINGBO, ZHOUSHAN, HANGZHOU)
    assert answer.code == 0
    assert post.sent_to(NINGBO) == []
    assert "宁波市" in answer.out
    assert "待我办核实" in answer.out
    (mail,) = post.sent_to(ZHOUSHAN)
    names, counties = office.tables.names, office.tables.counties[ZHOUSHAN]
    lacking = [names[county] for county in counties if county not in share.regions]
    assert len(lacking) == 3
    assert "分表没有收齐" in str(mail["Subject"])
    words = "".join(body(mail, "plain").split())
    assert f"还缺：{'、'.join(lacking)}" in words
    assert "尚未收到" not in words
    assert "尚未报送" in str(post.sent_to(HANGZHOU)[0]["Subject"])


def test_who_was_never_sent_a_form_is_not_reminded(post: Post) -> None:
    answer = post.generate(JUNE, "--remind", "--send")
    assert (answer.code, post.smtp.messages) == (0, [])
    assert "还没有下发填报表" in answer.out


# -------------------------------------------------------------------------------------------------- injection


HOSTILE = [
    "乙办\r\nBcc: thief@example.invalid",
    "乙办, thief@example.invalid",
    "{{ 7*7 }}{% raw %}",
    "<script>alert(1)</script>",
    '"><b>',
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_in_a_plan_can_inject_anything(office: Office, tmp_path: Path, hostile: str) -> None:
    """Names and titles with line breaks, commas, templates and markup go out as plain text."""
    plan = tmp_path / "方案"
    shutil.copytree(office.plan, plan)
    quoted = '"' + hostile.replace('"', '""') + '"'
    for table, old in (
        ("offices.csv", "杭州市传统制造业改造提升工作专班"),
        ("plan.csv", "省工业转型升级领导小组办公室（zhuanxing@example.invalid）"),
        ("plan.csv", "2020年浙江省传统制造业改造提升关键性量化指标"),
        ("regions.csv", "杭州市"),
        ("rounds.csv", "目标分解"),
    ):
        text = (plan / table).read_text("utf-8-sig")
        assert old in text
        (plan / table).write_text(text.replace(old, quoted, 1), "utf-8-sig", newline="")
    words = ("--workbooks", tmp_path / "别处", "--drafts", "--today", DAY, "--city", HANGZHOU)
    answer = run("generate.py", plan, BREAKDOWN, *words)
    assert answer.code == 0, answer.error
    (draft,) = (tmp_path / "别处").rglob("*.eml")
    (mail,) = parsed([draft])
    assert [each["address"] for each in mail["to"]] == Office(tmp_path).tables.addresses[HANGZHOU][:2]
    assert [each["address"] for each in mail["cc"]] == Office(tmp_path).tables.addresses[HANGZHOU][2:]
    assert b"\nBcc" not in draft.read_bytes()
    assert "49" not in mail["subject"]
    assert "<script" not in mail["html"]
    assert "<b>" not in mail["html"].replace("<b style", "")


@pytest.mark.parametrize("hostile", [*HOSTILE, "=?utf-8?b?A?=", "=?idna?q?\xff?=", "a" * 2000])
def test_nothing_in_a_citys_mail_can_inject_anything(office: Office, tmp_path: Path, hostile: str) -> None:
    """Its Message-ID, subject and file name come back in the receipt."""
    data = office.copy(tmp_path / "各市").fill(BREAKDOWN, HUZHOU).read_bytes()
    sender = office.tables.addresses[HUZHOU][0]
    raw = mail_from(sender, "报送", ("湖州.xlsx", data)).as_bytes()
    folded = hostile.replace("\r\n", "\r\n ").encode()
    head, _, rest = raw.partition(b"Message-ID: ")
    raw = head + b"Message-ID: <" + folded + b">" + rest[rest.index(b"\r\n") :]
    raw = raw.replace(b"filename=", b"x-was=").replace(
        b"Content-Disposition: attachment;",
        b'Content-Disposition: attachment; filename="' + folded.replace(b'"', b"'") + b'.xlsx";',
    )
    (tmp_path / "邮件").mkdir()
    (tmp_path / "邮件" / "1.EML").write_bytes(raw)
    words = ("--workbooks", office.home, "--today", DAY, "--fetch", tmp_path / "邮件", "--reply")
    answer = run("collect.py", office.plan, BREAKDOWN, *words)
    assert answer.code == 1, answer.error  # the other ten are missing
    (draft,) = office.folder(BREAKDOWN, "outbox").glob("*回执.eml")
    (mail,) = parsed([draft])
    assert [each["address"] for each in (*mail["to"], *mail["cc"])] == office.tables.addresses[HUZHOU]
    assert b"\nBcc" not in draft.read_bytes()
    assert "<script" not in mail["html"]
    assert "49" not in mail["subject"]


def test_one_mail_that_cannot_be_read_costs_the_others_nothing(office: Office, tmp_path: Path) -> None:
    data = office.copy(tmp_path / "各市").fill(BREAKDOWN, HUZHOU).read_bytes()
    good = mail_from(office.tables.addresses[HUZHOU][0], "报送", ("湖州.xlsx", data)).as_bytes()
    folder = tmp_path / "邮件"
    folder.mkdir()
    head = b"From: a@example.invalid\r\nSubject: "
    deep = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(3000)
    )
    (folder / "1.eml").write_bytes(head + b"=?utf-8?b?A?=\r\n\r\nx")
    (folder / "2.eml").write_bytes(head + b"x\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n" + deep)
    (folder / "3.eml").write_bytes(good)
    words = ("--workbooks", office.home, "--today", DAY, "--json", office.home / "结果.json")
    answer = run("collect.py", office.plan, BREAKDOWN, "--fetch", folder, *words)
    assert "Traceback" not in answer.error
    returns = json.loads((office.home / "结果.json").read_text("utf-8"))["returns"]
    assert [each["state"] for each in returns] == ["accepted"]


@settings(max_examples=count(100, 10_000), deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"Subject", b"From", b"Date", b"Message-ID", b"Content-Type"])
)
def test_whatever_stands_in_a_header_a_mail_is_read_or_refused(value: bytes, name: bytes) -> None:
    with suppress(Unreadable):
        parse_mail(b"Received: x\r\n" + name + b": " + value + b"\r\n\r\nbody")


def test_what_a_city_types_is_text_in_its_letter(post: Post) -> None:
    office = post.office
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): hostile})
    answer = post.collect(BREAKDOWN, "--reply", "--send")
    assert answer.code == 1
    (message,) = post.sent_to(HUZHOU)
    html = body(message, "html")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html
    assert hostile in body(message, "plain").replace("\n", "").replace("　", "").replace(" ", "").replace(
        "{{7*7}}", "{{ 7*7 }}"
    )


# ------------------------------------------------------------------------------------------- the whole story


def gbk_zip(name: str, data: bytes) -> bytes:
    """An archive as Chinese Windows makes it: the member's name is GBK, and no mark says so."""
    buffer = BytesIO()
    plain = "x" * len(name.encode("gbk"))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(plain, data)
    return buffer.getvalue().replace(plain.encode(), name.encode("gbk"))


def corrected(path: Path, office: Office) -> bytes:
    """A correction copy with what the city had wanted to say."""
    form = Form(path)
    form.fill(office.says(BREAKDOWN, SHAOXING))
    buffer = BytesIO()
    form.book.save(buffer)
    return buffer.getvalue()


def report_of(post: Post) -> dict[str, object]:
    content: dict[str, object] = json.loads((post.office.home / "结果.json").read_text("utf-8"))
    return content


def fetched(post: Post) -> tuple[int, dict[str, str], dict[str, object]]:
    """Fetch and collect: the exit code, each file's state, and the report."""
    answer = post.collect(BREAKDOWN, "--fetch", "--json", post.office.home / "结果.json")
    assert "Traceback" not in answer.error, answer
    content = report_of(post)
    returns = content["returns"]
    assert isinstance(returns, list)
    return answer.code, {Path(each["file"]).name: each["state"] for each in returns}, content


def test_the_whole_story_by_mail(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = office.copy(tmp_path / "各市")  # where the cities fill in what they were sent
    with post_of(office, certificate, monkeypatch, mailbox=True) as post:
        assert post.imap
        assert post.generate(BREAKDOWN, "--send").code == 0
        address = {city: found[0] for city, found in office.tables.addresses.items()}
        for city, name in office.tables.cities.items():
            data = desk.fill(BREAKDOWN, city, NO_ROBOTS if city == SHAOXING else None).read_bytes()
            files_ = [(f"{name}填报表.xlsx", data), ("盖章.pdf", b"%PDF-1.4 " + city.encode())]
            sender = address[city]
            if city == NINGBO:
                files_[0] = ("宁波.zip", gbk_zip("宁波市填报表.xlsx", data))
            elif city == HUZHOU:
                sender = "somebody@example.invalid"
            elif city == JIAXING:
                files_[0] = ("汇报材料.docx", WORD)
            mail = mail_from(sender, f"{name}报送", *files_)
            if city == WENZHOU:
                outer = mail_from(sender, "转发：温州报送")
                outer.add_attachment(mail)
                mail = outer
            post.imap.deliver(mail.as_bytes())
        post.imap.deliver(mail_from("chat@example.invalid", "午餐").as_bytes())

        code, states, content = fetched(post)
        assert code == 1
        assert len(post.imap.folder("INBOX")) == 1  # the one without attachments was left alone
        assert len(post.imap.folder("已收取")) == 11
        good = {f"{name}填报表.xlsx" for city, name in office.tables.cities.items() if city != JIAXING}
        assert {name for name, state in states.items() if state == "accepted"} == good - {"绍兴市填报表.xlsx"}
        assert states["绍兴市填报表.xlsx"] == "sent_back"
        assert states["汇报材料.docx"] == "refused"
        assert content["missing"] == [JIAXING, SHAOXING]
        returns = content["returns"]
        assert isinstance(returns, list)
        annexes = {each["region"] for each in returns if each["state"] == "annex"}
        assert annexes == set(office.tables.cities) - {HUZHOU} | {None}
        unknown = [each for each in returns if any(f["code"] == "M01" for f in each["findings"])]
        assert [Path(each["file"]).name for each in unknown] == ["湖州市填报表.xlsx"]
        assert not any(each["late"] for each in returns)
        status = post.collect(BREAKDOWN, "--status").out
        assert "2020-05-28 10:00" in status
        assert "somebody@example.invalid" in "".join(status.split())
        assert fetched(post)[1] == states  # nothing is taken twice

        post.smtp.messages.clear()
        assert post.collect(BREAKDOWN, "--reply", "--send").code == 1
        assert len(post.smtp.messages) == 11
        (unreadable,) = post.sent_to(JIAXING)  # which sent a report in Word and no form
        assert "读不出数" in str(unreadable["Subject"])
        (correction,) = post.sent_to(SHAOXING)
        assert "请更正" in str(correction["Subject"])
        assert correction["In-Reply-To"]
        ((name, copy),) = files(correction).items()
        assert name == "330600_绍兴市_目标分解_请更正.xlsx"
        assert all(
            "回执" in str(post.sent_to(c)[0]["Subject"]) for c in address if c not in (JIAXING, SHAOXING)
        )

        (tmp_path / "更正.xlsx").write_bytes(copy)
        again = corrected(tmp_path / "更正.xlsx", office)
        later = "Fri, 29 May 2020 09:00:00 +0800"
        right = desk.folder(BREAKDOWN, "received") / desk.form(BREAKDOWN, JIAXING).name
        post.imap.deliver(
            mail_from(address[SHAOXING], "更正", ("绍兴更正.xlsx", again), date=later).as_bytes()
        )
        resent = mail_from(address[JIAXING], "补报", ("嘉兴.xlsx", right.read_bytes()), date=later)
        post.imap.deliver(resent.as_bytes())
        code, states, content = fetched(post)
        assert (states["绍兴更正.xlsx"], states["嘉兴.xlsx"]) == ("accepted", "accepted")
        assert content["missing"] == []
        whole = {city: office.says(BREAKDOWN, city) for city in office.tables.cities}
        assert content["values"] == expected_breakdown(office.tables, whole)

        post.smtp.messages.clear()
        assert post.collect(BREAKDOWN, "--reply", "--send").code == code
        assert [len(post.sent_to(city)) for city in (SHAOXING, JIAXING)] == [1, 1]
        assert len(post.smtp.messages) == 2
        post.smtp.messages.clear()
        post.collect(BREAKDOWN, "--reply", "--send")
        assert post.smtp.messages == []


def test_mails_saved_in_a_folder_are_taken_alike(office: Office, tmp_path: Path) -> None:
    data = office.copy(tmp_path / "各市").fill(BREAKDOWN, HUZHOU).read_bytes()
    folder = tmp_path / "保存的邮件"
    folder.mkdir()
    sender = office.tables.addresses[HUZHOU][1]
    (folder / "1.eml").write_bytes(mail_from(sender, "报送", ("湖州.xlsx", data)).as_bytes())
    (folder / "2.eml").write_bytes(b"")
    words = ("--workbooks", office.home, "--today", DAY, "--json", office.home / "结果.json")
    for _ in range(2):
        answer = run("collect.py", office.plan, BREAKDOWN, "--fetch", folder, *words)
        assert "Traceback" not in answer.error
        (found,) = json.loads((office.home / "结果.json").read_text("utf-8"))["returns"]
        assert (found["state"], found["region"]) == ("accepted", HUZHOU)
        assert not any(each["code"].startswith("M") for each in found["findings"])
    assert "以前已收取" in answer.out


@pytest.mark.parametrize("date", ["Thu, 28 May 2099 10:00:00 +0800", "neulich", ""])
def test_a_mail_without_a_credible_date_counts_from_its_fetching(
    office: Office, tmp_path: Path, date: str
) -> None:
    data = office.copy(tmp_path / "各市").fill(BREAKDOWN, HUZHOU).read_bytes()
    mail = mail_from(office.tables.addresses[HUZHOU][0], "报送", ("湖州.xlsx", data))
    raw = mail.as_bytes().replace(b"Date: Thu, 28 May 2020 10:00:00 +0800", b"Date: " + date.encode())
    (tmp_path / "邮件").mkdir()
    (tmp_path / "邮件" / "1.eml").write_bytes(raw)
    words = ("--workbooks", office.home, "--today", DAY, "--json", office.home / "结果.json")
    run("collect.py", office.plan, BREAKDOWN, "--fetch", tmp_path / "邮件", *words)
    (found,) = json.loads((office.home / "结果.json").read_text("utf-8"))["returns"]
    assert found["state"] == "accepted"
    assert [each["code"] for each in found["findings"] if each["code"].startswith("M")] == ["M02"]
    assert found["late"]  # this year, not in 2020


def test_a_file_handed_over_after_a_mail_of_the_same_day_counts(office: Office, tmp_path: Path) -> None:
    """A mail has its time; a file is collected on its day, after the mail was."""
    desk = office.copy(tmp_path / "各市")
    mail = mail_from(
        office.tables.addresses[HUZHOU][0], "报送", ("湖州.xlsx", desk.fill(BREAKDOWN, HUZHOU).read_bytes())
    )
    (tmp_path / "邮件").mkdir()
    (tmp_path / "邮件" / "1.eml").write_bytes(mail.as_bytes())
    words = ("--workbooks", office.home, "--today", "2020-05-28", "--json", office.home / "结果.json")
    run("collect.py", office.plan, BREAKDOWN, "--fetch", tmp_path / "邮件", *words)
    more = desk.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): Decimal(999)}, name="U盘.xlsx")
    run("collect.py", office.plan, BREAKDOWN, more, *words)
    content = json.loads((office.home / "结果.json").read_text("utf-8"))
    states = {Path(each["file"]).name: each["state"] for each in content["returns"]}
    assert states == {"湖州.xlsx": "superseded", "U盘.xlsx": "accepted"}
    assert content["values"]["K06"]["330502"] == "999"


def test_a_mailbox_that_lets_nobody_in_is_explained(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with post_of(office, certificate, monkeypatch, mailbox=True) as post:
        monkeypatch.setenv("CASCADE_IMAP_PASSWORD", "wrong")
        answer = post.collect(BREAKDOWN, "--fetch")
        assert answer.code == 3
        assert "收信服务器" in answer.error
        assert "授权码" in answer.error


def test_a_mail_is_moved_only_after_its_attachments_are_stored(
    office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the inbox cannot be written, the mail stays where it was."""
    data = office.copy(tmp_path / "各市").fill(BREAKDOWN, HUZHOU).read_bytes()
    with post_of(office, certificate, monkeypatch, mailbox=True) as post:
        assert post.imap
        sender = office.tables.addresses[HUZHOU][0]
        post.imap.deliver(mail_from(sender, "报送", ("湖州.xlsx", data)).as_bytes())
        office.folder(BREAKDOWN, "received").mkdir(exist_ok=True)
        (office.folder(BREAKDOWN, "received") / "邮件").write_bytes(b"in the way")
        answer = post.collect(BREAKDOWN, "--fetch")
        assert answer.code == 3
        assert "Traceback" not in answer.error
        assert len(post.imap.folder("INBOX")) == 1
        (office.folder(BREAKDOWN, "received") / "邮件").unlink()
        assert fetched(post)[1] == {"湖州.xlsx": "accepted"}
        assert post.imap.folder("INBOX") == []


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b'Content-Disposition: attachment; filename="%s"' % "湖州.xlsx".encode("gbk"), "湖州.xlsx"),
        (b'Content-Disposition: attachment; filename="%s"' % "湖州.xlsx".encode(), "湖州.xlsx"),
        (b"Content-Disposition: attachment; filename==?GBK?B?uv7W3S54bHN4?=", "湖州.xlsx"),
        (b"Content-Disposition: attachment; filename*=utf-8''%E6%B9%96%E5%B7%9E.xlsx", "湖州.xlsx"),
        (b"Content-Disposition: attachment; filename*0*=gbk''%BA%FE; filename*1*=%D6%DD.xlsx", "湖州.xlsx"),
        (
            b'Content-Type: application/octet-stream; name="=?utf-8?b?5rmW5bee?=\r\n =?utf-8?b?Lnhsc3g=?="',
            "湖州.xlsx",
        ),
        (b'Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        (b'Content-Disposition: attachment; filename="C:\\\\x\\\\CON:?.xlsx"', "CON__.xlsx"),
        (b"Content-Disposition: attachment", "未命名附件"),
        (b"Content-Disposition: attachment; filename=nul.xlsx", "_nul.xlsx"),  # a device on Windows
        (b"Content-Disposition: attachment; filename=" + b"a" * 300 + b".xlsx", "a" * 50 + ".xlsx"),
    ],
)
def test_names_are_read_in_all_the_ways_they_are_written(
    office: Office, tmp_path: Path, raw: bytes, name: str
) -> None:
    folder = tmp_path / "邮件"
    folder.mkdir()
    head = b"From: x@example.invalid\r\nDate: Thu, 28 May 2020 10:00:00 +0800\r\nMIME-Version: 1.0\r\n"
    part = b"--b\r\n" + raw + b"\r\n\r\nwords\r\n--b--\r\n"
    (folder / "1.eml").write_bytes(head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part)
    answer = run(
        "collect.py", office.plan, BREAKDOWN, "--fetch", folder, "--workbooks", office.home, "--today", DAY
    )
    assert "Traceback" not in answer.error
    (stored,) = [p for p in (office.folder(BREAKDOWN, "received") / "邮件").rglob("*") if p.is_file()]
    assert stored.name == name
