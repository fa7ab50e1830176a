"""A mail that lies as a file among the returns is opened as `--fetch` opens it."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from cascade.ledger import opened
from tests.support.forms import BREAKDOWN
from tests.support.mail_office import mail_from
from tests.support.office import Office, run
from tests.support.raw_workbook import pack

HUZHOU, QUZHOU = "330500", "330800"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("邮件") / "工作簿")
    assert office.generate(BREAKDOWN, "--city", HUZHOU, QUZHOU).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


def put(office: Office, name: str, data: bytes) -> Path:
    path = office.folder(BREAKDOWN, "received") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def filled(office: Office, city: str, tmp_path: Path) -> bytes:
    return office.copy(tmp_path / f"市 {city}").fill(BREAKDOWN, city).read_bytes()


def received(office: Office) -> set[str]:
    with opened(office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        return {each.received for each in ledger.receipts(BREAKDOWN)}


def sender(office: Office, city: str) -> str:
    return str(office.tables.addresses[city][0])


def test_a_saved_mail_gives_its_date_its_sender_and_all_its_attachments(
    office: Office, tmp_path: Path
) -> None:
    files = [
        ("湖州.xlsx", filled(office, HUZHOU, tmp_path)),
        ("衢州.zip", pack({"衢州.xlsx": filled(office, QUZHOU, tmp_path)})),
        ("盖章.pdf", b"%PDF-1.4"),
    ]
    put(office, "转来/报送.eml", mail_from(sender(office, HUZHOU), "报送", *files).as_bytes())
    for _ in range(2):
        report = office.collect(BREAKDOWN, today="2020-06-20")
        assert report.states == {"湖州.xlsx": "accepted", "衢州.xlsx": "accepted", "盖章.pdf": "annex"}
        assert received(office) == {"2020-05-28T10:00:00"}
        assert {each["late"] for each in report.returns.values()} == {False}
        assert ("M01", None, None) not in report.found("湖州.xlsx", ["warning"])
        assert ("M01", None, None) in report.found("衢州.xlsx", ["warning"])  # from the office of 湖州
        assert report.returns["盖章.pdf"]["region"] == HUZHOU
        assert "报送.eml" in report.returns["湖州.xlsx"]["file"]


def test_a_receipt_answers_the_mail_that_lay_among_the_files(office: Office, tmp_path: Path) -> None:
    mail = mail_from(sender(office, HUZHOU), "报送", ("湖州.xlsx", filled(office, HUZHOU, tmp_path)))
    put(office, "报送.eml", mail.as_bytes())
    words = ["--workbooks", office.home, "--today", "2020-05-28", "--reply"]
    run("collect.py", office.plan, BREAKDOWN, *words)
    (draft,) = office.folder(BREAKDOWN, "outbox").glob("*回执.eml")
    assert f"In-Reply-To: {mail['Message-ID']}" in draft.read_text("utf-8")


def octets(inner: EmailMessage, outer: EmailMessage) -> None:
    """Attach a mail as some clients do: as a file of bytes."""
    data = inner.as_bytes()
    outer.add_attachment(data, maintype="application", subtype="octet-stream", filename="原邮件.eml")


def message(inner: EmailMessage, outer: EmailMessage) -> None:
    outer.add_attachment(inner)


@pytest.mark.parametrize("attach", [octets, message])
def test_a_forwarded_mail_in_a_mail_is_opened(office: Office, tmp_path: Path, attach: object) -> None:
    inner = mail_from(sender(office, HUZHOU), "报送", ("湖州.xlsx", filled(office, HUZHOU, tmp_path)))
    outer = mail_from("boss@example.invalid", "转发：湖州报送", date="Fri, 29 May 2020 09:00:00 +0800")
    attach(inner, outer)  # type: ignore[operator]
    put(office, "转发.eml", outer.as_bytes())
    report = office.collect(BREAKDOWN)
    assert report.states == {"湖州.xlsx": "accepted"}
    assert received(office) == {"2020-05-29T09:00:00"}


def test_mails_packed_in_an_archive_are_opened(office: Office, tmp_path: Path) -> None:
    """As a web mailer packs the mails that one marks for download."""
    mails = {
        f"{city}.eml": mail_from(
            sender(office, city), "报送", ("表.xlsx", filled(office, city, tmp_path))
        ).as_bytes()
        for city in (HUZHOU, QUZHOU)
    }
    put(office, "邮件打包.zip", pack(mails))
    report = office.collect(BREAKDOWN)
    found = [(each["region"], each["state"]) for each in report.content["returns"]]
    assert sorted(found) == [(HUZHOU, "accepted"), (QUZHOU, "accepted")]
    assert received(office) == {"2020-05-28T10:00:00"}


def test_two_attachments_with_one_name_are_two_files(office: Office, tmp_path: Path) -> None:
    files = [("表.xlsx", filled(office, city, tmp_path)) for city in (HUZHOU, QUZHOU)]
    put(office, "报送.eml", mail_from(sender(office, HUZHOU), "报送", *files).as_bytes())
    assert office.collect(BREAKDOWN).states == {"表.xlsx": "accepted", "表_2.xlsx": "accepted"}


def test_a_mail_without_attachments_and_what_is_no_mail_are_named(office: Office) -> None:
    put(office, "午餐.eml", mail_from("a@example.invalid", "午餐").as_bytes())
    put(office, "空.eml", b"")
    put(office, "乱.eml", b"nothing of a mail")
    report = office.collect(BREAKDOWN)
    assert report.states == {"午餐.eml": "refused", "空.eml": "refused", "乱.eml": "refused"}
    assert [report.found(name)[0][0] for name in ("午餐.eml", "空.eml", "乱.eml")] == ["F17", "F01", "F02"]


def test_a_mail_with_too_many_attachments_is_said_and_none_is_dropped(office: Office) -> None:
    mail = mail_from("a@example.invalid", "报送", *((f"{n}.pdf", b"%PDF-1.4") for n in range(501)))
    put(office, "很多.eml", mail.as_bytes())
    report = office.collect(BREAKDOWN)
    assert report.states == {"很多.eml": "refused"}
    assert report.found("很多.eml") == [("F17", None, None)]


def test_a_mail_that_lies_in_two_places_counts_once(office: Office, tmp_path: Path) -> None:
    data = mail_from(
        sender(office, HUZHOU), "报送", ("湖州.xlsx", filled(office, HUZHOU, tmp_path))
    ).as_bytes()
    put(office, "一.eml", data)
    put(office, "二.eml", data)
    for _ in range(2):
        report = office.collect(BREAKDOWN)
        states = sorted(each["state"] for each in report.content["returns"])
        assert states == ["accepted", "duplicate"]
        assert received(office) == {"2020-05-28T10:00:00"}
