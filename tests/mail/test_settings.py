"""The office's mail settings: the example loads, and what is wrong is said at its place."""

import ssl
from pathlib import Path

import pytest

from cascade.mail.settings import Inbox, Outgoing, Security, SettingsError, load
from tests.support.certificates import make_certificate

EXAMPLE = Path(__file__).parents[2] / "mail.example.toml"
OFFICE = '[office]\naddress = "a@example.invalid"\nme = "b@example.invalid"\n'
SMTP = '[smtp]\nhost = "smtp.example.invalid"\nport = 465\n'
IMAP = '[imap]\nhost = "imap.example.invalid"\nport = 993\n'


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "mail.toml"
    path.write_text(text, encoding=encoding)
    return path


def test_the_example_can_be_used() -> None:
    settings = load(EXAMPLE)
    assert settings.smtp is not None
    assert settings.imap is not None
    assert (settings.smtp.port, settings.smtp.security) == (465, Security.TLS)
    assert (settings.imap.folder, settings.imap.done) == ("INBOX", "已收取")


def test_what_need_not_be_set_has_its_usual_value(tmp_path: Path) -> None:
    settings = load(written(tmp_path, OFFICE + SMTP + IMAP, "utf-8-sig"))
    assert (settings.office.name, settings.office.me) == ("", "b@example.invalid")
    common = {"security": Security.TLS, "user": "", "password_env": "", "ca_file": "", "timeout": 60}
    smtp = {"host": "smtp.example.invalid", "port": 465, **common, "pause": 3}
    imap = {"host": "imap.example.invalid", "port": 993, **common, "folder": "INBOX", "done": "已收取"}
    assert (settings.smtp, settings.imap) == (Outgoing.model_validate(smtp), Inbox.model_validate(imap))
    alone = load(written(tmp_path, OFFICE))
    assert (alone.smtp, alone.imap) == (None, None)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (OFFICE.replace("a@", "") + SMTP, ["office.address：不是邮箱地址"]),
        (OFFICE.replace("me", "mine"), ["office.me：没有填", "office.mine：没有这一项，请核对拼写"]),
        (OFFICE + SMTP.replace("465", "0"), ["smtp.port：填得不对"]),
        (OFFICE + SMTP.replace("465", "65536"), ["smtp.port：填得不对"]),
        (OFFICE + SMTP.replace("smtp.example.invalid", ""), ["smtp.host：没有填"]),
        (OFFICE + SMTP + 'security = "ssl"', ["smtp.security：只能是 tls 或 starttls"]),
        (OFFICE + SMTP + "timeout = 0", ["smtp.timeout：填得不对"]),
        (OFFICE + SMTP + "pause = -1", ["smtp.pause：填得不对"]),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text: str, lines: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as told:
        load(path)
    head, *said, tail = str(told.value).splitlines()
    assert head == f"{path} 中有几处需要修改："
    assert [line.strip() for line in said] == lines
    assert tail == "请对照 mail.example.toml 修改。"


@pytest.mark.parametrize("line", ["host = 'm'", "port = 1", "port = 65535", "pause = 0", "timeout = 0.5"])
def test_a_value_at_its_bound_is_taken(line: str, tmp_path: Path) -> None:
    name = line.split(" ")[0]
    smtp = "\n".join(each for each in SMTP.splitlines() if not each.startswith(name))
    assert load(written(tmp_path, f"{OFFICE}{smtp}\n{line}\n")).smtp is not None


def test_a_file_that_is_no_toml_is_said_to_be_at_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "[office]\naddress = a@example.invalid\n")
    with pytest.raises(SettingsError) as told:
        load(path)
    assert str(told.value) == f"{path} 第 2 行写法有误，请对照 mail.example.toml 修改。"
    with pytest.raises(SettingsError, match="末尾写法有误"):
        load(written(tmp_path, '[office]\naddress = """a'))
    with pytest.raises(SettingsError, match="不是 UTF-8 编码，请用记事本另存为 UTF-8 格式。"):
        load(written(tmp_path, '[office]\nname = "省转升办"', "gbk"))
    with pytest.raises(SettingsError, match=r"请把 mail\.example\.toml 复制为 mail\.toml，按说明填好。"):
        load(tmp_path / "没有.toml")


def account(**more: object) -> Outgoing:
    return Outgoing.model_validate({"host": "smtp.example.invalid", "port": 465, **more})


def test_a_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASCADE_TEST_PASSWORD", "geheim")
    assert account(password_env="CASCADE_TEST_PASSWORD").password == "geheim"
    assert account().password == ""
    monkeypatch.delenv("CASCADE_TEST_PASSWORD")
    with pytest.raises(SettingsError, match="set CASCADE_TEST_PASSWORD=授权码"):
        assert account(password_env="CASCADE_TEST_PASSWORD").password


def test_a_server_has_to_prove_who_it_is(tmp_path: Path) -> None:
    context = account().context()
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
    certificate = make_certificate(tmp_path / "tls")
    own = account(ca_file=str(certificate.authority)).context()
    assert [each["subject"] for each in own.get_ca_certs()] != []
    assert len(own.get_ca_certs()) == 1
    with pytest.raises(SettingsError, match=r"读不出 ca_file 指明的证书：没有\.pem"):
        account(ca_file="没有.pem").context()
