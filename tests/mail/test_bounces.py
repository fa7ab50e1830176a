"""Bounces and automatic replies as mail services write them; ordinary mails are neither."""

from email.message import EmailMessage

import pytest

from cascade.mail.bounces import Bounce
from cascade.mail.incoming import parse_mail

CITY = "zhuanban@huzhou.example.invalid"
ORIGINAL = (
    "From: zhuanxing@example.invalid\r\nTo: " + CITY + "\r\nSubject: x\r\nMessage-ID: <1@example.invalid>\r\n"
)
STATUS = (
    "Reporting-MTA: dns; mx.example.invalid\r\n\r\nOriginal-Recipient: rfc822;{to}\r\n"
    "Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n"
)


def report(kind: str, *parts: tuple[str, str], head: str = "") -> bytes:
    """A mail of the type multipart/report with parts of a type and a text each."""
    lines = [f"--b\r\nContent-Type: {type_}\r\n\r\n{text}\r\n" for type_, text in parts]
    return (
        "From: MAILER-DAEMON@mx.example.invalid\r\nTo: zhuanxing@example.invalid\r\n"
        f"Subject: notice\r\n{head}"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
        f"{''.join(lines)}--b--\r\n"
    ).encode()


def delivery_status(action: str = "failed", original: str = "message/rfc822") -> bytes:
    return report(
        "delivery-status",
        ("text/plain", "I'm sorry."),
        ("message/delivery-status", STATUS.format(to=CITY.upper(), action=action)),
        (original, f"{ORIGINAL}\r\nBody"),
        head="Auto-Submitted: auto-replied\r\n",
    )


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_delivery_status(original: str) -> None:
    mail = parse_mail(delivery_status(original=original))
    assert mail.bounce == Bounce((CITY,), ("<1@example.invalid>",), "550 5.1.1 User unknown")


def test_a_delay_has_the_address_too() -> None:
    mail = parse_mail(delivery_status(action="delayed"))
    assert mail.bounce
    assert (mail.bounce.addresses, mail.bounce.delayed) == ((CITY,), True)


def test_the_news_that_a_mail_arrived_is_no_bounce() -> None:
    assert parse_mail(delivery_status(action="delivered")).bounce is None


def plain(sender: str, subject: str, text: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "zhuanxing@example.invalid", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, charset="gbk")
    return message.as_bytes()


BODY = f"很抱歉，您的邮件没有送达 <{CITY}>。\n原因：550 用户不存在。\n<2@example.invalid>"


@pytest.mark.parametrize(
    "data",
    [
        plain("PostMaster@qq.com", "来自qq.com的退信", BODY),
        plain("Postmaster@163.com", "系统退信", BODY),
        plain("postmaster@mail.example.invalid", "系统退信/Systems bounce", BODY),
        plain("mail-daemon@example.invalid", "x", BODY),
        plain("MAILER-DAEMON@example.invalid", "failure notice", BODY),
        plain("exchange@example.invalid", "未送达: 目标分解填报表", BODY),
        plain("exchange@example.invalid", "无法送达：目标分解填报表", BODY),
        plain("exchange@example.invalid", "Undeliverable: x", BODY),
        plain("system@example.invalid", "Delivery Status Notification (Failure)", BODY),
        plain("system@example.invalid", "Mail delivery failed: returning message to sender", BODY),
        plain("system@example.invalid", "x", BODY, Return_Path="<>"),
    ],
)
def test_bounces_that_follow_no_standard(data: bytes) -> None:
    mail = parse_mail(data)
    assert mail.bounce
    assert CITY in mail.bounce.addresses
    assert "<2@example.invalid>" in mail.bounce.message_ids


def test_the_header_that_names_the_failed_addresses_goes_before_the_text() -> None:
    data = plain("exim@example.invalid", "x", "a@example.invalid", X_Failed_Recipients=CITY)
    assert parse_mail(data).bounce == Bounce((CITY,), ())


@pytest.mark.parametrize(
    "data",
    [
        plain(CITY, "自动回复: 目标分解填报表", "我在休假"),
        plain(CITY, "自动答复：x"),
        plain(CITY, "Automatic reply: x"),
        plain(CITY, "x", Auto_Submitted="auto-replied", Return_Path="<>"),
        plain(CITY, "x", X_Autoreply="yes"),
        plain(CITY, "已读: 目标分解填报表"),
        report("disposition-notification", ("message/disposition-notification", "x")).replace(
            b"MAILER-DAEMON@mx.example.invalid", CITY.encode()
        ),
    ],
)
def test_automatic_replies(data: bytes) -> None:
    mail = parse_mail(data)
    assert mail.automatic
    assert mail.bounce is None


@pytest.mark.parametrize(
    "data",
    [
        plain(CITY, "湖州市报送", BODY),
        plain(CITY, "回复: 自动回复: 目标分解填报表"),
        plain(CITY, "转发: 系统退信", BODY),
        plain(CITY, "退信后重发：湖州市填报表"),
        plain(CITY, "x", Auto_Submitted="no"),
        plain(CITY, "x", Auto_Submitted="auto-generated", Return_Path=f"<{CITY}>"),
    ],
)
def test_ordinary_mails(data: bytes) -> None:
    mail = parse_mail(data)
    assert (mail.bounce, mail.automatic) == (None, False)


def test_a_bounce_that_a_city_forwards_as_an_attachment_is_no_bounce() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = CITY, "请看"
    outer.set_content("x")
    outer.add_attachment(delivery_status(), maintype="application", subtype="octet-stream", filename="x.eml")
    assert parse_mail(outer.as_bytes()).bounce is None
