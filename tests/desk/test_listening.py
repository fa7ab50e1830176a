"""Listening to others: only with accounts, and encrypted; what browsers must call the desk by."""

import socket
import ssl
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
import trustme

from cascade.desk.entrance import Address
from cascade.desk.listening import listening
from tests.support.certificates import Certificate, make_certificate
from tests.support.desk import RunningDesk, running_desk
from tests.support.people import PASSWORD, REVIEWING, People, add, console, free_port, open_office

PROXY = "https://desk.example.invalid"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbooks folder with one account."""
    folder = tmp_path_factory.mktemp("listening") / "workbooks"
    add(folder, REVIEWING, "--role", "审核")
    return folder


@pytest.fixture(scope="module")
def certificate(folder: Path) -> Certificate:
    return make_certificate(folder.with_name("tls"), "desk.example.invalid", "127.0.0.1")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with open_office(tmp_path_factory.mktemp("office") / "workbooks", quick=False) as people:
        yield people


@pytest.fixture(scope="module")
def proxied(folder: Path) -> Iterator[RunningDesk]:
    """A desk that a proxy encrypts for; here the proxy's part is played by the test."""
    port = free_port()
    words = ("--listen", f"127.0.0.1:{port}", "--behind-proxy", PROXY)
    with running_desk(folder, *words, line=f"127.0.0.1:{port}") as desk:
        yield desk


def refused(folder: Path, *words: object) -> str:
    done = console(folder, *words)
    assert (done.returncode, done.stdout) == (2, ""), done
    return done.stderr


def test_nobody_is_listened_to_without_accounts(tmp_path: Path) -> None:
    assert refused(tmp_path, "--listen", "127.0.0.1") == (
        "还没有账号，不能让别的电脑连进来。请先添加账号，例如：\n"
        "python run.py desk --add-user 姓名 --role 审核\n"
    )
    assert not (tmp_path / ".desk.json").exists()


def test_nobody_is_listened_to_in_plain_text(folder: Path) -> None:
    assert refused(folder, "--listen", "127.0.0.1:0").startswith(
        "不加密，密码会在网上被人看见，所以没有打开。"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--certificate", "c.pem"], "--certificate、--key、--behind-proxy 要和 --listen 一起写"),
        (["--behind-proxy", PROXY], "--certificate、--key、--behind-proxy 要和 --listen 一起写"),
        (["--listen", "127.0.0.1", "--certificate", "c.pem"], "不加密，密码会在网上被人看见"),
        (["--listen", "127.0.0.1", "--key", "k.pem"], "不加密，密码会在网上被人看见"),
        (["--listen", "http://10.1.2.3"], "--listen 后面写的不是地址：http://10.1.2.3"),
        (["--listen", "127.0.0.1:99999"], "--listen 后面写的不是地址：127.0.0.1:99999"),
        (["--listen", "127.0.0.1", "--behind-proxy", "http://a.b"], "--behind-proxy 后面写的不是网址"),
        (["--listen", "127.0.0.1", "--behind-proxy", "https://a.b/desk"], "--behind-proxy 后面写的不是网址"),
        (["--listen", "127.0.0.1", "--behind-proxy", "https://u@a.b"], "--behind-proxy 后面写的不是网址"),
        (["--listen", "127.0.0.1", "--behind-proxy", "a.b"], "--behind-proxy 后面写的不是网址"),
        (
            ["--listen", "127.0.0.1", "--behind-proxy", PROXY, "--certificate", "c.pem", "--key", "k.pem"],
            "--behind-proxy 和 --certificate、--key 只能用一种",
        ),
        (["--listen", "127.0.0.1", "--certificate", "c.pem", "--key", "k.pem"], "证书或私钥用不了"),
        (["--listen", "192.0.2.1:0", "--behind-proxy", PROXY], "不能在 192.0.2.1 的端口 0 上打开"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(words: list[str], said: str, folder: Path) -> None:
    assert refused(folder, *words).startswith(said)


def test_a_certificate_is_looked_at_before_anybody_comes(folder: Path, tmp_path: Path) -> None:
    authority = trustme.CA()
    past = datetime.now(UTC) - timedelta(days=1)
    issued = authority.issue_cert("desk.example.invalid", not_after=past)
    other = authority.issue_cert("desk.example.invalid")
    for name, part in (("old.pem", issued.cert_chain_pems[0]), ("old-key.pem", issued.private_key_pem)):
        part.write_to_path(tmp_path / name)
    other.cert_chain_pems[0].write_to_path(tmp_path / "other.pem")
    cases = {
        ("old.pem", "old-key.pem"): "证书过了有效期，或者还没有到。请换一张。",
        ("other.pem", "old-key.pem"): "两个文件不是一对，或者不是 PEM 格式，或者私钥有密码。",
        ("none.pem", "old-key.pem"): "找不到文件，或者没有权限读。请核对路径。",
    }
    for (chain, key), said in cases.items():
        words = ("--listen", "127.0.0.1:0", "--certificate", tmp_path / chain, "--key", tmp_path / key)
        assert said in refused(folder, *words), chain


def test_the_names_of_the_certificate_are_those_of_the_desk(folder: Path, certificate: Certificate) -> None:
    port = free_port()
    words = ("--certificate", certificate.chain, "--key", certificate.key)
    trust = certificate.client_context()
    with running_desk(folder, "--listen", f"127.0.0.1:{port}", *words, trust=trust) as desk:
        assert desk.key == f"https://127.0.0.1:{port}/"
        for name in ("127.0.0.1", "desk.example.invalid"):
            assert desk.ask("/", headers={"Host": f"{name}:{port}"}).status == 401
        for name in (f"localhost:{port}", "desk.example.invalid", f"x.desk.example.invalid:{port}", "a b"):
            answer = desk.ask("/", headers={"Host": name})
            assert answer.status in (400, 403), name
            assert answer.status == 400 or f"这里的网址是 <b>https://127.0.0.1:{port}</b>" in answer.text


def test_where_the_address_is_no_name_the_certificate_has_one(certificate: Certificate) -> None:
    given = Namespace(
        listen="0.0.0.0", port=0, certificate=certificate.chain, key=certificate.key, behind_proxy=None
    )
    where = listening(given, has_accounts=True)
    assert (where.name, where.port) == ("0.0.0.0", 8443)
    assert where.address(8443).url == "https://desk.example.invalid:8443"
    assert where.address(443).url == "https://desk.example.invalid"


def test_a_certificate_for_all_below_a_name() -> None:
    address = Address("https", ("*.example.invalid:8443",))
    assert address.allows("desk.example.invalid:8443")
    assert not any(
        address.allows(each)
        for each in (
            "example.invalid:8443",
            "a.b.example.invalid:8443",
            "desk.example.invalid",
            "desk.other:8443",
        )
    )


def test_a_second_start_leads_to_the_desk_that_listens(people: People) -> None:
    done = console(people.workbooks)
    assert done.returncode == 0
    assert done.stdout.startswith(f"请在浏览器中打开：{people.desk.key}\n")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_encryption_is_refused(people: People, version: ssl.TLSVersion) -> None:
    context = people.certificate.client_context()
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        handshake(people, context)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_new_encryption_is_taken(people: People, version: ssl.TLSVersion) -> None:
    context = people.certificate.client_context()
    context.minimum_version = context.maximum_version = version
    assert handshake(people, context) == version.name.replace("_", ".")


def handshake(people: People, context: ssl.SSLContext) -> str:
    host, port = people.desk.host.split(":")
    with (
        socket.create_connection((host, int(port)), timeout=20) as line,
        context.wrap_socket(line, server_hostname=host) as encrypted,
    ):
        return str(encrypted.version())


def test_plain_requests_are_told_how_to_ask(people: People) -> None:
    connection = HTTPConnection(people.desk.host, timeout=20)
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert answer.status == 400
    assert answer.read().decode() == "这里只接受加密的连接：请把网址开头的 http:// 写成 https://。"
    connection.close()


def test_silent_connections_hold_nobody_up(people: People) -> None:
    host, port = people.desk.host.split(":")
    lines = [socket.create_connection((host, int(port))) for _ in range(50)]
    half = [socket.create_connection((host, int(port))) for _ in range(10)]
    for each in half:
        each.sendall(b"\x16\x03\x01\x02\x00\x01")  # the beginning of a handshake
    began = time.monotonic()
    assert people.seat(REVIEWING).ask("/").status == 200
    assert time.monotonic() - began < 5
    for each in (*lines, *half):
        each.close()


def test_encrypted_answers_say_so_for_a_year(people: People) -> None:
    for path in ("/", "/desk.css", "/nothing"):
        assert people.desk.ask(path).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_cookies_are_this_hosts_alone(people: People) -> None:
    answer = people.desk.post("/sign-in", name=REVIEWING, password=PASSWORD)
    names = sorted(each.partition("=")[0].rpartition("-")[0] for each in answer.cookies)
    assert names == ["__Host-desk", "__Host-desk-known"]
    _, *attributes = (each.strip() for each in answer.headers["Set-Cookie"].split(";"))
    found = {each for each in attributes if not each.startswith(("Expires", "Max-Age"))}
    assert found == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}


def test_behind_a_proxy_browsers_know_the_desk_by_its_name(proxied: RunningDesk) -> None:
    assert proxied.key == f"{PROXY}/"
    answer = proxied.ask("/")
    assert answer.status == 401
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for headers in (
        {"Host": proxied.line},
        {"Host": "other.example.invalid"},
        {
            "Host": proxied.line,
            "X-Forwarded-Host": "desk.example.invalid",
            "Forwarded": "host=desk.example.invalid",
        },
        {"Origin": f"http://{proxied.line}"},
        {"Origin": "http://desk.example.invalid", "X-Forwarded-Proto": "https"},
    ):
        assert proxied.ask("/sign-in", "POST", b"name=a&password=b", form | headers).status == 403, headers


def test_what_a_stranger_says_of_its_address_is_not_believed(proxied: RunningDesk, folder: Path) -> None:
    seat = proxied.signed_in(REVIEWING, add(folder, REVIEWING))
    proxied.ask("/sign-in", "POST", b"name=x&password=y", {"X-Forwarded-For": "192.0.2.7", **FORM})
    seat.post("/account", old="x", new="y", again="y")
    assert "192.0.2.7" not in (folder / "desk.sqlite").read_bytes().decode("latin-1")


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
