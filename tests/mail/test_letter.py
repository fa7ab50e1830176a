"""The bytes of a letter: every header, both texts in Base64, and attachments whose names all clients show."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cascade.mail.incoming import Attachment
from cascade.mail.letter import Letter, as_bytes, one_line
from cascade.mail.settings import Sender

OFFICE = Sender(address="zhuanxing@example.invalid", name="省转升办", me="jingban@example.invalid")
LETTER = Letter(
    to=("hz@example.invalid", "hz2@example.invalid"),
    cc=("zj@example.invalid", "hz@example.invalid"),
    name="杭州市\n专班",
    subject="关于报送\n目标分解的通知",
    text="请于5月30日前报送。\n",
    html="<p>请于5月30日前报送。</p>",
)


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def with_files(*files: Attachment) -> bytes:
    letter = Letter(LETTER.to, (), "", "主题", "文", "<p>文</p>", files)
    return as_bytes(letter, OFFICE, "<1@example.invalid>")


def test_a_letter_has_its_headers() -> None:
    message = read(as_bytes(LETTER, OFFICE, "<1@example.invalid>"))
    assert [str(message[name]) for name in ("From", "To", "Cc", "Subject", "Message-ID")] == [
        "省转升办 <zhuanxing@example.invalid>",
        "杭州市 专班 <hz@example.invalid>, 杭州市 专班 <hz2@example.invalid>",
        "zj@example.invalid, hz@example.invalid",
        "关于报送 目标分解的通知",
        "<1@example.invalid>",
    ]
    assert message["Date"].datetime.tzinfo is not None
    assert not {"X-Unsent", "In-Reply-To", "References"} & set(message.keys())
    assert LETTER.recipients == ("hz@example.invalid", "hz2@example.invalid", "zj@example.invalid")


def test_a_draft_may_lack_sender_and_identity_and_opens_for_sending() -> None:
    message = read(as_bytes(Letter(LETTER.to, (), "", "主题", "文", "<p>文</p>"), None, draft=True))
    assert message["X-Unsent"] == "1"
    assert not {"From", "Message-ID", "Cc"} & set(message.keys())
    assert str(message["To"]) == "hz@example.invalid, hz2@example.invalid"


def test_an_answer_names_the_mail_that_it_answers() -> None:
    letter = Letter(LETTER.to, (), "", "主题", "文", "<p>文</p>", in_reply_to="<7@example.invalid>\n")
    message = read(as_bytes(letter, OFFICE))
    assert message["In-Reply-To"] == message["References"] == "<7@example.invalid>"


@pytest.mark.parametrize("files", [(), (Attachment("表.xlsx", b"PK"),)])
def test_both_texts_are_in_base64(files: tuple[Attachment, ...]) -> None:
    """Servers that handle seven bits only cannot damage them."""
    data = with_files(*files)
    assert data.isascii()
    texts = [part for part in read(data).walk() if part.get_content_maintype() == "text"]
    assert [
        (part.get_content_type(), part["Content-Transfer-Encoding"], part.get_content_charset())
        for part in texts
    ] == [("text/plain", "base64", "utf-8"), ("text/html", "base64", "utf-8")]
    assert [part.get_content() for part in texts] == ["文\r\n", "<p>文</p>\r\n"]


def test_a_letter_without_attachments_is_its_two_texts() -> None:
    assert [part.get_content_type() for part in read(with_files()).walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_attachments_come_with_their_kind_and_their_bytes() -> None:
    files = [
        Attachment("330100_杭州市_目标分解.XLSX", b"PK\x00\xff\r\n."),
        Attachment("all.zip", b"zip"),
        Attachment("材料.pdf", b"%PDF"),
        Attachment("其他", b""),
    ]
    message = read(with_files(*files))
    assert message.get_content_type() == "multipart/mixed"
    parts = list(message.iter_attachments())
    assert [(part.get_content_type(), part.get_filename(), part.get_content()) for part in parts] == [
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "330100_杭州市_目标分解.XLSX",
            b"PK\x00\xff\r\n.",
        ),
        ("application/zip", "all.zip", b"zip"),
        ("application/pdf", "材料.pdf", b"%PDF"),
        ("application/octet-stream", "其他", b""),
    ]
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"base64"}


def test_a_name_is_written_once_for_old_and_once_for_new_clients() -> None:
    raw = with_files(Attachment("长" * 60 + ".xlsx", b""), Attachment("a b.xlsx", b"")).decode()
    assert raw.count("filename*=utf-8''" + "%E9%95%BF" * 60 + ".xlsx") == 1
    assert raw.count('name="=?utf-8?b?') == 1
    assert 'name="a b.xlsx"' in raw
    assert "filename*=utf-8''a%20b.xlsx" in raw
    assert "filename*0" not in raw
    assert [line for line in raw.splitlines() if line.startswith(" =?utf-8?b?") and len(line) > 72] == []


def test_a_name_cannot_break_out_of_its_quotes() -> None:
    raw = with_files(Attachment('a"b\\c/d\r\nBcc: x@example.invalid.xlsx', b"")).decode()
    assert 'name="a\'b_c/d Bcc: x@example.invalid.xlsx"' in raw
    assert "filename*=utf-8''a%27b_c%2Fd%20Bcc%3A%20x%40example.invalid.xlsx" in raw
    assert "\nBcc:" not in raw


def test_one_line_holds_no_break_and_nothing_invisible() -> None:
    assert one_line(" 甲\r\n乙\t丙\u202e丁  戊\x00 ") == "甲 乙 丙 丁 戊"


def test_a_malformed_address_is_refused() -> None:
    with pytest.raises(ValueError, match="no domain"):
        as_bytes(Letter(("hz at example",), (), "", "主题", "文", "<p>文</p>"), OFFICE)


@pytest.mark.parametrize(
    "text", ["请查收。\n" * 50, "Please find the form attached. " * 20 + "谢谢", "plain ASCII"]
)
def test_texts_travel_in_base64(text: str) -> None:
    """Whatever they hold: some servers break long lines, and lines of 8 bits."""
    letter = Letter(("a@example.invalid",), (), "某市", "主题", text, f"<p>{text}</p>")
    raw = as_bytes(letter, OFFICE, "<1@example.invalid>")
    parts = [
        each for each in message_from_bytes(raw, policy=policy.default).walk() if not each.is_multipart()
    ]
    assert [each["Content-Transfer-Encoding"] for each in parts] == ["base64", "base64"]
    texts = [str(each.get_content()).replace("\r\n", "\n").strip() for each in parts]
    assert texts == [text.strip(), f"<p>{text}</p>"]
