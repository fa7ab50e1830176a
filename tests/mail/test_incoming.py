"""What is read out of a mail: who sent it, when, and every attachment, however it is written."""

import base64
from datetime import datetime
from email.message import EmailMessage

import pytest

from cascade.mail.incoming import Attachment, Incoming, Unreadable, decode_text, parse_mail

HEAD = "From: =?gbk?B?" + base64.b64encode("杭州".encode("gbk")).decode() + "?= <HZ@Example.invalid>\r\n"
BODY = "\r\n文字\r\n"


def read(*headers: str, body: str = BODY) -> Incoming:
    return parse_mail("\r\n".join([HEAD.strip(), *headers, body]).encode())


def mixed(*parts: str, head: str = HEAD) -> bytes:
    """A mail of parts, each with its own headers."""
    text = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f'{head}Content-Type: multipart/mixed; boundary="b"\r\n\r\n{text}--b--\r\n'.encode()


def part(kind: str, text: str, *headers: str) -> str:
    return "\r\n".join([f"Content-Type: {kind}", *headers, "", text])


def names(data: bytes) -> list[str]:
    return [each.name for each in parse_mail(data).attachments]


def test_a_mail_has_its_sender_subject_and_identity() -> None:
    mail = read(
        "Message-ID:  <1@example.invalid> ",
        "To: A <Office@Example.invalid>, b@example.invalid",
        "Cc: =?utf-8?B?55yB5Yqe?= <C@example.invalid>",
        "Subject: =?utf-8?B?55uu5qCH?=\r\n =?utf-8?B?5YiG6Kej?=  \t x",
    )
    assert (mail.sender, mail.message_id) == ("hz@example.invalid", "<1@example.invalid>")
    assert mail.subject == "目标分解 x"
    assert mail.recipients == ("office@example.invalid", "b@example.invalid", "c@example.invalid")
    assert (mail.attachments, mail.sent, mail.draft) == ((), None, False)


@pytest.mark.parametrize("value", ["1", " 1 "])
def test_a_draft_was_never_sent(value: str) -> None:
    assert read(f"X-Unsent: {value}").draft
    assert not read("X-Unsent: 0").draft


@pytest.mark.parametrize("name", ["From", "Date", "Subject", "Message-ID", "Received"])
def test_what_has_one_of_a_mails_headers_is_a_mail(name: str) -> None:
    assert parse_mail(f"{name}: x\r\n\r\n".encode()).attachments == ()
    with pytest.raises(Unreadable):
        parse_mail(b"X-Other: x\r\n\r\n")
    with pytest.raises(Unreadable):
        parse_mail(b"PK\x03\x04")


# ------------------------------------------------------------------------------------------------- texts


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_header_of_raw_bytes_is_read(charset: str) -> None:
    mail = parse_mail("subject: 目标\r\n 分解\r\nFROM: 甲 <a@example.invalid>\r\n\r\n".encode(charset))
    assert (mail.subject, mail.sender) == ("目标 分解", "a@example.invalid")


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("plain", "plain"),
        ("=?utf-8?Q?=E7=94=B2?= x", "甲 x"),
        ("=?gbk?B?vNc=?=", "甲"),
        ("=?unknown?B?vNc=?=", "甲"),  # GBK where the charset is unknown
        ("=?us-ascii?B?vNc=?=", "甲"),  # or wrong
        ("=?utf-8?B?/w==?=", "�"),  # in no charset
        ("=?utf-8?B?a?=", "=?utf-8?B?a?="),  # no Base64
        ("甲\u202e乙\x00", "甲 乙"),
    ],
)
def test_encoded_words_are_decoded(text: str, decoded: str) -> None:
    assert decode_text(text) == decoded


# ------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        (["Date: Mon, 25 May 2020 15:30:00 +0800"], datetime(2020, 5, 25, 15, 30)),
        (["Date: Mon, 25 May 2020 20:30:00 +0000"], datetime(2020, 5, 26, 4, 30)),
        (["Date: Mon, 25 May 2020 15:30:00 -0000"], datetime(2020, 5, 25, 15, 30)),  # no zone: China's time
        (["Date: 25 May 2020 15:30"], datetime(2020, 5, 25, 15, 30)),
        (["Date: yesterday", "Received: a; Mon, 25 May 2020 15:31:00 +0800"], datetime(2020, 5, 25, 15, 31)),
        (["Received: a; b; Mon, 25 May 2020 15:31:00 +0800"], datetime(2020, 5, 25, 15, 31)),
        (
            ["Date: Fri, 31 Dec 9999 23:00:00 -0100", "Received: a; Mon, 25 May 2020 15:31:00 +0800"],
            datetime(2020, 5, 25, 15, 31),  # no such day in China
        ),
        (["Date: 99 Foo 2020 15:30"], None),
        ([], None),
    ],
)
def test_a_mails_date_is_chinas_time(headers: list[str], sent: datetime | None) -> None:
    assert read(*headers).sent == sent


# ------------------------------------------------------------------------------------------- attachments


def test_attachments_come_in_order_and_texts_and_pictures_of_the_mail_do_not() -> None:
    data = mixed(
        part("text/plain", "Text"),
        part("text/html; charset=utf-8", "<p>Text</p>", "Content-Disposition: inline"),
        part("image/png", "x", "Content-ID: <1>", 'Content-Disposition: inline; filename="logo.png"'),
        part("text/csv; name=a.csv", "1,2"),
        part("image/png; name=scan.png", "x"),
        part("image/png", "x", "Content-ID: <2>", "Content-Disposition: ATTACHMENT; filename=b.png"),
        part("text/plain", "x", "Content-Disposition: attachment"),
        part("application/octet-stream", "x", "Content-ID: <3>"),
    )
    assert names(data) == ["a.csv", "scan.png", "b.png", "未命名附件", "未命名附件"]


def test_an_attachment_has_its_bytes() -> None:
    text = base64.b64encode(b"PK\x00\xff").decode()
    data = mixed(part("application/octet-stream; name=a.xlsx", text, "Content-Transfer-Encoding: base64"))
    assert parse_mail(data).attachments == (Attachment("a.xlsx", b"PK\x00\xff"),)
    assert parse_mail(data).without_attachments.attachments == ()
    assert parse_mail(data).without_attachments.sender == "hz@example.invalid"


@pytest.mark.parametrize(
    "header",
    [
        "Content-Disposition: attachment; filename*=utf-8''%E7%94%B2.xlsx",
        "Content-Disposition: attachment; filename*0*=utf-8''%E7%94%B2; filename*1=.xlsx",
        "Content-Disposition: attachment; filename*=GB2312''%BC%D7.xlsx",
        "Content-Disposition: attachment; filename*=%BC%D7.xlsx",
        'Content-Disposition: attachment; filename="=?gbk?B?vNc=?=.xlsx"',
        'Content-Disposition: attachment; filename="=?utf-8?B?55Sy?=\r\n =?utf-8?B?Lnhsc3g=?="',
        "Content-Disposition: attachment;\r\n\tfilename=甲.xlsx",
        'content-disposition: attachment; FileName="甲.xlsx"',
        'Content-Disposition: attachment\r\nX-Content: a; filename="乙.xlsx"',
    ],
)
def test_a_name_is_read_in_all_the_ways_it_is_written(header: str) -> None:
    expected = "其他.xlsx" if "乙" in header else "甲.xlsx"
    kind = 'application/octet-stream; name="其他.xlsx"'
    assert names(mixed(part(kind, "x", header))) == [expected]


# ---------------------------------------------------------------------------------------- forwarded mails


def forwarded(name: str, inner: bytes, kind: str) -> bytes:
    message = EmailMessage()
    message["From"] = "hz@example.invalid"
    main, sub = kind.split("/")
    message.add_attachment(inner, maintype=main, subtype=sub, filename=name)
    return bytes(message)


@pytest.mark.parametrize("name", ["转发.eml", "转发.EML"])
@pytest.mark.parametrize("kind", ["application/octet-stream", "application/x-eml", "application/vnd.any"])
def test_a_mail_attached_as_a_file_is_opened(name: str, kind: str) -> None:
    inner = mixed(
        part("application/octet-stream; name=甲.xlsx", "1"), part("application/pdf; name=乙.pdf", "2")
    )
    outer = forwarded(name, inner, kind)
    assert [(each.name, each.data) for each in parse_mail(outer).attachments] == [
        ("甲.xlsx", b"1"),
        ("乙.pdf", b"2"),
    ]


def test_a_mail_forwarded_as_a_mail_is_opened_too() -> None:
    inner = mixed(part("application/octet-stream; name=a.xlsx", "1"))
    outer = HEAD.encode() + b"Content-Type: message/rfc822\r\n\r\n" + inner
    assert names(outer) == ["a.xlsx"]


def test_a_file_that_is_only_called_a_mail_stays_a_file() -> None:
    assert names(forwarded("a.eml", b"PK\x03\x04", "application/octet-stream")) == ["a.eml"]


def test_mails_within_mails_are_opened_five_deep() -> None:
    data = mixed(part("application/octet-stream; name=a.xlsx", "1"))
    for depth in range(1, 7):
        data = forwarded(f"{depth}.eml", data, "application/octet-stream")
        assert names(data) == (["a.xlsx"] if depth <= 5 else ["1.eml"])
