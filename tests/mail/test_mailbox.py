"""Mails are fetched from a real server unread, and put away once they are stored."""

import socket
import time
from collections.abc import Iterator

import pytest

from cascade.mail.failures import Unreachable
from cascade.mail.mailbox import Mailbox
from cascade.mail.settings import Inbox
from tests.support.certificates import Certificate, make_certificate
from tests.support.imap_server import ImapServer, imap_server
from tests.support.programs import KILLING

pytestmark = KILLING  # the server is one of POSIX
FIRST, SECOND = b"Subject: 1\r\n\r\nA\r\n", b"Subject: 2\r\n\r\nB\r\n"
DONE = "已收取"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


@pytest.fixture
def server(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    with imap_server(certificate) as found:
        monkeypatch.setenv("CASCADE_TEST_PASSWORD", found.password)
        found.deliver(FIRST)
        found.deliver(SECOND)
        yield found


def account(server: ImapServer, **more: object) -> Inbox:
    where = {"host": server.host, "port": server.port, "user": server.user, "timeout": 10}
    secret = {"password_env": "CASCADE_TEST_PASSWORD", "ca_file": str(server.certificate.authority)}
    return Inbox.model_validate({**where, **secret, **more})


def stored(server: ImapServer, folder: str = "INBOX") -> list[tuple[bytes, bool]]:
    """The mails of a folder, and whether each is marked as read."""
    return [(each.raw, r"\Seen" in each.flags) for each in server.folder(folder)]


def wait_for(server: ImapServer, words: str) -> None:
    """Until the server's log has the words."""
    end = time.monotonic() + 10
    while words not in server.log.read_text("utf-8"):
        assert time.monotonic() < end, server.log.read_text("utf-8")
        time.sleep(0.02)


def test_fetching_leaves_the_mails_as_they_are(server: ImapServer) -> None:
    with Mailbox(account(server)) as mailbox:
        assert [data for _, data in mailbox.mails()] == [FIRST, SECOND]
        assert len({number for number, _ in mailbox.mails()}) == 2
    wait_for(server, "Logged out")
    assert stored(server) == [(FIRST, False), (SECOND, False)]
    assert stored(server, DONE) == []


def test_a_silent_server_is_not_waited_for_for_ever(certificate: Certificate) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        waiting = Inbox(host="127.0.0.1", port=port, timeout=0.3, ca_file=str(certificate.authority))
        start = time.monotonic()
        with pytest.raises(Unreachable, match="timed out"), Mailbox(waiting):
            pass
        assert time.monotonic() - start < 10


def test_a_mail_is_moved_to_the_folder_of_the_settings(server: ImapServer) -> None:
    for _ in range(2):  # the second time, the folder is there
        with Mailbox(account(server, done="办完/2020")) as mailbox:
            number, data = next(mailbox.mails())
            mailbox.put_away(number)
    assert data == SECOND
    assert stored(server) == []
    assert [raw for raw, _ in stored(server, "办完/2020")] == [FIRST, SECOND]


def test_a_mail_is_marked_as_read_where_the_settings_name_no_folder(server: ImapServer) -> None:
    with Mailbox(account(server, done="")) as mailbox:
        (_, _), (number, _) = mailbox.mails()
        mailbox.put_away(number)
    assert stored(server) == [(FIRST, False), (SECOND, True)]
    with pytest.raises(KeyError):
        server.folder(DONE)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_every_password_travels_encrypted(security: str, server: ImapServer) -> None:
    port = server.port if security == "tls" else server.starttls_port
    with Mailbox(account(server, security=security, port=port)) as mailbox:
        assert len(list(mailbox.mails())) == 2
    login = next(line for line in server.log.read_text("utf-8").splitlines() if "Login: user=" in line)
    assert ", TLS" in login


def test_another_folder_than_the_inbox_is_read(server: ImapServer) -> None:
    server.deliver(SECOND, "报送")
    with Mailbox(account(server, folder="报送")) as mailbox:
        assert [data for _, data in mailbox.mails()] == [SECOND]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"user": "nobody@example.invalid"}, "拒绝了登录或文件夹“INBOX”。请核对 mail.toml 中的 user"),
        ({"folder": "没有"}, "拒绝了登录或文件夹“没有”。请核对 mail.toml 中的 user"),
        ({"ca_file": ""}, "的加密连接没有建立"),
    ],
)
def test_a_mailbox_that_cannot_be_opened_is_told(more: dict[str, str], said: str, server: ImapServer) -> None:
    with pytest.raises(Unreachable) as told, Mailbox(account(server, **more)):
        pass
    assert f"收信服务器 {server.host}:{server.port} {said}" in str(told.value)


def test_a_mail_that_cannot_be_moved_is_told(server: ImapServer) -> None:
    with Mailbox(account(server)) as mailbox:
        mailbox._account = account(server, done="没有")
        number, _ = next(mailbox.mails())
        with pytest.raises(Unreachable, match=r"不能移动邮件（.+）。邮件内容已经保存。"):
            mailbox.put_away(number)
    assert len(stored(server)) == 2


def test_a_line_that_breaks_while_leaving_does_no_harm(server: ImapServer) -> None:
    with Mailbox(account(server)) as mailbox:
        list(mailbox.mails())
        assert mailbox._box is not None
        mailbox._box.client.sock.shutdown(socket.SHUT_RDWR)
