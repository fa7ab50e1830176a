"""The mail settings as a form: what the file holds, what somebody fills in, what is wrong with it.

Passwords are kept in memory only: neither in the file nor in the environment, which other programs inherit.
"""

import unicodedata
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cascade import durable
from cascade.mail import settings
from cascade.mail.settings import Settings, SettingsError

Content = dict[str, dict[str, Any]]

SECTIONS = {"office": "发件人", "smtp": "发信", "imap": "收信"}
_ACCOUNTS = {"smtp": "CASCADE_SMTP_PASSWORD", "imap": "CASCADE_IMAP_PASSWORD"}
_MEANS_THE_SERVER = ("host", "port", "security", "user", "ca_file")  # a password goes to this one, no other


@dataclass(frozen=True, slots=True)
class SettingsEntry:
    """An entry of the form, as `name` in the section `section`; `rare` ones are folded away."""

    section: str
    name: str
    label: str
    first: str = ""
    hint: str = ""
    rare: bool = False

    @property
    def key(self) -> str:
        """Its name in the form, which is also that of its faults."""
        return f"{self.section}.{self.name}"


ENTRIES = (
    SettingsEntry("office", "name", "发件人名称", hint="收信人看到的名称，如本办公室的名称"),
    SettingsEntry("office", "address", "发件地址"),
    SettingsEntry("office", "me", "经办人自己的地址", hint="“发给自己看看”的信寄到这里"),
    SettingsEntry(
        "smtp", "host", "发信服务器", hint="如 smtp.example.com；只写草稿、不直接发送的，本节可以都空着"
    ),
    SettingsEntry("smtp", "port", "端口", "465"),
    SettingsEntry("smtp", "security", "加密方式", "tls"),
    SettingsEntry("smtp", "user", "登录名", hint="一般就是发件地址"),
    SettingsEntry("smtp", "pause", "两封信之间停几秒", "3", rare=True),
    SettingsEntry("smtp", "timeout", "等服务器答复的秒数", "60", rare=True),
    SettingsEntry("smtp", "ca_file", "单位自建服务器的证书文件", rare=True),
    SettingsEntry("imap", "host", "收信服务器", hint="如 imap.example.com；不从邮箱收取的，本节可以都空着"),
    SettingsEntry("imap", "port", "端口", "993"),
    SettingsEntry("imap", "security", "加密方式", "tls"),
    SettingsEntry("imap", "user", "登录名"),
    SettingsEntry("imap", "folder", "从哪个文件夹收取", "INBOX", "INBOX 就是收件箱"),
    SettingsEntry("imap", "done", "收取后移到", "已收取", "空着就留在原处，只标为已读"),
    SettingsEntry("imap", "timeout", "等服务器答复的秒数", "60", rare=True),
    SettingsEntry("imap", "ca_file", "单位自建服务器的证书文件", rare=True),
)


@dataclass
class MailForm:
    """The form: `values` and `faults` by the keys of the entries; `version` tells the file it was read from.

    A fault without an entry has the key "".
    """

    values: dict[str, str]
    version: str
    faults: dict[str, str] = field(default_factory=dict)


def version_of(path: Path) -> str:
    """What tells a file of settings from an earlier one, "" where there is none."""
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def form_of(path: Path) -> MailForm:
    """The form as the file fills it in."""
    version, faults = version_of(path), dict[str, str]()
    content: Mapping[str, Any] = {}
    if version:
        try:
            content = settings.read(path)
            faults = settings.faults_in(content)
        except SettingsError as error:
            faults = {"": str(error)}
    values = {}
    for each in ENTRIES:
        section = content.get(each.section)
        filled = isinstance(section, dict)
        value = section.get(each.name, each.first) if isinstance(section, dict) else each.first
        values[each.key] = str(value if filled or each.section in _ACCOUNTS else "")
    return MailForm(values, version, _placed(faults))


def filled_in(given: Mapping[str, str], path: Path) -> tuple[MailForm, Settings | None]:
    """The form as somebody filled it in, and the settings if nothing is wrong with them."""
    form = MailForm({each.key: _clean(given.get(each.key, "")) for each in ENTRIES}, given.get("seen", ""))
    before, content = _sections(path), dict[str, dict[str, Any]]()
    for section in SECTIONS:
        mine = [each for each in ENTRIES if each.section == section]
        values = {each.name: form.values[each.key] for each in mine}
        if section in _ACCOUNTS and not (
            values["host"] or values["user"] or given.get(f"{section}.password")
        ):
            continue
        content[section] = {name: value for name, value in values.items() if value or name == "done"}
        if section in _ACCOUNTS and values["user"]:
            content[section]["password_env"] = before.get(section, {}).get("password_env", _ACCOUNTS[section])
    form.faults = _placed(settings.faults_in(content))
    return form, None if form.faults else Settings.model_validate(content)


def save(found: Settings, given: Mapping[str, str], path: Path, passwords: MutableMapping[str, str]) -> None:
    """Write the settings, and keep the passwords that were typed. Raises OSError.

    A password that was kept for another server, or another name there, is forgotten.
    """
    before = _sections(path)
    durable.write(path, settings.as_toml(found).encode())
    now = _sections(path)
    for section in _ACCOUNTS:
        typed = given.get(f"{section}.password", "")
        old, new = before.get(section, {}), now.get(section, {})
        if typed:
            passwords[section] = typed
        elif any(old.get(each) != new.get(each) for each in _MEANS_THE_SERVER):
            passwords.pop(section, None)


def lacking(path: Path, passwords: Mapping[str, str], section: str) -> str:
    """What an account lacks before it can be used, in Chinese; "" for nothing."""
    if not path.exists():
        return "还没有填邮件设置"
    try:
        account = getattr(settings.load(path, passwords), section)
    except SettingsError:
        return "邮件设置里有填得不对的"
    if account is None:
        return f"还没有填{SECTIONS[section]}服务器"
    try:
        needed = bool(account.user) and not account.password
    except SettingsError:
        needed = True
    return "还没有输入授权码" if needed else ""


def knows(path: Path, passwords: Mapping[str, str], section: str) -> str:
    """What the form says of an account's password, which it never shows."""
    if section in passwords:
        return "已经输入，只记在内存里，关闭程序后要再输入。不改就空着"
    try:
        account = getattr(settings.load(path), section)
        return "启动程序时的环境变量里有。不改就空着" if account and account.password else ""
    except SettingsError:
        return ""


def _sections(path: Path) -> Content:
    """The sections of the file, none where it cannot be read."""
    try:
        return {name: value for name, value in settings.read(path).items() if isinstance(value, dict)}
    except SettingsError:
        return {}


def _placed(faults: Mapping[str, str]) -> dict[str, str]:
    """Faults at their entries; those that have none together."""
    keys = {each.key for each in ENTRIES}
    others = [f"{name}：{why}" if name else why for name, why in faults.items() if name not in keys]
    return {name: why for name, why in faults.items() if name in keys} | (
        {"": "\n".join(others)} if others else {}
    )


def _clean(text: str) -> str:
    """A value without the full-width letters and the blanks that typing leaves."""
    return unicodedata.normalize("NFKC", text).strip()
