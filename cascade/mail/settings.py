"""The office's mail settings: loaded from `mail.toml`, checked, put as its text.

Passwords come from the environment, or from whoever loads the settings; they are never written.
"""

import json
import os
import re
import ssl
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PrivateAttr, ValidationError

from cascade.errors import Wrong
from cascade.indicators import Frozen
from cascade.model import ADDRESS


class SettingsError(Wrong):
    """The settings are faulty. The Chinese text says where and why."""


Passwords = Mapping[str, str]  # by the section of the settings that needs them
NO_PASSWORDS: Passwords = MappingProxyType({})


class Security(StrEnum):
    """How a connection is encrypted: from its first byte, or after a command."""

    TLS = "tls"
    STARTTLS = "starttls"


MailAddress = Annotated[str, Field(pattern=f"^{ADDRESS}$")]


_EXAMPLE = re.compile(r"[@.](invalid|test|example|localhost|example\.(com|net|org))$", re.IGNORECASE)


def is_example(address: str) -> bool:
    """Whether nobody can have an address: its domain is one that RFC 2606 reserves for examples and tests."""
    return bool(_EXAMPLE.search(address))


# A name in its labels, or a numeric address.
_HOST = r"^(\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\]?|[\w-]{1,63}(\.[\w-]{1,63})*\.?)\Z"


class Sender(Frozen):
    """The sender of all letters; test letters go to the address `me`."""

    address: MailAddress
    name: str = ""
    me: MailAddress


class Account(Frozen):
    """An account on a server.

    `password_env` names the environment variable with its password, which whoever loads the settings may
    give instead.
    """

    # Python's: pydantic's own takes 50 ms to compile the labels of `_HOST`.
    model_config = ConfigDict(regex_engine="python-re")

    host: str = Field(min_length=1, pattern=_HOST)
    port: int = Field(ge=1, le=65535)
    security: Security = Security.TLS
    user: str = ""
    password_env: str = ""
    ca_file: str = ""
    timeout: float = Field(default=60, gt=0)
    _password: str = PrivateAttr(default="")

    @property
    def is_here(self) -> bool:
        """Whether the server is on this machine."""
        host = self.host.strip("[]").lower()
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def password(self) -> str:
        """The password that was given, or that of the environment. Raises SettingsError without one."""
        if self._password:
            return self._password
        if self.password_env and self.password_env not in os.environ:
            raise SettingsError(
                f"环境变量 {self.password_env} 中没有授权码。请先设置，例如在命令行中输入："
                f"set {self.password_env}=授权码"
            )
        return os.environ.get(self.password_env, "")

    def with_password(self, password: str) -> Self:
        """The same account with a password that was given."""
        account = self.model_copy()
        account._password = password
        return account

    def context(self) -> ssl.SSLContext:
        """A TLS context that checks the server's certificate and name. Raises SettingsError."""
        try:
            return ssl.create_default_context(cafile=self.ca_file or None)
        except OSError:
            raise SettingsError(f"读不出 ca_file 指明的证书：{self.ca_file}") from None


class Outgoing(Account):
    """The account for sending; `pause` is the number of seconds between two messages."""

    pause: float = Field(default=3, ge=0)


class Inbox(Account):
    """The account for fetching from `folder`; stored mails move to the folder `done`."""

    folder: str = "INBOX"
    done: str = "已收取"


class Settings(Frozen):
    """The content of `mail.toml`."""

    office: Sender
    smtp: Outgoing | None = None
    imap: Inbox | None = None


def load(path: Path, passwords: Passwords = NO_PASSWORDS) -> Settings:
    """Read the settings; `passwords` come before those of the environment. Raises SettingsError."""
    content = read(path)
    if faults := faults_in(content):
        lines = [f"  {name}：{why}" for name, why in faults.items()]
        raise SettingsError(
            f"{path} 中有几处需要修改：\n" + "\n".join(lines) + "\n请对照 mail.example.toml 修改。"
        )
    settings = Settings.model_validate(content)
    accounts = {name: getattr(settings, name) for name in passwords}
    given = {name: each.with_password(passwords[name]) for name, each in accounts.items() if each}
    return settings.model_copy(update=given)


def read(path: Path) -> dict[str, Any]:
    """What a file of settings holds, which may be faulty. Raises SettingsError where it cannot be read."""
    if not path.exists():
        raise SettingsError(f"找不到邮件设置 {path}\n请把 mail.example.toml 复制为 mail.toml，按说明填好。")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        where = f"第 {found[1]} 行" if found else "末尾"
        raise SettingsError(f"{path} {where}写法有误，请对照 mail.example.toml 修改。") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} 不是 UTF-8 编码，请用记事本另存为 UTF-8 格式。") from None


def faults_in(content: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with settings, in Chinese, by the name of the entry, e.g. `smtp.port`."""
    try:
        Settings.model_validate(content)
    except ValidationError as error:
        places = [(".".join(map(str, each["loc"])), each["type"]) for each in error.errors()]
        return {place: _PLACED.get((place.partition(".")[2], why)) or _reason(why) for place, why in places}
    return {}


def as_toml(settings: Settings) -> str:
    """The text of the file that holds settings, without any password."""
    lines = ["# 邮件设置。授权码不在这里：在网页上输入，或放在 password_env 所写的环境变量中。"]
    for section, entries in settings.model_dump(mode="json", exclude_defaults=True).items():
        lines += ["", f"[{section}]"]
        for name, value in entries.items():
            text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML is stricter
            lines.append(f"{name} = {text}")
    return "\n".join(lines) + "\n"


_REASONS = {
    "missing": "没有填",
    "extra_forbidden": "没有这一项，请核对拼写",
    "string_pattern_mismatch": "不是邮箱地址",
    "enum": "只能是 tls 或 starttls",
    "string_too_short": "没有填",
    "int_parsing": "要写数字",
    "float_parsing": "要写数字",
}
_PLACED = {("host", "string_pattern_mismatch"): "不是服务器的名称，应如 smtp.example.com，端口另填"}


def _reason(kind: str) -> str:
    return _REASONS.get(kind, "填得不对")
