"""Mails that bring our own form back without a city's numbers are no returns."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cascade.commands import collect
from cascade.findings import finding
from cascade.ledger import opened
from cascade.returns.receipt import State
from tests.support.certificates import Certificate, make_certificate
from tests.support.forms import BREAKDOWN, JUNE
from tests.support.mail_office import DAY, ME, SENDER, Post, mail_from, post_of
from tests.support.office import Office, run

HUZHOU, QUZHOU = "330500", "330800"
STATUS = (
    "Reporting-MTA: dns; mx.example.invalid\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: failed\r\n"
    "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("退信") / "工作簿")
    assert office.generate(BREAKDOWN, "--city", HUZHOU, QUZHOU).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


@pytest.fixture
def post(office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with post_of(office, certificate, monkeypatch, mailbox=True) as post:
        assert post.generate(BREAKDOWN, "--city", HUZHOU, "--send").code == 0
        yield post


def address(office: Office, city: str) -> str:
    return str(office.tables.addresses[city][0])


def sent(post: Post) -> bytes:
    """The letter with the form, as it left for 湖州."""
    (kept,) = post.smtp.messages
    return bytes(kept.raw)


def bounce_of(letter: bytes, to: str) -> bytes:
    """A delivery status that holds the whole letter, its form included."""
    head = (
        f"From: MAILER-DAEMON@mx.example.invalid\r\nTo: {SENDER}\r\nSubject: Undelivered Mail\r\n"
        "Date: Wed, 20 May 2020 09:00:00 +0800\r\nMessage-ID: <b@mx.example.invalid>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="==b=="\r\n\r\n'
        "--==b==\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        f"--==b==\r\nContent-Type: message/delivery-status\r\n\r\n{STATUS.format(to=to)}\r\n"
        "--==b==\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return head.encode() + letter + b"\r\n--==b==--\r\n"


def of_qq(office: Office, to: str) -> bytes:
    """A bounce without any structure, with the form as an attachment."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "PostMaster@qq.com", SENDER, "来自qq.com的退信"
    message["Date"] = "Wed, 20 May 2020 09:00:00 +0800"
    message.set_content(f"很抱歉您尝试发送的邮件无法送达 {to}。原因：对方邮箱不存在。", charset="gb18030")
    form = office.form(BREAKDOWN, HUZHOU)
    message.add_attachment(
        form.read_bytes(), maintype="application", subtype="octet-stream", filename=form.name
    )
    return message.as_bytes()


def report(post: Post, *words: object) -> dict[str, object]:
    target = post.office.home / "结果.json"
    answer = post.collect(BREAKDOWN, *words, "--json", target)
    assert "Traceback" not in answer.error, answer
    content: dict[str, object] = json.loads(target.read_text("utf-8"))
    return content


def outcomes(content: dict[str, object]) -> list[tuple[object, object, list[str]]]:
    returns = content["returns"]
    assert isinstance(returns, list)
    return [(each["region"], each["state"], [f["code"] for f in each["findings"]]) for each in returns]


def reminder(post: Post) -> EmailMessage:
    post.smtp.messages.clear()
    assert post.generate(BREAKDOWN, "--remind", "--city", HUZHOU, "--send").code == 0
    (message,) = post.sent_to(HUZHOU)
    return message


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", ["standard", "qq"])
@pytest.mark.parametrize("way", ["fetched", "among the files"])
def test_a_bounce_with_our_form_is_named_and_the_city_has_not_returned(
    post: Post, kind: str, way: str
) -> None:
    to = address(post.office, HUZHOU)
    data = bounce_of(sent(post), to) if kind == "standard" else of_qq(post.office, to)
    if way == "fetched":
        assert post.imap
        post.imap.deliver(data)
        content = report(post, "--fetch")
        assert len(post.imap.folder("已收取")) == 1
    else:
        folder = post.office.folder(BREAKDOWN, "received")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "退信.eml").write_bytes(data)
        content = report(post)
    assert outcomes(content) == [(HUZHOU, "ignored", ["M03"])]
    missing = content["missing"]
    assert isinstance(missing, list)
    assert HUZHOU in missing
    status = squeezed(post.collect(BREAKDOWN, "--status").out)
    assert "湖州市未报" in re.sub(r"[│|┃]", "", status)
    assert f"湖州市发给{to}的邮件被退回" in status
    assert kind == "qq" or "550 5.1.1 User unknown".replace(" ", "") in status
    assert outcomes(report(post)) == [(HUZHOU, "ignored", ["M03"])]
    letter = reminder(post)
    assert [part.get_filename() for part in letter.iter_attachments()] == [
        post.office.form(BREAKDOWN, HUZHOU).name
    ]


def test_a_bounce_is_found_by_the_letter_that_it_is_about(post: Post) -> None:
    """The failed address is one to which the city forwards its mail, and which nobody has told us."""
    (post.office.folder(BREAKDOWN, "received")).mkdir(parents=True, exist_ok=True)
    path = post.office.folder(BREAKDOWN, "received") / "退信.eml"
    path.write_bytes(bounce_of(sent(post), "private@example.invalid"))
    assert outcomes(report(post)) == [(HUZHOU, "ignored", ["M03"])]
    assert "private@example.invalid" in squeezed(post.collect(BREAKDOWN, "--status").out)


def test_a_delay_is_not_told_as_a_bounce(post: Post) -> None:
    (post.office.folder(BREAKDOWN, "received")).mkdir(parents=True, exist_ok=True)
    data = bounce_of(sent(post), address(post.office, HUZHOU)).replace(b"Action: failed", b"Action: delayed")
    (post.office.folder(BREAKDOWN, "received") / "延迟.eml").write_bytes(data)
    assert outcomes(report(post)) == [(HUZHOU, "ignored", ["M03"])]
    status = squeezed(post.collect(BREAKDOWN, "--status").out)
    assert "暂时没有送达，服务器仍在尝试" in status
    assert "被退回" not in status


def copies(post: Post) -> dict[str, bytes]:
    """Our own letter in all the ways in which it can come back as a mail of ours."""
    letter = sent(post)
    bare = re.sub(rb"Message-ID: [^\r]*\r\n", b"", letter)
    stranger = bare.replace(SENDER.encode(), ME.encode())
    assert b"Message-ID" not in bare
    return {
        "as sent": letter.replace(b"<" + SENDER.encode(), b"<" + ME.encode(), 1),
        "sent by a mail program": bare,
        "sent from another account": stranger,
        "a draft": b"X-Unsent: 1\r\n" + stranger,
        "an automatic reply": b"Auto-Submitted: auto-replied\r\n"
        + bare.replace(b"<" + SENDER.encode(), b"<" + address(post.office, HUZHOU).encode(), 1),
    }


@pytest.mark.parametrize(
    "kind",
    ["as sent", "sent by a mail program", "sent from another account", "a draft", "an automatic reply"],
)
def test_our_own_sent_copy_is_no_return(post: Post, kind: str) -> None:
    folder = post.office.folder(BREAKDOWN, "received")
    folder.mkdir(parents=True, exist_ok=True)
    data = copies(post)[kind]
    (folder / "已发送.eml").write_bytes(data)
    ((_, state, codes),) = outcomes(report(post))
    assert (state, codes) == ("ignored", ["M04"])
    (folder / "已发送.eml").unlink()
    assert post.imap
    post.imap.deliver(b"X-Copy: 2\r\n" + data)
    target = post.office.home / "结果.json"
    answer = post.collect(BREAKDOWN, "--fetch", "--json", target)
    assert "不是上报表，未收取" in squeezed(answer.out)
    assert not list(folder.rglob("*.xlsx"))
    letter = reminder(post)
    assert "请更正" not in str(letter["Subject"])


@pytest.mark.parametrize("known_by", ["identity", "sender", "draft", "attachments"])
def test_a_correction_copy_among_our_sent_mails_is_no_return(post: Post, known_by: str) -> None:
    """Its numbers are the city's, but the mail is ours: it displaces nothing and is sent back to nobody."""
    wrong = post.office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "很多"})
    assert outcomes(report(post))[0][1] == "sent_back"
    post.smtp.messages.clear()
    post.collect(BREAKDOWN, "--reply", "--send")
    (kept,) = post.smtp.messages
    raw = bytes(kept.raw)
    if known_by != "identity":
        raw = re.sub(rb"Message-ID: [^\r]*\r\n", b"", raw)
    if known_by != "sender":
        raw = raw.replace(b"<" + SENDER.encode(), b"<" + ME.encode(), 1)
    if known_by == "draft":
        raw = b"X-Unsent: 1\r\n" + raw
    if known_by != "attachments":
        shutil.rmtree(post.office.folder(BREAKDOWN, "corrections"))
    (wrong.parent / "已发送.eml").write_bytes(raw)
    assert [state for _, state, _ in outcomes(report(post))] == ["sent_back", "ignored"]


def test_a_letter_of_ours_that_is_gone_when_it_is_stored_is_no_citys(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read twice: to see what it is, and to keep it."""
    letter = post.office.folder(BREAKDOWN, "received") / "已发送.eml"
    letter.parent.mkdir(parents=True, exist_ok=True)
    letter.write_bytes(copies(post)["as sent"])
    known = (HUZHOU, "ignored", ["M04"])
    assert outcomes(report(post)) == [known]
    read, times = Path.read_bytes, Counter[Path]()

    def read_once(path: Path) -> bytes:
        times[path] += 1
        if path == letter and times[path] > 1:
            raise PermissionError
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_once)
    target = post.office.home / "结果.json"
    words = [post.office.plan, BREAKDOWN, "--workbooks", post.office.home, "--today", DAY, "--json", target]
    collect.main([*map(str, words)])
    assert outcomes(json.loads(target.read_text("utf-8"))) == [(None, "refused", ["F12"]), known]


def test_a_citys_answer_with_the_empty_form_and_the_filled_one_counts(office: Office, tmp_path: Path) -> None:
    filled = office.copy(tmp_path / "市").fill(BREAKDOWN, HUZHOU).read_bytes()
    files = [("空表.xlsx", office.form(BREAKDOWN, HUZHOU).read_bytes()), ("湖州.xlsx", filled)]
    folder = office.folder(BREAKDOWN, "received")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "报送.eml").write_bytes(mail_from("new@example.invalid", "报送", *files).as_bytes())
    found = office.collect(BREAKDOWN)
    assert found.states["湖州.xlsx"] == "accepted"
    assert HUZHOU not in found.missing


def test_a_letter_that_the_office_forwards_to_itself_counts(post: Post, tmp_path: Path) -> None:
    filled = post.office.copy(tmp_path / "市").fill(BREAKDOWN, HUZHOU).read_bytes()
    folder = post.office.folder(BREAKDOWN, "received")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "转发.eml").write_bytes(mail_from(SENDER, "转发：湖州报送", ("湖州.xlsx", filled)).as_bytes())
    ((region, state, codes),) = outcomes(report(post))
    assert (region, state) == (HUZHOU, "accepted")
    assert "M01" in codes


@pytest.mark.parametrize("kind", ["nobody's", "the city's draft"])
def test_a_citys_mail_is_not_taken_for_ours(office: Office, tmp_path: Path, kind: str) -> None:
    """Without mail settings nobody's address is ours; a draft to us is none of our drafts."""
    filled = office.copy(tmp_path / "市").fill(BREAKDOWN, HUZHOU).read_bytes()
    mail = mail_from("somebody@example.invalid", "报送", ("湖州.xlsx", filled))
    del mail["From"]
    if kind == "nobody's":
        mail["Cc"] = address(office, HUZHOU)
    else:
        mail["X-Unsent"] = "1"
    folder = office.folder(BREAKDOWN, "received")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "报送.eml").write_bytes(mail.as_bytes())
    assert office.collect(BREAKDOWN).states == {"湖州.xlsx": "accepted"}


def placed(office: Office, name: str, data: bytes) -> None:
    """A file in the round's inbox that came without a mail."""
    folder = office.folder(BREAKDOWN, "received")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def saved_again(path: Path) -> bytes:
    """A form that somebody has opened and saved, and in which nothing was typed."""
    buffer = BytesIO()
    openpyxl.load_workbook(path).save(buffer)
    return buffer.getvalue()


def test_a_form_as_it_was_issued_is_our_own_paper(office: Office) -> None:
    """Nothing is registered or sent back, beside a return that counts or without one."""
    placed(office, "空表.xlsx", office.form(BREAKDOWN, HUZHOU).read_bytes())
    for name, states in (("", {}), ("湖州.xlsx", {"湖州.xlsx": "accepted"})):
        if name:
            office.fill(BREAKDOWN, HUZHOU, name=name)
        found = office.collect(BREAKDOWN)
        assert found.states == {"空表.xlsx": "ignored"} | states
        assert found.message("空表.xlsx", "M04") == (
            "这是我办下发的湖州市空白填报表，还没有填，不是上报表。不需处理。"
        )
    assert not list(office.folder(BREAKDOWN, "corrections").glob("*.xlsx"))


def test_what_came_and_was_put_aside_is_told_and_old_problems_are_not_told_again(office: Office) -> None:
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "很多"}, "错.xlsx")
    words = (office.plan, BREAKDOWN, "--workbooks", office.home)
    assert "填的是“很多”" in run("collect.py", *words).out
    placed(office, "空表.xlsx", office.form(BREAKDOWN, QUZHOU).read_bytes())
    told = run("collect.py", *words).out
    assert (
        "\n新收到 1 份文件：不处理 1 份（衢州市）。"
        "不处理的：这是我办下发的衢州市空白填报表，还没有填，不是上报表。不需处理。\n"
    ) in told
    assert "此前收到、还没有办完的 1 份（湖州市），问题没有变，这里不再列出。" in told
    assert "填的是“很多”" not in told
    office.fill(BREAKDOWN, QUZHOU, name="衢州.xlsx")
    run("collect.py", *words)
    decided = run("collect.py", *words, "--withdraw", QUZHOU).out
    assert "此前收到、还没有办完的 1 份（湖州市），问题没有变，这里不再列出。" in decided
    assert "填的是“很多”" not in decided


def test_cities_are_told_in_the_order_of_the_plan_however_their_files_are_called(office: Office) -> None:
    for city, code, name in ((QUZHOU, "330802", "1.xlsx"), (HUZHOU, "330502", "2.xlsx")):
        office.fill(BREAKDOWN, city, {(code, "K06"): "很多"}, name)
    told = run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home).out
    assert "\n新收到 2 份文件：退回修改 2 份（湖州市、衢州市）。\n" in told
    assert told.index("湖州市　2.xlsx　退回修改") < told.index("衢州市　1.xlsx　退回修改")


def test_a_form_of_another_round_as_it_was_issued_is_our_own_paper(office: Office) -> None:
    assert office.generate(JUNE, "--city", HUZHOU).code == 0
    placed(office, "空表.xlsx", office.form(JUNE, HUZHOU).read_bytes())
    found = office.collect(BREAKDOWN)
    assert found.states == {"空表.xlsx": "ignored"}
    assert "“上半年进展”的空白填报表" in found.message("空表.xlsx", "M04")


def test_a_correction_copy_as_we_made_it_is_our_own_paper(office: Office) -> None:
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "很多"}, "错.xlsx")
    office.collect(BREAKDOWN)
    (copy,) = office.folder(BREAKDOWN, "corrections").glob("*.xlsx")
    placed(office, "更正表.xlsx", copy.read_bytes())
    found = office.collect(BREAKDOWN)
    assert found.states == {"错.xlsx": "sent_back", "更正表.xlsx": "ignored"}
    assert found.message("更正表.xlsx", "M04") == (
        "这是我办做的湖州市更正表，还没有改，不是上报表。不需处理。"
    )


def test_an_empty_form_that_was_saved_again_says_nothing_beside_a_return(office: Office) -> None:
    """It says in one sentence what it lacks, and waits for nobody once its city has reported."""
    placed(office, "空表.xlsx", saved_again(office.form(BREAKDOWN, HUZHOU)))
    found = office.collect(BREAKDOWN)
    assert found.states == {"空表.xlsx": "sent_back"}
    assert found.found("空表.xlsx") == [("C22", None, None)]
    assert found.message("空表.xlsx", "C22") == (
        "填报表里还没有填数。请填好后报送；没有目标任务的格，才填“/”。"
    )
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "很多"}, "错.xlsx")
    assert office.collect(BREAKDOWN).states == {"空表.xlsx": "ignored", "错.xlsx": "sent_back"}
    office.fill(BREAKDOWN, HUZHOU, name="湖州.xlsx")
    found = office.collect(BREAKDOWN)
    assert (found.states["空表.xlsx"], found.states["湖州.xlsx"]) == ("ignored", "accepted")
    assert HUZHOU not in found.missing


def test_an_empty_share_says_nothing_beside_its_filled_one(office: Office) -> None:
    assert office.generate(BREAKDOWN, "--city", HUZHOU, "--parts", "county").code == 0
    share = next(office.folder(BREAKDOWN, "issued").rglob("*德清*.xlsx"))
    placed(office, "空表.xlsx", share.read_bytes())
    placed(office, "又存的.xlsx", saved_again(share))
    assert office.collect(BREAKDOWN).states == {"空表.xlsx": "ignored", "又存的.xlsx": "sent_back"}


def test_a_blank_form_that_an_earlier_version_sent_back_is_set_aside(office: Office) -> None:
    placed(office, "空表.xlsx", office.form(BREAKDOWN, HUZHOU).read_bytes())
    office.collect(BREAKDOWN)
    with opened(office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        (receipt,) = ledger.receipts(BREAKDOWN)
        old = replace(receipt, state=State.SENT_BACK, findings=(finding("C17", sheet="分解表"),))
        ledger.receive(old)
    assert office.collect(BREAKDOWN).states == {"空表.xlsx": "ignored"}


def test_a_city_that_sends_the_form_back_empty_is_told(office: Office) -> None:
    folder = office.folder(BREAKDOWN, "received")
    folder.mkdir(parents=True, exist_ok=True)
    form = office.form(BREAKDOWN, HUZHOU)
    mail = mail_from(address(office, HUZHOU), "报送", (form.name, form.read_bytes()))
    (folder / "报送.eml").write_bytes(mail.as_bytes())
    found = office.collect(BREAKDOWN)
    assert found.states == {form.name: "sent_back"}
    assert ("C22", None, None) in found.found(form.name)


def test_saved_bounces_in_a_folder_are_fetched_alike(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "保存的邮件"
    folder.mkdir()
    (folder / "1.eml").write_bytes(of_qq(office, address(office, HUZHOU)))
    words = ("--workbooks", office.home, "--today", DAY, "--json", office.home / "结果.json")
    answer = run("collect.py", office.plan, BREAKDOWN, "--fetch", folder, *words)
    assert f"发给{address(office, HUZHOU)}的邮件被退回" in squeezed(answer.out)
    content = json.loads((office.home / "结果.json").read_text("utf-8"))
    assert outcomes(content) == [(HUZHOU, "ignored", ["M03"])]
