"""What is said of a mail server that cannot be used: which it is, why, and what to do."""

import imaplib
import smtplib
import ssl

import pytest

from cascade.mail.failures import Unreachable, raise_unreachable

CERTIFICATE = "请核对 mail.toml 中的服务器、端口和加密方式；单位自建的服务器请用 ca_file 指明证书。"
LOGIN = "请核对 mail.toml 中的 user 和环境变量中的授权码（多数邮箱要用“授权码”而不是登录密码）。"
REFUSED = smtplib.SMTPAuthenticationError(535, b"no")
ENCODING = UnicodeEncodeError("ascii", "密码", 0, 2, "no")


def encryption(reason: str | None) -> ssl.SSLError:
    error = ssl.SSLError(1, "certificate verify failed")
    error.reason = reason  # type: ignore[assignment]  # there need be none
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            encryption("CERTIFICATE_VERIFY_FAILED"),
            f"服务器 甲 的加密连接没有建立（CERTIFICATE_VERIFY_FAILED）。{CERTIFICATE}",
        ),
        (encryption(None), f"服务器 甲 的加密连接没有建立（certificate verify failed）。{CERTIFICATE}"),
        (REFUSED, f"服务器 甲 不接受用户名或授权码（535）。{LOGIN}"),
        (ENCODING, f"服务器 甲 的用户名或授权码含有中文等字符，无法登录。{LOGIN}"),
        (smtplib.SMTPException("gone"), "服务器 甲 不能使用（gone）。请核对 mail.toml 中的设置。"),
        (imaplib.IMAP4.error(b"NO \xe4\xb8\x8d"), f"服务器 甲 拒绝了请求（NO 不）。{LOGIN}"),
        (imaplib.IMAP4.error("NO"), f"服务器 甲 拒绝了请求（NO）。{LOGIN}"),
        (imaplib.IMAP4.error(), f"服务器 甲 拒绝了请求（）。{LOGIN}"),
        (OSError(111, "refused"), "连不上服务器 甲 （refused）。请核对网络和 mail.toml 中的设置。"),
        (TimeoutError("timed out"), "连不上服务器 甲 （timed out）。请核对网络和 mail.toml 中的设置。"),
    ],
)
def test_every_error_of_a_connection_is_told_in_chinese(error: Exception, said: str) -> None:
    with pytest.raises(Unreachable) as told, raise_unreachable("服务器 甲 "):
        raise error
    assert str(told.value) == said
    assert told.value.__suppress_context__


def test_an_error_of_the_program_is_no_failure_of_the_server() -> None:
    with pytest.raises(KeyError), raise_unreachable("服务器 甲 "):
        raise KeyError
