"""What fetching leaves behind: in the mailbox a mark or a move, in the inbox a folder for each mail."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.certificates import Certificate, make_certificate
from tests.support.forms import BREAKDOWN
from tests.support.mail_office import DAY, Post, mail_from, post_of
from tests.support.office import Office, run

HUZHOU = "330500"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("收信") / "工作簿")
    assert office.generate(BREAKDOWN, "--city", HUZHOU).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


@pytest.fixture
def reading(office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """An office whose settings name no folder for fetched mails."""
    with post_of(office, certificate, monkeypatch, mailbox=True, done="") as post:
        yield post


def returned(office: Office, tmp_path: Path) -> EmailMessage:
    data = office.copy(tmp_path / "市").fill(BREAKDOWN, HUZHOU).read_bytes()
    return mail_from(office.tables.addresses[HUZHOU][0], "报送", ("湖州.xlsx", data))


def test_a_fetched_mail_is_marked_as_read_where_no_folder_is_set(reading: Post, tmp_path: Path) -> None:
    assert reading.imap
    reading.imap.deliver(returned(reading.office, tmp_path).as_bytes())
    reading.imap.deliver(mail_from("chat@example.invalid", "午餐").as_bytes())
    assert reading.collect(BREAKDOWN, "--fetch").code == 1  # the other cities are missing
    fetched, left = reading.imap.folder()
    assert fetched.flags == {"\\Seen"}
    assert left.flags == frozenset()


def folders(office: Office) -> list[str]:
    return [path.name for path in (office.folder(BREAKDOWN, "received") / "邮件").iterdir()]


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("huzhou@example.invalid", "20200528-1000_huzhou@example.invalid_"),
        ("a/b*c@example.invalid", "20200528-1000_a－b－c@example.invalid_"),
        ("x" * 40 + "@example.invalid", "20200528-1000_" + "x" * 24 + "_"),
        ("", "20200528-1000_发件人不明_"),
    ],
)
def test_the_folder_of_a_mail_tells_its_date_and_its_sender(
    office: Office, tmp_path: Path, sender: str, name: str
) -> None:
    mail = mail_from("somebody@example.invalid", "报送", ("盖章.pdf", b"%PDF-1.4"))
    head = f"From: {sender}" if sender else "X-From: nobody"
    raw = mail.as_bytes().replace(b"From: somebody@example.invalid", head.encode())
    (tmp_path / "邮件").mkdir()
    (tmp_path / "邮件" / "1.eml").write_bytes(raw)
    words = ("--workbooks", office.home, "--today", DAY)
    run("collect.py", office.plan, BREAKDOWN, "--fetch", tmp_path / "邮件", *words)
    (found,) = folders(office)
    assert found[:-8] == name
    assert len(found[-8:]) == 8


def test_attachments_are_decoded_whatever_carries_them(office: Office, tmp_path: Path) -> None:
    """Base64 and quoted-printable come as bytes, a text attached as a file too."""
    mail = mail_from("huzhou@example.invalid", "报送", ("盖章.pdf", b"%PDF-1.4 \xff\0"))
    mail.add_attachment("说明：报送 = 已办", filename="说明.txt", cte="quoted-printable")
    mail.add_attachment("第二份说明", filename="说明2.txt", cte="base64")
    (tmp_path / "邮件").mkdir()
    (tmp_path / "邮件" / "1.eml").write_bytes(mail.as_bytes())
    run(
        "collect.py", office.plan, BREAKDOWN, "--fetch", tmp_path / "邮件", "--workbooks", office.home,
        "--today", DAY,
    )  # fmt: skip
    (folder,) = (office.folder(BREAKDOWN, "received") / "邮件").iterdir()
    assert (folder / "盖章.pdf").read_bytes() == b"%PDF-1.4 \xff\0"
    assert (folder / "说明.txt").read_text("utf-8").strip() == "说明：报送 = 已办"
    assert (folder / "说明2.txt").read_text("utf-8").strip() == "第二份说明"


@pytest.mark.parametrize("readable", [True, False])
def test_a_saved_mail_that_cannot_be_opened_costs_the_others_nothing(
    office: Office, tmp_path: Path, readable: bool
) -> None:
    folder = tmp_path / "邮件"
    folder.mkdir()
    (folder / "2.eml").write_bytes(returned(office, tmp_path).as_bytes())
    if not readable:
        (folder / "1.eml").symlink_to(folder / "没有了")
    words = ("--workbooks", office.home, "--today", DAY)
    answer = run("collect.py", office.plan, BREAKDOWN, "--fetch", folder, *words)
    assert answer.code == 1, answer
    assert ("打不开" in answer.out) is not readable
    assert list((office.folder(BREAKDOWN, "received") / "邮件").rglob("湖州.xlsx"))
