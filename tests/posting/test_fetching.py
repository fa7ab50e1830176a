"""What fetching leaves behind: in the mailbox a mark or a move, in the inbox a folder for each mail."""

import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from cascade.ledger import Mail, opened
from cascade.mail.incoming import Incoming, parse_mail
from cascade.places import Places
from cascade.plan import load
from cascade.posting import fetching
from cascade.posting.fetching import Fetched, from_folder
from tests.support.certificates import Certificate, make_certificate
from tests.support.forked import PROJECT
from tests.support.forms import BREAKDOWN
from tests.support.mail_office import DAY, Post, mail_from, post_of
from tests.support.office import Office, run

HUZHOU = "330500"
PLAN = load(PROJECT / "plans" / "zhejiang-2020").plan


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


# ---------------------------------------------------------------------------------------- mails in a folder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "工作簿", PLAN, PLAN.round("breakdown"))
    found.ledger.parent.mkdir(parents=True)
    return found


def mail(*files: tuple[str, bytes], sender: str = "HZ@example.invalid", date: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = sender, "报送", "<1@example.invalid>"
    message["Date"] = date or "Mon, 25 May 2020 20:30:00 +0000"
    message.set_content("请查收")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def fetched(places: Places, *mails: bytes) -> list[Fetched]:
    folder = places.workbooks.parent / "邮件"
    folder.mkdir(exist_ok=True)
    for number, data in enumerate(mails):
        (folder / f"{number}.EML").write_bytes(data)
    (folder / "readme.txt").write_bytes(mail(("c.xlsx", b"3")))
    return list(from_folder(places, folder))


def stored(places: Places) -> dict[str, bytes]:
    files = (path for path in places.received.rglob("*") if path.is_file())
    return {path.relative_to(places.received).as_posix(): path.read_bytes() for path in files}


def mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def test_a_mail_is_stored_under_its_date_and_its_sender(places: Places) -> None:
    data = mail(("a.xlsx", b"1"), ("A.xlsx", b"2"))
    assert fetched(places, data) == [Fetched("hz@example.invalid", "报送", "收取 2 个附件")]
    folder = f"邮件/20200526-0430_hz@example.invalid_{mark(data)}"
    assert stored(places) == {f"{folder}/a.xlsx": b"1", f"{folder}/A_2.xlsx": b"2"}
    assert places.original(hashlib.sha256(data).hexdigest()).read_bytes() == data
    with opened(places.ledger) as ledger:
        (entry,) = ledger.mails("breakdown")
    assert entry == Mail(
        round="breakdown",
        sha256=hashlib.sha256(data).hexdigest(),
        message_id="<1@example.invalid>",
        sender="hz@example.invalid",
        subject="报送",
        sent="2020-05-26T04:30:00",
        folder=folder,
        at=entry.at,
    )


def test_a_mail_is_fetched_once(places: Places) -> None:
    data = mail(("a.xlsx", b"1"))
    fetched(places, data)
    assert fetched(places, data) == [Fetched("hz@example.invalid", "报送", "以前已收取")]
    assert len(stored(places)) == 1


def test_what_holds_no_return_is_named_and_not_stored(places: Places) -> None:
    assert fetched(places, mail(), b"PK\x03\x04") == [
        Fetched("hz@example.invalid", "报送", "没有附件，未收取"),
        Fetched("", "1.EML", "不是邮件，未收取"),
    ]
    assert stored(places) == {}


def test_a_mail_that_breaks_the_parser_is_kept_and_stops_no_other(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes) -> Incoming:
        if b"broken" in data:
            raise RuntimeError
        return parse_mail(data)

    monkeypatch.setattr(fetching, "parse_mail", broken)
    bad, good = mail(("broken.xlsx", b"1")), mail(("a.xlsx", b"2"))
    assert [each.word for each in fetched(places, bad, good)] == [
        "读不出来，未收取；请在邮箱中另存附件",
        "收取 1 个附件",
    ]
    assert places.original(hashlib.sha256(bad).hexdigest()).read_bytes() == bad
    assert list(stored(places).values()) == [b"2"]
