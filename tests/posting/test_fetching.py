"""What becomes of a mail that is fetched: its folder, its attachments, its entry, and what is said of it."""

import hashlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from cascade.ledger import Mail, opened
from cascade.mail.incoming import Incoming, parse_mail
from cascade.places import Places
from cascade.plan import load
from cascade.posting import fetching
from cascade.posting.fetching import Fetched, from_folder
from tests.support.forked import PROJECT

PLAN = load(PROJECT / "plans" / "zhejiang-2020").plan


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


@pytest.mark.parametrize(
    ("sender", "date", "folder"),
    [
        ("<>", "never", "无日期_发件人不明"),
        (f"{'a' * 30}@example.invalid", "", f"20200526-0430_{'a' * 24}"),
        ("a/b@example.invalid", "", "20200526-0430_a－b@example.invalid"),
    ],
)
def test_the_folder_of_a_mail_has_a_safe_and_short_name(
    sender: str, date: str, folder: str, places: Places
) -> None:
    data = mail(("a.xlsx", b"1"), sender=sender, date=date)
    fetched(places, data)
    assert list(stored(places)) == [f"邮件/{folder}_{mark(data)}/a.xlsx"]
