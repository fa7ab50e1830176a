"""Explain in Chinese why a mail server cannot be used, and what the operator can do."""

import imaplib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from cascade.errors import Unavailable


class Unreachable(Unavailable):
    """A mail server cannot be reached or used. The Chinese text says why and what to do."""


@contextmanager
def raise_unreachable(what: str) -> Iterator[None]:
    """Turn every error of a connection into Unreachable; `what` is the server's Chinese name."""
    try:
        yield
    except ssl.SSLError as error:
        raise Unreachable(f"{what}的加密连接没有建立（{error.reason or error}）。{_CERTIFICATE}") from None
    except smtplib.SMTPAuthenticationError as error:
        raise Unreachable(f"{what}不接受用户名或授权码（{error.smtp_code}）。{LOGIN}") from None
    except UnicodeEncodeError:
        raise Unreachable(f"{what}的用户名或授权码含有中文等字符，无法登录。{LOGIN}") from None
    except smtplib.SMTPException as error:
        raise Unreachable(f"{what}不能使用（{error}）。请核对 mail.toml 中的设置。") from None
    except imaplib.IMAP4.error as error:
        raise Unreachable(f"{what}拒绝了请求（{_error_text(error)}）。{LOGIN}") from None
    except OSError as error:
        reason = error.strerror or error
        raise Unreachable(f"连不上{what}（{reason}）。请核对网络和 mail.toml 中的设置。") from None


_CERTIFICATE = "请核对 mail.toml 中的服务器、端口和加密方式；单位自建的服务器请用 ca_file 指明证书。"
LOGIN = "请核对 mail.toml 中的 user 和环境变量中的授权码（多数邮箱要用“授权码”而不是登录密码）。"


def _error_text(error: Exception) -> str:
    first = error.args[0] if error.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
